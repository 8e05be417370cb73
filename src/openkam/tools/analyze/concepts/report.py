"""The morphological chart as sentences, a picture, tables and remarks."""

from __future__ import annotations

from openkam.core.blocks import Block, Column, Finding, Note, Report, Table, Term, Working
from openkam.core.i18n import gettext as _, ngettext
from openkam.core.naming import listed
from openkam.core.numbers import format_number, format_percent
from openkam.tools.analyze.concepts.pictures import concept_table, grid
from openkam.tools.analyze.concepts.result import ConceptsResult
from openkam.tools.analyze.concepts.wording import clash_texts, count_text, means_names

FAULTS_SAID = 12
"""So many faults of concepts are said one by one; the table of concepts has every concept."""


def report(result: ConceptsResult) -> Report:
    """Findings, chart, concepts, sum, pairs and remarks, in the active language."""
    blocks: list[Block] = [
        Finding(id="concepts-finding", text=finding(result), tone="neg" if result.feasible == 0 else "neutral"),
        *_more_findings(result),
        grid(result, finding(result)),
    ]
    if result.concepts:
        blocks.append(concept_table(result))
    blocks.append(_working(result))
    if result.incompatible:
        blocks.append(_pair_table(result))
    return (*blocks, *notes(result))


def finding(result: ConceptsResult) -> str:
    """How many combinations there are, how many can be built, how many have been thought through."""
    words = {
        "all": count_text(result.combinations),
        "concepts": format_number(len(result.concepts)),
        "sound": format_number(sum(row.feasible for row in result.checks)),
    }
    if result.feasible is None:
        text = _("Of {all} combinations {concepts} are concepts, {sound} of them feasible")
        return text.format(**words)
    if result.feasible == 0:
        return _("None of the {all} combinations can be built: the incompatible pairs exclude every one").format(
            **words
        )
    text = _("{feasible} of {all} combinations can be built; {concepts} are concepts, {sound} of them feasible")
    return text.format(feasible=count_text(result.feasible), **words)


def _more_findings(result: ConceptsResult) -> tuple[Finding, ...]:
    """One sentence per fault of a concept, the first of many, then what has not been tried."""
    found: list[Finding] = []
    name = {row.id: row.name for row in result.concepts}
    function = {row.id: row.name for row in result.functions}
    for row in result.checks:
        if row.clashes:
            pairs = _("; ").join(clash_texts(result, row))
            text = _("{concept} cannot be built as picked: {pairs}").format(concept=name[row.concept], pairs=pairs)
            found.append(Finding(id=f"concepts-clash-{row.concept}", text=text, tone="neg"))
        if row.missing:
            missing = listed(function[key] for key in row.missing)
            text = _("{concept} is not complete; no means is picked for: {functions}")
            text = text.format(concept=name[row.concept], functions=missing)
            found.append(Finding(id=f"concepts-missing-{row.concept}", text=text, tone="mark"))
        if row.same_as:
            text = _("{concept} has the very same picks as {others}").format(
                concept=name[row.concept], others=listed(name[key] for key in row.same_as)
            )
            found.append(Finding(id=f"concepts-same-{row.concept}", text=text, tone="mark"))
    left_out = len(found) - FAULTS_SAID
    if left_out > 0:
        text = ngettext(
            "{count} more such fault is in the concepts; the table of concepts has the picks of every one.",
            "{count} more such faults are in the concepts; the table of concepts has the picks of every one.",
            left_out,
        ).format(count=format_number(left_out))
        found = [*found[:FAULTS_SAID], Finding(id="concepts-more", text=text, tone="mark")]
    return (*found, *_untried(result))


def _untried(result: ConceptsResult) -> tuple[Finding, ...]:
    function = {row.id: row.name for row in result.functions}
    names = {
        key: _("{function}: {means}").format(function=function[key[0]], means=name)
        for key, name in means_names(result).items()
    }
    open_ones = [names[row.function, row.means] for row in result.uses if not row.concepts and not row.blocked]
    blocked = [names[row.function, row.means] for row in result.uses if row.blocked]
    found = []
    if result.concepts and open_ones:
        text = ngettext(
            "{count} means stands in no concept yet ({coverage} are picked): {names}",
            "{count} means stand in no concept yet ({coverage} are picked): {names}",
            len(open_ones),
        ).format(
            count=format_number(len(open_ones)),
            coverage=format_percent(result.coverage_pct, 0),
            names=listed(open_ones),
        )
        found.append(Finding(id="concepts-unpicked", text=text))
    if blocked:
        text = _("These means exclude every means of some other function, so that no concept can have them: {names}")
        found.append(Finding(id="concepts-blocked", text=text.format(names=listed(blocked)), tone="mark"))
    return tuple(found)


def _working(result: ConceptsResult) -> Working:
    """All combinations as a product, function by function."""
    exact = result.combinations < 10**15
    return Working(
        id="concepts-combinations",
        title=_("All combinations"),
        result=result.combinations if exact else count_text(result.combinations),
        kind="integer" if exact else "text",
        decimals=0,
        terms=tuple(Term(label=row.name, value=len(row.means), kind="integer") for row in result.functions),
        source=_("product of the numbers of means"),
    )


def _pair_table(result: ConceptsResult) -> Table:
    names = means_names(result)
    function = {row.id: row.name for row in result.functions}
    return Table(
        id="concepts-pairs",
        title=_("Incompatible pairs"),
        columns=(
            Column(key="function", label=_("Function to fulfil")),
            Column(key="means", label=_("Means of doing it")),
            Column(key="other_function", label=_("Other function")),
            Column(key="other_means", label=_("Other means")),
            Column(key="reason", label=_("Reason")),
        ),
        rows=tuple(
            (
                function[row.function],
                names[row.function, row.means],
                function[row.other_function],
                names[row.other_function, row.other_means],
                row.reason,
            )
            for row in result.incompatible
        ),
    )


def notes(result: ConceptsResult) -> tuple[Note, ...]:
    """How the feasible ones were counted or why not, and where the chart comes from."""
    method = {
        "product": _("No pairs are given, so that every combination counts as feasible."),
        "elimination": _("The feasible combinations are counted exactly, function by function (bucket elimination)."),
        "branching": _(
            "The feasible combinations are counted exactly: the functions with most pairs take each means in turn, "
            "the rest is counted function by function (bucket elimination)."
        ),
        "refused": _(
            "The feasible combinations are not counted: so many pairs tie so many functions that it would take too "
            "long. Fewer functions in one chart, or fewer pairs, bring the count back."
        ),
    }[result.method]
    out = [Note(id="concepts-count", kind="unknown" if result.method == "refused" else "method", text=method)]
    reading = _(
        "Struck: a means that no concept can have, or a pick that does not go with another pick of its concept."
    )
    out.append(Note(id="concepts-reading", kind="method", text=reading))
    source = _("Zwicky, Discovery, Invention, Research through the Morphological Approach (1969); Dechter (1999).")
    return (*out, Note(id="concepts-source", kind="source", text=source))
