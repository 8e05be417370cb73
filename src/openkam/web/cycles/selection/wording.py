"""The words of the page: its finding and scope, what would change, the reason that is proposed, what contradicts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _, ngettext

from openkam.core.i18n import sentences
from openkam.core.numbers import format_date, format_number, format_percent
from openkam.publish.text import one_line
from openkam.tools.define.selection.inputs import Change
from openkam.tools.define.selection.notes import notes
from openkam.tools.define.selection.report import finding as finding_of_all
from openkam.web.cycles.models import Decision
from openkam.web.cycles.selection.seen import Row, Seen

NAME_CHARS = 90
_WARNINGS = ("warning", "unknown")


def short(name: str) -> str:
    """A name that fits into a line."""
    return one_line(name, NAME_CHARS)


def finding(seen: Seen) -> str:
    """Who leads and how many of the chosen are sure; to who sees some accounts only, where those stand."""
    if seen.is_whole:
        return one_line(finding_of_all(seen.result), 300)
    if not seen.ranked:
        return _("None of your accounts is ranked in this cycle yet")
    inside = sum(row.is_inside for row in seen.ranked)
    text = ngettext(
        "{inside} of your {count} ranked account is among the first {top}",
        "{inside} of your {count} ranked accounts are among the first {top}",
        len(seen.ranked),
    )
    return text.format(
        inside=format_number(inside), count=format_number(len(seen.ranked)), top=format_number(seen.cycle.top)
    )


def scope(seen: Seen) -> str:
    """How many are ranked, on how much of the weight, over which period, with how many draws."""
    ranked, rows = seen.ranked, seen.rows
    text = ngettext("{ranked} of {count} candidate ranked", "{ranked} of {count} candidates ranked", len(rows))
    parts = [text.format(ranked=format_number(len(ranked)), count=format_number(len(rows)))]
    if ranked:
        covered = 100 * sum(row.ranked.coverage for row in ranked) / len(ranked)
        parts.append(_("{percent} of the weight scored").format(percent=format_percent(covered, 0)))
    if seen.books.period:
        parts.append(_("figures of {period}").format(period=seen.books.period))
    if as_of := seen.books.source.get("as_of"):
        parts.append(_("books up to {day}").format(day=format_date(date.fromisoformat(as_of))))
    if seen.result.draws:
        draws = _("{count} draws, seed {seed}")
        parts.append(draws.format(count=format_number(seen.result.draws), seed=seen.result.simulation.seed))
    return " · ".join(parts)


def warnings(seen: Seen) -> list[str]:
    """What to doubt and what is not known, as the tool says it of the visible accounts."""
    return [note.text for note in notes(seen.mine) if note.kind in _WARNINGS]


def methods(seen: Seen) -> list[str]:
    """How the ranking is made."""
    return [note.text for note in notes(seen.mine) if note.kind not in _WARNINGS]


def line_text(seen: Seen) -> str:
    """Where the line runs."""
    result = seen.result
    if result.line_inside is None or result.line_outside is None:
        return ""
    text = _("Line after place {top}: {inside} inside, {outside} outside")
    return text.format(
        top=format_number(result.top),
        inside=format_number(result.line_inside, 2),
        outside=format_number(result.line_outside, 2),
    )


def changes(row: Row) -> list[str]:
    """The one score and the one weight that would take the account across the line, as sentences."""
    ranked = row.ranked
    found = [_score(ranked.score_change, is_inside=row.is_inside)] if ranked.score_change else []
    if ranked.weight_change:
        found.append(_weight(ranked.weight_change, is_inside=row.is_inside))
    return found


def _score(change: Change, *, is_inside: bool) -> str:
    text = (
        _("It would drop out if its score on {criterion} were {after} instead of {before}.")
        if is_inside
        else _("It would come in if its score on {criterion} were {after} instead of {before}.")
    )
    return text.format(
        criterion=short(change.name), before=format_number(change.before, 2), after=format_number(change.after, 2)
    )


def _weight(change: Change, *, is_inside: bool) -> str:
    text = (
        _("It would drop out if {criterion} weighed {after} instead of {before}.")
        if is_inside
        else _("It would come in if {criterion} weighed {after} instead of {before}.")
    )
    return text.format(
        criterion=short(change.name),
        before=format_percent(100 * change.before, 1),
        after=format_percent(100 * change.after, 1),
    )


def no_change(row: Row) -> str:
    """Said where no single score or weight takes it across."""
    return (
        _("No single score or weight would take it out.")
        if row.is_inside
        else _("No single score or weight would bring it in.")
    )


def standing(row: Row) -> str:
    """Where the account stands, in a sentence: what a decision rests on."""
    ranked = row.ranked
    if ranked.failed:
        return _("Excluded by the gate {gates}.").format(gates=_(", ").join(short(name) for name in ranked.failed))
    if ranked.rank is None:
        return _("Not ranked: it has no score on a weighted criterion.")
    text = (
        _("Rank {rank} with {total}, inside the line after place {top}.")
        if row.is_inside
        else _("Rank {rank} with {total}, outside the line after place {top}.")
    )
    said = text.format(
        rank=format_number(ranked.rank), total=format_number(ranked.total, 2), top=format_number(row.top)
    )
    if row.chance is None:
        return said
    chance = _("Chance of the first {top}: {percent}.")
    return sentences(said, chance.format(top=format_number(row.top), percent=chance_text(row)))


def own_words_first(reason: str, proposed: str) -> str:
    """A reason that a person wrote behind the proposed sentence, with what they wrote in front of it."""
    own = reason.strip().removeprefix(proposed.strip()).strip()
    return sentences(own, proposed.strip()) if own != reason.strip() else own


def chance_text(row: Row) -> str:
    """The chance of the top N in percent."""
    return "" if row.chance is None else format_percent(100 * row.chance, _places(row.chance))


def _places(chance: float) -> int:
    return 0 if chance in {0.0, 1.0} else 1


def error_text(row: Row) -> str:
    """Its standard error, `± 0.3`; empty where it is nil."""
    sure = row.ranked.sureness
    return "" if sure is None or not sure.standard_error else f"± {format_number(100 * sure.standard_error, 1)}"


def contradiction(row: Row) -> str:
    """Why a decision goes against the numbers; empty where it does not."""
    if not row.contradicts:
        return ""
    if row.verdict == Decision.Verdict.OUT:
        text = _("out although among the first {top} in {percent} of the draws")
        return text.format(top=format_number(row.top), percent=chance_text(row))
    if row.ranked.failed:
        gates = _(", ").join(short(name) for name in row.ranked.failed)
        return _("in although the gate {gates} excludes it").format(gates=gates)
    if row.ranked.rank is None:
        return _("in although it is not ranked")
    return _("in although rank {rank} lies outside the line").format(rank=format_number(row.ranked.rank))


def contradictions(rows: Sequence[Row]) -> str:
    """How many decisions go against the numbers; empty where none does."""
    if not rows:
        return ""
    text = ngettext("{count} decision goes against the numbers", "{count} decisions go against the numbers", len(rows))
    return text.format(count=format_number(len(rows)))


def untested(rows: Sequence[Row]) -> str:
    """How many are ranked without a score at a gate; empty where none is."""
    if not rows:
        return ""
    text = ngettext(
        "{count} ranked account has no score at a gate", "{count} ranked accounts have no score at a gate", len(rows)
    )
    return text.format(count=format_number(len(rows)))


def progress(seen: Seen) -> str:
    """How far the decisions are."""
    inside = len(seen.decided(Decision.Verdict.IN))
    if seen.is_whole:
        text = ngettext("{inside} of {top} in", "{inside} of {top} in", seen.cycle.top)
        return text.format(inside=format_number(inside), top=format_number(seen.cycle.top))
    text = ngettext("{inside} of your {count} account in", "{inside} of your {count} accounts in", len(seen.rows))
    return text.format(inside=format_number(inside), count=format_number(len(seen.rows)))
