"""Pictures that are no chart: what stands in them, never where. `publish` lays them out for page, deck and sheet.

Each states its finding in `title`, its scope in `subtitle`, and carries the same content as a `table` for keyboard,
screen reader and sheet. Ids are the tool's own, so that a mark leads to the thing that it stands for.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from openkam.core.tables import BlockModel, Kind, PictureModel, Tone, Value

GridMark = Literal["", "strong", "medium", "weak", "plus", "same", "minus", "tick", "live", "late", "lost", "missing"]


class GridCell(BlockModel):
    """One cell. `text` is written; `mark` is a sign beside it; `picked` frames it; `struck` crosses it out."""

    text: str = ""
    tone: Tone = "neutral"
    mark: GridMark = ""
    picked: bool = False
    struck: bool = False
    id: str = ""
    tip: str = ""


class GridLine(BlockModel):
    """A named row (or column) of a grid. `emphasis` sets it as a total or a winner."""

    id: str
    label: str
    detail: str = ""
    tone: Tone = "neutral"
    emphasis: bool = False
    group: str = ""


class Grid(PictureModel):
    """Rows × columns of signs: a morphological table, a Pugh table, a contact map."""

    type: Literal["grid"] = "grid"
    kind: Literal["morphological", "pugh", "contact_map", "matrix"]
    corner: str = ""
    """What the rows are, written above their names."""
    rows: tuple[GridLine, ...]
    columns: tuple[GridLine, ...]
    cells: tuple[tuple[GridCell, ...], ...]
    """`cells[i][j]` stands in row i and column j."""
    footer: tuple[tuple[GridLine, tuple[GridCell, ...]], ...] = ()
    """Rows of sums under the grid."""


class RiskCell(BlockModel):
    """One cell of the risk grid. `level` 1–4 is its shade; `entries` are the names of the risks in it, in order."""

    impact: str
    probability: str
    label: str
    level: Literal[1, 2, 3, 4]
    count: int = 0
    money: Decimal | None = None
    entries: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()


class RiskGrid(PictureModel):
    """Impact (rows, the highest first) × probability (columns, the lowest first)."""

    type: Literal["risk_grid"] = "risk_grid"
    impacts: tuple[tuple[str, str], ...]
    """(key, label) of each row."""
    probabilities: tuple[tuple[str, str], ...]
    """(key, label) of each column."""
    impact_label: str
    probability_label: str
    currency: str = ""
    cells: tuple[RiskCell, ...]


class HouseNeed(BlockModel):
    """One row of the house. `planning` has one value for each planning column."""

    id: str
    label: str
    group: str = ""
    planning: tuple[Value, ...] = ()
    finding: int | None = None
    """The number of the finding that is placed at this row."""


class HouseColumn(BlockModel):
    """One CTQ of the house; it is empty, and hatched, where no need asks for it."""

    id: str
    label: str
    unit: str = ""
    direction: Literal["higher", "lower", "target"] = "target"
    empty: bool = False
    finding: int | None = None


class PlanningColumn(BlockModel):
    """One column of the planning matrix; `bar` draws its value as a bar beside it."""

    label: str
    unit: str = ""
    kind: Kind = "number"
    decimals: int = 0
    bar: bool = False


class Relation(BlockModel):
    """How strongly a CTQ serves a need: 9, 3 or 1. A relation of 0 is left out."""

    need: str
    ctq: str
    value: Literal[1, 3, 9]


class RoofPair(BlockModel):
    """How two CTQs work on each other: ++ (2), + (1), − (−1), −− (−2)."""

    one: str
    other: str
    value: Literal[-2, -1, 1, 2]
    finding: int | None = None


class HouseLine(BlockModel):
    """One line under the house, with one value per CTQ. `bars` draws the values as columns; texts are written."""

    key: str
    label: str
    detail: str = ""
    values: tuple[Value, ...]
    kind: Kind = "number"
    decimals: int = 0
    bars: bool = False
    strong: tuple[bool, ...] = ()
    """Which values are set in bold (the leaders)."""


class House(PictureModel):
    """The house of quality: needs × CTQs, planning matrix to the right, roof above, technical lines below."""

    type: Literal["house"] = "house"
    needs: tuple[HouseNeed, ...]
    ctqs: tuple[HouseColumn, ...]
    planning: tuple[PlanningColumn, ...] = ()
    planning_label: str = ""
    planning_total: tuple[Value, ...] = ()
    relations: tuple[Relation, ...]
    roof: tuple[RoofPair, ...] = ()
    lines: tuple[HouseLine, ...] = ()


class TreeNode(BlockModel):
    """One node. `value` is a short text in its corner (a value index, a level); `vacant` draws it as not filled."""

    id: str
    label: str
    detail: str = ""
    value: str = ""
    parent: str | None = None
    tone: Tone = "neutral"
    vacant: bool = False


class TreeLink(BlockModel):
    """A line beside the tree's own: influence, conflict, the path that matters."""

    source: str
    target: str
    kind: Literal["influence", "conflict", "path"]
    label: str = ""


