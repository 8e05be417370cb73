"""The list of accounts, and of one account: editing, team, family and history."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from openkam.core.errors import OpenKAMError
from openkam.web.accounts import actions, queries
from openkam.web.accounts.changes import history_of
from openkam.web.accounts.forms import AccountForm
from openkam.web.accounts.hierarchy import FAMILIES_PER_PAGE, Forest
from openkam.web.accounts.models import Account
from openkam.web.shell import registry
from openkam.web.shell.access import reader
from openkam.web.shell.forms import show_error
from openkam.web.shell.queries import people


def visible_account(request: HttpRequest, pk: int) -> Account:
    """The account, or 404 where the reader must not know of it."""
    return get_object_or_404(queries.visible_accounts(reader(request)).select_related("owner"), pk=pk)


def editable_account(request: HttpRequest, pk: int) -> Account:
    """The account, or 404 where the reader may not change it."""
    account = visible_account(request, pk)
    if not queries.may_edit(reader(request), account):
        raise Http404
    return account


def frame(request: HttpRequest, account: Account, tab: str, **context: Any) -> Mapping[str, Any]:
    """What `accounts/frame.html` needs on every page of an account: the tabs, the header, the parent if seen."""
    user = reader(request)
    queries.attach_visible_parents(user, [account])
    territory, salesperson = queries.names_behind(account)
    return {
        "account": account,
        "territory": territory,
        "responsible": str(account.owner or salesperson),
        "tabs": registry.tabs(registry.account_tabs, user),
        "tab": tab,
        "facts": [fact for facts in registry.account_facts for fact in facts(request, account)],
        "account_marks": [mark for marks in registry.account_marks for mark in marks(request, account)],
        "may_edit": queries.may_edit(user, account),
        **context,
    }


@require_safe
def accounts(request: HttpRequest) -> HttpResponse:
    """Every account that the reader sees, a hundred at a time."""
    fields = ("text", "territory", "segment", "owner", "sort")
    given = {name: request.GET[name].strip() for name in fields if request.GET.get(name, "").strip()}
    wanted = queries.Wanted(**given)
    user = reader(request)
    territories = queries.territory_names()
    page = queries.account_page(user, wanted, request.GET.get("page", "1"), territories)
    context = {"page": page, "wanted": wanted, "choices": queries.choices(user, territories), "given": given}
    return render(request, "accounts/accounts.html", context)


@require_safe
def families(request: HttpRequest) -> HttpResponse:
    """The accounts that belong together, as trees."""
    forest = Forest(reader(request))
    page = Paginator(forest.families, FAMILIES_PER_PAGE).get_page(request.GET.get("page", "1"))
    trees = [forest.steps(root) for root in page.object_list]
    return render(request, "accounts/families.html", {"trees": trees, "page": page, "alone": len(forest.roots)})


@require_safe
def family(request: HttpRequest, pk: int) -> HttpResponse:
    """One account's whole family."""
    account = visible_account(request, pk)
    forest = Forest(reader(request))
    steps = list(forest.steps(forest.root_of(account)))
    return render(request, "accounts/family.html", frame(request, account, "family", steps=steps))


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Name, parent, segment, territory and owner."""
    account = editable_account(request, pk)
    form = AccountForm(request.POST or None, user=reader(request), account=account)
    theirs = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_account(account=account, **form.cleaned_data)
        except actions.ChangedMeanwhile as error:
            theirs = account
            form = AccountForm(_newer(request, account), user=reader(request), account=account)
            form.is_valid()
            show_error(form, None, str(error))
        except OpenKAMError as error:
            show_error(form, "parent", str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("account-history", pk)
    return render(request, "accounts/edit.html", frame(request, account, "edit", form=form, theirs=theirs))


def _newer(request: HttpRequest, account: Account) -> QueryDict:
    data = request.POST.copy()
    data["based_on"] = str(actions.version_of(account))
    return data


@require_GET
def parents(request: HttpRequest, pk: int) -> HttpResponse:
    """Accounts that fit what is being typed into the parent's field."""
    account = editable_account(request, pk)
    found = queries.possible_parents(reader(request), account, request.GET.get("parent", ""))
    return render(request, "accounts/parents.html", {"found": found})


@require_safe
def team(request: HttpRequest, pk: int) -> HttpResponse:
    """Who of us works on the account, and thereby sees it."""
    account, user = visible_account(request, pk), reader(request)
    context = frame(
        request, account, "team", team=queries.team(user, account), addable=queries.people_to_add(user, account)
    )
    return render(request, "accounts/team.html", context)


@require_POST
def team_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a person on the team."""
    account, user = editable_account(request, pk), reader(request)
    number = request.POST.get("user", "")
    person = get_object_or_404(queries.people_to_add(user, account), pk=int(number) if number.isdigit() else 0)
    actions.add_member(account=account, user=person)
    messages.success(request, _("{person} is on the team and sees the account.").format(person=person))
    return redirect("account-team", pk)


@require_POST
def team_remove(request: HttpRequest, pk: int, user_pk: int) -> HttpResponse:
    """Take a person off the team."""
    account, user = editable_account(request, pk), reader(request)
    person = get_object_or_404(people(user).filter(memberships__account=account), pk=user_pk)
    actions.remove_member(account=account, user=person)
    messages.success(request, _("{person} is no longer on the team.").format(person=person))
    still_seen = queries.visible_accounts(user).filter(pk=pk).exists()
    return redirect("account-team", pk) if still_seen else redirect("accounts")


@require_safe
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """Every change of the account and its team."""
    account = visible_account(request, pk)
    changes = history_of(reader(request), account)
    more = registry.tabs(registry.account_histories, reader(request))
    return render(request, "accounts/history.html", frame(request, account, "history", changes=changes, more=more))


@require_POST
def undo(request: HttpRequest, pk: int, history_id: int) -> HttpResponse:
    """Take one change back."""
    account = editable_account(request, pk)
    try:
        actions.undo_change(account=account, history_id=history_id)
    except Account.history.model.DoesNotExist:
        raise Http404 from None
    messages.success(request, _("Taken back."))
    return redirect("account-history", pk)
