"""Adding a contact: in one line, somebody known elsewhere, or a place whose person is not known yet."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from openkam.core.errors import OpenKAMError
from openkam.web.accounts.models import Account
from openkam.web.accounts.pages import frame
from openkam.web.people.actions.contacts import add_contact
from openkam.web.people.contacts.forms import AddForm
from openkam.web.people.contacts.known import already_there, known, known_people
from openkam.web.people.frame import editable_account
from openkam.web.people.models import Contact
from openkam.web.people.queries.people import contacts_of
from openkam.web.shell.access import reader
from openkam.web.shell.forms import show_error

SOMEBODY_ELSE = "new"
KEPT = ("function", "level", "reports_to")
"""What the next person's form has from the last one, where several are added in a row."""


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """The form, and adding; where a person of the same name is known, it asks first."""
    account = editable_account(request, pk)
    if request.method != "POST":
        initial = {name: request.GET[name] for name in (*KEPT, "title") if request.GET.get(name)}
        return _page(request, account, _form(request, account, None, initial))
    form = _form(request, account, request.POST)
    if not form.is_valid():
        return _page(request, account, form, 422)
    same = request.POST.get("same", "")
    if form.person is not None and not same and _has_namesake(request, account, form.person):
        return _page(request, account, form, 409)
    try:
        made = _add(request, account, form, same)
    except OpenKAMError as error:
        show_error(form, "reports_to", str(error))
        return _page(request, account, form, 422)
    messages.success(request, _("On the list: {name}").format(name=made.name))
    if "again" not in request.POST:
        return redirect(f"{reverse('account-people', args=[pk])}#c{made.pk}")
    query = request.POST.copy()
    for name in list(query):
        if name not in KEPT:
            del query[name]
    return redirect(f"{reverse('contact-add', args=[pk])}?{query.urlencode()}")


def _form(request: HttpRequest, account: Account, data: object, initial: dict[str, str] | None = None) -> AddForm:
    return AddForm(data, candidates=contacts_of(reader(request), account), initial=initial or {})


def _has_namesake(request: HttpRequest, account: Account, person: dict[str, str]) -> bool:
    return bool(already_there(account, **person)) or known_people(reader(request), account, **person).exists()


def _add(request: HttpRequest, account: Account, form: AddForm, same: str) -> Contact:
    """Add the new person, or the known one that was chosen; who has left is back."""
    if form.person is None or not same or same == SOMEBODY_ELSE:
        return add_contact(account=account, person=form.person, values=form.values)
    pk = int(same) if same.isdecimal() and len(same) < 19 else 0
    here = next((row for row in already_there(account, **form.person) if row.person_id == pk), None)
    person = here.person if here else get_object_or_404(known_people(reader(request), account, **form.person), pk=pk)
    values = {name: value for name, value in form.values.items() if value not in ("", None)}
    return add_contact(account=account, person=person, values=values)


def _page(request: HttpRequest, account: Account, form: AddForm, status: int = 200) -> HttpResponse:
    name, email = (str(form["name"].value() or ""), str(form["email"].value() or ""))
    functions = set(Contact.objects.filter(account=account).values_list("function", flat=True)) - {""}
    context = frame(
        request, account, "people",
        part="list", form=form, functions=sorted(functions), asks=status == 409,
        known=known(reader(request), account, name=name, email=email) if form.is_bound else [],
        here=already_there(account, name=name, email=email) if form.is_bound else [],
    )  # fmt: skip
    return render(request, "people/contacts/add.html", dict(context), status=status)


@require_GET
def same(request: HttpRequest, pk: int) -> HttpResponse:
    """Who is known of the name or address that is being typed."""
    account = editable_account(request, pk)
    name, email = (request.GET.get(field, "")[:254] for field in ("name", "email"))
    found = known(reader(request), account, name=name, email=email)
    here = already_there(account, name=name, email=email)
    return render(request, "people/contacts/same.html", {"known": found, "here": here, "account": account})
