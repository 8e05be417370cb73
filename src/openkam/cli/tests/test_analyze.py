"""`openkam analyze` on the sample: every figure of examples/adventureworks/README.md, and what cannot be used."""

from __future__ import annotations

import csv
import json
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from openkam.cli.tests.running import EXAMPLE, openkam

LINES = EXAMPLE / "sales_lines.csv.gz"
ACCOUNTS = EXAMPLE / "accounts.csv"


@lru_cache(maxsize=8)
def analysed(*arguments: str) -> dict[str, Any]:
    done = openkam("analyze", LINES, ACCOUNTS, "--fiscal-year-start", "7", "--json", *arguments)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_sums_orders_and_lines() -> None:
    found = analysed()
    assert found["source"] | {"skipped": 0, "files": 0} == {
        "rows_read": 57851,
        "rows_loaded": 57851,
        "rows_rejected": 0,
        "sum_read": "77548570.20",
        "sum_loaded": "77548570.20",
        "sum_rejected": "0.00",
        "skipped": 0,
        "files": 0,
    }
    assert found["total"] == {
        "revenue": "77548570.20",
        "direct_cost": "76549075.63",
        "indirect_cost": None,
        "net_income": "999494.57",
    }
    assert (found["orders"], found["accounts"], found["loss_making_lines"]) == (3616, 632, 20586)


def test_a_default_date_is_stated() -> None:
    assert analysed()["as_of"] == {"date": "2020-05-31", "chosen_by": "last_invoice"}
    assert analysed("--as-of", "2019-06-30")["as_of"] == {"date": "2019-06-30", "chosen_by": "option"}


def test_periods() -> None:
    keys = ("label", "start", "end", "partial", "revenue", "net_income", "accounts", "unprofitable")
    assert [tuple(period[key] for key in keys) for period in analysed()["periods"]] == [
        ("FY18", "2017-07-01", "2018-06-30", False, "16429042.60", "131362.37", 208, 76),
        ("FY19", "2018-07-01", "2019-06-30", False, "27979779.53", "1211547.99", 365, 101),
        ("FY20", "2019-07-01", "2020-06-30", True, "33139748.07", "-343415.79", 489, 287),
    ]


def test_whale_curve_of_all_years() -> None:
    whale = analysed()["whale"]
    assert whale["axis"] == "percent"
    assert whale["peak_pct"] == pytest.approx(267.6081, abs=5e-5)
    assert (whale["accounts_at_peak"], whale["unprofitable"], whale["loss_total"]) == (308, 324, "1675234.10")
    assert 0 < whale["gini_rsv"] < 1


def test_whale_curve_of_a_loss_is_money_with_the_reason() -> None:
    whale = analysed("--period", "FY20")["whale"]
    assert (whale["axis"], whale["peak_pct"], whale["gini"], whale["stobachoff"]) == ("money", None, None, None)
    assert "no meaning" in whale["reason"]
    assert (whale["accounts_at_peak"], whale["unprofitable"]) == (202, 287)


def test_concentration() -> None:
    found = analysed()["concentration"]
    assert found["top20_accounts"] == 127
    assert found["top20_revenue_share_pct"] == pytest.approx(67.4471, abs=5e-5)
    assert found["hhi"] == pytest.approx(46.072, abs=5e-4)


@pytest.mark.parametrize(
    ("cut", "sales", "profit", "counts"),
    [
        ("median", "45952.415", "-10.06", (131, 185, 185, 131)),
        ("mean", "122703.4339", "1581.4788", (90, 116, 52, 374)),
    ],
)
def test_quadrant(cut: str, sales: str, profit: str, counts: tuple[int, ...]) -> None:
    found = analysed("--cut", cut)["quadrant"]
    assert found["cut"] == {"method": cut, "sales": sales, "net_income": profit}
    assert tuple(found["counts"].values()) == counts
    assert tuple(found["counts"]) == ("high_high", "high_low", "low_high", "low_low")


def test_a_typed_cut() -> None:
    found = analysed("--cut", "45952.415,-10.06")["quadrant"]
    assert (found["cut"]["method"], tuple(found["counts"].values())) == ("typed", (131, 185, 185, 131))


