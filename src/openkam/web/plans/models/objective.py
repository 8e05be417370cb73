"""What we want to reach, each with a measure that a machine can read, or that a person types with its source."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from openkam.web.accounts.models import Account
from openkam.web.people.models import Colleague
from openkam.web.plans.models.plan import LINE_LENGTH, PlanRow
from openkam.web.shell.models import User


class Objective(PlanRow):
    """One objective. Where `measure` names a computed one, its value is never typed."""

    class Measure(models.TextChoices):
        REVENUE = "revenue", _("revenue of the current year, from the books")
        MARGIN = "margin", _("margin of the current year, from the books")
        NET_INCOME = "net_income", _("net income of the current year, from the books")
        WALLET = "wallet", _("share of wallet, from the books and the spend of the plan")
        LIVE_LINKS = "live_links", _("live links, counted")
        FUNCTIONS = "functions", _("functions met outside the pair, counted")
        CONTACTS = "contacts", _("contacts met, counted")
        STAGE = "stage", _("relationship stage read from the contacts, 1 to 5")
        TYPED = "typed", _("typed, with its source")

    class Direction(models.TextChoices):
        HIGHER = "higher", _("higher is better")
        LOWER = "lower", _("lower is better")

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="objectives")
    text = models.CharField(_("objective"), max_length=LINE_LENGTH)
    measure = models.CharField(_("measure"), max_length=12, choices=Measure, default=Measure.TYPED)
    measure_name = models.CharField(_("what is measured"), max_length=200, blank=True)
    """Of a typed measure: what its numbers count."""
    unit = models.CharField(_("unit"), max_length=40, blank=True)
    direction = models.CharField(max_length=6, choices=Direction, default=Direction.HIGHER)
    baseline = models.DecimalField(_("baseline"), max_digits=20, decimal_places=4, null=True, blank=True)
    target = models.DecimalField(_("target"), max_digits=20, decimal_places=4, null=True, blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    owner = models.ForeignKey(
        Colleague, verbose_name=_("owner"), null=True, blank=True, on_delete=models.SET_NULL, related_name="objectives"
    )
    is_closed = models.BooleanField(_("closed"), default=False)
    position = models.PositiveIntegerField(default=0)

    history = HistoricalRecords()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="objective_has_a_text")]

    def __str__(self) -> str:
        return self.text


class Reading(models.Model):
    """A typed value of an objective on one day, with its source; never changed, the newest counts."""

    objective = models.ForeignKey(Objective, on_delete=models.CASCADE, related_name="readings")
    on = models.DateField(_("date"))
    value = models.DecimalField(_("value"), max_digits=20, decimal_places=4)
    source = models.CharField(_("source"), max_length=LINE_LENGTH)
    author = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    history = HistoricalRecords()
    """With it the readings of a deleted objective come back with it."""

    class Meta:
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return f"{self.on}: {self.value}"
