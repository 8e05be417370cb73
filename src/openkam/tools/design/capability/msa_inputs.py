"""Studies of the measurement system: what they are given and what they find."""

from __future__ import annotations

from collections import Counter
from itertools import product
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from openkam.core.fields import Label
from openkam.core.i18n import gettext as _, gettext_lazy
from openkam.core.tool import ToolModel

GageMethod = Literal["anova", "range"]
GAGE_METHODS = {
    "anova": gettext_lazy("analysis of variance"),
    "range": gettext_lazy("average and range"),
}
Text = Annotated[str, Field(min_length=1, max_length=60)]


class Reading(ToolModel):
    """One reading of one part by one operator; readings of the same pair are its trials."""

    part: Annotated[Text, Label(gettext_lazy("Measured part"))]
    operator: Annotated[Text, Label(gettext_lazy("Operator"))]
    value: Annotated[float, Field(ge=-1e15, le=1e15), Label(gettext_lazy("Value"))]


class MeasurementSystem(ToolModel):
    """A crossed, balanced study: every operator measures every part equally often."""

    readings: Annotated[tuple[Reading, ...], Label(gettext_lazy("Readings"))]
    method: Annotated[GageMethod, Label(gettext_lazy("Method"), choices=GAGE_METHODS)] = "anova"
    pooling_alpha: Annotated[
        float,
        Field(ge=0, le=1),
        Label(
            gettext_lazy("Pool the interaction above p"),
            help=gettext_lazy("0.25 as in AIAG; many programs use 0.05. 1 always keeps it, 0 always pools it."),
        ),
    ] = 0.25
    study_multiplier: Annotated[
        float,
        Field(gt=0, le=20),
        Label(
            gettext_lazy("Study variation in sigmas"), help=gettext_lazy("6 spans 99.73 % of a normal distribution.")
        ),
    ] = 6

    @model_validator(mode="after")
    def _balanced(self) -> Self:
        parts, operators = self.parts(), self.operators()
        if len(parts) < 2 or len(operators) < 2:
            raise ValueError(_("measurement_system.readings: at least two parts and two operators are needed"))
        counts = Counter((row.part, row.operator) for row in self.readings)
        trials = max(counts.values())
        if trials < 2:
            raise ValueError(_("measurement_system.readings: each operator must measure each part at least twice"))
        for part, operator in product(parts, operators):
            count = counts[part, operator]
            if count != trials:
                text = _(
                    "measurement_system.readings: operator {operator} measured part {part} {count} times, others "
                    "{trials} times; complete the study"
                )
                raise ValueError(text.format(operator=operator, part=part, count=count, trials=trials))
        return self

    def parts(self) -> tuple[str, ...]:
        """The parts in the order of first appearance."""
        return tuple(dict.fromkeys(row.part for row in self.readings))

    def operators(self) -> tuple[str, ...]:
        """The operators in the order of first appearance."""
        return tuple(dict.fromkeys(row.operator for row in self.readings))

    def layout(self) -> list[list[list[float]]]:
        """The readings as parts × operators × trials."""
        cells: dict[tuple[str, str], list[float]] = {}
        for row in self.readings:
            cells.setdefault((row.part, row.operator), []).append(row.value)
        operators = self.operators()
        return [[cells[part, operator] for operator in operators] for part in self.parts()]


class Judgement(ToolModel):
    """What one appraiser said of one item in one trial."""

    item: Annotated[Text, Label(gettext_lazy("Item"))]
    appraiser: Annotated[Text, Label(gettext_lazy("Appraiser"))]
    trial: Annotated[int, Field(ge=1, le=100), Label(gettext_lazy("Trial"))] = 1
    rating: Annotated[Text, Label(gettext_lazy("Rating"), help=gettext_lazy("Such as good or bad."))]


class Standard(ToolModel):
    """What an item really is."""

    item: Annotated[Text, Label(gettext_lazy("Item"))]
    rating: Annotated[Text, Label(gettext_lazy("Rating"))]


