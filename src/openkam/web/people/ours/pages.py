"""Our side of an account: who works on it, who joins and leaves, and what those who left leave open."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openkam.core.errors import OpenKAMError
from openkam.core.numbers import format_number
from openkam.web.accounts.actions import add_member as give_sight
from openkam.web.accounts.models import Account, Membership
from openkam.web.accounts.pages import frame
from openkam.web.accounts.queries import may_edit, visible_accounts
from openkam.web.people.actions import team as actions
from openkam.web.people.actions.links import hand_over
from openkam.web.people.actions.writing import ChangedMeanwhile
from openkam.web.people.contacts.forms import LeaveForm
from openkam.web.people.frame import editable_account, visible_account
from openkam.web.people.models import Colleague, Contact, TeamMember
from openkam.web.people.ours.forms import JoinForm, JointTeamForm, MemberForm
from openkam.web.people.ours.holes import holes, open_links
from openkam.web.people.ours.table import functions, pairs_typed, table
from openkam.web.people.queries.people import contacts_of, joint_teams_of, members_of
from openkam.web.shell.access import reader
from openkam.web.shell.forms import show_error


def visible_member(request: HttpRequest, pk: int) -> TeamMember:
    """One of ours on an account, or 404 where the reader must not know of the account."""
    user = reader(request)
    seen = TeamMember.objects.filter(account__in=visible_accounts(user).order_by().values("pk"))
    return get_object_or_404(seen.select_related("colleague__user", "account__owner"), pk=pk)


def editable_member(request: HttpRequest, pk: int) -> TeamMember:
    """The same, or 404 where the reader may not change it."""
    member = visible_member(request, pk)
    if not may_edit(reader(request), member.account):
        raise Http404
    return member


@require_safe
def ours(request: HttpRequest, pk: int) -> HttpResponse:
    """Who of us works on the account, in which place, and who takes over from those who left."""
    return page(request, visible_account(request, pk))


def page(request: HttpRequest, account: Account, *, status: int = 200, **more: Any) -> HttpResponse:
    """The page of our team; `more` has a form as it was sent, where it could not be used."""
    user = reader(request)
    editable = may_edit(user, account)
    context: dict[str, Any] = {
        "part": "ours",
        "rows": table(user, account),
        "left": list(members_of(user, account, with_left=True).filter(left_on__isnull=False)),
        "holes": holes(user, account),
        "joint_teams": list(joint_teams_of(user, account)),
        "pairs": list(account.function_pairs.all()),
        "functions": functions(account),
        "today": timezone.localdate().isoformat(),
        "join": JoinForm(account=account) if editable else None,
        "joint": JointTeamForm(user=user, account=account) if editable else None,
        "adding": request.GET.get("add", ""),
        "dissolved": dissolved if (dissolved := request.GET.get("dissolved", "")).isdecimal() else "",
        **more,
    }
    return render(request, "people/ours/ours.html", dict(frame(request, account, "people", **context)), status=status)


@require_POST
def join(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a colleague on the account; with sight of it, where asked and where the person signs in here."""
    account = editable_account(request, pk)
    form = JoinForm(request.POST, account=account)
    if not form.is_valid():
        return page(request, account, join=form, adding="member", status=422)
    member = actions.add_member(account=account, colleague=_colleague(form), **form.values)
    person = member.colleague.user
    if person is not None and form.cleaned_data["sight"]:
        give_sight(account=account, user=person)
        messages.success(
            request, _("{person} is on the team and now sees the account.").format(person=member.colleague)
        )
    elif person is not None and not visible_accounts(person).filter(pk=account.pk).exists():
        messages.success(
            request, _("{person} is on the team, but does not see the account.").format(person=member.colleague)
        )
    else:
        messages.success(request, _("{person} is on the team.").format(person=member.colleague))
    return redirect("account-ours", pk)


def _colleague(form: JoinForm) -> Colleague | dict[str, Any]:
    """Who joins, with function and level as typed; what is left empty stays as it is on record."""
    said = {name: value for name, value in form.colleague.items() if value}
    user = form.chosen_user
    known = actions.colleague_of(user) if user is not None else form.chosen_colleague
    if known is None:
        return {"name": form.cleaned_data["name"], "email": form.cleaned_data["email"], **said}
    return actions.change_colleague(colleague=known, values=said) if said else known


