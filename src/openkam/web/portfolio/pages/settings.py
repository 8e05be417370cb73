"""Settings of the books: company, currency, fiscal year, as-of day, rates and cost pools. For administrators."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openkam.core.errors import OpenKAMError
from openkam.core.numbers import format_date, format_number
from openkam.web.portfolio import actions, books, frames, pools
from openkam.web.portfolio.forms import BooksForm, PasteForm, PoolForm, RateForm
from openkam.web.portfolio.frame import Frame
from openkam.web.portfolio.models import CostPool, CurrencyRate
from openkam.web.shell import registry
from openkam.web.shell.access import administrators_only, reader
from openkam.web.shell.forms import show_error
from openkam.web.shell.models import Workspace

RATES_SHOWN = 200
CHANGES_SHOWN = 40


@dataclass(frozen=True)
class Change:
    """One change of these settings."""

    at: datetime
    who: str
    what: str


@dataclass(frozen=True)
class PoolLine:
    """One cost pool, written, with what of its capacity was not used."""

    pool: CostPool
    method: str
    how: str
    unused: str


def _pool_lines(frame: Frame | None) -> list[PoolLine]:
    return [
        PoolLine(pool, pool.get_method_display(), _how(pool), _unused(pool, frame)) for pool in CostPool.objects.all()
    ]


def _how(pool: CostPool) -> str:
    if pool.method == CostPool.Method.KEY:
        return _("{amount} a year, in proportion to {driver}").format(
            amount=format_number(pool.amount_per_year, 2), driver=pools.unit_name(pool.key)
        )
    unit = (
        _("{price} for each: {driver}")
        if pool.method == CostPool.Method.RATE
        else _("{price} minutes for each: {driver}")
    )
    parts = [unit.format(price=price, driver=pools.unit_name(driver)) for driver, price in pool.drivers.items()]
    if pool.method == CostPool.Method.TIME_DRIVEN:
        capacity = _("{amount} a year for {minutes} minutes").format(
            amount=format_number(pool.amount_per_year, 2), minutes=format_number(pool.capacity_minutes_per_year)
        )
        parts.insert(0, capacity)
    return " · ".join(parts)


def _unused(pool: CostPool, frame: Frame | None) -> str:
    if frame is None or pool.method != CostPool.Method.TIME_DRIVEN:
        return ""
    found = [
        one for one in frame.pools if one.pool == pool.name and one.period == frame.this_year and one.unused is not None
    ]
    if not found:
        return ""
    return _("{period}: {amount} of unused capacity, charged to nobody").format(
        period=frame.this_year, amount=format_number(found[0].unused, 2)
    )


def _changes() -> list[Change]:
    """The latest changes of settings, rates and pools together."""
    kinds = {"+": _("added"), "~": _("changed"), "-": _("removed")}
    found: list[Change] = []
    for row in Workspace.history.select_related("history_user")[:CHANGES_SHOWN]:
        text = _("Settings: {name}, {currency}, year from month {month}, as of {day}").format(
            name=row.name or "\N{EN DASH}",
            currency=row.currency or "\N{EN DASH}",
            month=row.fiscal_year_start,
            day=format_date(row.as_of) if row.as_of else _("the last invoice"),
        )
        found.append(Change(row.history_date, str(row.history_user or ""), text))
    for row in CurrencyRate.history.select_related("history_user")[:CHANGES_SHOWN]:
        text = _("Rate {change}: {currency} from {day}, {rate}").format(
            change=kinds[row.history_type], currency=row.currency, day=format_date(row.valid_from), rate=f"{row.rate:f}"
        )
        found.append(Change(row.history_date, str(row.history_user or ""), text))
    for row in CostPool.history.select_related("history_user")[:CHANGES_SHOWN]:
        text = _("Cost pool {change}: {name}").format(change=kinds[row.history_type], name=row.name)
        found.append(Change(row.history_date, str(row.history_user or ""), text))
    return sorted(found, key=lambda change: change.at, reverse=True)[:CHANGES_SHOWN]


def _render(request: HttpRequest, **forms: Any) -> HttpResponse:
    row, state = books.workspace(), books.current_state()
    frame = frames.ready(state) if state is not None else None
    initial = {
        "name": row.name, "currency": row.currency, "fiscal_year_start": row.fiscal_year_start, "as_of": row.as_of,
    }  # fmt: skip
    context = {
        "tabs": registry.tabs(registry.settings_tabs, reader(request)),
        "tab": "books",
        "form": BooksForm(initial=initial, prefix="books"),
        "rate_form": RateForm(prefix="rate"),
        "paste_form": PasteForm(prefix="paste"),
        "rates": CurrencyRate.objects.all()[:RATES_SHOWN],
        "pools": _pool_lines(frame),
        "state": state,
        "as_of": format_date(state.as_of) if state else "",
        "currency": row.currency or (frame.currency if frame else ""),
        "unconverted": sorted(frame.unconverted.items()) if frame else [],
        "changes": _changes(),
    }
    return render(request, "portfolio/settings_books.html", context | forms)


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def settings_books(request: HttpRequest) -> HttpResponse:
    """Show and save the choices behind every figure."""
    if request.method != "POST":
        return _render(request)
    form = BooksForm(request.POST, prefix="books")
    if not form.is_valid():
        return _render(request, form=form)
    actions.save_books(**form.cleaned_data)
    messages.success(request, _("Saved. Every figure is worked out anew."))
    return redirect("settings-books")


@administrators_only
@require_POST
def rate_save(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Add a rate, or change one."""
    former = get_object_or_404(CurrencyRate, pk=pk) if pk is not None else None
    form = RateForm(request.POST, prefix="rate")
    if not form.is_valid():
        return _render(request, rate_form=form, edited=former)
    actions.save_rate(**form.cleaned_data, replaces=former)
    messages.success(request, _("The rate is saved."))
    return redirect("settings-books")


