"""What a field of a tool's inputs is called, in the reader's language: form, grid, JSON Schema and sheet read it.

    importance: Annotated[float, Field(ge=0), Label(_("Importance"), help=_("How much it matters."), unit="1–5")]

`describe(model)` turns a tool's inputs into a tree of plain descriptions: single values, groups (a model inside a
model), grids (many rows of one model) and lists. A form draws that tree and knows no tool.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import annotated_types
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from openkam.core.i18n import LazyText, gettext as _

Shape = Literal["text", "number", "integer", "truth", "date", "choice", "group", "grid", "list", "mapping", "json"]
"""How a field is given: one value, a group of fields, a grid with a row per entry, a list of values, anything else."""


@dataclass(frozen=True)
class Label:
    """The words of one field. `choices` names the values of a `Literal`; `unit` is shown behind the label."""

    text: LazyText
    help: LazyText | str = ""
    unit: LazyText | str = ""
    choices: Mapping[str, LazyText] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Described:
    """One field in the reader's language. `low` and `high` are the ends of the range that is allowed, if any."""

    key: str
    shape: Shape
    label: str
    help: str = ""
    unit: str = ""
    required: bool = False
    optional: bool = False
    default: object = None
    low: float | None = None
    high: float | None = None
    choices: tuple[tuple[str | int, str], ...] = ()
    """Each value that is allowed, and what it is called."""
    fields: tuple[Described, ...] = ()
    """The fields of a group, or the columns of a grid; for a list the one entry that repeats; for a mapping the name
    and the value of an entry."""
    mixed: bool = False
    """A grid whose rows are of several kinds: `fields` are those of all of them, and a row has those of its kind."""


def describe(model: type[BaseModel]) -> tuple[Described, ...]:
    """Every field of `model`, in order, with the words of its `Label` in the reader's language."""
    return tuple(_described(key, info) for key, info in model.model_fields.items())


def unlabelled(model: type[BaseModel], where: str = "") -> list[str]:
    """Dotted names of the fields of `model`, at any depth, that have no `Label`."""
    found = []
    for key, info in model.model_fields.items():
        place = f"{where}.{key}".lstrip(".")
        if _label(info) is None:
            found.append(place)
        for inner in _models(info.annotation):
            found += unlabelled(inner, place)
    return found


def _label(info: FieldInfo) -> Label | None:
    # The last is the nearest: `Annotated[Id, Label("Need")]` is a need, not an id.
    return next((part for part in reversed(info.metadata) if isinstance(part, Label)), None)


def _described(key: str, info: FieldInfo) -> Described:
    words = _label(info)
    named = words.choices if words else {}
    inner, optional = _without_none(info.annotation)
    shape, fields, values = _shape(inner, named)
    low, high = _range(info.metadata)
    default = info.get_default(call_default_factory=True, validated_data={})
    return Described(
        key=key,
        shape=shape,
        label=str(words.text) if words else info.title or key.replace("_", " "),
        help=str(words.help) if words else info.description or "",
        unit=str(words.unit) if words else "",
        required=info.is_required(),
        optional=optional,
        default=None if default is PydanticUndefined else default,
        low=low,
        high=high,
        choices=_named(values, named),
        fields=fields,
        mixed=shape == "grid" and bool(_kinds(get_args(inner)[0])),
    )


def _named(values: tuple[str | int, ...], named: Mapping[str, LazyText]) -> tuple[tuple[str | int, str], ...]:
    return tuple((value, str(named.get(str(value), value))) for value in values)


def _without_none(annotation: Any) -> tuple[Any, bool]:
    """The annotation without `Annotated` and without None, and whether None was allowed."""
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    if get_origin(annotation) not in (Union, types.UnionType):
        return annotation, False
    parts = [part for part in get_args(annotation) if part is not type(None)]
    optional = len(parts) < len(get_args(annotation))
    return (_without_none(parts[0])[0] if len(parts) == 1 else annotation), optional


_SINGLE: tuple[tuple[type, Shape], ...] = (
    (bool, "truth"),
    (int, "integer"),
    (float, "number"),
    (Decimal, "number"),
    (datetime, "json"),
    (date, "date"),
    (str, "text"),
)


def _shape(
    annotation: Any, named: Mapping[str, LazyText]
) -> tuple[Shape, tuple[Described, ...], tuple[str | int, ...]]:
    """The shape of one annotation, what is inside it, and the values that a choice has, called as in `named`."""
    origin = get_origin(annotation)
    if origin is Literal:
        return "choice", (), get_args(annotation)
    if origin in (tuple, list, frozenset, set):
        inside = get_args(annotation)[0]
        if kinds := _kinds(inside):
            return "grid", _columns_of_all(kinds), ()
        entry, _optional = _without_none(inside)
        if isinstance(entry, type) and issubclass(entry, BaseModel):
            return "grid", describe(entry), ()
        return "list", (_entry("", "", inside, named),), ()
    if origin in (dict, Mapping):
        key, value = get_args(annotation)
        return "mapping", (_entry("name", _("Name"), key, {}), _entry("value", _("Value"), value, named)), ()
    if isinstance(annotation, type):
        if issubclass(annotation, BaseModel):
            return "group", describe(annotation), ()
        if issubclass(annotation, Enum):
            return "choice", (), tuple(member.value for member in annotation)
        for kind, shape in _SINGLE:
            if issubclass(annotation, kind):
                return shape, (), ()
    return "json", (), ()


def _entry(key: str, label: str, annotation: Any, named: Mapping[str, LazyText]) -> Described:
    """What repeats in a list, or one half of an entry of a mapping."""
    inner, optional = _without_none(annotation)
    shape, fields, values = _shape(inner, named)
    return Described(
        key=key,
        shape=shape,
        label=label,
        required=True,
        optional=optional,
        choices=_named(values, named),
        fields=fields,
    )


def _kinds(annotation: Any) -> tuple[type[BaseModel], ...]:
    """The models of a union of several models; nothing for any other annotation."""
    inner, _optional = _without_none(annotation)
    if get_origin(inner) not in (Union, types.UnionType):
        return ()
    parts = [part for part in get_args(inner) if part is not type(None)]
    models = tuple(part for part in parts if isinstance(part, type) and issubclass(part, BaseModel))
    return models if len(models) == len(parts) else ()


def _columns_of_all(kinds: tuple[type[BaseModel], ...]) -> tuple[Described, ...]:
    """Every field of the models once; a choice that several have offers what each of them offers."""
    columns: dict[str, Described] = {}
    for one in (one for kind in kinds for one in describe(kind)):
        known = columns.get(one.key)
        choices = tuple(dict.fromkeys((*known.choices, *one.choices))) if known else one.choices
        columns[one.key] = replace(known or one, choices=choices)
    return tuple(columns.values())


def _models(annotation: Any) -> list[type[BaseModel]]:
    """The models inside an annotation, at any depth of lists and unions."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in get_args(annotation) for model in _models(part)]


def _range(metadata: list[Any]) -> tuple[float | None, float | None]:
    low = high = None
    for part in metadata:
        if isinstance(part, annotated_types.Ge):
            low = float(part.ge)  # type: ignore[arg-type]  # the protocol of the package says less than the numbers that we write
        elif isinstance(part, annotated_types.Gt):
            low = float(part.gt)  # type: ignore[arg-type]  # as above
        elif isinstance(part, annotated_types.Le):
            high = float(part.le)  # type: ignore[arg-type]  # as above
        elif isinstance(part, annotated_types.Lt):
            high = float(part.lt)  # type: ignore[arg-type]  # as above
    return low, high
