"""The words for parts and issues, shared by the report's blocks."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from openkam.core.i18n import gettext as _
from openkam.core.naming import listed
from openkam.core.nouns import DIRECTIONS, Ctq
from openkam.core.numbers import format_number
from openkam.tools.design.process_spec.inputs import Issue, Part, ProcessSpecResult


def part_label(part: Part) -> str:
    """The name of a part of the specification."""
    return {
        "inputs": _("Inputs"),
        "outputs": _("Outputs"),
        "ctq": _("CTQ"),
        "unit": _("Unit"),
        "limits": _("Limits"),
        "target": _("Target"),
        "control_factor": _("Control factor"),
        "method": _("Method"),
        "responsible": _("Responsible"),
    }[part]


def field_label(name: str) -> str:
    """The name of a field in which two lines differ."""
    return {
        "unit": _("Unit"),
        "direction": _("Better when"),
        "target": _("Target"),
        "lower": _("Lower limit"),
        "upper": _("Upper limit"),
    }[name]


def direction_label(ctq: Ctq) -> str:
    """Which way a CTQ is better."""
    return str(DIRECTIONS[ctq.direction])


def plain(value: float | None) -> str:
    """A limit or target with the decimals that it was given; empty where there is none."""
    if value is None:
        return ""
    exponent = Decimal(repr(value)).normalize().as_tuple().exponent
    return format_number(value, max(0, -int(exponent)))


@dataclass(frozen=True)
class Names:
    """Names by id: of the steps, and of the CTQs as each first stands. No id has no name."""

    steps: dict[str, str]
    ctqs: dict[str, str]


def names_of(result: ProcessSpecResult) -> Names:
    """The names of everything that an issue can be about."""
    ctqs: dict[str, str] = {"": ""}
    for row in result.characteristics:
        ctqs.setdefault(row.id, row.name)
    return Names({"": "", **{step.id: step.name for step in result.steps}}, ctqs)


def issue_sentence(names: Names, issue: Issue) -> str:
    """What is to be settled, in one sentence."""
    if issue.kind == "missing" and issue.part:
        return missing_sentence(issue.part, ctq=bool(issue.ctq))
    sentence = {
        "target_outside": _("The target of {ctq} lies outside its limits."),
        "set_differently": _("{ctq} is set differently at {step} and at {other}: {fields}."),
        "named_differently": _("{ctq} carries another name at {other}."),
        "used_before_made": _("{step} needs {thing}, which is made no earlier than {other}."),
    }[issue.kind]
    return sentence.format(
        ctq=names.ctqs[issue.ctq],
        step=names.steps[issue.step],
        other=names.steps[issue.other],
        fields=listed(field_label(name) for name in issue.fields),
        thing=issue.thing,
    )


def missing_sentence(part: Part, *, ctq: bool) -> str:
    """What a line lacks, and for the limits which."""
    if part == "responsible":
        return _("Nobody is responsible for it.") if ctq else _("Nobody is responsible for the step.")
    return {
        "inputs": _("The step names no input."),
        "outputs": _("The step names no output."),
        "ctq": _("No CTQ is held at this step."),
        "unit": _("It has no unit."),
        "limits": _("It lacks a limit that its direction asks for."),
        "target": _("It has no target."),
        "control_factor": _("It has no control factor."),
        "method": _("It has no method."),
    }[part]
