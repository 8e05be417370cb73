"""What every page of an account's people needs: the account, as far as the reader may see it, and its frame."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from openkam.web.accounts.pages import editable_account, visible_account
from openkam.web.accounts.queries import may_edit
from openkam.web.people.models import Contact
from openkam.web.people.queries.people import visible_contacts
from openkam.web.shell.access import reader

__all__ = ["editable_account", "editable_contact", "visible_account", "visible_contact"]


def visible_contact(request: HttpRequest, pk: int) -> Contact:
    """The contact, or 404 where the reader must not know of its account."""
    found = visible_contacts(reader(request)).select_related("account__owner", "reports_to__person")
    return get_object_or_404(found, pk=pk)


def editable_contact(request: HttpRequest, pk: int) -> Contact:
    """The contact, or 404 where the reader may not change it."""
    contact = visible_contact(request, pk)
    if not may_edit(reader(request), contact.account):
        raise Http404
    return contact
