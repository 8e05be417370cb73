"""One theme for pages, charts, decks and sheets: what a tone looks like, which fonts write which language.

The values are those of the application's design tokens, so that a class has one hue wherever it is drawn.
Pages and charts use the token's name and let the browser resolve it, light or dark; Office files take the
light value.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from openkam.core.blocks import Tone

LIGHT: Final = MappingProxyType(
    {
        "paper": "#fafaf8",
        "surface": "#ffffff",
        "sunk": "#f3f3f0",
        "line": "#e5e4df",
        "line-2": "#d0cec7",
        "grid": "#ecebe6",
        "ink": "#1b1e25",
        "ink-2": "#454a55",
        "ink-3": "#666b75",
        "ours": "#3a43c0",
        "ours-soft": "#eceefb",
        "theirs": "#85603a",
        "theirs-soft": "#f7f1e8",
        "k": "#00704f",
        "k-fill": "#00774f",
        "k-soft": "#e3f2ec",
        "d": "#ad4a00",
        "d-fill": "#e0740f",
        "d-soft": "#fcefe2",
        "m": "#1b6699",
        "m-fill": "#3a93d6",
        "m-soft": "#e6f1f9",
        "o": "#93427a",
        "o-fill": "#8e3b78",
        "o-soft": "#f8ebf4",
        "neg": "#b3201b",
        "neg-2": "#dc7a72",
        "neg-1": "#f2cdc8",
        "neg-soft": "#fbecea",
        "zero": "#e9e8e3",
        "pos-1": "#cbced5",
        "pos-2": "#878d99",
        "pos": "#333a46",
        "mark": "#ffe7a0",
        "mark-line": "#d9b441",
        "mark-ink": "#4a3a06",
        "ok": "#2f6b3b",
        "ours-line": "#b9bff0",
        "theirs-line": "#dcc8ae",
        "risk-1": "#f6efe4",
        "risk-2": "#ecd3ad",
        "risk-3": "#d79b5c",
        "risk-4": "#a24f12",
    }
)
"""Token → colour on a light ground."""

DARK: Final = MappingProxyType(
    {
        "paper": "#111216",
        "surface": "#181a1f",
        "sunk": "#1f2127",
        "line": "#2a2d34",
        "line-2": "#3d414b",
        "grid": "#25282e",
        "ink": "#eceef2",
        "ink-2": "#bbc0ca",
        "ink-3": "#9297a3",
        "ours": "#a5acff",
        "ours-soft": "#23264a",
        "theirs": "#d3b08a",
        "theirs-soft": "#2b251d",
        "k": "#4fcda4",
        "k-fill": "#2aa57f",
        "k-soft": "#14302a",
        "d": "#ffa963",
        "d-fill": "#f4933f",
        "d-soft": "#3a2615",
        "m": "#7cc4f3",
        "m-fill": "#74c0f2",
        "m-soft": "#172c3c",
        "o": "#e7a2cd",
        "o-fill": "#bf62a2",
        "o-soft": "#37222f",
        "neg": "#ff928a",
        "neg-2": "#d6665d",
        "neg-1": "#5e2b28",
        "neg-soft": "#381f1e",
        "zero": "#2d3037",
        "pos-1": "#4a505b",
        "pos-2": "#8d94a1",
        "pos": "#d3d7df",
        "mark": "#57470f",
        "mark-line": "#a88c2f",
        "mark-ink": "#ffedb3",
        "ok": "#84cf93",
        "ours-line": "#4b52a8",
        "theirs-line": "#66553f",
        "risk-1": "#2a251d",
        "risk-2": "#4f3c22",
        "risk-3": "#8a5a27",
        "risk-4": "#d98a45",
    }
)
"""Token → colour on a dark ground."""


@dataclass(frozen=True)
class Shade:
    """The tokens with which a tone is drawn: marks, text in its colour, and the ground behind it."""

    fill: str
    text: str
    soft: str


SHADES: Final = MappingProxyType(
    {
        "neutral": Shade("pos", "ink", "sunk"),
        "muted": Shade("pos-2", "ink-3", "sunk"),
        "pos": Shade("pos", "ink-2", "sunk"),
        "neg": Shade("neg", "neg", "neg-soft"),
        "ours": Shade("ours", "ours", "ours-soft"),
        "theirs": Shade("theirs", "theirs", "theirs-soft"),
        "k": Shade("k-fill", "k", "k-soft"),
        "d": Shade("d-fill", "d", "d-soft"),
        "m": Shade("m-fill", "m", "m-soft"),
        "o": Shade("o-fill", "o", "o-soft"),
        "mark": Shade("mark-line", "mark-ink", "mark"),
    }
)
"""Tone → its tokens."""

DISTINCT: Final = ("pos", "ours", "theirs", "pos-2")
"""Tokens for several plain series in one picture, told apart by lightness and hue."""


@dataclass(frozen=True)
class Fonts:
    """The typefaces that write one language in Office files.

    `latin` is there wherever Office or LibreOffice is (or a face of the same widths); `east_asian` gives
    Chinese text the glyphs of its own region, and `lang` makes the reader's program choose them.
    """

    latin: str
    east_asian: str
    lang: str


FONTS: Final = MappingProxyType(
    {
        "en": Fonts("Arial", "Microsoft JhengHei", "en-US"),
        "zh-Hant": Fonts("Arial", "Microsoft JhengHei", "zh-TW"),
        "zh-Hans": Fonts("Arial", "Microsoft YaHei", "zh-CN"),
    }
)
"""Language → fonts of decks and sheets."""

SANS_STACK: Final = (
    "Inter Variable",
    "Inter",
    "Noto Sans TC",
    "Noto Sans CJK TC",
    "PingFang TC",
    "Microsoft JhengHei",
    "Noto Sans SC",
    "Noto Sans CJK SC",
    "system-ui",
    "sans-serif",
)
"""The font list of pages and charts, in order."""


def shade(tone: Tone) -> Shade:
    """The tokens of a tone."""
    return SHADES[tone]


def light(token: str) -> str:
    """The light colour of a token as `RRGGBB`, the way Office files write it."""
    return LIGHT[token].lstrip("#").upper()
