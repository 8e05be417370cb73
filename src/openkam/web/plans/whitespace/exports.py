"""The whitespace in the shape in which a block is pasted: buying centres down, offerings along, one sheet for each
thing that a cell says.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _

from openkam.core.blocks import Column, Table, Value
from openkam.core.i18n import language
from openkam.core.numbers import format_date
from openkam.publish.text import one_line
from openkam.publish.workbook import build_workbook
from openkam.web.accounts.models import Account
from openkam.web.plans.whitespace.grid import Grid, Place
from openkam.web.plans.whitespace.words import WHAT, cell_text, state_text


def rows(made: Grid, what: str) -> list[list[str]]:
    """The sheet of `what` as texts, names in the first row and column."""
    return [
        [_("Buying centre"), *(one_line(column.name) for column in made.columns)],
        *(
            [one_line(line.name), *(cell_text(what, place.cell) if place.cell else "" for place in line.places)]
            for line in made.lines
        ),
    ]


def write(path: Path, account: Account, made: Grid, currency: str) -> Path:
    """Write one sheet for each of `WHAT` in the active language."""
    sheets = [(_heading(what), [_table(made, what)]) for what in WHAT]
    source = _("The account's plan on {day}").format(day=format_date(timezone.localdate()))
    unit = [_("Amounts in {currency} a year").format(currency=currency)] if currency else []
    title = _("Whitespace of {account}").format(account=account.name[:200])
    return build_workbook(path, sheets, language=language(), title=title, sources=(source, *unit))


def _heading(what: str) -> str:
    text = str(WHAT[what])
    return text[:1].upper() + text[1:]


def _table(made: Grid, what: str) -> Table:
    kind = {"state": "text", "share_pct": "number"}.get(what, "money")
    columns = [Column(key="centre", label=_("Buying centre"))]
    for at, column in enumerate(made.columns):
        columns.append(Column(key=f"o{at}", label=column.name, kind=kind, decimals=0 if kind == "text" else 2))
    lines = tuple((line.name, *_cells(line.places, what)) for line in made.lines)
    return Table(id=f"whitespace-{what}", title=_heading(what), columns=tuple(columns), rows=lines)


def _cells(places: Sequence[Place], what: str) -> list[Value]:
    if what == "state":
        return [state_text(place.cell) if place.cell else None for place in places]
    return [getattr(place.cell, what) if place.cell else None for place in places]
