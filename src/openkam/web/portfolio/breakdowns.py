"""The parts behind an account's figures: products, orders, months, subsidiaries, overrides and invoice lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from openkam.core.amounts import SCALE, from_ten_thousandths
from openkam.core.numbers import MISSING, format_date, format_number
from openkam.ledger import Books, Breakdown, InvoiceLine
from openkam.web.accounts.models import Account, CodeName
from openkam.web.portfolio.account import AccountFigures
from openkam.web.portfolio.frame import columns, take
from openkam.web.portfolio.models import ForecastOverride

PAGE_ROWS = 100
MINUS = "\N{MINUS SIGN}"


@dataclass(frozen=True)
class Cell:
    """A written figure."""

    text: str
    negative: bool = False


def money(value: Decimal | None, decimals: int = 2) -> Cell:
    """An amount, or `unknown`."""
    if value is None:
        return Cell(_("unknown"))
    text = format_number(value, decimals)
    return Cell(text, text.startswith(MINUS))


@dataclass(frozen=True)
class Line:
    """One product or order, written."""

    key: str
    label: str
    group: str
    day: str
    lines: str
    quantity: str
    revenue: Cell
    direct_cost: Cell
    margin: Cell


@dataclass(frozen=True)
class Paged:
    """A hundred rows and the way to the others."""

    rows: Sequence[object]
    number: int
    pages: int
    count: int
    revenue: Cell
    margin: Cell

    @property
    def before(self) -> int:
        """The page before, or 0."""
        return self.number - 1

    @property
    def after(self) -> int:
        """The page after, or 0."""
        return self.number + 1 if self.number < self.pages else 0


@dataclass(frozen=True)
class Listing:
    """All rows of a breakdown, with their sums."""

    rows: tuple[Line, ...]
    revenue: Decimal
    margin: Decimal | None

    def page(self, wanted: str) -> Paged:
        """A page by its number; what cannot be read gives the first, what is beyond the last."""
        number, pages = page_number(wanted, len(self.rows))
        shown = self.rows[(number - 1) * PAGE_ROWS : number * PAGE_ROWS]
        return Paged(shown, number, pages, len(self.rows), money(self.revenue), money(self.margin))


def page_number(wanted: str, count: int) -> tuple[int, int]:
    """The page to show, and how many there are."""
    pages = max(1, -(-count // PAGE_ROWS))
    number = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 9 else 1
    return min(max(1, number), pages), pages


def _listing(found: Sequence[Breakdown], names: dict[str, tuple[str, str]], *, missing: str) -> Listing:
    rows = tuple(_line(one, names, missing) for one in found)
    known = all(one.direct_cost is not None for one in found)
    revenue = sum((one.revenue for one in found), Decimal(0))
    cost = sum((one.direct_cost or Decimal(0) for one in found), Decimal(0))
    return Listing(rows, revenue, revenue - cost if known else None)


def _line(one: Breakdown, names: dict[str, tuple[str, str]], missing: str) -> Line:
    name, group = names.get(one.key, (one.label, ""))
    quantity = one.quantity
    return Line(
        key=one.key,
        label=name or missing,
        group=group,
        day=format_date(one.first_day),
        lines=format_number(one.lines),
        quantity=MISSING
        if quantity is None
        else format_number(quantity, 0 if quantity == quantity.to_integral() else 2),
        revenue=money(one.revenue),
        direct_cost=money(one.direct_cost),
        margin=money(None if one.direct_cost is None else one.revenue - one.direct_cost),
    )


def products(ledger_books: Books, figures: AccountFigures) -> Listing:
    """What the account bought in the period, by product, the largest revenue first."""
    found = ledger_books.products(figures.codes, figures.period)
    codes = [one.key for one in found]
    rows = CodeName.objects.filter(kind=CodeName.Kind.PRODUCT, code__in=codes).values_list("code", "name", "group")
    names = {code: (name, group) for code, name, group in rows}
    return _listing(found, names, missing=_("without a product"))


def orders(ledger_books: Books, figures: AccountFigures) -> Listing:
    """What the account bought in the period, by document, the latest first."""
    return _listing(ledger_books.orders(figures.codes, figures.period), {}, missing=_("without a document"))


@dataclass(frozen=True)
class MonthLine:
    """One month, written."""

    label: str
    revenue: Cell
    direct_cost: Cell
    margin: Cell
    orders: str
    lines: str
    loss_lines: str
    credit_lines: str


def month_rows(figures: AccountFigures) -> tuple[MonthLine, ...]:
    """Every month with a line, the latest first."""
    return tuple(
        MonthLine(
            row.label,
            money(row.revenue),
            money(row.direct_cost),
            money(row.margin),
            format_number(row.orders) if figures.frame.has_documents else MISSING,
            format_number(row.lines),
            format_number(row.loss_lines),
            format_number(row.credit_lines),
        )
        for row in reversed(figures.months)
    )


@dataclass(frozen=True)
class Subsidiary:
    """One visible subsidiary with its own figures."""

    pk: int
    name: str
    parent: str
    revenue: Cell
    margin: Cell


def subsidiaries(figures: AccountFigures) -> tuple[Subsidiary, ...]:
    """Every visible subsidiary at any depth, the largest revenue first. None is counted twice."""
    rows = figures.subsidiaries
    own, who = columns(take(figures.frame, rows), figures.scene.at), figures.view.directory
    found = []
    for at in sorted(range(len(rows)), key=lambda one: -int(own.revenue[one])):
        row = int(rows[at])
        parent = int(who.parent[row])
        margin = from_ten_thousandths(int(own.margin[at])) if own.known[at] else None
        found.append(
            Subsidiary(
                pk=int(who.pk[row]),
                name=who.names[row],
                parent=who.names[parent] if parent >= 0 and figures.view.visible[parent] else "",
                revenue=money(from_ten_thousandths(int(own.revenue[at]))),
                margin=money(margin),
            )
        )
    return tuple(found)


def overrides(account: Account) -> list[ForecastOverride]:
    """The overrides in force."""
    return list(account.forecast_overrides.select_related("author").order_by("year_start"))


@dataclass(frozen=True)
class PastOverride:
    """What was said about a year, by whom and when."""

    year_start: date
    at: datetime
    who: str
    what: str
    revenue: Cell
    reason: str


def past_overrides(account: Account) -> tuple[PastOverride, ...]:
    """Every change of the account's overrides, the latest first."""
    kinds = {"+": _("set"), "~": _("changed"), "-": _("withdrawn")}
    rows = ForecastOverride.history.filter(account_id=account.pk).select_related("history_user")[:PAGE_ROWS]
    return tuple(
        PastOverride(
            row.year_start,
            row.history_date,
            str(row.history_user or ""),
            kinds[row.history_type],
            money(row.revenue),
            row.reason,
        )
        for row in rows
    )


