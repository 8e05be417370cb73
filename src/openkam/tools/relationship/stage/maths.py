"""Bands, silence, shares and cuts: the arithmetic of the relationship stage."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from openkam.core.graphs import Graph, components, cut_vertices
from openkam.core.i18n import gettext as _
from openkam.tools.relationship.stage.inputs import LinkState, Stage, Thresholds
from openkam.tools.relationship.stage.result import Criterion, Evidence, Measures, Rule

BANDS: tuple[tuple[int, int, Stage], ...] = (
    (6, 10, "early"),
    (11, 16, "mid"),
    (17, 22, "partnership"),
    (23, 24, "synergistic"),
)
"""Sums of six answers of 1 to 4, from and to, and the stage that they claim."""


def stage_of_sum(total: int) -> Stage:
    """The stage that a sum of six answers claims.

    Raises `ValueError` below 6 and above 24, which six answers of 1 to 4 cannot give.
    """
    for lowest, highest, stage in BANDS:
        if lowest <= total <= highest:
            return stage
    raise ValueError(_("six answers of 1 to 4 sum to between 6 and 24, not to {total}").format(total=total))


def link_state(days_silent: int | None, cadence_days: float, thresholds: Thresholds) -> LinkState:
    """`live` up to 2 × the cadence, `lost` beyond 8 ×, `late` between, `missing` where contact never happened."""
    if days_silent is None:
        return "missing"
    if days_silent <= thresholds.live_within_cadences * cadence_days:
        return "live"
    return "lost" if days_silent > thresholds.lost_beyond_cadences * cadence_days else "late"


def single_points(graph: Graph, sides: Mapping[str, str], live: Collection[str]) -> tuple[str, ...]:
    """The people between the firms: without one of them, a piece that has live links (`live`: the people who hold
    one) is left with nobody of the other company in it. In the order of the graph's nodes.

    A person who only keeps colleagues without contacts connected is a cut vertex, but not between the firms.
    """
    candidates = set(cut_vertices(graph))
    for piece in components(graph):
        for side in ("ours", "theirs"):
            of_side = [name for name in piece if sides[name] == side]
            if len(of_side) == 1:
                candidates.add(of_side[0])
    return tuple(name for name in graph.nodes if name in candidates and _parts_firms(graph, name, sides, live))


def _parts_firms(graph: Graph, name: str, sides: Mapping[str, str], live: Collection[str]) -> bool:
    return any(
        len({sides[one] for one in piece}) == 1 and any(one in live for one in piece)
        for piece in components(graph, without=name)
    )


def evidence_of(measures: Measures, trading: bool | None, thresholds: Thresholds) -> tuple[Evidence, ...]:
    """Every criterion in the order of the stages that ask for it."""
    t = thresholds
    traded = None if trading is None else int(trading)
    hub = measures.hub_share
    rows: tuple[tuple[Criterion, Stage, int | float | None, Rule, float], ...] = (
        ("trading", "early", traded, "at_least", 1),
        ("hub_share_early", "mid", hub, "below", t.early_hub_share),
        ("functions_mid", "mid", measures.functions_outside, "at_least", t.mid_functions),
        ("functions", "partnership", measures.functions_outside, "at_least", t.partnership_functions),
        ("levels", "partnership", measures.levels_outside, "at_least", t.partnership_levels),
        ("hub_share", "partnership", hub, "below", t.partnership_hub_share),
        ("board_links", "partnership", measures.board_links, "at_least", 1),
        ("single_points", "partnership", measures.single_points, "at_most", 0),
        ("teams", "synergistic", measures.live_teams, "at_least", t.synergistic_teams),
        ("board_meetings", "synergistic", measures.board_meetings, "at_least", t.synergistic_board_meetings),
    )
    return tuple(
        Evidence(
            criterion=criterion,
            stage=stage,
            value=value,
            rule=rule,
            threshold=threshold,
            met=_met(value, rule, threshold),
        )
        for criterion, stage, value, rule, threshold in rows
    )


def _met(value: float | None, rule: Rule, threshold: float) -> bool | None:
    if value is None:
        return None
    if rule == "below":
        return value < threshold
    return value <= threshold if rule == "at_most" else value >= threshold


def stage_from(evidence: tuple[Evidence, ...]) -> Stage:
    """The highest stage of which every criterion, and every one of the stages below, is met."""
    reached: Stage = "pre"
    ladder: tuple[Stage, ...] = ("early", "mid", "partnership", "synergistic")
    for stage in ladder:
        if not all(row.met for row in evidence if row.stage == stage):
            break
        reached = stage
    return reached


def links_needed(hub_links: int, live_links: int, below: float) -> int:
    """How many more links outside the two mains bring hub_links ÷ live_links below `below`."""
    if live_links and hub_links / live_links < below:
        return 0
    return max(int(hub_links / below) - live_links + 1, 1)
