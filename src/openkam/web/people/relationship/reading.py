"""The relationship of an account as it is read today: the stage, and what stands in the way of reading it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from openkam.feeds.people import ContactRow, MemberRow, Records, stage_inputs, without, without_place
from openkam.tools.relationship import stage
from openkam.tools.relationship.stage import StageResult
from openkam.tools.relationship.stage.gaps import towards
from openkam.tools.relationship.stage.inputs import STAGES, Stage
from openkam.tools.relationship.stage.result import Gap
from openkam.web.accounts.models import Account
from openkam.web.people.queries.records import records
from openkam.web.shell.models import User


@dataclass(frozen=True)
class Reading:
    """What is on record and what the tool reads out of it."""

    records: Records
    result: StageResult

    @cached_property
    def people(self) -> Mapping[str, MemberRow | ContactRow]:
        """Everybody by the id that the tools use; placeholders are no people."""
        known: list[MemberRow | ContactRow] = [*self.records.members]
        known += [row for row in self.records.contacts if not row.is_placeholder]
        return {row.id: row for row in known}

    @cached_property
    def homeless(self) -> list[MemberRow | ContactRow]:
        """Those who cannot be drawn or read, since their function or level is not known."""
        ours, theirs = without_place(self.records)
        return [*ours, *theirs]

    @property
    def aim(self) -> Stage | None:
        """The target stage where one is set above the stage that is read, else the next stage, if any."""
        read, target = self.result.stage_read, self.result.target_stage
        if target is not None and (read is None or STAGES.index(target) > STAGES.index(read)):
            return target
        return self.result.next_stage

    @cached_property
    def missing(self) -> tuple[Gap, ...]:
        """What is missing on the way to `aim`."""
        return towards(self.result, self.aim) if self.aim else ()

    def without(self, id: str) -> Reading:
        """The same, had this person left today; nothing is stored."""
        return of(without(self.records, id))


def of(found: Records) -> Reading:
    """Read these records."""
    return Reading(found, stage.compute(stage_inputs(found)))


def read(user: User, account: Account) -> Reading:
    """Read an account that `user` sees, today."""
    return of(records(user, account))
