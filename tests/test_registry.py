"""No tool ships with a part missing; proved on broken copies of real folders."""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from openkam.core.errors import InvalidInput
from openkam.core.i18n import LOCALE_DIR
from openkam.core.tool import Tool
from openkam.tools import registry, shape

every_tool = pytest.mark.parametrize("tool", registry.every(), ids=lambda tool: tool.key)


@every_tool
def test_every_tool_is_complete(tool: Tool[Any, Any]) -> None:
    assert shape.faults(tool) == []


@every_tool
def test_every_tool_speaks_every_language_that_has_a_catalogue(tool: Tool[Any, Any]) -> None:
    assert shape.untranslated(tool, LOCALE_DIR) == []


@every_tool
def test_every_example_has_a_report_and_metrics(tool: Tool[Any, Any]) -> None:
    result = tool.run(json.loads((tool.folder / "example.json").read_text(encoding="utf-8"))["inputs"])
    assert tool.report(result)
    assert tool.metrics(result)


def test_keys_are_unique_and_every_folder_is_registered() -> None:
    keys = [tool.key for tool in registry.every()]
    assert len(keys) == len(set(keys))
    root = Path(registry.__file__).parent
    folders = {path.parent.name for path in root.glob("*/*/__init__.py")}
    assert folders == set(keys)


def test_an_unknown_key_names_the_known_ones() -> None:
    with pytest.raises(registry.UnknownTool, match="selection, portfolio, value_quadrant"):
        registry.get("portfolios")


def _without(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).unlink()


def _without_heading(folder: Path) -> None:
    readme = folder / "README.md"
    readme.write_text(readme.read_text(encoding="utf-8").replace("## Limits", "Limits"), encoding="utf-8")


def _with_wrong_answer(folder: Path) -> None:
    path = folder / "example.json"
    example = json.loads(path.read_text(encoding="utf-8"))
    example["expected"]["boxes"][1]["accounts"] += 1
    path.write_text(json.dumps(example), encoding="utf-8")


def _without_citation(folder: Path) -> None:
    path = folder / "example.json"
    example = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(example | {"source": " "}), encoding="utf-8")


@pytest.mark.parametrize(
    ("breakage", "complaint"),
    [
        *[(_without(part), f"{part} is missing") for part in shape.PARTS],
        (_without("test_value_quadrant.py"), "there is no test_*.py"),
        (_without_heading, "no heading Limits"),
        (_with_wrong_answer, "does not reproduce its answer at boxes.1.accounts"),
        (_without_citation, "cites no source"),
    ],
)
def test_a_broken_folder_is_found_out(breakage: Callable[[Path], None], complaint: str, tmp_path: Path) -> None:
    tool = registry.get("value_quadrant")
    folder = tmp_path / "define" / "value_quadrant"
    shutil.copytree(tool.folder, folder)
    assert shape.faults(tool, folder=folder) == []
    breakage(folder)
    assert [fault for fault in shape.faults(tool, folder=folder) if complaint in fault]


def test_a_missing_translation_is_found_out(tmp_path: Path) -> None:
    tool = registry.get("value_quadrant")
    path = tmp_path / "zh_Hant" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    title = f'msgid "{tool.title.message}"\nmsgstr "客戶價值四格圖"\n'
    path.write_text(f'msgid ""\nmsgstr ""\n\n{title}', encoding="utf-8")
    (fault,) = shape.untranslated(tool, tmp_path)
    assert "zh-Hant" in fault
    path.write_text(
        f'msgid ""\nmsgstr ""\n\n{title}\nmsgid ""\n"{tool.question.message}"\nmsgstr "哪些？"\n', encoding="utf-8"
    )
    assert shape.untranslated(tool, tmp_path) == []


def test_all_tools_come_in_one_process_without_django_duckdb_or_an_office_library() -> None:
    code = (
        "import sys; from openkam.tools import registry; assert len(registry.every()) == len(registry.KEYS); "
        "print(sorted({name.partition('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(ast.literal_eval(done.stdout))
    assert {"openkam", "pydantic", "numpy"} <= loaded
    assert not loaded & {"django", "duckdb", "pptx", "xlsxwriter", "scipy", "pyarrow", "pyspark"}


def test_one_tool_comes_without_the_others() -> None:
    code = (
        "import sys; from openkam.tools import registry; registry.get('kano'); "
        "print('openkam.tools.measure.qfd' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_the_place_of_a_blank_name_is_said() -> None:
    with pytest.raises(InvalidInput) as caught:
        registry.get("kano").parse({"needs": [{"id": "a", "name": " "}]})
    assert caught.value.place.field == "needs.0.name"
