"""The figures of one account: overview, five columns, months, products, orders, payments, subsidiaries, lines."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from openkam.core.i18n import language
from openkam.ledger import Books
from openkam.publish.echarts import option
from openkam.tools.define.portfolio.notes import notes
from openkam.web.accounts.models import Account
from openkam.web.accounts.pages import frame as account_frame
from openkam.web.accounts.queries import may_edit
from openkam.web.portfolio import actions, books, breakdowns, cards, choices, filters, preparing, queries
from openkam.web.portfolio.account import AccountFigures, months_figure
from openkam.web.portfolio.books import State
from openkam.web.portfolio.forms import OverrideForm
from openkam.web.portfolio.models import ForecastOverride
from openkam.web.portfolio.words import source_text
from openkam.web.shell.access import reader
from openkam.web.shell.models import User

SHOWN = ("years", "months", "products", "orders", "payments", "subsidiaries")


@dataclass(frozen=True)
class Opened:
    """An account whose figures are at hand, or the job that makes them, or neither where nothing is loaded."""

    account: Account
    user: User
    state: State | None
    figures: AccountFigures | None
    job: Any = None

    def at_hand(self) -> tuple[State, AccountFigures]:
        """The state and the figures; 404 where they are not there."""
        if self.state is None or self.figures is None or not self.figures.has_invoices:
            raise Http404
        return self.state, self.figures


def open_account(request: HttpRequest, pk: int) -> Opened:
    """The account under the period and the scope that the address asks for; 404 where the reader may not see it."""
    user = reader(request)
    account, state = queries.account_for(user, pk), books.current_state()
    if state is None:
        return Opened(account, user, None, None)
    frame, job = preparing.frame_or_job(state, user)
    if frame is None:
        return Opened(account, user, state, None, job)
    chosen = filters.read(request.GET, frame.labels, frame.this_year)
    plain = filters.Filter(period=chosen.period)
    view = queries.view_for(user, state, frame)
    figures = AccountFigures(view, account, plain, with_subsidiaries="own" not in request.GET)
    return Opened(account, user, state, figures)


def facts(request: HttpRequest, account: Account) -> Any:
    """The header's figures, for every page of the account."""
    from openkam.web.portfolio.account import stats

    opened = getattr(request, "opened_figures", None) or open_account(request, account.pk)
    return stats(opened.figures) if opened.figures is not None else ()


def _page(request: HttpRequest, template: str, tab: str, opened: Opened, **context: Any) -> HttpResponse:
    request.opened_figures = opened  # type: ignore[attr-defined] # so that the header asks for nothing twice
    figures = opened.figures
    shared: dict[str, Any] = {"figures": figures, "job": opened.job, "own": "own" in request.GET}
    if figures is not None and opened.state is not None and figures.has_invoices:
        shared |= {
            "frame": figures.frame,
            "period": figures.filter.period,
            "period_text": figures.period_text,
            "periods": choices.period_options(figures.frame),
            "source": source_text(opened.state, figures.frame),
            "scope": _scope(request, figures),
        }
    return render(request, template, dict(account_frame(request, opened.account, tab, **shared, **context)))


def _scope(request: HttpRequest, figures: AccountFigures) -> str:
    own = "&own=1" if "own" in request.GET else ""
    return f"?period={figures.filter.period}{own}"


def _missing(request: HttpRequest, tab: str, opened: Opened) -> HttpResponse | None:
    """The page that stands in where there is nothing to show, or None."""
    if opened.figures is not None and opened.figures.has_invoices:
        return None
    return _page(request, "portfolio/account_empty.html", tab, opened)


