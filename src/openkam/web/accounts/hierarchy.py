"""Who belongs to whom, to any depth, drawn from what the reader may see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from openkam.web.accounts import queries
from openkam.web.accounts.models import Account
from openkam.web.shell.models import User

FAMILIES_PER_PAGE: Final = 50


@dataclass(frozen=True)
class Leaf:
    """An account in the tree."""

    pk: int
    name: str
    code: str
    territory: str
    below: int
    """How many accounts stand under it, at any depth."""


@dataclass(frozen=True)
class Step:
    """A tree as a flat sequence, so that a template draws any depth without recursion."""

    kind: Literal["open", "leaf", "close"]
    leaf: Leaf | None = None


class Forest:
    """All accounts that a person sees and the lines between them. An account under an unseen parent is a root."""

    def __init__(self, user: User) -> None:
        rows = queries.visible_accounts(user).order_by("name", "code")
        self._rows = {row[0]: row for row in rows.values_list("pk", "name", "code", "territory", "parent_id")}
        self._children: dict[int, list[int]] = defaultdict(list)
        self.roots: list[int] = []
        for pk, _name, _code, _territory, parent in self._rows.values():
            if parent in self._rows:
                self._children[parent].append(pk)
            else:
                self.roots.append(pk)
        self._below = self._count_below()

    def _count_below(self) -> dict[int, int]:
        below: dict[int, int] = {}
        order = list(self.roots)
        for pk in order:
            order.extend(self._children.get(pk, ()))
        for pk in reversed(order):
            below[pk] = sum(1 + below[child] for child in self._children.get(pk, ()))
        return below

    @property
    def families(self) -> list[int]:
        """The roots that have somebody under them, the largest family first."""
        return sorted((pk for pk in self.roots if self._children.get(pk)), key=lambda pk: -self._below[pk])

    def root_of(self, account: Account) -> int:
        """The topmost seen ancestor of a seen account."""
        pk = account.pk
        while self._rows[pk][4] in self._rows:
            pk = self._rows[pk][4]
        return int(pk)

    def steps(self, root: int) -> Iterator[Step]:
        """The family under `root`, itself first."""
        waiting: list[int | Literal["close"]] = [root]
        while waiting:
            item = waiting.pop()
            if item == "close":
                yield Step("close")
                continue
            pk, name, code, territory, _parent = self._rows[item]
            yield Step("leaf", Leaf(pk, name, code, territory, self._below[pk]))
            children = self._children.get(pk)
            if children:
                yield Step("open")
                waiting.append("close")
                waiting.extend(reversed(children))
