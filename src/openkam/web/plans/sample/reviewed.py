"""The review of the sample: held a quarter ago on a plan that stood a little further back than today."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone

from openkam.core.i18n import LANGUAGES
from openkam.web.accounts.models import Account
from openkam.web.people.sample.files import Texts, rows
from openkam.web.plans.actions import review as actions
from openkam.web.plans.models import Action, Insight, Objective, Plan, Review, ReviewItem
from openkam.web.plans.review.keeping import keep
from openkam.web.plans.sample.planned import FOLDER
from openkam.web.shell.models import User
from openkam.web.shell.speaking import speaking

MODELS: Mapping[str, Any] = {"objectives": Objective, "actions": Action, "insights": Insight}


def review(user: User, account: Account) -> None:
    """Hold and close it in the past, in the language in which the plan was loaded."""
    code = _language(account)
    with speaking(code):
        _review(user, account)


def _language(account: Account) -> str:
    """The language of the plan's summary; English where somebody has rewritten it."""
    (given,) = (row["summary"] for row in rows(FOLDER, "plan_texts") if row["account"] == account.code)
    written = Plan.objects.filter(account=account).values_list("summary", flat=True).first()
    for code in LANGUAGES:
        with speaking(code):
            if Texts()(given) == written:
                return code
    return "en"


def _review(user: User, account: Account) -> None:
    said, today = Texts(), timezone.localdate()
    for row in rows(FOLDER, "plan_reviews"):
        if row["account"] != account.code:
            continue
        on = today - timedelta(days=int(row["days_ago"]))
        values = {
            "on": on, "minutes": int(row["minutes"]), "presenter": row["presenter"], "reviewers": row["reviewers"]
        }  # fmt: skip
        held = actions.open_review(account=account, author=user, values=values, is_sample=True)
        actions.start_review(review=held)
        for one in rows(FOLDER, "plan_review_items"):
            if one["account"] == account.code:
                made = actions.add_item(
                    review=held, kind=one["kind"], text=said(one["text"]), answer=said(one["answer"])
                )
                action = _rows(account, said, "actions").get(one["action"])
                if action is not None:
                    ReviewItem.objects.filter(pk=made.pk).update(action=action)
        kept = as_it_was(keep(user, account), account, said) | {"on": on.isoformat()}
        actions.close_review(review=held, kept=kept)
        began = timezone.make_aware(datetime.combine(on, time(9)))
        ended = began + timedelta(minutes=held.minutes)
        Review.objects.filter(pk=held.pk).update(started_at=began, closed_at=ended, is_sample=True)


def as_it_was(kept: dict[str, Any], account: Account, said: Texts) -> dict[str, Any]:
    """The kept plan with the values of a quarter ago; a row without a field was not there yet."""
    for row in rows(FOLDER, "plan_before"):
        if row["account"] != account.code:
            continue
        found = _rows(account, said, row["part"]).get(row["key"])
        part = kept[row["part"]]
        if found is not None and row["field"]:
            next(one for one in part if one["id"] == found.pk)[row["field"]] = row["value"]
        elif found is not None:
            kept[row["part"]] = [one for one in part if one["id"] != found.pk]
    return kept


def _rows(account: Account, said: Texts, part: str) -> dict[str, Any]:
    """Key of the file → row of the account, by its text."""
    texts = {said(row["text"]): row["key"] for row in rows(FOLDER, f"plan_{part}") if row["account"] == account.code}
    there = MODELS[part].objects.filter(account=account, is_sample=True)
    return {texts[row.text]: row for row in there if row.text in texts}