@require_safe
def overview(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything about the account's figures at a glance."""
    opened = open_account(request, pk)
    if (instead := _missing(request, "overview", opened)) is not None:
        return instead
    state, figures = opened.at_hand()
    products = breakdowns.products(books.open_books(state), figures)
    return _page(
        request,
        "portfolio/account_overview.html",
        "overview",
        opened,
        five=cards.five_columns(figures.result, figures.frame.this_year),
        months=months_figure(figures),
        products=products.rows[:8],
        product_count=len(products.rows),
        subsidiaries=breakdowns.subsidiaries(figures)[:8],
        payment=figures.payment,
        remarks=notes(figures.result),
        overrides=breakdowns.overrides(opened.account),
    )


def _products(ledger_books: Books, figures: AccountFigures, request: HttpRequest) -> Mapping[str, Any]:
    return {"table": breakdowns.products(ledger_books, figures).page(request.GET.get("page", "1"))}


def _orders(ledger_books: Books, figures: AccountFigures, request: HttpRequest) -> Mapping[str, Any]:
    return {"table": breakdowns.orders(ledger_books, figures).page(request.GET.get("page", "1"))}


def _years(_books: Books, figures: AccountFigures, request: HttpRequest) -> Mapping[str, Any]:
    user, account = reader(request), figures.account
    editable = may_edit(user, account) and any(one.kind == "proposed" for one in figures.frame.periods)
    return {
        "five": cards.five_columns(figures.result, figures.frame.this_year),
        "remarks": notes(figures.result),
        "overrides": breakdowns.overrides(account),
        "past_overrides": breakdowns.past_overrides(account),
        "form": OverrideForm(frame=figures.frame) if editable else None,
    }


def _months(_books: Books, figures: AccountFigures, _request: HttpRequest) -> Mapping[str, Any]:
    return {"months": months_figure(figures), "rows": breakdowns.month_rows(figures)}


def _payments(_books: Books, figures: AccountFigures, _request: HttpRequest) -> Mapping[str, Any]:
    return {"payment": figures.payment}


def _subsidiaries(_books: Books, figures: AccountFigures, _request: HttpRequest) -> Mapping[str, Any]:
    return {"subsidiaries": breakdowns.subsidiaries(figures)}


_SHOW: Mapping[str, Callable[[Books, AccountFigures, HttpRequest], Mapping[str, Any]]] = {
    "years": _years, "months": _months, "products": _products, "orders": _orders, "payments": _payments,
    "subsidiaries": _subsidiaries,
}  # fmt: skip


def sub_views() -> tuple[tuple[str, str], ...]:
    """The parts of the figures page, named."""
    names = {
        "years": _("Five years"), "months": _("Months"), "products": _("Products"), "orders": _("Orders"),
        "payments": _("Payments"), "subsidiaries": _("Subsidiaries"),
    }  # fmt: skip
    return tuple((key, names[key]) for key in SHOWN)


@require_safe
def account_figures(request: HttpRequest, pk: int, show: str = "years") -> HttpResponse:
    """One part of the figures."""
    opened = open_account(request, pk)
    if show not in SHOWN:
        raise Http404
    if (instead := _missing(request, "figures", opened)) is not None:
        return instead
    state, figures = opened.at_hand()
    content = _SHOW[show](books.open_books(state), figures, request)
    template = f"portfolio/account_{show}.html"
    return _page(request, template, "figures", opened, show=show, views=sub_views(), **content)


@require_safe
def months_chart(request: HttpRequest, pk: int) -> HttpResponse:
    """The monthly lines as the chart library reads them."""
    opened = open_account(request, pk)
    drawn = months_figure(opened.figures) if opened.figures is not None else None
    if drawn is None:
        raise Http404
    return JsonResponse(option(drawn, language=language()))


@require_safe
def lines(request: HttpRequest, pk: int) -> HttpResponse:
    """The invoice lines behind the account's figures in one period."""
    opened = open_account(request, pk)
    if (instead := _missing(request, "figures", opened)) is not None:
        return instead
    state, figures = opened.at_hand()
    content = breakdowns.lines(books.open_books(state), figures, request.GET.get("page", "1"))
    return _page(
        request, "portfolio/account_lines.html", "figures", opened, show="lines", views=sub_views(), lines=content
    )


def _editable(request: HttpRequest, pk: int) -> Opened:
    opened = open_account(request, pk)
    if not may_edit(opened.user, opened.account):
        raise Http404
    return opened


@require_POST
def override(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a figure in place of a proposed one."""
    opened = _editable(request, pk)
    state, figures = opened.at_hand()
    form = OverrideForm(request.POST, frame=figures.frame)
    if form.is_valid():
        data = form.cleaned_data
        actions.override_forecast(
            author=opened.user,
            account=opened.account,
            year_start=data["year"],
            revenue=data["revenue"],
            direct_cost=data["direct_cost"],
            reason=data["reason"],
        )
        messages.success(request, _("Your figure stands in place of the proposal."))
        return redirect("account-figures", pk)
    content = dict(_years(books.open_books(state), figures, request))
    content["form"] = form
    return _page(request, "portfolio/account_years.html", "figures", opened, show="years", views=sub_views(), **content)


@require_POST
def withdraw(request: HttpRequest, pk: int, override_pk: int) -> HttpResponse:
    """Back to the proposal."""
    opened = _editable(request, pk)
    found = get_object_or_404(ForecastOverride, pk=override_pk, account=opened.account)
    actions.withdraw_override(override=found)
    messages.success(request, _("The proposal is back."))
    return redirect("account-figures", pk)
