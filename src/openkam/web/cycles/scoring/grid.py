"""The grid of scores as one reader sees it: candidates, criteria with their weights, cells, means and coverage."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Final

from django.db.models import BooleanField, Count, ExpressionWrapper, Q
from django.utils.translation import gettext as _, ngettext

from openkam.core.errors import InvalidInput
from openkam.core.numbers import format_number, format_percent
from openkam.feeds import cycle as feed
from openkam.web.cycles import answers, queries
from openkam.web.cycles.models import CriteriaSet, Criterion, Cycle, Score
from openkam.web.cycles.scoring.cells import cell_text
from openkam.web.cycles.scoring.proposals import Proposed, proposed
from openkam.web.shell.models import User

Kind = CriteriaSet.Kind
KINDS: Final = (Kind.SELECTION, Kind.ATTRACTIVENESS)
"""The sets that are scored here; success factors are rated for each account on the page of rivals."""


@dataclass(frozen=True)
class Column:
    """One criterion or factor in the reader's language. `share` is its part of all weights, None while unknown."""

    pk: int
    key: str
    name: str
    scale: str
    share: float | None
    minimum: float | None

    @property
    def weight(self) -> str:
        """Its weight as written."""
        return format_percent(None if self.share is None else 100 * self.share)

    @property
    def gate(self) -> str:
        """The lowest score allowed, or empty."""
        return "" if self.minimum is None else cell_text(Decimal(str(self.minimum)), is_unknown=False)

    @property
    def marks(self) -> list[tuple[str, str]]:
        """The written scale in its parts, such as `("5", "twice the average")`; empty where it has none."""
        return marks_of(self.scale)


def marks_of(scale: str) -> list[tuple[str, str]]:
    """`1: none. 5: half. 10: all.` → what 1, 5 and 10 mean; empty where it is written in another way."""
    places = [
        (mark, scale.find(f"{mark}{colon}"))
        for mark in ("1", "5", "10")
        for colon in (":", "：")
        if f"{mark}{colon}" in scale
    ]
    if [mark for mark, _at in places] != ["1", "5", "10"] or [at for _mark, at in places] != sorted(
        at for _mark, at in places
    ):
        return []
    ends = [at for _mark, at in places[1:]] + [len(scale)]
    return [
        (mark, scale[at + len(mark) + 1 : end].strip(" 　。.;；")) for (mark, at), end in zip(places, ends, strict=True)
    ]


@dataclass(frozen=True)
class Columns:
    """The criteria of one kind. `problem` says why their weights are not known yet."""

    kind: str
    every: Sequence[Column]
    rows: Sequence[feed.CriterionRow]
    problem: str = ""

    @cached_property
    def counting(self) -> Sequence[Column]:
        """Those whose scores count: with weight or a gate; all of them while the weights are not known."""
        return [one for one in self.every if self.problem or one.share or one.minimum is not None]

    @cached_property
    def by_pk(self) -> Mapping[int, Column]:
        """They, by their key in the database."""
        return {one.pk: one for one in self.every}

    def weigh(self, values: Mapping[int, float]) -> tuple[float | None, float | None]:
        """Weighted mean of the criteria that have a score, and the part of the weight that they carry."""
        if self.problem:
            return None, None
        carried = sum(one.share or 0 for one in self.every if one.pk in values)
        added = sum((one.share or 0) * values[one.pk] for one in self.every if one.pk in values)
        return (added / carried if carried else None), carried


def columns_of(cycle: Cycle, kind: str) -> Columns:
    """The criteria of this kind with their shares of the weight."""
    found = answers.criteria_of(cycle, kind)
    pks = dict(Criterion.objects.filter(set__cycle=cycle, set__kind=kind).values_list("key", "pk"))
    shares: Mapping[str, float] = {}
    problem = ""
    if found.rows:
        try:
            shares = feed.criteria_shares(found)
        except InvalidInput as error:
            problem = str(error)
    every = [Column(pks[row.id], row.id, row.name, row.scale, shares.get(row.id), row.minimum) for row in found.rows]
    return Columns(kind, every, found.rows, problem)


