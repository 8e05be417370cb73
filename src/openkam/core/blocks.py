"""What a tool shows, described once: page, deck, sheet, command line and API all draw from these blocks.

Texts are whole sentences in the reader's language at the time of the report. Figures stay numbers (`Decimal`
for money, `float` for statistics, `None` for unknown) with the kind that says how to write them, so that a
sheet holds real numbers and a chart draws exact ones.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Value = str | int | float | Decimal | date | None
Kind = Literal["text", "money", "number", "integer", "percent", "ratio", "date"]
Tone = Literal["neutral", "muted", "pos", "neg", "ours", "theirs", "k", "d", "m", "o", "mark"]
"""What a colour means; each theme maps a tone to one colour in the application, in charts and in decks."""


class _Block(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Column(_Block):
    """One column of a table. `unit` belongs in the header; money carries its currency there."""

    key: str
    label: str
    kind: Kind = "text"
    unit: str = ""
    decimals: int = 0


class Table(_Block):
    """Rows under named columns. `rows[i][j]` belongs to `columns[j]`; `total`, if any, is the last line."""

    type: Literal["table"] = "table"
    id: str
    title: str
    subtitle: str = ""
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    total: tuple[Value, ...] | None = None
    links: tuple[str | None, ...] = ()
    """For each row the id of the thing that it stands for (an account code), or nothing."""


class Axis(_Block):
    """One axis, with its name and unit. `symlog` is linear near zero and logarithmic beyond, for both signs."""

    label: str
    unit: str = ""
    scale: Literal["category", "linear", "log", "symlog"] = "linear"
    kind: Kind = "number"


class Point(_Block):
    """One mark in a scatter. `id` leads to the thing itself, `size` is proportional to its area."""

    x: float
    y: float
    label: str = ""
    id: str = ""
    size: float | None = None
    tone: Tone = "neutral"


class Series(_Block):
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


class Line(_Block):
    """A dividing line, drawn dashed with its name and value."""

    axis: Literal["x", "y"]
    value: float
    label: str


class Mark(_Block):
    """A named place in the picture, such as the peak of the whale curve."""

    x: float
    y: float
    label: str
    tone: Tone = "neutral"


class Region(_Block):
    """A named quarter of the picture between dividing lines; a missing bound is the edge."""

    key: str
    label: str
    detail: str = ""
    x0: float | None = None
    x1: float | None = None
    y0: float | None = None
    y1: float | None = None
    tone: Tone = "neutral"


class Figure(_Block):
    """A picture that states its finding in `title` and its measure, period and unit in `subtitle`.

    `table` is the same data for keyboard, screen reader and sheet: every figure has one.
    """

    type: Literal["figure"] = "figure"
    id: str
    kind: Literal["bars", "lines", "whale", "quadrant", "scatter"]
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


class Finding(_Block):
    """One computed sentence that the figures support."""

    type: Literal["finding"] = "finding"
    id: str
    text: str
    tone: Tone = "neutral"


class Note(_Block):
    """A remark: what is unknown and why, which method was used, where the figures come from."""

    type: Literal["note"] = "note"
    id: str
    kind: Literal["unknown", "method", "source", "warning"]
    text: str


class Term(_Block):
    """One line of a sum: label, what it was multiplied by if anything, and what it adds."""

    label: str
    value: Value
    kind: Kind = "money"
    detail: str = ""


class Working(_Block):
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


Block = Annotated[Table | Figure | Finding | Note | Working, Field(discriminator="type")]
Report = tuple[Block, ...]
