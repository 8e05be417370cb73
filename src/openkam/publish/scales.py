"""Where a value stands on an axis: linear, logarithmic, or linear near zero and logarithmic beyond for both signs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final, Literal

ScaleName = Literal["linear", "log", "symlog"]

_STEPS: Final = (1.0, 2.0, 2.5, 4.0, 5.0)
_LEAST_GAP: Final = 0.12
"""Ticks of a curved scale stand at least this share of the axis apart, so that their labels never touch."""

_LEAST_KNEE_SHARE: Final = 1e-9
"""No axis shows more than nine powers of ten: what is smaller is nothing beside the largest."""
_OUTLIER_RATIO: Final = 10.0
"""A smallest value further below the lowest 5 % than this is an outlier."""


@dataclass(frozen=True)
class Scale:
    """An axis from `low` to `high` (values, not places) with its `ticks`.

    `knee` is the value around which a symlog scale turns from linear to logarithmic.
    """

    name: ScaleName
    low: float
    high: float
    ticks: tuple[float, ...]
    knee: float = 1.0
    reversed: bool = False
    """The largest value stands first: at the left, or at the bottom."""

    def place(self, value: float) -> float:
        """The place of `value` in the axis's own even units; monotone, and 0 at 0 unless logarithmic."""
        if self.name == "log":
            return math.log10(value)
        if self.name == "symlog":
            return math.asinh(value / self.knee)
        return value

    def share(self, value: float) -> float:
        """How far to the right (or up) `value` stands: 0 at `low`, 1 at `high`, and the other way round if reversed."""
        low, high = self.place(self.low), self.place(self.high)
        share = (self.place(value) - low) / (high - low)
        return 1 - share if self.reversed else share

    def place_at(self, share: float) -> float:
        """The place that is drawn at a share of the axis."""
        low, high = self.place(self.low), self.place(self.high)
        return low + (1 - share if self.reversed else share) * (high - low)

    def span(self, low: float | None, high: float | None) -> tuple[float, float]:
        """From left to right (or upward) the shares between two values; a missing bound is the edge."""
        ends = (self.share(self.low if low is None else low), self.share(self.high if high is None else high))
        first, last = sorted(min(1.0, max(0.0, end)) for end in ends)
        return first, last


def finite(values: Sequence[float | None]) -> list[float]:
    """The values that can be drawn."""
    return [value for value in values if value is not None and math.isfinite(value)]


def scale_for(name: ScaleName, values: Sequence[float | None], *, pad: float = 0.04) -> Scale:
    """A scale that holds all `values` with `pad` of its length free at both ends.

    A logarithmic axis cannot hold zero or less, and a handful of tiny values would take most of its length: it then
    becomes linear below the value that 5 % stay under, so that no point is lost and the others keep their room.
    """
    drawn = finite(values) or [0.0, 1.0]
    if name == "linear":
        return linear(drawn, pad=pad)
    sizes = sorted(abs(value) for value in drawn if value) or [1.0]
    least = sizes[-1] * _LEAST_KNEE_SHARE
    if name == "log":
        few = sizes[len(sizes) // 20]
        if min(drawn) > least and min(drawn) * _OUTLIER_RATIO >= few:
            return _curved("log", drawn, 1.0, pad)
        return _curved("symlog", drawn, max(few, least), pad)
    return _curved("symlog", drawn, max(median(sizes), least), pad)


def linear(values: Sequence[float], *, pad: float = 0.04, with_zero: bool = False, count: int = 5) -> Scale:
    """An even scale around `values` with about `count` ticks on round numbers."""
    low, high = min(values), max(values)
    if with_zero:
        low, high = min(low, 0.0), max(high, 0.0)
    if low == high:
        low, high = (low - 1, high + 1) if low else (0.0, 1.0)
    room = (high - low) * pad
    first = low if with_zero and low == 0 else low - room
    last = high if with_zero and high == 0 else high + room
    # Free room never crosses zero: an axis of amounts that cannot be negative does not begin below nothing.
    first, last = max(first, 0.0) if low >= 0 else first, min(last, 0.0) if high <= 0 else last
    step = round_step((last - first) / count)
    start = math.ceil(first / step - 1e-9)
    ticks = tuple(round(at * step, 12) for at in range(start, math.floor(last / step + 1e-9) + 1))
    return Scale("linear", first, last, ticks)


def widened(scale: Scale) -> Scale:
    """An even scale whose ends are ticks themselves, for programs that count ticks from the lower end."""
    if len(scale.ticks) < 2:
        return scale
    step = scale.ticks[1] - scale.ticks[0]
    first, last = math.floor(scale.low / step + 1e-9), math.ceil(scale.high / step - 1e-9)
    ticks = tuple(round(at * step, 12) for at in range(first, last + 1))
    return Scale("linear", ticks[0], ticks[-1], ticks)


def round_step(rough: float) -> float:
    """The smallest of 1, 2, 2.5, 4 or 5 times a power of ten that is not below `rough`."""
    power = 10.0 ** math.floor(math.log10(rough))
    return next(step * power for step in (*_STEPS, 10.0) if step * power >= rough * (1 - 1e-9))


def _curved(name: ScaleName, values: Sequence[float], knee: float, pad: float) -> Scale:
    bare = Scale(name, min(values), max(values), (), knee)
    low, high = bare.place(min(values)), bare.place(max(values))
    if low == high:
        low, high = low - 0.5, high + 0.5
    room = (high - low) * pad
    low, high = low - room, high + room
    ticks = _round_ticks(bare, low, high)
    return Scale(name, _value_at(bare, low), _value_at(bare, high), ticks, knee)


def _value_at(scale: Scale, place: float) -> float:
    return float(10.0**place) if scale.name == "log" else math.sinh(place) * scale.knee


def _round_ticks(scale: Scale, low: float, high: float) -> tuple[float, ...]:
    """Zero first, then powers of ten, then twos and fives wherever there is room."""
    chosen: list[tuple[float, float]] = []
    largest = max(abs(_value_at(scale, low)), abs(_value_at(scale, high)))
    top = math.ceil(math.log10(largest)) if largest else 0
    bottom = math.floor(low) if scale.name == "log" else top - 9
    candidates = [0.0] if scale.name == "symlog" else []
    for step in (1.0, 5.0, 2.0):
        for power in range(top, bottom - 1, -1):
            size = step * 10.0**power
            candidates += [size] if scale.name == "log" else [size, -size]
    for value in candidates:
        place = scale.place(value)
        free = all(abs(place - other) >= _LEAST_GAP * (high - low) for other, _ in chosen)
        if low <= place <= high and free:
            chosen.append((place, value))
    return tuple(value for _, value in sorted(chosen))
