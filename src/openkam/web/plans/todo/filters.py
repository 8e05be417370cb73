"""Which part of an account's actions a person asks for, and how it is shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from openkam.web.plans.models import Action
from openkam.web.plans.todo.gathered import OVER, Row

VIEWS: Final[dict[str, Promise]] = {
    "list": _("List"),
    "board": pgettext_lazy("kanban", "Board"),
    "timeline": _("Timeline"),
}
STATES: Final[dict[str, Promise]] = {
    "open": _("not over"),
    "late": _("overdue"),
    "blocked": _("blocked"),
    "over": _("done or dropped"),
    "all": _("all actions"),
}
LONGEST: Final = 200


@dataclass(frozen=True)
class Wanted:
    """What is asked for; an empty text asks for everything."""

    show: str = "list"
    state: str = ""
    owner: str = ""
    """A colleague's key, or `none`."""
    objective: str = ""
    text: str = ""
    principal: bool = False

    @classmethod
    def of(cls, data: QueryDict) -> Wanted:
        """What the address asks for; what cannot be meant asks for nothing."""
        show, state = data.get("show", ""), data.get("state", "")
        return cls(
            show=show if show in VIEWS else "list",
            state=state if state in STATES else "",
            owner=_key(data.get("owner", ""), "none"),
            objective=_key(data.get("objective", ""), "none"),
            text=data.get("q", "").strip()[:LONGEST],
            principal=data.get("principal") == "1",
        )

    @property
    def seen_state(self) -> str:
        """The state that is shown: the board has a column for each, so there all are there."""
        return self.state or ("all" if self.show == "board" else "open")

    @property
    def narrows(self) -> bool:
        """Whether anything but the view was asked for."""
        return bool(self.state or self.owner or self.objective or self.text or self.principal)

    def query(self, **other: str) -> str:
        """The same as part of an address, with `other` values."""
        now = {
            "show": "" if self.show == "list" else self.show, "state": self.state, "owner": self.owner,
            "objective": self.objective, "q": self.text, "principal": "1" if self.principal else "",
        }  # fmt: skip
        return urlencode({name: value for name, value in {**now, **other}.items() if value})

    def narrow(self, actions: QuerySet[Action]) -> QuerySet[Action]:
        """What the database can tell; `sift` does the rest."""
        for name, value in (("owner", self.owner), ("objective", self.objective)):
            if value == "none":
                actions = actions.filter(**{f"{name}__isnull": True})
            elif value:
                actions = actions.filter(**{f"{name}_id": int(value)})
        for word in self.text.split():
            actions = actions.filter(text__icontains=word)
        if self.principal:
            actions = actions.filter(is_principal=True)
        if self.seen_state == "over":
            return actions.filter(status__in=OVER)
        return actions if self.seen_state == "all" else actions.exclude(status__in=OVER)

    def sift(self, rows: Iterable[Row]) -> list[Row]:
        """Those that are late, or blocked, where that is asked for."""
        if self.seen_state == "late":
            return [row for row in rows if row.is_overdue]
        if self.seen_state == "blocked":
            return [row for row in rows if row.blocked_by]
        return list(rows)


def _key(text: str, *words: str) -> str:
    return text if text in words or (text.isascii() and text.isdigit() and len(text) < 19) else ""
