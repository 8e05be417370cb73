"""People of ours: colleagues, who of them works on which account, and the teams that we form with the customer."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from openkam.web.accounts.models import Account
from openkam.web.people.models.contact import LEVEL_KEYS, NAME_LENGTH, Contact


class Colleague(models.Model):
    """A person of our company. Those who sign in here have a `user`; many who talk to customers never do."""

    name = models.CharField(_("name"), max_length=NAME_LENGTH)
    email = models.EmailField(_("e-mail"), max_length=254, blank=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="colleague"
    )
    function = models.CharField(_("business function"), max_length=100, blank=True)
    level = models.CharField(_("level"), max_length=12, blank=True)
    is_sample = models.BooleanField(default=False)

    history = HistoricalRecords()

    class Meta:
        ordering = ["name", "pk"]
        indexes = [models.Index(fields=["email"], name="colleague_email")]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="colleague_has_a_name"),
            models.CheckConstraint(condition=Q(level__in=["", *LEVEL_KEYS]), name="colleague_level_is_known"),
        ]

    def __str__(self) -> str:
        return self.name


class TeamMember(models.Model):
    """A colleague who works on an account, in a role. Who sees the account is `accounts.Membership`, not this."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="team_members")
    colleague = models.ForeignKey(Colleague, on_delete=models.PROTECT, related_name="team_members")
    role = models.CharField(_("role on the account"), max_length=NAME_LENGTH, blank=True)
    is_main = models.BooleanField(_("key account manager"), default=False)
    left_on = models.DateField(_("left on"), null=True, blank=True)
    is_sample = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["account", "colleague"], name="one_place_on_a_team_per_colleague"),
            models.UniqueConstraint(
                fields=["account"], condition=Q(is_main=True, left_on__isnull=True), name="one_key_account_manager"
            ),
        ]

    def __str__(self) -> str:
        return self.colleague.name


class JointTeam(models.Model):
    """A project team of people from both companies."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="joint_teams")
    name = models.CharField(_("name"), max_length=NAME_LENGTH)
    members = models.ManyToManyField(TeamMember, related_name="joint_teams", blank=True)
    contacts = models.ManyToManyField(Contact, related_name="joint_teams", blank=True)
    is_sample = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords(m2m_fields=[members, contacts])

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["account", "name"], name="one_joint_team_per_name")]

    def __str__(self) -> str:
        return self.name


class FunctionPair(models.Model):
    """Two functions of different names that are opposite numbers, such as Outbound and Inbound logistics."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="function_pairs")
    ours = models.CharField(_("our function"), max_length=100)
    theirs = models.CharField(_("customer's function"), max_length=100)
    is_sample = models.BooleanField(default=False)

    history = HistoricalRecords()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["account", "ours"], name="one_pair_per_function_of_ours"),
            models.UniqueConstraint(fields=["account", "theirs"], name="one_pair_per_function_of_theirs"),
        ]

    def __str__(self) -> str:
        return f"{self.ours} · {self.theirs}"
