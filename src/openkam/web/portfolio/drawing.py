"""Small pictures as path data: bars by period, a bar left or right of zero. Templates put them into SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

SPARK_HEIGHT = 22
SPARK_STEP = 13
SPARK_BAR = 10


@dataclass(frozen=True)
class Bars:
    """Path data by the way in which the bars are drawn."""

    past: str
    now: str
    ahead: str


def _bar(x: float, top: float, width: float, bottom: float) -> str:
    return f"M{x:g} {top:g}h{width:g}V{bottom:g}h-{width:g}z"


def spark(values: Sequence[int], now_at: int, proposed: Sequence[bool]) -> Bars:
    """Bars on one scale, 22 high; nothing below zero is drawn but a line at the bottom. Scale: the largest value."""
    largest = max(max(values, default=0), 1)
    parts: dict[str, list[str]] = {"past": [], "now": [], "ahead": []}
    for at, value in enumerate(values):
        height = max(1.0, round((SPARK_HEIGHT - 2) * max(value, 0) / largest, 1))
        kind = "ahead" if proposed[at] else "now" if at == now_at else "past"
        parts[kind].append(_bar(at * SPARK_STEP + 0.5, SPARK_HEIGHT - height, SPARK_BAR, SPARK_HEIGHT))
    return Bars(**{kind: "".join(paths) for kind, paths in parts.items()})


def diverging(percent: float, *, half: int = 28, full_pct: float = 14.0) -> str:
    """A bar from the middle of a picture 56 wide and 12 high; it ends at the edge from `full_pct` on."""
    length = min(half, round(half * abs(percent) / full_pct, 1))
    left = half - length if percent < 0 else half
    return _bar(left, 1, length, 11)


@dataclass(frozen=True)
class Column:
    """One period in the picture of five: its bars, where its labels stand, what they say."""

    label: str
    x: float
    kind: str
    revenue: str
    revenue_y: float
    revenue_text: str
    net: str
    net_is_negative: bool
    inside: str
    whole: str
    """The ground behind all of it, so that a click need not hit a low bar."""


PLOT_LEFT, PLOT_STEP, BAR = 100.0, 52.8, 36.0
REVENUE_TOP, REVENUE_BASE = 18.0, 100.0
NET_ROOM, NET_HEIGHT = 24.0, 158.0


def net_base(values: Sequence[float | None]) -> float:
    """The height of the zero line of the lower bars, so that both signs find room."""
    known = [value for value in values if value is not None]
    high, low = max([*known, 0.0]), min([*known, 0.0])
    span = high - low
    return 116.0 + (NET_ROOM + 10) * (high / span if span else 1.0)


def net_bar(x: float, value: float | None, values: Sequence[float | None]) -> str:
    """A bar up or down from the zero line, on a scale of its own."""
    known = [abs(one) for one in values if one is not None]
    high = max([one for one in values if one is not None and one > 0], default=0.0)
    low = min([one for one in values if one is not None and one < 0], default=0.0)
    span = high - low
    if value is None or not known or not span:
        return ""
    base = net_base(values)
    length = max(1.0, (NET_ROOM + 10) * abs(value) / span)
    return _bar(x, base - length, BAR, base) if value >= 0 else _bar(x, base, BAR, base + length)


def whole_column(x: float) -> str:
    """The ground behind a column, from the top of the picture to its bottom."""
    return _bar(x - 6, 0, BAR + 12, NET_HEIGHT)


def revenue_bar(x: float, value: float, largest: float) -> tuple[str, float]:
    """A bar up from the revenue line, and the height at which it ends."""
    length = max(1.0, (REVENUE_BASE - REVENUE_TOP) * max(value, 0.0) / largest) if largest > 0 else 1.0
    return _bar(x, REVENUE_BASE - length, BAR, REVENUE_BASE), REVENUE_BASE - length
