"""Account reviews: preparing one, holding it, what was kept, and what has changed since."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openkam.core.errors import OpenKAMError
from openkam.core.numbers import format_date
from openkam.web.accounts.models import Account
from openkam.web.accounts.pages import editable_account, frame, visible_account
from openkam.web.accounts.queries import may_edit
from openkam.web.people.actions.writing import ChangedMeanwhile
from openkam.web.plans.actions import review as actions
from openkam.web.plans.deck.showing import on_page
from openkam.web.plans.models import Review, ReviewItem
from openkam.web.plans.queries.plans import visible_rows
from openkam.web.plans.review import keeping, showing
from openkam.web.plans.review.forms import ItemForm, ReviewForm
from openkam.web.plans.todo import quick
from openkam.web.plans.todo.pages import version
from openkam.web.plans.todo.people import owner_named, owners_of
from openkam.web.shell.access import reader
from openkam.web.shell.forms import show_error

Kind = ReviewItem.Kind


def visible_review(request: HttpRequest, pk: int) -> Review:
    """The review, or 404 where the reader must not know of its account."""
    return get_object_or_404(visible_rows(Review, reader(request)).prefetch_related("items__action__owner"), pk=pk)


def editable_review(request: HttpRequest, pk: int) -> Review:
    """The review, or 404 where the reader may not change its account."""
    found = visible_review(request, pk)
    if not may_edit(reader(request), found.account):
        raise Http404
    return found


def editable_item(request: HttpRequest, pk: int) -> ReviewItem:
    """The point, or 404 where the reader may not change its account."""
    found = get_object_or_404(ReviewItem.objects.select_related("review__account"), pk=pk)
    editable_review(request, found.review_id)
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def reviews(request: HttpRequest, pk: int) -> HttpResponse:
    """Every review of an account, and a form that prepares the next."""
    account, user = visible_account(request, pk), reader(request)
    if request.method != "POST":
        return _reviews(request, account, ReviewForm.of(None, presenter=str(user)))
    account = editable_account(request, pk)
    form = ReviewForm.of(None, request.POST)
    if form.is_valid():
        try:
            made = actions.open_review(account=account, author=user, values=form.values)
        except OpenKAMError as error:
            show_error(form, None, str(error))
        else:
            return redirect("review", made.pk)
    return _reviews(request, account, form, 422)


def _reviews(request: HttpRequest, account: Account, form: ReviewForm, status: int = 200) -> HttpResponse:
    lines = showing.log(reader(request), account)
    context = frame(request, account, "plan", lines=lines, form=form)
    return render(request, "plans/review/reviews.html", dict(context), status=status)


@require_safe
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """One review: its agenda while it is prepared or held, what was kept once it is closed."""
    return _review(request, visible_review(request, pk))


def _review(request: HttpRequest, found: Review, status: int = 200, **more: Any) -> HttpResponse:
    agenda = showing.agenda(found)
    at = _number(request.GET.get("at", "0"))
    point = agenda[min(at, len(agenda) - 1)] if agenda and found.started_at and not found.closed_at else None
    account, user = found.account, reader(request)
    context: dict[str, Any] = {
        "review": found, "agenda": agenda, "point": point, "time_said": showing.time_said(found),
        "questions": showing.items(found, Kind.QUESTION), "decisions": showing.items(found, Kind.DECISION),
        "form": ReviewForm.of(found), **more,
    }  # fmt: skip
    if point is not None:
        context |= on_page(showing.slides_for(user, account, point.item.part))
        context["following"], context["former"] = point.number + 1 < len(agenda), point.number > 0
    if found.closed_at:
        context |= {"tables": showing.kept_tables(found.kept), "lines": showing.kept_lines(found.kept)}
        context["others"] = (
            visible_rows(Review, user)
            .defer("kept")
            .filter(account=account, closed_at__isnull=False)
            .exclude(pk=found.pk)
        )
    return render(request, "plans/review/review.html", dict(frame(request, account, "plan", **context)), status=status)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _back(request: HttpRequest, found: Review, anchor: str = "") -> HttpResponse:
    at = request.POST.get("at", "")
    query = f"?at={at}" if at.isascii() and at.isdigit() else ""
    return redirect(f"{reverse('review', args=[found.pk])}{query}{anchor}")


@require_POST
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Another day, other minutes or people."""
    found = editable_review(request, pk)
    form = ReviewForm.of(found, request.POST)
    if not form.is_valid():
        return _review(request, found, 422, form=form, is_editing=True)
    try:
        actions.change_review(review=found, values=form.values, based_on=form.cleaned_data["based_on"] or 0)
    except ChangedMeanwhile as error:
        data = request.POST.copy()
        data["based_on"] = str(error.version)
        return _review(request, visible_review(request, pk), 409, form=ReviewForm.of(found, data), said=str(error),
                       theirs=error.fresh, is_editing=True)  # fmt: skip
    except OpenKAMError as error:
        show_error(form, None, str(error))
        return _review(request, found, 422, form=form, is_editing=True)
    messages.success(request, _("Saved."))
    return _back(request, found)


