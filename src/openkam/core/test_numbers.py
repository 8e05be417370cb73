from datetime import date
from decimal import Decimal

import pytest

from openkam.core import numbers
from openkam.core.i18n import use_language


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (1234567, 0, "1,234,567"),
        (Decimal("-24138.50"), 2, "\N{MINUS SIGN}24,138.50"),
        (-0.001, 1, "0.0"),
        (None, 2, "\N{EN DASH}"),
    ],
)
def test_numbers_have_separators_and_a_true_minus(value: numbers.Number | None, decimals: int, text: str) -> None:
    assert numbers.format_number(value, decimals) == text


def test_a_change_shows_its_sign_in_both_directions() -> None:
    assert numbers.format_number(27.46, 1, plus=True) == "+27.5"
    assert numbers.format_number(-19.6, 1, plus=True) == "\N{MINUS SIGN}19.6"
    assert numbers.format_number(0.0, 1, plus=True) == "0.0"


@pytest.mark.parametrize(
    ("language", "value", "text"),
    [
        ("en", 33139748, "33.1M"),
        ("en", -343415, "\N{MINUS SIGN}343k"),
        ("en", 999, "999"),
        ("zh-Hant", 33139748, "3,314萬"),
        ("zh-Hans", 33139748, "3,314万"),
        ("zh-Hant", 7743529560484, "77,435億"),
    ],
)
def test_large_amounts_are_shortened_as_each_language_counts(language: str, value: int, text: str) -> None:
    with use_language(language):
        assert numbers.format_compact(value) == text


def test_percent_and_dates_follow_the_language() -> None:
    assert numbers.format_percent(27.46) == "27.5\N{NO-BREAK SPACE}%"
    assert numbers.format_date(date(2020, 5, 31)) == "31 May 2020"
    with use_language("zh-TW"):
        assert numbers.format_percent(27.46) == "27.5%"
        assert numbers.format_date(date(2020, 5, 31)) == "2020年5月31日"


def test_a_chance_that_rounds_to_nothing_says_below_what_it_is() -> None:
    assert numbers.small_chance(0.0412) == 0.0412
    assert numbers.small_chance(1e-20) == "< 0.0001"
    assert numbers.small_chance(0) == "< 0.0001"
    assert numbers.small_chance(None) is None
