"""What users and attackers send: every tool refuses it with a place, or answers with a report that can be shown."""

from __future__ import annotations

import copy
import json
import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import cycle
from typing import Any

import pytest
from pydantic import BaseModel

from openkam.core.blocks import Figure, Finding, Picture
from openkam.core.diagrams import Grid
from openkam.core.errors import InvalidInput
from openkam.core.fields import Described, describe
from openkam.core.i18n import LANGUAGES, use_language
from openkam.core.tool import Tool
from openkam.publish.echarts import option
from openkam.publish.pictures import picture
from openkam.tools import registry

every_tool = pytest.mark.parametrize("tool", registry.every(), ids=lambda tool: tool.key)

AnyTool = Tool[Any, Any]
Path = tuple[str | int, ...]

NUMBERS = (math.nan, math.inf, -math.inf, -1, 0, 1, 0.5, 1e308, -1e308, 1e-308, 10**40, -(10**40), 10**400)
TEXTS = (
    "",
    " ",
    "abc",
    "NaN",
    "sNaN",
    "-Infinity",
    "1e400",
    "<script>alert(1)</script>",
    "x" * 10_000,
    "x" * 60,
    "مرحبا بالعالم \u202eolleh 😀👩‍👩‍👧",
    "{0} {name} {score!r} %s %(x)d",
    "\x00\x1b[31m",
    "\ud800",
)
DATES = ("0001-01-01", "9999-12-31", "2020-02-29")
OTHERS: tuple[object, ...] = (None, True, [], {}, [None], [[]], {"": 1})
HOSTILE: tuple[object, ...] = (*NUMBERS, *TEXTS, *DATES, *OTHERS)

NAMES = ("<script>alert(1)</script>", "مرحبا \u202eolleh 😀👩‍👩‍👧", "{0} {name} %s", "=1+1", "名" * 38)
FREE_TEXTS = {"name", "about", "owner", "role", "cause", "effect", "reason", "because", "note", "unit", "title"}
AT_MOST = 220
"""Attacks tried of each sort and tool; ten times as many find no more and take minutes."""

NOT_A_NUMBER = re.compile(r"(?i:(?<![^\W\d_])(?:nan|inf|infinity)(?![^\W\d_]))|[=:(×] ?None\b|\bNone ?[%×]")
PLACE = re.compile(r"cannot be used: [a-z_]+(\.\w+)*: ")
UNFILLED = re.compile(r"\{[a-z_]+\}")


@dataclass(frozen=True)
class Attack:
    """One changed copy of the example, and what was changed."""

    what: str
    inputs: Any


def example_of(tool: AnyTool) -> Any:
    return json.loads((tool.folder / "example.json").read_text(encoding="utf-8"))["inputs"]


def changed(inputs: Any, path: Path, value: object) -> Any:
    """`inputs` with `value` at `path`; only what lies on the way is copied."""
    if not path:
        return value
    made = copy.copy(inputs)
    made[path[0]] = changed(inputs[path[0]], path[1:], value) if len(path) > 1 else value
    return made


def at(inputs: Any, path: Path) -> Any:
    for part in path:
        inputs = inputs[part]
    return inputs


