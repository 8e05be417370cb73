"""The plans of the sample company: loaded with it as the files tell, and gone with it but for what people wrote."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db.models import F
from django.utils import timezone, translation

from openkam.core.i18n import use_language
from openkam.web.accounts.models import Account
from openkam.web.imports import sample as company
from openkam.web.people.sample.files import rows
from openkam.web.plans import sample
from openkam.web.plans.actions.rows import add_row, change_row
from openkam.web.plans.deck.slides import slides
from openkam.web.plans.deck.told import told
from openkam.web.plans.models import Action, Insight, Need, Objective, Plan, Review, Whitespace
from openkam.web.plans.review.differences import changes
from openkam.web.plans.review.keeping import keep
from openkam.web.portfolio import preparing
from openkam.web.portfolio.tests import books
from openkam.web.shell.models import Role, User

MODELS: tuple[Any, ...] = (Plan, Insight, Need, Objective, Whitespace, Action)
FILES = ("texts", "insights", "needs", "objectives", "whitespace", "actions")


def test_the_plans_of_the_sample_from_load_to_removal(db: None, tmp_path: Path) -> None:
    alice = User.objects.create_user("alice@example.org", "x", name="Alice", role=Role.LEAD)
    with books.data_dir(tmp_path):
        call_command("load_sample", verbosity=0)
        preparing.start()
        every_row_of_the_files_is_there()
        the_largest_is_a_plan_worth_showing(alice)
        one_review_was_held_a_quarter_ago(alice)
        what_the_customer_may_see_says_nothing_of_rivals(alice)
        sample.load(None)
        sample.finish()
        assert (Plan.objects.count(), Review.objects.count()) == (3, 1)
        what_a_person_wrote_stays_when_the_sample_goes(alice)


def every_row_of_the_files_is_there() -> None:
    for model, name in zip(MODELS, FILES, strict=True):
        assert model.objects.filter(is_sample=True).count() == len(list(rows("account_plans", f"plan_{name}"))), name
    assert not Insight.objects.filter(contact=None).exists()
    assert not Action.objects.filter(contact=None, account__code="697").exists()
    waits = Action.waits_for.through._default_manager
    assert set(waits.values_list("from_action__text", "to_action__text")) == {
        ("Evening round from the first of the month", "Find a second carrier for the night route"),
        ("Third joint board meeting", "Charter a second joint team: one stock figure"),
        ("Visit the workshop with Pilar", "Answer the complaint about brake discs"),
        ("Price talk with the cost of rush orders on the table", "Rush orders: what each one costs us"),
        ("One offer: pedals and brakes for her workshop", "Call Nora before the season"),
    }
    assert not waits.filter(to_action__due_on__gt=F("from_action__due_on")).exists()
    today = timezone.localdate()
    late = Action.objects.filter(due_on__lt=today).exclude(status__in=["done", "dropped"])
    assert {row.account.code for row in late} == {"697", "433"}


def the_largest_is_a_plan_worth_showing(alice: User) -> None:
    plan = told(alice, Account.objects.get(code="697"), "internal")
    assert plan.inside is not None
    assert plan.inside.standing is not None
    values = {row["measure"]: row["value"] for row in plan.objectives if row["measure"] != "typed"}
    assert values["revenue"] == Decimal("401479.05").quantize(values["revenue"])
    assert values["stage"] == 4
    # The spend of the cells adds up to what the plan says that the customer spends.
    assert sum(cell.spend or 0 for cell in plan.inside.whitespace) == plan.texts["wallet"]
    assert len(slides(plan)) > 10


def one_review_was_held_a_quarter_ago(alice: User) -> None:
    (review,) = Review.objects.all()
    assert review.is_sample
    assert review.closed_at is not None
    assert 80 < (timezone.now() - review.closed_at).days < 100
    assert [row["period"] for row in review.kept["figures"]][:3] == ["FY18", "FY19", "FY20"]
    assert sum(one.action is not None for one in review.items.all()) == 3
    found = changes(review.kept, keep(alice, review.account))
    assert {(one.part, one.kind) for one in found} == {
        ("objectives", "changed"), ("actions", "added"), ("actions", "changed"), ("insights", "added"),
        ("insights", "changed"),
    }  # fmt: skip


def what_the_customer_may_see_says_nothing_of_rivals(alice: User) -> None:
    plan = told(alice, Account.objects.get(code="697"), "customer")
    text = "\n".join(block.model_dump_json() for slide in slides(plan) for block in slide.blocks)
    assert "Evening round from the first of the month" in text
    assert not [one for one in ("Contoso", "Northwind", "4500", "gives notice", "undercut") if one in text]


def what_a_person_wrote_stays_when_the_sample_goes(alice: User) -> None:
    largest = Account.objects.get(code="697")
    goal = Insight.objects.get(text="Six new workshops within two years")
    change_row(goal, values={"text": "Eight workshops"}, based_on=goal.version)
    add_row(Need, account=largest, values={"text": "Our own"})
    company.remove_sample(None)
    assert list(Account.objects.values_list("code", flat=True)) == ["697"]
    left = {model.__name__: list(model.objects.values_list("is_sample", flat=True)) for model in (*MODELS, Review)}
    assert left == {"Plan": [], "Insight": [False], "Need": [False], "Objective": [], "Whitespace": [], "Action": [],
                    "Review": []}  # fmt: skip
    assert Need.objects.get().text == "Our own"
    assert Insight.objects.get().text == "Eight workshops"


@pytest.mark.parametrize(
    ("language", "summary"), [("zh-hant", "雙方職能也已開始對接"), ("zh-hans", "双方职能也已开始对接")]
)
def test_the_plans_are_written_in_the_language_of_who_loads_them(db: None, language: str, summary: str) -> None:
    Account.objects.create(code="697", name="Brakes and Gears", is_sample=True)
    with use_language(language), translation.override(language):
        sample.load(None)
    assert summary in Plan.objects.get().summary
    assert Insight.objects.filter(serves__isnull=False).count() == 6


def test_the_review_is_told_in_the_language_of_the_plan_whoever_reads_it(db: None) -> None:
    User.objects.create_user("alice@example.org", "x", name="Alice", role=Role.LEAD)
    Account.objects.create(code="697", name="Brakes and Gears", is_sample=True)
    with use_language("zh-Hant"), translation.override("zh-hant"):
        sample.load(None)
    sample.finish()
    (review,) = Review.objects.all()
    decisions = review.items.filter(kind="decision")
    assert [one.action is not None for one in decisions] == [True, True, True]
    assert decisions[0].text == "旺季前找第二家貨運商"
    assert review.items.filter(kind="agenda")[0].text == "開場"


def test_a_plan_that_somebody_wrote_is_left_alone(db: None) -> None:
    account = Account.objects.create(code="697", name="Brakes and Gears", is_sample=True)
    Plan.objects.create(account=account, summary="Ours")
    sample.load(None)
    assert Plan.objects.get().summary == "Ours"
    assert not Insight.objects.exists()
