"""The studies of the measurement system as a finding, bars, tables and sums."""

from __future__ import annotations

from openkam.core.blocks import (
    Axis,
    Block,
    Column,
    Figure,
    Finding,
    Line,
    Note,
    Series,
    Table,
    Term,
    Tone,
    Value,
    Working,
)
from openkam.core.i18n import gettext as _
from openkam.core.naming import listed
from openkam.core.numbers import format_number, format_percent
from openkam.tools.design.capability.msa_inputs import (
    GAGE_METHODS,
    Agreement,
    AttributeResult,
    Component,
    GageResult,
)

ENOUGH_CATEGORIES = 5
DRAWN: tuple[Component, ...] = ("grr", "repeatability", "reproducibility", "part")


def component_name(component: str) -> str:
    """A source of variation in the reader's language."""
    return {
        "grr": _("Gage R&R"),
        "repeatability": _("Repeatability"),
        "reproducibility": _("Reproducibility"),
        "operator": _("Operators"),
        "interaction": _("Operators × parts"),
        "part": _("Parts"),
        "total": _("Total"),
    }[component]


def gage_blocks(result: GageResult) -> list[Block]:
    """Finding, bars, components, analysis of variance or ranges, ndc, remarks."""
    tones: dict[str, Tone] = {"good": "pos", "unacceptable": "neg"}
    blocks: list[Block] = [
        Finding(id="gage-finding", text=gage_finding(result), tone=tones.get(result.verdict, "neutral")),
        gage_figure(result),
    ]
    blocks.append(_anova_table(result) if result.anova else _range_working(result))
    if result.ndc is not None:
        blocks.append(_ndc_working(result, result.ndc))
    return [*blocks, *_gage_notes(result)]


def gage_finding(result: GageResult) -> str:
    """The gauge's share of the study variation and how many classes of parts it can tell apart."""
    share = result.of("grr").study_pct
    if share is None:
        return _("All readings are equal: the study says nothing of the gauge")
    if result.ndc is None:
        return _("The gauge shows no variation of its own: it tells all parts apart")
    sentence = {
        "good": _("The gauge takes {share} of the study variation: it is good enough, with {ndc} distinct categories"),
        "marginal": _(
            "The gauge takes {share} of the study variation: it may do, depending on the use, with {ndc} distinct "
            "categories"
        ),
        "unacceptable": _(
            "The gauge takes {share} of the study variation: improve it before judging the process, it has {ndc} "
            "distinct categories"
        ),
        "unknown": _("All readings are equal: the study says nothing of the gauge"),
    }[result.verdict]
    return sentence.format(share=format_percent(share), ndc=format_number(result.ndc))


def gage_figure(result: GageResult) -> Figure:
    """Bars of contribution, study variation and tolerance, by source."""
    rows = [result.of(component) for component in DRAWN]
    series = [
        Series(
            key="contribution",
            label=_("Contribution to the variance"),
            form="bar",
            values=tuple(row.contribution_pct for row in rows),
        ),
        Series(
            key="study",
            label=_("Study variation"),
            form="bar",
            values=tuple(row.study_pct for row in rows),
            tone="ours",
        ),
    ]
    if result.tolerance:
        series.append(
            Series(
                key="tolerance",
                label=_("Tolerance"),
                form="bar",
                values=tuple(row.tolerance_pct for row in rows),
                tone="theirs",
            )
        )
    return Figure(
        id="gage-figure",
        kind="bars",
        title=gage_finding(result),
        subtitle=_("Gage R&R by {method}: {parts} parts × {operators} operators × {trials} trials").format(
            method=GAGE_METHODS[result.method],
            parts=result.parts,
            operators=result.operators,
            trials=result.trials,
        ),
        x=Axis(label=_("Source"), scale="category"),
        y=Axis(label=_("Share"), unit="%", kind="percent"),
        categories=tuple(component_name(component) for component in DRAWN),
        series=tuple(series),
        lines=(Line(axis="y", value=10, label="10 %"), Line(axis="y", value=30, label="30 %")),
        table=gage_table(result),
    )


def gage_table(result: GageResult) -> Table:
    """Every source with variance, sigma and shares."""
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            component_name(row.component),
            row.variance,
            row.sigma,
            result.study_multiplier * row.sigma,
            row.contribution_pct,
            row.study_pct,
            row.tolerance_pct,
        )
        for row in result.variation
    )
    return Table(
        id="gage-variation",
        title=_("Sources of variation"),
        columns=(
            Column(key="source", label=_("Source")),
            Column(key="variance", label=_("Variance"), kind="number", decimals=6),
            Column(key="sigma", label=_("Sigma"), kind="number", decimals=5),
            Column(key="study", label=_("Study variation"), kind="number", decimals=5),
            Column(key="contribution", label=_("Contribution to the variance"), kind="percent", unit="%", decimals=2),
            Column(key="study_pct", label=_("Share of study variation"), kind="percent", unit="%", decimals=2),
            Column(key="tolerance_pct", label=_("Share of tolerance"), kind="percent", unit="%", decimals=2),
        ),
        rows=rows,
    )


