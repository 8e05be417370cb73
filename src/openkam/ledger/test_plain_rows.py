"""The quick way in takes a file only where it says the same of every row as the patient one."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from openkam.core.periods import Period
from openkam.ledger import Books, load, staging
from openkam.ledger.checks import kept_roles
from openkam.ledger.reading.normalised import NormalisedText
from openkam.ledger.running import Share, Statements
from openkam.ledger.types import BooksSettings, ColumnMapping, DateOrder, FileFormat, Role

HEADER = "customer,name,day,amount,cost,paid,currency,size,each"
CELLS = ("A1", "Alpha", "2024-01-05", "100.5", "60", "2024-02-01", "EUR", "2", "50.25")
ROLES = (
    Role.ACCOUNT, Role.ACCOUNT_NAME, Role.DATE, Role.REVENUE, Role.DIRECT_COST, Role.PAID_ON, Role.CURRENCY,
    Role.QUANTITY, Role.PRICE,
)  # fmt: skip
MAPPING = ColumnMapping(columns=dict(zip(ROLES, HEADER.split(","), strict=True)), format=FileFormat(kind="text"))
ALL = Period(date(1900, 1, 1), date(2100, 1, 1), "all")

ODD = {
    Role.ACCOUNT: ["", " ", " A2", "A2 ", "\u00a0A2", "客戶\u3000", "\u3000客戶", "客戶", "Élan", "\tA2", "Total", "'"],
    Role.ACCOUNT_NAME: ["", " x", "x\u00a0", "名\u00a0", "名", "\t名", "-"],
    Role.DATE: [
        "", "2024-1-5", "20-05-01", "2024/01/05", "2024-01-05 10:00", "2024-01-05T10:00:00Z", "epoch", "infinity",
        "-infinity", "1970-01-01", "1949-12-31", "1950-01-01", "10000-01-01", "2024-02-30", "45000", "20240105", "n/a",
        "2024-01-05 (BC)", "2024-01-05abc", "2024-1-5ab", "02024-01-05",
        "-2024-01-05", "9999-12-31", " 2024-01-05", "0024-01-05", "05.01.24",
    ],
    Role.REVENUE: [
        "", "-", "1e3", "1_000", "+7", " 12", "12 ", ".5", "5.", "0x10", "1,234.5", "-0.00005", "1234.56785", "9" * 15,
        "-5-", "(5)", "€5", "nan", "inf", "true", "--5", "1 000", "00012", "1e-5", "NULL", "5%", "１２", "12abc",
        "1.5x", "1 2", "1__0",
    ],
    Role.DIRECT_COST: ["", "-", "n/a", "x", "1e2", "1,5"],
    Role.PAID_ON: ["", "20-05-01", "1940-05-01", "1970-01-01", "never", "-", "infinity", "epoch"],
    Role.CURRENCY: ["", "eur", "NTD", "RMB", "€", "EU", "EURO", "ÄBC", " EUR", "n/a"],
    Role.QUANTITY: ["", "two", "1e1"],
}  # fmt: skip


def row(role: Role, cell: str) -> str:
    cells = [cell if role is at else usual for at, usual in zip(ROLES, CELLS, strict=True)]
    return ",".join('"' + text.replace('"', '""') + '"' if "," in text else text for text in cells)


def outcome(folder: Path, rows: list[str], mapping: ColumnMapping) -> object:
    """All that a load says and keeps of these rows between two sound ones."""
    path = folder / "lines.csv"
    path.write_text("\n".join([HEADER, ",".join(CELLS), *rows, ",".join(CELLS)]) + "\n")
    report = load(folder / "books", [path], mapping, max_reject_share=1)
    books = Books(folder / "books", BooksSettings(as_of=date(2100, 1, 1)))
    accounts = [info.code for info in books.accounts()]
    lines, count = books.lines(accounts, ALL)
    kept = sorted((tuple(str(value) for key, value in vars(line).items() if key != "load_id")) for line in lines)
    return report.source, report.rejects, dict(report.skipped), books.accounts(), kept, count, report.remarks


def patiently(folder: Path, rows: list[str], mapping: ColumnMapping) -> object:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(staging, "stage_plain", lambda *_given, **_named: None)
        return outcome(folder, rows, mapping)


def assert_both_ways_agree(tmp_path: Path, rows: list[str], mapping: ColumnMapping = MAPPING) -> None:
    homes = tmp_path / "quick", tmp_path / "patient"
    for home in homes:
        home.mkdir()
    assert outcome(homes[0], rows, mapping) == patiently(homes[1], rows, mapping)


@pytest.fixture(scope="module")
def statements(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Statements]:
    running = Statements(tmp_path_factory.mktemp("spill"), None, None)
    yield running
    running.close()


def assert_same_rows(folder: Path, statements: Statements, rows: list[str], mapping: ColumnMapping = MAPPING) -> None:
    """Each of these rows that the quick way takes, the patient one takes too, with the same values."""
    path, target, watched = folder / "rows.csv", folder / "staged.parquet", Share(0, 1, 1)
    text = NormalisedText(path, ",", '"', 0, tuple(HEADER.split(",")), False, path.name, None)
    columns = ", ".join(role.value for role in kept_roles(mapping))
    path.write_text("\n".join(rows) + "\n")
    staging.stage(text, mapping, target, statements, this_year=2030, watched=watched)
    patient = statements.run(f"SELECT code, {columns} FROM '{target}'")
    assert len(patient) == len(rows)
    for line, expected in zip(rows, patient, strict=True):
        path.write_text(line + "\n")
        scanned: Future[staging.Scan] = Future()
        scanned.set_result(staging.scan(path))
        quick = staging.stage_plain(text, mapping, target, statements, this_year=2030, watched=watched, scanned=scanned)
        if quick is not None:
            assert statements.run(f"SELECT NULL, {columns} FROM '{target}'") == [expected]


@pytest.mark.parametrize("role", ODD)
def test_no_cell_means_one_thing_by_the_quick_way_and_another_by_the_patient_one(
    tmp_path: Path, statements: Statements, role: Role
) -> None:
    assert_same_rows(tmp_path, statements, [row(role, cell) for cell in ODD[role]])


def test_decimal_commas_mean_the_same_by_both_ways(tmp_path: Path, statements: Statements) -> None:
    mapping = MAPPING.model_copy(update={"decimal": ","})
    cells = ("1234,5", "1.234,5", "1.234", "1.5", "1e3", "7", "1,234", "")
    rows = [row(Role.REVENUE, cell).replace("50.25", '"50,25"') for cell in cells]
    assert_same_rows(tmp_path, statements, rows, mapping)


@pytest.mark.parametrize("order", ["dmy", "mdy", "ymd", "roc", "serial1900"])
def test_dates_in_other_orders_mean_the_same_by_both_ways(
    tmp_path: Path, statements: Statements, order: DateOrder
) -> None:
    mapping = MAPPING.model_copy(update={"date_orders": {Role.DATE: order, Role.PAID_ON: order}})
    cells = ("08.07.2018", "8/7/18", "43831", "1130526", "", "soon", "2018-07-08 10:00", "2018-07-08")
    rows = [row(Role.DATE, cell).replace("2024-02-01", cell) for cell in cells]
    assert_same_rows(tmp_path, statements, rows, mapping)


@pytest.mark.parametrize("extra", ["", "\n", '\n"A1","two\nlines",2024-01-05,1,1,,EUR,1,1', "\nA1,short", "\nA,B" * 12])
def test_lines_that_are_no_rows_mean_the_same_by_both_ways(tmp_path: Path, extra: str) -> None:
    assert_both_ways_agree(tmp_path, [",".join(CELLS) + extra])


@given(
    st.sampled_from([Role.DATE, Role.PAID_ON, Role.REVENUE, Role.QUANTITY]),
    st.lists(st.text(alphabet="0123456789.-/+eE_:T ", min_size=1, max_size=12), min_size=1, max_size=30),
)
@settings(max_examples=4, deadline=None)
def test_whatever_looks_like_a_value_means_the_same_by_both_ways(
    tmp_path_factory: pytest.TempPathFactory, statements: Statements, role: Role, cells: list[str]
) -> None:
    assert_same_rows(tmp_path_factory.getbasetemp(), statements, [row(role, cell) for cell in cells])


def test_a_plain_file_needs_no_patience(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def patient(*_given: object, **_named: object) -> None:
        raise AssertionError("the patient way was taken")

    monkeypatch.setattr(staging, "stage", patient)
    rows = [row(Role.ACCOUNT, "客戶"), row(Role.DIRECT_COST, ""), row(Role.PAID_ON, "")]
    assert outcome(tmp_path, rows, MAPPING) is not None


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["as it is", "packed"])
@pytest.mark.parametrize("patient", [False, True], ids=["quick", "patient"])
def test_zero_bytes_are_left_out_of_the_rows_that_hold_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pack: Callable[[bytes], bytes], patient: bool
) -> None:
    if patient:
        monkeypatch.setattr(staging, "stage_plain", lambda *_given, **_named: None)
    rows = [HEADER, *(",".join(("A", *CELLS[1:])) for _ in range(2100)), row(Role.ACCOUNT, "B\x00C")]
    path = tmp_path / "lines.csv"
    path.write_bytes(pack("\n".join(rows).encode()))
    report = load(tmp_path / "books", [path], MAPPING)
    books = Books(tmp_path / "books", BooksSettings(as_of=date(2100, 1, 1)))
    assert (report.source.rows_loaded, report.source.rows_rejected) == (2101, 0)
    assert [info.code for info in books.accounts()] == ["A", "BC"]
    ((line,), _count) = books.lines(["BC"], ALL)
    assert line.line == 2102


@given(st.binary(max_size=200).map(lambda text: text * 3), st.integers(1, 70))
@settings(max_examples=40, deadline=None)
def test_the_bytes_of_a_file_are_counted_whatever_the_pieces(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, piece: int
) -> None:
    path = tmp_path_factory.getbasetemp() / "bytes.csv"
    path.write_bytes(content)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(staging, "_CHUNK", piece)
        seen = staging.scan(path)
    rest = content[-64:]
    at_end = rest[len(rest.rstrip(b"\r\n")) :].count(b"\n")
    blank = max(0, at_end - 1)
    lines = content.count(b"\n") - blank + (1 if content and not at_end else 0)
    digest = hashlib.sha256(content).hexdigest()
    assert seen == staging.Scan(digest, lines, blank, content.isascii(), b"\x00" in content)


def test_years_of_two_digits_are_remarked_on(tmp_path: Path) -> None:
    mapping = MAPPING.model_copy(update={"date_orders": {Role.DATE: "dmy"}})
    path = tmp_path / "lines.csv"
    path.write_text(f"{HEADER}\n{row(Role.DATE, '31/12/19')}\n")
    (remark,) = load(tmp_path / "books", [path], mapping).remarks
    assert remark == "lines.csv: years of two digits, as in “31/12/19”, were taken for 1970 to 2069."
