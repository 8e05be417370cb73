"""Remarks beside a ranking: what to doubt, what is unknown, how it was made."""

from __future__ import annotations

from openkam.core.blocks import Note
from openkam.core.i18n import gettext as _, ngettext, sentences
from openkam.core.numbers import format_number, format_percent
from openkam.tools.define.selection.inputs import RANDOM_INDICES, Consistency, SelectionResult

MANY_CRITERIA = 7


def notes(result: SelectionResult) -> tuple[Note, ...]:
    """Warnings first, then what is unknown, then the methods."""
    return (*_warnings(result), *_unknown(result), *_methods(result))


def _warnings(result: SelectionResult) -> list[Note]:
    out = []
    if result.percent_sum is not None:
        text = _("The weights are said to be percent but sum to {sum}; only their proportions were used.")
        text = text.format(sum=format_number(result.percent_sum, 2))
        out.append(Note(id="selection-percent", kind="warning", text=text))
    real = sum(weight.real for weight in result.weights)
    if real > MANY_CRITERIA:
        text = _(
            "{count} criteria carry real weight (at least half of an equal share, {share}): with more than {most}, "
            "totals move together and the ranking says little."
        ).format(
            count=format_number(real),
            share=format_percent(50 / len(result.weights), 1),
            most=format_number(MANY_CRITERIA),
        )
        out.append(Note(id="selection-many-criteria", kind="warning", text=text))
    if result.consistency and not result.consistency.acceptable:
        out.append(Note(id="selection-inconsistent", kind="warning", text=_inconsistent(result.consistency)))
    return out


def _inconsistent(found: Consistency) -> str:
    text = _("The comparisons contradict each other: the consistency ratio is {ratio}, above 0.10.")
    text = text.format(ratio=format_number(found.ratio, 3))
    if found.worst is None:
        return text
    worst = found.worst
    triple = _(
        "Worst: {first} counts {one} times {second}, {second} {two} times {third}, so {first} should count {implied} "
        "times {third}, but was judged {judged}."
    ).format(
        first=worst.first,
        second=worst.second,
        third=worst.third,
        one=format_number(worst.first_second, 2),
        two=format_number(worst.second_third, 2),
        implied=format_number(worst.implied, 2),
        judged=format_number(worst.judged, 2),
    )
    return sentences(text, triple)


def _unknown(result: SelectionResult) -> list[Note]:
    out = []
    partial = [row for row in result.ranked() if row.coverage < 1 - 1e-9]
    if partial:
        text = ngettext(
            "{count} account is not fully scored; its total stands on as little as {percent} of the weight.",
            "{count} accounts are not fully scored; their totals stand on as little as {percent} of the weight.",
            len(partial),
        ).format(
            count=format_number(len(partial)), percent=format_percent(100 * min(row.coverage for row in partial), 0)
        )
        out.append(Note(id="selection-coverage", kind="unknown", text=text))
    unscored = sum(row.total is None and not row.failed for row in result.accounts)
    if unscored:
        text = ngettext(
            "{count} account has no score on a weighted criterion and is not ranked.",
            "{count} accounts have no score on a weighted criterion and are not ranked.",
            unscored,
        ).format(count=format_number(unscored))
        out.append(Note(id="selection-unscored", kind="unknown", text=text))
    gates = [at for at, weight in enumerate(result.weights) if weight.minimum is not None]
    untested = sum(any(row.scores[at] is None for at in gates) for row in result.ranked())
    if untested:
        text = ngettext(
            "{count} ranked account has no score at a gate: nobody has said that it passes.",
            "{count} ranked accounts have no score at a gate: nobody has said that they pass.",
            untested,
        ).format(count=format_number(untested))
        out.append(Note(id="selection-untested", kind="unknown", text=text))
    return out


def _methods(result: SelectionResult) -> list[Note]:
    text = _(
        "A total is the sum of score × weight over the criteria that are scored, divided by their weight. A missing "
        "score is neither 0 nor the mean. Equal totals share a rank."
    )
    out = [Note(id="selection-method", kind="method", text=text)]
    if result.consistency:
        text = _("Weights are the principal eigenvector; consistency ratio {ratio}, random index {index} of {table}.")
        text = text.format(
            ratio=format_number(result.consistency.ratio, 3),
            index=format_number(result.consistency.random_index, 2),
            table=RANDOM_INDICES[result.consistency.table],
        )
        out.append(Note(id="selection-consistency", kind="method", text=text))
    if result.draws:
        out.append(Note(id="selection-draws", kind="method", text=_draws(result)))
    ranked = len(result.ranked())
    if result.line_outside is not None:
        text = _(
            "A change is the smallest that brings the account level with the line; a hair more takes it across. The "
            "other weights keep their proportions."
        )
        if result.examined < ranked:
            more = _("Changes of weight were looked for at the {count} accounts nearest to the line.")
            text = sentences(text, more.format(count=format_number(result.examined)))
        out.append(Note(id="selection-changes-method", kind="method", text=text))
    if any(row.closeness is not None for row in result.accounts):
        text = _(
            "TOPSIS compares the fully scored accounts with the best and the worst seen (vector normalisation), so an "
            "added account can change its order. It is a second opinion, not the ranking."
        )
        out.append(Note(id="selection-topsis", kind="method", text=text))
    return out


def _draws(result: SelectionResult) -> str:
    settings = result.simulation
    if settings.uniform:
        text = _("{count} draws with seed {seed}: all possible weights are equally likely.")
    else:
        text = _(
            "{count} draws with seed {seed}: weights from a Dirichlet distribution, concentration {concentration}."
        )
    parts = [
        text.format(
            count=format_number(result.draws),
            seed=settings.seed,
            concentration=format_number(settings.concentration, 0 if settings.concentration >= 10 else 2),
        )
    ]
    if result.doubtful_cells:
        more = ngettext(
            "{count} score is drawn too: around its mean with the spread of its raters, or anywhere on the scale "
            "where it is missing.",
            "{count} scores are drawn too: around their mean with the spread of their raters, or anywhere on the scale "
            "where they are missing.",
            result.doubtful_cells,
        )
        parts.append(more.format(count=format_number(result.doubtful_cells)))
    bound = _("A chance of 0 or 100 % is known to within {percent}.")
    parts.append(bound.format(percent=format_percent(300 / result.draws, 2)))
    if result.rank_step > 1:
        step = _("Ranks at 5 % and 95 % are counted in steps of {count}.")
        parts.append(step.format(count=format_number(result.rank_step)))
    return sentences(*parts)
