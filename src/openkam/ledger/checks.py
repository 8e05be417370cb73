"""Which rows can be loaded and why the others cannot: one SQL statement for the preview and for the load."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from openkam.core.i18n import LazyText, gettext as _, gettext_lazy
from openkam.ledger.types import ColumnMapping, IncompleteMapping, Role
from openkam.ledger.values import (
    AMOUNT_TYPE,
    FIRST_YEAR,
    currency_sql,
    date_sql,
    identifier,
    is_nothing_sql,
    literal,
    number_sql,
    plain_sql,
    text_sql,
    trimmed_sql,
)

TEXT_ROLES: Final = (
    Role.ACCOUNT, Role.ACCOUNT_NAME, Role.PARENT, Role.DOCUMENT, Role.PRODUCT, Role.SALESPERSON, Role.TERRITORY,
    Role.SEGMENT,
)  # fmt: skip
AMOUNT_ROLES: Final = (Role.REVENUE, Role.DIRECT_COST, Role.QUANTITY, Role.PRICE)
DATE_ROLES: Final = (Role.DATE, Role.DUE_ON, Role.PAID_ON)
LINE_COLUMNS: Final = (*TEXT_ROLES, Role.CURRENCY, *AMOUNT_ROLES, *DATE_ROLES)

STORED_TYPES: Final[Mapping[str, str]] = {
    **{role.value: "STRING" for role in (*TEXT_ROLES, Role.CURRENCY)},
    **{role.value: AMOUNT_TYPE for role in AMOUNT_ROLES},
    **{role.value: "DATE" for role in DATE_ROLES},
    "line": "INTEGER",
}
"""Every column that a stored line can have, with its type on every engine. A file leaves out what it never tells."""

SKIPPED: Final = ("blank", "header", "total")
"""Codes of rows that are neither loaded nor rejected."""

REASONS: Final[Mapping[str, LazyText]] = {
    "extra_cells": gettext_lazy("The row has more cells than the header has columns."),
    "no_account": gettext_lazy("The row names no customer."),
    "no_date": gettext_lazy("The row has no date."),
    "bad_date": gettext_lazy(
        "This is not a date in the order that was chosen for the column, or the day does not exist."
    ),
    "date_out_of_range": gettext_lazy("The date lies before 1950 or more than five years from now."),
    "no_revenue": gettext_lazy("The row has no amount, and no quantity with a price to make one from."),
    "bad_revenue": gettext_lazy("The amount is not a number in the way that the file writes numbers."),
    "bad_direct_cost": gettext_lazy("The direct cost is not a number in the way that the file writes numbers."),
    "bad_quantity": gettext_lazy("The quantity is not a number in the way that the file writes numbers."),
    "bad_price": gettext_lazy("The price is not a number in the way that the file writes numbers."),
    "bad_due_on": gettext_lazy("The due date is not a date in the order that was chosen for the column."),
    "bad_paid_on": gettext_lazy("The payment date is not a date in the order that was chosen for the column."),
    "bad_currency": gettext_lazy("This is not a currency; a code of three letters such as EUR is expected."),
}
"""Every code with which a row can be rejected, and the sentence that people read."""

_ROLE_OF_CODE: Final = {
    "no_account": Role.ACCOUNT, "no_date": Role.DATE, "bad_date": Role.DATE, "date_out_of_range": Role.DATE,
    "no_revenue": Role.REVENUE, "bad_revenue": Role.REVENUE, "bad_direct_cost": Role.DIRECT_COST,
    "bad_quantity": Role.QUANTITY, "bad_price": Role.PRICE, "bad_due_on": Role.DUE_ON, "bad_paid_on": Role.PAID_ON,
    "bad_currency": Role.CURRENCY,
}  # fmt: skip

_TOTAL: Final = (
    r"(?:grand |sub[- ]?|report |sales )?totals?(?: (?:général|general|amount|sum))?|sum|summe|gesamt(?:summe|betrag)?"
    r"|zwischensumme|endsumme|sous[- ]?total|totaux|suma(?: total)?"
    r"|importe total|合計|總計|总计|合计|小計|小计|總額|总额"
)


@dataclass(frozen=True)
class RowSource:
    """Rows as DuckDB can select from them: an SQL relation and its columns.

    `types` gives the DuckDB type of columns that are not text, as in Parquet. `line_column` and `excess_column`
    name the columns that a careful copy adds, if it is one.
    """

    relation: str
    columns: Sequence[str]
    types: Mapping[str, str] = field(default_factory=dict)
    date_1904: bool = False
    line_column: str = ""
    excess_column: str = ""

    def cell(self, column: str) -> str:
        """The cell of that column as text."""
        name = identifier(column)
        return f"CAST({name} AS VARCHAR)" if self.types.get(column, "VARCHAR") != "VARCHAR" else name


def reason(code: str) -> str:
    """The sentence for that code, in the reader's language."""
    return str(REASONS[code])


def fault_column(code: str, mapping: ColumnMapping) -> str:
    """The column of the file in which the fault stands; empty where it is the whole row."""
    role = _ROLE_OF_CODE.get(code)
    if role is Role.ACCOUNT and Role.ACCOUNT not in mapping.columns:
        role = Role.ACCOUNT_NAME
    return mapping.columns.get(role, "") if role else ""


