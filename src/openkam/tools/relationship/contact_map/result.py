"""What the contact map shows."""

from __future__ import annotations

from datetime import date
from typing import Literal

from openkam.core.tool import ToolModel
from openkam.tools.relationship.contact_map.inputs import ContactInput, LineInput, MemberInput, Silence

State = Literal["ok", "late", "lost", "never"]
"""Of a pair that is meant to meet; `never` where it has not happened yet."""
Flag = Literal["economic_unknown", "economic_not_met", "economic_several"]
CoverageGroup = Literal["influence", "function", "phase"]


class ReadMeeting(ToolModel):
    """A pair with its silence on the as-of date."""

    member: str
    contact: str
    cadence_days: float
    last_two_way_on: date | None
    days_silent: int | None
    state: State


class ReadContact(ToolModel):
    """A contact with what follows from the answers and the meetings."""

    contact: ContactInput
    state: State
    """The best of its pairs; `never` where nobody of ours is meant to meet it."""
    pairs: int
    ok_pairs: int
    gap: int | None
    """max(0, support needed − support now); None where one of them is not known."""
    priority: int | None
    """gap × criticality."""


class Coverage(ToolModel):
    """One role, function or buying phase: how many contacts are known for it, and with how many of them we speak."""

    group: CoverageGroup
    key: str
    known: int
    met: int


class Leaver(ToolModel):
    """What happens if one person leaves."""

    id: str
    name: str
    side: Literal["ours", "theirs"]
    only_link_of: tuple[str, ...]
    """Ids of contacts whose only live pair goes with this person."""
    cut_off: tuple[str, ...]
    """Ids of contacts to whom no way is left, not even over a colleague (this person is a cut vertex)."""
    uncovered: tuple[str, ...]
    """`group:key` of the roles, functions and phases in which we then speak with nobody."""


class ContactMapResult(ToolModel):
    """Contacts by priority, coverage by role, silence, and who may not leave."""

    customer: str
    as_of: date
    team: tuple[MemberInput, ...]
    contacts: tuple[ReadContact, ...]
    meetings: tuple[ReadMeeting, ...]
    lines: tuple[LineInput, ...]
    coverage: tuple[Coverage, ...]
    leavers: tuple[Leaver, ...]
    flags: tuple[Flag, ...]
    silence: Silence

    def covered(self, group: CoverageGroup) -> tuple[int, int]:
        """How many of a group's roles (or functions, phases) we speak with, of how many."""
        rows = [row for row in self.coverage if row.group == group]
        return sum(row.met > 0 for row in rows), len(rows)
