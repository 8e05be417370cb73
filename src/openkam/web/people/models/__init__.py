"""Who there is on both sides of an account, who talks to whom, and what is said of the relationship."""

from openkam.web.people.models.contact import Contact, ContactLine, Person
from openkam.web.people.models.incoming import ContactImport
from openkam.web.people.models.log_import import LogImport
from openkam.web.people.models.stage import StageAnswers, StageSurvey, StageTarget
from openkam.web.people.models.talk import Interaction, Link
from openkam.web.people.models.team import Colleague, FunctionPair, JointTeam, TeamMember

__all__ = [
    "Colleague",
    "Contact",
    "ContactImport",
    "ContactLine",
    "FunctionPair",
    "Interaction",
    "JointTeam",
    "Link",
    "LogImport",
    "Person",
    "StageAnswers",
    "StageSurvey",
    "StageTarget",
    "TeamMember",
]
