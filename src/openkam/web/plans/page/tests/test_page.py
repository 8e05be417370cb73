"""The plan on one page: what it shows, its texts, and two people on one text."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from openkam.web.cycles.actions.candidates import add_candidates
from openkam.web.cycles.actions.cycles import open_cycle
from openkam.web.cycles.models import Cycle
from openkam.web.cycles.standing import class_of
from openkam.web.people.actions.contacts import add_contact
from openkam.web.people.actions.team import add_member
from openkam.web.plans.actions.rows import add_row, plan_of
from openkam.web.plans.actions.todo import add_action
from openkam.web.plans.models import Action, Insight, Need, Objective, Plan, Whitespace
from openkam.web.plans.page import blocks
from openkam.web.risks.models import Risk
from openkam.web.shell.tests.cast import Cast

pytestmark = pytest.mark.django_db


def page_of(cast: Cast, user: Any) -> Any:
    return cast.browser(user).get(reverse("account-plan", args=[cast.account_a.pk]))


def text_url(cast: Cast, name: str) -> str:
    return reverse("plan-text", args=[cast.account_a.pk, name])


def test_looking_at_an_empty_plan_writes_nothing_and_offers_a_beginning(cast: Cast) -> None:
    shown = page_of(cast, cast.bob)
    assert shown.status_code == 200
    assert Plan.objects.count() == 0
    for name in ("summary", "business", "value_proposition", "wallet"):
        assert f'href="{text_url(cast, name)}"' in shown.content.decode()


def test_a_viewer_sees_the_texts_and_no_way_to_change_them(cast: Cast) -> None:
    plan = plan_of(cast.account_a)
    Plan.objects.filter(pk=plan.pk).update(summary="We supply <b>two</b> of nine plants.")
    add_row(Need, account=cast.account_a, values={"text": "Quiet bearings"})
    shown = page_of(cast, cast.vera).content.decode()
    assert "We supply &lt;b&gt;two&lt;/b&gt; of nine plants." in shown
    assert "Quiet bearings" in shown
    assert "/plan/text/" not in shown
    assert "/plan/rows/" not in shown


def test_a_text_is_saved_with_its_history(cast: Cast) -> None:
    browser = cast.browser(cast.bob)
    opened = browser.get(text_url(cast, "summary"))
    assert opened.context["texts"]["summary"].form["based_on"].value() == 1
    answer = browser.post(text_url(cast, "summary"), {"summary": "Grow in the south.", "based_on": "1"})
    assert answer.status_code == 302
    assert answer.headers["Location"].endswith("#pl-summary")
    plan = Plan.objects.get(account=cast.account_a)
    assert plan.summary == "Grow in the south."
    assert plan.history.latest("history_id").history_user == cast.bob


def test_two_people_on_one_text_see_both_and_on_two_texts_lose_nothing(cast: Cast) -> None:
    bob, alice = cast.browser(cast.bob), cast.browser(cast.alice)
    bob.post(text_url(cast, "summary"), {"summary": "Bob's", "based_on": "1"})
    # She saw version 1 too, of another text: nothing of his is in her way.
    assert alice.post(text_url(cast, "business"), {"business": "Alice's", "based_on": "1"}).status_code == 302
    clash = alice.post(text_url(cast, "summary"), {"summary": "Alice's", "based_on": "1"})
    assert clash.status_code == 409
    shown = clash.content.decode()
    assert '<td class="wrap">Bob&#x27;s</td><td class="wrap">Alice&#x27;s</td>' in shown
    again = clash.context["texts"]["summary"].form
    assert again["summary"].value() == "Alice's"
    kept = alice.post(text_url(cast, "summary"), {"summary": "Alice's", "based_on": again["based_on"].value()})
    assert kept.status_code == 302
    plan = Plan.objects.get(account=cast.account_a)
    assert (plan.summary, plan.business) == ("Alice's", "Alice's")


def test_a_spend_needs_its_source_and_what_was_typed_is_kept(cast: Cast) -> None:
    browser = cast.browser(cast.bob)
    refused = browser.post(text_url(cast, "wallet"), {"wallet": "1,200,000", "wallet_source": "", "based_on": "1"})
    assert refused.status_code == 422
    assert 'value="1,200,000"' in refused.content.decode()
    assert browser.post(text_url(cast, "wallet"), {"wallet": "-5", "wallet_source": "x"}).status_code == 422
    values = {"wallet": "1,200,000", "wallet_source": "Annual report 2025", "based_on": "1"}
    assert browser.post(text_url(cast, "wallet"), values).status_code == 302
    assert Plan.objects.get().wallet == Decimal(1200000)
    assert "Annual report 2025" in page_of(cast, cast.vera).content.decode()


def test_an_unknown_text_and_a_stranger_get_404(cast: Cast) -> None:
    assert cast.browser(cast.bob).get(text_url(cast, "version")).status_code == 404
    assert cast.browser(cast.charlie).get(text_url(cast, "summary")).status_code == 404
    assert cast.browser(cast.vera).post(text_url(cast, "summary"), {"summary": "x"}).status_code == 404
    assert page_of(cast, cast.charlie).status_code == 404


def test_each_action_stands_in_one_list_and_five_are_shown(cast: Cast) -> None:
    today = timezone.localdate()

    def made(text: str, *waits_for: Action, **values: Any) -> Action:
        return add_action(account=cast.account_a, author=cast.bob, values={"text": text, **values}, waits_for=waits_for)

    late = made("Late", due_on=today - timedelta(days=2))
    made("Waits", late, due_on=today + timedelta(days=9))
    made("Over", status=Action.Status.DONE)
    for number in range(7, 0, -1):
        made(f"Next {number}", due_on=today + timedelta(days=number))
    found = blocks.todo(cast.bob, cast.account_a)
    assert [row.action.text for row in found.overdue] == ["Late"]
    assert [row.action.text for row in found.blocked] == ["Waits"]
    assert [row.action.text for row in found.following] == [f"Next {number}" for number in range(1, 6)]


def test_the_worst_three_risks_and_the_team_are_shown(cast: Cast) -> None:
    for event, impact in (("Small", "low"), ("Grave", "high"), ("Middling", "medium"), ("Tiny", "low")):
        Risk.objects.create(
            account=cast.account_a, event=event, source="planning.other", impact=impact, probability="high",
            created_by=cast.bob,
        )  # fmt: skip
    found = blocks.risks(cast.bob, cast.account_a)
    assert [row.event for row in found["rows"]][:2] == ["Grave", "Middling"]
    assert (len(found["rows"]), found["count"]) == (3, 4)
    add_member(account=cast.account_a, colleague={"name": "Ann"})
    add_member(account=cast.account_a, colleague={"name": "Zoe"}, is_main=True)
    assert [str(one) for one in blocks.team(cast.bob, cast.account_a)] == ["Zoe", "Ann"]


def test_without_a_cycle_and_without_books_the_page_says_so(cast: Cast) -> None:
    shown = page_of(cast, cast.bob)
    assert shown.context["standing"] is None
    assert shown.context["five"] is None
    assert shown.context["stages"]["is_empty"]
    assert "In no decided cycle is this account a candidate" in shown.content.decode()


def test_the_class_is_that_of_the_newest_cycle_that_is_decided(cast: Cast) -> None:
    decided = open_cycle(author=cast.alice, name="FY20")
    add_candidates(cycle=decided, accounts=[cast.account_a], author=cast.alice)
    open_cycle(author=cast.alice, name="FY21", source=decided)
    assert class_of(cast.bob, cast.account_a) is None
    Cycle.objects.filter(pk=decided.pk).update(state=Cycle.State.DECIDED)
    found = class_of(cast.bob, cast.account_a)
    assert found is not None
    # Nobody has scored: the account is a candidate without a place, which is said, not guessed.
    assert (found.cycle, found.kind, found.label, found.strength, found.rank) == (decided, "", "not placed", "", "")
    assert class_of(cast.charlie, cast.account_a) is None
    assert "not placed" in page_of(cast, cast.vera).content.decode()


def test_nasty_names_break_nothing(cast: Cast) -> None:
    nasty = "<script>alert(1)</script> مرحبا 🚲 " + "x" * 400
    for kind in Insight.Kind:
        add_row(Insight, account=cast.account_a, values={"kind": kind, "text": nasty, "source": nasty})
    add_row(Need, account=cast.account_a, values={"text": nasty})
    cell = {"buying_centre": nasty[:100], "offering": nasty[:100], "rival": nasty[:200]}
    add_row(Whitespace, account=cast.account_a, values=cell)
    for name in ("account-plan", "account-whitespace"):
        shown = cast.browser(cast.bob).get(reverse(name, args=[cast.account_a.pk])).content.decode()
        assert "<script>alert" not in shown
        assert "&lt;script&gt;alert(1)" in shown


def test_the_page_asks_the_database_as_often_however_much_there_is(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    said = add_contact(account=cast.account_a, person={"name": "Mary"})
    for number in range(30):
        goal = add_row(
            Insight, account=cast.account_a, values={"kind": "goal", "text": f"Goal {number}", "contact": said}
        )
        served = {"kind": "initiative", "text": f"Initiative {number}", "serves": goal}
        add_row(Insight, account=cast.account_a, values=served)
        add_row(Need, account=cast.account_a, values={"text": f"Need {number}", "contact": said})
        add_row(Objective, account=cast.account_a, values={"text": f"Objective {number}"})
        add_action(account=cast.account_a, author=cast.bob, values={"text": f"Action {number}"})
    page_of(cast, cast.bob)
    with django_assert_max_num_queries(60):
        shown = page_of(cast, cast.bob)
    assert "Need 29" in shown.content.decode()


def test_the_page_takes_the_same_number_of_queries_for_any_number_of_rows(cast: Cast) -> None:
    account, owner = cast.account_a, add_member(account=cast.account_a, colleague={"name": "Jae"}).colleague

    def fill(first: int, count: int) -> None:
        for at in range(first, first + count):
            contact = add_contact(account=account, person={"name": f"Person {at}"}, values={})
            add_row(Insight, account=account, values={"kind": "goal", "text": f"Goal {at}", "contact": contact})
            add_row(Need, account=account, values={"text": f"Need {at}", "contact": contact})
            add_row(Objective, account=account, values={"text": f"Objective {at}", "measure": "live_links"})
            add_row(Whitespace, account=account, values={"buying_centre": f"Centre {at}", "offering": "Parts"})
            add_action(account=account, author=cast.bob, values={"text": f"Action {at}", "owner": owner})

    fill(0, 3)
    page_of(cast, cast.bob)
    counts = []
    for first in (3, 20):
        browser, path = cast.browser(cast.bob), reverse("account-plan", args=[account.pk])
        browser.get(path)
        with CaptureQueriesContext(connection) as seen:
            assert browser.get(path).status_code == 200
        counts.append(len(seen))
        fill(first, 17)
    assert counts == [37, 37]
