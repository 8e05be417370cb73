"""Load, proposal, trade and shortages: a published knapsack problem, brute force, and what must never change."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from openkam.core.blocks import Figure, Finding, Note, Report, Table, Working
from openkam.core.errors import InvalidInput
from openkam.tools import shape
from openkam.tools.define.effort import TOOL, EffortResult, report
from openkam.tools.define.effort.inputs import EffortInputs

HERE = Path(__file__).parent
EXAMPLE = json.loads((HERE / "example.json").read_text(encoding="utf-8"))["inputs"]
NBSP = "\N{NO-BREAK SPACE}"


def account(code: str, kind: str = "k", value: Any = 100, manager: str = "", **more: Any) -> dict[str, Any]:
    return {"account": code, "kind": kind, "value": None if value is None else str(value), "manager": manager, **more}


def managers(*days: Any) -> list[dict[str, Any]]:
    return [{"id": f"M{at}", "name": f"Manager {at}", "capacity_days": str(one)} for at, one in enumerate(days)]


def answer(inputs: dict[str, Any]) -> Any:
    """The result; of any type, so that exact amounts compare with whole numbers."""
    return TOOL.run(inputs)


def run(accounts: list[dict[str, Any]], *days: Any, **more: Any) -> Any:
    return answer({"currency": "EUR", "managers": managers(*days), "accounts": accounts, **more})


def texts(blocks: Report) -> dict[str, str]:
    return {block.id: block.text for block in blocks if isinstance(block, Finding | Note)}


def test_folder_and_example() -> None:
    """Algorithm 632, problem 1 of its driver: 333, as printed."""
    assert shape.faults(TOOL) == []


def test_the_printed_plan_of_the_published_problem_fits() -> None:
    """Items 1 and 4 in 70, items 2, 3 and 7 in 127, as KNAPSACK_PRB prints them; agreed, they give the same 333."""
    printed = {"01": "one", "04": "one", "02": "two", "03": "two", "07": "two"}
    fixed = [{"account": code, "manager": manager} for code, manager in printed.items()]
    result = answer(EXAMPLE | {"fixed": fixed})
    assert (result.attained, [one.proposed_days for one in result.managers]) == (333_000, [67, 123])


@pytest.mark.parametrize(
    ("capacity", "attained"), [((70, 127), 333), ((50, 81, 120), None), ((31, 37, 48, 152), None), ((165,), None)]
)
def test_the_four_problems_of_the_driver_against_every_packing(capacity: tuple[int, ...], attained: int | None) -> None:
    """The optimum of all four by a table over the days left of every knapsack."""
    items = [(int(one["days_wanted"]), int(one["value"]) // 1000) for one in EXAMPLE["accounts"]]
    states = {capacity: 0}
    for days, value in items:
        after = dict(states)
        for left, worth in states.items():
            for at, room in enumerate(left):
                if room >= days:
                    here = (*left[:at], room - days, *left[at + 1 :])
                    after[here] = max(after.get(here, 0), worth + value)
        states = after
    best = max(states.values())
    result = answer(EXAMPLE | {"managers": managers(*capacity)})
    assert (result.attained, result.method) == (best * 1000, "proved")
    assert attained in {None, best}


def test_load_and_even_cut_by_hand() -> None:
    """K 40 + D 25 + M 8 = 73 days on 36.5: each has half, 60 % of its value; without a manager 0."""
    rows = [
        account("A", "k", 1000, "M0"),
        account("B", "d", 500, "M0"),
        account("C", "m", 100, "M0"),
        account("E", "o"),
    ]
    result = run(rows, 36.5)
    (manager,) = result.managers
    assert (manager.asked_days, manager.over_days, result.asked_days) == (73, Decimal("36.5"), 75)
    assert [row.today_days for row in result.accounts] == [20, Decimal("12.5"), 4, 0]
    assert result.today_value == 960
    assert [one.asked_days for one in result.classes] == [40, 25, 8, 2]
    assert (result.unmanaged, result.unmanaged_days) == (1, 2)


def test_the_proposal_gives_days_where_they_bring_most() -> None:
    """60 days, two accounts of 40: A at 1,000, B at 100. Full A: 1,000; standard A + minimum B: 850 + 60 = 910."""
    result = run([account("A", value=1000, manager="M0"), account("B", value=100, manager="M0")], 60)
    chosen = {row.account: (row.level, row.days, row.attained) for row in result.accounts}
    assert chosen == {"A": ("full", 60, 1000), "B": ("", 0, 0)}
    assert (result.method, result.bound, result.gap_pct) == ("proved", 1000, 0)
    # 30 days each: on the line from 20 days and 60 % to 40 days and 85 %.
    assert result.today_value == Decimal("725") + Decimal("72.5")


def test_a_hand_over_costs_and_is_made_only_where_it_pays() -> None:
    rows = [account("A", value=1000, manager="M0"), account("B", value=100, manager="M0")]
    moved = run(rows, 60, 60)
    assert [(row.manager, row.handed_over, row.attained) for row in moved.accounts] == [
        ("M0", False, 1000),
        ("M1", True, 95),
    ]
    held = run(rows, 60, 60, hand_over=False)
    assert [(row.manager, row.days) for row in held.accounts] == [("M0", 60), ("", 0)]
    assert run([{**row, "may_move": False} for row in rows], 60, 60).attained == held.attained == 1000
    assert run(rows, 60, 60, hand_over_loss_pct="100").attained == 1000
    assert not any(row.handed_over for row in run(rows, 60, 0, hand_over_loss_pct="0").accounts)


def test_what_is_agreed_is_kept() -> None:
    rows = [account("A", value=1000, manager="M0"), account("B", value=1, manager="M0", minimum_days="10")]
    kept = run(rows, 60)
    # A at standard brings 850; B at the 20 days of its minimum level more than at the 10 agreed.
    assert [row.days for row in kept.accounts] == [40, 20]
    assert kept.accounts[1].must
    exact = run(rows, 60, 30, fixed=[{"account": "B", "manager": "M1", "days": "30"}], hand_over=False)
    assert [(row.manager, row.days, row.origin) for row in exact.accounts] == [
        ("M0", 60, "common"),
        ("M1", 30, "agreed"),
    ]
    # Between minimum (20 days, 60 %) and standard (40 days, 85 %), less 5 % for the hand-over.
    assert exact.accounts[1].attained == Decimal("0.725") * Decimal("0.95")


def test_what_cannot_be_kept_names_manager_and_days() -> None:
    rows = [account("A", manager="M0", minimum_days="30"), account("B", manager="M0", minimum_days="30")]
    result = run(rows, 40, 10)
    assert (result.attained, result.method) == (None, "none")
    assert sum(one.missing_days for one in result.shortages) == 20
    said = texts(report(run(rows, 40, 10, hand_over=False)))
    assert said["effort-short-0"] == "Manager 0 cannot serve what is agreed: 60 days, 20 too many"
    assert said["effort-proposal"] == "No plan can keep what is agreed"
    crowded = run(rows, 100, hand_over=False, max_accounts=1)
    assert texts(report(crowded))["effort-short-0"] == "Manager 0 has 1 agreed account more than one manager may have"
    alone = run([account("A", minimum_days="3")])
    assert texts(report(alone))["effort-short-0"] == "3 days are agreed and there is no manager to serve them"


def test_agreed_accounts_are_dealt_out_better_than_by_size() -> None:
    """3, 3, 2, 2, 2 into 6 and 6: by size 3 + 2 and 3 + 2 leave a 2 over; 3 + 3 and 2 + 2 + 2 fit."""
    rows = [account(f"A{at}", minimum_days=str(days), days_wanted="10") for at, days in enumerate((3, 3, 2, 2, 2))]
    result = run(rows, 6, 6)
    assert (result.shortages, result.proposed_days) == ((), 12)


def test_zero_accounts_zero_managers_zero_capacity() -> None:
    assert texts(report(run([], 100)))["effort-load"] == (
        "The managers have 100 days; the accounts ask for 0: 100 to spare"
    )
    empty = answer({})
    assert (empty.attained, empty.attained_pct, TOOL.metrics(empty)["over_days"]) == (0, None, 0)
    for result in (run([account("A")]), run([account("A", manager="M0")], 0)):
        assert (result.attained, result.attained_pct, result.proposed_days) == (0, 0, 0)
        assert report(result)
    assert run([account("A", days_wanted="0", manager="M0")], 10).attained == 0


def test_unknown_values_get_only_what_is_agreed() -> None:
    result = run([account("A", value=None), account("B", value=None, minimum_days="5")], 100)
    assert [row.days for row in result.accounts] == [0, 5]
    assert texts(report(result))["effort-unknown"].startswith("The value at stake of 2 accounts is not known")


def test_equal_accounts_share_out_and_the_number_of_accounts_is_kept() -> None:
    """Twelve accounts of 40 days, three managers of 100: two accounts at most for each."""
    rows = [account(f"A{at:02}") for at in range(12)]
    result = run(rows, 100, 100, 100, max_accounts=2)
    assert [one.proposed_accounts for one in result.managers] == [2, 2, 2]
    # Six accounts, 50 days each: one standard and one full fit into 100.
    assert result.attained == 3 * (85 + 100)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"managers": managers(1) * 2}, "managers.1: M0 is given twice"),
        ({"accounts": [account("A"), account("A")]}, "accounts.1: A is given twice"),
        ({"accounts": [account("A", manager="X")]}, "accounts.0.manager: there is no manager X"),
        ({"accounts": [account("A", value="NaN")]}, "accounts.0.value"),
        ({"accounts": [account("A", value="Infinity")]}, "accounts.0.value"),
        ({"accounts": [account("A", value=-1)]}, "accounts.0.value"),
        ({"accounts": [account("A", days_wanted="-Infinity")]}, "accounts.0.days_wanted"),
        ({"managers": managers("NaN")}, "managers.0.capacity_days"),
        ({"fixed": [{"account": "A", "manager": "M0"}]}, "fixed.0.manager: there is no manager M0"),
        ({"levels": []}, "levels"),
        (
            {"levels": [{"id": key, "days_pct": 50, "value_pct": 50} for key in "ab"]},
            "levels.1.days_pct: each level needs more days",
        ),
        (
            {"levels": [{"id": str(at), "days_pct": at, "value_pct": 9 - at} for at in (1, 2)]},
            "levels.1.value_pct: more days must not attain less",
        ),
        (
            {
                "managers": managers(9),
                "accounts": [account("A", minimum_days="5")],
                "fixed": [{"account": "A", "manager": "M0", "days": "3"}],
            },
            "fixed.0.days: 3 days are agreed, but the agreed minimum of account A is 5",
        ),
    ],
)
def test_errors_name_their_place(change: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        TOOL.run(change)
    assert message in str(caught.value)


def test_report_of_the_example_in_words() -> None:
    blocks = report(TOOL.run(EXAMPLE))
    said = texts(blocks)
    assert said["effort-load"] == "The managers have 197 days; the accounts ask for 537: 340 too many"
    assert said["effort-proposal"].startswith(f"The proposal attains 49{NBSP}% of the value at stake with 190 days, ")
    assert said["effort-solver"] == "No other plan attains more: proved by the solver HiGHS."
    figures = {block.id: block for block in blocks if isinstance(block, Figure)}
    assert [one.key for one in figures["effort-load-figure"].series] == ["asked", "capacity", "proposed"]
    assert len(figures["effort-trade"].categories) == len(figures["effort-trade"].series[0].values) == 9
    table = next(block for block in blocks if isinstance(block, Table) and block.id == "effort-accounts")
    assert len(table.rows) == len(table.links) == 10


def test_every_sum_is_its_terms() -> None:
    rows = [account(f"A{at:02}", "kdmo"[at % 4], 100 + at, f"M{at % 2}") for at in range(30)]
    for block in report(run(rows, 100, 150)):
        if isinstance(block, Working):
            assert sum(Decimal(str(term.value)) for term in block.terms) == Decimal(str(block.result)), block.id


def test_own_levels_stand_in_place_of_the_common_ones() -> None:
    levels = [{"account": "A", "name": "visit", "days": "5", "value_pct": "100"}]
    result = run([account("A", value=10)], 5, account_levels=levels)
    assert [(row.level, row.origin, row.days, row.attained) for row in result.accounts] == [("visit", "own", 5, 10)]


def test_result_survives_its_json() -> None:
    result = TOOL.run(EXAMPLE)
    assert EffortResult.model_validate_json(result.model_dump_json()) == result


def test_nothing_of_the_solver_stands_in_the_answer() -> None:
    """HiGHS prints a line of its own when it mends a rounding error; it must not reach standard output."""
    code = (
        "import ctypes, os; from openkam.tools.define.effort.quiet import answers_kept_clean\n"
        "with answers_kept_clean(): ctypes.CDLL(None).puts(b'noise')\n"
        "print('answer')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("answer\n", "noise\n")


cases = st.lists(
    st.tuples(
        st.sampled_from("kdmo"),
        st.integers(0, 50),
        st.sampled_from(("", "M0", "M1")),
        st.sampled_from(("0", "0", "3")),
        st.booleans(),
    ),
    min_size=1,
    max_size=4,
)
capacities = st.tuples(st.integers(0, 80), st.integers(0, 80))


def given_rows(rows: list[tuple[str, int, str, str, bool]], times: int = 1, mark: str = "A") -> list[dict[str, Any]]:
    return [
        account(f"{mark}{at}", kind, value * times, manager, minimum_days=least, may_move=moves)
        for at, (kind, value, manager, least, moves) in enumerate(rows)
    ]


def brute(inputs: EffortInputs, result: EffortResult) -> Decimal | None:
    """The best of every assignment of manager and level; None where none keeps what is agreed."""
    percent = [(one.days_pct, one.value_pct) for one in inputs.levels]
    today = {row.account: row.today_days for row in result.accounts}
    options: list[list[tuple[str, Decimal, Decimal]]] = []
    for one in inputs.accounts:
        asked = inputs.class_days.of(one.kind)
        knots = [(Decimal(0), Decimal(0)), *((asked * days / 100, share) for days, share in percent)]
        amounts = {days for days, _share in knots[1:]} | {today[one.account], one.minimum_days}
        who = [one.manager] if one.manager and not one.may_move else [row.id for row in inputs.managers]
        mine = [] if one.minimum_days else [("", Decimal(0), Decimal(0))]
        for days in amounts:
            if days <= 0 or days < one.minimum_days:
                continue
            pairs = list(itertools.pairwise(knots))
            share = next(
                (a[1] + (b[1] - a[1]) * (days - a[0]) / (b[0] - a[0]) for a, b in pairs if days < b[0]), Decimal(100)
            )
            for manager in who:
                kept = Decimal("0.95") if one.manager and one.manager != manager else Decimal(1)
                mine.append((manager, days, (one.value or 0) * share / 100 * kept))
        options.append(mine)
    best: dict[tuple[Decimal, ...], Decimal] = {tuple(row.capacity_days for row in inputs.managers): Decimal(0)}
    places = {row.id: at for at, row in enumerate(inputs.managers)}
    for mine in options:
        after: dict[tuple[Decimal, ...], Decimal] = {}
        for (left, worth), (manager, days, value) in itertools.product(best.items(), mine):
            here = list(left)
            if manager:
                here[places[manager]] -= days
            if min(here) >= 0:
                after[tuple(here)] = max(after.get(tuple(here), Decimal(-1)), worth + value)
        best = after
    return max(best.values(), default=None)


@given(cases, capacities)
@settings(max_examples=15, deadline=None)
def test_no_assignment_is_better(rows: list[tuple[str, int, str, str, bool]], days: tuple[int, int]) -> None:
    inputs = TOOL.parse({"managers": managers(*days), "accounts": given_rows(rows)})
    result = TOOL.compute(inputs)
    wanted = brute(inputs, result)
    assert (result.attained is None) == (wanted is None)
    if result.attained is not None and wanted is not None:
        assert result.method == "proved"
        assert float(result.attained) == pytest.approx(float(wanted), abs=1e-6)
        for one in result.managers:
            assert one.proposed_days <= one.capacity_days
        known = [one.attained for one in result.trade if one.attained is not None]
        assert known == sorted(known)
        if not any(row.must for row in result.accounts):
            assert result.attained >= result.today_value


@given(cases, capacities, st.integers(2, 10**6), st.randoms(use_true_random=False))
@settings(max_examples=8, deadline=None)
def test_scale_order_and_names_change_nothing(
    rows: list[tuple[str, int, str, str, bool]], days: tuple[int, int], times: int, pick: Any
) -> None:
    before = run(given_rows(rows), *days)
    scaled = run(given_rows(rows, times), *days)
    shuffled = given_rows(rows)
    pick.shuffle(shuffled)
    turned = run(shuffled, *days)
    renamed = run([{**row, "account": f"z{9 - at}"} for at, row in enumerate(given_rows(rows))], *days)
    if before.attained is None:
        assert scaled.attained is turned.attained is renamed.attained is None
        return
    assert float(scaled.attained or 0) == pytest.approx(float(before.attained) * times)
    assert {row.account: row for row in turned.accounts} == {row.account: row for row in before.accounts}
    assert renamed.attained == pytest.approx(before.attained)


@given(cases, capacities, st.tuples(st.integers(0, 20), st.integers(0, 20)))
@settings(max_examples=8, deadline=None)
def test_more_days_never_attain_less(
    rows: list[tuple[str, int, str, str, bool]], days: tuple[int, int], more: tuple[int, int]
) -> None:
    """Without managers now, so that an even cut of other days adds no other choices."""
    free = [{**row, "manager": ""} for row in given_rows(rows)]
    less = run(free, *days)
    much = run(free, days[0] + more[0], days[1] + more[1])
    if less.attained is not None:
        assert much.attained is not None
        assert much.attained >= less.attained
