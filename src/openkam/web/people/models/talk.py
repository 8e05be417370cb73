"""Who should talk to whom how often, and the log of what was said."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from openkam.web.accounts.models import Account
from openkam.web.people.models.contact import Contact
from openkam.web.people.models.team import JointTeam, TeamMember

USUAL_CADENCE = 30
"""Days between two contacts where nobody agreed on another number."""
WHAT_LENGTH = 1000


class Link(models.Model):
    """One of ours and one of theirs who are meant to be in contact.

    `last_two_way_on` and `last_on` follow from the interactions and are written by `actions.talk` alone, so that a
    page of 500 contacts need not read 20,000 interactions.
    """

    member = models.ForeignKey(TeamMember, on_delete=models.CASCADE, related_name="links")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="links")
    cadence_days = models.PositiveSmallIntegerField(
        _("agreed cadence, in days"),
        default=USUAL_CADENCE,
        validators=[MinValueValidator(1), MaxValueValidator(3660)],
    )
    joint_team = models.ForeignKey(
        JointTeam, verbose_name=_("joint team"), null=True, blank=True, on_delete=models.SET_NULL, related_name="links"
    )
    handed_over_on = models.DateField(_("handed over on"), null=True, blank=True, editable=False)
    """Of a link one of whose two people has left: since when somebody else has it, or nobody needs to."""
    last_two_way_on = models.DateField(null=True, blank=True, editable=False)
    last_on = models.DateField(null=True, blank=True, editable=False)
    is_sample = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["member", "contact"], name="one_link_per_pair"),
            models.CheckConstraint(condition=Q(cadence_days__range=(1, 3660)), name="link_cadence_is_in_range"),
        ]

    def __str__(self) -> str:
        return f"{self.member} · {self.contact}"


class Interaction(models.Model):
    """One line of the log: who of ours, whom of theirs, when, what, and what comes next."""

    class Kind(models.TextChoices):
        MEETING = "meeting", _("meeting")
        CALL = "call", _("call")
        EMAIL = "email", _("e-mail")
        MESSAGE = "message", _("message")
        VISIT = "visit", _("visit")
        BOARD = "board", _("joint board meeting")

    class Source(models.TextChoices):
        PAGE = "page", _("typed")
        CALENDAR = "ics", _("calendar file")
        MAIL = "mail", _("mail headers")

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="interactions")
    on = models.DateField(_("date"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.MEETING)
    is_two_way = models.BooleanField(_("both sides spoke or wrote"), default=True)
    what = models.CharField(_("what"), max_length=WHAT_LENGTH, blank=True)
    next_what = models.CharField(_("next"), max_length=WHAT_LENGTH, blank=True)
    next_on = models.DateField(_("next contact"), null=True, blank=True)
    members = models.ManyToManyField(TeamMember, related_name="interactions")
    contacts = models.ManyToManyField(Contact, related_name="interactions")
    joint_team = models.ForeignKey(
        JointTeam, verbose_name=_("joint team"), null=True, blank=True, on_delete=models.SET_NULL,
        related_name="interactions",
    )  # fmt: skip
    source = models.CharField(max_length=6, choices=Source, default=Source.PAGE)
    source_key = models.CharField(max_length=300, blank=True)
    """The calendar's UID with the day, or the mail's Message-ID; the same file twice adds nothing."""
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    is_sample = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords(m2m_fields=[members, contacts])

    class Meta:
        ordering = ["-on", "-pk"]
        indexes = [
            models.Index(fields=["account", "-on"], name="interaction_account_on"),
            models.Index(fields=["next_on"], condition=Q(next_on__isnull=False), name="interaction_next_on"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "source", "source_key"],
                condition=~Q(source_key=""),
                name="one_interaction_per_source_key",
            )
        ]

    def __str__(self) -> str:
        return self.what or str(self.get_kind_display())
