"""Whether anything was sold to an account in the last twelve months of the books."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from openkam.core.periods import Month
from openkam.web.accounts.models import Account
from openkam.web.portfolio import books, frames
from openkam.web.portfolio.frame import Frame
from openkam.web.shell.memory import Memory

MONTHS: Final = 12
_buying: Memory[frozenset[str]] = Memory(4)


def trades(account: Account) -> bool | None:
    """Whether the account bought in the twelve months up to the books' as-of date.

    None while nothing is loaded or the figures are being worked out; an account without any invoice does not trade.
    """
    state = books.current_state()
    frame = None if state is None else frames.at_once(state)
    if frame is None:
        return None
    return account.code in _buying.get(frame.key, lambda: _buyers(frame))


def traded(account: Account, days: Sequence[date]) -> list[bool | None]:
    """For each day whether the account had bought in the twelve months up to it.

    A day after the books' as-of date is as the books end; None where there are no books yet, or none so old.
    """
    state = books.current_state()
    frame = None if state is None else frames.at_once(state)
    if frame is None:
        return [None] * len(days)
    first = Month.of(frame.first_day).index
    bought = _months_of(frame, account.code)
    found: list[bool | None] = []
    for day in days:
        last = Month.of(min(day, frame.as_of)).index
        is_known = last - MONTHS + 1 >= first
        has_bought = bool(((bought > last - MONTHS) & (bought <= last)).any())
        found.append(has_bought if is_known or has_bought else None)
    return found


def _months_of(frame: Frame, code: str) -> NDArray[np.int32]:
    if code not in frame.codes:
        return np.zeros(0, dtype=np.int32)
    row = frame.codes.index(code)
    span = slice(frame.months.start[row], frame.months.start[row + 1])
    return frame.months.month[span][frame.months.revenue[span] > 0]


def _buyers(frame: Frame) -> frozenset[str]:
    last = Month.of(frame.as_of).index
    months = frame.months
    recent = (months.month > last - MONTHS) & (months.month <= last) & (months.revenue > 0)
    owner = np.repeat(np.arange(len(frame.codes)), np.diff(months.start))
    return frozenset(frame.codes[row] for row in np.unique(owner[recent]).tolist())
