"""The grid, the register, the sources, and the failure modes with what their numbers hide."""

from __future__ import annotations

from openkam.core.blocks import Block, Finding, Note, Report, RiskGrid, Term, Tone, Working
from openkam.core.diagrams import RiskCell
from openkam.core.i18n import gettext as _, ngettext
from openkam.core.numbers import format_compact, format_date, format_number, format_percent
from openkam.tools.define.risk.inputs import CLASS_NAMES, CLASSES, LEVEL_NAMES, LEVELS, RiskClass
from openkam.tools.define.risk.result import CellSum, ReadFailure, RiskResult
from openkam.tools.define.risk.tables import (
    bands_table,
    cells_table,
    failures_table,
    groups_table,
    register_table,
)

ENTRIES_SHOWN = 6
"""Names written into one cell; its count and the register have all."""
TERMS_SHOWN = 20


def report(result: RiskResult) -> Report:
    """Findings, the grid, the register, the groups, failure modes, the sum and remarks."""
    blocks: list[Block] = [*findings(result)]
    if result.risks:
        blocks += [grid(result), register_table(result), groups_table(result), *working(result)]
    if result.failures:
        blocks += [failures_table(result), bands_table(result)]
    return (*blocks, *notes(result))


def findings(result: RiskResult) -> tuple[Finding, ...]:
    """The worst class, what is overdue, and the first failure mode."""
    made = [Finding(id="risk-class", text=class_text(result), tone=_tone(result))]
    if result.overdue_risks:
        text = ngettext(
            "{count} response is overdue on {day}", "{count} responses are overdue on {day}", result.overdue_risks
        ).format(count=format_number(result.overdue_risks), day=format_date(result.as_of))
        made.append(Finding(id="risk-overdue", text=text, tone="neg"))
    if result.failures:
        made.append(Finding(id="risk-failure", text=failure_text(result.failures)))
    return tuple(made)


def _worst(result: RiskResult) -> RiskClass | None:
    return next((key for key in reversed(CLASSES) if result.count(key)), None)


def _tone(result: RiskResult) -> Tone:
    return "neg" if _worst(result) in {"show_stopper", "significant"} else "neutral"


def class_text(result: RiskResult) -> str:
    """How many live risks are of the worst class that occurs, and what all of them may cost."""
    worst = _worst(result)
    if worst is None:
        return _("No live risk is on record")
    sentence = ngettext(
        "{live} live risk; worst class {name}: {count}",
        "{live} live risks; worst class {name}: {count}",
        result.live_risks,
    )
    if result.unknown_money < result.live_risks:
        sentence = ngettext(
            "{live} live risk; worst class {name}: {count}; expected loss {loss}",
            "{live} live risks; worst class {name}: {count}; expected loss {loss}",
            result.live_risks,
        )
    loss = format_compact(result.expected_loss)
    return sentence.format(
        live=format_number(result.live_risks),
        name=str(CLASS_NAMES[worst]),
        count=format_number(result.count(worst)),
        loss=f"{loss}\N{NO-BREAK SPACE}{result.currency}" if result.currency else loss,
    )


def failure_text(failures: tuple[ReadFailure, ...]) -> str:
    """The first failure mode, and whether the number alone would have hidden one."""
    first = failures[0]
    text = _("{failure} comes first among the failure modes: severity {severity}, risk priority number {rpn}").format(
        failure=first.failure.failure,
        severity=format_number(first.failure.severity),
        rpn=format_number(first.rpn),
    )
    hidden = sum(row.hidden for row in failures)
    if not hidden:
        return text
    more = ngettext(
        "{first}; the number alone would hide {count} failure mode",
        "{first}; the number alone would hide {count} failure modes",
        hidden,
    )
    return more.format(first=text, count=format_number(hidden))


def grid(result: RiskResult) -> RiskGrid:
    """Impact × probability with the names of the live risks, the largest expected loss first."""
    names = {row.risk.id: row.risk.event for row in result.risks}
    return RiskGrid(
        id="risk-grid",
        title=class_text(result),
        subtitle=_("{about}: live risks on {day}, in each cell the largest probability × money first").format(
            about=result.about or _("All risks"), day=format_date(result.as_of)
        ),
        note=_bounded(result),
        impacts=tuple((level, str(LEVEL_NAMES[level])) for level in reversed(LEVELS)),
        probabilities=tuple((level, str(LEVEL_NAMES[level])) for level in LEVELS),
        impact_label=_("Impact"),
        probability_label=_("Probability"),
        currency=result.currency,
        cells=tuple(_cell(cell, names) for cell in result.cells),
        table=cells_table(result),
    )


