"""A file as OpenKAM understands it before anything is loaded: every guess shown, every one open to correction."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, Literal

from openkam.core.errors import Place
from openkam.core.i18n import gettext as _
from openkam.core.numbers import format_percent
from openkam.ledger.reading.cells import DateGuess, guess_dates, guess_decimal
from openkam.ledger.reading.formats import Head, read_head
from openkam.ledger.reading.headers import DATE_ROLES, NUMBER_ROLES, currency_in
from openkam.ledger.reading.roles import (
    ColumnValues,
    columns_by_role,
    columns_of,
    content_of,
    guess_roles,
    missing_roles,
)
from openkam.ledger.reading.samples import rows_further_down
from openkam.ledger.reading.sources import content_hash
from openkam.ledger.types import ColumnMapping, DateOrder, FileFormat, IncompleteMapping, Preview, Role

HASHED_BYTES: Final = 64 * 1024**2
"""A preview leaves `sha256` empty for a file beyond this size: reading it all would take seconds."""


def preview(
    path: Path,
    *,
    corrections: FileFormat | None = None,
    mapping: ColumnMapping | None = None,
    remembered: ColumnMapping | None = None,
    name: str | None = None,
    max_rows: int = 50,
) -> Preview:
    """What the file at `path` seems to be: its format, the meaning of its columns and how values are written.

    `corrections` fixes what is set in it of the format, and `mapping` what a person said of the columns: a role mapped
    to an empty name has no column, and whatever was not set is guessed. The mapping of the answer carries the format
    if it was corrected, for the load to use. A column that the file does not have raises `IncompleteMapping`, except
    together with `corrections`, which may have changed the columns: it is then passed over. `remembered`, a mapping
    from a file of the same shape, is taken where all its columns are there. Reads the beginning of a file and pieces
    from its whole length. `sha256` is empty for files beyond 64 MB. Raises `UnreadableFile`.
    """
    given = corrections or (mapping.format if mapping else None)
    head = read_head(path, name, given)
    rows = [fitted(cells, len(head.columns)) for _line, cells in head.data]
    columns = columns_of(head.columns, [*rows, *rows_further_down(head)])
    guesses = guess_roles(columns)
    if mapping is not None and corrections is None:
        _refuse_unknown(mapping, head)
    chosen, fits = _chosen_columns(columns_by_role(guesses), head, mapping, remembered)
    known = mapping or (remembered if fits else None)
    full = _with_values(chosen, columns, head, known, corrected=given is not None)
    size = path.stat().st_size
    return Preview(
        path=path,
        name=head.source.name,
        sha256=content_hash(path) if size <= HASHED_BYTES else "",
        size_bytes=size,
        format=head.format,
        sheets=head.sheets,
        columns=guesses,
        rows=tuple(rows[:max_rows]),
        mapping=full,
        shape=shape_of_file(head),
        content=content_of(chosen),
        missing=missing_roles(chosen) if content_of(chosen) != "accounts" else (),
        remarks=(*head.remarks, *_remarks(head, full, columns, fits=fits)),
    )


def fitted(cells: Sequence[str], width: int) -> tuple[str, ...]:
    """`cells` cut or filled up to `width`."""
    return tuple(cells[:width]) + ("",) * (width - len(cells))


def shape_of_file(head: Head) -> str:
    """A hash of the kind of file and its column names: the key under which a mapping is remembered."""
    text = "\x1f".join((head.format.kind, *(column.casefold() for column in head.columns)))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _chosen_columns(
    guessed: Mapping[Role, str], head: Head, mapping: ColumnMapping | None, remembered: ColumnMapping | None
) -> tuple[dict[Role, str], bool]:
    """The columns by role, and whether the remembered mapping fits this file."""
    if mapping is not None:
        said = {role: column for role, column in mapping.columns.items() if column in head.columns}
        free = {
            role: column
            for role, column in guessed.items()
            if role not in said and mapping.columns.get(role) != "" and column not in said.values()
        }
        return {role: {**free, **said}[role] for role in Role if role in free or role in said}, False
    if remembered is not None and set(remembered.columns.values()) <= set(head.columns):
        return dict(remembered.columns), True
    return dict(guessed), False


def _refuse_unknown(mapping: ColumnMapping, head: Head) -> None:
    for role, column in mapping.columns.items():
        if column and column not in head.columns:
            message = _("{name} has no column “{column}”, which was said to hold {role}.").format(
                name=head.source.name, column=column, role=role.value
            )
            remedy = _("Its columns are: {columns}.").format(columns=", ".join(head.columns[:40]))
            raise IncompleteMapping(message, remedy=remedy, place=Place(file=head.source.name, column=column))


def _with_values(
    chosen: dict[Role, str],
    columns: Sequence[ColumnValues],
    head: Head,
    given: ColumnMapping | None,
    *,
    corrected: bool,
) -> ColumnMapping:
    by_name = {column.name: column for column in columns}
    numbers = [cell for role in NUMBER_ROLES if role in chosen for cell in by_name[chosen[role]].filled]
    said_decimal = given is not None and "decimal" in given.model_fields_set
    decimal = given.decimal if given is not None and said_decimal else guess_decimal(numbers) or _usual_mark(head)
    orders: dict[Role, DateOrder] = {}
    for role in DATE_ROLES:
        if role in chosen:
            guess = _dates_of(by_name[chosen[role]], columns, decimal, date_1904=head.format.date_1904)
            orders[role] = guess.order if guess else "iso"
    if given:
        orders.update({role: order for role, order in given.date_orders.items() if role in chosen})
    currency = (given.currency if given else "") or _currency(chosen, by_name)
    return ColumnMapping(
        columns=chosen,
        date_orders=orders,
        decimal=decimal,
        currency=currency,
        format=head.format if corrected else None,
    )


def _usual_mark(head: Head) -> Literal[".", ","]:
    """Programs part cells by semicolons where the comma is the decimal mark."""
    return "," if head.format.kind == "text" and head.format.delimiter == ";" else "."


def _dates_of(
    column: ColumnValues, columns: Sequence[ColumnValues], decimal: str, *, date_1904: bool = False
) -> DateGuess | None:
    """How a column writes dates; where it could be read two ways, the file's other columns of dates decide."""
    guess = guess_dates(column.filled, decimal=decimal, date_1904=date_1904)
    if guess is None or not guess.ambiguous:
        return guess
    for other in columns:
        told = guess_dates(other.filled) if other.kind == "date" else None
        if told and not told.ambiguous and told.order in ("dmy", "mdy"):
            return DateGuess(told.order, guess.share)
    return guess


