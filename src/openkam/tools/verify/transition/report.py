"""The plan as sentences, a picture over time, tables and the sums behind its length."""

from __future__ import annotations

from math import sqrt

from openkam.core.blocks import Block, Gantt, Note, Report, Term, Tone, Working
from openkam.core.diagrams import Bar
from openkam.core.i18n import gettext as _, ngettext
from openkam.core.numbers import format_date, format_number, format_percent
from openkam.tools.verify.transition.inputs import UNITS
from openkam.tools.verify.transition.result import TaskResult, TransitionResult
from openkam.tools.verify.transition.tables import lists, tasks_table
from openkam.tools.verify.transition.wording import finding_text, findings, notes, time_text

MOST_BARS = 60
MOST_TERMS = 60
SOURCE = "Kelley and Walker 1959; Malcolm, Roseboom, Clark and Fazar 1959"


def report(result: TransitionResult) -> Report:
    """Findings, the picture over time, every task, the sums, the four lists and remarks, in the active language."""
    blocks: list[Block] = [*findings(result)]
    if result.tasks:
        blocks += [gantt(result), *_left_out(result), tasks_table(result), *workings(result)]
    return (*blocks, *lists(result), *notes(result))


def drawn(result: TransitionResult) -> list[TaskResult]:
    """The tasks that the picture shows: the least slack first, of these the longest; then in the order of time."""
    ranked = sorted(result.tasks, key=lambda task: (task.slack, -task.duration))[:MOST_BARS]
    return sorted(ranked, key=lambda task: (task.earliest_start, task.latest_finish))


def gantt(result: TransitionResult) -> Gantt:
    """Tasks as bars at their earliest times, slack behind them."""
    tasks = drawn(result)
    shown = {task.id for task in tasks}
    return Gantt(
        id="transition-gantt",
        title=finding_text(result),
        subtitle=_subtitle(result),
        unit=str(UNITS[result.unit]),
        start=format_date(result.start_on) if result.start_on else "",
        bars=tuple(
            Bar(
                id=task.id,
                label=task.name,
                start=task.earliest_start,
                finish=task.earliest_finish,
                slack=task.slack,
                critical=task.critical,
                done_pct=task.done_pct,
                detail=task.owner,
                tone=_bar_tone(task),
                after=tuple(before for before in task.after if before in shown),
            )
            for task in tasks
        ),
        table=tasks_table(result, tasks),
    )


def _bar_tone(task: TaskResult) -> Tone:
    return "neg" if task.late else "neutral"


def _subtitle(result: TransitionResult) -> str:
    count = len(result.tasks)
    named = " · ".join(part for part in (result.account_name or result.account, result.project) if part)
    text = ngettext("{count} task", "{count} tasks", count).format(count=format_number(count))
    return f"{named} · {text}" if named else text


def _left_out(result: TransitionResult) -> list[Note]:
    missing = len(result.tasks) - MOST_BARS
    if missing <= 0:
        return []
    text = ngettext(
        "The picture leaves out {count} task: it shows the {most} with the least slack, and of those the longest. "
        "The table has all.",
        "The picture leaves out {count} tasks: it shows the {most} with the least slack, and of those the longest. "
        "The table has all.",
        missing,
    )
    shown = text.format(count=format_number(missing), most=format_number(MOST_BARS))
    return [Note(id="transition-left-out", kind="method", text=shown)]


def workings(result: TransitionResult) -> list[Working]:
    """The length as a sum of tasks, its variance, and the chance of the deadline."""
    by_id = {task.id: task for task in result.tasks}
    path = [by_id[task] for task in result.critical_path]
    made = [_sum(result, path)]
    if result.variance:
        made.append(_variance(result, path))
    if result.variance and result.deadline is not None:
        made.append(_chance(result))
    return made


def _sum(result: TransitionResult, path: list[TaskResult]) -> Working:
    terms = [Term(label=task.name, value=task.duration, kind="number", detail=task.id) for task in path]
    return Working(
        id="transition-length",
        title=_("Length of the plan along its critical path"),
        result=result.duration,
        kind="number",
        unit=str(UNITS[result.unit]),
        terms=_bounded(terms),
        source=SOURCE,
    )


def _variance(result: TransitionResult, path: list[TaskResult]) -> Working:
    terms = [Term(label=task.name, value=task.variance, kind="number", detail="((b − a) ÷ 6)²") for task in path]
    return Working(
        id="transition-variance",
        title=_("Variance of the length"),
        result=result.variance,
        kind="number",
        decimals=4,
        terms=_bounded(terms),
        source=SOURCE,
    )


def _bounded(terms: list[Term]) -> tuple[Term, ...]:
    """At most `MOST_TERMS` terms; the rest as one sum, so that the figures still add up."""
    rest = terms[MOST_TERMS:]
    if not rest:
        return tuple(terms)
    label = ngettext("{count} more task", "{count} more tasks", len(rest)).format(count=format_number(len(rest)))
    summed = sum(term.value for term in rest if isinstance(term.value, int | float))
    return (*terms[:MOST_TERMS], Term(label=label, value=summed, kind="number"))


def _chance(result: TransitionResult) -> Working:
    spread = sqrt(result.variance or 0.0)
    mean, deadline = result.duration or 0.0, result.deadline or 0.0
    certainty = _("Time within which it ends with a certainty of {percent}").format(
        percent=format_percent(result.confidence_pct, 0 if float(result.confidence_pct).is_integer() else 1)
    )
    return Working(
        id="transition-chance",
        title=_("Chance to finish within {deadline}").format(deadline=time_text(result.deadline, result)),
        result=100 * (result.chance or 0.0),
        kind="percent",
        unit="%",
        terms=(
            Term(label=_("Deadline"), value=deadline, kind="number"),
            Term(label=_("Expected length"), value=mean, kind="number"),
            Term(label=_("Standard deviation"), value=spread, kind="number", detail="√σ²"),
            Term(label="z", value=(deadline - mean) / spread, kind="number", detail="(D − μ) ÷ σ"),
            Term(label=certainty, value=result.finish_at_confidence, kind="number", detail="μ + z · σ"),
        ),
        source=SOURCE,
    )
