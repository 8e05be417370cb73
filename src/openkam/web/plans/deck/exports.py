"""Deck and workbook of a plan for one audience, in one language."""

from __future__ import annotations

from pathlib import Path

from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from openkam.core.i18n import language
from openkam.core.numbers import format_date
from openkam.publish.deck import build_deck
from openkam.publish.workbook import build_workbook
from openkam.web.accounts.models import Account
from openkam.web.plans.deck import slides
from openkam.web.plans.deck.told import Audience, Told, told
from openkam.web.shell.files import Kind
from openkam.web.shell.models import User


def subtitle_of(plan: Told) -> str:
    """Whom it is for, and of which day."""
    parts = [format_date(plan.today)]
    if plan.inside is not None:
        parts.append(_("internal: not for the customer"))
        if plan.is_sample:
            parts.append(_("illustrative plan of the sample company"))
    return " · ".join(parts)


def name_of(account: Account, audience: Audience) -> str:
    """The name of the file without its ending."""
    name = slugify(account.name) or f"account-{account.pk}"
    return f"plan-{name}" if audience == "internal" else f"plan-{name}-customer"


def write(kind: Kind, path: Path, user: User, account: Account, audience: Audience) -> Path:
    """Write the file in the active language."""
    plan = told(user, account, audience)
    if kind == "workbook":
        return build_workbook(path, slides.sheets(plan), language=language(), title=plan.title, sources=(plan.source,))
    return build_deck(
        path, slides.slides(plan), language=language(), title=plan.title, subtitle=subtitle_of(plan),
        footnote=plan.source, made_at=timezone.now(),
    )  # fmt: skip
