"""The tables of a selection: ranking, rank ranges, changes, weights, disagreements."""

from __future__ import annotations

from collections.abc import Sequence

from openkam.core.blocks import Column, Table, Value
from openkam.core.i18n import gettext as _, ngettext
from openkam.core.numbers import format_number, format_percent
from openkam.tools.define.selection.inputs import Change, Disagreement, Ranked, SelectionResult

CENTRAL_NAMED = 3
"""Criteria named for what makes an account come first."""


def label(row: Ranked) -> str:
    """The account's name, or its code where it has none."""
    return row.name or row.account


def ranking_table(result: SelectionResult) -> Table:
    """Every account with its mean scores, best first."""
    topsis = any(row.closeness is not None for row in result.accounts)
    columns = [
        Column(key="rank", label=_("Rank"), kind="integer"),
        Column(key="account", label=_("Account code")),
        Column(key="name", label=_("Account")),
        Column(key="total", label=_("Weighted total"), kind="number", decimals=2),
        Column(key="coverage", label=_("Weight scored"), kind="percent", unit="%", decimals=0),
        Column(key="standing", label=_("Standing")),
    ]
    if topsis:
        columns.append(Column(key="closeness", label=_("TOPSIS closeness"), kind="ratio", decimals=3))
        columns.append(Column(key="closeness_rank", label=_("TOPSIS rank"), kind="integer"))
    columns += [
        Column(key=f"score-{weight.id}", label=weight.name, kind="number", decimals=1) for weight in result.weights
    ]
    rows = []
    for row in result.accounts:
        cells: list[Value] = [row.rank, row.account, row.name, row.total, 100 * row.coverage, _standing(result, row)]
        if topsis:
            cells += [row.closeness, row.closeness_rank]
        rows.append((*cells, *row.scores))
    return Table(
        id="selection-ranking",
        title=_("Accounts by weighted total"),
        subtitle=result.period,
        columns=tuple(columns),
        rows=tuple(rows),
        links=tuple(row.account for row in result.accounts),
    )


def _standing(result: SelectionResult, row: Ranked) -> str:
    if row.failed:
        return _("excluded by a gate")
    if row.rank is None:
        return _("not scored")
    return _("inside the line") if row.rank <= result.top else _("outside the line")


def ranges_table(result: SelectionResult) -> Table:
    """How sure each rank is."""
    names = [weight.name for weight in result.weights]
    columns = (
        Column(key="rank", label=_("Rank"), kind="integer"),
        Column(key="name", label=_("Account")),
        Column(key="chance", label=_("Chance to be inside the line"), kind="percent", unit="%", decimals=1),
        Column(key="error", label=_("Standard error"), kind="percent", unit="%", decimals=1),
        Column(key="low", label=_("Rank, best 5 %"), kind="integer"),
        Column(key="high", label=_("Rank, worst 5 %"), kind="integer"),
        Column(key="best", label=_("Best rank"), kind="integer"),
        Column(key="worst", label=_("Worst rank"), kind="integer"),
        Column(key="first", label=_("Chance to be first"), kind="percent", unit="%", decimals=1),
        Column(key="central", label=_("Comes first when these weigh most")),
    )
    ranked = [(row, row.sureness) for row in result.ranked()]
    rows: list[tuple[Value, ...]] = [
        (
            row.rank,
            label(row),
            100 * sure.top_chance,
            100 * sure.standard_error,
            sure.rank_low,
            sure.rank_high,
            sure.best,
            sure.worst,
            100 * sure.first_chance,
            _central(names, sure.central_weights),
        )
        for row, sure in ranked
        if sure is not None
    ]
    return Table(
        id="selection-ranges",
        title=_("How sure is the ranking?"),
        subtitle=ngettext("{count} draw", "{count} draws", result.draws).format(count=format_number(result.draws)),
        columns=columns,
        rows=tuple(rows),
        links=tuple(row.account for row, sure in ranked if sure is not None),
    )


def _central(names: list[str], shares: tuple[float, ...]) -> str:
    """The heaviest criteria of a central weight vector with their shares."""
    heaviest = sorted(range(len(shares)), key=lambda at: -shares[at])[:CENTRAL_NAMED]
    return " · ".join(f"{names[at]} {format_percent(100 * shares[at], 0)}" for at in heaviest)


