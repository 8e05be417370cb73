"""What the page of one candidate offers beside its table: neighbours, other accounts to take from, links."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from openkam.core.numbers import format_number
from openkam.web.accounts.queries import territory_names
from openkam.web.cycles import queries
from openkam.web.cycles.models import Candidate, Cycle, SurveyLink
from openkam.web.cycles.queries.strength import rival_names
from openkam.web.cycles.scoring.saving import moment
from openkam.web.shell.models import User

SOURCES = 500


@dataclass(frozen=True)
class Place:
    """Where a candidate stands among those that the reader sees, by name."""

    before: tuple[int, str] | None
    after: tuple[int, str] | None
    text: str


def place_of(user: User, cycle: Cycle, row: Candidate) -> Place:
    """The candidates before and after one."""
    found = queries.visible_candidates(user, cycle).order_by("name", "code")
    every = list(found.values_list("pk", "name"))
    # It may have been taken out since it was looked up; then the first stands for it.
    at = next((place for place, one in enumerate(every) if one[0] == row.pk), 0)
    text = _("account {at} of {count}").format(at=format_number(at + 1), count=format_number(len(every)))
    return Place(every[at - 1] if at else None, every[at + 1] if at + 1 < len(every) else None, text)


def choices(user: User, cycle: Cycle, row: Candidate) -> dict[str, Any]:
    """The rivals that are known elsewhere, and what can be taken over from whom to whom."""
    others = queries.visible_candidates(user, cycle).exclude(pk=row.pk)
    names = territory_names()
    territories = set(others.order_by().values_list("account__territory", flat=True).distinct())
    return {
        "rival_names": rival_names(user, cycle),
        "takeable": list(others.order_by("name", "code").values_list("pk", "name")[:SOURCES]),
        "territories": sorted(((one, names.get(one, one)) for one in territories if one), key=lambda one: one[1]),
        "own_territory": row.account.territory if row.account else "",
    }


@dataclass(frozen=True)
class Link:
    """One survey link, written. `state` is `open`, `answered` or `over`."""

    pk: int
    recipient: str
    state: str
    by: str
    made: str
    until: str
    answered: str


def links_of(row: Candidate) -> Sequence[Link]:
    """The links of a candidate, the newest first."""
    now = timezone.now()
    rows = SurveyLink.objects.filter(candidate=row).select_related("created_by").order_by("-created_at", "-pk")
    return [
        Link(
            one.pk, one.recipient,
            "answered" if one.answered_at else "open" if one.expires_at > now else "over",
            str(one.created_by or ""), moment(one.created_at), moment(one.expires_at), moment(one.answered_at),
        )
        for one in rows
    ]  # fmt: skip
