"""Whether anything was sold to an account in the last twelve months of the books."""

from __future__ import annotations

from typing import Final

import numpy as np

from openkam.core.periods import Month
from openkam.web.accounts.models import Account
from openkam.web.portfolio import books, frames
from openkam.web.portfolio.frame import Frame

MONTHS: Final = 12
_buying: frames.Kept[frozenset[str]] = frames.Kept(4)


def trades(account: Account) -> bool | None:
    """Whether the account bought in the twelve months up to the books' as-of date.

    None while nothing is loaded or the figures are being worked out; an account without any invoice does not trade.
    """
    state = books.current_state()
    frame = None if state is None else frames.at_once(state)
    if frame is None:
        return None
    return account.code in _buying.get(frame.key, lambda: _buyers(frame))


def _buyers(frame: Frame) -> frozenset[str]:
    last = Month.of(frame.as_of).index
    months = frame.months
    recent = (months.month > last - MONTHS) & (months.month <= last) & (months.revenue > 0)
    owner = np.repeat(np.arange(len(frame.codes)), np.diff(months.start))
    return frozenset(frame.codes[row] for row in np.unique(owner[recent]).tolist())
