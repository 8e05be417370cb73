"""Text in pictures: how wide it is, what of it fits, how it is broken into lines.

A layout cannot ask a browser, so widths are estimated a little generously; what does not fit is cut with an
ellipsis, and the whole text stands in the tip of the mark.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import cos, radians, sin
from typing import Final, Literal

from openkam.core.i18n import gettext as _
from openkam.publish.scene.model import Anchor, Disc, Mark, Paint, Path, Polygon, Rect, Scene, Shape, Words
from openkam.publish.text import one_line, width

_EM: Final = 0.57
"""Width of a digit as a share of the type size, for Inter and a little for safety."""
_BOLD: Final = 1.06
_OPENING: Final = "（「『《【〈"
_CLOSING: Final = "，。、）」』：；？！》】〉"
"""No line ends after the former or begins with the latter."""
_HYPHENS: Final = "-‐–/"
_HEIGHT: Final = 0.78
_DEPTH: Final = 0.24
"""How far letters reach above and below the baseline, as shares of the type size."""

LEGEND: Final = 11.0
LEGEND_LINE: Final = 20.0

Weight = Literal[400, 500, 600]
Box = tuple[float, float, float, float]
"""Left, top, right and bottom."""


def px(text: str, size: float, weight: int = 400) -> float:
    """The width of `text` on one line, in px."""
    return width(text) * size * _EM * (_BOLD if weight >= 500 else 1)


def fit(text: str, room: float, size: float, weight: int = 400) -> str:
    """`text` on one line, cut with an ellipsis to at most `room` px; nothing where not even a letter fits."""
    line = one_line(text)
    if px(line, size, weight) <= room:
        return line
    free, used = room - px("…", size, weight), 0.0
    kept: list[str] = []
    for sign in line:
        used += px(sign, size, weight)
        if used > free:
            break
        kept.append(sign)
    return "".join(kept).rstrip() + "…" if kept else ""


def wrap(text: str, room: float, size: float, lines: int = 2, weight: int = 400) -> list[str]:
    """`text` in at most `lines` lines of `room` px; broken at blanks and between Chinese signs, the last one cut."""
    rest = one_line(text)
    made: list[str] = []
    while rest and len(made) < lines - 1 and px(rest, size, weight) > room:
        cut = _break(rest, room, size, weight)
        if cut == 0:
            break
        made.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    last = fit(rest, room, size, weight)
    return [*made, last] if last else made


def _break(text: str, room: float, size: float, weight: int) -> int:
    """Where the first line of `text` ends: at a blank or between wide signs, else after a hyphen; 0 if nowhere."""
    used, best, hyphen = 0.0, 0, 0
    for at, sign in enumerate(text):
        used += px(sign, size, weight)
        if sign == " ":
            best = at
        if used > room:
            break
        if sign in _HYPHENS and 0 < at < len(text) - 1:
            hyphen = at + 1
        if width(sign) > 1.5 and sign not in _OPENING and at + 1 < len(text) and text[at + 1] not in _CLOSING:
            best = at + 1
    return best or hyphen


def bold(weight: int) -> Weight:
    """The nearest of the three weights in which pictures are set."""
    return 600 if weight >= 600 else 500 if weight >= 500 else 400


def line(
    x: float,
    y: float,
    text: str,
    *,
    room: float,
    size: float = 11,
    tint: str = "ink",
    weight: int = 400,
    anchor: Anchor = "start",
    turn: float = 0,
) -> tuple[Words, ...]:
    """`text` cut to `room` px as one line of the picture, or nothing."""
    shown = fit(text, room, size, weight)
    return (Words(x, y, shown, size, tint, bold(weight), anchor, turn),) if shown else ()


def stack(
    x: float,
    middle: float,
    texts: list[tuple[str, float, str, int]],
    *,
    anchor: Anchor = "start",
    leading: float = 1.22,
) -> tuple[Words, ...]:
    """Lines (text, size, tint, weight) under one another, the whole centred on the height `middle`."""
    tall = sum(size * leading for _said, size, _tint, _weight in texts)
    y, made = middle - tall / 2, []
    for text, size, tint, weight in texts:
        y += size * leading
        made.append(Words(x, y - size * 0.34, text, size, tint, bold(weight), anchor))
    return tuple(made)


def extent(words: Words) -> Box:
    """The box that `words` take, turned ones too (for quarter turns and slants)."""
    wide = px(words.text, words.size, words.weight)
    left = {"start": 0.0, "middle": -wide / 2, "end": -wide}[words.anchor]
    top, bottom = -words.size * _HEIGHT, words.size * _DEPTH
    if not words.turn:
        return words.x + left, words.y + top, words.x + left + wide, words.y + bottom
    return _turned(words, (left, top, left + wide, bottom))


def _turned(words: Words, box: Box) -> Box:
    c, s = cos(radians(words.turn)), sin(radians(words.turn))
    corners = [(x * c - y * s, x * s + y * c) for x in (box[0], box[2]) for y in (box[1], box[3])]
    xs, ys = [words.x + x for x, _ in corners], [words.y + y for _, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def label(x: float, y: float, text: str, *, room: float, size: float = 11, tint: str = "ink-2") -> tuple[Shape, ...]:
    """A label centred on (x, y) on a patch of the page's ground, so that a line behind it does not strike it."""
    shown = fit(text, room, size)
    if not shown:
        return ()
    wide = px(shown, size)
    patch = Rect(x - wide / 2 - 3, y - size * 0.95, wide + 6, size * 1.3, Paint("surface"))
    return patch, Words(x, y, shown, size, tint, 400, "middle")


def empty(id: str, title: str, wide: float) -> Scene:
    """A picture with nothing in it: a calm frame that says so."""
    frame = Rect(0.5, 0.5, wide - 1, 95, Paint("", "line", 1, "dash"), 6)
    said = line(wide / 2, 52, _("Nothing to draw yet."), room=wide - 40, size=12, tint="ink-3", anchor="middle")
    return Scene(id, title, wide, 96, (frame, *said))


def shifted(shape: Shape, x: float, y: float) -> Shape:
    """The same shape, moved."""
    match shape:
        case Rect() | Disc() | Words():
            return replace(shape, x=shape.x + x, y=shape.y + y)
        case Polygon():
            return replace(shape, corners=tuple((px + x, py + y) for px, py in shape.corners))
        case Path():
            return replace(shape, points=tuple((px + x, py + y) for px, py in shape.points))
        case Mark():
            return replace(shape, shapes=tuple(shifted(one, x, y) for one in shape.shapes))


Entry = tuple[tuple[Shape, ...], str]
"""A sign around (10, −4) that is at most 20 px wide, and what it means."""


def legend(
    entries: Sequence[Entry], x: float, y: float, wide: float, *, sign: float = 20, size: float = LEGEND
) -> tuple[Shape, ...]:
    """Signs with their meanings in lines from (x, y) on, broken at `wide`."""
    made: list[Shape] = []
    start = x
    for shapes, name in entries:
        shown = fit(name, wide - sign - 8, size)
        need = sign + 6 + px(shown, size) + 16
        if x > start and x + need - 16 > wide:
            x, y = start, y + LEGEND_LINE
        made += [shifted(shape, x, y) for shape in shapes]
        made += line(x + sign + 6, y, shown, room=wide, size=size, tint="ink-2")
        x += need
    return tuple(made)


def bottom(shapes: Sequence[Shape]) -> float:
    """How far down the lines of text reach."""
    return max((extent(shape)[3] for shape in shapes if isinstance(shape, Words)), default=0.0)