def places(value: Any, path: Path = ()) -> Iterator[Path]:
    """The path of everything in `value`: groups, lists and leaves."""
    yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from places(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from places(inner, (*path, index))


def one_of_each(paths: Iterable[Path]) -> list[Path]:
    """The first of the paths that differ in nothing but the numbers of their rows."""
    kept: dict[Path, Path] = {}
    for path in paths:
        kept.setdefault(tuple("*" if isinstance(part, int) else part for part in path), path)
    return list(kept.values())


def absent(inputs: Any, fields: tuple[Described, ...], path: Path = ()) -> Iterator[Path]:
    """Fields that the inputs do not give, in the first row of each grid."""
    for field in fields:
        here = (*path, field.key)
        if field.key not in inputs:
            yield here
        elif field.shape == "group" and isinstance(inputs[field.key], dict):
            yield from absent(inputs[field.key], field.fields, here)
        elif field.shape == "grid" and inputs[field.key]:
            yield from absent(inputs[field.key][0], field.fields, (*here, 0))


def shown(value: object) -> str:
    text = repr(value)
    return text if len(text) < 60 else f"{text[:40]}… ({len(text)})"


def named(path: Path) -> str:
    return ".".join(map(str, path)) or "."


def leaf_attacks(tool: AnyTool) -> Iterator[Attack]:
    """Each thing in the example, and each field that it leaves out, replaced by each hostile value."""
    inputs = example_of(tool)
    targets = [*one_of_each(places(inputs)), *absent(inputs, describe(tool.inputs))]
    for path in targets:
        for value in HOSTILE:
            yield Attack(f"{named(path)} = {shown(value)}", changed(inputs, path, value))


def row_attacks(tool: AnyTool) -> Iterator[Attack]:
    """Rows doubled, removed and alone; grids emptied; whole columns made equal; limits turned round."""
    inputs = example_of(tool)
    for path in places(inputs):
        value = at(inputs, path)
        if isinstance(value, list) and value:
            name = named(path)
            yield Attack(f"{name} doubled", changed(inputs, path, [*value, *value]))
            yield Attack(f"{name} backwards", changed(inputs, path, value[::-1]))
            for index in {0, len(value) // 2, len(value) - 1}:
                yield Attack(f"{name}.{index} twice", changed(inputs, path, [*value, value[index]]))
                yield Attack(f"{name}.{index} removed", changed(inputs, path, [*value[:index], *value[index + 1 :]]))
                yield Attack(f"{name}.{index} alone", changed(inputs, path, [value[index]]))
            yield from equal_columns(inputs, path, value)
        elif isinstance(value, dict):
            yield Attack(f"{named(path)}.unknown = 1", changed(inputs, path, {**value, "unknown": 1}))
            for key in value:
                left = {name: inner for name, inner in value.items() if name != key}
                yield Attack(f"{named((*path, key))} left out", changed(inputs, path, left))
            yield from turned_limits(inputs, path, value)


def equal_columns(inputs: Any, path: Path, rows: list[Any]) -> Iterator[Attack]:
    if all(isinstance(row, int | float) and not isinstance(row, bool) for row in rows):
        for number in (0, 1, rows[0], 1e308):
            yield Attack(f"{named(path)} all {number}", changed(inputs, path, [number] * len(rows)))
    if not all(isinstance(row, dict) for row in rows):
        return
    for key in {key: None for row in rows for key in row if key != "id"}:
        here = next(row[key] for row in rows if key in row)
        for value in (here, 0, 1, 1e300, None):
            yield Attack(
                f"{named(path)}.*.{key} = {shown(value)}", changed(inputs, path, [{**row, key: value} for row in rows])
            )


def turned_limits(inputs: Any, path: Path, group: dict[str, Any]) -> Iterator[Attack]:
    for lower, upper in ((2, 1), (1, 1), (1, None), (None, 1), (-1e308, 1e308), (0, 1e-300)):
        if "lower" in group or "upper" in group:
            turned = {**group, "lower": lower, "upper": upper}
            yield Attack(f"{named(path)} limits {lower} to {upper}", changed(inputs, path, turned))


def problems(tool: AnyTool, attack: Attack, languages: Iterable[str]) -> Iterator[str]:
    """What is wrong with the answer to `attack`; nothing where it is refused as it should be."""
    try:
        result = tool.run(attack.inputs)
    except InvalidInput as error:
        named_place = (error.place.field or "").strip(".") or PLACE.search(error.message)
        if not named_place and is_group(attack.inputs):
            yield f"refused without a place: {error.message[:200]}"
        return
    if re.search(r"NaN|Infinity", result.model_dump_json()) and not re.search(r"NaN|Infinity", shown_json(attack)):
        yield "NaN or infinity in the result"
    if bad := {key: number for key, number in tool.metrics(result).items() if not math.isfinite(number)}:
        yield f"metrics {bad}"
    typed = suspects(attack.inputs)
    for language in languages:
        with use_language(language):
            yield from report_problems(tool.report(result), typed, language)


def is_group(inputs: object) -> bool:
    """It has fields: what is no group, or has a field without a name, has no place to name."""
    return isinstance(inputs, dict) and "" not in inputs


def shown_json(attack: Attack) -> str:
    return json.dumps(attack.inputs, default=str)


def report_problems(report: tuple[BaseModel, ...], typed: set[str], language: str) -> Iterator[str]:
    if not report:
        yield "an empty report"
    for block in report:
        where = f"{language} {getattr(block, 'type', '?')} {getattr(block, 'id', '?')}"
        for leaf in leaves(block.model_dump()):
            if isinstance(leaf, float | Decimal) and not math.isfinite(leaf):
                yield f"{where}: {leaf}"
            elif isinstance(leaf, str) and looks_wrong(leaf) and not any(text in leaf for text in typed):
                yield f"{where}: {leaf[:200]}"
        if isinstance(block, Figure):
            draw_figure(block, language)
        elif isinstance(block, Picture):
            if isinstance(block, Grid) and any(len(row) != len(block.columns) for row in block.cells):
                yield f"{where}: cells do not match the columns"
            picture(block)


def draw_figure(block: Figure, language: str) -> None:
    if block.kind in {"matrix", "kano", "value_map"}:
        picture(block)
    else:
        json.dumps(option(block, language=language), allow_nan=False)


def leaves(value: object) -> Iterator[object]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from leaves(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from leaves(inner)
    else:
        yield value


def looks_wrong(text: str) -> bool:
    """It holds a number that is none, or a placeholder that nobody filled."""
    return bool(NOT_A_NUMBER.search(text) or UNFILLED.search(text))


def suspects(inputs: object) -> set[str]:
    """What was typed and looks like a fault of ours; it may stand in the report as it was typed, or in lower case."""
    typed = {leaf for leaf in leaves(inputs) if isinstance(leaf, str) and looks_wrong(leaf)}
    return typed | {text.casefold().strip() for text in typed}


def tried(tool: AnyTool, attacks: Iterable[Attack]) -> list[str]:
    """The faults that an even choice of the attacks finds, each with the attack that found it."""
    every = list(attacks)
    step = -(-len(every) // AT_MOST)
    step += step % len(HOSTILE) == 0  # so that every hostile value is among those chosen
    found = []
    for attack, language in zip(every[::step], cycle(LANGUAGES)):
        found += [f"{attack.what}: {problem}" for problem in problems(tool, attack, [language])]
    return found


@every_tool
def test_any_value_anywhere_is_refused_with_its_place_or_answered(tool: AnyTool) -> None:
    assert tried(tool, leaf_attacks(tool)) == []


@every_tool
def test_doubled_missing_and_equal_rows_are_refused_with_their_place_or_answered(tool: AnyTool) -> None:
    assert tried(tool, row_attacks(tool)) == []


@every_tool
def test_a_report_on_hostile_names_stands_in_every_language(tool: AnyTool) -> None:
    """Every free text of the example replaced at once, ids and choices kept."""
    for name in NAMES:
        inputs = renamed(example_of(tool), name)
        assert list(problems(tool, Attack(f"names = {shown(name)}", inputs), LANGUAGES)) == []


def renamed(value: Any, name: str, key: str = "") -> Any:
    if isinstance(value, dict):
        return {inner: renamed(part, name, inner) for inner, part in value.items()}
    if isinstance(value, list):
        return [renamed(part, name, key) for part in value]
    return name if isinstance(value, str) and key in FREE_TEXTS else value


def test_a_fault_would_be_found() -> None:
    """A tool that answers with NaN, forgets a placeholder or refuses without a place does not pass."""
    tool = registry.get("value_quadrant")
    report = (Finding(id="f", text="worth nan"), Finding(id="g", text="{count} accounts"), Finding(id="h", text="Nan"))
    assert len(list(report_problems(report, {"Nan"}, "en"))) == 2
    broken = replace(tool, metrics=lambda result: {"share": math.nan})
    assert list(problems(broken, Attack("as it is", example_of(tool)), [])) == ["metrics {'share': nan}"]
    crashing = replace(tool, compute=lambda inputs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        tried(crashing, [Attack("as it is", example_of(tool))])
