"""How a value of a table is written as text, and how wide its column must be."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from openkam.core.blocks import Column, Kind, Table, Term, Value, Working
from openkam.core.i18n import gettext as _
from openkam.core.numbers import MISSING, format_date, format_number, format_percent
from openkam.publish.text import one_line, width


def value_text(value: Value, kind: Kind, decimals: int = 0) -> str:
    """`value` as a reader sees it. Unknown is a dash; a text in a column of numbers stays a text."""
    if value is None:
        return MISSING
    if isinstance(value, str):
        return one_line(value)
    if isinstance(value, date):
        return format_date(value)
    if kind == "text":
        return str(value)
    if kind == "number" and isinstance(value, int):
        # A count among measured values keeps its shape: 6 beside 0.56, never 6.00.
        return format_number(value)
    return format_percent(value, decimals) if kind == "percent" else format_number(value, decimals)


def header_text(column: Column) -> str:
    """The name of a column with its unit."""
    label = one_line(column.label)
    if not column.unit or column.unit == label:
        return label
    return _("{label}, {unit}").format(label=label, unit=column.unit)


def is_number(column: Column) -> bool:
    """Whether the column stands at the right."""
    return column.kind not in ("text", "date")


def is_negative(value: Value) -> bool:
    """Whether the value is written in red."""
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool) and value < 0


def column_widths(table: Table, rows: Iterable[tuple[Value, ...]], *, most: float) -> list[float]:
    """Width of every column in digits, each at most `most`, over header and rows."""
    widths = [min(most, width(header_text(column))) for column in table.columns]
    for row in rows:
        for at, (value, column) in enumerate(zip(row, table.columns, strict=True)):
            widths[at] = max(widths[at], min(most, width(value_text(value, column.kind, column.decimals))))
    return widths


def _term_value(term: Term, working: Working) -> Value:
    """The value of a term; a share in a sum of plain numbers, or a number in one of shares, as its own text."""
    if (term.kind == "percent") == (working.kind == "percent") or not isinstance(term.value, int | float | Decimal):
        return term.value
    return value_text(term.value, term.kind, working.decimals)


def working_table(working: Working) -> Table:
    """The terms of a sum and its result, as a table."""
    columns = (
        Column(key="term", label=_("Term")),
        Column(key="detail", label=_("How")),
        Column(key="value", label=_("Value"), kind=working.kind, unit=working.unit, decimals=working.decimals),
    )
    return Table(
        id=f"{working.id}-terms",
        title=working.title,
        subtitle=working.source,
        columns=columns,
        rows=tuple((term.label, term.detail, _term_value(term, working)) for term in working.terms),
        total=(_("Result"), "", working.result),
    )
