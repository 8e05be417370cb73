"""A tool's blocks as the page writes them: pictures drawn, values worded, the order of the report kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, get_args

from django.utils.safestring import SafeString, mark_safe

from openkam.core.blocks import Block, Figure, Finding, Note, Picture, Report, Table, Working
from openkam.core.i18n import language
from openkam.publish import option
from openkam.publish.pictures import picture
from openkam.publish.scene.svg import svg
from openkam.publish.values import header_text, is_negative, is_number, value_text, working_table

SCENES = ("matrix", "kano", "value_map")
"""Kinds of figure that the server draws itself; the others are drawn by the chart library."""
_PICTURES = get_args(Picture)
_WIDE, _NARROW = 960, 340
_ROWS = 200


@dataclass(frozen=True)
class Cell:
    """One written value."""

    text: str
    number: bool = False
    negative: bool = False


@dataclass(frozen=True)
class Shown:
    """One block of the report. `kind` chooses its template part."""

    kind: str
    id: str
    title: str = ""
    subtitle: str = ""
    note: str = ""
    tone: str = "neutral"
    drawings: tuple[tuple[str, SafeString], ...] = ()
    option: Any = None
    tall: bool = False
    """Points on two scales need more height than bars and lines."""
    columns: tuple[Cell, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    total: tuple[Cell, ...] = ()
    left_out: int = 0

    @property
    def script_id(self) -> str:
        """The id under which the page carries the option of a chart."""
        return f"option-{self.id}"


def shown(report: Report) -> list[Shown]:
    """Every block, written in the active language."""
    return [part for block in report for part in _shown(block)]


def _shown(block: Block) -> Iterator[Shown]:
    if isinstance(block, Finding):
        yield Shown("finding", block.id, block.text, tone=block.tone)
    elif isinstance(block, Note):
        yield Shown("warning" if block.kind in ("warning", "unknown") else "note", block.id, block.text)
    elif isinstance(block, Table):
        yield _table("table", block)
    elif isinstance(block, Working):
        yield _table("working", working_table(block))
    elif isinstance(block, Figure) and block.kind not in SCENES:
        tall = block.kind in ("quadrant", "scatter")
        yield _with_table(block, option=option(block, language=language()), kind="chart", tall=tall)
    else:
        yield _with_table(block, drawings=_drawings(block), kind="picture")


def _drawings(block: Figure | Picture) -> tuple[tuple[str, SafeString], ...]:
    return tuple((size, _drawn(block, room)) for size, room in (("wide", _WIDE), ("narrow", _NARROW)))


def _drawn(block: Figure | Picture, wide: float) -> SafeString:
    return mark_safe(svg(picture(block, wide=wide)))  # noqa: S308  # an element tree, which escapes every text


def _with_table(block: Figure | Picture, *, kind: str, **drawn: Any) -> Shown:
    table = _table("table", block.table)
    return Shown(
        kind,
        block.id,
        block.title,
        block.subtitle,
        block.note,
        columns=table.columns,
        rows=table.rows,
        total=table.total,
        left_out=table.left_out,
        **drawn,
    )


def _table(kind: str, table: Table) -> Shown:
    return Shown(
        kind,
        table.id,
        table.title,
        table.subtitle,
        columns=tuple(Cell(header_text(column), is_number(column)) for column in table.columns),
        rows=tuple(_row(table, row) for row in table.rows[:_ROWS]),
        total=_row(table, table.total) if table.total is not None else (),
        left_out=max(0, len(table.rows) - _ROWS),
    )


def _row(table: Table, row: tuple[Any, ...]) -> tuple[Cell, ...]:
    return tuple(
        Cell(value_text(value, column.kind, column.decimals), is_number(column), is_negative(value))
        for value, column in zip(row, table.columns, strict=True)
    )
