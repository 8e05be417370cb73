"""Laid-out pictures: nothing leaves the picture, nothing lies on its neighbour, no name breaks out of the page."""

from __future__ import annotations

import itertools
import pathlib
import xml.etree.ElementTree as ET
from collections.abc import Iterator

import pytest

from openkam.core.i18n import use_language
from openkam.publish.pictures import picture
from openkam.publish.pictures.letters import extent, fit, px, wrap
from openkam.publish.scene.model import Disc, Mark, Path, Polygon, Rect, Scene, Shape, Words
from openkam.publish.scene.svg import stylesheet, svg
from openkam.publish.tests import blocks, blocks_house, blocks_people
from openkam.publish.tests.structural import SAMPLES, STAGES, emptied, nasty
from openkam.publish.theme import LIGHT

WIDTHS = (340.0, 960.0, 1440.0)


def every(shapes: tuple[Shape, ...]) -> Iterator[Shape]:
    for shape in shapes:
        if isinstance(shape, Mark):
            yield from every(shape.shapes)
        else:
            yield shape


def words(scene: Scene) -> list[Words]:
    return [shape for shape in every(scene.shapes) if isinstance(shape, Words)]


def points(shape: Shape) -> list[tuple[float, float]]:
    match shape:
        case Rect():
            return [(shape.x, shape.y), (shape.x + shape.wide, shape.y + shape.tall)]
        case Disc():
            return [(shape.x - shape.radius, shape.y - shape.radius), (shape.x + shape.radius, shape.y + shape.radius)]
        case Polygon():
            return list(shape.corners)
        case Path():
            return [] if shape.curved else list(shape.points)
    return []


def assert_inside(scene: Scene) -> None:
    for text in words(scene):
        left, top, right, bottom = extent(text)
        assert left >= -1.5, text
        assert top >= -1.5, text
        assert right <= scene.wide + 1.5, text
        assert bottom <= scene.tall + 1.5, text
    for shape in every(scene.shapes):
        for x, y in points(shape):
            assert -1.5 <= x <= scene.wide + 1.5, shape
            assert -1.5 <= y <= scene.tall + 1.5, shape


def assert_apart(scene: Scene) -> None:
    """No two texts of the same row lie on one another."""
    placed = [(shape, extent(shape)) for shape in words(scene) if shape.text != "…"]
    for (one, a), (other, b) in itertools.combinations(placed, 2):
        across = min(a[2], b[2]) - max(a[0], b[0])
        down = min(a[3], b[3]) - max(a[1], b[1])
        if one.turn or other.turn:
            across, down = across - 1.5, down - 1
        assert across <= 1.0 or down <= 0.45 * min(a[3] - a[1], b[3] - b[1]), (one, other)


@pytest.mark.parametrize("wide", WIDTHS)
@pytest.mark.parametrize("name", SAMPLES)
def test_samples_stay_inside_and_apart(name: str, wide: float) -> None:
    scene = picture(SAMPLES[name](), wide=wide)
    if name in ("risk grid", "functions", "organisation", "gantt", "pugh"):
        assert scene.wide <= wide
    assert_inside(scene)
    assert_apart(scene)


@pytest.mark.parametrize("language", ["en", "zh-Hant", "zh-Hans"])
@pytest.mark.parametrize("name", SAMPLES)
def test_nasty_names_stay_inside_and_apart(name: str, language: str) -> None:
    with use_language(language):
        for wide in WIDTHS:
            scene = picture(nasty(SAMPLES[name]()), wide=wide)
            assert_inside(scene)
            if name.startswith(("house", "wide", "pugh", "morph", "contact", "relationship")):
                assert_apart(scene)


@pytest.mark.parametrize("name", SAMPLES)
def test_an_empty_block_is_a_calm_picture(name: str) -> None:
    scene = picture(emptied(SAMPLES[name]()), wide=340)
    assert [shape.text for shape in words(scene)] == ["Nothing to draw yet."]
    assert_inside(scene)
    assert 'role="img"' in svg(scene)


@pytest.mark.parametrize("name", SAMPLES)
def test_svg_is_well_formed_strict_and_whole(name: str) -> None:
    block = nasty(SAMPLES[name]())
    written = svg(picture(block))
    assert "<script" not in written
    root = ET.fromstring(written)
    space = "{http://www.w3.org/2000/svg}"
    elements = list(root.iter())
    assert all("style" not in element.attrib for element in elements)
    assert all(not key.startswith("on") for element in elements for key in element.attrib)
    assert root.find(f"{space}title").text == block.title  # type: ignore[union-attr]
    marks = [element for element in elements if element.get("tabindex") == "0"]
    assert marks
    for mark in marks:
        assert mark.get("role") == "img"
        assert mark.get("aria-label") == mark.find(f"{space}title").text  # type: ignore[union-attr]
        assert mark.get("data-id")


def test_every_class_of_every_picture_is_in_the_style_sheet() -> None:
    rules = stylesheet()
    for make in SAMPLES.values():
        root = ET.fromstring(svg(picture(make())))
        classes = {name for element in root.iter() for name in (element.get("class") or "").split()}
        assert all(f".{name}" in rules for name in classes)
    assert all(f"var(--{token})" in rules for token in LIGHT)


def test_the_style_sheet_of_the_front_end_is_the_one_written_here() -> None:
    sheet = pathlib.Path(__file__).resolve().parents[4] / "frontend" / "styles" / "scene.css"
    assert sheet.read_text(encoding="utf-8") == stylesheet()


def test_hatching_has_an_id_of_its_own_in_each_picture() -> None:
    first, second = (ET.fromstring(svg(picture(blocks_house.house(), wide=wide))) for wide in (960, 1200))
    ids = [{e.get("id") for e in root.iter() if e.tag.endswith("pattern")} for root in (first, second)]
    assert ids[0]
    assert not ids[0] & ids[1]
    assert any(e.get("fill") == f"url(#{next(iter(ids[0]))})" for e in first.iter())


