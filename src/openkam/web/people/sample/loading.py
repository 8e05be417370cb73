"""Loading the people of the sample company, and taking them away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, QuerySet
from simple_history.utils import bulk_update_with_history

from openkam.web.accounts.models import Account
from openkam.web.people.actions.talk import read_days
from openkam.web.people.models import (
    Colleague,
    Contact,
    ContactLine,
    FunctionPair,
    Interaction,
    JointTeam,
    Link,
    Person,
    StageAnswers,
    StageSurvey,
    StageTarget,
    TeamMember,
)
from openkam.web.people.sample.cast import load_cast
from openkam.web.people.sample.company import load_contacts
from openkam.web.shell.models import User

OF_ACCOUNT: Final[tuple[Any, ...]] = (
    Contact, TeamMember, Interaction, JointTeam, FunctionPair, StageAnswers, StageSurvey, StageTarget,
)  # fmt: skip
"""What stands on an account, each with its `account`."""
IN_ORDER: Final[tuple[Any, ...]] = (
    Interaction, JointTeam, ContactLine, Link, FunctionPair, StageAnswers, StageTarget, Contact, TeamMember,
)  # fmt: skip
"""What carries the mark of the sample, that which stands on others first."""
KEPT: Final = "kept when the sample was removed: somebody has worked with it"


def load(user: User | None) -> None:
    """Put the people in, once."""
    if not Contact.objects.filter(is_sample=True).exists():
        load_contacts(user)
        load_cast(user)


def remove(_user: User | None) -> None:
    """Take away what is marked as sample. What a person wrote or rewrote stays, with the people and the account that
    it stands on."""
    talks = Interaction.objects.filter(is_sample=False)
    _keep(Link, Exists(talks.filter(members=OuterRef("member"), contacts=OuterRef("contact"))))
    _keep(Contact, Exists(talks.filter(contacts=OuterRef("pk"))) | _linked("contact"))
    _keep(TeamMember, Exists(talks.filter(members=OuterRef("pk"))) | _linked("member"))
    for model in IN_ORDER:
        model.objects.filter(is_sample=True).delete()
    Person.objects.filter(is_sample=True, contacts=None).delete()
    Colleague.objects.filter(is_sample=True, team_members=None).delete()
    _keep(Person, Q())
    _keep(Colleague, Q())
    left = Interaction.objects.filter(account__is_sample=True)
    read_days(Link.objects.filter(contact__account__is_sample=True), left)
    keep_accounts(OF_ACCOUNT)


def _linked(end: str) -> Q:
    """Whether an own link, line or joint team leads to the row."""
    row = OuterRef("pk")
    own = Q(Exists(Link.objects.filter(**{end: row, "is_sample": False})))
    own |= Q(Exists(JointTeam.objects.filter(**{f"{end}s": row, "is_sample": False})))
    if end == "contact":
        own |= Q(Exists(ContactLine.objects.filter(Q(source=row) | Q(target=row), is_sample=False)))
    return own


def _keep(model: Any, which: Any) -> None:
    """Of the sample's rows of `model`, those of `which` are a person's from now on."""
    rows: QuerySet[Any] = model._default_manager.filter(is_sample=True).filter(which)
    _unmark(model, rows)


def keep_accounts(models: Sequence[Any]) -> None:
    """An account with anything of these that is not of the sample is kept, else it would take that with it."""
    for model in models:
        own = Exists(model.objects.filter(account=OuterRef("pk")))
        _unmark(Account, Account.objects.filter(is_sample=True).filter(own))


def _unmark(model: Any, rows: QuerySet[Any]) -> None:
    found = list(rows)
    for row in found:
        row.is_sample = False
    bulk_update_with_history(found, model, ["is_sample"], batch_size=500, default_change_reason=KEPT)
