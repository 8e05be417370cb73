"""People of the customers: a person exists once, and is a contact of every account that he or she works for."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from openkam.core.nouns import LEVELS
from openkam.tools.relationship.contact_map.inputs import CRITICALITY_NAMES, INVOLVEMENT_NAMES, MODE_NAMES
from openkam.web.accounts.models import Account

NAME_LENGTH = 200
TEXT_LENGTH = 2000
LEVEL_KEYS: list[str] = [*LEVELS]


class Person(models.Model):
    """A human being outside our company. Two accounts may share one: the name and the addresses stand here, once."""

    name = models.CharField(_("name"), max_length=NAME_LENGTH)
    email = models.EmailField(_("e-mail"), max_length=254, blank=True)
    phone = models.CharField(_("phone"), max_length=60, blank=True)
    mobile = models.CharField(_("mobile"), max_length=60, blank=True)
    external_id = models.CharField(_("ID in the other system"), max_length=120, blank=True, db_index=True)
    """Which record of which other system this is, as an import gave it: `salesforce:0035g00000XyZab`."""
    is_sample = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["name", "pk"]
        indexes = [
            models.Index(fields=["name"], name="person_name"),
            models.Index(fields=["email"], name="person_email"),
        ]
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="person_has_a_name")]

    def __str__(self) -> str:
        return self.name


class Contact(models.Model):
    """The place of a person at a customer. Without a `person` it is a placeholder: nobody knows yet who holds it.

    Keys of level, influence, involvement, mode and phases are those of the contact map tool, which also names them.
    Who has left keeps the row with `left_on`; the links and interactions stay as they were. `version` grows with each
    change, so that nobody overwrites what they have not seen.
    """

    account = models.ForeignKey(Account, verbose_name=_("account"), on_delete=models.CASCADE, related_name="contacts")
    person = models.ForeignKey(
        Person, verbose_name=_("person"), null=True, blank=True, on_delete=models.PROTECT, related_name="contacts"
    )
    title = models.CharField(_("title"), max_length=NAME_LENGTH, blank=True)
    function = models.CharField(_("business function"), max_length=100, blank=True)
    level = models.CharField(_("level"), max_length=12, blank=True)
    buying_centre = models.CharField(_("buying centre"), max_length=100, blank=True)
    reports_to = models.ForeignKey(
        "self", verbose_name=_("reports to"), null=True, blank=True, on_delete=models.SET_NULL, related_name="reports"
    )
    position = models.PositiveIntegerField(default=0)
    """The order among those who report to the same person, as the organisation chart draws it."""
    is_main = models.BooleanField(_("main contact"), default=False)
    influence = models.JSONField(_("influence"), default=list, blank=True)
    involvement = models.CharField(_("involvement"), max_length=6, blank=True)
    support_now = models.SmallIntegerField(
        _("support now"), null=True, blank=True, validators=[MinValueValidator(-2), MaxValueValidator(2)]
    )
    support_needed = models.SmallIntegerField(
        _("support needed"), null=True, blank=True, validators=[MinValueValidator(-2), MaxValueValidator(2)]
    )
    criticality = models.PositiveSmallIntegerField(_("criticality"), default=3)
    mode = models.CharField(_("response mode"), max_length=14, blank=True)
    phases = models.JSONField(_("part in the buying phases"), default=list, blank=True)
    motive = models.TextField(_("what drives this person"), max_length=TEXT_LENGTH, blank=True)
    needs = models.JSONField(_("three most urgent needs"), default=list, blank=True)
    style = models.TextField(_("communication style"), max_length=TEXT_LENGTH, blank=True)
    cadence_days = models.PositiveSmallIntegerField(
        _("wanted cadence, in days"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(3660)]
    )
    deepen = models.TextField(_("how to deepen the relationship"), max_length=TEXT_LENGTH, blank=True)
    left_on = models.DateField(_("left on"), null=True, blank=True)
    is_sample = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["account", "left_on"], name="contact_account")]
        constraints = [
            models.UniqueConstraint(fields=["account", "person"], name="one_contact_per_person_and_account"),
            models.UniqueConstraint(
                fields=["account"], condition=Q(is_main=True, left_on__isnull=True), name="one_main_contact_per_account"
            ),
            models.CheckConstraint(condition=~Q(reports_to=models.F("id")), name="contact_is_not_its_own_superior"),
            models.CheckConstraint(condition=Q(level__in=["", *LEVEL_KEYS]), name="contact_level_is_known"),
            models.CheckConstraint(
                condition=Q(involvement__in=["", *INVOLVEMENT_NAMES]), name="contact_involvement_is_known"
            ),
            models.CheckConstraint(condition=Q(mode__in=["", *MODE_NAMES]), name="contact_mode_is_known"),
            models.CheckConstraint(
                condition=Q(criticality__in=[int(key) for key in CRITICALITY_NAMES]),
                name="contact_criticality_is_known",
            ),
            models.CheckConstraint(
                condition=Q(support_now__isnull=True) | Q(support_now__range=(-2, 2)), name="contact_support_now"
            ),
            models.CheckConstraint(
                condition=Q(support_needed__isnull=True) | Q(support_needed__range=(-2, 2)),
                name="contact_support_needed",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_placeholder(self) -> bool:
        """Whether we do not know yet who fills this place."""
        return self.person_id is None

    @property
    def name(self) -> str:
        """The person's name; of a placeholder, the place: its title, else its function, in brackets."""
        if self.person is not None:
            return self.person.name
        return f"[{self.title or self.function or _('unknown person')}]"


class ContactLine(models.Model):
    """How one contact works on another of the same account, beside the reporting line."""

    class Kind(models.TextChoices):
        INFLUENCE = "influence", _("influence")
        CONFLICT = "conflict", _("conflict")

    source = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="lines_out")
    target = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="lines_in")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.INFLUENCE)
    label = models.CharField(_("remark"), max_length=100, blank=True)
    is_sample = models.BooleanField(default=False)

    history = HistoricalRecords()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["source", "target", "kind"], name="one_line_of_a_kind_per_pair"),
            models.CheckConstraint(condition=~Q(source=models.F("target")), name="line_joins_two_contacts"),
        ]

    def __str__(self) -> str:
        return f"{self.source} → {self.target}"
