"""One contact: its groups of fields edited in place, leaving and coming back, deleting, history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openkam.core.errors import OpenKAMError
from openkam.tools.relationship.contact_map.inputs import Silence
from openkam.tools.relationship.contact_map.maths import silence_state
from openkam.web.accounts.changes import FieldChange, beside
from openkam.web.accounts.pages import frame
from openkam.web.people.actions import contacts as actions
from openkam.web.people.actions.identity import fill_place
from openkam.web.people.actions.writing import ChangedMeanwhile
from openkam.web.people.contacts import changes
from openkam.web.people.contacts.deleted import deleted_contacts
from openkam.web.people.contacts.forms import GROUP_NAMES, GROUPS, GroupForm, LeaveForm
from openkam.web.people.contacts.gathered import last_talks
from openkam.web.people.contacts.grid import letters, silence
from openkam.web.people.contacts.known import known_people
from openkam.web.people.contacts.words import FIELDS, support, value_of, written
from openkam.web.people.frame import editable_contact, visible_contact
from openkam.web.people.models import Contact, Link
from openkam.web.people.queries.people import contacts_of, members_of, other_accounts
from openkam.web.shell.access import reader
from openkam.web.shell.forms import show_error

TALKS = 8


@dataclass(frozen=True)
class Group:
    """Fields that are read, and where one may, edited together."""

    key: str
    name: str
    rows: list[tuple[str, str]]
    form: GroupForm | None = None
    differing: list[FieldChange] | None = None


def group_of(contact: Contact, key: str, form: GroupForm | None = None, **more: Any) -> Group:
    """One group with its values written."""
    fields = GROUPS[key].GROUP
    rows = [(str(FIELDS[field]), _written(contact, field)) for field in fields]
    return Group(key, str(GROUP_NAMES[key]), rows, form, **more)


def _written(contact: Contact, field: str) -> str:
    if field == "reports_to":
        return contact.reports_to.name if contact.reports_to else ""
    return written(field, value_of(contact, field))


def _form(request: HttpRequest, contact: Contact, key: str, data: Any = None) -> GroupForm:
    return GROUPS[key](data, contact=contact, candidates=contacts_of(reader(request), contact.account))


@require_safe
def contact(request: HttpRequest, pk: int) -> HttpResponse:
    """One contact, with links, last interactions, and the other accounts of the same person."""
    return _page(request, visible_contact(request, pk))


def _page(
    request: HttpRequest, found: Contact, edited: Group | None = None, leaving: LeaveForm | None = None
) -> HttpResponse:
    user = reader(request)
    groups = [edited if edited and edited.key == key else group_of(found, key) for key in GROUPS]
    met = _links(found)
    there = {link.member_id for link, _state, _said in met}
    status = 409 if edited and edited.differing is not None else 422 if edited or leaving else 200
    context = frame(
        request, found.account, "people",
        part="list", contact=found, groups=groups, links=met, letters=letters(found.influence),
        support=support(found.support_now, found.support_needed),
        not_linked=[row for row in members_of(user, found.account) if row.pk not in there],
        talks=last_talks(user, found.account, found, TALKS),
        elsewhere=list(other_accounts(user, found)),
        leave_form=leaving or LeaveForm(initial={"on": timezone.localdate(), "based_on": found.version}),
        functions=functions_of(found),
    )  # fmt: skip
    return render(request, "people/contacts/contact.html", dict(context), status=status)


def functions_of(contact: Contact) -> list[str]:
    """What the account's functions are called so far, to be offered while typing."""
    return sorted(set(Contact.objects.filter(account=contact.account_id).values_list("function", flat=True)) - {""})


def _links(contact: Contact) -> list[tuple[Link, str, str]]:
    """The links with those of ours who are there: state and sentence of each."""
    today = timezone.localdate()
    made: list[tuple[Link, str, str]] = []
    for link in contact.links.filter(member__left_on__isnull=True).select_related("member__colleague"):
        days = (today - link.last_two_way_on).days if link.last_two_way_on else None
        state = silence_state(days, link.cadence_days, Silence())
        made.append((link, state, silence(state, days, link.cadence_days)))
    return made


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int, group: str) -> HttpResponse:
    """One group of a contact's fields: its form, and saving it."""
    found = editable_contact(request, pk)
    if group not in GROUPS:
        raise Http404
    if request.method != "POST":
        return _group(request, found, group_of(found, group, _form(request, found, group)))
    form = _form(request, found, group, request.POST)
    if not form.is_valid():
        return _group(request, found, group_of(found, group, form), 422)
    try:
        saved = _save(request, found, form)
    except ChangedMeanwhile as error:
        return _both(request, found.pk, group, form, error)
    except OpenKAMError as error:
        show_error(form, "reports_to" if "reports_to" in form.fields else None, str(error))
        return _group(request, found, group_of(found, group, form), 422)
    if request.htmx:  # type: ignore[attr-defined] # django-htmx sets it
        return _group(request, visible_contact(request, saved.pk), group_of(saved, group))
    messages.success(request, _("Saved."))
    return redirect("contact", pk)


