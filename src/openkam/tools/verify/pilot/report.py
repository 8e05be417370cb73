"""The pilot as sentences, pictures with intervals, tables and the sums behind them."""

from __future__ import annotations

from openkam.core.blocks import Axis, Block, Figure, Finding, Line, Report, Series, Term, Working
from openkam.core.i18n import gettext as _
from openkam.core.numbers import format_number, small_chance
from openkam.tools.verify.pilot.notes import analysis_notes, plan_notes
from openkam.tools.verify.pilot.parts import DESIGNS
from openkam.tools.verify.pilot.result import Analysis, PilotResult, Verdict
from openkam.tools.verify.pilot.tables import (
    hypotheses_table,
    outcome_table,
    rest_table,
    scope_table,
    series_table,
    sides_table,
    sizes_table,
)
from openkam.tools.verify.pilot.wording import (
    analysis_text,
    analysis_tone,
    decimals_of,
    finding_text,
    gate_label,
    gate_tone,
    verdict_label,
)

SOURCE = "Welch 1947; Newcombe 1998"
CRITERIA_DRAWN = 12
"""A reader looks at so many comparisons; of more, those that decide the gate are drawn, and tables have the rest."""
_WORST_FIRST: tuple[Verdict, ...] = ("worse", "missed", "unclear", "no_data", "likely", "met")


def report(result: PilotResult) -> Report:
    """The gate, each criterion with its picture and sums, the plan and remarks, in the active language."""
    blocks: list[Block] = [Finding(id="pilot-finding", text=finding_text(result), tone=gate_tone(result.gate))]
    drawn = _drawn(result)
    rest = [analysis for at, analysis in enumerate(result.analyses) if at not in drawn]
    if rest:
        text = _(
            "{drawn} of {total} comparisons are drawn below: musts before wishes, the worst verdict first. The table "
            "of outcomes has all of them; the table after it has the sums of the other {rest}."
        ).format(
            drawn=format_number(len(drawn)),
            total=format_number(len(result.analyses)),
            rest=format_number(len(rest)),
        )
        blocks.append(Finding(id="pilot-drawn", text=text))
    for at in drawn:
        analysis, key = result.analyses[at], f"pilot-{at + 1}"
        text = analysis_text(analysis, result.confidence_pct)
        blocks.append(Finding(id=f"{key}-finding", text=text, tone=analysis_tone(analysis)))
        blocks.append(picture(result, analysis, key))
    if result.analyses:
        blocks.append(outcome_table(result))
    if rest:
        blocks.append(rest_table(result, rest))
    if result.gate is not None:
        blocks.append(_gate(result))
    for at in drawn:
        analysis, key = result.analyses[at], f"pilot-{at + 1}"
        blocks += [*workings(analysis, key), *analysis_notes(result, analysis, key)]
    if result.sizes:
        blocks.append(sizes_table(result))
    tables = (hypotheses_table(result), scope_table(result))
    return (*blocks, *(table for table in tables if table.rows), *plan_notes(result))


def _drawn(result: PilotResult) -> list[int]:
    """Which comparisons are shown one by one: all, or of many those that decide the gate."""
    every = result.analyses
    if len(every) <= CRITERIA_DRAWN:
        return list(range(len(every)))
    first = sorted(range(len(every)), key=lambda at: (not every[at].must, _WORST_FIRST.index(every[at].verdict), at))
    return first[:CRITERIA_DRAWN]


def picture(result: PilotResult, analysis: Analysis, key: str) -> Figure:
    """Bars of before and pilot with their intervals; a series as two lines in time."""
    return _lines(result, analysis, key) if analysis.design == "series" else _bars(result, analysis, key)


def _subtitle(result: PilotResult, analysis: Analysis) -> str:
    sizes = _("before n = {before}, pilot n = {after}").format(
        before=format_number(analysis.before.n), after=format_number(analysis.after.n)
    )
    parts = (result.account_name or result.account, str(DESIGNS[analysis.design]), sizes)
    return " · ".join(part for part in parts if part)


def _measure(analysis: Analysis) -> str:
    text = _("{name}: distance from the target") if analysis.distance else "{name}"
    return text.format(name=analysis.name)


