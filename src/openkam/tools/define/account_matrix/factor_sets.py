"""The attractiveness factors and success factors to begin with, in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass

from openkam.core.i18n import LazyText, gettext_lazy as _
from openkam.tools.define.account_matrix.inputs import Factor, SuccessFactor


@dataclass(frozen=True)
class DefaultFactor:
    """An attractiveness or success factor; `scale` says what 1, 5 and 10 mean."""

    id: str
    name: LazyText
    scale: LazyText


ATTRACTIVENESS_FACTORS = (
    DefaultFactor(
        "size",
        _("Size"),
        _("1: smaller than our average customer. 5: buys twice the average. 10: among our five largest, or could be."),
    ),
    DefaultFactor(
        "growth_potential",
        _("Growth potential"),
        _("1: shrinking. 5: grows with its market. 10: more than doubles what it could buy within three years."),
    ),
    DefaultFactor(
        "financial_stability",
        _("Financial stability"),
        _("1: may fail within a year. 5: an average credit rating. 10: the best rating and strong reserves."),
    ),
    DefaultFactor(
        "ease_of_access",
        _("Ease of access"),
        _("1: we meet nobody but the buyer. 5: some functions receive us. 10: every function and the board do."),
    ),
    DefaultFactor(
        "closeness",
        _("Closeness of relationships"),
        _("1: we are strangers. 5: good relations with the buyer. 10: trusted on several levels for years."),
    ),
    DefaultFactor(
        "strategic_fit",
        _("Strategic fit"),
        _("1: its plans lead away from us. 5: some plans agree. 10: neither reaches its goals without the other."),
    ),
    DefaultFactor(
        "competition",
        _("Level of competition"),
        _("1: many strong rivals who buy the business. 5: two or three equals. 10: hardly anybody competes for it."),
    ),
    DefaultFactor(
        "market_standing",
        _("Market standing"),
        _("1: unknown in its market. 5: respected. 10: the name that opens doors to others."),
    ),
)
"""Table One, the eight customer attractiveness factors; higher is always more attractive."""

SUCCESS_FACTORS = (
    DefaultFactor(
        "price",
        _("Price"),
        _("1: by far the dearest for what it gives. 5: at the market's price. 10: the lowest cost over its life."),
    ),
    DefaultFactor(
        "service",
        _("Service"),
        _("1: promises are often broken. 5: as agreed, not more. 10: problems are solved before the customer asks."),
    ),
    DefaultFactor(
        "speed",
        _("Speed of response"),
        _("1: days without an answer. 5: an answer within a working day. 10: an answer, and the goods, the same day."),
    ),
    DefaultFactor(
        "relationship",
        _("Relationship"),
        _("1: known to the buyer by name only. 5: trusted by the buyer. 10: trusted by every function and the board."),
    ),
    DefaultFactor(
        "major_supplier",
        _("Major supplier status"),
        _("1: buys here by exception. 5: one of three or four suppliers. 10: the first call for everything we make."),
    ),
    DefaultFactor(
        "innovation",
        _("Technical innovation"),
        _("1: follows years later. 5: keeps up with the industry. 10: brings what nobody knew to ask for."),
    ),
)
"""Table Two, the six critical success factors to begin with; each account has its own, with its own weights."""


def default_factors() -> tuple[Factor, ...]:
    """`ATTRACTIVENESS_FACTORS` as inputs, in the active language."""
    return tuple(Factor(id=one.id, name=str(one.name), scale=str(one.scale)) for one in ATTRACTIVENESS_FACTORS)


def default_success_factors(account: str) -> tuple[SuccessFactor, ...]:
    """`SUCCESS_FACTORS` of one account as inputs, in the active language."""
    return tuple(SuccessFactor(account=account, id=one.id, name=str(one.name)) for one in SUCCESS_FACTORS)
