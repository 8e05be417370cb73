"""A list of accounts: codes, names, parents, territories, segments and salespeople."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from openkam.core.errors import Place
from openkam.core.i18n import gettext as _
from openkam.ledger.reading.formats import read_head
from openkam.ledger.reading.headers import is_total
from openkam.ledger.reading.normalise import rows
from openkam.ledger.reading.preview import preview
from openkam.ledger.types import ColumnMapping, IncompleteMapping, LedgerError, Role


class RepeatedAccount(LedgerError):
    """One code stands on two rows of a list that say different things of it."""

    code = "repeated_account"


@dataclass(frozen=True)
class AccountEntry:
    """One account of a list. What the list does not say is empty. `line` is where it stands."""

    code: str
    name: str
    parent: str
    territory: str
    segment: str
    salesperson: str
    line: int


def read_account_list(
    path: Path, mapping: ColumnMapping | None = None, *, name: str | None = None
) -> tuple[AccountEntry, ...]:
    """The accounts that a list names, in its order, each code once.

    Rows without a code, blank rows and total rows are left out; a row that repeats another is read once. Raises
    `UnreadableFile`, `IncompleteMapping` where no column holds the account, and `RepeatedAccount` naming both lines
    where a code stands twice with different content.
    """
    seen = preview(path, mapping=mapping, name=name)
    columns = seen.mapping.columns
    if Role.ACCOUNT not in columns:
        message = _("{name}: no column is known to hold the account's code or name.").format(name=seen.name)
        raise IncompleteMapping(message, remedy=_("Say which column holds it."), place=Place(file=seen.name))
    entries: dict[str, AccountEntry] = {}
    for entry in _entries(path, seen.mapping.model_copy(update={"format": seen.format})):
        known = entries.setdefault(entry.code, entry)
        if _content(known) != _content(entry):
            message = _("{name} lists the account {code} twice with different content, on lines {first} and {second}.")
            raise RepeatedAccount(
                message.format(name=seen.name, code=entry.code, first=known.line, second=entry.line),
                remedy=_("Leave one of the two rows, or choose another column as the account's code."),
                place=Place(file=seen.name, line=entry.line, column=columns[Role.ACCOUNT]),
            )
    return tuple(entries.values())


def _content(entry: AccountEntry) -> tuple[str, ...]:
    return (entry.name, entry.parent, entry.territory, entry.segment, entry.salesperson)


def _entries(path: Path, mapping: ColumnMapping) -> Iterator[AccountEntry]:
    names = read_head(path, None, mapping.format).columns
    at = {role: names.index(column) for role, column in mapping.columns.items()}

    def cell(cells: tuple[str, ...], role: Role) -> str:
        return cells[at[role]].strip() if role in at else ""

    for line, cells in rows(path, mapping.format):
        code = cell(cells, Role.ACCOUNT)
        if not code or is_total(code):
            continue
        yield AccountEntry(
            code=code,
            name=cell(cells, Role.ACCOUNT_NAME) or code,
            parent=cell(cells, Role.PARENT),
            territory=cell(cells, Role.TERRITORY),
            segment=cell(cells, Role.SEGMENT),
            salesperson=cell(cells, Role.SALESPERSON),
            line=line,
        )
