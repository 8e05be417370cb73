"""Pictures of any content: it stays inside, keeps apart, and no arrow runs through a step."""

from __future__ import annotations

import itertools
from typing import Any

from hypothesis import given, settings, strategies as st

from openkam.core.diagrams import (
    Bar,
    Flow,
    Gantt,
    Grid,
    GridCell,
    GridLine,
    House,
    HouseColumn,
    HouseLine,
    HouseNeed,
    JointTeam,
    Lanes,
    LaneStep,
    Person,
    PersonLink,
    PlanningColumn,
    Relation,
    Relationship,
    RoofPair,
    Tree,
    TreeLink,
    TreeNode,
)
from openkam.publish.pictures import picture
from openkam.publish.scene.model import Mark
from openkam.publish.scene.svg import svg
from openkam.publish.tests.blocks import HEAD, table
from openkam.publish.tests.test_pictures import assert_apart, assert_clear_of, assert_inside

few = settings(max_examples=50, deadline=None)
names = st.sampled_from(
    ["", "A", "客戶", "Receiving and returns clerk", "株式會社超長公司名稱測試有限公司", "שלום", "x" * 200, "a\nb\tc"]
)
widths = st.sampled_from([340.0, 700.0, 960.0, 1300.0])
numbers = st.one_of(st.none(), st.floats(-1e9, 1e9), st.just(float("nan")), st.just(float("inf")), st.integers(-5, 5))
common: dict[str, Any] = {"title": "t", "table": table("any"), **HEAD}


@few
@given(st.data(), widths, st.integers(1, 18), st.integers(1, 9), st.integers(0, 9))
def test_any_house(data: st.DataObject, wide: float, columns: int, needs: int, planned: int) -> None:
    pair = st.tuples(st.integers(0, columns - 1), st.integers(0, columns - 1), st.sampled_from([-2, -1, 1, 2]))
    value = st.tuples(st.integers(0, needs - 1), st.integers(0, columns - 1), st.sampled_from([1, 3, 9]))
    house = House(
        id="h",
        needs=tuple(
            HouseNeed(id=f"n{at}", label=data.draw(names), planning=tuple(data.draw(numbers) for _ in range(planned)))
            for at in range(needs)
        ),
        ctqs=tuple(HouseColumn(id=f"c{at}", label=data.draw(names), unit=data.draw(names)) for at in range(columns)),
        planning=tuple(PlanningColumn(label=data.draw(names), bar=at == 0) for at in range(planned)),
        planning_total=tuple(data.draw(numbers) for _ in range(planned)),
        relations=tuple(
            Relation(need=f"n{a}", ctq=f"c{b}", value=v) for a, b, v in data.draw(st.lists(value, max_size=9))
        ),
        roof=tuple(RoofPair(one=f"c{a}", other=f"c{b}", value=v) for a, b, v in data.draw(st.lists(pair, max_size=9))),
        lines=(HouseLine(key="t", label="T", values=tuple(data.draw(numbers) for _ in range(columns)), bars=True),),
        **common,
    )
    scene = picture(house, wide=wide)
    assert_inside(scene)
    assert_apart(scene)
    assert svg(scene)


@few
@given(st.data(), widths, st.sampled_from(["pre", "early", "mid", "partnership", "synergistic"]))
def test_any_relationship(data: st.DataObject, wide: float, stage: Any) -> None:
    count = data.draw(st.integers(1, 30))
    functions = data.draw(st.integers(0, 6))
    levels = data.draw(st.integers(0, 5))
    people = [
        Person(
            id=f"p{at}",
            name=data.draw(names),
            role=data.draw(names),
            side=data.draw(st.sampled_from(["ours", "theirs"])),
            function=f"f{data.draw(st.integers(0, 6))}",
            level=f"l{data.draw(st.integers(0, 4))}",
            met=data.draw(st.booleans()),
            main=data.draw(st.integers(0, 9)) == 0,
        )
        for at in range(count)
    ]
    pairs = st.tuples(
        st.integers(0, count), st.integers(0, count), st.sampled_from(["live", "late", "lost", "missing"])
    )
    sides = {person.id: person.side for person in people}
    team = st.lists(st.integers(0, count).map(lambda at: f"p{at}"), max_size=6)
    block = Relationship(
        id="r",
        stage=stage,
        ours=data.draw(names),
        theirs=data.draw(names),
        functions=tuple((f"f{at}", data.draw(names)) for at in range(functions)),
        levels=tuple((f"l{at}", data.draw(names)) for at in range(levels)),
        people=tuple(people),
        links=tuple(
            PersonLink(ours=f"p{a}", theirs=f"p{b}", state=state)
            for a, b, state in data.draw(st.lists(pairs, max_size=20))
            if sides.get(f"p{a}") == "ours" and sides.get(f"p{b}") == "theirs"
        ),
        teams=tuple(
            JointTeam(id=f"t{at}", name=data.draw(names), members=tuple(data.draw(team)))
            for at in range(data.draw(st.integers(0, 3)))
        ),
        joint_board=data.draw(st.booleans()),
        **common,
    )
    scene = picture(block, wide=wide)
    assert_inside(scene)
    assert_apart(scene)
    assert {person.id for person in people} <= {shape.id for shape in scene.shapes if isinstance(shape, Mark)}


