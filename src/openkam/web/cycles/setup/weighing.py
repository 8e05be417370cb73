"""What the weights of a set come to: the share of each criterion, how consistent the pairs are, what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from django.utils.translation import gettext as _

from openkam.core.numbers import format_number, format_percent
from openkam.feeds import cycle as feed
from openkam.tools.define import selection
from openkam.tools.define.selection.inputs import Consistency, Simulation, Weight
from openkam.tools.define.selection.notes import notes
from openkam.web.cycles.models import Comparison, CriteriaSet, Criterion, Cycle
from openkam.web.cycles.ready import name_of, scale_of

Kind, Method = CriteriaSet.Kind, CriteriaSet.Method
ENOUGH = 7
"""Criteria that a person can weigh against each other."""


@dataclass(frozen=True)
class Bar:
    """A criterion with its share as a length of a thousand and as text."""

    name: str
    mille: int
    text: str


@dataclass(frozen=True)
class Weighed:
    """The weights of a set. `missing` says in a sentence why there are none yet; then `weights` is empty."""

    missing: str
    weights: Sequence[Weight]
    consistency: Consistency | None
    warnings: Sequence[str]

    @property
    def shares(self) -> Mapping[str, float]:
        """Key of each criterion → its share of 1."""
        return {weight.id: weight.share for weight in self.weights}

    @property
    def bars(self) -> Sequence[Bar]:
        """The criteria that carry weight, the heaviest first, ready to be drawn."""
        return [Bar(one.name, round(1000 * one.share), format_percent(100 * one.share)) for one in self.heaviest]

    @property
    def heaviest(self) -> Sequence[Weight]:
        """The criteria that carry weight, the heaviest first."""
        return sorted((one for one in self.weights if one.share > 0), key=lambda one: -one.share)


def rows_of(found: CriteriaSet) -> feed.CriteriaRows:
    """The set as feeds want it, in the reader's language, whether of a cycle or of the library."""
    criteria = list(found.criteria.all())
    keys = {row.pk: row.key for row in criteria}
    pairs = found.comparisons.values_list("first_id", "second_id", "times") if found.method == Method.PAIRWISE else ()
    return feed.CriteriaRows(
        rows=[
            feed.CriterionRow(
                id=row.key,
                name=name_of(found.kind, row),
                scale=scale_of(found.kind, row),
                weight=float(row.weight),
                rank=row.rank,
                minimum=None if row.minimum is None else float(row.minimum),
            )
            for row in criteria
        ],
        method=found.method,
        is_percent=found.is_percent,
        judgements=[(keys[first], keys[second], float(times)) for first, second, times in pairs],
        random_index=found.random_index,
    )


def weigh(found: CriteriaSet) -> Weighed:
    """The weights of a set by its own method."""
    rows = rows_of(found)
    missing = missing_of(rows)
    if missing:
        return Weighed(missing, (), None, ())
    given = feed.selection_inputs("", 1, rows, (), (), Simulation(draws=0))
    result = selection.compute(given)
    warnings = [note.text for note in notes(result) if note.kind == "warning"]
    return Weighed("", result.weights, result.consistency, warnings)


def missing_of(rows: feed.CriteriaRows) -> str:
    """What the weights still need, in a sentence; empty where they are complete."""
    if not rows.rows:
        return _("There are no criteria yet.")
    if rows.method == Method.RANKED:
        unranked = sum(row.rank is None for row in rows.rows)
        text = _("{count} of {all} criteria have no rank yet.")
        return text.format(count=format_number(unranked), all=format_number(len(rows.rows))) if unranked else ""
    if not any(row.weight > 0 for row in rows.rows):
        return _("No criterion has a weight above 0.")
    if rows.method == Method.PAIRWISE:
        compared = {row.id for row in rows.rows if row.weight > 0}
        wanted = len(compared) * (len(compared) - 1) // 2
        given = sum(first in compared and second in compared for first, second, _times in rows.judgements)
        text = _("{count} of {all} pairs are compared.")
        return text.format(count=format_number(given), all=format_number(wanted)) if given < wanted else ""
    return ""


@dataclass(frozen=True)
class Pair:
    """Two criteria, and how many times as important the first is; below 1 the second is; None: not compared yet."""

    number: int
    first: Criterion
    second: Criterion
    times: float | None


def pairs_of(found: CriteriaSet) -> list[Pair]:
    """Every pair of the criteria that are compared, in the order of the list."""
    rows = [row for row in found.criteria.all() if row.weight > 0]
    said: dict[tuple[int, int], float] = {}
    for row in Comparison.objects.filter(set=found):
        said[row.first_id, row.second_id] = float(row.times)
        said[row.second_id, row.first_id] = 1 / float(row.times)
    return [
        Pair(number, first, second, said.get((first.pk, second.pk)))
        for number, (first, second) in enumerate(combinations(rows, 2), 1)
    ]


def weighed_sets(cycle: Cycle) -> dict[str, Weighed]:
    """The weights of the cycle's three sets by kind."""
    sets = {one.kind: one for one in cycle.sets.prefetch_related("criteria")}
    empty = Weighed(_("There are no criteria yet."), (), None, ())
    return {kind: weigh(sets[kind]) if kind in sets else empty for kind in Kind.values}
