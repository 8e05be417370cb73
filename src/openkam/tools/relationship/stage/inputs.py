"""What the relationship stage is read from."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from openkam.core.fields import Label
from openkam.core.i18n import gettext as _, gettext_lazy
from openkam.core.nouns import LEVEL_NAMES, CadenceDays, Id, LastTwoWayOn, Level, Name
from openkam.core.tool import ToolModel
from openkam.tools.relationship.stage.checks import check

Stage = Literal["pre", "early", "mid", "partnership", "synergistic"]
STAGES: tuple[Stage, ...] = ("pre", "early", "mid", "partnership", "synergistic")
STAGE_NAMES = {
    "pre": gettext_lazy("Pre-KAM"),
    "early": gettext_lazy("Early KAM"),
    "mid": gettext_lazy("Mid-KAM"),
    "partnership": gettext_lazy("Partnership KAM"),
    "synergistic": gettext_lazy("Synergistic KAM"),
}
Side = Literal["ours", "theirs"]
SIDES = {"ours": gettext_lazy("our company"), "theirs": gettext_lazy("the customer")}
LinkState = Literal["live", "late", "lost", "missing"]
Item = Literal["breadth", "openness", "trust", "planning", "status", "ties"]
ITEMS: tuple[Item, ...] = ("breadth", "openness", "trust", "planning", "status", "ties")
Score = Annotated[int, Field(ge=1, le=4)]


class PersonInput(ToolModel):
    """A person of one of the two companies."""

    id: Id
    name: Name
    role: Annotated[str, Field(max_length=200), Label(gettext_lazy("Role"))] = ""
    side: Annotated[Side, Label(gettext_lazy("Company"), choices=SIDES)]
    function: Annotated[
        str,
        Field(min_length=1, max_length=100),
        Label(gettext_lazy("Business function"), help=gettext_lazy("Such as R&D, Quality or Inbound logistics.")),
    ]
    level: Annotated[Level, Label(gettext_lazy("Level"), choices=LEVEL_NAMES)]
    main: Annotated[
        bool,
        Label(
            gettext_lazy("Main contact"),
            help=gettext_lazy("The key account manager on our side, the main contact on the customer's."),
        ),
    ] = False


class LinkInput(ToolModel):
    """Who of ours should talk to whom of theirs, how often, and when both last did."""

    ours: Annotated[str, Field(min_length=1), Label(gettext_lazy("Our person"))]
    theirs: Annotated[str, Field(min_length=1), Label(gettext_lazy("Customer's person"))]
    cadence_days: CadenceDays = 30
    last_two_way_on: LastTwoWayOn = None
    team: Annotated[
        str, Label(gettext_lazy("Joint team"), help=gettext_lazy("The joint team in which they work together, if any."))
    ] = ""


class InsideLine(ToolModel):
    """Two people of the same company who work with each other."""

    one: Annotated[str, Field(min_length=1), Label(gettext_lazy("Person"))]
    other: Annotated[str, Field(min_length=1), Label(gettext_lazy("Colleague"))]


class FunctionPair(ToolModel):
    """Two unlike functions that are opposite numbers."""

    ours: Annotated[str, Field(min_length=1, max_length=100), Label(gettext_lazy("Our function"))]
    theirs: Annotated[str, Field(min_length=1, max_length=100), Label(gettext_lazy("Customer's function"))]


class TeamInput(ToolModel):
    """A joint project team."""

    id: Id
    name: Name
    members: Annotated[tuple[str, ...], Label(gettext_lazy("Members"), help=gettext_lazy("Ids of people."))] = ()
    last_met_on: Annotated[date | None, Label(gettext_lazy("Last met on"))] = None


class Answers(ToolModel):
    """Six answers of one side, 1 to 4 each; an answer that was not given stays empty."""

    breadth: Annotated[
        Score | None,
        Label(
            gettext_lazy("Breadth of contact"),
            help=gettext_lazy("1 one person each, 2 a few, 3 several functions, 4 everyone with an opposite number."),
            unit="1–4",
        ),
    ] = None
    openness: Annotated[
        Score | None,
        Label(
            gettext_lazy("Openness of information"),
            help=gettext_lazy("1 price and order only, 2 forecasts, 3 costs and plans, 4 shared systems."),
            unit="1–4",
        ),
    ] = None
    trust: Annotated[
        Score | None,
        Label(
            gettext_lazy("Trust"),
            help=gettext_lazy("1 everything is checked, 2 some, 3 by exception, 4 each acts for the other."),
            unit="1–4",
        ),
    ] = None
    planning: Annotated[
        Score | None,
        Label(
            gettext_lazy("Joint planning"),
            help=gettext_lazy("1 none, 2 next orders, 3 a yearly joint plan, 4 joint strategy over years."),
            unit="1–4",
        ),
    ] = None
    status: Annotated[
        Score | None,
        Label(
            gettext_lazy("Supplier status"),
            help=gettext_lazy("1 one of many, 2 approved, 3 preferred, 4 sole or strategic supplier."),
            unit="1–4",
        ),
    ] = None
    ties: Annotated[
        Score | None,
        Label(
            gettext_lazy("Ties that bind"),
            help=gettext_lazy("1 free to leave, 2 some cost to change, 3 shared processes, 4 shared investment."),
            unit="1–4",
        ),
    ] = None


class Questionnaire(ToolModel):
    """What the team claims and, where it was asked, what the customer says."""

    ours: Annotated[Answers, Label(gettext_lazy("Our answers"))] = Answers()
    theirs: Annotated[Answers, Label(gettext_lazy("Customer's answers"))] = Answers()


class Thresholds(ToolModel):
    """Where one stage ends and the next begins. Our own reading, open to change."""

    live_within_cadences: Annotated[
        float, Field(gt=0, le=100), Label(gettext_lazy("A link is live within"), unit=gettext_lazy("× cadence"))
    ] = 2
    lost_beyond_cadences: Annotated[
        float, Field(gt=0, le=1000), Label(gettext_lazy("A link is lost beyond"), unit=gettext_lazy("× cadence"))
    ] = 8
    early_hub_share: Annotated[float, Field(gt=0, le=1), Label(gettext_lazy("Early: hub share at or above"))] = 0.8
    mid_functions: Annotated[
        int, Field(ge=1, le=50), Label(gettext_lazy("Mid: functions met outside the pair, at least"))
    ] = 2
    partnership_functions: Annotated[
        int, Field(ge=1, le=50), Label(gettext_lazy("Partnership: functions met outside the pair, at least"))
    ] = 4
    partnership_levels: Annotated[
        int, Field(ge=1, le=6), Label(gettext_lazy("Partnership: levels met outside the pair, at least"))
    ] = 3
    partnership_hub_share: Annotated[float, Field(gt=0, le=1), Label(gettext_lazy("Partnership: hub share below"))] = (
        0.5
    )
    synergistic_teams: Annotated[
        int, Field(ge=1, le=50), Label(gettext_lazy("Synergistic: live joint teams, at least"))
    ] = 2
    synergistic_board_meetings: Annotated[
        int, Field(ge=1, le=50), Label(gettext_lazy("Synergistic: joint board meetings, at least"))
    ] = 1
    window_days: Annotated[
        int,
        Field(ge=1, le=3660),
        Label(gettext_lazy("Joint teams and meetings count within"), unit=gettext_lazy("days")),
    ] = 365
    least_contacts: Annotated[
        int,
        Field(ge=1, le=1000),
        Label(
            gettext_lazy("Contacts needed for a reading"),
            help=gettext_lazy("With fewer people of the customer on record, no stage is read."),
        ),
    ] = 3
    least_links: Annotated[
        int,
        Field(ge=1, le=1000),
        Label(
            gettext_lazy("Dated links needed for a reading"),
            help=gettext_lazy("With fewer links that carry a date of contact, no stage is read."),
        ),
    ] = 1

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        place = "thresholds"
        if self.lost_beyond_cadences < self.live_within_cadences:
            text = _("{place}: a link cannot be lost before it is late; raise lost_beyond_cadences")
            raise ValueError(text.format(place=place))
        if self.partnership_functions < self.mid_functions or self.partnership_hub_share > self.early_hub_share:
            text = _("{place}: partnership must ask for at least as much as mid; compare functions and hub share")
            raise ValueError(text.format(place=place))
        return self


class StageInputs(ToolModel):
    """Two companies, their people, who talks to whom, and what both sides say about it."""

    ours: Annotated[str, Field(max_length=200), Label(gettext_lazy("Our company"))] = ""
    theirs: Annotated[str, Field(max_length=200), Label(gettext_lazy("The customer"))] = ""
    as_of: Annotated[date, Label(gettext_lazy("As of"))]
    trading: Annotated[
        bool | None,
        Label(
            gettext_lazy("Trading"),
            help=gettext_lazy("Whether anything was sold in the window. Leave empty if that is not known."),
        ),
    ] = None
    people: Annotated[tuple[PersonInput, ...], Label(gettext_lazy("People"))] = ()
    links: Annotated[tuple[LinkInput, ...], Label(gettext_lazy("Links"))] = ()
    inside: Annotated[
        tuple[InsideLine, ...],
        Label(
            gettext_lazy("Lines inside a company"),
            help=gettext_lazy(
                "Leave empty: everyone is then taken to be in touch with the main person of the own side."
            ),
        ),
    ] = ()
    function_pairs: Annotated[
        tuple[FunctionPair, ...],
        Label(
            gettext_lazy("Opposite functions"),
            help=gettext_lazy("Only unlike ones, such as Outbound and Inbound logistics; equal names face each other."),
        ),
    ] = ()
    teams: Annotated[tuple[TeamInput, ...], Label(gettext_lazy("Joint teams"))] = ()
    board_meetings_on: Annotated[tuple[date, ...], Label(gettext_lazy("Joint board meetings"))] = ()
    questionnaire: Annotated[Questionnaire, Label(gettext_lazy("Questionnaire"))] = Questionnaire()
    target_stage: Annotated[Stage | None, Label(gettext_lazy("Target stage"), choices=STAGE_NAMES)] = None
    target_on: Annotated[date | None, Label(gettext_lazy("Target date"))] = None
    thresholds: Annotated[Thresholds, Label(gettext_lazy("Thresholds"))] = Thresholds()

    @model_validator(mode="after")
    def _refer_to_people(self) -> Self:
        check(self)
        return self
