"""The matrix as a sentence, a picture, tables and the sums behind both axes of the leading accounts."""

from __future__ import annotations

from openkam.core.blocks import (
    Axis,
    Block,
    Figure,
    Finding,
    Line,
    Point,
    Region,
    Report,
    Series,
    Term,
    Working,
)
from openkam.core.i18n import gettext as _
from openkam.core.numbers import format_number, format_percent
from openkam.tools.define.account_matrix.compute import KINDS
from openkam.tools.define.account_matrix.inputs import MatrixResult, Placed
from openkam.tools.define.account_matrix.maths import Class
from openkam.tools.define.account_matrix.notes import notes
from openkam.tools.define.account_matrix.tables import accounts_table, classes_table, trail_table
from openkam.tools.define.account_matrix.wording import (
    advice,
    class_label,
    finding,
    label,
    left_out,
    line_label,
    strength_axis,
    strength_line_label,
    subtitle,
)

WORKED = 3
"""Accounts whose two sums are shown: the most attractive key accounts, then the most attractive others."""
DRAWN_AT_MOST = 1_500
"""Marks in the picture; more hide one another and keep a browser busy for seconds."""


def report(result: MatrixResult) -> Report:
    """The finding, the matrix with its table, the four sums, where accounts stood before, and the workings."""
    blocks: list[Block] = [Finding(id="matrix-finding", text=finding(result))]
    if any(row.kind for row in result.accounts):
        blocks += [figure(result), classes_table(result)]
    elif result.accounts:
        blocks.append(accounts_table(result))
    if any(row.trail for row in result.accounts):
        blocks.append(trail_table(result))
    return (*blocks, *workings(result), *notes(result))


def figure(result: MatrixResult) -> Figure:
    """Relative strength × attractiveness, one mark per account, the lines drawn with their values."""
    placed = [row for row in result.accounts if row.kind]
    drawn = _drawn(placed)
    return Figure(
        id="matrix",
        kind="matrix",
        title=finding(result),
        subtitle=subtitle(result),
        x=Axis(label=strength_axis(result), kind="ratio", reversed=result.strong_left),
        y=Axis(label=_("Attractiveness"), unit=_("1–10")),
        series=(
            Series(
                key="accounts", label=_("Accounts"), form="points", points=tuple(_point(result, row) for row in drawn)
            ),
        ),
        lines=(
            Line(axis="x", value=result.strength_line, label=strength_line_label(result)),
            Line(axis="y", value=result.line or 0, label=line_label(result)),
        ),
        regions=tuple(_region(result, kind) for kind in KINDS),
        note="" if len(drawn) == len(placed) else left_out(len(drawn), len(placed)),
        table=accounts_table(result),
    )


def _drawn(placed: list[Placed]) -> list[Placed]:
    """The accounts that the picture shows, in their order: all, or as many as it holds of those with most revenue."""
    leading = sorted(placed, key=lambda row: (row.revenue is None, -(row.revenue or 0)))[:DRAWN_AT_MOST]
    chosen = {row.account for row in leading}
    return [row for row in placed if row.account in chosen]


def _point(result: MatrixResult, row: Placed) -> Point:
    was = row.trail[-1] if row.trail else None
    kind: Class = row.kind or "o"
    return Point(
        x=row.strength or 1,
        y=row.attractiveness or 0,
        label=label(row),
        id=row.account,
        size=float(row.revenue) if row.revenue is not None and row.revenue > 0 else None,
        tone=kind,
        letter=kind.upper(),
        borderline=row.borderline,
        was=(was.strength, was.attractiveness) if was else None,
    )


def _region(result: MatrixResult, kind: Class) -> Region:
    strong, attractive = kind in ("k", "m"), kind in ("k", "d")
    x, y = result.strength_line, result.line
    text = _("{kind} · {count}").format(kind=class_label(kind), count=format_number(result.of(kind).accounts))
    return Region(
        key=kind,
        label=text,
        detail=advice(kind),
        x0=x if strong else None,
        x1=None if strong else x,
        y0=y if attractive else None,
        y1=None if attractive else y,
        tone=kind,
    )


def workings(result: MatrixResult) -> tuple[Working, ...]:
    """Both sums of the leading accounts."""
    placed = [row for row in result.accounts if row.kind]
    placed.sort(key=lambda row: (row.kind != "k", -(row.attractiveness or 0), row.account))
    return tuple(one for row in placed[:WORKED] for one in (_attractiveness(result, row), _strength(result, row)))


def _attractiveness(result: MatrixResult, row: Placed) -> Working:
    """Each score × its share of the weight that is scored."""
    terms = tuple(
        Term(
            label=factor.name,
            value=score * factor.share / row.attractiveness_coverage,
            kind="number",
            detail=_("score {score} × weight {share}").format(
                score=format_number(score, 2),
                share=format_percent(100 * factor.share / row.attractiveness_coverage, 1),
            ),
        )
        for factor, score in zip(result.factors, row.scores, strict=True)
        if score is not None and factor.share > 0
    )
    return Working(
        id=f"matrix-attractiveness-{row.account}",
        title=_("Attractiveness of {name}").format(name=label(row)),
        result=row.attractiveness,
        kind="number",
        terms=terms,
        source=_coverage(row.attractiveness_coverage),
    )


def _strength(result: MatrixResult, row: Placed) -> Working:
    """Our total over the factors that both are scored on, theirs, and one divided by the other."""
    terms = [
        Term(
            label=one.name,
            value=one.ours * one.share / row.strength_coverage,
            kind="number",
            detail=_("ours {ours}, theirs {theirs} × weight {share}").format(
                ours=format_number(one.ours, 2),
                theirs=format_number(one.theirs, 2),
                share=format_percent(100 * one.share / row.strength_coverage, 1),
            ),
        )
        for one in row.success
        if one.ours is not None and one.theirs is not None and one.share > 0
    ]
    against = (
        _("Midpoint of the scale")
        if row.rival is None
        else _("Total of the best rival, {rival}").format(rival=row.rival)
    )
    terms += [
        Term(label=_("Our total"), value=row.our_total, kind="number"),
        Term(label=against, value=row.rival_total, kind="number"),
        Term(label=_("Difference"), value=row.difference, kind="number"),
    ]
    return Working(
        id=f"matrix-strength-{row.account}",
        title=_("Relative strength at {name}: our total ÷ theirs").format(name=label(row)),
        result=row.strength,
        kind="ratio",
        decimals=3,
        terms=tuple(terms),
        source=_coverage(row.strength_coverage),
    )


def _coverage(coverage: float) -> str:
    """Empty where everything is scored."""
    if coverage >= 1 - 1e-9:
        return ""
    text = _("Weights over the {percent} of the weight that is scored")
    return text.format(percent=format_percent(100 * coverage, 1))
