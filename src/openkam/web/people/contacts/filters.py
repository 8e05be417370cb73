"""What a reader asked to see of the contacts. It lives in the address, so that a link shows the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from itertools import groupby
from typing import Any, Final
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _, gettext_lazy

from openkam.core.nouns import LEVEL_NAMES, LEVELS
from openkam.tools.relationship.contact_map.inputs import INFLUENCE_NAMES, INFLUENCES
from openkam.web.people.contacts.gathered import Entry
from openkam.web.people.contacts.words import STATES

GROUPS: Final[Mapping[str, Any]] = {
    "function": gettext_lazy("Function"),
    "centre": gettext_lazy("Buying centre"),
    "level": gettext_lazy("Level"),
    "influence": gettext_lazy("Influence"),
}
WHO: Final = ("there", "known", "unknown", "left")
UNKNOWN: Final = "-"
"""In place of a key: nothing is known of it."""
SORTS: Final = (
    "priority", "name", "title", "function", "level", "influence", "support", "criticality", "last", "next", "state",
)  # fmt: skip
LONGEST: Final = 300
PAGE: Final = 100


@dataclass(frozen=True)
class Wanted:
    """One choice of contacts. Empty text means no restriction."""

    text: str = ""
    influence: str = ""
    state: str = ""
    level: str = ""
    who: str = "there"
    group: str = "function"
    sort: str = "priority"

    @property
    def narrows(self) -> bool:
        """Whether it leaves out anybody who is there."""
        return replace(self, group="function", sort="priority") != Wanted()

    def query(self, **changes: str) -> str:
        """The part of an address behind the question mark that asks for this; only what is not the default."""
        chosen = replace(self, **changes)
        pairs = [(field.name, getattr(chosen, field.name)) for field in fields(chosen)]
        return urlencode(
            [
                ("q" if name == "text" else name, value)
                for (name, value), field in zip(pairs, fields(chosen), strict=True)
                if value != field.default
            ]
        )


def _one_of(value: str, allowed: Sequence[str], default: str = "") -> str:
    return value if value in allowed else default


def read(query: Mapping[str, str]) -> Wanted:
    """The choice that an address asks for. What cannot be understood is taken as not said."""
    return Wanted(
        text=query.get("q", "").strip()[:LONGEST],
        influence=_one_of(query.get("influence", ""), [*INFLUENCES, UNKNOWN]),
        state=_one_of(query.get("state", ""), STATES),
        level=_one_of(query.get("level", ""), [*LEVELS, UNKNOWN]),
        who=_one_of(query.get("who", ""), WHO, "there"),
        group=_one_of(query.get("group", ""), [*GROUPS, "none"], "function"),
        sort=_one_of(query.get("sort", ""), [*SORTS, *(f"-{name}" for name in SORTS)], "priority"),
    )


def chosen(entries: Sequence[Entry], wanted: Wanted) -> list[Entry]:
    """The contacts that fit, in the wanted order."""
    words = wanted.text.casefold().split()
    found = [entry for entry in entries if _fits(entry, wanted) and all(word in _text(entry) for word in words)]
    key = wanted.sort.lstrip("-")
    if wanted.sort != "priority":
        known = [entry for entry in found if KEYS[key](entry) is not None]
        known.sort(key=KEYS[key], reverse=wanted.sort.startswith("-"))
        # What is not known stands last, whichever way it goes.
        found = [*known, *(entry for entry in found if KEYS[key](entry) is None)]
    return found


def _fits(entry: Entry, wanted: Wanted) -> bool:
    contact = entry.contact
    there = contact.left_on is None
    kinds = {
        "there": there,
        "known": there and not contact.is_placeholder,
        "unknown": there and contact.is_placeholder,
        "left": not there,
    }
    return (
        kinds[wanted.who]
        and wanted.state in ("", entry.state)
        and wanted.level in ("", contact.level or UNKNOWN)
        and (not wanted.influence or wanted.influence in (contact.influence or [UNKNOWN]))
    )


def _text(entry: Entry) -> str:
    contact = entry.contact
    mail = contact.person.email if contact.person else ""
    return "\n".join((contact.name, contact.title, contact.function, contact.buying_centre, mail)).casefold()


def _or_none(value: str) -> str | None:
    return value.casefold() or None


def _level(entry: Entry) -> int | None:
    level = entry.contact.level
    return [*LEVELS].index(level) if level in LEVELS else None


def _influence(entry: Entry) -> int | None:
    return min((INFLUENCES.index(key) for key in entry.contact.influence if key in INFLUENCES), default=None)


KEYS: Final[Mapping[str, Callable[[Entry], Any]]] = {
    "priority": lambda entry: -entry.priority if entry.priority is not None else None,
    "name": lambda entry: _or_none(entry.contact.name),
    "title": lambda entry: _or_none(entry.contact.title),
    "function": lambda entry: _or_none(entry.contact.function),
    "level": _level,
    "influence": _influence,
    "support": lambda entry: entry.contact.support_now,
    "criticality": lambda entry: -entry.contact.criticality,
    "last": lambda entry: entry.last_on,
    "next": lambda entry: entry.next_on,
    "state": lambda entry: STATES.index(entry.state) if entry.state else None,
}


@dataclass(frozen=True)
class Group:
    """Contacts under one heading; `count` is of all pages."""

    key: str
    name: str
    count: int
    entries: list[Entry]


def _place(entry: Entry, group: str) -> tuple[tuple[bool, Any], str]:
    """Where a contact's group stands among the groups, and what it is called; what is not known comes last."""
    contact = entry.contact
    if group == "level":
        at = _level(entry)
        return (at is None, at or 0), str(LEVEL_NAMES[LEVELS[at]]) if at is not None else _("Level not known")
    if group == "influence":
        at = _influence(entry)
        name = _("Influence not known") if at is None else str(INFLUENCE_NAMES[INFLUENCES[at]])
        return (at is None, at or 0), name
    text = contact.buying_centre if group == "centre" else contact.function
    nothing = _("No buying centre") if group == "centre" else _("Function not known")
    return (not text, text.casefold()), text or nothing


