"""The load: read, matched, and written in one transaction; whoever stops it or whatever breaks leaves nothing."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Final

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from simple_history.models import HistoricalRecords
from simple_history.utils import bulk_create_with_history

from openkam.core.errors import InvalidInput, OpenKAMError
from openkam.core.numbers import format_number
from openkam.ledger.types import Cancelled, Progress
from openkam.web.imports.loading import Work
from openkam.web.people.incoming import reading as files, words
from openkam.web.people.incoming.known import CHUNK, Place, SomePerson
from openkam.web.people.incoming.matching import Decision, Plan
from openkam.web.people.incoming.reading import Reading, Reject, Row
from openkam.web.people.incoming.records import SHOWN, Before, Changes, LeftOutRow, Outcome
from openkam.web.people.incoming.writing import ChangedWhileLoading, put
from openkam.web.people.models import Contact, ContactImport, Person
from openkam.web.shell.csv_files import harmless
from openkam.web.shell.jobs import failure_of
from openkam.web.shell.models import User

State = ContactImport.State
MOST_ROWS: Final = 20_000
"""10,000 new ones take 5 s, in which nobody else can write to an SQLite database; others wait up to 20 s."""
_PERSON_COLUMNS: Final = ("name", "email", "phone", "mobile", "external_id", "is_sample")
_CONTACT_COLUMNS: Final = ("title", "function", "level", "reports_to", "is_sample")


class TooManyRows(InvalidInput):
    """A file with more people than one import takes."""

    code = "too_many_rows"


class NotNow(InvalidInput):
    """The import is in a state in which this cannot be done."""

    code = "not_now"


def begin(run: ContactImport, state: str, *, wanted: Sequence[str]) -> bool:
    """Mark an import as being loaded or undone; False where it is in another state than `wanted`."""
    started = ContactImport.objects.filter(pk=run.pk, state__in=wanted).update(state=state, error=None, job=None)
    run.refresh_from_db()
    return bool(started)


def load(run: ContactImport, user: User, work: Work) -> None:
    """Load an import that is marked as loading. After an error it is a draft again, with the reason; raises it."""
    try:
        given = read(run, work)
        work.report(Progress("checking", 0, None, "rows"))
        plan = Plan(user, run, Reading.model_validate(run.reading), given)
        _stop_if(work.cancelled())
        work.report(Progress("writing", 0, None, "rows"))
        _write(run, user, plan)
    except Cancelled:
        ContactImport.objects.filter(pk=run.pk).update(state=State.DRAFT, error=None)
        raise
    except Exception as error:
        told = error if isinstance(error, OpenKAMError) else failure_of(error)
        ContactImport.objects.filter(pk=run.pk).update(state=State.DRAFT, error=told.to_json()["error"])
        raise


def read(run: ContactImport, work: Work) -> list[Row | Reject]:
    """Every row of the file, checked. Raises `Cancelled`, and what reading raises."""
    found: list[Row | Reject] = []
    for row in files.rows(run.stored.path, Reading.model_validate(run.reading)):
        found.append(row)
        if len(found) > MOST_ROWS:
            raise TooManyRows(
                _("One import takes up to {most} people; this file has more.").format(most=format_number(MOST_ROWS)),
                remedy=_("Split the file, by account for example, and import the parts one after the other."),
            )
        if len(found) % CHUNK == 0:
            _stop_if(work.cancelled())
            work.report(Progress("reading", len(found), None, "rows"))
    _stop_if(work.cancelled())
    return found


def _stop_if(is_cancelled: bool) -> None:
    if is_cancelled:
        raise Cancelled(_("The import was stopped; nothing was changed."))


@contextmanager
def history_by(user: User | None) -> Iterator[None]:
    """Let the history name `user` for what is written inside, as it does within a request of theirs."""
    before = getattr(HistoricalRecords.context, "request", None)
    HistoricalRecords.context.request = SimpleNamespace(user=user)
    try:
        yield
    finally:
        if before is None:
            del HistoricalRecords.context.request
        else:
            HistoricalRecords.context.request = before


def _write(run: ContactImport, user: User, plan: Plan) -> None:
    try:
        with transaction.atomic(), history_by(user):
            fresh = ContactImport.objects.select_for_update().get(pk=run.pk)
            if fresh.state != State.LOADING:
                raise NotNow(_("This import is {state}.").format(state=fresh.get_state_display()))
            changes = _Writing(plan).write()
            fresh.state, fresh.error, fresh.finished_at = State.LOADED, None, timezone.now()
            fresh.undone_at = fresh.undone_by = None
            fresh.changes = changes.model_dump(mode="json")
            fresh.report = outcome(plan).model_dump(mode="json")
            write_rejects(rejects_path(run.pk), plan)
            fresh.save()
    except IntegrityError as error:
        raise ChangedWhileLoading from error


def note_of(run: ContactImport) -> str:
    """The reason that the history gives for what an import wrote."""
    return f"contact import {run.pk}"


def outcome(plan: Plan) -> Outcome:
    """What the page of a loaded import shows."""
    rejected = [left_out(decision) for decision in plan.decisions if decision.reject is not None][:SHOWN]
    superiors = tuple(
        LeftOutRow(line=one.line, column=one.name, value=one.superior, code=one.code) for one in plan.left_out[:SHOWN]
    )
    return Outcome(
        counts=dict(plan.counts),
        accounts=len({one.place.account.pk for one in plan.decisions if one.place is not None}),
        rejected=tuple(rejected),
        superiors=superiors,
        superiors_left_out=len(plan.left_out),
    )


def left_out(decision: Decision) -> LeftOutRow:
    """The place and reason of a row that is not loaded."""
    reject = decision.reject
    if reject is None:
        raise ValueError(f"line {decision.line} is not left out")
    return LeftOutRow(
        line=reject.line, column=reject.column, value=reject.value, code=reject.code, detail=reject.detail
    )


def rejects_path(pk: int) -> Path:
    """Where the rows are kept that a load left out."""
    return Path(settings.UPLOAD_DIR) / f"contact-rejects-{pk}.csv"


def write_rejects(path: Path, plan: Plan) -> None:
    """All rows and reporting lines that are left out, as CSV; what a sheet would take for a formula is made text."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        table = csv.writer(stream)
        table.writerow([_("Line"), _("Column"), _("Value"), _("Reason"), _("Name"), _("E-mail")])
        for decision in plan.decisions:
            if decision.reject is not None:
                row, values = decision.reject, decision.values
                cells = [row.column, row.value, words.reason(row.code, row.detail), values.get("name", "")]
                table.writerow([row.line, *map(harmless, [*cells, values.get("email", "")])])
        for one in plan.left_out:
            cells = [words.field_label("reports_to"), one.superior, words.reason(one.code), one.name, ""]
            table.writerow([one.line, *map(harmless, cells)])