def test_largest_accounts_have_the_names_of_the_list() -> None:
    assert [(row["name"], row["revenue"]) for row in analysed()["top"][:6]] == [
        ("Brakes and Gears", "882273.53"),
        ("Totes & Baskets Company", "817125.03"),
        ("Retail Mall", "803767.27"),
        ("Vigorous Exercise Company", "794909.73"),
        ("Excellent Riding Supplies", "773398.22"),
        ("Thorough Parts and Repair Services", "741360.41"),
    ]
    assert analysed()["top"][5]["net_income"] == "-24138.50"


def test_quarter_and_month_can_be_chosen() -> None:
    quarter, month = analysed("--period", "FY20 Q1"), analysed("--period", "2019-08")
    assert Decimal(month["total"]["revenue"]) < Decimal(quarter["total"]["revenue"])
    assert [period["label"] for period in quarter["periods"]] == ["FY18", "FY19", "FY20"]


def test_what_could_not_be_said_is_listed() -> None:
    assert {"indirect-cost", "currency"} <= {entry["what"] for entry in analysed()["unknown"]}


def test_the_readable_summary_says_the_finding_and_the_date() -> None:
    done = openkam("analyze", LINES, ACCOUNTS, "--fiscal-year-start", "7", "--period", "FY20")
    assert done.returncode == 0, done.stderr
    assert "202 accounts earn 1.06M; the other 287 lose 1.40M" in done.stdout
    assert "As of 31 May 2020, the day of the last invoice" in done.stdout
    assert "\N{MINUS SIGN}343,416" in done.stdout
    assert "Westside Plaza" in done.stdout


