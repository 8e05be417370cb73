"""What is planned for an account: what we know of its business, where it could grow, what we want, who does what."""

from openkam.web.plans.models.action import Action
from openkam.web.plans.models.objective import Objective, Reading
from openkam.web.plans.models.plan import Insight, Need, Plan, Whitespace
from openkam.web.plans.models.reminding import Digest, Feed
from openkam.web.plans.models.review import Review, ReviewItem
from openkam.web.plans.models.settings import HealthWeight

__all__ = [
    "Action",
    "Digest",
    "Feed",
    "HealthWeight",
    "Insight",
    "Need",
    "Objective",
    "Plan",
    "Reading",
    "Review",
    "ReviewItem",
    "Whitespace",
]