def grouped(
    entries: Sequence[Entry], wanted: Wanted, number: str, per_page: int = PAGE
) -> tuple[Page[Entry], list[Group]]:
    """One page of the contacts, under their headings. With the group `none` all stand under one without a name."""
    if wanted.group == "none":
        page = Paginator(entries, per_page).get_page(number)
        rows = list(page.object_list)
        return page, [Group("", "", len(entries), rows)] if rows else []
    places = {entry.contact.pk: _place(entry, wanted.group) for entry in entries}
    ordered = sorted(entries, key=lambda entry: places[entry.contact.pk][0])
    counts = Counter(places[entry.contact.pk][0] for entry in ordered)
    page = Paginator(ordered, per_page).get_page(number)
    groups = [
        Group(f"g{at}", places[rows[0].contact.pk][1], counts[place], rows)
        for at, (place, rows) in enumerate(
            (place, list(members))
            for place, members in groupby(page.object_list, key=lambda entry: places[entry.contact.pk][0])
        )
    ]
    return page, groups


def not_known() -> str:
    """The choice of contacts of whom something is not known."""
    return _("not known")


def who_names() -> list[tuple[str, str]]:
    """The choices of whom to show."""
    return [
        ("there", _("Everybody there")),
        ("known", _("Known people")),
        ("unknown", _("Unknown people")),
        ("left", _("Those who have left")),
    ]


@dataclass(frozen=True)
class Head:
    """A column of the list by which it can be sorted."""

    key: str
    label: str
    query: str
    aria: str
    is_number: bool = False


def heads(wanted: Wanted) -> list[Head]:
    """The columns of the list, in order."""
    labels = {
        "name": _("Contact"),
        "title": _("Job title"),
        "function": _("Business function"),
        "level": _("Level"),
        "influence": _("Influence"),
        "support": _("Support now → needed"),
        "criticality": _("Criticality"),
        "priority": _("Priority"),
        "state": _("State"),
        "last": _("Last contact"),
        "next": _("Next contact"),
    }
    down = wanted.sort.startswith("-")
    made = []
    for key, label in labels.items():
        on = wanted.sort.lstrip("-") == key
        query = wanted.query(sort=f"-{key}" if on and not down else key)
        aria = ("descending" if down else "ascending") if on else ""
        made.append(Head(key, label, query, aria, key in ("criticality", "priority")))
    return made
