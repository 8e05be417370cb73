"""Who talks to whom: lines that keep to their own lane until no name is in the way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from openkam.core.diagrams import PersonLink, Relationship
from openkam.core.i18n import gettext as _
from openkam.publish.pictures.letters import Box, label
from openkam.publish.pictures.relationship_frame import DISC, MAIN_DISC, Frame
from openkam.publish.scene.model import Mark, Paint, Path, Point, Shape
from openkam.publish.text import one_line

PAINTS: Final = {
    "live": Paint("", "ink", 1.6),
    "late": Paint("", "ink-3", 1.5, "dash"),
    "lost": Paint("", "neg", 1.4, "dash"),
    "missing": Paint("", "ours", 2, "dot"),
}
MAIN_PAINT: Final = Paint("", "ink", 3)
STRENGTHS: Final = {1: 1.1, 2: 1.6, 3: 2.4}
"""The width of a live link by its strength, in px."""
QUIET: Final = Paint("", "pos-2", 1.3)
"""A live link beside joint teams, which carry more."""
_SPREAD: Final = 3.0
_BUNDLE: Final = 26.0
"""How thick the lines through a main contact may be together."""
_CLEAR: Final = 5.0
"""From the main link to the next line of the bundle around it, in px."""
_FREE: Final = 5.0
"""How far a thick line, or one of a bundle, keeps from a name, in px."""
_LEADING: Final = 13.0
_SAGS: Final = ((0.6, 1.0), (0.75, 0.7), (0.85, 0.4), (0.97, 0.0))
"""How deep the main link falls before it turns, and how far in it does so."""
_SAMPLES: Final = 20
_TURN: Final = 12.0
"""How finely places are tried where a line may leave its lane, in px."""


def links(block: Relationship, place: Frame, taken: dict[str, list[Box]]) -> Iterator[Shape]:
    """All links: those through a main contact in a bundle, the others straight across, the main link last."""
    names = {person.id: one_line(person.name) for person in block.people}
    main_ids = {person.id for person in place.mains.values()}
    known = [link for link in block.links if link.ours in place.seats and link.theirs in place.seats]
    hubs = [link for link in known if (link.ours in main_ids) != (link.theirs in main_ids)]
    heights = {id(link): place.seats[link.theirs if link.ours in main_ids else link.ours][1] for link in hubs}
    hubs.sort(key=lambda link: heights[id(link)])
    apart = min(_SPREAD, _BUNDLE / max(1, len(hubs) - 1))
    above = sum(height < place.hub for height in heights.values())
    is_main = place.pointed and any(link.ours in main_ids and link.theirs in main_ids for link in known)
    for at, link in enumerate(hubs):
        if is_main:
            # Those from above keep above the main link, those from below keep below it.
            offset = -_CLEAR - apart * (above - 1 - at) if at < above else _CLEAR + apart * (at - above)
        else:
            offset = (at - (len(hubs) - 1) / 2) * apart
        # Lines of a bundle keep a gap between them, or many of them would be one black bar.
        yield _marked(link, names, _through(link, place, main_ids, offset, taken), thickest=apart * 0.6)
    together = [frozenset(team.members) for team in block.teams if place.teams]
    said: list[float] = []
    for link in known:
        if link.ours in main_ids or link.theirs in main_ids:
            continue
        if link.state == "live" and any({link.ours, link.theirs} <= members for members in together):
            # They meet in their team, whose lines say so already.
            continue
        way = _direct(link, place, taken)
        yield _marked(link, names, way, beside_teams=place.teams)
        if link.state == "missing" and link.label:
            yield from _said(link, place, way, said)
    for link in known:
        if link.ours in main_ids and link.theirs in main_ids:
            yield from _main(link, place, names, _grown(_others(taken, *main_ids)))


def _marked(
    link: PersonLink,
    names: dict[str, str],
    points: tuple[Point, ...],
    *,
    beside_teams: bool = False,
    thickest: float = 9.0,
) -> Mark:
    paint = QUIET if beside_teams and link.state == "live" else paint_of(link)
    path = Path(points, replace(paint, width=max(0.6, min(paint.width, thickest))), curved=True)
    return Mark(f"{link.ours}-{link.theirs}", link_tip(link, names), (path,))


def _said(link: PersonLink, place: Frame, way: tuple[Point, ...], said: list[float]) -> Iterator[Shape]:
    """What a missing link is called, on its middle; not where another name or the bundle of the hubs is."""
    x, y = place.wide / 2, (way[3][1] + way[6][1]) / 2
    bundle = _BUNDLE / 2 + 10 if place.pointed and place.mains else 0.0
    if place.teams or abs(y - place.hub) < bundle or any(abs(y - other) < _LEADING for other in said):
        return
    said.append(y)
    tip = place.levels[-1] + DISC if place.pointed else place.base
    yield from label(x, y + 3.5, link.label, room=place.wide - 2 * tip - 24, size=10, tint="ours")


def paint_of(link: PersonLink) -> Paint:
    """How a link is drawn: its state, and of a live one its strength."""
    paint = PAINTS[link.state]
    return replace(paint, width=STRENGTHS[link.strength]) if link.state == "live" else paint


def state_name(state: str) -> str:
    """What a link's state is called."""
    return {"live": _("live"), "late": _("late"), "lost": _("lost"), "missing": _("next missing link")}[state]


