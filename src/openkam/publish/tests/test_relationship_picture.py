"""What the picture of a relationship says beside its shape: strength, missing links by name, addresses."""

from __future__ import annotations

import itertools
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from openkam.core.blocks import Figure, Relationship
from openkam.core.diagrams import JointTeam, PersonLink
from openkam.publish.pictures import picture
from openkam.publish.pictures.letters import extent
from openkam.publish.scene.model import Mark, Path, Rect, Scene, Words
from openkam.publish.scene.svg import svg
from openkam.publish.tests import blocks_people
from openkam.publish.tests.blocks import table


def marks(scene: Scene) -> dict[str, Mark]:
    return {shape.id: shape for shape in scene.shapes if isinstance(shape, Mark)}


def texts(scene: Scene) -> list[str]:
    inside = [shape for mark in marks(scene).values() for shape in mark.shapes]
    return [shape.text for shape in (*scene.shapes, *inside) if isinstance(shape, Words)]


def changed(block: Relationship, at: int, **values: Any) -> Relationship:
    links = list(block.links)
    links[at] = links[at].model_copy(update=values)
    return block.model_copy(update={"links": tuple(links)})


def test_a_closer_link_is_thicker() -> None:
    block = blocks_people.relationship("partnership")
    at = next(at for at, link in enumerate(block.links) if link.state == "live" and not link.main)
    key = f"{block.links[at].ours}-{block.links[at].theirs}"
    widths = []
    for strength in (1, 2, 3):
        (line,) = marks(picture(changed(block, at, strength=strength)))[key].shapes
        assert isinstance(line, Path)
        widths.append(line.paint.width)
    assert widths == sorted(set(widths))


def test_a_missing_link_is_named_on_its_line() -> None:
    block = blocks_people.relationship("partnership")
    at = next(at for at, link in enumerate(block.links) if link.state == "missing")
    assert "Directors" in texts(picture(changed(block, at, label="Directors")))


@pytest.mark.parametrize("stage", ["pre", "early", "mid", "partnership", "synergistic"])
def test_a_company_of_which_nobody_is_known_says_so(stage: str) -> None:
    block = blocks_people.relationship(stage)
    people = tuple(person for person in block.people if person.side == "ours")
    said = " ".join(texts(picture(block.model_copy(update={"people": people, "links": (), "teams": ()}))))
    assert "Nobody of Latest Sports Equipment" in said


@pytest.mark.parametrize("wide", [960.0, 340.0])
def test_a_team_still_to_be_formed_is_dashed(wide: float) -> None:
    block = blocks_people.relationship("synergistic")
    vacant = JointTeam(id="vacant", name="Joint team", members=(), vacant=True)
    scene = picture(block.model_copy(update={"teams": (*block.teams, vacant), "board_vacant": True}), wide=wide)
    outlines = {
        key: [shape.paint.dash for shape in marks(scene)[key].shapes if isinstance(shape, Rect)]
        for key in ("vacant", "joint-board", "dock")
    }
    assert outlines == {"vacant": ["dash"], "joint-board": ["dash"], "dock": [""]}


def test_people_lead_somewhere_and_the_keyboard_reaches_them_alone() -> None:
    block = blocks_people.relationship("early")
    addresses = {person.id: f"/people/{person.id}/?a=1&b=<2>" for person in block.people}
    root = ET.fromstring(svg(picture(block), links=addresses))
    space = "{http://www.w3.org/2000/svg}"
    found = {one.get("data-id"): one.get("href") for one in root.iter(f"{space}a")}
    assert found == addresses
    assert not [one for one in root.iter() if one.get("tabindex")]


def steps_block(values: tuple[float | None, ...]) -> Figure:
    return Figure.model_validate(
        {
            "id": "steps",
            "kind": "lines",
            "title": "From low to high",
            "subtitle": "At the end of each quarter",
            "x": {"label": "Date", "scale": "category"},
            "y": {"label": "Stage"},
            "categories": tuple(f"Q{at}" for at in range(len(values))),
            "series": ({"key": "read", "label": "Read", "form": "line", "values": values},),
            "lines": ({"axis": "y", "value": 0, "label": "Low"}, {"axis": "y", "value": 1, "label": "High"}),
            "table": table("steps"),
        }
    )


def test_levels_over_time_leave_a_gap_where_nothing_is_known() -> None:
    scene = picture(steps_block((0, None, 1, 1)), wide=560)
    assert [mark.tip for mark in marks(scene).values()] == ["Read, Q0: Low", "Read, Q2: High", "Read, Q3: High"]
    lines = [shape for shape in scene.shapes if isinstance(shape, Path) and shape.paint.stroke == "ink"]
    assert len(lines) == 2 + 1  # two runs, and the sign of the legend
    heights = [mark.shapes[0].y for mark in marks(scene).values()]  # type: ignore[union-attr] # each is a disc
    assert heights[0] > heights[1] == heights[2]


def test_levels_over_time_need_no_values_and_one_date() -> None:
    assert marks(picture(steps_block(()))) == {}
    assert len(marks(picture(steps_block((1,)), wide=300))) == 1


@pytest.mark.parametrize("stage", ["partnership", "synergistic"])
def test_six_levels_cut_no_name_and_the_main_link_runs_over_none(stage: str) -> None:
    block = blocks_people.relationship(stage)
    levels = tuple((f"l{at}", f"Level {at}") for at in range(6))
    people = tuple(
        person if person.main else person.model_copy(update={"level": f"l{at % 6}"})
        for at, person in enumerate(block.people)
    )
    scene = picture(block.model_copy(update={"levels": levels, "people": people}), wide=960)
    drawn = marks(scene)
    words = {person.id: [one for one in drawn[person.id].shapes if isinstance(one, Words)] for person in people}
    assert not [one.text for said in words.values() for one in said if one.text.endswith("…")]
    names = [extent(one) for person in people if not person.main for one in words[person.id] if len(one.text) > 2]
    (link,) = [shape for shape in drawn["ours-main-theirs-main"].shapes if isinstance(shape, Path)]
    for x, y in (place for at in range(0, len(link.points) - 3, 3) for place in curve(link.points[at : at + 4])):
        assert not [box for box in names if box[0] <= x <= box[2] and box[1] <= y <= box[3]]


def curve(ends: Sequence[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    """Places along one piece of a curved line."""
    for step in range(101):
        t = step / 100
        weights = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
        x, y = (sum(w * end[part] for w, end in zip(weights, ends, strict=True)) for part in (0, 1))
        yield x, y


def test_a_long_list_on_a_phone_ends_and_says_how_many_are_left() -> None:
    block = blocks_people.relationship("partnership")
    pairs = itertools.product(
        [person.id for person in block.people if person.side == "ours" and not person.main],
        [person.id for person in block.people if person.side == "theirs" and not person.main],
    )
    links = tuple(PersonLink(ours=ours, theirs=theirs, state="late") for ours, theirs in itertools.islice(pairs, 30))
    said = texts(picture(block.model_copy(update={"links": links}), wide=340))
    assert "late · 30" in said
    assert "6 more in the tables" in said
