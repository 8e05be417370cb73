"""The roof of a house of quality: how its columns help or hinder one another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from openkam.core.diagrams import House, RoofPair
from openkam.core.i18n import gettext as _
from openkam.publish.pictures.house_frame import ALL_PAIRS_UP_TO, Frame
from openkam.publish.pictures.signs import numbered
from openkam.publish.scene.model import Mark, Paint, Path, Polygon, Shape, Words
from openkam.publish.text import one_line

SIGNS: Final = {2: "++", 1: "+", -1: "−", -2: "−−"}


def meaning(value: int) -> str:
    """What a sign of the roof says."""
    return {2: _("helps much"), 1: _("helps"), -1: _("hinders"), -2: _("hinders much")}[value]


def roof(house: House, place: Frame) -> Iterator[Shape]:
    """The roof's cells, from the columns up; many columns show only the pairs that are filled."""
    at = {ctq.id: index for index, ctq in enumerate(house.ctqs)}
    pairs: dict[tuple[int, int], RoofPair] = {}
    for pair in house.roof:
        if pair.one in at and pair.other in at and pair.one != pair.other:
            one, other = sorted((at[pair.one], at[pair.other]))
            pairs[one, other] = pair
    half, rise, base = place.column / 2, place.rise, place.roof_bottom
    if not rise:
        return
    if place.count <= ALL_PAIRS_UP_TO:
        top = (place.left + place.right) / 2, base - rise * place.count
        yield Path(((place.left, base), top, (place.right, base)), Paint("", "line-2"))
    everything = [(one, other) for one in range(place.count) for other in range(one + 1, place.count)]
    shown = everything if place.count <= ALL_PAIRS_UP_TO else sorted(pairs)
    for one, other in shown:
        x, y = place.left + (one + other + 1) * half, base - rise * (other - one)
        corners = ((x - half, y), (x, y - rise), (x + half, y), (x, y + rise))
        found = pairs.get((one, other))
        if found is None:
            yield Polygon(corners, Paint("surface", "line"))
        else:
            yield _pair(house, found, corners, (one, other))
    for one, other in shown:
        pair_found = pairs.get((one, other))
        if pair_found is not None and pair_found.finding is not None:
            x, y = place.left + (one + other + 1) * half, base - rise * (other - one)
            yield numbered(max(9.0, x - half * 0.9), max(9.0, y - rise * 0.8), pair_found.finding)


def _pair(house: House, pair: RoofPair, corners: tuple[tuple[float, float], ...], at: tuple[int, int]) -> Mark:
    (_left, y), (x, top), _right, _bottom = corners
    size = max(8.0, min(13.0, (y - top) * 0.85))
    found = pair.finding is not None
    paint = Paint("mark" if found else "surface", "mark-line" if found else "line", 1.5 if found else 1)
    tint = "mark-ink" if found else "ink-2" if pair.value > 0 else "neg"
    sign = Words(x, y + size * 0.36, SIGNS[pair.value], size, tint, 600, "middle")
    tip = _("{one} × {other}: {meaning} ({sign})").format(
        one=one_line(house.ctqs[at[0]].label),
        other=one_line(house.ctqs[at[1]].label),
        meaning=meaning(pair.value),
        sign=SIGNS[pair.value],
    )
    return Mark(f"{pair.one}×{pair.other}", tip, (Polygon(corners, paint), sign))
