"""From invoice files to the answer of `openkam analyze`: a ledger of its own, thrown away afterwards."""

from __future__ import annotations

import calendar
import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Literal

from pydantic import TypeAdapter, ValidationError

from openkam.cli.reading import AccountNames, Sources, account_names, read_rates, role_columns, sort_out
from openkam.core.errors import InvalidInput, Place
from openkam.core.i18n import gettext as _
from openkam.core.periods import Grain
from openkam.core.reasons import reason
from openkam.feeds import Choice, columns_for, portfolio_inputs, quadrant_inputs
from openkam.ledger import (
    AccountInfo,
    Books,
    BooksSettings,
    Coverage,
    LoadReport,
    MonthlyFacts,
    PaymentFact,
    ProgressCallback,
    last_invoice_date,
    load,
)
from openkam.tools.define import portfolio, value_quadrant
from openkam.tools.define.portfolio.inputs import ALL, Pool, PortfolioInputs
from openkam.tools.define.portfolio.result import PortfolioResult
from openkam.tools.define.value_quadrant.inputs import Cut, QuadrantResult

EngineName = Literal["duckdb", "spark"]
ChosenBy = Literal["option", "last_invoice", "month_of_last_invoice"]
NEARLY_OVER_DAYS = 5
"""A last invoice within so many days of its month's end means that the month is whole."""


@dataclass(frozen=True)
class Request:
    """What a person asked of `openkam analyze`."""

    files: tuple[Path, ...]
    mapped: tuple[str, ...] = ()
    as_of: date | None = None
    fiscal_year_start: int = 1
    period: str = ALL
    cut: Cut = field(default_factory=Cut)
    engine: EngineName = "duckdb"
    currency: str = ""
    rates: Path | None = None
    pools: Path | None = None
    rejects_pct: float = 5.0
    roll_up: bool = True
    forecast: bool = False


@dataclass(frozen=True)
class Facts:
    """What the books say, and the choices under which they say it."""

    monthly: MonthlyFacts
    coverage: Coverage
    accounts: tuple[AccountInfo, ...]
    payments: tuple[PaymentFact, ...]
    settings: BooksSettings
    pools: tuple[Pool, ...]
    rolled_up: bool

    def inputs(self, periods: Choice, *, selected: str = ALL, forecast: bool = False) -> PortfolioInputs:
        """The inputs of portfolio analysis over `periods`."""
        return portfolio_inputs(
            self.monthly,
            self.coverage,
            self.accounts,
            self.settings,
            pools=self.pools,
            periods=periods,
            selected=selected,
            forecast=forecast,
            rolled_up=self.rolled_up,
            payments=() if self.rolled_up else self.payments,
        )


@dataclass(frozen=True)
class Analysis:
    """Everything that the answer is made of."""

    request: Request
    load: LoadReport
    facts: Facts
    chosen_by: ChosenBy
    years: PortfolioResult
    """Every fiscal year of the books."""
    chosen: PortfolioResult
    """The selected period; the same as `years` unless it is a quarter or a month."""
    orders: int | None
    quadrant: QuadrantResult
    ahead: PortfolioResult | None
    """The five columns with proposals, where asked for."""
    remarks: tuple[str, ...]


def analyse(request: Request, ledger_dir: Path, progress: ProgressCallback | None = None) -> Analysis:
    """Load the files into `ledger_dir` and answer every question about them. Raises `OpenKAMError`."""
    sources = sort_out(request.files, role_columns(request.mapped))
    pools = read_pools(request.pools) if request.pools else ()
    rates = read_rates(request.rates) if request.rates else ()
    share = request.rejects_pct / 100
    report = load(ledger_dir, sources.lines, sources.mappings, max_reject_share=share, progress=progress)
    as_of, chosen_by = _as_of(request.as_of, ledger_dir)
    settings = BooksSettings(as_of, request.fiscal_year_start, request.currency, rates)
    facts, named = _facts(request, ledger_dir, settings, sources, pools)
    years_inputs = facts.inputs("all")
    chosen_inputs = _selected(facts, years_inputs, request.period)
    chosen = portfolio.compute(chosen_inputs)
    same = len(chosen_inputs.periods) == len(years_inputs.periods)
    return Analysis(
        request=request,
        load=report,
        facts=facts,
        chosen_by=chosen_by,
        years=chosen if same else portfolio.compute(years_inputs),
        chosen=chosen,
        orders=_orders(chosen_inputs, facts.coverage),
        quadrant=value_quadrant.compute(quadrant_inputs(chosen, cut=request.cut)),
        ahead=portfolio.compute(facts.inputs("five", forecast=True)) if request.forecast else None,
        remarks=tuple(dict.fromkeys((*sources.remarks, *report.remarks, *named.remarks))),
    )


