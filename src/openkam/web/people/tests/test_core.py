"""The rules that every page of people and relationship rests on."""

from __future__ import annotations

import pytest

from openkam.core.errors import InvalidInput
from openkam.feeds.people import contact_map_inputs, stage_inputs, without_place
from openkam.tools.relationship import contact_map, stage
from openkam.web.people.actions import contacts, talk, team
from openkam.web.people.actions.stage import answer, set_target
from openkam.web.people.actions.writing import ChangedMeanwhile
from openkam.web.people.models import Contact, Interaction, Link, Person
from openkam.web.people.queries import people as queries
from openkam.web.people.queries.records import contact_id, records
from openkam.web.people.tests.conftest import AddContact, AddMember, Talk, days_ago
from openkam.web.shell.tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_a_person_at_two_accounts_exists_once(cast: Cast, add_contact: AddContact) -> None:
    first = add_contact("Mei Lin")
    second = contacts.add_contact(account=cast.account_b, person=first.person, values={"title": "Adviser"})
    assert Person.objects.count() == 1
    assert [row.account_id for row in queries.other_accounts(cast.alice, first)] == [second.account_id]
    assert list(queries.other_accounts(cast.bob, first)) == []


def test_who_comes_back_keeps_the_row(cast: Cast, add_contact: AddContact) -> None:
    mei = contacts.leave(contact=add_contact("Mei Lin"), on=days_ago(9), based_on=1)
    assert list(queries.contacts_of(cast.bob, cast.account_a)) == []
    back = contacts.add_contact(account=cast.account_a, person=mei.person, values={"title": "Director"})
    assert (back.pk, back.left_on, back.title) == (mei.pk, None, "Director")


def test_a_ring_of_superiors_is_refused_by_name(add_contact: AddContact) -> None:
    boss = add_contact("Boss")
    middle = add_contact("Middle", reports_to=boss)
    low = add_contact("Low", reports_to=middle)
    with pytest.raises(InvalidInput, match="Low reports to Boss"):
        contacts.move_under(contact=boss, superior=low, based_on=boss.version)
    assert Contact.objects.get(pk=boss.pk).reports_to is None


def test_a_stale_save_writes_nothing_and_carries_both(add_contact: AddContact) -> None:
    mei = add_contact("Mei Lin")
    contacts.change_contact(contact=mei, values={"title": "Director"}, person=None, based_on=1)
    with pytest.raises(ChangedMeanwhile) as refused:
        contacts.change_contact(contact=mei, values={"title": "Clerk"}, person={"name": "M. Lin"}, based_on=1)
    assert (refused.value.fresh.title, refused.value.yours["title"]) == ("Director", "Clerk")  # type: ignore[attr-defined]
    assert Contact.objects.get(pk=mei.pk).name == "Mei Lin"


def test_what_a_field_cannot_hold_is_refused_with_its_name(add_contact: AddContact) -> None:
    with pytest.raises(InvalidInput, match="title: "):
        add_contact("Mei Lin", title="x" * 201)
    mei = add_contact("Ola")
    with pytest.raises(InvalidInput, match="support now: "):
        contacts.change_contact(contact=mei, values={"support_now": 3}, person=None, based_on=1)
    assert Contact.objects.get().support_now is None


def test_an_account_has_one_main_contact(add_contact: AddContact) -> None:
    first, second = add_contact("First", is_main=True), add_contact("Second", is_main=True)
    assert [Contact.objects.get(pk=row.pk).is_main for row in (first, second)] == [False, True]


def test_the_log_makes_links_and_their_days(add_contact: AddContact, add_member: AddMember, talked: Talk) -> None:
    jae, mei = add_member("Jae"), add_contact("Mei Lin", cadence_days=14)
    old = talked([jae], [mei], 40)
    new = talked([jae], [mei], 5)
    talked([jae], [mei], 1, is_two_way=False)
    link = Link.objects.get()
    assert (link.cadence_days, link.last_on, link.last_two_way_on) == (14, days_ago(1), days_ago(5))
    gone = talk.delete_interaction(interaction=new, based_on=new.version)
    assert Link.objects.get().last_two_way_on == old.on
    talk.restore_interaction(record=Interaction.history.get(history_id=gone))
    assert Link.objects.get().last_two_way_on == new.on
    with pytest.raises(InvalidInput, match="log has interactions"):
        talk.remove_link(link=link)