@require_http_methods(["GET", "HEAD", "POST"])
def member(request: HttpRequest, pk: int) -> HttpResponse:
    """One of ours: role, function, level, office."""
    found = editable_member(request, pk)
    form = MemberForm.of(found, request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return page(request, found.account, editing=found.pk, member_form=form)
    if not form.is_valid():
        return page(request, found.account, editing=found.pk, member_form=form, status=422)
    try:
        actions.change_member(
            member=found, values=form.values, colleague=form.colleague, based_on=form.cleaned_data["based_on"] or 0
        )
    except ChangedMeanwhile as error:
        data = request.POST.copy()
        data["based_on"] = str(error.version)
        fresh = visible_member(request, pk)
        again = MemberForm.of(fresh, data)
        again.is_valid()
        show_error(again, None, str(error))
        return page(request, found.account, editing=pk, member_form=again, theirs=fresh, status=409)
    messages.success(request, _("Saved."))
    return redirect("account-ours", found.account_id)


@require_POST
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """The colleague no longer works on the account; what stays open is shown at once."""
    found = editable_member(request, pk)
    form = LeaveForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(text) for texts in form.errors.values() for text in texts))
        return redirect("account-ours", found.account_id)
    try:
        actions.leave_team(member=found, on=form.cleaned_data["on"], based_on=form.cleaned_data["based_on"] or 0)
    except ChangedMeanwhile as error:
        messages.error(request, error.message)
        return redirect("account-ours", found.account_id)
    user = found.colleague.user
    sees = user is not None and Membership.objects.filter(account=found.account, user=user).exists()
    text = _("{person} has left the team, and still sees the account.") if sees else _("{person} has left the team.")
    messages.success(request, text.format(person=found.colleague))
    return redirect(reverse("account-ours", args=[found.account_id]) + "#open")


@require_POST
def come_back(request: HttpRequest, pk: int) -> HttpResponse:
    """The colleague works on the account again."""
    found = editable_member(request, pk)
    actions.add_member(account=found.account, colleague=found.colleague)
    messages.success(request, _("{person} is on the team.").format(person=found.colleague))
    return redirect("account-ours", found.account_id)


@require_POST
def hand(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand the ticked links of somebody who has left to the chosen one, or say that nobody needs to take them."""
    account, user = editable_account(request, pk), reader(request)
    keys = [int(key) for key in request.POST.getlist("link") if key.isdecimal() and len(key) < 19]
    links = list(open_links(user, account).filter(pk__in=keys))
    to = None if "nobody" in request.POST else _successor(request, account)
    try:
        count = hand_over(links=links, on=timezone.localdate(), to=to)
    except OpenKAMError as error:
        messages.error(request, str(error))
        return redirect(reverse("account-ours", args=[pk]) + "#open")
    if not count:
        messages.error(request, _("No link was ticked, so nothing was handed over."))
    elif to is None:
        text = ngettext("{count} link is closed.", "{count} links are closed.", count)
        messages.success(request, text.format(count=format_number(count)))
    else:
        text = ngettext("{count} link went to {name}.", "{count} links went to {name}.", count)
        messages.success(request, text.format(count=format_number(count), name=to))
    return redirect(reverse("account-ours", args=[pk]) + "#open")


def _successor(request: HttpRequest, account: Account) -> TeamMember | Contact:
    """`m3` or `c5` as the form sent it: one of ours or of theirs who is there."""
    key, user = request.POST.get("to", ""), reader(request)
    number = int(key[1:]) if key[1:].isdecimal() and len(key) < 19 else 0
    if key.startswith("m"):
        return get_object_or_404(members_of(user, account), pk=number)
    return get_object_or_404(contacts_of(user, account), pk=number)


@require_POST
def pairs(request: HttpRequest, pk: int) -> HttpResponse:
    """Which functions of theirs are the opposite numbers of ours. Others' changes meanwhile stay."""
    account = editable_account(request, pk)
    seen, typed = pairs_typed(request.POST)
    try:
        actions.change_function_pairs(account=account, seen=seen, typed=typed)
    except OpenKAMError as error:
        return page(request, account, typed_pairs=typed, pairs_error=str(error), status=422)
    messages.success(request, _("Saved."))
    return redirect(reverse("account-ours", args=[pk]) + "#functions")
