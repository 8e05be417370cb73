"""Forms of the figures. They check; actions change."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _, gettext_lazy

from openkam.core.numbers import format_month
from openkam.core.periods import Month
from openkam.web.portfolio.frame import Frame
from openkam.web.portfolio.models import CostPool

DATE = {"type": "date"}
MONTH_NAMES_YEAR = 2000


class OverrideForm(forms.Form):
    """A person's figure for a coming year, with the reason."""

    year = forms.ChoiceField(label=gettext_lazy("Year"))
    revenue = forms.DecimalField(label=gettext_lazy("Revenue"), max_digits=18, decimal_places=2)
    direct_cost = forms.DecimalField(
        label=gettext_lazy("Direct costs"),
        max_digits=18,
        decimal_places=2,
        required=False,
        help_text=gettext_lazy("Empty: the proposed share of revenue."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=500, help_text=gettext_lazy("Shown wherever the figure is shown.")
    )

    def __init__(self, *args: Any, frame: Frame, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ahead = [(one.start.isoformat(), one.label) for one in frame.periods if one.kind == "proposed"]
        self.fields["year"] = forms.ChoiceField(label=_("Year"), choices=ahead)

    def clean_year(self) -> date:
        """The first day of the year."""
        return date.fromisoformat(self.cleaned_data["year"])


class BooksForm(forms.Form):
    """The choices behind every figure."""

    name = forms.CharField(label=gettext_lazy("Company"), max_length=200, required=False)
    currency = forms.RegexField(
        r"^[A-Za-z]{3}$",
        label=gettext_lazy("Currency of all figures"),
        required=False,
        help_text=gettext_lazy("Three letters, such as USD. Empty: the single currency of the books."),
    )
    fiscal_year_start = forms.TypedChoiceField(label=gettext_lazy("Fiscal year starts in"), coerce=int)
    as_of = forms.DateField(
        label=gettext_lazy("Figures as of"),
        required=False,
        widget=forms.DateInput(DATE, format="%Y-%m-%d"),
        help_text=gettext_lazy("Empty: the day of the last invoice. Pages always show the day."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        months = [(number, _month_name(number)) for number in range(1, 13)]
        self.fields["fiscal_year_start"] = forms.TypedChoiceField(
            label=_("Fiscal year starts in"), coerce=int, choices=months
        )

    def clean_currency(self) -> str:
        """In capitals, as files write it."""
        return str(self.cleaned_data["currency"]).upper()


def _month_name(number: int) -> str:
    text = format_month(Month(MONTH_NAMES_YEAR, number).first_day)
    return text.replace(f" {MONTH_NAMES_YEAR}", "").replace(f"{MONTH_NAMES_YEAR}年", "")


class RateForm(forms.Form):
    """One unit of a foreign currency in the currency of the figures, from a day on."""

    currency = forms.RegexField(r"^[A-Za-z]{3}$", label=gettext_lazy("Currency"))
    valid_from = forms.DateField(label=gettext_lazy("From"), widget=forms.DateInput(DATE, format="%Y-%m-%d"))
    rate = forms.DecimalField(
        label=gettext_lazy("Rate"), max_digits=18, decimal_places=8, min_value=Decimal("0.00000001")
    )

    def clean_currency(self) -> str:
        """In capitals, as files write it."""
        return str(self.cleaned_data["currency"]).upper()


class PasteForm(forms.Form):
    """A block of rates from a spreadsheet."""

    block = forms.CharField(
        label=gettext_lazy("Rates from a spreadsheet"),
        widget=forms.Textarea({"rows": 4, "placeholder": "EUR\t2020-01-01\t1.12"}),
        max_length=200_000,
        help_text=gettext_lazy("Three columns: currency, first day, rate. One line for each rate."),
    )


DRIVERS = ("orders", "lines", "credit_lines", "quantity")


class PoolForm(forms.Form):
    """A cost pool. Which fields count depends on the method."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    method = forms.ChoiceField(label=gettext_lazy("Method"), choices=CostPool.Method.choices)
    amount_per_year = forms.DecimalField(
        label=gettext_lazy("Cost a year"),
        max_digits=16,
        decimal_places=2,
        min_value=Decimal(0),
        required=False,
        help_text=gettext_lazy("By time and by key: what the pool costs in a year."),
    )
    capacity_minutes_per_year = forms.IntegerField(
        label=gettext_lazy("Practical capacity, minutes a year"),
        min_value=1,
        required=False,
        help_text=gettext_lazy("By time: what is not used is shown and charged to nobody."),
    )
    key = forms.ChoiceField(
        label=gettext_lazy("Shared out by"), required=False, choices=[("", "\N{EN DASH}"), *CostPool.Driver.choices]
    )

    def __init__(self, *args: Any, pool: CostPool | None = None, **kwargs: Any) -> None:
        if pool is not None:
            kwargs["initial"] = {
                "name": pool.name,
                "method": pool.method,
                "amount_per_year": pool.amount_per_year,
                "capacity_minutes_per_year": pool.capacity_minutes_per_year,
                "key": pool.key,
                **{f"driver_{name}": value for name, value in pool.drivers.items()},
            }
        super().__init__(*args, **kwargs)
        self.pool = pool
        labels = dict(CostPool.Driver.choices)
        for name in DRIVERS:
            label = _("For each of: {driver}").format(driver=labels[name])
            self.fields[f"driver_{name}"] = forms.DecimalField(
                label=label, max_digits=12, decimal_places=4, min_value=Decimal(0), required=False
            )

    def clean_name(self) -> str:
        """Names are unique, since workings name the pool."""
        name: str = self.cleaned_data["name"]
        others = CostPool.objects.filter(name=name)
        if self.pool is not None:
            others = others.exclude(pk=self.pool.pk)
        if others.exists():
            raise forms.ValidationError(_("There is a cost pool of that name."))
        return name

    def clean(self) -> dict[str, Any]:
        """What the method needs is there."""
        data = super().clean() or {}
        method = data.get("method")
        drivers = {name: data[f"driver_{name}"] for name in DRIVERS if data.get(f"driver_{name}")}
        if method in {CostPool.Method.TIME_DRIVEN, CostPool.Method.RATE} and not drivers:
            self.add_error("driver_orders", _("Give the minutes or the price for at least one driver."))
        if method in {CostPool.Method.TIME_DRIVEN, CostPool.Method.KEY} and data.get("amount_per_year") is None:
            self.add_error("amount_per_year", _("Say what the pool costs in a year."))
        if method == CostPool.Method.TIME_DRIVEN and not data.get("capacity_minutes_per_year"):
            self.add_error("capacity_minutes_per_year", _("Say how many minutes a year the pool can work."))
        if method == CostPool.Method.KEY and not data.get("key"):
            self.add_error("key", _("Say by what the cost is shared out."))
        data["drivers"] = {name: str(value) for name, value in drivers.items()}
        return data

    @property
    def values(self) -> dict[str, Any]:
        """What to save; what the method does not use is emptied."""
        data, method = self.cleaned_data, self.cleaned_data["method"]
        timed, keyed = method == CostPool.Method.TIME_DRIVEN, method == CostPool.Method.KEY
        return {
            "name": data["name"],
            "method": method,
            "amount_per_year": data["amount_per_year"] if timed or keyed else None,
            "capacity_minutes_per_year": data["capacity_minutes_per_year"] if timed else None,
            "key": data["key"] if keyed else "",
            "drivers": {} if keyed else data["drivers"],
        }
