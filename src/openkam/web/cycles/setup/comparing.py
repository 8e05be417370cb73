"""Two cycles side by side: where each account stands in both, who entered and left, and what was weighed otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _, ngettext

from openkam.core.errors import InvalidInput
from openkam.core.numbers import format_number
from openkam.tools.define.account_matrix.maths import Class
from openkam.web.cycles import answers, queries
from openkam.web.cycles.models import CriteriaSet, Cycle, Decision
from openkam.web.cycles.setup.weighing import Weighed
from openkam.web.shell.models import User


@dataclass(frozen=True)
class Standing:
    """Where one account stands in one cycle; None: not known."""

    rank: int | None = None
    total: float | None = None
    attractiveness: float | None = None
    strength: float | None = None
    kind: Class | None = None
    """Its class, k, d, m or o."""
    decision: str = ""
    is_in: bool = False
    """Above the line of the accounts to choose."""
    is_hidden: bool = False
    """It has no rank for this reader, who scores without seeing others and has not scored it yet."""


@dataclass(frozen=True)
class Line:
    """One account in both cycles; None: it was no candidate there, or the reader does not see it there."""

    code: str
    name: str
    then: Standing | None
    now: Standing | None

    @property
    def rise(self) -> int | None:
        """Ranks gained since then; below zero lost."""
        if self.then is None or self.now is None or self.then.rank is None or self.now.rank is None:
            return None
        return self.then.rank - self.now.rank

    @property
    def entered(self) -> bool:
        """Above the line now and not then."""
        return self.now is not None and self.now.is_in and not (self.then is not None and self.then.is_in)

    @property
    def left(self) -> bool:
        """Above the line then and not now."""
        return self.then is not None and self.then.is_in and not (self.now is not None and self.now.is_in)

    @property
    def words(self) -> str:
        """The movement in words."""
        if self.then is None:
            return _("new candidate")
        if self.now is None:
            return _("no candidate any more")
        if self.rise is None:
            if self.then.is_hidden or self.now.is_hidden:
                return _("hidden until you have scored it")
            return _("not ranked in both")
        if self.rise == 0:
            return _("same rank")
        count = abs(self.rise)
        text = (
            ngettext("up {count} rank", "up {count} ranks", count)
            if self.rise > 0
            else ngettext("down {count} rank", "down {count} ranks", count)
        )
        return text.format(count=format_number(count))


@dataclass(frozen=True)
class WeightChange:
    """A criterion whose share of the weight, in percent, is another; None: the set did not have it."""

    name: str
    then: float | None
    now: float | None


def standings(cycle: Cycle, user: User) -> tuple[dict[str, Standing], dict[str, str], list[str]]:
    """Of the candidates that `user` sees: code → standing, code → name, and why something cannot be worked out."""
    names = dict(queries.visible_candidates(user, cycle).order_by().values_list("code", "name"))
    rows: dict[str, Standing] = dict.fromkeys(names, Standing())
    problems = []
    verdicts = {
        code: str(Decision.Verdict(verdict).label)
        for code, verdict in Decision.objects.filter(candidate__cycle=cycle).values_list("candidate__code", "verdict")
    }
    is_blind, ranked, placed = queries.is_blind_to_others(user, cycle), {}, {}
    try:
        ranked = {row.account: row for row in answers.selection_of(cycle, user, draws=0).accounts}
    except InvalidInput as error:
        problems.append(error.message)
    try:
        placed = {row.account: row for row in answers.matrix_of(cycle, user, draws=0).accounts}
    except InvalidInput as error:
        problems.append(error.message)
    for code in names:
        chosen, place = ranked.get(code), placed.get(code)
        rank = None if chosen is None else chosen.rank
        rows[code] = Standing(
            rank=rank,
            total=None if chosen is None else chosen.total,
            attractiveness=None if place is None else place.attractiveness,
            strength=None if place is None else place.strength,
            kind=None if place is None else place.kind,
            decision=verdicts.get(code, ""),
            is_in=rank is not None and rank <= cycle.top,
            is_hidden=is_blind and chosen is not None and rank is None and not chosen.failed,
        )
    return rows, names, problems


@dataclass(frozen=True)
class Comparison:
    """Both cycles, the biggest movers first."""

    lines: Sequence[Line]
    problems: Sequence[str]
    blind: Sequence[str] = ()
    """The cycles, by name, that the reader scores without seeing others: their figures are what they may know."""

    @property
    def entered(self) -> list[Line]:
        """Those above the line now and not then."""
        return [line for line in self.lines if line.entered]

    @property
    def left(self) -> list[Line]:
        """Those above the line then and not now."""
        return [line for line in self.lines if line.left]

    @property
    def movers(self) -> list[Line]:
        """Those with another rank."""
        return [line for line in self.lines if line.rise]


def compare(now: Cycle, then: Cycle, user: User) -> Comparison:
    """What `user` may see of both cycles."""
    rows_now, names_now, problems_now = standings(now, user)
    rows_then, names_then, problems_then = standings(then, user)
    names = names_then | names_now
    lines = [Line(code, name, rows_then.get(code), rows_now.get(code)) for code, name in names.items()]
    lines.sort(key=lambda line: (not (line.entered or line.left), -abs(line.rise or 0), line.name, line.code))
    problems = [
        f"{cycle.name}: {text}" for cycle, found in ((now, problems_now), (then, problems_then)) for text in found
    ]
    blind = [cycle.name for cycle in (now, then) if queries.is_blind_to_others(user, cycle)]
    return Comparison(lines, problems, blind)


def finding(found: Comparison, now: Cycle, then: Cycle) -> str:
    """The title: who came in and went out, and who moved most."""
    if not any(line.now is not None and line.now.rank is not None for line in found.lines):
        if any(line.now is not None and line.now.is_hidden for line in found.lines):
            return unseen(now.name)
        return _("{now} has no ranking yet to compare with {then}").format(now=now.name, then=then.name)
    if not any(line.then is not None and line.then.rank is not None for line in found.lines):
        if any(line.then is not None and line.then.is_hidden for line in found.lines):
            return unseen(then.name)
        return _("{then} has no ranking to compare {now} with").format(now=now.name, then=then.name)
    parts = {"now": now.name, "then": then.name, "entered": format_number(len(found.entered)),
             "left": format_number(len(found.left))}  # fmt: skip
    most = max(found.movers, key=lambda line: abs(line.rise or 0), default=None)
    if not found.entered and not found.left:
        if most is None:
            return _("No account stands elsewhere in {now} than in {then}").format(**parts)
        text = _("The same accounts are above the line in {now} as in {then}; {account} moved most, {movement}")
        return text.format(**parts, account=most.name, movement=most.words)
    if most is None:
        return _("{entered} came above the line of {now} and {left} left it since {then}").format(**parts)
    text = _("{entered} came above the line of {now} and {left} left it since {then}; {account} moved most, {movement}")
    return text.format(**parts, account=most.name, movement=most.words)


def unseen(cycle: str) -> str:
    """Why a blind rater who has not scored yet is shown no ranking."""
    return _(
        "You score {cycle} without seeing others, so its ranking stays hidden from you until you have scored"
    ).format(cycle=cycle)


def part_seen(found: Comparison) -> list[str]:
    """Said of each cycle that the reader sees a part of only."""
    text = _("You score {cycle} without seeing others: it is shown here from the cells that you have scored yourself.")
    return [text.format(cycle=name) for name in found.blind]


def weight_changes(now: Mapping[str, Weighed], then: Mapping[str, Weighed], kind: str) -> list[WeightChange]:
    """The criteria of a kind whose share differs by at least 0.05 % of all weight, the largest difference first."""
    before = {one.id: one for one in then[kind].weights}
    after = {one.id: one for one in now[kind].weights}
    if not before or not after:
        return []
    found = [
        WeightChange(
            (after.get(key) or before[key]).name,
            100 * before[key].share if key in before else None,
            100 * after[key].share if key in after else None,
        )
        for key in {**before, **after}
    ]
    changed = [one for one in found if one.then is None or one.now is None or abs(one.now - one.then) >= 0.05]
    return sorted(changed, key=lambda one: -abs((one.now or 0) - (one.then or 0)))


KINDS = (CriteriaSet.Kind.SELECTION, CriteriaSet.Kind.ATTRACTIVENESS)
