"""Small pictures drawn on the server as SVG text: numbers and classes only, nothing that a strict policy forbids."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Final

from openkam.publish.text import one_line

_WIDE: Final = 66
_TALL: Final = 24
_BAR_SHARE: Final = 0.77
_TOP: Final = 2.0
_BASE: Final = 22.0
_LEAST: Final = 1.0
"""A bar of nothing is still a line, so that five periods remain five."""


def sparkline(
    values: Sequence[float | None], proposed: Sequence[bool] = (), *, label: str = "", scale_to: float | None = None
) -> str:
    """Bars of one account's periods, 66 × 24 px, as SVG.

    The last actual period is dark, earlier ones lighter, proposed ones hollow and dashed, losses red and below
    the line; an unknown value leaves its place empty. `scale_to` gives rows of a table one scale; without it the
    largest value fills the height. `label` is what a screen reader says; without it the picture is decoration.
    """
    known = [value for value in values if value is not None]
    top = max([scale_to or 0.0, *known, 0.0]) if scale_to is None else scale_to
    bottom = min([*known, 0.0])
    span = (top - bottom) or 1.0
    zero = _BASE - (_BASE - _TOP) * (-bottom / span)
    actual = [at for at in range(len(values)) if not _is_proposed(proposed, at)]
    pitch = (_WIDE - 1) / max(1, len(values))
    bars = []
    for at, value in enumerate(values):
        if value is None:
            continue
        size = min(_BASE - _TOP, max(_LEAST, abs(value) / span * (_BASE - _TOP)))
        y = zero - size if value >= 0 else zero
        names = [
            name
            for name, applies in (
                ("now", bool(actual) and at == actual[-1]),
                ("proposed", _is_proposed(proposed, at)),
                ("neg", value < 0),
            )
            if applies
        ]
        kind = f' class="{" ".join(names)}"' if names else ""
        bars.append(
            f'<rect{kind} x="{0.5 + at * pitch:.1f}" y="{y:.1f}" width="{pitch * _BAR_SHARE:.1f}"'
            f' height="{size:.1f}" rx="1"/>'
        )
    line = f'<path d="M0 {zero + 0.5:.1f}H{_WIDE - 2}"/>'
    return f"{_opening(label)}{''.join(bars)}{line}</svg>"


def _is_proposed(proposed: Sequence[bool], at: int) -> bool:
    return at < len(proposed) and proposed[at]


def _opening(label: str) -> str:
    said = f'role="img" aria-label="{escape(one_line(label, 300))}"' if label else 'aria-hidden="true"'
    return f'<svg class="spark" width="{_WIDE}" height="{_TALL}" viewBox="0 0 {_WIDE} {_TALL}" {said}>'


def difference_bar(share_pct: float | None, *, full_pct: float = 25.0) -> str:
    """A bar left (loss) or right (gain) of a middle line, 56 × 12 px: net income in percent of revenue.

    `full_pct` is the share that fills one side; larger ones stop there. Unknown draws the line alone.
    """
    middle, half = 28.0, 26.0
    bar = ""
    if share_pct is not None and share_pct != 0:
        size = max(_LEAST, min(1.0, abs(share_pct) / full_pct) * half)
        x = middle - size if share_pct < 0 else middle
        kind = "neg" if share_pct < 0 else "gain"
        bar = f'<rect class="{kind}" x="{x:.1f}" y="1" width="{size:.1f}" height="10"/>'
    return (
        '<svg class="spark" width="56" height="12" viewBox="0 0 56 12" aria-hidden="true">'
        f'{bar}<path d="M28 0V12"/></svg>'
    )
