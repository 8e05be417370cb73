"""Taking an import back: what it added goes, what it changed becomes what it was; later work on either stays, named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from openkam.core.errors import OpenKAMError
from openkam.ledger.types import Progress
from openkam.web.imports.loading import Work
from openkam.web.people.incoming.known import chunks, editable_accounts
from openkam.web.people.incoming.loading import State, history_by, note_of
from openkam.web.people.incoming.records import Before, Changes, NotTakenBack, Outcome
from openkam.web.people.incoming.writing import put, touched
from openkam.web.people.models import Contact, ContactImport, Person
from openkam.web.shell.jobs import failure_of
from openkam.web.shell.models import User

_USED: Final = (
    Q(interactions__isnull=False)
    | Q(links__isnull=False)
    | Q(joint_teams__isnull=False)
    | Q(lines_in__isnull=False)
    | Q(lines_out__isnull=False)
)


def undo(run: ContactImport, user: User, work: Work) -> None:
    """Take back an import that is marked as being undone; on an error it stays loaded. Raises the error."""
    work.report(Progress("writing", 0, None, "rows"))
    try:
        with transaction.atomic(), history_by(user):
            fresh = ContactImport.objects.select_for_update().get(pk=run.pk)
            kept = _Undoing(fresh, user).take_back()
            report = Outcome.model_validate(fresh.report).model_copy(update={"not_taken_back": tuple(kept)})
            fresh.report, fresh.changes = report.model_dump(mode="json"), {}
            fresh.state, fresh.undone_at, fresh.undone_by = State.UNDONE, timezone.now(), user
            fresh.save()
    except Exception as error:
        told = error if isinstance(error, OpenKAMError) else failure_of(error)
        ContactImport.objects.filter(pk=run.pk).update(state=State.LOADED, error=told.to_json()["error"])
        raise


class _Undoing:
    def __init__(self, run: ContactImport, user: User) -> None:
        self._changes = Changes.model_validate(run.changes)
        self._loaded_as, self._note = note_of(run), f"undo of {note_of(run)}"
        self._mine = {account.pk for account in editable_accounts(user)}
        self._kept: list[NotTakenBack] = []

    def take_back(self) -> list[NotTakenBack]:
        """Do it; answers who was left as they are."""
        self._restore_contacts()
        self._restore_people()
        self._remove_contacts()
        return self._kept

    def _keep(self, contact: Contact, code: str) -> None:
        mine = contact.account_id in self._mine
        self._kept.append(
            NotTakenBack(
                name=contact.name if mine else "–",
                account=contact.account.name[:200] if mine else "–",
                code=code if mine else "not_yours",
            )
        )

    def _keep_person(self, person: Person) -> None:
        seen = person.contacts.filter(account__in=self._mine).select_related("person", "account").first()
        if seen is not None:
            self._keep(seen, "changed_since")
        else:
            self._kept.append(NotTakenBack(name="–", account="–", code="not_yours"))

    def _restore_contacts(self) -> None:
        changed = self._changes.contacts_changed
        for pks in chunks(changed):
            rows = list(Contact.objects.filter(pk__in=pks).select_related("person", "account"))
            gone = len(pks) - len(rows)
            self._kept += [NotTakenBack(name="–", account="–", code="gone")] * gone
            later = touched(Contact, rows, {pk: changed[pk].version for pk in pks}, self._loaded_as)
            restored = [row for row in rows if row.pk not in later and row.account_id in self._mine]
            for row in set(rows) - set(restored):
                self._keep(row, "changed_since")
            self._put_back(Contact, restored, changed)

    def _restore_people(self) -> None:
        changed = self._changes.people_changed
        for pks in chunks(changed):
            rows = list(Person.objects.filter(pk__in=pks))
            later = touched(Person, rows, {pk: changed[pk].version for pk in pks}, self._loaded_as)
            for row in rows:
                if row.pk in later:
                    self._keep_person(row)
            self._put_back(Person, [row for row in rows if row.pk not in later], changed)

    def _put_back(self, model: Any, rows: Sequence[Any], changed: Mapping[int, Before]) -> None:
        """Set the former values; a former superior who is gone by now leaves nobody."""
        superiors = {str(changed[row.pk].values.get("reports_to_id") or 0) for row in rows}
        there = set(Contact.objects.order_by().filter(pk__in=superiors).values_list("pk", flat=True))
        columns = {"is_sample"}
        for row in rows:
            for name, value in changed[row.pk].values.items():
                setattr(row, name, None if name == "reports_to_id" and value not in there else value)
                columns.add("reports_to" if name == "reports_to_id" else name)
        put(model, rows, sorted(columns), self._note)

    def _remove_contacts(self) -> None:
        added, people = self._changes.contacts_added, self._changes.people_added
        going: dict[int, Contact] = {}
        why: dict[int, str] = {}
        for pks in chunks(added):
            rows = list(Contact.objects.filter(pk__in=pks).select_related("person", "account"))
            going |= {row.pk: row for row in rows}
            why |= self._why_kept(rows)
        self._keep_superiors(going, why)
        for pk, code in why.items():
            self._keep(going.pop(pk), code)
        for pks in chunks(going):
            Contact.objects.filter(pk__in=pks).delete()
        for pks in chunks(people):
            Person.objects.filter(pk__in=pks, contacts__isnull=True).delete()

    def _why_kept(self, rows: Sequence[Contact]) -> dict[int, str]:
        """Added contacts that somebody has worked on since, or with."""
        added, people = self._changes.contacts_added, self._changes.people_added
        used = set(
            Contact.objects.order_by()
            .filter(pk__in=[row.pk for row in rows])
            .filter(_USED)
            .values_list("pk", flat=True)
        )
        later = touched(Contact, rows, added, self._loaded_as)
        persons = [row.person for row in rows if row.person is not None and row.person_id in people]
        later_persons = touched(Person, persons, people, self._loaded_as)
        why: dict[int, str] = {}
        for row in rows:
            if row.account_id not in self._mine:
                why[row.pk] = "not_yours"
            elif row.pk in later or row.person_id in later_persons:
                why[row.pk] = "changed_since"
            elif row.pk in used:
                why[row.pk] = "in_use"
        return why

    def _keep_superiors(self, going: dict[int, Contact], why: dict[int, str]) -> None:
        """Whoever has reports that stay, stays too: else their line would change under them."""
        reports = [
            pair
            for pks in chunks(going)
            for pair in Contact.objects.order_by().filter(reports_to__in=pks).values_list("reports_to_id", "pk")
        ]
        while True:
            held = {
                boss for boss, pk in reports if boss is not None and boss not in why and (pk not in going or pk in why)
            }
            if not held:
                return
            why.update(dict.fromkeys(held, "in_use"))
