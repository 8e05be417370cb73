"""The history of a plan: who changed what when, across all of it; filtered, paged, bounded, and brought back."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from openkam.web.accounts.models import Account
from openkam.web.people.actions.contacts import add_contact
from openkam.web.people.actions.talk import put_link
from openkam.web.people.actions.team import add_member
from openkam.web.plans.actions.objectives import close_objective, read_typed
from openkam.web.plans.actions.rows import add_row, change_plan, change_row, delete_row, plan_of
from openkam.web.plans.actions.todo import add_action, change_action
from openkam.web.plans.actions.whitespace import Wanted, paste_cells
from openkam.web.plans.models import Need, Objective, Review, ReviewItem, Whitespace
from openkam.web.shell.tests.cast import Cast

pytestmark = pytest.mark.django_db


def url(cast: Cast) -> str:
    return reverse("plan-history", args=[cast.account_a.pk])


def told(browser: Client, address: str) -> list[str]:
    """Each event as a person reads it, without the day."""
    page = browser.get(address).content.decode()
    found = re.findall(r'<span class="diff">(.*?)</span>\s*<span class="v">', page, re.S)
    return [" ".join(re.sub(r"<[^>]+>", " ", one).split()) for one in found]


@pytest.fixture
def planned(cast: Cast) -> Account:
    """A plan in which each kind of thing has changed."""
    account: Account = cast.account_a
    plan = plan_of(account)
    change_plan(plan=plan, values={"summary": "Grow <b>here</b>"}, based_on=plan.version)
    need = add_row(Need, account=account, values={"text": "Faster"})
    change_row(need, values={"importance": 5}, based_on=need.version)
    objective = add_row(Objective, account=account, values={"text": "More", "target": Decimal(5)})
    read_typed(objective=objective, on=timezone.localdate(), value=Decimal(3), source="Count", author=cast.bob)
    objective = close_objective(objective=objective, is_closed=True, based_on=objective.version)
    first = add_action(account=account, author=cast.bob, values={"text": "Ask"})
    second = add_action(account=account, author=cast.bob, values={"text": "Offer"})
    change_action(action=second, values={"status": "in_hand"}, based_on=second.version, waits_for=[first])
    member = add_member(account=account, colleague={"name": "Jae"})
    put_link(member=member, contact=add_contact(account=account, person={"name": "Kim"}), cadence_days=14)
    Review.objects.create(account=account, on=date(2026, 3, 1), kept={"long": "x"})
    return account


def test_everything_is_told_in_the_readers_words_newest_first(cast: Cast, planned: Account) -> None:
    seen = told(cast.browser(cast.vera), url(cast))
    for one in (
        "OpenKAM changed Texts Summary: – → Grow &lt;b&gt;here&lt;/b&gt;",
        "OpenKAM changed Needs Faster Importance, 5 is most: – → 5",
        "OpenKAM changed Objectives More Closed: no → yes",
        "OpenKAM changed Actions Offer Status: to do → in hand",
        "OpenKAM changed Actions Offer Waits for: – → Ask",
        "OpenKAM added Our team Jae",
        "OpenKAM added Links Jae · Kim",
    ):
        assert one in seen
    assert [one.split(" · ")[0] for one in seen if "Typed values" in one] == ["OpenKAM added Typed values More: 3"]
    assert seen.index("OpenKAM added Links Jae · Kim") < seen.index("OpenKAM added Needs Faster")
    assert any("Account reviews" in one for one in seen)


def test_every_line_leads_to_what_it_tells_of(cast: Cast, planned: Account) -> None:
    review = Review.objects.get(account=planned)
    ReviewItem.objects.create(review=review, kind=ReviewItem.Kind.QUESTION, text="Why?")
    browser = cast.browser(cast.vera)
    page = browser.get(url(cast)).content.decode()
    lines = [part.split('<span class="v">')[0] for part in page.split('<span class="diff">')[1:]]
    links = {link for line in lines for link in re.findall(r'href="([^"]+)"', line)}
    assert [line for line in lines if 'href="' not in line] == []
    assert {reverse("review", args=[review.pk]), reverse("account-plan", args=[planned.pk])} <= links
    assert {browser.get(link).status_code for link in links} == {200}


def test_those_who_must_not_see_the_account_do_not_see_its_history(cast: Cast, planned: Account) -> None:
    assert cast.browser(cast.charlie).get(url(cast)).status_code == 404
    assert "More" not in "".join(told(cast.browser(cast.alice), reverse("plan-history", args=[cast.account_b.pk])))


def test_it_is_narrowed_by_kind_and_by_person(cast: Cast, planned: Account) -> None:
    bob = cast.browser(cast.bob)
    bob.post(reverse("plan-row-add", args=[planned.pk, "needs"]), {"text": "Cheaper"})
    assert told(bob, f"{url(cast)}?who={cast.bob.pk}") == ["Bob added Needs Cheaper"]
    assert told(bob, f"{url(cast)}?kind=needs&who=0") == [
        "OpenKAM changed Needs Faster Importance, 5 is most: – → 5", "OpenKAM added Needs Faster",
    ]  # fmt: skip
    # What cannot be meant narrows nothing and breaks nothing.
    for address in ("?kind=x&who=x", "?before=x", "?before=2026-99-01~1~1", "?before=2026-01-01~1~1"):
        assert bob.get(url(cast) + address).status_code == 200


def test_what_was_deleted_can_be_brought_back_from_there_by_those_who_may(cast: Cast, planned: Account) -> None:
    need = Need.objects.get()
    number = delete_row(need, based_on=need.version)
    restore = reverse("plan-row-restore", args=[planned.pk, "needs", number])
    assert restore not in cast.browser(cast.vera).get(url(cast)).content.decode()
    bob = cast.browser(cast.bob)
    assert restore in bob.get(url(cast)).content.decode()
    bob.post(restore)
    assert Need.objects.get().importance == 5
    assert restore not in bob.get(url(cast)).content.decode()
    assert told(bob, url(cast))[0] == "Bob brought back Needs Faster"


def test_a_pasted_block_is_one_line_with_its_undo(cast: Cast) -> None:
    there = add_row(Whitespace, account=cast.account_a, values={"buying_centre": "Plant", "offering": "Brakes"})
    cells = [Wanted(f"c{at}", "Chains", {"state": "open"}, None) for at in range(70)]
    cells.append(Wanted("Plant", "Brakes", {"state": "ours"}, (there.pk, there.version)))
    token = paste_cells(account=cast.account_a, cells=cells)
    bob = cast.browser(cast.bob)
    assert told(bob, url(cast)) == [
        "OpenKAM pasted a block: 70 new, 1 changed Whitespace", "OpenKAM added Whitespace Plant · Brakes",
    ]  # fmt: skip
    undo = reverse("whitespace-paste-undo", args=[cast.account_a.pk, token])
    assert undo in bob.get(url(cast)).content.decode()
    bob.post(undo)
    assert told(bob, url(cast))[0] == "Bob took a pasted block back: 71 cells Whitespace"
    assert undo not in bob.get(url(cast)).content.decode()


def test_long_histories_are_paged_without_losing_or_repeating_anything(cast: Cast) -> None:
    for at in range(120):
        add_row(Need, account=cast.account_a, values={"text": f"Need {at}"})
    # Many at the very same moment, as a file brings them.
    Need.history.update(history_date=timezone.now())
    bob, address, seen = cast.browser(cast.bob), url(cast), list[str]()
    for _page in range(3):
        seen += told(bob, address)
        older = re.search(r'href="(\?[^"]+)" rel="next"', bob.get(address).content.decode())
        address = url(cast) + older[1].replace("&amp;", "&") if older else ""
    assert address == ""
    assert seen == [f"OpenKAM added Needs Need {at}" for at in reversed(range(120))]


def test_a_long_history_takes_as_many_queries_as_a_short_one(
    cast: Cast, planned: Account, django_assert_max_num_queries: Any
) -> None:
    member = add_member(account=planned, colleague={"name": "Lee"})
    for at in range(30):
        put_link(member=member, contact=add_contact(account=planned, person={"name": f"Name {at}"}))
        add_action(account=planned, author=cast.bob, values={"text": f"Do {at}"})
    bob = cast.browser(cast.bob)
    bob.get(url(cast))
    with django_assert_max_num_queries(85):
        assert len(told(bob, url(cast))) == 50


def test_the_history_of_the_account_leads_there(cast: Cast) -> None:
    page = cast.browser(cast.vera).get(reverse("account-history", args=[cast.account_a.pk])).content.decode()
    assert f'href="{url(cast)}"' in page
