"""Loading: every row and every cent is accounted for, or nothing changes. The files are our own making."""

from __future__ import annotations

import csv
import threading
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from openkam.core.i18n import use_language
from openkam.core.periods import Period
from openkam.ledger import Books, current, last_invoice_date, load, snapshots, undo
from openkam.ledger.types import (
    AlreadyLoaded,
    BooksSettings,
    Cancelled,
    ColumnMapping,
    FileFormat,
    IncompleteMapping,
    InvoiceLine,
    LedgerError,
    Progress,
    Role,
    TooManyRejects,
    UnreadableFile,
)

HEADER = "customer,name,day,invoice,amount,cost"
MAPPING = ColumnMapping(
    columns={
        Role.ACCOUNT: "customer",
        Role.ACCOUNT_NAME: "name",
        Role.DATE: "day",
        Role.DOCUMENT: "invoice",
        Role.REVENUE: "amount",
        Role.DIRECT_COST: "cost",
    },
    format=FileFormat(kind="text"),
)
ALL = Period(date(1950, 1, 1), date(2100, 1, 1), "all")
SOUND = ["A1,Alpha,2024-01-05,I1,100.00,60", "A2,Beta,2024-02-05,I2,50.50,", "A1,Alpha,2024-02-06,I3,-10,-6"]


def write(folder: Path, *rows: str, name: str = "lines.csv", header: str = HEADER, end: str = "\n") -> Path:
    path = folder / name
    path.write_bytes("".join(row + end for row in (header, *rows)).encode())
    return path


def lines_of(ledger: Path, account: str) -> tuple[InvoiceLine, ...]:
    books = Books(ledger, BooksSettings(as_of=date(2030, 1, 1)))
    return books.lines(account, ALL, limit=1000)[0]


def test_sound_rows_are_loaded_with_their_lines(tmp_path: Path) -> None:
    report = load(tmp_path / "books", [write(tmp_path, *SOUND)], MAPPING)
    source = report.source
    assert (source.rows_read, source.rows_loaded, source.rows_rejected) == (3, 3, 0)
    assert (source.sum_read, source.sum_loaded, source.sum_rejected) == (Decimal("140.5"), Decimal("140.5"), Decimal(0))
    assert report.rejects_path is None
    assert [(line.line, line.revenue) for line in lines_of(tmp_path / "books", "A1")] == [
        (4, Decimal(-10)),
        (2, Decimal(100)),
    ]
    assert last_invoice_date(tmp_path / "books") == date(2024, 2, 6)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_every_kind_of_bad_row_is_kept_with_its_line_and_reason(tmp_path: Path, end: str) -> None:
    bad = {
        ",,2024-01-05,I4,1.5,": ("no_account", "customer", ""),
        "A1,Alpha,,I5,2,": ("no_date", "day", ""),
        "A1,Alpha,2024-02-30,I6,4,": ("bad_date", "day", "2024-02-30"),
        "A1,Alpha,1890-01-01,I7,8,": ("date_out_of_range", "day", "1890-01-01"),
        "A1,Alpha,2024-01-05,I8,,": ("no_revenue", "amount", ""),
        "A1,Alpha,2024-01-05,I9,5%,": ("bad_revenue", "amount", "5%"),
        "A1,Alpha,2024-01-05,I10,16,cheap": ("bad_direct_cost", "cost", "cheap"),
    }
    path = write(tmp_path, *SOUND, *bad, *SOUND, end=end)
    report = load(tmp_path / "books", [path], MAPPING, max_reject_share=0.9)
    assert [(row.code, row.column, row.value) for row in report.rejects] == list(bad.values())
    assert [row.line for row in report.rejects] == list(range(5, 12))
    assert (report.source.rows_read, report.source.rows_loaded, report.source.rows_rejected) == (13, 6, 7)
    assert report.source.sum_rejected == Decimal("31.5")
    assert report.source.sum_read == report.source.sum_loaded + report.source.sum_rejected
    assert sorted(line.line for line in lines_of(tmp_path / "books", "A2")) == [3, 13]
    assert report.rejects_path is not None
    with report.rejects_path.open(encoding="utf-8-sig") as handle:
        kept = list(csv.DictReader(handle))
    assert [int(row["line"]) for row in kept] == list(range(5, 12))
    assert kept[2]["reason"].startswith("This is not a date")


