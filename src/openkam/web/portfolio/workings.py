"""How one number of the portfolio is made: its terms, where they come from, and the way to the invoice lines."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import numpy as np
from django.urls import reverse
from django.utils.translation import gettext as _

from openkam.core.amounts import from_ten_thousandths
from openkam.core.blocks import Column, Figure, Term, Value, Working
from openkam.core.numbers import format_date, format_month, format_number, format_percent
from openkam.core.periods import Month
from openkam.web.portfolio.filters import Filter
from openkam.web.portfolio.frame import Columns, columns, group, take
from openkam.web.portfolio.pools import explain
from openkam.web.portfolio.scene import Rows, Scene, View, scene
from openkam.web.portfolio.words import shown_period

FIGURES = ("revenue", "growth", "direct", "margin", "indirect", "net", "pct", "share")
TABLE_ROWS = 100
EVERYTHING = "all"


@dataclass(frozen=True)
class Cell:
    """A written value."""

    text: str
    negative: bool = False


@dataclass(frozen=True)
class WrittenTerm:
    """One line of a sum, written."""

    label: str
    detail: str
    value: Cell


@dataclass(frozen=True)
class Made:
    """A working, written, and where its lines can be read."""

    title: str
    terms: tuple[WrittenTerm, ...]
    result: Cell
    unit: str
    source: str
    lines_url: str
    lines_count: int


def write(value: Value, kind: str, decimals: int) -> Cell:
    """`value` as a reader of the active language writes it."""
    if value is None:
        return Cell(_("unknown"))
    if isinstance(value, str):
        return Cell(value)
    if isinstance(value, date):
        return Cell(format_date(value))
    text = format_percent(value, decimals) if kind == "percent" else format_number(value, decimals)
    return Cell(text, negative=text[:1] == "\N{MINUS SIGN}")


def written(made: Working, lines_url: str, lines_count: int) -> Made:
    """`made` as the page shows it."""
    terms = tuple(
        WrittenTerm(
            term.label, term.detail, write(term.value, term.kind, 1 if term.kind == "percent" else _places(term))
        )
        for term in made.terms
    )
    return Made(
        title=made.title,
        terms=terms,
        result=write(made.result, made.kind, made.decimals),
        unit="" if made.kind == "percent" else made.unit,
        source=made.source,
        lines_url=lines_url,
        lines_count=lines_count,
    )


def _places(term: Term) -> int:
    return 0 if term.kind == "integer" else 2


class Sums:
    """The figures of some accounts in the chosen period, and the words for them."""

    def __init__(self, view: View, chosen: Filter, rows: Rows, name: str, base: Scene) -> None:
        self.view, self.frame, self.rows, self.name = view, view.frame, rows, name
        self.at = self.frame.columns(chosen.period)
        self.period = chosen.period
        self.base = base
        whole = group(take(self.frame, rows), np.zeros(len(rows), dtype=np.intp), 1)
        self.slice = whole
        self.figures: Columns = columns(whole, self.at)

    @property
    def proposed(self) -> bool:
        """Whether the period is proposed and has no invoices."""
        return any(self.frame.periods[at].kind == "proposed" for at in self.at)

    @property
    def known(self) -> bool:
        """Whether every line says its direct cost."""
        return bool(self.figures.known[0])

    def amount(self, name: str) -> Decimal | None:
        """Revenue, direct cost, margin, indirect cost or net income; None where it is unknown."""
        if name in {"direct_cost", "margin", "net"} and not self.known:
            return None
        return from_ten_thousandths(int(getattr(self.figures, name)[0]))

    def title(self, measure: str) -> str:
        """`Revenue of Brakes and Gears, FY20`."""
        return _("{measure} of {name}, {period}").format(
            measure=measure, name=self.name, period=shown_period(self.frame, self.period)
        )

    def months(self) -> tuple[Rows, Rows]:
        """Where the months of these accounts in the period stand, and their month indexes."""
        months = self.frame.months
        places = months.of(self.rows)
        spans = [
            (Month.of(self.frame.periods[at].start).index, Month.of(self.frame.periods[at].end).index) for at in self.at
        ]
        index = months.month[places]
        inside = np.zeros(len(places), dtype=np.bool_)
        for first, last in spans:
            inside |= (index >= first) & (index <= last)
        return places[inside], index[inside].astype(np.intp)

    def by_month(self, values: Any) -> list[Term]:
        """One term for each month that has a line."""
        places, index = self.months()
        lines = self.frame.months.lines
        terms = []
        for month in np.unique(index).tolist():
            here = places[index == month]
            detail = _("{count} lines").format(count=format_number(int(lines[here].sum())))
            amount = from_ten_thousandths(int(values[here].sum()))
            terms.append(Term(label=format_month(Month.at(month).first_day), value=amount, detail=detail))
        return terms

    def working(self, figure: str, measure: str, result: Value, terms: Sequence[Term], kind: str = "money") -> Working:
        """A working in this period."""
        return Working.model_validate(
            {
                "id": f"working-{figure}", "title": self.title(measure), "result": result, "kind": kind,
                "unit": self.frame.currency, "decimals": 2 if kind == "money" else 1, "terms": tuple(terms),
                "source": self.source(),
            }
        )  # fmt: skip

    def source(self) -> str:
        """Where the terms come from."""
        if self.proposed:
            proposal = self.base.inputs(self.rows).proposal
            return proposal.method if proposal else _("Proposed from the monthly history.")
        first = self.frame.periods[self.at[0]].start
        last = min(self.frame.periods[self.at[-1]].end, self.frame.as_of)
        return _("Invoice lines from {first} to {last}.").format(first=format_date(first), last=format_date(last))


def _revenue(sums: Sums) -> Working:
    terms = [] if sums.proposed else sums.by_month(sums.frame.months.revenue)
    return sums.working("revenue", _("Revenue"), sums.amount("revenue"), terms)


def _direct(sums: Sums) -> Working:
    terms = [] if sums.proposed else sums.by_month(sums.frame.months.direct_cost)
    if not sums.known:
        places, _index = sums.months()
        missing = int(sums.frame.months.lines_without_cost[places].sum())
        detail = _("Load a file with a column of direct costs, or map one, to make it known.")
        terms.append(
            Term(label=_("{count} lines say no cost").format(count=format_number(missing)), value=None, detail=detail)
        )
    return sums.working("direct", _("Direct costs"), sums.amount("direct_cost"), terms)


def _negative(value: Decimal | None) -> Decimal | None:
    return None if value is None else -value


def _margin(sums: Sums) -> Working:
    terms = [
        Term(label=_("Revenue"), value=sums.amount("revenue")),
        Term(label=_("− Direct costs"), value=_negative(sums.amount("direct_cost"))),
    ]
    return sums.working("margin", _("Margin"), sums.amount("margin"), terms)


def _indirect(sums: Sums) -> Working:
    terms = []
    for index, name in enumerate(sums.frame.pool_names):
        amount = int(sums.frame.by_pool[index][sums.rows][:, sums.at].sum())
        detail = explain(name, sums.frame, sums.slice.sheet.drivers, sums.at)
        terms.append(Term(label=name, value=from_ten_thousandths(amount), detail=detail))
    return sums.working("indirect", _("Cost-to-serve"), sums.amount("indirect"), terms)


def _net(sums: Sums) -> Working:
    terms = list(_margin(sums).terms)
    if sums.frame.pool_names:
        terms.append(Term(label=_("− Cost-to-serve"), value=_negative(sums.amount("indirect"))))
    else:
        detail = _("unknown: there are no cost pools, so this is the margin before indirect costs")
        terms.append(Term(label=_("− Cost-to-serve"), value=None, detail=detail))
    return sums.working("net", _("Net income"), sums.amount("net"), terms)


def _pct(sums: Sums) -> Working:
    value = float(sums.figures.net_pct[0])
    terms = [
        Term(label=_("Net income"), value=sums.amount("net")),
        Term(label=_("÷ Revenue"), value=sums.amount("revenue")),
    ]
    return sums.working("pct", _("Net income in % of revenue"), None if value != value else value, terms, "percent")


def _share(sums: Sums) -> Working:
    total, own = sums.base.revenue_seen, int(sums.figures.revenue[0])
    share = 100 * own / total if total > 0 else None
    detail = _("{count} accounts that you may see").format(count=format_number(int(sums.view.visible.sum())))
    terms = [
        Term(label=_("Its revenue"), value=sums.amount("revenue")),
        Term(label=_("÷ Revenue of all accounts"), value=from_ten_thousandths(total), detail=detail),
    ]
    return sums.working("share", _("Share of revenue"), share, terms, "percent")


def _growth(sums: Sums) -> Working:
    last = sums.at[-1]
    period, sheet = sums.frame.periods[last], sums.slice.sheet
    value = float(sums.figures.growth_pct[0])
    terms = []
    if period.compared_from and period.compared_to and len(sums.at) == 1:
        months = (Month.of(period.compared_to).index - Month.of(period.compared_from).index) + 1
        span = _("{months} months up to {last}").format(months=months, last=format_date(period.compared_to))
        now, base = int(sheet.compared_now[0, last]), int(sheet.compared_base[0, last])
        terms = [
            Term(label=_("Revenue now"), value=from_ten_thousandths(now), detail=span),
            Term(
                label=_("÷ Revenue in the same months a year before"),
                value=from_ten_thousandths(base),
                detail="" if base > 0 else _("not above zero, so there is no growth to state"),
            ),
        ]
    return sums.working("growth", _("Growth on the same months"), None if value != value else value, terms, "percent")


_MAKE: Mapping[str, Callable[[Sums], Working]] = {
    "revenue": _revenue, "growth": _growth, "direct": _direct, "margin": _margin, "indirect": _indirect, "net": _net,
    "pct": _pct, "share": _share,
}  # fmt: skip


def working(view: View, chosen: Filter, key: str, figure: str) -> Made | None:
    """The sum behind `figure` of the account with the id `key`, or of everything in the filter where it is `all`.

    None for an account that the reader may not see, or a figure that does not exist.
    """
    if figure not in FIGURES:
        return None
    base = scene(view, chosen)
    if key != EVERYTHING:
        row = view.directory.row_of().get(int(key)) if key.isascii() and key.isdigit() else None
        if row is None or not view.visible[row]:
            return None
        sums = Sums(view, chosen, np.array([row], dtype=np.intp), view.directory.names[row], base)
    else:
        sums = Sums(view, chosen, base.rows, _("all accounts in the filter"), base)
    places, _index = sums.months()
    url = ""
    if key != EVERYTHING and not sums.proposed:
        url = f"{reverse('account-lines', args=[int(key)])}?{urlencode({'period': chosen.period})}"
    return written(_MAKE[figure](sums), url, int(view.frame.months.lines[places].sum()))


def cells(columns: Sequence[Column], row: Sequence[Value]) -> list[Cell]:
    """One row of a table block, written."""
    return [
        Cell("") if value is None else write(value, column.kind, column.decimals)
        for value, column in zip(row, columns, strict=True)
    ]


def table_page(figure: Figure, query: Mapping[str, str], chosen: Filter) -> dict[str, Any]:
    """The table of a picture, a hundred rows at a time."""
    wanted = query.get("rows", "1")
    pages = max(1, -(-len(figure.table.rows) // TABLE_ROWS))
    number = min(int(wanted), pages) if wanted.isascii() and wanted.isdigit() and int(wanted) > 0 else 1
    shown = figure.table.rows[(number - 1) * TABLE_ROWS : number * TABLE_ROWS]
    return {
        "figure": figure,
        "columns": figure.table.columns,
        "rows": [cells(figure.table.columns, row) for row in shown],
        "number": number,
        "pages": pages,
        "filter": chosen,
        "query": chosen.query(),
    }
