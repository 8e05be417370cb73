"""Account reviews: the agenda, what comes up, what is kept for good, and what has changed since."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given, strategies as st

from openkam.web.people.actions import contacts, stage, talk, team
from openkam.web.plans.actions import review as actions
from openkam.web.plans.actions.review import LONGEST, SHORTEST, ReviewIsClosed, agenda_of, open_review
from openkam.web.plans.actions.rows import add_row, change_plan, change_row, delete_row, plan_of
from openkam.web.plans.actions.todo import add_action, change_action
from openkam.web.plans.models import Action, Insight, Need, Objective, Review, ReviewItem, Whitespace
from openkam.web.plans.review import keeping
from openkam.web.plans.review.differences import changes
from openkam.web.shell.tests.cast import Cast

pytestmark = pytest.mark.django_db
NASTY = "<script>alert(1)</script> \u202eשלום 👩‍🔧 " + "長" * 150
TODAY = timezone.localdate


def prepared(cast: Cast, **values: Any) -> Review:
    return open_review(account=cast.account_a, author=cast.bob, values={"on": TODAY(), **values})


def post(cast: Cast, path: str, data: Any = None, user: Any = None) -> Any:
    return cast.browser(user or cast.bob).post(path, data or {})


def page(cast: Cast, path: str, user: Any = None) -> str:
    answer = cast.browser(user or cast.bob).get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


def fill(cast: Cast) -> dict[str, Any]:
    """A plan with something in every part."""
    account, place = cast.account_a, {"function": "Purchasing", "level": "managers"}
    mei = contacts.add_contact(account=account, person={"name": "Mei Lin"}, values={**place, "is_main": True})
    jae = team.add_member(account=account, colleague={"name": "Jae Pak", **place}, is_main=True)
    talk.record(account=account, author=cast.bob, members=[jae], contacts=[mei], values={"on": TODAY()})
    plan = plan_of(account)
    change_plan(plan=plan, values={"summary": "As it was", "wallet": Decimal(900_000)}, based_on=plan.version)
    return {
        "goal": add_row(Insight, account=account, values={"kind": "goal", "text": "Six stores"}),
        "need": add_row(Need, account=account, values={"text": "On the day", "importance": 5}),
        "objective": add_row(
            Objective, account=account, values={"text": "One link", "measure": "live_links", "target": Decimal(4)}
        ),
        "cell": add_row(
            Whitespace, account=account, values={"buying_centre": "Ops", "offering": "Parts", "spend": Decimal(100)}
        ),
        "action": add_action(account=account, author=cast.bob, values={"text": "Call", "owner": jae.colleague}),
    }


@given(st.integers(SHORTEST, LONGEST))
def test_the_proposed_times_add_up_to_the_minutes(minutes: int) -> None:
    parts = agenda_of(minutes)
    assert sum(parts.values()) == minutes
    assert list(parts) == list(ReviewItem.Part.values)
    assert min(parts.values()) >= 0


def test_a_review_is_prepared_with_the_usual_agenda(cast: Cast) -> None:
    where = f"/accounts/{cast.account_a.pk}/plan/reviews/"
    answer = post(cast, where, {"on": "2026-12-10", "minutes": "60", "presenter": "Bob", "reviewers": "Alice"})
    review = Review.objects.get()
    assert answer["Location"] == f"/reviews/{review.pk}/"
    assert sum(one.minutes or 0 for one in review.items.all()) == review.minutes == 60
    assert "minutes are still free" not in page(cast, f"/reviews/{review.pk}/")
    post(cast, f"/reviews/{review.pk}/add/", {"kind": "agenda", "line": "Visit the dock"})
    assert "The agenda is 5 minutes longer than the review" in page(cast, f"/reviews/{review.pk}/")
    refused = post(cast, where, {"on": "", "minutes": "5", "presenter": "kept"})
    assert refused.status_code == 422
    assert "kept" in refused.content.decode()
    assert Review.objects.count() == 1


def test_what_is_written_down_with_an_owner_or_a_day_becomes_an_action(cast: Cast) -> None:
    review = prepared(cast)
    post(cast, f"/reviews/{review.pk}/start/")
    day = TODAY() + timedelta(days=14)
    post(cast, f"/reviews/{review.pk}/add/", {"kind": "decision", "line": "Send the forecast @me +2w"})
    post(cast, f"/reviews/{review.pk}/add/", {"kind": "decision", "line": "We go on"})
    post(cast, f"/reviews/{review.pk}/add/", {"kind": "question", "line": "Who pays?"})
    post(cast, f"/reviews/{review.pk}/add/", {"kind": "question", "line": "What does it cost? @me +1w"})
    first, second, third, asked = review.items.exclude(kind="agenda")
    assert (asked.kind, asked.action and asked.action.text) == ("question", "What does it cost?")
    assert first.action is not None
    assert (first.action.text, first.action.due_on, first.action.owner.user) == ("Send the forecast", day, cast.bob)  # type: ignore[union-attr] # it has one
    assert (second.action, third.action) == (None, None)
    post(cast, f"/reviews/items/{third.pk}/", {"text": "Who pays?", "answer": "We do", "based_on": third.version})
    third.refresh_from_db()
    assert third.answer == "We do"
    refused = post(cast, f"/reviews/{review.pk}/add/", {"kind": "decision", "line": "Ask @nobody +1w"})
    assert refused.status_code == 422
    assert "Ask @nobody +1w" in refused.content.decode()
    assert Action.objects.count() == 2


def test_the_point_that_is_looked_at_shows_its_part_of_the_plan(cast: Cast) -> None:
    fill(cast)
    review = actions.start_review(review=prepared(cast))
    shown = {at: page(cast, f"/reviews/{review.pk}/?at={at}", cast.vera) for at in range(8)}
    assert "As it was" in shown[0]
    assert "Six stores" in shown[2]
    assert "On the day" in shown[3]
    assert "One link" in shown[4]
    assert "Call" in shown[5]
    assert page(cast, f"/reviews/{review.pk}/?at=99", cast.vera)
    assert "Write down" not in shown[0]


def test_closing_keeps_the_plan_as_it_stood_and_nothing_of_it_changes_any_more(cast: Cast) -> None:
    rows = fill(cast)
    review = prepared(cast)
    point = review.items.first()
    assert point is not None
    today = keeping.keep(cast.bob, cast.account_a)
    post(cast, f"/reviews/{review.pk}/close/")
    review.refresh_from_db()
    assert review.kept == json.loads(json.dumps(today))
    assert review.kept["objectives"][0]["value"] == "1"
    assert review.kept["texts"]["wallet"] == "900000"
    change_row(rows["goal"], values={"text": "Eight stores"}, based_on=rows["goal"].version)
    assert "Six stores" in page(cast, f"/reviews/{review.pk}/", cast.vera)
    assert "Eight stores" not in page(cast, f"/reviews/{review.pk}/", cast.vera)

    before = (review.kept, review.version, list(review.items.values()))
    for path, data in (
        (f"/reviews/{review.pk}/change/", {"on": "2020-01-01", "minutes": "30", "based_on": review.version}),
        (f"/reviews/{review.pk}/start/", {}), (f"/reviews/{review.pk}/close/", {}),
        (f"/reviews/{review.pk}/delete/", {}),
        (f"/reviews/{review.pk}/add/", {"kind": "decision", "line": "Too late @me +1w"}),
        (f"/reviews/items/{point.pk}/", {"text": "Other", "based_on": point.version}),
        (f"/reviews/items/{point.pk}/move/", {"to": "down"}),
        (f"/reviews/items/{point.pk}/delete/", {"based_on": point.version}),
    ):  # fmt: skip
        post(cast, path, data, cast.alice)
    review.refresh_from_db()
    assert (review.kept, review.version, list(review.items.values())) == before
    assert not Action.objects.filter(text="Too late").exists()
    for act in (
        lambda: actions.change_review(review=review, values={"minutes": 60}, based_on=review.version),
        lambda: actions.add_item(review=review, kind="question", text="?"),
        lambda: actions.change_item(item=point, values={"text": "Other"}, based_on=point.version),
        lambda: actions.delete_item(item=point, based_on=point.version),
        lambda: actions.close_review(review=review, kept={}),
        lambda: actions.delete_review(review=review),
    ):
        with pytest.raises(ReviewIsClosed):
            act()


def test_what_has_changed_since_is_told_field_by_field(cast: Cast) -> None:
    rows = fill(cast)
    review = prepared(cast)
    post(cast, f"/reviews/{review.pk}/close/")
    assert "Nothing in the plan has changed." in page(cast, f"/reviews/{review.pk}/compare/")
    change_row(rows["objective"], values={"target": Decimal(6)}, based_on=rows["objective"].version)
    change_row(rows["cell"], values={"spend": Decimal(250), "state": "ours"}, based_on=rows["cell"].version)
    change_action(action=rows["action"], values={"status": "done"}, based_on=rows["action"].version)
    delete_row(rows["need"], based_on=rows["need"].version)
    add_row(Insight, account=cast.account_a, values={"kind": "obstacle", "text": "Two systems"})
    stage.set_target(
        account=cast.account_a, stage="mid", on=TODAY() + timedelta(days=300), author=cast.bob, reason=""
    )  # fmt: skip
    text = page(cast, f"/reviews/{review.pk}/compare/", cast.vera)
    for said in ("<del dir=\"auto\">4</del> → <ins dir=\"auto\">6</ins> <span class=\"lab tn\">(+2)</span>",
                 "<del dir=\"auto\">100</del> → <ins dir=\"auto\">250</ins> <span class=\"lab tn\">(+150)</span>",
                 "<del dir=\"auto\">open to win</del> → <ins dir=\"auto\">ours</ins>",
                 "<del dir=\"auto\">to do</del> → <ins dir=\"auto\">done</ins>",
                 "Two systems", "On the day", "Mid-KAM"):  # fmt: skip
        assert said in text, said
    second = prepared(cast)
    post(cast, f"/reviews/{second.pk}/close/")
    between = page(cast, f"/reviews/{review.pk}/compare/?with={second.pk}")
    assert "Two systems" in between
    assert page(cast, f"/reviews/{second.pk}/compare/").count("Nothing in the plan has changed.") == 1


def row(key: int, **fields: Any) -> dict[str, Any]:
    return {"id": key, "text": f"Row {key}", **fields}


def test_rows_are_told_apart_by_their_id_whatever_their_order() -> None:
    before = {"needs": [row(1, importance=1), row(2, importance=2), row(3)]}
    after = {"needs": [row(4), row(2, importance=5), row(1, importance=1)]}
    assert [(one.kind, one.name) for one in changes(before, after)] == [
        ("added", "Row 4"), ("changed", "Row 2"), ("removed", "Row 3")
    ]  # fmt: skip
    ((field,),) = [one.fields for one in changes(before, after) if one.kind == "changed"]
    assert (field.field, field.before, field.after) == ("importance", 2, 5)


plans = st.fixed_dictionaries(
    {
        part: st.lists(
            st.builds(row, st.integers(1, 6), value=st.none() | st.sampled_from(["1", "2"])),
            unique_by=lambda one: one["id"],
        )
        for part in ("objectives", "actions")
    }
)  # fmt: skip


@given(plans, plans)
def test_nothing_differs_from_itself_and_what_comes_goes_the_other_way_round(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    assert changes(one, one) == []
    turned = {"added": "removed", "removed": "added", "changed": "changed"}
    there = sorted((found.part, turned[found.kind], found.name) for found in changes(one, other))
    assert there == sorted((found.part, found.kind, found.name) for found in changes(other, one))


def test_two_people_at_one_point_lose_nothing(cast: Cast) -> None:
    review = prepared(cast)
    item = actions.add_item(review=review, kind="question", text="Who pays?")
    seen = item.version
    post(cast, f"/reviews/items/{item.pk}/", {"text": "Who pays the dock?", "answer": "", "based_on": seen}, cast.alice)
    late = post(cast, f"/reviews/items/{item.pk}/", {"text": "Who pays for it?", "answer": "We", "based_on": seen})
    assert late.status_code == 409
    assert "Who pays the dock?" in late.content.decode()
    assert 'value="Who pays for it?"' in late.content.decode()
    item.refresh_from_db()
    assert item.text == "Who pays the dock?"
    changed = {"on": "2026-12-24", "minutes": "60", "presenter": "Bob"}
    version = review.version
    post(cast, f"/reviews/{review.pk}/change/", {**changed, "based_on": version}, cast.alice)
    late = post(cast, f"/reviews/{review.pk}/change/", {**changed, "minutes": "45", "based_on": version})
    assert late.status_code == 409
    assert 'value="45"' in late.content.decode()


def test_a_viewer_sees_and_changes_nothing_and_a_stranger_sees_nothing(cast: Cast) -> None:
    review = prepared(cast)
    assert "Start the review" not in page(cast, f"/reviews/{review.pk}/", cast.vera)
    assert post(cast, f"/reviews/{review.pk}/start/", user=cast.vera).status_code == 404
    assert cast.browser(cast.charlie).get(f"/reviews/{review.pk}/").status_code == 404
    assert cast.browser(cast.charlie).get(f"/reviews/{review.pk}/compare/").status_code == 404
    assert cast.browser(cast.bob).get(f"/reviews/{review.pk}/compare/").status_code == 404


def test_the_plan_page_shows_what_was_decided_and_is_still_open(cast: Cast) -> None:
    review = actions.start_review(review=prepared(cast))
    jae = team.add_member(account=cast.account_a, colleague={"name": "Jae Pak"})
    day = date(2026, 12, 24)
    actions.write_down(review=review, author=cast.bob, text="Send the forecast", owner=jae.colleague, due_on=day)
    actions.add_item(review=review, kind="question", text="Who pays?")
    post(cast, f"/reviews/{review.pk}/close/")
    text = page(cast, f"/accounts/{cast.account_a.pk}/plan/", cast.vera)
    assert "1 decision" in text
    assert "2 still open" in text
    assert "Who pays?" in text


def test_nasty_texts_break_no_page(cast: Cast) -> None:
    review = actions.start_review(review=prepared(cast, presenter=NASTY[:200], reviewers=NASTY[:400]))
    actions.add_item(review=review, kind="question", text=NASTY, answer=NASTY)
    actions.write_down(review=review, author=cast.bob, text=NASTY, owner=None, due_on=TODAY())
    add_row(Need, account=cast.account_a, values={"text": NASTY})
    for path in (f"/reviews/{review.pk}/", f"/accounts/{cast.account_a.pk}/plan/reviews/"):
        assert "<script>alert" not in page(cast, path)
    post(cast, f"/reviews/{review.pk}/close/")
    for path in (f"/reviews/{review.pk}/", f"/reviews/{review.pk}/compare/"):
        assert "<script>alert" not in page(cast, path)
