"""What the register's template needs, and which register an address asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from openkam.tools.define.risk.inputs import CLASS_NAMES, CLASSES
from openkam.tools.define.risk.sources import GROUP_NAMES
from openkam.web.accounts.models import Account
from openkam.web.accounts.queries import visible_accounts
from openkam.web.risks import filters, queries
from openkam.web.risks.forms import AssignForm, RespondForm, RiskForm
from openkam.web.risks.picture import picture, sources
from openkam.web.risks.register import Register, Scope
from openkam.web.shell import registry
from openkam.web.shell.access import reader
from openkam.web.shell.models import User

PAGE = 100


def register_of(request: HttpRequest) -> Register:
    """The register that the address asks for; with `of`, that of one account. 404 where it is not the reader's."""
    user, of = reader(request), request.GET.get("of", "")
    scope = None
    if of:
        # What is no key is nobody's account.
        key = int(of) if of.isascii() and of.isdigit() and len(of) < 19 else 0
        scope = Scope.of(user, get_object_or_404(visible_accounts(user), pk=key))
    return register(request, scope)


def register(request: HttpRequest, scope: Scope | None = None) -> Register:
    """The register of `scope` under the choice in the address, today."""
    return Register(reader(request), filters.read(request.GET), as_of=timezone.localdate(), scope=scope)


@dataclass(frozen=True)
class Choice:
    """One option of a filter."""

    value: str
    text: str
    on: bool


def _choices(pairs: list[tuple[str, str]], now: str) -> list[Choice]:
    return [Choice(value, text, value == now) for value, text in pairs]


def choices(shown: Register) -> Mapping[str, list[Choice]]:
    """What the filters offer: accounts and owners that occur, and every source and class."""
    wanted = shown.wanted
    accounts = {str(risk.account_id): risk.account.name for risk in shown.every if risk.account}
    owners = sorted({risk.owner_name for risk in shown.every if risk.owner_name}, key=str.casefold)
    named = sorted(accounts.items(), key=lambda pair: pair[1].casefold())
    return {
        "groups": _choices([(key, str(name)) for key, name in GROUP_NAMES.items()], wanted.group),
        "classes": _choices([(key, str(CLASS_NAMES[key])) for key in reversed(CLASSES)], wanted.risk_class),
        "accounts": _choices([(filters.PROGRAMME, _("Programme")), *named], wanted.account),
        "owners": _choices([(filters.NOBODY, _("Nobody")), *((name, name) for name in owners)], wanted.owner),
        "states": _choices([("live", _("Live")), ("closed", _("Closed")), ("all", _("Live and closed"))], wanted.state),
    }


def _empty_form(user: User, account: Account | None) -> RiskForm:
    form = RiskForm(user=user, account=account)
    form.fields["event"].widget.attrs["autofocus"] = True
    return form


def context(request: HttpRequest, shown: Register, form: RiskForm | None = None) -> dict[str, Any]:
    """What `risks/body.html` needs. `form` is the add form as it was sent, where it could not be used."""
    user, account = reader(request), shown.scope.account
    may_write = queries.may_write(user)
    query = shown.wanted.query()
    path = reverse("account-risks", args=[account.pk]) if account else reverse("risks")
    page = Paginator(shown.rows, PAGE).get_page(request.GET.get("page", "1"))
    here = f"{path}?{query}" if query else path
    scope = "&".join(part for part in (f"of={account.pk}" if account else "", query) if part)
    return {
        "register": shown,
        "wanted": shown.wanted,
        "headline": shown.findings[0].text,
        "said": [(one.text, one.tone) for one in shown.findings[1:]]
        + [(one.text, "") for one in shown.notes if one.kind in {"warning", "unknown"}],
        "picture": picture(shown) if shown.picture.live_risks else None,
        "sources": sources(shown),
        "page": page,
        "choices": choices(shown),
        "scope_query": scope,
        "query": query,
        "here": here,
        "here_on_page": here if page.number == 1 else f"{here}{'&' if query else '?'}page={page.number}",
        "ticked": {int(one) for one in request.GET.getlist("tick") if one.isascii() and one.isdigit()},
        "bar": {name: request.GET.get(f"do_{name}", "") for name in ("owner", "due_on", "response")},
        "has_working": shown.picture.unknown_money < shown.picture.live_risks,
        "may_write": may_write,
        "form": form or (_empty_form(user, account) if may_write else None),
        "adding": form is not None or "add" in request.GET,
        "assign": AssignForm() if may_write else None,
        "respond": RespondForm() if may_write else None,
        "deleted": list(queries.deleted_risks(user)[: queries.DELETED_SHOWN]) if may_write else [],
        "just_deleted": request.GET.get("deleted", ""),
        "has_sample": shown.has_sample,
        "may_load_sample": not shown.every
        and user.sees_all
        and bool(registry.sample)
        and not registry.sample[0].is_loaded(),
    }
