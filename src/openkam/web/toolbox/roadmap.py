"""The roadmap: phases, what each is for, and the tools in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy

from openkam.core.tool import Phase, Tool
from openkam.tools import registry as tools
from openkam.web.shell.models import User
from openkam.web.shell.registry import Hit, Label


@dataclass(frozen=True)
class Stretch:
    """One phase of the roadmap: its letter, name, purpose and tools."""

    key: str
    letter: str
    name: Label
    purpose: Label
    tools: tuple[Tool[Any, Any], ...]


_PHASES: tuple[tuple[Phase, str, Label, Label], ...] = (
    (
        Phase.DEFINE,
        "D",
        gettext_lazy("Define"),
        gettext_lazy("What, why, who, how and when: which customers to choose."),
    ),
    (
        Phase.MEASURE,
        "M",
        gettext_lazy("Measure"),
        gettext_lazy("Define what the customer needs and specify it as critical-to-quality characteristics."),
    ),
    (Phase.ANALYZE, "A", gettext_lazy("Analyze"), gettext_lazy("Develop the concept of the offering and its process.")),
    (
        Phase.DESIGN,
        "D",
        gettext_lazy("Design"),
        gettext_lazy("Develop the details and make them as good as they can be."),
    ),
    (
        Phase.VERIFY,
        "V",
        gettext_lazy("Verify"),
        gettext_lazy("Verify the performance of the process against the target of the project."),
    ),
    (
        Phase.RELATIONSHIP,
        "",
        gettext_lazy("Relationship"),
        gettext_lazy("Beside all five: where the relationship stands, where it should be, and who talks to whom."),
    ),
)


def roadmap() -> tuple[Stretch, ...]:
    """Every phase with its tools, in the order of the registry."""
    return tuple(
        Stretch(phase.value, letter, name, purpose, tuple(tool for tool in tools.every() if tool.phase == phase))
        for phase, letter, name, purpose in _PHASES
    )


def phase_name(phase: Phase) -> Label:
    """What a phase is called."""
    return next(name for one, _letter, name, _purpose in _PHASES if one == phase)


def find_tools(user: User, text: str) -> Iterator[Hit]:
    """Tools whose name or question holds what was typed."""
    wanted = text.casefold()
    if not wanted:
        return
    for tool in tools.every():
        title, question = str(tool.title), str(tool.question)
        if wanted in f"{title} {question}".casefold():
            yield Hit(_("Tools"), title, reverse("tool", args=[tool.key]), question, "toolbox")
