"""The tables of the pilot plan: hypotheses, scope, sizes, outcome, and the data behind each picture."""

from __future__ import annotations

from collections.abc import Sequence

from openkam.core.blocks import Column, Table, Value
from openkam.core.i18n import gettext as _, sentences
from openkam.core.numbers import format_date, small_chance
from openkam.tools.verify.pilot.notes import analysis_notes
from openkam.tools.verify.pilot.parts import DESIGNS
from openkam.tools.verify.pilot.result import Analysis, PilotResult, Sizing
from openkam.tools.verify.pilot.wording import decimals_of, verdict_label


def hypotheses_table(result: PilotResult) -> Table:
    """What is expected, why, and which criterion tests it."""
    names = {state.criterion: state.name for state in result.states}
    labels = (("id", _("Id")), ("statement", _("We expect that")), ("because", _("Because")), ("test", _("Tested by")))
    return Table(
        id="pilot-hypotheses",
        title=_("Hypotheses"),
        subtitle=result.project,
        columns=tuple(Column(key=key, label=label) for key, label in labels),
        rows=tuple(
            (one.id, one.statement, one.because, names.get(one.criterion or "", _("nothing yet")))
            for one in result.hypotheses
        ),
    )


def scope_table(result: PilotResult) -> Table:
    """Where and when the pilot runs, and who leads it; without a line where nothing is said."""
    scope = result.scope
    rows = [
        (_("Inside"), "; ".join(scope.included)),
        (_("Outside"), "; ".join(scope.excluded)),
        (_("Starts on"), format_date(scope.starts_on) if scope.starts_on else ""),
        (_("Ends on"), format_date(scope.ends_on) if scope.ends_on else ""),
        (_("Leader"), scope.leader),
    ]
    return Table(
        id="pilot-scope",
        title=_("Scope"),
        subtitle=result.project,
        columns=(Column(key="what", label=_("Scope")), Column(key="value", label=_("Value"))),
        rows=tuple(row for row in rows if row[1]),
    )


def sizes_table(result: PilotResult) -> Table:
    """How many measurements each criterion needs."""
    columns = (
        Column(key="criterion", label=_("Criterion")),
        Column(key="must", label=_("Must or wish")),
        Column(key="design", label=_("Comparison")),
        Column(key="effect", label=_("Smallest effect"), kind="number", decimals=3),
        Column(key="sigma", label=_("Standard deviation"), kind="number", decimals=3),
        Column(key="share", label=_("Share before"), kind="percent", unit="%", decimals=1),
        Column(key="exact", label=_("Size, not rounded"), kind="number", decimals=2),
        Column(key="needed", label=_("Needed per group"), kind="integer"),
        Column(key="planned", label=_("Planned"), kind="integer"),
        Column(key="power", label=_("Power as planned"), kind="percent", unit="%", decimals=1),
        Column(key="why", label=_("Why there is no size")),
    )
    musts = {state.criterion: state.must for state in result.states}
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            size.name,
            _("must") if musts[size.criterion] else _("wish"),
            str(DESIGNS[size.design]),
            size.smallest_effect,
            size.sigma,
            _percent(size.share_before),
            size.exact,
            size.needed,
            size.planned,
            _percent(size.power_at_planned),
            unsized_text(size),
        )
        for size in result.sizes
    )
    return Table(
        id="pilot-sizes",
        title=_("Criteria and the size of the pilot"),
        subtitle=result.project,
        columns=columns,
        rows=rows,
        links=tuple(size.criterion for size in result.sizes),
    )


def unsized_text(size: Sizing) -> str:
    """Why there is no size, in words."""
    return {
        "": "",
        "no_effect": _("no smallest effect is given"),
        "no_spread": _("no spread is known"),
        "beyond_share": _("the effect would lead beyond 0 or 100 %"),
        "too_large": _("more than a thousand million"),
    }[size.unsized]


def _percent(share: float | None) -> float | None:
    return None if share is None else 100 * share


