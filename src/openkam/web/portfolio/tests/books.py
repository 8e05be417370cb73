"""Books for tests: the sample company loaded once, and small ones made of a few lines."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.test import override_settings

from openkam import ledger
from openkam.ledger import ColumnMapping, Role
from openkam.web.accounts.models import Account
from openkam.web.imports import sample
from openkam.web.portfolio import frames
from openkam.web.portfolio.books import current_state
from openkam.web.shell.memory import forget_everything
from openkam.web.shell.models import Workspace

SAMPLE = Path(__file__).resolve().parents[5] / "examples" / "adventureworks" / "sales_lines.csv.gz"
MAPPING = ColumnMapping(columns=sample.LINE_COLUMNS)


def load_sample(folder: Path) -> None:
    """The sample company's invoice lines, read by the real ledger."""
    ledger.load(folder, [SAMPLE], MAPPING)


def load_lines(folder: Path, text: str) -> None:
    """A file of a few lines with the header `account,date,document,revenue,cost,currency,paid,due` or parts of it."""
    path = folder.parent / "lines.csv"
    path.write_text(text, encoding="utf-8")
    known = {
        "account": Role.ACCOUNT,
        "date": Role.DATE,
        "document": Role.DOCUMENT,
        "revenue": Role.REVENUE,
        "cost": Role.DIRECT_COST,
        "currency": Role.CURRENCY,
        "due": Role.DUE_ON,
        "paid": Role.PAID_ON,
    }
    names = text.splitlines()[0].split(",")
    ledger.load(folder, [path], ColumnMapping(columns={known[name]: name for name in names}))


def settle(*, fiscal_year_start: int = 1, currency: str = "USD") -> None:
    """The workspace's settings."""
    Workspace.objects.update_or_create(pk=1, defaults={"fiscal_year_start": fiscal_year_start, "currency": currency})


def work_out() -> None:
    """Make the figures of the current state, as the job does."""
    state = current_state()
    assert state is not None
    frames.prepare(state)


@contextmanager
def data_dir(folder: Path) -> Iterator[Path]:
    """A data directory of its own; answers the ledger's folder in it."""
    with override_settings(DATA_DIR=folder, LEDGER_DIR=folder / "ledger", UPLOAD_DIR=folder / "uploads"):
        forget_everything()
        yield folder / "ledger"
        forget_everything()


def accounts_of_books(folder: Path) -> None:
    """An account for every customer of the books, as an import makes them."""
    last = ledger.last_invoice_date(folder)
    assert last is not None
    infos = ledger.Books(folder, ledger.BooksSettings(as_of=last)).accounts()
    known = set(Account.objects.values_list("code", flat=True))
    Account.objects.bulk_create(
        Account(code=info.code, name=info.name, territory=info.territory or "", salesperson=info.salesperson or "")
        for info in infos
        if info.code not in known
    )
