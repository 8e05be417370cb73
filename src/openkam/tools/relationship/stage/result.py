"""What is found: the stage claimed, the stage read from contacts, the evidence, and the links that are missing."""

from __future__ import annotations

from datetime import date
from typing import Literal

from openkam.core.nouns import Level
from openkam.core.tool import ToolModel
from openkam.tools.relationship.stage.inputs import Answers, Item, LinkState, Side, Stage, Thresholds

Criterion = Literal[
    "trading",
    "hub_share_early",
    "functions_mid",
    "functions",
    "levels",
    "hub_share",
    "board_links",
    "single_points",
    "teams",
    "board_meetings",
]
Rule = Literal["at_least", "below", "at_most"]
Thin = Literal["trading_unknown", "no_main_ours", "no_main_theirs", "few_contacts", "few_links"]
GapKind = Literal[
    "trade",
    "board",
    "function",
    "level",
    "cell",
    "unknown_functions",
    "peer_links",
    "single_point",
    "teams",
    "meetings",
]


class Claim(ToolModel):
    """The questionnaire of one side. `total` is None where an answer is missing or nothing is sold (then pre)."""

    side: Side
    answers: Answers
    missing: tuple[Item, ...]
    total: int | None
    stage: Stage | None


class ReadPerson(ToolModel):
    """A person with what the links say of him or her."""

    id: str
    name: str
    role: str
    side: Side
    function: str
    row: str
    """The row of the picture: the function, or the pair of opposite functions."""
    level: Level
    main: bool
    live_links: int
    cut_vertex: bool
    """The network of both companies falls into pieces without this person."""
    single_point: bool
    """As `cut_vertex`, and a piece with live links is left that has nobody of the other company in it."""


class ReadLink(ToolModel):
    """A link with its state on the as-of date."""

    ours: str
    theirs: str
    cadence_days: float
    days_silent: int | None
    state: LinkState
    through_main: bool
    """It runs through the key account manager or the main contact."""
    peer: bool
    """It joins opposite functions."""
    team: str


class ReadTeam(ToolModel):
    """A joint team, its members as given and by its links; `live` if it met or worked within the window."""

    id: str
    name: str
    members: tuple[str, ...]
    last_active_on: date | None
    live: bool


class Measures(ToolModel):
    """What is counted in the contacts."""

    links: int
    dated_links: int
    live_links: int
    hub_links: int
    hub_share: float | None
    """Live links through the two mains ÷ live links; None without live links or without a main person."""
    functions_outside: int
    levels_outside: int
    peer_pairs: int
    board_links: int
    cut_vertices: int
    single_points: int
    edge_connectivity: int | None
    """How many lines must break before the two mains are apart; None where one is not named."""
    hub_betweenness: float | None
    """The larger share of shortest paths that runs through one of the mains; None beyond 400 people."""
    live_teams: int
    board_meetings: int
    customer_functions: int
    """Functions of the customer in which somebody beside the main contact is on record."""


class Evidence(ToolModel):
    """One criterion of one stage: value, rule, threshold, and whether it is met (None: unknown)."""

    criterion: Criterion
    stage: Stage
    value: int | float | None
    """A whole number is a count and is shown as one; a share has decimals."""
    rule: Rule
    threshold: float
    met: bool | None


class Gap(ToolModel):
    """What is missing on the way to the next stage. `needed` says whether the next stage asks for it."""

    kind: GapKind
    needed: bool
    function: str = ""
    level: Level | None = None
    person: str = ""
    """Id of the person of the customer (or, for a single point, of the person) that it is about."""
    person_name: str = ""
    meets: str = ""
    """Id of our person who could take it."""
    meets_name: str = ""
    days_silent: int | None = None
    """For how long these two have been silent, where they have met before."""
    count: int = 0
    """How many more are needed, where it is a number."""


class FunctionRow(ToolModel):
    """A row of the picture."""

    key: str
    ours: str
    theirs: str


class StageResult(ToolModel):
    """The stage claimed beside the stage read, with all that it rests on."""

    ours: str
    theirs: str
    as_of: date
    trading: bool | None
    claim_ours: Claim
    claim_theirs: Claim
    claim_difference: int | None
    """Our sum − the customer's; None where one of them is not complete."""
    stage_read: Stage | None
    """None: the data are too thin, for the reasons in `thin`."""
    thin: tuple[Thin, ...]
    next_stage: Stage | None
    target_stage: Stage | None
    target_on: date | None
    measures: Measures
    evidence: tuple[Evidence, ...]
    gaps: tuple[Gap, ...]
    rows: tuple[FunctionRow, ...]
    people: tuple[ReadPerson, ...]
    links: tuple[ReadLink, ...]
    teams: tuple[ReadTeam, ...]
    inside_assumed: bool
    """Nobody typed the lines inside the companies: each is taken to know the main person of the own side."""
    thresholds: Thresholds