@dataclass(frozen=True, slots=True)
class Cell:
    """One score. `version` 0: there was never one."""

    text: str
    value: float | None
    version: int
    has_evidence: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One candidate."""

    pk: int
    code: str
    name: str
    account: int | None


class Grid:
    """What `user` sees of the scores of one kind: their own, or (`of_all`) the means of the raters they may see.

    `shown` are the criteria that count; with `whole`, those without weight too.
    """

    def __init__(self, user: User, cycle: Cycle, kind: str, *, of_all: bool = False, whole: bool = False) -> None:
        self.user, self.cycle, self.kind, self.of_all = user, cycle, kind, of_all
        self.columns = columns_of(cycle, kind)
        self.shown = self.columns.every if whole else self.columns.counting

    @cached_property
    def may_score(self) -> bool:
        """Whether the reader may type here."""
        return not self.of_all and queries.may_score(self.user, self.cycle)

    @cached_property
    def lines(self) -> list[Line]:
        """The visible candidates, by name."""
        found = queries.visible_candidates(self.user, self.cycle).order_by("name", "code")
        return [Line(*row) for row in found.values_list("pk", "code", "name", "account_id")]

    @cached_property
    def cells(self) -> Mapping[tuple[int, int], Cell]:
        """(candidate, criterion) → the score, by keys of the database."""
        return self._means() if self.of_all else own_cells(self.user, self.cycle, self.kind)

    def _means(self) -> Mapping[tuple[int, int], Cell]:
        codes = {line.code: line.pk for line in self.lines}
        keys = {one.key: one.pk for one in self.columns.every}
        means = feed.mean_scores(queries.score_rows(queries.seen_scores(self.user, self.cycle, self.kind)))
        return {
            (codes[code], keys[key]): Cell(cell_text(round(Decimal(value), 2), is_unknown=False), value, 1)
            for (code, key), value in means.items()
        }

    @cached_property
    def proposed(self) -> Proposed:
        """What the books propose, for a reader who may accept it."""
        return proposed(self.cycle, self.columns.rows) if self.may_score else {}

    def open_proposals(self) -> Mapping[tuple[int, int], float]:
        """(candidate, criterion) → proposed score on what is shown, where the reader has given none."""
        codes = {line.code: line.pk for line in self.lines}
        keys = {one.key: one.pk for one in self.shown}
        cells = self.cells
        found = {}
        for code, key in self.proposed:
            place = (codes.get(code, 0), keys.get(key, 0))
            if all(place) and (place not in cells or not cells[place].text):
                found[place] = self.proposed[code, key].value
        return found

    def values_of(self, candidate: int) -> dict[int, float]:
        """Criterion → score of one candidate, where there is one."""
        found = ((one.pk, self.cells.get((candidate, one.pk))) for one in self.columns.every)
        return {pk: cell.value for pk, cell in found if cell is not None and cell.value is not None}

    @cached_property
    def tally(self) -> Tally:
        """How far the scores go, over all candidates that the reader sees."""
        seen = {line.pk for line in self.lines}
        counts = {one.pk: [0, 0] for one in self.columns.every}
        for (candidate, criterion), cell in self.cells.items():
            if candidate in seen and criterion in counts and cell.text:
                counts[criterion][0] += cell.value is not None
                counts[criterion][1] += 1
        return Tally(self.columns, len(seen), {pk: (scored, said) for pk, (scored, said) in counts.items()})


@dataclass(frozen=True)
class Tally:
    """How many cells of each criterion have a score, and how many have any answer."""

    columns: Columns
    candidates: int
    counts: Mapping[int, tuple[int, int]]

    @property
    def cells(self) -> int:
        """All cells that count."""
        return self.candidates * len(self.columns.counting)

    @property
    def said(self) -> int:
        """Those of them with a score or with "cannot say"."""
        return sum(self.counts[one.pk][1] for one in self.columns.counting)

    @property
    def coverage(self) -> float | None:
        """The part of the weight of all candidates that is scored."""
        if self.columns.problem or not self.candidates:
            return None
        carried = sum((one.share or 0) * self.counts[one.pk][0] for one in self.columns.every)
        return carried / self.candidates

    def of_column(self, pk: int) -> str:
        """The part of the candidates that one criterion is scored for, as written."""
        return covered(self.counts[pk][0] / self.candidates) if self.candidates else covered(None)

    @property
    def title(self) -> str:
        """The finding."""
        given, every = format_number(self.said), format_number(self.cells)
        if not self.cells:
            return _("There is nobody to score yet")
        if self.said == self.cells:
            return ngettext("The one score is given", "All {cells} scores are given", self.cells).format(cells=every)
        if self.coverage is None or not self.said:
            return _("{given} of {cells} scores are given").format(given=given, cells=every)
        text = _("{given} of {cells} scores are given; they cover {share} of the weight")
        return text.format(given=given, cells=every, share=covered(self.coverage))


def covered(part: float | None) -> str:
    """A coverage as written: whole percent, and never 100 or 0 where it is not."""
    if part is None:
        return format_percent(None)
    percent = round(100 * part)
    if 0 < part < 1 - 1e-9:
        percent = min(99, max(1, percent))
    return format_percent(percent, 0)


def mean_text(value: float | None) -> str:
    """A mean as written."""
    return format_number(value, 2)


_COLUMNS: Final = ("candidate_id", "criterion_id", "value", "is_unknown", "version", "told")


def own_cells(
    user: User, cycle: Cycle, kind: str, candidates: Iterable[int] | None = None
) -> dict[tuple[int, int], Cell]:
    """The scores that `user` gave, of all candidates or of these."""
    found = Score.objects.filter(rater=user, candidate__cycle=cycle, criterion__set__kind=kind)
    if candidates is not None:
        found = found.filter(candidate__in=list(candidates))
    told = found.annotate(told=ExpressionWrapper(~Q(evidence=""), BooleanField())).order_by()
    return {
        (candidate, criterion): Cell(
            cell_text(value, is_unknown=unknown), None if value is None else float(value), version, bool(said)
        )
        for candidate, criterion, value, unknown, version, said in told.values_list(*_COLUMNS)
    }


def tally_of(user: User, cycle: Cycle, columns: Columns) -> Tally:
    """How far the own scores of `user` go, counted by the database. Two queries."""
    visible = queries.visible_candidates(user, cycle).order_by()
    found = Score.objects.filter(rater=user, candidate__in=visible, criterion__in=list(columns.by_pk)).order_by()
    counted = found.values("criterion").annotate(
        scored=Count("value"), said=Count("pk", filter=Q(value__isnull=False) | Q(is_unknown=True))
    )
    counts = dict.fromkeys(columns.by_pk, (0, 0))
    counts |= {row["criterion"]: (row["scored"], row["said"]) for row in counted}
    return Tally(columns, visible.count(), counts)
