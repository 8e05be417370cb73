"""How complete the plan of an account is, and how well it goes: two scores from 0 to 100 with their sums.

A part of a score has counts: so many done of so many. Its share is Σ done ÷ Σ of. The score is the mean of the shares,
each with the weight of its part. A part that has nothing to count is unknown: it is left out of the mean and never
taken for zero, and a score without any known part is unknown itself. docs/methods/plan-health.md gives the reasons.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

ScoreKey = Literal["completeness", "health"]

COMPLETENESS: Final[Mapping[str, int]] = {
    "summary": 5,
    "business": 5,
    "value": 5,
    "wallet": 5,
    "insights": 10,
    "needs": 10,
    "whitespace": 10,
    "objectives": 15,
    "actions": 10,
    "principal": 5,
    "target": 5,
    "team": 5,
    "risks": 5,
    "review": 5,
}
"""The parts of completeness in the order of the plan, each with its usual weight; together 100."""
HEALTH: Final[Mapping[str, int]] = {
    "on_track": 25,
    "on_time": 20,
    "stage": 15,
    "links": 15,
    "kept": 5,
    "answered": 10,
    "fresh": 10,
}
"""The parts of health, in the order in which they are shown, each with its usual weight; together 100."""
USUAL: Final[Mapping[ScoreKey, Mapping[str, int]]] = {"completeness": COMPLETENESS, "health": HEALTH}
PRINCIPAL: Final = 5
"""About five principal activities carry a relationship to its target."""
KINDS: Final = 4
"""Goals, pressures, initiatives, obstacles."""
REVIEW_WITHIN_DAYS: Final = 365
FADES: Final[Mapping[str, tuple[int, int]]] = {"plan": (30, 120), "talk": (14, 90), "review": (90, 365)}
"""Fresh up to the first number of days, stale from the second on, on a straight line between."""


@dataclass(frozen=True)
class Tally:
    """So many of so many rows. `first` is the key of the first row that is not among the `done`."""

    done: int = 0
    of: int = 0
    first: int | None = None


@dataclass(frozen=True)
class Facts:
    """What is counted in the plan of one account; days are ages, None where nothing of the kind is on record."""

    has_summary: bool = False
    has_business: bool = False
    has_value: bool = False
    has_wallet: bool = False
    insight_kinds: int = 0
    confirmed_kinds: int = 0
    needs_said: Tally = Tally()
    cells_spend: Tally = Tally()
    cells_potential: Tally = Tally()
    objectives: Mapping[str, Tally] = field(default_factory=dict)
    """Of the open objectives, those with a `measure`, `target`, `day` and `owner`."""
    actions: Mapping[str, Tally] = field(default_factory=dict)
    """Of the open actions, those with an `owner` and a `day`."""
    principals: int = 0
    has_target: bool = False
    has_team: bool = False
    has_manager: bool = False
    has_risks: bool = False
    on_track: Tally = Tally()
    """Of the open objectives that can be judged."""
    on_time: Tally = Tally()
    not_held: Tally = Tally()
    stage_now: int | None = None
    """From 1, pre, to 5, synergistic."""
    stage_target: int | None = None
    links: Tally = Tally()
    kept: Tally = Tally()
    answered: Tally = Tally()
    ages: Mapping[str, int | None] = field(default_factory=dict)
    """Days since the last change of the `plan`, the last `talk` and the last `review`."""

    @property
    def is_begun(self) -> bool:
        """Whether anybody has written anything into the plan."""
        return self.ages.get("plan") is not None


@dataclass(frozen=True)
class Count:
    """One line of a part's sum: `done` of `of`. `days` where it is an age, `first` as of a `Tally`."""

    key: str
    done: float
    of: float
    first: int | None = None
    days: int | None = None

    @property
    def to_go(self) -> float:
        """What is not done."""
        return self.of - self.done


@dataclass(frozen=True)
class Part:
    """One part of a score with its counts; without any it is unknown."""

    key: str
    counts: tuple[Count, ...]

    @property
    def of(self) -> float:
        """What is counted in all."""
        return sum(count.of for count in self.counts)

    @property
    def share(self) -> float | None:
        """The part that is done, from 0 to 1; None where there is nothing to count."""
        return sum(count.done for count in self.counts) / self.of if self.of else None


@dataclass(frozen=True)
class Weighed:
    """A part with its weight, and the points that it gives of those it could give; None where it is left out."""

    part: Part
    weight: int
    points: float | None
    most: float | None


@dataclass(frozen=True)
class Score:
    """A score from 0 to 100, or None where no part that weighs anything is known."""

    key: ScoreKey
    value: float | None
    parts: tuple[Weighed, ...]

    @property
    def shown(self) -> int | None:
        """The score as a whole number; only what is whole is 100."""
        return None if self.value is None else int(self.value + 1e-9)