def link_tip(link: PersonLink, names: dict[str, str]) -> str:
    """Who, with whom, in which state, and what is said of it."""
    values = {"ours": names[link.ours], "theirs": names[link.theirs], "state": state_name(link.state)}
    if link.label:
        return _("{ours} – {theirs}: {state}, {label}").format(label=one_line(link.label), **values)
    return _("{ours} – {theirs}: {state}").format(**values)


def straight(start: Point, end: Point) -> tuple[Point, ...]:
    """A straight piece of a curved line, without its start."""
    return (
        (start[0] + (end[0] - start[0]) / 3, start[1] + (end[1] - start[1]) / 3),
        (start[0] + (end[0] - start[0]) * 2 / 3, start[1] + (end[1] - start[1]) * 2 / 3),
        end,
    )


def bend(start: Point, end: Point) -> tuple[Point, ...]:
    """A piece that leaves and arrives level, without its start."""
    middle = (start[0] + end[0]) / 2
    return (middle, start[1]), (middle, end[1]), end


def _clear(points: Sequence[Point], boxes: Sequence[Box]) -> bool:
    """Whether a curved line keeps clear of the boxes."""
    for at in range(0, len(points) - 3, 3):
        a, b, c, d = piece = points[at : at + 4]
        # A curve stays within its corners.
        low, high = min(p[1] for p in piece) - 1, max(p[1] for p in piece) + 1
        first, last = min(p[0] for p in piece) - 2, max(p[0] for p in piece) + 2
        near = [box for box in boxes if box[1] < high and box[3] > low and box[0] < last and box[2] > first]
        if not near:
            continue
        for step in range(_SAMPLES + 1):
            t = step / _SAMPLES
            weights = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
            x = sum(w * p[0] for w, p in zip(weights, (a, b, c, d), strict=True))
            y = sum(w * p[1] for w, p in zip(weights, (a, b, c, d), strict=True))
            if any(left - 2 < x < right + 2 and top - 1 < y < bottom + 1 for left, top, right, bottom in near):
                return False
    return True


def _grown(boxes: Sequence[Box]) -> list[Box]:
    """The boxes with free room around them."""
    return [(left - _FREE, top - _FREE, right + _FREE, bottom + _FREE) for left, top, right, bottom in boxes]


def _others(taken: dict[str, list[Box]], *own: str) -> list[Box]:
    return [box for key, boxes in taken.items() if key not in own for box in boxes]