def _facts(
    request: Request, ledger_dir: Path, settings: BooksSettings, sources: Sources, pools: tuple[Pool, ...]
) -> tuple[Facts, AccountNames]:
    books = Books(ledger_dir, settings, engine=request.engine)
    accounts = books.accounts()
    named = AccountNames()
    if sources.lists:
        named = account_names(sources.lists, [info.code for info in accounts])
        settings = replace(settings, parents=named.parents)
        accounts = tuple(_named(info, named) for info in accounts)
    has_parents = bool(named.parents) or any(info.parent for info in accounts)
    coverage = books.coverage()
    if settings.as_of < coverage.first_day:
        raise InvalidInput(
            _("There is no invoice on or before {day}.").format(day=settings.as_of.isoformat()),
            remedy=_("The first one is of {day}: choose a later --as-of.").format(day=coverage.first_day.isoformat()),
            place=Place(field="--as-of"),
        )
    facts = Facts(
        monthly=books.monthly(),
        coverage=coverage,
        accounts=accounts,
        payments=books.payments(),
        settings=settings,
        pools=pools,
        rolled_up=request.roll_up and has_parents,
    )
    return facts, named


def _named(info: AccountInfo, named: AccountNames) -> AccountInfo:
    entry = named.entries.get(info.code)
    if entry is None:
        return info
    return replace(
        info,
        name=entry.name or info.name,
        parent=entry.parent or info.parent,
        territory=entry.territory or info.territory,
        segment=entry.segment or info.segment,
    )


def _as_of(given: date | None, ledger_dir: Path) -> tuple[date, ChosenBy]:
    """The date given, else the last invoice's day, or its month's end where that month is nearly over."""
    if given is not None:
        return given, "option"
    last = last_invoice_date(ledger_dir)
    if last is None:
        raise InvalidInput(_("The files hold no invoice line that could be loaded."))
    end = last.replace(day=calendar.monthrange(last.year, last.month)[1])
    if last < end and (end - last).days <= NEARLY_OVER_DAYS:
        return end, "month_of_last_invoice"
    return last, "last_invoice"


def _selected(facts: Facts, years: PortfolioInputs, wanted: str) -> PortfolioInputs:
    """The inputs in which the wanted period is selected: a year, or else a quarter or a month."""
    if wanted.lower() == ALL:
        return years
    choices: list[PortfolioInputs | Grain] = [years, Grain.QUARTER, Grain.MONTH]
    for choice in choices:
        if isinstance(choice, Grain):
            periods = columns_for(facts.coverage, facts.settings, choice).booked
        else:
            periods = choice.periods
        for period in periods:
            if period.label.lower() == wanted.lower():
                if isinstance(choice, Grain):
                    return facts.inputs(choice, selected=period.label)
                return choice.model_copy(update={"selected": period.label})
    labels = ", ".join([ALL, *(period.label for period in years.periods)])
    raise InvalidInput(
        _("There is no period {period}.").format(period=wanted),
        remedy=_("Choose one of {labels}, a quarter such as {quarter} or a month such as {month}.").format(
            labels=labels, quarter=f"{years.periods[-1].label} Q1", month=f"{facts.settings.as_of:%Y-%m}"
        ),
        place=Place(field="--period"),
    )


def _orders(inputs: PortfolioInputs, coverage: Coverage) -> int | None:
    """Documents in the selection; None where the lines name none."""
    if coverage.documents is None:
        return None
    chosen = [at for at, period in enumerate(inputs.periods) if inputs.selected in {ALL, period.label}]
    total = sum((row.drivers["orders"][at] for row in inputs.accounts for at in chosen), Decimal(0))
    return int(total)


def read_pools(path: Path) -> tuple[Pool, ...]:
    """Cost pools from a JSON list. Raises `InvalidInput` that names the place at fault."""
    try:
        data: Any = json.loads(path.read_text(encoding="utf-8"))
        return TypeAdapter(tuple[Pool, ...]).validate_python(data)
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise InvalidInput(
            _("{file} is not JSON.").format(file=path.name), place=Place(file=path.name, field="--pools")
        ) from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise InvalidInput(
            _("The cost pools cannot be used at {place}: {reason}.").format(place=place, reason=reason(first)),
            remedy=_("Compare them with openkam tool portfolio --schema."),
            place=Place(file=path.name, field=place),
        ) from error


def parse_cut(text: str) -> Cut:
    """`median`, `mean` or `SALES,PROFIT`. Raises `InvalidInput`."""
    if text.lower() == "median":
        return Cut(method="median")
    if text.lower() == "mean":
        return Cut(method="mean")
    parts: Sequence[str] = text.split(",")
    try:
        sales, profit = (Decimal(part.strip()) for part in parts)
        return Cut(method="typed", sales=sales, profit=profit)
    except (InvalidOperation, ValueError) as error:
        raise InvalidInput(
            _("{cut} is not a cut.").format(cut=text),
            remedy=_("Write median, mean, or two numbers such as 50000,1000 for sales and profit."),
            place=Place(field="--cut"),
        ) from error
