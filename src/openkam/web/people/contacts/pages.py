"""The people of an account: the contact map, the list, and both as files."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.text import slugify
from django.views.decorators.http import require_GET, require_safe

from openkam.core.nouns import LEVEL_NAMES
from openkam.tools.relationship.contact_map.inputs import INFLUENCE_NAMES
from openkam.web.accounts.models import Account
from openkam.web.accounts.pages import frame
from openkam.web.people.contacts import exports, filters
from openkam.web.people.contacts.deleted import deleted
from openkam.web.people.contacts.gathered import Everybody, gather
from openkam.web.people.contacts.grid import grid, letters, rows_per_page
from openkam.web.people.contacts.reading import findings, reading
from openkam.web.people.contacts.words import STATES, state_name
from openkam.web.people.frame import visible_account
from openkam.web.people.ours.holes import holes
from openkam.web.shell import files
from openkam.web.shell.access import reader
from openkam.web.toolbox.showing import shown


def _choices(wanted: filters.Wanted) -> dict[str, Any]:
    """What the filters offer: value, text, and whether it is chosen."""
    unknown = (filters.UNKNOWN, filters.not_known())
    offered = {
        "influence": [*((key, str(name)) for key, name in INFLUENCE_NAMES.items()), unknown],
        "level": [*((key, str(name)) for key, name in LEVEL_NAMES.items()), unknown],
        "state": [(key, state_name(key)) for key in STATES],
        "who": filters.who_names(),
        "group": [(key, str(name)) for key, name in filters.GROUPS.items()],
    }
    now = {name: getattr(wanted, name) for name in offered}
    return {name: [(value, text, value == now[name]) for value, text in pairs] for name, pairs in offered.items()}


def _shared(request: HttpRequest, account: Account, everybody: Everybody, part: str) -> dict[str, Any]:
    """What map and list have in common: the filters, and what is left of the contacts."""
    user = reader(request)
    wanted = filters.read(request.GET)
    found = filters.chosen(everybody.entries, wanted)
    rows = rows_per_page(len(everybody.members)) if part == "map" else filters.PAGE
    page, groups = filters.grouped(found, wanted, request.GET.get("page", "1"), rows)
    return {
        "part": part,
        "wanted": wanted,
        "choices": _choices(wanted),
        "found": found,
        "page": page,
        "groups": groups,
        "has_contacts": bool(everybody.entries),
        "everybody": everybody,
        "said": findings(everybody.result),
        "has_sample": any(entry.contact.is_sample for entry in everybody.entries),
        "deleted": deleted(user, account),
        "just_deleted": request.GET.get("deleted", ""),
    }


@require_safe
def people(request: HttpRequest, pk: int) -> HttpResponse:
    """The contact map: who of ours meets whom of theirs, and what follows from it."""
    account = visible_account(request, pk)
    everybody = gather(reader(request), account)
    shared = _shared(request, account, everybody, "map")
    shared |= {
        "grid": grid(everybody, shared["groups"]),
        "blocks": shown(reading(everybody.result)),
        "holes": sum(len(one.links) for one in holes(reader(request), account)),
        "marks": [(state, state_name(state)) for state in STATES],
    }
    return render(request, "people/contacts/map.html", dict(frame(request, account, "people", **shared)))


@require_safe
def contacts(request: HttpRequest, pk: int) -> HttpResponse:
    """The contacts as a list."""
    account = visible_account(request, pk)
    everybody = gather(reader(request), account)
    shared = _shared(request, account, everybody, "list")
    rows = [
        (group, [(entry, letters(entry.contact.influence), state_name(entry.state) if entry.state else "")
                 for entry in group.entries])
        for group in shared["groups"]
    ]  # fmt: skip
    context = frame(request, account, "people", rows=rows, heads=filters.heads(shared["wanted"]), **shared)
    return render(request, "people/contacts/list.html", dict(context))


def _file(request: HttpRequest, pk: int, kind: files.Kind) -> HttpResponseBase:
    account = visible_account(request, pk)
    everybody = gather(reader(request), account)
    if not everybody.result.contacts:
        raise Http404
    name = f"contacts-{slugify(account.name)}"[:80] if slugify(account.name) else "contacts"
    return files.send(kind, lambda path: exports.write(kind, path, account, everybody), name)


@require_GET
def deck(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The contact map as slides."""
    return _file(request, pk, "deck")


@require_GET
def workbook(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The contact map as a workbook."""
    return _file(request, pk, "workbook")
