"""Words and figures that all blocks of the process map share."""

from __future__ import annotations

from openkam.core.i18n import gettext as _
from openkam.core.numbers import MISSING, format_number
from openkam.core.tables import Tone
from openkam.tools.analyze.process_map.inputs import UNITS, VALUE_CLASSES, Unit, ValueClass
from openkam.tools.analyze.process_map.result import ProcessResult

TONES: dict[ValueClass | None, Tone] = {
    "value_adding": "pos",
    "necessary": "neutral",
    "non_value_adding": "neg",
    None: "muted",
}


def number(value: float | None) -> str:
    """As few decimals as tell the figure: 545, 2.5, 0.667."""
    if value is None:
        return MISSING
    for decimals in (0, 1, 2):
        if abs(value - round(value, decimals)) <= 1e-9 * max(1.0, abs(value)):
            return format_number(value, decimals)
    return format_number(value, 3 if abs(value) < 10 else 2)


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
