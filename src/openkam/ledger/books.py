"""Questions to one snapshot of the books."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any, Final, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from openkam.core.i18n import gettext as _
from openkam.core.periods import Period
from openkam.ledger import snapshots
from openkam.ledger.duckdb_engine import DuckDBEngine
from openkam.ledger.rates import DatedRate, dated
from openkam.ledger.snapshots import LineFile, Manifest
from openkam.ledger.spark_engine import SparkEngine
from openkam.ledger.types import (
    AccountInfo,
    BooksSettings,
    Breakdown,
    Coverage,
    InvoiceLine,
    LedgerError,
    MonthlyFacts,
    PaymentFact,
    Purchases,
    Role,
    Snapshot,
)

EngineName = Literal["duckdb", "spark"]
_FOUR_PLACES: Final = Decimal("0.0001")
_CENT: Final = Decimal("0.01")


class Engine(Protocol):
    """What a question needs of DuckDB or Spark: two relations, `stored` as written and `lines` in one currency."""

    def use_one_currency(self) -> None:
        """Take amounts as they are written."""

    def use_rates(self, base: str, daily: Sequence[DatedRate]) -> None:
        """Convert every amount into `base` by the rate of its day."""

    def rows(self, name: str, parameters: dict[str, Any]) -> list[tuple[Any, ...]]:
        """The answer to the question `name` (see sql/), row by row."""

    def columns(self, name: str, parameters: dict[str, Any]) -> dict[str, NDArray[Any]]:
        """The answer to the question `name`, column by column."""


class Books:
    """The figures of one snapshot under one set of choices. Nothing is read until a question is asked.

    Money is in `settings.currency`, or in the only currency of the books where that is empty; a question that sums
    money raises `LedgerError` if there are several and none was chosen. Every answer is exact and the same on both
    engines. An empty ledger raises `LedgerError` at once.
    """

    def __init__(
        self,
        ledger_dir: Path,
        settings: BooksSettings,
        *,
        snapshot: Snapshot | None = None,
        engine: EngineName = "duckdb",
    ) -> None:
        manifest = (
            snapshots.read_manifest(ledger_dir, snapshot.number) if snapshot else snapshots.current_manifest(ledger_dir)
        )
        if manifest is None or not manifest.files:
            raise LedgerError(
                _("The books are empty."), remedy=_("Load a file of invoice lines first, or the sample data.")
            )
        self.settings = settings
        self.snapshot = manifest.snapshot(ledger_dir)
        self._ledger_dir = ledger_dir
        self._manifest: Manifest = manifest
        self._engine_name: EngineName = engine

    def coverage(self) -> Coverage:
        """What the books hold, whatever the as-of date, and what of it the figures leave out."""
        first_day, last_day = self._days
        lines, with_cost, later = (sum(int(said[at]) for said in self._said) for at in (-3, -2, -1))
        roles: frozenset[Role] = frozenset().union(*(file.roles for file in self._manifest.files))
        currencies = tuple(sorted(currency for currency in self._currencies if currency))
        unconverted: dict[str, int] = {}
        if not self._is_as_written and self.settings.currency:
            unconverted = dict(self._in_base.rows("unconverted", {"as_of": self.settings.as_of}))
        elif not self._is_as_written and len(currencies) == 1:
            unconverted = {"": self._currencies[None]}
        return Coverage(
            first_day=first_day,
            last_day=last_day,
            lines=lines,
            accounts=len({said[0] for said in self._said}),
            documents=self._documents(later) if Role.DOCUMENT in roles else None,
            currencies=currencies,
            roles=roles,
            lines_without_cost=lines - with_cost,
            lines_after_as_of=later,
            unconverted=unconverted,
        )

    def days(self) -> tuple[date, date]:
        """The first and the last day that has a line."""
        return self._days

    def accounts(self) -> tuple[AccountInfo, ...]:
        """Every account that has a line, sorted by code; `settings.parents` overrides what the lines say."""
        seen: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
        for code, *told, _currency, first_day, last_day, _lines, _with_cost, _later in self._said:
            seen[code].append((*told, first_day, last_day))
        return tuple(self._account(code, seen[code]) for code in sorted(seen))

    def monthly(self) -> MonthlyFacts:
        """What each account did in each month up to the as-of date, in the base currency, without roll-up."""
        return self._monthly

    def payments(self) -> tuple[PaymentFact, ...]:
        """How each account pays, by its invoices that were due by the as-of date.

        Only files that tell both due and payment dates count, since elsewhere an empty date means nothing.
        """
        telling = [file for file in self._manifest.files if {Role.DUE_ON, Role.PAID_ON} <= file.roles]
        if not telling:
            return ()
        engine = self._in_base
        if len(telling) < len(self._manifest.files):
            engine = self._open(telling)
            self._choose_currency(engine)
        return tuple(
            PaymentFact(
                account=account,
                invoices=invoices,
                days_late_weighted=(amount_days / amount).quantize(_FOUR_PLACES),
                share_late_pct=(100 * late_amount / amount).quantize(_FOUR_PLACES),
                worst_days_late=worst,
            )
            for account, invoices, amount, amount_days, late_amount, worst in engine.rows(
                "payments", {"as_of": self.settings.as_of}
            )
        )

    def products(self, account: str | Sequence[str], period: Period) -> tuple[Breakdown, ...]:
        """What these accounts bought by product, the largest revenue first; lines without one under an empty key."""
        return self._breakdown("products", account, period)

    def purchases(self, period: Period) -> Purchases:
        """What every account bought in `period` by product, in the base currency, without roll-up."""
        last_day = min(period.end, self.settings.as_of)
        answer = self._in_base.columns("purchases", {"first_day": period.start, "last_day": last_day})
        accounts, account = _positions(answer["account"])
        codes = answer["product_code"].tolist()
        products = tuple(sorted(set(codes)))
        place = {code: at for at, code in enumerate(products)}
        product = np.fromiter((place[code] for code in codes), dtype=np.int32, count=len(codes))
        return Purchases(accounts, products, account, product, answer["revenue"].astype(np.int64))

    def orders(self, account: str | Sequence[str], period: Period) -> tuple[Breakdown, ...]:
        """What these accounts bought by document, the latest first; lines without one under an empty key."""
        return self._breakdown("orders", account, period)

    def lines(
        self, account: str | Sequence[str], period: Period, *, limit: int = 100, offset: int = 0
    ) -> tuple[tuple[InvoiceLine, ...], int]:
        """The invoice lines of these accounts as they were written, the latest first, and how many there are."""
        about = self._about(account, period)
        ((count,),) = self._engine.rows("line_count", about)
        page = {**about, "row_limit": max(0, limit), "row_offset": max(0, offset)}
        files = {str(file.path(self._ledger_dir).resolve()): file for file in self._manifest.files}
        return tuple(_invoice_line(row, files[row[0]]) for row in self._engine.rows("invoice_lines", page)), int(count)

    @cached_property
    def _engine(self) -> Engine:
        return self._open(self._manifest.files)

    @cached_property
    def _in_base(self) -> Engine:
        self._choose_currency(self._engine)
        return self._engine

    @cached_property
    def _days(self) -> tuple[date, date]:
        ((first_day, last_day),) = self._engine.rows("days", {})
        return first_day, last_day

    @cached_property
    def _said(self) -> list[tuple[Any, ...]]:
        """What the lines say of each account, and how many lines say so: see sql/accounts.sql."""
        return self._engine.rows("accounts", {"as_of": self.settings.as_of})

    @cached_property
    def _currencies(self) -> dict[str | None, int]:
        if "_said" not in vars(self):
            return dict(self._engine.rows("currencies", {}))
        counts: Counter[str | None] = Counter()
        for *_told, currency, _first_day, _last_day, lines, _with_cost, _later in self._said:
            counts[currency] += lines
        return dict(counts)

    @cached_property
    def _monthly(self) -> MonthlyFacts:
        answer = self._in_base.columns("monthly", {"as_of": self.settings.as_of})
        accounts, positions = _positions(answer["account"])

        def whole(name: str, kind: type[np.integer[Any]]) -> NDArray[Any]:
            return answer[name].astype(kind)

        return MonthlyFacts(
            accounts=accounts,
            account=positions,
            month=whole("month", np.int32),
            revenue=whole("revenue", np.int64),
            direct_cost=whole("direct_cost", np.int64),
            lines=whole("lines", np.int32),
            lines_without_cost=whole("lines_without_cost", np.int32),
            loss_lines=whole("loss_lines", np.int32),
            credit_lines=whole("credit_lines", np.int32),
            orders=whole("orders", np.int32),
            quantity=whole("quantity", np.int64),
        )

    def _open(self, files: Iterable[LineFile]) -> Engine:
        paths = [file.path(self._ledger_dir).resolve() for file in files]
        if self._engine_name == "spark":
            return SparkEngine(paths)
        return DuckDBEngine(paths, self._ledger_dir / "spill")

    @property
    def _is_as_written(self) -> bool:
        """Whether no amount needs converting: no currency is stated, or one on every line, and it is the base."""
        if set(self._currencies) == {None}:
            return True
        return len(self._currencies) == 1 and self.settings.currency in ("", *self._currencies)

    def _choose_currency(self, engine: Engine) -> None:
        if self._is_as_written:
            engine.use_one_currency()
            return
        stated = sorted(currency for currency in self._currencies if currency)
        base = self.settings.currency or (stated[0] if len(stated) == 1 else "")
        if not base:
            raise LedgerError(
                _("The books hold several currencies: {currencies}.").format(currencies=", ".join(stated)),
                remedy=_("Choose the currency to report in, and give the rates of the others."),
            )
        first_day, last_day = self._days
        daily = [
            DatedRate(rate.currency, max(rate.first_day, first_day), min(rate.last_day, last_day), rate.rate)
            for rate in dated(self.settings.rates, base)
            if rate.currency != base and rate.first_day <= last_day and rate.last_day >= first_day
        ]
        engine.use_rates(base, daily)

    def _documents(self, lines_after_as_of: int) -> int:
        # Where the monthly facts cover every line, their orders are the documents, and counting twice is saved.
        if self._is_as_written and not lines_after_as_of:
            return int(self._monthly.orders.sum())
        ((documents,),) = self._engine.rows("documents", {})
        return int(documents)

    def _account(self, code: str, seen: Sequence[tuple[Any, ...]]) -> AccountInfo:
        names: dict[str, date] = {}
        for name, *_rest, last_day in seen:
            if name:
                names[name] = max(last_day, names.get(name, last_day))

        def latest(position: int) -> str | None:
            told = [(row[-1], row[position]) for row in seen if row[position]]
            return max(told)[1] if told else None

        ordered = sorted(names, key=lambda name: (names[name], name), reverse=True)
        return AccountInfo(
            code=code,
            name=ordered[0] if ordered else code,
            parent=self.settings.parents.get(code) or latest(1),
            salesperson=latest(2),
            territory=latest(3),
            segment=latest(4),
            first_day=min(row[-2] for row in seen),
            last_day=max(row[-1] for row in seen),
            names=tuple(ordered),
        )

    def _about(self, account: str | Sequence[str], period: Period) -> dict[str, Any]:
        accounts = [account] if isinstance(account, str) else list(account)
        last_day = min(period.end, self.settings.as_of)
        return {"accounts": accounts, "first_day": period.start, "last_day": last_day}

    def _breakdown(self, name: str, account: str | Sequence[str], period: Period) -> tuple[Breakdown, ...]:
        return tuple(
            Breakdown(
                key=key,
                label=key,
                first_day=first_day,
                revenue=_tidy(revenue),
                direct_cost=_known(direct_cost, _tidy),
                lines=lines,
                quantity=_known(quantity, _tidy),
            )
            for key, first_day, revenue, direct_cost, lines, quantity in self._in_base.rows(
                name, self._about(account, period)
            )
        )


def last_invoice_date(ledger_dir: Path) -> date | None:
    """The day of the last line in the current snapshot; None where the books are empty."""
    manifest = snapshots.current_manifest(ledger_dir)
    if manifest is None or not manifest.files:
        return None
    return Books(ledger_dir, BooksSettings(as_of=date.max)).days()[1]


def _positions(codes: NDArray[Any]) -> tuple[tuple[str, ...], NDArray[np.int32]]:
    """The distinct codes of a sorted column, and for each row the position of its code among them."""
    if not len(codes):
        return (), np.zeros(0, np.int32)
    fresh = np.ones(len(codes), bool)
    fresh[1:] = codes[1:] != codes[:-1]
    return tuple(codes[fresh].tolist()), (np.cumsum(fresh) - 1).astype(np.int32)


def _invoice_line(row: tuple[Any, ...], file: LineFile) -> InvoiceLine:
    (
        _stored_in, place, line, account, day, document, product, salesperson, quantity, price, revenue, direct_cost,
        currency,
    ) = row  # fmt: skip
    return InvoiceLine(
        file=file.name,
        line=int(line) if line is not None else file.first_line + int(place),
        account=account,
        date=day,
        document=document,
        product=product,
        salesperson=salesperson,
        quantity=_known(quantity, _tidy),
        price=_known(price, _tidy),
        revenue=_tidy(revenue),
        direct_cost=_known(direct_cost, _tidy),
        currency=currency,
        load_id=file.load_id,
    )


def _known(value: Decimal | None, write: Callable[[Decimal], Decimal]) -> Decimal | None:
    return None if value is None else write(value)


def _tidy(amount: Decimal) -> Decimal:
    """The same amount with two places where that is exact, else four."""
    cents = amount.quantize(_CENT)
    return cents if cents == amount else amount.quantize(_FOUR_PLACES)
