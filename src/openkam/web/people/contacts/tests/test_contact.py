"""One contact: groups saved each for itself, both values in a conflict, leaving, deleting, history, merging, adding."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from openkam.web.people.actions import contacts, talk
from openkam.web.people.actions.identity import merge_contacts
from openkam.web.people.models import Contact, ContactLine, Interaction, JointTeam, Link, Person
from openkam.web.people.tests.conftest import AddContact, AddMember, Talk, days_ago
from openkam.web.shell.tests.cast import Cast

PLACE = {"name": "Mei Lin", "title": "Buyer", "function": "Purchasing", "level": "managers"}
SUPPORT = {"criticality": "3"}


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.fixture
def bob(cast: Cast) -> Client:
    return cast.browser(cast.bob)


@pytest.fixture
def mei(add_contact: AddContact) -> Contact:
    return add_contact("Mei Lin", title="Buyer")


def fresh(contact: Contact) -> Contact:
    return Contact.objects.select_related("person").get(pk=contact.pk)


def edit(contact: Contact, group: str) -> str:
    return f"/contacts/{contact.pk}/edit/{group}/"


def test_each_group_is_saved_for_itself(bob: Client, mei: Contact, add_contact: AddContact) -> None:
    boss = add_contact("Boss")
    sent = {**PLACE, "email": "mei@example.org", "reports_to": boss.pk, "is_main": "on", "based_on": 1}
    assert bob.post(edit(mei, "place"), {**sent, "person_based_on": 1}).status_code == 302
    answers = {"influence": ["economic", "coach"], "support_now": "-2", "support_needed": "2", "criticality": "9",
               "phases": ["select"], "involvement": "high", "mode": "trouble", "based_on": 2}  # fmt: skip
    assert bob.post(edit(mei, "support"), answers).status_code == 302
    words = {"motive": "Peace", "need_1": "Stock", "need_3": "Price", "style": "Short", "based_on": 3}
    assert bob.post(edit(mei, "needs"), words).status_code == 302
    assert bob.post(edit(mei, "cadence"), {"cadence_days": "21", "deepen": "Visit", "based_on": 4}).status_code == 302
    now = fresh(mei)
    assert (now.person and now.person.email, now.reports_to, now.is_main) == ("mei@example.org", boss, True)
    assert (now.influence, now.support_now, now.criticality, now.phases) == (["economic", "coach"], -2, 9, ["select"])
    assert (now.needs, now.cadence_days, now.version) == (["Stock", "Price"], 21, 5)
    page = text_of(bob.get(f"/contacts/{mei.pk}/"))
    assert "Influence economic, coach" in page
    assert "Support now −2" in page
    told = text_of(bob.get(f"/contacts/{mei.pk}/history/"))
    assert "Bob changed Wanted contact, every so many days: – → 21" in told
    assert "E-mail address: – → mei@example.org" in told


def test_a_fragment_is_saved_in_place(bob: Client, mei: Contact) -> None:
    hx = {"HX-Request": "true"}
    form = bob.get(edit(mei, "cadence"), headers=hx).content.decode()
    assert "<html" not in form
    assert 'name="based_on" value="1"' in form
    card = bob.post(edit(mei, "cadence"), {"cadence_days": "21", "based_on": 1}, headers=hx)
    assert "<form" not in card.content.decode()
    assert "21" in text_of(card)


@pytest.mark.parametrize(
    ("group", "sent", "said"),
    [
        ("place", {**PLACE, "name": ""}, "A person has a name"),
        ("place", {**PLACE, "title": "x" * 201}, "201 characters and 200 fit"),
        ("place", {**PLACE, "level": "king"}, "king"),
        ("support", {**SUPPORT, "support_now": "3"}, "3"),
        ("support", {**SUPPORT, "influence": "magic"}, "magic"),
        ("needs", {"motive": "x" * 2001}, "2001 characters"),
        ("cadence", {"cadence_days": "0"}, "from 1 to 3660"),
    ],
)
def test_what_cannot_be_used_is_said_and_kept(
    bob: Client, mei: Contact, group: str, sent: dict[str, str], said: str
) -> None:
    answer = bob.post(edit(mei, group), {**sent, "based_on": 1})
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert fresh(mei).version == 1


def test_a_ring_of_superiors_is_refused_beside_its_field(bob: Client, mei: Contact, add_contact: AddContact) -> None:
    low = add_contact("Low", reports_to=mei)
    answer = bob.post(edit(mei, "place"), {**PLACE, "reports_to": low.pk, "based_on": 1})
    assert answer.status_code == 422
    assert "Low reports to Mei Lin" in text_of(answer)


def test_a_conflict_shows_both_and_the_next_save_wins(cast: Cast, bob: Client, mei: Contact) -> None:
    alice = cast.browser(cast.alice)
    theirs = {**PLACE, "title": "Head buyer", "based_on": 1, "person_based_on": 1}
    assert alice.post(edit(mei, "place"), theirs).status_code == 302
    mine = {**PLACE, "title": "Chief buyer", "based_on": 1, "person_based_on": 1}
    clash = bob.post(edit(mei, "place"), mine)
    assert clash.status_code == 409
    assert "Job title Head buyer Chief buyer" in text_of(clash)
    assert fresh(mei).title == "Head buyer"
    assert bob.post(edit(mei, "place"), {**mine, "based_on": 2}).status_code == 302
    assert fresh(mei).title == "Chief buyer"


def test_two_groups_of_one_contact_are_no_conflict(cast: Cast, bob: Client, mei: Contact) -> None:
    alice = cast.browser(cast.alice)
    assert alice.post(edit(mei, "cadence"), {"cadence_days": "10", "based_on": 1}).status_code == 302
    assert bob.post(edit(mei, "needs"), {"motive": "Fame", "based_on": 1}).status_code == 302
    assert (fresh(mei).cadence_days, fresh(mei).motive) == (10, "Fame")


def test_a_name_changed_at_another_account_is_a_conflict_too(cast: Cast, bob: Client, mei: Contact) -> None:
    other = contacts.add_contact(account=cast.account_b, person=mei.person)
    contacts.change_contact(contact=other, values={}, person={"name": "Mei Lin-Berg"}, based_on=1)
    clash = bob.post(edit(mei, "place"), {**PLACE, "name": "M. Lin", "based_on": 1, "person_based_on": 1})
    assert clash.status_code == 409
    assert "Mei Lin-Berg" in text_of(clash)
    assert fresh(mei).name == "Mei Lin-Berg"


def test_other_accounts_are_named_to_those_who_see_them(cast: Cast, bob: Client, mei: Contact) -> None:
    contacts.add_contact(account=cast.account_b, person=mei.person)
    assert "Beta Outfitters" not in text_of(bob.get(f"/contacts/{mei.pk}/"))
    assert "Beta Outfitters" in text_of(cast.browser(cast.alice).get(f"/contacts/{mei.pk}/"))


def test_leaving_offers_the_links_and_can_be_taken_back(bob: Client, mei: Contact, add_member: AddMember) -> None:
    talk.put_link(member=add_member("Jae"), contact=mei)
    to_come = bob.post(f"/contacts/{mei.pk}/leave/", {"on": days_ago(-1).isoformat(), "based_on": 1})
    assert (to_come.status_code, "still to come" in text_of(to_come)) == (422, True)
    left = bob.post(f"/contacts/{mei.pk}/leave/", {"on": days_ago(2).isoformat(), "based_on": 1}, follow=True)
    assert "The holes that they leave" in text_of(left)
    assert "Mei Lin left on" in text_of(left)
    assert bob.post(f"/contacts/{mei.pk}/back/", {"based_on": 1}, follow=True).status_code == 200
    assert fresh(mei).left_on == days_ago(2)
    bob.post(f"/contacts/{mei.pk}/back/", {"based_on": 2})
    assert fresh(mei).left_on is None


def test_deleting_can_be_undone_by_name(cast: Cast, bob: Client, mei: Contact) -> None:
    gone = bob.post(f"/contacts/{mei.pk}/delete/", {"based_on": 1}, follow=True)
    assert "Deleted: Mei Lin" in text_of(gone)
    assert Contact.objects.count() == 0
    number = gone.context["deleted"][0].history_id
    assert cast.browser(cast.vera).post(f"/contacts/restore/{number}/").status_code == 404
    back = bob.post(f"/contacts/restore/{number}/", follow=True)
    assert "Mei Lin is back." in text_of(back)
    assert bob.post(f"/contacts/restore/{number}/").status_code == 404


def test_who_is_in_the_log_is_not_deleted(bob: Client, mei: Contact, add_member: AddMember, talked: Talk) -> None:
    talked([add_member("Jae")], [mei], 1)
    assert "The log has interactions" in text_of(bob.post(f"/contacts/{mei.pk}/delete/", {"based_on": 1}, follow=True))
    assert Contact.objects.count() == 1


def test_an_unknown_person_becomes_known_or_known_elsewhere(
    cast: Cast, add_contact: AddContact, add_member: AddMember
) -> None:
    alice = cast.browser(cast.alice)
    place, other = add_contact(None, title="Head of quality"), add_contact(None, title="Head of IT")
    talk.put_link(member=add_member("Jae"), contact=place)
    assert alice.post(edit(place, "place"), {**PLACE, "name": "Ola", "based_on": 1}).status_code == 302
    assert (fresh(place).name, fresh(place).links.count()) == ("Ola", 1)
    known = add_contact("Kim Berg", cast.account_b)
    sent = {**PLACE, "name": "kim berg", "same": str(known.person_id), "based_on": 1}
    assert alice.post(edit(other, "place"), sent).status_code == 302
    assert fresh(other).person_id == known.person_id
    assert Person.objects.count() == 2


def test_adding_asks_whether_it_is_the_same_person(cast: Cast, bob: Client, add_contact: AddContact) -> None:
    add = f"/accounts/{cast.account_a.pk}/people/add/"
    elsewhere = add_contact("Mei Lin", cast.account_b)
    # Bob does not see account B, so nothing betrays that she is known there.
    assert bob.post(add, {"name": "Mei Lin"}).status_code == 302
    assert Person.objects.count() == 2
    Contact.objects.filter(account=cast.account_a).delete()
    alice = cast.browser(cast.alice)
    asked = alice.post(add, {"name": "mei lin", "title": "Adviser"})
    assert asked.status_code == 409
    assert "Beta Outfitters" in text_of(asked)
    assert 'value="Adviser"' in asked.content.decode()
    same = {"name": "mei lin", "title": "Adviser", "same": str(elsewhere.person_id)}
    assert alice.post(add, same).status_code == 302
    assert Contact.objects.get(account=cast.account_a).person_id == elsewhere.person_id
    assert alice.post(add, {"name": "mei lin", "same": "new"}).status_code == 302
    assert Contact.objects.filter(account=cast.account_a).count() == 2
    assert "is on this list already" in text_of(bob.get(f"/accounts/{cast.account_a.pk}/people/same/?name=Mei+Lin"))


def test_adding_a_place_and_the_next_one(cast: Cast, bob: Client, add_contact: AddContact) -> None:
    add, boss = f"/accounts/{cast.account_a.pk}/people/add/", add_contact("Boss")
    empty = bob.post(add, {"name": " "})
    assert (empty.status_code, "tick that the person is unknown" in text_of(empty)) == (422, True)
    nothing = bob.post(add, {"is_unknown": "on"})
    assert (nothing.status_code, "Say what the unknown person does" in text_of(nothing)) == (422, True)
    sent = {"is_unknown": "on", "title": "Head of IT", "function": "IT", "reports_to": boss.pk, "again": "1"}
    again = bob.post(add, sent, follow=True)
    assert Contact.objects.get(title="Head of IT").is_placeholder
    assert 'value="IT"' in again.content.decode()
    assert 'value="Head of IT"' not in again.content.decode()


def test_merging_two_entries_of_one_account_keeps_everything(
    cast: Cast, bob: Client, mei: Contact, add_contact: AddContact, add_member: AddMember, talked: Talk
) -> None:
    jae, ken = add_member("Jae"), add_member("Ken")
    twin = add_contact("Lin, Mei", influence=["user"], motive="Peace", is_main=True)
    report = add_contact("Report", reports_to=twin)
    contacts.draw_line(source=twin, target=report, kind="influence")
    contacts.draw_line(source=twin, target=mei, kind="influence")
    talked([jae], [twin], 3)
    talked([jae], [mei], 30)
    talked([ken], [twin], 9)
    found = bob.get(f"/contacts/{mei.pk}/merge/?q=mei")
    assert [row.pk for row in found.context["found"]] == [twin.pk]
    preview = {row[0]: row[1:] for row in bob.get(f"/contacts/{mei.pk}/merge/?with={twin.pk}").context["preview"]}
    assert preview["Influence"] == ("", "user", "user")
    assert preview["Name"] == ("Mei Lin", "Lin, Mei", "Mei Lin")
    twin = fresh(twin)
    stale = {"with": twin.pk, "based_on": 1, "other_based_on": 7}
    assert bob.post(f"/contacts/{mei.pk}/merge/", stale).status_code == 409
    assert Contact.objects.filter(pk=twin.pk).exists()
    done = {"with": twin.pk, "based_on": fresh(mei).version, "other_based_on": twin.version}
    assert bob.post(f"/contacts/{mei.pk}/merge/", done).status_code == 302
    now = fresh(mei)
    assert (now.name, now.influence, now.motive, now.is_main) == ("Mei Lin", ["user"], "Peace", True)
    assert {link.member_id: link.last_two_way_on for link in now.links.all()} == {
        jae.pk: days_ago(3),
        ken.pk: days_ago(9),
    }
    assert now.interactions.count() == 3
    assert Contact.objects.get(pk=report.pk).reports_to_id == mei.pk
    assert list(ContactLine.objects.values_list("source", "target")) == [(mei.pk, report.pk)]
    assert (Person.objects.count(), Contact.objects.filter(pk=twin.pk).exists()) == (2, False)
    assert bob.get(f"/accounts/{cast.account_a.pk}/people/list/").context["deleted"] == []


def test_merging_with_ones_superior_makes_no_ring(mei: Contact, add_contact: AddContact) -> None:
    top = add_contact("Top")
    twin = add_contact("Twin", reports_to=top)
    between = add_contact("Between", reports_to=twin)
    low = contacts.move_under(contact=mei, superior=between, based_on=1)
    merge_contacts(kept=low, other=twin, based_on=low.version, other_based_on=twin.version)
    assert (fresh(mei).reports_to, Contact.objects.get(pk=between.pk).reports_to_id) == (top, mei.pk)


def test_merging_people_of_two_accounts_needs_sight_of_all(
    cast: Cast, bob: Client, mei: Contact, add_contact: AddContact
) -> None:
    far = add_contact("Lin Mei", cast.account_b)
    assert bob.get(f"/contacts/{mei.pk}/merge/?with={far.pk}").status_code == 404
    contacts.add_contact(account=cast.account_b, person=mei.person)
    twin = add_contact("Mei L.")
    refused = bob.post(f"/contacts/{mei.pk}/merge/", {"with": twin.pk, "based_on": 1, "other_based_on": 1})
    assert (refused.status_code, "A programme lead can." in text_of(refused)) == (409, True)
    alice = cast.browser(cast.alice)
    done = {"with": far.pk, "based_on": 1, "other_based_on": 1}
    both = alice.post(f"/contacts/{twin.pk}/merge/", done)
    assert both.status_code == 302
    assert fresh(far).person_id == fresh(twin).person_id


def test_nothing_of_an_entry_is_shown_to_strangers(cast: Cast, mei: Contact) -> None:
    charlie = cast.browser(cast.charlie)
    for address in ("", "history/", "merge/", "edit/place/"):
        assert charlie.get(f"/contacts/{mei.pk}/{address}").status_code == 404
    vera = cast.browser(cast.vera)
    page = vera.get(f"/contacts/{mei.pk}/")
    assert page.status_code == 200
    assert "/edit/" not in page.content.decode()
    assert (Interaction.objects.count(), Link.objects.count(), JointTeam.objects.count()) == (0, 0, 0)
