"""The ledger: invoice lines in, facts per account and period out.

This is its only door; nothing outside imports a module below it.

    preview(path)                    what a file seems to be, with every guess shown
    load(ledger_dir, files, …)       lines into a new immutable snapshot, reconciled or refused
    undo(ledger_dir, load_id)        a new snapshot without that load
    Books(ledger_dir, …)             questions to the current snapshot, on DuckDB or Spark
"""

from openkam.ledger.books import Books, last_invoice_date
from openkam.ledger.hierarchy import roots
from openkam.ledger.loading import load
from openkam.ledger.reading import (
    AccountEntry,
    RepeatedAccount,
    encoding_of,
    find_problems,
    is_total,
    plain_name,
    preview,
    read_account_list,
    rows,
    workbook_records,
)
from openkam.ledger.rejects import kept_rejects
from openkam.ledger.snapshots import current, undo
from openkam.ledger.types import (
    AccountInfo,
    AlreadyLoaded,
    BooksBusy,
    BooksSettings,
    Breakdown,
    CancelCheck,
    Cancelled,
    ColumnGuess,
    ColumnMapping,
    Coverage,
    DateOrder,
    FileFormat,
    HierarchyCycle,
    IncompleteMapping,
    InvoiceLine,
    LedgerError,
    LoadInfo,
    LoadReport,
    MonthlyFacts,
    PaymentFact,
    Preview,
    Problem,
    Progress,
    ProgressCallback,
    Purchases,
    Rate,
    Reconciliation,
    Reject,
    Role,
    Snapshot,
    TooManyRejects,
    UnreadableFile,
)

__all__ = [
    "AccountEntry",
    "AccountInfo",
    "AlreadyLoaded",
    "Books",
    "BooksBusy",
    "BooksSettings",
    "Breakdown",
    "CancelCheck",
    "Cancelled",
    "ColumnGuess",
    "ColumnMapping",
    "Coverage",
    "DateOrder",
    "FileFormat",
    "HierarchyCycle",
    "IncompleteMapping",
    "InvoiceLine",
    "LedgerError",
    "LoadInfo",
    "LoadReport",
    "MonthlyFacts",
    "PaymentFact",
    "Preview",
    "Problem",
    "Progress",
    "ProgressCallback",
    "Purchases",
    "Rate",
    "Reconciliation",
    "Reject",
    "RepeatedAccount",
    "Role",
    "Snapshot",
    "TooManyRejects",
    "UnreadableFile",
    "current",
    "encoding_of",
    "find_problems",
    "is_total",
    "kept_rejects",
    "last_invoice_date",
    "load",
    "plain_name",
    "preview",
    "read_account_list",
    "roots",
    "rows",
    "undo",
    "workbook_records",
]