def _save(request: HttpRequest, found: Contact, form: GroupForm) -> Contact:
    """Save on the newest version where what others changed meanwhile is none of these fields."""
    based_on = form.cleaned_data["based_on"] or 0
    if changes.untouched(found, form.values, based_on):
        based_on = found.version
    same = request.POST.get("same", "")
    if found.person_id is None and form.person and same.isdecimal() and len(same) < 19:
        person = get_object_or_404(known_people(reader(request), found.account, **form.person), pk=int(same))
        found = fill_place(contact=found, person=person, based_on=based_on)
        return actions.change_contact(contact=found, values=form.values, person=None, based_on=found.version)
    return actions.change_contact(
        contact=found,
        values=form.values,
        person=form.person,
        based_on=based_on,
        person_based_on=form.cleaned_data["person_based_on"],
    )


def _both(request: HttpRequest, pk: int, group: str, form: GroupForm, error: ChangedMeanwhile) -> HttpResponse:
    """The form with what the person typed, and beside it what somebody else has saved meanwhile."""
    fresh = visible_contact(request, pk)
    data = request.POST.copy()
    data["based_on"] = str(fresh.version)
    data["person_based_on"] = str(fresh.person.version if fresh.person else 0)
    again = _form(request, fresh, group, data)
    again.is_valid()
    show_error(again, None, str(error))
    differing = beside(FIELDS, partial(value_of, fresh), again.typed, written)
    return _group(request, fresh, group_of(fresh, group, again, differing=differing), 409)


def _group(request: HttpRequest, found: Contact, group: Group, status: int = 200) -> HttpResponse:
    """The group alone where a script asked for it, else the whole page."""
    if request.htmx:  # type: ignore[attr-defined] # django-htmx sets it
        context = {"contact": found, "group": group, "may_edit": True, "functions": functions_of(found)}
        # What could not be saved is put into the page too, so it is no failure for htmx.
        return render(request, "people/contacts/group.html", context)
    page = _page(request, found, group)
    page.status_code = status
    return page


@require_POST
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """The person no longer works there; what was agreed with them is open to hand over."""
    found = editable_contact(request, pk)
    form = LeaveForm(request.POST)
    if not form.is_valid():
        return _page(request, found, leaving=form)
    try:
        actions.leave(contact=found, on=form.cleaned_data["on"], based_on=form.cleaned_data["based_on"] or 0)
    except ChangedMeanwhile as error:
        return _stale(request, found, error)
    messages.success(request, _("{name} has left.").format(name=found.name))
    if found.links.filter(member__left_on__isnull=True).exists():
        return redirect(reverse("account-ours", args=[found.account_id]) + "#open")
    return redirect("contact", pk)


def _stale(request: HttpRequest, found: Contact, error: OpenKAMError) -> HttpResponse:
    """Nothing was done, because somebody else had changed the contact."""
    messages.error(request, str(error.message))
    return redirect("contact", found.pk)


@require_POST
def come_back(request: HttpRequest, pk: int) -> HttpResponse:
    """The person works there again."""
    found = editable_contact(request, pk)
    try:
        actions.come_back(contact=found, based_on=_version(request.POST))
    except ChangedMeanwhile as error:
        return _stale(request, found, error)
    messages.success(request, _("{name} is back.").format(name=found.name))
    return redirect("contact", pk)


def _version(data: Mapping[str, Any]) -> int:
    text = str(data.get("based_on", ""))
    return int(text) if text.isdecimal() and len(text) < 10 else 0


@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a contact off that should never have been there; the next page can bring it back."""
    found = editable_contact(request, pk)
    try:
        number = actions.delete_contact(contact=found, based_on=_version(request.POST))
    except OpenKAMError as error:
        messages.error(request, str(error))
        return redirect("contact", pk)
    return redirect(f"{reverse('account-contacts', args=[found.account_id])}?deleted={number}")


@require_POST
def restore(request: HttpRequest, history_id: int) -> HttpResponse:
    """Bring a deleted contact back."""
    record = get_object_or_404(deleted_contacts(reader(request)), history_id=history_id)
    back = actions.restore_contact(record=record)
    messages.success(request, _("{name} is back.").format(name=back.name))
    return redirect("contact", back.pk)


@require_safe
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """Who changed what of a contact, and when."""
    found = visible_contact(request, pk)
    context = frame(request, found.account, "people", part="list", contact=found, changes=changes.history_of(found))
    return render(request, "people/contacts/history.html", dict(context))
