"""Who uses this workspace, its settings, and the long work that runs in it."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.utils.translation import gettext, gettext_lazy as _
from simple_history.models import HistoricalRecords

from openkam.core.i18n import sentences
from openkam.web.shell import progress


class Role(models.TextChoices):
    """What a person may do. The order is by reach."""

    ADMINISTRATOR = "administrator", _("Administrator")
    LEAD = "lead", _("Programme lead")
    MEMBER = "member", _("Member")
    VIEWER = "viewer", _("Viewer")


class UserManager(BaseUserManager["User"]):
    """Makes users, who are known by their e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> User:
        """A saved user; without a password the account cannot sign in by one."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """A person of the selling company who signs in."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=200, blank=True)
    title = models.CharField(_("job title"), max_length=200, blank=True)
    role = models.CharField(_("role"), max_length=20, choices=Role, default=Role.MEMBER)
    is_active = models.BooleanField(_("may sign in"), default=True)
    language = models.CharField(max_length=10, blank=True)
    theme = models.CharField(max_length=5, blank=True, choices=[("light", _("Light")), ("dark", _("Dark"))])
    joined_at = models.DateTimeField(auto_now_add=True)
    last_visit_at = models.DateTimeField(null=True, blank=True)

    history = HistoricalRecords(excluded_fields=["password", "last_login", "last_visit_at"])
    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        ordering = ["name", "email"]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def sees_all(self) -> bool:
        """Programme leads and administrators see every account."""
        return self.role in {Role.ADMINISTRATOR, Role.LEAD}

    @property
    def is_administrator(self) -> bool:
        """Administrators change settings and people."""
        return self.role == Role.ADMINISTRATOR


class Workspace(models.Model):
    """The one row of settings that every figure depends on. `revision` grows with each change and keys caches."""

    name = models.CharField(_("company"), max_length=200, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    fiscal_year_start = models.PositiveSmallIntegerField(_("fiscal year starts in"), default=1)
    as_of = models.DateField(_("as of"), null=True, blank=True)
    revision = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="one_workspace"),
            models.CheckConstraint(
                condition=models.Q(fiscal_year_start__range=(1, 12)), name="fiscal_year_start_is_a_month"
            ),
        ]

    def __str__(self) -> str:
        return self.name or "OpenKAM"


class Job(models.Model):
    """Long work: who started it, how far it is, how it ended. Pages poll this row."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=300)
    """What it is about, in English, with `{names}` for what `title_values` holds; `heading` says it to the reader."""
    title_values = models.JSONField(default=dict)
    user = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="jobs")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    stage = models.CharField(max_length=40, blank=True)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(null=True)
    unit = models.CharField(max_length=10, blank=True)
    cancel_requested = models.BooleanField(default=False)
    error = models.JSONField(null=True)
    result = models.JSONField(null=True)
    url = models.CharField(max_length=300, blank=True)
    language = models.CharField(max_length=10, blank=True)
    task_path = models.CharField(max_length=200, blank=True)
    """Where the task lies, so that a job that failed can run again with the same `arguments`."""
    arguments = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.heading

    @property
    def heading(self) -> str:
        """What it is about, in the reader's language."""
        said = gettext(self.title)
        return said.format_map(self.title_values) if self.title_values else said

    @property
    def explanation(self) -> str:
        """Why it ended without its outcome, and what to do; in the reader's language where nothing was filled in."""
        told = (self.error or {}).get("error", {})
        # What a job reports of a file, say, was written in the language of who started it and is no text of ours.
        return sentences(*(gettext(told[part]) for part in ("message", "remedy") if told.get(part)))

    @property
    def percent(self) -> int | None:
        """0 to 100, or nothing where the whole is unknown."""
        return progress.percent_done(self)

    @property
    def describe(self) -> str:
        """How far it is, in words."""
        return progress.in_words(self)

    @property
    def is_over(self) -> bool:
        """Done, failed or cancelled."""
        return self.state not in {self.State.WAITING, self.State.RUNNING}


class OneTimeSignIn(models.Model):
    """A link that signs one person in once, before it expires. Only its hash is stored."""

    user = models.ForeignKey(User, on_delete=models.CASCADE)
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.user} until {self.expires_at}"
