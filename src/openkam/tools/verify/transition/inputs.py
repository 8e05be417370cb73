"""What the implementation and transition plan is given."""

from __future__ import annotations

from datetime import date
from graphlib import CycleError
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from openkam.core.fields import Label
from openkam.core.graphs import way_round
from openkam.core.i18n import gettext as _, gettext_lazy
from openkam.core.nouns import Id, Name
from openkam.core.tool import ToolModel
from openkam.tools.verify.transition import maths

Kind = Literal["task", "prepare", "pilot", "train", "hand_over", "launch", "roll_back", "sign_off"]
KINDS = {
    "task": gettext_lazy("task"),
    "prepare": gettext_lazy("prepare"),
    "pilot": gettext_lazy("pilot run"),
    "train": gettext_lazy("train"),
    "hand_over": gettext_lazy("hand over"),
    "launch": gettext_lazy("launch"),
    "roll_back": gettext_lazy("roll back"),
    "sign_off": gettext_lazy("sign off"),
}
Unit = Literal["hours", "days", "working_days", "weeks", "months"]
UNITS = {
    "hours": gettext_lazy("hours"),
    "days": gettext_lazy("days"),
    "working_days": gettext_lazy("working days"),
    "weeks": gettext_lazy("weeks"),
    "months": gettext_lazy("months"),
}
DATED: tuple[Unit, ...] = ("days", "working_days", "weeks")
"""The units that lead from a start date to other dates."""
Status = Literal["open", "given", "refused"]
STATUSES = {"open": gettext_lazy("open"), "given": gettext_lazy("given"), "refused": gettext_lazy("refused")}

Duration = Annotated[float, Field(ge=0, le=1_000_000)]
Text = Annotated[str, Field(max_length=400)]
Owner = Annotated[str, Field(max_length=200), Label(gettext_lazy("Owner"))]
TaskOf = Annotated[
    str | None, Label(gettext_lazy("Task"), help=gettext_lazy("The id of the task in which this is done, if any."))
]


class TaskInput(ToolModel):
    """One task, with its duration or with three estimates of it."""

    id: Id
    name: Name
    owner: Owner = ""
    kind: Annotated[Kind, Label(gettext_lazy("Kind"), choices=KINDS)] = "task"
    duration: Annotated[
        Duration | None,
        Label(gettext_lazy("Duration"), help=gettext_lazy("In the unit of the plan; 0 is a milestone.")),
    ] = None
    optimistic: Annotated[
        Duration | None, Label(gettext_lazy("Optimistic"), help=gettext_lazy("Duration if all goes well."))
    ] = None
    likely: Annotated[Duration | None, Label(gettext_lazy("Most likely"))] = None
    pessimistic: Annotated[
        Duration | None, Label(gettext_lazy("Pessimistic"), help=gettext_lazy("Duration if much goes wrong."))
    ] = None
    after: Annotated[
        tuple[str, ...],
        Label(gettext_lazy("Waits for"), help=gettext_lazy("Ids of the tasks that must be finished first.")),
    ] = ()
    done_pct: Annotated[float | None, Field(ge=0, le=100), Label(gettext_lazy("Progress"), unit="%")] = None

    @model_validator(mode="after")
    def _one_way_of_timing(self) -> Self:
        three = (self.optimistic, self.likely, self.pessimistic)
        given = [value for value in three if value is not None]
        if given and self.duration is not None:
            raise ValueError(_("give either a duration or three estimates, not both"))
        if given and len(given) < len(three):
            raise ValueError(_("give all three estimates: optimistic, likely and pessimistic"))
        if not given and self.duration is None:
            raise ValueError(_("give a duration or three estimates"))
        if given != sorted(given):
            raise ValueError(_("the estimates must rise from optimistic over likely to pessimistic"))
        return self


class RollBackStep(ToolModel):
    """How to return to the old process, and when."""

    trigger: Annotated[
        Text, Field(min_length=1), Label(gettext_lazy("Trigger"), help=gettext_lazy("What must be seen."))
    ]
    action: Annotated[Text, Field(min_length=1), Label(gettext_lazy("Action"))]
    owner: Owner = ""
    within_hours: Annotated[float | None, Field(ge=0), Label(gettext_lazy("Within"), unit=gettext_lazy("hours"))] = None
    task: TaskOf = None


class Training(ToolModel):
    """Who must learn what."""

    group: Annotated[Text, Field(min_length=1), Label(gettext_lazy("Who learns"))]
    topic: Annotated[Text, Field(min_length=1), Label(gettext_lazy("Topic"))]
    trainer: Annotated[Text, Label(gettext_lazy("Trainer"))] = ""
    hours: Annotated[
        float | None, Field(ge=0), Label(gettext_lazy("Length of the training"), unit=gettext_lazy("hours"))
    ] = None
    people: Annotated[int | None, Field(ge=0, le=1_000_000), Label(gettext_lazy("Number of people"))] = None
    trained: Annotated[int | None, Field(ge=0, le=1_000_000), Label(gettext_lazy("Already trained"))] = None
    task: TaskOf = None

    @model_validator(mode="after")
    def _no_more_trained_than_people(self) -> Self:
        if self.people is not None and self.trained is not None and self.trained > self.people:
            raise ValueError(_("more people are trained than there are"))
        return self


