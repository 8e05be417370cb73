"""How the two numbers of an account are made, and who said so and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _, ngettext

from openkam.core.i18n import sentences
from openkam.core.numbers import format_as_typed, format_date, format_number, format_percent
from openkam.web.cycles import queries
from openkam.web.cycles.matrix.seen import Row, Seen
from openkam.web.cycles.models import Candidate, CriteriaSet, Rating, Score, Source

Kind = CriteriaSet.Kind
NAMES = 3
"""People that a source line names; the others are counted."""


@dataclass(frozen=True)
class Line:
    """One factor of a sum."""

    name: str
    score: str
    other: str
    weight: str
    adds: str


@dataclass(frozen=True)
class How:
    """Both sums of one account, written."""

    row: Row
    attractiveness: str
    against_line: str
    factors: Sequence[Line]
    weight: str
    strength: str
    division: str
    success: Sequence[Line]
    our_total: str
    their_total: str
    sources: Sequence[str]


def how(seen: Seen, row: Row) -> How:
    """The sums with the weights of the page; the sources as the reader may know them."""
    placed = row.placed
    shared = sum(
        one.share for one in placed.success if one.ours is not None and one.theirs is not None and one.share > 0
    )
    return How(
        row=row,
        attractiveness=format_number(row.attractiveness, 2),
        against_line=_against(seen, row),
        factors=_factors(seen, row),
        weight=format_percent(100 * row.coverage, 0),
        strength=format_number(row.strength, 2),
        division=_division(row),
        success=[
            Line(
                one.name, format_as_typed(one.ours), format_as_typed(one.theirs),
                _share(one.share / shared if shared else 0), "",
            )
            for one in placed.success
            if one.ours is not None and one.theirs is not None and one.share > 0
        ],
        our_total=format_number(placed.our_total, 2),
        their_total=format_number(placed.rival_total, 2),
        sources=_sources(seen, row),
    )  # fmt: skip


def _share(share: float) -> str:
    percent = 100 * share
    return format_percent(percent, 0 if abs(percent - round(percent)) < 0.05 else 1)


def _factors(seen: Seen, row: Row) -> list[Line]:
    covered = row.coverage
    return [
        Line(
            factor.name,
            format_as_typed(score) if score is not None else _("missing"),
            "",
            _share(share / covered) if score is not None and covered else _share(share),
            format_number(score * share / covered, 2) if score is not None and covered else "",
        )
        for factor, score, share in zip(seen.result.factors, row.placed.scores, seen.standing.shares, strict=True)
        if share > 0
    ]


def _against(seen: Seen, row: Row) -> str:
    line = seen.standing.line
    if line is None or row.attractiveness is None:
        return ""
    value = format_number(line, 2)
    if abs(row.attractiveness - line) <= 1e-9 * max(1.0, abs(line)):
        return _("line {value}: it stands on the line, which counts as more attractive").format(value=value)
    if row.attractiveness > line:
        return _("line {value}, so more attractive").format(value=value)
    return _("line {value}, so less attractive").format(value=value)


def _division(row: Row) -> str:
    placed = row.placed
    if placed.strength is None:
        return ""
    count = sum(one.ours is not None and one.theirs is not None and one.share > 0 for one in placed.success)
    values = {
        "ours": format_number(placed.our_total, 2),
        "theirs": format_number(placed.rival_total, 2),
        "count": format_number(count),
        "rival": placed.rival or "",
    }
    if placed.rival is None:
        text = ngettext(
            "ours {ours} ÷ the scale's midpoint {theirs}, {count} CSF",
            "ours {ours} ÷ the scale's midpoint {theirs}, {count} CSFs",
            count,
        )
    else:
        text = ngettext(
            "ours {ours} ÷ {rival} {theirs}, {count} CSF", "ours {ours} ÷ {rival} {theirs}, {count} CSFs", count
        )
    return text.format(**values)


def _sources(seen: Seen, row: Row) -> list[str]:
    given = list(
        queries.seen_scores(seen.user, seen.cycle, Kind.ATTRACTIVENESS)
        .filter(candidate=row.pk, value__isnull=False, criterion__weight__gt=0)
        .select_related("author", "rater", "criterion")
    )
    found = [*_books(given), *_people(given), *_ratings(seen, row)]
    return [*found, _hidden(seen)] if queries.is_blind_to_others(seen.user, seen.cycle) else found


def _hidden(_seen: Seen) -> str:
    return _("Scores of others count and show here only where you have scored yourself.")


def _books(given: Sequence[Score]) -> list[str]:
    texts = {row.evidence for row in given if row.source == Source.BOOKS and row.evidence}
    return [_("From the books: {evidence}").format(evidence=text) for text in sorted(texts)]


def _people(given: Sequence[Score]) -> list[str]:
    typed = [row for row in given if row.source != Source.BOOKS]
    if not typed:
        return []
    names = dict.fromkeys(str(row.rater) for row in typed)
    factors = len({row.criterion_id for row in typed})
    text = ngettext("{count} factor scored by {names}, {day}", "{count} factors scored by {names}, {day}", factors)
    return [
        text.format(count=format_number(factors), names=_listed(list(names)), day=_day(max(row.at for row in typed)))
    ]


def _ratings(seen: Seen, row: Row) -> list[str]:
    candidate = Candidate.objects.filter(pk=row.pk)
    rows = Rating.objects.filter(factor__candidate__in=candidate, value__isnull=False).values_list(
        "said_by", "author__name", "survey_id", "at"
    )
    said = list(rows)
    if not said:
        return []
    names = dict.fromkeys(by or author or "" for by, author, _survey, _at in said)
    day = _day(max(at for *_rest, at in said))
    text = _("Strength rated by {names}, {day}").format(names=_listed([one for one in names if one]), day=day)
    if any(survey for _by, _author, survey, _at in said):
        return [sentences(f"{text}.", _("The customer's own ratings go first."))]
    return [text]


def _listed(names: list[str]) -> str:
    if not names:
        return _("somebody")
    if len(names) <= NAMES:
        return _("; ").join(names)
    text = ngettext("{names} and {count} other", "{names} and {count} others", len(names) - NAMES)
    return text.format(names=_("; ").join(names[:NAMES]), count=format_number(len(names) - NAMES))


def _day(at: datetime) -> str:
    return format_date(timezone.localtime(at).date())