def _bars(result: PilotResult, analysis: Analysis, key: str) -> Figure:
    shares = analysis.design == "proportions"
    scale, unit = (100.0, "%") if shares else (1.0, analysis.unit)
    sides = (analysis.before, analysis.after)
    series = Series(
        key="mean",
        label=_("Share of all cases") if shares else _("Mean"),
        form="bar",
        values=tuple(scale * side.mean for side in sides),
        low=tuple(scale * side.low for side in sides),
        high=tuple(scale * side.high for side in sides),
    )
    return Figure(
        id=f"{key}-figure",
        kind="bars",
        title=analysis_text(analysis, result.confidence_pct),
        subtitle=_subtitle(result, analysis),
        x=Axis(label=_("Period"), scale="category"),
        y=Axis(label=_measure(analysis), unit=unit, kind="percent" if shares else "number"),
        categories=(_("Before"), _("Pilot")),
        series=(series,),
        table=sides_table(analysis, key, unit, scale),
    )


def _lines(result: PilotResult, analysis: Analysis, key: str) -> Figure:
    before, after = analysis.series_before, analysis.series_after
    decimals = decimals_of(analysis)
    means = (
        ()
        if analysis.distance
        else ((_("mean before {value}"), analysis.before), (_("mean in the pilot {value}"), analysis.after))
    )
    return Figure(
        id=f"{key}-figure",
        kind="lines",
        title=analysis_text(analysis, result.confidence_pct),
        subtitle=_subtitle(result, analysis),
        x=Axis(label=_("Place in time"), scale="category"),
        y=Axis(label=analysis.name, unit=analysis.unit),
        categories=tuple(str(at) for at in range(1, len(before) + len(after) + 1)),
        series=(
            Series(key="before", label=_("Before"), form="line", values=(*before, *(None for _one in after))),
            Series(
                key="after", label=_("Pilot"), form="line", values=(*(None for _one in before), *after), tone="ours"
            ),
        ),
        lines=tuple(
            Line(axis="y", value=side.mean, label=label.format(value=format_number(side.mean, decimals)))
            for label, side in means
        ),
        table=series_table(analysis, key),
    )


def workings(analysis: Analysis, key: str) -> list[Working]:
    """The improvement as a difference, and the test statistic behind its interval."""
    shares = analysis.design == "proportions"
    scale, unit = (100.0, "%") if shares else (1.0, analysis.unit)
    sign = 1 if analysis.direction == "higher" else -1
    made = [
        Working(
            id=f"{key}-improvement",
            title=_("Improvement of {name}").format(name=analysis.name),
            result=scale * analysis.improvement,
            kind="number",
            unit=unit,
            decimals=decimals_of(analysis) + 1,
            terms=(
                Term(label=_("Pilot"), value=sign * scale * analysis.after.mean, kind="number"),
                Term(label=_("Before"), value=-sign * scale * analysis.before.mean, kind="number"),
            ),
            source=SOURCE,
        )
    ]
    if analysis.statistic is not None and analysis.standard_error is not None:
        made.append(_statistic(analysis, key))
    return made


def _statistic(analysis: Analysis, key: str) -> Working:
    return Working(
        id=f"{key}-statistic",
        title=_("Student's t of {name}").format(name=analysis.name),
        result=analysis.statistic,
        kind="number",
        decimals=4,
        terms=(
            Term(label=_("Pilot − before"), value=analysis.difference, kind="number"),
            Term(label=_("Standard error"), value=analysis.standard_error, kind="number", detail="÷"),
            Term(label=_("Degrees of freedom"), value=analysis.freedom, kind="number"),
            Term(label=_("Critical t"), value=analysis.critical, kind="number"),
            Term(label="p", value=small_chance(analysis.p), kind="number"),
        ),
        source=SOURCE,
    )


def _gate(result: PilotResult) -> Working:
    """Each criterion's verdict, and the gate that the rules make of them."""
    return Working(
        id="pilot-gate",
        title=_("Gate"),
        result=gate_label(result.gate) if result.gate else None,
        kind="text",
        terms=tuple(
            Term(
                label=state.name,
                value=verdict_label(state.verdict),
                kind="text",
                detail=_("must") if state.must else _("wish"),
            )
            for state in result.states
        ),
    )
