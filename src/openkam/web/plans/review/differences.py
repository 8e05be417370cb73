"""What changed between two kept plans: rows by their id, fields by their names. Pure; knows no database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

ROWS: Final = ("objectives", "actions", "insights", "needs", "whitespace", "risks", "team")
"""The parts whose rows are told apart by `id`, in the order in which they are shown."""
SINGLES: Final = ("stage", "class", "texts")
NAMES: Final[Mapping[str, Sequence[str]]] = {"whitespace": ("buying_centre", "offering")}
"""Fields that name a row where it has no `text`."""
Kind = Literal["added", "removed", "changed"]


@dataclass(frozen=True)
class FieldChange:
    """One field before and after."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Change:
    """One row that came, went or changed, or one of the parts that are no rows."""

    part: str
    kind: Kind
    name: str
    fields: Sequence[FieldChange] = ()


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """Everything that differs, part by part: what came, what changed, what went."""
    found: list[Change] = []
    for part in SINGLES:
        fields = list(_fields(before.get(part) or {}, after.get(part) or {}))
        if fields:
            found.append(Change(part, "changed", "", fields))
    found += _figures(before.get("figures", ()), after.get("figures", ()))
    for part in ROWS:
        found += _rows(part, before.get(part, ()), after.get(part, ()))
    return found


def _rows(part: str, before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]) -> Iterator[Change]:
    was, now = ({row["id"]: row for row in rows} for rows in (before, after))
    for key, row in now.items():
        if key not in was:
            yield Change(part, "added", _name(part, row))
    for key, row in now.items():
        fields = list(_fields(was[key], row)) if key in was else []
        if fields:
            yield Change(part, "changed", _name(part, row), fields)
    for key, row in was.items():
        if key not in now:
            yield Change(part, "removed", _name(part, row))


def _name(part: str, row: Mapping[str, Any]) -> str:
    return " · ".join(str(row.get(name) or "") for name in NAMES.get(part, ("text",)))


def _fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[FieldChange]:
    for name in dict.fromkeys([*before, *after]):
        was, now = before.get(name), after.get(name)
        if name != "id" and (was or None) != (now or None):
            yield FieldChange(name, was, now)


def _figures(before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]) -> Iterator[Change]:
    was = {row["period"]: row for row in before}
    for row in after:
        earlier = was.get(row["period"], {})
        fields = [one for one in _fields(earlier, row) if one.field in ("revenue", "net_income")]
        if fields:
            yield Change("figures", "changed" if earlier else "added", row["period"], fields)