@administrators_only
@require_safe
def rate_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The rate in the form."""
    former = get_object_or_404(CurrencyRate, pk=pk)
    initial = {"currency": former.currency, "valid_from": former.valid_from, "rate": former.rate}
    return _render(request, rate_form=RateForm(initial=initial, prefix="rate"), edited=former)


@administrators_only
@require_POST
def rate_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a rate."""
    actions.delete_rate(rate=get_object_or_404(CurrencyRate, pk=pk))
    messages.success(request, _("The rate is removed."))
    return redirect("settings-books")


@administrators_only
@require_POST
def rates_paste(request: HttpRequest) -> HttpResponse:
    """Save a block of rates, all or none."""
    form = PasteForm(request.POST, prefix="paste")
    if form.is_valid():
        try:
            count = actions.paste_rates(rates=actions.read_rates(form.cleaned_data["block"]))
        except OpenKAMError as error:
            show_error(form, "block", str(error))
        else:
            text = ngettext("{count} rate is saved.", "{count} rates are saved.", count).format(count=count)
            messages.success(request, text)
            return redirect("settings-books")
    return _render(request, paste_form=form)


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def pool(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """One cost pool: add or change it."""
    found = get_object_or_404(CostPool, pk=pk) if pk is not None else None
    form = PoolForm(request.POST or None, pool=found)
    if request.method == "POST" and form.is_valid():
        actions.save_pool(pool=found, values=form.values)
        messages.success(request, _("The cost pool is saved. Every figure is worked out anew."))
        return redirect("settings-books")
    tabs = registry.tabs(registry.settings_tabs, reader(request))
    return render(request, "portfolio/settings_pool.html", {"form": form, "pool": found, "tabs": tabs, "tab": "books"})


@administrators_only
@require_POST
def pool_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a cost pool."""
    actions.delete_pool(pool=get_object_or_404(CostPool, pk=pk))
    messages.success(request, _("The cost pool is removed."))
    return redirect("settings-books")