def _bounded(result: RiskResult) -> str:
    left = sum(max(0, len(cell.ids) - ENTRIES_SHOWN) for cell in result.cells)
    if not left:
        return ""
    return ngettext(
        "{count} name is left out of the cells; the register has all.",
        "{count} names are left out of the cells; the register has all.",
        left,
    ).format(count=format_number(left))


def _cell(cell: CellSum, names: dict[str, str]) -> RiskCell:
    shown = cell.ids[:ENTRIES_SHOWN]
    return RiskCell.model_validate(
        {
            "impact": cell.impact,
            "probability": cell.probability,
            "label": str(CLASS_NAMES[cell.risk_class]),
            "level": CLASSES.index(cell.risk_class) + 1,
            "count": len(cell.ids),
            "money": cell.expected_loss,
            "entries": tuple(names[key] for key in shown),
            "ids": shown,
        }
    )


def working(result: RiskResult) -> tuple[Working, ...]:
    """The expected loss as a sum of probability × money."""
    known = [row for row in result.risks if row.live and row.expected_loss is not None]
    if not known:
        return ()
    known.sort(key=lambda row: (-(row.expected_loss or 0), row.risk.id))
    terms = [
        Term(
            label=row.risk.event,
            value=row.expected_loss,
            detail=_("{probability} × {money}").format(
                probability=format_percent(100 * row.probability_value, 0), money=format_compact(row.risk.money)
            ),
        )
        for row in known[:TERMS_SHOWN]
    ]
    if rest := known[TERMS_SHOWN:]:
        left = sum(row.expected_loss or 0 for row in rest)
        terms.append(Term(label=_("All others"), value=left))
    return (
        Working(
            id="risk-loss",
            title=_("Expected loss of the live risks"),
            result=result.expected_loss,
            unit=result.currency,
            terms=tuple(terms),
        ),
    )


def notes(result: RiskResult) -> tuple[Note, ...]:
    """What is unknown, who is missing, and the numbers and rules behind the order."""
    made: list[Note] = []
    if result.unknown_money:
        text = ngettext(
            "{count} live risk has no money at stake on record: it stands last in its cell, and the expected loss "
            "leaves it out.",
            "{count} live risks have no money at stake on record: they stand last in their cells, and the expected "
            "loss leaves them out.",
            result.unknown_money,
        )
        made.append(Note(id="risk-money", kind="unknown", text=text.format(count=format_number(result.unknown_money))))
    made += _warnings(result)
    values = result.probability_values
    text = _(
        "Low, medium and high probability stand for {low}, {medium} and {high}. They are a convention, and the "
        "expected loss with them."
    ).format(
        low=format_percent(100 * values.low, 0),
        medium=format_percent(100 * values.medium, 0),
        high=format_percent(100 * values.high, 0),
    )
    if result.risks:
        made.append(Note(id="risk-values", kind="method", text=text))
    if result.failures:
        text = _(
            "The risk priority number multiplies ranks, which are only an order: 10 × 1 × 1 and 1 × 10 × 1 both give "
            "10. Read the action priority, which takes severity first."
        )
        made.append(Note(id="risk-rpn", kind="method", text=text))
    return tuple(made)


def _warnings(result: RiskResult) -> list[Note]:
    made = []
    live = [row for row in result.risks if row.live]
    alone = [row.risk.event for row in live if not row.risk.owner.strip() or row.risk.response is None]
    if alone:
        text = _("Live risks without an owner or a response: {names}.")
        made.append(Note(id="risk-owner", kind="warning", text=text.format(names=_listed(alone))))
    worse = [
        row.risk.event
        for row in live
        if row.residual_class and CLASSES.index(row.residual_class) > CLASSES.index(row.risk_class)
    ]
    if worse:
        text = _("The response makes these risks worse: {names}. Check the residual impact and probability.")
        made.append(Note(id="risk-residual", kind="warning", text=text.format(names=_listed(worse))))
    unbanded = [row.failure.failure for row in result.failures if row.priority is None]
    if unbanded:
        text = _("No action-priority band fits these failure modes: {names}. Add a band that does.")
        made.append(Note(id="risk-bands", kind="warning", text=text.format(names=_listed(unbanded))))
    return made


def _listed(names: list[str]) -> str:
    """Up to ten names, and how many more there are."""
    text = "; ".join(names[:10])
    if len(names) <= 10:
        return text
    return _("{names} and {count} more").format(names=text, count=format_number(len(names) - 10))
