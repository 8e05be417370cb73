"""The kinds of rows that a plan is made of, by the word that stands for them in an address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from openkam.web.accounts.models import Account
from openkam.web.accounts.queries import may_edit
from openkam.web.plans.models import Insight, Need, Whitespace
from openkam.web.plans.rows.forms import InsightForm, NeedForm, RowForm, WhitespaceForm
from openkam.web.shell.models import User


@dataclass(frozen=True)
class Kind:
    """One kind of rows: what it is made with, and the page on which it stands."""

    key: str
    model: Any
    """The class of its rows: `Need`, `Insight` or `Whitespace`."""
    form: type[RowForm]
    new: Any
    """What the form of a new one is headed with."""
    url_name: str
    part: str
    """The sub-page that is marked while its form is open."""

    def url(self, account: Account | int, query: str = "") -> str:
        """Where the rows of the account stand."""
        pk = account.pk if isinstance(account, Account) else account
        return f"{reverse(self.url_name, args=[pk])}{query}#pl-{self.key}"


KINDS: Final[Mapping[str, Kind]] = {
    kind.key: kind
    for kind in (
        Kind("needs", Need, NeedForm, _("New need"), "account-plan", "plan"),
        Kind("insights", Insight, InsightForm, _("New insight"), "account-plan", "plan"),
        Kind("whitespace", Whitespace, WhitespaceForm, _("New cell"), "account-whitespace", "whitespace"),
    )
}


def kind_of(key: str) -> Kind:
    """The kind, or 404."""
    if key not in KINDS:
        raise Http404
    return KINDS[key]


def deleted_of(kind: Kind, account: Account) -> QuerySet[Any]:
    """Deletions of the account in the history whose row is not back."""
    records: QuerySet[Any] = kind.model.history.filter(history_type="-", account=account)
    return records.exclude(id__in=kind.model._default_manager.values("pk"))


@dataclass(frozen=True)
class Undo:
    """What was deleted just now and can be brought back."""

    what: str
    account: int
    history_id: int
    text: str


def undo_of(user: User, account: Account, asked: str) -> Undo | None:
    """The deletion that `asked` names, as `needs-12`; None where it is none that the reader may undo."""
    what, _dash, number = asked.partition("-")
    if what not in KINDS or not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    if not may_edit(user, account):
        return None
    record = deleted_of(KINDS[what], account).filter(history_id=int(number)).first()
    return Undo(what, account.pk, record.history_id, str(record.instance)) if record else None
