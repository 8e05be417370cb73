"""Sentences and names that report and pictures share."""

from __future__ import annotations

from openkam.core.blocks import Tone
from openkam.core.i18n import gettext as _
from openkam.core.numbers import format_number
from openkam.tools.measure.value_scorecard.inputs import ScorecardResult


def our_name(result: ScorecardResult) -> str:
    """As typed, or `Us`."""
    return result.our_name or _("Us")


def reference_name(result: ScorecardResult) -> str:
    """What our scores are divided by."""
    if result.reference == "named":
        return next(rival.name for rival in result.rivals if rival.id == result.named_rival)
    return _("Average of the rivals") if result.reference == "average" else _("Best rival on each need")


def place_sentence(result: ScorecardResult) -> str:
    """Where we stand: beside the fair-value line, or in quality alone where no price is known."""
    us = result.us
    if us.quality is None:
        return _("Nothing can be compared: no need has both a score of ours and one of a rival")
    if us.side is None:
        return quality_sentence(us.quality)
    sentence = {
        "better": _(
            "Quality {quality} at a price of {price} (parity 100) is better value than fair, by {distance} points"
        ),
        "worse": _(
            "Quality {quality} at a price of {price} (parity 100) is worse value than fair, by {distance} points"
        ),
        "fair": _("Quality {quality} at a price of {price} (parity 100) lies on the fair-value line"),
    }[us.side]
    return sentence.format(
        quality=format_number(us.quality, 1),
        price=format_number(us.price, 1),
        distance=format_number(abs(us.distance or 0), 1),
    )


def quality_sentence(quality: float) -> str:
    """Our market-perceived quality against parity."""
    if round(quality, 1) == 100:
        return _("Customers see our quality at parity with the reference")
    text = (
        _("Customers see our quality {points} points above the reference")
        if quality > 100
        else _("Customers see our quality {points} points below the reference")
    )
    return text.format(points=format_number(abs(quality - 100), 1))


def tone(result: ScorecardResult) -> Tone:
    """Good, bad or neither, by value for money, else by quality."""
    if result.us.side:
        tones: dict[str, Tone] = {"better": "pos", "worse": "neg", "fair": "neutral"}
        return tones[result.us.side]
    if result.us.quality is None:
        return "neutral"
    return "pos" if result.us.quality > 100 else "neg" if result.us.quality < 100 else "neutral"
