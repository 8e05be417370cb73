"""The tables of the transition plan: the tasks and the four lists."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from openkam.core.blocks import Column, Table, Value
from openkam.core.i18n import gettext as _
from openkam.tools.verify.transition.inputs import KINDS, STATUSES, UNITS
from openkam.tools.verify.transition.result import TaskResult, TransitionResult


def tasks_table(result: TransitionResult, tasks: Sequence[TaskResult] | None = None) -> Table:
    """Every task (or only `tasks`) in the order of its earliest start, with its times and slack."""
    unit = str(UNITS[result.unit])
    dated = result.start_on is not None
    columns = [
        Column(key="id", label=_("Id")),
        Column(key="task", label=_("Task")),
        Column(key="kind", label=_("Kind")),
        Column(key="owner", label=_("Owner")),
        Column(key="after", label=_("Waits for")),
        *(
            Column(key=key, label=label, kind="number", unit=unit, decimals=2)
            for key, label in (
                ("duration", _("Duration")),
                ("es", _("Earliest start")),
                ("ef", _("Earliest finish")),
                ("ls", _("Latest start")),
                ("lf", _("Latest finish")),
                ("slack", _("Slack")),
                ("free", _("Free slack")),
            )
        ),
        Column(key="critical", label=_("Critical")),
        Column(key="done", label=_("Progress"), kind="percent", unit="%"),
        *(Column(key=key, label=label, kind="date") for key, label in _dates() if dated),
    ]
    ordered = sorted(
        result.tasks if tasks is None else tasks, key=lambda task: (task.earliest_start, task.latest_finish)
    )
    return Table(
        id="transition-tasks",
        title=_("Tasks and their times"),
        subtitle=result.project,
        columns=tuple(columns),
        rows=tuple(_row(task, dated=dated) for task in ordered),
        links=tuple(task.id for task in ordered),
    )


def _dates() -> tuple[tuple[str, str], ...]:
    return ("starts", _("Starts on")), ("finishes", _("Finishes on"))


def _row(task: TaskResult, *, dated: bool) -> tuple[Value, ...]:
    return (
        task.id,
        task.name,
        str(KINDS[task.kind]),
        task.owner,
        ", ".join(task.after),
        task.duration,
        task.earliest_start,
        task.earliest_finish,
        task.latest_start,
        task.latest_finish,
        task.slack,
        task.free_slack,
        _("critical") if task.critical else "",
        task.done_pct,
        *((task.starts_on, task.finishes_on) if dated else ()),
    )


def lists(result: TransitionResult) -> list[Table]:
    """Roll-back plan, training, hand-over and sign-off; a list without a line is left out."""
    tables = [_roll_back(result), _training(result), _hand_over(result), _sign_off(result)]
    return [table for table in tables if table.rows]


def _table(key: str, title: str, labels: Iterable[str], rows: Iterable[tuple[Value, ...]]) -> Table:
    """A table of texts and counts; a column is set as a number where its first value is one."""
    filled = tuple(rows)
    columns = []
    for at, label in enumerate(labels):
        values = [row[at] for row in filled if row[at] is not None]
        numeric = bool(values) and all(isinstance(value, int | float) for value in values)
        columns.append(Column(key=f"c{at}", label=label, kind="number" if numeric else "text", decimals=0))
    return Table(id=f"transition-{key}", title=title, columns=tuple(columns), rows=filled)


def _roll_back(result: TransitionResult) -> Table:
    labels = (_("Trigger"), _("Action"), _("Owner"), _("Within, hours"), _("Task"))
    rows = ((one.trigger, one.action, one.owner, one.within_hours, one.task) for one in result.roll_back)
    return _table("roll-back", _("Roll-back plan"), labels, rows)


def _training(result: TransitionResult) -> Table:
    labels = (
        _("Who learns"),
        _("Topic"),
        _("Trainer"),
        _("Hours"),
        _("Number of people"),
        _("Already trained"),
        _("Task"),
    )
    rows = (
        (one.group, one.topic, one.trainer, one.hours, one.people, one.trained, one.task) for one in result.training
    )
    return _table("training", _("Training"), labels, rows)


def _hand_over(result: TransitionResult) -> Table:
    labels = (
        _("What is handed over"),
        _("Handed over by"),
        _("Handed over to"),
        _("Accepted when"),
        _("Accepted"),
        _("Task"),
    )
    rows = (
        (one.item, one.giver, one.receiver, one.accepted_when, _("yes") if one.accepted else _("not yet"), one.task)
        for one in result.hand_over
    )
    return _table("hand-over", _("Hand-over"), labels, rows)


def _sign_off(result: TransitionResult) -> Table:
    labels = (_("Who signs"), _("Role"), _("Signs for"), _("Status"), _("Signed on"), _("Task"))
    rows = (
        (one.who, one.role, one.subject, str(STATUSES[one.status]), one.signed_on, one.task) for one in result.sign_off
    )
    table = _table("sign-off", _("Sign-off"), labels, rows)
    dated = table.columns[4].model_copy(update={"kind": "date"})
    return table.model_copy(update={"columns": (*table.columns[:4], dated, *table.columns[5:])})
