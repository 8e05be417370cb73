"""The tree, the CTQs with everything that specifies them, the checks, and how complete it all is."""

from __future__ import annotations

from typing import TypeVar

from openkam.core.blocks import Block, Column, Finding, Note, Report, Table, Term, Tree, Value, Working
from openkam.core.diagrams import TreeLink, TreeNode
from openkam.core.i18n import gettext as _, ngettext, sentences
from openkam.core.naming import listed
from openkam.core.nouns import DIRECTIONS, Need
from openkam.core.numbers import format_number, format_percent
from openkam.tools.measure.ctq.inputs import DATA_TYPES, CtqResult, CtqTreeResult, Driver
from openkam.tools.measure.ctq.words import aim_text, check_text, detail_name

MOST_DRAWN = 80
"""So many needs, drivers and CTQs are drawn; the table has them all."""

_Branch = TypeVar("_Branch", Need, Driver)


def report(result: CtqTreeResult) -> Report:
    """The findings, the tree, the specifications, the checks, the sum of completeness, and remarks."""
    blocks: list[Block] = [Finding(id="ctq-finding", text=finding(result)), *_contradictions(result)]
    if result.needs or result.rows:
        blocks += [tree(result), ctqs_table(result)]
    if result.checks:
        blocks.append(checks_table(result))
    if result.rows:
        blocks.append(_working(result))
    return (*blocks, *notes(result))


def finding(result: CtqTreeResult) -> str:
    """Whether every need is measured, and how complete the CTQs are."""
    if not result.needs and not result.rows:
        return _("No need and no CTQ is named yet")
    percent = format_percent(result.completeness_pct, 0)
    if not result.rows:
        return ngettext(
            "{count} need, and nothing measures it yet",
            "{count} needs, and nothing measures them yet",
            len(result.needs),
        ).format(count=format_number(len(result.needs)))
    if not result.needs:
        return _("No need is named yet; the CTQs are {percent} complete").format(percent=percent)
    bare = result.needs_without_ctq
    if bare:
        names = {need.id: need.name for need in result.needs}
        sentence = ngettext(
            "{count} need has no CTQ ({first}); the CTQs are {percent} complete",
            "{count} needs have no CTQ ({first} among them); the CTQs are {percent} complete",
            len(bare),
        )
        return sentence.format(count=format_number(len(bare)), first=names[bare[0]], percent=percent)
    done = sum(not row.missing for row in result.rows)
    return _("Every need has a CTQ; {done} of {total} CTQs are complete, {percent} of all details").format(
        done=format_number(done), total=format_number(len(result.rows)), percent=percent
    )


def _contradictions(result: CtqTreeResult) -> list[Finding]:
    names = {check.id: check.name for check in result.checks if check.severity == "contradiction"}
    if not names:
        return []
    text = ngettext(
        "{count} CTQ contradicts itself: {first}", "{count} CTQs contradict themselves, first {first}", len(names)
    ).format(count=format_number(len(names)), first=next(iter(names.values())))
    return [Finding(id="ctq-contradictions", text=text, tone="neg")]


def tree(result: CtqTreeResult) -> Tree:
    """Need → driver → CTQ. What nothing measures is vacant; a CTQ of several drivers hangs under the first."""
    drawn = result.rows[:MOST_DRAWN]
    drivers = _leading(result.drivers, {row.given.drivers[0] for row in drawn if row.given.drivers})
    needs = _leading(result.needs, {driver.need for driver in drivers})
    measured = {driver for row in result.rows for driver in row.given.drivers}
    nodes = [
        *(
            TreeNode(id=f"need:{need.id}", label=need.name, vacant=need.id in result.needs_without_ctq)
            for need in needs
        ),
        *(
            TreeNode(
                id=f"driver:{driver.id}",
                label=driver.name,
                parent=f"need:{driver.need}",
                vacant=driver.id not in measured,
            )
            for driver in drivers
        ),
        *(_node(row, result) for row in drawn),
    ]
    shown = {driver.id for driver in drivers}
    links = tuple(
        TreeLink(source=f"driver:{driver}", target=f"ctq:{row.given.id}", kind="influence")
        for row in drawn
        for driver in row.given.drivers[1:]
        if driver in shown
    )
    return Tree(
        id="ctq-tree",
        kind="functions",
        title=finding(result),
        subtitle=_("Need, driver, CTQ; the figure in the corner says how complete a CTQ is"),
        note=sentences(_left_out(result), _branches_left_out(result, len(needs), len(drivers))),
        table=ctqs_table(result),
        nodes=tuple(nodes),
        links=links,
        near_label=_("Why it matters"),
        far_label=_("How it is measured"),
    )


def _leading(given: tuple[_Branch, ...], wanted: set[str]) -> list[_Branch]:
    """The branches on which something drawn hangs, and the first of the others, as many as are drawn; in their order.

    At most `MOST_DRAWN` are wanted.
    """
    others = [one.id for one in given if one.id not in wanted]
    chosen = wanted | set(others[: MOST_DRAWN - len(wanted)])
    return [one for one in given if one.id in chosen]


