"""`openkam tool`, help, exit codes, and what a start may import."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from openkam import cli
from openkam.cli.tests.running import EXAMPLE, openkam
from openkam.tools import registry

COMMANDS = ("serve", "demo", "import", "analyze", "tool", "deck", "backup", "restore", "doctor")


def test_help_names_every_command() -> None:
    done = openkam("--help")
    assert done.returncode == 0
    assert all(f"  {name} " in done.stdout for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself_with_an_example(name: str) -> None:
    done = openkam(name, "--help")
    assert done.returncode == 0, done.stderr
    assert f"Example: openkam {name}" in done.stdout
    assert "--json" in done.stdout


def test_tools_are_listed() -> None:
    assert {tool.key for tool in registry.every()} <= set(openkam("tool").stdout.split())
    listed = json.loads(openkam("tool", "--json").stdout)
    assert [row["key"] for row in listed] == [tool.key for tool in registry.every()]


@pytest.mark.parametrize("key", [tool.key for tool in registry.every()])
def test_the_example_runs_through_the_pipe(key: str) -> None:
    example = openkam("tool", key, "--example")
    result = openkam("tool", key, given=example.stdout)
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout) == registry.get(key).run(json.loads(example.stdout)).model_dump(mode="json")
    assert json.loads(openkam("tool", key, "--schema").stdout)["type"] == "object"


@pytest.mark.parametrize(
    ("key", "given", "place"),
    [
        ("portfolio", '{"as_of": "2024-01-01", "periods": [{"label": "x"}]}', {"field": "periods.0.start"}),
        ("value_quadrant", '{"period": "x",\n "accounts": [}', {"line": 2, "column": "15"}),
        ("nothing", "{}", {}),
    ],
)
def test_input_that_cannot_be_used(key: str, given: str, place: dict[str, object]) -> None:
    done = openkam("tool", key, given=given)
    assert (done.returncode, done.stdout) == (2, "")
    assert json.loads(done.stderr)["error"]["place"] == place


def test_an_unknown_command_ends_with_two() -> None:
    assert openkam("analyse").returncode == 2


_LOADED = """
import sys
from openkam.cli import main
try:
    main(prog_name="openkam")
except SystemExit:
    pass
heavy = ("django", "statsforecast", "pandas", "scipy", "pptx", "xlsxwriter", "duckdb", "numpy", "pydantic", "rich")
print([name for name in heavy if name in sys.modules], file=sys.stderr)
"""


def loaded(*arguments: str) -> set[str]:
    names: list[str] = json.loads(openkam(*arguments, code=_LOADED).stderr.splitlines()[-1].replace("'", '"'))
    return set(names)


def test_help_imports_nothing_heavy() -> None:
    assert loaded("--help") == set()


def test_analyze_and_tool_start_without_django_and_without_the_forecast() -> None:
    found = loaded("analyze", str(EXAMPLE / "sales_lines.csv.gz"), "--json")
    assert "duckdb" in found
    assert not found & {"django", "statsforecast", "pandas", "scipy", "pptx", "xlsxwriter", "rich"}
    assert not loaded("tool", "portfolio", "--example") & {"django", "statsforecast", "duckdb", "pptx", "rich"}


def test_doctor_answers_through_the_web_application(tmp_path: Path) -> None:
    done = openkam("doctor", "--data-dir", tmp_path, "--json")
    assert done.returncode in {0, 1}, done.stderr
    assert json.loads(done.stdout)


def test_the_door_is_main() -> None:
    assert cli.main.name == "main"


def test_an_answer_for_which_the_disk_has_no_room_ends_with_one_and_says_why() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-c", "from openkam.cli import main; main()", "tool", "--json"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    error = json.loads(done.stderr)["error"]
    assert error["code"] == "disk_full"
    assert "Free some space" in error["remedy"]
