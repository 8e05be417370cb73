"""Planning cycles and what belongs to them."""

from openkam.web.cycles.models.criteria import Comparison, CriteriaSet, Criterion
from openkam.web.cycles.models.cycle import Cycle, FrozenCycle, InCycle, refuse_frozen
from openkam.web.cycles.models.outcome import Capacity, ClassDays, Decision, Kept
from openkam.web.cycles.models.scores import Candidate, Rater, Score, Source
from openkam.web.cycles.models.strength import Rating, Rival, SuccessFactor, SurveyLink

__all__ = [
    "Candidate",
    "Capacity",
    "ClassDays",
    "Comparison",
    "CriteriaSet",
    "Criterion",
    "Cycle",
    "Decision",
    "FrozenCycle",
    "InCycle",
    "Kept",
    "Rater",
    "Rating",
    "Rival",
    "Score",
    "Source",
    "SuccessFactor",
    "SurveyLink",
    "refuse_frozen",
]
