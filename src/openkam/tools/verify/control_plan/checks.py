"""What a chart's measurements must be before limits can be set; every fault names its cell."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from openkam.core.i18n import gettext as _
from openkam.core.variation import LARGEST_SUBGROUP
from openkam.tools.verify.control_plan.parts import CHART_KINDS, ChartInput, ChartKind, Frozen, PlanLine

SINGLE: tuple[ChartKind, ...] = ("i_mr", "ewma", "cusum")
SUBGROUPED: tuple[ChartKind, ...] = ("xbar_r", "xbar_s")
SHARES: tuple[ChartKind, ...] = ("p", "np", "laney_p")
LANEY: tuple[ChartKind, ...] = ("laney_p", "laney_u")
SMALLEST_SIZE = 1e-9
"""In units of area or opportunity: below it a rate is so large that its square overflows."""
FIELDS = ("values", "subgroups", "counts")


def data_field(kind: ChartKind) -> str:
    """The field in which a chart of this kind expects its measurements."""
    if kind in SINGLE:
        return "values"
    return "subgroups" if kind in SUBGROUPED else "counts"


def check_chart(place: str, line: PlanLine, chart: ChartInput) -> None:
    """Raises ValueError where `chart` cannot be drawn as its `line` wants it; `place` is its dotted path."""
    field = data_field(line.chart)
    for other in FIELDS:
        if other != field and getattr(chart, other):
            text = _("{place}: a chart of the kind {kind} takes {field} instead")
            raise ValueError(text.format(place=f"{place}.{other}", kind=CHART_KINDS[line.chart], field=field))
    count = len(getattr(chart, field))
    if chart.labels and len(chart.labels) != count:
        text = _("{place}: {given} labels are given for {count} points; give one for each, or none")
        raise ValueError(text.format(place=f"{place}.labels", given=len(chart.labels), count=count))
    if field == "counts":
        _check_counts(place, line.chart, chart)
    if line.chart == "xbar_r":
        _check_subgroups(place, chart)
    if chart.frozen is not None:
        _check_frozen(place, line.chart, chart.frozen, chart)
        return
    first = count if chart.phase_one is None else chart.phase_one
    if first > count:
        text = _("{place}: phase I has {first} points, but only {count} are given")
        raise ValueError(text.format(place=f"{place}.phase_one", first=first, count=count))
    if count == 0 or not _enough(line.chart, chart, first):
        text = _(
            "{place}: phase I holds too little to set limits; it needs at least two neighbouring values, a subgroup of "
            "two, or a sample that is not empty; add data or give limits"
        )
        raise ValueError(text.format(place=f"{place}.{field}"))


def _numbers(values: tuple[float | None, ...]) -> NDArray[np.float64]:
    return np.array(values, dtype=np.float64)


def _enough(kind: ChartKind, chart: ChartInput, first: int) -> bool:
    """Whether the first points give the centre and the spread that this kind of chart needs."""
    if kind in SUBGROUPED:
        return any(sum(value is not None for value in group) >= 2 for group in chart.subgroups[:first])
    known = ~np.isnan(_numbers((chart.values if kind in SINGLE else chart.counts)[:first]))
    if chart.sizes:
        sizes = np.broadcast_to(_numbers(chart.sizes), (len(chart.counts),))[:first]
        known &= sizes > 0
    if kind in SINGLE or kind in LANEY:
        return bool(np.any(known[1:] & known[:-1]))
    return bool(np.any(known))


def _check_counts(place: str, kind: ChartKind, chart: ChartInput) -> None:
    if kind == "c":
        if chart.sizes:
            raise ValueError(
                _("{place}: a c chart has equal areas; use a u chart for sizes").format(place=f"{place}.sizes")
            )
        return
    if chart.counts and len(chart.sizes) not in (1, len(chart.counts)):
        text = _("{place}: give one size for all counts, or one for each of the {count}")
        raise ValueError(text.format(place=f"{place}.sizes", count=len(chart.counts)))
    if not chart.counts:
        return
    sizes, counts = _numbers(chart.sizes), _numbers(chart.counts)
    tiny = np.flatnonzero((sizes > 0) & (sizes < SMALLEST_SIZE))
    if tiny.size:
        text = _("{place}: a size is 0 or at least {least}; choose a larger unit")
        raise ValueError(text.format(place=f"{place}.sizes.{tiny[0]}", least=SMALLEST_SIZE))
    if kind not in SHARES:
        return
    broken = np.flatnonzero(sizes != np.floor(sizes))
    if broken.size:
        raise ValueError(_("{place}: a whole number is expected").format(place=f"{place}.sizes.{broken[0]}"))
    over = np.flatnonzero(counts > sizes)
    if over.size:
        text = _("{place}: {count} defectives cannot be found in a sample of {size}")
        at = int(over[0])
        size = np.broadcast_to(sizes, counts.shape)[at]
        raise ValueError(text.format(place=f"{place}.counts.{at}", count=f"{counts[at]:g}", size=f"{size:g}"))


def _check_subgroups(place: str, chart: ChartInput) -> None:
    for at, group in enumerate(chart.subgroups):
        if len(group) > LARGEST_SUBGROUP:
            text = _("{place}: a range of more than {most} values says little; use an X̄-S chart")
            raise ValueError(text.format(place=f"{place}.subgroups.{at}", most=LARGEST_SUBGROUP))


def _check_frozen(place: str, kind: ChartKind, frozen: Frozen, chart: ChartInput) -> None:
    if chart.phase_one is not None:
        text = _("{place}: where limits are given no point sets them; leave phase I empty")
        raise ValueError(text.format(place=f"{place}.phase_one"))
    where = f"{place}.frozen"
    measured = kind in SINGLE or kind in SUBGROUPED
    if measured and frozen.sigma is None and frozen.upper is None:
        raise ValueError(_("{place}: give sigma too, or the two control limits").format(place=where))
    if kind in LANEY and frozen.sigma is None:
        raise ValueError(_("{place}: a Laney chart needs the factor σz as sigma").format(place=where))
    if not measured and (frozen.upper is not None or (frozen.sigma is not None and kind not in LANEY)):
        text = _("{place}: the limits of this chart follow from its centre line; give only the centre")
        raise ValueError(text.format(place=where))
    if frozen.upper is not None and kind in ("ewma", "cusum"):
        raise ValueError(_("{place}: this chart needs sigma, not control limits").format(place=where))
    if frozen.upper is not None and len({len(group) for group in chart.subgroups}) > 1:
        text = _("{place}: with subgroups of unequal size give sigma, not control limits")
        raise ValueError(text.format(place=where))
    if not measured and (frozen.centre < 0 or (kind in SHARES and frozen.centre > 1)):
        raise ValueError(_("{place}: the centre line of this chart cannot be there").format(place=f"{where}.centre"))
