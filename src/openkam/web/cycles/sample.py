"""The two illustrative cycles of the sample company. What the books can answer is taken from them once their figures
are worked out; then the older cycle freezes."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history

from openkam.web.accounts.models import Account
from openkam.web.cycles import answers
from openkam.web.cycles.actions.candidates import add_candidates, set_raters
from openkam.web.cycles.actions.cycles import freeze, move_to, open_cycle
from openkam.web.cycles.actions.scores import Given, give_scores
from openkam.web.cycles.models import (
    Candidate,
    Capacity,
    CriteriaSet,
    Criterion,
    Cycle,
    Decision,
    Rating,
    Rival,
    Score,
    Source,
    SuccessFactor,
)
from openkam.web.cycles.scoring.proposals import proposed
from openkam.web.imports import sample
from openkam.web.shell.models import Role, User

EARLIER, LATER = "FY19", "FY20"
WEIGHTS: Final[Mapping[str, Mapping[str, int]]] = {
    CriteriaSet.Kind.SELECTION: {
        "revenue_potential": 20,
        "profit_potential": 20,
        "buying_orientation": 15,
        "product_line_fit": 15,
        "solvency": 10,
        "ceo_relationship": 10,
        "outsourcing_will": 10,
    },
    CriteriaSet.Kind.ATTRACTIVENESS: {
        "size": 20,
        "growth_potential": 20,
        "financial_stability": 10,
        "ease_of_access": 10,
        "closeness": 15,
        "strategic_fit": 15,
        "competition": 5,
        "market_standing": 5,
    },
}
"""Typed, in percent; every other criterion of the kind weighs nothing, yet may be scored."""
DOMAIN: Final = "sample.invalid"
DAYS_A_YEAR: Final = 180
"""What each illustrative manager has for key accounts."""


def folder() -> Path:
    """Where the files lie, beside the sample company's own."""
    return sample.folder().parent / "planning_cycles"


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (folder() / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def load(user: User | None) -> None:
    """Both cycles with their scores; nothing where there is any cycle already."""
    if Cycle.objects.exists():
        return
    raters = {name: _person(name) for name in dict.fromkeys(row["rater"] for row in _rows("scores"))}
    before: Cycle | None = None
    for name in (EARLIER, LATER):
        before = _cycle(name, before, user, raters)


def _person(name: str) -> User:
    first, last = name.lower().split()
    email = f"{first}.{last}@{DOMAIN}"
    found = User.objects.filter(email=email).first()
    if found is not None:
        return found
    person = User.objects.create_user(
        email, name=name, title=_("Illustrative person of the sample"), role=Role.LEAD, is_active=False
    )
    person.set_unusable_password()
    person.save()
    return person


def _cycle(name: str, before: Cycle | None, user: User | None, raters: Mapping[str, User]) -> Cycle:
    cycle = open_cycle(author=user, name=name, is_sample=True)
    Cycle.objects.filter(pk=cycle.pk).update(period=name, previous=before)
    _put_weights(cycle)
    wanted = [row["account"] for row in _rows("candidates") if name == LATER or row["new"] == "0"]
    accounts = Account.objects.filter(code__in=wanted, is_sample=True)
    add_candidates(cycle=cycle, accounts=accounts, author=user)
    set_raters(cycle=cycle, users=raters.values())
    candidates = {row.code: row for row in cycle.candidates.all()}
    _put_scores(cycle, candidates, raters)
    _put_strength(cycle, candidates, next(iter(raters.values())))
    _put_managers(cycle, candidates, list(raters.values()))
    return move_to(cycle=cycle, state=Cycle.State.SCORING)


def _put_weights(cycle: Cycle) -> None:
    for kind, weights in WEIGHTS.items():
        CriteriaSet.objects.filter(cycle=cycle, kind=kind).update(is_percent=True)
        for row in Criterion.objects.filter(set__cycle=cycle, set__kind=kind):
            row.weight = Decimal(weights.get(row.key, 0))
            row.save()


def _put_scores(cycle: Cycle, candidates: Mapping[str, Candidate], raters: Mapping[str, User]) -> None:
    criteria = {
        (row.set.kind, row.key): row for row in Criterion.objects.filter(set__cycle=cycle).select_related("set")
    }
    now, evidence = timezone.now(), _("Illustrative judgement of the sample")
    rows = [
        Score(
            candidate=candidates[row["account"]],
            criterion=criteria[row["kind"], row["criterion"]],
            rater=raters[row["rater"]],
            value=Decimal(row["score"]),
            evidence=evidence,
            author=raters[row["rater"]],
            at=now,
        )
        for row in _rows("scores")
        if row["cycle"] == cycle.name and row["account"] in candidates
    ]
    bulk_create_with_history(rows, Score, batch_size=500)


def _put_strength(cycle: Cycle, candidates: Mapping[str, Candidate], author: User) -> None:
    rows = [row for row in _rows("strength") if row["cycle"] == cycle.name and row["account"] in candidates]
    weights = {row["factor"]: Decimal(row["weight"]) for row in rows}
    factors = {
        (row.candidate.code, row.key): row
        for row in SuccessFactor.objects.filter(candidate__cycle=cycle).select_related("candidate")
    }
    for factor in factors.values():
        factor.weight = weights[factor.key]
    SuccessFactor.objects.bulk_update(factors.values(), ["weight"], batch_size=500)
    rivals = _rivals(rows, candidates)
    now, said_by = timezone.now(), _("Illustrative judgement of the sample")
    ratings = [
        Rating(
            factor=factors[row["account"], row["factor"]],
            rival=rivals[row["account"], row["supplier"]] if row["supplier"] else None,
            value=Decimal(row["score"]),
            said_by=said_by,
            author=author,
            at=now,
        )
        for row in rows
    ]
    bulk_create_with_history(ratings, Rating, batch_size=500)


def _put_managers(cycle: Cycle, candidates: Mapping[str, Candidate], managers: Sequence[User]) -> None:
    """Each manages every other candidate; illustrative, as is everything that the books do not say."""
    for manager in managers:
        Capacity.objects.create(cycle=cycle, manager=manager, days=DAYS_A_YEAR)
    for at, code in enumerate(sorted(candidates)):
        candidates[code].manager = managers[at % len(managers)]
        candidates[code].save()


def _rivals(rows: Iterable[Mapping[str, str]], candidates: Mapping[str, Candidate]) -> Mapping[tuple[str, str], Rival]:
    names: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        if row["supplier"] and row["supplier"] not in names[row["account"]]:
            names[row["account"]].append(row["supplier"])
    made = [
        Rival(candidate=candidates[code], name=name, position=at)
        for code, of_account in names.items()
        for at, name in enumerate(of_account)
    ]
    bulk_create_with_history(made, Rival, batch_size=500)
    return {(row.candidate.code, row.name): row for row in made}


@transaction.atomic
def finish() -> None:
    """Once the figures are there: take from the books what they answer, decide the older cycle and freeze it."""
    for cycle in Cycle.objects.filter(is_sample=True, state=Cycle.State.SCORING).order_by("pk"):
        author = cycle.raters.order_by("pk").first()
        if author is None:
            continue
        if not Score.objects.filter(candidate__cycle=cycle, source=Source.BOOKS).exists():
            _take_from_books(cycle, author.user)
        if cycle.name == EARLIER:
            _decide(cycle, author.user)
            decided = move_to(cycle=cycle, state=Cycle.State.DECIDED)
            freeze(cycle=decided, author=author.user, kept=answers.to_keep(decided, author.user))


def _take_from_books(cycle: Cycle, rater: User) -> None:
    candidates = dict(cycle.candidates.values_list("code", "pk"))
    for kind in WEIGHTS:
        rows = answers.criteria_of(cycle, kind).rows
        keys = dict(Criterion.objects.filter(set__cycle=cycle, set__kind=kind).values_list("key", "pk"))
        found = proposed(cycle, rows)
        cells = [
            Given(
                candidate=pk,
                criterion=keys[row.id],
                value=Decimal(str(found[code, row.id].value)),
                version=0,
                evidence=found[code, row.id].evidence,
                source=Source.BOOKS,
            )
            for code, pk in candidates.items()
            for row in rows
            if (code, row.id) in found
        ]
        give_scores(cycle=cycle, rater=rater, author=rater, cells=cells)


def _decide(cycle: Cycle, author: User) -> None:
    """In what the ranking puts inside the line, out the rest; the sample has no other reason."""
    inside = _("Illustrative: rank {rank} of the ranking, inside the line.")
    outside = _("Illustrative: rank {rank} of the ranking, outside the line.")
    ranks = {row.account: row.rank for row in answers.selection_of(cycle, author, draws=0).accounts}
    now = timezone.now()
    rows = []
    for candidate in cycle.candidates.all():
        rank = ranks.get(candidate.code)
        is_in = rank is not None and rank <= cycle.top
        reason = (inside if is_in else outside).format(rank="\N{EN DASH}" if rank is None else rank)
        verdict = Decision.Verdict.IN if is_in else Decision.Verdict.OUT
        rows.append(Decision(candidate=candidate, verdict=verdict, reason=reason, by=author, at=now))
    bulk_create_with_history(rows, Decision, batch_size=500)


@transaction.atomic
def remove(_user: User | None) -> None:
    """Take both cycles and their illustrative people away."""
    for cycle in Cycle.objects.filter(is_sample=True).order_by("-pk"):
        cycle.delete()
    for person in User.objects.filter(email__endswith=f"@{DOMAIN}", is_active=False):
        if not Score.objects.filter(rater=person).exists():
            person.delete()
