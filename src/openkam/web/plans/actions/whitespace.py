"""Many cells of the whitespace at once: a pasted block is written as a whole, and taken back as a whole."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from openkam.core.errors import OpenKAMError
from openkam.web.accounts.models import Account
from openkam.web.people.actions.writing import refused
from openkam.web.plans.models import Whitespace

FIELDS: Final = ("state", "rival", "spend", "share_pct", "potential")
"""What a block can say of a cell."""
PASTED: Final = "paste:"
UNDONE: Final = "paste undone:"
"""What the history of a cell gives as its reason, each followed by the paste's token."""
BATCH: Final = 500


class GridChangedMeanwhile(OpenKAMError):
    """Somebody else has changed, deleted or put one of these cells meanwhile. Nothing was written."""

    code = "grid_changed_meanwhile"


@dataclass(frozen=True)
class Wanted:
    """One cell of a block; `based_on` is the key and version of the cell that was seen there, None for none."""

    buying_centre: str
    offering: str
    values: Mapping[str, Any]
    based_on: tuple[int, int] | None


@dataclass(frozen=True)
class TakenBack:
    """What undoing a paste did: cells set back or taken out, and those that somebody has changed since."""

    done: int
    kept: Sequence[str]


@transaction.atomic
def paste_cells(*, account: Account, cells: Sequence[Wanted]) -> str:
    """Write the cells, all or none; answers the token by which `undo_paste` takes them back.

    Raises `GridChangedMeanwhile`, and `InvalidInput` where a field cannot hold what it is given.
    """
    there = {row.pk: row for row in Whitespace.objects.select_for_update().filter(account=account)}
    places = {(row.buying_centre, row.offering) for row in there.values()}
    new, changed = [], []
    for cell in cells:
        if cell.based_on is None:
            if (cell.buying_centre, cell.offering) in places:
                raise _meanwhile()
            row = Whitespace(account=account, buying_centre=cell.buying_centre, offering=cell.offering)
            new.append(row)
        else:
            pk, version = cell.based_on
            if pk not in there or there[pk].version != version:
                raise _meanwhile()
            row = there[pk]
            changed.append(row)
        _put(row, cell.values)
    token = secrets.token_hex(8)
    try:
        with transaction.atomic():
            bulk_create_with_history(new, Whitespace, batch_size=BATCH, default_change_reason=f"{PASTED}{token}")
    except IntegrityError:
        raise _meanwhile() from None
    _save(changed, f"{PASTED}{token}")
    return token


def _meanwhile() -> GridChangedMeanwhile:
    return GridChangedMeanwhile(
        _("Somebody else has changed these cells meanwhile. Nothing was written."),
        remedy=_("Below is what the block would change now. Look again and save."),
    )


def _put(row: Whitespace, values: Mapping[str, Any]) -> None:
    unknown = values.keys() - set(FIELDS)
    if unknown:
        raise ValueError(f"no fields of a block: {sorted(unknown)}")
    for name, value in values.items():
        setattr(row, name, value)
    row.is_sample = False
    try:
        row.clean_fields(exclude=["account", "objective"])
    except ValidationError as error:
        raise refused(row, error) from None


def _save(rows: Sequence[Whitespace], reason: str) -> None:
    """Save the rows as their next versions."""
    for row in rows:
        row.version += 1
        row.changed_at = timezone.now()
    names = [*FIELDS, "version", "changed_at", "is_sample"]
    bulk_update_with_history(rows, Whitespace, names, batch_size=BATCH, default_change_reason=reason)


@transaction.atomic
def undo_paste(*, account: Account, token: str) -> TakenBack:
    """Take a paste back: what it put in goes, what it changed is as before. What somebody has changed since stays."""
    pasted = Whitespace.history.filter(account=account, history_change_reason=f"{PASTED}{token}")
    records = list(pasted.order_by("history_id"))
    there = {row.pk: row for row in Whitespace.objects.select_for_update().filter(pk__in=pasted.values("id"))}
    before = _before(pasted.filter(history_type="~"))
    kept, back, out = [], [], list[Whitespace]()
    for record in records:
        row = there.get(record.id)
        if row is None or row.version != record.version:
            kept.append(f"{record.buying_centre} · {record.offering}")
            continue
        if record.history_type == "+":
            out.append(row)
        else:
            for name in FIELDS:
                setattr(row, name, getattr(before[record.history_id], name))
            back.append(row)
    _save(back, f"{UNDONE}{token}")
    _take_out(out, f"{UNDONE}{token}")
    return TakenBack(len(back) + len(out), kept)


def _take_out(rows: Sequence[Whitespace], reason: str) -> None:
    """Delete the rows and keep that in their history, in a few queries however many there are."""
    records = Whitespace.history.bulk_history_create(rows, batch_size=BATCH, default_change_reason=reason)
    for at in range(0, len(rows), BATCH):
        # The package writes many records as added or changed only.
        written = Whitespace.history.filter(pk__in=[record.pk for record in records[at : at + BATCH]])
        written.update(history_type="-")
        some = Whitespace.objects.filter(pk__in=[row.pk for row in rows[at : at + BATCH]])
        # Nothing refers to a cell; `delete` would load each again and write its history one by one.
        some._raw_delete(some.db)


def _before(records: QuerySet[Any]) -> dict[int, Any]:
    """By the number of each record: the one before it of the same cell."""
    numbers = dict(records.values_list("id", "history_id"))
    made: dict[int, Any] = {}
    for earlier in Whitespace.history.filter(id__in=records.values("id")).order_by("history_id"):
        if earlier.history_id < numbers[earlier.id]:
            made[numbers[earlier.id]] = earlier
    return made


def may_undo(account: Account, token: str) -> bool:
    """Whether there is such a paste that was not taken back yet."""
    history = Whitespace.history.filter(account=account)
    return (
        history.filter(history_change_reason=f"{PASTED}{token}").exists()
        and not history.filter(history_change_reason=f"{UNDONE}{token}").exists()
    )
