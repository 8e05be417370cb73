"""What is counted in a plan, the card on its page, the header, the home page and the weights."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from openkam.core.errors import InvalidInput
from openkam.feeds.plan_health import COMPLETENESS, HEALTH, Facts, Tally
from openkam.web.accounts.models import Account, Membership
from openkam.web.people.actions.contacts import add_contact
from openkam.web.people.actions.stage import set_target
from openkam.web.people.actions.talk import put_link, record
from openkam.web.people.actions.team import add_member, colleague_of
from openkam.web.people.relationship.tests.conftest import Buys, Staff
from openkam.web.plans.actions import objectives
from openkam.web.plans.actions.rows import add_row, change_plan, change_row, plan_of
from openkam.web.plans.actions.todo import add_action, change_action
from openkam.web.plans.actions.weights import save_weights, version_now, weights_now
from openkam.web.plans.health import gathered
from openkam.web.plans.health.showing import scores_of
from openkam.web.plans.health.words import COUNTS, PARTS, PLACES
from openkam.web.plans.models import Action, HealthWeight, Insight, Need, Objective, Review, Whitespace
from openkam.web.risks.models import Risk
from openkam.web.shell.tests.cast import Cast

pytestmark = pytest.mark.django_db


def facts_of(cast: Cast, account: Account | None = None) -> Facts:
    account = account or cast.account_a
    return gathered.facts_of(cast.alice, [account])[account.pk]


def scores(cast: Cast) -> tuple[int | None, int | None]:
    _facts, (whole, well) = scores_of(cast.alice, [cast.account_a])[cast.account_a.pk]
    return whole.shown, well.shown


def an_action(
    cast: Cast, text: str = "Ask", *waits_for: Action, account: Account | None = None, **values: Any
) -> Action:
    values = {"text": text, **values}
    return add_action(account=account or cast.account_a, author=cast.bob, values=values, waits_for=waits_for)


def today(days: int = 0) -> date:
    return timezone.localdate() + timedelta(days=days)


def test_every_part_and_count_has_words_and_every_step_a_place(cast: Cast) -> None:
    assert PARTS.keys() == COMPLETENESS.keys() | HEALTH.keys()
    assert COUNTS.keys() == PLACES.keys()
    for key, place in PLACES.items():
        assert place(cast.account_a.pk, 7).startswith("/"), key
        assert place(cast.account_a.pk, None).startswith("/"), key


def test_of_an_empty_account_nothing_is_begun_and_health_is_not_known(cast: Cast) -> None:
    found = facts_of(cast)
    assert found == Facts(ages={"talk": None, "review": None, "plan": None})
    assert not found.is_begun
    assert scores(cast) == (0, None)


def test_a_plan_that_was_only_opened_is_not_begun(cast: Cast) -> None:
    plan = plan_of(cast.account_a)
    assert not facts_of(cast).is_begun
    change_plan(plan=plan, values={"summary": "Grow."}, based_on=1)
    assert facts_of(cast).is_begun
    assert scores(cast)[0] == COMPLETENESS["summary"]


def test_texts_insights_needs_and_cells(cast: Cast) -> None:
    plan = plan_of(cast.account_a)
    change_plan(plan=plan, values={"summary": " ", "wallet": 5, "wallet_source": "Report"}, based_on=1)
    for kind, state in (("goal", "assumed"), ("goal", "confirmed"), ("obstacle", "assumed")):
        add_row(Insight, account=cast.account_a, values={"kind": kind, "text": kind, "state": state})
    mary = add_contact(account=cast.account_a, person={"name": "Mary"})
    add_row(Need, account=cast.account_a, values={"text": "Quiet", "contact": mary})
    unsaid = add_row(Need, account=cast.account_a, values={"text": "Cheap"})
    cells = [("ours", 10, None), ("rival", 5, 3), ("open", None, None)]
    made = [
        add_row(Whitespace, account=cast.account_a,
                values={"buying_centre": "Plant", "offering": state, "state": state, "spend": spend, "potential": part})
        for state, spend, part in cells
    ]  # fmt: skip
    found = facts_of(cast)
    assert (found.has_summary, found.has_wallet) == (False, True)
    assert (found.insight_kinds, found.confirmed_kinds) == (2, 1)
    assert found.needs_said == Tally(1, 2, unsaid.pk)
    assert found.cells_spend == Tally(2, 3, made[2].pk)
    assert found.cells_potential == Tally(1, 2, made[2].pk)


def test_objectives_have_what_they_need_and_are_judged_as_on_their_page(cast: Cast) -> None:
    ada = colleague_of(cast.alice)
    said = {"target": 100, "baseline": 0, "due_on": today(-1)}
    missed = add_row(Objective, account=cast.account_a, values={"text": "Missed", **said})
    objectives.read_typed(objective=missed, on=today(-9), value=50, source="Count", author=cast.bob)  # type: ignore[arg-type] # an int is one
    reached = add_row(Objective, account=cast.account_a, values={"text": "Reached", **said, "owner": ada})
    objectives.read_typed(objective=reached, on=today(), value=100, source="Count", author=cast.bob)  # type: ignore[arg-type] # as above
    bare = add_row(Objective, account=cast.account_a, values={"text": "Bare"})
    closed = add_row(Objective, account=cast.account_a, values={"text": "Closed"})
    objectives.close_objective(objective=closed, is_closed=True, based_on=1)
    found = facts_of(cast)
    assert found.objectives == {
        "measure": Tally(2, 3, bare.pk),
        "target": Tally(2, 3, bare.pk),
        "day": Tally(2, 3, bare.pk),
        "owner": Tally(1, 3, missed.pk),
    }
    assert found.on_track == Tally(1, 2, missed.pk)


def test_actions_are_late_or_held_up_and_a_chain_ahead_is_neither(cast: Cast) -> None:
    ada = colleague_of(cast.alice)
    late = an_action(cast, "Late", due_on=today(-1), owner=ada, is_principal=True)
    ahead = an_action(cast, "Ahead", due_on=today(5), starts_on=today(3), owner=ada)
    an_action(cast, "Follows", ahead, starts_on=today(6), due_on=today(9), owner=ada)
    begun = an_action(cast, "Should have begun", ahead, starts_on=today(), due_on=today(9), owner=ada)
    behind = an_action(cast, "Behind a late one", late)
    an_action(cast, "Over", status=Action.Status.DONE)
    found = facts_of(cast)
    assert found.actions == {"owner": Tally(4, 5, behind.pk), "day": Tally(4, 5, behind.pk)}
    assert found.on_time == Tally(4, 5, late.pk)
    assert found.not_held == Tally(3, 5, begun.pk)
    assert found.principals == 1


def test_links_next_contacts_stage_and_risks(cast: Cast) -> None:
    member = add_member(account=cast.account_a, colleague={"name": "Jae"}, is_main=True)
    mary, tom, zoe = (add_contact(account=cast.account_a, person={"name": name}) for name in ("Mary", "Tom", "Zoe"))
    for contact in (mary, tom, zoe):
        put_link(member=member, contact=contact, cadence_days=30)

    def talk(contact: Any, days: int, next_days: int | None = None) -> None:
        values = {"on": today(days), "what": "Talk", "next_on": None if next_days is None else today(next_days)}
        record(account=cast.account_a, author=cast.bob, members=[member], contacts=[contact], values=values)

    talk(mary, -40, -30)
    talk(mary, -10)
    talk(tom, -80, -70)
    set_target(account=cast.account_a, stage="mid", on=today(100), author=cast.bob)
    said = {"account": cast.account_a, "source": "planning.other", "impact": "low", "probability": "low"}
    open_risk = Risk.objects.create(event="Strike", **said)
    Risk.objects.create(event="Fire", response="reduce", due_on=today(3), **said)
    Risk.objects.create(event="Past", status="closed", **said)
    found = facts_of(cast)
    assert (found.has_team, found.has_manager, found.has_target, found.has_risks) == (True, True, True, True)
    assert (found.links.done, found.links.of) == (1, 3)
    assert (found.kept.done, found.kept.of) == (1, 2)
    assert (found.stage_now, found.stage_target, found.ages["talk"]) == (None, 3, 10)
    assert found.answered == Tally(1, 2, open_risk.pk)


def test_the_stage_is_that_which_is_read_from_the_contacts(cast: Cast, staff: Staff, buys: Buys) -> None:
    buys(True)
    staff.shape("mid")
    set_target(account=cast.account_a, stage="partnership", on=today(100), author=cast.bob)
    found = facts_of(cast)
    assert (found.stage_now, found.stage_target) == (3, 4)
    _facts, (_whole, well) = scores_of(cast.alice, [cast.account_a])[cast.account_a.pk]
    assert [one.part.share for one in well.parts if one.part.key == "stage"] == [0.75]


def test_a_review_counts_when_it_is_closed(cast: Cast) -> None:
    review = Review.objects.create(account=cast.account_a, on=today(-100))
    assert facts_of(cast).ages["review"] is None
    review.closed_at = timezone.now()
    review.save()
    assert facts_of(cast).ages["review"] == 100


def test_what_is_remembered_is_counted_anew_after_every_change(cast: Cast) -> None:
    action = an_action(cast)
    assert facts_of(cast).actions["owner"] == Tally(0, 1, action.pk)
    change_action(action=action, values={"owner": colleague_of(cast.bob)}, based_on=1)
    assert facts_of(cast).actions["owner"] == Tally(1, 1)
    waited = an_action(cast, "Waited for", due_on=today(-3))
    action.refresh_from_db()
    change_action(action=action, values={}, based_on=action.version, waits_for=[waited])
    assert facts_of(cast).not_held == Tally(1, 2, action.pk)
    need = add_row(Need, account=cast.account_a, values={"text": "Quiet"})
    assert facts_of(cast).needs_said == Tally(0, 1, need.pk)
    mary = add_contact(account=cast.account_a, person={"name": "Mary"})
    change_row(need, values={"contact": mary}, based_on=1)
    assert facts_of(cast).needs_said == Tally(1, 1)


def test_the_plan_of_another_account_is_not_counted(cast: Cast) -> None:
    an_action(cast, "Theirs", account=cast.account_b)
    add_row(Need, account=cast.account_b, values={"text": "Theirs"})
    assert not facts_of(cast).is_begun
    both = gathered.facts_of(cast.alice, [cast.account_a, cast.account_b])
    assert (both[cast.account_a.pk].is_begun, both[cast.account_b.pk].is_begun) == (False, True)


def _queries(call: Any) -> int:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        call()
    return len(seen)


def test_many_accounts_are_counted_with_the_queries_of_a_few(cast: Cast) -> None:
    def made(number: int) -> list[Account]:
        accounts = [Account.objects.create(code=f"M{number}-{at}", name=f"Many {at}") for at in range(number)]
        for account in accounts:
            an_action(cast, account=account)
            add_row(Need, account=account, values={"text": "Quiet"})
            add_row(Objective, account=account, values={"text": "Grow"})
        return accounts

    few, many = made(2), made(12)
    gathered.facts_of(cast.alice, few[:1])
    first = _queries(lambda: gathered.facts_of(cast.alice, few[1:]))
    every = _queries(lambda: gathered.facts_of(cast.alice, many))
    # Of each account more only those that ask whether its people have changed.
    assert every - first <= 4 * 11
    assert first <= 24


def test_the_card_says_what_to_do_next_and_where(cast: Cast) -> None:
    action = an_action(cast, due_on=today(-1))
    shown = cast.browser(cast.bob).get(reverse("account-plan", args=[cast.account_a.pk])).content.decode()
    assert 'id="pl-health"' in shown
    assert f'href="{reverse("account-actions", args=[cast.account_a.pk])}?state=late"' in shown
    assert "Finish, move or drop the overdue actions" in shown
    assert shown.count('class="pq-step"') == 5
    assert reverse("settings-health") not in shown
    change_action(action=action, values={"due_on": today(1)}, based_on=1)
    again = cast.browser(cast.bob).get(reverse("account-plan", args=[cast.account_a.pk])).content.decode()
    assert "Finish, move or drop the overdue actions" not in again


def test_a_viewer_sees_the_card_without_the_ways_to_do_it(cast: Cast) -> None:
    an_action(cast, due_on=today(-1))
    shown = cast.browser(cast.vera).get(reverse("account-plan", args=[cast.account_a.pk])).content.decode()
    card = shown[shown.index('id="pl-health"') : shown.index('id="pl-summary"')]
    assert "Finish, move or drop the overdue actions" in card
    assert "<a " not in card


def test_the_header_shows_the_health_of_a_plan_that_is_begun(cast: Cast) -> None:
    browser, page = cast.browser(cast.bob), reverse("account-people", args=[cast.account_a.pk])
    assert "Plan health" not in browser.get(page).content.decode()
    an_action(cast, due_on=today(-1))
    whole, well = scores(cast)
    shown = browser.get(page).content.decode()
    assert f"<dt>Plan health</dt><dd>{well}<small>{whole} % complete</small></dd>" in shown


def test_the_header_asks_a_few_short_questions(cast: Cast) -> None:
    an_action(cast)
    facts_of(cast)
    assert _queries(lambda: scores_of(cast.alice, [cast.account_a])) <= 4


def test_home_shows_my_own_accounts_the_least_healthy_first(cast: Cast) -> None:
    good = Account.objects.create(code="G", name="Good <b>& Sons</b>")
    Membership.objects.create(account=good, user=cast.bob)
    an_action(cast, "Fine", account=good, due_on=today(9))
    an_action(cast, "Overdue one", due_on=today(-1))
    an_action(cast, "Later", due_on=today(20))
    an_action(cast, "Not mine", account=cast.account_b, due_on=today(-1))
    shown = cast.browser(cast.bob).get(reverse("home")).content.decode()
    card = shown[shown.index("pq-home") :]
    card = card[: card.index("</section>")]
    assert card.index("Alpha Bicycles") < card.index("Good &lt;b&gt;&amp; Sons&lt;/b&gt;")
    assert "Overdue one" in card
    assert "Later" not in card
    assert "Beta Outfitters" not in card
    assert card.count("<td>not known</td>") == 2  # nobody is on record from whom a stage could be read
    # Alice sees every account, but none is hers.
    assert "pq-home" not in cast.browser(cast.alice).get(reverse("home")).content.decode()
    assert "pq-home" not in cast.browser(cast.charlie).get(reverse("home")).content.decode()


def weights_page(cast: Cast, user: Any, **changed: int) -> Any:
    data = {**weights_now(), "based_on": version_now(), **changed}
    return cast.browser(user).post(reverse("settings-health"), data)


def test_a_lead_changes_a_weight_and_every_score_follows(cast: Cast) -> None:
    change_plan(plan=plan_of(cast.account_a), values={"summary": "Grow."}, based_on=1)
    assert scores(cast)[0] == 5
    assert weights_page(cast, cast.alice, summary=100).status_code == 302
    assert scores(cast)[0] == 51  # 100 of 195
    row = HealthWeight.objects.get()
    assert (row.part, row.weight, row.history.get().history_user) == ("summary", 100, cast.alice)
    shown = cast.browser(cast.adam).get(reverse("settings-health")).content.decode()
    assert "Summary: 5 → 100" in shown
    usual = cast.browser(cast.adam).post(reverse("settings-health-usual"), {"based_on": version_now()})
    assert usual.status_code == 302
    assert (scores(cast)[0], HealthWeight.objects.count()) == (5, 0)
    assert "Summary: 100 → 5" in cast.browser(cast.adam).get(reverse("settings-health")).content.decode()


def test_a_weight_that_cannot_be_is_refused_and_what_was_typed_is_kept(cast: Cast) -> None:
    refused = weights_page(cast, cast.alice, summary=101)
    assert refused.status_code == 422
    assert 'value="101"' in refused.content.decode()
    nothing = weights_page(cast, cast.alice, **dict.fromkeys(HEALTH, 0))
    assert nothing.status_code == 422
    assert "at least one part must weigh more than nothing" in nothing.content.decode()
    assert HealthWeight.objects.count() == 0
    with pytest.raises(InvalidInput):
        save_weights(weights={"nonesuch": 1}, based_on=version_now())
    with pytest.raises(InvalidInput):
        save_weights(weights={"summary": -1}, based_on=version_now())


def test_two_people_on_the_weights_lose_nothing(cast: Cast) -> None:
    seen = version_now()
    assert weights_page(cast, cast.alice, summary=20).status_code == 302
    clash = weights_page(cast, cast.adam, summary=30, based_on=seen)
    assert clash.status_code == 409
    assert '<td class="wrap">20</td><td class="wrap">30</td>' in clash.content.decode()
    assert weights_now()["summary"] == 20
    again = clash.context["form"]["based_on"].value()
    assert weights_page(cast, cast.adam, summary=30, based_on=int(again)).status_code == 302
    assert weights_now()["summary"] == 30
    late = cast.browser(cast.alice).post(reverse("settings-health-usual"), {"based_on": seen})
    assert late.status_code == 409
    assert weights_now()["summary"] == 30


def test_only_leads_and_administrators_weigh(cast: Cast) -> None:
    for user in (cast.bob, cast.vera, cast.charlie):
        assert cast.browser(user).get(reverse("settings-health")).status_code == 404
        assert weights_page(cast, user, summary=1).status_code == 404
        assert cast.browser(user).post(reverse("settings-health-usual")).status_code == 404
    assert "settings/health" not in cast.browser(cast.bob).get(reverse("settings-me")).content.decode()
    assert "settings/health" in cast.browser(cast.alice).get(reverse("settings-me")).content.decode()
