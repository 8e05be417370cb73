"""The parts of a pilot plan: hypotheses, scope, criteria for success, and what the pilot measured."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from openkam.core.fields import Label
from openkam.core.i18n import gettext as _, gettext_lazy
from openkam.core.nouns import Ctq, Id
from openkam.core.tool import ToolModel

Design = Literal["welch", "pooled", "paired", "proportions", "series"]
DESIGNS = {
    "welch": gettext_lazy("two samples (Welch)"),
    "pooled": gettext_lazy("two samples, equal variances"),
    "paired": gettext_lazy("pairs"),
    "proportions": gettext_lazy("two proportions"),
    "series": gettext_lazy("before and after in time"),
}

LARGEST = 1e15
Number = Annotated[float, Field(ge=-LARGEST, le=LARGEST)]
Text = Annotated[str, Field(max_length=400)]
Values = tuple[Number | None, ...]


class Hypothesis(ToolModel):
    """What is expected to happen, and why."""

    id: Id
    statement: Annotated[Text, Field(min_length=1), Label(gettext_lazy("We expect that"))]
    because: Annotated[Text, Label(gettext_lazy("Because"))] = ""
    criterion: Annotated[
        str | None, Label(gettext_lazy("Criterion"), help=gettext_lazy("The id of the criterion that tests it."))
    ] = None


class Scope(ToolModel):
    """Where the pilot runs, and where not."""

    included: Annotated[tuple[Text, ...], Label(gettext_lazy("Inside"))] = ()
    excluded: Annotated[tuple[Text, ...], Label(gettext_lazy("Outside"))] = ()
    starts_on: Annotated[date | None, Label(gettext_lazy("Starts on"))] = None
    ends_on: Annotated[date | None, Label(gettext_lazy("Ends on"))] = None
    leader: Annotated[Text, Label(gettext_lazy("Leader"))] = ""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValueError(_("the pilot ends before it starts"))
        return self


class Criterion(ToolModel):
    """What must improve, by how much at least, and what is needed to see it."""

    ctq: Annotated[Ctq, Label(gettext_lazy("CTQ"))]
    must: Annotated[
        bool, Label(gettext_lazy("Must"), help=gettext_lazy("Without it there is no launch; else it is a wish."))
    ] = True
    smallest_effect: Annotated[
        float,
        Field(ge=0, le=LARGEST),
        Label(
            gettext_lazy("Smallest effect that counts"),
            help=gettext_lazy("As an improvement in the unit of the CTQ; a share as 0–1."),
        ),
    ] = 0
    design: Annotated[Design, Label(gettext_lazy("Comparison"), choices=DESIGNS)] = "welch"
    sigma: Annotated[
        float | None,
        Field(gt=0, le=LARGEST),
        Label(
            gettext_lazy("Expected standard deviation"),
            help=gettext_lazy(
                "For the sample size; of the differences for pairs. Empty takes that of the data before."
            ),
        ),
    ] = None
    baseline_share: Annotated[
        float | None,
        Field(ge=0, le=1),
        Label(gettext_lazy("Share before"), help=gettext_lazy("For the sample size of proportions, 0–1.")),
    ] = None
    planned_per_group: Annotated[
        int | None,
        Field(ge=2, le=10_000_000),
        Label(gettext_lazy("Planned size"), help=gettext_lazy("Per group, or number of pairs.")),
    ] = None


class Summary(ToolModel):
    """A sample of which only the figures are known."""

    n: Annotated[int, Field(ge=2, le=1_000_000_000), Label(gettext_lazy("Number of values"))]
    mean: Annotated[Number, Label(gettext_lazy("Mean"))]
    sd: Annotated[float, Field(ge=0, le=LARGEST), Label(gettext_lazy("Standard deviation"))]


class Tally(ToolModel):
    """So many of so many."""

    count: Annotated[int, Field(ge=0, le=1_000_000_000), Label(gettext_lazy("Count"))]
    n: Annotated[int, Field(ge=1, le=1_000_000_000), Label(gettext_lazy("Out of"))]

    @model_validator(mode="after")
    def _no_more_than_all(self) -> Self:
        if self.count > self.n:
            raise ValueError(_("the count is more than the whole"))
        return self


class Measured(ToolModel):
    """What was measured for one criterion, before and in the pilot: values, or figures, or tallies."""

    criterion: Annotated[str, Label(gettext_lazy("Criterion"), help=gettext_lazy("The id of its CTQ."))]
    before: Annotated[Values, Label(gettext_lazy("Values before"))] = ()
    after: Annotated[Values, Label(gettext_lazy("Values in the pilot"))] = ()
    before_summary: Annotated[Summary | None, Label(gettext_lazy("Figures before"))] = None
    after_summary: Annotated[Summary | None, Label(gettext_lazy("Figures in the pilot"))] = None
    before_tally: Annotated[Tally | None, Label(gettext_lazy("Tally before"))] = None
    after_tally: Annotated[Tally | None, Label(gettext_lazy("Tally in the pilot"))] = None
