"""What people change about risks. One transaction each; the history keeps what was there before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from openkam.core.errors import OpenKAMError
from openkam.web.accounts.models import Account
from openkam.web.risks.models import Risk
from openkam.web.shell.models import User

NAMES_TOLD = 3
LONGEST_TOLD = 80
SAMPLE_REMOVED = "sample removed"
"""Written into the history, so that nobody is offered to bring the sample back piece by piece."""


@dataclass(frozen=True, kw_only=True)
class Values:
    """What a person says of a risk."""

    account: Account | None = None
    source: str
    cause: str = ""
    event: str
    effect: str = ""
    impact: str
    probability: str
    money: Decimal | None = None
    response: str = ""
    owner: User | None = None
    owner_text: str = ""
    due_on: date | None = None
    status: str = "open"
    residual_impact: str = ""
    residual_probability: str = ""

    @classmethod
    def of(cls, risk: Risk) -> Values:
        """What is on record."""
        return cls(**{field.name: getattr(risk, field.name) for field in fields(cls)})

    def write(self, risk: Risk) -> None:
        """Put these values into `risk`, unsaved."""
        for field in fields(self):
            setattr(risk, field.name, getattr(self, field.name))

    def differences(self, other: Values) -> tuple[str, ...]:
        """The names of the fields in which the two differ."""
        return tuple(field.name for field in fields(self) if getattr(self, field.name) != getattr(other, field.name))


class ChangedMeanwhile(OpenKAMError):
    """Somebody else saved the risk after this person began to edit it. Carries both; nothing was written."""

    code = "changed_meanwhile"

    def __init__(self, *, theirs: Values, yours: Values, version: int) -> None:
        super().__init__(
            _("Somebody else has changed this risk while you were editing it."),
            remedy=_("Their values are shown beside yours. Send the form again to keep yours."),
        )
        self.theirs, self.yours, self.version = theirs, yours, version


class SeveralChangedMeanwhile(OpenKAMError):
    """Of the chosen risks some were changed or deleted after the page was opened. Nothing was written."""

    code = "several_changed_meanwhile"


@transaction.atomic
def add_risk(*, user: User | None, values: Values, is_sample: bool = False) -> Risk:
    """Put a risk on the register."""
    risk = Risk(created_by=user, is_sample=is_sample)
    values.write(risk)
    risk.save()
    return risk


@transaction.atomic
def change_risk(*, risk: Risk, values: Values, based_on: int) -> Risk:
    """Change a risk; `based_on` is the `version` that the person saw. A person's change makes a sample risk theirs.

    Raises `ChangedMeanwhile` where it is no longer the newest, and `Risk.DoesNotExist` where it is gone.
    """
    fresh = _locked(risk.pk)
    if fresh.version != based_on:
        raise ChangedMeanwhile(theirs=Values.of(fresh), yours=values, version=fresh.version)
    values.write(fresh)
    fresh.is_sample = False
    return _saved(fresh)


def _locked(pk: int) -> Risk:
    """The newest state of the risk; nobody else changes it until the transaction ends."""
    # The joins to owner and account may be empty, which PostgreSQL does not lock; the row alone is enough.
    return Risk.objects.select_for_update().get(pk=pk)


def _saved(risk: Risk) -> Risk:
    risk.version += 1
    risk.save()
    return risk


@transaction.atomic
def assign(
    *, picked: Mapping[int, int], owner: User | None = None, owner_text: str = "", due_on: date | None = None
) -> list[Risk]:
    """Say who answers the picked risks, by when, or both; what is not given stays.

    `picked` is pk → the version that the person saw. All or none: raises `SeveralChangedMeanwhile`.
    """
    changes: dict[str, Any] = {"owner": owner, "owner_text": owner_text} if owner or owner_text else {}
    return _change_several(picked, changes | ({"due_on": due_on} if due_on else {}))


@transaction.atomic
def respond(*, picked: Mapping[int, int], response: str) -> list[Risk]:
    """Say what is done about the picked risks. As `assign`."""
    return _change_several(picked, {"response": response})


@transaction.atomic
def close(*, picked: Mapping[int, int]) -> list[Risk]:
    """The picked risks are over; they stay on the register, in no sum. As `assign`."""
    return _change_several(picked, {"status": "closed"})


def _change_several(picked: Mapping[int, int], changes: Mapping[str, Any]) -> list[Risk]:
    found = list(Risk.objects.select_for_update().filter(pk__in=picked).order_by("pk"))
    stale = [risk for risk in found if risk.version != picked[risk.pk]]
    if stale:
        raise SeveralChangedMeanwhile(
            _("Somebody else has changed some of these risks meanwhile: {names}.").format(names=_named(stale)),
            remedy=_("Nothing was changed. Look at the newest state below and choose again."),
        )
    if len(found) != len(picked):
        raise deleted_meanwhile()
    for risk in found:
        for name, value in changes.items():
            setattr(risk, name, value)
        _saved(risk)
    return found


def deleted_meanwhile() -> SeveralChangedMeanwhile:
    """The refusal where some of the chosen risks are no longer there."""
    return SeveralChangedMeanwhile(
        _("Some of these risks are no longer there."),
        remedy=_("Nothing was changed. Look at the newest state below and choose again."),
    )


def _named(risks: list[Risk]) -> str:
    told = "; ".join(short(risk.event) for risk in risks[:NAMES_TOLD])
    return f"{told} …" if len(risks) > NAMES_TOLD else told


def short(text: str) -> str:
    """`text` for a message."""
    return text if len(text) <= LONGEST_TOLD else f"{text[: LONGEST_TOLD - 1]}…"


@transaction.atomic
def delete_risk(*, risk: Risk, based_on: int) -> int:
    """Take a risk off the register; answers the history's number of it, with which `restore_risk` brings it back.

    Raises `ChangedMeanwhile` where somebody has changed it since, and `Risk.DoesNotExist` where it is gone.
    """
    fresh = _locked(risk.pk)
    if fresh.version != based_on:
        raise ChangedMeanwhile(theirs=Values.of(fresh), yours=Values.of(risk), version=fresh.version)
    fresh.delete()
    return int(Risk.history.filter(id=risk.pk, history_type="-").latest("history_id").history_id)


@transaction.atomic
def restore_risk(*, record: Any) -> Risk:
    """Bring back the risk that `record`, a deletion in the history, took away; one that is back already stays.

    An owner who is gone is left out. The account must still be there.
    """
    back: Risk = record.instance
    there = Risk.objects.filter(pk=back.pk).first()
    if there is not None:
        return there
    for name in ("owner_id", "created_by_id"):
        if not User.objects.filter(pk=getattr(back, name)).exists():
            setattr(back, name, None)
    back.version += 1
    created_at = back.created_at
    back.save(force_insert=True)
    # A new row gets the present time; it was entered when it was entered.
    Risk.objects.filter(pk=back.pk).update(created_at=created_at)
    back.created_at = created_at
    return back


@transaction.atomic
def remove_sample_risks() -> int:
    """Take the illustrative risks away; one that a person has rewritten stays."""
    gone = list(Risk.objects.filter(is_sample=True))
    for risk in gone:
        risk._change_reason = SAMPLE_REMOVED  # type: ignore[attr-defined] # simple_history reads it
        risk.delete()
    return len(gone)
