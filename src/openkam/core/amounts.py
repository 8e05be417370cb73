"""Exact money in arrays: int64 in ten-thousandths, so that sums of any order give the same figure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

SCALE = 10_000
LARGEST_SUM = 9.0e18
"""In ten-thousandths: about what an int64 holds."""

Amount = Annotated[Decimal, Field(max_digits=18, decimal_places=4)]
"""An amount or a quantity in typed inputs: at most four decimals, so that it converts without loss."""


def to_ten_thousandths(values: Sequence[Decimal]) -> NDArray[np.int64]:
    """`values` as an int64 array of ten-thousandths; exact for amounts of at most four decimals."""
    scale = Decimal(SCALE)
    return np.fromiter((int(value * scale) for value in values), dtype=np.int64, count=len(values))


def from_ten_thousandths(value: int) -> Decimal:
    """One exact amount: 12345600 is 1234.56, 459524150 is 45952.415."""
    exact = Decimal(int(value)).scaleb(-4)
    if value % 100 == 0:
        return exact.quantize(Decimal("0.01"))
    return exact.quantize(Decimal("0.001")) if value % 10 == 0 else exact


def to_amounts(values: NDArray[np.int64]) -> list[Decimal]:
    """`from_ten_thousandths` of every element, quick where all are whole hundredths."""
    if values.size and not np.any(values % 100):
        cent = Decimal("0.01")
        return [Decimal(value) * cent for value in (values // 100).tolist()]
    return [from_ten_thousandths(value) for value in values.tolist()]


def fits(values: Iterable[NDArray[np.int64]]) -> bool:
    """Whether the sum of each array's magnitudes stays inside an int64."""
    return all(float(np.abs(array.astype(np.float64)).sum()) < LARGEST_SUM for array in values)


def divide_rounded(numerator: int, denominator: int) -> int:
    """The quotient rounded half away from zero; `denominator` must be positive."""
    half = denominator // 2
    return (numerator + half) // denominator if numerator >= 0 else -((-numerator + half) // denominator)
