"""The worst line first: a sentence, a Pareto of the defects, the tables, and the sums behind the roll-up."""

from __future__ import annotations

from itertools import accumulate

from openkam.core.blocks import (
    Axis,
    Block,
    Column,
    Figure,
    Finding,
    Note,
    Report,
    Series,
    Table,
    Term,
    Tone,
    Value,
    Working,
)
from openkam.core.i18n import gettext as _, ngettext
from openkam.core.naming import listed
from openkam.core.numbers import format_number, format_percent
from openkam.tools.design.design_scorecard.inputs import (
    SECTIONS,
    YIELD_RULES,
    LineResult,
    Rollup,
    ScorecardResult,
)

DRAWN = 15
"""More bars than these cannot be read."""


def report(result: ScorecardResult) -> Report:
    """Finding, Pareto, lines, sections, sums and remarks, in the active language."""
    blocks: list[Block] = [Finding(id="scorecard-finding", text=finding(result), tone=_tone(result))]
    if result.total.dpu is not None:
        blocks.append(pareto(result))
    blocks += [lines_table(result), sections_table(result)]
    if result.total.dpu is not None:
        blocks += [dpmo_working(result), yield_working(result)]
    return (*blocks, *notes(result))


def finding(result: ScorecardResult) -> str:
    """The rolled yield and Z of the whole, and the line that brings most of the defects."""
    total = result.total
    if total.dpu is None:
        return _("No line has a figure yet, so nothing can be rolled up")
    worst = result.lines[0]
    if worst.share_pct is None:
        return _("No defect is expected in any line that has a figure")
    sentence = (
        _(
            "{product}: {rolled} of all units pass every step without a defect (Z {z}); {worst} brings {share} of the "
            "defects"
        )
        if result.product
        else _("{rolled} of all units pass every step without a defect (Z {z}); {worst} brings {share} of the defects")
    )
    return sentence.format(
        product=result.product,
        rolled=format_percent(100 * (total.rolled_yield or 0.0)),
        z=format_number(total.z_short, 2),
        worst=worst.name,
        share=format_percent(worst.share_pct, 0),
    )


def missed(result: ScorecardResult) -> list[LineResult]:
    """The lines below their target."""
    return [row for row in result.lines if row.gap_z is not None and row.gap_z < 0]


def _tone(result: ScorecardResult) -> Tone:
    if missed(result):
        return "neg"
    return "pos" if any(row.gap_z is not None for row in result.lines) else "neutral"


def section_name(section: str | None) -> str:
    """A section in the reader's language; the whole where there is none."""
    return _("all sections") if section is None else str(SECTIONS[section])


def pareto(result: ScorecardResult) -> Figure:
    """Share of the product's defects by line, the largest first, and their running sum."""
    known = [row for row in result.lines if row.product_dpu is not None]
    shares = [row.share_pct or 0.0 for row in known]
    note = ""
    if len(known) > DRAWN:
        note = _("The picture shows the {shown} worst of {all} lines; the table has every one.").format(
            shown=DRAWN, all=len(known)
        )
    return Figure(
        id="scorecard-pareto",
        kind="bars",
        title=finding(result),
        subtitle=_("Share of the defects per unit, by line; {dpu} defects per unit in all").format(
            dpu=format_number(result.total.dpu, 4)
        ),
        x=Axis(label=_("Scorecard line"), scale="category"),
        y=Axis(label=_("Share of the defects"), unit="%", kind="percent"),
        categories=tuple(row.name for row in known[:DRAWN]),
        series=(
            Series(key="share", label=_("Share of the defects"), form="bar", values=tuple(shares[:DRAWN])),
            Series(key="running", label=_("Running sum"), form="line", values=tuple(accumulate(shares))[:DRAWN]),
        ),
        note=note,
        table=lines_table(result, name="scorecard-pareto-table"),
    )


def _basis(row: LineResult) -> str:
    return {
        "counted": _("by counting"),
        "bound": _("none seen: bound"),
        "ppm": _("expected ppm"),
        "z": _("Z short-term"),
        "cpk": "Cpk",
        "ppk": "Ppk",
        "unknown": _("not known yet"),
    }[row.basis]


