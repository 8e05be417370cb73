"""The organisation chart as its pages answer: what is drawn, moves and lines saved or refused, the slides."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pptx import Presentation
from pptx.oxml.ns import qn

from openkam.web.people.actions import contacts
from openkam.web.people.actions.chart import place
from openkam.web.people.chart.drawn import chart_of
from openkam.web.people.chart.slides import BOXES, sheets
from openkam.web.people.models import Contact, ContactLine
from openkam.web.people.tests.conftest import AddContact, AddMember, Talk, days_ago
from openkam.web.shell.tests.cast import Cast

NASTY = "</script><script>alert(1)</script> \u202e& שלום 🚲 " + "W" * 140


@pytest.fixture
def bob(cast: Cast) -> Client:
    return cast.browser(cast.bob)


def url(cast: Cast, part: str = "") -> str:
    return f"/accounts/{cast.account_a.pk}/people/chart/{part}"


def move(browser: Client, cast: Cast, contact: Contact, superior: Contact | None, **more: Any) -> Any:
    sent = {"contact": contact.pk, "superior": superior.pk if superior else "", "based_on": contact.version}
    return browser.post(url(cast, "move/"), sent | more)


def above(contact: Contact) -> int | None:
    return Contact.objects.get(pk=contact.pk).reports_to_id


def test_the_page_draws_everybody_with_marks(
    cast: Cast, bob: Client, add_contact: AddContact, add_member: AddMember, talked: Talk
) -> None:
    boss = add_contact("Boss", is_main=True, influence=["user", "economic"], support_now=-1, support_needed=2)
    nasty, vacant = add_contact(NASTY, reports_to=boss), add_contact(None, title="Head of quality", reports_to=boss)
    gone = add_contact("Gone", reports_to=boss)
    lost = add_contact("Lost superior", reports_to=gone)
    contacts.leave(contact=gone, on=days_ago(2), based_on=1)
    talked([add_member("Jae")], [boss], 3)
    contacts.draw_line(source=nasty, target=boss, kind="influence", label="<b>remark</b>")
    contacts.draw_line(source=gone, target=boss, kind="conflict")
    page = bob.get(url(cast))
    people = {one["id"]: one for one in page.context["chart"]["people"]}
    assert set(people) == {boss.pk, nasty.pk, vacant.pk, lost.pk}
    assert {key: people[boss.pk][key] for key in ("up", "marks", "support", "tone", "state", "main", "v")} == {
        "up": None, "marks": ["E", "U"], "support": "−1 → +2", "tone": "neg", "state": "ok", "main": True, "v": 1,
    }  # fmt: skip
    assert (people[vacant.pk]["name"], people[vacant.pk]["vacant"]) == ("[Head of quality]", True)
    assert (people[lost.pk]["up"], people[nasty.pk]["up"]) == (None, boss.pk)
    assert [line["kind"] for line in page.context["chart"]["lines"]] == ["influence"]
    assert next((row.contact.pk, row.depth) for row in page.context["rows"]) == (boss.pk, 0)
    text = page.content.decode()
    assert "<script>alert(1)" not in text
    assert "<b>remark</b>" not in text


def test_a_viewer_sees_no_handles_and_a_stranger_nothing(cast: Cast, add_contact: AddContact) -> None:
    boss = add_contact("Boss")
    low = add_contact("Low", reports_to=boss)
    line = contacts.draw_line(source=low, target=boss, kind="conflict")
    vera = cast.browser(cast.vera)
    page = vera.get(url(cast)).content.decode()
    assert 'data-may-edit="0"' in page
    for part in ('data-do="move"', 'data-do="undo"', "oc-dialog", '/erase/" class'):
        assert part not in page
    assert cast.browser(cast.charlie).get(url(cast)).status_code == 404
    for browser in (vera, cast.browser(cast.charlie)):
        assert move(browser, cast, low, None).status_code == 404
        assert browser.post(url(cast, f"lines/{line.pk}/erase/")).status_code == 404
    assert above(low) == boss.pk


def test_a_move_is_saved_with_its_place_and_is_in_the_history(cast: Cast, bob: Client, add_contact: AddContact) -> None:
    boss, other = add_contact("Boss"), add_contact("Other")
    a, b, c = (add_contact(name, reports_to=boss) for name in "ABC")
    assert move(bob, cast, c, boss, before=a.pk).json() == {"v": 2}
    order = [one["name"] for one in bob.get(url(cast)).context["chart"]["people"] if one["up"] == boss.pk]
    assert order == ["C", "A", "B"]
    # The others stand elsewhere, yet nobody has changed them.
    assert [Contact.objects.get(pk=row.pk).version for row in (a, b)] == [1, 1]
    assert move(bob, cast, a, other).status_code == 200
    assert above(a) == other.pk
    assert Contact.history.filter(id=a.pk).latest("history_id").history_user == cast.bob


def test_a_ring_is_refused_by_name_and_nothing_is_written(cast: Cast, bob: Client, add_contact: AddContact) -> None:
    boss = add_contact("Boss")
    low = add_contact("Low", reports_to=add_contact("Middle", reports_to=boss))
    answer = move(bob, cast, boss, low)
    assert answer.status_code == 422
    assert "Low reports to Boss, directly or over others" in answer.json()["message"]
    assert above(boss) is None
    assert move(bob, cast, boss, boss).status_code == 422


def test_a_stale_move_says_what_is_there_now(cast: Cast, bob: Client, add_contact: AddContact) -> None:
    boss, other, low = add_contact("Boss"), add_contact("Other"), add_contact("Low")
    place(contact=low, superior=other, before=None, based_on=1)
    answer = move(bob, cast, low, boss)
    assert answer.status_code == 409
    assert {key: answer.json()[key] for key in ("v", "up")} == {"v": 2, "up": other.pk}
    assert "Low reports to Other now." in answer.json()["message"]
    assert above(low) == other.pk


def test_who_is_not_of_the_account_or_has_left_is_refused(cast: Cast, bob: Client, add_contact: AddContact) -> None:
    low, gone = add_contact("Low"), add_contact("Gone")
    contacts.leave(contact=gone, on=days_ago(1), based_on=1)
    hers = add_contact("Hers", account=cast.account_b)
    for superior in (gone, hers):
        answer = move(bob, cast, low, superior)
        assert answer.status_code == 422
        assert "no longer on the list" in answer.json()["message"]
    for nonsense in ("x", "-1", "9" * 30, "²"):
        assert bob.post(url(cast, "move/"), {"contact": low.pk, "superior": nonsense}).status_code == 422
    assert bob.post(url(cast, "move/"), {}).status_code == 404
    assert above(low) is None


def test_lines_are_drawn_changed_and_deleted_with_and_without_a_script(
    cast: Cast, bob: Client, add_contact: AddContact
) -> None:
    boss, low = add_contact("Boss"), add_contact("Low")
    sent = {"source": low.pk, "target": boss.pk, "kind": "conflict", "label": "price"}
    said = bob.post(url(cast, "lines/"), sent, headers={"accept": "application/json"})
    line = ContactLine.objects.get()
    assert said.json()["line"] == {
        "id": line.pk, "from": low.pk, "to": boss.pk, "kind": "conflict", "label": "price",
    }  # fmt: skip
    assert (
        "Drawn: Low → Boss." in bob.post(url(cast, "lines/"), sent | {"label": "quality"}, follow=True).content.decode()
    )
    assert ContactLine.objects.get().label == "quality"
    for wrong in ({"target": low.pk}, {"kind": "love"}, {"source": ""}):
        answer = bob.post(url(cast, "lines/"), sent | wrong, headers={"accept": "application/json"})
        assert answer.status_code == 422
        assert answer.json()["message"]
    assert "Taken away" in bob.post(url(cast, f"lines/{line.pk}/erase/"), follow=True).content.decode()
    assert not ContactLine.objects.exists()
    assert ContactLine.history.filter(id=line.pk, history_type="-").exists()
    assert bob.post(url(cast, f"lines/{line.pk}/erase/")).status_code == 404


def test_the_number_of_queries_does_not_grow(cast: Cast, bob: Client, add_contact: AddContact) -> None:
    def asked() -> int:
        # What is kept of the relationship is read anew after a change.
        bob.get(url(cast))
        with CaptureQueriesContext(connection) as seen:
            assert bob.get(url(cast)).status_code == 200
        return len(seen)

    boss = add_contact("Boss")
    contacts.draw_line(source=add_contact("Low", reports_to=boss), target=boss, kind="conflict")
    few = asked()
    for number in range(20):
        contacts.draw_line(source=add_contact(f"Low {number}", reports_to=boss), target=boss, kind="influence")
    assert asked() == few


def test_a_large_chart_comes_in_pieces_that_lose_nobody(cast: Cast, add_contact: AddContact) -> None:
    heads = [add_contact("Boss")]
    people = [*heads]
    for number in range(119):
        people.append(add_contact(f"P{number}", reports_to=people[number // 6]))
    chart = chart_of(cast.bob, cast.account_a)
    made = list(sheets(chart))
    assert max(len(sheet.boxes) for sheet in made) <= BOXES
    assert {pk for sheet in made for pk in sheet.boxes} == {row.pk for row in people}
    joined = {(pk, chart.superiors[pk]) for sheet in made for pk in sheet.boxes if chart.superiors[pk] in sheet.boxes}
    assert joined == {(row.pk, row.reports_to_id) for row in people[1:]}
    assert sum(len(sheet.continued) for sheet in made) < len(people)


def test_the_slides_hold_boxes_with_connectors_glued_to_them(cast: Cast, bob: Client, add_contact: AddContact) -> None:
    assert bob.get(url(cast, "organisation.pptx")).status_code == 404
    boss = add_contact("Boss")
    low, other = add_contact("Low", reports_to=boss), add_contact("林美玲", reports_to=boss)
    add_contact(NASTY, reports_to=low)
    add_contact("Alone")
    contacts.draw_line(source=low, target=other, kind="influence", label="former colleague")
    answer = bob.get(url(cast, "organisation.pptx"))
    deck = Presentation(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined] # a file answer
    slides = list(deck.slides)
    names = {shape.get("id"): shape.get("name") for shape in slides[1]._element.iter(qn("p:cNvPr"))}
    ends = [
        (cxn.find(qn("a:stCxn")).get("id"), cxn.find(qn("a:endCxn")).get("id"))
        for cxn in slides[1]._element.iter(qn("p:cNvCxnSpPr"))
        if cxn.find(qn("a:stCxn")) is not None
    ]
    assert len(ends) == 4
    assert all(one in names and two in names and one != two for one, two in ends)
    texts = [run.text for run in slides[1]._element.iter(qn("a:t"))]
    assert {"Boss", "Low", "林美玲", "former colleague"} <= set(texts)
    assert "Alone" in json.dumps([run.text for slide in slides[2:] for run in slide._element.iter(qn("a:t"))])
