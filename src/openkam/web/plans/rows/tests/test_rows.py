"""Needs, insights and cells: added, changed, moved, deleted and brought back, by those who may."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from openkam.web.people.actions.contacts import add_contact
from openkam.web.plans.actions.rows import add_row
from openkam.web.plans.models import Insight, Need, Whitespace
from openkam.web.plans.queries.plans import rows_of
from openkam.web.shell.tests.cast import Cast

pytestmark = pytest.mark.django_db


def add_url(cast: Cast, what: str) -> str:
    return reverse("plan-row-add", args=[cast.account_a.pk, what])


def a_need(cast: Cast, text: str = "Quiet bearings") -> Need:
    return add_row(Need, account=cast.account_a, values={"text": text})


def an_insight(cast: Cast, kind: str, text: str) -> Insight:
    return add_row(Insight, account=cast.account_a, values={"kind": kind, "text": text})


def test_a_need_is_added_with_who_said_so(cast: Cast) -> None:
    said = add_contact(account=cast.account_a, person={"name": "Mary"})
    values = {"text": "Quiet bearings", "importance": "5", "contact": str(said.pk)}
    answer = cast.browser(cast.bob).post(add_url(cast, "needs"), values)
    assert answer.headers["Location"] == f"{reverse('account-plan', args=[cast.account_a.pk])}#pl-needs"
    need = Need.objects.get()
    assert (need.text, need.importance, need.contact, need.is_shared) == ("Quiet bearings", 5, said, False)


def test_a_contact_of_another_account_cannot_be_chosen(cast: Cast) -> None:
    stranger = add_contact(account=cast.account_b, person={"name": "Stranger"})
    refused = cast.browser(cast.alice).post(add_url(cast, "needs"), {"text": "x", "contact": str(stranger.pk)})
    assert refused.status_code == 422
    assert "Stranger" not in refused.content.decode()
    assert Need.objects.count() == 0


def test_an_insight_belongs_to_one_further_left_only(cast: Cast) -> None:
    goal, obstacle = an_insight(cast, "goal", "Grow"), an_insight(cast, "obstacle", "No people")
    browser = cast.browser(cast.bob)
    form = browser.get(f"{add_url(cast, 'insights')}?kind=initiative").context["form"]
    assert list(form.fields["serves"].queryset) == [goal]
    values = {"kind": "initiative", "text": "New plant", "state": "assumed"}
    assert browser.post(add_url(cast, "insights"), {**values, "serves": obstacle.pk}).status_code == 422
    assert browser.post(add_url(cast, "insights"), {**values, "serves": goal.pk}).status_code == 302
    assert Insight.objects.get(text="New plant").serves == goal
    assert "serves" not in browser.get(f"{add_url(cast, 'insights')}?kind=goal").context["form"].fields


def test_what_is_confirmed_names_who_confirmed_it(cast: Cast) -> None:
    values = {"kind": "goal", "text": "Grow", "state": "confirmed"}
    browser = cast.browser(cast.bob)
    refused = browser.post(add_url(cast, "insights"), values)
    assert refused.status_code == 422
    assert "Confirmed by whom?" in refused.content.decode()
    assert browser.post(add_url(cast, "insights"), {**values, "source": "CEO letter"}).status_code == 302


def test_the_column_of_an_insight_is_not_changed_by_what_is_sent(cast: Cast) -> None:
    goal = an_insight(cast, "goal", "Grow")
    values = {"kind": "obstacle", "text": "Grow fast", "state": "assumed", "based_on": "1"}
    assert cast.browser(cast.bob).post(reverse("plan-row", args=["insights", goal.pk]), values).status_code == 302
    goal.refresh_from_db()
    assert (goal.kind, goal.text) == ("goal", "Grow fast")


def test_who_is_slower_sees_both_values(cast: Cast) -> None:
    need = a_need(cast)
    url = reverse("plan-row", args=["needs", need.pk])
    cast.browser(cast.bob).post(url, {"text": "Bob's", "based_on": "1"})
    alice = cast.browser(cast.alice)
    clash = alice.post(url, {"text": "Alice's", "importance": "3", "based_on": "1"})
    assert clash.status_code == 409
    assert [(one.before, one.after) for one in clash.context["differing"]] == [("Bob's", "Alice's"), ("", "3")]
    assert (
        alice.post(url, {"text": "Alice's", "based_on": clash.context["form"]["based_on"].value()}).status_code == 302
    )
    need.refresh_from_db()
    assert need.text == "Alice's"
    assert [one.text for one in need.history.order_by("history_id")] == ["Quiet bearings", "Bob's", "Alice's"]


def test_a_row_moves_within_its_column(cast: Cast) -> None:
    first, other, second = (
        an_insight(cast, kind, text) for kind, text in (("goal", "one"), ("obstacle", "x"), ("goal", "two"))
    )
    browser = cast.browser(cast.bob)
    browser.post(reverse("plan-row-move", args=["insights", second.pk]), {"to": "up"})
    texts = [row.text for row in rows_of(Insight, cast.bob, cast.account_a)]
    assert texts == ["two", "x", "one"]
    browser.post(reverse("plan-row-move", args=["insights", second.pk]), {"to": "up"})
    assert [row.text for row in rows_of(Insight, cast.bob, cast.account_a)] == texts
    assert other.pk != first.pk


def test_what_was_deleted_comes_back_once(cast: Cast) -> None:
    need = a_need(cast)
    browser = cast.browser(cast.bob)
    deleted = browser.post(reverse("plan-row-delete", args=["needs", need.pk]), {"based_on": "1"})
    assert Need.objects.count() == 0
    address = deleted.headers["Location"]
    undo = browser.get(address.partition("#")[0]).context["undo"]
    assert undo.text == "Quiet bearings"
    assert cast.browser(cast.vera).get(address.partition("#")[0]).context["undo"] is None
    url = reverse("plan-row-restore", args=[cast.account_a.pk, "needs", undo.history_id])
    assert cast.browser(cast.vera).post(url).status_code == 404
    assert browser.post(url).status_code == 302
    assert Need.objects.get().text == "Quiet bearings"
    assert browser.post(url).status_code == 404


def test_a_row_that_changed_meanwhile_is_not_deleted(cast: Cast) -> None:
    need = a_need(cast)
    browser = cast.browser(cast.bob)
    browser.post(reverse("plan-row", args=["needs", need.pk]), {"text": "Newer", "based_on": "1"})
    browser.post(reverse("plan-row-delete", args=["needs", need.pk]), {"based_on": "1"})
    assert Need.objects.get().text == "Newer"


@pytest.mark.parametrize(("person", "status"), [("vera", 404), ("charlie", 404), ("bob", 200), ("alice", 200)])
def test_only_those_who_may_change_the_account_open_a_form(cast: Cast, person: str, status: int) -> None:
    need = a_need(cast)
    browser = cast.browser(cast.people[person])
    assert browser.get(reverse("plan-row", args=["needs", need.pk])).status_code == status
    assert browser.get(add_url(cast, "needs")).status_code == status


def test_an_unknown_kind_of_row_is_not_there(cast: Cast) -> None:
    assert cast.browser(cast.bob).get(add_url(cast, "actions")).status_code == 404


def test_a_script_gets_the_form_alone(cast: Cast) -> None:
    shown = cast.browser(cast.bob).get(add_url(cast, "needs"), headers={"HX-Request": "true"}).content.decode()
    assert 'name="text"' in shown
    assert "<html" not in shown


def a_cell(cast: Cast, **values: Any) -> Whitespace:
    return add_row(
        Whitespace, account=cast.account_a, values={"buying_centre": "Plant", "offering": "Brakes", **values}
    )


def test_a_place_in_the_grid_is_taken_once(cast: Cast) -> None:
    kept = a_cell(cast)
    other = a_cell(cast, offering="Chains")
    browser = cast.browser(cast.bob)
    values = {"buying_centre": "plant", "offering": "BRAKES", "state": "open", "based_on": "1"}
    refused = browser.post(add_url(cast, "whitespace"), values)
    assert refused.status_code == 422
    assert "The grid has plant × BRAKES already." in refused.content.decode()
    assert browser.post(reverse("plan-row", args=["whitespace", other.pk]), values).status_code == 422
    assert browser.post(reverse("plan-row", args=["whitespace", kept.pk]), values).status_code == 302
    kept.refresh_from_db()
    assert kept.offering == "BRAKES"


def test_a_deleted_cell_whose_place_was_filled_stays_deleted(cast: Cast) -> None:
    cell = a_cell(cast)
    browser = cast.browser(cast.bob)
    address = browser.post(reverse("plan-row-delete", args=["whitespace", cell.pk]), {"based_on": "1"}).headers[
        "Location"
    ]
    number = address.partition("whitespace-")[2].partition("#")[0]
    newer = a_cell(cast, rival="Contoso")
    url = reverse("plan-row-restore", args=[cast.account_a.pk, "whitespace", number])
    shown = browser.post(url, follow=True).content.decode()
    assert "Plant · Brakes is in the grid again" in shown
    assert list(Whitespace.objects.all()) == [newer]


def test_a_share_over_100_is_refused_with_its_field(cast: Cast) -> None:
    values = {"buying_centre": "Plant", "offering": "Brakes", "state": "ours", "share_pct": "140"}
    refused = cast.browser(cast.bob).post(add_url(cast, "whitespace"), values)
    assert refused.status_code == 422
    assert "share_pct" in refused.context["form"].errors
