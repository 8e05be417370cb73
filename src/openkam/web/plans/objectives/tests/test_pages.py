"""The objectives of an account and one objective, as people of every role see and change them."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from openkam.web.people.actions.team import add_member
from openkam.web.people.models import Colleague
from openkam.web.plans.actions import objectives as actions, rows, todo
from openkam.web.plans.models import Objective, Reading, Whitespace
from openkam.web.plans.objectives.showing import shown
from openkam.web.shell.tests.cast import Cast

pytestmark = pytest.mark.django_db
NASTY = "<script>alert(1)</script> \u202eشركة 🏭 " + "W" * 160


def an_objective(cast: Cast, text: str, **values: object) -> Objective:
    return rows.add_row(Objective, account=cast.account_a, values={"text": text, **values})


def typed(cast: Cast, one: Objective, *values: int) -> None:
    """One value a day up to today."""
    for days, value in enumerate(reversed(values)):
        day = timezone.localdate() - timedelta(days=days)
        actions.read_typed(objective=one, on=day, value=Decimal(value), source="Report", author=cast.bob)


@pytest.fixture
def bob(cast: Cast) -> Client:
    return cast.browser(cast.bob)


@pytest.fixture
def jae(cast: Cast) -> Colleague:
    return add_member(account=cast.account_a, colleague={"name": "Jae Pak"}).colleague


def page_of(cast: Cast) -> str:
    return f"/accounts/{cast.account_a.pk}/plan/objectives/"


def sent(one: Objective | None = None, /, **values: object) -> dict[str, object]:
    """What the form of `one` sends."""
    known: dict[str, object] = {"text": "", "measure": "typed", "direction": "higher"}
    if one is not None:
        known = {"text": one.text, "measure": one.measure, "direction": one.direction, "based_on": one.version}
    return {**known, **values}


def test_an_objective_is_put_into_the_plan(cast: Cast, bob: Client, jae: Colleague) -> None:
    values: dict[str, object] = {"text": "Fewer late parts", "direction": "lower", "baseline": "1,200",
                                 "target": "300.5", "unit": "parts", "owner": jae.pk,
                                 "due_on": "2027-03-31"}  # fmt: skip
    answer = bob.post(f"{page_of(cast)}add/", sent(None, **values), follow=True)
    made = Objective.objects.get()
    assert (made.baseline, made.target, made.owner, made.direction) == (Decimal(1200), Decimal("300.5"), jae, "lower")
    page = answer.content.decode()
    assert "In the plan: Fewer late parts" in page
    assert "300.5" in page
    assert "Nobody has typed a value yet." in page


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"text": ""}, "This field is required."),
        ({"baseline": "9", "target": "5"}, "the target lies above the baseline"),
        ({"baseline": "5", "target": "9", "direction": "lower"}, "the target lies below the baseline"),
        ({"baseline": "5", "target": "5"}, "there is nothing to reach"),
        ({"target": "six"}, "Write a number such as 1200 or 0.5."),
        ({"measure": "stage", "target": "6"}, "Stages count from 1 to 5."),
        ({"due_on": "0026-01-01"}, "cannot be right"),
    ],
)
def test_what_is_wrong_is_said_beside_it_and_kept(
    cast: Cast, bob: Client, values: dict[str, str], message: str
) -> None:
    answer = bob.post(f"{page_of(cast)}add/", sent(None, **{"text": "Grow", "measure_name": "Kept words", **values}))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert message in page
    assert 'value="Kept words"' in page
    assert not Objective.objects.exists()


def test_a_value_is_typed_with_its_source_and_drawn(cast: Cast, bob: Client) -> None:
    one = an_objective(cast, NASTY, baseline=Decimal(0), target=Decimal(20), due_on=timezone.localdate())
    address = f"/objectives/{one.pk}/"
    refused = bob.post(f"{address}reading/", {"value": "12", "on": "2026-01-02", "source": ""})
    assert refused.status_code == 422
    assert 'value="12"' in refused.content.decode()
    ahead = timezone.localdate() + timedelta(days=2)
    assert (
        "not read in the future"
        in bob.post(
            f"{address}reading/", {"value": "12", "on": f"{ahead:%Y-%m-%d}", "source": "Report"}
        ).content.decode()
    )
    assert not Reading.objects.exists()
    typed(cast, one, 5)
    bob.post(f"{address}reading/", {"value": "8", "on": f"{timezone.localdate():%Y-%m-%d}", "source": NASTY})
    typed(cast, one, 5, 12)
    answer = bob.get(address)
    page = answer.content.decode()
    assert "<script>alert" not in page
    assert 'data-figure="readings"' in page
    assert answer.context["picture"].series[0].values == (5, 12)
    assert "60\N{NO-BREAK SPACE}%" in page
    assert "typed a value" in bob.get(f"{address}history/").content.decode()
    assert "<script>alert" not in bob.get(page_of(cast)).content.decode()


def test_two_people_on_one_objective_lose_nothing(cast: Cast, bob: Client) -> None:
    one = an_objective(cast, "Grow")
    rows.change_row(one, values={"text": "Grow in Asia"}, based_on=1)
    answer = bob.post(f"/objectives/{one.pk}/", sent(one, text="Grow in Africa"))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Grow in Asia" in page
    assert "Grow in Africa" in page
    again = sent(one, text="Grow in Africa", based_on=answer.context["form"].data["based_on"])
    assert bob.post(f"/objectives/{one.pk}/", again).status_code == 302
    assert Objective.objects.get().text == "Grow in Africa"
    told = bob.get(f"/objectives/{one.pk}/history/").content.decode()
    assert "<del>Grow in Asia</del> → <ins>Grow in Africa</ins>" in told


def test_a_line_of_the_list_is_changed_in_place(cast: Cast, bob: Client) -> None:
    one = an_objective(cast, "Grow")
    script = {"HTTP_HX_REQUEST": "true"}
    assert "<form" in bob.get(f"/objectives/{one.pk}/", **script).content.decode()  # type: ignore[arg-type] # headers
    wrong = bob.post(f"/objectives/{one.pk}/", sent(one, text=""), **script)  # type: ignore[arg-type] # headers
    assert (wrong.status_code, "This field is required." in wrong.content.decode()) == (200, True)
    saved = bob.post(f"/objectives/{one.pk}/", sent(one, text="Grow more"), **script)  # type: ignore[arg-type] # headers
    assert saved.content.decode().strip().startswith("<tbody")
    assert "Grow more" in saved.content.decode()


def test_objectives_are_moved_and_closed(cast: Cast, bob: Client) -> None:
    first, _second, third = (an_objective(cast, text) for text in ("one", "two", "three"))

    def order() -> list[str]:
        return [row.objective.text for row in bob.get(page_of(cast)).context["rows"]]

    bob.post(f"/objectives/{third.pk}/move/", {"way": "up"})
    assert order() == ["one", "three", "two"]
    bob.post(f"/objectives/{first.pk}/move/", {"way": "up"})
    assert order() == ["one", "three", "two"]
    bob.post(f"/objectives/{third.pk}/close/", {"closed": "1", "based_on": "1"})
    assert order() == ["one", "two"]
    bob.post(f"/objectives/{first.pk}/move/", {"way": "down"})
    assert order() == ["two", "one"]
    assert "1 closed objective" in bob.get(page_of(cast)).content.decode()
    stale = bob.post(f"/objectives/{third.pk}/close/", {"based_on": "1"}, follow=True)
    assert "Nothing was done" in stale.content.decode()
    bob.post(f"/objectives/{third.pk}/close/", {"based_on": "2"})
    assert set(order()) == {"one", "two", "three"}
    assert bob.post(f"/objectives/{third.pk}/move/", {"way": "left"}).status_code == 404


def test_a_deleted_objective_comes_back_with_all_that_hung_on_it(cast: Cast, bob: Client) -> None:
    one = an_objective(cast, "Win the plant")
    typed(cast, one, 5, 12)
    typed_at = Reading.objects.latest("pk").at
    action = todo.add_action(account=cast.account_a, author=cast.bob, values={"text": "Visit", "objective": one})
    moved = todo.add_action(account=cast.account_a, author=cast.bob, values={"text": "Ask", "objective": one})
    cell = rows.add_row(
        Whitespace, account=cast.account_a, values={"buying_centre": "Plant", "offering": "Brakes", "objective": one}
    )
    assert "2 actions, 2 open" in bob.get(page_of(cast)).content.decode()
    page = bob.post(f"/objectives/{one.pk}/delete/", {"based_on": "1"}, follow=True).content.decode()
    assert "Deleted: Win the plant" in page
    assert not Reading.objects.exists()
    moved.refresh_from_db()
    todo.change_action(action=moved, values={"text": "Ask again"}, based_on=moved.version)
    number = Objective.history.filter(history_type="-").get().history_id
    assert "Win the plant" in bob.post(f"/objectives/restore/{number}/", follow=True).content.decode()
    back = Objective.objects.get()
    assert [str(row.value) for row in back.readings.all()] == ["5.0000", "12.0000"]
    assert Reading.objects.latest("pk").at == typed_at
    for row in (action, moved, cell):
        row.refresh_from_db()
    assert (action.objective, cell.objective, moved.objective) == (back, back, None)
    assert bob.post(f"/objectives/restore/{number}/").status_code == 404


def test_a_viewer_sees_and_cannot_change_and_strangers_see_nothing(cast: Cast) -> None:
    one = an_objective(cast, "Grow")
    vera, charlie = cast.browser(cast.vera), cast.browser(cast.charlie)
    number = rows.delete_row(an_objective(cast, "Gone"), based_on=1)
    for address in (page_of(cast), f"/objectives/{one.pk}/"):
        page = vera.get(address).content.decode()
        assert "Grow" in page
        assert f"/objectives/{one.pk}/delete/" not in page
        assert "Gone" not in page
        assert charlie.get(address).status_code == 404
    for way in ("", "reading/", "move/", "close/", "delete/"):
        for browser in (vera, charlie):
            assert browser.post(f"/objectives/{one.pk}/{way}", sent(one, text="x", way="up")).status_code == 404
    for browser in (vera, charlie):
        assert browser.post(f"{page_of(cast)}add/", sent(text="Mine")).status_code == 404
        assert browser.post(f"/objectives/restore/{number}/").status_code == 404
    assert [row.text for row in Objective.objects.all()] == ["Grow"]


def test_the_short_list_says_value_target_and_progress(cast: Cast) -> None:
    one = an_objective(cast, NASTY, baseline=Decimal(0), target=Decimal(20))
    an_objective(cast, "Count the links", measure="live_links")
    an_objective(cast, "Over", is_closed=True)
    typed(cast, one, 5)
    context = {"objectives_shown": shown(cast.vera, cast.account_a)}
    made = render_to_string("plans/objectives/short.html", context)
    assert "<script>alert" not in made
    assert "<b>5</b>" in made
    assert "of 20" in made
    assert "25\N{NO-BREAK SPACE}%" in made
    assert "unknown" in made
    assert "Over" not in made
    assert shown(cast.charlie, cast.account_a) == []


def test_the_list_asks_as_much_for_many_as_for_one(cast: Cast, bob: Client) -> None:
    an_objective(cast, "first", measure="contacts")
    bob.get(page_of(cast))
    with CaptureQueriesContext(connection) as one:
        bob.get(page_of(cast))
    for number in range(20):
        typed(cast, an_objective(cast, f"more {number}"), 1, 2)
    bob.get(page_of(cast))
    with CaptureQueriesContext(connection) as many:
        bob.get(page_of(cast))
    # Typed values are one question that was not asked before.
    assert len(many) == len(one) + 1