class _Writing:
    """The rows of a plan, written in bulk with their history."""

    def __init__(self, plan: Plan) -> None:
        self._note = note_of(plan.run)
        self._new = plan.new_places
        places = {id(one.place): one.place for one in plan.decisions if one.place is not None}
        self._changed = [one for one in places.values() if one.row is not None and (one.before or one.has_new_superior)]
        people = {id(one.person): one.person for one in places.values() if one.person is not None}
        self._new_people = [one for one in people.values() if one.row is None]
        self._changed_people = [one for one in people.values() if one.row is not None and one.before]

    def write(self) -> Changes:
        """Write everything; answers what was done."""
        # Before anything is set: what stands in the rows is what an undo puts back.
        people = {one.row.pk: _before(one) for one in self._changed_people if one.row is not None}
        contacts = {one.row.pk: _before_of_place(one) for one in self._changed if one.row is not None}
        self._make_people()
        self._make_contacts()
        self._change_people()
        self._change_contacts()
        return Changes(
            people_added={_row(one).pk: _row(one).version for one in self._new_people},
            contacts_added={_place_row(one).pk: _place_row(one).version for one in self._new},
            people_changed=people,
            contacts_changed=contacts,
        )

    def _make_people(self) -> None:
        made = bulk_create_with_history(
            [Person(**one.values) for one in self._new_people],
            Person,
            batch_size=CHUNK,
            default_change_reason=self._note,
        )
        for person, row in zip(self._new_people, made, strict=True):
            person.row = row

    def _make_contacts(self) -> None:
        """Superiors before those who report to them, so that each is written once."""
        waiting = self._new
        while waiting:
            ready = [one for one in waiting if one.superior is None or one.superior.row is not None]
            made = bulk_create_with_history(
                [
                    Contact(
                        account=one.account,
                        person=one.person.row if one.person else None,
                        reports_to=one.superior.row if one.superior else None,
                        **one.values,
                    )
                    for one in ready
                ],
                Contact,
                batch_size=CHUNK,
                default_change_reason=self._note,
            )
            for place, row in zip(ready, made, strict=True):
                place.row = row
            waiting = [one for one in waiting if one.row is None]

    def _change_people(self) -> None:
        for one in self._changed_people:
            row = _row(one)
            for name in one.before:
                setattr(row, name, one.values[name])
            row.is_sample = False
        put(Person, [_row(one) for one in self._changed_people], _PERSON_COLUMNS, self._note)

    def _change_contacts(self) -> None:
        for one in self._changed:
            row = _place_row(one)
            for name in one.before:
                setattr(row, name, one.values[name])
            if one.has_new_superior:
                row.reports_to = one.superior.row if one.superior else None
            row.is_sample = False
        put(Contact, [_place_row(one) for one in self._changed], _CONTACT_COLUMNS, self._note)


def _row(person: SomePerson) -> Person:
    if person.row is None:
        raise ValueError(f"{person.values['name']} is not written yet")
    return person.row


def _place_row(place: Place) -> Contact:
    if place.row is None:
        raise ValueError(f"{place.name} is not written yet")
    return place.row


def _before(person: SomePerson) -> Before:
    row = _row(person)
    values: dict[str, str | int | bool | None] = {name: getattr(row, name) for name in person.before}
    return Before(version=row.version + 1, values={**values, "is_sample": row.is_sample})


def _before_of_place(place: Place) -> Before:
    row = _place_row(place)
    values: dict[str, str | int | bool | None] = {name: getattr(row, name) for name in place.before}
    if place.has_new_superior:
        values["reports_to_id"] = row.reports_to_id
    return Before(version=row.version + 1, values={**values, "is_sample": row.is_sample})
