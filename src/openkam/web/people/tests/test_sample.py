"""The people of the sample company: loaded with it, at the stages that they tell of, and gone with it."""

from __future__ import annotations

import csv
import importlib.util
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone, translation

from openkam.feeds.people import contact_map_inputs, stage_inputs
from openkam.tools.relationship import contact_map, stage
from openkam.web.accounts.models import Account
from openkam.web.imports import sample as company
from openkam.web.people import sample
from openkam.web.people.actions import contacts, talk
from openkam.web.people.models import (
    Colleague,
    Contact,
    Interaction,
    JointTeam,
    Link,
    Person,
    StageAnswers,
    StageTarget,
    TeamMember,
)
from openkam.web.people.queries.records import records
from openkam.web.people.sample.files import Texts, rows
from openkam.web.portfolio import preparing
from openkam.web.portfolio.tests import books
from openkam.web.shell.models import Role, User

NEUTRAL = {"", "%"}
EXAMPLES = Path(__file__).resolve().parents[5] / "examples"


def test_the_log_is_what_the_script_draws(tmp_path: Path) -> None:
    spec = importlib.util.spec_from_file_location("talks", EXAMPLES / "account_plans" / "talks.py")
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    script.write(tmp_path)
    drawn = (tmp_path / "talks.csv").read_text(encoding="utf-8")
    assert drawn == (EXAMPLES / "account_plans" / "talks.csv").read_text(encoding="utf-8")


def said_in_the_files() -> Iterator[str]:
    """Every text of the files that a reader sees."""
    columns = {
        "colleagues": ["function"], "team": ["role"], "lines": ["label"], "joint_teams": ["name"],
        "function_pairs": ["ours", "theirs"], "meetings": ["what", "next_what"], "talks": ["what"],
        "targets": ["reason"], "plan_texts": ["summary", "business", "value_proposition", "wallet_source"],
        "plan_insights": ["text", "source"], "plan_needs": ["text"], "plan_readings": ["source"],
        "plan_objectives": ["text", "measure_name", "unit"], "plan_whitespace": ["buying_centre", "offering"],
        "plan_actions": ["text"], "plan_review_items": ["text", "answer"],
        "contacts": ["title", "function", "buying_centre", "motive", "style", "deepen"],
    }  # fmt: skip
    for name, wanted in columns.items():
        for row in rows("account_plans", name):
            yield from (row[column] for column in wanted if row[column] not in NEUTRAL)
    for row in rows("account_plans", "contacts"):
        yield from (need for need in row["needs"].split("|") if need)
    yield from (row["job_title"] for row in rows("adventureworks", "contacts"))


@pytest.mark.parametrize(("language", "board"), [("zh-hant", "董事會"), ("zh-hans", "董事会"), ("en", "Board")])
def test_every_text_is_there_in_three_languages(language: str, board: str) -> None:
    known = {row["en"] for row in rows("account_plans", "texts")}
    assert set(said_in_the_files()) == known
    with translation.override(language):
        said = Texts()
        assert said("Board") == board
        assert all(said(text) for text in known)


def read_stage(code: str, days_ago: int = 0) -> stage.StageResult:
    user, account = User.objects.get(email="alice@example.org"), Account.objects.get(code=code)
    return stage.compute(stage_inputs(records(user, account, as_of=timezone.localdate() - timedelta(days=days_ago))))


def test_the_people_of_the_sample_from_load_to_removal(db: None, tmp_path: Path) -> None:
    User.objects.create_user("alice@example.org", "x", name="Alice", role=Role.LEAD)
    with books.data_dir(tmp_path):
        call_command("load_sample", verbosity=0)
        preparing.start()
        everybody_in_the_file_is_a_contact_of_their_reseller()
        three_resellers_stand_at_three_stages()
        one_has_moved_up_and_one_has_slid_back()
        the_page_of_the_largest_is_rich()
        what_was_written_down_is_in_the_history()
        sample.load(None)
        assert Contact.objects.filter(person__email="roger0@adventure-works.com").count() == 1
        what_a_person_has_rewritten_stays_when_the_sample_goes()


def everybody_in_the_file_is_a_contact_of_their_reseller() -> None:
    with (EXAMPLES / "adventureworks" / "contacts.csv").open(encoding="utf-8") as file:
        given = {(row["account_key"], row["first_name"], row["email"], row["phone"]) for row in csv.DictReader(file)}
    there = Contact.objects.filter(person__email__endswith="@adventure-works.com")
    assert set(there.values_list("account__code", "person__name", "person__email", "person__phone")) == given
    places = {(row.title, row.function, row.level) for row in there}
    assert places == {
        ("Owner", "Board", "board"), ("Purchasing Manager", "Purchasing", "managers"),
        ("Purchasing Agent", "Purchasing", "specialists"),
    }  # fmt: skip


