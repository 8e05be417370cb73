"""Joint teams: making, changing, deleting and bringing back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from openkam.core.errors import OpenKAMError
from openkam.web.accounts.queries import may_edit, visible_accounts
from openkam.web.people.actions import team as actions
from openkam.web.people.actions.writing import ChangedMeanwhile
from openkam.web.people.frame import editable_account
from openkam.web.people.models import JointTeam
from openkam.web.people.ours.forms import JointTeamForm
from openkam.web.people.ours.pages import page
from openkam.web.shell.access import reader
from openkam.web.shell.forms import show_error
from openkam.web.shell.models import Role, User


def _editable(request: HttpRequest, pk: int) -> JointTeam:
    user = reader(request)
    seen = JointTeam.objects.filter(account__in=visible_accounts(user).order_by().values("pk"))
    team = get_object_or_404(seen.select_related("account__owner"), pk=pk)
    if not may_edit(user, team.account):
        raise Http404
    return team


def _back(account: int) -> str:
    return reverse("account-ours", args=[account]) + "#joint"


@require_POST
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Form a joint team."""
    account, user = editable_account(request, pk), reader(request)
    form = JointTeamForm(request.POST, user=user, account=account)
    if form.is_valid():
        try:
            actions.put_joint_team(account=account, **_values(form))
        except OpenKAMError as error:
            show_error(form, "name", str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect(_back(pk))
    return page(request, account, joint=form, adding="joint", status=422)


def _values(form: JointTeamForm) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in ("name", "members", "contacts")}


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Another name, other people."""
    team, user = _editable(request, pk), reader(request)
    account = team.account
    form = JointTeamForm(request.POST or None, user=user, account=account, team=team)
    if request.method != "POST":
        return page(request, account, joint=form, joint_team=team, adding="joint")
    status = 422
    if form.is_valid():
        try:
            based_on = form.cleaned_data["based_on"] or 0
            actions.put_joint_team(account=account, team=team, based_on=based_on, **_values(form))
        except ChangedMeanwhile as error:
            data = request.POST.copy()
            data["based_on"] = str(error.version)
            form = JointTeamForm(data, user=user, account=account, team=_editable(request, pk))
            form.is_valid()
            show_error(form, None, str(error))
            status = 409
        except OpenKAMError as error:
            show_error(form, "name", str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect(_back(account.pk))
    theirs = _editable(request, pk) if status == 409 else None
    return page(request, account, joint=form, joint_team=team, joint_theirs=theirs, adding="joint", status=status)


@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Dissolve a joint team; the next page can bring it back."""
    team = _editable(request, pk)
    based_on = request.POST.get("based_on", "")
    try:
        version = int(based_on) if based_on.isdecimal() and len(based_on) < 10 else 0
        number = actions.delete_joint_team(team=team, based_on=version)
    except ChangedMeanwhile as error:
        messages.error(request, error.message)
        return redirect(_back(team.account_id))
    return redirect(f"{reverse('account-ours', args=[team.account_id])}?dissolved={number}#joint")


def deleted_teams(user: User) -> QuerySet[Any]:
    """Deletions in the history of joint teams that `user` could change and that are not back."""
    records: QuerySet[Any] = JointTeam.history.filter(history_type="-", is_sample=False)
    if user.role == Role.VIEWER:
        return records.none()
    there = JointTeam.objects.filter(pk=OuterRef("id"))
    found: QuerySet[Any] = records.filter(~Exists(there), account_id__in=visible_accounts(user).order_by().values("pk"))
    return found


@require_POST
def restore(request: HttpRequest, history_id: int) -> HttpResponse:
    """Bring a joint team back."""
    record = get_object_or_404(deleted_teams(reader(request)), history_id=history_id)
    try:
        team = actions.restore_joint_team(record=record)
    except OpenKAMError as error:
        messages.error(request, str(error))
        return redirect(_back(record.account_id))
    messages.success(request, _("{name} is back.").format(name=team.name))
    return redirect(_back(team.account_id))
