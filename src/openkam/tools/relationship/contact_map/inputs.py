"""What the contact map is drawn from: our team, the customer's contacts, and who meets whom how often."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from openkam.core.fields import Label
from openkam.core.i18n import gettext_lazy
from openkam.core.nouns import LEVEL_NAMES, CadenceDays, Id, LastTwoWayOn, Level, Name
from openkam.core.tool import ToolModel
from openkam.tools.relationship.contact_map.checks import check

Influence = Literal["economic", "user", "technical", "coach"]
INFLUENCES: tuple[Influence, ...] = ("economic", "user", "technical", "coach")
INFLUENCE_NAMES = {
    "economic": gettext_lazy("economic"),
    "user": gettext_lazy("user"),
    "technical": gettext_lazy("technical"),
    "coach": gettext_lazy("coach"),
}
Involvement = Literal["low", "medium", "high"]
INVOLVEMENT_NAMES = {
    "low": gettext_lazy("low"),
    "medium": gettext_lazy("medium"),
    "high": gettext_lazy("high"),
}
Mode = Literal["growth", "trouble", "even_keel", "overconfident"]
MODE_NAMES = {
    "growth": gettext_lazy("growth"),
    "trouble": gettext_lazy("trouble"),
    "even_keel": gettext_lazy("even keel"),
    "overconfident": gettext_lazy("overconfident"),
}
BuyingPhase = Literal["recognise", "compare", "select", "after_sales"]
PHASES: tuple[BuyingPhase, ...] = ("recognise", "compare", "select", "after_sales")
PHASE_NAMES = {
    "recognise": gettext_lazy("recognise needs"),
    "compare": gettext_lazy("compare options"),
    "select": gettext_lazy("select"),
    "after_sales": gettext_lazy("after-sales"),
}
Criticality = Literal[1, 3, 9]
CRITICALITY_NAMES = {
    "1": gettext_lazy("1, helpful"),
    "3": gettext_lazy("3, important"),
    "9": gettext_lazy("9, decisive"),
}
Support = Annotated[int, Field(ge=-2, le=2)]
Text = Annotated[str, Field(max_length=2000)]


class MemberInput(ToolModel):
    """A person of our team."""

    id: Id
    name: Name
    role: Annotated[str, Field(max_length=200), Label(gettext_lazy("Role"))] = ""


class ContactInput(ToolModel):
    """A person at the customer, or the place of one whom we do not know yet."""

    id: Id
    name: Name
    role: Annotated[str, Field(max_length=200), Label(gettext_lazy("Role"))] = ""
    function: Annotated[str, Field(max_length=100), Label(gettext_lazy("Business function"))] = ""
    level: Annotated[Level | None, Label(gettext_lazy("Level"), choices=LEVEL_NAMES)] = None
    placeholder: Annotated[
        bool,
        Label(
            gettext_lazy("Person unknown"),
            help=gettext_lazy("The place exists, but we do not know yet who fills it."),
        ),
    ] = False
    reports_to: Annotated[
        str | None, Label(gettext_lazy("Reports to"), help=gettext_lazy("Id of the superior, if known."))
    ] = None
    influence: Annotated[
        tuple[Influence, ...],
        Label(
            gettext_lazy("Influence"),
            help=gettext_lazy(
                "Economic releases the money, user works with it, technical can say no, coach guides us."
            ),
            choices=INFLUENCE_NAMES,
        ),
    ] = ()
    involvement: Annotated[Involvement | None, Label(gettext_lazy("Involvement"), choices=INVOLVEMENT_NAMES)] = None
    support_now: Annotated[
        Support | None,
        Label(gettext_lazy("Support now"), help=gettext_lazy("−2 works against us, +2 fights for us."), unit="−2…+2"),
    ] = None
    support_needed: Annotated[Support | None, Label(gettext_lazy("Support needed"), unit="−2…+2")] = None
    criticality: Annotated[
        Criticality,
        Label(
            gettext_lazy("Criticality"),
            help=gettext_lazy("How much hangs on this person's support."),
            choices=CRITICALITY_NAMES,
        ),
    ] = 3
    mode: Annotated[
        Mode | None,
        Label(
            gettext_lazy("Response mode"),
            help=gettext_lazy("Growth and trouble want change; even keel and overconfident do not."),
            choices=MODE_NAMES,
        ),
    ] = None
    phases: Annotated[
        tuple[BuyingPhase, ...], Label(gettext_lazy("Part in the buying phases"), choices=PHASE_NAMES)
    ] = ()
    motive: Annotated[Text, Label(gettext_lazy("What drives this person"))] = ""
    needs: Annotated[tuple[Text, ...], Field(max_length=3), Label(gettext_lazy("Three most urgent needs"))] = ()
    style: Annotated[Text, Label(gettext_lazy("How this person likes to communicate"))] = ""
    deepen: Annotated[Text, Label(gettext_lazy("How to deepen the relationship"))] = ""


class MeetingInput(ToolModel):
    """Who of the team meets which contact, how often as agreed, and when last."""

    member: Annotated[str, Field(min_length=1), Label(gettext_lazy("Team member"))]
    contact: Annotated[str, Field(min_length=1), Label(gettext_lazy("Contact"))]
    cadence_days: CadenceDays = 30
    last_two_way_on: LastTwoWayOn = None


class LineInput(ToolModel):
    """How one contact works on another."""

    source: Annotated[str, Field(min_length=1), Label(gettext_lazy("From contact"))]
    target: Annotated[str, Field(min_length=1), Label(gettext_lazy("To contact"))]
    kind: Annotated[
        Literal["influence", "conflict"],
        Label(
            gettext_lazy("Kind"),
            choices={"influence": gettext_lazy("influence"), "conflict": gettext_lazy("conflict")},
        ),
    ] = "influence"
    label: Annotated[str, Field(max_length=100), Label(gettext_lazy("Remark"))] = ""


class Silence(ToolModel):
    """When silence is too long."""

    late_beyond: Annotated[
        float, Field(gt=0, le=100), Label(gettext_lazy("Late beyond"), unit=gettext_lazy("× cadence"))
    ] = 2
    lost_beyond: Annotated[
        float, Field(gt=0, le=1000), Label(gettext_lazy("Lost beyond"), unit=gettext_lazy("× cadence"))
    ] = 8


class ContactMapInputs(ToolModel):
    """Team, contacts, who meets whom, and the lines among the contacts."""

    customer: Annotated[str, Field(max_length=200), Label(gettext_lazy("The customer"))] = ""
    as_of: Annotated[date, Label(gettext_lazy("As of"))]
    team: Annotated[tuple[MemberInput, ...], Label(gettext_lazy("Team"))] = ()
    contacts: Annotated[tuple[ContactInput, ...], Label(gettext_lazy("Contacts"))] = ()
    meetings: Annotated[tuple[MeetingInput, ...], Label(gettext_lazy("Who meets whom"))] = ()
    lines: Annotated[tuple[LineInput, ...], Label(gettext_lazy("Influence and conflict"))] = ()
    silence: Annotated[Silence, Label(gettext_lazy("Silence"))] = Silence()

    @model_validator(mode="after")
    def _refer_to_people(self) -> Self:
        check(self)
        return self
