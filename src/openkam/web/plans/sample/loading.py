"""Loading the plans of the sample company, and taking them away."""

from __future__ import annotations

from typing import Any, Final

from django.db import transaction

from openkam.web.people.sample.loading import keep_accounts
from openkam.web.plans.models import Action, Insight, Need, Objective, Plan, Review, Whitespace
from openkam.web.plans.sample.planned import begin, plan
from openkam.web.plans.sample.reviewed import review
from openkam.web.shell.models import User

IN_ORDER: Final[tuple[Any, ...]] = (Review, Action, Whitespace, Objective, Need, Insight, Plan)
"""What carries the mark of the sample, that which stands on others first."""
REVIEWED: Final = "697"


def load(user: User | None) -> None:
    """Put the plans in, once."""
    if not Plan.objects.filter(is_sample=True).exists():
        plan(begin(user))


def finish() -> None:
    """Once the figures are there: close the review of a quarter ago, which keeps them."""
    found = Plan.objects.filter(is_sample=True, account__code=REVIEWED).select_related("account").first()
    reader = User.objects.filter(is_active=True, role__in=["administrator", "lead"]).order_by("pk").first()
    if found is None or reader is None or Review.objects.filter(account=found.account).exists():
        return
    with transaction.atomic():
        review(reader, found.account)


def remove(_user: User | None) -> None:
    """Take away what is marked as sample. What a person wrote or rewrote stays, with the account that it stands on."""
    for model in IN_ORDER:
        model.objects.filter(is_sample=True).delete()
    keep_accounts(IN_ORDER)
