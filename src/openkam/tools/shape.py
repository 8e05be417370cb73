"""What a tool's folder must hold, checked file by file, so that an incomplete tool never ships."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from openkam.core.fields import unlabelled
from openkam.core.i18n import LANGUAGES
from openkam.core.tool import Tool

READMES: Mapping[str, tuple[str, ...]] = {
    "README.md": ("Question", "How to read it", "Limits", "Formulas", "Sources"),
    "README.zh-Hant.md": ("問題", "怎麼看", "限制", "公式", "出處"),
    "README.zh-Hans.md": ("问题", "怎么看", "局限", "公式", "来源"),
}
"""The help of a tool in each language, and the parts that it must have."""
PARTS = ("__init__.py", "inputs.py", "maths.py", "report.py", "example.json", *READMES)
EXAMPLE_KEYS = ("source", "inputs", "expected", "tolerance")


def faults(tool: Tool[Any, Any], *, folder: Path | None = None) -> list[str]:
    """What is wrong with a tool's folder (its own, or `folder`), one sentence each; empty where nothing is."""
    at = folder or tool.folder
    found = [f"{tool.key}: {part} is missing" for part in PARTS if not (at / part).is_file()]
    if not list(at.glob("test_*.py")):
        found.append(f"{tool.key}: there is no test_*.py")
    for name in READMES:
        if (at / name).is_file():
            found += _readme_faults(tool, at / name)
    found += [f"{tool.key}: the input {name} has no Label" for name in unlabelled(tool.inputs)]
    if (at / "example.json").is_file():
        found += _example_faults(tool, at / "example.json")
    if at.name != tool.key or at.parent.name != tool.phase.value:
        found.append(f"{tool.key}: the folder is not {tool.phase.value}/{tool.key}")
    return found


def _readme_faults(tool: Tool[Any, Any], path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    headings = [line.removeprefix("## ").strip() for line in lines if line.startswith("## ")]
    wanted = READMES[path.name]
    return [f"{tool.key}: {path.name} has no heading {name}" for name in wanted if name not in headings]


def _example_faults(tool: Tool[Any, Any], path: Path) -> list[str]:
    example = json.loads(path.read_text(encoding="utf-8"))
    missing = [key for key in EXAMPLE_KEYS if key not in example]
    if missing:
        return [f"{tool.key}: example.json has no {key}" for key in missing]
    if not str(example["source"]).strip():
        return [f"{tool.key}: example.json cites no source"]
    if not example["expected"]:
        return [f"{tool.key}: example.json prints no answer"]
    result = tool.run(example["inputs"]).model_dump(mode="json")
    wrong = differences(example["expected"], result, float(example["tolerance"]))
    return [f"{tool.key}: the example does not reproduce its answer at {where}" for where in wrong]


def differences(expected: Any, found: Any, tolerance: float, where: str = "") -> Iterator[str]:
    """The places where `found` is not what `expected` says. A mapping in `expected` needs only name some keys."""
    if isinstance(expected, Mapping):
        if not isinstance(found, Mapping):
            yield where
            return
        for key, value in expected.items():
            yield from differences(value, found.get(key), tolerance, f"{where}.{key}".lstrip("."))
    elif isinstance(expected, list):
        if not isinstance(found, list) or len(found) != len(expected):
            yield where
            return
        for at, value in enumerate(expected):
            yield from differences(value, found[at], tolerance, f"{where}.{at}".lstrip("."))
    elif not _same(expected, found, tolerance):
        yield where


def _same(expected: Any, found: Any, tolerance: float) -> bool:
    if expected == found:
        return True
    if expected is None or found is None or isinstance(expected, bool) or isinstance(found, bool):
        return False
    try:
        return abs(Decimal(str(expected)) - Decimal(str(found))) <= Decimal(str(tolerance))
    except InvalidOperation:
        return False


def untranslated(tool: Tool[Any, Any], locale_dir: Path) -> list[str]:
    """The languages, of those that have a catalogue in `locale_dir`, in which title or question is missing."""
    found = []
    for code in LANGUAGES[1:]:
        path = locale_dir / code.replace("-", "_") / "LC_MESSAGES" / "django.po"
        if not path.is_file():
            continue
        texts = catalogue(path.read_text(encoding="utf-8"))
        found += [
            f"{tool.key}: {text.message!r} is not translated into {code}"
            for text in (tool.title, tool.question)
            if not texts.get(text.message)
        ]
    return found


def catalogue(text: str) -> dict[str, str]:
    """The messages of a `.po` file and their translations; fuzzy ones count as missing."""
    entries: dict[str, str] = {}
    for block in text.split("\n\n"):
        lines = block.splitlines()
        if any(line.startswith("#,") and "fuzzy" in line for line in lines):
            continue
        parts: dict[str, str] = {}
        current = ""
        for line in lines:
            word, _space, rest = line.partition(" ")
            if word in {"msgid", "msgstr"}:
                current = word
                parts[current] = json.loads(rest)
            elif line.startswith('"') and current:
                parts[current] += json.loads(line)
            else:
                current = ""
        if "msgid" in parts:
            entries[parts["msgid"]] = parts.get("msgstr", "")
    return entries