@dataclass(frozen=True)
class Lines:
    """A page of invoice lines, and the sums that they must give."""

    rows: tuple[InvoiceLine, ...]
    number: int
    pages: int
    count: int
    revenue: Cell
    figure: Cell
    agrees: bool
    several_currencies: bool
    first: int

    @property
    def before(self) -> int:
        """The page before, or 0."""
        return self.number - 1

    @property
    def after(self) -> int:
        """The page after, or 0."""
        return self.number + 1 if self.number < self.pages else 0


def lines(ledger_books: Books, figures: AccountFigures, wanted: str) -> Lines:
    """The invoice lines behind the period's revenue, the latest first, with their sum asked of the ledger anew."""
    codes, period = figures.codes, figures.period
    found = ledger_books.orders(codes, period)
    count = sum(one.lines for one in found)
    number, pages = page_number(wanted, count)
    rows, total = ledger_books.lines(codes, period, limit=PAGE_ROWS, offset=(number - 1) * PAGE_ROWS)
    summed = sum((one.revenue for one in found), Decimal(0))
    figure = from_ten_thousandths(int(figures.total.revenue[0]))
    used = {row.currency for row in rows if row.currency}
    return Lines(
        rows=rows,
        number=number,
        pages=pages,
        count=total,
        revenue=money(summed),
        figure=money(figure),
        agrees=abs(summed - figure) < Decimal(1) / SCALE,
        several_currencies=bool(used - {figures.frame.currency}),
        first=(number - 1) * PAGE_ROWS + 1,
    )
