"""Texts inside the picture: broken into short lines, and put where they cover nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from openkam.publish.pictures.labels import Box, Taken
from openkam.publish.pictures.plot import fitted, px_wide
from openkam.publish.text import one_line

Anchor = Literal["start", "middle", "end"]
SIZE = 10.5
LEADING = 12.0
ROOM = 112.0
"""Longest line of a name, in px."""


def wrapped(text: str, room: float, size: float = 11, most: int = 2) -> list[str]:
    """`text` in at most `most` lines of `room` px, even ones if it can be; the last is cut where that is not enough."""
    whole = one_line(text)
    wide = px_wide(whole, size)
    if wide <= room or most == 1:
        return [fitted(whole, room, size)]
    parts, glue = (whole.split(" "), " ") if " " in whole else (list(whole), "")
    even = min(room, max(wide / most * 1.12, max(px_wide(part, size) for part in parts)))
    lines = _broken(parts, glue, even, size, most)
    if px_wide(lines[-1], size) > room:
        lines = _broken(parts, glue, room, size, most)
    return [fitted(each, room, size) for each in lines]


def _broken(parts: Sequence[str], glue: str, aim: float, size: float, most: int) -> list[str]:
    """Lines of about `aim` px; all that is left stands in the last."""
    lines: list[str] = []
    line = ""
    for part in parts:
        longer = f"{line}{glue}{part}" if line else part
        if line and len(lines) < most - 1 and px_wide(longer, size) > aim:
            lines.append(line)
            line = part
        else:
            line = longer
    return [*lines, line]


@dataclass(frozen=True)
class Named:
    """A mark that wants its name beside it."""

    key: int
    text: str
    x: float
    y: float
    radius: float
    bold: bool


@dataclass(frozen=True)
class Spot:
    """Where the lines of a name stand; (x, y) is the baseline of the first. `lead` joins it with its mark."""

    key: int
    lines: tuple[str, ...]
    x: float
    y: float
    anchor: Anchor
    bold: bool
    lead: tuple[float, float, float, float] | None = None


def place_names(names: Sequence[Named], hard: Taken, soft: Taken, area: Box) -> Iterator[Spot]:
    """A free spot for each name in turn, none where all are taken.

    Nothing is ever put on `hard`; on `soft` (trails and dividing lines) only where there is no other place. A name
    whose mark is hemmed in is put further off, with a line to it.
    """
    for name in names:
        lines = tuple(wrapped(name.text, ROOM, SIZE))
        for stage in ("beside", "beside, over lines", "away"):
            found = _first(name, lines, hard, soft if stage == "beside" else None, area, away=stage == "away")
            if found is not None:
                box, spot = found
                hard.add(box)
                yield spot
                break


def _first(
    name: Named, lines: tuple[str, ...], hard: Taken, soft: Taken | None, area: Box, *, away: bool
) -> tuple[Box, Spot] | None:
    wide = max(px_wide(line, SIZE) for line in lines) * (1.07 if name.bold else 1.0)
    tall = LEADING * len(lines)
    for x, middle, anchor in _starts(name, tall, away=away):
        left = {"start": x, "middle": x - wide / 2, "end": x - wide}[anchor]
        box = (left - 1, middle - tall / 2, left + wide + 1, middle + tall / 2)
        inside = area[0] <= box[0] and area[1] <= box[1] and area[2] >= box[2] and area[3] >= box[3]
        if inside and hard.free(box) and (soft is None or soft.free(box)):
            lead = _lead(name, x, middle, anchor) if away else None
            return box, Spot(name.key, lines, x, middle - tall / 2 + 9.4, anchor, name.bold, lead)
    return None


def _starts(name: Named, tall: float, *, away: bool) -> Iterator[tuple[float, float, Anchor]]:
    x, y = name.x, name.y
    for more in (14.0, 28.0, 44.0, 62.0) if away else (0.0,):
        gap = name.radius + 4 + more
        rise = gap + tall / 2 - 1
        yield x + gap, y, "start"
        yield x - gap, y, "end"
        yield x, y - rise, "middle"
        yield x, y + rise, "middle"
        slant = gap * 0.74
        for down in (-1.0, 1.0):
            yield x + slant, y + down * (slant + tall / 4), "start"
            yield x - slant, y + down * (slant + tall / 4), "end"
            if away:
                yield x + gap, y + down * gap * 0.5, "start"
                yield x - gap, y + down * gap * 0.5, "end"


def _lead(name: Named, x: float, y: float, anchor: Anchor) -> tuple[float, float, float, float]:
    """From the rim of the mark to its name."""
    end_x = {"start": x - 2, "middle": x, "end": x + 2}[anchor]
    end_y = y if anchor != "middle" else y + (7 if y < name.y else -7)
    length = max(1.0, ((end_x - name.x) ** 2 + (end_y - name.y) ** 2) ** 0.5)
    share = (name.radius + 1) / length
    return name.x + share * (end_x - name.x), name.y + share * (end_y - name.y), end_x, end_y


def along(x0: float, y0: float, x1: float, y1: float, step: float = 7) -> Iterator[Box]:
    """Small boxes that cover a line."""
    count = max(1, int(max(abs(x1 - x0), abs(y1 - y0)) // step))
    for at in range(count + 1):
        x, y = x0 + (x1 - x0) * at / count, y0 + (y1 - y0) * at / count
        yield x - 2, y - 2, x + 2, y + 2
