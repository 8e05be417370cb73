"""Illustrative risks of the sample company. None was ever true; pages and files mark each as an illustration."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _, gettext_noop

from openkam.web.accounts.models import Account
from openkam.web.risks import actions
from openkam.web.risks.actions import Values
from openkam.web.risks.models import Risk
from openkam.web.shell.models import User


@dataclass(frozen=True)
class Illustration:
    """One risk. `due_days` counts from the day on which the sample is loaded, so that some are overdue on any day."""

    account: str
    """The reseller's name; empty for the programme."""
    source: str
    event: str
    levels: tuple[str, str]
    """Impact and probability."""
    money: int | None
    cause: str = ""
    effect: str = ""
    response: str = ""
    owner: str = ""
    due_days: int | None = None
    status: str = "open"
    residual: tuple[str, str] = ("", "")


ILLUSTRATIONS: Final = (
    Illustration(
        "Brakes and Gears", "external.dependence",
        gettext_noop("The only carrier of the night route gives notice"),
        ("high", "high"), 200_000,
        gettext_noop("One carrier holds the night route"), gettext_noop("Deliveries stop for two weeks"),
        "share", "Pilar Ackerman", -9, "in_hand", ("high", "low"),
    ),
    Illustration(
        "Brakes and Gears", "technical.scope",
        gettext_noop("The customer adds a second warehouse to the joint dock"),
        ("high", "medium"), 120_000,
        gettext_noop("A merger is being talked of"), gettext_noop("The layout is drawn again"),
        "reduce", "Dylan Miller", 60,
    ),
    Illustration(
        "Brakes and Gears", "planning.resources",
        gettext_noop("Our planner is lent to another project"),
        ("medium", "high"), 50_000,
        "", gettext_noop("The start slips by a month"), "avoid", "Brian Welcker", 21, "open", ("medium", "low"),
    ),
    Illustration(
        "Latest Sports Equipment", "business_case.commitment",
        gettext_noop("The new owner puts all supply out to tender"),
        ("high", "medium"), 310_000,
        gettext_noop("A fund is buying the chain"), gettext_noop("Our contract ends a year early"),
        "reduce", "Linda Mitchell", 45, "in_hand", ("medium", "medium"),
    ),
    Illustration(
        "Latest Sports Equipment", "organizational.ownership",
        gettext_noop("Nobody on their side owns returns"),
        ("low", "medium"), 18_000, "", "", "reduce", "Linda Mitchell", 30,
    ),
    Illustration(
        "Great Bikes", "business_case.cost",
        gettext_noop("Their bonus scale eats the margin on helmets"),
        ("medium", "medium"), 42_000,
        gettext_noop("The scale counts units, not income"), "", "avoid", "Jae Pak", -3, "open", ("low", "low"),
    ),
    Illustration(
        "Great Bikes", "external.recruitment",
        gettext_noop("Their purchasing manager leaves before the plan is signed"),
        ("medium", "high"), None, "", gettext_noop("Talks begin again from the start"), "accept", "Jae Pak",
    ),
    Illustration(
        "Excellent Riding Supplies", "technical.quality",
        gettext_noop("A recall of road frames stops the spring order"),
        ("high", "low"), 260_000, "", "", "share", "Tete Mensa", 90, "open", ("medium", "low"),
    ),
    Illustration(
        "Field Trip Store", "external.vendors",
        gettext_noop("A rival's web shop undercuts our price by a tenth"),
        ("medium", "high"), 65_000, "", gettext_noop("They buy touring bikes elsewhere"), "reduce", "Shu Ito", 14,
    ),
    Illustration(
        "Thorough Parts and Repair Services", "business_case.lead_time",
        gettext_noop("Spare parts take longer than the five days that we promised"),
        ("low", "high"), 22_000, gettext_noop("One supplier of brake discs"), "", "reduce", "Hazem Abolrous", 10,
        "in_hand", ("low", "low"),
    ),
    Illustration(
        "Roadway Bicycle Supply", "business_case.market",
        gettext_noop("A new rule on lighting makes our stock unsaleable"),
        ("medium", "low"), 35_000, "", "", "", "", None,
    ),
    Illustration(
        "Vigorous Exercise Company", "planning.experience",
        gettext_noop("They buy for a season and then not again"),
        ("low", "low"), 12_000, "", "", "accept", "Michael Blythe", -40, "closed",
    ),
    Illustration(
        "", "organizational.change",
        gettext_noop("Sales keeps its old targets and works against the key account plans"),
        ("high", "medium"), 400_000,
        gettext_noop("Bonuses still count revenue alone"), gettext_noop("Key accounts get no more time than before"),
        "reduce", "Brian Welcker", 75, "in_hand", ("medium", "low"),
    ),
    Illustration(
        "", "planning.resources",
        gettext_noop("Two of three key account managers leave in one year"),
        ("high", "low"), 150_000, "", "", "reduce", "Pamela Ansman-Wolfe", 120, "open", ("medium", "low"),
    ),
    Illustration(
        "", "technical.processes",
        gettext_noop("Cost-to-serve is known for too few orders to choose accounts by it"),
        ("medium", "medium"), None, "", gettext_noop("A loss maker is taken for a key account"),
        "reduce", "David Liu", -12,
    ),
)  # fmt: skip


def load(user: User | None) -> None:
    """Put the illustrations on the register, in the language of who loads; once."""
    if Risk.objects.filter(is_sample=True).exists():
        return
    wanted = {one.account for one in ILLUSTRATIONS} - {""}
    accounts = {account.name: account for account in Account.objects.filter(name__in=wanted).order_by("-pk")}
    today = timezone.localdate()
    for one in ILLUSTRATIONS:
        # Where a person removed the reseller, its risks have nowhere to stand.
        if one.account and one.account not in accounts:
            continue
        values = Values(
            account=accounts.get(one.account),
            source=one.source,
            cause=_(one.cause) if one.cause else "",
            event=_(one.event),
            effect=_(one.effect) if one.effect else "",
            impact=one.levels[0],
            probability=one.levels[1],
            money=None if one.money is None else Decimal(one.money),
            response=one.response,
            owner_text=one.owner,
            due_on=None if one.due_days is None else today + timedelta(days=one.due_days),
            status=one.status,
            residual_impact=one.residual[0],
            residual_probability=one.residual[1],
        )
        actions.add_risk(user=user, values=values, is_sample=True)


def remove(_user: User | None) -> None:
    """Take them away again."""
    actions.remove_sample_risks()
