"""What a process remembers of an account's people says what the database says, after whatever is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.utils import timezone, translation

from openkam.core.i18n import use_language
from openkam.web.people.actions import chart, contacts, identity, links, talk, team
from openkam.web.people.chart.drawn import chart_of, payload
from openkam.web.people.contacts.gathered import gather
from openkam.web.people.log import due
from openkam.web.people.models import Colleague, Contact, ContactLine, Interaction, Link, Person, TeamMember
from openkam.web.people.queries.records import records_at
from openkam.web.people.queries.revision import revision_of
from openkam.web.people.tests.conftest import AddContact, AddMember, Talk, days_ago
from openkam.web.shell.memory import forget_everything
from openkam.web.shell.tests.cast import Cast

pytestmark = pytest.mark.django_db


@dataclass
class People:
    """An account with a little of everything; rows are read again before each write."""

    cast: Cast
    pks: dict[str, int]

    def contact(self, name: str) -> Contact:
        return Contact.objects.select_related("person").get(pk=self.pks[name])

    def member(self, name: str) -> TeamMember:
        return TeamMember.objects.select_related("colleague").get(pk=self.pks[name])

    @property
    def link(self) -> Link:
        return Link.objects.get(member=self.member("Jae"), contact=self.contact("Mei"))

    @property
    def line(self) -> Interaction:
        return Interaction.objects.get(members=self.member("Jae"), contacts=self.contact("Mei"))


@pytest.fixture
def people(cast: Cast, add_contact: AddContact, add_member: AddMember, talked: Talk) -> People:
    rows: dict[str, Any] = {name: add_contact(name) for name in ("Mei", "Otto", "Ada", "Twin")}
    rows["Place"] = add_contact(None, title="", function="")
    rows |= {name: add_member(name) for name in ("Jae", "Ken")}
    talked([rows["Jae"]], [rows["Mei"]], 90, next_on=days_ago(30), next_what="Call")
    talked([rows["Ken"]], [rows["Otto"]], 90)
    contacts.draw_line(source=rows["Mei"], target=rows["Otto"], kind="influence")
    return People(cast, {name: row.pk for name, row in rows.items()})


def said(people: People) -> Any:
    """Everything that the pages take from what is remembered."""
    bob, account = people.cast.bob, people.cast.account_a
    found = gather(bob, account)
    return {
        "entries": [
            (row.contact.pk, row.contact.name, row.contact.title, row.contact.reports_to_id, row.state, row.priority,
             row.last_on, row.next_on, row.is_planned, row.contact.version)
            for row in found.entries
        ],
        "members": [(row.pk, str(row), row.role, row.version) for row in found.members],
        "result": found.result.model_dump(),
        "chart": payload(chart_of(bob, account)),
        "due": [
            (one.on, one.members, [row.name for row in one.contacts], one.cadence_days, one.interaction)
            for one in due.of_account(bob, account)
        ],
        "records": records_at(bob, account, revision_of(account)),
    }  # fmt: skip


WRITES: dict[str, Callable[[People], object]] = {
    "a contact more": lambda p: contacts.add_contact(account=p.cast.account_a, person={"name": "New"}),
    "a title": lambda p: contacts.change_contact(
        contact=p.contact("Mei"), values={"title": "Head"}, person=None, based_on=p.contact("Mei").version
    ),
    "a name": lambda p: contacts.change_contact(
        contact=p.contact("Mei"), values={}, person={"name": "Mei Lin"}, based_on=p.contact("Mei").version
    ),
    "gone": lambda p: contacts.leave(contact=p.contact("Mei"), on=days_ago(1), based_on=p.contact("Mei").version),
    "deleted": lambda p: contacts.delete_contact(contact=p.contact("Ada"), based_on=p.contact("Ada").version),
    "a place filled": lambda p: identity.fill_place(
        contact=p.contact("Place"), person=Person.objects.create(name="Found"), based_on=p.contact("Place").version
    ),
    "two who are one": lambda p: identity.merge_contacts(
        kept=p.contact("Mei"), other=p.contact("Twin"),
        based_on=p.contact("Mei").version, other_based_on=p.contact("Twin").version,
    ),
    "another place in the chart": lambda p: chart.place(
        contact=p.contact("Otto"), superior=p.contact("Mei"), before=None, based_on=p.contact("Otto").version
    ),
    "before another": lambda p: chart.place(
        contact=p.contact("Twin"), superior=None, before=p.contact("Mei"), based_on=p.contact("Twin").version
    ),
    "a line drawn": lambda p: contacts.draw_line(source=p.contact("Ada"), target=p.contact("Otto"), kind="conflict"),
    "a remark on a line": lambda p: contacts.draw_line(
        source=p.contact("Mei"), target=p.contact("Otto"), kind="influence", label="Friends"
    ),
    "a line erased": lambda p: chart.erase_line(line=ContactLine.objects.get()),
    "a colleague more": lambda p: team.add_member(account=p.cast.account_a, colleague={"name": "Newly ours"}),
    "a colleague renamed": lambda p: team.change_colleague(
        colleague=Colleague.objects.get(name="Jae"), values={"name": "Jae Park"}
    ),
    "a colleague gone": lambda p: team.leave_team(
        member=p.member("Jae"), on=days_ago(1), based_on=p.member("Jae").version
    ),
    "a link agreed": lambda p: talk.put_link(member=p.member("Ken"), contact=p.contact("Ada"), cadence_days=7),
    "a cadence": lambda p: links.agree_cadence(link=p.link, cadence_days=3, based_on=p.link.version),
    "a talk": lambda p: talk.record(
        account=p.cast.account_a, author=None, members=[p.member("Jae")], contacts=[p.contact("Mei")],
        values={"on": timezone.localdate(), "what": "Met"},
    ),
    "a talk changed": lambda p: talk.change_interaction(
        interaction=p.line, members=[p.member("Ken")], contacts=[p.contact("Ada")], values={}, based_on=p.line.version
    ),
    "a talk deleted": lambda p: talk.delete_interaction(interaction=p.line, based_on=p.line.version),
    "a joint team": lambda p: team.put_joint_team(
        account=p.cast.account_a, name="Together", members=[p.member("Jae")], contacts=[p.contact("Mei")]
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", WRITES)
def test_what_is_remembered_is_what_is_written(people: People, what: str) -> None:
    before = said(people)
    WRITES[what](people)
    remembered = said(people)
    forget_everything()
    assert remembered == said(people)
    assert remembered != before


def test_a_change_that_is_seen_late_is_seen(people: People) -> None:
    """Of two changes at a time the one that was numbered first may be the last to come into sight."""
    said(people)
    person = people.contact("Mei").person
    assert person is not None
    person.name = "Late"
    person.save()
    late = Person.history.filter(id=person.pk).latest("history_id")
    Person.history.filter(pk=late.pk).update(history_id=-1)
    assert "Late" in [entry.contact.name for entry in gather(people.cast.bob, people.cast.account_a).entries]


def test_everybody_is_named_in_the_language_of_the_reader(people: People) -> None:
    names = []
    for tag in ("en", "zh-hant"):
        with translation.override(tag), use_language("en" if tag == "en" else "zh-Hant"):
            result = gather(people.cast.bob, people.cast.account_a).result
            names.append(next(row.contact.name for row in result.contacts if row.contact.placeholder))
    assert names == ["[unknown person]", "[人選未知]"]
