"""Words and figures that all blocks of the process map share."""

from __future__ import annotations

from collections.abc import Iterable
from math import floor, log10

from openkam.core.i18n import gettext as _
from openkam.core.numbers import MISSING, format_number
from openkam.core.tables import Tone
from openkam.tools.analyze.process_map.inputs import UNITS, VALUE_CLASSES, Unit, ValueClass
from openkam.tools.analyze.process_map.result import ProcessResult

_MOST_DECIMALS = 9
"""A millionth of a second in days still shows."""

TONES: dict[ValueClass | None, Tone] = {
    "value_adding": "ours",
    "necessary": "neutral",
    "non_value_adding": "neg",
    None: "muted",
}


def number(value: float | None) -> str:
    """As few decimals as tell the figure, without noughts at its end: 545, 2.5, 0.667, 23.6 for 23.6034."""
    if value is None:
        return MISSING
    return format_number(value, places([value], 3 if abs(value) < 10 else 2))


def places(values: Iterable[float | None], least: int = 2) -> int:
    """The decimals of a column: as many as `decimals_for` gives, less the noughts at the end of all its figures."""
    known = [value for value in values if value is not None]
    most = decimals_for(known, least)
    shown = [round(value, most) for value in known]
    return next((count for count in range(most) if all(round(value, count) == value for value in shown)), most)


def decimals_for(values: Iterable[float | None], least: int = 2) -> int:
    """`least` decimals, or so many that the smallest of `values` that is not nothing shows two digits."""
    small = min((abs(value) for value in values if value), default=1.0)
    return min(_MOST_DECIMALS, max(least, 1 - floor(log10(small))))


def duration(value: float | None, unit: Unit) -> str:
    """A time with its unit."""
    return _("{number} {unit}").format(number=number(value), unit=UNITS[unit])


def value_label(value_class: ValueClass | None) -> str:
    """The name of a value class."""
    return str(VALUE_CLASSES[value_class]) if value_class else _("not classified")


def step_names(result: ProcessResult) -> dict[str, str]:
    """Name of each step by its id."""
    return {row.id: row.name for row in result.steps}


def lane_names(result: ProcessResult) -> dict[str, str]:
    """Name of each lane by its id."""
    return {row.id: row.name for row in result.lanes}
