"""What the house of quality is given: needs, CTQs, their relations, the roof, ratings and measurements."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from openkam.core.fields import Label
from openkam.core.i18n import gettext as _, gettext_lazy
from openkam.core.nouns import Ctq, Id, Name, Need
from openkam.core.tool import ToolModel

WeightsUsed = Literal["raw_weight", "importance", "relative_weight"]
KanoCategory = Literal["M", "O", "A", "I", "R", "Q"]
WEIGHTS = {
    "raw_weight": gettext_lazy("raw weight: importance × improvement ratio × sales point"),
    "importance": gettext_lazy("importance as typed"),
    "relative_weight": gettext_lazy("relative weight: raw weight as a share of 1"),
}
KANO_CATEGORIES = {
    "M": gettext_lazy("Must-be (M)"),
    "O": gettext_lazy("One-dimensional (O)"),
    "A": gettext_lazy("Attractive (A)"),
    "I": gettext_lazy("Indifferent (I)"),
    "R": gettext_lazy("Reverse (R)"),
    "Q": gettext_lazy("Questionable (Q)"),
}
Rating = Annotated[float, Field(ge=1e-6, le=1e6)]
Measure = Annotated[float, Field(ge=-1e12, le=1e12)]
Gamma = Annotated[float, Field(ge=-1, le=1)]
MOST = 200
"""So many rows or columns at most; beyond, a house helps nobody."""


class QfdNeed(Need):
    """One row: a need with its importance and where we stand on it. What is not known is None, never 0."""

    group: Annotated[str, Field(max_length=100), Label(gettext_lazy("Group"))] = ""
    importance: Annotated[
        float | None,
        Field(ge=0, le=1000),
        Label(
            gettext_lazy("Importance"),
            help=gettext_lazy("To the customer; one scale for all needs, usually 1 to 5 or percent."),
        ),
    ] = None
    kano: Annotated[KanoCategory | None, Label(gettext_lazy("Kano category"), choices=KANO_CATEGORIES)] = None
    current: Annotated[
        Rating | None,
        Label(gettext_lazy("Us now"), help=gettext_lazy("How the customer rates us today."), unit=gettext_lazy("1–5")),
    ] = None
    goal: Annotated[
        Rating | None,
        Label(gettext_lazy("Goal"), help=gettext_lazy("The rating that we want."), unit=gettext_lazy("1–5")),
    ] = None
    better: Annotated[
        Literal["higher", "lower"],
        Label(
            gettext_lazy("Better rating"),
            help=gettext_lazy("Where a smaller rating is better, the improvement ratio is now ÷ goal."),
            choices={"higher": gettext_lazy("higher is better"), "lower": gettext_lazy("lower is better")},
        ),
    ] = "higher"
    sales_point: Annotated[
        float,
        Field(ge=1, le=3),
        Label(
            gettext_lazy("Sales point"),
            help=gettext_lazy("How well meeting it sells: 1.0 not, 1.2 somewhat, 1.5 strongly."),
        ),
    ] = 1.0


class QfdCtq(Ctq):
    """One column: a CTQ with our measurement of today and how hard its target is to reach."""

    baseline: Annotated[
        Measure | None, Label(gettext_lazy("Baseline"), help=gettext_lazy("What we measure today, in its unit."))
    ] = None
    difficulty: Annotated[
        float | None,
        Field(ge=0, le=10),
        Label(
            gettext_lazy("Difficulty"),
            help=gettext_lazy("How hard the target is to reach; one scale for all, usually 1 to 5."),
        ),
    ] = None


class Competitor(ToolModel):
    """A rival supplier that we are compared with."""

    id: Id
    name: Name


class NeedRating(ToolModel):
    """How the customer rates a rival on a need, on the scale of our own rating."""

    competitor: Annotated[Id, Label(gettext_lazy("Competitor"))]
    need: Annotated[Id, Label(gettext_lazy("Need"))]
    rating: Annotated[Rating, Label(gettext_lazy("Rating"), unit=gettext_lazy("1–5"))]


class Benchmark(ToolModel):
    """What a rival measures on a CTQ, in its unit."""

    competitor: Annotated[Id, Label(gettext_lazy("Competitor"))]
    ctq: Annotated[Id, Label(gettext_lazy("CTQ"))]
    value: Annotated[Measure, Label(gettext_lazy("Measured value"))]


class RelationInput(ToolModel):
    """How strongly a CTQ serves a need. A pair that is not given has no relation."""

    need: Annotated[Id, Label(gettext_lazy("Need"))]
    ctq: Annotated[Id, Label(gettext_lazy("CTQ"))]
    value: Annotated[
        Literal[0, 1, 3, 9],
        Label(
            gettext_lazy("Relation"),
            choices={
                "9": gettext_lazy("9 strong"),
                "3": gettext_lazy("3 medium"),
                "1": gettext_lazy("1 weak"),
                "0": gettext_lazy("0 none"),
            },
        ),
    ]


class RoofInput(ToolModel):
    """How two CTQs work on each other when the one is improved."""

    one: Annotated[Id, Label(gettext_lazy("CTQ"))]
    other: Annotated[Id, Label(gettext_lazy("Other CTQ"))]
    value: Annotated[
        Literal[-2, -1, 0, 1, 2],
        Label(
            gettext_lazy("Effect on each other"),
            choices={
                "2": gettext_lazy("++ helps much"),
                "1": gettext_lazy("+ helps"),
                "0": gettext_lazy("none"),
                "-1": gettext_lazy("− hinders"),
                "-2": gettext_lazy("−− hinders much"),
            },
        ),
    ]
    gamma: Annotated[
        Gamma | None,
        Label(
            gettext_lazy("γ of this pair"),
            help=gettext_lazy("For Wasserman's normalisation; left empty, the setting for its sign is used."),
        ),
    ] = None


class QfdInputs(ToolModel):
    """One house. Pass its `cascade` as the needs of the next house."""

    needs: Annotated[tuple[QfdNeed, ...], Field(max_length=MOST), Label(gettext_lazy("Needs"))] = ()
    ctqs: Annotated[tuple[QfdCtq, ...], Field(max_length=MOST), Label(gettext_lazy("CTQs"))] = ()
    relations: Annotated[tuple[RelationInput, ...], Label(gettext_lazy("Relations"))] = ()
    roof: Annotated[tuple[RoofInput, ...], Label(gettext_lazy("Roof"))] = ()
    competitors: Annotated[tuple[Competitor, ...], Field(max_length=20), Label(gettext_lazy("Competitors"))] = ()
    ratings: Annotated[tuple[NeedRating, ...], Label(gettext_lazy("Ratings of the competitors"))] = ()
    benchmarks: Annotated[tuple[Benchmark, ...], Label(gettext_lazy("Measurements of the competitors"))] = ()
    weights: Annotated[
        WeightsUsed,
        Label(
            gettext_lazy("Weight w in T = Σ w × relation"),
            help=gettext_lazy("Which weight of a need multiplies its relations."),
            choices=WEIGHTS,
        ),
    ] = "raw_weight"
    leaders_share_pct: Annotated[
        float,
        Field(gt=0, le=100),
        Label(
            gettext_lazy("Leaders carry at least"),
            help=gettext_lazy("The fewest CTQs that together carry this share of the importance are the leaders."),
            unit=gettext_lazy("% of T"),
        ),
    ] = 50
    lyman: Annotated[bool, Label(gettext_lazy("Normalise by Lyman"))] = False
    wasserman: Annotated[bool, Label(gettext_lazy("Normalise by Wasserman, with the roof"))] = False
    gamma_strong: Annotated[Gamma, Field(ge=0), Label(gettext_lazy("γ of ++; −− takes its negative"))] = 0.3
    gamma_weak: Annotated[Gamma, Field(ge=0), Label(gettext_lazy("γ of +; − takes its negative"))] = 0.1

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        needs = _known("needs", (row.id for row in self.needs))
        ctqs = _known("ctqs", (row.id for row in self.ctqs))
        rivals = _known("competitors", (row.id for row in self.competitors))
        _refer("relations", "need", (row.need for row in self.relations), needs)
        _refer("relations", "ctq", (row.ctq for row in self.relations), ctqs)
        _refer("ratings", "competitor", (row.competitor for row in self.ratings), rivals)
        _refer("ratings", "need", (row.need for row in self.ratings), needs)
        _refer("benchmarks", "competitor", (row.competitor for row in self.benchmarks), rivals)
        _refer("benchmarks", "ctq", (row.ctq for row in self.benchmarks), ctqs)
        _refer("roof", "one", (row.one for row in self.roof), ctqs)
        _refer("roof", "other", (row.other for row in self.roof), ctqs)
        _once("relations", ((row.need, row.ctq) for row in self.relations))
        _once("ratings", ((row.competitor, row.need) for row in self.ratings))
        _once("benchmarks", ((row.competitor, row.ctq) for row in self.benchmarks))
        self._check_roof()
        return self

    def _check_roof(self) -> None:
        for at, row in enumerate(self.roof):
            if row.one == row.other:
                text = _("{place}: the CTQ {id} is paired with itself; name another one")
                raise ValueError(text.format(place=f"roof.{at}.other", id=row.one))
        _once("roof", (tuple(sorted((row.one, row.other))) for row in self.roof))


def _known(rows: str, ids: Iterable[str]) -> frozenset[str]:
    seen: set[str] = set()
    for at, one in enumerate(ids):
        if one in seen:
            text = _("{place}: the id {id} is given twice; keep one row")
            raise ValueError(text.format(place=f"{rows}.{at}.id", id=one))
        seen.add(one)
    return frozenset(seen)


def _refer(rows: str, field: str, ids: Iterable[str], known: frozenset[str]) -> None:
    for at, one in enumerate(ids):
        if one not in known:
            text = _("{place}: nothing has the id {id}; add it or correct the id")
            raise ValueError(text.format(place=f"{rows}.{at}.{field}", id=one))


def _once(rows: str, pairs: Iterable[tuple[str, ...]]) -> None:
    seen: set[tuple[str, ...]] = set()
    for at, pair in enumerate(pairs):
        if pair in seen:
            text = _("{place}: the pair {one} and {other} is given twice; keep one row")
            raise ValueError(text.format(place=f"{rows}.{at}", one=pair[0], other=pair[1]))
        seen.add(pair)