def _anova_table(result: GageResult) -> Table:
    return Table(
        id="gage-anova",
        title=_("Analysis of variance"),
        columns=(
            Column(key="source", label=_("Source")),
            Column(key="freedom", label=_("Degrees of freedom"), kind="integer"),
            Column(key="squares", label=_("Sum of squares"), kind="number", decimals=5),
            Column(key="mean_square", label=_("Mean square"), kind="number", decimals=5),
            Column(key="f", label="F", kind="number", decimals=2),
            Column(key="p", label="p", kind="number", decimals=4),
        ),
        rows=tuple(
            (component_name(line.source), line.freedom, line.squares, line.mean_square, line.f, line.p)
            for line in result.anova
        ),
    )


def _range_working(result: GageResult) -> Working:
    names = (_("Mean range of the trials"), _("Range of the operators' means"), _("Range of the parts' means"))
    ranges, divisors = result.ranges or (0.0, 0.0, 0.0), result.divisors or (1.0, 1.0, 1.0)
    return Working(
        id="gage-ranges",
        title=_("Sigma of the gauge from ranges"),
        result=result.of("grr").sigma,
        kind="number",
        decimals=5,
        terms=tuple(
            Term(
                label=name,
                value=format_number(value, 5),
                kind="text",
                detail=_("÷ {divisor}").format(divisor=format_number(divisor, 5)),
            )
            for name, value, divisor in zip(names, ranges, divisors, strict=True)
        ),
        source="AIAG MSA",
    )


def _ndc_working(result: GageResult, ndc: int) -> Working:
    return Working(
        id="gage-ndc",
        title=_("Distinct categories: 1.41 × sigma of the parts ÷ sigma of the gauge, cut to a whole number"),
        result=ndc,
        kind="integer",
        decimals=0,
        terms=(
            Term(label=_("Sigma of the parts"), value=format_number(result.of("part").sigma, 5), kind="text"),
            Term(label=_("Sigma of the gauge"), value=format_number(result.of("grr").sigma, 5), kind="text"),
        ),
        source="AIAG MSA",
    )


def _gage_notes(result: GageResult) -> list[Note]:
    out = []
    if result.method == "anova":
        sentence = (
            _("The interaction of operators and parts is pooled into the repeatability: its p is above {alpha}.")
            if result.pooled
            else _("The interaction of operators and parts is kept: its p is not above {alpha}.")
        )
        text = sentence.format(alpha=format_number(result.pooling_alpha, 2))
    else:
        text = _("The method of ranges cannot tell the interaction from the operators; constants are computed.")
    out.append(Note(id="gage-method", kind="method", text=text))
    if result.negative:
        text = _("These estimates came out below zero and are set to zero: {sources}.").format(
            sources=listed(component_name(name) for name in result.negative)
        )
        out.append(Note(id="gage-negative", kind="method", text=text))
    if result.ndc is not None and result.ndc < ENOUGH_CATEGORIES:
        text = _("Fewer than {count} distinct categories: the gauge can hardly tell the parts apart.").format(
            count=ENOUGH_CATEGORIES
        )
        out.append(Note(id="gage-categories", kind="warning", text=text))
    return out


def agreement_blocks(result: AttributeResult) -> list[Block]:
    """Finding and table of the agreement of those who judge."""
    return [
        Finding(id="agreement-finding", text=agreement_finding(result)),
        agreement_table(result),
        Note(
            id="agreement-method",
            kind="method",
            text=_(
                "Fleiss' kappa over all ratings and over each appraiser's own trials, Cohen's kappa for pairs and "
                "against the true rating. Kappa is 1 for full agreement and 0 for what chance alone would give."
            ),
        ),
    ]


def agreement_finding(result: AttributeResult) -> str:
    """Kappa of everybody together."""
    if result.fleiss.kappa is None:
        return _("Every rating is the same: kappa cannot tell agreement from chance")
    return _("The appraisers agree in {observed} of the pairs of ratings, kappa {kappa}").format(
        observed=format_percent(result.fleiss.observed_pct, 0), kappa=format_number(result.fleiss.kappa, 2)
    )


def _who(row: Agreement) -> str:
    sentence = {
        "all": _("all together"),
        "pair": _("{one} and {other}"),
        "standard": _("{one} and the true rating"),
        "self": _("{one}, trial by trial"),
    }[row.kind]
    return sentence.format(one=row.one, other=row.other)


def agreement_table(result: AttributeResult) -> Table:
    """Everybody, pairs, against the truth, each with himself."""
    return Table(
        id="agreement-table",
        title=_("Agreement"),
        subtitle=_("{items} items × {appraisers} appraisers × {trials} trials").format(
            items=result.items, appraisers=result.appraisers, trials=result.trials
        ),
        columns=(
            Column(key="who", label=_("Who")),
            Column(key="n", label=_("Ratings compared"), kind="integer"),
            Column(key="observed", label=_("Observed agreement"), kind="percent", unit="%", decimals=1),
            Column(key="kappa", label="Kappa", kind="number", decimals=3),
        ),
        rows=tuple((_who(row), row.n, row.observed_pct, row.kappa) for row in (result.fleiss, *result.rows)),
    )
