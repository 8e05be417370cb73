"""What a person may know of risks. Every question takes the person and answers only what they may see."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, cast

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from openkam.tools.define.risk.inputs import Level, Response, RiskInput, RiskInputs, Status
from openkam.tools.define.risk.sources import SourceKey
from openkam.web.accounts.models import Account
from openkam.web.accounts.queries import visible_accounts
from openkam.web.risks.actions import SAMPLE_REMOVED
from openkam.web.risks.models import OWNER_LENGTH, TEXT_LENGTH, Risk
from openkam.web.shell.models import Role, User, Workspace

DELETED_SHOWN = 20


def visible_risks(user: User) -> QuerySet[Risk]:
    """The risks of the accounts that `user` sees, and those of the programme, which concern everybody."""
    if user.sees_all:
        return Risk.objects.all()
    return Risk.objects.filter(Q(account__isnull=True) | Q(account__in=visible_accounts(user).order_by().values("pk")))


def live_risks(user: User) -> QuerySet[Risk]:
    """Those that are not closed."""
    return visible_risks(user).exclude(status="closed")


def may_write(user: User) -> bool:
    """Whether `user` may add risks and change those that they see: all but viewers."""
    return user.role != Role.VIEWER


def editable_risks(user: User) -> QuerySet[Risk]:
    """The risks that `user` may change."""
    return visible_risks(user) if may_write(user) else Risk.objects.none()


def may_edit(user: User, risk: Risk) -> bool:
    """Whether `user` may change this risk."""
    return editable_risks(user).filter(pk=risk.pk).exists()


def deleted_risks(user: User) -> QuerySet[Any]:
    """Deletions in the history, newest first, of risks that `user` could change and that are not back.

    A risk whose account is gone too cannot come back and is left out.
    """
    records: QuerySet[Any] = Risk.history.filter(history_type="-").exclude(history_change_reason=SAMPLE_REMOVED)
    if not may_write(user):
        return records.none()
    accounts = visible_accounts(user).order_by().values("pk")
    seen = records.filter(Q(account_id__isnull=True) | Q(account_id__in=accounts))
    back = Risk.objects.filter(pk=OuterRef("id"))
    later = Risk.history.filter(id=OuterRef("id"), history_id__gt=OuterRef("history_id"))
    found: QuerySet[Any] = seen.filter(~Exists(back), ~Exists(later)).order_by("-history_id")
    return found


def family(user: User, account: Account) -> set[int]:
    """The account and its subsidiaries at any depth, of which `user` sees each."""
    below, level = {account.pk}, {account.pk}
    while level:
        level = set(Account.objects.filter(parent__in=level).values_list("pk", flat=True)) - below
        below |= level
    return set(visible_accounts(user).filter(pk__in=below).values_list("pk", flat=True))


def currency() -> str:
    """The currency of the money at stake: that of the workspace, empty while none is chosen."""
    return Workspace.objects.filter(pk=1).values_list("currency", flat=True).first() or ""


def risk_inputs(user: User, accounts: Iterable[int] | None, as_of: date) -> RiskInputs:
    """What the risk analysis tool is given: the risks of these accounts, live and closed, that `user` sees.

    `accounts` None stands for every account and the programme. A risk's id is its key as text.
    """
    found = visible_risks(user).select_related("owner")
    if accounts is not None:
        found = found.filter(account__in=list(accounts))
    return inputs_of(found, as_of=as_of, currency=currency())


def inputs_of(risks: Iterable[Risk], *, as_of: date, currency: str, about: str = "") -> RiskInputs:
    """`risks` as the tool reads them."""
    return RiskInputs(
        about=about[:OWNER_LENGTH], as_of=as_of, currency=currency, risks=tuple(_input(risk) for risk in risks)
    )


def said_event(risk: Risk) -> str:
    """The event, marked where it is only an illustration."""
    return _("{event} (illustrative)").format(event=risk.event)[:TEXT_LENGTH] if risk.is_sample else risk.event


def _input(risk: Risk) -> RiskInput:
    return RiskInput(
        id=str(risk.pk),
        source=cast(SourceKey, risk.source),
        cause=risk.cause,
        event=said_event(risk),
        effect=risk.effect,
        impact=cast(Level, risk.impact),
        probability=cast(Level, risk.probability),
        money=risk.money,
        response=cast(Response, risk.response) if risk.response else None,
        owner=risk.owner_name[:OWNER_LENGTH],
        due_on=risk.due_on,
        status=cast(Status, risk.status),
        residual_impact=cast(Level, risk.residual_impact) if risk.residual_impact else None,
        residual_probability=cast(Level, risk.residual_probability) if risk.residual_probability else None,
    )