def test_blank_lines_totals_and_repeated_headers_are_counted_apart(tmp_path: Path) -> None:
    rows = [SOUND[0], "", SOUND[1], HEADER, SOUND[2], "Total,,,,140.50,54", "合計：,,,,140.50,", ",,,,140.50,", "", ""]
    report = load(tmp_path / "books", [write(tmp_path, *rows)], MAPPING)
    assert report.skipped == {"blank": 3, "header": 1, "total": 3}
    assert (report.source.rows_read, report.source.rows_rejected) == (3, 0)
    assert [line.line for line in lines_of(tmp_path / "books", "A1")] == [6, 2]


def test_a_customer_named_total_is_a_customer(tmp_path: Path) -> None:
    report = load(tmp_path / "books", [write(tmp_path, "Total,Total SE,2024-01-05,I1,5,3")], MAPPING)
    assert report.source.rows_loaded == 1


def test_quoted_line_ends_and_formulas_keep_their_lines(tmp_path: Path) -> None:
    rows = ['A1,"Alpha\nand sons",2024-01-05,I1,1,', "=1+1,=cmd(),2024-01-06,I2,2,", "@A,-x,2024-13-01,I3,4,", SOUND[0]]
    report = load(tmp_path / "books", [write(tmp_path, *rows)], MAPPING, max_reject_share=0.5)
    assert [line.line for line in lines_of(tmp_path / "books", "=1+1")] == [4]
    assert [line.line for line in lines_of(tmp_path / "books", "A1")] == [2, 6]
    assert [row.line for row in report.rejects] == [5]


def test_a_reject_that_a_sheet_would_compute_is_made_inert(tmp_path: Path) -> None:
    path = write(tmp_path, *SOUND, '=HYPERLINK(1),x,"=1+1",I9,1,', name="=evil.csv")
    report = load(tmp_path / "books", [path], MAPPING, max_reject_share=0.5)
    assert report.rejects_path is not None
    with report.rejects_path.open(encoding="utf-8-sig") as handle:
        (row,) = csv.DictReader(handle)
    assert (row["value"], row["file"]) == ("'=1+1", "'=evil.csv")
    assert report.rejects[0].value == "=1+1"


def test_ragged_rows_are_rejected_only_where_something_is_too_much(tmp_path: Path) -> None:
    rows = [*SOUND, "A1,Alpha,2024-03-01,I4,5,3,,", "A1,Alpha,2024-03-01,I5,5,3,surplus", "A1,Alpha,2024-03-01,I6,7"]
    report = load(tmp_path / "books", [write(tmp_path, *rows)], MAPPING, max_reject_share=0.5)
    assert [(row.line, row.code) for row in report.rejects] == [(6, "extra_cells")]
    assert report.source.sum_loaded == Decimal("152.5")


def test_revenue_is_quantity_times_price_where_it_is_missing(tmp_path: Path) -> None:
    mapping = ColumnMapping(
        columns={Role.ACCOUNT: "a", Role.DATE: "d", Role.REVENUE: "r", Role.QUANTITY: "q", Role.PRICE: "p"},
        format=FileFormat(kind="text"),
    )
    rows = ["X,2024-01-01,,3,0.33335", "X,2024-01-02,9,1,1", "X,2024-01-03,,0.5,0.0001", "X,2024-01-04,,-0.5,0.0001"]
    path = write(tmp_path, *rows, "X,2024-01-05,,two,1", header="a,d,r,q,p")
    report = load(tmp_path / "books", [path], mapping, max_reject_share=0.5)
    amounts = [line.revenue for line in reversed(lines_of(tmp_path / "books", "X"))]
    assert amounts == [Decimal("1.0002"), Decimal(9), Decimal("0.0001"), Decimal("-0.0001")]
    assert [row.code for row in report.rejects] == ["bad_quantity"]


