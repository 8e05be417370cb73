"""Deciding who is in, out or watched, each with a reason, and taking a decision back; approval; closing the decisions.

Nothing that the tools compute depends on a decision, so what is at hand of them stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from openkam.core.errors import InvalidInput, Place
from openkam.core.i18n import sentences
from openkam.core.numbers import format_number
from openkam.publish.text import legible
from openkam.web.cycles.actions.bulk import delete_all
from openkam.web.cycles.actions.cycles import move_to
from openkam.web.cycles.actions.writing import write
from openkam.web.cycles.models import Candidate, Cycle, Decision
from openkam.web.shell.models import User

LONGEST_REASON: Final = 1000
UNDECIDED: Final = "none"
"""What is wished instead of a verdict where a decision is to be taken back."""


@dataclass(frozen=True)
class Wish:
    """One decision as a person wants it; with the verdict `UNDECIDED`, which needs no reason, none.

    `version` is that of the decision that they saw; 0: they saw none.
    """

    candidate: int
    verdict: str
    reason: str
    version: int


@dataclass(frozen=True)
class Clash:
    """A decision that somebody has taken, changed or taken back since it was seen; it was left as it is."""

    wish: Wish
    verdict: str
    """`UNDECIDED` where it was taken back; then `reason` is empty and `version` 0."""
    reason: str
    version: int
    by: str
    at: datetime


@dataclass(frozen=True)
class Outcome:
    """What became of the wishes."""

    saved: Sequence[Decision]
    clashes: Sequence[Clash]
    undone: int = 0
    """How many decisions were taken back."""


@transaction.atomic
def decide(*, cycle: Cycle, author: User, wishes: Iterable[Wish]) -> Outcome:
    """Save the decisions whose version is still the current one and answer the others as clashes.

    A changed decision loses its approval; one that is wanted as it stands is left alone; one that is taken back leaves
    its history. A candidate of another cycle is left out, since no page offers it. Raises `FrozenCycle`, and
    `InvalidInput` for a verdict or reason that cannot be used.
    """
    wanted = {wish.candidate: _checked(wish) for wish in wishes}
    held = write(cycle, changes_answers=False)
    candidates = set(Candidate.objects.filter(cycle=held).values_list("pk", flat=True))
    there = {row.candidate_id: row for row in Decision.objects.filter(candidate__cycle=held).select_related("by")}
    fresh, changed, back, clashes = [], [], [], []
    for pk, wish in wanted.items():
        row = there.get(pk)
        if pk not in candidates or _is_so(row, wish):
            continue
        if (row.version if row else 0) != wish.version:
            clashes.append(_clash(wish, row))
        elif row is None:
            fresh.append(wish)
        elif wish.verdict == UNDECIDED:
            back.append(row)
        else:
            changed.append(_filled(row, wish, author))
    made = _taken(held, fresh, author)
    if changed:
        fields = ["verdict", "reason", "by", "at", "approved_by", "approved_at", "version"]
        bulk_update_with_history(changed, Decision, fields, batch_size=500, default_user=author)
    delete_all(Decision.objects.filter(pk__in=[row.pk for row in back]), author)
    return Outcome([*made, *changed], clashes, len(back))


def _is_so(row: Decision | None, wish: Wish) -> bool:
    """Whether nothing has to be done."""
    if row is None:
        return wish.verdict == UNDECIDED
    return (row.verdict, row.reason) == (wish.verdict, wish.reason)


def _clash(wish: Wish, row: Decision | None) -> Clash:
    if row is None:
        return Clash(wish, UNDECIDED, "", 0, "", timezone.now())
    return Clash(wish, row.verdict, row.reason, row.version, str(row.by or ""), row.at)


def _taken(cycle: Cycle, wishes: Sequence[Wish], author: User) -> list[Decision]:
    """The first decision on a candidate, or the first since one was taken back, whose versions are not given again."""
    if not wishes:
        return []
    past = Decision.history.filter(candidate__cycle=cycle).order_by().values_list("candidate_id")
    last = dict(past.annotate(Max("version")))
    rows = [
        _filled(Decision(candidate_id=wish.candidate, version=last.get(wish.candidate, 0)), wish, author)
        for wish in wishes
    ]
    made: list[Decision] = bulk_create_with_history(rows, Decision, batch_size=500, default_user=author)
    return made


def _checked(wish: Wish) -> Wish:
    if wish.verdict == UNDECIDED:
        return Wish(wish.candidate, UNDECIDED, "", wish.version)
    if wish.verdict not in Decision.Verdict.values:
        raise InvalidInput(
            _("It is not clear whether the account is in, out or watched."),
            remedy=_("Choose one of the three."),
            place=Place(field="verdict"),
        )
    reason = legible(wish.reason).strip()
    if not reason:
        raise InvalidInput(
            _("The reason is missing."), remedy=_("Write in a sentence why."), place=Place(field="reason")
        )
    if len(reason) > LONGEST_REASON:
        text = _("The reason has {count} characters, and {most} fit.")
        raise InvalidInput(
            text.format(count=format_number(len(reason)), most=format_number(LONGEST_REASON)),
            remedy=_("Shorten it."),
            place=Place(field="reason"),
        )
    return Wish(wish.candidate, wish.verdict, reason, wish.version)


def _filled(row: Decision, wish: Wish, author: User) -> Decision:
    row.verdict, row.reason, row.by, row.at = wish.verdict, wish.reason, author, timezone.now()
    row.approved_by = row.approved_at = None
    row.version += 1
    return row


@dataclass(frozen=True)
class Approved:
    """How many decisions were approved, and how many had been changed since they were seen."""

    count: int
    changed: int


@transaction.atomic
def approve(*, cycle: Cycle, author: User, seen: Mapping[int, int]) -> Approved:
    """Approve decisions, by pk of the candidate → version that was seen, as a second person.

    Raises `FrozenCycle`, and `InvalidInput` where the cycle asks for no approval or all of them are one's own.
    """
    held = write(cycle, changes_answers=False)
    if not held.needs_approval:
        raise InvalidInput(
            _("The cycle {name} asks for no approval.").format(name=held.name),
            remedy=_("A lead can change that in the settings of the cycle."),
        )
    rows = list(Decision.objects.filter(candidate__cycle=held, candidate__in=seen, approved_by=None))
    others = [row for row in rows if row.by_id != author.pk]
    if rows and not others:
        raise InvalidInput(
            _("You decided this yourself, so another lead must approve it."), remedy=_("Ask another lead.")
        )
    now, current = timezone.now(), [row for row in others if row.version == seen[row.candidate_id]]
    for row in current:
        row.approved_by, row.approved_at = author, now
    if current:
        bulk_update_with_history(current, Decision, ["approved_by", "approved_at"], batch_size=500, default_user=author)
    return Approved(len(current), len(others) - len(current))


@dataclass(frozen=True)
class Missing:
    """What stands between the decisions and their closing."""

    undecided: int
    unapproved: int

    @property
    def nothing(self) -> bool:
        """They can be closed."""
        return not self.undecided and not self.unapproved

    @property
    def sentences(self) -> list[str]:
        """What is missing, in words."""
        found = []
        if self.undecided:
            text = ngettext(
                "{count} candidate is not decided yet.", "{count} candidates are not decided yet.", self.undecided
            )
            found.append(text.format(count=format_number(self.undecided)))
        if self.unapproved:
            text = ngettext(
                "{count} decision waits for a second person's approval.",
                "{count} decisions wait for a second person's approval.",
                self.unapproved,
            )
            found.append(text.format(count=format_number(self.unapproved)))
        return found


def missing(cycle: Cycle) -> Missing:
    """What is missing in the whole cycle."""
    decisions = Decision.objects.filter(candidate__cycle=cycle)
    waiting = decisions.filter(approved_by=None).count() if cycle.needs_approval else 0
    return Missing(cycle.candidates.count() - decisions.count(), waiting)


@transaction.atomic
def close_decisions(*, cycle: Cycle) -> Cycle:
    """The cycle is decided. Raises `FrozenCycle`, and `InvalidInput` that says what is missing."""
    held = write(cycle, changes_answers=False)
    lacking = missing(held)
    if not lacking.nothing:
        raise InvalidInput(
            sentences(*lacking.sentences), remedy=_("Decide these first; then the decisions can be closed.")
        )
    return move_to(cycle=held, state=Cycle.State.DECIDED)
