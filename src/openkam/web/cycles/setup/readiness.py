"""What a cycle still lacks on the way to its next state, in sentences that lead to the place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy, ngettext

from openkam.core.errors import InvalidInput
from openkam.core.numbers import format_number
from openkam.tools.define.selection.simulation import Cancelled, Progress
from openkam.web.cycles import answers
from openkam.web.cycles.actions.cycles import STEPS, freeze
from openkam.web.cycles.models import CriteriaSet, Cycle, Rater, Score
from openkam.web.cycles.queries.setup import Progress as Standing, progress
from openkam.web.cycles.setup.weighing import Weighed
from openkam.web.portfolio import books, frames
from openkam.web.shell.models import User

Kind, State = CriteriaSet.Kind, Cycle.State
WEIGHTS_OF = {
    Kind.SELECTION: gettext_lazy("Selection criteria: {missing}"),
    Kind.ATTRACTIVENESS: gettext_lazy("Customer attractiveness factors: {missing}"),
    Kind.SUCCESS: gettext_lazy("Critical success factors: {missing}"),
}
BACK = {
    State.SCORING: gettext_lazy("Back to setting up"),
    State.DECIDED: gettext_lazy("Open scores and decisions again"),
}


@dataclass(frozen=True)
class Lack:
    """One thing that is missing or half done, and where it is mended. `blocks`: the cycle cannot freeze so."""

    text: str
    url: str
    blocks: bool = False


@dataclass(frozen=True)
class Move:
    """A button to another state."""

    state: str
    label: str | Promise


def books_are_late() -> bool:
    """Whether there are books whose figures are still being worked out."""
    state = books.current_state()
    return state is not None and frames.at_once(state) is None


def lacks(user: User, cycle: Cycle, weighed: dict[str, Weighed]) -> list[Lack]:
    """Everything that is missing, what blocks first; counts are those of candidates that `user` sees."""
    found = progress(user, cycle)
    return [*_weights(cycle, weighed), *_figures(cycle), *_candidates(cycle, found), *_raters(cycle),
            *_decisions(cycle, found)]  # fmt: skip


def _weights(cycle: Cycle, weighed: dict[str, Weighed]) -> list[Lack]:
    return [
        Lack(WEIGHTS_OF[Kind(kind)].format(missing=one.missing), reverse("cycle-criteria", args=[cycle.pk, kind]),
             blocks=kind != Kind.SUCCESS)
        for kind, one in weighed.items()
        if one.missing
    ]  # fmt: skip


def _figures(cycle: Cycle) -> list[Lack]:
    if not books_are_late():
        return []
    text = _("The figures from the books are still being worked out.")
    return [Lack(text, reverse("portfolio"), blocks=True)]


def _candidates(cycle: Cycle, found: Standing) -> list[Lack]:
    if not found.candidates:
        return [Lack(_("There are no candidates yet."), reverse("cycle-candidates", args=[cycle.pk]))]
    if cycle.state == State.OPEN:
        return []
    all_ = format_number(found.candidates)
    rows = (
        (
            found.without_selection,
            ngettext(
                "{count} of {all} candidates has no score on the selection criteria.",
                "{count} of {all} candidates have no score on the selection criteria.",
                found.without_selection,
            ),
            "cycle-scoring",
        ),
        (
            found.without_attractiveness,
            ngettext(
                "{count} of {all} candidates has no score on the attractiveness factors.",
                "{count} of {all} candidates have no score on the attractiveness factors.",
                found.without_attractiveness,
            ),
            "cycle-scoring",
        ),
        (
            found.without_strength,
            ngettext(
                "{count} of {all} candidates has no rating of our strength.",
                "{count} of {all} candidates have no rating of our strength.",
                found.without_strength,
            ),
            "cycle-strength",
        ),
    )
    return [
        Lack(text.format(count=format_number(count), all=all_), reverse(page, args=[cycle.pk]))
        for count, text, page in rows
        if count
    ]


def _raters(cycle: Cycle) -> list[Lack]:
    raters = list(Rater.objects.filter(cycle=cycle).select_related("user"))
    given = set(Score.objects.filter(candidate__cycle=cycle).order_by().values_list("rater_id", flat=True).distinct())
    silent = [str(row.user) for row in raters if row.user_id not in given]
    if not silent or cycle.state != State.SCORING:
        return []
    names = _(", ").join(silent)
    text = ngettext(
        "{count} rater has given no score: {names}.", "{count} raters have given no score: {names}.", len(silent)
    ).format(count=format_number(len(silent)), names=names)
    return [Lack(text, reverse("cycle-scoring", args=[cycle.pk]))]


def _decisions(cycle: Cycle, found: Standing) -> list[Lack]:
    if cycle.state == State.OPEN or not found.candidates:
        return []
    url, rows = reverse("cycle-selection", args=[cycle.pk]), []
    undecided = found.candidates - sum(found.decided.values())
    if undecided:
        text = ngettext(
            "{count} of {all} candidates is not decided.", "{count} of {all} candidates are not decided.", undecided
        )
        rows.append(Lack(text.format(count=format_number(undecided), all=format_number(found.candidates)), url))
    if found.unapproved:
        text = ngettext(
            "{count} decision waits for a second person's approval.",
            "{count} decisions wait for a second person's approval.",
            found.unapproved,
        )
        rows.append(Lack(text.format(count=format_number(found.unapproved)), url))
    return rows


def way_back(cycle: Cycle) -> Move | None:
    """The button to the state before; the way forward is the next step of the round."""
    at = STEPS.index(State(cycle.state))
    return Move(STEPS[at - 1], BACK[State(cycle.state)]) if State(cycle.state) in BACK else None


def blocking(found: Sequence[Lack]) -> list[Lack]:
    """What the cycle cannot be frozen with."""
    return [one for one in found if one.blocks]


def freeze_now(
    cycle: Cycle,
    user: User,
    found: Sequence[Lack],
    *,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    told: Callable[[], None] = lambda: None,
) -> Cycle:
    """Freeze the cycle with what the tools are given and answer now; `told` is called before anything is written.

    Raises `InvalidInput`, `FrozenCycle`, and `SimulationCancelled` where `cancelled` says so.
    """
    stops = blocking(found)
    if stops:
        raise InvalidInput(
            _("The cycle {name} cannot be frozen yet. {reason}").format(name=cycle.name, reason=stops[0].text),
            remedy=_("Mend this first; freezing keeps what is there for good."),
        )
    kept = answers.to_keep(cycle, user, progress=progress, cancelled=cancelled)
    told()
    return freeze(cycle=cycle, author=user, kept=kept)