def three_resellers_stand_at_three_stages() -> None:
    high, low, lapsed = read_stage("697"), read_stage("433"), read_stage("643")
    assert (high.stage_read, low.stage_read, lapsed.stage_read) == ("partnership", "early", "pre")
    assert (high.claim_ours.stage, high.claim_theirs.stage, high.target_stage) == ("partnership", "mid", "synergistic")
    assert high.measures.single_points == 0
    assert [team.live for team in high.teams] == [False, True]
    assert high.measures.board_meetings == 2
    assert low.measures.hub_share == 1
    assert {link.state for link in high.links} == {"live", "late", "lost", "missing"}


def one_has_moved_up_and_one_has_slid_back() -> None:
    assert [read_stage("697", days).stage_read for days in (760, 500, 0)] == ["early", "mid", "partnership"]
    assert [read_stage("433", days).stage_read for days in (480, 0)] == ["mid", "early"]
    assert [read_stage("697", days).claim_ours.total for days in (760, 500, 260, 0)] == [9, 13, 15, 19]
    assert [read_stage("697", days).target_stage for days in (600, 100, 0)] == [None, "partnership", "synergistic"]


def the_page_of_the_largest_is_rich() -> None:
    account = Account.objects.get(code="697")
    seen = contact_map.compute(contact_map_inputs(records(User.objects.get(email="alice@example.org"), account)))
    assert (len(seen.contacts), len(seen.team)) == (21, 9)
    assert sum(row.contact.placeholder for row in seen.contacts) == 1
    assert {row.kind for row in seen.lines} == {"influence", "conflict"}
    assert account.contacts.filter(left_on__isnull=False).count() == 1
    assert Interaction.objects.filter(account=account, next_on__gt=timezone.localdate()).exists()
    assert Interaction.objects.filter(account=account, next_on__lt=timezone.localdate()).exists()
    assert not account.contacts.filter(is_sample=False).exists()


def what_was_written_down_is_in_the_history() -> None:
    one = Interaction.objects.filter(joint_team__isnull=False).first()
    assert one is not None
    kept = one.history.get()
    assert {row.contact_id for row in kept.contacts.all()} == set(one.contacts.values_list("pk", flat=True))
    assert {row.teammember_id for row in kept.members.all()} == set(one.members.values_list("pk", flat=True))
    assert Contact.history.count() >= Contact.objects.count()
    for link in Link.objects.filter(contact__account__code="697", last_on__isnull=False):
        said = Interaction.objects.filter(members=link.member_id, contacts=link.contact_id)
        assert link.last_on == max(said.values_list("on", flat=True))


def what_a_person_has_rewritten_stays_when_the_sample_goes() -> None:
    alice = User.objects.get(email="alice@example.org")
    largest = Account.objects.get(code="697")
    mei = largest.contacts.get(person__name="陳美玲")
    contacts.change_contact(contact=mei, values={"title": "Ours now"}, person=None, based_on=mei.version)
    roger, linda = largest.contacts.get(person__name="Roger"), largest.team_members.get(is_main=True)
    talk.record(
        account=largest, author=alice, members=[linda], contacts=[roger],
        values={"on": timezone.localdate(), "what": "A talk of ours"},
    )  # fmt: skip
    company.remove_sample(None)
    assert set(largest.contacts.values_list("person__name", "title")) == {("Roger", "Owner"), ("陳美玲", "Ours now")}
    assert list(Account.objects.values_list("code", flat=True)) == ["697"]
    (talked,) = Interaction.objects.all()
    assert ([str(row) for row in talked.members.all()], list(talked.contacts.all())) == (["Linda Mitchell"], [roger])
    assert (Person.objects.count(), Colleague.objects.count(), TeamMember.objects.count()) == (2, 1, 1)
    assert [link.last_on for link in Link.objects.all()] == [timezone.localdate()]
    gone: tuple[Any, ...] = (JointTeam, StageAnswers, StageTarget)
    assert not any(model.objects.exists() for model in gone)
    marked: tuple[Any, ...] = (Account, Contact, Person, Colleague, TeamMember, Link)
    assert not any(model.objects.filter(is_sample=True).exists() for model in marked)
    company.load_sample(None)
    assert Account.objects.filter(code="697").count() == 1


def test_a_reseller_that_somebody_removed_is_left_out(db: None, tmp_path: Path) -> None:
    Account.objects.create(code="433", name="Thorough Parts", is_sample=True)
    sample.load(None)
    assert set(Contact.objects.values_list("account__code", flat=True)) == {"433"}
    assert read_names("433") == {"Lindsey", "Grace Lindqvist", "張家豪", "Farid Rahimi", "Elena Petrova", None}


def read_names(code: str) -> set[str | None]:
    return set(Contact.objects.filter(account__code=code).values_list("person__name", flat=True))
