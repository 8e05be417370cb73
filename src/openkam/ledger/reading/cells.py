"""What kind of thing the text of a cell is: a number, a date, or words; and how a column writes its values."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from openkam.ledger.types import DateOrder

Kind = Literal["date", "number", "text", "empty"]

_MINUSES: Final = str.maketrans(dict.fromkeys("−–—﹣‐‑", "-"))
_QUICK: Final = re.compile(r"-?\d+(\.\d+)?")
_NUMBER: Final = re.compile(
    r"[-+(]?\s*(?:[A-Z]{0,3}[$€£¥₩₹元]|[A-Z]{3})?\s*[-+]?\s*"
    r"(\d{1,3}(?P<group>[.,'’´\s])(?:\d{2,3}(?P=group))*\d{3}(?:[.,]\d+)?|\d+(?:[.,]\d*)?|[.,]\d+)"
    r"\s*(?:[A-Z]{0,3}[$€£¥₩₹元]|[A-Z]{3}|zł|kr\.?|Kč|圓|円)?\s*[-)]?"
)
_MONTHS: Final = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_TIME: Final = r"(?:[T\s]+(?:上午|下午)?\s*\d{1,2}:\d{2}.*)?"
_YEAR_FIRST: Final = re.compile(rf"(\d{{4}})(?:[-./]|\s*年\s*)(\d{{1,2}})(?:[-./]|\s*月\s*)(\d{{1,2}})日?{_TIME}")
_COMPACT: Final = re.compile(r"(\d{4})(\d\d)(\d\d)")
_ROC: Final = re.compile(
    r"(?:中華民國|中华民国|民國|民国)?\s*(\d{2,3})(?:[-./]|\s*年\s*)(\d{1,2})(?:[-./]|\s*月\s*)(\d{1,2})日?"
)
_ROC_COMPACT: Final = re.compile(r"([01]?\d\d)(\d\d)(\d\d)")
_YEAR_LAST: Final = re.compile(rf"(\d{{1,2}})([-./])(\d{{1,2}})\2(\d{{4}}|\d\d){_TIME}")
_DAY_MONTH_NAME: Final = re.compile(rf"\d{{1,2}}[-. ]+(?:{_MONTHS})[a-z]*[-. ,]+\d{{2,4}}", re.IGNORECASE)
_MONTH_NAME_DAY: Final = re.compile(rf"(?:{_MONTHS})[a-z]*\.? \d{{1,2}},? \d{{4}}", re.IGNORECASE)
_NOTHING: Final = frozenset({"", "-", "--", "n/a", "na", "#n/a", "null", "none", "nil", "無", "无"})


def tidy(text: str) -> str:
    """`text` with ordinary digits, signs and blanks in place of their wide and typographic relatives."""
    if text.isascii():
        return text.strip()
    return unicodedata.normalize("NFKC", text).translate(_MINUSES).strip()


def is_nothing(text: str) -> bool:
    """Whether the cell is empty or says that there is nothing."""
    return text.strip().lower() in _NOTHING


def is_number(text: str) -> bool:
    """Whether the cell holds a number as people write amounts."""
    bare = tidy(text)
    return bool(_QUICK.fullmatch(bare) or _NUMBER.fullmatch(bare))


def date_orders(text: str) -> frozenset[DateOrder]:
    """Every order in which the cell is a day of the calendar; empty where it is none."""
    bare = tidy(text)
    if not any(char.isdigit() for char in bare):
        return frozenset()
    if found := _YEAR_FIRST.fullmatch(bare):
        order: DateOrder = "iso" if re.match(r"\d{4}-\d\d-\d\d", bare) else "ymd"
        return frozenset({order}) if _is_day(int(found[1]), int(found[2]), int(found[3])) else frozenset()
    if _DAY_MONTH_NAME.fullmatch(bare):
        return frozenset({"dmy"})
    if _MONTH_NAME_DAY.fullmatch(bare):
        return frozenset({"mdy"})
    if bare.isdigit():
        return _orders_of_digits(bare)
    return _orders_of_parts(bare)


def _orders_of_digits(bare: str) -> frozenset[DateOrder]:
    orders: set[DateOrder] = set()
    if (found := _COMPACT.fullmatch(bare)) and _is_day(int(found[1]), int(found[2]), int(found[3])):
        orders.add("ymd")
    if (found := _ROC_COMPACT.fullmatch(bare)) and _is_day(int(found[1]) + 1911, int(found[2]), int(found[3])):
        orders.add("roc")
    if len(bare) == 5 and 20000 <= int(bare) <= 80000:
        orders.add("serial1900")
    return frozenset(orders)


def _orders_of_parts(bare: str) -> frozenset[DateOrder]:
    orders: set[DateOrder] = set()
    if found := _YEAR_LAST.fullmatch(bare):
        first, second = int(found[1]), int(found[3])
        year = int(found[4]) if len(found[4]) == 4 else 2000 + int(found[4])
        if _is_day(year, second, first):
            orders.add("dmy")
        if _is_day(year, first, second):
            orders.add("mdy")
    if found := _ROC.fullmatch(bare):
        named = bare[0] in "中民"
        if (named or len(found[1]) == 3) and _is_day(int(found[1]) + 1911, int(found[2]), int(found[3])):
            orders.add("roc")
    if re.fullmatch(r"\d{5}\.\d+", bare) and 20000 <= float(bare) <= 80000:
        orders.add("serial1900")
    return frozenset(orders)


def _is_day(year: int, month: int, day: int) -> bool:
    return 1950 <= year <= 2100 and 1 <= month <= 12 and 1 <= day <= 31


@dataclass(frozen=True)
class DateGuess:
    """The order in which a column writes dates, the share of its cells that are dates, and whether it could differ."""

    order: DateOrder
    share: float
    ambiguous: bool = False
    because: Literal["", "separator", "decimal", "language"] = ""


def guess_dates(values: Iterable[str], *, decimal: str = ".", date_1904: bool = False) -> DateGuess | None:
    """How a column writes dates; None where too few of its cells are dates to say so.

    A day beyond 12 anywhere decides between day-month and month-day; where none is, points and a decimal comma
    speak for the day first, and else the month is taken to be first, which is said.
    """
    filled = [value for value in values if not is_nothing(value)]
    each = [date_orders(value) for value in filled]
    count: Counter[DateOrder] = Counter(order for orders in each for order in orders)
    share = sum(bool(orders) for orders in each) / len(filled) if filled else 0.0
    if share < 0.5:
        return None
    serials: DateOrder = "serial1904" if date_1904 else "serial1900"
    if set(count) == {"serial1900"}:
        return DateGuess(serials, share)
    del count["serial1900"]
    return (
        _day_or_month_first(filled, count, share, decimal)
        if count["dmy"] or count["mdy"]
        else _year_first(count, share)
    )


def _year_first(count: Counter[DateOrder], share: float) -> DateGuess:
    if count["roc"] > count["ymd"] + count["iso"]:
        return DateGuess("roc", share)
    return DateGuess("ymd" if count["ymd"] > count["iso"] else "iso", share)


def _day_or_month_first(values: Sequence[str], count: Counter[DateOrder], share: float, decimal: str) -> DateGuess:
    if count["dmy"] != count["mdy"]:
        return DateGuess("dmy" if count["dmy"] > count["mdy"] else "mdy", share)
    if any(re.match(r"\d{1,2}\.\d{1,2}\.", tidy(value)) for value in values):
        return DateGuess("dmy", share, ambiguous=True, because="separator")
    if decimal == ",":
        return DateGuess("dmy", share, ambiguous=True, because="decimal")
    return DateGuess("mdy", share, ambiguous=True, because="language")


def guess_decimal(values: Iterable[str]) -> Literal[".", ","] | None:
    """The decimal mark of these amounts; None where nothing tells (no marks, or 1.234 and 1,234 alone)."""
    votes: Counter[str] = Counter()
    for value in values:
        if is_number(value):
            votes.update(_decimal_votes(tidy(value)))
    if votes["."] == votes[","]:
        return None
    return "." if votes["."] > votes[","] else ","


def _decimal_votes(bare: str) -> list[str]:
    marks = re.findall(r"[.,]", bare)
    if not marks:
        return []
    if len(set(marks)) == 2:
        return [marks[-1]] * 3
    mark, other = marks[0], "," if marks[0] == "." else "."
    if len(marks) > 1:
        return [other]
    digits = re.search(rf"(\d*)\{mark}(\d*)", bare)
    if digits is None:
        return []
    whole, fraction = digits[1], digits[2]
    return [mark] if len(fraction) != 3 or len(whole) > 3 or whole in {"", "0"} else []


def kind_of(values: Sequence[str]) -> Kind:
    """What most of the filled cells of a column are. Plain five-digit numbers count as numbers, not as dates."""
    filled = [value for value in values if not is_nothing(value)]
    if not filled:
        return "empty"
    numbers = dates = 0
    for value in filled:
        orders = date_orders(value)
        bare_number = is_number(value)
        dates += bool(orders - {"serial1900"}) and not (bare_number and len(tidy(value)) < 8 and orders == {"roc"})
        numbers += bare_number
    if dates >= 0.8 * len(filled) or (dates and dates + numbers >= 0.9 * len(filled) and dates >= 0.4 * len(filled)):
        return "date"
    return "number" if numbers >= 0.8 * len(filled) else "text"
