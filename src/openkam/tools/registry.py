"""Every tool of OpenKAM, in the order of the roadmap. A new tool adds its folder and its line here.

A tool is imported when it is asked for: the command line runs one without waiting for all the others.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Any, Final

from openkam.core.errors import InvalidInput
from openkam.core.i18n import gettext as _
from openkam.core.tool import Tool

_FOLDERS: Final = (
    "define.selection",
    "define.portfolio",
    "define.value_quadrant",
    "define.account_matrix",
    "define.effort",
    "define.risk",
    "relationship.stage",
    "relationship.contact_map",
    "measure.kano",
    "measure.qfd",
    "measure.value_scorecard",
    "measure.ctq",
    "analyze.functions",
    "analyze.process_map",
    "analyze.concepts",
    "analyze.pugh",
    "design.process_design",
    "design.process_spec",
    "design.capability",
    "design.design_scorecard",
    "verify.pilot",
    "verify.transition",
    "verify.control_plan",
)
KEYS: Final = tuple(folder.rpartition(".")[2] for folder in _FOLDERS)


class UnknownTool(InvalidInput):
    """There is no tool of that key."""

    code = "unknown_tool"


@cache
def _load(folder: str) -> Tool[Any, Any]:
    tool: Tool[Any, Any] = import_module(f"openkam.tools.{folder}").TOOL
    return tool


def every() -> tuple[Tool[Any, Any], ...]:
    """All tools, in order."""
    return tuple(_load(folder) for folder in _FOLDERS)


def get(key: str) -> Tool[Any, Any]:
    """The tool with that key. Raises `UnknownTool`, which names the keys that exist."""
    if key in KEYS:
        return _load(_FOLDERS[KEYS.index(key)])
    raise UnknownTool(
        _("There is no tool {key}.").format(key=key), remedy=_("Choose one of: {keys}.").format(keys=", ".join(KEYS))
    )
