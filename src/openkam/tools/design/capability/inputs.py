"""What the capability analysis is given and what it finds."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from openkam.core.fields import Label
from openkam.core.i18n import gettext as _, gettext_lazy
from openkam.core.nouns import Ctq
from openkam.core.tool import ToolModel
from openkam.core.variation import LARGEST_SUBGROUP
from openkam.tools.design.capability.msa_inputs import (
    AttributeAgreement,
    AttributeResult,
    GageResult,
    MeasurementSystem,
)

LARGEST = 1e15
"""No measurement or limit is larger than this in size, so that no square overflows."""
Number = Annotated[float, Field(ge=-LARGEST, le=LARGEST)]

Estimator = Literal["range", "deviation", "pooled", "moving_range"]
EstimatorChoice = Literal["auto", "range", "deviation", "pooled", "moving_range"]
ESTIMATORS = {
    "auto": gettext_lazy("by the data: pooled with subgroups, else moving ranges"),
    "range": gettext_lazy("mean range ÷ d2"),
    "deviation": gettext_lazy("mean standard deviation ÷ c4"),
    "pooled": gettext_lazy("pooled standard deviation ÷ c4"),
    "moving_range": gettext_lazy("mean moving range ÷ d2"),
}
Method = Literal["normal", "box_cox", "percentile"]
MethodChoice = Literal["auto", "normal", "box_cox", "percentile"]
METHODS = {
    "auto": gettext_lazy("by the test of normality"),
    "normal": gettext_lazy("normal distribution"),
    "box_cox": gettext_lazy("Box-Cox transformation"),
    "percentile": gettext_lazy("percentiles (ISO 22514-2)"),
}
NormalityTest = Literal["shapiro_wilk", "anderson_darling"]
TESTS = {
    "shapiro_wilk": gettext_lazy("Shapiro–Wilk"),
    "anderson_darling": gettext_lazy("Anderson–Darling"),
}
Shape = Literal["normal", "lognormal", "weibull", "gamma", "logistic", "skew_normal", "empirical"]
ShapeChoice = Literal["best", "normal", "lognormal", "weibull", "gamma", "logistic", "skew_normal", "empirical"]
SHAPES = {
    "best": gettext_lazy("the one that fits best"),
    "normal": gettext_lazy("normal"),
    "lognormal": gettext_lazy("lognormal"),
    "weibull": gettext_lazy("Weibull"),
    "gamma": gettext_lazy("gamma"),
    "logistic": gettext_lazy("logistic"),
    "skew_normal": gettext_lazy("skew normal"),
    "empirical": gettext_lazy("the values themselves"),
}
Freedom = Literal["sample", "estimator"]
FREEDOMS = {
    "sample": gettext_lazy("number of values − 1"),
    "estimator": gettext_lazy("of the estimator within subgroups"),
}


class Measurement(ToolModel):
    """One measured value, in the order of time; no subgroup: a single value. `value` None is missing."""

    subgroup: Annotated[
        str,
        Field(max_length=60),
        Label(gettext_lazy("Subgroup"), help=gettext_lazy("What was measured together: hour, batch, shift.")),
    ] = ""
    value: Annotated[Number | None, Label(gettext_lazy("Value"), help=gettext_lazy("Empty where it is missing."))]


class CapabilityInputs(ToolModel):
    """A CTQ with its limits, and what was measured of it: `measurements` one by one, or `subgroups` row by row."""

    ctq: Annotated[Ctq, Label(gettext_lazy("CTQ"), help=gettext_lazy("At least one limit is needed."))]
    measurements: Annotated[
        tuple[Measurement, ...],
        Label(gettext_lazy("Measurements"), help=gettext_lazy("In the order of time; all with a subgroup, or none.")),
    ] = ()
    subgroups: Annotated[
        tuple[tuple[Number | None, ...], ...],
        Label(gettext_lazy("Subgroups in rows"), help=gettext_lazy("The same in another form: one row per subgroup.")),
    ] = ()
    estimator: Annotated[
        EstimatorChoice,
        Label(gettext_lazy("Sigma within from"), choices=ESTIMATORS),
    ] = "auto"
    method: Annotated[MethodChoice, Label(gettext_lazy("Method"), choices=METHODS)] = "auto"
    normality_test: Annotated[NormalityTest, Label(gettext_lazy("Test of normality"), choices=TESTS)] = "shapiro_wilk"
    alpha: Annotated[
        float,
        Field(gt=0, lt=0.5),
        Label(
            gettext_lazy("Significance level"),
            help=gettext_lazy("Below this p-value the values do not count as normal."),
        ),
    ] = 0.05
    box_cox_lambda: Annotated[
        float | None,
        Field(ge=-5, le=5),
        Label(gettext_lazy("Box-Cox lambda"), help=gettext_lazy("Empty: the one of greatest likelihood.")),
    ] = None
    distribution: Annotated[
        ShapeChoice,
        Label(gettext_lazy("Distribution for the percentiles"), choices=SHAPES),
    ] = "best"
    confidence_pct: Annotated[
        float, Field(ge=50, le=99.9), Label(gettext_lazy("Confidence of the intervals"), unit="%")
    ] = 95
    freedom: Annotated[
        Freedom,
        Label(
            gettext_lazy("Degrees of freedom of the intervals within"),
            choices=FREEDOMS,
            help=gettext_lazy("The first is usual; the second is stricter, since subgroups know less of sigma."),
        ),
    ] = "sample"
    wanted_cpk: Annotated[
        float,
        Field(gt=0, le=10),
        Label(gettext_lazy("Wanted Cpk"), help=gettext_lazy("What the customer asks for; 1.33 is usual.")),
    ] = 1.33
    measurement_system: Annotated[
        MeasurementSystem | None,
        Label(gettext_lazy("Measurement system"), help=gettext_lazy("Gage R&R: parts × operators × trials.")),
    ] = None
    attribute_agreement: Annotated[
        AttributeAgreement | None,
        Label(gettext_lazy("Attribute agreement"), help=gettext_lazy("Several people judge the same items.")),
    ] = None

    @model_validator(mode="after")
    def _limits(self) -> Self:
        if self.ctq.lower is None and self.ctq.upper is None:
            raise ValueError(_("ctq: give a lower limit, an upper limit or both; without one nothing can be capable"))
        for name in ("lower", "upper", "target"):
            limit = getattr(self.ctq, name)
            if limit is not None and abs(limit) > LARGEST:
                raise ValueError(
                    _("{place}: the number is too large; choose a larger unit").format(place=f"ctq.{name}")
                )
        return self

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        if self.measurements and self.subgroups:
            raise ValueError(_("subgroups: give either measurements or subgroups in rows, not both"))
        named = [bool(row.subgroup) for row in self.measurements]
        if any(named) and not all(named):
            place = f"measurements.{named.index(False)}.subgroup"
            raise ValueError(_("{place}: give every value a subgroup, or none").format(place=place))
        return self

    def groups(self) -> tuple[tuple[float, ...], ...]:
        """The values that are known, by subgroup in the order of first appearance; single values stand alone."""
        if self.subgroups:
            return tuple(tuple(value for value in row if value is not None) for row in self.subgroups)
        known = [(row.subgroup, row.value) for row in self.measurements if row.value is not None]
        if not any(subgroup for subgroup, _value in known):
            return tuple((value,) for _subgroup, value in known)
        found: dict[str, list[float]] = {}
        for subgroup, value in known:
            found.setdefault(subgroup, []).append(value)
        return tuple(map(tuple, found.values()))

    def series(self) -> tuple[float, ...]:
        """Every value that is known, in the order given: the order of time."""
        if self.subgroups:
            return tuple(value for row in self.subgroups for value in row if value is not None)
        return tuple(row.value for row in self.measurements if row.value is not None)

    @model_validator(mode="after")
    def _enough(self) -> Self:
        values = self.series()
        if len(values) < 2:
            raise ValueError(_("measurements: at least two values are needed; add more"))
        if min(values) == max(values):
            raise ValueError(
                _("measurements: all values are equal, so there is no variation to judge; use a finer gauge")
            )
        largest = max(map(len, self.groups()))
        if self.estimator == "range" and largest > LARGEST_SUBGROUP:
            text = _("estimator: a range says little of subgroups above {most} values; choose the pooled one")
            raise ValueError(text.format(most=LARGEST_SUBGROUP))
        if self.estimator in {"range", "deviation", "pooled"} and largest < 2:
            raise ValueError(
                _("estimator: this estimator needs subgroups of at least two values; choose the moving range")
            )
        return self


IntervalMethod = Literal["chi_square", "bissell", "noncentral_t", "boyles", "none"]


class Index(ToolModel):
    """One index with its interval; `low` and `high` are None where the method has none."""

    value: float
    low: float | None
    high: float | None
    interval: IntervalMethod


class Indices(ToolModel):
    """The indices of one sigma, in units of which the limits are measured. None: needs a limit (or target) not given.

    With sigma within they are called Cp, CPL, CPU, Cpk, Cpm; with sigma overall Pp, PPL, PPU, Ppk and Cpm overall.
    """

    sigma: float
    two_sided: Index | None
    lower: Index | None
    upper: Index | None
    k: Index
    taguchi: Index | None


class Fallout(ToolModel):
    """Parts per million beyond each limit; `z_bench` is the normal quantile of their sum, None for counted ones."""

    below_ppm: float
    above_ppm: float
    total_ppm: float
    z_bench: float | None


class Normality(ToolModel):
    """The gate. `statistic` None: too few values to be tested, and then `normal` is assumed."""

    test: NormalityTest
    statistic: float | None
    p: float | None
    alpha: float
    normal: bool


class Transformed(ToolModel):
    """The Box-Cox scale on which the indices were computed: the limits went the same way as the values."""

    exponent: float
    typed: bool
    lower: float | None
    target: float | None
    upper: float | None
    mean: float
    normality: Normality


class Fitted(ToolModel):
    """The distribution whose percentiles were used. `anderson_darling` is its misfit: smaller is better."""

    shape: Shape
    parameters: tuple[float, ...]
    anderson_darling: float | None
    p_low: float
    median: float
    p_high: float


class Stability(ToolModel):
    """Whether the level moved: means of subgroups (or single values) beyond three standard errors of sigma within."""

    points: int
    beyond: int
    sigma_ratio: float
    """Sigma overall ÷ sigma within; 1 where the process is stable."""


class Class(ToolModel):
    """One class of the histogram, from `low` up to `high` (the last one includes it)."""

    low: float
    high: float
    count: int


Verdict = Literal["met", "met_unsure", "missed_unsure", "missed", "met_no_interval", "missed_no_interval"]


class CapabilityResult(ToolModel):
    """Every index with its sigma and interval, what lies beyond the limits, and the working behind it.

    `mean`, `sigma_within` and `sigma_overall` are in the unit of the CTQ. `within` is None with percentiles, which
    know no sigma within.
    """

    ctq: Ctq
    n: int
    missing: int
    subgroups: int
    sizes: tuple[int, int]
    """The smallest and the largest subgroup."""
    mean: float
    sigma_within: float
    sigma_overall: float
    estimator: Estimator
    method: Method
    chosen: bool
    """The method was chosen by the test of normality, not by the user."""
    normality: Normality
    transformed: Transformed | None
    fitted: Fitted | None
    confidence_pct: float
    freedom: Freedom
    freedom_within: float
    within: Indices | None
    overall: Indices
    observed: Fallout
    expected_within: Fallout | None
    expected_overall: Fallout
    wanted_cpk: float
    verdict: Verdict
    stability: Stability
    histogram: tuple[Class, ...]
    histogram_rule: Literal["freedman_diaconis", "sturges"]
    gage: GageResult | None
    agreement: AttributeResult | None

    @property
    def headline(self) -> Index:
        """Cpk, or Ppk where there is no sigma within."""
        return self.within.k if self.within else self.overall.k