@few
@given(st.data(), widths)
def test_any_process(data: st.DataObject, wide: float) -> None:
    count = data.draw(st.integers(1, 14))
    pairs = st.tuples(st.integers(0, count), st.integers(0, count), st.booleans(), names)
    block = Lanes(
        id="l",
        lanes=tuple((f"lane{at}", data.draw(names)) for at in range(data.draw(st.integers(0, 4)))),
        steps=tuple(
            LaneStep(
                id=f"s{at}",
                label=data.draw(names),
                lane=f"lane{data.draw(st.integers(0, 4))}",
                kind=data.draw(st.sampled_from(["task", "decision", "start", "end"])),
            )
            for at in range(count)
        ),
        flows=tuple(
            Flow(source=f"s{a}", target=f"s{b}", back=back, label=label)
            for a, b, back, label in data.draw(st.lists(pairs, max_size=20))
        ),
        **common,
    )
    scene = picture(block, wide=wide)
    assert_inside(scene)
    assert_clear_of(scene, {step.id for step in block.steps})


@few
@given(st.data(), widths, st.sampled_from(["functions", "organisation"]))
def test_any_tree(data: st.DataObject, wide: float, kind: Any) -> None:
    count = data.draw(st.integers(1, 16))
    parents = st.one_of(st.none(), st.integers(0, count).map(lambda at: f"n{at}"))
    nodes = [
        TreeNode(
            id=f"n{at}",
            label=data.draw(names),
            detail=data.draw(names),
            value=data.draw(names),
            parent=data.draw(parents),
        )
        for at in range(count)
    ]
    links = data.draw(st.lists(st.tuples(st.integers(0, count), st.integers(0, count)), max_size=6))
    block = Tree(
        id="t",
        kind=kind,
        nodes=tuple(nodes),
        links=tuple(TreeLink(source=f"n{a}", target=f"n{b}", kind="influence", label="x") for a, b in links),
        near_label="why",
        far_label="how",
        **common,
    )
    scene = picture(block, wide=wide)
    assert_inside(scene)
    boxes = {shape.id: shape for shape in scene.shapes if isinstance(shape, Mark)}
    assert {node.id for node in nodes} <= set(boxes)
    areas = [boxes[node.id].shapes[0] for node in nodes]
    for one, other in itertools.combinations(areas, 2):
        apart = one.x + one.wide <= other.x or other.x + other.wide <= one.x  # type: ignore[union-attr]
        assert apart or one.y + one.tall <= other.y or other.y + other.tall <= one.y  # type: ignore[union-attr]


@few
@given(st.data(), widths)
def test_any_plan(data: st.DataObject, wide: float) -> None:
    times = st.one_of(st.floats(-1e6, 1e6), st.just(float("nan")), st.integers(0, 40).map(float))
    bars = tuple(
        Bar(
            id=f"b{at}",
            label=data.draw(names),
            start=data.draw(times),
            finish=data.draw(times),
            slack=data.draw(times),
            critical=data.draw(st.booleans()),
            done_pct=data.draw(st.one_of(st.none(), st.floats(0, 100))),
            after=(f"b{data.draw(st.integers(0, 8))}",),
        )
        for at in range(data.draw(st.integers(0, 8)))
    )
    assert_inside(picture(Gantt(id="g", unit="days", bars=bars, **common), wide=wide))


@few
@given(st.data(), widths, st.integers(1, 30), st.integers(1, 8))
def test_any_grid(data: st.DataObject, wide: float, columns: int, rows: int) -> None:
    marks = st.sampled_from(["", "strong", "medium", "weak", "plus", "tick", "lost"])
    block = Grid(
        id="g",
        kind="matrix",
        corner=data.draw(names),
        rows=tuple(GridLine(id=f"r{at}", label=data.draw(names), group=data.draw(names)) for at in range(rows)),
        columns=tuple(GridLine(id=f"c{at}", label=data.draw(names), detail=data.draw(names)) for at in range(columns)),
        cells=tuple(
            tuple(GridCell(text=data.draw(names), mark=data.draw(marks)) for _ in range(columns)) for _ in range(rows)
        ),
        **common,
    )
    scene = picture(block, wide=wide)
    assert_inside(scene)
    assert_apart(scene)
