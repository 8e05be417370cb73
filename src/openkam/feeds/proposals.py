"""Scores from 1 to 10 that the books can answer, as proposals with their evidence: marked so until a person accepts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from openkam.core.amounts import SCALE
from openkam.core.i18n import LANGUAGES, LazyText, gettext as _, ngettext, sentences, use_language
from openkam.core.numbers import format_compact, format_date, format_month, format_number, format_percent
from openkam.feeds.score_facts import Facts
from openkam.feeds.written_scales import (
    DAYS_LOW,
    DOUBLED,
    LARGEST,
    ByGrowth,
    ByProfit,
    BySize,
    by_breadth,
    by_growth,
    by_payment,
    by_profit,
    by_size,
)
from openkam.tools.define.account_matrix.factor_sets import ATTRACTIVENESS_FACTORS
from openkam.tools.define.portfolio.inputs import PeriodInput
from openkam.tools.define.selection.criteria_sets import DEFAULT_CRITERIA

FloatArray = NDArray[np.float64]
Kind = Literal["revenue", "profit", "growth", "payment", "breadth"]
_SPACE: Final = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True)
class Answer:
    """What the books say on one criterion: scores of shape (n,), NaN where they say nothing, and why."""

    kind: Kind
    stands_in: bool
    """Whether the figure stands in for one that no books hold, which the evidence then says."""
    scores: FloatArray
    evidence: Callable[[int], str]
    """Of the account in a row, in the language that is active when it is asked."""
    rule: Callable[[], str]


@dataclass(frozen=True)
class Proposal:
    """A score that a person may accept, with what it rests on. Texts are in the language active when they are read."""

    value: float
    """From 1 to 10 in halves."""
    criterion: str
    row: int
    answer: Answer

    @property
    def kind(self) -> Kind:
        """Which figures of the books it rests on."""
        return self.answer.kind

    @property
    def stands_in(self) -> bool:
        """Whether they stand in for a figure that no books hold."""
        return self.answer.stands_in

    @property
    def evidence(self) -> str:
        """The figures with unit, period and currency."""
        return self.answer.evidence(self.row)

    @property
    def rule(self) -> str:
        """The written scale, and how the score follows from it."""
        return sentences(str(WRITTEN[self.criterion]), self.answer.rule())


class Proposals(Mapping[tuple[str, str], Proposal]):
    """(account code, criterion id) → proposal. Each is made when it is looked up."""

    def __init__(self, codes: tuple[str, ...], answers: Mapping[str, Answer]) -> None:
        self._codes = codes
        self._row_of = {code: at for at, code in enumerate(codes)}
        self.answers = answers
        """Criterion id → scores of all accounts in their order, for those that want the columns."""

    def __getitem__(self, key: tuple[str, str]) -> Proposal:
        code, criterion = key
        row = self._row_of[code]
        answer = self.answers[criterion]
        value = float(answer.scores[row])
        if value != value:
            raise KeyError(key)
        return Proposal(value, criterion, row, answer)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        for criterion, answer in self.answers.items():
            for row in np.flatnonzero(~np.isnan(answer.scores)).tolist():
                yield self._codes[row], criterion

    def __len__(self) -> int:
        return sum(int((~np.isnan(answer.scores)).sum()) for answer in self.answers.values())


def proposals(facts: Facts, criteria: Iterable[str]) -> Proposals:
    """A proposal for each account and criterion that the books can answer; for every other there is none.

    Criteria are the ids of the ready ones. Where people wrote a scale of their own, ask `answerable` first.
    """
    wanted = dict.fromkeys(criteria)
    return Proposals(facts.codes, {name: make(facts) for name, make in _ANSWERS.items() if name in wanted})


def answerable(criterion: str, scale: str = "") -> bool:
    """Whether the books can answer it by `scale`: empty, or the ready text in any language.

    A scale that a person changed measures something else, and a proposal by the ready one would contradict it.
    """
    if criterion not in _ANSWERS:
        return False
    return not scale.strip() or scale.strip() in _in_every_language(WRITTEN[criterion])


def _in_every_language(text: LazyText) -> set[str]:
    found = set()
    for code in LANGUAGES:
        with use_language(code):
            found.add(str(text))
    return found


def _money(facts: Facts, amount: float) -> str:
    text = format_compact(amount / SCALE)
    return f"{text}{_SPACE}{facts.currency}" if facts.currency else text


def _period(period: PeriodInput) -> str:
    if period.kind == "partial":
        return _("{period}, {months} months").format(period=period.label, months=period.months_covered)
    return period.label


def _apart(value: float, *bounds: float, least: int = 1) -> int:
    """So many decimals that `value` does not read as one of `bounds`, where a scale ends, unless it is there."""
    places = range(least, 9)
    return next((at for at in places if all(value == end or round(value, at) != end for end in bounds)), 9)


def _size(facts: Facts) -> Answer:
    found = by_size(facts.revenue, np.ones(len(facts.codes), dtype=np.bool_))

    def evidence(row: int) -> str:
        return _revenue(facts, found, row, int(facts.revenue[row]), _period(facts.period))

    return Answer("revenue", False, found.scores, evidence, lambda: _size_rule(facts, found))


def _revenue_potential(facts: Facts) -> Answer:
    known = np.full(len(facts.codes), facts.ahead is not None)
    found = by_size(facts.ahead_revenue, known)
    label = facts.ahead.label if facts.ahead is not None else ""

    def evidence(row: int) -> str:
        said = _("{period}, forecast by a person") if facts.ahead_typed[row] else _("{period}, proposed")
        return _revenue(facts, found, row, int(facts.ahead_revenue[row]), said.format(period=label))

    def rule() -> str:
        reach = _("The forecast reaches to {period}; that year stands for the three years.").format(period=label)
        return sentences(reach, _size_rule(facts, found))

    return Answer("revenue", True, found.scores, evidence, rule)


def _revenue(facts: Facts, found: BySize, row: int, amount: int, period: str) -> str:
    count, times = format_number(found.customers), float(found.times[row])
    if not amount:
        text = _("Revenue {period}: none; the {count} accounts that have any have {average} on average.")
        return text.format(period=period, count=count, average=_money(facts, found.average))
    text = _("Revenue {period}: {amount}, {times} times the average of the {count} accounts that have any.")
    said = text.format(
        period=period,
        amount=_money(facts, amount),
        times=format_number(times, _apart(times, 1, least=1 if times >= 1 else 2)),
        count=count,
    )
    return sentences(said, _place(found, row))


def _place(found: BySize, row: int) -> str:
    rank = int(found.rank[row])
    if not 0 < rank <= LARGEST:
        return ""
    return _("It is number {rank} by size.").format(rank=rank)


def _size_rule(facts: Facts, found: BySize) -> str:
    average = found.average
    if found.entry > 2 * average:
        text = _(
            "The average is {average}, twice that is {twice}, and the five largest begin at {entry}. Between them "
            "the score follows the logarithm of the ratio, in halves."
        )
    else:
        text = _(
            "The average is {average} and twice that is {twice}. Between them the score follows the logarithm of the "
            "ratio, in halves; only the five largest have 10."
        )
    entry = found.entry if found.entry == found.entry else 0
    return text.format(average=_money(facts, average), twice=_money(facts, 2 * average), entry=_money(facts, entry))


def _profit_potential(facts: Facts) -> Answer:
    found = by_profit(facts.profit, facts.revenue, facts.profit_known)
    own = facts.cost_to_serve == "own"

    def evidence(row: int) -> str:
        text = (
            _("Net income {period}: {amount}, {share} of revenue; all {count} accounts together have {average}.")
            if own
            else _(
                "Margin before indirect cost {period}: {amount}, {share} of revenue; all {count} accounts together "
                "have {average}."
            )
        )
        said = text.format(
            period=_period(facts.period),
            amount=_money(facts, int(facts.profit[row])),
            share=_share(float(found.share[row])),
            count=format_number(found.accounts),
            average=format_percent(100 * found.average),
        )
        return sentences(said, _unserved(facts))

    return Answer("profit", not own, found.scores, evidence, lambda: _profit_rule(found))


def _unserved(facts: Facts) -> str:
    """What is not known of the cost of serving an account."""
    return {
        "none": _("What serving it costs is not in the books."),
        "illustrative": _("The cost pools are an illustrative sample and are left out."),
        "own": "",
    }[facts.cost_to_serve]


def _share(part: float) -> str:
    return format_percent(100 * part, _apart(100 * part, 0))


def _profit_rule(found: ByProfit) -> str:
    best = _(
        "One account in ten has more than {best} of revenue: those are our best margins, and {clear} is clearly above "
        "them."
    )
    average = (
        _("Between 0, the average {average} and that the score runs straight, in halves.")
        if found.average > 0
        else _(
            "From the average {average} up to that the score runs straight, in halves; where it meets accounts below "
            "0, nothing is proposed."
        )
    )
    return sentences(
        best.format(best=_share(found.best), clear=_share(found.clear)), average.format(average=_share(found.average))
    )


def _growth_potential(facts: Facts) -> Answer:
    found = by_growth(facts.compared_now, facts.compared_base, facts.compared)
    first, last = (format_month(day) for day in (facts.period.compared_from, facts.period.compared_to))

    def evidence(row: int) -> str:
        text = _(
            "Revenue {first} to {last}: {amount}, {growth} against the same months a year before; all {count} accounts "
            "together {together}. How its market grows is not in the books."
        )
        return text.format(
            first=first,
            last=last,
            amount=_money(facts, int(facts.compared_now[row])),
            growth=_growth(found.ratio[row]),
            count=format_number(found.accounts),
            together=_growth(found.together),
        )

    return Answer("growth", True, found.scores, evidence, lambda: _growth_rule(found))


def _growth(ratio: float) -> str:
    if ratio != ratio:
        return _("unknown")
    return format_percent(100 * (ratio - 1), _apart(100 * (ratio - 1), 0), plus=True)


def _growth_rule(found: ByGrowth) -> str:
    stand_in = _(
        "All our accounts together, {together}, stand for its market; more than {doubled} a year, if it goes on, "
        "doubles in three years."
    )
    between = (
        _("Where both are true, faster than that and slower than the market, nothing is proposed.")
        if found.together > DOUBLED
        else _("Between them the score follows the logarithm of the growth, in halves.")
    )
    return sentences(stand_in.format(together=_growth(found.together), doubled=_growth(DOUBLED)), between)


def _prompt_payment(facts: Facts) -> Answer:
    paid = facts.paid

    def evidence(row: int) -> str:
        count, days = int(paid.invoices[row]), float(paid.days_late[row])
        day = format_date(facts.as_of)
        if paid.worst_days_late[row] == 0:
            text = ngettext(
                "{count} invoice due by {day}, paid on time or early.",
                "{count} invoices due by {day}, all paid on time or early.",
                count,
            )
            return text.format(count=format_number(count), day=day)
        text = ngettext(
            "{days} days late on average, weighted by amount, over {count} invoice due by {day}; {share} of the amount "
            "late, {worst} days at worst.",
            "{days} days late on average, weighted by amount, over {count} invoices due by {day}; {share} of the "
            "amount late, {worst} days at worst.",
            count,
        )
        return text.format(
            days=format_number(days, _apart(days, 0, DAYS_LOW)),
            count=format_number(count),
            day=day,
            share=format_percent(float(paid.share_late_pct[row])),
            worst=format_number(float(paid.worst_days_late[row])),
        )

    def rule() -> str:
        return _("Between 0, 15 and 60 days the score runs straight, in halves.")

    return Answer("payment", False, by_payment(paid.days_late, paid.worst_days_late), evidence, rule)


def _product_line_fit(facts: Facts) -> Answer:
    found = facts.breadth
    if found is None:
        nothing = np.full(len(facts.codes), np.nan)
        return Answer("breadth", True, nothing, lambda _row: "", lambda: "")
    every = len(found.categories)

    def evidence(row: int) -> str:
        text = _(
            "{period}: it buys from {bought} of the {all} categories that our customers buy; {share} of it is "
            "{category}. What it needs and buys elsewhere is not in the books."
        )
        return text.format(
            period=_period(facts.period),
            bought=format_number(found.bought[row]),
            all=format_number(every),
            share=format_percent(100 * found.main_share[row]),
            category=found.categories[int(found.main[row])],
        )

    def rule() -> str:
        return _(
            "What it buys of our categories stands for what our line covers of its need. Between none, half and all "
            "of them the score runs straight, in halves."
        )

    return Answer("breadth", True, by_breadth(found.bought, every), evidence, rule)


_ANSWERS: Final[dict[str, Callable[[Facts], Answer]]] = {
    "revenue_potential": _revenue_potential,
    "profit_potential": _profit_potential,
    "prompt_payment": _prompt_payment,
    "product_line_fit": _product_line_fit,
    "size": _size,
    "growth_potential": _growth_potential,
}

WRITTEN: Final[dict[str, LazyText]] = {
    one.id: one.scale for one in (*DEFAULT_CRITERIA, *ATTRACTIVENESS_FACTORS) if one.id in _ANSWERS
}
"""The written scale that the proposals of a criterion follow."""
