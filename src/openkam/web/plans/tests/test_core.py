"""The rules that every page of a plan rests on."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils import timezone

from openkam.core.errors import InvalidInput
from openkam.web.people.actions.contacts import add_contact
from openkam.web.people.actions.team import colleague_of
from openkam.web.people.actions.writing import ChangedMeanwhile
from openkam.web.plans.actions import objectives, rows, todo
from openkam.web.plans.models import Action, Insight, Need, Objective, Whitespace
from openkam.web.plans.queries.plans import my_actions, rows_of
from openkam.web.shell.tests.cast import Cast

pytestmark = pytest.mark.django_db


def an_action(cast: Cast, text: str, *waits_for: Action, **values: object) -> Action:
    return todo.add_action(
        account=cast.account_a, author=cast.bob, values={"text": text, **values}, waits_for=waits_for
    )


def test_rows_keep_the_order_that_is_given(cast: Cast) -> None:
    first, second, third = (
        rows.add_row(Need, account=cast.account_a, values={"text": text}) for text in ("one", "two", "three")
    )
    rows.order_rows(Need, account=cast.account_a, pks=[third.pk, first.pk])
    assert [row.text for row in rows_of(Need, cast.bob, cast.account_a)] == ["three", "one", "two"]
    assert second.position == 1
    assert list(rows_of(Need, cast.charlie, cast.account_a)) == []


def test_a_row_that_names_another_account_is_refused(cast: Cast) -> None:
    stranger = add_contact(account=cast.account_b, person={"name": "Stranger"})
    with pytest.raises(InvalidInput, match="Stranger belongs to another account"):
        rows.add_row(Need, account=cast.account_a, values={"text": "Quiet bearings", "contact": stranger})
    assert Need.objects.count() == 0


def test_what_the_database_would_refuse_is_said_with_its_field(cast: Cast) -> None:
    with pytest.raises(InvalidInput, match="our share: "):
        rows.add_row(
            Whitespace, account=cast.account_a,
            values={"buying_centre": "Plant", "offering": "Brakes", "share_pct": Decimal(140)},
        )  # fmt: skip
    with pytest.raises(InvalidInput, match="insight: "):
        rows.add_row(Insight, account=cast.account_a, values={"kind": "goal", "text": ""})


def test_the_gap_of_a_cell_is_what_others_supply(cast: Cast) -> None:
    values = {"buying_centre": "Plant", "offering": "Brakes", "spend": Decimal(200), "share_pct": Decimal(25)}
    row = rows.add_row(Whitespace, account=cast.account_a, values=values)
    assert row.gap == 150
    assert Whitespace(spend=Decimal(200)).gap is None


def test_a_stale_change_is_refused_with_both(cast: Cast) -> None:
    goal = rows.add_row(Insight, account=cast.account_a, values={"kind": "goal", "text": "Grow"})
    rows.change_row(goal, values={"text": "Grow in Asia"}, based_on=1)
    with pytest.raises(ChangedMeanwhile) as refused:
        rows.change_row(goal, values={"text": "Shrink"}, based_on=1)
    assert (str(refused.value.fresh), refused.value.yours["text"]) == ("Grow in Asia", "Shrink")


def test_a_deleted_row_comes_back_without_what_is_gone(cast: Cast) -> None:
    objective = rows.add_row(Objective, account=cast.account_a, values={"text": "Win the plant"})
    action = an_action(cast, "Visit", objective=objective)
    number = rows.delete_row(action, based_on=action.version)
    rows.delete_row(objective, based_on=1)
    back = rows.restore_row(Action.history.get(history_id=number))
    assert isinstance(back, Action)
    assert (back.pk, back.text, back.objective) == (action.pk, "Visit", None)


def test_done_has_a_day_and_reopening_takes_it_away(cast: Cast) -> None:
    action = an_action(cast, "Visit", status="done")
    assert action.done_on == timezone.localdate()
    again = todo.change_action(action=action, values={"status": "open"}, based_on=1)
    assert (again.done_on, Action.objects.get().done_on) == (None, None)


def test_a_ring_of_dependencies_is_refused_by_name(cast: Cast) -> None:
    first = an_action(cast, "Ask")
    second = an_action(cast, "Offer", first)
    third = an_action(cast, "Sign", second)
    with pytest.raises(InvalidInput, match="Ask → Sign → Offer → Ask"):
        todo.change_action(action=first, values={}, based_on=1, waits_for=[third])
    assert not first.waits_for.exists()


def test_many_at_once_are_all_or_none(cast: Cast) -> None:
    one, other = an_action(cast, "Ask"), an_action(cast, "Offer")
    todo.change_action(action=other, values={"text": "Offer again"}, based_on=1)
    with pytest.raises(todo.SeveralChangedMeanwhile):
        todo.change_several(picked={one.pk: 1, other.pk: 1}, values={"status": "done"})
    assert {row.status for row in Action.objects.all()} == {"open"}
    todo.change_several(picked={one.pk: 1, other.pk: 2}, values={"owner": colleague_of(cast.bob)})
    assert [row.text for row in my_actions(cast.bob)] == ["Ask", "Offer again"]
    assert list(my_actions(cast.charlie)) == []


def test_a_typed_value_needs_a_source_and_a_typed_measure(cast: Cast) -> None:
    today = timezone.localdate()
    typed = rows.add_row(Objective, account=cast.account_a, values={"text": "Fewer late parts"})
    counted = rows.add_row(Objective, account=cast.account_a, values={"text": "Grow", "measure": "revenue"})
    with pytest.raises(InvalidInput, match="needs its source"):
        objectives.read_typed(objective=typed, on=today, value=Decimal(3), source=" ", author=cast.bob)
    with pytest.raises(InvalidInput, match="is computed"):
        objectives.read_typed(objective=counted, on=today, value=Decimal(3), source="Report", author=cast.bob)
    reading = objectives.read_typed(objective=typed, on=today, value=Decimal(3), source="Report", author=cast.bob)
    assert str(reading.value) == "3"
