"""The quick way in: text whose cells DuckDB's own CSV reader can type, taken only where every single row is sound.

Most files need none of the patience of `checks`: their amounts and dates are written plainly. Such a file is read
with typed columns, and the first cell that is not plain ends the attempt; `checks.checked_rows_sql` then tells
sound from unsound. What is accepted here has the value that the patient statement gives it.
"""

from __future__ import annotations

from typing import Final

from openkam.ledger.checks import AMOUNT_ROLES, DATE_ROLES, TEXT_ROLES, kept_roles
from openkam.ledger.reading.normalised import NormalisedText
from openkam.ledger.running import Statements
from openkam.ledger.types import ColumnMapping, Role
from openkam.ledger.values import (
    AMOUNT_TYPE,
    EDGES,
    FIRST_YEAR,
    currency_sql,
    date_sql,
    identifier,
    literal,
    trimmed_sql,
)

_TRIAL_ROWS: Final = 2000
_AFTER_SPACES: Final = chr(ord("\N{IDEOGRAPHIC SPACE}") + 1)
_CAST_ORDERS: Final = ("iso", "ymd")


def can_be_tried(text: NormalisedText, mapping: ColumnMapping) -> bool:
    """Whether the columns have one meaning each and stand in the source itself, so that typing them may succeed."""
    columns = list(mapping.columns.values())
    return not text.has_line_column and not text.is_parquet and len(columns) == len(set(columns))


def plain_rows_sql(text: NormalisedText, mapping: ColumnMapping, *, this_year: int) -> str:
    """A SELECT of the values by role, which fails in DuckDB where a needed cell is missing or any is not plain.

    Texts come as they are written; `has_odd_texts` finds those that would have to be trimmed.
    """
    cells = {column: role for role, column in mapping.columns.items()}
    kinds = ", ".join(f"{literal(name)}: {literal(_kind(cells.get(name), mapping))}" for name in text.columns)
    relation = (
        f"read_csv({literal(str(text.path))}, auto_detect=false, header=false, skip={text.header_rows_to_skip}, "
        f"delim={literal(text.delimiter)}, quote={literal(text.quote)}, escape={literal(text.quote)}, "
        f"decimal_separator={literal(mapping.decimal)}, dateformat='%Y-%m-%d', "
        f"compression={literal(text.compression)}, columns={{{kinds}}})"
    )
    values = ", ".join(f"{_value_sql(role, mapping)} AS {role.value}" for role in kept_roles(mapping))
    return (
        f"SELECT * FROM (SELECT {values} FROM {relation}) "
        f"WHERE CASE WHEN {_sound_sql(mapping, this_year)} THEN true ELSE error('a row that is not plain') END"
    )


def _odd_texts_sql(mapping: ColumnMapping, *, is_ascii: bool) -> list[str]:
    """Conditions on a typed row, one for each text in it: whether it would have to be trimmed."""
    kept = [role.value for role in kept_roles(mapping) if role in TEXT_ROLES]
    return [f"NOT {_is_trimmed_sql(name, is_ascii=is_ascii)}" for name in kept]


def is_promising(rows: str, mapping: ColumnMapping, statements: Statements) -> bool:
    """Whether the first rows are plain throughout. Raises `duckdb.Error` where a cell or the text is not."""
    (found,) = statements.run(
        f"SELECT count(*) FROM (SELECT * FROM ({rows}) LIMIT {_TRIAL_ROWS}) "
        f"WHERE {' OR '.join([*_odd_texts_sql(mapping, is_ascii=False), _odd_currency_sql(mapping)])}"
    )
    return bool(found[0] == 0)


