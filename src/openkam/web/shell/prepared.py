"""Questions that every request asks, put into the database's words once for each process.

To write such a question takes Django several times as long as the database takes to answer it. Only the words are
kept, never an answer.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, Final, Generic, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.query import RawQuerySet

M = TypeVar("M", bound=Model)
PLACE: Final = -7_305_419_286
"""Stands in the question where a key will stand. No row has it: keys count upwards from one."""


class Prepared(Generic[M]):
    """The question that `write` makes of a key. It may ask for nothing else that changes between two requests."""

    def __init__(self, write: Callable[[int], QuerySet[M]]) -> None:
        self._write = write
        self._written = cache(self._in_words)

    def _in_words(self, vendor: str) -> tuple[type[M], str, tuple[Any, ...]]:
        question = self._write(PLACE)
        sql, values = question.query.sql_with_params()
        return question.model, sql, tuple(values)

    def ask(self, key: int) -> RawQuerySet[M]:
        """The rows for `key`."""
        model, sql, values = self._written(connection.vendor)
        return model._default_manager.raw(sql, self._filled(values, key))

    @staticmethod
    def _filled(values: tuple[Any, ...], key: int) -> list[Any]:
        return [key if value == PLACE else value for value in values]

    def count(self, key: int) -> int:
        """How many rows there are for `key`."""
        _model, sql, values = self._written(connection.vendor)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT COUNT(*) FROM ({sql}) counted", self._filled(values, key))  # noqa: S608 - Django wrote it
            return int(cursor.fetchone()[0])
