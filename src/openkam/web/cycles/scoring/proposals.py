"""What the books propose as scores of a cycle's candidates: the columns of the portfolio, as the feed wants them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import numpy as np

from openkam.core.periods import Period
from openkam.feeds.cycle import CriterionRow
from openkam.feeds.proposals import Proposal, answerable, proposals
from openkam.feeds.score_facts import Breadth, CostToServe, Facts, Paid, breadth_from, facts_from, paid_from
from openkam.tools.define.portfolio.inputs import PeriodInput
from openkam.web.accounts.models import CodeName
from openkam.web.cycles.models import Cycle
from openkam.web.portfolio import books, frames, queries
from openkam.web.portfolio.books import State
from openkam.web.portfolio.directory import tops
from openkam.web.portfolio.frame import Frame, Rows, columns, group, take
from openkam.web.portfolio.scene import View
from openkam.web.shell.memory import Memory

Proposed = Mapping[tuple[str, str], Proposal]
NOTHING: Final[Proposed] = {}
_facts: Memory[Facts] = Memory(4)
_proposed: Memory[Proposed] = Memory(8)


def proposed(cycle: Cycle, criteria: Iterable[CriterionRow]) -> Proposed:
    """(account code, criterion key) → proposal of the books in the cycle's period.

    Empty where the cycle takes no scores, nothing is loaded, or the figures are still being worked out.
    """
    wanted = tuple(row.id for row in criteria if answerable(row.id, row.scale))
    state = books.current_state()
    frame = None if state is None or not cycle.takes_scores or not wanted else frames.at_once(state)
    if state is None or frame is None:
        return NOTHING
    period = cycle.period if cycle.period in frame.labels else frame.this_year
    key = (frame.key, state.directory, period, cycle.level)
    return _proposed.get(
        (*key, wanted), lambda: proposals(_facts.get(key, lambda: _read(state, frame, period, cycle.level)), wanted)
    )


def _read(state: State, frame: Frame, label: str, level: str) -> Facts:
    """The facts of every account, or of every topmost parent with all below it."""
    view = queries.whole_view(state, frame)
    groups, heads = _grouped(view, rolled=level == str(Cycle.Level.PARENT))
    part = group(take(frame, view.rows), groups, len(heads))
    (at,) = frame.columns(label)
    period = frame.periods[at]
    figures = columns(part, [at])
    ahead = max((one for one, each in enumerate(frame.periods) if each.kind == "proposed"), default=None)
    return facts_from(
        [frame.codes[row] for row in heads.tolist()],
        period,
        figures.revenue,
        as_of=frame.as_of,
        currency=frame.currency,
        margin=figures.margin,
        net_income=figures.net,
        cost_known=figures.known,
        cost_to_serve=_cost_to_serve(frame),
        compared=(part.sheet.compared_now[:, at], part.sheet.compared_base[:, at], part.sheet.compared[:, at]),
        ahead=None
        if ahead is None
        else (frame.periods[ahead], part.sheet.revenue[:, ahead], part.sheet.overridden[:, ahead]),
        paid=_paid(frame, groups, len(heads)),
        breadth=_breadth(state, frame, period, groups, len(heads)),
    )


def _grouped(view: View, *, rolled: bool) -> tuple[Rows, Rows]:
    """The group of every account of the frame, and the row that each group is called by."""
    every = np.arange(len(view.frame.codes))
    if not rolled:
        return every, every
    heads, groups = np.unique(tops(view.directory.parent), return_inverse=True)
    return groups.astype(np.intp), heads.astype(np.intp)


def _cost_to_serve(frame: Frame) -> CostToServe:
    if not frame.pool_names:
        return "none"
    return "illustrative" if frame.pools_are_sample else "own"


def _paid(frame: Frame, groups: Rows, count: int) -> Paid:
    """How groups pay. What the days of several payers weigh is not kept, so a group with several is left open."""
    facts = frame.payments
    at = groups[facts.row]
    alone = np.bincount(at, minlength=count)[at] == 1
    return paid_from(
        count,
        at[alone],
        facts.invoices[alone],
        facts.days_late[alone],
        facts.share_late_pct[alone],
        facts.worst_days_late[alone],
    )


def _breadth(state: State, frame: Frame, period: PeriodInput, groups: Rows, count: int) -> Breadth | None:
    """Which of our categories are bought; None where nobody said what category a product is in."""
    category_of = dict(
        CodeName.objects.filter(kind=CodeName.Kind.PRODUCT).exclude(group="").values_list("code", "group")
    )
    if not category_of:
        return None
    purchases = books.open_books(state).purchases(Period(period.start, period.end, period.label))
    row_of = {code: int(groups[row]) for code, row in frame.position().items()}
    return breadth_from(purchases, category_of, row_of, count)
