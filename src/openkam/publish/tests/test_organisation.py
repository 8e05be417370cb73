"""Organisation charts of three, thirty and three hundred people: they fit the page, and names have two lines."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from pptx import Presentation
from pptx.oxml.ns import qn

from openkam.core.diagrams import Tree, TreeLink, TreeNode
from openkam.publish.deck import build_deck, slides_from_report
from openkam.publish.deck.pictures import _largest
from openkam.publish.pictures import picture
from openkam.publish.pictures.letters import wrap
from openkam.publish.scene.model import Mark, Path as Line, Rect, Scene, Words
from openkam.publish.tests import blocks_people
from openkam.publish.tests.test_pictures import assert_inside, words

LONG = "Maximiliane-Alexandra von und zu Hohenstein-Wittelsbach-Gross"


def organisation(count: int, children: int = 6, links: tuple[TreeLink, ...] = ()) -> Tree:
    nodes = tuple(
        TreeNode(
            id=f"n{at}",
            label=LONG if at % 9 == 4 else f"王小明{at}" if at % 2 else f"Person number {at}",
            detail="採購經理",
            parent=f"n{(at - 1) // children}" if at else None,
            tone="theirs",
            vacant=at % 11 == 1,
            value="A" if at % 4 == 0 else "",
        )
        for at in range(count)
    )
    return blocks_people.organisation().model_copy(update={"nodes": nodes, "links": links})


def boxes(scene: Scene) -> dict[str, Rect]:
    return {
        mark.id: mark.shapes[0] for mark in scene.shapes if isinstance(mark, Mark) and isinstance(mark.shapes[0], Rect)
    }


@pytest.mark.parametrize("wide", [340.0, 960.0])
@pytest.mark.parametrize("count", [3, 30, 300])
def test_everybody_fits_the_width_and_no_box_lies_on_another(count: int, wide: float) -> None:
    scene = picture(organisation(count), wide=wide)
    assert scene.wide == wide
    assert_inside(scene)
    placed = boxes(scene)
    assert len(placed) == count
    for one, other in itertools.combinations(placed.values(), 2):
        across = one.x + one.wide <= other.x or other.x + other.wide <= one.x
        assert across or one.y + one.tall <= other.y or other.y + other.tall <= one.y


def test_a_wide_company_keeps_its_heads_side_by_side_and_sets_the_rest_as_outlines() -> None:
    placed = boxes(picture(organisation(300), wide=960))
    assert len({placed[f"n{at}"].y for at in range(1, 7)}) == 1
    below = [placed[f"n{at}"] for at in range(7, 13)]
    assert len({box.y for box in below}) == 6, "the people of the first head stand under one another"
    assert all(box.x >= placed["n1"].x and box.x + box.wide <= placed["n2"].x for box in below)
    many = boxes(picture(organisation(40, children=39), wide=960))
    assert len({box.x for box in many.values()}) <= 2, "39 leaves of one node are stacked"


def test_more_roots_than_fit_become_one_outline() -> None:
    chart = organisation(30)
    roots = tuple(node.model_copy(update={"parent": None}) for node in chart.nodes)
    scene = picture(chart.model_copy(update={"nodes": roots}), wide=960)
    assert scene.wide == 960
    assert len({box.x for box in boxes(scene).values()}) == 1


@pytest.mark.parametrize("wide", [340.0, 960.0])
def test_a_long_name_has_two_lines_beside_its_role(wide: float) -> None:
    scene = picture(organisation(8), wide=wide)
    mark = next(shape for shape in scene.shapes if isinstance(shape, Mark) and shape.id == "n4")
    texts = [shape.text for shape in mark.shapes if isinstance(shape, Words)]
    assert texts[0].startswith("Maximiliane")
    assert texts[2] == "採購經理"
    assert mark.tip.startswith(LONG)


def test_a_name_breaks_at_a_hyphen_where_it_has_no_blank() -> None:
    assert wrap("Maximiliane-Alexandra", 90, 11) == ["Maximiliane-", "Alexandra"]


@pytest.mark.parametrize("wide", [340.0, 960.0])
def test_lines_between_the_same_two_people_stand_apart_and_keep_arrowhead_and_name(wide: float) -> None:
    links = (
        TreeLink(source="n1", target="n2", kind="influence", label="advises"),
        TreeLink(source="n2", target="n1", kind="conflict", label="rivals"),
        TreeLink(source="n3", target="n2", kind="influence", label="反對"),
    )
    scene = picture(organisation(4, links=links), wide=wide)
    marks = [shape for shape in scene.shapes if isinstance(shape, Mark)]
    drawn = {mark.id: shape for mark in marks for shape in mark.shapes if isinstance(shape, Line)}
    assert [drawn[key].arrow for key in ("n1-n2", "n2-n1", "n3-n2")] == [True, False, True]
    assert len({drawn[key].points[-1] for key in drawn}) == 3, "no arrowhead lies on another"
    ends = [drawn["n1-n2"].points[-1], drawn["n2-n1"].points[0], drawn["n3-n2"].points[-1]]
    box = boxes(scene)["n2"]
    for x, y in ends:
        assert box.x - 0.1 <= x <= box.x + box.wide + 0.1
        assert box.y - 0.1 <= y <= box.y + box.tall + 0.1
    assert {"advises", "rivals", "反對"} <= {shape.text for shape in words(scene)}


def test_a_slide_of_three_hundred_keeps_only_titles_and_says_the_rest_in_its_alternative_texts(tmp_path: Path) -> None:
    """Letters of 7 pt would lie on one another; those of thirty people are set."""
    made = {}
    for count in (30, 300):
        chart = organisation(count)
        path = build_deck(tmp_path / f"{count}.pptx", slides_from_report((chart,)), language="en", title="t")
        slide = next(s for s in Presentation(str(path)).slides if s.shapes.title.text == chart.title)
        texts = {"".join(t.text or "" for t in body.iter(qn("a:t"))) for body in slide._element.iter(qn("p:txBody"))}
        tips = {one.get("descr") or "" for one in slide._element.iter(qn("p:cNvPr"))}
        made[count] = (texts, tips)
    assert "王小明3" in made[30][0]
    assert "王小明3" not in made[300][0]
    assert "王小明299, 採購經理" in made[300][1]


def test_a_slide_gives_a_chart_of_sixty_more_width_than_a_page() -> None:
    chart = organisation(60, children=4)
    wide, page = _largest(chart, 12.1, 5.1), picture(chart, wide=1440)
    assert wide.wide > 1440
    assert min(12.1 / wide.wide, 5.1 / wide.tall) > 1.2 * min(12.1 / page.wide, 5.1 / page.tall)
