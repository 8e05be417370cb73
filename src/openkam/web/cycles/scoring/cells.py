"""What a person typed or pasted into a cell: a score, "cannot say", nothing, or what is wrong with it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from typing import Final

from django.utils.translation import gettext as _, gettext_noop

from openkam.publish.text import one_line

LOWEST, HIGHEST = Decimal(1), Decimal(10)
DECIMALS: Final = 2
SHOWN_CHARS: Final = 40
"""So much of a refused text is repeated."""
_INVISIBLE: Final = re.compile("[\u200b-\u200f\u2060\ufeff\u202a-\u202e\u2066-\u2069]")
_NUMBER: Final = re.compile(
    r"(-?)(\d{1,9})(?:[.,](\d{0,9}))?\s*(?:分|點|点|points?|pts?\.?|/\s*10)?", re.ASCII | re.IGNORECASE
)
_UNKNOWN: Final = frozenset(
    {
        *("n/a", "na", "n.a.", "n.a", "#n/a", "nil", "unknown", "?", "-", "–", "—", "−"),
        *("無", "无", "不知", "不知道", "不詳", "不详", "未知", "不明", "不適用", "不适用", "無法判斷", "无法判断"),
    }
)
_FORMULA: Final = ("=", "+", "@")


class Fault(Enum):
    """Why a text is no score."""

    FORMULA = "formula"
    OUTSIDE = "outside"
    DECIMALS = "decimals"
    WORDS = "words"


@dataclass(frozen=True)
class Typed:
    """A text as it was understood. `value` None and not `is_unknown`, without `fault`: the cell is emptied."""

    value: Decimal | None = None
    is_unknown: bool = False
    fault: Fault | None = None


EMPTIED: Final = Typed()
UNKNOWN: Final = Typed(is_unknown=True)


@lru_cache(4096)
def read_cell(text: str) -> Typed:
    """What `text` says: `7`, `７`, `7,5`, `10 分` and `7/10` are scores, `N/A` or `不知道` is "cannot say".

    Never evaluates anything: `=1+1` is refused, since nobody can see what it would have been.
    """
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).strip()
    if not plain:
        return EMPTIED
    if plain.casefold() in _UNKNOWN:
        return UNKNOWN
    if plain.startswith(_FORMULA):
        return Typed(fault=Fault.FORMULA)
    found = _NUMBER.fullmatch(plain)
    if found is None:
        return Typed(fault=Fault.WORDS)
    sign, whole, decimals = found[1], found[2], found[3] or ""
    if len(decimals) > DECIMALS and ("," in plain or decimals[DECIMALS:].strip("0")):
        return Typed(fault=Fault.DECIMALS)
    value = Decimal(f"{sign}{whole}.{decimals[:DECIMALS] or 0}")
    return Typed(value) if LOWEST <= value <= HIGHEST else Typed(fault=Fault.OUTSIDE)


SENTENCES: Final = {
    Fault.FORMULA: gettext_noop(
        "{account}, {criterion}: “{text}” is a formula and is not worked out. Type its result."
    ),
    Fault.OUTSIDE: gettext_noop("{account}, {criterion}: “{text}” is outside the scale. Type a number from 1 to 10."),
    Fault.DECIMALS: gettext_noop(
        "{account}, {criterion}: “{text}” has more than two decimals. Type two at most, such as 7.25."
    ),
    Fault.WORDS: gettext_noop("{account}, {criterion}: “{text}” is no score. Type a number from 1 to 10, or n/a."),
}


def said(fault: Fault, text: str, *, account: str, criterion: str) -> str:
    """What is wrong with `text` in the cell of this account and criterion, and what to do."""
    return _(SENTENCES[fault]).format(
        account=one_line(account, 80), criterion=one_line(criterion, 80), text=one_line(text, SHOWN_CHARS)
    )


def cell_text(value: Decimal | None, *, is_unknown: bool) -> str:
    """A score as a cell shows it and as `read_cell` reads it again: `7`, `7.5`, `n/a` or nothing."""
    if value is not None:
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return _("n/a") if is_unknown else ""
