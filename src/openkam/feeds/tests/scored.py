"""Facts made by hand for proposed scores."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np

from openkam.core.amounts import SCALE
from openkam.feeds.score_facts import Facts, facts_from
from openkam.tools.define.portfolio.inputs import PeriodInput

AS_OF = date(2024, 12, 31)
YEAR = PeriodInput(
    label="2024",
    start=date(2024, 1, 1),
    end=AS_OF,
    months=12,
    months_covered=12,
    compared_from=date(2024, 1, 1),
    compared_to=AS_OF,
)
AHEAD = PeriodInput(
    label="2026", start=date(2026, 1, 1), end=date(2026, 12, 31), months=12, months_covered=12, kind="proposed"
)


def money(*amounts: float) -> Any:
    return np.array([round(amount * SCALE) for amount in amounts], dtype=np.int64)


def made(revenue: Any, **more: Any) -> Facts:
    codes = [f"C{at}" for at in range(len(revenue))]
    return facts_from(codes, YEAR, revenue, as_of=AS_OF, currency="EUR", **more)