class AttributeAgreement(ToolModel):
    """Every appraiser judges every item, equally often."""

    judgements: Annotated[tuple[Judgement, ...], Label(gettext_lazy("Judgements"))]
    standards: Annotated[
        tuple[Standard, ...],
        Label(gettext_lazy("True ratings"), help=gettext_lazy("Where they are known.")),
    ] = ()

    @model_validator(mode="after")
    def _complete(self) -> Self:
        given = {(row.item, row.appraiser, row.trial): row.rating for row in self.judgements}
        if len(given) < len(self.judgements):
            raise ValueError(
                _(
                    "attribute_agreement.judgements: an appraiser judged one item twice in the same trial; number the "
                    "trials"
                )
            )
        items = {row.item for row in self.judgements}
        appraisers = {row.appraiser for row in self.judgements}
        trials = {row.trial for row in self.judgements}
        if len(items) < 2 or len(appraisers) * len(trials) < 2:
            raise ValueError(_("attribute_agreement.judgements: at least two items, judged at least twice, are needed"))
        if len(given) != len(items) * len(appraisers) * len(trials):
            raise ValueError(
                _(
                    "attribute_agreement.judgements: each appraiser must judge each item in each trial; complete the "
                    "study"
                )
            )
        known = {row.item for row in self.standards}
        if known and items - known:
            raise ValueError(
                _("attribute_agreement.standards: the true rating of item {item} is missing").format(
                    item=min(items - known)
                )
            )
        return self


Component = Literal["grr", "repeatability", "reproducibility", "operator", "interaction", "part", "total"]
AnovaSource = Literal["operator", "part", "interaction", "repeatability", "total"]
GageVerdict = Literal["good", "marginal", "unacceptable", "unknown"]
AgreementKind = Literal["pair", "standard", "all", "self"]


class Variation(ToolModel):
    """One source of variation. Shares are of the total; None where there is no total (or no tolerance)."""

    component: Component
    variance: float
    sigma: float
    contribution_pct: float | None
    study_pct: float | None
    tolerance_pct: float | None


class AnovaLine(ToolModel):
    """One line of the analysis of variance; `f` and `p` None where they are not defined."""

    source: AnovaSource
    freedom: int
    squares: float
    mean_square: float | None
    f: float | None
    p: float | None


class GageResult(ToolModel):
    """Where the variation of the readings comes from, and whether the gauge can tell the parts apart."""

    method: GageMethod
    parts: int
    operators: int
    trials: int
    pooling_alpha: float
    pooled: bool
    """The interaction was pooled into the repeatability (analysis of variance only)."""
    negative: tuple[Component, ...]
    """Components whose estimate was below zero and is set to zero."""
    study_multiplier: float
    tolerance: float | None
    anova: tuple[AnovaLine, ...]
    ranges: tuple[float, float, float] | None
    """Mean range of the trials, range of the operators' means, range of the parts' means (range method only)."""
    divisors: tuple[float, float, float] | None
    """d2 of the trials, d2* of the operators, d2* of the parts."""
    variation: tuple[Variation, ...]
    ndc: int | None
    """Number of distinct categories, ⌊1.41 σ part ÷ σ gauge⌋; None where the gauge shows no variation."""
    verdict: GageVerdict

    def of(self, component: Component) -> Variation:
        """One source of variation."""
        return next(row for row in self.variation if row.component == component)


class Agreement(ToolModel):
    """How well two (or all) agree. `kappa` None where everybody always says the same: then it is not defined."""

    one: str
    other: str
    kind: AgreementKind
    n: int
    observed_pct: float
    kappa: float | None


class AttributeResult(ToolModel):
    """Fleiss' kappa of all ratings, Cohen's kappa of each pair and of each appraiser with the true rating."""

    items: int
    appraisers: int
    trials: int
    fleiss: Agreement
    rows: tuple[Agreement, ...]