def _node(row: CtqResult, result: CtqTreeResult) -> TreeNode:
    wrong = any(check.id == row.given.id and check.severity == "contradiction" for check in result.checks)
    return TreeNode(
        id=f"ctq:{row.given.id}",
        label=row.given.name,
        detail=aim_text(row.given),
        value=format_percent(row.completeness_pct, 0),
        parent=f"driver:{row.given.drivers[0]}" if row.given.drivers else None,
        tone="neg" if wrong else "mark" if row.missing else "neutral",
    )


def _left_out(result: CtqTreeResult) -> str:
    if len(result.rows) <= MOST_DRAWN:
        return ""
    text = _("The picture shows the first {count} of {total} CTQs; the table has them all.")
    return text.format(count=format_number(MOST_DRAWN), total=format_number(len(result.rows)))


def _branches_left_out(result: CtqTreeResult, needs: int, drivers: int) -> str:
    if (needs, drivers) == (len(result.needs), len(result.drivers)):
        return ""
    text = _("The picture shows {needs} of {all_needs} needs and {drivers} of {all_drivers} drivers.")
    return text.format(
        needs=format_number(needs),
        all_needs=format_number(len(result.needs)),
        drivers=format_number(drivers),
        all_drivers=format_number(len(result.drivers)),
    )


def ctqs_table(result: CtqTreeResult) -> Table:
    """Every CTQ with its needs, drivers and everything that specifies it; then the needs that have none."""
    columns = (
        Column(key="need", label=_("Need")),
        Column(key="driver", label=_("Driver")),
        Column(key="ctq", label=_("CTQ")),
        Column(key="definition", label=_("Operational definition")),
        Column(key="unit", label=_("Unit")),
        Column(key="data_type", label=_("Data type")),
        Column(key="direction", label=_("Better when")),
        Column(key="target", label=_("Target"), kind="number", decimals=2),
        Column(key="lower", label=_("Lower limit"), kind="number", decimals=2),
        Column(key="upper", label=_("Upper limit"), kind="number", decimals=2),
        Column(key="opportunities", label=_("Opportunities per unit"), kind="integer"),
        Column(key="method", label=_("Measurement method")),
        Column(key="source", label=_("Data source")),
        Column(key="owner", label=_("Owner")),
        Column(key="complete", label=_("Complete"), kind="percent", unit="%", decimals=0),
    )
    needs = {need.id: need.name for need in result.needs}
    drivers = {driver.id: driver.name for driver in result.drivers}
    rows = [_cells(row, needs, drivers) for row in result.rows]
    rows += [(needs[need], *[None] * (len(columns) - 1)) for need in result.needs_without_ctq]
    return Table(
        id="ctq-list",
        title=_("CTQs and how they are specified"),
        columns=columns,
        rows=tuple(rows),
        links=(*(row.given.id for row in result.rows), *result.needs_without_ctq),
    )


def _cells(row: CtqResult, needs: dict[str, str], drivers: dict[str, str]) -> tuple[Value, ...]:
    ctq = row.given
    return (
        _(", ").join(needs[need] for need in row.needs),
        _(", ").join(drivers[driver] for driver in ctq.drivers),
        ctq.name,
        ctq.definition,
        ctq.unit,
        str(DATA_TYPES[ctq.data_type]) if ctq.data_type else None,
        str(DIRECTIONS[ctq.direction]),
        ctq.target,
        ctq.lower,
        ctq.upper,
        ctq.opportunities,
        ctq.method,
        ctq.data_source,
        ctq.owner,
        row.completeness_pct,
    )


def checks_table(result: CtqTreeResult) -> Table:
    """Every check: contradictions first, then gaps, then remarks."""
    names = {"contradiction": _("contradiction"), "gap": _("incomplete"), "remark": _("remark")}
    order = list(names)
    columns = (Column(key="weight", label=_("Kind")), Column(key="check", label=_("Check")))
    checks = sorted(result.checks, key=lambda check: order.index(check.severity))
    return Table(
        id="ctq-checks",
        title=_("Checks"),
        columns=columns,
        rows=tuple((names[check.severity], check_text(check)) for check in checks),
        links=tuple(check.id for check in checks),
    )


def _working(result: CtqTreeResult) -> Working:
    wanted = sum(count.wanted for count in result.details)
    terms = tuple(
        Term(
            label=detail_name(count.detail),
            value=100 * count.filled / wanted,
            kind="percent",
            detail=_("{filled} of {wanted} CTQs, of {all} details in all").format(
                filled=format_number(count.filled), wanted=format_number(count.wanted), all=format_number(wanted)
            ),
        )
        for count in result.details
        if count.wanted
    )
    return Working(
        id="ctq-completeness",
        title=_("Completeness of the CTQs"),
        result=result.completeness_pct,
        kind="percent",
        unit="%",
        decimals=1,
        terms=terms,
    )


def notes(result: CtqTreeResult) -> tuple[Note, ...]:
    """What counts as complete, and what is not handed on."""
    text = _(
        "A CTQ is complete with definition, unit, data type, target, limits on the side that hurts, method, data source"
        " and owner; counts and proportions also say their opportunities per unit."
    )
    found = [Note(id="ctq-complete", kind="method", text=text)]
    if result.held_back:
        names = {row.given.id: row.given.name for row in result.rows}
        text = _("Not handed on to the next tools until the limits are in order: {ctqs}.")
        said = text.format(ctqs=listed(names[one] for one in result.held_back))
        found.append(Note(id="ctq-held-back", kind="warning", text=said))
    return tuple(found)