def _direct(link: PersonLink, place: Frame, taken: dict[str, list[Box]]) -> tuple[Point, ...]:
    (x1, y1), (x2, y2) = place.seats[link.ours], place.seats[link.theirs]
    start, end = (x1 + DISC + 1, y1), (x2 - DISC - 1, y2)
    inner = (max(place.levels) + DISC + 6) if place.pointed else place.base - 8
    boxes = _others(taken, link.ours, link.theirs)
    made: tuple[Point, ...] = ()
    for left, right in ((inner, inner), (inner, place.wide / 2 - 20), (place.wide / 2 - 20, inner)):
        a, b = (max(left, start[0]), y1), (min(place.wide - right, end[0]), y2)
        made = (start, *straight(start, a), *bend(a, b), *straight(b, end))
        if _clear(made, boxes):
            break
    return made


def _through(
    link: PersonLink, place: Frame, main_ids: set[str], offset: float, taken: dict[str, list[Box]]
) -> tuple[Point, ...]:
    """From a person to the main contact of the other company."""
    ours_is_main = link.ours in main_ids
    person, main = (link.theirs, link.ours) if ours_is_main else (link.ours, link.theirs)
    side = 1 if not ours_is_main else -1
    (x, y), (main_x, _y) = place.seats[person], place.seats[main]
    start = (x + side * (DISC + 1), y)
    if not place.pointed:
        # Along the free band of the main contacts, then across in the middle.
        height = place.hub + 17 + (offset + _BUNDLE / 2) * 0.4
        a, b = (place.across(place.base - 8, "ours" if side == 1 else "theirs"), y), (0.0, height)
        b = (place.wide - a[0], height)
        end = (main_x, height)
        return start, *straight(start, a), *bend(a, b), *straight(b, end)
    tip = (place.across(place.tip - 22, "ours" if side == 1 else "theirs"), place.hub + offset)
    names = [
        box for key in main_ids for box in taken.get(key, ()) if not box[0] - 4 <= place.seats[key][0] <= box[2] + 4
    ]
    boxes = [*_others(taken, person, *main_ids), *_grown(names)]
    # The latest turn is just before the point, past the main contact's own name.
    inner = place.across(max(place.levels[-1] + DISC + 6, place.tip - 28 - 42), "ours" if side == 1 else "theirs")
    steps = max(1, int(abs(inner - start[0]) / _TURN))
    turns = [start[0] + (inner - start[0]) * step / steps for step in range(steps + 1)]
    made: tuple[Point, ...] = ()
    for turn in turns:
        made = (start, *straight(start, (turn, y)), *bend((turn, y), tip), *straight(tip, (main_x, tip[1])))
        if _clear(made, boxes):
            break
    return made


def _main(link: PersonLink, place: Frame, names: dict[str, str], boxes: Sequence[Box]) -> Iterator[Shape]:
    (x1, y), (x2, _y) = place.seats[link.ours], place.seats[link.theirs]
    paint = MAIN_PAINT if link.state == "live" else PAINTS[link.state]
    if place.pointed:
        path = Path(((x1 + MAIN_DISC, y), (x2 - MAIN_DISC, y)), paint)
        yield Mark(f"{link.ours}-{link.theirs}", link_tip(link, names), (path,))
        return
    low, start = place.bottom + 30, y + MAIN_DISC
    points: tuple[Point, ...] = ()
    for share, reach in _SAGS:
        left = max(x1 + 60, x1 + (max(place.shoulder, x1 + 80) - x1) * reach)
        right, deep = place.wide - left, start + (low - start) * share
        # Around the hulls like a hammock: down beside the points, level under the bases; tighter where a name is there.
        points = (
            *((x1, start), (x1, deep), ((x1 + left) / 2 - 10, low), (left, low)),
            *straight((left, low), (right, low)),
            *(((x2 + right) / 2 + 10, low), (x2, deep), (x2, start)),
        )
        if _clear(points, boxes):
            break
    said = label(place.wide / 2, low - 8, link.label, room=place.wide * 0.5, size=10.5, tint="ink")
    yield Mark(f"{link.ours}-{link.theirs}", link_tip(link, names), (Path(points, paint, curved=True), *said))
