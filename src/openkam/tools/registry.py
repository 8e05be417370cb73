"""Every tool of OpenKAM. A new tool adds its folder and one line here."""

from __future__ import annotations

from typing import Any

from openkam.core.errors import InvalidInput
from openkam.core.i18n import gettext as _
from openkam.core.tool import Tool
from openkam.tools.define import portfolio, value_quadrant

TOOLS: tuple[Tool[Any, Any], ...] = (portfolio.TOOL, value_quadrant.TOOL)


class UnknownTool(InvalidInput):
    """There is no tool of that key."""

    code = "unknown_tool"


def get(key: str) -> Tool[Any, Any]:
    """The tool with that key. Raises `UnknownTool`, which names the keys that exist."""
    for tool in TOOLS:
        if tool.key == key:
            return tool
    keys = ", ".join(tool.key for tool in TOOLS)
    raise UnknownTool(
        _("There is no tool {key}.").format(key=key), remedy=_("Choose one of: {keys}.").format(keys=keys)
    )
