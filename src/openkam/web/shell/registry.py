"""What the apps above the shell put into it: each appends to these lists in its `AppConfig.ready()`.

So the navigation, the settings, the search and the home page know no app, and no import goes upwards.
Labels are lazy texts, so that they are read in the reader's language. `order` sorts; gaps of ten leave room.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from openkam.web.shell.models import Job, User

Label = str | Promise

SECTIONS: Final[Mapping[str, Label]] = {
    "": "",
    "choose": _("Choose accounts"),
    "accounts": _("Key accounts"),
    "workspace": _("Workspace"),
}
"""The parts of the side bar, in order, with their headings."""


def everyone(user: User) -> bool:
    """Visible to all who are signed in."""
    return True


def administrators(user: User) -> bool:
    """Visible to administrators only."""
    return user.is_administrator


def no_badge(user: User) -> str:
    """Nothing behind the label."""
    return ""


@dataclass(frozen=True)
class Entry:
    """One line of the side bar. `icon` names a drawing of `static/icons.svg`; `badge` is a short text, a count say.

    The line is marked on every page whose address begins with its own (with `is_page_alone`, on its own page only), and
    on those that `covers` names.
    """

    key: str
    label: Label
    url_name: str
    icon: str
    section: str = ""
    order: int = 100
    visible: Callable[[User], bool] = everyone
    badge: Callable[[User], str] = no_badge
    covers: frozenset[str] = frozenset()
    is_page_alone: bool = False


@dataclass(frozen=True)
class Tab:
    """One tab of the settings (`url_name` takes nothing) or of an account (`url_name` takes the account's pk)."""

    key: str
    label: Label
    url_name: str
    order: int = 100
    visible: Callable[[User], bool] = everyone


@dataclass(frozen=True)
class Hit:
    """One thing that a search found. `kind` is its heading; `detail` tells two of the same name apart."""

    kind: Label
    label: str
    url: str
    detail: str = ""
    icon: str = "page"


@dataclass(frozen=True)
class Fact:
    """One figure in the header of an account, already written in the reader's language."""

    label: str
    value: str
    note: str = ""
    negative: bool = False


@dataclass(frozen=True)
class Mark:
    """A badge beside the name of an account: a letter with its colour, what it means, whence, and where that is."""

    kind: str
    label: str
    source: str
    url: str


@dataclass(frozen=True)
class SampleData:
    """The sample company: load and remove it, each as a job or at once, and whether it is loaded now."""

    load: Callable[[User | None], Job | None]
    remove: Callable[[User | None], Job | None]
    is_loaded: Callable[[], bool]


@dataclass(frozen=True)
class FootLine:
    """One line at the foot of the side bar: what it is about, how that stands, and where it leads."""

    label: Label
    text: str
    url: str


SearchProvider = Callable[["User", str], Iterable[Hit]]
HomeCard = Callable[[HttpRequest], tuple[str, Mapping[str, Any]] | None]
AccountFacts = Callable[[HttpRequest, Any], Sequence[Fact]]
AccountMarks = Callable[[HttpRequest, Any], Sequence[Mark]]

navigation: list[Entry] = []
settings_tabs: list[Tab] = []
account_tabs: list[Tab] = []
account_histories: list[Tab] = []
"""Pages that tell the history of what hangs on an account; the account's own history leads there."""
search_providers: list[SearchProvider] = []
home_cards: list[tuple[int, HomeCard]] = []
"""(order, card): a card answers a template and its context, or None where it has nothing to show."""
account_facts: list[AccountFacts] = []
account_marks: list[AccountMarks] = []
side_foot: list[Callable[[User], FootLine | None]] = []
"""Drawn on every page, so each may ask the database one short question at most."""
sample: list[SampleData] = []
"""At most one."""
has_books: list[Callable[[], bool]] = []
"""At most one: whether any invoices are loaded."""
after_load: list[Callable[[User | None], object]] = []
"""What follows at once when the books have changed, such as working out the figures; queued, never done in place."""
worker_start: list[Callable[[], object]] = []
"""What a worker gets ready while it waits for its first job, in a thread of its own."""
now_and_then: list[Callable[[], object]] = []
"""What a worker does every few minutes beside its jobs; each of them knows whether there is anything to do."""


def books_changed(user: User | None) -> None:
    """Tell those who want to know that a load or its undoing has changed the books."""
    for follow in after_load:
        follow(user)


def entries(user: User) -> list[tuple[str, Label, list[Entry]]]:
    """The side bar as `user` sees it: (section key, heading, lines), empty sections left out."""
    shown = sorted((entry for entry in navigation if entry.visible(user)), key=lambda entry: entry.order)
    parts = [(key, heading, [entry for entry in shown if entry.section == key]) for key, heading in SECTIONS.items()]
    return [part for part in parts if part[2]]


def tabs(of: Iterable[Tab], user: User) -> list[Tab]:
    """The tabs that `user` may open, in order."""
    return sorted((tab for tab in of if tab.visible(user)), key=lambda tab: tab.order)
