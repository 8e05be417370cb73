"""Where one account stands in the newest cycle that is decided or frozen, and what the header of the account says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from openkam.core.errors import InvalidInput
from openkam.core.numbers import format_number
from openkam.tools.define.account_matrix.wording import class_label
from openkam.web.accounts.models import Account
from openkam.web.cycles.answers import matrix_of, selection_of
from openkam.web.cycles.models import Cycle
from openkam.web.cycles.queries import visible_candidates
from openkam.web.shell.access import reader
from openkam.web.shell.models import User
from openkam.web.shell.registry import Mark

if TYPE_CHECKING:
    from django.http import HttpRequest


@dataclass(frozen=True)
class Standing:
    """Class, place and rank; unknown texts are empty."""

    cycle: Cycle
    kind: str
    label: str
    attractiveness: str
    strength: str
    rank: str
    fault: str = ""
    """Why the cycle cannot be reckoned."""


def class_of(user: User, account: Account) -> Standing | None:
    """The account's class, attractiveness, relative strength and rank; None where it is no candidate."""
    found = _candidacy(user, account)
    if found is None:
        return None
    cycle, code = found
    try:
        matrix, ranking = matrix_of(cycle, user, draws=0), selection_of(cycle, user, draws=0)
    except InvalidInput as error:
        return Standing(cycle, "", "", "", "", "", str(error))
    placed = next((one for one in matrix.accounts if one.account == code), None)
    ranked = next((one for one in ranking.accounts if one.account == code), None)
    return Standing(
        cycle,
        kind=(placed and placed.kind) or "",
        label=class_label(placed.kind if placed else None),
        attractiveness=_number(placed.attractiveness if placed else None),
        strength=_number(placed.strength if placed else None),
        rank=str(ranked.rank) if ranked and ranked.rank else "",
    )


def _candidacy(user: User, account: Account) -> tuple[Cycle, str] | None:
    over = [Cycle.State.DECIDED, Cycle.State.FROZEN]
    cycle = Cycle.objects.filter(state__in=over, candidates__account=account).first()
    candidate = visible_candidates(user, cycle).filter(account=account).first() if cycle else None
    return (cycle, candidate.code) if cycle and candidate else None


def _number(value: float | None) -> str:
    return "" if value is None else format_number(value, 2)


def marks(request: HttpRequest, account: Account) -> Sequence[Mark]:
    """The account's class; nothing where it is no candidate, or is not placed."""
    user = reader(request)
    found = _candidacy(user, account)
    if found is None:
        return ()
    cycle, code = found
    try:
        kinds = [one.kind for one in matrix_of(cycle, user, draws=0).accounts if one.account == code]
    except InvalidInput:
        return ()  # the plan and the matrix say what is missing
    return [
        Mark(kind, class_label(kind), cycle.name, reverse("cycle-matrix", args=[cycle.pk])) for kind in kinds if kind
    ]
