"""The tree of functions, cost beside worth, and the tables."""

from __future__ import annotations

from openkam.core.blocks import Axis, Column, Figure, Series, Table, Tree, Value
from openkam.core.diagrams import TreeLink, TreeNode
from openkam.core.i18n import gettext as _
from openkam.core.numbers import format_compact, format_number
from openkam.core.tables import Tone
from openkam.tools.analyze.functions.inputs import KINDS
from openkam.tools.analyze.functions.result import FunctionResult, FunctionsResult

SHOWN_FUNCTIONS = 60
SHOWN_BARS = 20


def function_names(result: FunctionsResult) -> dict[str, str]:
    """Name of each function by its id."""
    return {row.id: row.name for row in result.functions}


def tree(result: FunctionsResult, title: str) -> Tree:
    """Why to the left, how to the right; candidates stand out, what has no verb and noun is drawn as vacant."""
    near = sorted(result.functions, key=lambda row: row.level)[:SHOWN_FUNCTIONS]
    inside = {row.id for row in near}
    shown = [row for row in result.functions if row.id in inside]
    note = ""
    if len(shown) < len(result.functions):
        note = _("Shown: the {count} functions nearest to the highest why, of {all}; the table has them all.").format(
            count=len(shown), all=len(result.functions)
        )
    vacant = set(result.gap("no_verb_noun"))
    return Tree(
        id="functions-tree",
        kind="functions",
        title=title,
        subtitle=_subtitle(result),
        note=note,
        nodes=tuple(_node(row, vacant=row.id in vacant) for row in shown),
        links=tuple(
            TreeLink(source=row.id, target=key, kind="influence", label=_("supports"))
            for row in shown
            for key in row.supports
            if key in inside
        ),
        near_label=_("why"),
        far_label=_("how"),
        table=function_table(result, "functions-tree-table"),
    )


def _subtitle(result: FunctionsResult) -> str:
    if result.subject:
        return _("Functions of {subject}: how to the right, why to the left").format(subject=result.subject)
    return _("Functions: how to the right, why to the left")


def _node(row: FunctionResult, *, vacant: bool) -> TreeNode:
    detail = str(KINDS[row.kind])
    if row.cost is not None or row.worth is not None:
        cost = format_compact(row.cost) if row.cost is not None else "?"
        worth = format_compact(row.worth) if row.worth is not None else "?"
        detail = _("{kind} · cost {cost} · worth {worth}").format(kind=detail, cost=cost, worth=worth)
    tone: Tone = "neg" if row.candidate else "ours" if row.kind == "basic" else "neutral"
    return TreeNode(
        id=row.id,
        label=row.name,
        detail=detail,
        value="" if row.value_index is None else format_number(row.value_index, 2),
        parent=row.parent,
        tone=tone,
        vacant=vacant,
    )


def bars(result: FunctionsResult, title: str) -> Figure:
    """Cost beside worth, the largest potential first."""
    priced = [row for row in result.functions if row.cost is not None or row.worth is not None]
    ordered = sorted(priced, key=lambda row: (row.potential is None, -(row.potential or 0), -(row.cost or 0)))
    shown = ordered[:SHOWN_BARS]
    note = ""
    if len(shown) < len(ordered):
        note = _("Shown: {count} of {all} functions; the table has them all.").format(
            count=len(shown), all=len(ordered)
        )
    return Figure(
        id="functions-bars",
        kind="bars",
        title=title,
        subtitle=_("Cost and worth by function, the largest difference first"),
        x=Axis(label=_("Function to fulfil"), scale="category"),
        y=Axis(label=_("Cost and worth"), unit=result.currency, kind="money"),
        categories=tuple(row.name for row in shown),
        series=(
            Series(
                key="cost",
                label=_("Cost"),
                form="bar",
                values=tuple(None if row.cost is None else float(row.cost) for row in shown),
                tone="neg",
            ),
            Series(
                key="worth",
                label=_("Worth"),
                form="bar",
                values=tuple(None if row.worth is None else float(row.worth) for row in shown),
                tone="pos",
            ),
        ),
        note=note,
        table=function_table(result, "functions-bars-table"),
    )


def function_table(result: FunctionsResult, id: str) -> Table:
    """Every function in the order of the tree."""
    names = function_names(result)
    ctqs = {row.id: row.name for row in result.ctqs}
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            row.name,
            str(KINDS[row.kind]),
            names[row.parent] if row.parent else "",
            _(", ").join(names[key] for key in row.supports),
            _(", ").join(ctqs[key] for key in row.ctqs),
            row.cost,
            row.cost_share_pct,
            row.worth,
            row.worth_share_pct,
            row.value_index,
            row.potential,
            _("candidate") if row.candidate else "",
        )
        for row in result.functions
    )
    unit = result.currency
    return Table(
        id=id,
        title=_("Functions"),
        subtitle=result.subject,
        columns=(
            Column(key="function", label=_("Function to fulfil")),
            Column(key="kind", label=_("Kind")),
            Column(key="why", label=_("Why it is done")),
            Column(key="supports", label=_("Supports")),
            Column(key="ctqs", label=_("Serves")),
            Column(key="cost", label=_("Cost"), kind="money", unit=unit, decimals=2),
            Column(key="cost_share", label=_("Share of cost"), kind="percent", unit="%", decimals=1),
            Column(key="worth", label=_("Worth"), kind="money", unit=unit, decimals=2),
            Column(key="worth_share", label=_("Share of worth"), kind="percent", unit="%", decimals=1),
            Column(key="index", label=_("Value index"), kind="ratio", decimals=2),
            Column(key="potential", label=_("Cost − worth"), kind="money", unit=unit, decimals=2),
            Column(key="candidate", label=_("Candidate")),
        ),
        rows=rows,
        links=tuple(row.id for row in result.functions),
    )


def component_table(result: FunctionsResult) -> Table:
    """Every component and what of it found no function."""
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (row.name, row.cost, float(row.allocated_pct), row.unallocated) for row in result.components
    )
    total = sum(row.cost for row in result.components)
    return Table(
        id="functions-components",
        title=_("Components"),
        columns=(
            Column(key="component", label=_("Component")),
            Column(key="cost", label=_("Cost"), kind="money", unit=result.currency, decimals=2),
            Column(key="allocated", label=_("Allocated"), kind="percent", unit="%", decimals=1),
            Column(key="unallocated", label=_("Not allocated"), kind="money", unit=result.currency, decimals=2),
        ),
        rows=rows,
        total=(_("All components"), total, None, result.unallocated_cost),
        links=tuple(row.id for row in result.components),
    )


def allocation_table(result: FunctionsResult) -> Table:
    """Every amount that goes from a component to a function."""
    names = function_names(result)
    component = {row.id: row.name for row in result.components}
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (component[row.component], names[row.function], float(row.share_pct), row.amount) for row in result.parts
    )
    return Table(
        id="functions-allocations",
        title=_("Allocations"),
        columns=(
            Column(key="component", label=_("Component")),
            Column(key="function", label=_("Function to fulfil")),
            Column(key="share", label=_("Share of the component"), kind="percent", unit="%", decimals=1),
            Column(key="amount", label=_("Amount"), kind="money", unit=result.currency, decimals=2),
        ),
        rows=rows,
    )