@dataclass(frozen=True)
class Step:
    """Something to do: the count that it fills, and by how many points its score then grows."""

    score: ScoreKey
    part: str
    count: Count
    gain: float


def completeness(facts: Facts) -> tuple[Part, ...]:
    """The parts of completeness: is each part of the plan there?"""
    reviewed = facts.ages.get("review")
    counts: dict[str, tuple[Count, ...]] = {
        "summary": (_there("summary", facts.has_summary),),
        "business": (_there("business", facts.has_business),),
        "value": (_there("value", facts.has_value),),
        "wallet": (_there("wallet", facts.has_wallet),),
        "insights": (
            Count("insight_kinds", facts.insight_kinds, KINDS),
            Count("confirmed_kinds", facts.confirmed_kinds, KINDS),
        ),
        "needs": _each("needs", {"needs_said": facts.needs_said}),
        "whitespace": _each("whitespace", {"cells_spend": facts.cells_spend, "cells_potential": facts.cells_potential}),
        "objectives": _each("objectives", {f"objective_{key}": tally for key, tally in facts.objectives.items()}),
        "actions": _each("actions", {f"action_{key}": tally for key, tally in facts.actions.items()}),
        "principal": (Count("principal", min(facts.principals, PRINCIPAL), PRINCIPAL),),
        "target": (_there("target", facts.has_target),),
        "team": (_there("team", facts.has_team), _there("manager", facts.has_manager)),
        "risks": (_there("risks", facts.has_risks),),
        "review": (_there("review", reviewed is not None and reviewed <= REVIEW_WITHIN_DAYS),),
    }
    return tuple(Part(key, counts[key]) for key in COMPLETENESS)


def health(facts: Facts) -> tuple[Part, ...]:
    """The parts of health: does it go well?"""
    now, target = facts.stage_now, facts.stage_target
    is_known = now is not None and target is not None
    counts: dict[str, tuple[Count, ...]] = {
        "on_track": _known("on_track", facts.on_track),
        "on_time": (*_known("on_time", facts.on_time), *_known("not_held", facts.not_held)),
        "stage": (Count("stage", min(now or 0, target or 0), target or 0),) if is_known else (),
        "links": _known("links", facts.links),
        "kept": _known("kept", facts.kept),
        "answered": _known("answered", facts.answered),
        "fresh": tuple(
            Count(f"fresh_{key}", fade(days, *FADES[key]), 1, days=days)
            for key in FADES
            if (days := facts.ages.get(key)) is not None
        ),
    }
    return tuple(Part(key, counts[key]) for key in HEALTH)


def _there(key: str, is_there: bool) -> Count:
    return Count(key, int(is_there), 1)


def _known(key: str, tally: Tally) -> tuple[Count, ...]:
    """The tally as a count, nothing where there is nothing to count."""
    return (Count(key, tally.done, tally.of, tally.first),) if tally.of else ()


def _each(key: str, tallies: Mapping[str, Tally]) -> tuple[Count, ...]:
    """What each row should have; where there is no row, that is what is missing."""
    found = tuple(count for name, tally in tallies.items() for count in _known(name, tally))
    return found or (Count(key, 0, 1),)


def fade(days: int, fresh: int, stale: int) -> float:
    """1 up to `fresh` days, 0 from `stale` days on, on a straight line between."""
    return min(max((stale - days) / (stale - fresh), 0.0), 1.0)


def score(key: ScoreKey, parts: Iterable[Part], weights: Mapping[str, int]) -> Score:
    """The weighed mean of the shares; parts without a weight in `weights` weigh the usual."""
    found = [(part, weights.get(part.key, USUAL[key][part.key])) for part in parts]
    whole = sum(weight for part, weight in found if part.share is not None)
    weighed = tuple(_weighed(part, weight, whole) for part, weight in found)
    # Added before it is divided, so that parts that are all done are exactly 100.
    sums = sum(weight * part.share for part, weight in found if part.share is not None)
    return Score(key, min(100 * sums / whole, 100.0) if whole else None, weighed)


def _weighed(part: Part, weight: int, whole: int) -> Weighed:
    if part.share is None or not weight:
        return Weighed(part, weight, None, None)
    most = 100 * weight / whole
    return Weighed(part, weight, most * part.share, most)


def scores(facts: Facts, weights: Mapping[str, int]) -> tuple[Score, Score]:
    """Completeness and health under these weights."""
    return score("completeness", completeness(facts), weights), score("health", health(facts), weights)


def steps(found: Iterable[Score], most: int) -> list[Step]:
    """What to do next: the largest gain first, and of equal ones in the order of the plan; at most `most`."""
    every = [
        Step(one.key, weighed.part.key, count, weighed.most * (count.to_go / weighed.part.of))
        for one in found
        for weighed in one.parts
        if weighed.most is not None
        for count in weighed.part.counts
        if count.to_go > 0
    ]
    return sorted(every, key=lambda step: -round(step.gain, 6))[:most]
