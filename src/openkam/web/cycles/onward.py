"""What comes next in a cycle: choose the candidates, weigh, score, decide, close the decisions, freeze."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from openkam.web.cycles import answers, queries
from openkam.web.cycles.actions.decisions import missing
from openkam.web.cycles.models import CriteriaSet, Cycle
from openkam.web.cycles.setup.weighing import ENOUGH, missing_of
from openkam.web.shell.models import User

Kind, State, Method = CriteriaSet.Kind, Cycle.State, CriteriaSet.Method


@dataclass(frozen=True)
class Next:
    """One step of the round: how the rail says it, what its button says, and the page on which it is done."""

    key: str
    label: str | Promise
    button: str | Promise
    page: str
    kind: str = ""
    """The set of criteria that `page` wants to know."""

    def url(self, cycle: Cycle) -> str:
        """Where it is done."""
        return reverse(self.page, args=[cycle.pk, *([self.kind] if self.kind else [])])


CANDIDATES: Final = Next("candidates", _("Next: choose the candidates"), _("Choose the candidates"), "cycle-candidates")
START: Final = Next("start", _("Next: start scoring"), _("Start scoring"), "cycle-setup")
SCORE: Final = Next("score", _("Next: score the candidates"), _("Score"), "cycle-scoring")
DECIDE: Final = Next("decide", _("Next: decide who is in"), _("Decide"), "cycle-selection")
APPROVE: Final = Next("approve", _("Next: approve the decisions"), _("Approve"), "cycle-selection")
CLOSE: Final = Next("close", _("Next: close the decisions"), _("Close the decisions"), "cycle-selection")
FREEZE: Final = Next("freeze", _("Next: freeze the cycle"), _("Freeze the cycle"), "cycle-freeze")


def _weigh(kind: str) -> Next:
    return Next("weights", _("Next: weigh the criteria"), _("Weigh the criteria"), "cycle-criteria", kind)


def next_step(user: User, cycle: Cycle) -> Next | None:
    """The step that `user` can take next; who does not lead can only score."""
    if cycle.is_frozen:
        return None
    found = _of_scoring(cycle) if cycle.state == State.SCORING else _of_others(cycle)
    if queries.may_lead(user):
        return found
    return SCORE if found is SCORE and queries.may_score(user, cycle) else None


def _of_others(cycle: Cycle) -> Next:
    if cycle.state == State.OPEN:
        unweighed = next((kind for kind in (Kind.SELECTION, Kind.ATTRACTIVENESS) if _lacks_weights(cycle, kind)), None)
        if not cycle.candidates.exists():
            return CANDIDATES
        return START if unweighed is None else _weigh(unweighed)
    return _of_decisions(cycle) or FREEZE


def _of_scoring(cycle: Cycle) -> Next:
    if not cycle.candidates.exists():
        return CANDIDATES
    found = _of_decisions(cycle)
    if found is DECIDE and not answers.is_covered(cycle):
        return SCORE
    return found or CLOSE


def _of_decisions(cycle: Cycle) -> Next | None:
    lacking = missing(cycle)
    return DECIDE if lacking.undecided else APPROVE if lacking.unapproved else None


def _lacks_weights(cycle: Cycle, kind: str) -> bool:
    """Whether weights are missing, or many selection criteria weigh the same since nobody has weighed them yet."""
    found = answers.criteria_of(cycle, kind)
    if missing_of(found):
        return True
    untouched = found.method == Method.TYPED and len({row.weight for row in found.rows}) == 1
    return kind == Kind.SELECTION and untouched and len(found.rows) > ENOUGH
