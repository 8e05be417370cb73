"""The SQL files of the ledger: one question each, in DuckDB's dialect."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from functools import lru_cache
from pathlib import Path
from typing import Final

from openkam.ledger.checks import STORED_TYPES

SQL_DIR: Final = Path(__file__).resolve().parent / "sql"


@lru_cache
def question(name: str) -> str:
    """The SQL of `sql/<name>.sql`."""
    return (SQL_DIR / f"{name}.sql").read_text("utf-8")


def stored_columns(told: AbstractSet[str]) -> tuple[str, ...]:
    """The columns of `stored` as SQL expressions: those that the files tell, and NULL for the others."""
    return tuple(name if name in told else f"CAST(NULL AS {kind}) AS {name}" for name, kind in STORED_TYPES.items())


@lru_cache
def spark_question(name: str) -> str:
    """The same question in the dialect of Spark; parameters are `:name` there."""
    import sqlglot

    (translated,) = sqlglot.transpile(question(name), read="duckdb", write="spark")
    return translated