def test_an_interaction_is_between_two_sides_and_not_to_come(
    cast: Cast, add_contact: AddContact, add_member: AddMember, talked: Talk
) -> None:
    jae, mei = add_member("Jae"), add_contact("Mei Lin")
    with pytest.raises(InvalidInput, match="at least one of ours"):
        talked([jae], [], 1)
    with pytest.raises(InvalidInput, match="not in the future"):
        talked([jae], [mei], -1)
    with pytest.raises(InvalidInput, match="does not belong"):
        talked([jae], [add_contact("Stranger", cast.account_b)], 1)
    assert Interaction.objects.count() == 0


def test_a_deleted_contact_comes_back_with_its_person(add_contact: AddContact) -> None:
    mei = add_contact("Mei Lin", title="Buyer")
    number = contacts.delete_contact(contact=mei, based_on=1)
    assert (Contact.objects.count(), Person.objects.count()) == (0, 0)
    back = contacts.restore_contact(record=Contact.history.get(history_id=number))
    assert (back.pk, back.name, back.title) == (mei.pk, "Mei Lin", "Buyer")


def test_merging_keeps_one_person_and_what_only_one_entry_knew(cast: Cast, add_contact: AddContact) -> None:
    one, other = add_contact("Mei Lin"), add_contact("Lin, Mei", cast.account_b)
    assert one.person
    assert other.person
    other.person.email = "mei@example.org"
    other.person.save()
    kept = contacts.merge_people(kept=one.person, other=other.person)
    assert (kept.name, kept.email, kept.contacts.count()) == ("Mei Lin", "mei@example.org", 2)


def test_records_feed_the_tools(cast: Cast, add_contact: AddContact, add_member: AddMember, talked: Talk) -> None:
    jae, mei = add_member("Jae", is_main=True), add_contact("Mei Lin", is_main=True)
    quality = add_contact("Ola", function="Quality", level="specialists", reports_to=mei)
    add_contact("Nobody knows", function="", level="")
    add_contact(None, title="Director of logistics", function="Logistics", level="directors")
    engineer = add_member("Ken", function="Quality", level="specialists")
    talked([jae], [mei], 3)
    talked([engineer], [quality], 20)
    answer(account=cast.account_a, side="ours", on=days_ago(2), answers={"trust": 3}, author=cast.bob)
    set_target(account=cast.account_a, stage="mid", on=days_ago(-90), author=cast.bob)
    found = records(cast.bob, cast.account_a)
    assert [row.name for row in without_place(found)[1]] == ["Nobody knows"]
    read = stage.compute(stage_inputs(found))
    assert (read.measures.live_links, read.measures.hub_links, read.target_stage) == (2, 1, "mid")
    assert read.claim_ours.answers.trust == 3
    assert "Nobody knows" not in [person.name for person in read.people]
    seen = contact_map.compute(contact_map_inputs(found))
    assert len(seen.contacts) == 4
    earlier = records(cast.bob, cast.account_a, as_of=days_ago(10))
    silent = {(link.member, link.contact): link.last_two_way_on for link in earlier.links}
    assert list(silent) == [(f"m{engineer.pk}", contact_id(quality.pk))]
    assert earlier.answers_ours == {}


def test_records_take_the_same_number_of_queries_for_any_number_of_people(
    cast: Cast, add_contact: AddContact, add_member: AddMember, talked: Talk, django_assert_num_queries: object
) -> None:
    members = [add_member(f"Member {at}") for at in range(4)]
    for at in range(12):
        talked([members[at % 4]], [add_contact(f"Contact {at}")], at)
    with django_assert_num_queries(10):  # type: ignore[operator] # a fixture of pytest-django
        found = records(cast.alice, cast.account_a)
    assert len(found.links) == 12


def test_opposite_functions_are_given_once(cast: Cast) -> None:
    team.set_function_pairs(account=cast.account_a, pairs=[("Outbound  logistics", "Inbound logistics"), ("", "R&D")])
    assert [str(row) for row in cast.account_a.function_pairs.all()] == ["Outbound logistics · Inbound logistics"]
    with pytest.raises(InvalidInput, match="two pairs"):
        team.set_function_pairs(account=cast.account_a, pairs=[("Sales", "Purchasing"), ("sales", "Quality")])