def lines_table(result: ScorecardResult, name: str = "scorecard-lines") -> Table:
    """Every line, the worst first, those without a figure last."""
    columns = (
        Column(key="section", label=_("Section")),
        Column(key="id", label=_("Id")),
        Column(key="name", label=_("Scorecard line")),
        Column(key="basis", label=_("How known")),
        Column(key="units", label=_("Units seen"), kind="number"),
        Column(key="defects", label=_("Defects seen"), kind="number"),
        Column(key="opportunities", label=_("Opportunities per unit"), kind="number", decimals=1),
        Column(key="complexity", label=_("Complexity"), kind="number", decimals=1),
        Column(key="adjusted", label=_("Adjusted defects"), kind="number", decimals=2),
        Column(key="dpu", label="DPU", kind="number", decimals=5),
        Column(key="dpmo", label="DPMO", kind="number", decimals=1),
        Column(key="yield", label=_("Throughput yield"), kind="percent", unit="%", decimals=3),
        Column(key="rolled", label=_("Rolled yield"), kind="percent", unit="%", decimals=3),
        Column(key="plain", label=_("Units without a defect"), kind="percent", unit="%", decimals=2),
        Column(key="z", label=_("Z short-term"), kind="number", decimals=2),
        Column(key="shift", label=_("Shift"), kind="number", decimals=2),
        Column(key="target", label=_("Target Z"), kind="number", decimals=2),
        Column(key="gap", label=_("Gap"), kind="number", decimals=2),
        Column(key="share", label=_("Share of the defects"), kind="percent", unit="%", decimals=1),
    )
    return Table(
        id=name,
        title=_("Lines, the worst first"),
        columns=columns,
        rows=tuple(_line_row(row) for row in result.lines),
        links=tuple(row.id for row in result.lines),
    )


def _pct(share: float | None) -> float | None:
    return None if share is None else 100 * share


def _line_row(row: LineResult) -> tuple[Value, ...]:
    return (
        section_name(row.section),
        row.id,
        row.name,
        _basis(row),
        row.units,
        row.defects,
        row.opportunities,
        row.complexity,
        row.adjusted_defects,
        row.dpu,
        row.dpmo,
        _pct(row.throughput_yield),
        _pct(row.rolled_yield),
        _pct(row.plain_yield),
        row.z_short,
        row.shift,
        row.target_z,
        row.gap_z,
        row.share_pct,
    )


def sections_table(result: ScorecardResult) -> Table:
    """Each section and the whole."""
    columns = (
        Column(key="section", label=_("Section")),
        Column(key="lines", label=_("Scorecard lines"), kind="integer"),
        Column(key="unknown", label=_("not known yet"), kind="integer"),
        Column(key="opportunities", label=_("Opportunities per product"), kind="number", decimals=1),
        Column(key="dpu", label="DPU", kind="number", decimals=5),
        Column(key="dpmo", label="DPMO", kind="number", decimals=1),
        Column(key="z_long", label=_("Z long-term"), kind="number", decimals=2),
        Column(key="z", label=_("Z short-term"), kind="number", decimals=2),
        Column(key="rolled", label=_("Rolled yield"), kind="percent", unit="%", decimals=3),
        Column(key="normalised", label=_("Normalised yield"), kind="percent", unit="%", decimals=3),
    )
    return Table(
        id="scorecard-sections",
        title=_("Roll-up by section"),
        subtitle=_("Shift {shift}").format(shift=format_number(result.shift, 2)),
        columns=columns,
        rows=tuple(_section_row(row) for row in result.sections),
        total=_section_row(result.total),
    )


def _section_row(row: Rollup) -> tuple[Value, ...]:
    return (
        section_name(row.section),
        row.lines,
        row.unknown,
        row.opportunities,
        row.dpu,
        row.dpmo,
        row.z_long,
        row.z_short,
        _pct(row.rolled_yield),
        _pct(row.normalised_yield),
    )


