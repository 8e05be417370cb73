"""How dates, numbers, encodings, delimiters and headers are guessed; and tables written and read back."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from openkam.ledger.reading import preview, rows
from openkam.ledger.reading.cells import date_orders, guess_dates, guess_decimal, is_number, kind_of
from openkam.ledger.reading.delimiters import guess_cut
from openkam.ledger.reading.encodings import guess_from_samples
from openkam.ledger.reading.headers import currency_in, plain_name, role_of_name
from openkam.ledger.types import ColumnMapping, FileFormat, IncompleteMapping, Role


def written(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize(
    ("values", "order", "ambiguous"),
    [
        (["2024-05-26", "2024-05-27 10:00:00"], "iso", False),
        (["2024/5/26", "2024/12/1"], "ymd", False),
        (["20240526", "20240601"], "ymd", False),
        (["2024年5月26日"], "ymd", False),
        (["1130526", "1130601"], "roc", False),
        (["113/05/26", "113/06/01"], "roc", False),
        (["民國113年5月26日"], "roc", False),
        (["26/05/2024", "01/06/2024"], "dmy", False),
        (["05/26/2024", "06/01/2024"], "mdy", False),
        (["01.02.2024", "03.04.2024"], "dmy", True),
        (["01/02/2024", "03/04/2024"], "mdy", True),
        (["２０２４／０５／２６"], "ymd", False),
        (["13-May-2024"], "dmy", False),
        (["May 13, 2024"], "mdy", False),
        (["45000", "45001"], "serial1900", False),
        (["2024-05-26", "45001"], "iso", False),
        (["5/19/2006 0:00:00"], "mdy", False),
    ],
)
def test_order_of_dates(values: list[str], order: str, ambiguous: bool) -> None:
    guess = guess_dates(values)

    assert guess is not None
    assert (guess.order, guess.ambiguous) == (order, ambiguous)


@pytest.mark.parametrize("value", ["31/31/2024", "2024-13-01", "1131326", "12345", "abc", "", "n/a", "1,234.50"])
def test_what_is_no_day_of_the_calendar(value: str) -> None:
    assert date_orders(value) - {"serial1900"} == frozenset()


def test_decimal_comma_speaks_for_the_day_first(tmp_path: Path) -> None:
    text = "Kunde;Datum;Umsatz\nAlpha GmbH;01/02/2024;1,50\nBeta GmbH;03/04/2024;2,25\n"

    seen = preview(written(tmp_path / "a.csv", text))

    assert seen.mapping.date_orders[Role.DATE] == "dmy"
    assert any("decimal comma" in remark for remark in seen.remarks)


def test_later_days_of_a_file_sorted_by_date_decide(tmp_path: Path) -> None:
    """The first 10,000 rows fall on the first five days of January, where nothing tells day from month."""
    lines = [f"C{n % 9},{1 + n * 25 // 60000:02d}/01/2024,{n}.50" for n in range(60000)]
    text = "\n".join(["customer code,invoice date,amount", *lines])

    seen = preview(written(tmp_path / "a.csv", text))

    assert seen.mapping.date_orders[Role.DATE] == "dmy"
    assert not any("beyond 12" in remark for remark in seen.remarks)


@pytest.mark.parametrize(
    ("values", "decimal"),
    [
        (["1,234.50"], "."),
        (["1.234,50"], ","),
        (["12,5", "3"], ","),
        (["12.5"], "."),
        (["1 234,50"], ","),
        (["1'234.50"], "."),
        (["1.234.567"], ","),
        (["1,234,567"], "."),
        (["(1,234.50)"], "."),
        (["1.234,50-"], ","),
        (["€ 1.234,50"], ","),
        (["１，２３４．５０"], "."),
        (["1,234"], None),
        (["1.234"], None),
        (["12", "13"], None),
        (["0,125"], ","),
    ],
)
def test_decimal_mark(values: list[str], decimal: str | None) -> None:
    assert all(is_number(value) for value in values)
    assert guess_decimal(values) == decimal


@pytest.mark.parametrize("value", ["SO123", "12-34-56", "1,2,3", "12.05.2024", "(02)2531-7099", "1 2 3", "A1"])
def test_what_is_no_number(value: str) -> None:
    assert not is_number(value)


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (["", " "], "empty"),
        (["1", "2", "x", "4", "5", "6"], "number"),
        (["2024-01-01", "45000"], "date"),
        (["a"], "text"),
    ],
)
def test_kind_of_a_column(values: list[str], kind: str) -> None:
    assert kind_of(values) == kind


@pytest.mark.parametrize(
    ("text", "encoding", "guess"),
    [
        ("客戶代號,銷貨日期,金額\n大同公司,113/05/26,100\n", "cp950", "cp950"),
        ("客户编码,单据日期,金额\n上海公司,2024-05-26,100\n", "gbk", "gb18030"),
        ("Kunde;Straße;Umsatz\nMüller;Königstraße;100 €\n", "cp1252", "cp1252"),
        ("Klient;Miasto\nŁukasz Święcicki;Łódź\nŻaneta Źdźbło;Gdańsk\n", "cp1250", "cp1250"),
        ("Клиент;Сумма\nОбщество с ограниченной ответственностью;100\n", "cp1251", "cp1251"),
        ("顧客コード,売上\nカブシキガイシャ,100\n", "cp932", "cp932"),
        ("客戶,金額\n甲公司,100\n", "utf-16-le", "utf-16-le"),
        ("客戶,金額\n甲公司,100\n", "utf-16-be", "utf-16-be"),
        ("客戶,金額\n甲公司,100\n", "utf-32", "utf-32"),
        ("客戶,金額\n甲公司,100\n", "utf-8", "utf-8"),
        ("plain,text\n1,2\n", "ascii", "utf-8"),
    ],
)
def test_encodings(text: str, encoding: str, guess: str) -> None:
    assert guess_from_samples([text.encode(encoding)]).encoding == guess


def test_damaged_utf8_stays_utf8() -> None:
    text = ("客戶,金額\n" + "大同公司,100\n" * 20).encode()

    assert guess_from_samples([text + b"\xff\xff,1\n"]).encoding == "utf-8"


@pytest.mark.parametrize(
    ("text", "delimiter", "row_end"),
    [
        ("a||b||c\n1||2||3\n4||||5\n", "||", ""),
        ("a~|~b~|~c\n1~|~2~|~3\n4~|~~|~5\n", "~|~", ""),
        ("a|b|c\n1||3\n4|5|\n", "|", ""),
        ("a;b\n1,5;2,5\n3,5;4,5\n", ";", ""),
        ("a\tb\n1,5\t2\n", "\t", ""),
        ("a\x1fb\n1\x1f2\n", "\x1f", ""),
        ("1+|x<a b='c'>\ny+|2&|\n3+|z+|4&|\n", "+|", "&|"),
        ("sep=;\na;b\n1;2\n", ";", ""),
        ("name\nx\ny\n", ",", ""),
    ],
)
def test_delimiters(text: str, delimiter: str, row_end: str) -> None:
    cut = guess_cut(text, complete=True)

    assert (cut.delimiter, cut.row_end) == (delimiter, row_end)


def test_delimiter_inside_quotes_belongs_to_the_cell(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", 'a~|~b\n"x~|~y"~|~2\n3~|~4\n')

    assert list(rows(path, FileFormat(kind="text", delimiter="~|~"))) == [(2, ("x~|~y", "2")), (3, ("3", "4"))]


@pytest.mark.parametrize(
    ("text", "header_row", "names"),
    [
        ("Report 2024\n\nCustomer,Date,Amount\nA,2024-01-01,1\nB,2024-01-02,2\n", 3, ("Customer", "Date", "Amount")),
        ("A1,2024-01-01,1\nB1,2024-01-02,2\n", None, ("column 1", "column 2", "column 3")),
        (
            "Customer,,Amount,\nCode,Name,Sales,Cost\nC1,Alpha Ltd,1,2\nC2,Beta Ltd,3,4\n",
            2,
            ("Customer Code", "Customer Name", "Amount Sales", "Amount Cost"),
        ),
        (
            "Date,Customer,2020,\n,,Qty,Sales\n2024-01-01,A,1,2\n2024-01-02,B,1,2\n",
            2,
            ("Date", "Customer", "2020 Qty", "2020 Sales"),
        ),
        ("Customer,2022,2023\nA,1,2\nB,3,4\n", 1, ("Customer", "2022", "2023")),
        ("name,Name,name\nx,1,2\n", 1, ("name", "Name (2)", "name (3)")),
        ("Customer,,Amount\nA,x,1\nB,y,2\n", 1, ("Customer", "column 2", "Amount")),
        ("only\nx\ny\n", 1, ("only",)),
        ("Customer,Amount\n", 1, ("Customer", "Amount")),
    ],
)  # fmt: skip
def test_headers(text: str, header_row: int | None, names: Sequence[str], tmp_path: Path) -> None:
    seen = preview(written(tmp_path / "a.csv", text))

    assert seen.format.header_row == header_row
    assert tuple(guess.name for guess in seen.columns) == tuple(names)


def test_names_are_made_plain() -> None:
    assert plain_name(" Invoice_Date (UTC) ") == "invoice date"
    assert plain_name("InvoiceDate") == "invoice date"
    assert plain_name("KUNNR") == "kunnr"
    assert plain_name("Stückpreis (€)") == "stuckpreis"
    assert plain_name("金額（元）") == "金額"


@pytest.mark.parametrize(
    "name",
    [
        "annual sales", "annual_revenue", "tax amount", "Discount Amount", "first_order_year", "phone",
        "Budget Revenue", "實收資本額", "credit limit",
    ],
)  # fmt: skip
def test_names_that_look_like_a_role_but_are_none(name: str) -> None:
    found = role_of_name(name)

    assert found is None or found[0] not in {Role.REVENUE, Role.DATE, Role.DIRECT_COST}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Umsatz (€)", "EUR"), ("Amount NT$", "TWD"), ("金額(新台幣)", "TWD"), ("Sales USD", "USD"), ("金额(元)", ""),
        ("¥", ""), ("Europe", ""),
    ],
)  # fmt: skip
def test_currency_of_a_header(text: str, code: str) -> None:
    assert currency_in(text) == code


def test_corrections_and_mappings_of_a_person_prevail(tmp_path: Path) -> None:
    text = "Kunde;Wert;Datum;Summe\nA GmbH;1,5;01/02/2024;7,5\nB GmbH;2,5;01/03/2024;8,5\n"
    path = written(tmp_path / "a.csv", text)
    said = ColumnMapping(columns={Role.REVENUE: "Wert"}, date_orders={Role.DATE: "mdy"}, decimal=",", currency="CHF")

    seen = preview(path, mapping=said)

    assert seen.mapping.columns[Role.REVENUE] == "Wert"
    assert seen.mapping.columns[Role.DATE] == "Datum"
    assert seen.mapping.date_orders[Role.DATE] == "mdy"
    assert seen.mapping.currency == "CHF"
    assert preview(path, corrections=FileFormat(kind="text", delimiter="#")).columns[0].name == "Kunde;Wert;Datum;Summe"


def test_what_a_person_left_open_is_guessed_and_a_role_can_be_denied(tmp_path: Path) -> None:
    text = "Kunde;Datum;Summe;Kosten\nA GmbH;31.01.2024;7,55;1,00\nB GmbH;01.02.2024;8,55;2,00\n"
    path = written(tmp_path / "a.csv", text)
    said = ColumnMapping(columns={Role.REVENUE: "Summe", Role.DIRECT_COST: ""})

    mapping = preview(path, mapping=said).mapping

    assert mapping.decimal == ","
    assert Role.DIRECT_COST not in mapping.columns
    assert (mapping.columns[Role.ACCOUNT], mapping.date_orders) == ("Kunde", {Role.DATE: "dmy"})


def test_a_correction_of_one_part_leaves_the_others_to_be_guessed(tmp_path: Path) -> None:
    text = "Report\n\nSociété;Date;Montant\nÉlan;31.01.2024;7,55\nÔ bleu;01.02.2024;8,55\n"
    path = written(tmp_path / "a.csv", text, "cp850")

    seen = preview(path, corrections=FileFormat(kind="text", encoding="cp850"))

    assert seen.format == FileFormat(kind="text", encoding="cp850", delimiter=";", header_row=3)
    assert seen.rows[0] == ("Élan", "31.01.2024", "7,55")
    assert seen.mapping.format == seen.format
    assert preview(path).mapping.format is None


def test_a_sheet_can_be_chosen_by_name() -> None:
    path = Path(__file__).parent / "testdata" / "agate_excel__covid_19-iss.xlsx"

    seen = preview(path, corrections=FileFormat(kind="excel", sheet="ricoveri"))

    assert [guess.name for guess in seen.columns] == ["iss_date", "DATARICOVERO1", "RICOVERI"]


def test_a_column_that_is_not_there_is_refused_by_name(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", "Kunde;Datum;Summe\nA GmbH;31.01.2024;7,55\n")
    said = ColumnMapping(columns={Role.REVENUE: "Sume"})

    with pytest.raises(IncompleteMapping, match="Kunde, Datum, Summe"):
        preview(path, mapping=said)
    seen = preview(path, mapping=said, corrections=FileFormat(kind="text", delimiter=";"))
    assert seen.mapping.columns[Role.REVENUE] == "Summe"


@pytest.mark.parametrize(("header", "currency", "said"), [("金額(元)", "", True), ("金額(新台幣元)", "TWD", False)])
def test_signs_of_several_currencies(header: str, currency: str, said: bool, tmp_path: Path) -> None:
    seen = preview(written(tmp_path / "a.csv", f"客戶代號,日期,{header}\nA1,2024-01-31,5\nA2,2024-02-01,6\n"))

    assert seen.mapping.columns[Role.REVENUE] == header
    assert seen.mapping.currency == currency
    assert any("several currencies" in remark for remark in seen.remarks) is said


def test_a_remembered_mapping_is_used_where_its_columns_are(tmp_path: Path) -> None:
    first = preview(written(tmp_path / "a.csv", "k,w,d\nA,1.5,2024-01-01\n"))
    again = written(tmp_path / "b.csv", "K,w,d\nB,2.5,2024-02-01\n")
    other = written(tmp_path / "c.csv", "k,x,d\nB,2.5,2024-02-01\n")
    remembered = ColumnMapping(columns={Role.ACCOUNT: "K", Role.REVENUE: "w", Role.DATE: "d"})

    seen = preview(again, remembered=remembered)

    assert seen.shape == first.shape != preview(other).shape
    assert seen.mapping.columns == remembered.columns
    assert (seen.content, seen.missing) == ("lines", ())
    assert any("remembered" in remark for remark in seen.remarks)
    assert Role.REVENUE not in preview(other, remembered=remembered).mapping.columns


def test_three_hundred_columns_and_long_cells(tmp_path: Path) -> None:
    long = "x" * 10_000
    text = ",".join(f"f{n}" for n in range(300)) + "\n" + ",".join([long, *("1" for _n in range(299))]) + "\n"
    path = written(tmp_path / "a.csv", text)

    assert len(preview(path).columns) == 300
    assert next(rows(path))[1][0] == long


CELL = (
    st.text(
        st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"), exclude_characters="\ufeff"),
        min_size=1,
        max_size=12,
    )
    .map(str.strip)
    .filter(bool)
)
TABLE = st.integers(2, 5).flatmap(lambda width: st.lists(st.tuples(*[CELL] * width), min_size=1, max_size=20))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    table=TABLE,
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    ends=st.sampled_from(["\n", "\r\n"]),
)
def test_a_table_written_with_quotes_comes_back_whole(
    table: list[tuple[str, ...]], delimiter: str, encoding: str, ends: str, tmp_path: Path
) -> None:
    """Whatever stands in the cells: with a format given, reading gives what was written, in every encoding."""
    sink = io.StringIO(newline="")
    csv.writer(sink, delimiter=delimiter, lineterminator=ends, quoting=csv.QUOTE_ALL).writerows(table)
    path = written(tmp_path / "a.csv", sink.getvalue(), encoding)
    form = FileFormat(kind="text", encoding=encoding, delimiter=delimiter, header_row=None)

    assert [cells for _line, cells in rows(path, form)] == table


NAMES = st.lists(
    st.sampled_from(["大同貿易", "永豐實業", "台灣電子股份有限公司", "新光科技", "東南水泥"]), min_size=3, max_size=30
)


@settings(max_examples=40, deadline=None)
@given(names=NAMES, encoding=st.sampled_from(["cp950", "utf-8", "utf-8-sig", "utf-16"]))
def test_chinese_text_is_recognised_in_any_usual_encoding(names: list[str], encoding: str) -> None:
    text = "客戶名稱,金額\n" + "".join(f"{name},{at}\n" for at, name in enumerate(names))

    guess = guess_from_samples([text.encode(encoding)])

    assert text.encode(encoding).decode(guess.encoding) == text


@settings(max_examples=100, deadline=None)
@given(st.lists(st.dates(date(1960, 1, 1), date(2050, 12, 31)), min_size=1, max_size=30))
def test_written_days_are_dates_in_the_order_in_which_they_were_written(days: list[date]) -> None:
    for form, order in (("%Y-%m-%d", "iso"), ("%Y/%m/%d", "ymd"), ("%d.%m.%Y", "dmy"), ("%m/%d/%Y", "mdy")):
        guess = guess_dates([day.strftime(form) for day in days])

        assert guess is not None
        assert guess.share == 1
        assert guess.order == order
