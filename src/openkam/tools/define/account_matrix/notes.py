"""Remarks beside the matrix: what to doubt, who stands nowhere and why, how the lines were drawn."""

from __future__ import annotations

from openkam.core.blocks import Note
from openkam.core.i18n import gettext as _, ngettext, sentences
from openkam.core.numbers import format_number, format_percent
from openkam.tools.define.account_matrix.inputs import MatrixResult


def notes(result: MatrixResult) -> tuple[Note, ...]:
    """Warnings first, then what is unknown, then the methods."""
    return (*_warnings(result), *_unknown(result), *_methods(result))


def _warnings(result: MatrixResult) -> list[Note]:
    out = []
    if result.percent_sum is not None:
        text = _("The weights are said to be percent but sum to {sum}; only their proportions were used.")
        text = text.format(sum=format_number(result.percent_sum, 2))
        out.append(Note(id="matrix-percent", kind="warning", text=text))
    if result.percent_accounts:
        text = ngettext(
            "The success-factor weights of {count} account are said to be percent but do not sum to 100.",
            "The success-factor weights of {count} accounts are said to be percent but do not sum to 100.",
            result.percent_accounts,
        ).format(count=format_number(result.percent_accounts))
        out.append(Note(id="matrix-percent-success", kind="warning", text=text))
    if result.fell_back:
        text = _("No rival is rated, so our strength is measured against the midpoint of the scale, 5.5.")
        out.append(Note(id="matrix-midpoint", kind="warning", text=text))
    return out


def _unknown(result: MatrixResult) -> list[Note]:
    out = []
    unrated = sum(row.attractiveness is None for row in result.accounts)
    if unrated:
        text = ngettext(
            "{count} account has no attractiveness score; it is placed nowhere and not in the average.",
            "{count} accounts have no attractiveness score; they are placed nowhere and not in the average.",
            unrated,
        ).format(count=format_number(unrated))
        out.append(Note(id="matrix-unrated", kind="unknown", text=text))
    weak = sum(row.attractiveness is not None and row.strength is None for row in result.accounts)
    if weak:
        text = ngettext(
            "{count} account is placed nowhere: no success factor is scored for both us and a rival.",
            "{count} accounts are placed nowhere: no success factor is scored for both us and a rival.",
            weak,
        ).format(count=format_number(weak))
        out.append(Note(id="matrix-no-strength", kind="unknown", text=text))
    partial = sum(
        row.kind is not None and min(row.attractiveness_coverage, row.strength_coverage) < 1 - 1e-9
        for row in result.accounts
    )
    if partial:
        text = ngettext(
            "{count} account placed is not fully scored: its sums stand on the weight that is.",
            "{count} accounts placed are not fully scored: their sums stand on the weight that is.",
            partial,
        ).format(count=format_number(partial))
        out.append(Note(id="matrix-coverage", kind="unknown", text=text))
    if 0 < result.revenue_unknown < len(result.accounts):
        text = ngettext(
            "The revenue of {count} account is not known: shares are of what is known.",
            "The revenue of {count} accounts is not known: shares are of what is known.",
            result.revenue_unknown,
        ).format(count=format_number(result.revenue_unknown))
        out.append(Note(id="matrix-revenue", kind="unknown", text=text))
    return out


def _methods(result: MatrixResult) -> list[Note]:
    if result.line is None:
        return []
    rule = _("An account on a line counts as high and is marked; so is one within {percent} of a line.")
    rule = rule.format(percent=format_percent(result.borderline_pct, 0))
    text = _(
        "Attractiveness is the sum of score × weight. Relative strength is our total over the account's own success "
        "factors ÷ that of the best rival, over the factors on which both are scored."
    )
    if result.against == "midpoint":
        text = _(
            "Attractiveness is the sum of score × weight. Relative strength is our total over the account's own "
            "success factors ÷ the midpoint of the scale, 5.5."
        )
    out = [Note(id="matrix-method", kind="method", text=sentences(text, rule))]
    if result.strong_left:
        text = _("Strong is drawn on the left: the axis grows to the left. The classes come from the values.")
        out.append(Note(id="matrix-strong-left", kind="method", text=text))
    if any(row.chances for row in result.accounts):
        text = _(
            "Chances of a class: {count} draws of the weights with seed {seed}, Dirichlet with concentration "
            "{concentration}, the average line drawn anew each time; standard error at most {error}."
        ).format(
            count=format_number(result.doubt.draws),
            seed=result.doubt.seed,
            concentration=format_number(result.doubt.concentration, 0 if result.doubt.concentration >= 10 else 2),
            error=format_percent(50 / result.doubt.draws**0.5, 1),
        )
        out.append(Note(id="matrix-draws", kind="method", text=text))
    return out
