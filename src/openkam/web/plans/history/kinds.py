"""The kinds of things whose history a plan has: where their records are, and how each is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Max, Model, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy, pgettext_lazy

from openkam.core.numbers import format_date, format_number
from openkam.web.accounts.changes import FieldChange
from openkam.web.accounts.models import Account
from openkam.web.people.models import Colleague, Contact, FunctionPair, JointTeam, Link, TeamMember
from openkam.web.plans.actions.whitespace import PASTED, UNDONE
from openkam.web.plans.models import (
    Action,
    Insight,
    Need,
    Objective,
    Plan,
    Reading,
    Review,
    ReviewItem,
    Whitespace,
)
from openkam.web.plans.objectives import changes as of_objectives
from openkam.web.plans.objectives.words import FIELDS as OBJECTIVE_FIELDS, written as value_written
from openkam.web.plans.page.texts import HEADINGS
from openkam.web.plans.rows import forms, kinds as rows
from openkam.web.plans.todo import changes as of_actions
from openkam.web.plans.todo.words import FIELDS as ACTION_FIELDS

Names = Mapping[type[Model], Mapping[int, str]]
Differences = Callable[[Any, Any, Any], Iterator[FieldChange]]
SHARED: Final = gettext_lazy("The customer may see it")


@dataclass(frozen=True)
class Kind:
    """One kind. `fields` are told with their labels, `linked` are those of them that name another row."""

    key: str
    name: Any
    model: Any
    fields: Mapping[str, Any]
    linked: Mapping[str, type[Model]]
    subject: str = "text"
    """The field that says which one it is; empty where the account has one only."""
    url: Callable[[Any], str] | None = None
    restore: Callable[[Any], str] | None = None
    through: Callable[[Account], Q] | None = None
    """Where the records do not name the account themselves: which are the account's."""
    is_told_once: bool = False
    """It is put in and never changed; what comes and goes with another row is told there."""

    def records(self, account: Account) -> QuerySet[Any]:
        """The account's records, newest last; of a pasted block one stands for all."""
        history: QuerySet[Any] = self.model.history
        found = history.filter(self.through(account) if self.through else Q(account=account))
        if self.model is Whitespace:
            pasted = Q(history_change_reason__startswith=PASTED) | Q(history_change_reason__startswith=UNDONE)
            newest = found.filter(pasted).values("history_change_reason").annotate(newest=Max("history_id"))
            found = found.filter(
                Q(history_change_reason__isnull=True) | ~pasted | Q(history_id__in=newest.values("newest"))
            )
        if self.model is Review:
            # What the plan was at a review may be long, and is not told here.
            found = found.defer("kept")
        return found.exclude(history_type="-") if self.is_told_once else found

    def differences(self, before: Any, after: Any, names: Names) -> Iterator[FieldChange]:
        """Each field in which two records differ."""
        for field, label in self.fields.items():
            column = f"{field}_id" if field in self.linked else field
            if getattr(before, column) != getattr(after, column):
                yield FieldChange(str(label), self.value(before, field, names), self.value(after, field, names))

    def value(self, record: Any, field: str, names: Names) -> str:
        """The value of a field as it is written; of a row that is gone what can be said."""
        if field in self.linked:
            key = getattr(record, f"{field}_id")
            return names[self.linked[field]].get(key, _("something that is gone")) if key else ""
        return written(record, field)

    def told(self, record: Any, names: Names) -> str:
        """Which one it is."""
        if self.model in (Link, TeamMember):
            return " · ".join(self.value(record, field, names) for field in SUBJECTS[self.model])
        if self.model is FunctionPair:
            return f"{record.ours} · {record.theirs}"
        if self.model is Whitespace:
            return f"{record.buying_centre} · {record.offering}"
        if self.model is Reading:
            named = names[Objective].get(record.objective_id, _("something that is gone"))
            return f"{named}: {value_written('value', record.value)} · {format_date(record.on)} · {record.source}"
        return written(record, self.subject) if self.subject else ""


SUBJECTS: Final[Mapping[Any, Sequence[str]]] = {Link: ("member", "contact"), TeamMember: ("colleague",)}


