"""Table Two of one candidate as the page shows it and as its form sends it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from django.utils.translation import gettext as _

from openkam.core.numbers import format_as_typed, format_number, format_percent
from openkam.tools.define.account_matrix.inputs import Placed
from openkam.web.cycles.actions.criteria import stamp
from openkam.web.cycles.actions.strength import MOST_FACTORS, MOST_RIVALS, US
from openkam.web.cycles.models import Candidate, CriteriaSet, Rating, Rival, SuccessFactor
from openkam.web.cycles.ready import name_of
from openkam.web.cycles.scoring.cells import cell_text
from openkam.web.cycles.scoring.saving import moment
from openkam.web.cycles.strength.words import WHOLE

NEW: Final = "n0"
"""The column of a rival that is not there yet."""
OURS: Final = "us"


@dataclass
class Box:
    """One cell: what stands in it, from whom, and what the customer says."""

    column: str
    rival: int
    text: str = ""
    version: int = 0
    who: str = ""
    at: str = ""
    customer: str = ""
    fault: str = ""

    @property
    def seen(self) -> str:
        """Version and text of what is saved, by which the answer tells whether a person changed it."""
        return f"{self.version}:{self.saved}"

    saved: str = ""


@dataclass
class Row:
    """One success factor; `pk` None: a row that is not saved yet."""

    number: int
    pk: int | None
    name: str
    weight: str
    mark: str
    share: str
    boxes: list[Box]
    fault: str = ""

    @property
    def label(self) -> str:
        """What it is called where it may have no name yet."""
        return self.name or _("new factor")


@dataclass
class Column:
    """One supplier; `pk` `US`: ourselves, None: a rival that is not saved yet."""

    key: str
    pk: int | None
    name: str
    mark: str = ""
    total: str = ""
    coverage: str = ""
    is_best: bool = False
    fault: str = ""

    @property
    def label(self) -> str:
        """What it is called where it may have no name yet."""
        return self.name or _("new rival")


@dataclass
class Sheet:
    """The whole table."""

    columns: list[Column]
    rows: list[Row]
    factors: Mapping[int, SuccessFactor]
    rivals: Mapping[int, Rival]
    is_rated: bool
    sources: list[str] = field(default_factory=list)
    """From whom scores came so far."""

    @property
    def saved_rows(self) -> list[Row]:
        """The rows that are there."""
        return [row for row in self.rows if row.pk]

    def box(self, factor: int, rival: int) -> Box | None:
        """The cell of a factor and a rival by their keys."""
        row = next((one for one in self.rows if one.pk == factor), None)
        return next((one for one in row.boxes if one.rival == rival), None) if row else None


def key_of(rival: int) -> str:
    """The name of a column in the form."""
    return f"r{rival}" if rival else OURS


def mark_of(row: SuccessFactor, shown: str) -> str:
    """What the name looked like, and what name and weight were, when the form was made."""
    return ".".join((stamp(shown), stamp(row.name), stamp(row.weight)))


def sheet_of(candidate: Candidate, placed: Placed | None) -> Sheet:
    """The table with an empty row and an empty column behind it; totals as the matrix has them."""
    factors = list(candidate.success_factors.all())
    rivals = list(candidate.rivals.all())
    given = Rating.objects.filter(factor__candidate=candidate).select_related("author").order_by("pk")
    ours: dict[tuple[int, int], Rating] = {}
    theirs: dict[tuple[int, int], list[float]] = {}
    for rating in given:
        place = (rating.factor_id, rating.rival_id or US)
        if rating.survey_id is None:
            ours[place] = rating
        elif rating.value is not None:
            theirs.setdefault(place, []).append(float(rating.value))
    shares = {one.id: one.share for one in placed.success} if placed else {}
    rows = [
        Row(
            number, row.pk, name_of(CriteriaSet.Kind.SUCCESS, row), cell_text(row.weight, is_unknown=False),
            mark_of(row, name_of(CriteriaSet.Kind.SUCCESS, row)),
            format_percent(100 * shares[row.key], 1) if row.key in shares else "",
            [_box(row.pk, rival, ours, theirs) for rival in (US, *(one.pk for one in rivals))],
        )
        for number, row in enumerate(factors)
    ]  # fmt: skip
    is_rated = bool(theirs) or any(one.value is not None for one in ours.values())
    sources = list(dict.fromkeys(one.said_by for one in given if one.said_by and one.survey_id is None))
    return Sheet(
        columns=_columns(rivals, placed),
        rows=rows,
        factors={row.pk: row for row in factors},
        rivals={row.pk: row for row in rivals},
        is_rated=is_rated,
        sources=sources,
    )


def with_room(sheet: Sheet) -> Sheet:
    """The same table with room for one more rival and one more factor, for who may change it."""
    if len(sheet.rivals) < MOST_RIVALS:
        sheet.columns.append(Column(NEW, None, ""))
        for row in sheet.rows:
            row.boxes.append(Box(NEW, -1))
    if len(sheet.factors) < MOST_FACTORS:
        sheet.rows.append(empty_row(sheet))
    return sheet


def empty_row(sheet: Sheet) -> Row:
    """A row for a factor that is not there yet."""
    boxes = [Box(column.key, -1 if column.pk is None else column.pk) for column in sheet.columns]
    return Row(len(sheet.rows), None, "", "", "", "", boxes)


def _box(
    factor: int, rival: int, ours: Mapping[tuple[int, int], Rating], theirs: Mapping[tuple[int, int], list[float]]
) -> Box:
    rating, said = ours.get((factor, rival)), theirs.get((factor, rival), [])
    customer = format_as_typed(round(sum(said) / len(said), 2)) if said else ""
    if rating is None:
        return Box(key_of(rival), rival, customer=customer)
    text = cell_text(rating.value, is_unknown=False)
    who = rating.said_by or str(rating.author or "")
    return Box(
        key_of(rival), rival, text, rating.version, who if text else "", moment(rating.at) if text else "", customer,
        saved=text,
    )  # fmt: skip


def _columns(rivals: list[Rival], placed: Placed | None) -> list[Column]:
    totals = {one.supplier: one for one in placed.suppliers} if placed else {}
    best = placed.rival if placed and placed.strength is not None else None
    found = [Column(OURS, US, _("Us"))]
    found += [Column(key_of(row.pk), row.pk, row.name, stamp(row.name), is_best=best == row.name) for row in rivals]
    for column, supplier in zip(found, ["", *(row.name for row in rivals)], strict=True):
        total = totals.get(supplier)
        if total is not None:
            column.total = format_number(total.total, 2)
            column.coverage = "" if total.coverage >= WHOLE else format_percent(100 * total.coverage, 0)
    return found