@require_POST
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """It begins now."""
    found = editable_review(request, pk)
    return _told(request, found, lambda: actions.start_review(review=found))


@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the plan as it stands; nothing of the review changes any more."""
    found = editable_review(request, pk)
    kept = keeping.keep(reader(request), found.account)
    return _told(
        request, found, lambda: actions.close_review(review=found, kept=kept),
        _("The review is closed. The plan is kept as it stands now."),
    )  # fmt: skip


@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Take off a review that was not closed."""
    found = editable_review(request, pk)
    try:
        actions.delete_review(review=found)
    except OpenKAMError as error:
        messages.error(request, f"{error.message} {error.remedy}")
        return _back(request, found)
    messages.success(request, _("The review of {day} was deleted.").format(day=format_date(found.on)))
    return redirect("reviews", found.account_id)


def _told(request: HttpRequest, found: Review, do: Any, said: str = "") -> HttpResponse:
    try:
        do()
    except OpenKAMError as error:
        messages.error(request, f"{error.message} {error.remedy}")
    else:
        if said:
            messages.success(request, said)
    return _back(request, found)


@require_POST
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """One line: a point of the agenda, or a question or decision, which with @owner or a day is an action too."""
    found, user = editable_review(request, pk), reader(request)
    kind, line = request.POST.get("kind", ""), request.POST.get("line", "").strip()
    try:
        if kind == Kind.AGENDA:
            actions.add_item(review=found, kind=kind, text=line, minutes=5)
        elif kind in Kind.values:
            read = quick.read(line, owners_of(user, found.account), timezone.localdate())
            owner = owner_named(read.owner, user)
            actions.write_down(review=found, author=user, text=read.text, owner=owner, due_on=read.due_on, kind=kind)
        else:
            raise Http404
    except OpenKAMError as error:
        return _review(request, found, 422, line=line, line_kind=kind, line_error=error)
    return _back(request, found, "#agenda" if kind == Kind.AGENDA else "#rv-line")


@require_http_methods(["GET", "HEAD", "POST"])
def item(request: HttpRequest, pk: int) -> HttpResponse:
    """Edit one point; what somebody else has saved meanwhile is shown beside it."""
    found = editable_item(request, pk)
    if request.method != "POST":
        return _item(request, found, ItemForm.of(found))
    form = ItemForm.of(found, request.POST)
    if not form.is_valid():
        return _item(request, found, form, 422)
    try:
        actions.change_item(item=found, values=form.values, based_on=form.cleaned_data["based_on"] or 0)
    except ChangedMeanwhile as error:
        data = request.POST.copy()
        data["based_on"] = str(error.version)
        return _item(request, found, ItemForm.of(found, data), 409, said=str(error), theirs=error.fresh)
    except OpenKAMError as error:
        show_error(form, None, f"{error.message} {error.remedy}")
        return _item(request, found, form, 422)
    return _back(request, found.review)


def _item(request: HttpRequest, found: ReviewItem, form: ItemForm, status: int = 200, **more: Any) -> HttpResponse:
    context = frame(request, found.review.account, "plan", item=found, review=found.review, form=form, **more)
    return render(request, "plans/review/item.html", dict(context), status=status)


@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """One place up or down."""
    found = editable_item(request, pk)
    places = -1 if request.POST.get("to") == "up" else 1
    return _told(request, found.review, lambda: actions.move_item(item=found, places=places))


@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a point off."""
    found = editable_item(request, pk)
    return _told(
        request, found.review, lambda: actions.delete_item(item=found, based_on=version(request.POST)),
        _("Deleted: {text}").format(text=found.text[:80]),
    )  # fmt: skip


@require_safe
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """What has changed between a closed review and now, or another closed review (`with`)."""
    found = visible_review(request, pk)
    if not found.closed_at:
        raise Http404
    account, asked = found.account, _number(request.GET.get("with", ""))
    if asked:
        other = get_object_or_404(
            visible_rows(Review, reader(request)).filter(account=account, closed_at__isnull=False), pk=asked
        )
        first, last = sorted((found, other), key=lambda one: (one.closed_at or timezone.now(), one.pk))
        before, after, until = first.kept, last.kept, format_date(last.on)
    else:
        first, before, after, until = found, found.kept, keeping.keep(reader(request), account), _("now")
    context = frame(
        request, account, "plan", review=found, parts=showing.differences(before, after),
        since=format_date(first.on), until=until,
    )  # fmt: skip
    return render(request, "plans/review/compare.html", dict(context))
