"""What an import keeps of its load, as JSON in its row: the counts, what was left out, and how to take it back."""

from __future__ import annotations

from typing import Final

from pydantic import BaseModel, ConfigDict

SHOWN: Final = 200
"""Rejected rows on the page; all of them are in the file."""


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class LeftOutRow(_Record):
    """A row, or the reporting line of a row, that was not loaded."""

    line: int
    column: str
    value: str
    code: str
    detail: str = ""


class NotTakenBack(_Record):
    """Somebody whom an undo left as they are."""

    name: str
    account: str
    code: str


class Outcome(_Record):
    """What a load did, and what its undoing left. `rejected` and `superiors` hold the first `SHOWN`."""

    counts: dict[str, int] = {}
    accounts: int = 0
    rejected: tuple[LeftOutRow, ...] = ()
    superiors: tuple[LeftOutRow, ...] = ()
    superiors_left_out: int = 0
    not_taken_back: tuple[NotTakenBack, ...] = ()


class Before(_Record):
    """A row that the import changed: its version afterwards, and the values that stood there."""

    version: int
    values: dict[str, str | int | bool | None]


class Changes(_Record):
    """What a load wrote. Keys are those of the rows; values of added ones their versions after the load."""

    people_added: dict[int, int] = {}
    contacts_added: dict[int, int] = {}
    people_changed: dict[int, Before] = {}
    contacts_changed: dict[int, Before] = {}
