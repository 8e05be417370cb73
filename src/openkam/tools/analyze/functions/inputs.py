"""What the functional analysis is given."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from graphlib import CycleError, TopologicalSorter
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from openkam.core.fields import Label
from openkam.core.graphs import way_round
from openkam.core.i18n import gettext as _, gettext_lazy
from openkam.core.nouns import Id, Name, check_each_once
from openkam.core.tool import ToolModel

FunctionKind = Literal["basic", "secondary"]
KINDS = {"basic": gettext_lazy("basic"), "secondary": gettext_lazy("secondary")}
_Money = Annotated[Decimal, Field(ge=0, max_digits=18, decimal_places=4)]
_Key = Annotated[str, Field(min_length=1, max_length=60)]


class CtqRef(ToolModel):
    """A CTQ of the house of quality, by id and name."""

    id: Id
    name: Name


class Function(ToolModel):
    """What something does, in an active verb and a measurable noun: carry load, confirm order."""

    id: Id
    verb: Annotated[
        str, Field(max_length=100), Label(gettext_lazy("Verb"), help=gettext_lazy("Active: confirm, carry, measure."))
    ] = ""
    noun: Annotated[
        str, Field(max_length=100), Label(gettext_lazy("Noun"), help=gettext_lazy("Measurable: order, load, length."))
    ] = ""
    kind: Annotated[
        FunctionKind,
        Label(
            gettext_lazy("Kind"),
            help=gettext_lazy("Basic: without it nobody would want the thing. Secondary: it helps a basic one."),
            choices=KINDS,
        ),
    ] = "secondary"
    parent: Annotated[
        _Key | None,
        Label(
            gettext_lazy("Why it is done"), help=gettext_lazy("The id of the function for whose sake this one is done.")
        ),
    ] = None
    supports: Annotated[
        tuple[_Key, ...],
        Field(max_length=50),
        Label(gettext_lazy("Supports"), help=gettext_lazy("Ids of functions at whose time this one is done as well.")),
    ] = ()
    ctqs: Annotated[
        tuple[_Key, ...],
        Field(max_length=50),
        Label(gettext_lazy("Serves"), help=gettext_lazy("Ids of the CTQs that this function serves.")),
    ] = ()
    cost: Annotated[
        _Money | None,
        Label(gettext_lazy("Cost"), help=gettext_lazy("What it costs beside the components allocated to it below.")),
    ] = None
    worth: Annotated[
        _Money | None,
        Label(gettext_lazy("Worth"), help=gettext_lazy("The least cost at which the function could be had elsewhere.")),
    ] = None

    @property
    def name(self) -> str:
        """Verb and noun as one text; Chinese sets no space between them. The id while both are missing."""
        verb, noun = self.verb.strip(), self.noun.strip()
        space = " " if verb and noun and verb[-1].isascii() and noun[0].isascii() else ""
        return f"{verb}{space}{noun}" or self.id


class Component(ToolModel):
    """A part, a department or a process step that costs money and serves one or several functions."""

    id: Id
    name: Name
    cost: Annotated[_Money, Label(gettext_lazy("Cost"))]


class Allocation(ToolModel):
    """The share of a component's cost that one function causes."""

    component: Annotated[_Key, Label(gettext_lazy("Component"))]
    function: Annotated[_Key, Label(gettext_lazy("Function to fulfil"))]
    share_pct: Annotated[
        Decimal,
        Field(ge=0, le=100, max_digits=9, decimal_places=6),
        Label(gettext_lazy("Share of the component"), unit="%"),
    ]


class FunctionInputs(ToolModel):
    """Functions with their why, what they cost and what they are worth."""

    subject: Annotated[
        str,
        Field(max_length=200),
        Label(gettext_lazy("Subject"), help=gettext_lazy("The product, service or process that is analysed.")),
    ] = ""
    currency: Annotated[
        str, Field(max_length=20), Label(gettext_lazy("Currency"), help=gettext_lazy("Or any unit of cost."))
    ] = ""
    ctqs: Annotated[tuple[CtqRef, ...], Field(max_length=1000), Label(gettext_lazy("CTQs"))] = ()
    functions: Annotated[tuple[Function, ...], Field(min_length=1, max_length=5000), Label(gettext_lazy("Functions"))]
    components: Annotated[tuple[Component, ...], Field(max_length=5000), Label(gettext_lazy("Components"))] = ()
    allocations: Annotated[tuple[Allocation, ...], Field(max_length=50_000), Label(gettext_lazy("Allocations"))] = ()
    low_index: Annotated[
        float,
        Field(gt=0, le=1),
        Label(
            gettext_lazy("Low value below"),
            help=gettext_lazy("A function is a candidate where worth ÷ cost is below this."),
        ),
    ] = 1

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        for where, rows in (("ctqs", self.ctqs), ("functions", self.functions), ("components", self.components)):
            check_each_once(where, [row.id for row in rows])
        self._check_references()
        self._check_tree()
        self._check_allocations()
        return self

    def _check_references(self) -> None:
        functions, ctqs = {row.id for row in self.functions}, {row.id for row in self.ctqs}
        for at, row in enumerate(self.functions):
            wanted = [("parent", row.parent)] if row.parent is not None else []
            wanted += [(f"supports.{n}", key) for n, key in enumerate(row.supports)]
            for field, key in wanted:
                _must_be_known(f"functions.{at}.{field}", key, functions)
            if row.id in row.supports:
                text = _("{place}: {function} cannot support itself")
                raise ValueError(text.format(place=f"functions.{at}.supports", function=row.name))
            for n, key in enumerate(row.ctqs):
                if key not in ctqs:
                    text = _("{place}: there is no CTQ {ctq}; name the id of one of the CTQs")
                    raise ValueError(text.format(place=f"functions.{at}.ctqs.{n}", ctq=key))

    def _check_tree(self) -> None:
        names = {row.id: row.name for row in self.functions}
        try:
            TopologicalSorter({row.id: [row.parent] if row.parent else [] for row in self.functions}).prepare()
        except CycleError as error:
            text = _(
                "{place}: asking why goes round in a circle: {functions}; one of them must have another why or none"
            )
            circle = way_round([names[key] for key in reversed(error.args[1])])
            raise ValueError(text.format(place="functions", functions=circle)) from error

    def _check_allocations(self) -> None:
        functions, components = {row.id for row in self.functions}, {row.id: row for row in self.components}
        sums: dict[str, Decimal] = {}
        seen: set[tuple[str, str]] = set()
        for at, row in enumerate(self.allocations):
            _must_be_known(f"allocations.{at}.function", row.function, functions)
            if row.component not in components:
                text = _("{place}: there is no component {component}; name the id of one of the components")
                raise ValueError(text.format(place=f"allocations.{at}.component", component=row.component))
            if (row.component, row.function) in seen:
                text = _("{place}: {component} is allocated to {function} twice; give one share")
                raise ValueError(text.format(place=f"allocations.{at}", component=row.component, function=row.function))
            seen.add((row.component, row.function))
            sums[row.component] = sums.get(row.component, Decimal(0)) + row.share_pct
            if sums[row.component] > 100:
                text = _("{place}: the shares of {component} sum to {sum} %, which is more than 100 %")
                name = components[row.component].name
                raise ValueError(
                    text.format(place=f"allocations.{at}.share_pct", component=name, sum=f"{sums[row.component]:f}")
                )


def _must_be_known(place: str, key: str, functions: Iterable[str]) -> None:
    if key not in functions:
        text = _("{place}: there is no function {function}; name the id of one of the functions")
        raise ValueError(text.format(place=place, function=key))
