"""What the Kano model is given and what it finds."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from openkam.core.fields import Label
from openkam.core.i18n import gettext as _, gettext_lazy
from openkam.core.nouns import Id, Need
from openkam.core.tool import ToolModel
from openkam.tools.measure.kano.maths import Category, Variant

Count = Annotated[int, Field(ge=0, le=10**9)]
Reading = Annotated[int, Field(ge=1, le=5)]
Withheld = Literal["", "no_answers", "few_answers"]
"""Why no category is printed."""
READING_UNIT = gettext_lazy("1 like · 2 must be · 3 neutral · 4 live with · 5 dislike")


class Answer(ToolModel):
    """What one person said about one need. A question left open is None, and the pair is then not counted."""

    respondent: Annotated[str, Field(min_length=1, max_length=200), Label(gettext_lazy("Respondent"))]
    need: Annotated[Id, Label(gettext_lazy("Need"), help=gettext_lazy("The id of the need."))]
    functional: Annotated[
        Reading | None,
        Label(
            gettext_lazy("If it is there"),
            help=gettext_lazy("How do you feel if this is provided?"),
            unit=READING_UNIT,
        ),
    ]
    dysfunctional: Annotated[
        Reading | None,
        Label(
            gettext_lazy("If it is missing"),
            help=gettext_lazy("How do you feel if this is not provided?"),
            unit=READING_UNIT,
        ),
    ]
    importance: Annotated[
        float | None,
        Field(ge=0, le=10),
        Label(
            gettext_lazy("Self-stated importance"),
            help=gettext_lazy("How important this is to the respondent; one scale for everybody, usually 1 to 9."),
            unit=gettext_lazy("1–9"),
        ),
    ] = None
    segment: Annotated[
        str, Field(max_length=100), Label(gettext_lazy("Segment"), help=gettext_lazy("Which group of customers."))
    ] = ""
    role: Annotated[
        str,
        Field(max_length=100),
        Label(gettext_lazy("Buying role"), help=gettext_lazy("Economic, user or technical buyer, coach.")),
    ] = ""


class Tally(ToolModel):
    """Answers to one need that are counted already, of one segment and buying role or of all."""

    need: Annotated[Id, Label(gettext_lazy("Need"), help=gettext_lazy("The id of the need."))]
    attractive: Annotated[Count, Label(gettext_lazy("Attractive (A)"))] = 0
    one_dimensional: Annotated[Count, Label(gettext_lazy("One-dimensional (O)"))] = 0
    must_be: Annotated[Count, Label(gettext_lazy("Must-be (M)"))] = 0
    indifferent: Annotated[Count, Label(gettext_lazy("Indifferent (I)"))] = 0
    reverse: Annotated[Count, Label(gettext_lazy("Reverse (R)"))] = 0
    questionable: Annotated[Count, Label(gettext_lazy("Questionable (Q)"))] = 0
    segment: Annotated[str, Field(max_length=100), Label(gettext_lazy("Segment"))] = ""
    role: Annotated[str, Field(max_length=100), Label(gettext_lazy("Buying role"))] = ""


class KanoInputs(ToolModel):
    """The needs that were asked about, and the answers, one by one, counted, or both."""

    needs: Annotated[
        tuple[Need, ...], Label(gettext_lazy("Needs"), help=gettext_lazy("In the customer's words, one a row."))
    ] = ()
    answers: Annotated[
        tuple[Answer, ...], Label(gettext_lazy("Answers"), help=gettext_lazy("One row per person and need."))
    ] = ()
    tallies: Annotated[
        tuple[Tally, ...],
        Label(gettext_lazy("Counted answers"), help=gettext_lazy("Added to the answers that are given one by one.")),
    ] = ()
    table: Annotated[
        Variant,
        Label(
            gettext_lazy("Evaluation table"),
            help=gettext_lazy("Pouliot's table calls the pairs must be–must be and live with–live with questionable."),
            choices={"berger": gettext_lazy("the usual 5 × 5 table"), "pouliot": gettext_lazy("Pouliot's variant")},
        ),
    ] = "berger"
    band_pct: Annotated[
        float,
        Field(ge=0, le=100),
        Label(
            gettext_lazy("Band of a tie"),
            help=gettext_lazy("Categories this close to the most frequent one count as tied; then M > O > A > I."),
            unit=gettext_lazy("percentage points"),
        ),
    ] = 0
    few_answers: Annotated[
        int,
        Field(ge=0, le=1000),
        Label(
            gettext_lazy("Few answers"),
            help=gettext_lazy("Below this number a category is printed only where the Fong test is significant."),
        ),
    ] = 20

    @model_validator(mode="after")
    def _each_once_and_known(self) -> Self:
        known: set[str] = set()
        for at, need in enumerate(self.needs):
            if need.id in known:
                text = _("{place}: the need {need} is given twice; keep one row")
                raise ValueError(text.format(place=f"needs.{at}.id", need=need.id))
            known.add(need.id)
        _refuse_unknown(known, "answers", [row.need for row in self.answers])
        _refuse_unknown(known, "tallies", [row.need for row in self.tallies])
        self._refuse_repeats()
        return self

    def _refuse_repeats(self) -> None:
        asked: set[tuple[str, str]] = set()
        for at, answer in enumerate(self.answers):
            if (answer.respondent, answer.need) in asked:
                text = _("{place}: {respondent} answers the need {need} twice; keep one row")
                place = f"answers.{at}.respondent"
                raise ValueError(text.format(place=place, respondent=answer.respondent, need=answer.need))
            asked.add((answer.respondent, answer.need))
        counted: set[tuple[str, str, str]] = set()
        for at, tally in enumerate(self.tallies):
            if (tally.need, tally.segment, tally.role) in counted:
                text = _("{place}: the need {need} is counted twice for the same segment and role; add the rows up")
                raise ValueError(text.format(place=f"tallies.{at}.need", need=tally.need))
            counted.add((tally.need, tally.segment, tally.role))


def _refuse_unknown(known: set[str], rows: str, needs: list[str]) -> None:
    for at, need in enumerate(needs):
        if need not in known:
            text = _("{place}: there is no need {need}; add it to the needs or correct the id")
            raise ValueError(text.format(place=f"{rows}.{at}.need", need=need))


class CategoryCounts(ToolModel):
    """How many answers stand in each category."""

    M: int
    O: int  # noqa: E741  # the field's own letter for one-dimensional
    A: int
    I: int  # noqa: E741  # the field's own letter for indifferent
    R: int
    Q: int


class FongTest(ToolModel):
    """The lead of the most frequent category, in answers, and the lead that it needs."""

    difference: int
    critical: float
    significant: bool


class ChiSquareTest(ToolModel):
    """Against M, O, A and I being equally frequent."""

    statistic: float
    degrees_of_freedom: int
    p: float


class Continuous(ToolModel):
    """DuMouchel's mean scores; standard deviations with n − 1, None of one answer."""

    n: int
    functional: float
    dysfunctional: float
    functional_sd: float | None
    dysfunctional_sd: float | None
    category: Category


