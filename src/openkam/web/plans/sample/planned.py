"""The illustrative plans of three resellers, from examples/account_plans: nothing in them was ever planned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from django.utils import timezone

from openkam.web.accounts.models import Account
from openkam.web.people.models import Colleague, Contact
from openkam.web.people.sample.files import Texts, rows
from openkam.web.plans.actions.objectives import read_typed
from openkam.web.plans.actions.rows import add_row
from openkam.web.plans.actions.todo import add_action
from openkam.web.plans.models import Action, Insight, Need, Objective, Plan, Whitespace
from openkam.web.shell.models import User

FOLDER: Final = "account_plans"
TEXTS: Final = ("summary", "business", "value_proposition", "wallet_source")


@dataclass
class Planned:
    """What has been made so far, by the keys of the files."""

    user: User | None
    today: date
    said: Texts
    accounts: Mapping[str, Account]
    people: Mapping[tuple[str, str], Contact]
    ours: Mapping[str, Colleague]
    made: dict[tuple[str, str, str], Any] = field(default_factory=dict)
    """(file, account, key) → row."""

    def rows(self, name: str) -> list[dict[str, str]]:
        """The rows of a file whose reseller is there."""
        return [row for row in rows(FOLDER, f"plan_{name}") if row["account"] in self.accounts]

    def day(self, days: str) -> date | None:
        """So many days after the sample is loaded."""
        return self.today + timedelta(days=int(days)) if days else None

    def add(self, model: Any, row: Mapping[str, str], values: dict[str, Any]) -> Any:
        """A row of the sample."""
        shared = {"is_shared": row.get("shared") == "1"}
        return add_row(model, account=self.accounts[row["account"]], values=values | shared, is_sample=True)


def amount(text: str) -> Decimal | None:
    """A number of a file."""
    return Decimal(text) if text else None


def begin(user: User | None) -> Planned:
    """The resellers that are there and have no plan yet, with their people."""
    wanted = {row["account"] for row in rows(FOLDER, "plan_texts")}
    there = Account.objects.filter(code__in=wanted, is_sample=True, plan=None)
    accounts, said = {row.code: row for row in there}, Texts()
    contacts = Contact.objects.filter(account__in=accounts.values(), is_sample=True).select_related("person", "account")
    by_name: dict[tuple[str, str], Contact] = {}
    for one in contacts:
        by_name[one.account.code, one.person.name if one.person else one.title] = one
        if one.person is not None:
            by_name[one.account.code, one.person.email] = one
    people = {}
    for row in rows(FOLDER, "contacts"):
        named = row["name"] or row["email"] or said(row["title"])
        if (row["account"], named) in by_name:
            people[row["account"], row["key"]] = by_name[row["account"], named]
    colleagues = {one.name: one for one in Colleague.objects.filter(is_sample=True)}
    ours = {row["key"]: colleagues[row["name"]] for row in rows(FOLDER, "colleagues") if row["name"] in colleagues}
    return Planned(user, timezone.localdate(), said, accounts, people, ours)


def plan(made: Planned) -> None:
    """Every part of the plans but the review."""
    _texts(made)
    _insights(made)
    _needs(made)
    _objectives(made)
    _whitespace(made)
    _actions(made)


def _texts(made: Planned) -> None:
    for row in made.rows("texts"):
        texts = {name: made.said(row[name]) for name in TEXTS}
        Plan.objects.create(
            account=made.accounts[row["account"]], wallet=amount(row["wallet"]), is_shared=row["shared"] == "1",
            is_sample=True, **texts,
        )  # fmt: skip


def _insights(made: Planned) -> None:
    for row in made.rows("insights"):
        code = row["account"]
        values = {
            "kind": row["kind"], "text": made.said(row["text"]), "source": made.said(row["source"]),
            "state": row["state"], "contact": made.people.get((code, row["contact"])),
            "serves": made.made.get(("insights", code, row["serves"])),
        }  # fmt: skip
        made.made["insights", code, row["key"]] = made.add(Insight, row, values)


def _needs(made: Planned) -> None:
    for row in made.rows("needs"):
        values = {
            "text": made.said(row["text"]), "contact": made.people.get((row["account"], row["contact"])),
            "importance": int(row["importance"]),
        }  # fmt: skip
        made.add(Need, row, values)


def _objectives(made: Planned) -> None:
    for row in made.rows("objectives"):
        values = {
            "text": made.said(row["text"]), "measure": row["measure"], "measure_name": made.said(row["measure_name"]),
            "unit": made.said(row["unit"]), "baseline": amount(row["baseline"]), "target": amount(row["target"]),
            "due_on": made.day(row["due_days"]), "owner": made.ours.get(row["owner"]),
        }  # fmt: skip
        made.made["objectives", row["account"], row["key"]] = made.add(Objective, row, values)
    for row in made.rows("readings"):
        read_typed(
            objective=made.made["objectives", row["account"], row["objective"]],
            on=made.today - timedelta(days=int(row["days_ago"])), value=Decimal(row["value"]),
            source=made.said(row["source"]), author=made.user,
        )  # fmt: skip


def _whitespace(made: Planned) -> None:
    for row in made.rows("whitespace"):
        values = {
            "buying_centre": made.said(row["buying_centre"]), "offering": made.said(row["offering"]),
            "state": row["state"], "rival": row["rival"], "spend": amount(row["spend"]),
            "share_pct": amount(row["share"]), "potential": amount(row["potential"]),
            "objective": made.made.get(("objectives", row["account"], row["objective"])),
        }  # fmt: skip
        made.add(Whitespace, row, values)


def _actions(made: Planned) -> None:
    for row in made.rows("actions"):
        code = row["account"]
        due = made.day(row["due_days"])
        values = {
            "text": made.said(row["text"]), "objective": made.made.get(("objectives", code, row["objective"])),
            "is_principal": row["principal"] == "1", "contact": made.people.get((code, row["contact"])),
            "owner": made.ours.get(row["owner"]), "starts_on": made.day(row["start_days"]), "due_on": due,
            "status": row["status"], "cost": amount(row["cost"]), "is_shared": row["shared"] == "1",
            "done_on": due if row["status"] == Action.Status.DONE else None,
        }  # fmt: skip
        waits = [made.made["actions", code, key] for key in row["waits_for"].split("|") if key]
        made.made["actions", code, row["key"]] = add_action(
            account=made.accounts[code], author=made.user, values=values, waits_for=waits, is_sample=True
        )
