"""The contract of a tool: one folder, pure, typed, able to explain itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Generic, Self, TypeGuard, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from openkam.core.blocks import Report
from openkam.core.errors import InvalidInput, Place
from openkam.core.i18n import LazyText, gettext as _
from openkam.core.reasons import reason


class Phase(StrEnum):
    """The phases of the roadmap, and the relationship that runs beside them."""

    DEFINE = "define"
    RELATIONSHIP = "relationship"
    MEASURE = "measure"
    ANALYZE = "analyze"
    DESIGN = "design"
    VERIFY = "verify"


class ToolModel(BaseModel):
    """The base of a tool's inputs and result: nothing unknown, no NaN, no infinity, nothing changed later."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    @classmethod
    def trusted(cls, **values: object) -> Self:
        """An instance made of values that are valid already, every field given, in the order of the fields.

        What `model_construct` does without its look for aliases and defaults: a tenth of the time, which counts
        where a result has a row for each of 10,000 accounts.
        """
        made = cls.__new__(cls)
        object.__setattr__(made, "__dict__", values)
        object.__setattr__(made, "__pydantic_fields_set__", set(values))
        object.__setattr__(made, "__pydantic_extra__", None)
        object.__setattr__(made, "__pydantic_private__", None)
        return made


@dataclass(frozen=True)
class Source:
    """Where a method is written down."""

    title: str
    where: str


InputsT = TypeVar("InputsT", bound=ToolModel)
ResultT = TypeVar("ResultT", bound=ToolModel)


@dataclass(frozen=True)
class Tool(Generic[InputsT, ResultT]):
    """A tool of the roadmap.

    `compute` gives the same result for the same inputs; `report` draws the result as blocks in the active
    language; `metrics` are the headline numbers that can be compared across accounts.
    """

    key: str
    phase: Phase
    title: LazyText
    question: LazyText
    inputs: type[InputsT]
    compute: Callable[[InputsT], ResultT]
    report: Callable[[ResultT], Report]
    metrics: Callable[[ResultT], Mapping[str, float]]
    sources: tuple[Source, ...]
    folder: Path
    version: str = "1"
    english_title: str = field(default="", repr=False)

    def parse(self, data: object) -> InputsT:
        """Validate `data` as this tool's inputs.

        Raises `InvalidInput` that names the first place at fault (`place.field`, a dotted path) and says how
        many more there are. A text that UTF-8 or a database cannot hold is refused before anything repeats it.
        """
        if (broken := _broken_text(data)) is not None:
            message = _("The text at {place} holds a character that cannot be stored.").format(place=broken)
            remedy = _("Type the text again, or copy it from a program that saves Unicode text.")
            raise InvalidInput(message, remedy=remedy, place=Place(field=broken))
        try:
            return self.inputs.model_validate(data)
        except ValidationError as error:
            problems = error.errors(include_url=False)
            first = problems[0]
            place = ".".join(str(part) for part in first["loc"]) or "."
            message = _("The input at {place} cannot be used: {reason}.").format(place=place, reason=reason(first))
            remedy = _("Compare it with the tool's schema and worked example; {count} place(s) are at fault.").format(
                count=len(problems)
            )
            raise InvalidInput(message, remedy=remedy, place=Place(field=place)) from error

    def run(self, data: object) -> ResultT:
        """Parse `data` and compute."""
        return self.compute(self.parse(data))


_NEVER_STORED = re.compile("[\x00\ud800-\udfff]")
"""NUL, which PostgreSQL refuses, and half a surrogate pair, which JSON can carry (`"\\ud800"`) and UTF-8 cannot."""


def _broken_text(data: object) -> str | None:
    """The dotted path of the first text in `data` that cannot be stored; None where every one can be."""
    if not any(_NEVER_STORED.search(text) for text in _texts(data)):
        return None
    waiting: list[tuple[str, object]] = [("", data)]
    while waiting:
        place, value = waiting.pop()
        if _NEVER_STORED.search(value if isinstance(value, str) else place):
            break
        parts = value.items() if isinstance(value, Mapping) else enumerate(value) if _is_row(value) else ()
        waiting += reversed([(f"{place}.{key}", inner) for key, inner in parts])
    return _NEVER_STORED.sub("\N{REPLACEMENT CHARACTER}", place).lstrip(".") or "."


def _texts(data: object) -> Iterator[str]:
    """Every text in `data`, names too; a million numbers in a row are passed over at once."""
    waiting = [data]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, Mapping):
            waiting += [*value.keys(), *value.values()]
        elif _is_row(value) and not set(map(type, value)) <= {int, float}:
            waiting += value


def _is_row(value: object) -> TypeGuard[Sequence[object]]:
    return isinstance(value, list | tuple)
