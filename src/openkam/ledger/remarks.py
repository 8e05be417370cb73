"""What a person should know of loaded lines although nothing is wrong with them."""

from __future__ import annotations

from collections.abc import Sequence

from openkam.core.i18n import gettext as _, ngettext
from openkam.core.numbers import format_number
from openkam.ledger.load_file import LoadedFile, LoadWork
from openkam.ledger.types import Role
from openkam.ledger.values import literal


def remarks_on(parts: Sequence[LoadedFile], work: LoadWork) -> tuple[str, ...]:
    """Years of two digits by file, and names that stand for several codes."""
    years = [
        _("{file}: years of two digits, as in “{value}”, were taken for 1970 to 2069.").format(
            file=part.lines.name, value=part.short_year
        )
        for part in parts
        if part.short_year
    ]
    return (*years, *_shared_names(parts, work))


def _shared_names(parts: Sequence[LoadedFile], work: LoadWork) -> tuple[str, ...]:
    named = [part.lines.stored_as for part in parts if Role.ACCOUNT_NAME in part.lines.roles]
    if not named:
        return ()
    listed = ", ".join(literal(str(work.folder / stored)) for stored in named)
    (row,) = work.statements.run(
        "SELECT count(*), coalesce(sum(codes), 0) FROM (SELECT account_name, count(*) AS codes FROM ("
        f"SELECT DISTINCT account, account_name FROM read_parquet([{listed}]) WHERE account_name IS NOT NULL) "
        "GROUP BY account_name HAVING count(*) > 1)"
    )
    if not row[0]:
        return ()
    return (
        ngettext(
            "{names} name stands for {codes} different customer codes; each code is kept as an account of its own.",
            "{names} names stand for {codes} different customer codes; each code is kept as an account of its own.",
            row[0],
        ).format(names=format_number(row[0]), codes=format_number(row[1])),
    )
