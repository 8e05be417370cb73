"""Place every account in one of four boxes."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from openkam.core.amounts import SCALE, divide_rounded, from_ten_thousandths, to_ten_thousandths
from openkam.tools.define.value_quadrant import maths
from openkam.tools.define.value_quadrant.inputs import (
    BOXES,
    Box,
    BoxSum,
    Cut,
    CutResult,
    Placed,
    QuadrantInputs,
    QuadrantResult,
)

IntArray = NDArray[np.int64]


def _lines(cut: Cut, sales: IntArray, profit: IntArray) -> tuple[Fraction, Fraction] | None:
    if cut.method == "typed" and cut.sales is not None and cut.profit is not None:
        return Fraction(cut.sales) * SCALE, Fraction(cut.profit) * SCALE
    if not len(sales):
        return None
    method = maths.mean if cut.method == "mean" else maths.median
    return method(sales), method(profit)


def _shown(line: Fraction) -> Decimal:
    """Rounded to four decimals."""
    return from_ten_thousandths(divide_rounded(line.numerator, line.denominator))


def _box_sums(boxes: NDArray[np.intp], sales: IntArray, profit: IntArray) -> tuple[BoxSum, ...]:
    total = int(sales.sum())
    sums = []
    for at, box in enumerate(BOXES):
        inside = boxes == at
        amount = int(sales[inside].sum())
        share = 100 * amount / total if total > 0 else None
        sums.append(
            BoxSum(
                box=box,
                accounts=int(inside.sum()),
                sales=from_ten_thousandths(amount),
                profit=from_ten_thousandths(int(profit[inside].sum())),
                sales_share_pct=share,
            )
        )
    return tuple(sums)


def compute(inputs: QuadrantInputs) -> QuadrantResult:
    """The quadrant of `inputs`; pure and exact. An account whose profit is unknown is counted and placed nowhere."""
    known = [row for row in inputs.accounts if row.profit is not None]
    unknown = [row for row in inputs.accounts if row.profit is None]
    sales = to_ten_thousandths([row.sales for row in known])
    profit = to_ten_thousandths([row.profit for row in known if row.profit is not None])
    lines = _lines(inputs.cut, sales, profit)
    boxes = np.zeros(len(known), dtype=np.intp)
    borderline = np.zeros(len(known), dtype=np.bool_)
    if lines:
        low_sales, low_profit = ~maths.at_or_above(sales, lines[0]), ~maths.at_or_above(profit, lines[1])
        boxes = 2 * low_sales.astype(np.intp) + low_profit.astype(np.intp)
        borderline = maths.near(sales, lines[0], inputs.borderline_pct)
        borderline |= maths.near(profit, lines[1], inputs.borderline_pct)
    placed = {row.account: (BOXES[box], near) for row, box, near in zip(known, boxes, borderline.tolist(), strict=True)}
    nowhere: tuple[Box | None, bool] = (None, False)
    # Built without validation: every value comes from validated inputs, and 10,000 accounts are many.
    accounts = tuple(
        Placed.trusted(
            account=row.account,
            name=row.name,
            sales=row.sales,
            profit=row.profit,
            box=placed.get(row.account, nowhere)[0],
            borderline=placed.get(row.account, nowhere)[1],
        )
        for row in inputs.accounts
    )
    return QuadrantResult(
        currency=inputs.currency,
        period=inputs.period,
        profit_is=inputs.profit_is,
        cut=CutResult(
            method=inputs.cut.method,
            sales=_shown(lines[0]) if lines else None,
            profit=_shown(lines[1]) if lines else None,
        ),
        boxes=_box_sums(boxes, sales, profit),
        accounts=accounts,
        unknown_accounts=len(unknown),
        unknown_sales=sum((row.sales for row in unknown), Decimal(0)),
        borderline_pct=inputs.borderline_pct,
    )