def written(record: Any, field: str) -> str:
    """A value of a record as a page writes it."""
    value = getattr(record, field)
    if isinstance(value, date):
        return format_date(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return format_number(value)
    return forms.written(record.__class__.instance_type, field, value)


def _labels(form: Any, *left_out: str) -> dict[str, Any]:
    found = {name: field.label for name, field in form.base_fields.items() if name in form.names()}
    return {name: label for name, label in found.items() if name not in left_out}


def _row(what: str) -> Callable[[Any], str]:
    return lambda record: reverse("plan-row-restore", args=[record.account_id, what, record.history_id])


def _page(name: str, anchor: str = "") -> Callable[[Any], str]:
    return lambda record: reverse(name, args=[record.account_id]) + anchor


def _of(model: Any, column: str) -> Callable[[Account], Q]:
    """The records of rows that hang on the account's rows of `model`, gone ones too."""
    return lambda account: Q(**{f"{column}__in": model.history.filter(account=account).values("id")})


KINDS: Final[Mapping[str, Kind]] = {
    kind.key: kind
    for kind in (
        Kind(
            "texts", gettext_lazy("Texts"), Plan,
            {**HEADINGS, "wallet_source": gettext_lazy("Source"), "is_shared": SHARED}, {},
            subject="", url=_page("account-plan"),
        ),
        Kind(
            "insights", gettext_lazy("Insights"), Insight, _labels(forms.InsightForm),
            {"contact": Contact, "serves": Insight}, url=lambda record: rows.KINDS["insights"].url(record.account_id),
            restore=_row("insights"),
        ),
        Kind(
            "needs", gettext_lazy("Needs"), Need, _labels(forms.NeedForm), {"contact": Contact},
            url=lambda record: rows.KINDS["needs"].url(record.account_id), restore=_row("needs"),
        ),
        Kind(
            "whitespace", gettext_lazy("Whitespace"), Whitespace, _labels(forms.WhitespaceForm),
            {"objective": Objective}, url=_page("account-whitespace"), restore=_row("whitespace"),
        ),
        Kind(
            "objectives", gettext_lazy("Objectives"), Objective,
            {**OBJECTIVE_FIELDS, "is_closed": gettext_lazy("Closed")}, {"owner": Colleague},
            url=lambda record: reverse("objective", args=[record.id]),
            restore=lambda record: reverse("objective-restore", args=[record.history_id]),
        ),
        Kind(
            "readings", gettext_lazy("Typed values"), Reading, {}, {"objective": Objective},
            url=lambda record: reverse("objective", args=[record.objective_id]),
            through=_of(Objective, "objective_id"), is_told_once=True,
        ),
        Kind(
            "actions", pgettext_lazy("plan", "Actions"), Action, ACTION_FIELDS, of_actions.LINKED,
            url=lambda record: reverse("action", args=[record.id]),
            restore=lambda record: reverse("action-restore", args=[record.history_id]),
        ),
        Kind(
            "reviews", gettext_lazy("Account reviews"), Review,
            {"on": gettext_lazy("Date"), "minutes": gettext_lazy("Minutes"), "presenter": gettext_lazy("Presenter"),
             "reviewers": gettext_lazy("Reviewers"), "started_at": gettext_lazy("Started"),
             "closed_at": gettext_lazy("Closed")},
            {}, subject="on", url=lambda record: reverse("review", args=[record.id]),
        ),
        Kind(
            "review-items", gettext_lazy("Points of reviews"), ReviewItem,
            {"kind": gettext_lazy("Kind"), "text": gettext_lazy("Text"), "answer": gettext_lazy("Answer"),
             "minutes": gettext_lazy("Minutes")},
            {}, through=_of(Review, "review_id"), url=lambda record: reverse("review", args=[record.review_id]),
        ),
        Kind(
            "team", gettext_lazy("Our team"), TeamMember,
            {"role": gettext_lazy("Role on the account"), "is_main": gettext_lazy("Key account manager"),
             "left_on": gettext_lazy("Left on")},
            {"colleague": Colleague}, url=_page("account-ours"),
        ),
        Kind(
            "links", gettext_lazy("Links"), Link,
            {"cadence_days": gettext_lazy("Agreed cadence, in days"), "joint_team": gettext_lazy("Joint team"),
             "handed_over_on": gettext_lazy("Handed over on")},
            {"member": TeamMember, "contact": Contact, "joint_team": JointTeam}, through=_of(TeamMember, "member_id"),
            url=lambda record: reverse("people-pair", args=[record.member_id, record.contact_id]),
        ),
        Kind(
            "joint-teams", gettext_lazy("Joint teams"), JointTeam, {"name": gettext_lazy("Name")}, {}, subject="name",
            url=_page("account-ours"), restore=lambda record: reverse("joint-team-restore", args=[record.history_id]),
        ),
        Kind(
            "functions", gettext_lazy("Functions that meet"), FunctionPair,
            {"ours": gettext_lazy("Our function"), "theirs": gettext_lazy("Customer's function")}, {},
            url=_page("account-ours"),
        ),
    )
}  # fmt: skip


def differences(kind: Kind, before: Any, after: Any, names: Names, of_action: Any) -> list[FieldChange]:
    """What has changed, told as the page of the thing itself tells it."""
    if kind.model is Action:
        return list(of_actions.differences(before, after, of_action))
    if kind.model is Objective:
        return [*of_objectives.differences(before, after, names[Colleague]), *_closed(kind, before, after, names)]
    return list(kind.differences(before, after, names))


def _closed(kind: Kind, before: Any, after: Any, names: Names) -> Iterator[FieldChange]:
    if before.is_closed != after.is_closed:
        values = (kind.value(record, "is_closed", names) for record in (before, after))
        yield FieldChange(str(kind.fields["is_closed"]), *values)
