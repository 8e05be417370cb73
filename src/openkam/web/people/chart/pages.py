"""The organisation chart of a customer: who reports to whom, who influences whom, and moving people about in it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from openkam.core.errors import InvalidInput, OpenKAMError
from openkam.core.i18n import sentences
from openkam.publish.text import legible, one_line
from openkam.tools.relationship.contact_map.inputs import INFLUENCE_NAMES
from openkam.web.accounts.models import Account
from openkam.web.accounts.pages import frame
from openkam.web.people.actions import chart as actions
from openkam.web.people.actions.contacts import draw_line
from openkam.web.people.actions.writing import ChangedMeanwhile
from openkam.web.people.chart import slides
from openkam.web.people.chart.drawn import chart_of, line_json, lines_of, payload
from openkam.web.people.chart.words import texts
from openkam.web.people.contacts.words import LETTERS, STATES, state_name
from openkam.web.people.frame import editable_account, visible_account
from openkam.web.people.models import Contact, ContactLine
from openkam.web.people.queries.people import contacts_of
from openkam.web.shell import files
from openkam.web.shell.access import reader

LABEL_LENGTH = 100


@require_safe
def chart(request: HttpRequest, pk: int) -> HttpResponse:
    """The chart, and the same as a table."""
    account = visible_account(request, pk)
    found = chart_of(reader(request), account)
    context = frame(
        request,
        account,
        "people",
        part="chart",
        chart=payload(found),
        texts=texts(),
        rows=found.rows(),
        lines=found.lines,
        kinds=ContactLine.Kind.choices,
        letters=[(LETTERS[key], str(INFLUENCE_NAMES[key])) for key in LETTERS],
        states=[(state, state_name(state)) for state in STATES],
        has_sample=any(entry.contact.is_sample for entry in found.entries.values()),
    )
    return render(request, "people/chart/chart.html", dict(context))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _chosen(request: HttpRequest, account: Account, field: str) -> Contact | None:
    """The contact that a field names; None where it names nobody."""
    text = request.POST.get(field, "")
    if not text:
        return None
    found = contacts_of(reader(request), account).filter(pk=_number(text)).first()
    if found is None:
        raise InvalidInput(_("This contact is no longer on the list of the account."), remedy=_("Load the page again."))
    return found


@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a contact report to another (or to nobody), before one of those who report there."""
    account = editable_account(request, pk)
    try:
        contact = _chosen(request, account, "contact")
        if contact is None:
            raise Http404
        superior, before = _chosen(request, account, "superior"), _chosen(request, account, "before")
        moved = actions.place(
            contact=contact, superior=superior, before=before, based_on=_number(request.POST.get("based_on", ""))
        )
    except ChangedMeanwhile as error:
        return JsonResponse(_as_it_is(account, request, error), status=409)
    except OpenKAMError as error:
        return JsonResponse({"message": str(error)}, status=422)
    return JsonResponse({"v": moved.version})


def _as_it_is(account: Account, request: HttpRequest, error: ChangedMeanwhile) -> dict[str, Any]:
    """What somebody else has made of the contact meanwhile, for the chart to show it."""
    people = contacts_of(reader(request), account)
    fresh = people.get(pk=error.fresh.pk)
    above = people.filter(pk=fresh.reports_to_id).first() if fresh.reports_to_id else None
    if above is None:
        now = _("{name} reports to nobody now.").format(name=fresh.name)
    else:
        now = _("{name} reports to {superior} now.").format(name=fresh.name, superior=above.name)
    remedy = _("Move the box again if it should stand elsewhere.")
    return {
        "message": sentences(error.message, now, remedy),
        "v": fresh.version,
        "up": above.pk if above else None,
        "name": fresh.name,
    }


@require_POST
def draw(request: HttpRequest, pk: int) -> HttpResponse:
    """Draw a line of influence or conflict, or give the one that is there another remark."""
    account = editable_account(request, pk)
    try:
        line = _drawn(request, account)
    except InvalidInput as error:
        return _answer(request, account, {"message": str(error)}, 422)
    text = _("Drawn: {source} → {target}.").format(source=line.source.name, target=line.target.name)
    return _answer(request, account, {"message": text, "line": line_json(line)})


def _drawn(request: HttpRequest, account: Account) -> ContactLine:
    source, target = _chosen(request, account, "source"), _chosen(request, account, "target")
    kind = request.POST.get("kind", "")
    if source is None or target is None or kind not in ContactLine.Kind.values:
        raise InvalidInput(
            _("The line lacks an end or its kind."), remedy=_("Choose two contacts, and influence or conflict.")
        )
    label = one_line(legible(request.POST.get("label", "")), LABEL_LENGTH)
    return draw_line(source=source, target=target, kind=kind, label=label)


@require_POST
def erase(request: HttpRequest, pk: int, line: int) -> HttpResponse:
    """Take a line away."""
    account = editable_account(request, pk)
    known = {row.pk: row for row in lines_of(reader(request), account)}
    if line not in known:
        raise Http404
    found = get_object_or_404(ContactLine.objects.select_related("source__person", "target__person"), pk=line)
    text = _("Taken away: {source} → {target}.").format(source=found.source.name, target=found.target.name)
    actions.erase_line(line=found)
    return _answer(request, account, {"message": text})


def _answer(request: HttpRequest, account: Account, said: dict[str, Any], status: int = 200) -> HttpResponse:
    """For the script as JSON; else the page again with what happened."""
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse(said, status=status)
    (messages.success if status == 200 else messages.error)(request, said["message"])
    return redirect(reverse("account-chart", args=[account.pk]) + "#lines")


@require_GET
def deck(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The chart as slides, in the reader's language."""
    account, user = visible_account(request, pk), reader(request)
    found = chart_of(user, account)
    if not found.entries:
        raise Http404
    name = f"organisation-{slugify(account.name)}"[:80] if slugify(account.name) else "organisation"
    return files.send("deck", lambda path: slides.write(path, account, found), name)
