"""How much was ever written of an account: what is read out of it holds until that grows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Func, IntegerField, Model, QuerySet, Subquery
from django.utils import timezone

from openkam.web.accounts.models import Account
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
    StageTarget,
    TeamMember,
)
from openkam.web.portfolio import books, frames
from openkam.web.shell.models import Workspace


@dataclass(frozen=True)
class Revision:
    """What everything that is read out of the people of an account rests on; under equal ones it is read alike."""

    changes: tuple[int, ...]
    """The number of changes of each kind; all of them 0 where nothing was ever written."""
    names: tuple[str | None, str]
    """Of both companies."""
    books: str
    is_worked_out: bool
    """Whether the figures of these books are there: before, nothing is known of trade."""
    day: date


def count_of(rows: QuerySet[Any]) -> Subquery:
    """The number of `rows`, as a column of another query.

    Histories are counted, not asked for their newest row: of two changes at the same time the one with the higher
    number may be seen first, and the other must be noticed all the same.
    """
    counted = rows.order_by().annotate(counted=Func(F("pk"), function="COUNT", output_field=IntegerField()))
    return Subquery(counted.values("counted"))


def revision_of(account: Account) -> Revision:
    """The same for two requests between which nothing was written that matters. Two queries.

    Ask for it before reading: what is written in between is then read anew the next time.
    """
    contacts = Contact.objects.filter(account=account)
    of_account: dict[str, QuerySet[Any]] = {
        "contacts": _history(Contact).filter(account_id=account.pk),
        "members": _history(TeamMember).filter(account_id=account.pk),
        "teams": _history(JointTeam).filter(account_id=account.pk),
        "pairs": _history(FunctionPair).filter(account_id=account.pk),
        "log": _history(Interaction).filter(account_id=account.pk),
        "links": _history(Link).filter(contact_id__in=contacts.values("pk")),
        "lines": _history(ContactLine).filter(source_id__in=contacts.values("pk")),
        "persons": _history(Person).filter(id__in=contacts.values("person")),
        # A colleague's function and level count on every account.
        "colleagues": _history(Colleague).filter(id__in=TeamMember.objects.filter(account=account).values("colleague")),
        "answers": StageAnswers.objects.filter(account=account),
        "targets": StageTarget.objects.filter(account=account),
    }
    counts = {f"written_{name}": count_of(rows) for name, rows in of_account.items()}
    names = {
        "name_ours": Subquery(Workspace.objects.filter(pk=1).values("name")[:1]),
        "name_theirs": F("name"),
    }
    asked = Account.objects.filter(pk=account.pk).annotate(**counts, **names)
    *changes, ours, theirs = asked.values_list(*counts, *names).get()
    state = books.current_state()
    is_worked_out = state is not None and frames.at_once(state) is not None
    return Revision(tuple(changes), (ours, theirs), state.key if state else "", is_worked_out, timezone.localdate())


def _history(model: type[Model]) -> QuerySet[Any]:
    rows: QuerySet[Any] = model.history.all()  # type: ignore[attr-defined] # every model here has a history
    return rows
