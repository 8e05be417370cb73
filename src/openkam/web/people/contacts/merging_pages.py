"""Two entries that are one person: finding the other one, seeing what is taken over, and doing it."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from openkam.core.errors import OpenKAMError
from openkam.web.accounts.pages import frame
from openkam.web.accounts.queries import visible_accounts
from openkam.web.people.actions.contacts import PERSON_FIELDS, merge_people
from openkam.web.people.actions.identity import merge_contacts, taken_over
from openkam.web.people.contacts.words import FIELDS, PERSONAL, value_of, written
from openkam.web.people.frame import editable_contact
from openkam.web.people.models import Contact
from openkam.web.people.queries.people import visible_contacts
from openkam.web.shell.access import reader
from openkam.web.shell.models import User

FOUND = 12


@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """`?q=` finds entries, `?with=` shows what would be taken over, POST does it."""
    kept = editable_contact(request, pk)
    if request.method == "POST":
        return _merge(request, kept)
    other = _other(request, kept, request.GET.get("with", ""))
    return _page(request, kept, other)


def _other(request: HttpRequest, kept: Contact, key: str) -> Contact | None:
    """The entry that the address names, or 404 where the reader must not know of it."""
    if not key:
        return None
    if not key.isdecimal() or len(key) > 18 or int(key) == kept.pk:
        raise Http404
    return editable_contact(request, int(key))


def _merge(request: HttpRequest, kept: Contact) -> HttpResponse:
    other = _other(request, kept, request.POST.get("with", ""))
    if other is None:
        raise Http404
    seen = [request.POST.get(name, "") for name in ("based_on", "other_based_on")]
    versions = [int(text) if text.isdecimal() and len(text) < 10 else 0 for text in seen]
    refusal = refused(reader(request), kept, other)
    try:
        if refusal:
            return _page(request, kept, other, refusal)
        if kept.account_id == other.account_id:
            merge_contacts(kept=kept, other=other, based_on=versions[0], other_based_on=versions[1])
        elif kept.person is not None and other.person is not None:
            merge_people(kept=kept.person, other=other.person)
    except OpenKAMError as error:
        return _page(request, kept, other, str(error))
    messages.success(request, _("{name}: the two entries are one now.").format(name=kept.name))
    return redirect("contact", kept.pk)


def refused(user: User, kept: Contact, other: Contact) -> str:
    """Why `user` cannot make these two one; empty where nothing speaks against it."""
    if kept.account_id != other.account_id and (kept.person_id is None or other.person_id is None):
        return _("Unknown people of two accounts cannot be one entry. Name the person first.")
    people = {kept.person_id, other.person_id} - {None}
    seen = visible_accounts(user).order_by().values("pk")
    if Contact.objects.filter(person__in=people).exclude(account__in=seen).exists():
        return _("You cannot merge these two entries. A programme lead can.")
    return ""


def _page(request: HttpRequest, kept: Contact, other: Contact | None, refusal: str = "") -> HttpResponse:
    user = reader(request)
    text = request.GET.get("q", "").strip()[:200]
    context = frame(
        request, kept.account, "people",
        part="list", contact=kept, other=other, text=text or kept.name,
        found=[] if other else _found(user, kept, text or kept.name),
        preview=preview(kept, other) if other else [],
        refusal=refusal or (refused(user, kept, other) if other else ""),
    )  # fmt: skip
    return render(request, "people/contacts/merge.html", dict(context), status=409 if refusal else 200)


def _found(user: User, kept: Contact, text: str) -> list[Contact]:
    """Entries of a like name or address; those of the same account first."""
    rows = visible_contacts(user).exclude(pk=kept.pk).select_related("account")
    if kept.person_id is not None:
        rows = rows.exclude(person=kept.person_id)
    for word in text.split()[:6]:
        rows = rows.filter(
            Q(person__name__icontains=word) | Q(person__email__icontains=word) | Q(title__icontains=word)
        )
    found = list(rows.filter(account=kept.account_id)[:FOUND])
    return [*found, *rows.exclude(account=kept.account_id)[: FOUND - len(found)]]


def preview(kept: Contact, other: Contact) -> list[tuple[str, str, str, str]]:
    """Each field that either knows: label, of the kept one, of the other one, and what it will be."""
    of_place = taken_over(kept, other) if kept.account_id == other.account_id else {}
    made = []
    for field, label in FIELDS.items():
        if field not in PERSONAL and kept.account_id != other.account_id:
            continue
        mine, theirs = (_shown(entry, field) for entry in (kept, other))
        takes = field in of_place or (not mine and (field in PERSON_FIELDS or field == "is_main"))
        if mine or theirs:
            made.append((str(label), mine, theirs, theirs if takes else mine))
    return made


def _shown(entry: Contact, field: str) -> str:
    if field == "reports_to":
        return entry.reports_to.name if entry.reports_to else ""
    if field == "criticality":
        return ""
    return written(field, value_of(entry, field))
