"""What the programme can afford: days and managers kept, the load of them, and a proposal that only people accept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from openkam.web.accounts.models import Account
from openkam.web.cycles.actions.candidates import add_candidates
from openkam.web.cycles.actions.decisions import Wish as Decide, decide
from openkam.web.cycles.actions.effort import Assignment, assign, set_capacities, set_class_days
from openkam.web.cycles.effort import planned
from openkam.web.cycles.effort.planned import Programme, Wish
from openkam.web.cycles.effort.planning import JOB, make_plan
from openkam.web.cycles.models import Candidate, Cycle, FrozenCycle, Rating, Rival
from openkam.web.cycles.tests.round import frozen, give, new_cycle
from openkam.web.portfolio.tests import books
from openkam.web.shell.memory import forget_everything
from openkam.web.shell.models import Job
from openkam.web.shell.tests.cast import Cast

LINES = "account,date,document,revenue,cost,currency\nA,2025-03-01,1,1000,400,USD\nB,2025-03-01,2,9000,9500,USD\n"


@pytest.fixture
def cycle(cast: Cast, tmp_path: Path) -> Iterator[Cycle]:
    """A and B, each with a class: A, of 1,000 revenue, is weak and unattractive, B, of 9,000 and at a loss, a key."""
    with books.data_dir(tmp_path) as ledger:
        books.settle()
        books.load_lines(ledger, LINES)
        books.work_out()
        made = new_cycle(cast)
        for code, value in (("A", 3), ("B", 8)):
            give(made, cast.alice, code, "size", value)
            candidate = Candidate.objects.get(cycle=made, code=code)
            rival = Rival.objects.create(candidate=candidate, name="Acme")
            for factor in candidate.success_factors.all():
                for who, score in ((None, value), (rival, 5)):
                    Rating.objects.create(factor=factor, rival=who, value=score, at=made.opened_at)
        set_capacities(cycle=made, days={cast.alice.pk: Decimal(10), cast.bob.pk: Decimal(20)})
        _assign(made, cast, "A", cast.bob.pk, None)
        _assign(made, cast, "B", cast.alice.pk, None)
        yield made


def _candidate(cycle: Cycle, code: str) -> Candidate:
    return Candidate.objects.get(cycle=cycle, code=code)


def _assign(cycle: Cycle, cast: Cast, code: str, manager: int | None, days: Decimal | None) -> int:
    row = _candidate(cycle, code)
    wish = Assignment(row.pk, manager, days, (row.manager_id, row.days))
    return assign(cycle=cycle, author=cast.alice, wishes=[wish]).saved


def _class_days(cycle: Cycle) -> dict[str, Decimal]:
    return dict(cycle.class_days.values_list("kind", "days"))


def _url(cycle: Cycle, name: str = "") -> str:
    return f"/cycles/{cycle.pk}/effort/{name}"


def test_the_load_is_what_the_classes_ask_for(cycle: Cycle, cast: Cast) -> None:
    load = Programme(cast.alice, cycle).load()
    asked = {one.name: (one.asked_days, one.capacity_days, one.over_days) for one in load.managers}
    assert asked == {"Alice": (Decimal(40), Decimal(10), Decimal(30)), "Bob": (Decimal(2), Decimal(20), Decimal(-18))}
    assert {one.kind: one.asked_days for one in load.classes if one.accounts} == {"k": 40, "o": 2}
    page = cast.browser(cast.alice).get(_url(cycle)).content.decode()
    assert "The managers have 30 days; the accounts ask for 42: 12 too many" in page


def test_value_at_stake_is_the_books_and_the_choice_is_said(cycle: Cycle, cast: Cast) -> None:
    by_revenue = {row.code: row.value for row in Programme(cast.alice, cycle).rows}
    by_profit = {row.code: row.value for row in Programme(cast.alice, cycle, Wish(value="profit")).rows}
    assert by_revenue == {"A": 1000, "B": 9000}
    assert by_profit == {"A": 600, "B": 0}
    page = cast.browser(cast.alice).get(_url(cycle) + "?value=profit").content.decode()
    assert "value at stake: profit of 2025" in page


def test_once_somebody_is_in_only_those_count(cycle: Cycle, cast: Cast) -> None:
    wishes = [Decide(_candidate(cycle, "A").pk, "in", "r", 0), Decide(_candidate(cycle, "B").pk, "watch", "r", 0)]
    decide(cycle=cycle, author=cast.alice, wishes=wishes)
    assert [row.code for row in Programme(cast.alice, cycle).rows] == ["A"]
    assert [row.code for row in Programme(cast.alice, cycle, Wish(watch=True)).rows] == ["A", "B"]


def test_nothing_changes_until_somebody_accepts(cycle: Cycle, cast: Cast) -> None:
    alice = cast.browser(cast.alice)
    answer = alice.get(_url(cycle) + "?propose=1")
    change = next(one for one in answer.context["changes"] if one.row.code == "B")
    assert (change.manager_now, change.manager, change.days, change.is_handed_over) == ("Alice", "Bob", 20, True)
    assert "nothing is changed until you accept it" in answer.content.decode()
    assert _candidate(cycle, "B").manager == cast.alice
    sent = {"key": answer.context["key"], "accept": str(change.row.pk), "propose": "1"}
    assert alice.post(_url(cycle, "accept/"), sent).status_code == 302
    after = _candidate(cycle, "B")
    assert after.manager == cast.bob
    assert after.days == 20
    assert after.history.first().history_user == cast.alice
    assert _candidate(cycle, "A").days is None


def test_all_of_a_proposal_is_accepted_at_once_within_what_there_is(cycle: Cycle, cast: Cast) -> None:
    alice = cast.browser(cast.alice)
    key = alice.get(_url(cycle) + "?propose=1").context["key"]
    alice.post(_url(cycle, "accept/"), {"key": key, "all": "1"})
    load = Programme(cast.alice, cycle).load()
    assert load.over_days <= 0
    assert all(one.over_days <= 0 for one in load.managers)


def test_a_proposal_that_rests_on_older_figures_is_not_accepted(cycle: Cycle, cast: Cast) -> None:
    alice = cast.browser(cast.alice)
    key = alice.get(_url(cycle) + "?propose=1").context["key"]
    set_capacities(cycle=cycle, days={cast.bob.pk: Decimal(5)})
    answer = alice.post(_url(cycle, "accept/"), {"key": key, "all": "1"})
    assert answer.status_code == 409
    assert "nothing was accepted" in answer.content.decode()
    assert _candidate(cycle, "B").manager == cast.alice


def test_days_capacities_and_managers_are_kept(cycle: Cycle, cast: Cast) -> None:
    alice, row = cast.browser(cast.alice), _candidate(cycle, "A")
    alice.post(_url(cycle, "days/"), {"k": "30,5", "d": "", "m": "８", "o": "1"})
    assert dict(cycle.class_days.values_list("kind", "days")) == {"k": Decimal("30.5"), "m": 8, "o": 1}
    sent = {f"m{cast.alice.pk}": "", f"m{cast.bob.pk}": "44", "add": cast.charlie.pk, "add_days": "7"}
    alice.post(_url(cycle, "capacity/"), sent)
    assert dict(cycle.capacities.values_list("manager", "days")) == {cast.bob.pk: 44, cast.charlie.pk: 7}
    sent = {f"seen{row.pk}": f"{cast.bob.pk}:", f"manager{row.pk}": cast.charlie.pk, f"days{row.pk}": "3"}
    alice.post(_url(cycle, "managers/"), sent)
    row.refresh_from_db()
    assert row.manager == cast.charlie
    assert row.days == 3


def test_many_accounts_get_a_manager_at_once(cycle: Cycle, cast: Cast) -> None:
    rows = [_candidate(cycle, code) for code in "AB"]
    sent: dict[str, object] = {"many": cast.bob.pk, "tick": [row.pk for row in rows]}
    for row in rows:
        sent |= {f"seen{row.pk}": f"{row.manager_id}:", f"manager{row.pk}": row.manager_id, f"days{row.pk}": ""}
    cast.browser(cast.alice).post(_url(cycle, "managers/"), sent)
    assert {_candidate(cycle, code).manager for code in "AB"} == {cast.bob}


def test_a_stale_save_shows_both_values(cycle: Cycle, cast: Cast) -> None:
    row = _candidate(cycle, "A")
    sent = {f"seen{row.pk}": f"{cast.bob.pk}:", f"manager{row.pk}": cast.alice.pk, f"days{row.pk}": "9"}
    _assign(cycle, cast, "A", cast.charlie.pk, Decimal(4))
    answer = cast.browser(cast.alice).post(_url(cycle, "managers/"), sent)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "theirs: Charlie, 4.0; yours: Alice, 9.0" in " ".join(page.split())
    assert _candidate(cycle, "A").days == 4


@pytest.mark.parametrize("text", ["=1+1", "-1", "1e9", "ten", "1.25", "10001", "<script>"])
def test_what_is_no_number_of_days_is_refused_with_its_place(cycle: Cycle, cast: Cast, text: str) -> None:
    alice, before = cast.browser(cast.alice), _class_days(cycle)
    answer = alice.post(_url(cycle, "days/"), {"k": text})
    assert answer.status_code == 400
    assert "Key Account: " in answer.content.decode()
    assert "<script>" not in answer.content.decode().split('role="alert"')[1].split("</p>")[0]
    assert _class_days(cycle) == before


def test_who_cannot_manage_and_what_is_not_here_are_left_out(cycle: Cycle, cast: Cast) -> None:
    other = new_cycle(cast, "FY22")
    foreign, row = _candidate(other, "A"), _candidate(cycle, "A")
    wishes = [
        Assignment(foreign.pk, cast.bob.pk, None, (None, None)),
        Assignment(row.pk, cast.vera.pk, None, (cast.bob.pk, None)),
    ]
    assert assign(cycle=cycle, author=cast.alice, wishes=wishes).saved == 0
    set_capacities(cycle=cycle, days={cast.vera.pk: Decimal(5), 999_999: Decimal(5)})
    assert cycle.capacities.count() == 2


def test_a_manager_sees_their_own_load_and_nobody_elses(cycle: Cycle, cast: Cast) -> None:
    blind = cast.browser(cast.bob).get(_url(cycle)).content.decode()
    assert "the load is made from what you may know" in blind
    Cycle.objects.filter(pk=cycle.pk).update(is_blind=False)
    answer = cast.browser(cast.bob).get(_url(cycle) + "?propose=1&watch=1")
    page = answer.content.decode().split("<main")[1]
    assert "The managers have 20 days; the accounts ask for 2" in page
    assert "Alpha Bicycles" in page
    assert "changes" not in answer.context
    for secret in ("Beta", "Alice", "9,000"):
        assert secret not in page, secret


@pytest.mark.parametrize("who", ["vera", "charlie"])
def test_who_manages_nothing_sees_nothing(cycle: Cycle, cast: Cast, who: str) -> None:
    page = cast.browser(cast.people[who]).get(_url(cycle)).content.decode().split("<main")[1]
    assert "You manage no account of this cycle" in page
    for secret in ("Alpha", "Beta", "Alice", "Bob"):
        assert secret not in page, secret


def test_an_account_that_a_manager_may_not_see_is_not_in_their_load(cycle: Cycle, cast: Cast) -> None:
    _assign(cycle, cast, "B", cast.bob.pk, None)
    assert [row.code for row in Programme(cast.bob, cycle).rows] == ["A"]


@pytest.mark.parametrize("name", ["days/", "capacity/", "managers/", "accept/", "plan/"])
@pytest.mark.parametrize("who", ["bob", "vera", "charlie"])
def test_only_leads_change_anything(cycle: Cycle, cast: Cast, name: str, who: str) -> None:
    before = _class_days(cycle)
    assert cast.browser(cast.people[who]).post(_url(cycle, name), {"k": "1"}).status_code == 404
    assert _class_days(cycle) == before


def test_a_frozen_cycle_offers_and_takes_nothing(cycle: Cycle, cast: Cast) -> None:
    cold, alice = frozen(cycle, cast.alice), cast.browser(cast.alice)
    page = alice.get(_url(cold) + "?propose=1").content.decode()
    for name in ("days/", "capacity/", "managers/", "accept/", "plan/"):
        assert f'action="{_url(cold, name)}"' not in page, name
        assert "frozen" in alice.post(_url(cold, name), {"k": "1"}).content.decode()
    assert "Accept all" not in page
    with pytest.raises(FrozenCycle):
        set_class_days(cycle=cold, days={"k": Decimal(1)})
    with pytest.raises(FrozenCycle):
        set_capacities(cycle=cold, days={cast.bob.pk: Decimal(1)})
    with pytest.raises(FrozenCycle):
        _assign(cold, cast, "A", cast.alice.pk, None)


def test_a_large_programme_is_planned_by_a_job(cycle: Cycle, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planned, "DIRECT_CHOICES", 0)
    forget_everything()
    alice = cast.browser(cast.alice)
    assert alice.get(_url(cycle) + "?propose=1").context["is_late"]
    alice.post(_url(cycle, "plan/"), {"value": "revenue"})
    job = Job.objects.get(kind=JOB)
    make_plan.call(job_id=job.pk, **job.arguments)
    job.refresh_from_db()
    assert job.state == Job.State.DONE
    forget_everything()
    assert alice.get(job.url).context["changes"][0].row.code == "B"


def test_a_cycle_without_weights_or_books_says_so(cast: Cast, tmp_path: Path) -> None:
    with books.data_dir(tmp_path):
        cycle = new_cycle(cast)
        cycle.sets.all().delete()
        answer = cast.browser(cast.alice).get(_url(cycle) + "?propose=1")
        page = answer.content.decode()
        assert answer.status_code == 200
        assert "No plan can be proposed before somebody has days" in page
        assert "2 accounts have no class yet" in page


def test_the_page_asks_the_database_no_more_for_sixty_accounts(cast: Cast, tmp_path: Path) -> None:
    with books.data_dir(tmp_path):
        cycle, browser = new_cycle(cast), cast.browser(cast.alice)
        few = _asked(browser, cycle)
        more = [Account.objects.create(code=f"N{at}", name=f"New {at}") for at in range(58)]
        add_candidates(cycle=cycle, accounts=more, author=cast.alice)
        assert _asked(browser, cycle) == few


def _asked(browser: Client, cycle: Cycle) -> int:
    browser.get(_url(cycle))
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(_url(cycle)).status_code == 200
    return len(asked)


def value(page: str, field: str) -> str:
    found = re.search(rf'name="{field}"[^>]*value="([^"]*)"', page)
    assert found, field
    return found[1]


def test_a_refused_form_keeps_everything_that_was_typed(cycle: Cycle, cast: Cast) -> None:
    alice, row, other = cast.browser(cast.alice), _candidate(cycle, "A"), _candidate(cycle, "B")
    typed = {
        "k": "41", "d": "many", "m": "12", "o": "3", f"m{cast.alice.pk}": "9", f"m{cast.bob.pk}": "x",
        "add": str(cast.charlie.pk), "add_days": "77", "many": str(cast.alice.pk), "tick": str(other.pk),
        f"seen{row.pk}": f"{cast.bob.pk}:", f"manager{row.pk}": str(cast.alice.pk), f"days{row.pk}": "6.25",
        f"seen{other.pk}": f"{cast.alice.pk}:", f"manager{other.pk}": "", f"days{other.pk}": "8",
    }  # fmt: skip
    before = _class_days(cycle)
    for name, field, said in (
        ("days/", "d", "Key Development Account: “many” is not a number."),
        ("capacity/", f"m{cast.bob.pk}", "Bob: “x” is not a number."),
        ("managers/", f"days{row.pk}", "Alpha Bicycles: “6.25” has more than 1 decimals."),
    ):
        answer = alice.post(_url(cycle, name), typed)
        page = answer.content.decode()
        assert answer.status_code == 400
        for one in ("k", "d", "m", "o", f"m{cast.alice.pk}", f"m{cast.bob.pk}", "add_days", f"days{row.pk}",
                    f"days{other.pk}"):  # fmt: skip
            assert value(page, one) == typed[one], (name, one)
        fault = re.search(rf'id="e-{field}">([^<]*)<', page)
        assert fault
        assert fault[1].startswith(said)
        assert page.count("aria-invalid") == 1
        for chosen in (f"manager{row.pk}", f"manager{other.pk}", "add", "many"):
            select = page[page.index(f'name="{chosen}"') :].split("</select>")[0]
            assert re.findall(r'value="(\d*)" selected', select) == [one for one in [typed[chosen]] if one], chosen
        assert re.search(rf'name="tick" value="{other.pk}" checked', page)
    assert _class_days(cycle) == before
    assert _candidate(cycle, "A").manager == cast.bob


def test_what_was_typed_elsewhere_stays_when_a_part_is_saved(cycle: Cycle, cast: Cast) -> None:
    alice, row = cast.browser(cast.alice), _candidate(cycle, "A")
    sent = {"k": "33", "d": "20", "m": "8", "o": "2", f"m{cast.alice.pk}": "10", f"m{cast.bob.pk}": "25",
            f"seen{row.pk}": f"{cast.bob.pk}:", f"manager{row.pk}": str(cast.bob.pk), f"days{row.pk}": "6"}  # fmt: skip
    answer = alice.post(_url(cycle, "days/"), sent)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "What you typed elsewhere on this page stands below and is not saved yet" in page
    assert _class_days(cycle)["k"] == 33
    assert value(page, f"m{cast.bob.pk}") == "25"
    assert value(page, f"days{row.pk}") == "6"
    assert dict(cycle.capacities.values_list("manager", "days"))[cast.bob.pk] == 20
    alice.post(_url(cycle, "capacity/"), sent)
    assert alice.post(_url(cycle, "managers/"), sent).status_code == 302
    assert _candidate(cycle, "A").days == 6


def test_days_without_a_manager_are_asked_about(cycle: Cycle, cast: Cast) -> None:
    page = cast.browser(cast.alice).post(_url(cycle, "capacity/"), {"add": "", "add_days": "7"}).content.decode()
    assert "Choose the manager whose days these are" in page
    assert value(page, "add_days") == "7"


def test_a_stale_save_keeps_what_was_typed_to_save_again(cycle: Cycle, cast: Cast) -> None:
    row, alice = _candidate(cycle, "A"), cast.browser(cast.alice)
    sent = {f"seen{row.pk}": f"{cast.bob.pk}:", f"manager{row.pk}": cast.alice.pk, f"days{row.pk}": "9"}
    _assign(cycle, cast, "A", cast.charlie.pk, Decimal(4))
    page = alice.post(_url(cycle, "managers/"), sent).content.decode()
    assert value(page, f"days{row.pk}") == "9"
    again = sent | {f"seen{row.pk}": value(page, f"seen{row.pk}")}
    assert alice.post(_url(cycle, "managers/"), again).status_code == 302
    row.refresh_from_db()
    assert row.manager == cast.alice
    assert row.days == 9