def test_many_columns_keep_only_filled_pairs_of_the_roof() -> None:
    def cells(scene: Scene) -> int:
        return sum(isinstance(shape, Polygon) and len(shape.corners) == 4 for shape in every(scene.shapes))

    assert cells(picture(blocks_house.house())) == 36
    assert cells(picture(blocks_house.wide_house(22))) == 19


def test_relations_carry_their_figure() -> None:
    scene = picture(blocks_house.house())
    marks = {shape.id: shape for shape in scene.shapes if isinstance(shape, Mark)}
    strong, medium, weak = (marks[key].shapes for key in ("n0×c1", "n0×c0", "n0×c2"))
    assert [strong[1].text, medium[1].text, weak[1].text] == ["9", "3", "1"]  # type: ignore[union-attr]
    assert strong[0].paint.fill  # type: ignore[union-attr]
    assert not medium[0].paint.fill  # type: ignore[union-attr]
    assert isinstance(weak[0], Polygon)


@pytest.mark.parametrize("hostile", [False, True])
@pytest.mark.parametrize("wide", [960.0, 1440.0])
@pytest.mark.parametrize("stage", STAGES)
def test_no_line_crosses_a_name(stage: str, wide: float, hostile: bool) -> None:
    block = blocks_people.relationship(stage)
    scene = picture(nasty(block) if hostile else block, wide=wide)
    people = {person.id for person in block.people}
    marks = [shape for shape in scene.shapes if isinstance(shape, Mark)]
    names = [
        (mark.id, extent(shape))
        for mark in marks
        if mark.id in people
        for shape in mark.shapes
        if isinstance(shape, Words) and shape.anchor != "middle"
    ]
    for mark in marks:
        for path in (shape for shape in mark.shapes if isinstance(shape, Path) and shape.curved):
            for x, y in _along(path):
                struck = [key for key, box in names if box[0] + 1 < x < box[2] - 1 and box[1] + 2 < y < box[3] - 2]
                assert not struck, (mark.id, struck, x, y)


def _along(path: Path) -> Iterator[tuple[float, float]]:
    for at in range(0, len(path.points) - 3, 3):
        a, b, c, d = path.points[at : at + 4]
        for step in range(41):
            t = step / 40
            w = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
            yield (
                sum(k * p[0] for k, p in zip(w, (a, b, c, d), strict=True)),
                sum(k * p[1] for k, p in zip(w, (a, b, c, d), strict=True)),
            )


def test_unknown_keys_lose_nobody() -> None:
    block = blocks_people.relationship("early")
    stranger = block.people[0].model_copy(update={"id": "x", "function": "legal", "level": "clerk", "name": "Stranger"})
    scene = picture(block.model_copy(update={"people": (*block.people, stranger)}))
    assert "Stranger" in [shape.text for shape in words(scene)]
    circle = blocks_people.functions()
    nodes = [node.model_copy(update={"parent": "tell" if node.id == "root" else node.parent}) for node in circle.nodes]
    drawn = picture(circle.model_copy(update={"nodes": tuple(nodes)}))
    assert {node.id for node in nodes} <= {shape.id for shape in drawn.shapes if isinstance(shape, Mark)}


def test_links_filled_and_outlined_people() -> None:
    scene = picture(blocks_people.relationship("partnership"))
    marks = {shape.id: shape for shape in scene.shapes if isinstance(shape, Mark)}
    assert marks["ours11"].shapes[0].paint.fill == "surface"  # type: ignore[union-attr]
    assert marks["ours0"].shapes[0].paint.fill == "ours"  # type: ignore[union-attr]
    looks = {key: marks[key].shapes[0].paint for key in ("ours0-theirs0", "ours6-theirs6", "ours11-theirs11")}  # type: ignore[union-attr]
    assert [look.dash for look in looks.values()] == ["", "dash", "dot"]


def assert_clear_of(scene: Scene, steps: set[str]) -> None:
    """No two steps share a place, and no arrow runs through one."""
    marks = [shape for shape in scene.shapes if isinstance(shape, Mark)]
    areas = {}
    for mark in marks:
        if mark.id in steps:
            xs, ys = zip(*points(mark.shapes[0]), strict=True)
            areas[mark.id] = min(xs) + 1, min(ys) + 1, max(xs) - 1, max(ys) - 1
    assert set(areas) == steps
    for a, b in itertools.combinations(areas.values(), 2):
        assert a[2] < b[0] or b[2] < a[0] or a[3] < b[1] or b[3] < a[1]
    for mark in marks:
        for path in (shape for shape in mark.shapes if isinstance(shape, Path)):
            for (x1, y1), (x2, y2) in itertools.pairwise(path.points):
                assert x1 == x2 or y1 == y2
                for key, (left, top, right, bottom) in areas.items():
                    inside = max(x1, x2) > left and min(x1, x2) < right and max(y1, y2) > top and min(y1, y2) < bottom
                    assert not inside, (mark.id, key)


def test_arrows_do_not_run_through_steps() -> None:
    block = blocks.lanes()
    assert_clear_of(picture(block), {step.id for step in block.steps})


def test_text_is_cut_to_its_room() -> None:
    for room in (5, 30, 90, 400):
        assert px(fit(blocks.NASTY, room, 11), 11) <= room
        for part in wrap(blocks.NASTY, room, 11, 3):
            assert px(part, 11) <= room
    assert wrap("Order-to-dock lead time", 80, 11) == ["Order-to-dock", "lead time"]
    assert fit("short", 400, 11) == "short"