def has_odd_texts(relation: str, mapping: ColumnMapping, statements: Statements, *, is_ascii: bool) -> bool:
    """Whether any typed row of the relation holds a text that would have to be trimmed, or no true currency."""
    # One text at a time: a condition on one column alone is worked out once for each entry of its dictionary.
    for odd in _odd_texts_sql(mapping, is_ascii=is_ascii):
        if statements.run(f"SELECT 1 FROM {relation} WHERE {odd} LIMIT 1"):
            return True
    if Role.CURRENCY not in mapping.columns:
        return False
    # There are few currencies, and mostly one: careful reading costs nothing once they are told apart.
    ((least, greatest),) = statements.run(f"SELECT min(currency), max(currency) FROM {relation}")
    distinct = f"SELECT DISTINCT currency FROM {relation}"
    if least == greatest:
        distinct = (
            "SELECT CAST(NULL AS VARCHAR) AS currency" if least is None else f"SELECT {literal(least)} AS currency"
        )
    return bool(statements.run(f"SELECT 1 FROM ({distinct}) WHERE {_odd_currency_sql(mapping)} LIMIT 1"))


def _odd_currency_sql(mapping: ColumnMapping) -> str:
    if Role.CURRENCY not in mapping.columns:
        return "false"
    return f"(currency IS NOT NULL AND {currency_sql('currency')} IS DISTINCT FROM currency)"


def _kind(role: Role | None, mapping: ColumnMapping) -> str:
    if role in AMOUNT_ROLES:
        return AMOUNT_TYPE
    if role in DATE_ROLES and mapping.date_orders.get(role, "iso") in _CAST_ORDERS:
        return "DATE"
    return "VARCHAR"


def _value_sql(role: Role, mapping: ColumnMapping) -> str:
    cell = identifier(mapping.columns[role]) if role in mapping.columns else ""
    if role is Role.REVENUE and {Role.QUANTITY, Role.PRICE} <= set(mapping.columns):
        quantity, price = (identifier(mapping.columns[part]) for part in (Role.QUANTITY, Role.PRICE))
        product = f"try_cast(round({quantity} * {price}, 4) AS {AMOUNT_TYPE})"
        return f"CASE WHEN {cell} IS NULL THEN {product} ELSE {cell} END" if cell else product
    if role is Role.ACCOUNT and not cell:
        return identifier(mapping.columns[Role.ACCOUNT_NAME])
    if role is Role.CURRENCY and mapping.currency:
        stated = literal(mapping.currency.strip().upper())
        return f"coalesce(nullif({cell}, ''), {stated})" if cell else f"CAST({stated} AS VARCHAR)"
    if role in DATE_ROLES and _kind(role, mapping) == "VARCHAR":
        day = date_sql(cell, mapping.date_orders[role])
        # An empty cell may stay empty; one that is no date must not become an empty one.
        return f"CASE WHEN {cell} IS NULL THEN NULL ELSE coalesce({day}, error('a date that is not plain')) END"
    return cell


def _sound_sql(mapping: ColumnMapping, this_year: int) -> str:
    conditions = ["account IS NOT NULL", f"date <= DATE '{this_year + 5}-12-31'", "revenue IS NOT NULL"]
    for role in DATE_ROLES:
        if role in mapping.columns:
            # The reader takes 20-05-01 for a day of the year 20, and `epoch` or `infinity` for one of 1900.
            certain = f"{role.value} BETWEEN DATE '{FIRST_YEAR}-01-01' AND DATE '9999-12-31'"
            conditions.append(certain if role is Role.DATE else f"({role.value} IS NULL OR {certain})")
    return " AND ".join(conditions)


def _is_trimmed_sql(text: str, *, is_ascii: bool) -> str:
    """Whether there are no spaces of any kind around the text, seen for most texts from its two ends alone."""
    first, spaces = f"{text} >= '!'", " "
    if not is_ascii:
        first += f" AND ({text} < '\N{NO-BREAK SPACE}' OR {text} >= {literal(_AFTER_SPACES)})"
        spaces = EDGES
    last = " OR ".join(f"suffix({text}, {literal(space)})" for space in spaces)
    return f"CASE WHEN {first} AND NOT ({last}) THEN true ELSE {text} <> '' AND {trimmed_sql(text)} = {text} END"
