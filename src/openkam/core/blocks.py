"""What a tool shows, described once: page, deck, sheet, command line and API all draw from these blocks.

Texts are whole sentences in the reader's language at the time of the report. Figures stay numbers (`Decimal`
for money, `float` for statistics, `None` for unknown) with the kind that says how to write them, so that a
sheet holds real numbers and a chart draws exact ones.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from openkam.core.charts import ControlChart, Histogram
from openkam.core.diagrams import Gantt, Grid, House, Lanes, Relationship, RiskGrid, Tree
from openkam.core.tables import BlockModel, Column, Kind, Table, Tone, Value

__all__ = [
    "Axis",
    "Block",
    "Column",
    "ControlChart",
    "Figure",
    "Finding",
    "Gantt",
    "Grid",
    "Histogram",
    "House",
    "Kind",
    "Lanes",
    "Line",
    "Mark",
    "Note",
    "Picture",
    "Point",
    "Region",
    "Relationship",
    "Report",
    "RiskGrid",
    "Series",
    "Table",
    "Term",
    "Tone",
    "Tree",
    "Value",
    "Working",
]


class Axis(BlockModel):
    """One axis, with its name and unit. `symlog` is linear near zero and logarithmic beyond, for both signs."""

    label: str
    unit: str = ""
    scale: Literal["category", "linear", "log", "symlog"] = "linear"
    kind: Kind = "number"
    reversed: bool = False
    """It grows to the left (or downward); the values on it stay what they are."""


class Point(BlockModel):
    """One mark in a scatter. `id` leads to the thing itself, `size` is proportional to its area."""

    x: float
    y: float
    label: str = ""
    id: str = ""
    size: float | None = None
    tone: Tone = "neutral"
    letter: str = ""
    """Written into the mark, so that a class is never told by colour alone."""
    borderline: bool = False
    """Near a dividing line: the outline is dashed."""
    was: tuple[float, float] | None = None
    """Where it stood in the last cycle, drawn hollow with an arrow from there."""


class Series(BlockModel):
    """Values against the figure's categories (`values`), or free points (`points`)."""

    key: str
    label: str
    form: Literal["bar", "line", "area", "points"]
    values: tuple[float | None, ...] = ()
    points: tuple[Point, ...] = ()
    tone: Tone = "neutral"
    proposed: tuple[bool, ...] = ()
    """For each value whether it is proposed and not actual: drawn hollow and dashed."""
    low: tuple[float | None, ...] = ()
    high: tuple[float | None, ...] = ()
    """The interval around each value, where there is one."""


class Line(BlockModel):
    """A dividing line, drawn dashed with its name and value."""

    axis: Literal["x", "y"]
    value: float
    label: str


class Mark(BlockModel):
    """A named place in the picture, such as the peak of the whale curve."""

    x: float
    y: float
    label: str
    tone: Tone = "neutral"


class Region(BlockModel):
    """A named quarter of the picture between dividing lines; a missing bound is the edge."""

    key: str
    label: str
    detail: str = ""
    x0: float | None = None
    x1: float | None = None
    y0: float | None = None
    y1: float | None = None
    tone: Tone = "neutral"


class Figure(BlockModel):
    """A picture that states its finding in `title` and its measure, period and unit in `subtitle`.

    `table` is the same data for keyboard, screen reader and sheet: every figure has one.
    """

    type: Literal["figure"] = "figure"
    id: str
    kind: Literal["bars", "lines", "whale", "quadrant", "scatter", "matrix", "kano", "value_map"]
    title: str
    subtitle: str
    x: Axis
    y: Axis
    categories: tuple[str, ...] = ()
    series: tuple[Series, ...]
    lines: tuple[Line, ...] = ()
    marks: tuple[Mark, ...] = ()
    regions: tuple[Region, ...] = ()
    note: str = ""
    """Why the picture is drawn as it is (a money axis, say); shown as a remark above it."""
    table: Table


class Finding(BlockModel):
    """One computed sentence that the figures support."""

    type: Literal["finding"] = "finding"
    id: str
    text: str
    tone: Tone = "neutral"


class Note(BlockModel):
    """A remark: what is unknown and why, which method was used, where the figures come from."""

    type: Literal["note"] = "note"
    id: str
    kind: Literal["unknown", "method", "source", "warning"]
    text: str


class Term(BlockModel):
    """One line of a sum: label, what it was multiplied by if anything, and what it adds."""

    label: str
    value: Value
    kind: Kind = "money"
    detail: str = ""


class Working(BlockModel):
    """How one number is made: its terms, in order, and the result that they give."""

    type: Literal["working"] = "working"
    id: str
    title: str
    result: Value
    kind: Kind = "money"
    unit: str = ""
    decimals: int = 2
    terms: tuple[Term, ...]
    source: str = ""


Picture = ControlChart | Gantt | Grid | Histogram | House | Lanes | Relationship | RiskGrid | Tree
Block = Annotated[Table | Figure | Finding | Note | Working | Picture, Field(discriminator="type")]
Report = tuple[Block, ...]