class KanoReading(ToolModel):
    """What one set of answers to one need says.

    `mode` is the modal category by the rule of ties, `tied` all that came into question; `category` is what may be
    printed: None where `withheld` says why not.
    """

    n: int
    incomplete: int
    counts: CategoryCounts
    mode: Category | None
    tied: tuple[Category, ...]
    category: Category | None
    withheld: Withheld
    total_strength_pct: float | None
    category_strength_pct: float | None
    better: float | None
    worse: float | None
    fong: FongTest | None
    chi_square: ChiSquareTest | None
    continuous: Continuous | None
    importance: float | None
    importance_n: int


class GroupReading(ToolModel):
    """The reading of one segment or buying role."""

    kind: Literal["segment", "role"]
    group: str
    reading: KanoReading


class NeedReading(ToolModel):
    """One need with its reading over all answers, then by segment and role."""

    id: str
    name: str
    overall: KanoReading
    groups: tuple[GroupReading, ...]


class HandedOn(ToolModel):
    """A need as the house of quality takes it: with its stated importance where it was asked, and its category."""

    id: str
    name: str
    importance: float | None
    kano: Category | None


class KanoResult(ToolModel):
    """The readings in the order of the needs, and the rules that made them."""

    table: Variant
    band_pct: float
    few_answers: int
    respondents: int
    needs: tuple[NeedReading, ...]
    qfd_needs: tuple[HandedOn, ...]
