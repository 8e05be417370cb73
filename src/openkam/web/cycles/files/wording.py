"""The titles of the slides: each says what the figures on it come to."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _, ngettext

from openkam.core.numbers import format_compact, format_number, format_percent
from openkam.publish.text import one_line
from openkam.tools.define.account_matrix.inputs import MatrixResult
from openkam.tools.define.account_matrix.wording import class_label
from openkam.tools.define.selection.inputs import Disagreement, Ranked, SelectionResult
from openkam.tools.define.selection.report import SURE
from openkam.web.cycles.files.gathered import Decided
from openkam.web.cycles.files.tables import changed_class
from openkam.web.cycles.models import Cycle, Decision
from openkam.web.cycles.selection.seen import Seen
from openkam.web.cycles.setup.comparing import Comparison

NAME_CHARS = 60


def short(name: str) -> str:
    """A name that fits into a title."""
    return one_line(name, NAME_CHARS)


def decided(rows: Sequence[Decided], cycle: Cycle) -> str:
    """How many are in, watched and out, or that nothing is decided."""
    counts = {verdict: sum(row.verdict == verdict for row in rows) for verdict in (*Decision.Verdict.values, "")}
    if not rows:
        return _("{cycle} has no candidates that you may see").format(cycle=cycle.name)
    words = {
        "inside": format_number(counts["in"]),
        "watch": format_number(counts["watch"]),
        "out": format_number(counts["out"]),
        "open": format_number(counts[""]),
        "count": format_number(len(rows)),
    }
    if counts[""] == len(rows):
        text = ngettext(
            "The {count} candidate is not decided yet", "None of the {count} candidates is decided yet", len(rows)
        )
    elif counts[""]:
        text = ngettext(
            "{inside} of {count} candidate is in, {watch} watched, {out} out; {open} not decided yet",
            "{inside} of {count} candidates are in, {watch} watched, {out} out; {open} not decided yet",
            len(rows),
        )
    else:
        text = ngettext(
            "{inside} of {count} candidate is in, {watch} watched, {out} out",
            "{inside} of {count} candidates are in, {watch} watched, {out} out",
            len(rows),
        )
    return text.format(**words)


def approved(rows: Sequence[Decided], cycle: Cycle) -> str:
    """How many decisions have been approved, where the cycle asks for it."""
    taken = [row for row in rows if row.decision is not None]
    if not cycle.needs_approval:
        text = ngettext(
            "{count} decision, each with its reason; the cycle asks for no approval",
            "{count} decisions, each with its reason; the cycle asks for no approval",
            len(taken),
        )
        return text.format(count=format_number(len(taken)))
    done = sum(row.decision is not None and row.decision.approved_by_id is not None for row in taken)
    text = ngettext(
        "{done} of {count} decision is approved by a second person",
        "{done} of {count} decisions are approved by a second person",
        len(taken),
    )
    return text.format(done=format_number(done), count=format_number(len(taken)))


def sure(seen: Seen) -> str:
    """How many are surely in, surely out, and neither."""
    chances = [row.chance for row in seen.ranked if row.chance is not None]
    text = ngettext(
        "{inside} of {count} ranked account is surely inside the line, {outside} surely outside, {open} neither",
        "{inside} of {count} ranked accounts are surely inside the line, {outside} surely outside, {open} neither",
        len(chances),
    )
    inside = sum(chance >= SURE for chance in chances)
    outside = sum(chance <= 1 - SURE for chance in chances)
    return text.format(
        inside=format_number(inside),
        outside=format_number(outside),
        open=format_number(len(chances) - inside - outside),
        count=format_number(len(chances)),
    )


def nearest(result: SelectionResult) -> list[Ranked]:
    """The ranked accounts that one score would take across the line, the smallest change first."""
    with_change = [row for row in result.ranked() if row.score_change is not None]
    return sorted(with_change, key=lambda row: (_size(row), row.rank or 0))


def _size(row: Ranked) -> float:
    change = row.score_change
    return 0.0 if change is None else abs(change.after - change.before)


def changes(result: SelectionResult) -> str:
    """The account that the smallest change of a score would take across."""
    near = nearest(result)
    if not near or near[0].score_change is None:
        return _("No single score would take an account across the line")
    first, change = near[0], near[0].score_change
    text = (
        _("{name} would drop out if its score on {criterion} were {after} instead of {before}")
        if (first.rank or 0) <= result.top
        else _("{name} would come in if its score on {criterion} were {after} instead of {before}")
    )
    return text.format(
        name=short(first.name or first.account),
        criterion=short(change.name),
        after=format_number(change.after, 2),
        before=format_number(change.before, 2),
    )


def classes(result: MatrixResult) -> str:
    """Which class brings the most revenue, and what share of all that is known."""
    known = [one for one in result.classes if one.revenue is not None]
    most = max(known, key=lambda one: one.revenue or Decimal(0), default=None)
    if most is None:
        return _("Four classes, each with its advice")
    words = {
        "kind": class_label(most.kind),
        "amount": f"{format_compact(most.revenue)}\N{NO-BREAK SPACE}{result.currency}",
        "count": format_number(most.accounts),
    }
    if most.revenue_share_pct is None:
        text = ngettext(
            "The class with the most revenue is {kind}: {amount} from {count} account",
            "The class with the most revenue is {kind}: {amount} from {count} accounts",
            most.accounts,
        )
        return text.format(**words)
    text = ngettext(
        "The class with the most revenue is {kind}: {amount} from {count} account, {share} of revenue",
        "The class with the most revenue is {kind}: {amount} from {count} accounts, {share} of revenue",
        most.accounts,
    )
    return text.format(**words, share=format_percent(most.revenue_share_pct, 1))


def class_changes(found: Comparison, then: str) -> str:
    """How many of those that have a class in both cycles have another one now."""
    both = [line for line in found.lines if line.then and line.now and line.then.kind and line.now.kind]
    text = ngettext(
        "{changed} of the {count} account placed in both cycles has another class than in {then}",
        "{changed} of the {count} accounts placed in both cycles have another class than in {then}",
        len(both),
    )
    return text.format(changed=format_number(len(changed_class(found))), count=format_number(len(both)), then=then)


def apart(rows: Iterable[Disagreement]) -> str:
    """The cell on which raters differ most."""
    found = sorted(rows, key=lambda one: -(one.highest - one.lowest))
    if not found:
        return _("No two raters differ on any cell")
    text = ngettext(
        "Raters differ on {count} cell: {criterion} of {account} was given {lowest} to {highest}",
        "Raters differ on {count} cells, most on {criterion} of {account}: {lowest} to {highest}",
        len(found),
    )
    first = found[0]
    return text.format(
        count=format_number(len(found)),
        criterion=short(first.criterion),
        account=short(first.name or first.account),
        lowest=format_number(first.lowest, 1),
        highest=format_number(first.highest, 1),
    )


def weights(result: SelectionResult) -> str:
    """The heaviest criterion, and how many carry weight."""
    carrying = sorted((one for one in result.weights if one.share > 0), key=lambda one: -one.share)
    if not carrying:
        return _("No criterion carries weight")
    if len(carrying) > 1 and math.isclose(carrying[0].share, carrying[-1].share):
        text = _("{count} criteria carry weight, each as much as any other")
        return text.format(count=format_number(len(carrying)))
    text = ngettext(
        "{count} criterion carries weight: {name}",
        "{count} criteria carry weight, {name} the most with {share}",
        len(carrying),
    )
    return text.format(
        count=format_number(len(carrying)),
        name=short(carrying[0].name),
        share=format_percent(100 * carrying[0].share, 1),
    )


def factors(result: MatrixResult) -> str:
    """The heaviest attractiveness factor, and how many carry weight."""
    carrying = sorted((one for one in result.factors if one.share > 0), key=lambda one: -one.share)
    if not carrying:
        return _("No attractiveness factor carries weight")
    if len(carrying) > 1 and math.isclose(carrying[0].share, carrying[-1].share):
        text = _("{count} attractiveness factors carry weight, each as much as any other")
        return text.format(count=format_number(len(carrying)))
    text = ngettext(
        "{count} attractiveness factor carries weight: {name}",
        "{count} attractiveness factors carry weight, {name} the most with {share}",
        len(carrying),
    )
    return text.format(
        count=format_number(len(carrying)),
        name=short(carrying[0].name),
        share=format_percent(100 * carrying[0].share, 1),
    )
