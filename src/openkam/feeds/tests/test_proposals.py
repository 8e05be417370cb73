"""Proposed scores: the written scales to the letter, worked by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from openkam.core.i18n import LANGUAGES, use_language
from openkam.feeds.proposals import WRITTEN, answerable, proposals
from openkam.feeds.score_facts import Facts, breadth_from, paid_from
from openkam.feeds.tests.scored import AHEAD, made, money
from openkam.ledger import Purchases

Scores = list[float | None]


def scores(facts: Facts, criterion: str) -> Scores:
    found = proposals(facts, [criterion])
    return [found[code, criterion].value if (code, criterion) in found else None for code in facts.codes]


def evidence(facts: Facts, criterion: str, at: int = 0) -> str:
    return proposals(facts, [criterion])[facts.codes[at], criterion].evidence


def grown(now: Any, base: Any) -> Facts:
    return made(now, compared=(now, base, np.ones(len(now), dtype=np.bool_)))


def paying(*days: float, worst: float = 90) -> Facts:
    count = len(days)
    known = [at for at in range(count) if days[at] == days[at]]
    late = [days[at] for at in known]
    paid = paid_from(count, known, [4] * len(known), late, [40] * len(known), [worst if one else 0 for one in late])
    return made(money(*[100] * count), paid=paid)


def test_the_texts_that_the_numbers_follow() -> None:
    """Whoever changes a written scale must change what is worked out of it."""
    assert {name: str(text) for name, text in WRITTEN.items()} == {
        "revenue_potential": "1: smaller than our average customer in three years. 5: twice the average. "
        "10: among our five largest.",
        "profit_potential": "1: would not cover the cost of serving it. 5: our average margin. "
        "10: clearly above our best margins.",
        "prompt_payment": "1: more than 60 days late on average. 5: about 15 days late. 10: always on time or early.",
        "product_line_fit": "1: needs what we do not make. 5: half of its need is in our line. "
        "10: our line covers all of it.",
        "size": "1: smaller than our average customer. 5: buys twice the average. "
        "10: among our five largest, or could be.",
        "growth_potential": "1: shrinking. 5: grows with its market. "
        "10: more than doubles what it could buy within three years.",
    }


FIFTY = (700, 650, 600, 550, 400, 390, 300, 200, 150, 120, 100, 99, *[19.5] * 38)
"""Fifty customers with 5,000 together, so 100 on average; the fifth largest has 400."""


def test_size_by_hand() -> None:
    """390: 5 + 5 log2 1.95 = 9.82, and no 10. 300: 7.92. 150: 1 + 4 log2 1.5 = 3.34. 120: 2.05. 100: not smaller."""
    found = scores(made(money(*FIFTY, 0, -50)), "size")
    assert found[:12] == [10, 10, 10, 10, 10, 9.5, 8, 5, 3.5, 2, 1.5, 1]
    assert set(found[12:]) == {1}, "the small ones, the one that bought nothing and the one that gave back"


def test_what_is_said_of_size() -> None:
    facts = made(money(*FIFTY, 0))
    said = "Revenue 2024: {} EUR, {} times the average of the 50 accounts that have any.".replace(" E", "\xa0E")
    assert evidence(facts, "size", 0) == said.format("700", "7.0") + " It is number 1 by size."
    assert evidence(facts, "size", 7) == said.format("200", "2.0")
    assert (
        evidence(facts, "size", 50) == "Revenue 2024: none; the 50 accounts that have any have 100\xa0EUR on average."
    )
    assert proposals(facts, ["size"])["C0", "size"].rule == (
        f"{WRITTEN['size']} The average is 100\xa0EUR, twice that is 200\xa0EUR, and the five largest begin at "
        "400\xa0EUR. Between them the score follows the logarithm of the ratio, in halves."
    )


def test_a_ratio_just_below_the_average_does_not_read_as_the_average() -> None:
    revenue = money(*FIFTY)
    revenue[[10, 11]] = money(99.96, 99.04)
    facts = made(revenue)
    assert scores(facts, "size")[10] == 1
    assert ", 0.9996 times" in evidence(facts, "size", 10)


@pytest.mark.parametrize(
    ("revenue", "expected"),
    [
        ((100, 50, 20, 10, 5), [None] * 5),
        ((1000, 1, 2, 3, 4, 1, 1), [10, 1, None, None, None, 1, 1]),
        ((130, 125, 120, 115, 110, 105, 95, 0), [10, 10, 10, 10, None, 1, 1, 1]),
        ((130, 125, 120, 115, 110, 109, 50, 50), [10, 10, 10, 10, 10, 1.5, 1, 1]),
        ((100, 100, 100, 100, 100, 100), [1.5] * 6),
        ((900, 900, 900, 900, 900, 900, *[1] * 13), [None] * 6 + [1] * 13),
    ],
)
def test_where_the_scale_of_size_says_nothing_or_two_things(revenue: tuple[float, ...], expected: Scores) -> None:
    """Five customers or fewer; small and among the largest at once; equals beyond the fifth place."""
    assert scores(made(money(*revenue)), "size") == expected


def test_revenue_potential_follows_the_forecast_and_says_whose_it_is() -> None:
    ahead = money(*FIFTY)
    typed = np.zeros(50, dtype=np.bool_)
    typed[6] = True
    facts = made(money(*reversed(FIFTY)), ahead=(AHEAD, ahead, typed))
    assert scores(facts, "revenue_potential") == scores(made(ahead), "size")
    assert evidence(facts, "revenue_potential", 5).startswith("Revenue 2026, proposed: 390\xa0EUR, 3.9 times")
    assert evidence(facts, "revenue_potential", 6).startswith("Revenue 2026, forecast by a person: 300\xa0EUR")
    assert "reaches to 2026" in proposals(facts, ["revenue_potential"])["C5", "revenue_potential"].rule
    assert scores(made(ahead), "revenue_potential") == [None] * 50, "no forecast, no proposal"


MARGINS = (-5, 0, 4, 4, 6, 10, 12, 14, 15, 20, 30)
"""Of a revenue of 100 each, so 10 % on average; one in ten has more than 20 %, and 22.5 % is clearly above that."""


def test_profit_by_hand() -> None:
    """4: 1 + 4 × 4 ÷ 10 = 2.6. 6: 3.4. 12: 5 + 5 × 2 ÷ 12.5 = 5.8. 14: 6.6. 15: 7. 20: 9."""
    facts = made(money(*[100] * 11), margin=money(*MARGINS))
    assert scores(facts, "profit_potential") == [1, 1.5, 2.5, 2.5, 3.5, 5, 6, 6.5, 7, 9, 10]
    assert evidence(facts, "profit_potential", 8) == (
        "Margin before indirect cost 2024: 15\xa0EUR, 15.0\xa0% of revenue; all 11 accounts together have 10.0\xa0%. "
        "What serving it costs is not in the books."
    )


def test_illustrative_cost_pools_make_no_score_and_say_so() -> None:
    revenue, margin, net = money(*[100] * 11), money(*MARGINS), money(*(value - 12 for value in MARGINS))
    facts = made(revenue, margin=margin, net_income=net, cost_to_serve="illustrative")
    assert scores(facts, "profit_potential") == scores(made(revenue, margin=margin), "profit_potential")
    assert evidence(facts, "profit_potential").endswith("illustrative sample and are left out.")
    own = made(revenue, margin=margin, net_income=net, cost_to_serve="own")
    found = proposals(own, ["profit_potential"])["C9", "profit_potential"]
    assert found.evidence.startswith(
        "Net income 2024: 8\xa0EUR, 8.0\xa0% of revenue; all 11 accounts together have −2.0"
    )
    assert not found.stands_in
    with pytest.raises(ValueError, match="net_income"):
        made(revenue, margin=margin, cost_to_serve="own")


def test_an_average_below_zero_says_nothing_of_those_between() -> None:
    """Average −2 %: −1 is above the average and does not cover its cost, 1 and 5 or more at once."""
    margins = (-30, -10, -1, -1, -1, 0, 2, 4, 8, 9)
    found = scores(made(money(*[100] * 10), margin=money(*margins)), "profit_potential")
    assert found[:5] == [1, 1, None, None, None]
    assert None not in found[5:]
    assert all(one is not None and one > 5 for one in found[5:])


def test_an_unknown_cost_or_no_revenue_gives_no_profit_score() -> None:
    known = np.arange(12) != 3
    facts = made(money(*[100] * 11, 0), margin=money(*MARGINS, -3), cost_known=known)
    found = scores(facts, "profit_potential")
    assert found[3] is None
    assert found[11] is None
    assert scores(made(money(*[100] * 11)), "profit_potential") == [None] * 11
    assert scores(made(money(*[100] * 9), margin=money(*[5] * 9)), "profit_potential") == [None] * 9, "no best tenth"


def test_growth_by_hand() -> None:
    """All + 10 %. 105: 1 + 4 ln 1.05 ÷ ln 1.1 = 3.05. 108: 4.23. 120: 5 + 5 ln(1.2 ÷ 1.1) ÷ ln(1.26 ÷ 1.1) = 8.21."""
    now = money(90, 100, 105, 110, 120, 125, 126, 108, 108, 108)
    facts = grown(now, money(*[100] * 10))
    assert scores(facts, "growth_potential") == [1, 1.5, 3, 5, 8, 9.5, 10, 4, 4, 4]
    assert evidence(facts, "growth_potential", 4) == (
        "Revenue Jan 2024 to Dec 2024: 120\xa0EUR, +20.0\xa0% against the same months a year before; all 10 accounts "
        "together +10.0\xa0%. How its market grows is not in the books."
    )


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ((90, 110, 120, 128, 150, 302), [1, 2, 3, None, 10, 10]),
        ((50, 100, 110, 126, 90, 100), [1, 6, 7.5, 10, 1, 6]),
        ((90, 110, 120, -500, 0, 130), [1, None, None, 1, 1, 10]),
    ],
)
def test_growth_where_the_market_doubles_shrinks_or_is_gone(now: tuple[float, ...], expected: Scores) -> None:
    """Together + 50 %: + 28 % doubles in three years and is slower than the market, 10 and below 5 at once."""
    assert scores(grown(money(*now), money(*[100] * 6)), "growth_potential") == expected


def test_a_new_account_has_no_growth_but_counts_in_that_of_all() -> None:
    facts = grown(money(110, 110, 110, 110, 110, 110, 60), money(*[100] * 6, 0))
    assert scores(facts, "growth_potential") == [3, 3, 3, 3, 3, 3, None], "1 + 4 ln 1.1 ÷ ln 1.2 = 3.09"


def test_payment_by_hand() -> None:
    """0.5: 10 − 5 × 0.5 ÷ 15 = 9.83, and not always on time. 6: 8. 30: 5 − 4 × 15 ÷ 45 = 3.67. 60: not more than 60."""
    facts = paying(0, 0.5, 6, 15, 30, 60, 60.04, np.nan)
    assert scores(facts, "prompt_payment") == [10, 9.5, 8, 5, 3.5, 1.5, 1, None]
    assert evidence(facts, "prompt_payment") == "4 invoices due by 31 Dec 2024, all paid on time or early."
    assert evidence(facts, "prompt_payment", 6) == (
        "60.04 days late on average, weighted by amount, over 4 invoices due by 31 Dec 2024; 40.0\xa0% of the amount "
        "late, 90 days at worst."
    )


def test_an_average_that_rounds_to_no_delay_is_not_always_on_time() -> None:
    paid = paid_from(1, [0], [900], [0.0], [0.001], [2])
    assert scores(made(money(5), paid=paid), "prompt_payment") == [9.5]


PURCHASES = Purchases(
    accounts=("C0", "C1", "C2", "C3", "elsewhere"),
    products=("", "bike", "frame", "helmet", "shirt"),
    account=np.array([0, 0, 0, 1, 1, 2, 3, 3, 4], dtype=np.int32),
    product=np.array([1, 3, 4, 1, 2, 0, 1, 4, 2], dtype=np.int32),
    revenue=money(60, 30, 10, 50, -5, 40, 50, 50, 9),
)
CATEGORY = {"bike": "Bikes", "frame": "Parts", "helmet": "Gear", "shirt": "Gear"}


def broad(row_of: dict[str, int] | None = None, purchases: Purchases = PURCHASES) -> Facts:
    rows = row_of or {"C0": 0, "C1": 1, "C2": 2, "C3": 3}
    return made(money(1, 1, 1, 1), breadth=breadth_from(purchases, CATEGORY, rows, 4))


def test_breadth_by_hand() -> None:
    """Two of three categories: 5 + 5 × (2/3 − 1/2) ÷ 1/2 = 6.67. One, since what was given back is not bought: 3.67."""
    facts = broad()
    assert scores(facts, "product_line_fit") == [6.5, 3.5, None, 6.5]
    assert evidence(facts, "product_line_fit") == (
        "2024: it buys from 2 of the 3 categories that our customers buy; 60.0\xa0% of it is Bikes. What it needs and "
        "buys elsewhere is not in the books."
    )
    assert proposals(facts, ["product_line_fit"])["C0", "product_line_fit"].stands_in


def test_subsidiaries_share_a_row_and_all_categories_are_ten() -> None:
    assert scores(broad({"C0": 0, "elsewhere": 0}), "product_line_fit") == [10, None, None, None]


def test_purchases_mostly_without_a_category_say_nothing() -> None:
    vague = replace(PURCHASES, product=np.array([0, 3, 4, 1, 2, 0, 1, 0, 2], dtype=np.int32))
    assert scores(broad(purchases=vague), "product_line_fit") == [None, 3.5, None, None]


def test_only_the_ready_scale_in_any_language_is_answered() -> None:
    assert answerable("size")
    for code in LANGUAGES:
        with use_language(code):
            text = str(WRITTEN["size"])
        assert answerable("size", f" {text} "), "whatever the reader's language is"
    assert not answerable("size", "1: fewer than ten shops. 10: more than a hundred.")
    assert not answerable("solvency")
    assert not answerable("cultural_fit", "")


def test_what_the_books_cannot_answer_is_missing() -> None:
    found = proposals(made(money(*FIFTY)), ["solvency", "ceo_relationship", "size", "growth_potential", "no such"])
    assert {criterion for _code, criterion in found} == {"size"}
    assert len(found) == len(list(found)) == 50
    for key in (("C0", "solvency"), ("C0", "growth_potential"), ("nobody", "size")):
        assert key not in found
        assert found.get(key) is None


def test_a_column_of_another_length_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match=r"profit has the shape \(2,\), and there are 3 accounts"):
        made(money(1, 2, 3), margin=money(1, 2))


def test_evidence_is_in_the_language_of_whoever_reads_it() -> None:
    found = proposals(made(money(*FIFTY) * 1000), ["size"])["C0", "size"]
    assert "700k\xa0EUR" in found.evidence
    with use_language("zh-Hant"):
        assert "70.0萬\xa0EUR" in found.evidence


def test_looking_up_makes_only_what_is_asked_for() -> None:
    found = proposals(made(money(*FIFTY)), ["size"])
    assert list(found)[:2] == [("C0", "size"), ("C1", "size")]
    assert (found["C0", "size"].kind, found["C0", "size"].criterion) == ("revenue", "size")
