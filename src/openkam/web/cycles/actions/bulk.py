"""Writing very many rows of a cycle inside the database, with the history that each of them would get one by one.

A row that goes through Python costs a hundred times what it costs the database to copy it, and ten thousand candidates
have half a million rows. Everything here runs in the caller's transaction, after `write` has locked the cycle.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models import BigIntegerField, CharField, DateTimeField, QuerySet, Value
from django.utils import timezone
from simple_history.models import HistoricalRecords
from simple_history.utils import get_history_model_for_model

from openkam.web.shell.models import User

BATCH: Final = 500
"""Candidates that are written at once; after each batch the caller is told, and may stop."""
Told = Callable[[int], None]
"""Called with how many candidates are done; what it raises undoes all of them."""
Item = TypeVar("Item")


def nobody(_done: int) -> None:
    """Tell nobody how far it is."""


def batches(items: Sequence[Item], told: Told = nobody) -> Iterator[Sequence[Item]]:
    """The items, `BATCH` at a time; `told` hears after each batch."""
    for at in range(0, len(items), BATCH):
        yield items[at : at + BATCH]
        told(min(at + BATCH, len(items)))


def insert_from(model: type[models.Model], columns: Iterable[str], rows: QuerySet[Any, Any]) -> int:
    """Put what `rows` finds into `model`; the values of `rows` are those of `columns`, in their order.

    Answers how many rows there are more.
    """
    try:
        found, values = rows.query.sql_with_params()
    except EmptyResultSet:
        return 0
    into = ", ".join(connection.ops.quote_name(column_of(model, name)) for name in columns)
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({into}) {found}", values)
        return int(cursor.rowcount)


def column_of(model: type[models.Model], name: str) -> str:
    """The column of a field."""
    field = model._meta.get_field(name)
    if not isinstance(field, models.Field) or field.column is None:
        raise TypeError(f"{name} of {model.__name__} has no column")
    return field.column


def remember(rows: QuerySet[Any, Any], change: str, author: User | None) -> None:
    """Write a line of history for each of the rows as it is: `+` it was made, `~` changed, `-` it is about to go."""
    history = get_history_model_for_model(rows.model)
    names = [field.attname for field in history.tracked_fields]
    told = rows.order_by().annotate(
        told_at=Value(timezone.now(), DateTimeField()),
        told_as=Value(change, CharField()),
        told_by=Value(author_pk(author), BigIntegerField()),
    )
    insert_from(
        history,
        [*names, "history_date", "history_type", "history_user"],
        told.values_list(*names, "told_at", "told_as", "told_by"),
    )


def author_pk(author: User | None) -> int | None:
    """Whose change it is: `author`, else whoever sent the request, as everywhere in the history."""
    if author is not None:
        return author.pk
    asking = getattr(getattr(HistoricalRecords.context, "request", None), "user", None)
    return asking.pk if isinstance(asking, User) else None


def delete_all(rows: QuerySet[Any, Any], author: User | None) -> None:
    """Delete the rows and everything that goes with them, each remembered as deleted."""
    for relation in rows.model._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ForeignObjectRel) and relation.on_delete is models.CASCADE:
            below = relation.related_model._base_manager
            delete_all(below.filter(**{f"{relation.field.name}__in": rows.order_by().values("pk")}), author)
    if hasattr(rows.model._meta, "simple_history_manager_attribute"):
        remember(rows, "-", author)
    rows.order_by()._raw_delete(rows.db)


def handed_over(columns: Mapping[str, str]) -> str:
    """A table of rows that come as one parameter in JSON, a list of lists; `columns` are names and SQL types.

    Handing 66,000 rows over one by one takes several times as long as storing them.
    """
    if connection.vendor == "postgresql":
        parts = (f"(r.row->>{at})::{kind} AS {name}" for at, (name, kind) in enumerate(columns.items()))
        return f"(SELECT {', '.join(parts)} FROM jsonb_array_elements(%s::jsonb) AS r(row))"  # noqa: S608 - names that the code gives
    parts = (f"json_extract(r.value, '$[{at}]') AS {name}" for at, name in enumerate(columns))
    return f"(SELECT {', '.join(parts)} FROM json_each(%s) AS r)"  # noqa: S608 - as above


def as_parameter(rows: Iterable[Sequence[object]]) -> str:
    """The rows for `handed_over`."""
    return json.dumps(list(rows), separators=(",", ":"))