def require_roles(mapping: ColumnMapping, columns: Sequence[str], name: str) -> None:
    """Check that the mapping can make invoice lines out of these columns.

    Raises `IncompleteMapping` that names the roles without a column, or the column that the file does not have.
    """
    for role, column in mapping.columns.items():
        if column not in columns:
            raise IncompleteMapping(
                _("{file} has no column named “{column}”, which should hold {role}.").format(
                    file=name, column=column, role=role.value
                ),
                remedy=_("Its columns are: {columns}.").format(columns=", ".join(columns[:40])),
            )
    known = set(mapping.columns)
    missing = []
    if not known & {Role.ACCOUNT, Role.ACCOUNT_NAME}:
        missing.append(Role.ACCOUNT)
    if Role.DATE not in known:
        missing.append(Role.DATE)
    if Role.REVENUE not in known and not known >= {Role.QUANTITY, Role.PRICE}:
        missing.append(Role.REVENUE)
    if missing:
        raise IncompleteMapping(
            _("{file}: no column is known for {roles}.").format(
                file=name, roles=", ".join(role.value for role in missing)
            ),
            remedy=_("Say which columns hold them; the amount may also be given as quantity and price."),
        )


def kept_roles(mapping: ColumnMapping) -> tuple[Role, ...]:
    """The roles that lines of a file with this mapping have a value for, in the order of `LINE_COLUMNS`."""
    told = {*mapping.columns, Role.ACCOUNT, Role.REVENUE}
    if mapping.currency:
        told.add(Role.CURRENCY)
    return tuple(role for role in LINE_COLUMNS if role in told)


def checked_rows_sql(source: RowSource, mapping: ColumnMapping, *, this_year: int) -> str:
    """A SELECT of one row per row of the source: values by role, `code` and `fault`.

    `code` is NULL for a row that can be loaded, else one of `SKIPPED` or a key of `REASONS`; `fault` is the cell
    at fault as it is written. `line` is there if the source has a line column. Columns follow `LINE_COLUMNS`.
    """
    raw = [
        f"{trimmed_sql(source.cell(column)) if role in TEXT_ROLES else source.cell(column)} AS raw_{role.value}"
        for role, column in mapping.columns.items()
    ]
    raw.append(f"{source.cell(source.columns[0])} AS raw_first")
    typed_already = {
        role for role, column in mapping.columns.items() if source.types.get(column, "VARCHAR") != "VARCHAR"
    }
    raw += [f"{identifier(mapping.columns[role])} AS cell_{role.value}" for role in sorted(typed_already)]
    if source.line_column:
        raw.append(f"CAST({identifier(source.line_column)} AS INTEGER) AS line")
        raw.append(f"{identifier(source.excess_column)} AS excess")
    values = [f"{_value_sql(role, mapping, source, typed_already)} AS {role.value}" for role in LINE_COLUMNS]
    line = ["line"] if source.line_column else []
    columns = ", ".join([*(role.value for role in LINE_COLUMNS), *line])
    return (
        f"SELECT {columns}, code, {_fault_sql(mapping)} AS fault FROM ("
        f"SELECT *, {_code_sql(mapping, source, this_year)} AS code FROM ("
        f"SELECT *, {', '.join(values)} FROM (SELECT {', '.join(raw)} FROM {source.relation})))"
    )


def _value_sql(role: Role, mapping: ColumnMapping, source: RowSource, typed: set[Role]) -> str:
    raw = f"raw_{role.value}"
    if role is Role.REVENUE:
        return _revenue_sql(mapping, typed)
    if role is Role.ACCOUNT and role not in mapping.columns:
        return _filled_sql("raw_account_name")
    if role is Role.CURRENCY:
        stated = (
            f"CAST({literal(mapping.currency.strip().upper())} AS VARCHAR)"
            if mapping.currency
            else "CAST(NULL AS VARCHAR)"
        )
        if role not in mapping.columns:
            return stated
        return f"coalesce({currency_sql(raw)}, CASE WHEN {is_nothing_sql(raw)} THEN {stated} END)"
    if role not in mapping.columns:
        kind = AMOUNT_TYPE if role in AMOUNT_ROLES else "DATE" if role in DATE_ROLES else "VARCHAR"
        return f"CAST(NULL AS {kind})"
    if role in AMOUNT_ROLES:
        return _amount_sql(role, mapping, typed)
    if role in DATE_ROLES:
        if role in typed:
            return f"try_cast(cell_{role.value} AS DATE)"
        return date_sql(raw, mapping.date_orders.get(role, "iso"), date_1904=source.date_1904)
    return _filled_sql(raw)


def _filled_sql(trimmed: str) -> str:
    return f"CASE WHEN {trimmed} <> '' THEN {trimmed} END"


def _amount_sql(role: Role, mapping: ColumnMapping, typed: set[Role]) -> str:
    if role in typed:
        return f"try_cast(cell_{role.value} AS {AMOUNT_TYPE})"
    return number_sql(f"raw_{role.value}", mapping.decimal)


