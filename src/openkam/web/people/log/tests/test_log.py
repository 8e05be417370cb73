"""The log: written by name, found again, corrected with both values in a conflict, deleted and brought back."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from openkam.web.people.log import due
from openkam.web.people.log.names import NotClear, meant
from openkam.web.people.models import Colleague, Contact, Interaction, Link, TeamMember
from openkam.web.people.tests.conftest import AddContact, AddMember, Talk, days_ago
from openkam.web.shell.tests.cast import Cast

HX = {"HX-Request": "true"}


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.fixture
def bob(cast: Cast) -> Client:
    return cast.browser(cast.bob)


@pytest.fixture
def mei(add_contact: AddContact) -> Contact:
    return add_contact("Mei Lin", title="Buyer")


@pytest.fixture
def jae(add_member: AddMember) -> TeamMember:
    return add_member("Jae Pak")


def log_of(cast: Cast) -> str:
    return f"/accounts/{cast.account_a.pk}/people/log/"


def sent(**values: Any) -> dict[str, Any]:
    return {"on": days_ago(1).isoformat(), "kind": "call", "is_two_way": "on", **values}


def test_a_line_is_written_by_names(cast: Cast, bob: Client, mei: Contact, jae: TeamMember) -> None:
    given = sent(members_names="jae", contacts_names="Mei Lin", what="Price list", next_on=days_ago(-9).isoformat())
    assert bob.post(log_of(cast), given).status_code == 302
    line = Interaction.objects.get()
    assert (list(line.members.all()), list(line.contacts.all())) == ([jae], [mei])
    assert (line.on, line.kind, line.is_two_way, line.author) == (days_ago(1), "call", True, cast.bob)
    assert Link.objects.get().last_two_way_on == days_ago(1)
    page = text_of(bob.get(log_of(cast)))
    assert "1 interaction" in page
    assert "Jae Pak ↔ with Mei Lin Price list" in page


def test_chosen_and_typed_people_are_all_meant(
    cast: Cast, bob: Client, mei: Contact, jae: TeamMember, add_contact: AddContact
) -> None:
    add_contact("Smith, John")
    ola = add_contact("Ola 林")
    given = sent(members=jae.pk, contacts=mei.pk, contacts_names="Smith, John; ola")
    assert bob.post(log_of(cast), given).status_code == 302
    assert {row.name for row in Interaction.objects.get().contacts.all()} == {"Mei Lin", "Smith, John", ola.name}


def test_the_next_line_is_ready_with_the_same_people_of_ours(
    cast: Cast, bob: Client, mei: Contact, jae: TeamMember
) -> None:
    answer = bob.post(log_of(cast), sent(members=jae.pk, contacts=mei.pk, what="One"), headers=HX).content.decode()
    assert "<html" not in answer
    assert "The next line is ready." in answer
    assert f'name="members" value="{jae.pk}" checked' in answer
    assert 'name="contacts"' not in answer


def test_i_am_of_ours_unless_i_say_otherwise(cast: Cast, bob: Client, mei: Contact, jae: TeamMember) -> None:
    Colleague.objects.filter(pk=jae.colleague_id).update(user=cast.bob)
    assert f'name="members" value="{jae.pk}" checked' in bob.get(log_of(cast)).content.decode()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"contacts_names": "Mei"}, "Say who of ours it was."),
        ({"members_names": "Jae"}, "Say with whom of theirs it was."),
        ({"members_names": "Jae", "contacts_names": "Nobody"}, "Nobody on this account is called “Nobody”"),
        ({"members_names": "Jae", "contacts_names": "M"}, "2 people fit “M”: Mei Lin, Max M."),
        ({"members_names": "Jae", "contacts_names": "Mei Lin", "what": "x" * 1001}, "1001 characters and 1000 fit"),
        ({"members_names": "Jae", "contacts_names": "Mei Lin", "kind": "dream"}, "dream"),
        ({"members_names": "Jae", "contacts_names": "Mei Lin", "on": "2999-01-01"}, "The year 2999 cannot be right"),
        ({"members_names": "Jae", "contacts_names": "Mei Lin", "next_on": "2001-01-01"}, "comes after this one"),
        ({"members": "x", "contacts_names": "Mei Lin"}, "x"),
    ],
)
def test_what_cannot_be_used_is_said_and_kept(
    cast: Cast, bob: Client, mei: Contact, jae: TeamMember, add_contact: AddContact, given: dict[str, str], said: str
) -> None:
    add_contact("Max M.")
    answer = bob.post(log_of(cast), sent(**{"next_what": "Send the offer", **given}))
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert 'value="Send the offer"' in answer.content.decode()
    assert not Interaction.objects.exists()


def test_who_is_there_goes_before_who_has_left(add_contact: AddContact) -> None:
    there, left = add_contact("Li Wei"), add_contact("Li Wei")
    left.left_on = days_ago(3)
    assert meant("li wei", [left, there]) == [there]
    with pytest.raises(NotClear, match="2 people fit"):
        meant("li wei", [there, add_contact("Li Wei")])


def test_names_are_offered_while_typing(cast: Cast, bob: Client, mei: Contact, jae: TeamMember) -> None:
    address = f"{log_of(cast)}names/"
    assert f'data-pk="{mei.pk}"' in bob.get(address, {"side": "contacts", "q": "lin"}).content.decode()
    chosen = bob.get(address, {"side": "contacts", "q": "lin", "but": str(mei.pk)}).content.decode()
    assert "Nobody fits." in chosen
    assert bob.get(address, {"side": "accounts", "q": "x"}).status_code == 404


def test_the_log_is_narrowed(
    cast: Cast, bob: Client, mei: Contact, jae: TeamMember, add_contact: AddContact, talked: Talk
) -> None:
    ola = add_contact("Ola 林")
    talked([jae], [mei, ola], 40, what="Old price", kind="visit")
    talked([jae], [ola], 2, what="Stock", next_what="price again")
    talked([jae], [mei], 1, what="Audit")

    def found(**query: str) -> list[str]:
        page = bob.get(log_of(cast), query).context["page"]
        return [line.what for line in page]

    assert found() == ["Audit", "Stock", "Old price"]
    assert found(q="price") == ["Stock", "Old price"]
    assert found(q="mei") == ["Audit", "Old price"]
    assert found(q="jae old") == ["Old price"]
    assert found(person=f"c{ola.pk}") == ["Stock", "Old price"]
    assert found(person=f"m{jae.pk}", kind="visit") == ["Old price"]
    assert found(since=days_ago(3).isoformat(), until=days_ago(2).isoformat()) == ["Stock"]
    assert found(person="c²", kind="nonsense", since="yesterday") == ["Audit", "Stock", "Old price"]


def test_a_line_is_corrected_in_place(cast: Cast, bob: Client, mei: Contact, jae: TeamMember, talked: Talk) -> None:
    line = talked([jae], [mei], 3)
    address = f"/interactions/{line.pk}/edit/"
    assert "<html" not in bob.get(address, headers=HX).content.decode()
    given = sent(members=jae.pk, contacts=mei.pk, what="Talked of prices", based_on=line.version)
    answer = bob.post(address, given, headers=HX)
    assert "Talked of prices" in text_of(answer)
    assert Link.objects.get().last_on == days_ago(1)
    told = text_of(bob.get(f"/interactions/{line.pk}/history/"))
    assert "What was said: Talked → Talked of prices" in told
    assert "Bob changed" in told


def test_a_conflict_shows_both_and_the_next_save_wins(
    cast: Cast, bob: Client, mei: Contact, jae: TeamMember, add_contact: AddContact, talked: Talk
) -> None:
    line, ola = talked([jae], [mei], 3), add_contact("Ola")
    address = f"/interactions/{line.pk}/edit/"
    alice = cast.browser(cast.alice)
    theirs = sent(members=jae.pk, contacts=ola.pk, what="Hers", based_on=1)
    assert alice.post(address, theirs).status_code == 302
    mine = sent(members=jae.pk, contacts=mei.pk, what="Mine", based_on=1)
    clash = bob.post(address, mine)
    assert clash.status_code == 409
    assert "Of theirs Ola Mei Lin" in text_of(clash)
    assert "What was said Hers Mine" in text_of(clash)
    assert Interaction.objects.get().what == "Hers"
    assert bob.post(address, {**mine, "based_on": 2}).status_code == 302
    assert (Interaction.objects.get().what, list(Interaction.objects.get().contacts.all())) == ("Mine", [mei])
    told = text_of(bob.get(f"/interactions/{line.pk}/history/"))
    assert "Of theirs: Ola → Mei Lin" in told


def test_deleting_can_be_taken_back(cast: Cast, bob: Client, mei: Contact, jae: TeamMember, talked: Talk) -> None:
    line = talked([jae], [mei], 3)
    stale = bob.post(f"/interactions/{line.pk}/delete/", {"based_on": 0}, follow=True)
    assert "Somebody else has changed this" in text_of(stale)
    gone = bob.post(f"/interactions/{line.pk}/delete/", {"based_on": 1}, follow=True)
    assert "was deleted" in text_of(gone)
    assert Link.objects.get().last_on is None
    number = Interaction.history.get(history_type="-").history_id
    assert bob.post(f"/interactions/restore/{number}/", follow=True).status_code == 200
    assert list(Interaction.objects.get().contacts.all()) == [mei]
    assert Link.objects.get().last_on == days_ago(3)
    assert bob.post(f"/interactions/restore/{number}/").status_code == 404


def test_a_viewer_reads_and_cannot_write(cast: Cast, mei: Contact, jae: TeamMember, talked: Talk) -> None:
    line = talked([jae], [mei], 3, next_on=days_ago(1))
    vera = cast.browser(cast.vera)
    page = vera.get(log_of(cast)).content.decode()
    assert "Talked" in page
    assert "data-lg-new" not in page
    assert f"interactions/{line.pk}/later" not in page
    assert vera.post(log_of(cast), sent(members=jae.pk, contacts=mei.pk)).status_code == 404
    for what in ("edit", "later", "delete"):
        assert vera.post(f"/interactions/{line.pk}/{what}/", {"based_on": 1}).status_code == 404
    assert Interaction.objects.get().what == "Talked"


def test_somebody_of_another_account_cannot_be_put_in(
    cast: Cast, bob: Client, mei: Contact, jae: TeamMember, add_contact: AddContact
) -> None:
    stranger = add_contact("Stranger", cast.account_b)
    assert bob.post(log_of(cast), sent(members=jae.pk, contacts=stranger.pk)).status_code == 422
    assert bob.post(log_of(cast), sent(members=jae.pk, contacts_names="Stranger")).status_code == 422
    assert not Interaction.objects.exists()


def test_markup_in_names_stays_text(
    cast: Cast, bob: Client, jae: TeamMember, add_contact: AddContact, talked: Talk
) -> None:
    bad = add_contact("<b>x</b> \u202eabc " + "W" * 180)
    talked([jae], [bad], 3, what="<script>alert(1)</script>", next_on=days_ago(0), next_what="<i>y</i>")
    page = bob.get(log_of(cast)).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "<b>x</b>" not in page
    assert "<i>y</i>" not in page


def test_a_page_asks_the_same_number_of_questions_of_a_long_log(
    cast: Cast, bob: Client, mei: Contact, jae: TeamMember, talked: Talk, django_assert_max_num_queries: Any
) -> None:
    for day in range(60):
        talked([jae], [mei], day + 1)
    with django_assert_max_num_queries(50) as asked:
        assert bob.get(log_of(cast)).status_code == 200
    few = len(asked)
    with django_assert_max_num_queries(few):
        assert len(bob.get(log_of(cast), {"page": "2"}).context["page"]) == 10


def test_what_was_agreed_is_due_until_somebody_has_spoken(
    cast: Cast, bob: Client, mei: Contact, jae: TeamMember, add_contact: AddContact, talked: Talk
) -> None:
    ola = add_contact("Ola")
    line = talked([jae], [mei, ola], 10, next_on=days_ago(2), next_what="Call about stock")
    talked([jae], [ola], 1)
    [one] = due.of_account(cast.bob, cast.account_a)
    assert (one.contacts, one.members, one.days_over) == ([mei], ["Jae Pak"], 2)
    page = text_of(bob.get(log_of(cast)))
    assert "1 contact is due" in page
    assert "Call about stock" in page
    later = days_ago(-5).isoformat()
    bob.post(f"/interactions/{line.pk}/later/", {"based_on": line.version, "next_on": later})
    assert [row.days_over for row in due.of_account(cast.bob, cast.account_a)] == [-5]
    stale = bob.post(f"/interactions/{line.pk}/later/", {"based_on": 1, "next_on": later}, follow=True)
    assert "nothing was put off" in text_of(stale)
    early = {"based_on": 2, "next_on": days_ago(30).isoformat()}
    assert "Give a later day" in text_of(bob.post(f"/interactions/{line.pk}/later/", early, follow=True))
    talked([jae], [mei], 0)
    assert due.of_account(cast.bob, cast.account_a) == []


def test_a_talk_of_the_same_day_ends_what_was_agreed(cast: Cast, mei: Contact, jae: TeamMember, talked: Talk) -> None:
    talked([jae], [mei], 0, next_on=days_ago(0))
    assert len(due.of_account(cast.bob, cast.account_a)) == 1
    talked([jae], [mei], 0)
    assert due.of_account(cast.bob, cast.account_a) == []


def test_a_link_beyond_its_cadence_is_due(cast: Cast, mei: Contact, jae: TeamMember, talked: Talk) -> None:
    talked([jae], [mei], 31)
    [one] = due.of_account(cast.bob, cast.account_a)
    assert (one.interaction, one.on, one.cadence_days) == (None, timezone.localdate() - timedelta(days=1), 30)
    mei.left_on = days_ago(0)
    mei.save()
    assert due.of_account(cast.bob, cast.account_a) == []


def test_home_shows_my_next_contacts_and_nobody_elses(
    cast: Cast, bob: Client, mei: Contact, jae: TeamMember, add_member: AddMember, talked: Talk
) -> None:
    assert "My next contacts" not in text_of(bob.get("/"))
    talked([jae], [mei], 40)
    assert "My next contacts" not in text_of(bob.get("/"))
    Colleague.objects.filter(pk=jae.colleague_id).update(user=cast.bob)
    page = text_of(bob.get("/"))
    assert "My next contacts" in page
    assert "Alpha Bicycles" in page
    # Who has lost sight of the account is reminded of nothing there.
    Colleague.objects.filter(pk=jae.colleague_id).update(user=cast.charlie)
    assert due.of_person(cast.charlie) == []
    assert due.of_person(cast.bob) == []
