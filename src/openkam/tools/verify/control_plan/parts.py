"""A line of the control plan and what was measured for it."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from openkam.core.fields import Label
from openkam.core.i18n import gettext as _, gettext_lazy
from openkam.core.nouns import Ctq, Id, Step
from openkam.core.tool import ToolModel

ChartKind = Literal["i_mr", "xbar_r", "xbar_s", "p", "np", "c", "u", "laney_p", "laney_u", "ewma", "cusum"]
CHART_KINDS = {
    "i_mr": gettext_lazy("I-MR: single values"),
    "xbar_r": gettext_lazy("X̄-R: means and ranges"),
    "xbar_s": gettext_lazy("X̄-S: means and standard deviations"),
    "p": gettext_lazy("p: share of defectives"),
    "np": gettext_lazy("np: number of defectives"),
    "c": gettext_lazy("c: defects, equal areas"),
    "u": gettext_lazy("u: defects per unit"),
    "laney_p": gettext_lazy("Laney p′: share, overdispersed"),
    "laney_u": gettext_lazy("Laney u′: defects per unit, overdispersed"),
    "ewma": gettext_lazy("EWMA: weighted mean of the past"),
    "cusum": gettext_lazy("CUSUM: cumulative sums"),
}
RuleSet = Literal["western_electric", "nelson", "limits"]
RULE_SETS = {
    "western_electric": gettext_lazy("Western Electric 1–4 (run of 8)"),
    "nelson": gettext_lazy("Nelson 1–8 (run of 9)"),
    "limits": gettext_lazy("only points beyond the limits"),
}
LARGEST = 1e15
"""No measurement is larger than this in size, so that no square overflows."""
Number = Annotated[float, Field(ge=-LARGEST, le=LARGEST)]
Count = Annotated[float, Field(ge=0, le=LARGEST)]
Text = Annotated[str, Field(max_length=400)]


class PlanLine(ToolModel):
    """One line of the plan: what is watched at which step, how, by whom, and what happens on a signal."""

    id: Id
    step: Annotated[Step | None, Label(gettext_lazy("Process step"))] = None
    ctq: Annotated[Ctq, Label(gettext_lazy("Characteristic"), help=gettext_lazy("With its target and limits."))]
    method: Annotated[Text, Label(gettext_lazy("Measurement method"))] = ""
    sample_size: Annotated[int | None, Field(ge=1), Label(gettext_lazy("Sample size"))] = None
    frequency: Annotated[
        Text, Label(gettext_lazy("Frequency"), help=gettext_lazy("Every delivery, daily at 9:00 …"))
    ] = ""
    measured_by: Annotated[Text, Label(gettext_lazy("Measured by"))] = ""
    chart: Annotated[ChartKind, Label(gettext_lazy("Chart"), choices=CHART_KINDS)] = "i_mr"
    rule_set: Annotated[RuleSet, Label(gettext_lazy("Rules"), choices=RULE_SETS)] = "western_electric"
    rules: Annotated[
        tuple[Annotated[int, Field(ge=1, le=8)], ...],
        Label(gettext_lazy("Only these rules"), help=gettext_lazy("Their numbers in the set; empty means all.")),
    ] = ()
    reaction: Annotated[
        tuple[Annotated[str, Field(min_length=1, max_length=400)], ...],
        Label(gettext_lazy("Reaction plan"), help=gettext_lazy("The steps on a signal, in order.")),
    ] = ()
    owner: Annotated[Text, Label(gettext_lazy("Owner"))] = ""
    escalation: Annotated[
        Text,
        Label(gettext_lazy("Escalation contact"), help=gettext_lazy("Who is told if the reaction plan does not help.")),
    ] = ""


class Frozen(ToolModel):
    """Limits from elsewhere. Every point is then judged, none helps to set them."""

    centre: Annotated[Number, Label(gettext_lazy("Centre line"), help=gettext_lazy("For EWMA and CUSUM the target."))]
    sigma: Annotated[
        float | None,
        Field(gt=0, le=LARGEST),
        Label(
            gettext_lazy("Sigma"),
            help=gettext_lazy("Of single values within subgroups; for Laney charts the factor σz."),
        ),
    ] = None
    lower: Annotated[Number | None, Label(gettext_lazy("Lower control limit"))] = None
    upper: Annotated[Number | None, Label(gettext_lazy("Upper control limit"))] = None

    @model_validator(mode="after")
    def _one_way_of_spread(self) -> Self:
        if (self.lower is None) != (self.upper is None):
            raise ValueError(_("give both control limits or neither"))
        if self.lower is None or self.upper is None:
            return self
        if self.sigma is not None:
            raise ValueError(_("give either sigma or the two control limits, not both"))
        width = self.upper - self.lower
        if width <= 0:
            raise ValueError(_("the lower limit is not below the upper limit"))
        if abs(self.upper + self.lower - 2 * self.centre) > 0.01 * width:
            raise ValueError(_("the control limits must lie equally far from the centre line"))
        return self


class EwmaSettings(ToolModel):
    """How long an EWMA chart remembers, and how wide its limits are."""

    weight: Annotated[
        float, Field(ge=0.001, le=1), Label(gettext_lazy("Weight λ"), help=gettext_lazy("Of the newest value."))
    ] = 0.2
    width: Annotated[float, Field(gt=0, le=100), Label(gettext_lazy("Width L"), unit="σ")] = 3
    exact: Annotated[
        bool,
        Label(
            gettext_lazy("Exact limits"),
            help=gettext_lazy("Narrower for the first points; otherwise their final width."),
        ),
    ] = True


class CusumSettings(ToolModel):
    """Slack and decision interval of a CUSUM chart, in sigmas."""

    slack: Annotated[
        float,
        Field(ge=0, le=100),
        Label(gettext_lazy("Slack k"), unit="σ", help=gettext_lazy("Half the shift that is to be found.")),
    ] = 0.5
    decision: Annotated[float, Field(gt=0, le=1000), Label(gettext_lazy("Decision interval h"), unit="σ")] = 5


class ChartInput(ToolModel):
    """What was measured for one line of the plan, in the order of time. None is a missing value and stays a gap."""

    line: Annotated[str, Label(gettext_lazy("Line of the plan"), help=gettext_lazy("Its id."))]
    title: Annotated[Text, Label(gettext_lazy("Title"))] = ""
    labels: Annotated[
        tuple[Annotated[str, Field(max_length=60)], ...],
        Label(gettext_lazy("Labels of the points"), help=gettext_lazy("Dates or numbers; empty counts from 1.")),
    ] = ()
    values: Annotated[
        tuple[Number | None, ...], Label(gettext_lazy("Values"), help=gettext_lazy("For I-MR, EWMA and CUSUM."))
    ] = ()
    subgroups: Annotated[
        tuple[tuple[Number | None, ...], ...], Label(gettext_lazy("Subgroups"), help=gettext_lazy("For X̄-R and X̄-S."))
    ] = ()
    counts: Annotated[
        tuple[Count | None, ...], Label(gettext_lazy("Counts"), help=gettext_lazy("Defectives or defects."))
    ] = ()
    sizes: Annotated[
        tuple[Count, ...],
        Label(gettext_lazy("Sample sizes"), help=gettext_lazy("One per count, or one for all; none for a c chart.")),
    ] = ()
    phase_one: Annotated[
        int | None,
        Field(ge=1),
        Label(gettext_lazy("Points of phase I"), help=gettext_lazy("So many points set the limits; empty means all.")),
    ] = None
    frozen: Annotated[Frozen | None, Label(gettext_lazy("Limits given"))] = None
    ewma: Annotated[EwmaSettings, Label(gettext_lazy("EWMA"))] = EwmaSettings()
    cusum: Annotated[CusumSettings, Label(gettext_lazy("CUSUM"))] = CusumSettings()