class Tree(PictureModel):
    """A function tree (how → why, growing to the right) or an organisation chart (growing down)."""

    type: Literal["tree"] = "tree"
    kind: Literal["functions", "organisation"]
    nodes: tuple[TreeNode, ...]
    links: tuple[TreeLink, ...] = ()
    near_label: str = ""
    """What one finds going back to the root (`why`)."""
    far_label: str = ""
    """What one finds going to the leaves (`how`)."""


class LaneStep(BlockModel):
    """One step in a lane. `critical` says that it lies on the longest path."""

    id: str
    label: str
    lane: str
    kind: Literal["task", "decision", "start", "end"] = "task"
    detail: str = ""
    tone: Tone = "neutral"
    critical: bool = False


class Flow(BlockModel):
    """An arrow from one step to another."""

    source: str
    target: str
    label: str = ""
    critical: bool = False
    back: bool = False
    """It leads back to an earlier step: rework."""


class Lanes(PictureModel):
    """A process map in swim-lanes; the order of the steps is their order in time."""

    type: Literal["lanes"] = "lanes"
    lanes: tuple[tuple[str, str], ...]
    """(id, label), from top to bottom."""
    steps: tuple[LaneStep, ...]
    flows: tuple[Flow, ...]
    legend: tuple[tuple[Tone, str], ...] = ()


class Bar(BlockModel):
    """One task in time. `slack` is how long it may slip; `done_pct` how much of it is done."""

    id: str
    label: str
    start: float
    finish: float
    slack: float = 0
    critical: bool = False
    done_pct: float | None = None
    detail: str = ""
    tone: Tone = "neutral"
    after: tuple[str, ...] = ()
    """Ids of the tasks that it waits for."""


class Gantt(PictureModel):
    """Tasks over time with their dependencies; the critical path stands out."""

    type: Literal["gantt"] = "gantt"
    unit: str
    """What one unit of time is called, `days` say."""
    bars: tuple[Bar, ...]
    start: str = ""
    """What time 0 is, a date say."""


Side = Literal["ours", "theirs"]
LinkState = Literal["live", "late", "lost", "missing"]


class Person(BlockModel):
    """A person of one of the two companies. `main` marks the key account manager and the main contact."""

    id: str
    name: str
    role: str
    side: Side
    function: str
    level: str
    met: bool = True
    main: bool = False
    single_point: bool = False
    """Without this person the companies would fall apart into pieces (a cut vertex)."""


class PersonLink(BlockModel):
    """Who talks to whom across the two companies. `main` is the link of the two main contacts."""

    ours: str
    theirs: str
    state: LinkState
    main: bool = False
    label: str = ""
    strength: Literal[1, 2, 3] = 2
    """How close a live link is, 3 the closest: drawn as the width of its line."""


class JointTeam(BlockModel):
    """A joint project team and its members."""

    id: str
    name: str
    members: tuple[str, ...]
    vacant: bool = False
    """It is still to be formed: its outline is dashed."""


class Relationship(PictureModel):
    """Two companies in the shape of their relationship stage, drawn from who really talks to whom."""

    type: Literal["relationship"] = "relationship"
    stage: Literal["pre", "early", "mid", "partnership", "synergistic"]
    ours: str
    theirs: str
    functions: tuple[tuple[str, str], ...]
    """(key, label), from top to bottom; a pair of unlike opposite numbers is one row (`Outbound · Inbound`)."""
    levels: tuple[tuple[str, str], ...]
    """(key, label), the highest first."""
    people: tuple[Person, ...]
    links: tuple[PersonLink, ...]
    teams: tuple[JointTeam, ...] = ()
    joint_board: bool = False
    board_vacant: bool = False
    """The joint board has still to meet."""
