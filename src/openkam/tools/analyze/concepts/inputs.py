"""What the morphological chart is given."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from openkam.core.fields import Label
from openkam.core.i18n import gettext as _, gettext_lazy
from openkam.core.nouns import Id, Name, check_each_once
from openkam.core.tool import ToolModel

_Key = Annotated[str, Field(min_length=1, max_length=60)]
_Known = dict[str, set[str]]
"""The means of each function, by id."""


class Means(ToolModel):
    """One way to fulfil a function. Its id is its own within that function."""

    id: Id
    name: Name
    note: Annotated[str, Field(max_length=500), Label(gettext_lazy("Note"))] = ""


class ChartFunction(ToolModel):
    """One line of the chart: a function, from the functional analysis by id and name, and the means for it."""

    id: Id
    name: Name
    means: Annotated[tuple[Means, ...], Field(min_length=1, max_length=40), Label(gettext_lazy("Means of doing it"))]


class Incompatible(ToolModel):
    """Two means of different functions that cannot be in the same concept."""

    function: Annotated[_Key, Label(gettext_lazy("Function to fulfil"))]
    means: Annotated[_Key, Label(gettext_lazy("Means of doing it"))]
    other_function: Annotated[_Key, Label(gettext_lazy("Other function"))]
    other_means: Annotated[_Key, Label(gettext_lazy("Other means"))]
    reason: Annotated[str, Field(max_length=500), Label(gettext_lazy("Reason"))] = ""


class PickInput(ToolModel):
    """The means that a concept takes for one function."""

    function: Annotated[_Key, Label(gettext_lazy("Function to fulfil"))]
    means: Annotated[_Key, Label(gettext_lazy("Means of doing it"))]


class ConceptInput(ToolModel):
    """A concept: one means for each function."""

    id: Id
    name: Name
    picks: Annotated[
        tuple[PickInput, ...],
        Field(max_length=100),
        Label(gettext_lazy("Picks"), help=gettext_lazy("One means for each function; what is open yet is left out.")),
    ] = ()


class ConceptInputs(ToolModel):
    """Functions × means, what does not go together, and the concepts read from the chart."""

    functions: Annotated[
        tuple[ChartFunction, ...],
        Field(min_length=1, max_length=100),
        Label(gettext_lazy("Functions"), help=gettext_lazy("What must be done, one line each, and ways to do it.")),
    ]
    incompatible: Annotated[
        tuple[Incompatible, ...],
        Field(max_length=5000),
        Label(gettext_lazy("Incompatible pairs"), help=gettext_lazy("Two means that exclude each other, and why.")),
    ] = ()
    concepts: Annotated[tuple[ConceptInput, ...], Field(max_length=100), Label(gettext_lazy("Concepts"))] = ()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        check_each_once("functions", [row.id for row in self.functions])
        check_each_once("concepts", [row.id for row in self.concepts])
        for at, row in enumerate(self.functions):
            check_each_once(f"functions.{at}.means", [means.id for means in row.means])
        known = {row.id: {means.id for means in row.means} for row in self.functions}
        self._check_pairs(known)
        self._check_picks(known)
        return self

    def _check_pairs(self, known: _Known) -> None:
        seen: set[frozenset[tuple[str, str]]] = set()
        for at, row in enumerate(self.incompatible):
            place = f"incompatible.{at}"
            _must_be_known(known, place, row.function, row.means)
            _must_be_known(known, place, row.other_function, row.other_means, "other_")
            if row.function == row.other_function:
                text = _("{place}: two means of the same function exclude each other anyway; leave the pair out")
                raise ValueError(text.format(place=place))
            pair = frozenset(((row.function, row.means), (row.other_function, row.other_means)))
            if pair in seen:
                text = _("{place}: the pair {means} and {other} is given twice")
                raise ValueError(text.format(place=place, means=row.means, other=row.other_means))
            seen.add(pair)

    def _check_picks(self, known: _Known) -> None:
        for at, concept in enumerate(self.concepts):
            seen: set[str] = set()
            for n, pick in enumerate(concept.picks):
                place = f"concepts.{at}.picks.{n}"
                _must_be_known(known, place, pick.function, pick.means)
                if pick.function in seen:
                    text = _("{place}: {concept} has two means for {function}; a concept takes one")
                    raise ValueError(text.format(place=place, concept=concept.name, function=pick.function))
                seen.add(pick.function)


def _must_be_known(known: _Known, place: str, function: str, means: str, prefix: str = "") -> None:
    if function not in known:
        text = _("{place}: there is no function {function}; name the id of one of the functions")
        raise ValueError(text.format(place=f"{place}.{prefix}function", function=function))
    if means not in known[function]:
        text = _("{place}: the function {function} has no means {means}; name the id of one of its means")
        raise ValueError(text.format(place=f"{place}.{prefix}means", function=function, means=means))
