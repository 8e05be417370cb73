"""Cycles from opening to freezing: who may, what each state asks for, and that nothing changes a frozen one."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from openkam.web.accounts.models import Account
from openkam.web.cycles.actions.candidates import add_candidates
from openkam.web.cycles.actions.criteria import save_to_library
from openkam.web.cycles.models import Candidate, Comparison, CriteriaSet, Criterion, Cycle, Rater, Score
from openkam.web.cycles.setup.criteria_form import grid_of
from openkam.web.cycles.tests.round import frozen, give, new_cycle
from openkam.web.shell.tests.cast import Cast

Kind = CriteriaSet.Kind


@pytest.fixture
def cycle(cast: Cast) -> Cycle:
    return new_cycle(cast)


def read(browser: Client, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


def posts(cycle: Cycle) -> list[tuple[str, dict[str, str]]]:
    """Every POST of this area that changes a cycle, with values that it would take."""
    own = cycle.sets.get(kind=Kind.SELECTION)
    success = cycle.sets.get(kind=Kind.SUCCESS)
    one, two = own.criteria.all()[:2]
    pk, candidate = [cycle.pk], str(cycle.candidates.order_by("code")[0].pk)
    was = grid_of(own)[0].was
    grid = {"criteria.0.pk": str(one.pk), "criteria.0.name": "Changed", "criteria.0.weight": "9", "criteria.0.was": was}
    return [
        (reverse("cycle-settings", args=pk), settings_of(cycle, name="Renamed")),
        (reverse("cycle-raters", args=pk), {}),
        (reverse("cycle-move", args=pk), {"state": "open"}),
        (reverse("cycle-freeze", args=pk), {}),
        (reverse("cycle-candidates-add", args=pk), {}),
        (reverse("cycle-candidates-remove", args=pk), {"candidate": candidate}),
        (reverse("cycle-level", args=pk), {"level": "parent"}),
        (reverse("cycle-criteria", args=[cycle.pk, "selection"]), grid),
        (reverse("set-method", args=[own.pk]), {"method": "ranked"}),
        (reverse("set-rank", args=[own.pk]), {}),
        (reverse("set-spread", args=[success.pk]), {}),
        (reverse("set-pairs", args=[own.pk]), {"first": str(one.pk), "second": str(two.pk), "times": "3"}),
        (reverse("set-choose", args=[own.pk]), {"criterion": str(one.pk)}),
        (reverse("set-apply", args=[own.pk]), {"source": "ready"}),
        (reverse("criterion-remove", args=[own.pk, one.pk]), {}),
    ]  # fmt: skip


def stored(cycle: Cycle) -> list[object]:
    """Everything of a cycle that this area writes."""
    return [
        list(Cycle.objects.filter(pk=cycle.pk).values()),
        list(Candidate.objects.filter(cycle=cycle).order_by("pk").values()),
        list(Rater.objects.filter(cycle=cycle).order_by("pk").values()),
        list(CriteriaSet.objects.filter(cycle=cycle).order_by("pk").values()),
        list(Criterion.objects.filter(set__cycle=cycle).order_by("pk").values()),
        list(Comparison.objects.filter(set__cycle=cycle).order_by("pk").values()),
        Score.objects.filter(candidate__cycle=cycle).count(),
    ]


def test_no_post_changes_a_frozen_cycle(cycle: Cycle, cast: Cast) -> None:
    give(cycle, cast.alice, "A", "solvency", 3)
    cold, alice = frozen(cycle, cast.alice), cast.browser(cast.alice)
    before = stored(cold)
    for address, values in posts(cold):
        answer = alice.post(address, values)
        assert "is frozen" in answer.content.decode(), address
        assert stored(cold) == before, address


@pytest.mark.parametrize("who", ["bob", "vera", "charlie"])
def test_who_does_not_lead_changes_nothing(cycle: Cycle, cast: Cast, who: str) -> None:
    browser, before = cast.browser(cast.people[who]), stored(cycle)
    for address, values in [*posts(cycle), (reverse("cycle-open"), {"name": "FY99"})]:
        assert browser.post(address, values).status_code == 404, address
    assert stored(cycle) == before
    assert Cycle.objects.count() == 1


def test_each_post_of_the_list_does_change_an_open_cycle(cycle: Cycle, cast: Cast) -> None:
    """So that the two tests above refuse what would otherwise have happened."""
    alice = cast.browser(cast.alice)
    done = []
    for address, values in posts(cycle):
        if "freeze" in address or "spread" in address or "add" in address:
            continue
        before = stored(cycle)
        assert alice.post(address, values).status_code == 302, address
        if stored(cycle) != before:
            done.append(address)
    assert len(done) == 12


def test_a_member_reads_the_candidates_that_they_may_see_and_no_others(cycle: Cycle, cast: Cast) -> None:
    pages = [reverse("cycle-setup", args=[cycle.pk]), reverse("cycle-candidates", args=[cycle.pk]), reverse("cycles"),
             reverse("cycle-criteria", args=[cycle.pk, "selection"])]  # fmt: skip
    bob, alice, charlie = (cast.browser(one) for one in (cast.bob, cast.alice, cast.charlie))
    for page in pages:
        assert "Beta Outfitters" not in read(bob, page)
        assert "Alpha Bicycles" not in read(charlie, page)
    assert "1 candidate" in read(bob, pages[0])
    assert "0 candidates" in read(charlie, pages[0])
    assert "2 candidates" in read(alice, pages[0])
    assert "Save the raters" in read(alice, pages[0])
    assert "Save the raters" not in read(bob, pages[0])
    assert bob.get("/settings/criteria/").status_code == 404
    assert alice.get("/settings/criteria/").status_code == 200


def test_a_lead_opens_the_first_cycle_with_one_button(cast: Cast) -> None:
    alice = cast.browser(cast.alice)
    page = read(alice, "/cycles/")
    assert "Open the first cycle" in page
    assert "Open the first cycle" not in read(cast.browser(cast.bob), "/cycles/")
    assert alice.post("/cycles/open/", {"name": "FY21"}).status_code == 302
    cycle = Cycle.objects.get()
    assert (cycle.name, cycle.opened_by, cycle.state) == ("FY21", cast.alice, "open")
    assert "choose the candidates first" in read(alice, reverse("cycle-setup", args=[cycle.pk]))


def test_a_cycle_from_the_last_one_takes_its_set_up(cycle: Cycle, cast: Cast) -> None:
    give(cycle, cast.alice, "A", "solvency", 3)
    cycle.sets.filter(kind=Kind.SELECTION).update(method="pairwise", random_index="saaty_2005")
    answer = cast.browser(cast.alice).post("/cycles/open/", {"name": "FY22", "source": cycle.pk})
    later = Cycle.objects.get(name="FY22")
    assert answer.headers["Location"] == reverse("cycle-setup", args=[later.pk])
    assert later.previous == cycle
    assert sorted(later.candidates.values_list("code", flat=True)) == ["A", "B"]
    assert later.candidates.get(code="A").success_factors.count() == 6
    assert {row.user for row in later.raters.all()} == {cast.alice, cast.bob}
    kept = later.sets.get(kind=Kind.SELECTION)
    assert (kept.method, kept.random_index) == ("pairwise", "saaty_2005")
    assert not Score.objects.filter(candidate__cycle=later).exists()


def test_two_cycles_cannot_have_one_name(cycle: Cycle, cast: Cast) -> None:
    answer = cast.browser(cast.alice).post("/cycles/open/", {"name": "FY21"})
    assert answer.status_code == 400
    assert "There is a cycle named FY21 already." in answer.content.decode()
    assert Cycle.objects.count() == 1


@pytest.mark.parametrize("name", ["x" * 10_000, "", "   "])
def test_a_name_that_cannot_be_kept_is_refused(cast: Cast, name: str) -> None:
    assert cast.browser(cast.alice).post("/cycles/open/", {"name": name}).status_code == 400
    assert not Cycle.objects.exists()


def settings_of(cycle: Cycle, **changed: str) -> dict[str, str]:
    """The settings form of a cycle as a browser that has just opened it would send it."""
    now = {"name": cycle.name, "period": cycle.period, "top": str(cycle.top), "level": cycle.level, "line": "",
           "previous": "", "is_blind": "on", "against": cycle.against, "strength_line": "1.000",
           "draws": str(cycle.draws), "seed": str(cycle.seed)}  # fmt: skip
    seen = {f"initial-{name}": "True" if value == "on" else value for name, value in now.items()}
    return seen | now | changed


def test_settings_that_two_people_change_at_once_are_both_shown(cycle: Cycle, cast: Cast) -> None:
    alice, adam = cast.browser(cast.alice), cast.browser(cast.adam)
    address = reverse("cycle-settings", args=[cycle.pk])
    first, late = settings_of(cycle, top="12"), settings_of(cycle, top="7", seed="5")
    assert adam.post(address, first).status_code == 302
    answer = alice.post(address, late)
    text = answer.content.decode()
    assert answer.status_code == 400
    assert "Somebody has changed this to “12” meanwhile." in text
    assert 'value="7"' in text
    cycle.refresh_from_db()
    assert (cycle.top, cycle.seed) == (12, 1)
    again = late | {"initial-top": "12"}
    assert alice.post(address, again).status_code == 302
    cycle.refresh_from_db()
    assert (cycle.top, cycle.seed) == (7, 5)


@pytest.mark.parametrize(
    ("field", "value"),
    [("top", "-1"), ("top", "1e30"), ("line", "nan"), ("line", "11"), ("strength_line", "0"), ("draws", "100001"),
     ("seed", "-1"), ("name", "x" * 10_000), ("level", "nonsense")],
)  # fmt: skip
def test_hostile_settings_are_refused(cycle: Cycle, cast: Cast, field: str, value: str) -> None:
    before = stored(cycle)
    address = reverse("cycle-settings", args=[cycle.pk])
    assert cast.browser(cast.alice).post(address, settings_of(cycle, **{field: value})).status_code == 400
    assert stored(cycle) == before


def test_the_way_through_the_states(cycle: Cycle, cast: Cast) -> None:
    alice = cast.browser(cast.alice)
    move, freeze, show = (reverse(name, args=[cycle.pk]) for name in ("cycle-move", "cycle-freeze", "cycle-setup"))
    assert alice.post(move, {"state": "frozen"}).status_code == 400
    assert alice.post(move, {"state": "nonsense"}).status_code == 400
    assert "is not decided yet" in alice.post(freeze).content.decode()
    assert alice.get(freeze).status_code == 302
    alice.post(move, {"state": "decided"})
    assert "2 of 2 candidates are not decided." in read(alice, show)
    alice.post(move, {"state": "scoring"})
    alice.post(move, {"state": "decided"})
    assert "There is no way back" in read(alice, freeze)
    assert alice.post(freeze).status_code == 302
    cycle.refresh_from_db()
    assert (cycle.state, cycle.frozen_by) == ("frozen", cast.alice)
    assert cycle.kept.count() == 2
    assert "Freeze" not in read(alice, show)


def test_what_is_missing_is_counted(cycle: Cycle, cast: Cast) -> None:
    give(cycle, cast.alice, "A", "solvency", 3)
    alice, show = cast.browser(cast.alice), reverse("cycle-setup", args=[cycle.pk])
    page = read(alice, show)
    assert "1 of 2 candidates has no score on the selection criteria." in page
    assert "2 of 2 candidates have no score on the attractiveness factors." in page
    assert "1 rater has given no score: Bob." in page
    assert "1 of 1 candidates has no score on the attractiveness factors." in read(cast.browser(cast.bob), show)


def test_incomplete_weights_stop_the_freezing(cycle: Cycle, cast: Cast) -> None:
    own = cycle.sets.get(kind=Kind.SELECTION)
    alice = cast.browser(cast.alice)
    alice.post(reverse("set-method", args=[own.pk]), {"method": "ranked"})
    alice.post(reverse("cycle-move", args=[cycle.pk]), {"state": "decided"})
    answer = alice.post(reverse("cycle-freeze", args=[cycle.pk]))
    assert "22 of 22 criteria have no rank yet." in answer.content.decode()
    cycle.refresh_from_db()
    assert cycle.state == "decided"
    assert not cycle.kept.exists()


def test_a_frozen_cycle_outlives_its_accounts(cycle: Cycle, cast: Cast) -> None:
    give(cycle, cast.alice, "A", "solvency", 3)
    cold = frozen(cycle, cast.alice)
    Account.objects.filter(pk=cast.account_a.pk).update(is_sample=True)
    Account.objects.filter(is_sample=True).delete()
    gone = cold.candidates.get(code="A")
    assert (gone.account, gone.name) == (None, "Alpha Bicycles")
    assert Score.objects.get(candidate=gone).value == 3
    assert "Alpha Bicycles" in read(cast.browser(cast.alice), reverse("cycle-candidates", args=[cold.pk]))
    assert "Alpha Bicycles" not in read(cast.browser(cast.bob), reverse("cycle-candidates", args=[cold.pk]))


def test_parents_alone_are_offered_where_candidates_are_parents(cast: Cast) -> None:
    Account.objects.filter(pk=cast.account_b.pk).update(parent=cast.account_a)
    alice = cast.browser(cast.alice)
    alice.post("/cycles/open/", {"name": "FY21"})
    cycle = Cycle.objects.get()
    candidates, level = (reverse(name, args=[cycle.pk]) for name in ("cycle-candidates", "cycle-level"))
    assert "Add 2 accounts" in read(alice, candidates)
    alice.post(level, {"level": "parent"})
    assert "Add 1 account" in read(alice, candidates)
    add_candidates(cycle=cycle, accounts=[cast.account_a, cast.account_b], author=cast.alice)
    assert "1 candidate belongs to a parent" in read(alice, candidates)
    alice.post(reverse("cycle-candidates-remove", args=[cycle.pk]), {"which": "below"})
    assert list(cycle.candidates.values_list("code", flat=True)) == ["A"]


@pytest.mark.parametrize(
    ("sent", "found"),
    [({}, "Add 2 accounts"), ({"territory": "North"}, "Add 1 account"), ({"segment": "Wholesale"}, "Add 1 account"),
     ({"owner": "none"}, "Add 1 account"), ({"text": "alpha"}, "Add 1 account"),
     ({"text": "\0'; --"}, "No account fits"),
     ({"least": "７"}, "No account fits"), ({"least": "7,5"}, "No account fits"),
     ({"least": "nan"}, "“nan” is not a number."),
     ({"least": "-1"}, "“-1” is not between"), ({"largest": "1e30"}, "“1e30” is not between"),
     ({"largest": "2.5"}, "“2.5” is not a whole number."), ({"box": "nonsense"}, "Add 2 accounts")],
)  # fmt: skip
def test_the_count_of_who_fits(cast: Cast, sent: dict[str, str], found: str) -> None:
    alice = cast.browser(cast.alice)
    alice.post("/cycles/open/", {"name": "FY21"})
    address = reverse("cycle-candidates", args=[Cycle.objects.get().pk])
    assert found in alice.get(address, sent, headers={"HX-Request": "true"}).content.decode()
    assert found in alice.get(address, sent).content.decode()


def test_what_fits_is_added_and_what_is_ticked_is_removed(cast: Cast) -> None:
    alice = cast.browser(cast.alice)
    alice.post("/cycles/open/", {"name": "FY21"})
    cycle = Cycle.objects.get()
    add, remove = (reverse(f"cycle-candidates-{way}", args=[cycle.pk]) for way in ("add", "remove"))
    alice.post(add, {"territory": "North"})
    assert list(cycle.candidates.values_list("code", flat=True)) == ["A"]
    assert cycle.candidates.get().success_factors.count() == 6
    alice.post(add, {})
    assert cycle.candidates.count() == 2
    alice.post(remove, {"candidate": [str(cycle.candidates.get(code="A").pk), "999", "x"]})
    assert list(cycle.candidates.values_list("code", flat=True)) == ["B"]


def test_a_library_set_is_applied_after_saying_what_would_be_lost(cycle: Cycle, cast: Cast) -> None:
    alice, own = cast.browser(cast.alice), cycle.sets.get(kind=Kind.SELECTION)
    give(cycle, cast.alice, "A", "solvency", 3)
    give(cycle, cast.bob, "A", "flexibility", 5)
    assert alice.post(reverse("set-save", args=[own.pk]), {"name": "Short"}).status_code == 302
    assert "already" in alice.post(reverse("set-save", args=[own.pk]), {"name": "Short"}).content.decode()
    short = CriteriaSet.objects.get(cycle=None)
    short.criteria.exclude(key__in=["solvency", "size"]).delete()
    short.criteria.filter(key="solvency").update(weight=Decimal(4))
    address = reverse("set-apply", args=[own.pk])
    assert "1 score would be lost with Short" in alice.get(address, {"source": short.pk}).content.decode()
    assert Score.objects.count() == 2
    alice.post(address, {"source": short.pk})
    assert [row.criterion.key for row in Score.objects.all()] == ["solvency"]
    assert own.criteria.get(key="solvency").weight == 4
    assert set(own.criteria.values_list("key", flat=True)) == set(short.criteria.values_list("key", flat=True))
    alice.post(reverse("library-rename", args=[short.pk]), {"name": "Brief"})
    assert "Brief" in read(alice, "/settings/criteria/")
    alice.post(reverse("library-delete", args=[short.pk]))
    assert own.criteria.exists()
    assert not CriteriaSet.objects.filter(cycle=None).exists()


def test_a_member_never_meets_the_library(cycle: Cycle, cast: Cast) -> None:
    kept = save_to_library(criteria=cycle.sets.get(kind=Kind.SELECTION), name="Secret")
    bob = cast.browser(cast.bob)
    for name in ("library-set", "library-delete", "set-pairs"):
        assert bob.get(reverse(name, args=[kept.pk])).status_code == 404
    for name in ("library-rename", "library-delete", "set-method", "set-rank", "set-choose", "set-save"):
        assert bob.post(reverse(name, args=[kept.pk]), {"name": "x"}).status_code == 404
    assert "Secret" not in read(bob, reverse("cycle-criteria", args=[cycle.pk, "selection"]))


def test_pages_ask_as_much_for_sixty_candidates_as_for_two(cycle: Cycle, cast: Cast) -> None:
    alice = cast.browser(cast.alice)
    pages = [reverse(name, args=[cycle.pk]) for name in ("cycle-setup", "cycle-candidates")]
    pages += [reverse("cycle-criteria", args=[cycle.pk, "selection"]), reverse("cycles"), reverse("home")]

    def asked() -> dict[str, int]:
        counts = {}
        for page in pages:
            read(alice, page)
            with CaptureQueriesContext(connection) as seen:
                read(alice, page)
            counts[page] = len(seen)
        return counts

    for_two = asked()
    accounts = Account.objects.bulk_create(Account(code=f"C{n}", name=f"Customer {n}") for n in range(58))
    add_candidates(cycle=cycle, accounts=accounts, author=cast.alice)
    assert asked() == for_two


def test_the_side_bar_names_the_current_cycle(cycle: Cycle, cast: Cast) -> None:
    assert "FY21 · scoring, day 1" in read(cast.browser(cast.charlie), "/")
    frozen(cycle, cast.alice)
    assert "FY21 · frozen" in read(cast.browser(cast.charlie), "/")


def test_home_says_what_waits_for_a_rater(cycle: Cycle, cast: Cast) -> None:
    bob = cast.browser(cast.bob)
    # 22 criteria and 8 factors of the one candidate that Bob sees.
    assert "FY21 waits for 30 scores of yours" in read(bob, "/")
    give(cycle, cast.bob, "A", "solvency", 3)
    assert "FY21 waits for 29 scores of yours" in read(bob, "/")
    assert "waits for" not in read(cast.browser(cast.vera), "/")
    assert "FY21" in read(cast.browser(cast.vera), "/")
