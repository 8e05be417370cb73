"""What a run keeps of its load, as JSON in its row: the reconciliation, and how to take changes back."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from openkam.ledger.types import LoadReport, Reject
from openkam.web.imports import storage


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Outcome(_Record):
    """What a load did. Sums are in the currencies of the files, as the files give them."""

    load_id: str = ""
    snapshot_id: str = ""
    rows_read: int = 0
    rows_loaded: int = 0
    rows_rejected: int = 0
    sum_read: Decimal = Decimal(0)
    sum_loaded: Decimal = Decimal(0)
    sum_rejected: Decimal = Decimal(0)
    skipped: dict[str, int] = {}
    remarks: tuple[str, ...] = ()
    rejects_at: str = ""
    """Where all rejected rows lie, as `storage.place_of` says it."""
    accounts_created: int = 0
    accounts_changed: int = 0
    names_set: int = 0
    list_entries: int = 0

    @property
    def rejected_share_pct(self) -> float:
        """Rejected rows in percent of the rows read."""
        return 100 * self.rows_rejected / self.rows_read if self.rows_read else 0.0

    @property
    def rejects_file(self) -> Path | None:
        """The file of all rejected rows, if there is one."""
        return storage.file_at(self.rejects_at)

    @classmethod
    def of(cls, report: LoadReport) -> Outcome:
        """The part of a load's report that stays."""
        return cls(
            load_id=report.load_id,
            snapshot_id=report.snapshot_id,
            **{name: getattr(report.source, name) for name in _SOURCE},
            skipped={str(kind): int(count) for kind, count in report.skipped.items()},
            remarks=report.remarks,
            rejects_at=storage.place_of(report.rejects_path) if report.rejects_path else "",
        )


_SOURCE = ("rows_read", "rows_loaded", "rows_rejected", "sum_read", "sum_loaded", "sum_rejected")


class RejectRecord(_Record):
    """A rejected row as the page shows it."""

    file: str
    line: int
    column: str
    value: str
    code: str
    reason: str
    revenue: Decimal | None = None

    @classmethod
    def of(cls, reject: Reject) -> RejectRecord:
        """The same row, its value cut to what a page can show."""
        values = {name: getattr(reject, name) for name in cls.model_fields}
        return cls(**values | {"value": reject.value[:200]})


class Changes(_Record):
    """What a run wrote beside the ledger, with the former values."""

    accounts_created: tuple[str, ...] = ()
    accounts_changed: dict[str, dict[str, tuple[str, str]]] = {}
    """Account code → field → former and new value."""
    names: dict[str, dict[str, tuple[str, str] | None]] = {}
    """Kind → code → former name and group, None where there was none."""
