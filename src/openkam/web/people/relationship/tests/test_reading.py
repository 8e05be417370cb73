"""Each shape is read as its stage; thin data say so; a person leaves in thought; the past is read from the log."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.test import RequestFactory

from openkam.feeds.people import Records
from openkam.tools.relationship.stage.inputs import STAGES
from openkam.web.people.actions import contacts, team
from openkam.web.people.actions.stage import answer, set_target
from openkam.web.people.queries.past import past
from openkam.web.people.queries.records import contact_id, member_id, records
from openkam.web.people.queries.revision import revision_of
from openkam.web.people.relationship import drawing, kept, timeline
from openkam.web.people.relationship.facts import facts
from openkam.web.people.relationship.leaving import leaving
from openkam.web.people.relationship.reading import read
from openkam.web.people.relationship.tests.conftest import Buys, Staff
from openkam.web.people.tests.conftest import days_ago
from openkam.web.shell.tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("stage", STAGES)
def test_each_of_the_five_shapes_is_read_and_drawn(cast: Cast, staff: Staff, buys: Buys, stage: str) -> None:
    buys(stage != "pre")
    staff.shape(stage)
    found = read(cast.bob, cast.account_a)
    assert found.result.stage_read == stage
    assert drawing.now_block(found).stage == stage
    assert found.aim == (STAGES[STAGES.index(found.result.stage_read) + 1] if stage != "synergistic" else None)


def test_thin_data_say_what_is_missing_and_read_no_stage(cast: Cast, staff: Staff, buys: Buys) -> None:
    buys(None)
    found = read(cast.bob, cast.account_a)
    assert found.result.stage_read is None
    assert found.result.thin == ("trading_unknown", "few_links")


def test_the_target_draws_every_link_that_is_missing_on_the_way(cast: Cast, staff: Staff, buys: Buys) -> None:
    buys(True)
    staff.bow_tie()
    set_target(account=cast.account_a, stage="synergistic", on=days_ago(-400), author=cast.bob)
    block = drawing.target_block(read(cast.bob, cast.account_a))
    assert block is not None
    missing = {(link.ours, link.theirs) for link in block.links if link.state == "missing"}
    pairs = zip(staff.ours, staff.theirs, strict=True)
    assert missing == {(member_id(ours.pk), contact_id(theirs.pk)) for ours, theirs in pairs}
    assert [(team.name, team.vacant) for team in block.teams] == [("joint team 1", True), ("joint team 2", True)]
    assert (block.joint_board, block.board_vacant) == (True, True)


def test_without_the_buyer_no_stage_is_read_and_nothing_is_saved(cast: Cast, staff: Staff, buys: Buys) -> None:
    buys(True)
    staff.shape("mid")
    now = read(cast.bob, cast.account_a)
    gone = leaving(now, contact_id(staff.buyer.pk))
    assert gone.finding == "Without Bea Buyer, 1 live link ends and no stage can be read until a successor is named"
    assert (gone.lost, gone.uncovered) == (["Kim Kam"], ["Purchasing"])
    assert read(cast.bob, cast.account_a).result == now.result


def test_without_a_specialist_mid_becomes_early(cast: Cast, staff: Staff, buys: Buys) -> None:
    buys(True)
    staff.shape("mid")
    gone = leaving(read(cast.bob, cast.account_a), member_id(staff.ours[1].pk))
    assert gone.finding == "Without Our R&D, 1 live link ends and Mid-KAM becomes Early KAM"
    lines = {line.label: (line.now, line.then, line.is_worse) for line in gone.lines}
    assert lines["Live links"] == ("3", "2", True)
    assert gone.alone == ["Their R&D"]


def test_quarter_ends_go_back_three_years() -> None:
    ends = timeline.quarter_ends(date(2026, 3, 31))
    assert (ends[0], ends[-2], ends[-1], len(ends)) == (date(2023, 3, 31), date(2025, 9, 30), date(2025, 12, 31), 12)
    assert timeline.quarter_ends(date(2026, 4, 1))[-1] == date(2026, 3, 31)


def test_the_past_read_at_once_is_the_past_read_day_by_day(cast: Cast, staff: Staff, buys: Buys) -> None:
    buys(True)
    staff.bow_tie(900, 500, 100, 3)
    staff.peers(0, 4, 400, 90)
    staff.synergy()
    answer(account=cast.account_a, side="ours", on=days_ago(200), answers={"trust": 2}, author=cast.bob)
    answer(account=cast.account_a, side="ours", on=days_ago(20), answers={"trust": 4}, author=cast.bob)
    contacts.leave(contact=staff.theirs[3], on=days_ago(80), based_on=staff.theirs[3].version)
    team.leave_team(member=staff.ours[2], on=days_ago(60), based_on=staff.ours[2].version)
    days = [days_ago(count) for count in (950, 450, 95, 70, 10)]
    today = records(cast.bob, cast.account_a)
    for found, day in zip(past(cast.bob, cast.account_a, today, days), days, strict=True):
        alone = records(cast.bob, cast.account_a, as_of=day)
        assert _ordered(found) == _ordered(alone)


def _ordered(found: Records) -> Records:
    """Rows in the order of their ids: who has left stands last in one of the two."""
    members = sorted(found.members, key=lambda row: row.id)
    return replace(found, members=members, contacts=sorted(found.contacts, key=lambda row: row.id))


def test_the_past_takes_the_same_number_of_queries_for_any_number_of_days(
    cast: Cast, staff: Staff, buys: Buys, django_assert_num_queries: object
) -> None:
    buys(True)
    staff.bow_tie(900, 500, 100, 3)
    today = records(cast.bob, cast.account_a)
    for days in ([days_ago(10)], timeline.quarter_ends(days_ago(0))):
        # The log, the talk of joint teams, who has left of either side, answers, targets, the state of the books.
        with django_assert_num_queries(7):  # type: ignore[operator] # a fixture of pytest-django
            past(cast.bob, cast.account_a, today, days)


def test_the_timeline_tells_how_the_stage_came_about(cast: Cast, staff: Staff, buys: Buys) -> None:
    buys(True)
    staff.bow_tie(*range(1, 1150, 50))
    staff.peers(1, 3, *range(1, 150, 25))
    moments = timeline.timeline(cast.bob, cast.account_a, read(cast.bob, cast.account_a), revision_of(cast.account_a))
    assert len(moments) == timeline.QUARTERS + 1
    assert [one.read for one in moments[1:-3]] == ["early"] * (timeline.QUARTERS - 3)
    assert moments[-1].read == "mid"
    assert timeline.finding(moments).startswith("From Early KAM on ")
    figure = timeline.figure(moments)
    assert len(figure.table.rows) == len(moments)


def test_a_reading_is_made_once_until_something_changes(
    cast: Cast, staff: Staff, buys: Buys, django_assert_num_queries: object
) -> None:
    buys(True)
    staff.bow_tie()
    set_target(account=cast.account_a, stage="mid", on=days_ago(-90), author=cast.bob)
    request = RequestFactory().get("/")
    request.user = cast.bob

    def fact() -> tuple[str, str]:
        (only,) = facts(request, cast.account_a)
        return only.label, only.value

    assert fact() == ("Relationship stage", "Early → Mid")
    # The newest change and the state of the books.
    with django_assert_num_queries(2):  # type: ignore[operator] # a fixture of pytest-django
        fact()
    staff.peers(1, 3)
    assert fact()[1] == "Mid → Mid"
    team.change_member(member=staff.ours[1], values={}, colleague={"function": ""}, based_on=staff.ours[1].version)
    assert fact()[1] == "Early → Mid"


def test_an_account_about_which_nothing_is_known_says_nothing(cast: Cast) -> None:
    request = RequestFactory().get("/")
    request.user = cast.bob
    assert facts(request, cast.account_a) == ()
    assert kept.standing(cast.bob, cast.account_a).is_empty