def test_too_many_rejects_change_nothing_and_stay_readable(tmp_path: Path) -> None:
    books = tmp_path / "books"
    first = load(books, [write(tmp_path, *SOUND)], MAPPING)
    path = write(tmp_path, SOUND[0], "A1,Alpha,never,I1,1,", name="second.csv")
    with pytest.raises(TooManyRejects) as caught, use_language("en"):
        load(books, [path], MAPPING)
    report = caught.value.report
    assert report is not None
    assert report.rejects_path is not None
    assert "never" in report.rejects_path.read_text("utf-8-sig")
    assert caught.value.place.line == 3
    now = current(books)
    assert now is not None
    assert now.id == first.snapshot_id
    load(books, [path], MAPPING, max_reject_share=0.5)
    assert not report.rejects_path.exists()


def test_the_same_file_twice_is_noticed_and_may_be_meant(tmp_path: Path) -> None:
    books, path = tmp_path / "books", write(tmp_path, *SOUND)
    load(books, [path], MAPPING)
    copy = write(tmp_path, *SOUND, name="copy.csv")
    for files in ([copy], [write(tmp_path, SOUND[0], name="new.csv"), copy]):
        with pytest.raises(AlreadyLoaded, match=r"copy\.csv"):
            load(books, files, MAPPING)
    twin = write(tmp_path, SOUND[1], name="twin.csv")
    with pytest.raises(AlreadyLoaded):
        load(books, [twin, (twin, "other name.csv")], MAPPING)
    assert load(books, [copy], MAPPING, allow_repeat=True).source.rows_loaded == 3
    assert Books(books, BooksSettings(as_of=date(2030, 1, 1))).coverage().lines == 6


def test_a_load_can_be_undone_and_loaded_again(tmp_path: Path) -> None:
    books = tmp_path / "books"
    first = load(books, [write(tmp_path, SOUND[0], name="a.csv")], MAPPING, note="January")
    path = write(tmp_path, *SOUND[1:], name="b.csv")
    second = load(books, [path], MAPPING)
    after = undo(books, second.load_id)
    assert [info.load_id for info in after.loads] == [first.load_id]
    assert after.loads[0].note == "January"
    assert after.number == 3
    with pytest.raises(LedgerError, match="no load named"):
        undo(books, second.load_id)
    load(books, [path], MAPPING)
    undone = undo(books, first.load_id)
    assert undone == current(books)
    assert undone.loads[0].source.sum_loaded == Decimal("40.5")


def test_an_old_snapshot_can_still_be_read(tmp_path: Path) -> None:
    books = tmp_path / "books"
    load(books, [write(tmp_path, SOUND[0], name="a.csv")], MAPPING)
    old = current(books)
    load(books, [write(tmp_path, *SOUND[1:], name="b.csv")], MAPPING)
    settings = BooksSettings(as_of=date(2030, 1, 1))
    assert Books(books, settings, snapshot=old).coverage().lines == 1
    assert Books(books, settings).coverage().lines == 3


def test_cancelling_leaves_no_trace(tmp_path: Path) -> None:
    books = tmp_path / "books"
    rows = [f"A{number % 7},n,2024-01-05,I{number},1,1" for number in range(200_000)]
    path = write(tmp_path, *rows)
    asked_on: set[int] = set()
    answers = iter([False, False, True])

    def cancelled() -> bool:
        asked_on.add(threading.get_ident())
        return next(answers, True)

    with pytest.raises(Cancelled):
        load(books, [path], MAPPING, cancelled=cancelled)
    assert current(books) is None
    assert list((books / "loads").iterdir()) == []
    assert asked_on == {threading.get_ident()}


def test_progress_runs_through_every_stage_in_bytes(tmp_path: Path) -> None:
    seen: list[Progress] = []
    files = [write(tmp_path, SOUND[0], name="a.csv"), write(tmp_path, SOUND[1], name="b.csv")]
    load(tmp_path / "books", files, MAPPING, progress=seen.append)
    assert [step.stage for step in seen if step.stage != "reading"] == ["writing", "publishing"]
    reading = [step for step in seen if step.stage == "reading"]
    assert reading[-1].done == reading[-1].total == sum(path.stat().st_size for path in files)
    assert [step.done for step in reading] == sorted(step.done for step in reading)


def test_two_loads_never_run_at_once(tmp_path: Path) -> None:
    books = tmp_path / "books"
    path = write(tmp_path, *SOUND)
    with snapshots.locked(books), pytest.raises(LedgerError, match="Another load"):
        load(books, [path], MAPPING)
    assert load(books, [path], MAPPING).source.rows_loaded == 3


