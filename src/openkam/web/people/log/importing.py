"""What people do with a calendar or mail file: bring it, say who is who, load it, take it back, throw it away."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Final

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from openkam.core.errors import InvalidInput
from openkam.core.numbers import format_number
from openkam.web.accounts.models import Account
from openkam.web.accounts.queries import may_edit, visible_accounts
from openkam.web.people.actions import contacts, talk
from openkam.web.people.actions.writing import locked
from openkam.web.people.log.found import Reading, from_json
from openkam.web.people.log.matching import ADD, plan
from openkam.web.people.models import Contact, Interaction, LogImport, Person
from openkam.web.people.queries.people import visible_people
from openkam.web.shell.models import User

MOST_LINES: Final = 1_000
"""Lines that one import writes: it does so while the person waits."""
State = LogImport.State


@transaction.atomic
def create(*, user: User, account: Account, name: str, reading: Reading) -> LogImport:
    """A new import of what was read; the log is as it was."""
    return LogImport.objects.create(
        account=account, created_by=user, name=name[:300], kind=reading.kind, reading=reading.to_json()
    )


@transaction.atomic
def decide(*, run: LogImport, choices: Mapping[str, str]) -> None:
    """Take over who the unknown are: `add`, `c` and the contact's pk, or empty for nobody. Raises `InvalidInput`."""
    fresh = _in_state(run, State.DRAFT)
    kept = {**fresh.choices, **choices}
    fresh.choices = {key: choice for key, choice in kept.items() if choice}
    fresh.save()


def _in_state(run: LogImport, state: str) -> LogImport:
    fresh = locked(LogImport, run.pk)
    if fresh.state != state:
        raise InvalidInput(
            _("This import is {state}.").format(state=fresh.get_state_display()), remedy=_("Reload the page.")
        )
    return fresh


@transaction.atomic
def load(*, run: LogImport, user: User, but: Collection[str] = (), with_subjects: bool = True) -> int:
    """Write what is new into the logs, but for the entries whose keys are in `but`; how many lines it were.

    Adds the contacts that were chosen to be added. Raises `InvalidInput`.
    """
    fresh = _in_state(run, State.DRAFT)
    count = plan(user, fresh).count
    if count > MOST_LINES:
        raise InvalidInput(
            _("This would write {n} lines; {most} are written at once.").format(
                n=format_number(count), most=format_number(MOST_LINES)
            ),
            remedy=_("Export a shorter period, and import the rest after it."),
        )
    _add_chosen(fresh, user)
    kind = Interaction.Kind.MEETING if fresh.kind == "ics" else Interaction.Kind.EMAIL
    for part in plan(user, fresh).parts:
        for line in part.new:
            if line.found.key in but:
                continue
            values = {
                "on": date.fromisoformat(line.found.on),
                "kind": kind,
                "is_two_way": line.is_two_way,
                "what": line.found.what if with_subjects else "",
            }
            try:
                with transaction.atomic():
                    made = talk.record(
                        account=part.account, author=user, members=line.members, contacts=line.contacts,
                        values=values, source=fresh.kind, source_key=line.found.key,
                    )  # fmt: skip
            except IntegrityError:
                # Somebody else has loaded the same entry a moment ago.
                continue
            fresh.written.append(made.pk)
    fresh.state, fresh.finished_at = State.LOADED, timezone.now()
    fresh.reading, fresh.choices = {}, {}
    fresh.save()
    return len(fresh.written)


def _add_chosen(run: LogImport, user: User) -> None:
    """Make contacts of those who were chosen to become some; a person of the same address is the same person."""
    everybody = {who.key: who for one in from_json(run.reading).found for who in one.people}
    for key, choice in run.choices.items():
        if choice != ADD or key not in everybody:
            continue
        who = everybody[key]
        same: Person | None = None
        if who.email:
            here = Person.objects.filter(email__iexact=who.email, contacts__account=run.account).first()
            same = here or visible_people(user).filter(email__iexact=who.email).first()
        person = same or {"name": who.name or who.email, "email": who.email}
        was_there = same is not None and Contact.objects.filter(account=run.account, person=same).exists()
        contact = contacts.add_contact(account=run.account, person=person)
        run.choices[key] = f"c{contact.pk}"
        if not was_there:
            run.added.append(contact.pk)


@transaction.atomic
def undo(*, run: LogImport, user: User) -> int:
    """Take off what the import wrote; how many lines stay, because somebody has changed them or they are not yours.

    Contacts that it added go too where nothing else names them.
    """
    fresh = _in_state(run, State.LOADED)
    mine = set(visible_accounts(user).order_by().values_list("pk", flat=True)) if may_edit(user, run.account) else set()
    kept = 0
    for start in range(0, len(fresh.written), 500):
        for line in Interaction.objects.filter(pk__in=fresh.written[start : start + 500]):
            if line.version == 1 and line.account_id in mine:
                talk.delete_interaction(interaction=line, based_on=line.version)
            else:
                kept += 1
    unused = Contact.objects.filter(pk__in=fresh.added, version=1, interactions__isnull=True, account__in=mine)
    for contact in unused.filter(joint_teams__isnull=True, reports__isnull=True):
        contacts.delete_contact(contact=contact, based_on=contact.version)
    fresh.state = State.UNDONE
    fresh.save()
    return kept


@transaction.atomic
def discard(*, run: LogImport) -> None:
    """Throw away an import that is not loaded, with all that was read."""
    _in_state(run, State.DRAFT).delete()