def _currency(chosen: Mapping[Role, str], by_name: Mapping[str, ColumnValues]) -> str:
    """The currency that the header of an amount names, or that all its values carry; empty if a column says it."""
    if Role.CURRENCY in chosen:
        return ""
    for role in (Role.REVENUE, Role.PRICE, Role.DIRECT_COST):
        if role in chosen:
            column = by_name[chosen[role]]
            named = {currency_in(cell) for cell in column.filled}
            found = currency_in(column.name) or (named.pop() if len(named) == 1 else "")
            if found:
                return found
    return ""


def _has_yen_or_yuan(chosen: Mapping[Role, str], by_name: Mapping[str, ColumnValues]) -> bool:
    if Role.REVENUE not in chosen or Role.CURRENCY in chosen:
        return False
    column = by_name[chosen[Role.REVENUE]]
    return any(sign in text for text in (column.name, *column.filled[:20]) for sign in "¥￥元")


def _remarks(head: Head, mapping: ColumnMapping, columns: Sequence[ColumnValues], *, fits: bool) -> tuple[str, ...]:
    remarks = list(_header_remarks(head))
    if fits:
        remarks.append(_("The mapping remembered from a file of the same columns is used."))
    chosen = mapping.columns
    if Role.ACCOUNT in chosen and chosen[Role.ACCOUNT] == chosen.get(Role.ACCOUNT_NAME):
        text = _("The names in {column} serve as account codes, for want of any: two customers of one name become one.")
        remarks.append(text.format(column=chosen[Role.ACCOUNT]))
    if Role.REVENUE not in chosen and Role.QUANTITY in chosen and Role.PRICE in chosen:
        remarks.append(_("No column holds the revenue; it is the quantity times the price."))
    if Role.DIRECT_COST in chosen:
        text = _("{column} is taken as the cost of the whole line, not of one unit.")
        remarks.append(text.format(column=chosen[Role.DIRECT_COST]))
    by_name = {column.name: column for column in columns}
    if not mapping.currency and _has_yen_or_yuan(chosen, by_name):
        remarks.append(_("The sign ¥ or 元 stands for several currencies; say which one is meant."))
    remarks.extend(_spoilt_amounts(chosen, by_name))
    for role in DATE_ROLES:
        if role in chosen:
            guess = _dates_of(by_name[chosen[role]], columns, mapping.decimal)
            remarks.extend(_date_remarks(chosen[role], guess, mapping.date_orders[role]))
    numbers = [cell for role in NUMBER_ROLES if role in chosen for cell in by_name[chosen[role]].filled]
    if guess_decimal(numbers) is None and any("." in cell or "," in cell for cell in numbers):
        text = _("Nothing in the amounts tells whether a point or a comma is the decimal mark; {mark} is assumed.")
        remarks.append(text.format(mark=mapping.decimal))
    return tuple(remarks)


def _spoilt_amounts(chosen: Mapping[Role, str], by_name: Mapping[str, ColumnValues]) -> list[str]:
    text = _("{share} of the values looked at in {column} are no numbers; their rows will be rejected.")
    spoilt = [by_name[chosen[role]] for role in NUMBER_ROLES if role in chosen]
    return [
        text.format(share=format_percent(100 * (1 - column.number_share), 0), column=column.name)
        for column in spoilt
        if column.kind == "text"
    ]


def _header_remarks(head: Head) -> tuple[str, ...]:
    if head.format.kind == "parquet":
        return ()
    if head.header is None:
        return (_("No row of column names was found; the columns are numbered."),)
    above = sum(any(cell.strip() for cell in cells) for _line, cells in head.records[: head.header])
    remarks: tuple[str, ...] = ()
    if above:
        text = _("The column names stand in row {row}; what stands above them is skipped.")
        remarks += (text.format(row=head.format.header_row),)
    if not head.data:
        remarks += (_("There is no row below the column names."),)
    return remarks


_ORDER_NAMES: Final[dict[str, str]] = {"dmy": "31.12.2020", "mdy": "12/31/2020"}


def _date_remarks(column: str, guess: DateGuess | None, order: DateOrder) -> tuple[str, ...]:
    if guess is None:
        text = _("Few of the values in {column} are dates.")
        return (text.format(column=column),)
    if not guess.ambiguous or order not in _ORDER_NAMES:
        return ()
    why: dict[Literal["", "separator", "decimal", "language"], str] = {
        "separator": _(
            "No day in {column} is beyond 12; the day is taken to be first, because of the points between the parts."
        ),
        "decimal": _(
            "No day in {column} is beyond 12; the day is taken to be first, because amounts have a decimal comma."
        ),
        "language": _("No day in {column} is beyond 12; the month is taken to be first, which may be wrong."),
    }
    return (why[guess.because].format(column=column),) if guess.because else ()
