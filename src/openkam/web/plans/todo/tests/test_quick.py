"""One line becomes an action."""

from __future__ import annotations

from datetime import date

import pytest

from openkam.core.errors import InvalidInput
from openkam.web.people.models import Colleague
from openkam.web.plans.todo.quick import Line, day_of, read

WEDNESDAY = date(2026, 1, 28)
TEAM = [
    Colleague(pk=pk, name=name)
    for pk, name in enumerate(("Mei Lin", "Mei Chen", "Jae Pak", "王小明", "<b>Bo</b>"), start=1)
]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("Send the samples", Line("Send the samples")),
        ("Send the samples @Jae 2026-12-24", Line("Send the samples", "3", date(2026, 12, 24))),
        ("Send the samples @mei lin +2w", Line("Send the samples", "1", date(2026, 2, 11))),
        ("Send friday @chen samples", Line("Send friday samples", "2")),
        ("Send friday @me", Line("Send", "me", date(2026, 1, 30))),
        ("送樣品 @王小明 明天", Line("送樣品", "4", date(2026, 1, 29))),
        ("送样品 @我 周三", Line("送样品", "me", date(2026, 2, 4))),
        ("Write to ann@example.com", Line("Write to ann@example.com")),
        ("@<b>Bo</b> <script>alert(1)</script> today", Line("<script>alert(1)</script>", "5", WEDNESDAY)),
    ],
)
def test_a_line_is_read(line: str, told: Line) -> None:
    assert read(line, TEAM, WEDNESDAY) == told


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("@Jae 2026-12-24", "does not say what"),
        ("  ", "does not say what"),
        ("Call @Mei", "several people: Mei Lin, Mei Chen"),
        ("Call @Nora tomorrow", "called “Nora”"),
        ("Call 2026-02-30", "no day 2026-02-30"),
        ("x" * 501, "501 characters and 500 fit"),
    ],
)
def test_what_is_not_understood_is_named(line: str, said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        read(line, TEAM, WEDNESDAY)


@pytest.mark.parametrize(
    ("word", "day"),
    [
        ("wednesday", date(2026, 2, 4)),
        ("Thursday", date(2026, 1, 29)),
        ("+3", date(2026, 1, 31)),
        ("+1m", date(2026, 2, 28)),
        ("+12M", date(2027, 1, 28)),
        ("禮拜天", date(2026, 2, 1)),
        ("後天", date(2026, 1, 30)),
        ("soon", None),
        ("3", None),
    ],
)
def test_a_word_names_a_day(word: str, day: date | None) -> None:
    assert day_of(word, WEDNESDAY) == day


def test_a_month_later_is_never_past_its_end() -> None:
    assert day_of("+1m", date(2026, 1, 31)) == date(2026, 2, 28)
    assert day_of("+11m", date(2026, 1, 31)) == date(2026, 12, 31)
