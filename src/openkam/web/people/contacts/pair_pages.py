"""One cell of the contact map: what is agreed between two people, when they last spoke, and a line for the log."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from openkam.core.errors import OpenKAMError
from openkam.tools.relationship.contact_map.inputs import Silence
from openkam.tools.relationship.contact_map.maths import silence_state
from openkam.web.accounts.pages import frame
from openkam.web.accounts.queries import may_edit
from openkam.web.people.actions import links, talk
from openkam.web.people.actions.writing import ChangedMeanwhile
from openkam.web.people.contacts.forms import AgreeForm, TalkForm
from openkam.web.people.contacts.grid import silence
from openkam.web.people.frame import visible_contact
from openkam.web.people.models import Contact, Link, TeamMember
from openkam.web.people.queries.people import interactions_of, members_of
from openkam.web.shell.access import reader
from openkam.web.shell.forms import show_error

TALKS = 3


@require_http_methods(["GET", "HEAD", "POST"])
def pair(request: HttpRequest, member: int, contact: int) -> HttpResponse:
    """What two people have agreed and said; POST with `do`: `agree`, `record` or `remove`."""
    theirs = visible_contact(request, contact)
    ours = get_object_or_404(members_of(reader(request), theirs.account, with_left=True), pk=member)
    link = Link.objects.filter(member=ours, contact=theirs).first()
    if request.method != "POST":
        return _page(request, ours, theirs, link)
    if not may_edit(reader(request), theirs.account) or not _both_there(ours, theirs):
        raise Http404
    done = DOES.get(request.POST.get("do", ""))
    if done is None:
        raise Http404
    return done(request, ours, theirs, link)


def _both_there(member: TeamMember, contact: Contact) -> bool:
    return member.left_on is None and contact.left_on is None


def _agree(request: HttpRequest, member: TeamMember, contact: Contact, link: Link | None) -> HttpResponse:
    form = AgreeForm(request.POST)
    if not form.is_valid():
        return _page(request, member, contact, link, agree=form, status=422)
    days = form.cleaned_data["cadence_days"]
    try:
        if link is None:
            talk.put_link(member=member, contact=contact, cadence_days=days)
        else:
            links.agree_cadence(link=link, cadence_days=days, based_on=form.cleaned_data["based_on"] or 0)
    except ChangedMeanwhile as error:
        data = request.POST.copy()
        data["based_on"] = str(error.version)
        again = AgreeForm(data)
        again.is_valid()
        fresh = Link.objects.get(pk=error.fresh.pk)
        show_error(
            again,
            "cadence_days",
            _("Somebody else has set {days} days meanwhile. Save again to keep yours.").format(days=fresh.cadence_days),
        )
        return _page(request, member, contact, fresh, agree=again, status=409)
    return _done(request, contact, _("{member} and {contact}: every {days} days.").format(
        member=member, contact=contact, days=days
    ))  # fmt: skip


def _record(request: HttpRequest, member: TeamMember, contact: Contact, link: Link | None) -> HttpResponse:
    form = TalkForm(request.POST)
    if not form.is_valid():
        return _page(request, member, contact, link, talk_form=form, status=422)
    try:
        talk.record(
            account=contact.account, author=reader(request), members=[member], contacts=[contact],
            values=form.cleaned_data,
        )  # fmt: skip
    except OpenKAMError as error:
        show_error(form, None, str(error))
        return _page(request, member, contact, link, talk_form=form, status=422)
    return _done(request, contact, _("In the log: {member} and {contact}.").format(member=member, contact=contact))


def _remove(request: HttpRequest, member: TeamMember, contact: Contact, link: Link | None) -> HttpResponse:
    if link is not None:
        try:
            talk.remove_link(link=link)
        except OpenKAMError as error:
            form = AgreeForm({"cadence_days": link.cadence_days, "based_on": link.version})
            form.is_valid()
            show_error(form, None, str(error))
            return _page(request, member, contact, link, agree=form, status=422)
    return _done(request, contact, _("{member} and {contact} need not meet.").format(member=member, contact=contact))


DOES: Mapping[str, Callable[[HttpRequest, TeamMember, Contact, Link | None], HttpResponse]] = {
    "agree": _agree,
    "record": _record,
    "remove": _remove,
}


def _done(request: HttpRequest, contact: Contact, text: str) -> HttpResponse:
    """The map beside which it was done shows it; without a script, the contact's page does."""
    if request.htmx:  # type: ignore[attr-defined] # django-htmx sets it
        return HttpResponse(text, content_type="text/plain; charset=utf-8", headers={"X-Done": "1"})
    messages.success(request, text)
    return redirect("contact", contact.pk)


def _page(
    request: HttpRequest,
    member: TeamMember,
    contact: Contact,
    link: Link | None,
    *,
    agree: AgreeForm | None = None,
    talk_form: TalkForm | None = None,
    status: int = 200,
) -> HttpResponse:
    user = reader(request)
    editable = may_edit(user, contact.account) and _both_there(member, contact)
    cadence = link.cadence_days if link else talk.usual_cadence(contact)
    agreed = AgreeForm(initial={"cadence_days": cadence, "based_on": link.version if link else 0})
    context: dict[str, Any] = {
        "member": member,
        "contact": contact,
        "link": link,
        **_state(link),
        "talks": list(interactions_of(user, contact.account).filter(members=member, contacts=contact)[:TALKS]),
        "agree": agree or agreed,
        "talk_form": talk_form or TalkForm(),
        "may_change": editable,
    }
    if request.htmx:  # type: ignore[attr-defined] # django-htmx sets it
        return render(request, "people/contacts/pair.html#pair", context, status=status)
    return render(
        request, "people/contacts/pair.html", dict(frame(request, contact.account, "people", **context)), status=status
    )


def _state(link: Link | None) -> dict[str, str]:
    """How a link stands today, as the map tool reads it."""
    if link is None:
        return {"state": "", "said": _("These two are not meant to meet so far.")}
    last = link.last_two_way_on
    days = (timezone.localdate() - last).days if last else None
    state = silence_state(days, link.cadence_days, Silence())
    return {"state": state, "said": silence(state, days, link.cadence_days)}
