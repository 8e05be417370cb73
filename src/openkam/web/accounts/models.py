"""Customers, how they belong together, and who of us works on them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords


class Account(models.Model):
    """A customer company. `code` is what the invoices call it; the name may not be unique."""

    code = models.CharField(_("code"), max_length=200, unique=True)
    name = models.CharField(_("name"), max_length=12000)
    parent = models.ForeignKey(
        "self", verbose_name=_("parent"), null=True, blank=True, on_delete=models.SET_NULL, related_name="children"
    )
    segment = models.CharField(_("segment"), max_length=200, blank=True)
    territory = models.CharField(_("territory"), max_length=200, blank=True)
    country = models.CharField(_("country"), max_length=100, blank=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    salesperson = models.CharField(_("salesperson"), max_length=200, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("owner"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="owned_accounts",
    )
    is_sample = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["name", "code"]
        indexes = [models.Index(fields=["name"], name="account_name")]
        constraints = [
            models.CheckConstraint(condition=~models.Q(parent=models.F("id")), name="account_is_not_its_own_parent")
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """One of us on an account's team: the account is visible to them."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    added_at = models.DateTimeField(auto_now_add=True)

    history = HistoricalRecords()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "user"], name="one_membership_per_person")]

    def __str__(self) -> str:
        return f"{self.user}: {self.account}"


class CodeName(models.Model):
    """The name behind a code that invoices use for a product, a salesperson or a territory."""

    class Kind(models.TextChoices):
        PRODUCT = "product", _("Product")
        SALESPERSON = "salesperson", _("Salesperson")
        TERRITORY = "territory", _("Territory")

    kind = models.CharField(max_length=12, choices=Kind)
    code = models.CharField(max_length=200)
    name = models.CharField(max_length=300)
    group = models.CharField(max_length=200, blank=True)
    is_sample = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "code"], name="one_name_per_code")]

    def __str__(self) -> str:
        return self.name
