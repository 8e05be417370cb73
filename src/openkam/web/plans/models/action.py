"""Who does what by when, and what it waits for."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from openkam.web.accounts.models import Account
from openkam.web.people.models import Colleague, Contact
from openkam.web.plans.models.objective import Objective
from openkam.web.plans.models.plan import LINE_LENGTH, PlanRow
from openkam.web.shell.models import User


class Action(PlanRow):
    """One action of an account's plan. `is_principal` marks the about five that move the relationship to its target."""

    class Status(models.TextChoices):
        OPEN = "open", _("to do")
        IN_HAND = "in_hand", _("in hand")
        DONE = "done", _("done")
        DROPPED = "dropped", _("dropped")

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="actions")
    text = models.CharField(_("action"), max_length=LINE_LENGTH)
    objective = models.ForeignKey(
        Objective, verbose_name=_("serves the objective"), null=True, blank=True, on_delete=models.SET_NULL,
        related_name="actions",
    )  # fmt: skip
    is_principal = models.BooleanField(_("principal activity of the relationship"), default=False)
    contact = models.ForeignKey(
        Contact, verbose_name=_("with whom at the customer"), null=True, blank=True, on_delete=models.SET_NULL,
        related_name="actions",
    )  # fmt: skip
    owner = models.ForeignKey(
        Colleague, verbose_name=_("owner"), null=True, blank=True, on_delete=models.SET_NULL, related_name="actions"
    )
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.OPEN)
    done_on = models.DateField(_("done on"), null=True, blank=True)
    cost = models.DecimalField(
        _("cost"), max_digits=14, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    waits_for = models.ManyToManyField("self", symmetrical=False, related_name="awaited_by", blank=True)
    position = models.PositiveIntegerField(default=0)
    author = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    history = HistoricalRecords(m2m_fields=[waits_for])

    class Meta:
        ordering = ["position", "pk"]
        indexes = [
            models.Index(fields=["account", "status"], name="action_account_status"),
            models.Index(fields=["owner", "status", "due_on"], name="action_owner_due"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="action_has_a_text"),
            models.CheckConstraint(condition=Q(cost__isnull=True) | Q(cost__gte=0), name="action_cost_is_not_negative"),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(due_on__isnull=True) | Q(starts_on__lte=models.F("due_on")),
                name="action_starts_before_it_is_due",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def is_over(self) -> bool:
        """Whether nothing more is to be done."""
        return self.status in (self.Status.DONE, self.Status.DROPPED)
