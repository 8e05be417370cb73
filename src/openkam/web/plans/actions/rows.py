"""What is done with any row of a plan: added, changed, moved, deleted and brought back. One transaction each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from openkam.core.errors import InvalidInput
from openkam.web.accounts.models import Account
from openkam.web.people.actions.writing import change, locked, refused
from openkam.web.plans.models import Action, Insight, Need, Objective, Plan, Whitespace

Row = TypeVar("Row", Insight, Need, Objective, Whitespace)
Ordered = TypeVar("Ordered", Action, Insight, Need, Objective)


def plan_of(account: Account) -> Plan:
    """The account's plan, made empty where there is none."""
    return Plan.objects.get_or_create(account=account)[0]


@transaction.atomic
def change_plan(*, plan: Plan, values: Mapping[str, Any], based_on: int) -> Plan:
    """Other texts. Raises `ChangedMeanwhile`, but not where somebody else has changed only other fields."""
    fresh = locked(Plan, plan.pk)
    if fresh.version != based_on and _are_untouched(fresh, values, based_on):
        based_on = fresh.version
    return change(plan, values, based_on)


def _are_untouched(fresh: Plan, names: Iterable[str], since: int) -> bool:
    """Whether these fields are as they were in the version `since`."""
    seen = Plan.history.filter(id=fresh.pk, version=since).order_by("-history_id").first()
    return seen is not None and all(getattr(seen, name) == getattr(fresh, name) for name in names)


@transaction.atomic
def add_row(model: type[Row], *, account: Account, values: Mapping[str, Any], is_sample: bool = False) -> Row:
    """A new row at the end of its list. Raises `InvalidInput` that names the field."""
    row = model(account=account, is_sample=is_sample, **values)
    if hasattr(row, "position"):
        row.position = next_position(model, account)
    check_row(row)
    row.save()
    return row


def next_position(model: type[models.Model], account: Account) -> int:
    """Behind the last row of the account."""
    last = model._default_manager.filter(account=account).aggregate(last=models.Max("position"))["last"]
    return 0 if last is None else int(last) + 1


def check_row(row: models.Model) -> None:
    """Raise `InvalidInput` where a field cannot hold what it got, or names something of another account."""
    account = row.account_id  # type: ignore[attr-defined] # every row of a plan has one
    for field in row._meta.concrete_fields:
        if not isinstance(field, models.ForeignKey) or getattr(row, field.attname) is None:
            continue
        other = getattr(row, field.name)
        if getattr(other, "account_id", account) != account:
            raise InvalidInput(
                _("{field}: {name} belongs to another account.").format(field=field.verbose_name, name=other),
                remedy=_("Choose one of this account."),
            )
    try:
        row.clean_fields(exclude=["account"])
        row.validate_constraints()
    except ValidationError as error:
        raise refused(row, error) from None


@transaction.atomic
def change_row(row: Row, *, values: Mapping[str, Any], based_on: int) -> Row:
    """Change a row. Raises `ChangedMeanwhile`, `InvalidInput`."""
    wanted = locked(type(row), row.pk)
    if wanted.version == based_on:
        for name, value in values.items():
            setattr(wanted, name, value)
        # Before it is written: what the database refuses is no sentence.
        check_row(wanted)
    return change(row, values, based_on)


@transaction.atomic
def order_rows(model: type[Ordered], *, account: Account, pks: Sequence[int]) -> None:
    """Put the account's rows into this order; those that are not named keep theirs behind."""
    rows: dict[int, Ordered] = {
        row.pk: row for row in model._default_manager.select_for_update().filter(account=account)
    }
    named: list[Ordered] = [rows[pk] for pk in dict.fromkeys(pks) if pk in rows]
    rest: list[Ordered] = [row for pk, row in rows.items() if pk not in set(pks)]
    for at, row in enumerate([*named, *rest]):
        if row.position != at:
            row.position = at
            row.save(update_fields=["position"])


@transaction.atomic
def delete_row(row: models.Model, *, based_on: int) -> int:
    """Take a row off the plan; answers the history's number, for `restore_row`. Raises `ChangedMeanwhile`."""
    fresh = change(row, {}, based_on)
    pk = fresh.pk
    fresh.delete()
    history = type(row).history  # type: ignore[attr-defined] # every row of a plan keeps one
    return int(history.filter(id=pk, history_type="-").latest("history_id").history_id)


@transaction.atomic
def restore_row(record: Any) -> models.Model:
    """Bring back the row that `record`, a deletion in the history, took away; what it named and is gone is left out."""
    back: models.Model = record.instance
    model = type(back)
    there = model._default_manager.filter(pk=back.pk).first()
    if there is not None:
        return there
    for field in back._meta.concrete_fields:
        if isinstance(field, models.ForeignKey) and field.null:
            named = getattr(back, field.attname)
            if named is not None and not field.related_model._default_manager.filter(pk=named).exists():
                setattr(back, field.attname, None)
    back.version += 1  # type: ignore[attr-defined] # every row of a plan has one
    back.save(force_insert=True)
    return back
