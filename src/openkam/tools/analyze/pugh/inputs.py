"""What the Pugh matrix is given and what it finds."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from openkam.core.fields import Label
from openkam.core.i18n import gettext as _, gettext_lazy
from openkam.core.nouns import Id, Name, check_each_once
from openkam.core.tool import ToolModel

Sign = Literal["++", "+", "S", "-", "--"]
Scale = Literal["three", "five"]
Verdict = Literal["keep", "combine", "drop", "rate"]
Basis = Literal["net", "weighted"]

_SIGNS = {
    "++": gettext_lazy("much better than the datum"),
    "+": gettext_lazy("better than the datum"),
    "S": gettext_lazy("the same as the datum"),
    "-": gettext_lazy("worse than the datum"),
    "--": gettext_lazy("much worse than the datum"),
}
_SCALES = {"three": gettext_lazy("+ S −"), "five": gettext_lazy("++ + S − −−")}


def _as_sign(value: object) -> object:
    """The signs that people type for the same thing: a true minus, 0 or s for S."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return value
    text = str(value).strip().replace("\N{MINUS SIGN}", "-").replace("\N{EN DASH}", "-")
    return "S" if text.lower() in {"0", "s", "same"} else text


class Criterion(ToolModel):
    """One line of the matrix; a CTQ of the house of quality keeps its id, name and technical importance here."""

    id: Id
    name: Name
    weight: Annotated[
        float,
        Field(ge=0, le=1_000_000),
        Label(
            gettext_lazy("Weight"),
            help=gettext_lazy(
                "How much it counts: the importance from the house of quality, or any scale of your own."
            ),
        ),
    ] = 1


class Pick(ToolModel):
    """The means that a concept uses for one function, as the morphological chart hands it on."""

    function: Annotated[str, Field(min_length=1, max_length=60), Label(gettext_lazy("Function to fulfil"))]
    function_name: Annotated[str, Field(max_length=200), Label(gettext_lazy("Name of the function"))] = ""
    means: Annotated[str, Field(min_length=1, max_length=60), Label(gettext_lazy("Means of doing it"))]
    means_name: Annotated[str, Field(max_length=200), Label(gettext_lazy("Name of the means"))] = ""


class Concept(ToolModel):
    """One concept that could be built."""

    id: Id
    name: Name
    picks: Annotated[
        tuple[Pick, ...],
        Field(max_length=100),
        Label(gettext_lazy("Picks"), help=gettext_lazy("How it fulfils each function, from the morphological chart.")),
    ] = ()


class Rating(ToolModel):
    """How one concept stands against the datum on one criterion."""

    concept: Annotated[str, Field(min_length=1, max_length=60), Label(gettext_lazy("Concept"))]
    criterion: Annotated[str, Field(min_length=1, max_length=60), Label(gettext_lazy("Criterion"))]
    sign: Annotated[
        Sign,
        BeforeValidator(_as_sign),
        Label(
            gettext_lazy("Rating"),
            help=gettext_lazy("Against the datum, not against an ideal. Leave out what nobody has judged yet."),
            choices=_SIGNS,
        ),
    ]


Ratings = Annotated[
    tuple[Rating, ...],
    Field(max_length=10_000),
    Label(gettext_lazy("Ratings"), help=gettext_lazy("One line per concept and criterion; the datum needs none.")),
]
Datum = Annotated[
    str,
    Field(min_length=1, max_length=60),
    Label(
        gettext_lazy("Datum"),
        help=gettext_lazy("The id of the concept that all others are held against: best today's solution."),
    ),
]


class SecondRound(ToolModel):
    """The same concepts against another datum. Without ratings they are derived as far as that is possible."""

    datum: Datum
    ratings: Ratings = ()


