"""What the CTQ tree is given and what it finds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from openkam.core.fields import Label
from openkam.core.i18n import gettext as _, gettext_lazy
from openkam.core.nouns import DIRECTIONS, Ctq, Direction, Id, Name, Need
from openkam.core.tool import ToolModel
from openkam.tools.measure.ctq.maths import DataType, Detail

CheckKind = Literal[
    "need_without_ctq",
    "driver_without_ctq",
    "ctq_without_driver",
    "limits_reversed",
    "target_outside",
    "limits_mismatch",
    "missing",
    "serves_many",
]
Severity = Literal["contradiction", "gap", "remark"]
LONG = 1000
DATA_TYPES = {
    "continuous": gettext_lazy("continuous"),
    "count": gettext_lazy("counted"),
    "proportion": gettext_lazy("proportion"),
    "ordinal": gettext_lazy("ordinal"),
}


class Driver(ToolModel):
    """What makes the difference for a need: the part of it that can be worked on."""

    id: Id
    name: Name
    need: Annotated[Id, Label(gettext_lazy("Need"), help=gettext_lazy("The id of the need that it drives."))]


class CtqInput(ToolModel):
    """One measurable characteristic as far as it is specified. Limits may still be wrong: the checks say so."""

    id: Id
    name: Name
    drivers: Annotated[
        tuple[str, ...],
        Label(
            gettext_lazy("Drivers"),
            help=gettext_lazy("Ids of the drivers that it measures; it is drawn under the first."),
        ),
    ] = ()
    definition: Annotated[
        str,
        Field(max_length=LONG),
        Label(
            gettext_lazy("Operational definition"),
            help=gettext_lazy(
                "When the clock starts and stops, what counts: so exact that two people measure the same."
            ),
        ),
    ] = ""
    unit: Annotated[str, Field(max_length=40), Label(gettext_lazy("Unit"))] = ""
    data_type: Annotated[DataType | None, Label(gettext_lazy("Data type"), choices=DATA_TYPES)] = None
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
    opportunities: Annotated[
        int | None,
        Field(ge=1, le=10**9),
        Label(
            gettext_lazy("Opportunities per unit"),
            help=gettext_lazy("How often it can go wrong in one unit; asked of counts and proportions."),
        ),
    ] = None
    method: Annotated[
        str,
        Field(max_length=LONG),
        Label(gettext_lazy("Measurement method"), help=gettext_lazy("With what, how often, on how many.")),
    ] = ""
    data_source: Annotated[
        str,
        Field(max_length=LONG),
        Label(gettext_lazy("Data source"), help=gettext_lazy("Where the values come from.")),
    ] = ""
    owner: Annotated[
        str, Field(max_length=200), Label(gettext_lazy("Owner"), help=gettext_lazy("Who answers for its values."))
    ] = ""


class CtqInputs(ToolModel):
    """The tree: needs, the drivers of each, and the CTQs that measure them."""

    needs: Annotated[tuple[Need, ...], Label(gettext_lazy("Needs"))] = ()
    drivers: Annotated[tuple[Driver, ...], Label(gettext_lazy("Drivers"))] = ()
    ctqs: Annotated[tuple[CtqInput, ...], Label(gettext_lazy("CTQs"))] = ()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        needs = _known("needs", (row.id for row in self.needs))
        drivers = _known("drivers", (row.id for row in self.drivers))
        _known("ctqs", (row.id for row in self.ctqs))
        for at, driver in enumerate(self.drivers):
            if driver.need not in needs:
                text = _("{place}: there is no need {need}; add it to the needs or correct the id")
                raise ValueError(text.format(place=f"drivers.{at}.need", need=driver.need))
        for at, ctq in enumerate(self.ctqs):
            _refuse_drivers(f"ctqs.{at}.drivers", ctq.drivers, drivers)
        return self


def _known(rows: str, ids: Iterable[str]) -> frozenset[str]:
    seen: set[str] = set()
    for at, one in enumerate(ids):
        if one in seen:
            text = _("{place}: the id {id} is given twice; keep one row")
            raise ValueError(text.format(place=f"{rows}.{at}.id", id=one))
        seen.add(one)
    return frozenset(seen)


def _refuse_drivers(place: str, ids: Iterable[str], known: frozenset[str]) -> None:
    seen: set[str] = set()
    for at, one in enumerate(ids):
        if one not in known:
            text = _("{place}: there is no driver {driver}; add it to the drivers or correct the id")
            raise ValueError(text.format(place=f"{place}.{at}", driver=one))
        if one in seen:
            text = _("{place}: the driver {driver} is named twice; name it once")
            raise ValueError(text.format(place=f"{place}.{at}", driver=one))
        seen.add(one)


class Check(ToolModel):
    """One remark of the checks. `id` is the need, driver or CTQ that it is about; `detail` what is missing there."""

    kind: CheckKind
    severity: Severity
    id: str
    name: str
    detail: Detail | None = None
    needs: tuple[str, ...] = ()
    """Names of the needs that one CTQ serves."""


class CtqResult(ToolModel):
    """One CTQ with the needs that it serves and how complete it is."""

    given: CtqInput
    needs: tuple[str, ...]
    """Ids of the needs above it, in order."""
    filled: tuple[Detail, ...]
    missing: tuple[Detail, ...]
    completeness_pct: float


class DetailCount(ToolModel):
    """How many CTQs have a detail, of those that must have it."""

    detail: Detail
    filled: int
    wanted: int


class CtqTreeResult(ToolModel):
    """The tree with its checks. `ctqs` is what the next tools take: every CTQ whose limits are not reversed."""

    needs: tuple[Need, ...]
    drivers: tuple[Driver, ...]
    rows: tuple[CtqResult, ...]
    details: tuple[DetailCount, ...]
    completeness_pct: float | None
    needs_without_ctq: tuple[str, ...]
    checks: tuple[Check, ...]
    ctqs: tuple[Ctq, ...]
    held_back: tuple[str, ...]
    """Ids of the CTQs that are not handed on: their limits are reversed."""
