"""The ready sets of the deck, and the names of criteria in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from openkam.core.i18n import LazyText
from openkam.tools.define.account_matrix.factor_sets import ATTRACTIVENESS_FACTORS, SUCCESS_FACTORS
from openkam.tools.define.selection.criteria_sets import DEFAULT_CRITERIA
from openkam.web.cycles.models import CriteriaSet, Criterion, SuccessFactor

Kind = CriteriaSet.Kind


@dataclass(frozen=True)
class Ready:
    """One ready criterion or factor; its texts follow the reader's language."""

    key: str
    name: LazyText
    scale: LazyText
    minimum: Decimal | None = None


@cache
def ready_set(kind: str) -> Mapping[str, Ready]:
    """The ready criteria of a kind by key, in the deck's order."""
    if kind == Kind.SELECTION:
        rows = [
            Ready(one.id, one.name, one.scale, None if one.minimum is None else Decimal(str(one.minimum)))
            for one in DEFAULT_CRITERIA
        ]
    elif kind == Kind.ATTRACTIVENESS:
        rows = [Ready(one.id, one.name, one.scale) for one in ATTRACTIVENESS_FACTORS]
    else:
        rows = [Ready(one.id, one.name, one.scale) for one in SUCCESS_FACTORS]
    return {one.key: one for one in rows}


def name_of(kind: str, row: Criterion | SuccessFactor) -> str:
    """What a person typed, else the ready name in the active language, else the key."""
    ready = ready_set(kind).get(row.key)
    return row.name or (str(ready.name) if ready else row.key)


def scale_of(kind: str, row: Criterion) -> str:
    """What 1, 5 and 10 mean: as typed, else the ready scale in the active language."""
    ready = ready_set(kind).get(row.key)
    return row.scale or (str(ready.scale) if ready else "")