def changes_table(result: SelectionResult) -> Table:
    """The one score, or the one weight, that would take each account across the line."""
    columns = (
        Column(key="rank", label=_("Rank"), kind="integer"),
        Column(key="name", label=_("Account")),
        Column(key="direction", label=_("Would then be")),
        Column(key="score", label=_("If the score on")),
        Column(key="score_before", label=_("Score now"), kind="number", decimals=2),
        Column(key="score_after", label=_("Score at the line"), kind="number", decimals=2),
        Column(key="weight", label=_("Or if the weight of")),
        Column(key="weight_before", label=_("Weight now"), kind="percent", unit="%", decimals=1),
        Column(key="weight_after", label=_("Weight at the line"), kind="percent", unit="%", decimals=1),
    )
    rows: list[tuple[Value, ...]] = [
        (
            row.rank,
            label(row),
            _("outside the line") if (row.rank or 0) <= result.top else _("inside the line"),
            *_change(row.score_change, 1),
            *_change(row.weight_change, 100),
        )
        for row in result.ranked()
    ]
    return Table(
        id="selection-changes",
        title=_("What would have to change to cross the line"),
        columns=columns,
        rows=tuple(rows),
        links=tuple(row.account for row in result.ranked()),
    )


def _change(change: Change | None, scale: float) -> tuple[Value, Value, Value]:
    return (None, None, None) if change is None else (change.name, scale * change.before, scale * change.after)


def excluded_table(result: SelectionResult) -> Table:
    """Accounts that a gate excludes, with their total all the same."""
    columns = (
        Column(key="name", label=_("Account")),
        Column(key="gates", label=_("Gate not passed")),
        Column(key="total", label=_("Weighted total"), kind="number", decimals=2),
    )
    excluded = [row for row in result.accounts if row.failed]
    rows: list[tuple[Value, ...]] = [(label(row), " · ".join(row.failed), row.total) for row in excluded]
    return Table(
        id="selection-excluded",
        title=_("Excluded, whatever the total"),
        columns=columns,
        rows=tuple(rows),
        links=tuple(row.account for row in excluded),
    )


def weights_table(result: SelectionResult) -> Table:
    """Every criterion with its share of the weight, its gate and its scale."""
    given = _("Importance rank") if result.method == "ranked" else _("Weight given")
    columns = (
        Column(key="criterion", label=_("Criterion")),
        Column(key="given", label=given, kind="number", decimals=2),
        Column(key="share", label=_("Weight"), kind="percent", unit="%", decimals=1),
        Column(key="minimum", label=_("Gate: lowest score allowed"), kind="number", decimals=1),
        Column(key="scale", label=_("Scale")),
    )
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (weight.name, weight.given, 100 * weight.share, weight.minimum, weight.scale) for weight in result.weights
    )
    total: tuple[Value, ...] = (_("All criteria"), None, 100 * sum(weight.share for weight in result.weights), None, "")
    return Table(id="selection-weights", title=_("Criteria and weights"), columns=columns, rows=rows, total=total)


def disagreements_table(found: Sequence[Disagreement]) -> Table:
    """Where raters differ, the widest first."""
    columns = (
        Column(key="name", label=_("Account")),
        Column(key="criterion", label=_("Criterion")),
        Column(key="lowest", label=_("Lowest"), kind="number", decimals=1),
        Column(key="highest", label=_("Highest"), kind="number", decimals=1),
        Column(key="mean", label=_("Mean"), kind="number", decimals=2),
        Column(key="spread", label=_("Standard deviation"), kind="number", decimals=2),
        Column(key="raters", label=_("Raters"), kind="integer"),
    )
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (one.name or one.account, one.criterion, one.lowest, one.highest, one.mean, one.spread, one.raters)
        for one in found
    )
    return Table(
        id="selection-disagreements",
        title=_("Where raters disagree"),
        columns=columns,
        rows=rows,
        links=tuple(one.account for one in found),
    )


def evidence_table(result: SelectionResult) -> Table:
    """What the scores rest on."""
    columns = (
        Column(key="name", label=_("Account")),
        Column(key="criterion", label=_("Criterion")),
        Column(key="rater", label=_("Rater")),
        Column(key="score", label=_("Score"), kind="number", decimals=1),
        Column(key="evidence", label=_("Evidence")),
    )
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (one.name or one.account, one.criterion, one.rater, one.score, one.evidence) for one in result.evidence
    )
    return Table(
        id="selection-evidence",
        title=_("What the scores rest on"),
        columns=columns,
        rows=rows,
        links=tuple(one.account for one in result.evidence),
    )
