"""Names of things that the pages of setting up share."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

BOXES: Final = {
    "high_high": _("High sales, high profit"),
    "high_low": _("High sales, low profit"),
    "low_high": _("Low sales, high profit"),
    "low_low": _("Low sales, low profit"),
}


def box_label(box: str) -> str:
    """What a box of the value quadrant is called; empty where an account stands in none."""
    return str(BOXES[box]) if box else ""
