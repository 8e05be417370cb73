"""The nouns of the ledger: what a file is, what its columns mean, what a load did, what the books say."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from openkam.core.errors import OpenKAMError


class LedgerError(OpenKAMError):
    """A file, a mapping or a question that the ledger cannot work with."""

    code = "ledger"


class UnreadableFile(LedgerError):
    """The file is not what it says it is, is locked, too large once unpacked, or holds no rows."""

    code = "unreadable_file"


class IncompleteMapping(LedgerError):
    """A column that the load needs has not been found or named."""

    code = "incomplete_mapping"


class TooManyRejects(LedgerError):
    """More rows were rejected than the load allows; nothing was changed. `report` says which and why."""

    code = "too_many_rejects"
    report: LoadReport | None = None


class AlreadyLoaded(LedgerError):
    """A file with the same content is part of the current snapshot."""

    code = "already_loaded"


class BooksBusy(LedgerError):
    """Another process is writing to the books; nothing was changed, and the load can be run again."""

    code = "books_busy"


class Cancelled(LedgerError):
    """A person stopped the load; nothing was changed."""

    code = "cancelled"


class HierarchyCycle(LedgerError):
    """An account is, through its parents, its own parent. The message names the accounts in the circle."""

    code = "hierarchy_cycle"


class Role(StrEnum):
    """What a column of an invoice file or account list means."""

    ACCOUNT = "account"
    ACCOUNT_NAME = "account_name"
    PARENT = "parent"
    DATE = "date"
    DOCUMENT = "document"
    REVENUE = "revenue"
    QUANTITY = "quantity"
    PRICE = "price"
    DIRECT_COST = "direct_cost"
    CURRENCY = "currency"
    PRODUCT = "product"
    SALESPERSON = "salesperson"
    TERRITORY = "territory"
    SEGMENT = "segment"
    DUE_ON = "due_on"
    PAID_ON = "paid_on"


DateOrder = Literal["iso", "ymd", "dmy", "mdy", "roc", "serial1900", "serial1904"]
"""How dates are written. `iso` also covers timestamps; `roc` counts years from 1912 (1130526, 113/05/26)."""


class FileFormat(BaseModel):
    """How to get at the rows of a file. Every part is a guess that a person can correct."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["text", "excel", "parquet"]
    encoding: str = "utf-8"
    delimiter: str = ","
    """One or more characters."""
    quote: str = '"'
    row_end: str = ""
    """Only where rows do not end with a line feed, a carriage return or both."""
    sheet: str = ""
    header_row: int | None = 1
    """The row that holds the column names, counted from 1; None where there is none: columns are then `column 1` …"""
    date_1904: bool = False