def write(path: Path, header: list[str], rows: list[list[object]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerows([header, *rows])
    return path


def small(tmp_path: Path, *, cost: bool = True) -> Path:
    header = ["Customer", "Invoice date", "Invoice", "Amount", *(["Cost"] if cost else [])]
    rows: list[list[object]] = [
        ["C1", f"2024-{month:02d}-15", f"R{month}", 100, *([60] if cost else [])] for month in range(1, 13)
    ]
    rows += [["C2", "2024-12-28", "R13", 500, *([520] if cost else [])]]
    return write(tmp_path / "sales.csv", header, rows)


def test_a_list_names_accounts_by_the_column_that_matches_and_rolls_up(tmp_path: Path) -> None:
    lines = small(tmp_path)
    names = write(
        tmp_path / "customers.csv",
        ["Customer ID", "Customer number", "Customer name", "Parent customer"],
        [["900", "C1", "Daughter Ltd", "C2"], ["901", "C2", "Mother plc", ""], ["902", "C3", "Stranger", ""]],
    )
    found = json.loads(openkam("analyze", lines, names, "--json").stdout)
    assert [(row["account"], row["name"], row["revenue"]) for row in found["top"]] == [("C2", "Mother plc", "1700.00")]
    assert found["rolled_up"] is True
    apart = json.loads(openkam("analyze", lines, names, "--json", "--no-roll-up").stdout)
    assert [row["name"] for row in apart["top"]] == ["Daughter Ltd", "Mother plc"]


def test_a_year_whose_last_invoice_is_just_before_its_end_is_whole(tmp_path: Path) -> None:
    found = json.loads(openkam("analyze", small(tmp_path), "--json").stdout)
    assert found["as_of"] == {"date": "2024-12-31", "chosen_by": "month_of_last_invoice"}
    assert [(period["label"], period["partial"]) for period in found["periods"]] == [("2024", False)]


def test_without_costs_the_margin_is_unknown_and_not_zero(tmp_path: Path) -> None:
    found = json.loads(openkam("analyze", small(tmp_path, cost=False), "--json").stdout)
    assert (found["total"]["direct_cost"], found["total"]["net_income"]) == (None, None)
    assert (found["whale"]["axis"], found["periods"][0]["unprofitable"]) == (None, None)
    assert "margin is unknown" in found["whale"]["reason"]
    assert "direct-cost" in {entry["what"] for entry in found["unknown"]}


def test_cost_pools_from_a_file(tmp_path: Path) -> None:
    pools = tmp_path / "pools.json"
    pools.write_text(json.dumps([{"kind": "rate", "name": "Orders", "rates": {"orders": 5}}]))
    found = json.loads(openkam("analyze", small(tmp_path), "--pools", pools, "--json").stdout)
    assert (found["total"]["indirect_cost"], found["total"]["net_income"]) == ("65.00", "395.00")
    pools.write_text(json.dumps([{"kind": "rate", "name": "Orders"}]))
    done = openkam("analyze", small(tmp_path), "--pools", pools, "--json")
    assert done.returncode == 2
    assert json.loads(done.stderr)["error"]["place"]["field"] == "0.rate.rates"


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        (("--map", "colour=Amount"), "--map"),
        (("--map", "revenue=Nowhere"), "--map revenue"),
        (("--period", "FY99"), "--period"),
        (("--cut", "high"), "--cut"),
        (("--as-of", "2001-01-01"), "--as-of"),
    ],
)
def test_what_cannot_be_used_ends_with_two_and_names_its_place(
    arguments: tuple[str, ...], field: str, tmp_path: Path
) -> None:
    done = openkam("analyze", small(tmp_path), "--json", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    error = json.loads(done.stderr)["error"]
    assert error["place"]["field"] == field
    assert error["message"]
    assert error["remedy"]


def test_a_missing_file_ends_with_two() -> None:
    assert openkam("analyze", "no-such-file.csv").returncode == 2


def test_a_corrected_column_is_used(tmp_path: Path) -> None:
    lines = small(tmp_path)
    found = json.loads(openkam("analyze", lines, "--json", "--map", "revenue=Cost").stdout)
    assert found["total"]["revenue"] == "1240.00"
    assert found["total"]["direct_cost"] is None, "a column has one meaning"


def test_files_of_one_name_in_two_folders_are_told_apart(tmp_path: Path) -> None:
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        folder.mkdir()
    first = small(folders[0])
    second = write(
        folders[1] / "sales.csv", ["Kunde", "Datum", "Betrag"], [["C9", "2024-03-01", 7], ["C9", "2024-04-01", 8]]
    )
    done = openkam("analyze", first, second, "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["total"]["revenue"] == "1715.00"


def test_the_answer_in_chinese_keeps_its_codes(tmp_path: Path) -> None:
    done = openkam("analyze", small(tmp_path), "--lang", "zh-Hant", "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout)["as_of"]["chosen_by"] == "month_of_last_invoice"


def test_out_leaves_answer_deck_workbook_and_rejects(tmp_path: Path) -> None:
    lines = small(tmp_path)
    with lines.open("a", encoding="utf-8") as stream:
        stream.write("C1,2024-05-01,R14,not a number,1\n")
    out = tmp_path / "report"
    arguments = ("--out", out, "--json", "--max-rejects", "50", "--lang", "zh-Hant")
    done = openkam("analyze", lines, *arguments)
    assert done.returncode == 0, done.stderr
    assert json.loads((out / "result.json").read_text(encoding="utf-8")) == json.loads(done.stdout)
    found = json.loads(done.stdout)["source"]
    assert (found["rows_read"], found["rows_loaded"], found["rows_rejected"]) == (14, 13, 1)
    with (out / "rejects.csv").open(encoding="utf-8-sig") as stream:
        (reject,) = csv.DictReader(stream)
    assert (reject["line"], reject["value"]) == ("15", "not a number")
    with ZipFile(out / "portfolio.pptx") as deck:
        assert sum(name.startswith("ppt/slides/slide") for name in deck.namelist()) > 5
    with ZipFile(out / "portfolio.xlsx") as workbook:
        sheets = [workbook.read(name).decode() for name in workbook.namelist() if "worksheets/sheet" in name]
    assert any("<v>1200</v>" in sheet for sheet in sheets), "a real number"


def test_too_many_unreadable_rows_stop_the_analysis_and_are_named(tmp_path: Path) -> None:
    lines = small(tmp_path)
    with lines.open("a", encoding="utf-8") as stream:
        stream.write("C1,2024-05-01,R14,not a number,1\n")
    done = openkam("analyze", lines, "--json")
    assert (done.returncode, done.stdout) == (2, "")
    refused = json.loads(done.stderr)
    assert refused["error"]["code"] == "too_many_rejects"
    assert refused["rejects"][0]["value"] == "not a number"