class HandOver(ToolModel):
    """What passes from the project to the people who run it."""

    item: Annotated[Text, Field(min_length=1), Label(gettext_lazy("What is handed over"))]
    giver: Annotated[Text, Label(gettext_lazy("Handed over by"))] = ""
    receiver: Annotated[Text, Field(min_length=1), Label(gettext_lazy("Handed over to"))]
    accepted_when: Annotated[Text, Label(gettext_lazy("Accepted when"))] = ""
    accepted: Annotated[bool, Label(gettext_lazy("Accepted"))] = False
    task: TaskOf = None


class SignOff(ToolModel):
    """Who must agree, and whether they have."""

    who: Annotated[Text, Field(min_length=1), Label(gettext_lazy("Who signs"))]
    role: Annotated[Text, Label(gettext_lazy("Role"))] = ""
    subject: Annotated[Text, Field(min_length=1), Label(gettext_lazy("Signs for"))]
    status: Annotated[Status, Label(gettext_lazy("Status"), choices=STATUSES)] = "open"
    signed_on: Annotated[date | None, Label(gettext_lazy("Signed on"))] = None
    task: TaskOf = None


class TransitionInputs(ToolModel):
    """Tasks in their order, the way back, and who learns, takes over and signs."""

    account: Annotated[str, Label(gettext_lazy("Account code"))] = ""
    account_name: Annotated[str, Label(gettext_lazy("Account"))] = ""
    project: Annotated[str, Label(gettext_lazy("Project"))] = ""
    unit: Annotated[Unit, Label(gettext_lazy("Unit of time"), choices=UNITS)] = "days"
    start_on: Annotated[date | None, Label(gettext_lazy("Starts on"))] = None
    as_of: Annotated[
        date | None,
        Label(gettext_lazy("As of"), help=gettext_lazy("The day on which progress was read; finds late tasks.")),
    ] = None
    deadline: Annotated[
        float | None,
        Field(ge=0, le=1e9),
        Label(gettext_lazy("Deadline"), help=gettext_lazy("In units of time from the start.")),
    ] = None
    deadline_on: Annotated[
        date | None, Label(gettext_lazy("Deadline on"), help=gettext_lazy("The last day that is still in time."))
    ] = None
    confidence_pct: Annotated[float, Field(gt=0, lt=100), Label(gettext_lazy("Wanted certainty"), unit="%")] = 95
    tasks: Annotated[tuple[TaskInput, ...], Label(gettext_lazy("Tasks"))] = ()
    roll_back: Annotated[tuple[RollBackStep, ...], Label(gettext_lazy("Roll-back plan"))] = ()
    training: Annotated[tuple[Training, ...], Label(gettext_lazy("Training"))] = ()
    hand_over: Annotated[tuple[HandOver, ...], Label(gettext_lazy("Hand-over"))] = ()
    sign_off: Annotated[tuple[SignOff, ...], Label(gettext_lazy("Sign-off"))] = ()

    @model_validator(mode="after")
    def _dates_can_be_counted(self) -> Self:
        if self.deadline is not None and self.deadline_on is not None:
            raise ValueError(
                _("{place}: give the deadline as a number or as a date, not both").format(place="deadline_on")
            )
        for place, day in (("deadline_on", self.deadline_on), ("as_of", self.as_of)):
            if day is None:
                continue
            if self.start_on is None:
                raise ValueError(_("{place}: a date needs the date of the start").format(place=place))
            if self.unit not in DATED:
                text = _("{place}: a date needs a plan in days, working days or weeks")
                raise ValueError(text.format(place=place))
        return self

    @model_validator(mode="after")
    def _a_network(self) -> Self:
        at = {task.id: row for row, task in enumerate(self.tasks)}
        if len(at) < len(self.tasks):
            row = next(row for row, task in enumerate(self.tasks) if at[task.id] != row)
            text = _("{place}: the id {id} is given twice; give each task its own")
            raise ValueError(text.format(place=f"tasks.{at[self.tasks[row].id]}.id", id=self.tasks[row].id))
        for row, task in enumerate(self.tasks):
            for position, wanted in enumerate(task.after):
                if wanted not in at:
                    raise ValueError(_unknown(f"tasks.{row}.after.{position}", wanted))
        try:
            maths.order([[at[wanted] for wanted in task.after] for task in self.tasks])
        except CycleError as error:
            raise ValueError(_cycle([self.tasks[row] for row in error.args[1]])) from error
        for group in ("roll_back", "training", "hand_over", "sign_off"):
            for row, entry in enumerate(getattr(self, group)):
                if entry.task is not None and entry.task not in at:
                    raise ValueError(_unknown(f"{group}.{row}.task", entry.task))
        return self


def _unknown(place: str, wanted: str) -> str:
    return _("{place}: there is no task with the id {id}").format(place=place, id=wanted)


def _cycle(tasks: list[TaskInput]) -> str:
    """Names the tasks of a cycle, the first again at the end."""
    text = _("tasks: these wait for one another in a circle, so none can begin: {tasks}; remove one dependency")
    return text.format(tasks=way_round([task.id for task in tasks]))
