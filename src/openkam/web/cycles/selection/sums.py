"""How each number of the ranking is made: totals from scores and weights, ranks, chances, the line, the weights."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _, ngettext

from openkam.core.i18n import sentences
from openkam.core.numbers import format_date, format_money, format_number, format_percent
from openkam.publish.text import one_line
from openkam.web.cycles import queries
from openkam.web.cycles.models import CriteriaSet, Cycle, Score, Source
from openkam.web.cycles.scoring.cells import cell_text
from openkam.web.cycles.selection import wording
from openkam.web.cycles.selection.seen import Row, Seen
from openkam.web.cycles.sums import Part, Sum, Term, Voice

OF_ACCOUNT: Final = ("total", "coverage", "rank", "chance", "revenue", "profit")
OF_CYCLE: Final = ("line", "weights", "draws")
EVIDENCE_CHARS: Final = 200


def of_account(seen: Seen, row: Row, what: str) -> Sum | None:
    """The sum behind one number of a row; None where there is no such number."""
    if what in ("total", "coverage"):
        return _total(seen, row) if what == "total" else _coverage(seen, row)
    if what == "rank":
        return _rank(seen, row)
    if what == "chance":
        return _chance(seen, row)
    return _books(seen, row, what) if what in ("revenue", "profit") else None


def of_cycle(seen: Seen, what: str) -> Sum | None:
    """The sum behind the line, the weights or the draws."""
    if what == "line":
        return _line(seen)
    if what == "weights":
        return _weights(seen)
    return _draws(seen) if what == "draws" and seen.result.draws else None


def _total(seen: Seen, row: Row) -> Sum:
    ranked, voices = row.ranked, _voices(seen, row)
    parts, pks = [], _criteria(seen.cycle)
    for weight, score in zip(seen.result.weights, ranked.scores, strict=True):
        if weight.share <= 0:
            continue
        share = weight.share / ranked.coverage if score is not None and ranked.coverage else 0.0
        parts.append(
            Part(
                name=wording.short(weight.name),
                score="" if score is None else format_number(score, 2),
                weight="" if score is None else format_percent(100 * share, 1),
                adds="" if score is None else format_number(score * share, 2),
                voices=voices.get(weight.id, ()),
                url=reverse("cycle-score-cell", args=[seen.cycle.pk, "selection", row.pk, pks[weight.id]])
                if weight.id in pks
                else "",
            )
        )
    notes = [wording.standing(row)]
    if ranked.coverage < 1 - 1e-9:
        text = _("Weights over the {percent} of the weight that is scored; a missing score is neither 0 nor the mean.")
        notes.append(text.format(percent=format_percent(100 * ranked.coverage, 1)))
    if seen.is_blind:
        notes.append(_("Made from the scores that you may know while you are still scoring."))
    if row.ranked.rank is not None and seen.result.line_outside is not None:
        notes += wording.changes(row) or [wording.no_change(row)]
    return Sum(
        _("Weighted total of {name}").format(name=wording.short(row.name)),
        format_number(ranked.total, 2),
        parts=parts,
        weight_sum=format_percent(100.0, 0) if ranked.total is not None else "",
        notes=notes,
        links=[(_("Open its scores"), reverse("cycle-score-account", args=[seen.cycle.pk, "selection", row.pk]))],
    )


def _criteria(cycle: Cycle) -> dict[str, int]:
    kind = CriteriaSet.Kind.SELECTION
    return {key: pk for one in cycle.sets.filter(kind=kind) for key, pk in one.criteria.values_list("key", "pk")}


def _voices(seen: Seen, row: Row) -> dict[str, list[Voice]]:
    scores = (
        queries.seen_scores(seen.user, seen.cycle, CriteriaSet.Kind.SELECTION)
        .filter(candidate=row.pk)
        .select_related("criterion", "rater")
        .order_by("rater__name", "pk")
    )
    found: dict[str, list[Voice]] = {}
    for one in scores:
        if one.value is not None or one.is_unknown:
            found.setdefault(one.criterion.key, []).append(
                Voice(str(one.rater), cell_text(one.value, is_unknown=one.is_unknown), _evidence(one))
            )
    return found


def _evidence(score: Score) -> str:
    parts = [str(Source(score.source).label) if score.source != Source.TYPED else "", score.evidence]
    return one_line(" · ".join(part for part in parts if part), EVIDENCE_CHARS)


def _coverage(seen: Seen, row: Row) -> Sum:
    weighted = [
        (weight, score)
        for weight, score in zip(seen.result.weights, row.ranked.scores, strict=True)
        if weight.share > 0
    ]
    missing = [weight.name for weight, score in weighted if score is None]
    notes = []
    if missing:
        text = _("Not scored: {names}.")
        notes.append(text.format(names=_(", ").join(wording.short(name) for name in missing)))
    return Sum(
        _("How much of the weight is scored at {name}").format(name=wording.short(row.name)),
        format_percent(100 * row.ranked.coverage, 1),
        terms=[
            Term(wording.short(weight.name), format_percent(100 * weight.share, 1))
            for weight, score in weighted
            if score is not None
        ],
        notes=notes,
        links=[(_("Open its scores"), reverse("cycle-score-account", args=[seen.cycle.pk, "selection", row.pk]))],
    )


def _rank(seen: Seen, row: Row) -> Sum | None:
    rank = row.ranked.rank
    if rank is None:
        return None
    at = seen.ranked.index(row)
    terms = [
        Term(wording.short(one.name), format_number(one.ranked.total, 2), f"#{format_number(one.ranked.rank)}")
        for one in seen.ranked[max(0, at - 2) : at + 3]
    ]
    text = ngettext(
        "{count} account of the programme has a higher total; equal totals share a rank.",
        "{count} accounts of the programme have a higher total; equal totals share a rank.",
        rank - 1,
    )
    return Sum(
        _("Rank of {name}").format(name=wording.short(row.name)),
        format_number(rank),
        subtitle=_("Its neighbours by weighted total"),
        terms=terms,
        notes=[text.format(count=format_number(rank - 1)), *_sure(seen, row)],
    )


def _sure(seen: Seen, row: Row) -> list[str]:
    sure = row.ranked.sureness
    if sure is None:
        return []
    text = _(
        "In {draws} draws its rank lay between {low} and {high} nine times in ten; the best was {best}, the worst "
        "{worst}."
    )
    return [
        text.format(
            draws=format_number(seen.result.draws),
            low=format_number(sure.rank_low),
            high=format_number(sure.rank_high),
            best=format_number(sure.best),
            worst=format_number(sure.worst),
        )
    ]


def _chance(seen: Seen, row: Row) -> Sum | None:
    sure, draws = row.ranked.sureness, seen.result.draws
    if sure is None or not draws:
        return None
    times = round(sure.top_chance * draws)
    return Sum(
        _("Chance of {name} to be among the first {top}").format(
            name=wording.short(row.name), top=format_number(seen.cycle.top)
        ),
        f"{wording.chance_text(row)} {wording.error_text(row)}".strip(),
        terms=[
            Term(
                _("Draws in which it was among the first {top}").format(top=format_number(row.top)),
                format_number(times),
            ),
            Term(_("÷ all draws"), format_number(draws)),
        ],
        notes=[
            _("It came first in {percent} of the draws.").format(percent=format_percent(100 * sure.first_chance, 1)),
            *_sure(seen, row),
            *_how_drawn(seen),
        ],
    )


def _how_drawn(seen: Seen) -> list[str]:
    """How the draws are made; to who sees some accounts only, without counting the scores of the others."""
    simulation = seen.result.simulation
    text = _(
        "Each draw takes weights around those chosen (Dirichlet, concentration {concentration}) with random numbers "
        "of seed {seed}; a score on which raters differ is drawn around its mean, a missing one anywhere from 1 to 10."
    )
    found = [text.format(concentration=format_number(simulation.concentration), seed=simulation.seed)]
    if seen.is_whole:
        doubt = ngettext(
            "{count} score is in doubt and drawn too.", "{count} scores are in doubt and drawn too.",
            seen.result.doubtful_cells,
        )  # fmt: skip
        found.append(doubt.format(count=format_number(seen.result.doubtful_cells)))
    if seen.result.rank_step > 1:
        step = _("Ranks at 5 % and 95 % are counted in steps of {count}.")
        found.append(step.format(count=format_number(seen.result.rank_step)))
    return found


def _draws(seen: Seen) -> Sum:
    return Sum(
        _("How the draws are made"),
        ngettext("{count} draw", "{count} draws", seen.result.draws).format(count=format_number(seen.result.draws)),
        notes=_how_drawn(seen),
    )


def _books(seen: Seen, row: Row, what: str) -> Sum | None:
    value = row.books.revenue if what == "revenue" else row.books.profit
    if value is None:
        return None
    period, cycle, source = seen.books.period, seen.cycle, seen.books.source
    title = _("Revenue of {name} in {period}") if what == "revenue" else _("Profit of {name} in {period}")
    notes = []
    if cycle.level == Cycle.Level.PARENT:
        notes.append(_("With everything of its subsidiaries."))
    if cycle.is_frozen:
        notes.append(_("As kept when the cycle was frozen."))
    if as_of := source.get("as_of"):
        notes.append(_("Books up to {day}.").format(day=format_date(date.fromisoformat(as_of))))
    links = []
    if row.account_id is not None and not cycle.is_frozen and cycle.level == Cycle.Level.EACH:
        figure = "revenue" if what == "revenue" else ("net" if seen.books.profit_is == "net" else "margin")
        address = reverse("portfolio-working", args=[period, str(row.account_id), figure])
        links.append((_("How the books make it"), address))
    if what == "profit":
        notes.insert(0, _("Net income.") if seen.books.profit_is == "net" else _("Margin: revenue less direct costs."))
    return Sum(
        title.format(name=wording.short(row.name), period=period),
        format_money(value, seen.books.currency, 2),
        notes=[sentences(*notes)] if notes else (),
        links=links,
    )


def _line(seen: Seen) -> Sum | None:
    result = seen.result
    if result.line_inside is None or result.line_outside is None:
        return None
    inside = [row for row in seen.ranked if row.is_inside]
    outside = [row for row in seen.ranked if not row.is_inside]
    last = inside[-1] if inside and inside[-1].ranked.total == result.line_inside else None
    first = outside[0] if outside and outside[0].ranked.total == result.line_outside else None
    hidden = _("an account that you may not see")
    return Sum(
        _("Where the line runs"),
        _("after place {top}").format(top=format_number(result.top)),
        terms=[
            Term(
                wording.short(last.name) if last else hidden,
                format_number(result.line_inside, 2),
                _("the last inside"),
            ),
            Term(
                wording.short(first.name) if first else hidden,
                format_number(result.line_outside, 2),
                _("the first outside"),
            ),
        ],
        notes=[_("The cycle chooses {top} accounts; the setting of the cycle says how many.").format(
            top=format_number(result.top))],
    )  # fmt: skip


def _weights(seen: Seen) -> Sum:
    result = seen.result
    rows = sorted((weight for weight in result.weights if weight.share > 0), key=lambda one: -one.share)
    given = sum(weight.given or 0 for weight in rows)
    source = {
        "typed": _("Each weight is its part of all typed weights."),
        "ranked": _("Weights by ranking: rank-order centroid."),
        "pairwise": _("Weights by comparing pairs: the principal eigenvector."),
    }[result.method]
    return Sum(
        _("Weights of the criteria"),
        format_percent(100.0, 0),
        terms=[
            Term(wording.short(one.name), format_percent(100 * one.share, 1), _given(result.method, one.given, given))
            for one in rows
        ],
        notes=[source],
        links=[(_("Criteria and scales"), reverse("cycle-criteria", args=[seen.cycle.pk, "selection"]))],
    )


def _given(method: str, given: float | None, all_given: float) -> str:
    """What a weight was made of."""
    if method == "typed":
        return _("typed {given} of {all}").format(given=format_number(given, 2), all=format_number(all_given, 2))
    return _("importance rank {rank}").format(rank=format_number(given)) if method == "ranked" else ""
