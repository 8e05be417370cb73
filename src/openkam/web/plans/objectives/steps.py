"""One step with an objective: up or down, closed or open again, deleted and brought back."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from openkam.web.accounts.pages import editable_account
from openkam.web.people.actions.writing import ChangedMeanwhile
from openkam.web.plans.actions import objectives as actions
from openkam.web.plans.actions.rows import delete_row
from openkam.web.plans.objectives.finding import deleted_objectives, editable_objective
from openkam.web.plans.todo.pages import version
from openkam.web.plans.todo.words import short


@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Up or down one place."""
    found, way = editable_objective(request, pk), request.POST.get("way", "")
    if way not in ("up", "down"):
        raise Http404
    actions.move_objective(objective=found, places=-1 if way == "up" else 1)
    return redirect(f"{reverse('account-objectives', args=[found.account_id])}#o-{pk}")


@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close an objective, or open it again."""
    found, is_closed = editable_objective(request, pk), request.POST.get("closed") == "1"
    try:
        actions.close_objective(objective=found, is_closed=is_closed, based_on=version(request.POST))
    except ChangedMeanwhile:
        messages.error(request, _("Somebody else has changed this objective meanwhile. Nothing was done; look again."))
        return redirect("objective", pk)
    said = _("Closed: {text}") if is_closed else _("Open again: {text}")
    messages.success(request, said.format(text=short(found.text)))
    return redirect("account-objectives", found.account_id)


@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an objective off the plan; the next page can bring it back."""
    found = editable_objective(request, pk)
    try:
        number = delete_row(found, based_on=version(request.POST))
    except ChangedMeanwhile:
        messages.error(
            request, _("Somebody else has changed this objective meanwhile. It was not deleted; look again.")
        )
        return redirect("objective", pk)
    return redirect(f"{reverse('account-objectives', args=[found.account_id])}?deleted={number}")


@require_POST
def restore(request: HttpRequest, history_id: int) -> HttpResponse:
    """Bring a deleted objective back, with its values, its actions and its whitespace."""
    record = get_object_or_404(deleted_objectives(request), history_id=history_id)
    account = editable_account(request, record.account_id)
    back = actions.restore_objective(record)
    messages.success(request, _("Back in the plan: {text}").format(text=short(back.text)))
    return redirect("account-objectives", account.pk)
