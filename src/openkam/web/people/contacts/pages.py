"""The people of an account: the contact map, the list, and one contact."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from openkam.web.accounts.pages import frame
from openkam.web.people.frame import visible_account, visible_contact
from openkam.web.people.queries import people as queries
from openkam.web.shell.access import reader


@require_safe
def people(request: HttpRequest, pk: int) -> HttpResponse:
    """Who there is on both sides."""
    account, user = visible_account(request, pk), reader(request)
    context = frame(
        request, account, "people",
        contacts=queries.contacts_of(user, account), members=queries.members_of(user, account),
    )  # fmt: skip
    return render(request, "people/contacts/people.html", dict(context))


@require_safe
def contact(request: HttpRequest, pk: int) -> HttpResponse:
    """One contact."""
    found = visible_contact(request, pk)
    return render(request, "people/contacts/contact.html", dict(frame(request, found.account, "people", contact=found)))
