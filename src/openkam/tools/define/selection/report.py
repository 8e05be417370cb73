"""The ranking as a sentence, a picture, tables and the sums behind the leaders and the line."""

from __future__ import annotations

from openkam.core.blocks import Axis, Block, Figure, Finding, Line, Report, Series, Term, Tone, Working
from openkam.core.i18n import gettext as _, ngettext
from openkam.core.numbers import format_number, format_percent
from openkam.tools.define.selection.inputs import Ranked, SelectionResult
from openkam.tools.define.selection.notes import notes
from openkam.tools.define.selection.tables import (
    changes_table,
    disagreements_table,
    evidence_table,
    excluded_table,
    label,
    ranges_table,
    ranking_table,
    weights_table,
)

SHOWN = 20
"""Accounts in the picture; the table has them all."""
WORKED = 3
"""Leaders whose sum is shown, beside the two accounts at the line."""
SURE = 0.9
"""An account whose chance of the top N is at least this counts as sure."""


def report(result: SelectionResult) -> Report:
    """The finding, the leading totals, how sure they are, what would change them, and the sums behind them."""
    blocks: list[Block] = [Finding(id="selection-finding", text=finding(result), tone=_tone(result))]
    if result.ranked():
        blocks += [figure(result), *_detail(result)]
    if any(row.failed for row in result.accounts):
        blocks.append(excluded_table(result))
    blocks.append(weights_table(result))
    if result.disagreements:
        blocks.append(disagreements_table(result.disagreements))
    if result.evidence:
        blocks.append(evidence_table(result))
    return (*blocks, *workings(result), *notes(result))


def _detail(result: SelectionResult) -> list[Block]:
    blocks: list[Block] = [ranges_table(result)] if result.draws else []
    if result.line_outside is not None:
        blocks.append(changes_table(result))
    return blocks


def finding(result: SelectionResult) -> str:
    """Who leads, where the line is, and how many of the chosen are sure."""
    ranked = result.ranked()
    if not ranked:
        return _("No account can be ranked: none has a score on a weighted criterion and passes the gates")
    first, inside = ranked[0], [row for row in ranked if (row.rank or 0) <= result.top]
    if result.line_outside is None or result.line_inside is None:
        return ngettext(
            "{name} leads with {total}; the {count} account that can be ranked is inside the line",
            "{name} leads with {total}; all {count} accounts that can be ranked are inside the line",
            len(ranked),
        ).format(name=label(first), total=format_number(first.total, 2), count=format_number(len(ranked)))
    if not result.draws:
        text = _("{name} leads with {total}; the line after {count} accounts parts {inside} from {outside}")
        return text.format(
            name=label(first),
            total=format_number(first.total, 2),
            count=format_number(len(inside)),
            inside=format_number(result.line_inside, 2),
            outside=format_number(result.line_outside, 2),
        )
    sure = sum(row.sureness is not None and row.sureness.top_chance >= SURE for row in inside)
    text = ngettext(
        "{name} leads with {total}; {sure} of the {count} chosen account is sure to at least {percent}",
        "{name} leads with {total}; {sure} of the {count} chosen accounts are sure to at least {percent}",
        len(inside),
    )
    return text.format(
        name=label(first),
        total=format_number(first.total, 2),
        sure=format_number(sure),
        count=format_number(len(inside)),
        percent=format_percent(100 * SURE, 0),
    )


def _tone(result: SelectionResult) -> Tone:
    return "neutral" if result.ranked() else "neg"


def figure(result: SelectionResult) -> Figure:
    """Totals of the leading accounts, with the line between chosen and not chosen."""
    leaders = result.ranked()[:SHOWN]
    left_out = len(result.ranked()) - len(leaders)
    note = ""
    if left_out:
        note = ngettext(
            "The picture shows the first {shown}; {count} more account is in the table.",
            "The picture shows the first {shown}; {count} more accounts are in the table.",
            left_out,
        ).format(shown=format_number(len(leaders)), count=format_number(left_out))
    return Figure(
        id="selection-totals",
        kind="bars",
        title=finding(result),
        subtitle=_subtitle(result),
        x=Axis(label=_("Account"), scale="category"),
        y=Axis(label=_("Weighted total"), unit=_("1–10")),
        categories=tuple(label(row) for row in leaders),
        series=_series(result, leaders),
        lines=_lines(result),
        note=note,
        table=ranking_table(result),
    )


def _series(result: SelectionResult, leaders: tuple[Ranked, ...]) -> tuple[Series, ...]:
    """Chosen and not chosen as two series, so that they are told apart by name and not by colour alone."""
    chosen = tuple(row.total if (row.rank or 0) <= result.top else None for row in leaders)
    others = tuple(row.total if (row.rank or 0) > result.top else None for row in leaders)
    series = [Series(key="chosen", label=_("Inside the line"), form="bar", values=chosen, tone="ours")]
    if any(value is not None for value in others):
        series.append(Series(key="others", label=_("Outside the line"), form="bar", values=others, tone="muted"))
    return tuple(series)


def _lines(result: SelectionResult) -> tuple[Line, ...]:
    if result.line_inside is None or result.line_outside is None:
        return ()
    middle = (result.line_inside + result.line_outside) / 2
    text = _("line {value}: first {count}").format(value=format_number(middle, 2), count=format_number(result.top))
    return (Line(axis="y", value=middle, label=text),)


def _subtitle(result: SelectionResult) -> str:
    sentence = {
        "typed": _("Weighted totals on {count} criteria, typed weights"),
        "ranked": _("Weighted totals on {count} criteria, weights by ranking"),
        "pairwise": _("Weighted totals on {count} criteria, weights by comparing pairs"),
    }[result.method].format(count=format_number(len(result.weights)))
    return _("{what}, {period}").format(what=sentence, period=result.period) if result.period else sentence


def workings(result: SelectionResult) -> tuple[Working, ...]:
    """The sums of the leaders and of the two accounts between which the line runs."""
    ranked = result.ranked()
    inside = sum((row.rank or 0) <= result.top for row in ranked)
    places = sorted({*range(min(WORKED, len(ranked))), inside - 1, inside} & set(range(len(ranked))))
    return tuple(_working(result, ranked[at]) for at in places)


def _working(result: SelectionResult, row: Ranked) -> Working:
    """Each score × its share of the covered weight; the total is their sum."""
    terms = tuple(
        Term(
            label=weight.name,
            value=score * weight.share / row.coverage,
            kind="number",
            detail=_("score {score} × weight {share}").format(
                score=format_number(score, 2), share=format_percent(100 * weight.share / row.coverage, 1)
            ),
        )
        for weight, score in zip(result.weights, row.scores, strict=True)
        if score is not None and weight.share > 0
    )
    source = ""
    if row.coverage < 1 - 1e-9:
        source = _("Weights over the {percent} of the weight that is scored").format(
            percent=format_percent(100 * row.coverage, 1)
        )
    return Working(
        id=f"selection-working-{row.account}",
        title=_("Weighted total of {name}").format(name=label(row)),
        result=row.total,
        kind="number",
        terms=terms,
        source=source,
    )
