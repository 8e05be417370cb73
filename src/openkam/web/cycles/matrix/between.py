"""A range of values that a reader types instead of drawing: from, to, or both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _

from openkam.web.cycles.setup.typed import SHOWN, Range, Refused, number_of

DECIMALS: Final = 2
"""A value lies in a range as the table shows it."""
ALLOWED: Final = Range(Decimal(0), Decimal(1_000), DECIMALS)


@dataclass(frozen=True)
class Between:
    """What was typed and what it means; with a `fault` it leaves nobody out."""

    low_text: str = ""
    high_text: str = ""
    low: Decimal | None = None
    high: Decimal | None = None
    fault: str = ""

    @classmethod
    def read(cls, sent: Mapping[str, str], name: str) -> Between:
        """From the fields `{name}_from` and `{name}_to` of a form or an address."""
        low, high = (sent.get(f"{name}_{end}", "").strip()[:SHOWN] for end in ("from", "to"))
        try:
            ends = number_of(low, ALLOWED), number_of(high, ALLOWED)
        except Refused as error:
            return cls(low, high, fault=str(error))
        if None not in ends and ends[0] > ends[1]:  # type: ignore[operator] # neither is None
            return cls(low, high, fault=_("“From” is {low}, above “to”, {high}.").format(low=low, high=high))
        return cls(low, high, *ends)

    @property
    def narrows(self) -> bool:
        """Whether it may leave somebody out."""
        return self.low is not None or self.high is not None

    def holds(self, value: float | None) -> bool:
        """Whether `value` lies in it, its ends included."""
        if not self.narrows:
            return True
        if value is None:
            return False
        shown = round(Decimal(value), DECIMALS)
        return (self.low is None or self.low <= shown) and (self.high is None or shown <= self.high)


ANY: Final = Between()
