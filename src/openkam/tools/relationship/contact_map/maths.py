"""Silence, priority, and the way that is left to a contact."""

from __future__ import annotations

from collections.abc import Iterable

from openkam.core.graphs import Graph, graph_of
from openkam.tools.relationship.contact_map.inputs import Silence
from openkam.tools.relationship.contact_map.result import State

OUR_COMPANY = ""
"""The node that joins all of our team: colleagues find one another. No id is empty."""


def silence_state(days_silent: int | None, cadence_days: float, limits: Silence) -> State:
    """`late` beyond 2 × the agreed cadence, `lost` beyond 8 × (both as `limits` say), `never` without any contact.

    The factor 8 after Navarro et al., EPJ Data Science 6 (2017): a gap of eight times the usual one ends a tie.
    """
    if days_silent is None:
        return "never"
    if days_silent > limits.lost_beyond * cadence_days:
        return "lost"
    return "late" if days_silent > limits.late_beyond * cadence_days else "ok"


ORDER: tuple[State, ...] = ("ok", "late", "lost", "never")


def best(states: Iterable[State]) -> State:
    """The best of the states of one contact's pairs; `never` where there is no pair."""
    return min(states, key=ORDER.index, default="never")


def support_gap(now: int | None, needed: int | None) -> int | None:
    """max(0, needed − now) on the scale −2 … +2; None where one of them is not known."""
    return None if now is None or needed is None else max(0, needed - now)


def ways(team: Iterable[str], contacts: Iterable[str], edges: Iterable[tuple[str, str]]) -> Graph:
    """Our company joined to each team member, and `edges`: pairs that speak, and reporting lines among contacts."""
    members = list(team)
    inner = [(OUR_COMPANY, member) for member in members]
    return graph_of([OUR_COMPANY, *members, *contacts], [*inner, *edges])
