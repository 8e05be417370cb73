"""The texts of a plan, and what it rests on: insights, needs and the whitespace."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from openkam.web.accounts.models import Account
from openkam.web.people.models import Contact

TEXT_LENGTH: Final = 4000
LINE_LENGTH: Final = 500


class PlanRow(models.Model):
    """What every row of a plan has. `is_shared` says that the customer may see it; nothing is shared unless said.

    `version` grows with each change, so that nobody overwrites what they have not seen; `changed_at` tells how fresh
    the row is.
    """

    is_shared = models.BooleanField(_("the customer may see this"), default=False)
    is_sample = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True


class Plan(PlanRow):
    """The texts of an account's plan, a few sentences each; all else in a plan is rows, or computed."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="plan")
    summary = models.TextField(_("summary"), max_length=TEXT_LENGTH, blank=True)
    business = models.TextField(_("customer's business and strategy"), max_length=TEXT_LENGTH, blank=True)
    value_proposition = models.TextField(_("value proposition"), max_length=TEXT_LENGTH, blank=True)
    wallet = models.DecimalField(
        _("what the customer spends a year on what we could supply"), max_digits=18, decimal_places=2, null=True,
        blank=True, validators=[MinValueValidator(0)],
    )  # fmt: skip
    """In the currency of the workspace; with it the share of wallet is computed."""
    wallet_source = models.CharField(_("source"), max_length=LINE_LENGTH, blank=True)

    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(wallet__isnull=True) | Q(wallet__gte=0), name="wallet_is_not_negative")
        ]

    def __str__(self) -> str:
        return str(self.account)


class Insight(PlanRow):
    """One thing that we know, or assume, of the customer's business; an initiative may serve a goal, and so on."""

    class Kind(models.TextChoices):
        GOAL = "goal", _("goal")
        PRESSURE = "pressure", _("pressure")
        INITIATIVE = "initiative", _("initiative")
        OBSTACLE = "obstacle", _("obstacle")

    class State(models.TextChoices):
        ASSUMED = "assumed", _("assumed")
        CONFIRMED = "confirmed", _("confirmed by the customer")
        DONE = "done", _("done with")

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="insights")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    text = models.CharField(_("insight"), max_length=LINE_LENGTH)
    serves = models.ForeignKey(
        "self", verbose_name=_("belongs to"), null=True, blank=True, on_delete=models.SET_NULL, related_name="served_by"
    )
    source = models.CharField(_("source"), max_length=LINE_LENGTH, blank=True)
    contact = models.ForeignKey(
        Contact, verbose_name=_("owner at the customer"), null=True, blank=True, on_delete=models.SET_NULL,
        related_name="insights",
    )  # fmt: skip
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ASSUMED)
    position = models.PositiveIntegerField(default=0)

    history = HistoricalRecords()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="insight_has_a_text")]

    def __str__(self) -> str:
        return self.text


class Need(PlanRow):
    """What the customer wants, in the customer's words; joint projects measure and serve these."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="needs")
    text = models.CharField(_("need"), max_length=LINE_LENGTH)
    contact = models.ForeignKey(
        Contact, verbose_name=_("who said so"), null=True, blank=True, on_delete=models.SET_NULL, related_name="said"
    )
    importance = models.PositiveSmallIntegerField(
        _("importance"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    position = models.PositiveIntegerField(default=0)

    history = HistoricalRecords()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="need_has_a_text"),
            models.CheckConstraint(
                condition=Q(importance__isnull=True) | Q(importance__range=(1, 5)), name="need_importance_is_1_to_5"
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Whitespace(PlanRow):
    """One buying centre × offering: who supplies it now, what is spent on it, and what could be ours."""

    class State(models.TextChoices):
        OURS = "ours", _("ours")
        RIVAL = "rival", _("a rival's")
        OPEN = "open", _("open to win")
        INHOUSE = "inhouse", _("done in-house")

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="whitespace")
    buying_centre = models.CharField(_("buying centre"), max_length=100)
    offering = models.CharField(_("offering"), max_length=100)
    state = models.CharField(_("supplied by"), max_length=8, choices=State, default=State.OPEN)
    rival = models.CharField(_("rival"), max_length=200, blank=True)
    spend = models.DecimalField(
        _("addressable spend a year"), max_digits=18, decimal_places=2, null=True, blank=True,
        validators=[MinValueValidator(0)],
    )  # fmt: skip
    share_pct = models.DecimalField(
        _("our share"), max_digits=5, decimal_places=2, null=True, blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )  # fmt: skip
    potential = models.DecimalField(
        _("potential a year"), max_digits=18, decimal_places=2, null=True, blank=True,
        validators=[MinValueValidator(0)],
    )  # fmt: skip
    objective = models.ForeignKey(
        "plans.Objective", verbose_name=_("objective"), null=True, blank=True, on_delete=models.SET_NULL,
        related_name="whitespace",
    )  # fmt: skip

    history = HistoricalRecords()

    class Meta:
        ordering = ["buying_centre", "offering"]
        constraints = [
            models.UniqueConstraint(fields=["account", "buying_centre", "offering"], name="one_whitespace_per_cell"),
            models.CheckConstraint(
                condition=Q(share_pct__isnull=True) | Q(share_pct__range=(0, 100)), name="whitespace_share_is_a_percent"
            ),
            models.CheckConstraint(
                condition=(Q(spend__isnull=True) | Q(spend__gte=0)) & (Q(potential__isnull=True) | Q(potential__gte=0)),
                name="whitespace_money_is_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.buying_centre} · {self.offering}"

    @property
    def gap(self) -> Decimal | None:
        """What of the spend is not ours; None where the spend or our share is not known."""
        if self.spend is None or self.share_pct is None:
            return None
        return self.spend * (100 - self.share_pct) / 100
