"""What is taken as a score, as "cannot say" and as nothing, and why the rest is refused."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given, strategies as st

from openkam.core.i18n import LANGUAGES
from openkam.web.cycles.scoring.cells import EMPTIED, UNKNOWN, Fault, Typed, cell_text, read_cell, said


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("7", "7"), ("７", "7"), ("7,5", "7.5"), ("7.5", "7.5"), ("７．２５", "7.25"), ("10 分", "10"), ("10分", "10"),
        ("8點", "8"), ("8 点", "8"), ("7/10", "7"), ("7 / 10", "7"), ("9 points", "9"), ("9 PTS", "9"), (" 6 ", "6"),
        ("\u30006\u3000", "6"), ("6\u00a0", "6"), ("\ufeff6", "6"), ("6.", "6"), ("1", "1"), ("10", "10"), ("007", "7"),
        ("7.500", "7.5"), ("⑦", "7"),
    ],
)  # fmt: skip
def test_a_number_is_read_as_people_write_it(text: str, value: str) -> None:
    assert read_cell(text) == Typed(Decimal(value))


@pytest.mark.parametrize(
    "text", ["N/A", "n/a", "n.a.", "NA", "#N/A", "-", "–", "—", "無", "无", "不知道", "不詳", "？", "Ｎ／Ａ"]
)
def test_not_knowing_has_many_words(text: str) -> None:
    assert read_cell(text) == UNKNOWN


@pytest.mark.parametrize("text", ["", " ", "\u3000", "\u200b", "\t\n"])
def test_nothing_empties_the_cell(text: str) -> None:
    assert read_cell(text) == EMPTIED


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("=1+1", Fault.FORMULA), ("＝1+1", Fault.FORMULA), ("+7", Fault.FORMULA), ("@SUM(A1)", Fault.FORMULA),
        ("0", Fault.OUTSIDE), ("11", Fault.OUTSIDE), ("-3", Fault.OUTSIDE), ("0.99", Fault.OUTSIDE),
        ("10.01", Fault.OUTSIDE), ("999999999", Fault.OUTSIDE), ("7.555", Fault.DECIMALS), ("1,000", Fault.DECIMALS),
        ("7.500000001", Fault.DECIMALS), ("high", Fault.WORDS), ("7 8", Fault.WORDS), ("1e1", Fault.WORDS),
        ("7/5", Fault.WORDS), ("70%", Fault.WORDS), ("½", Fault.WORDS), ("٧", Fault.WORDS), ("7" * 4000, Fault.WORDS),
        ("7 分 8", Fault.WORDS), ("NaN", Fault.WORDS), ("Infinity", Fault.WORDS), ("1.2.3", Fault.WORDS),
    ],
)  # fmt: skip
def test_the_rest_is_refused_with_its_reason(text: str, fault: Fault) -> None:
    assert read_cell(text) == Typed(fault=fault)


def test_the_reason_names_the_cell_and_the_remedy() -> None:
    assert (
        said(Fault.OUTSIDE, "11", account="Alpha Bicycles", criterion="Solvency")
        == "Alpha Bicycles, Solvency: “11” is outside the scale. Type a number from 1 to 10."
    )


def test_a_long_text_is_repeated_only_in_part() -> None:
    text = said(Fault.WORDS, "x" * 4000, account="Alpha\nBicycles", criterion="y" * 300)
    assert len(text) < 260
    assert "Alpha Bicycles" in text


@given(st.decimals(min_value=1, max_value=10, places=2))
def test_what_a_cell_shows_is_read_as_the_same_score(value: Decimal) -> None:
    assert read_cell(cell_text(value, is_unknown=False)).value == value


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_cell_shows_for_not_knowing_is_read_as_that(language: str) -> None:
    with translation.override(language.lower()):
        assert read_cell(cell_text(None, is_unknown=True)) == UNKNOWN


@given(st.text())
def test_no_text_whatever_breaks_it(text: str) -> None:
    found = read_cell(text)
    assert found.value is None or 1 <= found.value <= 10
