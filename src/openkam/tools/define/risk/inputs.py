"""What the risk analysis is given: the register, the cells of its grid, and failure modes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from openkam.core.amounts import Amount
from openkam.core.fields import Label
from openkam.core.i18n import gettext as _, gettext_lazy
from openkam.core.nouns import Id
from openkam.core.tool import ToolModel
from openkam.tools.define.risk.sources import SOURCE_NAMES, SourceKey

Level = Literal["low", "medium", "high"]
LEVELS: tuple[Level, ...] = ("low", "medium", "high")
LEVEL_NAMES = {"low": gettext_lazy("Low"), "medium": gettext_lazy("Medium"), "high": gettext_lazy("High")}
RiskClass = Literal["proceed", "fix", "significant", "show_stopper"]
CLASSES: tuple[RiskClass, ...] = ("proceed", "fix", "significant", "show_stopper")
CLASS_NAMES = {
    "proceed": gettext_lazy("Proceed With Caution"),
    "fix": gettext_lazy("Fix Before Launch"),
    "significant": gettext_lazy("Significant Risk"),
    "show_stopper": gettext_lazy("Show Stopper"),
}
Response = Literal["avoid", "reduce", "share", "accept"]
RESPONSE_NAMES = {
    "avoid": gettext_lazy("avoid"),
    "reduce": gettext_lazy("reduce"),
    "share": gettext_lazy("share"),
    "accept": gettext_lazy("accept"),
}
Status = Literal["open", "in_hand", "occurred", "closed"]
STATUS_NAMES = {
    "open": gettext_lazy("still open"),
    "in_hand": gettext_lazy("in hand"),
    "occurred": gettext_lazy("has occurred"),
    "closed": gettext_lazy("closed"),
}
Priority = Literal["high", "medium", "low"]
PRIORITY_NAMES = {"high": gettext_lazy("high"), "medium": gettext_lazy("medium"), "low": gettext_lazy("low")}
Rank = Annotated[int, Field(ge=1, le=10)]
Text = Annotated[str, Field(max_length=1000)]
Share = Annotated[Decimal, Field(ge=0, le=1, max_digits=6, decimal_places=4)]


class CellInput(ToolModel):
    """What one cell of the grid is called."""

    impact: Annotated[Level, Label(gettext_lazy("Impact"), choices=LEVEL_NAMES)]
    probability: Annotated[Level, Label(gettext_lazy("Probability"), choices=LEVEL_NAMES)]
    risk_class: Annotated[RiskClass, Label(gettext_lazy("Class"), choices=CLASS_NAMES)]


def _cells(rows: tuple[tuple[Level, tuple[RiskClass, RiskClass, RiskClass]], ...]) -> tuple[CellInput, ...]:
    return tuple(
        CellInput(impact=impact, probability=probability, risk_class=found)
        for impact, classes in rows
        for probability, found in zip(LEVELS, classes, strict=True)
    )


CELLS = _cells(
    (
        ("high", ("fix", "significant", "show_stopper")),
        ("medium", ("proceed", "fix", "significant")),
        ("low", ("proceed", "proceed", "fix")),
    )
)
"""The 3 × 3 grid: each row is an impact, its classes stand for low, medium and high probability."""


class ProbabilityValues(ToolModel):
    """The number that stands for each word, so that probability × money can be computed."""

    low: Annotated[Share, Label(gettext_lazy("Low"))] = Decimal("0.1")
    medium: Annotated[Share, Label(gettext_lazy("Medium"))] = Decimal("0.3")
    high: Annotated[Share, Label(gettext_lazy("High"))] = Decimal("0.7")

    @model_validator(mode="after")
    def _rising(self) -> Self:
        if not self.low < self.medium < self.high:
            text = _("{place}: the values must rise from low over medium to high")
            raise ValueError(text.format(place="probability_values"))
        return self


class RiskInput(ToolModel):
    """One risk: because of the cause the event may happen, with the effect."""

    id: Id
    source: Annotated[SourceKey, Label(gettext_lazy("Source"), choices=SOURCE_NAMES)]
    cause: Annotated[Text, Label(gettext_lazy("Cause"))] = ""
    event: Annotated[Text, Field(min_length=1), Label(gettext_lazy("Event"))]
    effect: Annotated[Text, Label(gettext_lazy("Consequence"))] = ""
    impact: Annotated[Level, Label(gettext_lazy("Impact"), choices=LEVEL_NAMES)]
    probability: Annotated[Level, Label(gettext_lazy("Probability"), choices=LEVEL_NAMES)]
    money: Annotated[
        Amount | None,
        Field(ge=0),
        Label(gettext_lazy("Money at stake"), help=gettext_lazy("Leave empty if it is not known.")),
    ] = None
    response: Annotated[Response | None, Label(gettext_lazy("Response"), choices=RESPONSE_NAMES)] = None
    owner: Annotated[str, Field(max_length=200), Label(gettext_lazy("Owner"))] = ""
    due_on: Annotated[date | None, Label(gettext_lazy("Due on"))] = None
    status: Annotated[Status, Label(gettext_lazy("Status"), choices=STATUS_NAMES)] = "open"
    residual_impact: Annotated[
        Level | None,
        Label(
            gettext_lazy("Residual impact"),
            help=gettext_lazy("What is left when the response has worked."),
            choices=LEVEL_NAMES,
        ),
    ] = None
    residual_probability: Annotated[Level | None, Label(gettext_lazy("Residual probability"), choices=LEVEL_NAMES)] = (
        None
    )


class FailureInput(ToolModel):
    """One failure mode of a step or a part, with three ranks from 1 to 10."""

    id: Id
    item: Annotated[Text, Label(gettext_lazy("Step or part"))] = ""
    failure: Annotated[Text, Field(min_length=1), Label(gettext_lazy("Failure mode"))]
    effect: Annotated[Text, Label(gettext_lazy("Consequence"))] = ""
    cause: Annotated[Text, Label(gettext_lazy("Cause"))] = ""
    severity: Annotated[
        Rank, Label(gettext_lazy("Severity"), help=gettext_lazy("10 is the worst effect."), unit="1–10")
    ]
    occurrence: Annotated[
        Rank, Label(gettext_lazy("Occurrence"), help=gettext_lazy("10 is almost certain."), unit="1–10")
    ]
    detection: Annotated[
        Rank,
        Label(
            gettext_lazy("Detection"),
            help=gettext_lazy("10 cannot be found before the customer finds it."),
            unit="1–10",
        ),
    ]
    action: Annotated[Text, Label(gettext_lazy("Action"))] = ""
    owner: Annotated[str, Field(max_length=200), Label(gettext_lazy("Owner"))] = ""
    due_on: Annotated[date | None, Label(gettext_lazy("Due on"))] = None
    done: Annotated[bool, Label(gettext_lazy("Action done"))] = False


class BandInput(ToolModel):
    """Ranks from and to, and the action priority that they get; the first band that fits counts."""

    severity_from: Annotated[Rank, Label(gettext_lazy("Severity from"))] = 1
    severity_to: Annotated[Rank, Label(gettext_lazy("Severity to"))] = 10
    occurrence_from: Annotated[Rank, Label(gettext_lazy("Occurrence from"))] = 1
    occurrence_to: Annotated[Rank, Label(gettext_lazy("Occurrence to"))] = 10
    detection_from: Annotated[Rank, Label(gettext_lazy("Detection from"))] = 1
    detection_to: Annotated[Rank, Label(gettext_lazy("Detection to"))] = 10
    priority: Annotated[Priority, Label(gettext_lazy("Action priority"), choices=PRIORITY_NAMES)]

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        ends = (
            (self.severity_from, self.severity_to, "severity"),
            (self.occurrence_from, self.occurrence_to, "occurrence"),
            (self.detection_from, self.detection_to, "detection"),
        )
        for low, high, name in ends:
            if low > high:
                text = _("{place}: the band starts at {low} and ends at {high}; swap the two")
                raise ValueError(text.format(place=f"{name}_from", low=low, high=high))
        return self


def _bands(rows: tuple[tuple[int, int, int, int, int, Priority], ...]) -> tuple[BandInput, ...]:
    return tuple(
        BandInput(
            severity_from=s_low,
            severity_to=s_high,
            occurrence_from=o_low,
            occurrence_to=o_high,
            detection_from=d_low,
            priority=priority,
        )
        for s_low, s_high, o_low, o_high, d_low, priority in rows
    )


BANDS = _bands(
    (
        (9, 10, 4, 10, 1, "high"),
        (9, 10, 2, 3, 5, "high"),
        (9, 10, 1, 10, 1, "medium"),
        (7, 8, 6, 10, 1, "high"),
        (7, 8, 4, 5, 5, "high"),
        (7, 8, 2, 10, 1, "medium"),
        (4, 6, 8, 10, 5, "high"),
        (4, 6, 4, 10, 1, "medium"),
        (2, 3, 8, 10, 5, "medium"),
        (1, 10, 1, 10, 1, "low"),
    )
)
"""Severity first, then occurrence, then detection (from there to 10). Our own, to be replaced by the company's."""


