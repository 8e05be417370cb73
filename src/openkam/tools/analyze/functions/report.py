"""The functional analysis as sentences, a tree, bars, tables and remarks."""

from __future__ import annotations

from openkam.core.blocks import Block, Finding, Note, Report, Term, Working
from openkam.core.i18n import gettext as _, ngettext
from openkam.core.naming import listed
from openkam.core.numbers import format_compact, format_number
from openkam.tools.analyze.functions.pictures import (
    allocation_table,
    bars,
    component_table,
    function_names,
    function_table,
    tree,
)
from openkam.tools.analyze.functions.result import FunctionResult, FunctionsResult, Gap


def report(result: FunctionsResult) -> Report:
    """Findings, tree, money, workings, what is missing and remarks, in the active language."""
    blocks: list[Block] = [
        Finding(id="functions-finding", text=finding(result), tone="neg" if result.candidates else "neutral"),
        *_gaps(result),
        tree(result, finding(result)),
    ]
    if any(row.cost is not None for row in result.functions):
        blocks.append(bars(result, finding(result)))
    blocks += [function_table(result, "functions-table"), *_workings(result)]
    if result.components:
        blocks += [component_table(result), allocation_table(result)]
    return (*blocks, *notes(result))


def finding(result: FunctionsResult) -> str:
    """Where cost is furthest above worth; without money the shape of the tree."""
    if result.candidates:
        worst = result.function(result.candidates[0])
        text = ngettext(
            "{count} function costs more than it is worth: {name}, cost {cost}, worth {worth}, value index {index}",
            "{count} functions cost more than they are worth; {name} most: "
            "cost {cost}, worth {worth}, value index {index}",
            len(result.candidates),
        )
        return text.format(
            count=format_number(len(result.candidates)),
            name=worst.name,
            cost=format_compact(worst.cost or 0),
            worth=format_compact(worst.worth or 0),
            index=format_number(worst.value_index, 2),
        )
    if result.value_index is not None:
        return _("No function has a value index below {limit}; together they have {index}").format(
            limit=format_number(result.low_index, 2), index=format_number(result.value_index, 2)
        )
    basic = sum(row.kind == "basic" for row in result.functions)
    return _("{count} functions, {basic} of them basic; cost and worth are not known yet").format(
        count=format_number(len(result.functions)), basic=format_number(basic)
    )


def _gaps(result: FunctionsResult) -> tuple[Finding, ...]:
    """One sentence per gap in the analysis."""
    texts: dict[Gap, str] = {
        "no_basic": _("No function is marked as basic: why would anybody want the whole? Begin with {names}"),
        "no_verb_noun": _("Without verb and noun a function cannot be measured: {names}"),
        "no_why": _("Nobody says what these are for; give them a why or drop them: {names}"),
        "same_twice": _("These functions say the same: {names}"),
        "cost_unallocated": _("Not all cost of these components has found a function: {names}"),
        "ctq_unserved": _("No function serves these CTQs: {names}"),
    }
    names = {
        **function_names(result),
        **{f"component {row.id}": row.name for row in result.components},
        **{f"ctq {row.id}": row.name for row in result.ctqs},
    }
    prefix = {"cost_unallocated": "component ", "ctq_unserved": "ctq "}
    return tuple(
        Finding(
            id=f"functions-{row.gap.replace('_', '-')}",
            text=texts[row.gap].format(names=listed(names[prefix.get(row.gap, "") + key] for key in row.ids)),
            tone="mark",
        )
        for row in result.diagnostics
        if row.gap in texts
    )


def _workings(result: FunctionsResult) -> tuple[Working, ...]:
    """The cost of the first candidate (or the costliest function), its index, and the sum of the whole."""
    priced = [row for row in result.functions if row.cost is not None]
    if not priced:
        return ()
    shown = result.function(result.candidates[0]) if result.candidates else max(priced, key=lambda row: row.cost or 0)
    total = Working(
        id="functions-total",
        title=_("Total cost"),
        result=result.total_cost,
        unit=result.currency,
        terms=(
            Term(label=_("Cost of the functions"), value=result.function_cost),
            Term(label=_("Not allocated"), value=result.unallocated_cost),
        ),
        source=_("nothing is lost between components and functions"),
    )
    return (_cost(result, shown), *_index(shown), total)


def _cost(result: FunctionsResult, shown: FunctionResult) -> Working:
    component = {row.id: row.name for row in result.components}
    terms = [
        Term(label=component[part.component], value=part.amount, detail=f"{part.share_pct.normalize():f} %")
        for part in result.parts
        if part.function == shown.id
    ]
    if shown.own_cost is not None:
        terms.append(Term(label=_("Own cost"), value=shown.own_cost))
    return Working(
        id="functions-cost",
        title=_("Cost of {name}").format(name=shown.name),
        result=shown.cost,
        unit=result.currency,
        terms=tuple(terms),
        source=_("share of each component + own cost"),
    )


def _index(shown: FunctionResult) -> tuple[Working, ...]:
    if shown.value_index is None:
        return ()
    return (
        Working(
            id="functions-index",
            title=_("Value index of {name}").format(name=shown.name),
            result=shown.value_index,
            kind="ratio",
            decimals=3,
            terms=(Term(label=_("Worth"), value=shown.worth), Term(label=_("Cost"), value=shown.cost)),
            source=_("worth ÷ cost"),
        ),
    )


def notes(result: FunctionsResult) -> tuple[Note, ...]:
    """What is unknown, how the index is made, how the tree is read."""
    names = function_names(result)
    out = []
    unknown: tuple[tuple[Gap, str], ...] = (
        ("cost_unknown", _("Cost unknown: {names}. No value index is given for them.")),
        ("worth_unknown", _("Worth unknown: {names}. No value index is given for them.")),
    )
    for gap, text in unknown:
        if ids := result.gap(gap):
            joined = listed(names[key] for key in ids)
            out.append(Note(id=f"functions-{gap.replace('_', '-')}", kind="unknown", text=text.format(names=joined)))
    text = _(
        "Value index = worth ÷ cost; a function below {limit} is a candidate, sorted by cost − worth. The index of the "
        "whole counts only functions whose cost and worth are both known."
    )
    out.append(Note(id="functions-method", kind="method", text=text.format(limit=format_number(result.low_index, 2))))
    text = _(
        "To the right stands how a function is done, to the left why. Lines beside the tree show what supports what."
    )
    out.append(Note(id="functions-reading", kind="method", text=text))
    text = _(
        "Miles, Techniques of Value Analysis (1961); Bytheway, FAST (1965); Yang and El-Haik, Design for Six Sigma."
    )
    out.append(Note(id="functions-source", kind="source", text=text))
    return tuple(out)
