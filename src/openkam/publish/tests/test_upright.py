"""House and relationship on a phone: no scrolling sideways, nothing lost, letters that can be read."""

from __future__ import annotations

import pytest

from openkam.core.diagrams import House, Person, Relationship
from openkam.core.i18n import LANGUAGES, use_language
from openkam.publish.pictures import picture
from openkam.publish.scene.model import Disc, Mark, Path, Polygon, Scene, Words
from openkam.publish.tests import blocks_house, blocks_people
from openkam.publish.tests.structural import STAGES, nasty
from openkam.publish.tests.test_pictures import assert_apart, assert_inside, every, words

LONG = "Maximiliane-Alexandra von und zu Hohenstein-Wittelsbach-Gross"
PHONES = (320.0, 340.0, 390.0)


def text_of(scene: Scene) -> str:
    """All that is written, its lines joined."""
    return " ".join(shape.text for shape in words(scene))


def crowd(stage: str, count: int) -> Relationship:
    """`count` people, Chinese and very long names among them, each with a link if there are enough."""
    block = blocks_people.relationship(stage)
    functions, levels = [key for key, _ in block.functions], [key for key, _ in block.levels]
    people = tuple(
        Person(
            id=f"p{at}",
            name=LONG if at % 7 == 0 else f"王小明{at}" if at % 2 else f"Person {at}",
            role=LONG if at % 5 == 0 else "採購經理",
            side="ours" if at % 2 else "theirs",
            function=functions[at * 5 // 2 % 7],
            level=levels[at // 3 % 3],
            met=at % 4 != 0,
        )
        for at in range(count)
    )
    return block.model_copy(update={"people": people, "links": (), "teams": (), "joint_board": False})


@pytest.mark.parametrize("wide", PHONES)
@pytest.mark.parametrize("house", [blocks_house.house(), blocks_house.wide_house()], ids=["nine", "twenty-two"])
def test_a_house_fits_a_phone_and_keeps_every_mark(house: House, wide: float) -> None:
    upright, full = picture(house, wide=wide), picture(house, wide=1440)
    assert upright.wide == wide
    assert_inside(upright)
    assert_apart(upright)
    ids = [{mark.id for mark in scene.shapes if isinstance(mark, Mark)} for scene in (upright, full)]
    assert {key for key in ids[1] if not key.startswith("line-")} == ids[0]
    assert min(shape.size for shape in words(upright) if any(sign.isalpha() for sign in shape.text)) >= 12


def test_every_figure_of_a_house_is_written_on_a_phone() -> None:
    house = blocks_house.house()
    said = text_of(picture(house, wide=340))
    for need in house.needs:
        assert need.label in said
        for value, column in zip(need.planning, house.planning, strict=True):
            name = f"{column.label}, {column.unit}" if column.unit else column.label
            shown = value if isinstance(value, int) else f"{value:.{column.decimals}f}"
            assert f"{name}: {shown}" in said, (need.label, column.label)
    for line in house.lines:
        for value in line.values:
            shown = "–" if value is None else value if isinstance(value, str) else f"{value:.{line.decimals}f}"
            assert shown in said or f"{value}" in said, (line.label, value)
    assert "Sum: Raw weight w: 59.1 · Weight, %: 100.0" in said
    assert house.planning_label in said
    assert "Technical importance T: Σ raw weight × relation" in said
    assert "lower is better" in said


def test_a_need_lists_what_serves_it_the_strongest_first_and_conflicts_lead_the_roof() -> None:
    scene = picture(blocks_house.house(), wide=340)
    order = [mark.id for mark in scene.shapes if isinstance(mark, Mark)]
    served = [key for key in order if key.startswith("n0×")]
    assert served == ["n0×c1", "n0×c0", "n0×c3", "n0×c2"], "9, 3, 3, 1"
    roof = [key for key in order if key.startswith("c") and "×" in key]
    values = {f"{pair.one}×{pair.other}": pair.value for pair in blocks_house.house().roof}
    assert [values[key] for key in roof] == sorted(values.values())
    bare = blocks_house.house().model_copy(update={"relations": ()})
    assert text_of(picture(bare, wide=340)).count("Nothing serves this need.") == 8


def test_a_small_house_stays_a_house_on_a_phone() -> None:
    house = blocks_house.house()
    small = house.model_copy(update={"ctqs": house.ctqs[:3], "planning": (), "planning_total": (), "roof": ()})
    assert any(shape.turn for shape in words(picture(small, wide=340))), "names of columns stand upright"


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("stage", STAGES)
def test_two_companies_fit_a_phone_one_above_the_other(stage: str, code: str) -> None:
    block = blocks_people.relationship(stage)
    with use_language(code):
        for wide in PHONES:
            for one in (block, nasty(block), crowd(stage, 3), crowd(stage, 30)):
                scene = picture(one, wide=wide)
                assert scene.wide == wide
                assert_inside(scene)
                assert_apart(scene)
        many = picture(crowd(stage, 300), wide=340)
        assert many.wide == 340
        assert_inside(many)


@pytest.mark.parametrize("stage", STAGES)
def test_ours_stand_above_theirs_each_inside_its_hull_and_clear_of_one_another(stage: str) -> None:
    for block in (blocks_people.relationship(stage), crowd(stage, 30), crowd(stage, 300)):
        scene = picture(block, wide=340)
        ours, theirs = (shape for shape in scene.shapes if isinstance(shape, Polygon))
        hulls = {"ours": ours, "theirs": theirs}
        discs = {}
        for person in block.people:
            mark = next(shape for shape in scene.shapes if isinstance(shape, Mark) and shape.id == person.id)
            disc = next(shape for shape in mark.shapes if isinstance(shape, Disc))
            discs[person.id] = disc
            heights = [y for _x, y in hulls[person.side].corners]
            assert min(heights) <= disc.y - disc.radius
            assert disc.y + disc.radius <= max(heights)
        assert max(y for _x, y in ours.corners) < min(y for _x, y in theirs.corners)
        placed = list(discs.values())
        for at, one in enumerate(placed):
            for other in placed[at + 1 :]:
                apart = ((one.x - other.x) ** 2 + (one.y - other.y) ** 2) ** 0.5
                assert apart >= one.radius + other.radius


def test_everybody_is_named_with_their_role_and_every_link_has_its_state() -> None:
    block = blocks_people.relationship("early")
    scene = picture(block, wide=340)
    said = text_of(scene)
    for person in block.people:
        assert person.name in said
        assert person.role in said
    assert {"main link · 1", "live · 9", "late · 2", "next missing link · 1"} <= {shape.text for shape in words(scene)}
    marks = [shape for shape in scene.shapes if isinstance(shape, Mark)]
    lines = {mark.id for mark in marks if any(isinstance(shape, Path) for shape in mark.shapes)}
    assert lines == {f"{link.ours}-{link.theirs}" for link in block.links}
    assert LONG.split("-")[0] in text_of(picture(crowd("mid", 30), wide=340))


def test_a_name_of_sixty_letters_is_whole_in_the_list() -> None:
    said = text_of(picture(crowd("mid", 1), wide=340)).replace("- ", "-")
    assert said.count(LONG) == 2, "as a name and as a role"


def test_joint_teams_hold_the_discs_of_their_members_and_name_them_below() -> None:
    block = blocks_people.relationship("synergistic")
    scene = picture(block, wide=340)
    team = next(shape for shape in scene.shapes if isinstance(shape, Mark) and shape.id == "dock")
    assert sum(isinstance(shape, Disc) for shape in team.shapes) == 4
    assert "48-hour dock · 4" in [shape.text for shape in words(scene)]
    assert "joint-board" in [shape.id for shape in scene.shapes if isinstance(shape, Mark)]
    large = block.teams[0].model_copy(update={"members": tuple(person.id for person in block.people)})
    crowded = picture(block.model_copy(update={"teams": (large,)}), wide=340)
    assert "+17" in [shape.text for shape in every(crowded.shapes) if isinstance(shape, Words)], "26 less nine shown"