def test_what_killed_loads_left_is_cleared_and_what_is_named_stays(tmp_path: Path) -> None:
    books = tmp_path / "books"
    first = load(books, [write(tmp_path, SOUND[0], name="a.csv")], MAPPING)
    for folder in ("x.tmp", "finished-but-never-published"):
        (books / "loads" / folder).mkdir()
        (books / "loads" / folder / "lines-0001.parquet").write_bytes(b"half")
    second = load(books, [write(tmp_path, SOUND[1], name="b.csv")], MAPPING)
    assert {path.name for path in (books / "loads").iterdir()} == {first.load_id, second.load_id}


@pytest.mark.parametrize("content", [b"", HEADER.encode() + b"\n", HEADER.encode() + b"\n\n\n"])
def test_a_file_without_rows_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "empty.csv"
    path.write_bytes(content)
    with pytest.raises(UnreadableFile):
        load(tmp_path / "books", [path], MAPPING)
    assert current(tmp_path / "books") is None


def test_quotes_that_never_close_are_refused_with_the_line(tmp_path: Path) -> None:
    path = write(tmp_path, SOUND[0], 'A2,"Beta,2024-02-05,I2,50.50,', *SOUND)
    with pytest.raises(UnreadableFile) as caught:
        load(tmp_path / "books", [path], MAPPING)
    assert caught.value.place.line == 3


def test_a_column_that_is_not_there_is_named(tmp_path: Path) -> None:
    path = write(tmp_path, *SOUND)
    wrong = MAPPING.model_copy(update={"columns": {**MAPPING.columns, Role.REVENUE: "sales"}})
    with pytest.raises(IncompleteMapping, match="sales"):
        load(tmp_path / "books", [path], wrong)
    without = MAPPING.model_copy(update={"columns": {Role.ACCOUNT: "customer"}})
    with pytest.raises(IncompleteMapping, match="date, revenue"):
        load(tmp_path / "books", [path], without)


def test_three_hundred_columns_and_long_names(tmp_path: Path) -> None:
    extra = ",".join(f"c{number}" for number in range(300))
    cells = ",".join("x" for _ in range(300))
    row = f"A1,{'n' * 10_000},2024-01-05,I1,100,60,{cells}"
    report = load(tmp_path / "books", [write(tmp_path, row, header=f"{HEADER},{extra}")], MAPPING)
    assert report.source.rows_loaded == 1


def test_one_name_under_two_codes_is_a_remark(tmp_path: Path) -> None:
    path = write(tmp_path, *SOUND, "A3,Alpha,2024-01-05,I1,1,1")
    (remark,) = load(tmp_path / "books", [path], MAPPING).remarks
    assert remark.startswith("1 name stands for 2 different customer codes")


def test_typed_parquet_is_loaded_without_going_through_text(tmp_path: Path) -> None:
    path = tmp_path / "lines.parquet"
    duckdb.execute(
        "COPY (SELECT 17 AS customer, 'Alpha' AS name, TIMESTAMP '2024-01-05 10:00' AS day, 4711 AS invoice, "
        f"CAST(12.34 AS DOUBLE) AS amount, NULL::DECIMAL(9,2) AS cost FROM range(3)) TO '{path}'"
    )
    mapping = MAPPING.model_copy(update={"format": FileFormat(kind="parquet")})
    report = load(tmp_path / "books", [path], mapping)
    assert report.source.sum_loaded == Decimal("37.02")
    line = lines_of(tmp_path / "books", "17")[0]
    assert (line.document, line.direct_cost, line.line) == ("4711", None, 1)


def test_a_damaged_manifest_is_said_to_be_damaged(tmp_path: Path) -> None:
    books = tmp_path / "books"
    load(books, [write(tmp_path, *SOUND)], MAPPING)
    (books / "snapshots" / "000001.json").write_text("{")
    with pytest.raises(LedgerError, match="damaged"):
        current(books)


def test_a_missing_file_and_no_file(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="nowhere"):
        load(tmp_path / "books", [tmp_path / "nowhere.csv"], MAPPING)
    with pytest.raises(LedgerError, match="No file"):
        load(tmp_path / "books", [], MAPPING)
