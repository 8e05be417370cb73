"""The worked example, the lines, and the AdventureWorks figures of the customer value quadrant."""

from __future__ import annotations

import csv
import gzip
import json
from collections import defaultdict
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from openkam.core.blocks import Figure
from openkam.core.errors import InvalidInput
from openkam.tools.define.value_quadrant import TOOL
from openkam.tools.define.value_quadrant.inputs import QuadrantResult
from openkam.tools.define.value_quadrant.report import finding, report

HERE = Path(__file__).parent
EXAMPLE = HERE.parents[4] / "examples" / "adventureworks"


def row(code: str, sales: object, profit: object) -> dict[str, object]:
    return {"account": code, "sales": sales, "profit": profit}


def run(rows: list[dict[str, object]], **more: object) -> QuadrantResult:
    return TOOL.run({"period": "2024", "accounts": rows, **more})


@lru_cache(maxsize=1)
def resellers() -> tuple[tuple[str, Decimal, Decimal], ...]:
    sales: dict[str, Decimal] = defaultdict(Decimal)
    profit: dict[str, Decimal] = defaultdict(Decimal)
    with gzip.open(EXAMPLE / "sales_lines.csv.gz", "rt", encoding="utf-8") as stream:
        for line in csv.DictReader(stream):
            sales[line["account_key"]] += Decimal(line["sales"])
            profit[line["account_key"]] += Decimal(line["sales"]) - Decimal(line["cost"])
    return tuple((code, sales[code], profit[code]) for code in sales)


@pytest.mark.parametrize(
    ("method", "sales", "profit", "counts"),
    [
        ("median", "45952.415", "-10.06", [131, 185, 185, 131]),
        ("mean", "122703.4339", "1581.4788", [90, 116, 52, 374]),
    ],
)
def test_adventureworks(method: str, sales: str, profit: str, counts: list[int]) -> None:
    """AdventureWorks resellers, all years; figures of examples/adventureworks/README.md."""
    result = run([row(*values) for values in resellers()], cut={"method": method})
    assert (result.cut.sales, result.cut.profit) == (Decimal(sales), Decimal(profit))
    assert [box.accounts for box in result.boxes] == counts
    assert sum(box.sales for box in result.boxes) == Decimal("77548570.20")


def test_at_or_above_the_line_is_high() -> None:
    result = run([row("A", 10, 5), row("B", 9, 4)], cut={"method": "typed", "sales": 10, "profit": 5})
    assert [placed.box for placed in result.accounts] == ["high_high", "low_low"]


def test_a_typed_cut_needs_both_values() -> None:
    with pytest.raises(InvalidInput, match="both sales and profit"):
        run([row("A", 1, 1)], cut={"method": "typed", "sales": 3})


def test_unknown_profit_is_counted_and_placed_nowhere() -> None:
    result = run([row("A", 10, 5), row("B", 90, None)])
    assert (result.unknown_accounts, result.unknown_sales) == (1, Decimal(90))
    assert result.accounts[1].box is None
    assert sum(box.accounts for box in result.boxes) == 1
    assert any(block.type == "note" and block.kind == "unknown" for block in report(result))


def test_near_a_line_is_marked() -> None:
    result = run(
        [row("A", 100, 5), row("B", 104, 50), row("C", 300, 90)], cut={"method": "typed", "sales": 100, "profit": 40}
    )
    assert [placed.borderline for placed in result.accounts] == [True, True, False]


def test_the_finding_is_computed() -> None:
    losing = run([row("A", 100, -60), row("B", 90, -40), row("C", 10, 5), row("D", 5, 1)])
    assert (
        finding(losing)
        == "2 accounts with high sales and low profit bring 93\N{NO-BREAK SPACE}% of revenue and lose 100"
    )
    none = run([row("A", 100, 60), row("B", 5, 1)])
    assert finding(none) == "No account combines high sales with low profit"
    figure = next(block for block in report(losing) if isinstance(block, Figure))
    assert figure.title == finding(losing)
    assert [line.label for line in figure.lines] == ["median 50.00", "median \N{MINUS SIGN}19.50"]
    assert {region.key for region in figure.regions} == {"high_high", "high_low", "low_high", "low_low"}


def test_zero_and_negative_sales_leave_the_logarithmic_axis() -> None:
    figure = next(block for block in report(run([row("A", -5, -1), row("B", 9, 4)])) if isinstance(block, Figure))
    assert figure.x.scale == "symlog"


def test_no_accounts_is_a_result_and_a_report() -> None:
    result = run([])
    assert result.cut.sales is None
    assert report(result)[0].type == "finding"


amounts = st.integers(-(10**6), 10**6).map(lambda cents: str(Decimal(cents) / 100))


@given(st.lists(st.tuples(amounts, amounts), min_size=1, max_size=40))
@settings(max_examples=50, deadline=None)
def test_every_account_stands_in_one_box_and_the_sums_agree(pairs: list[tuple[str, str]]) -> None:
    result = run([row(str(at), *pair) for at, pair in enumerate(pairs)])
    assert sum(box.accounts for box in result.boxes) == len(pairs)
    assert sum(box.sales for box in result.boxes) == sum(Decimal(sales) for sales, _profit in pairs)
    high = result.box("high_high").accounts + result.box("high_low").accounts
    assert high >= len(pairs) / 2, "at or above the median is at least half"


def test_result_survives_its_json() -> None:
    result = TOOL.run(json.loads((HERE / "example.json").read_text())["inputs"])
    assert QuadrantResult.model_validate_json(result.model_dump_json()) == result
    assert TOOL.metrics(result)["high_low"] == 3
