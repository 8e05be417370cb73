"""A value that was measured, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from openkam.core.numbers import format_number
from openkam.web.portfolio.workings import Made


@dataclass(frozen=True)
class Span:
    """The year that a value is summed over, of which the books may hold a part only."""

    label: str
    first: date
    last: date
    read_to: date
    """The last day that is read, at most the as-of date of the books."""
    months: int
    months_covered: int
    is_partial: bool
    """The year is not over in the books, so that its sum is not one of a whole year."""

    @property
    def text(self) -> str:
        """The year, and how much of it there is."""
        if not self.is_partial:
            return self.label
        return _("{period} so far, {covered} of {months} months").format(
            period=self.label, covered=format_number(self.months_covered), months=format_number(self.months)
        )


@dataclass(frozen=True)
class Measured:
    """A value with its day, source and sum. `value` None is unknown, for the `reason`.

    `text` is the value as the reader's language writes it, `note` what must be said beside it. `span` is set where the
    value adds up over a year.
    """

    value: Decimal | None
    unit: str
    as_of: date | None
    source: str
    sum: Made | None
    text: str = ""
    reason: str = ""
    note: str = ""
    span: Span | None = None
    source_url: str = ""


def unknown(reason: str, *, unit: str = "", source: str = "", source_url: str = "") -> Measured:
    """No value, and why."""
    return Measured(None, unit, None, source, None, reason=reason, source_url=source_url)
