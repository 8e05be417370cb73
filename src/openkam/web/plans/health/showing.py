"""Completeness and health as a page shows them: the score, what to do next, and the sum behind every point."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest
from django.utils.translation import gettext as _, ngettext

from openkam.core.numbers import format_number, format_percent
from openkam.feeds.plan_health import Count, Facts, Score, Step, Weighed, scores, steps
from openkam.web.accounts.models import Account
from openkam.web.plans.health import gathered
from openkam.web.plans.health.words import COUNTS, PARTS, SCORES, place
from openkam.web.shell.access import reader
from openkam.web.shell.models import User

STEPS: Final = 5


@dataclass(frozen=True)
class Line:
    """One line of the sum of a part: what is counted, and how much of it there is."""

    label: str
    value: str


@dataclass(frozen=True)
class ShownPart:
    """One part of a score, written."""

    name: str
    lines: Sequence[Line]
    share: str
    weight: str
    points: str
    most: str


@dataclass(frozen=True)
class ShownScore:
    """A score, written. `value` None is unknown."""

    key: str
    name: str
    value: int | None
    remark: str
    exact: str
    parts: Sequence[ShownPart]


@dataclass(frozen=True)
class ShownStep:
    """Something to do, with the place where it is done and the points that it gives."""

    text: str
    state: str
    url: str
    gain: str


@dataclass(frozen=True)
class Card:
    """What the plan page shows of its own quality."""

    scores: Sequence[ShownScore]
    steps: Sequence[ShownStep]
    may_weigh: bool


Scored = tuple[Facts, tuple[Score, Score]]
"""What is counted in a plan, with its completeness and health."""


def scores_of(user: User, accounts: Sequence[Account], *, only_begun: bool = False) -> dict[int, Scored]:
    """The facts and scores of accounts, all of which `user` sees, by their pk; as `gathered.facts_of`."""
    found = gathered.facts_of(user, accounts, only_begun=only_begun)
    weights = gathered.weights() if found else {}
    return {pk: (facts, scores(facts, weights)) for pk, facts in found.items()}


def scored(request: HttpRequest, account: Account, *, only_begun: bool = False) -> Scored | None:
    """The same of one account; header and card of one page ask once. None only with `only_begun`."""
    known: dict[int, Scored] = request.__dict__.setdefault("plan_scores", {})
    if account.pk not in known:
        known |= scores_of(reader(request), [account], only_begun=only_begun)
    return known.get(account.pk)


def card(request: HttpRequest, account: Account) -> Card:
    """The plan-quality card of an account that the reader sees."""
    known = scored(request, account)
    assert known is not None  # noqa: S101 - it was not asked for a plan that is begun alone
    _facts, found = known
    return Card(
        [_shown(one) for one in found],
        [_step(one, account) for one in steps(found, STEPS)],
        may_weigh=reader(request).sees_all,
    )


def _shown(score: Score) -> ShownScore:
    exact = "" if score.value is None else format_number(score.value, 1)
    parts = [_part(weighed) for weighed in score.parts]
    return ShownScore(score.key, str(SCORES[score.key]), score.shown, _remark(score), exact, parts)


def _remark(score: Score) -> str:
    """Which part costs the most points, or why nothing is known."""
    known = [one for one in score.parts if one.points is not None and one.most is not None]
    if not known:
        return _("Not known: there is nothing yet by which it could be judged.")
    worst = max(known, key=lambda one: (one.most or 0) - (one.points or 0))
    if worst.part.share == 1:
        return _("Nothing is missing.")
    return _("Costs the most points: {part}").format(part=PARTS[worst.part.key])


def _part(weighed: Weighed) -> ShownPart:
    part = weighed.part
    lines = [Line(str(COUNTS[count.key].counted), written(count)) for count in part.counts]
    if not lines:
        lines = [Line(_("Nothing to count, so it is left out"), "")]
    return ShownPart(
        str(PARTS[part.key]),
        lines,
        "" if part.share is None else format_percent(100 * part.share, 0),
        format_number(weighed.weight),
        "" if weighed.points is None else format_number(weighed.points, 1),
        "" if weighed.most is None else format_number(weighed.most, 1),
    )


def written(count: Count) -> str:
    """How much is done of a count."""
    if count.days == 0:
        return _("today")
    if count.days is not None:
        return ngettext("{count} day ago", "{count} days ago", count.days).format(count=format_number(count.days))
    return _("{done} of {all}").format(done=format_number(count.done), all=format_number(count.of))


def _to_go(count: Count) -> str:
    """How much is missing, where that is more than the step itself says."""
    if count.days is not None:
        return written(count)
    if count.of == 1:
        return ""
    return _("{missing} of {all} to go").format(missing=format_number(count.to_go), all=format_number(count.of))


def _step(step: Step, account: Account) -> ShownStep:
    gain = _("+{points} completeness") if step.score == "completeness" else _("+{points} health")
    return ShownStep(
        str(COUNTS[step.count.key].step),
        _to_go(step.count),
        place(step.count, account.pk),
        gain.format(points=format_number(step.gain, 1)),
    )
