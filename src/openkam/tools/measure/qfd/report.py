"""The house under its finding, its tables, the sums behind it and remarks."""

from __future__ import annotations

from openkam.core.blocks import Block, Finding, Note, Report, Term, Working
from openkam.core.i18n import gettext as _, ngettext
from openkam.core.naming import listed
from openkam.core.numbers import format_as_typed, format_number, format_percent
from openkam.tools.measure.qfd import tables
from openkam.tools.measure.qfd.house import house
from openkam.tools.measure.qfd.result import ColumnResult, NormalisedResult, QfdResult
from openkam.tools.measure.qfd.words import weight_name


def report(result: QfdResult) -> Report:
    """The findings, the house, its tables, how T and the heaviest weight are made, and remarks."""
    blocks: list[Block] = [Finding(id="qfd-finding", text=finding(result)), *_more_findings(result)]
    if result.needs and result.columns:
        blocks.append(house(result, finding(result)))
    if result.needs:
        blocks.append(tables.planning_table(result))
    if result.columns:
        blocks.append(tables.ctqs_table(result))
    if result.findings:
        blocks.append(tables.findings_table(result))
    if result.needs and result.columns:
        blocks.append(tables.order_table(result))
    if result.normalised:
        blocks.append(tables.normalised_table(result))
    return (*blocks, *_workings(result), *notes(result))


def leaders(result: QfdResult) -> list[ColumnResult]:
    """The CTQs that lead, the most important first."""
    return sorted((column for column in result.columns if column.leader), key=lambda column: column.rank)


def finding(result: QfdResult) -> str:
    """Which CTQs carry the importance."""
    if not result.needs or not result.columns:
        return _("The house is still empty: it needs at least one need and one CTQ")
    leading = leaders(result)
    if not leading:
        return _("No CTQ carries importance yet: no weighted need is related to any")
    first, second, third = [*(column.name for column in leading), "", "", ""][:3]
    sentences = {
        1: _("{first} carries {share} of the importance"),
        2: _("{first} and {second} carry {share} of the importance"),
        3: _("{first}, {second} and {third} carry {share} of the importance"),
    }
    many = _("{count} of {total} CTQs carry {share} of the importance, {first} the most")
    return sentences.get(len(leading), many).format(
        first=first,
        second=second,
        third=third,
        count=format_number(len(leading)),
        total=format_number(len(result.columns)),
        share=format_percent(sum(column.relative_pct or 0.0 for column in leading), 0),
    )


def _more_findings(result: QfdResult) -> list[Finding]:
    """Leaders that hinder each other, and how many findings are numbered in the house."""
    found = []
    pairs = [one for one in result.findings if one.kind == "leaders_hinder"]
    if pairs:
        names = {column.id: column.name for column in result.columns}
        text = ngettext(
            "{count} pair of leaders pulls apart: {one} and {other}",
            "{count} pairs of leaders pull apart, first {one} and {other}",
            len(pairs),
        )
        said = text.format(
            count=format_number(len(pairs)), one=names[pairs[0].ctq or ""], other=names[pairs[0].other or ""]
        )
        found.append(Finding(id="qfd-leaders", text=said, tone="neg"))
    if result.findings:
        text = ngettext(
            "{count} finding is numbered in the house",
            "{count} findings are numbered in the house",
            len(result.findings),
        )
        said = text.format(count=format_number(len(result.findings)))
        found.append(Finding(id="qfd-checks", text=said, tone="mark"))
    return found


def _workings(result: QfdResult) -> list[Working]:
    """The sum behind the first leader's T, and the product behind the heaviest need's weight."""
    leading = leaders(result)
    if not leading:
        return []
    return [_importance_working(result, leading[0]), *_weight_working(result)]


def _importance_working(result: QfdResult, column: ColumnResult) -> Working:
    weights = {row.id: row for row in result.needs}
    cells = [cell for cell in result.relations if cell.ctq == column.id and weights[cell.need].weight is not None]
    terms = tuple(
        Term(
            label=row.name,
            value=(row.weight or 0.0) * cell.value,
            kind="number",
            detail=_("{weight} × {relation}").format(weight=_figure(row.weight), relation=cell.value),
        )
        for cell in cells
        for row in [weights[cell.need]]
    )
    return Working(
        id="qfd-importance",
        title=_("Technical importance of {ctq}: Σ {weight} × relation").format(
            ctq=column.name, weight=weight_name(result)
        ),
        result=column.importance,
        kind="number",
        decimals=3 if result.weights == "relative_weight" else 1,
        terms=terms,
        source="Yang & El-Haik (2005)",
    )