def outcome_table(result: PilotResult) -> Table:
    """Every compared criterion: the effect and its interval, then p, then the verdict."""
    decimals = max((decimals_of(analysis) for analysis in result.analyses), default=2)
    numbers = (
        ("before", _("Before")),
        ("after", _("Pilot")),
        ("improvement", _("Improvement")),
        ("low", _("Interval from")),
        ("high", _("Interval to")),
        ("smallest", _("Smallest effect")),
    )
    columns = (
        Column(key="criterion", label=_("Criterion")),
        Column(key="unit", label=_("Unit")),
        Column(key="n_before", label=_("n before"), kind="integer"),
        Column(key="n_after", label=_("n pilot"), kind="integer"),
        *(Column(key=key, label=label, kind="number", decimals=decimals) for key, label in numbers),
        Column(key="d", label=_("Improvement ÷ σ"), kind="number", decimals=2),
        Column(key="p", label="p", kind="number", decimals=4),
        Column(key="fisher", label=_("p, Fisher"), kind="number", decimals=4),
        Column(key="verdict", label=_("Verdict")),
    )
    return Table(
        id="pilot-outcome",
        title=_("Outcome by criterion"),
        subtitle=result.project,
        columns=columns,
        rows=tuple(_outcome(analysis) for analysis in result.analyses),
        links=tuple(analysis.criterion for analysis in result.analyses),
    )


def _outcome(analysis: Analysis) -> tuple[Value, ...]:
    shares = analysis.design == "proportions"
    scale = 100 if shares else 1
    figures = (
        analysis.before.mean,
        analysis.after.mean,
        analysis.improvement,
        analysis.low,
        analysis.high,
        analysis.smallest_effect,
    )
    return (
        analysis.name,
        "%" if shares else analysis.unit,
        analysis.before.n,
        analysis.after.n,
        *(scale * figure for figure in figures),
        analysis.standardised,
        small_chance(analysis.p),
        small_chance(analysis.fisher_p),
        verdict_label(analysis.verdict),
    )


def rest_table(result: PilotResult, rest: Sequence[Analysis]) -> Table:
    """The sums behind comparisons that are not drawn, and what should make the reader careful."""
    columns = (
        Column(key="criterion", label=_("Criterion")),
        Column(key="difference", label=_("Pilot − before"), kind="number", decimals=4),
        Column(key="error", label=_("Standard error"), kind="number", decimals=4),
        Column(key="t", label="t", kind="number", decimals=4),
        Column(key="freedom", label=_("Degrees of freedom"), kind="number", decimals=2),
        Column(key="critical", label=_("Critical t"), kind="number", decimals=4),
        Column(key="remarks", label=_("Remarks")),
    )
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            one.name,
            one.difference,
            one.standard_error,
            one.statistic,
            one.freedom,
            one.critical,
            sentences(*(note.text for note in analysis_notes(result, one, one.criterion))),
        )
        for one in rest
    )
    return Table(
        id="pilot-rest",
        title=_("Sums of the comparisons that are not drawn"),
        subtitle=result.project,
        columns=columns,
        rows=rows,
        links=tuple(one.criterion for one in rest),
    )


def sides_table(analysis: Analysis, key: str, unit: str, scale: float) -> Table:
    """Before and pilot with their intervals."""
    decimals = decimals_of(analysis) + 1
    columns = (
        Column(key="side", label=_("Period")),
        Column(key="n", label="n", kind="integer"),
        Column(key="mean", label=_("Mean"), kind="number", unit=unit, decimals=decimals),
        Column(key="low", label=_("Interval from"), kind="number", unit=unit, decimals=decimals),
        Column(key="high", label=_("Interval to"), kind="number", unit=unit, decimals=decimals),
        Column(key="sd", label=_("Standard deviation"), kind="number", unit=unit, decimals=decimals),
    )
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (label, side.n, scale * side.mean, scale * side.low, scale * side.high, side.sd)
        for label, side in ((_("Before"), analysis.before), (_("Pilot"), analysis.after))
    )
    return Table(id=f"{key}-table", title=_("Before and pilot"), subtitle=analysis.name, columns=columns, rows=rows)


def series_table(analysis: Analysis, key: str) -> Table:
    """The drawn values in the order of time."""
    columns = (
        Column(key="at", label=_("Place in time"), kind="integer"),
        Column(key="period", label=_("Period")),
        Column(key="value", label=analysis.name, kind="number", unit=analysis.unit, decimals=decimals_of(analysis)),
    )
    parts = ((_("Before"), analysis.series_before), (_("Pilot"), analysis.series_after))
    values = [(label, value) for label, part in parts for value in part]
    rows = tuple((at, label, value) for at, (label, value) in enumerate(values, start=1))
    return Table(id=f"{key}-table", title=_("Before and pilot"), subtitle=analysis.name, columns=columns, rows=rows)