class RiskInputs(ToolModel):
    """The risks and failure modes of one account or project."""

    about: Annotated[str, Field(max_length=200), Label(gettext_lazy("Account or project"))] = ""
    as_of: Annotated[date, Label(gettext_lazy("As of"))]
    currency: Annotated[str, Field(max_length=10), Label(gettext_lazy("Currency"))] = ""
    risks: Annotated[tuple[RiskInput, ...], Label(gettext_lazy("Risks"))] = ()
    failures: Annotated[tuple[FailureInput, ...], Label(gettext_lazy("Failure modes"))] = ()
    cells: Annotated[tuple[CellInput, ...], Label(gettext_lazy("Cells of the grid"))] = CELLS
    probability_values: Annotated[ProbabilityValues, Label(gettext_lazy("Numbers for low, medium and high"))] = (
        ProbabilityValues()
    )
    bands: Annotated[tuple[BandInput, ...], Label(gettext_lazy("Action-priority bands"))] = BANDS

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        _once((f"risks.{at}.id", one.id) for at, one in enumerate(self.risks))
        _once((f"failures.{at}.id", one.id) for at, one in enumerate(self.failures))
        _once((f"cells.{at}", f"{one.impact}/{one.probability}") for at, one in enumerate(self.cells))
        if len(self.cells) != len(LEVELS) ** 2:
            text = _("{place}: nine cells are needed, one for each impact and probability; {count} are given")
            raise ValueError(text.format(place="cells", count=len(self.cells)))
        return self


def _once(places: Iterable[tuple[str, str]]) -> None:
    seen: dict[str, str] = {}
    for place, key in places:
        if key in seen:
            text = _("{place}: {name} is given already at {first}; keep one of them")
            raise ValueError(text.format(place=place, name=key, first=seen[key]))
        seen[key] = place
