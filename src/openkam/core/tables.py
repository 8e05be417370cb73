"""The words of every block: values with their kinds, tones, and the table that stands beside every picture."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict

Value = str | int | float | Decimal | date | None
Kind = Literal["text", "money", "number", "integer", "percent", "ratio", "date"]
Tone = Literal["neutral", "muted", "pos", "neg", "ours", "theirs", "k", "d", "m", "o", "mark"]
"""What a colour means; each theme maps a tone to one colour in the application, in charts and in decks."""


class BlockModel(BaseModel):
    """The base of everything that is shown: nothing unknown, nothing changed later."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Column(BlockModel):
    """One column of a table. `unit` belongs in the header; money carries its currency there."""

    key: str
    label: str
    kind: Kind = "text"
    unit: str = ""
    decimals: int = 0


class Table(BlockModel):
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


class PictureModel(BlockModel):
    """What every picture says beside what it draws.

    `title` states the finding, `subtitle` the scope, `note` is a remark shown above the picture, and `table` is the
    same content for keyboard, screen reader and sheet.
    """

    id: str
    title: str
    subtitle: str
    note: str = ""
    table: Table
