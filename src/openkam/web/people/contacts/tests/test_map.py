"""The contact map and the list as a person sees them."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook  # type: ignore[import-untyped] # the package ships no types
from pptx import Presentation

from openkam.web.people.actions import contacts, talk
from openkam.web.people.contacts.filters import PAGE, read
from openkam.web.people.models import Contact, Interaction, Link
from openkam.web.people.queries.people import find_contacts
from openkam.web.people.tests.conftest import AddContact, AddMember, Talk, days_ago
from openkam.web.shell.tests.cast import Cast

NASTY = "<script>alert(1)</script> \u202e& <b>Bold</b>"


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.fixture
def bob(cast: Cast) -> Client:
    return cast.browser(cast.bob)


def url(cast: Cast, part: str = "") -> str:
    return f"/accounts/{cast.account_a.pk}/people/{part}"


def marks(answer: Any) -> dict[str, list[str]]:
    """Per contact the states of its cells, in the order of the columns."""
    grid = answer.context["grid"]
    return {row.entry.contact.name: [cell.state for cell in row.cells] for block in grid.blocks for row in block.rows}


def test_an_empty_account_says_what_the_map_is_for(cast: Cast, bob: Client) -> None:
    page = bob.get(url(cast)).content.decode()
    assert "No contact of this customer is on record yet" in page
    assert f'href="{url(cast, "add/")}"' in page
    viewer = cast.browser(cast.vera).get(url(cast)).content.decode()
    assert url(cast, "add/") not in viewer
    assert bob.get(url(cast, "deck.pptx")).status_code == 404


def test_the_map_shows_live_late_lost_and_not_met(
    cast: Cast, bob: Client, add_contact: AddContact, add_member: AddMember, talked: Talk
) -> None:
    """Agreed every 30 days: live up to 60 days of silence, late up to 240, lost beyond."""
    jae, ken = add_member("Jae"), add_member("Ken")
    live, late, lost, never, none = (add_contact(name) for name in ("Live", "Late", "Lost", "Never", "None"))
    talked([jae], [live], 60)
    talked([jae], [late], 61)
    talked([jae], [lost], 241)
    talk.put_link(member=jae, contact=never)
    talk.put_link(member=ken, contact=live, cadence_days=5)
    page = bob.get(url(cast))
    assert [column.member.colleague.name for column in page.context["grid"].columns] == ["Jae", "Ken"]
    assert marks(page) == {
        "Live": ["ok", "never"], "Late": ["late", ""], "Lost": ["lost", ""], "Never": ["never", ""], "None": ["", ""],
    }  # fmt: skip
    said = text_of(page)
    assert "late: 61 days since the last two-way contact, agreed every 30 days" in said
    assert "The economic buyer is not known" in said
    states = {row.entry.contact.name: row.state for block in page.context["grid"].blocks for row in block.rows}
    assert states == {"Live": "ok", "Late": "late", "Lost": "lost", "Never": "never", "None": "nobody"}
    assert f"/people/pair/{jae.pk}/{late.pk}/" in page.content.decode()
    assert [row.entry.contact.pk for block in page.context["grid"].blocks for row in block.rows].count(none.pk) == 1


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", {"Ann", "Ben", "[Head of quality]"}),
        ("who=known", {"Ann", "Ben"}),
        ("who=unknown", {"[Head of quality]"}),
        ("who=left", {"Gone"}),
        ("influence=economic", {"Ann"}),
        ("influence=-", {"Ben", "[Head of quality]"}),
        ("level=directors", {"Ann"}),
        ("state=ok", {"Ben"}),
        ("state=nobody", {"Ann", "[Head of quality]"}),
        ("q=purch+BEN", {"Ben"}),
        ("q=nobody+at+all", set()),
        ("who=x&influence=y&level=z&state=w&group=v&sort=u&page=t", {"Ann", "Ben", "[Head of quality]"}),
    ],
)
def test_filters_of_map_and_list(
    cast: Cast, bob: Client, add_contact: AddContact, add_member: AddMember, talked: Talk, query: str, names: set[str]
) -> None:
    add_contact("Ann", influence=["economic"], level="directors")
    ben = add_contact("Ben")
    add_contact(None, title="Head of quality", function="Quality")
    contacts.leave(contact=add_contact("Gone"), on=days_ago(3), based_on=1)
    talked([add_member("Jae")], [ben], 1)
    for part in ("", "list/"):
        page = bob.get(f"{url(cast, part)}?{query}")
        assert {entry.contact.name for entry in page.context["found"]} == names
        wanted = page.context["wanted"]
        assert read({"q": wanted.text, **{k: getattr(wanted, k) for k in ("who", "level", "state", "group")}}).who


def test_groups_keep_their_order_and_count_over_pages(cast: Cast, bob: Client, add_contact: AddContact) -> None:
    add_contact("Board member", level="board")
    for at in range(PAGE):
        add_contact(f"Clerk {at:03}", level="clerks")
    add_contact("Who knows", level="")
    first = bob.get(f"{url(cast)}?group=level")
    assert [(group.name, group.count, len(group.entries)) for group in first.context["groups"]] == [
        ("Board", 1, 1),
        ("Clerks", PAGE, PAGE - 1),
    ]
    last = bob.get(f"{url(cast)}?group=level&page=2")
    assert [(group.name, len(group.entries)) for group in last.context["groups"]] == [
        ("Clerks", 1),
        ("Level not known", 1),
    ]
    plain = bob.get(f"{url(cast, 'list/')}?group=none&sort=-name")
    assert plain.context["groups"][0].entries[0].contact.name == "Who knows"


def test_the_list_says_when_the_next_contact_is(
    cast: Cast, bob: Client, add_contact: AddContact, add_member: AddMember, talked: Talk
) -> None:
    """Planned in the log, else the last talk and the agreed 30 days; a later talk overtakes an older plan."""
    jae = add_member("Jae")
    planned, overtaken = add_contact("Planned"), add_contact("Overtaken")
    talked([jae], [planned], 5, next_on=days_ago(-9))
    talked([jae], [overtaken], 50, next_on=days_ago(45))
    talked([jae], [overtaken], 40)
    rows = {entry.contact.name: entry for entry in bob.get(url(cast, "list/")).context["found"]}
    assert (rows["Planned"].next_on, rows["Planned"].is_planned) == (days_ago(-9), True)
    assert (rows["Overtaken"].next_on, rows["Overtaken"].is_planned) == (days_ago(10), False)
    assert rows["Overtaken"].is_overdue
    ordered = bob.get(url(cast, "list/") + "?sort=last&group=none").context["found"]
    assert [entry.contact.name for entry in ordered] == ["Overtaken", "Planned"]


def test_nasty_names_break_nothing(
    cast: Cast, bob: Client, add_contact: AddContact, add_member: AddMember, talked: Talk
) -> None:
    long, member = add_contact("陳" * 200, title=NASTY, function=NASTY[:100]), add_member(NASTY)
    talked([member], [add_contact(NASTY), long], 1, what=NASTY)
    add_contact(None, title="", function="")
    for address in (url(cast), url(cast, "list/"), url(cast, "team/"), f"/contacts/{long.pk}/",
                    f"/people/pair/{member.pk}/{long.pk}/"):  # fmt: skip
        page = bob.get(address)
        assert page.status_code == 200
        assert b"<script>alert(1)" not in page.content


def test_a_talk_with_an_unknown_person_leaves_the_map_standing(
    cast: Cast, bob: Client, add_contact: AddContact, add_member: AddMember, talked: Talk
) -> None:
    jae, place = add_member("Jae"), add_contact(None, title="Head of quality")
    talked([jae], [place], 2)
    assert marks(bob.get(url(cast))) == {"[Head of quality]": ["never"]}


def test_slides_and_workbook_have_everybody(
    cast: Cast, bob: Client, add_contact: AddContact, add_member: AddMember, talked: Talk
) -> None:
    talked([add_member("Jae")], [add_contact("Mei 林"), add_contact("Ola")], 2)
    book = load_workbook(io.BytesIO(b"".join(bob.get(url(cast, "workbook.xlsx")).streaming_content)))  # type: ignore[attr-defined] # a file answer streams
    words = {cell.value for sheet in book for row in sheet for cell in row if isinstance(cell.value, str)}
    assert {"Mei 林", "Ola", "Jae"} <= words
    slides = Presentation(io.BytesIO(b"".join(bob.get(url(cast, "deck.pptx")).streaming_content)))  # type: ignore[attr-defined] # as above
    assert any("Mei 林" in slide.part.blob.decode() for slide in slides.slides)


def queries_of(browser: Client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert browser.get(address).status_code == 200
    return len(captured)


def test_queries_do_not_grow_with_people(
    cast: Cast, bob: Client, add_contact: AddContact, add_member: AddMember, talked: Talk
) -> None:
    members = [add_member(f"Member {at}") for at in range(2)]
    talked(members, [add_contact(f"Contact {at}") for at in range(2)], 3)
    few = [queries_of(bob, url(cast, part)) for part in ("", "list/", "team/")]
    members += [add_member(f"More {at}") for at in range(6)]
    for at in range(20):
        talked(members[:4], [add_contact(f"Further {at}")], at)
    assert [queries_of(bob, url(cast, part)) for part in ("", "list/", "team/")] == few


def test_the_search_finds_contacts_of_visible_accounts_only(cast: Cast, add_contact: AddContact) -> None:
    mine, hidden = add_contact("Mei Lin", title="Buyer"), add_contact("Mei Berg", cast.account_b)
    contacts.leave(contact=add_contact("Mei Gone"), on=days_ago(1), based_on=1)
    add_contact(None, title="Mei's chair")
    assert [hit.url for hit in find_contacts(cast.bob, "mei")] == [f"/contacts/{mine.pk}/"]
    assert [hit.url for hit in find_contacts(cast.alice, "mei")] == [f"/contacts/{one.pk}/" for one in (hidden, mine)]
    assert [hit.label for hit in find_contacts(cast.alice, "buyer lin")] == ["Mei Lin"]
    assert list(find_contacts(cast.charlie, "mei")) == []


def pair(member: Any, contact: Any) -> str:
    return f"/people/pair/{member.pk}/{contact.pk}/"


def test_a_cell_agrees_records_and_takes_off(
    cast: Cast, bob: Client, add_contact: AddContact, add_member: AddMember
) -> None:
    jae, mei = add_member("Jae"), add_contact("Mei", cadence_days=14)
    form = bob.get(pair(jae, mei), headers={"HX-Request": "true"}).content.decode()
    assert 'value="14"' in form
    assert "<html" not in form
    assert bob.post(pair(jae, mei), {"do": "agree", "cadence_days": "7", "based_on": "0"}).status_code == 302
    assert Link.objects.get().cadence_days == 7
    assert bob.post(pair(jae, mei), {"do": "remove"}).status_code == 302
    assert Link.objects.count() == 0
    line = {"do": "record", "on": days_ago(2).isoformat(), "kind": "call", "what": "Prices", "is_two_way": "on"}
    answer = bob.post(pair(jae, mei), line, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["X-Done"]) == (200, "1")
    assert (Interaction.objects.get().what, Link.objects.get().last_two_way_on) == ("Prices", days_ago(2))
    kept = bob.post(pair(jae, mei), {"do": "remove"})
    assert kept.status_code == 422
    assert "log has interactions between these two" in text_of(kept)


def test_what_a_cell_refuses_stays_in_its_fields(
    cast: Cast, bob: Client, add_contact: AddContact, add_member: AddMember
) -> None:
    jae, mei = add_member("Jae"), add_contact("Mei")
    late = bob.post(pair(jae, mei), {"do": "record", "on": days_ago(-1).isoformat(), "kind": "call", "what": "Typed"})
    assert late.status_code == 422
    assert 'value="Typed"' in late.content.decode()
    assert "not in the future" in text_of(late)
    for days in ("0", "3661", "x", ""):
        refused = bob.post(pair(jae, mei), {"do": "agree", "cadence_days": days})
        assert (refused.status_code, "from 1 to 3660" in text_of(refused)) == (422, True)
    assert (Interaction.objects.count(), Link.objects.count()) == (0, 0)


def test_two_who_agree_at_once_lose_nothing(
    cast: Cast, bob: Client, add_contact: AddContact, add_member: AddMember
) -> None:
    jae, mei = add_member("Jae"), add_contact("Mei")
    talk.put_link(member=jae, contact=mei)
    alice = cast.browser(cast.alice)
    assert alice.post(pair(jae, mei), {"do": "agree", "cadence_days": "5", "based_on": "1"}).status_code == 302
    clash = bob.post(pair(jae, mei), {"do": "agree", "cadence_days": "9", "based_on": "1"})
    assert clash.status_code == 409
    assert "Somebody else has set 5 days meanwhile" in text_of(clash)
    assert 'value="9"' in clash.content.decode()
    bob.post(pair(jae, mei), {"do": "agree", "cadence_days": "9", "based_on": "2"})
    assert Link.objects.get().cadence_days == 9


def test_a_viewer_sees_a_cell_and_changes_nothing(cast: Cast, add_contact: AddContact, add_member: AddMember) -> None:
    jae, mei, far = add_member("Jae"), add_contact("Mei"), add_contact("Far", cast.account_b)
    vera = cast.browser(cast.vera)
    assert 'name="do"' not in vera.get(pair(jae, mei)).content.decode()
    assert vera.post(pair(jae, mei), {"do": "agree", "cadence_days": "5"}).status_code == 404
    alice = cast.browser(cast.alice)
    assert alice.get(pair(jae, far)).status_code == 404
    assert alice.post(pair(jae, mei), {"do": "nonsense"}).status_code == 404
    contacts.leave(contact=Contact.objects.get(pk=mei.pk), on=days_ago(1), based_on=1)
    assert alice.post(pair(jae, mei), {"do": "agree", "cadence_days": "5"}).status_code == 404
    assert Link.objects.count() == 0
