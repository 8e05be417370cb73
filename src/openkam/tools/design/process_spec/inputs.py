"""What the process specification is given and what it finds."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from openkam.core.fields import Label
from openkam.core.i18n import gettext as _, gettext_lazy
from openkam.core.nouns import Ctq, Step
from openkam.core.tool import ToolModel

Text = Annotated[str, Field(max_length=500)]
Thing = Annotated[str, Field(min_length=1, max_length=200)]
Part = Literal["inputs", "outputs", "ctq", "unit", "limits", "target", "control_factor", "method", "responsible"]
"""What a complete line of the specification fills in."""
PARTS: tuple[Part, ...] = (
    "inputs",
    "outputs",
    "ctq",
    "unit",
    "limits",
    "target",
    "control_factor",
    "method",
    "responsible",
)
Kind = Literal["missing", "target_outside", "set_differently", "named_differently", "used_before_made"]
Severity = Literal["fault", "gap"]
"""A fault contradicts something; a gap is only not yet filled."""


class SpecStep(Step):
    """One step of the process; the order of the steps is their order in time."""

    inputs: Annotated[
        tuple[Thing, ...],
        Label(
            gettext_lazy("Inputs"), help=gettext_lazy("What the step needs, named as the step that makes it names it.")
        ),
    ] = ()
    outputs: Annotated[
        tuple[Thing, ...], Label(gettext_lazy("Outputs"), help=gettext_lazy("What the step hands on."))
    ] = ()
    responsible: Annotated[
        Text,
        Label(
            gettext_lazy("Responsible"), help=gettext_lazy("Who sees to the step; holds for its CTQs that name nobody.")
        ),
    ] = ""


class Characteristic(Ctq):
    """One CTQ at one step: what it must hold and how it is held."""

    step: Annotated[
        str,
        Field(min_length=1, max_length=60),
        Label(gettext_lazy("Step"), help=gettext_lazy("Id of the step at which it is held.")),
    ]
    control_factor: Annotated[
        Text,
        Label(
            gettext_lazy("Control factor"),
            help=gettext_lazy("What one sets or does at this step to keep the CTQ on target."),
        ),
    ] = ""
    method: Annotated[
        Text, Label(gettext_lazy("Method"), help=gettext_lazy("How it is measured or checked, and how often."))
    ] = ""
    responsible: Annotated[
        Text, Label(gettext_lazy("Responsible"), help=gettext_lazy("Left empty, whoever is responsible for the step."))
    ] = ""


class ProcessSpecInputs(ToolModel):
    """The steps in order, and the CTQs that are held at them."""

    process: Annotated[str, Field(max_length=200), Label(gettext_lazy("Process"))] = ""
    steps: Annotated[tuple[SpecStep, ...], Field(min_length=1, max_length=5000), Label(gettext_lazy("Steps"))]
    characteristics: Annotated[
        tuple[Characteristic, ...],
        Field(max_length=20_000),
        Label(
            gettext_lazy("CTQs at the steps"), help=gettext_lazy("A CTQ may be held at several steps: one line each.")
        ),
    ] = ()

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        steps: set[str] = set()
        for at, step in enumerate(self.steps):
            if step.id in steps:
                raise ValueError(_("{place}: step {id} is given twice").format(place=f"steps.{at}.id", id=step.id))
            steps.add(step.id)
        seen: set[tuple[str, str]] = set()
        for at, row in enumerate(self.characteristics):
            if row.step not in steps:
                text = _("{place}: there is no step {id}; give the id of one of the steps")
                raise ValueError(text.format(place=f"characteristics.{at}.step", id=row.step))
            if (row.step, row.id) in seen:
                text = _("{place}: CTQ {id} stands twice at the same step; keep one line")
                raise ValueError(text.format(place=f"characteristics.{at}.id", id=row.id))
            seen.add((row.step, row.id))
        return self


class Issue(ToolModel):
    """Something to settle. `ctq` is empty where it concerns the step itself; `other` is the step that disagrees."""

    kind: Kind
    severity: Severity
    step: str
    ctq: str
    part: Part | None = None
    fields: tuple[str, ...] = ()
    thing: str = ""
    other: str = ""


class StepState(ToolModel):
    """Which parts of a step are filled, wanted or not asked for (None: it has no CTQ to ask it of)."""

    id: str
    name: str
    filled: int
    wanted: int
    parts: tuple[bool | None, ...]
    """In the order of `PARTS`; true when every line of the step has it."""


class PartState(ToolModel):
    """How often a part is wanted and filled over the whole specification."""

    part: Part
    filled: int
    wanted: int


class HandedOn(Ctq):
    """A CTQ as the next tools take it: one specification, and at which steps (in order) and by whom it is held."""

    steps: tuple[str, ...]
    control_factors: tuple[str, ...]
    methods: tuple[str, ...]
    responsible: tuple[str, ...]
    ready: bool
    """It has a unit and the limits that its direction asks for, so that capability can be judged."""


class ProcessSpecResult(ToolModel):
    """The specification, what is open in it, and the CTQs that can be handed on."""

    process: str
    steps: tuple[SpecStep, ...]
    characteristics: tuple[Characteristic, ...]
    states: tuple[StepState, ...]
    parts: tuple[PartState, ...]
    completeness_pct: float | None
    issues: tuple[Issue, ...]
    from_outside: tuple[str, ...]
    """Inputs that no step makes."""
    to_outside: tuple[str, ...]
    """Outputs that no step takes in."""
    specifications: tuple[HandedOn, ...]
    withheld: tuple[str, ...]
    """Ids of CTQs that contradict themselves and are not handed on until that is settled."""
