"""What could not be saved, back into the form beside its reason, so that nothing typed is lost."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from openkam.core.errors import InvalidInput
from openkam.publish.text import one_line
from openkam.web.cycles.actions.strength import Outcome, Stale
from openkam.web.cycles.scoring.cells import cell_text
from openkam.web.cycles.scoring.saving import moment
from openkam.web.cycles.strength.reading import NAME_CHARS, Sent
from openkam.web.cycles.strength.table import NEW, Row, Sheet, empty_row, key_of


def put_back(
    sent: Mapping[str, str], sheet: Sheet, read: Sent, outcome: Outcome, problem: InvalidInput | None
) -> list[str]:
    """Fill `sheet` with what was typed where it was not saved; answers every reason.

    The versions in the form are those of now, so that saving again keeps what was typed.
    """
    numbers = {
        row.pk: number for number, row in ((number, _row_of(sheet, ref)) for number, ref in read.rows.items()) if row
    }
    reasons = []
    if problem is not None:
        reasons.append(f"{problem.message} {problem.remedy}".strip())
        _everything(sent, sheet, numbers)
    for (number, column), reason in read.faults.items():
        reasons.append(reason)
        _fault(sent, sheet, read, (number, column), reason)
    for stale in outcome.stale:
        reasons.append(_stale(sent, sheet, numbers, stale))
    new = [number for number, _field in read.faults if number and number not in read.rows]
    if problem is not None:
        new += [number for number, ref in read.rows.items() if isinstance(ref, str)]
    for number in dict.fromkeys(new):
        if not sent.get(f"t.{number}.pk"):
            _new_row(sent, sheet, number)
    return list(dict.fromkeys(reasons))


def _row_of(sheet: Sheet, ref: object) -> Row | None:
    return next((row for row in sheet.rows if row.pk and row.pk == ref), None)


def _everything(sent: Mapping[str, str], sheet: Sheet, numbers: Mapping[int | None, str]) -> None:
    for column in sheet.columns:
        column.name = sent.get(f"rival.{column.key}", column.name)[:NAME_CHARS]
    for row in sheet.rows:
        number = numbers.get(row.pk)
        if row.pk is None or number is None:
            continue
        row.name = sent.get(f"t.{number}.name", "")[:NAME_CHARS]
        row.weight = sent.get(f"t.{number}.weight", row.weight)[:40]
        for box in row.boxes:
            box.text = sent.get(f"t.{number}.{box.column}", "")[:40]


def _fault(sent: Mapping[str, str], sheet: Sheet, read: Sent, place: tuple[str, str], reason: str) -> None:
    number, column = place
    if not number:
        for one in sheet.columns:
            if one.key == column:
                one.name, one.fault = sent.get(f"rival.{column}", "")[:NAME_CHARS], reason
        if column == NEW:
            for row_number, ref in read.rows.items():
                _into(sheet, ref, column, sent.get(f"t.{row_number}.{column}", ""), "")
        return
    row = _row_of(sheet, read.rows.get(number))
    if row is None:
        pk = sent.get(f"t.{number}.pk", "")
        row = next((one for one in sheet.rows if one.pk and str(one.pk) == pk), None)
    if row is None:
        return
    if column in ("name", "weight"):
        setattr(row, column, sent.get(f"t.{number}.{column}", "")[:NAME_CHARS])
        row.fault = reason
    else:
        _into(sheet, row.pk, column, sent.get(f"t.{number}.{column}", ""), reason)


def _into(sheet: Sheet, ref: object, column: str, text: str, fault: str) -> None:
    row = _row_of(sheet, ref)
    for box in row.boxes if row else ():
        if box.column == column:
            box.text, box.fault = text[:40], fault


def _text(value: Any) -> str:
    text = cell_text(value, is_unknown=False) if isinstance(value, Decimal) else str(value or "")
    return one_line(text, 80) or _("empty")


def _stale(sent: Mapping[str, str], sheet: Sheet, numbers: Mapping[int | None, str], stale: Stale) -> str:
    """The sentence with both values; what was typed stays in the form."""
    kind, pk, which = stale.place
    both = {"yours": _text(stale.yours), "now": _text(stale.now)}
    if kind == "rival":
        for column in sheet.columns:
            if column.pk == pk:
                column.name = column.fault = str(stale.yours)
        return _("Rival: yours is {yours}; meanwhile it is {now}.").format(**both)
    row = _row_of(sheet, pk)
    name = one_line(row.name, 80) if row else ""
    if kind == "factor":
        text = _("{factor}: yours is {yours}; meanwhile it is {now}.").format(factor=name, **both)
        if row is not None:
            setattr(row, str(which), _text(stale.yours))
            row.fault = text
        return text
    key = key_of(int(which))
    both["supplier"] = one_line(next((one.name for one in sheet.columns if one.key == key), ""), 80)
    text = _("{factor}, {supplier}: yours is {yours}; meanwhile it is {now}, by {author}, {at}.")
    if stale.at is None:
        text = _("{factor}, {supplier}: yours is {yours}; meanwhile the score was removed.")
    author = stale.author or _("somebody who is gone")
    said = text.format(factor=name, author=author, at=moment(stale.at), **both)
    _into(sheet, pk, key, sent.get(f"t.{numbers.get(pk, '')}.{key}", ""), said)
    return said


def _new_row(sent: Mapping[str, str], sheet: Sheet, number: str) -> None:
    """A row that is not saved yet stands before the empty one."""
    row = empty_row(sheet)
    row.name, row.weight = (sent.get(f"t.{number}.{name}", "")[:NAME_CHARS] for name in ("name", "weight"))
    for box in row.boxes:
        box.text = sent.get(f"t.{number}.{box.column}", "")[:40]
    at = next((place for place, one in enumerate(sheet.rows) if one.pk is None and not one.name), len(sheet.rows))
    sheet.rows.insert(at, row)
    for place, one in enumerate(sheet.rows):
        one.number = place
