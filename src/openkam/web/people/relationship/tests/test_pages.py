"""The page, its forms, who may do what, and names that would break a picture."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET
from typing import Any
from zipfile import ZipFile

import pytest
from pptx import Presentation

from openkam.web.accounts.models import Account
from openkam.web.people.actions import contacts, talk, team
from openkam.web.people.actions.stage import set_target
from openkam.web.people.models import Contact, Link, StageAnswers, StageTarget
from openkam.web.people.queries.records import contact_id
from openkam.web.people.relationship import activities, drawing
from openkam.web.people.relationship.activities import Activity
from openkam.web.people.relationship.reading import read
from openkam.web.people.relationship.tests.conftest import Buys, Staff
from openkam.web.people.tests.conftest import days_ago
from openkam.web.shell.models import User
from openkam.web.shell.tests.cast import Cast

pytestmark = pytest.mark.django_db
FULL = {"breadth": "2", "openness": "3", "trust": "3", "planning": "2", "status": "2", "ties": "1"}
NASTY = (
    "<script>alert(1)</script>",
    "\u202eשלום עולם",
    "長" * 200,
    "👩‍🔧🧪",
    "A & B \"quoted\" 'name'",
    "]]>--><!--",
)


def url(cast: Cast, what: str = "") -> str:
    return f"/accounts/{cast.account_a.pk}/relationship/{what}"


def text_of(cast: Cast, what: str = "", user: object = None) -> str:
    response = cast.browser(user or cast.bob).get(url(cast, what))  # type: ignore[arg-type] # one of the cast
    assert response.status_code == 200
    return str(response.content.decode())


def test_the_page_shows_reading_claim_and_the_way_to_the_target(cast: Cast, staff: Staff, buys: Buys) -> None:
    buys(True)
    staff.bow_tie()
    set_target(account=cast.account_a, stage="partnership", on=days_ago(-300), author=cast.bob, reason="Two plants")
    page = text_of(cast)
    assert "1 of 1 live link runs through the two main contacts" in page
    assert "Two plants" in page
    assert "2 stages ahead of today" in page
    assert page.count("data-picture-of=") == 2
    assert f'href="/contacts/{staff.theirs[0].pk}/"' in page
    assert "Our R&amp;D could meet Their R&amp;D" in page


def test_nothing_on_record_is_a_beginning(cast: Cast) -> None:
    page = text_of(cast)
    assert "Add contacts" in page
    assert "No main contact is marked" in page
    assert "data-picture-of=" not in page
    assert "Add contacts" not in text_of(cast, user=cast.vera)


def test_the_main_contact_of_a_side_is_named_where_its_lack_is_said(cast: Cast) -> None:
    place = {"function": "Purchasing", "level": "managers"}
    ann, mei = (contacts.add_contact(account=cast.account_a, person={"name": n}, values=place) for n in ("Ann", "Mei"))
    jae = team.add_member(account=cast.account_a, colleague={"name": "Jae", **place})
    other = contacts.add_contact(account=cast.account_b, person={"name": "Other"}, values=place)
    bob, page = cast.browser(cast.bob), text_of(cast)
    assert f'<option value="c{mei.pk}">Mei</option>' in page
    assert f'<option value="m{jae.pk}">Jae</option>' in page
    assert "relationship/main/" not in text_of(cast, user=cast.vera)
    for who in ("", "c", "cx", f"x{mei.pk}x"):
        bob.post(url(cast, "main/"), {"who": who})
    assert bob.post(url(cast, "main/"), {"who": f"c{other.pk}"}).status_code == 404
    assert not Contact.objects.filter(is_main=True).exists()
    for row, key in ((ann, f"c{ann.pk}"), (mei, f"c{mei.pk}"), (jae, f"m{jae.pk}")):
        assert bob.post(url(cast, "main/"), {"who": key}).status_code == 302
        row.refresh_from_db()
        assert row.is_main
    assert [row.name for row in Contact.objects.filter(is_main=True)] == ["Mei"]
    assert "No main contact is marked" not in text_of(cast)


def test_how_the_stage_came_about_is_read_on_request_and_then_at_hand(cast: Cast, staff: Staff, buys: Buys) -> None:
    buys(True)
    staff.bow_tie()
    first = text_of(cast)
    assert 'hx-get="/accounts/' in first
    assert "Show the stages of three years" in first
    alone = cast.browser(cast.vera).get(url(cast, "?past"), headers={"HX-Request": "true"}).content.decode()
    assert "Relationship stage at the end of each quarter and today" in alone
    assert "<html" not in alone
    for address in ("?past", ""):
        whole = text_of(cast, address)
        assert "Relationship stage at the end of each quarter and today" in whole
        assert "Show the stages of three years" not in whole


def test_our_answers_are_kept_and_the_earlier_ones_stay(cast: Cast, staff: Staff) -> None:
    bob = cast.browser(cast.bob)
    assert bob.post(url(cast, "claim/"), FULL).status_code == 302
    assert bob.post(url(cast, "claim/"), FULL | {"trust": "4"}).status_code == 302
    assert [row.trust for row in StageAnswers.objects.order_by("pk")] == [3, 4]
    page = text_of(cast)
    assert "The team claims Mid-KAM; the contacts can neither confirm nor deny it" in page
    assert "History of the answers" in page


@pytest.mark.parametrize("sent", [{}, dict.fromkeys(FULL, "7"), {"breadth": "x"}])
def test_no_answer_is_told_and_nothing_kept(cast: Cast, sent: dict[str, str]) -> None:
    response = cast.browser(cast.bob).post(url(cast, "claim/"), sent)
    assert response.status_code == 422
    assert "No question was answered. Answer at least one." in response.content.decode()
    assert not StageAnswers.objects.exists()


@pytest.mark.parametrize(
    ("sent", "fault"),
    [
        ({"stage": "mid", "on": ""}, "The target has no date."),
        ({"stage": "mid", "on": "2026-13-40"}, "The target has no date."),
        ({"stage": "mid", "on": str(days_ago(0))}, "not in the future"),
        ({"stage": "best", "on": str(days_ago(-9))}, "none of the five stages"),
    ],
)
def test_a_target_that_cannot_be_is_told_and_what_was_typed_stays(cast: Cast, sent: dict[str, str], fault: str) -> None:
    response = cast.browser(cast.bob).post(url(cast, "target/"), sent | {"reason": "Since <b>they</b> asked"})
    page = response.content.decode()
    assert response.status_code == 422
    assert fault in page
    assert "Since &lt;b&gt;they&lt;/b&gt; asked" in page
    assert not StageTarget.objects.exists()


def test_a_target_is_set_and_the_earlier_one_stays(cast: Cast) -> None:
    bob = cast.browser(cast.bob)
    for stage in ("mid", "partnership"):
        bob.post(url(cast, "target/"), {"stage": stage, "on": str(days_ago(-90)), "reason": "Because"})
    assert "Earlier targets" in text_of(cast)
    assert StageTarget.objects.count() == 2


def test_one_click_plans_a_missing_link(cast: Cast, staff: Staff, buys: Buys) -> None:
    buys(True)
    staff.bow_tie()
    sent = {"ours": staff.ours[1].pk, "theirs": staff.theirs[1].pk}
    assert cast.browser(cast.bob).post(url(cast, "plan/"), sent).status_code == 302
    link = Link.objects.get(member=staff.ours[1], contact=staff.theirs[1])
    assert (link.last_two_way_on, link.cadence_days) == (None, 30)
    found = read(cast.bob, cast.account_a).result
    assert [one.state for one in found.links if one.theirs == contact_id(staff.theirs[1].pk)] == ["missing"]
    assert "planned, every 30 days" in text_of(cast)


def test_nobody_of_another_account_is_planned(cast: Cast, staff: Staff) -> None:
    stranger = contacts.add_contact(account=cast.account_b, person={"name": "Stranger"})
    foreign = team.add_member(account=cast.account_b, colleague={"name": "Foreign"})
    bob = cast.browser(cast.bob)
    for ours, theirs in ((staff.ours[1].pk, stranger.pk), (foreign.pk, staff.theirs[1].pk), ("9" * 30, "x")):
        assert bob.post(url(cast, "plan/"), {"ours": ours, "theirs": theirs}).status_code == 404
    assert not Link.objects.exists()


@pytest.mark.parametrize("what", ["claim/", "target/", "plan/", "ask/"])
def test_a_viewer_sees_and_cannot_change(cast: Cast, staff: Staff, what: str) -> None:
    sent = FULL | {"stage": "mid", "on": str(days_ago(-90)), "recipient": "Mei"}
    assert cast.browser(cast.vera).post(url(cast, what), sent).status_code == 404
    assert cast.browser(cast.charlie).post(url(cast, what), sent).status_code == 404
    assert not StageAnswers.objects.exists()
    assert not StageTarget.objects.exists()
    assert f'action="{url(cast, what)}"' not in text_of(cast, user=cast.vera)


def test_what_if_is_a_page_and_a_part_of_one(cast: Cast, staff: Staff, buys: Buys) -> None:
    buys(True)
    staff.shape("mid")
    asked = f"without/?who={contact_id(staff.buyer.pk)}"
    whole = text_of(cast, asked, cast.vera)
    assert "Without Bea Buyer, 1 live link ends" in whole
    part = cast.browser(cast.vera).get(url(cast, asked), headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert part.count("data-picture-of=") == 2
    assert cast.browser(cast.bob).get(url(cast, "without/?who=c999999")).status_code == 404


def test_nasty_names_stay_names_in_the_picture(cast: Cast, staff: Staff, buys: Buys) -> None:
    buys(True)
    staff.shape("partnership")
    for at, name in enumerate(NASTY):
        contacts.add_contact(
            account=cast.account_a, person={"name": name}, values={"function": name[:100], "level": "managers"}
        )
        team.add_member(account=cast.account_a, colleague={"name": name, "function": f"F{at}", "level": "clerks"})
    page = text_of(cast)
    assert "<script>alert(1)" not in page
    for _size, picture in drawing.scenes(drawing.now_block(read(cast.bob, cast.account_a)), {}):
        tags = {element.tag.partition("}")[2] for element in ET.fromstring(str(picture)).iter()}
        assert tags <= {"svg", "title", "defs", "g", "a", "polygon", "path", "text", "circle", "rect", "pattern"}
    assert text_of(cast, f"without/?who={contact_id(staff.buyer.pk)}")


def test_who_has_no_place_is_named(cast: Cast, staff: Staff) -> None:
    contacts.add_contact(account=cast.account_a, person={"name": "Nobody knows"})
    page = text_of(cast)
    assert "1 person is not drawn, since function or level is not known" in page


def test_the_deck_has_native_shapes_and_sources(cast: Cast, staff: Staff, buys: Buys) -> None:
    buys(True)
    staff.shape("mid")
    set_target(account=cast.account_a, stage="partnership", on=days_ago(-300), author=cast.bob)
    response = cast.browser(cast.vera).get(url(cast, "deck.pptx"))
    content = b"".join(response.streaming_content)  # type: ignore[attr-defined] # a file that streams
    deck = Presentation(io.BytesIO(content))
    titles = [slide.shapes.title.text for slide in deck.slides]
    assert any("The contacts read as Mid-KAM" in title for title in titles)
    assert any(title.startswith("Target: Partnership KAM by") for title in titles)
    assert "What is missing towards Partnership KAM" in titles
    drawn = next(slide for slide in deck.slides if "contacts read as" in slide.shapes.title.text)
    assert "Bea Buyer" in {shape.text_frame.text for shape in _all(drawn.shapes) if shape.has_text_frame}
    assert "Source: " in drawn.notes_slide.notes_text_frame.text
    assert not [name for name in ZipFile(io.BytesIO(content)).namelist() if name.endswith((".png", ".svg"))]


def _all(shapes: Any) -> list[Any]:
    found: list[Any] = []
    for shape in shapes:
        found += _all(shape.shapes) if shape.shape_type == 6 else [shape]
    return found


def test_activities_come_from_whoever_registers(cast: Cast, staff: Staff) -> None:
    assert "They come from the account's plan." in text_of(cast)
    made = [Activity(f"Do {at}", f"/plan/{at}/", "Kim", days_ago(3), "2 of 4", is_late=True) for at in range(9)]

    def provided(_user: User, _account: Account) -> list[Activity]:
        return made

    activities.providers.append(provided)
    try:
        page = text_of(cast)
    finally:
        activities.providers.remove(provided)
    assert "7 principal activities move the relationship" in page
    assert "Do 6" in page
    assert "Do 7" not in page


def test_the_page_takes_the_same_number_of_queries_for_any_number_of_people(
    cast: Cast, staff: Staff, buys: Buys, django_assert_num_queries: object
) -> None:
    buys(True)
    staff.shape("mid")
    browser = cast.browser(cast.alice)
    browser.get(url(cast))
    for at in range(20):
        contacts.add_contact(
            account=cast.account_a, person={"name": f"More {at}"}, values={"function": "R&D", "level": "clerks"}
        )
    # Session and person; account; the newest change and the state of the books, for the page and for its header; eleven
    # of records, three of who said what, the seven of the past, the frame with its facts, class and badges,
    # and whether a plan is begun.
    with django_assert_num_queries(32):  # type: ignore[operator] # a fixture of pytest-django
        browser.get(url(cast))
    # Nothing was written: neither the records nor the past are read again.
    with django_assert_num_queries(21):  # type: ignore[operator] # as above
        browser.get(url(cast))


def test_many_people_and_links_are_loaded_fifty_at_a_time(cast: Cast, staff: Staff, buys: Buys) -> None:
    buys(True)
    staff.shape("mid")
    made = [
        contacts.add_contact(
            account=cast.account_a, person={"name": f"More {at:02}"}, values={"function": "R&D", "level": "clerks"}
        )
        for at in range(60)
    ]
    for contact in made:
        talk.put_link(member=staff.ours[1], contact=contact)
    page = text_of(cast)
    # Thirty of each company are drawn; cards of the picture read the rows of those who are.
    assert page.count("data-person=") == 5 + 30
    assert "Everybody on record · " in page
    assert "Links: never happened · " in page
    first, second = (text_of(cast, f"table/?of=missing&page={number}", cast.vera) for number in (1, 2))
    names = {f"More {at:02}" for at in range(60)}
    shown = [{name for name in names if name in text} for text in (first, second)]
    assert [len(one) for one in shown] == [50, 10]
    assert shown[0] | shown[1] == names
    everybody = "".join(text_of(cast, f"table/?of=people&page={number}", cast.vera) for number in (1, 2))
    assert all(name in everybody for name in names)


def test_a_part_of_the_tables_comes_alone_where_the_page_asks_for_it(cast: Cast, staff: Staff, buys: Buys) -> None:
    buys(True)
    staff.shape("mid")
    browser = cast.browser(cast.vera)
    part = browser.get(url(cast, "table/?of=live"), headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert part.count("<tr>") == 1 + 3
    assert "<html" in text_of(cast, "table/?of=live", cast.vera)
    for wrong in ("?of=", "?of=best"):
        assert browser.get(url(cast, f"table/{wrong}")).status_code == 404


def test_without_trade_and_answers_nobody_claims_anything(cast: Cast, staff: Staff, buys: Buys) -> None:
    buys(False)
    staff.bow_tie()
    page = text_of(cast)
    assert "Nothing was sold in the twelve months of the books: the relationship is Pre-KAM" in page
    assert "Nobody has answered the six questions yet; Pre-KAM because nothing was sold" in page
    assert "claimed by us" not in page
    assert "said by the customer" not in page
    cast.browser(cast.bob).post(url(cast, "claim/"), FULL)
    assert "claimed by us" in text_of(cast)
