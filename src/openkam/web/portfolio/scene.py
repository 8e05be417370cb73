"""What one reader sees under one filter: the rows, their sums, and what the tools say about them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from openkam.core.amounts import from_ten_thousandths, to_amounts
from openkam.core.i18n import language
from openkam.feeds import quadrant_inputs
from openkam.tools.define import value_quadrant
from openkam.tools.define.portfolio.charging import Indirect
from openkam.tools.define.portfolio.compute import compute_sheet
from openkam.tools.define.portfolio.inputs import ALL, Override, PortfolioInputs
from openkam.tools.define.portfolio.maths import whale_curve
from openkam.tools.define.portfolio.result import AccountResult, Figures, PortfolioResult
from openkam.tools.define.value_quadrant.inputs import BOXES, Cut, QuadrantResult
from openkam.web.portfolio.directory import Directory
from openkam.web.portfolio.filters import Filter
from openkam.web.portfolio.frame import Columns, Frame, Slice, columns, take
from openkam.web.shell.memory import Memory

BoolArray = NDArray[np.bool_]
Rows = NDArray[np.intp]
SCENES_KEPT = 64


@dataclass(frozen=True)
class View:
    """The accounts that one reader may see, as a mask over a frame."""

    frame: Frame
    directory: Directory
    visible: BoolArray
    sees_all: bool

    @property
    def key(self) -> tuple[object, ...]:
        """The same for two readers who see the same."""
        return (self.frame.key, self.directory.version, "all" if self.sees_all else self.visible.tobytes())

    @property
    def rows(self) -> Rows:
        """The rows of the visible accounts."""
        return np.flatnonzero(self.visible)


class Scene:
    """One filter over what one reader may see. Everything is worked out when it is first asked for."""

    def __init__(self, view: View, chosen: Filter) -> None:
        self.view = view
        self.frame = view.frame
        self.directory = view.directory
        self.filter = chosen
        self.at = view.frame.columns(chosen.period)

    @cached_property
    def measure(self) -> str:
        """What the pictures call earning: `net` income, or `margin` where nothing but illustrative pools charges more.

        A picture of who earns must not rest on charges that were made up to show a method, unless one asks for it.
        """
        if not self.frame.pool_names:
            return "margin"
        return self.filter.measure or ("margin" if self.frame.pools_are_sample else "net")

    @cached_property
    def base(self) -> Rows:
        """The rows that the filter leaves, before a quadrant box or a part of the whale is picked."""
        chosen, who = self.filter, self.directory
        mask = self.view.visible.copy()
        for name, of in (
            ("territory", who.territory), ("segment", who.segment), ("parent", who.parents),
            ("salesperson", who.salesperson), ("owner", who.owner),
        ):  # fmt: skip
            value = getattr(chosen, name)
            if value is not None:
                mask &= of.mask(value)
        rows = np.flatnonzero(mask)
        if not chosen.text:
            return rows
        wanted, folded = chosen.text.casefold(), who.folded
        return rows[np.array([wanted in folded[row] for row in rows.tolist()], dtype=np.bool_)]

    @cached_property
    def base_columns(self) -> Columns:
        """The selected period of `base`."""
        return columns(take(self.frame, self.base), self.at, self.revenue_seen)

    @cached_property
    def rows(self) -> Rows:
        """`base`, less what the picked box or part leaves out: what the five columns add up."""
        keep = np.ones(len(self.base), dtype=np.bool_)
        figures = self.base_columns
        if self.filter.part:
            earned = self.earned(figures)
            keep &= figures.known & ((earned > 0) if self.filter.part == "earning" else (earned < 0))
        if self.filter.box:
            keep &= self.boxes == BOXES.index(self.filter.box)
        return self.base[keep]

    def earned(self, figures: Columns) -> NDArray[np.int64]:
        """What each row earns by the measure of the pictures."""
        return figures.net if self.measure == "net" else figures.margin

    @cached_property
    def listed(self) -> Rows:
        """The rows of the table: those that bought in the period, unless all are asked for."""
        if self.filter.status != "bought":
            return self.rows
        return self.rows[np.any(self.frame.sheet.active[self.rows][:, self.at], axis=1)]

    @cached_property
    def part(self) -> Slice:
        """The figures of `listed`."""
        return take(self.frame, self.listed)

    @cached_property
    def whole(self) -> Slice:
        """The figures of `rows`: those who no longer buy belong into a growth of all."""
        return take(self.frame, self.rows)

    @cached_property
    def revenue_seen(self) -> int:
        """The revenue of the period of everything that the reader may see: what shares are parts of."""
        return int(self.frame.sheet.revenue[self.view.rows][:, self.at].sum())

    @cached_property
    def columns(self) -> Columns:
        """The selected period of `listed`."""
        return columns(self.part, self.at, self.revenue_seen)

    @cached_property
    def result(self) -> PortfolioResult:
        """Portfolio analysis of `rows`, totals only."""
        return self.analyse(self.rows)

    @cached_property
    def base_result(self) -> PortfolioResult:
        """Portfolio analysis of `base` by the measure of the pictures: the whale curve of which a part is picked."""
        picked = self.filter.part or self.filter.box
        charged = self.measure == "net"
        if not picked and charged == bool(self.frame.pool_names):
            return self.result
        return self.analyse(self.base, charged=charged)

    @cached_property
    def quadrant(self) -> QuadrantResult:
        """The customer value quadrant of `base`."""
        return value_quadrant.TOOL.compute(
            quadrant_inputs(self.named_base, cut=Cut.model_validate({"method": self.filter.cut}))
        )

    @cached_property
    def boxes(self) -> NDArray[np.intp]:
        """For every row of `base` the position of its box in `BOXES`; −1 where it is in none."""
        places = {row.account: BOXES.index(row.box) for row in self.quadrant.accounts if row.box}
        codes = self.frame.codes
        return np.array([places.get(codes[row], -1) for row in self.base.tolist()], dtype=np.intp)

    @cached_property
    def named_base(self) -> PortfolioResult:
        """`base_result` with its accounts by name, selected period only: what pictures of accounts need."""
        named = self.named(self.base, self.base_columns, charged=self.measure == "net")
        ranked = self.ranked(self.base_result, self.base, self.base_columns, self.earned(self.base_columns))
        return ranked.model_copy(update={"accounts": named})

    def pictured(self, detailed: PortfolioResult) -> PortfolioResult:
        """`detailed` of `rows` as the pictures measure it, with the selected period only."""
        if (self.measure == "net") == bool(self.frame.pool_names):
            return detailed
        figures = columns(take(self.frame, self.rows), self.at, self.revenue_seen)
        result = self.ranked(self.analyse(self.rows, charged=False), self.rows, figures, figures.margin)
        return result.model_copy(update={"accounts": self.named(self.rows, figures, charged=False)})

    def inputs(self, rows: Rows, *, charged: bool = True) -> PortfolioInputs:
        """The tool's inputs without the accounts, for figures that are at hand as arrays."""
        frame = self.frame
        proposal = frame.proposals.get(language())
        if proposal is not None and len(rows) < len(frame.codes):
            # The interval was computed for the whole base; it says nothing about a part of it.
            proposal = proposal.model_copy(update={"intervals": ()})
        return PortfolioInputs.model_construct(
            currency=frame.currency,
            as_of=frame.as_of,
            periods=frame.periods,
            selected=self.filter.period,
            accounts=(),
            pools=frame.pool_names if charged else (),  # type: ignore[arg-type] # only whether there are any matters from here on
            overrides=self._overrides(rows),
            proposal=proposal,
            lifetime=None,
            rolled_up=False,
        )

    def _overrides(self, rows: Rows) -> tuple[Override, ...]:
        shown = {self.frame.codes[row] for row in rows[self.frame.sheet.overridden[rows].any(axis=1)].tolist()}
        return tuple(one for one in self.frame.overrides if one.account in shown)

    def analyse(self, rows: Rows, *, charged: bool = True) -> PortfolioResult:
        """Portfolio analysis of some rows, totals only; each bears the indirect cost that the whole base gives it.

        Not `charged`: before any indirect cost.
        """
        part = take(self.frame, rows)
        whole = len(rows) == len(self.frame.codes)
        if charged:
            indirect = Indirect(part.indirect, self.frame.by_pool[:, rows], self.frame.pools if whole else ())
        else:
            indirect = Indirect(np.zeros_like(part.indirect), self.frame.by_pool[:0, rows], ())
        return compute_sheet(self.inputs(rows, charged=charged), part.sheet, indirect)

    def ranked(
        self, result: PortfolioResult, rows: Rows, figures: Columns, earned: NDArray[np.int64]
    ) -> PortfolioResult:
        """`result` of `rows` with the code of the account at every point of its whale curve."""
        placed = np.flatnonzero(figures.active & figures.known)
        order = whale_curve(earned[placed]).order
        codes = tuple(self.frame.codes[rows[placed[order[rank - 1]]]] if rank else "" for rank in result.whale.ranks)
        return result.model_copy(update={"whale": result.whale.model_copy(update={"codes": codes})})

    def named(self, rows: Rows, figures: Columns, *, charged: bool = True) -> tuple[AccountResult, ...]:
        """The accounts of `rows` by name, with the selected period only."""
        known, has_pools = figures.known.tolist(), charged and bool(self.frame.pool_names)
        net = figures.net if charged else figures.margin
        amounts = [to_amounts(values) for values in (figures.revenue, figures.direct_cost, figures.indirect, net)]
        out = []
        for at, row in enumerate(rows.tolist()):
            revenue, cost, indirect, earned = (values[at] for values in amounts)
            selected = Figures.trusted(
                revenue=revenue,
                direct_cost=cost if known[at] else None,
                indirect_cost=indirect if has_pools else None,
                net_income=earned if known[at] else None,
            )
            out.append(
                AccountResult.trusted(
                    account=self.frame.codes[row],
                    name=self.directory.names[row],
                    revenue=(),
                    direct_cost=(),
                    indirect_cost=(),
                    net_income=(),
                    active=(),
                    overridden=(),
                    selected=selected,
                    selected_active=bool(figures.active[at]),
                    growth_pct=None,
                    growth_reason="",
                    cagr_pct=None,
                    share_pct=None,
                    lifetime_value=None,
                    payment=None,
                )
            )
        return tuple(out)


def money(value: int) -> Decimal:
    """One exact amount of a frame."""
    return from_ten_thousandths(int(value))


_scenes: Memory[Scene] = Memory(SCENES_KEPT)


def scene(view: View, chosen: Filter) -> Scene:
    """The scene of this reader and filter; order, page and grouping of the table do not matter to it."""
    plain = chosen.scope
    return _scenes.get((view.key, plain, language()), lambda: Scene(view, plain))


__all__ = ["ALL", "Scene", "View", "money", "scene"]
