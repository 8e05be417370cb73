"""Numbers as people type and paste them into a cell: full-width digits, a decimal comma, a true minus sign."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

from django.utils.translation import gettext as _

from openkam.core.numbers import MINUS

_GROUPED: Final = re.compile(r"[-+]?\d{1,3}(,\d{3})+(\.\d*)?")
_PLAIN: Final = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)(e[-+]?\d{1,3})?", re.IGNORECASE)
_EMPTY: Final = frozenset({"", "-", "\N{EN DASH}", "\N{EM DASH}"})
SHOWN: Final = 40
"""Characters of a refused text that its refusal repeats."""


class Refused(ValueError):
    """A cell that cannot be taken; its text says why."""


@dataclass(frozen=True)
class Range:
    """What a number may be."""

    low: Decimal
    high: Decimal
    decimals: int


WEIGHT: Final = Range(Decimal(0), Decimal(99_999_999), 4)
RANK: Final = Range(Decimal(1), Decimal(1000), 0)
SCORE: Final = Range(Decimal(1), Decimal(10), 2)


def number_of(text: str, allowed: Range) -> Decimal | None:
    """The number in `text`, None where there is none. Raises `Refused`."""
    plain = unicodedata.normalize("NFKC", text).replace(MINUS, "-").strip().replace(" ", "")
    if plain in _EMPTY:
        return None
    if _GROUPED.fullmatch(plain):
        plain = plain.replace(",", "")
    elif plain.count(",") == 1 and "." not in plain:
        plain = plain.replace(",", ".")
    if not _PLAIN.fullmatch(plain):
        raise Refused(_("“{text}” is not a number.").format(text=text.strip()[:SHOWN]))
    try:
        value = Decimal(plain)
    except InvalidOperation:
        raise Refused(_("“{text}” is not a number.").format(text=text.strip()[:SHOWN])) from None
    if not allowed.low <= value <= allowed.high:
        words = _("“{text}” is not between {low} and {high}.")
        raise Refused(words.format(text=text.strip()[:SHOWN], low=f"{allowed.low:,f}", high=f"{allowed.high:,f}"))
    rounded = round(value, allowed.decimals)
    if rounded != value:
        if not allowed.decimals:
            raise Refused(_("“{text}” is not a whole number.").format(text=text.strip()[:SHOWN]))
        words = _("“{text}” has more than {count} decimals.")
        raise Refused(words.format(text=text.strip()[:SHOWN], count=allowed.decimals))
    return rounded


def text_of(text: str, most: int) -> str:
    """`text` without the blanks around it. Raises `Refused` where it is too long."""
    plain = text.strip().replace("\0", "")
    if len(plain) > most:
        words = _("This has {count} characters; at most {most} are possible.")
        raise Refused(words.format(count=f"{len(plain):,}", most=f"{most:,}"))
    return plain
