"""The choices behind the figures: rates of exchange, cost pools, and forecasts that a person corrected."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from openkam.web.accounts.models import Account


class CurrencyRate(models.Model):
    """One unit of `currency` is worth `rate` of the workspace's currency from `valid_from` until the next rate."""

    currency = models.CharField(_("currency"), max_length=3)
    valid_from = models.DateField(_("valid from"))
    rate = models.DecimalField(_("rate"), max_digits=18, decimal_places=8)

    history = HistoricalRecords()

    class Meta:
        ordering = ["currency", "-valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["currency", "valid_from"], name="one_rate_per_day"),
            models.CheckConstraint(condition=models.Q(rate__gt=0), name="rate_is_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.currency} {self.valid_from} {self.rate}"


class CostPool(models.Model):
    """Indirect cost that accounts cause, and the way it is laid on them."""

    class Method(models.TextChoices):
        TIME_DRIVEN = "time_driven", _("by time: capacity and unit minutes")
        KEY = "key", _("by a key: an amount shared out in proportion")
        RATE = "rate", _("by a rate: a price for each order, line or unit")

    class Driver(models.TextChoices):
        ORDERS = "orders", _("orders")
        LINES = "lines", _("invoice lines")
        CREDIT_LINES = "credit_lines", _("credit notes and returns")
        QUANTITY = "quantity", _("units")
        REVENUE = "revenue", _("revenue")

    name = models.CharField(_("name"), max_length=200, unique=True)
    method = models.CharField(_("method"), max_length=12, choices=Method)
    amount_per_year = models.DecimalField(_("amount a year"), max_digits=18, decimal_places=2, null=True, blank=True)
    capacity_minutes_per_year = models.PositiveBigIntegerField(
        _("practical capacity, minutes a year"), null=True, blank=True
    )
    key = models.CharField(_("key"), max_length=12, choices=Driver, blank=True)
    drivers = models.JSONField(_("minutes or price by driver"), default=dict, blank=True)
    """Driver → unit minutes (time-driven) or price (rate), as decimal strings."""
    is_sample = models.BooleanField(default=False)

    history = HistoricalRecords()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ForecastOverride(models.Model):
    """A person's figure for a future year of one account, in place of the proposal, with the reason."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="forecast_overrides")
    year_start = models.DateField()
    revenue = models.DecimalField(_("revenue"), max_digits=18, decimal_places=2, null=True, blank=True)
    direct_cost = models.DecimalField(_("direct costs"), max_digits=18, decimal_places=2, null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=500)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    at = models.DateTimeField(auto_now=True)

    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "year_start"], name="one_override_per_year"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="override_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.year_start}"
