"""What a reader may know of cycles. Every question about accounts takes the user."""

from openkam.web.cycles.queries.cycles import current, cycle_for, cycles, is_rater, may_lead
from openkam.web.cycles.queries.scores import (
    Place,
    Scope,
    Standing,
    all_seen_scores,
    is_asked,
    is_blind_to_others,
    may_score,
    own_standing,
    score_rows,
    seen_scores,
    visible_candidates,
)

__all__ = [
    "Place",
    "Scope",
    "Standing",
    "all_seen_scores",
    "current",
    "cycle_for",
    "cycles",
    "is_asked",
    "is_blind_to_others",
    "is_rater",
    "may_lead",
    "may_score",
    "own_standing",
    "score_rows",
    "seen_scores",
    "visible_candidates",
]
