"""What the browser needs to move the marks while a slider is dragged: the scores and places of visible accounts.

The server says where everybody stands; this is only what it would compute again, by the same arithmetic
(`frontend/app/matrix-maths.js`, held to the tool by a test).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from openkam.publish.text import one_line
from openkam.tools.define.account_matrix import maths
from openkam.web.cycles.matrix.drawing import plot_of, radii_of
from openkam.web.cycles.matrix.seen import Row, Seen, wanted
from openkam.web.cycles.matrix.wording import money

NAME = 60
PLACES = 12
"""Digits of a score behind the point: a mean of raters has no more that matter."""


def payload(seen: Seen) -> dict[str, Any]:
    """Columns of equal length, one place per visible account that is rated or placed."""
    rows = [row for row in seen.rows if row.attractiveness is not None or row.strength is not None]
    radii, result = radii_of(seen, plot := plot_of(seen)), seen.result
    places = {row.pk: at for at, row in enumerate(rows)}
    return {
        "factors": [factor.id for factor in result.factors],
        "kept": [factor.share for factor in result.factors],
        "shares": list(seen.standing.shares),
        "line": seen.standing.line,
        "typed": result.line_method == "typed",
        # Only who sees everybody can average everybody; for others the server says where the line runs.
        "whole": seen.sees_whole,
        "near": result.borderline_pct,
        "x": [plot.x.low, plot.x.high, int(plot.x.reversed)],
        "y": [plot.y.low, plot.y.high],
        "pk": [row.pk for row in rows],
        "name": [_name(row) for row in rows],
        "money": [money(seen, row.books.revenue) for row in rows],
        "strength": [None if row.strength is None else round(row.strength, 5) for row in rows],
        "flags": flags([row.strength for row in rows], result.strength_line, result.borderline_pct),
        "radius": [round(radii.get(row.pk, 0), 1) for row in rows],
        "scores": [[_plain(row.placed.scores[at]) for row in rows] for at in range(len(result.factors))],
        "listed": [int(wanted(row, seen.asked)) for row in rows] if seen.asked.filters else None,
        "trail": [
            [places[row.pk], round(row.placed.trail[-1].strength, 4), round(row.placed.trail[-1].attractiveness, 4)]
            for row in rows
            if row.placed.trail and row.kind
        ],
    }


def _name(row: Row) -> str:
    name = one_line(row.name)
    return name if len(name) <= NAME else f"{name[: NAME - 1]}…"


def _plain(score: float | None) -> float | None:
    if score is None:
        return None
    return int(score) if score == int(score) else round(score, PLACES)


def flags(strengths: Sequence[float | None], line: float, within_pct: float) -> list[int]:
    """1: as strong as the line or stronger; 2: near the strength line; 4: has a strength."""
    strength = np.array([np.nan if one is None else one for one in strengths], dtype=np.float64)
    strong, near = maths.at_or_above(strength, line), maths.near(strength, line, within_pct)
    found: list[int] = (strong + 2 * near + 4 * ~np.isnan(strength)).tolist()
    return found


def answer(seen: Seen) -> dict[str, Any]:
    """What the server says of weights that are tried: the line, the counts, and where each visible account stands."""
    rows: Sequence[Row] = seen.rows
    return {
        "line": seen.standing.line,
        "shares": list(seen.standing.shares),
        "counts": {kind: one.count for kind, one in seen.sums.items()},
        "accounts": {row.pk: [row.attractiveness, row.kind, row.borderline] for row in rows},
    }