class PughInputs(ToolModel):
    """Criteria × concepts, rated against a datum."""

    criteria: Annotated[
        tuple[Criterion, ...],
        Field(min_length=1, max_length=200),
        Label(gettext_lazy("Criteria"), help=gettext_lazy("What the concepts are judged by: the CTQs first.")),
    ]
    concepts: Annotated[tuple[Concept, ...], Field(min_length=2, max_length=50), Label(gettext_lazy("Concepts"))]
    datum: Datum
    scale: Annotated[
        Scale,
        Label(
            gettext_lazy("Signs"),
            help=gettext_lazy("Three signs for screening; five where much better must be told from better."),
            choices=_SCALES,
        ),
    ] = "three"
    ratings: Ratings = ()
    second: Annotated[
        SecondRound | None,
        Label(
            gettext_lazy("Second round"),
            help=gettext_lazy("Hold all concepts against another datum, usually the winner of the first round."),
        ),
    ] = None

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        check_each_once("criteria", [row.id for row in self.criteria])
        check_each_once("concepts", [row.id for row in self.concepts])
        if all(row.weight == 0 for row in self.criteria):
            raise ValueError(_("criteria: every weight is 0; give at least one criterion a weight"))
        self._check_round("", self.datum, self.ratings)
        if self.second:
            self._check_round("second.", self.second.datum, self.second.ratings)
            if self.second.datum == self.datum:
                text = _("{place}: {concept} is the first datum already; choose another concept")
                raise ValueError(text.format(place="second.datum", concept=self.datum))
        return self

    def _check_round(self, where: str, datum: str, ratings: tuple[Rating, ...]) -> None:
        concepts, criteria = {row.id for row in self.concepts}, {row.id for row in self.criteria}
        if datum not in concepts:
            text = _("{place}: there is no concept {concept}; name the id of one of the concepts")
            raise ValueError(text.format(place=f"{where}datum", concept=datum))
        seen: set[tuple[str, str]] = set()
        for at, row in enumerate(ratings):
            place = f"{where}ratings.{at}"
            if row.concept not in concepts:
                text = _("{place}: there is no concept {concept}; name the id of one of the concepts")
                raise ValueError(text.format(place=f"{place}.concept", concept=row.concept))
            if row.criterion not in criteria:
                text = _("{place}: there is no criterion {criterion}; name the id of one of the criteria")
                raise ValueError(text.format(place=f"{place}.criterion", criterion=row.criterion))
            if (row.concept, row.criterion) in seen:
                text = _("{place}: {concept} is rated twice on {criterion}; keep one of the two")
                raise ValueError(text.format(place=place, concept=row.concept, criterion=row.criterion))
            if row.concept == datum and row.sign != "S":
                text = _("{place}: {concept} is the datum and can only be the same as itself; leave its ratings out")
                raise ValueError(text.format(place=f"{place}.sign", concept=row.concept))
            if self.scale == "three" and row.sign in ("++", "--"):
                text = _("{place}: {sign} needs the scale of five signs; choose that scale or give a single sign")
                raise ValueError(text.format(place=f"{place}.sign", sign=row.sign))
            seen.add((row.concept, row.criterion))


class Score(ToolModel):
    """The sums of one concept. `net_low` and `net_high` bound the net over whatever the missing ratings may be."""

    id: str
    name: str
    is_datum: bool
    plus: int
    same: int
    minus: int
    unrated: int
    net: int
    net_low: int
    net_high: int
    rank: int | None
    """Competition ranking by net: ties share a rank. None while a rating is missing."""
    weighted_plus: float
    weighted_minus: float
    weighted_net: float
    weight_covered_pct: float
    weighted_rank: int | None
    verdict: Verdict


class Screening(ToolModel):
    """One round against one datum. `signs[i][j]` is concept i on criterion j; None was not rated."""

    datum: str
    origin: Literal["rated", "derived"]
    signs: tuple[tuple[Sign | None, ...], ...]
    scores: tuple[Score, ...]
    leaders: tuple[str, ...]
    """Ids at rank 1 by net; more than one is a tie."""
    weighted_leaders: tuple[str, ...]

    def score(self, concept: str) -> Score:
        """The sums of one concept."""
        return next(row for row in self.scores if row.id == concept)


class RatingChange(ToolModel):
    """The smallest change of one rating after which other concepts lead."""

    basis: Basis
    concept: str
    criterion: str
    before: Sign
    after: Sign
    leaders: tuple[str, ...]


class WeightChange(ToolModel):
    """The weight of one criterion at which a challenger draws level with the leader, all other weights as typed."""

    criterion: str
    weight: float
    level_at: float
    challenger: str
    raised: bool


class Repair(ToolModel):
    """A minus of a concept, and the concepts that have a plus there and could lend their solution."""

    criterion: str
    lenders: tuple[str, ...]


class Hybrid(ToolModel):
    """What a concept could borrow. `net_if_repaired` counts every repaired minus as S: the best that can be hoped."""

    concept: str
    repairs: tuple[Repair, ...]
    net: int
    net_if_repaired: int


class PughResult(ToolModel):
    """The matrix of the first round, the second if asked for, and what would change the choice."""

    scale: Scale
    criteria: tuple[Criterion, ...]
    concepts: tuple[Concept, ...]
    first: Screening
    second: Screening | None
    rating_changes: tuple[RatingChange, ...]
    weight_changes: tuple[WeightChange, ...]
    hybrids: tuple[Hybrid, ...]
    unbeaten: tuple[str, ...]
    """Criteria on which no concept is better than the datum."""
