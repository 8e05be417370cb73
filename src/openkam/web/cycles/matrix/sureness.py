"""How sure the classes are, drawn on demand: what a page needs at once does not wait for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _, ngettext

from openkam.core.numbers import format_number
from openkam.tools.define.account_matrix.compute import KINDS
from openkam.tools.define.account_matrix.inputs import Placed
from openkam.web.cycles import answers
from openkam.web.cycles.matrix import wording
from openkam.web.cycles.matrix.seen import Row, Seen

FEWEST: Final = 200
DOUBTFUL: Final = 0.8
"""An account that is in its class less often than this could as well be in another."""


@dataclass(frozen=True)
class Sure:
    """The chances of the accounts' classes, and how many draws they come from."""

    draws: int
    by_code: Mapping[str, Placed]

    def of(self, row: Row) -> float | None:
        """In what share of the draws the account is in its class."""
        placed = self.by_code.get(row.placed.account)
        if placed is None or placed.chances is None or placed.kind is None:
            return None
        return placed.chances[KINDS.index(placed.kind)]


def sure(seen: Seen) -> Sure:
    """With the weights that are kept; fewer draws where accounts are many, so that nobody waits long."""
    accounts = max(1, len(seen.result.accounts))
    draws = min(seen.cycle.draws, 10_000, max(FEWEST, answers.DIRECT_CELLS // accounts))
    wanted = None if draws == min(seen.cycle.draws, 10_000) else draws
    result = answers.matrix_of(seen.cycle, seen.user, draws=wanted)
    return Sure(result.doubt.draws, {row.account: row for row in result.accounts})


def told(seen: Seen) -> list[str]:
    """Of the chosen account; without one, of all key accounts together and the least sure of them."""
    found = sure(seen)
    if not found.draws:
        return [_("The cycle makes no draws, so it is not known how sure the classes are.")]
    chosen = seen.by_pk.get(seen.asked.at or 0)
    if chosen is not None:
        share = found.of(chosen)
        if share is None:
            return [_("{name} is not placed.").format(name=wording.short(chosen.name))]
        return [wording.chance(seen, chosen, share, found.draws), *_kept(seen)]
    shares = [(share, row) for row in seen.placed if row.placed.kind == "k" and (share := found.of(row)) is not None]
    if not shares:
        return []
    doubtful = sum(share < DOUBTFUL for share, _row in shares)
    text = ngettext(
        "{doubtful} of {count} Key Account is one in less than 80 % of the draws.",
        "{doubtful} of {count} Key Accounts are one in less than 80 % of the draws.",
        len(shares),
    ).format(doubtful=format_number(doubtful), count=format_number(len(shares)))
    share, row = min(shares, key=lambda one: (one[0], one[1].pk))
    return [text, wording.chance(seen, row, share, found.draws), *_kept(seen)]


def _kept(seen: Seen) -> list[str]:
    return [_("With the weights that are kept.")] if seen.asked.moved else []
