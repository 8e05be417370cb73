"""Writing: a stale save overwrites nothing, several are changed all or none, what was deleted comes back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from openkam.web.accounts.models import Account
from openkam.web.risks import actions, queries, sample
from openkam.web.risks.actions import Values
from openkam.web.risks.models import Risk
from openkam.web.risks.tests.conftest import Add
from openkam.web.shell.tests.cast import Cast


def test_a_change_counts_the_version_and_leaves_the_former_state_in_the_history(cast: Cast, add: Add) -> None:
    risk = add("Fire", cast.account_a, money=Decimal(100))
    values = replace(Values.of(risk), money=Decimal(250), response="reduce")
    changed = actions.change_risk(risk=risk, values=values, based_on=1)
    assert (changed.version, changed.money, changed.response) == (2, Decimal(250), "reduce")
    assert [record.money for record in risk.history.order_by("history_id")] == [Decimal(100), Decimal(250)]


def test_a_stale_save_carries_both_values_and_overwrites_nothing(cast: Cast, add: Add) -> None:
    risk = add("Fire", money=Decimal(100))
    actions.change_risk(risk=risk, values=replace(Values.of(risk), money=Decimal(200)), based_on=1)
    with pytest.raises(actions.ChangedMeanwhile) as caught:
        actions.change_risk(risk=risk, values=replace(Values.of(risk), money=Decimal(300)), based_on=1)
    assert (caught.value.theirs.money, caught.value.yours.money, caught.value.version) == (
        Decimal(200),
        Decimal(300),
        2,
    )
    risk.refresh_from_db()
    assert risk.money == 200
    with pytest.raises(actions.ChangedMeanwhile):
        actions.delete_risk(risk=risk, based_on=1)
    assert Risk.objects.filter(pk=risk.pk).exists()


def test_several_are_assigned_together_and_what_is_not_said_stays(cast: Cast, add: Add) -> None:
    one, two = add("One", due_on=date(2026, 1, 1)), add("Two", owner_text="Somebody")
    actions.assign(picked={one.pk: 1, two.pk: 1}, owner=cast.bob)
    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.owner, one.due_on, two.owner, two.owner_text) == (cast.bob, date(2026, 1, 1), cast.bob, "")
    actions.assign(picked={two.pk: 2}, due_on=date(2026, 2, 2))
    two.refresh_from_db()
    assert (two.owner, two.due_on, two.version) == (cast.bob, date(2026, 2, 2), 3)


def test_one_stale_risk_among_several_stops_all(add: Add) -> None:
    one, two = add("One"), add("Two")
    actions.respond(picked={two.pk: 1}, response="accept")
    with pytest.raises(actions.SeveralChangedMeanwhile, match="Two"):
        actions.close(picked={one.pk: 1, two.pk: 1})
    assert set(Risk.objects.values_list("event", "status", "response")) == {
        ("One", "open", ""),
        ("Two", "open", "accept"),
    }
    with pytest.raises(actions.SeveralChangedMeanwhile, match="no longer there"):
        actions.close(picked={one.pk: 1, 10**9: 1})


def test_what_was_deleted_comes_back_as_it_was(cast: Cast, add: Add) -> None:
    risk = add("Fire", cast.account_a, money=Decimal("12.50"), owner=cast.vera)
    entered_at = Risk.objects.get().created_at
    number = actions.delete_risk(risk=risk, based_on=1)
    assert not Risk.objects.exists()
    cast.vera.delete()
    record = Risk.history.get(history_id=number)
    actions.restore_risk(record=record)
    again = Risk.objects.get()
    assert (again.pk, again.event, again.money, again.account) == (risk.pk, "Fire", Decimal("12.50"), cast.account_a)
    assert (again.owner, again.created_by, again.created_at) == (None, cast.alice, entered_at)
    assert actions.restore_risk(record=record) == again
    assert Risk.objects.count() == 1


def test_an_account_takes_its_risks_with_it(cast: Cast, add: Add) -> None:
    add("Its own", cast.account_a)
    kept = add("Of the programme")
    cast.account_a.delete()
    assert list(Risk.objects.all()) == [kept]


@pytest.mark.parametrize(
    "wrong",
    [
        {"event": ""},
        {"source": "weather"},
        {"impact": "huge"},
        {"probability": ""},
        {"money": Decimal(-1)},
        {"response": "pray"},
        {"status": "lost"},
        {"residual_impact": "low"},
    ],
)
def test_the_database_refuses_what_is_no_risk(add: Add, wrong: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        add(str(wrong.pop("event", "Event")), **wrong)


def test_the_sample_is_marked_loads_once_and_goes_but_for_what_a_person_rewrote(cast: Cast) -> None:
    for name in {one.account for one in sample.ILLUSTRATIONS} - {"", "Great Bikes"}:
        Account.objects.create(code=name, name=name, is_sample=True)
    sample.load(cast.alice)
    sample.load(cast.alice)
    wanted = [one for one in sample.ILLUSTRATIONS if one.account != "Great Bikes"]
    assert Risk.objects.filter(is_sample=True).count() == len(wanted) == 13
    assert Risk.objects.filter(account__isnull=True).count() == 3
    mine = Risk.objects.filter(account__isnull=True).earliest("pk")
    actions.change_risk(risk=mine, values=replace(Values.of(mine), event="Ours now"), based_on=1)
    sample.remove(cast.alice)
    assert [risk.event for risk in Risk.objects.all()] == ["Ours now"]
    assert not queries.deleted_risks(cast.alice).exists()
