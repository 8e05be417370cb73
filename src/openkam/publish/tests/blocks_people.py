"""People and functions for tests: two companies in each stage, an organisation chart, a function tree."""

from __future__ import annotations

from openkam.core.diagrams import (
    Grid,
    GridCell,
    GridLine,
    JointTeam,
    Person,
    PersonLink,
    Relationship,
    Tree,
    TreeLink,
    TreeNode,
)
from openkam.publish.tests.blocks import HEAD, table

FUNCTIONS = ("board", "finance", "rnd", "marketing", "logistics", "operations", "quality")
FUNCTION_NAMES = (
    "Board",
    "Finance",
    "R&D",
    "Marketing",
    "Outbound logistics · Inbound logistics",
    "Operations",
    "Quality",
)
LEVELS = (("director", "Directors"), ("manager", "Managers"), ("specialist", "Specialists"))
OURS = (
    ("Ken Sánchez", "Chief Executive", "board", "director", True),
    ("Brian Welcker", "Director of Sales", "board", "director", True),
    ("David Liu", "Accounts Manager", "finance", "manager", True),
    ("Dylan Miller", "R&D Manager", "rnd", "manager", True),
    ("Gail Erickson", "Design Engineer", "rnd", "specialist", True),
    ("David Bradley", "Marketing Manager", "marketing", "manager", True),
    ("Mary Gibson", "Marketing Specialist", "marketing", "specialist", True),
    ("Pilar Ackerman", "Shipping Supervisor", "logistics", "manager", True),
    ("Matthias Berndt", "Shipping Clerk", "logistics", "specialist", True),
    ("James Hamilton", "VP Production", "operations", "director", True),
    ("Peter Krebs", "Production Control", "operations", "manager", True),
    ("Hazem Abolrous", "Quality Assurance", "quality", "director", False),
)
THEIRS = (
    ("Richard Bready", "Owner", "board", "director", True),
    ("Joan Kemp", "Managing Director", "board", "director", True),
    ("Omar Haddad", "Controller", "finance", "manager", True),
    ("Ines Moreau", "Product Manager", "rnd", "manager", True),
    ("Paul Tran", "Test Mechanic", "rnd", "specialist", True),
    ("Rosa Klein", "Brand Manager", "marketing", "manager", True),
    ("Ian Cole", "Campaigns", "marketing", "specialist", True),
    ("Yuki Mori", "Warehouse Manager", "logistics", "manager", True),
    ("Ben Shaw", "Receiving Clerk", "logistics", "specialist", True),
    ("Grace Obi", "Operations Director", "operations", "director", True),
    ("Nick Dale", "Store Planning", "operations", "manager", True),
    ("Lena Vogt", "Quality and Returns", "quality", "director", False),
)
DIRECT = ((0, 0), (1, 1), (2, 2), (3, 3), (3, 4), (4, 4), (5, 5), (7, 7), (8, 8), (9, 9), (9, 10), (10, 10))
THROUGH_MAIN = ((None, 0), (None, 2), (None, 5), (None, 7), (1, None), (2, None), (3, None), (7, None), (8, 8))


TITLES = {
    "pre": "The two companies have not begun to work together",
    "early": "All live links but one pass through David Campbell or Naomi Sato",
    "mid": "Seven functions meet without the two main contacts",
    "partnership": "13 live links join six functions on three levels; only one runs through the two main contacts",
    "synergistic": "Three joint teams report to one joint board",
}


def _people(stage: str) -> tuple[Person, ...]:
    people = [
        Person(id=f"{side}{at}", name=name, role=role, side=side, function=function, level=level, met=met)
        for side, listed in (("ours", OURS), ("theirs", THEIRS))
        for at, (name, role, function, level, met) in enumerate(listed)
    ]
    for side, name, role in (
        ("ours", "David Campbell", "Key account manager"),
        ("theirs", "Naomi Sato", "Head of Purchasing"),
    ):
        people.append(
            Person(
                id=f"{side}-main",
                name=name,
                role=role,
                side=side,
                function="marketing",
                level="manager",
                main=True,
                single_point=stage == "early",
            )
        )
    return tuple(people)


def _links(stage: str) -> tuple[PersonLink, ...]:
    pairs: list[tuple[int | None, int | None, str]] = {
        "pre": [(None, 0, "missing")],
        "early": [(a, b, "live") for a, b in THROUGH_MAIN] + [(None, 6, "late"), (6, None, "late"), (9, 9, "missing")],
    }.get(stage, [(a, b, "live") for a, b in DIRECT] + [(6, 6, "late"), (11, 11, "missing")])  # type: ignore[assignment]
    if stage == "mid":
        pairs = [*pairs[2:9], *((a, b, "live") for a, b in THROUGH_MAIN[:6]), (0, 0, "lost"), (11, 11, "missing")]
    links = [
        PersonLink(
            ours="ours-main" if a is None else f"ours{a}",
            theirs="theirs-main" if b is None else f"theirs{b}",
            state=state,
        )
        for a, b, state in pairs
    ]
    links.append(
        PersonLink(
            ours="ours-main",
            theirs="theirs-main",
            state="live",
            main=True,
            label="two main contacts coordinate, every two weeks",
        )
    )
    return tuple(links)