class ColumnMapping(BaseModel):
    """What each column means and how its values are written: all that a load needs to know of a file's shape.

    `columns` maps a role to the name of the column in the file. `date_orders` maps a date role to its order.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    columns: dict[Role, str]
    date_orders: dict[Role, DateOrder] = {}
    decimal: Literal[".", ","] = "."
    currency: str = ""
    """The currency of every row where no column says it."""
    format: FileFormat | None = None
    """Corrections to the guessed format; None takes the guess."""


@dataclass(frozen=True)
class ColumnGuess:
    """What a column seems to hold, how sure that is (0 to 1), why, and a few of its values."""

    name: str
    role: Role | None
    confidence: float
    reason: str
    kind: Literal["date", "number", "text", "empty"]
    samples: tuple[str, ...]


@dataclass(frozen=True)
class Problem:
    """A cell that would be rejected, or a row that cannot be split into columns."""

    file: str
    line: int
    column: str
    value: str
    reason: str


@dataclass(frozen=True)
class Preview:
    """A file as OpenKAM understands it, before anything is loaded."""

    path: Path
    name: str
    sha256: str
    """Empty for a file beyond 64 MB, which a preview does not read through."""
    size_bytes: int
    format: FileFormat
    sheets: tuple[str, ...]
    columns: tuple[ColumnGuess, ...]
    rows: tuple[tuple[str, ...], ...]
    """The first data rows as text, each as long as `columns`."""
    mapping: ColumnMapping
    shape: str
    """The same for two files with the same column names and kind: the key under which a mapping is remembered."""
    content: Literal["lines", "accounts", "unknown"]
    """Invoice lines (a date and an amount), a list of accounts (codes and names), or neither."""
    missing: tuple[Role, ...]
    """Roles without which these lines cannot be loaded."""
    remarks: tuple[str, ...]
    """What a person should know: encodings that also fit, ambiguous dates, rows skipped above the header."""


@dataclass(frozen=True)
class Progress:
    """How far a load has come."""

    stage: Literal["reading", "checking", "writing", "publishing"]
    done: int
    total: int | None
    unit: Literal["bytes", "rows", "files"]


ProgressCallback = Callable[[Progress], None]
CancelCheck = Callable[[], bool]


@dataclass(frozen=True)
class Reject:
    """A row that was not loaded: where it stands, the cell at fault, and the reason as a stable code."""

    file: str
    line: int
    column: str
    value: str
    code: str
    reason: str
    revenue: Decimal | None
    """Its amount, where that much could be read."""


@dataclass(frozen=True)
class Reconciliation:
    """Rows and revenue in, loaded and rejected; in = loaded + rejected, or the load is not published."""

    rows_read: int
    rows_loaded: int
    rows_rejected: int
    sum_read: Decimal
    sum_loaded: Decimal
    sum_rejected: Decimal


@dataclass(frozen=True)
class LoadReport:
    """What a load did. `skipped` counts blank lines and total rows, by kind: they are neither loaded nor rejected."""

    load_id: str
    snapshot_id: str
    files: tuple[str, ...]
    source: Reconciliation
    skipped: Mapping[str, int]
    rejects: tuple[Reject, ...]
    """The first thousand; all of them are in `rejects_path`."""
    rejects_path: Path | None
    remarks: tuple[str, ...]


@dataclass(frozen=True)
class LoadInfo:
    """One load as a snapshot remembers it."""

    load_id: str
    at: datetime
    files: tuple[str, ...]
    sha256s: tuple[str, ...]
    source: Reconciliation
    note: str = ""


@dataclass(frozen=True)
class Snapshot:
    """An immutable state of the books: the loads that it is made of and where their lines lie."""

    id: str
    number: int
    at: datetime
    loads: tuple[LoadInfo, ...]
    line_files: tuple[Path, ...]


@dataclass(frozen=True)
class Rate:
    """One unit of `currency` is worth `rate` units of the base currency from `valid_from` until the next rate."""

    currency: str
    valid_from: date
    rate: Decimal


@dataclass(frozen=True)
class BooksSettings:
    """The choices behind every figure. `currency` empty: the single currency of the books, else an error."""

    as_of: date
    fiscal_year_start: int = 1
    currency: str = ""
    rates: tuple[Rate, ...] = ()
    parents: Mapping[str, str] = field(default_factory=dict)
    """Account code → parent account code; overrides what the lines say."""


@dataclass(frozen=True)
class Coverage:
    """What the books hold: first and last invoice date, rows, accounts, documents, currencies, known roles."""

    first_day: date
    last_day: date
    lines: int
    accounts: int
    documents: int | None
    currencies: tuple[str, ...]
    roles: frozenset[Role]
    lines_without_cost: int
    lines_after_as_of: int
    unconverted: Mapping[str, int]
    """Currency → lines for which no rate is known; they are in no sum."""


@dataclass(frozen=True)
class MonthlyFacts:
    """What each account did in each month that has a line, in columns, all of the same length n.

    Money and quantity are int64 in ten-thousandths (`core.amounts.from_ten_thousandths` makes a Decimal of one), so
    that every sum is exact. A month or a larger period is a sum of rows; orders too, since a document counts in the
    month of its first line.
    """

    accounts: tuple[str, ...]
    """Account codes, sorted; `account` holds positions in it."""
    account: NDArray[np.int32]
    month: NDArray[np.int32]
    """`core.periods.Month.index`."""
    revenue: NDArray[np.int64]
    direct_cost: NDArray[np.int64]
    """Over the lines whose cost is known."""
    lines: NDArray[np.int32]
    lines_without_cost: NDArray[np.int32]
    loss_lines: NDArray[np.int32]
    """Lines with revenue below their known cost."""
    credit_lines: NDArray[np.int32]
    """Credit notes and returns: lines with negative revenue."""
    orders: NDArray[np.int32]
    """Documents; all zero where the books name none (see `Coverage.documents`)."""
    quantity: NDArray[np.int64]


@dataclass(frozen=True)
class AccountInfo:
    """An account as the lines know it: latest name, parent, salesperson, territory and segment."""

    code: str
    name: str
    parent: str | None
    salesperson: str | None
    territory: str | None
    segment: str | None
    first_day: date
    last_day: date
    names: Sequence[str] = ()
    """Every name seen, latest first."""


@dataclass(frozen=True)
class PaymentFact:
    """How an account pays: days late weighted by amount, share of the amount late, the worst delay in days."""

    account: str
    invoices: int
    days_late_weighted: Decimal
    share_late_pct: Decimal
    worst_days_late: int


@dataclass(frozen=True)
class Breakdown:
    """One account's figures by product or by order, in the base currency."""

    key: str
    label: str
    first_day: date
    revenue: Decimal
    direct_cost: Decimal | None
    lines: int
    quantity: Decimal | None


@dataclass(frozen=True)
class Purchases:
    """What every account bought in a period by product, in columns of one length; revenue in ten-thousandths."""

    accounts: tuple[str, ...]
    """Account codes, sorted; `account` holds positions in it."""
    products: tuple[str, ...]
    """Product codes, sorted; `product` holds positions in it. Lines without a product have the empty code."""
    account: NDArray[np.int32]
    product: NDArray[np.int32]
    revenue: NDArray[np.int64]


@dataclass(frozen=True)
class InvoiceLine:
    """One invoice line, with the file and line that it came from."""

    file: str
    line: int
    account: str
    date: date
    document: str | None
    product: str | None
    salesperson: str | None
    quantity: Decimal | None
    price: Decimal | None
    revenue: Decimal
    direct_cost: Decimal | None
    currency: str | None
    load_id: str