def _revenue_sql(mapping: ColumnMapping, typed: set[Role]) -> str:
    """The amount, or quantity × price rounded half away from zero to four places where it is not given."""
    given = _amount_sql(Role.REVENUE, mapping, typed) if Role.REVENUE in mapping.columns else ""
    if not {Role.QUANTITY, Role.PRICE} <= set(mapping.columns):
        return given
    quantity, price = (_amount_sql(role, mapping, typed) for role in (Role.QUANTITY, Role.PRICE))
    product = f"try_cast(round({quantity} * {price}, 4) AS {AMOUNT_TYPE})"
    if not given:
        return product
    return f"coalesce({given}, CASE WHEN {is_nothing_sql('raw_revenue')} THEN {product} END)"


_OPTIONAL: Final = (Role.DIRECT_COST, Role.QUANTITY, Role.PRICE, Role.DUE_ON, Role.PAID_ON, Role.CURRENCY)
"""Roles whose cell may be empty, but not unreadable."""


def _sound_sql(mapping: ColumnMapping, this_year: int) -> tuple[str, str]:
    """Whether every cell has a value, which is cheap to see; and whether those without one may be empty."""
    needed = (
        f"account IS NOT NULL AND date BETWEEN DATE '{FIRST_YEAR}-01-01' AND DATE '{this_year + 5}-12-31' "
        "AND revenue IS NOT NULL"
    )
    optional = [role.value for role in _OPTIONAL if role in mapping.columns]
    full = " AND ".join([needed, *(f"{name} IS NOT NULL" for name in optional)])
    empty = [f"CASE WHEN {name} IS NULL THEN {is_nothing_sql(f'raw_{name}')} ELSE true END" for name in optional]
    return full, " AND ".join([needed, *empty])


def _code_sql(mapping: ColumnMapping, source: RowSource, this_year: int) -> str:
    raws = [f"raw_{role.value}" for role in mapping.columns]
    seen = ["raw_first", *raws]
    filled = ", ".join(f"nullif({plain_sql(raw)}, '')" for raw in seen)
    (full, sound), excess = _sound_sql(mapping, this_year), ""
    if source.line_column:
        full, sound = (f"{condition} AND coalesce(trim(excess), '') = ''" for condition in (full, sound))
        excess = "WHEN coalesce(trim(excess), '') <> '' THEN 'extra_cells' "
    total = literal(rf"(?i)(?:{_TOTAL})[ :：.]*")
    is_total = f"date IS NULL AND regexp_full_match(coalesce({filled}), {total})"
    is_header = " AND ".join(
        f"{text_sql(f'raw_{role.value}')} = {literal(mapping.columns[role].strip())}"
        for role in (Role.ACCOUNT, Role.ACCOUNT_NAME, Role.DATE, Role.REVENUE)
        if role in mapping.columns
    )
    faults = [
        "WHEN account IS NULL THEN 'no_account'",
        f"WHEN date IS NULL AND {is_nothing_sql('raw_date')} THEN 'no_date'",
        "WHEN date IS NULL THEN 'bad_date'",
        f"WHEN date NOT BETWEEN DATE '{FIRST_YEAR}-01-01' AND DATE '{this_year + 5}-12-31' THEN 'date_out_of_range'",
        *_missing_revenue(mapping),
    ]
    for role in _OPTIONAL:
        if role in mapping.columns:
            nothing = is_nothing_sql(f"raw_{role.value}")
            faults.append(f"WHEN {role.value} IS NULL AND NOT {nothing} THEN 'bad_{role.value}'")
    return (
        f"CASE WHEN {full} THEN NULL WHEN {sound} THEN NULL "
        f"WHEN coalesce({filled}) IS NULL THEN 'blank' WHEN {is_header} THEN 'header' "
        f"WHEN {is_total} THEN 'total' {excess}{' '.join(faults)} END"
    )


def _missing_revenue(mapping: ColumnMapping) -> list[str]:
    """The amount, where it is written but unreadable; then the factors that should have made it; then nothing."""
    faults = []
    if Role.REVENUE in mapping.columns:
        faults.append(f"WHEN revenue IS NULL AND NOT {is_nothing_sql('raw_revenue')} THEN 'bad_revenue'")
    for role in (Role.QUANTITY, Role.PRICE):
        if role in mapping.columns:
            nothing = is_nothing_sql(f"raw_{role.value}")
            faults.append(f"WHEN revenue IS NULL AND {role.value} IS NULL AND NOT {nothing} THEN 'bad_{role.value}'")
    return [*faults, "WHEN revenue IS NULL THEN 'no_revenue'"]


def _fault_sql(mapping: ColumnMapping) -> str:
    """The cell at fault as it is written, cut to 200 characters."""
    whens = []
    for code, role in _ROLE_OF_CODE.items():
        if role in mapping.columns:
            whens.append(f"WHEN {literal(code)} THEN left(raw_{role.value}, 200)")
    return f"CASE WHEN code IS NULL THEN NULL ELSE CASE code {' '.join(whens)} ELSE NULL END END"
