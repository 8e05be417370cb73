"""Who the accounts of a frame are: names, places, people and parents, in the frame's order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from openkam.web.accounts.models import Account, CodeName

Rows = NDArray[np.intp]


@dataclass(frozen=True)
class Facet:
    """One property of every account: `values[of[i]]` is that of account i. Values are sorted; "" means none."""

    values: tuple[str, ...]
    of: Rows

    def mask(self, value: str) -> NDArray[np.bool_]:
        """Which accounts have `value`."""
        if value not in self.values:
            return np.zeros(len(self.of), dtype=np.bool_)
        matches: NDArray[np.bool_] = self.of == self.values.index(value)
        return matches


def facet(values: Sequence[str]) -> Facet:
    """A facet of `values`, one per account."""
    labels = tuple(sorted(set(values), key=str.casefold))
    place = {label: at for at, label in enumerate(labels)}
    return Facet(labels, np.fromiter((place[value] for value in values), dtype=np.intp, count=len(values)))


@dataclass(frozen=True)
class Directory:
    """The accounts of a frame. `pk` is 0 and `parent` −1 where there is none."""

    version: str
    pk: NDArray[np.int64]
    names: tuple[str, ...]
    folded: tuple[str, ...]
    """Name and code as a search compares them."""
    by_name: Rows
    """The rank of each account by name."""
    parent: Rows
    parents: Facet
    """The topmost ancestor's code, in the whole hierarchy."""
    territory: Facet
    segment: Facet
    salesperson: Facet
    owner: Facet
    city: tuple[str, ...]

    def row_of(self) -> dict[int, int]:
        """Account id → row."""
        return {int(pk): at for at, pk in enumerate(self.pk.tolist()) if pk}


def _ranks(names: Sequence[str]) -> Rows:
    order = sorted(range(len(names)), key=lambda at: names[at].casefold())
    ranks = np.empty(len(names), dtype=np.intp)
    ranks[order] = np.arange(len(names))
    return ranks


def _names_behind(kind: str) -> dict[str, str]:
    return dict(CodeName.objects.filter(kind=kind).values_list("code", "name"))


def tops(parent: Rows) -> Rows:
    """The topmost ancestor's row of every row; a row without a parent is its own."""
    top = np.where(parent >= 0, parent, np.arange(len(parent)))
    while True:
        higher = top[top]
        if np.array_equal(higher, top):
            return top
        top = higher


def read(version: str, codes: Sequence[str]) -> Directory:
    """The directory of the accounts with these codes, in their order."""
    fields = (
        "pk", "code", "name", "territory", "segment", "city", "salesperson", "owner__name", "owner__email", "parent_id",
    )  # fmt: skip
    known = {row[1]: row for row in Account.objects.order_by().values_list(*fields).iterator(chunk_size=5000)}
    nobody = (0, "", "", "", "", "", "", None, None, None)
    rows = [known.get(code, nobody) for code in codes]
    at_pk = {row[0]: at for at, row in enumerate(rows) if row[0]}
    names = tuple(row[2] or code for row, code in zip(rows, codes, strict=True))
    parent = np.array([_nearest_parent(row[9], at_pk, known) for row in rows], dtype=np.intp)
    people, places = _names_behind(CodeName.Kind.SALESPERSON), _names_behind(CodeName.Kind.TERRITORY)
    top = tops(parent)
    return Directory(
        version=version,
        pk=np.array([row[0] for row in rows], dtype=np.int64),
        names=names,
        folded=tuple(f"{name} {code}".casefold() for name, code in zip(names, codes, strict=True)),
        by_name=_ranks(names),
        parent=parent,
        parents=facet([codes[at] for at in top.tolist()]),
        territory=facet(_translated((row[3] for row in rows), places)),
        segment=facet([row[4] for row in rows]),
        salesperson=facet(_translated((row[6] for row in rows), people)),
        owner=facet([row[7] or row[8] or "" for row in rows]),
        city=tuple(row[5] for row in rows),
    )


def _nearest_parent(parent_id: int | None, at_pk: Mapping[int, int], known: Mapping[str, tuple[object, ...]]) -> int:
    """The row of the closest ancestor that has figures; −1 where none has."""
    if parent_id is None:
        return -1
    if parent_id in at_pk:
        return at_pk[parent_id]
    parent_of = {row[0]: row[9] for row in known.values()}
    seen = set()
    at: object = parent_id
    while isinstance(at, int) and at not in seen:
        if at in at_pk:
            return at_pk[at]
        seen.add(at)
        at = parent_of.get(at)
    return -1


def _translated(values: Iterable[str], names: Mapping[str, str]) -> list[str]:
    return [names.get(value, value) for value in values]
