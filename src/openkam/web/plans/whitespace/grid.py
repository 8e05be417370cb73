"""The whitespace as a grid of buying centre × offering with its sums. The unknown is counted, never taken as 0."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _, ngettext

from openkam.core.numbers import format_compact, format_money
from openkam.web.plans.models import Whitespace


@dataclass(frozen=True)
class Sum:
    """Some cells together. `spend`, `ours` and `potential` add what is known."""

    cells: int
    spend: Decimal
    unknown: int
    """Cells without a spend."""
    ours: Decimal
    """Spend × our share."""
    unknown_share: int
    """Cells with a spend but without our share."""
    potential: Decimal

    @property
    def is_known(self) -> bool:
        """Whether at least one cell has a spend."""
        return self.cells > self.unknown


@dataclass(frozen=True)
class Place:
    """One buying centre × offering; `cell` is None where nothing is said of it."""

    buying_centre: str
    offering: str
    cell: Whitespace | None

    @property
    def text(self) -> str:
        """What of its spend is known, short."""
        return "" if self.cell is None or self.cell.spend is None else format_compact(self.cell.spend)


@dataclass(frozen=True)
class Line:
    """One buying centre, or one offering in `Grid.columns`."""

    name: str
    places: Sequence[Place]
    total: Sum


@dataclass(frozen=True)
class StateSum:
    """All cells that are supplied by the same."""

    state: str
    label: str
    total: Sum


@dataclass(frozen=True)
class Grid:
    """The whole."""

    lines: Sequence[Line]
    columns: Sequence[Line]
    states: Sequence[StateSum]
    total: Sum
    open_centres: int
    """Buying centres with an open cell whose spend is known."""


def sum_of(rows: Iterable[Whitespace]) -> Sum:
    """The sums of `rows`."""
    found = list(rows)
    known = [row for row in found if row.spend is not None]
    return Sum(
        cells=len(found),
        spend=sum((row.spend for row in known if row.spend is not None), Decimal(0)),
        unknown=len(found) - len(known),
        ours=sum((row.spend - row.gap for row in known if row.spend is not None and row.gap is not None), Decimal(0)),
        unknown_share=sum(row.gap is None for row in known),
        potential=sum((row.potential for row in found if row.potential is not None), Decimal(0)),
    )


def grid(rows: Iterable[Whitespace]) -> Grid:
    """The cells laid out, names in their order."""
    every = list(rows)
    by_place = {(row.buying_centre, row.offering): row for row in every}
    centres = sorted({row.buying_centre for row in every}, key=lambda name: (name.casefold(), name))
    offerings = sorted({row.offering for row in every}, key=lambda name: (name.casefold(), name))

    def line(name: str, places: list[Place]) -> Line:
        return Line(name, places, sum_of(place.cell for place in places if place.cell is not None))

    is_open = [row for row in every if row.state == Whitespace.State.OPEN]
    return Grid(
        lines=[line(one, [Place(one, each, by_place.get((one, each))) for each in offerings]) for one in centres],
        columns=[line(each, [Place(one, each, by_place.get((one, each))) for one in centres]) for each in offerings],
        states=[
            StateSum(state.value, str(state.label), sum_of(row for row in every if row.state == state))
            for state in Whitespace.State
        ],
        total=sum_of(every),
        open_centres=len({row.buying_centre for row in is_open if row.spend}),
    )


def finding(made: Grid, currency: str) -> str:
    """What the grid says, in a sentence; empty where there is nothing in it."""
    total = made.total
    if not total.cells:
        return ""
    if not total.is_known:
        return _("The spend of no cell is known yet")
    is_open = next(one.total.spend for one in made.states if one.state == Whitespace.State.OPEN)
    known = format_money(total.spend, currency, 0)
    if not is_open:
        return _("Nothing of the {known} that is known to be addressable is open").format(known=known)
    return ngettext(
        "{open} of {known} addressable a year is open in {n} buying centre",
        "{open} of {known} addressable a year is open in {n} buying centres",
        made.open_centres,
    ).format(open=format_money(is_open, currency, 0), known=known, n=made.open_centres)


def missing(total: Sum) -> str:
    """What the sums leave out, in a sentence; empty where nothing."""
    said = []
    if total.unknown:
        said.append(
            ngettext(
                "{n} cell has no spend yet and is in no sum.", "{n} cells have no spend yet and are in no sum.",
                total.unknown,
            ).format(n=total.unknown)
        )  # fmt: skip
    if total.unknown_share:
        said.append(
            ngettext(
                "Our share of {n} cell is not known and not counted as ours.",
                "Our share of {n} cells is not known and not counted as ours.",
                total.unknown_share,
            ).format(n=total.unknown_share)
        )
    return " ".join(said)
