"""What the design scorecard is given and what it finds."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from openkam.core.fields import Label
from openkam.core.i18n import gettext as _, gettext_lazy
from openkam.core.nouns import Id, Name
from openkam.core.tool import ToolModel

Section = Literal["performance", "process", "inputs", "systems"]
SECTIONS = {
    "performance": gettext_lazy("performance"),
    "process": gettext_lazy("process"),
    "inputs": gettext_lazy("inputs"),
    "systems": gettext_lazy("systems"),
}
SECTION_ORDER: tuple[Section, ...] = ("performance", "process", "inputs", "systems")
YieldRule = Literal["binomial", "poisson"]
YIELD_RULES = {
    "binomial": gettext_lazy("(1 − DPO) to the power of the opportunities"),
    "poisson": gettext_lazy("e to the power of −DPU"),
}
Basis = Literal["counted", "bound", "ppm", "z", "cpk", "ppk", "unknown"]
Count = Annotated[float, Field(ge=0, le=1e12)]
Z = Annotated[float, Field(ge=-30, le=30)]


class Line(ToolModel):
    """One CTQ, step, input or system, with what is known of its defects in one of five ways, or nothing yet."""

    section: Annotated[Section, Label(gettext_lazy("Section"), choices=SECTIONS)]
    id: Id
    name: Name
    opportunities: Annotated[
        float,
        Field(gt=0, le=1e6),
        Label(gettext_lazy("Opportunities per unit"), help=gettext_lazy("In how many ways one unit can be defective.")),
    ] = 1
    complexity: Annotated[
        float,
        Field(gt=0, le=1e6),
        Label(gettext_lazy("Complexity"), help=gettext_lazy("How often it occurs in one product or service.")),
    ] = 1
    units: Annotated[Count | None, Label(gettext_lazy("Units seen"))] = None
    defects: Annotated[Count | None, Label(gettext_lazy("Defects seen"))] = None
    defective_units: Annotated[
        Count | None,
        Label(
            gettext_lazy("Defective units"), help=gettext_lazy("Units with at least one defect, for the plain yield.")
        ),
    ] = None
    ppm: Annotated[
        float | None,
        Field(ge=0, le=1e6),
        Label(
            gettext_lazy("Expected ppm"), help=gettext_lazy("Of one opportunity, in the long term: from capability.")
        ),
    ] = None
    z: Annotated[
        Z | None, Label(gettext_lazy("Z short-term"), help=gettext_lazy("The shift is taken off for the long term."))
    ] = None
    cpk: Annotated[
        Annotated[float, Field(ge=-10, le=10)] | None,
        Label(gettext_lazy("Cpk"), help=gettext_lazy("Z short-term is three times this.")),
    ] = None
    ppk: Annotated[
        Annotated[float, Field(ge=-10, le=10)] | None,
        Label(gettext_lazy("Ppk"), help=gettext_lazy("Z long-term is three times this.")),
    ] = None
    shift: Annotated[
        Annotated[float, Field(ge=0, le=5)] | None,
        Label(gettext_lazy("Shift"), help=gettext_lazy("Empty: that of the scorecard.")),
    ] = None
    target_z: Annotated[
        Z | None,
        Label(gettext_lazy("Target Z"), help=gettext_lazy("Short-term. Empty: that of the scorecard.")),
    ] = None

    def ways(self) -> list[str]:
        """The ways in which its defects are known."""
        counted = ["defects"] if self.defects is not None else []
        return counted + [name for name in ("ppm", "z", "cpk", "ppk") if getattr(self, name) is not None]


class Capability(ToolModel):
    """What the capability analysis found of one CTQ, by its id."""

    id: Id
    name: Name
    expected_ppm: Annotated[
        float,
        Field(ge=0, le=1e6),
        Label(gettext_lazy("Expected ppm"), help=gettext_lazy("Beyond the limits, with sigma overall.")),
    ]


class ScorecardInputs(ToolModel):
    """The lines of the scorecard and how they are rolled up."""

    product: Annotated[
        str,
        Field(max_length=200),
        Label(gettext_lazy("Product or service"), help=gettext_lazy("What one unit of the whole is.")),
    ] = ""
    lines: Annotated[tuple[Line, ...], Label(gettext_lazy("Scorecard lines"))] = ()
    capabilities: Annotated[
        tuple[Capability, ...],
        Label(
            gettext_lazy("Capability results"),
            help=gettext_lazy("Fill the line with the same id where it has no figure; the others become lines."),
        ),
    ] = ()
    shift: Annotated[
        float,
        Field(ge=0, le=5),
        Label(gettext_lazy("Shift"), help=gettext_lazy("Between short and long term; 1.5 is a convention, no law.")),
    ] = 1.5
    yield_rule: Annotated[YieldRule, Label(gettext_lazy("Throughput yield by"), choices=YIELD_RULES)] = "binomial"
    confidence_pct: Annotated[
        float,
        Field(ge=50, lt=100),
        Label(
            gettext_lazy("Confidence of the bound"),
            unit="%",
            help=gettext_lazy("Where no defect was seen, the rate is at most the bound at this confidence."),
        ),
    ] = 50
    target_z: Annotated[
        Z | None,
        Label(gettext_lazy("Target Z"), help=gettext_lazy("Short-term, of every line that names none.")),
    ] = None

    @model_validator(mode="after")
    def _lines_are_sound(self) -> Self:
        if not self.lines and not self.capabilities:
            raise ValueError(_("lines: the scorecard is empty; add a line or a capability result"))
        seen: set[tuple[str, str]] = set()
        for at, line in enumerate(self.lines):
            if (line.section, line.id) in seen:
                text = _("{place}: {id} stands twice in this section; give each line its own id")
                raise ValueError(text.format(place=f"lines.{at}.id", id=line.id))
            seen.add((line.section, line.id))
            self._check(at, line)
        ids = [row.id for row in self.capabilities]
        for at, name in enumerate(ids):
            if name in ids[:at]:
                text = _("{place}: {id} is given twice")
                raise ValueError(text.format(place=f"capabilities.{at}.id", id=name))
        return self

    @staticmethod
    def _check(at: int, line: Line) -> None:
        if len(line.ways()) > 1:
            text = _("{place}: give defects, ppm, Z, Cpk or Ppk, but only one of them")
            raise ValueError(text.format(place=f"lines.{at}.{line.ways()[1]}"))
        counted = line.defects is not None or line.defective_units is not None
        if counted and not line.units:
            text = _("{place}: say how many units were seen; it must be above 0")
            raise ValueError(text.format(place=f"lines.{at}.units"))
        if line.defects is not None and line.defects > (line.units or 0) * line.opportunities:
            text = _("{place}: there are more defects than opportunities; raise the opportunities per unit")
            raise ValueError(text.format(place=f"lines.{at}.defects"))
        if line.defective_units is not None and line.defective_units > (line.units or 0):
            text = _("{place}: there are more defective units than units")
            raise ValueError(text.format(place=f"lines.{at}.defective_units"))


class LineResult(ToolModel):
    """One line worked out. None: not known, or (of a Z) not to be told from infinite."""

    section: Section
    id: str
    name: str
    basis: Basis
    opportunities: float
    complexity: float
    units: float | None
    defects: float | None
    dpo: float | None
    dpmo: float | None
    dpu: float | None
    """Defects of one unit of the line: DPO × opportunities."""
    product_dpu: float | None
    """Defects that it brings to one product: DPU × complexity."""
    share_pct: float | None
    """Of the defects of the product."""
    adjusted_units: float | None
    """Units that the base units of the product hold: base units × complexity. None where no units were seen."""
    adjusted_defects: float | None
    """Defects in those: DPU × adjusted units."""
    plain_yield: float | None
    """Units without a defect ÷ units, where defective units were counted."""
    throughput_yield: float | None
    rolled_yield: float | None
    """Throughput yield to the power of the complexity."""
    shift: float
    z_long: float | None
    z_short: float | None
    target_z: float | None
    gap_z: float | None
    """Z short-term − target; below 0 it misses the target."""


class Rollup(ToolModel):
    """A section, or the whole. Figures hold for the lines that are known; None where none is."""

    section: Section | None
    lines: int
    unknown: int
    bounds: int
    """Lines without a defect seen, counted with their bound."""
    opportunities: float
    """Of one product: Σ opportunities × complexity."""
    dpu: float | None
    dpo: float | None
    dpmo: float | None
    z_long: float | None
    z_short: float | None
    rolled_yield: float | None
    normalised_yield: float | None
    """Rolled yield as the geometric mean of its units: to the power of 1 ÷ Σ complexity."""


class ScorecardResult(ToolModel):
    """The lines, worst first, the sections and the whole."""

    product: str
    shift: float
    yield_rule: YieldRule
    confidence_pct: float
    base_units: float | None
    """Whole products that the units seen suffice for: the least of units ÷ complexity."""
    lines: tuple[LineResult, ...]
    sections: tuple[Rollup, ...]
    total: Rollup