def _weight_working(result: QfdResult) -> list[Working]:
    known = [row for row in result.needs if row.raw_weight is not None]
    if result.weights == "importance" or not known:
        return []
    row = max(known, key=lambda one: one.raw_weight or 0.0)
    text = _("importance {importance} × improvement ratio {ratio} × sales point {sales_point}")
    detail = text.format(
        importance=_figure(row.importance),
        ratio=format_number(1 if row.improvement_ratio is None else row.improvement_ratio, 2),
        sales_point=_figure(row.sales_point),
    )
    return [
        Working(
            id="qfd-weight",
            title=_("Raw weight of {need}").format(need=row.name),
            result=row.raw_weight,
            kind="number",
            decimals=1,
            terms=(Term(label=row.name, value=row.raw_weight, kind="number", detail=detail),),
            source="Cohen (1995)",
        )
    ]


def _figure(value: float | None) -> str:
    return format_as_typed(None if value is None else round(value, 3))


def notes(result: QfdResult) -> tuple[Note, ...]:
    """Which w was used, what is unknown, which order a normalisation changes, what is handed on."""
    found = [Note(id="qfd-weights", kind="method", text=_weights_text(result))]
    found += _unknowns(result)
    for made in result.normalised:
        found += _normalised_notes(result, made)
    if result.cascade:
        text = _("The relative importance of the CTQs goes on as weights: needs of the next house, criteria of Pugh.")
        found.append(Note(id="qfd-hands-on", kind="method", text=text))
    return tuple(found)


def _weights_text(result: QfdResult) -> str:
    if result.weights == "importance":
        return _("w is the importance as typed; goals and sales points are not in it.")
    if result.weights == "relative_weight":
        return _("w is the raw weight divided by the sum of all raw weights.")
    return _("w is the raw weight: importance × improvement ratio (goal ÷ now) × sales point.")


def _unknowns(result: QfdResult) -> list[Note]:
    names = {row.id: row.name for row in result.needs}
    found = []
    if result.unknown_importance:
        text = _("Importance not known, so without weight: {needs}.")
        said = text.format(needs=listed([names[one] for one in result.unknown_importance]))
        found.append(Note(id="qfd-importance-unknown", kind="unknown", text=said))
    without = [row.name for row in result.needs if row.improvement_ratio is None]
    if without and result.weights != "importance":
        if result.ratio_applied:
            text = _("Now or goal not rated, so taken without improvement ratio: {needs}.").format(
                needs=listed(without)
            )
            found.append(Note(id="qfd-ratio-unknown", kind="unknown", text=text))
        else:
            text = _("No need has both a rating and a goal: weights are importance × sales point.")
            found.append(Note(id="qfd-no-ratio", kind="method", text=text))
    return found


def _normalised_notes(result: QfdResult, made: NormalisedResult) -> list[Note]:
    lyman = made.method == "lyman"
    names = {row.id: row.name for row in result.needs} | {column.id: column.name for column in result.columns}
    found = []
    if made.reversals:
        text = (
            _("Lyman's normalisation turns the order; now {pairs}.")
            if lyman
            else _("Wasserman's normalisation turns the order; now {pairs}.")
        )
        pairs = [
            _("{after} before {before}").format(after=names[one.after], before=names[one.before])
            for one in made.reversals
        ]
        said = text.format(pairs=listed(pairs))
    else:
        said = _("Lyman's normalisation keeps the order.") if lyman else _("Wasserman's normalisation keeps the order.")
    found.append(Note(id=f"qfd-{made.method}", kind="method", text=said))
    if made.undefined_needs:
        text = _("These needs have no relations that can be normalised; their weight is nowhere: {needs}.")
        said = text.format(needs=listed([names[one] for one in made.undefined_needs]))
        found.append(Note(id=f"qfd-{made.method}-undefined", kind="unknown", text=said))
    return found