def dpmo_working(result: ScorecardResult) -> Working:
    """DPMO = 10⁶ · Σ DPU ÷ Σ opportunities, and the Z that it gives."""
    total = result.total
    return Working(
        id="scorecard-dpmo-working",
        title=_("Defects per million opportunities of the product"),
        result=total.dpmo,
        kind="number",
        unit="DPMO",
        terms=(
            _term(_("Defects per product"), format_number(total.dpu, 6), _("sum over the lines of DPU × complexity")),
            _term(_("Opportunities per product"), format_number(total.opportunities, 2), _("sum, times complexity")),
            _term(_("Z long-term"), format_number(total.z_long, 3), _("normal quantile of 1 − DPO")),
            _term(_("Shift"), format_number(result.shift, 2), _("added for the short term")),
            _term(_("Z short-term"), format_number(total.z_short, 3)),
        ),
        source="Minitab, product report",
    )


def yield_working(result: ScorecardResult) -> Working:
    """Rolled yield = the product of every line's yield to the power of its complexity."""
    known = [row for row in result.lines if row.rolled_yield is not None]
    return Working(
        id="scorecard-yield-working",
        title=_("Rolled yield: the product of the lines' yields, each to the power of its complexity"),
        result=_pct(result.total.rolled_yield),
        kind="percent",
        unit="%",
        decimals=3,
        terms=tuple(
            _term(
                row.name,
                format_percent(_pct(row.rolled_yield), 3),
                _("{through} to the power of {complexity}").format(
                    through=format_percent(_pct(row.throughput_yield), 3), complexity=format_number(row.complexity, 1)
                ),
            )
            for row in known
        ),
        source="Harry, rolled throughput yield",
    )


def _term(label: str, text: str, detail: str = "") -> Term:
    return Term(label=label, value=text, kind="text", detail=detail)


def notes(result: ScorecardResult) -> list[Note]:
    """The rules used, the bounds, what is not known, and who misses the target."""
    text = _(
        "Throughput yield: {rule}. The shift of {shift} between short and long term is a convention, not measured."
    )
    out = [
        Note(
            id="scorecard-method",
            kind="method",
            text=text.format(rule=YIELD_RULES[result.yield_rule], shift=format_number(result.shift, 2)),
        )
    ]
    if below := missed(result):
        text = ngettext(
            "{count} line misses its target: {names}.", "{count} lines miss their target: {names}.", len(below)
        )
        names = listed(row.name for row in sorted(below, key=lambda row: row.gap_z or 0.0))
        out.append(Note(id="scorecard-targets", kind="warning", text=text.format(count=len(below), names=names)))
    if count := result.total.bounds:
        text = ngettext(
            "{count} line has no defect seen: it counts with its upper bound at {confidence} confidence.",
            "{count} lines have no defect seen: they count with their upper bounds at {confidence} confidence.",
            count,
        )
        confidence = format_percent(result.confidence_pct, 0)
        out.append(Note(id="scorecard-bounds", kind="method", text=text.format(count=count, confidence=confidence)))
    if count := result.total.unknown:
        text = ngettext(
            "{count} line has no figure yet: the roll-up leaves it out, so that the whole looks better than it is.",
            "{count} lines have no figure yet: the roll-up leaves them out, so that the whole looks better than it is.",
            count,
        )
        out.append(Note(id="scorecard-unknown", kind="unknown", text=text.format(count=count)))
    if result.base_units is not None:
        text = _("Adjusted defects are those of {units} products, for which the units seen suffice.").format(
            units=format_number(result.base_units, 0 if result.base_units.is_integer() else 1)
        )
        out.append(Note(id="scorecard-base", kind="method", text=text))
    if len(result.sections) > 1:
        text = _("A defect that shows in two sections is counted in both: keep its cause in one of them.")
        out.append(Note(id="scorecard-twice", kind="warning", text=text))
    if any(row.basis in {"cpk", "ppk"} for row in result.lines):
        text = _("From Cpk or Ppk only the nearer limit is known; expected ppm of the capability analysis knows both.")
        out.append(Note(id="scorecard-one-limit", kind="method", text=text))
    return out
