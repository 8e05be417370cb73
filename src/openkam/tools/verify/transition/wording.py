"""The sentences of the transition plan: the finding and the remarks."""

from __future__ import annotations

from openkam.core.blocks import Finding, Note, Tone
from openkam.core.i18n import gettext as _, ngettext
from openkam.core.numbers import format_date, format_number, format_percent
from openkam.tools.verify.transition.inputs import UNITS
from openkam.tools.verify.transition.result import TransitionResult

PATH_SHOWN = 6
LIKELY_PCT, UNLIKELY_PCT = 90, 50
"""Above the first the deadline is green, below the second red; between them neither."""


def time_text(value: float | None, result: TransitionResult) -> str:
    """A time with its unit: `15 days`, `19.1 days`; at most two decimals."""
    if value is None:
        return format_number(None)
    decimals = next((places for places in (0, 1) if abs(value - round(value, places)) < 1e-9), 2)
    return _("{time} {unit}").format(time=format_number(value, decimals), unit=str(UNITS[result.unit]))


def path_text(result: TransitionResult) -> str:
    """The names along the critical path; of a long one the first and the last three."""
    names = {task.id: task.name for task in result.tasks}
    path = [names[task] for task in result.critical_path]
    if len(path) > PATH_SHOWN:
        path = [*path[: PATH_SHOWN // 2], "…", *path[-PATH_SHOWN // 2 :]]
    return " → ".join(path)


def finding_text(result: TransitionResult) -> str:
    """How long it takes, along what, and how likely the deadline is."""
    if result.duration is None:
        return _("No task is planned yet")
    values = {
        "duration": time_text(result.duration, result),
        "deadline": time_text(result.deadline, result),
        "chance": format_percent(100 * (result.chance or 0)),
        "path": path_text(result),
        "gap": time_text(abs((result.deadline or 0) - result.duration), result),
    }
    if result.deadline is None:
        return _("The plan takes {duration}; what sets its length is {path}").format(**values)
    if result.variance:
        text = _("The plan takes {duration}; the chance to finish within {deadline} is {chance}")
    elif result.chance:
        text = _("The plan takes {duration} and ends {gap} before its deadline of {deadline}")
    else:
        text = _("The plan takes {duration} and misses its deadline of {deadline} by {gap}")
    return text.format(**values)


def _tone(result: TransitionResult) -> Tone:
    if result.chance is None:
        return "neutral"
    if 100 * result.chance >= LIKELY_PCT:
        return "pos"
    return "neg" if 100 * result.chance < UNLIKELY_PCT else "neutral"


def findings(result: TransitionResult) -> list[Finding]:
    """The headline, then what is late and who has not agreed."""
    found = [Finding(id="transition-finding", text=finding_text(result), tone=_tone(result))]
    if result.late:
        text = ngettext(
            "{count} task should be finished by {day} and is not",
            "{count} tasks should be finished by {day} and are not",
            result.late,
        ).format(count=format_number(result.late), day=format_date(result.as_of))
        found.append(Finding(id="transition-late", text=text, tone="neg"))
    if result.refused_sign_offs:
        text = ngettext(
            "{count} sign-off is refused", "{count} sign-offs are refused", result.refused_sign_offs
        ).format(count=format_number(result.refused_sign_offs))
        found.append(Finding(id="transition-refused", text=text, tone="neg"))
    return found


def notes(result: TransitionResult) -> list[Note]:
    """How the times were found, and what the plan lacks."""
    return [*_methods(result), *_missing(result), *_open(result)]


def _methods(result: TransitionResult) -> list[Note]:
    if result.duration is None:
        return []
    texts = [
        _(
            "Critical path method: times count from the start of the plan; a task without slack is critical, for it "
            "delays the end as soon as it slips."
        )
    ]
    if result.uses_estimates:
        texts.append(
            _(
                "PERT: expected duration (a + 4m + b) ÷ 6, variance ((b − a) ÷ 6)². The chance is that of a normal "
                "distribution along one critical path; where several paths are nearly as long, the true chance is "
                "lower."
            )
        )
    if result.other_critical:
        text = ngettext(
            "{count} more task is critical on another path of the same length; the path with the larger variance is "
            "the one that is counted.",
            "{count} more tasks are critical on other paths of the same length; the path with the largest variance is "
            "the one that is counted.",
            result.other_critical,
        )
        texts.append(text.format(count=format_number(result.other_critical)))
    return [Note(id=f"transition-method-{at}", kind="method", text=text) for at, text in enumerate(texts, start=1)]


def _missing(result: TransitionResult) -> list[Note]:
    lacking = {
        "roll-back": (
            result.roll_back,
            _("There is no roll-back plan: nobody has said when and how to return to the old way."),
        ),
        "training": (result.training, _("No training is planned.")),
        "hand-over": (result.hand_over, _("No hand-over is planned: it is open who runs the process afterwards.")),
        "sign-off": (result.sign_off, _("Nobody is named to sign off.")),
    }
    return [
        Note(id=f"transition-no-{key}", kind="warning", text=text)
        for key, (entries, text) in lacking.items()
        if not entries
    ]


def _open(result: TransitionResult) -> list[Note]:
    found = []
    if result.open_sign_offs:
        text = ngettext(
            "{count} sign-off is still open.", "{count} sign-offs are still open.", result.open_sign_offs
        ).format(count=format_number(result.open_sign_offs))
        found.append(Note(id="transition-open", kind="warning", text=text))
    if result.untrained:
        text = ngettext(
            "{count} person is still to be trained.", "{count} people are still to be trained.", result.untrained
        ).format(count=format_number(result.untrained))
        found.append(Note(id="transition-untrained", kind="warning", text=text))
    if result.tasks and result.unknown_progress:
        text = ngettext(
            "The progress of {count} task is not known; it counts neither as done nor as open.",
            "The progress of {count} tasks is not known; they count neither as done nor as open.",
            result.unknown_progress,
        ).format(count=format_number(result.unknown_progress))
        found.append(Note(id="transition-progress", kind="unknown", text=text))
    return found
