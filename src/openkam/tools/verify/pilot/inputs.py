"""What the pilot plan is given: hypotheses, scope, criteria for success, and what the pilot measured."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from openkam.core.fields import Label
from openkam.core.i18n import gettext as _, gettext_lazy
from openkam.core.tool import ToolModel
from openkam.tools.verify.pilot.checks import check_measured
from openkam.tools.verify.pilot.parts import Criterion, Hypothesis, Measured, Scope

Sides = Literal["two", "one"]
SIDES = {"two": gettext_lazy("two-sided"), "one": gettext_lazy("one-sided")}
ShareInterval = Literal["newcombe", "wald"]
SHARE_INTERVALS = {"newcombe": gettext_lazy("Newcombe (Wilson)"), "wald": gettext_lazy("Wald")}


class PilotInputs(ToolModel):
    """The plan of a pilot and, once it has run, its measurements."""

    account: Annotated[str, Label(gettext_lazy("Account code"))] = ""
    account_name: Annotated[str, Label(gettext_lazy("Account"))] = ""
    project: Annotated[str, Label(gettext_lazy("Project"))] = ""
    hypotheses: Annotated[tuple[Hypothesis, ...], Label(gettext_lazy("Hypotheses"))] = ()
    scope: Annotated[Scope, Label(gettext_lazy("Scope"))] = Scope()
    criteria: Annotated[tuple[Criterion, ...], Field(max_length=500), Label(gettext_lazy("Criteria for success"))] = ()
    measured: Annotated[tuple[Measured, ...], Field(max_length=500), Label(gettext_lazy("Measurements"))] = ()
    confidence_pct: Annotated[float, Field(ge=50, lt=100), Label(gettext_lazy("Confidence"), unit="%")] = 95
    power_pct: Annotated[
        float,
        Field(gt=0, lt=100),
        Label(
            gettext_lazy("Power"),
            unit="%",
            help=gettext_lazy("Chance to see the smallest effect if it is there."),
        ),
    ] = 80
    sides: Annotated[Sides, Label(gettext_lazy("Test for the sample size"), choices=SIDES)] = "two"
    share_interval: Annotated[
        ShareInterval, Label(gettext_lazy("Interval of two proportions"), choices=SHARE_INTERVALS)
    ] = "newcombe"

    @model_validator(mode="after")
    def _one_measurement_for_each_criterion(self) -> Self:
        criteria: dict[str, Criterion] = {}
        for at, criterion in enumerate(self.criteria):
            if criterion.ctq.id in criteria:
                text = _("{place}: the id {id} is given twice; give each criterion its own")
                raise ValueError(text.format(place=f"criteria.{at}.ctq.id", id=criterion.ctq.id))
            criteria[criterion.ctq.id] = criterion
        unknown = _("{place}: there is no criterion with the id {id}")
        for at, hypothesis in enumerate(self.hypotheses):
            if hypothesis.criterion is not None and hypothesis.criterion not in criteria:
                raise ValueError(unknown.format(place=f"hypotheses.{at}.criterion", id=hypothesis.criterion))
        seen: set[str] = set()
        for at, measured in enumerate(self.measured):
            place = f"measured.{at}"
            if measured.criterion not in criteria:
                raise ValueError(unknown.format(place=f"{place}.criterion", id=measured.criterion))
            if measured.criterion in seen:
                text = _("{place}: the criterion {id} is measured twice; put its values into one entry")
                raise ValueError(text.format(place=f"{place}.criterion", id=measured.criterion))
            seen.add(measured.criterion)
            check_measured(place, criteria[measured.criterion], measured)
        return self
