"""What a list would change: entries that are new, entries that differ from what is known, and those that do not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, Final

from openkam.core.errors import OpenKAMError
from openkam.ledger.types import Preview
from openkam.web.accounts.models import Account, CodeName
from openkam.web.imports import lists, previews, words
from openkam.web.imports.models import RunFile

COMPARED_AT_MOST: Final = 20_000
SHOWN_AT_MOST: Final = 20
ACCOUNT_FIELDS: Final = ("name", "segment", "territory", "salesperson", "country", "city")


@dataclass(frozen=True)
class Difference:
    """One field of one code that the list would change; `before` is empty where it is new."""

    code: str
    field: str
    before: str
    after: str


@dataclass(frozen=True)
class ListComparison:
    """What the list would do. `differences` are the first few."""

    new: int = 0
    changed: int = 0
    same: int = 0
    repeated: int = 0
    """Lines whose code stands in the list more than once; the last one counts."""
    first_new: Sequence[lists.Entry] = ()
    differences: Sequence[Difference] = ()
    error: Mapping[str, Any] | None = None

    @property
    def labelled(self) -> list[Difference]:
        """The differences with the field in the reader's words."""
        return [replace(each, field=words.role_label(each.field)) for each in self.differences]


def compare(file: RunFile, seen: Preview) -> ListComparison:
    """What applying the list in `file` would change, from its first twenty thousand entries."""
    mapping = previews.list_mapping(file)
    if mapping.missing:
        return ListComparison()
    columns = [column.name for column in seen.columns]
    try:
        found = list(islice(lists.read(file.stored.path, mapping, columns, file_name=file.name), COMPARED_AT_MOST))
    except OpenKAMError as error:
        body: Any = error.to_json()["error"]
        return ListComparison(error=body)
    entries = {entry.code: entry for entry in found}
    known = known_values(file.content, list(entries))
    return _difference(entries, known, repeated=len(found) - len(entries))


def known_values(content: str, codes: Sequence[str]) -> dict[str, dict[str, str]]:
    """Code → field → value, for those of `codes` that are known."""
    if content == RunFile.Content.ACCOUNTS:
        rows = Account.objects.values("code", "parent__code", *ACCOUNT_FIELDS)
        if len(codes) <= 500:
            rows = rows.filter(code__in=codes)
        wanted = set(codes)
        return {
            row["code"]: {field: row[field] for field in ACCOUNT_FIELDS} | {"parent": row["parent__code"] or ""}
            for row in rows
            if row["code"] in wanted
        }
    names = CodeName.objects.filter(kind=content).values("code", "name", "group")
    return {row["code"]: {"name": row["name"], "group": row["group"]} for row in names}


def _difference(
    entries: Mapping[str, lists.Entry], known: Mapping[str, Mapping[str, str]], *, repeated: int
) -> ListComparison:
    new = [entry for code, entry in entries.items() if code not in known]
    changed, differences = 0, []
    for code, entry in entries.items():
        if code not in known:
            continue
        given = {"name": entry.name, **entry.fields}
        differing = [name for name, value in given.items() if value and value != known[code].get(name, "")]
        changed += bool(differing)
        differences += [Difference(code, name, known[code].get(name, ""), given[name]) for name in differing]
    return ListComparison(
        new=len(new),
        changed=changed,
        same=len(entries) - len(new) - changed,
        repeated=repeated,
        first_new=new[:SHOWN_AT_MOST],
        differences=differences[:SHOWN_AT_MOST],
    )