def relationship(stage: str = "partnership") -> Relationship:
    """26 people in the shape of a stage."""
    joint = stage == "synergistic"
    teams = (
        JointTeam(id="dock", name="48-hour dock", members=("ours7", "ours8", "theirs7", "theirs8")),
        JointTeam(id="range", name="Joint range planning", members=("ours5", "ours3", "theirs5", "theirs3", "theirs4")),
        JointTeam(id="quality", name="Returns and warranty", members=("ours11", "ours10", "theirs11", "theirs10")),
    )
    return Relationship(
        id=f"relationship-{stage}",
        title=TITLES[stage],
        **HEAD,
        stage=stage,
        ours="Adventure Works",
        theirs="Latest Sports Equipment",
        functions=tuple(zip(FUNCTIONS, FUNCTION_NAMES, strict=True)),
        levels=LEVELS,
        people=_people(stage),
        links=_links(stage),
        teams=teams if joint else (),
        joint_board=joint,
        table=table(f"relationship-{stage}"),
    )


def contact_map() -> Grid:
    """Who of ours talks to whom of theirs: many columns, so that names tilt."""
    states = ("live", "", "late", "", "missing", "", "live", "lost", "", "")
    return Grid(
        id="contact-map",
        kind="contact_map",
        title="Half of their people know none of ours",
        **HEAD,
        corner="Ours",
        rows=tuple(
            GridLine(id=f"o{at}", label=name, detail=role, group=function.title())
            for at, (name, role, function, _level, _met) in enumerate(OURS)
        ),
        columns=tuple(GridLine(id=f"t{at}", label=name, tone="theirs") for at, (name, *_rest) in enumerate(THEIRS)),
        cells=tuple(
            tuple(
                GridCell(mark="live" if row == at else states[(row * 7 + at * 3) % 10], tip=f"{a[0]} – {b[0]}")
                for at, b in enumerate(THEIRS)
            )
            for row, a in enumerate(OURS)
        ),
        table=table("contact-map"),
    )


def functions() -> Tree:
    """A function tree."""
    rows = (
        ("root", "Keep the customer's shelves full", None, "", "1.00"),
        ("order", "Take the order right", "root", "EDI and portal", "0.21"),
        ("pick", "Pick and pack what was ordered", "root", "", "0.34"),
        ("move", "Move it to their dock in 48 hours", "root", "cross-dock Tooele", "0.45"),
        ("check", "Check the order against stock", "order", "", ""),
        ("promise", "Promise a slot", "order", "", ""),
        ("find", "Find the part", "pick", "", ""),
        ("protect", "Protect it from transit damage", "pick", "", ""),
        ("load", "Load by drop sequence", "move", "", ""),
        ("drive", "Drive to the slot", "move", "", ""),
        ("tell", "Tell the dock what comes", "move", "", ""),
    )
    return Tree(
        id="functions",
        kind="functions",
        title="Moving costs 45 % of what the customer asks for",
        **HEAD,
        nodes=tuple(
            TreeNode(
                id=key,
                label=label,
                parent=parent,
                detail=detail,
                value=value,
                tone="mark" if key == "move" else "neutral",
            )
            for key, label, parent, detail, value in rows
        ),
        links=(
            TreeLink(source="promise", target="drive", kind="influence", label="fixes the slot"),
            TreeLink(source="protect", target="load", kind="conflict", label="slower"),
        ),
        near_label="why",
        far_label="how",
        table=table("functions"),
    )


def organisation() -> Tree:
    """An organisation chart of the customer, with influence, conflict and a vacancy."""
    nodes = [TreeNode(id="owner", label="Richard Bready", detail="Owner", tone="theirs", value="A")]
    heads = (
        ("joan", "Joan Kemp", "Managing Director"),
        ("naomi", "Naomi Sato", "Head of Purchasing"),
        ("omar", "Omar Haddad", "Controller"),
        ("grace", "Grace Obi", "Operations Director"),
    )
    nodes += [TreeNode(id=key, label=name, detail=role, parent="owner", tone="theirs") for key, name, role in heads]
    nodes += [
        TreeNode(id=f"n{at}", label=name, detail="Buyer", parent="naomi", tone="theirs", vacant=at == 3)
        for at, name in enumerate(("Ann Fox", "Jorge Lima", "Kate Byrne", "Not filled"))
    ]
    nodes += [
        TreeNode(id=f"g{at}", label=name, detail="Operations", parent="grace", tone="theirs")
        for at, name in enumerate(("Nick Dale", "Yuki Mori"))
    ]
    nodes += [TreeNode(id="y0", label="Ben Shaw", detail="Receiving Clerk", parent="g1", tone="theirs")]
    return Tree(
        id="organisation",
        kind="organisation",
        title="Purchasing decides; operations has its ear",
        **HEAD,
        nodes=tuple(nodes),
        links=(
            TreeLink(source="grace", target="naomi", kind="influence", label="advises"),
            TreeLink(source="omar", target="joan", kind="conflict"),
        ),
        table=table("organisation"),
    )
