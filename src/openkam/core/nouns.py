"""The nouns that tools hand to one another by id and name, so that what one tool finds the next one accepts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from openkam.core.fields import Label
from openkam.core.i18n import gettext as _, gettext_lazy
from openkam.core.tool import ToolModel

Id = Annotated[
    str,
    Field(min_length=1, max_length=60),
    Label(gettext_lazy("Id"), help=gettext_lazy("A short name that the other tools use for the same thing.")),
]
Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), Label(gettext_lazy("Name"))
]
"""What a person calls it; blanks around it are no part of it, and blanks alone are no name."""
Direction = Literal["higher", "lower", "target"]
"""Which way a measured thing is better: more of it, less of it, or near its target."""
DIRECTIONS = {
    "higher": gettext_lazy("higher is better"),
    "lower": gettext_lazy("lower is better"),
    "target": gettext_lazy("nearer to the target is better"),
}


Level = Literal["board", "directors", "managers", "specialists", "clerks", "operators"]
"""How high a person stands in a company, the highest first."""
LEVELS: tuple[Level, ...] = ("board", "directors", "managers", "specialists", "clerks", "operators")
LEVEL_NAMES = {
    "board": gettext_lazy("Board"),
    "directors": gettext_lazy("Directors"),
    "managers": gettext_lazy("Managers"),
    "specialists": gettext_lazy("Specialists"),
    "clerks": gettext_lazy("Clerks"),
    "operators": gettext_lazy("Operators"),
}
AccountClass = Literal["k", "d", "m", "o"]
"""Where an account stands in the account matrix: more or less attractive, and we strong or weak there."""
ACCOUNT_CLASSES: tuple[AccountClass, ...] = ("k", "d", "m", "o")
ACCOUNT_CLASS_NAMES = {
    "k": gettext_lazy("Key Account"),
    "d": gettext_lazy("Key Development Account"),
    "m": gettext_lazy("Maintenance Account"),
    "o": gettext_lazy("Opportunistic Account"),
}
CadenceDays = Annotated[float, Field(gt=0, le=3660), Label(gettext_lazy("Agreed cadence"), unit=gettext_lazy("days"))]
"""How often two people should be in contact."""
LastTwoWayOn = Annotated[
    date | None,
    Label(
        gettext_lazy("Last two-way contact"),
        help=gettext_lazy("The last day on which both sides spoke or wrote. Leave empty if it has never happened."),
    ),
]
"""When two people were last in contact, both speaking."""


class _Named(ToolModel):
    id: Id
    name: Name


class Need(_Named):
    """What the customer wants, in the customer's words."""


class Step(_Named):
    """One step of a process."""


class Specification(ToolModel):
    """How a measured thing is wanted: unit, direction, target and the limits that the customer accepts."""

    unit: Annotated[str, Field(max_length=40), Label(gettext_lazy("Unit"))] = ""
    direction: Annotated[Direction, Label(gettext_lazy("Better when"), choices=DIRECTIONS)] = "target"
    target: Annotated[float | None, Label(gettext_lazy("Target"))] = None
    lower: Annotated[
        float | None,
        Label(gettext_lazy("Lower limit"), help=gettext_lazy("The smallest value that the customer accepts.")),
    ] = None
    upper: Annotated[
        float | None,
        Label(gettext_lazy("Upper limit"), help=gettext_lazy("The largest value that the customer accepts.")),
    ] = None

    @model_validator(mode="after")
    def _limits_in_order(self) -> Self:
        if self.lower is not None and self.upper is not None and self.lower >= self.upper:
            raise ValueError(_("the lower limit is not below the upper limit"))
        return self


class Ctq(Specification, _Named):
    """A critical-to-quality characteristic: a need in measurable form."""


def check_each_once(where: str, ids: Iterable[str]) -> None:
    """Raises `ValueError` that names the row of the grid `where` whose id stands in an earlier row too; "" is no id."""
    seen: set[str] = set()
    for at, id in enumerate(ids):
        if id and id in seen:
            raise ValueError(_("{place}: the id {id} is given twice").format(place=f"{where}.{at}.id", id=id))
        seen.add(id)
