"""The wheel is the application: front end, catalogues and sample inside, nothing of the tests."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    return next(folder.glob("openkam-*.whl"))


def test_the_wheel_holds_what_a_machine_without_node_needs(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    needed = {
        "openkam/web/static/dist/app.js",
        "openkam/web/static/dist/app.css",
        "openkam/web/static/dist/charts.js",
        "openkam/locale/zh_Hant/LC_MESSAGES/django.mo",
        "openkam/locale/zh_Hans/LC_MESSAGES/django.mo",
        "openkam/examples/adventureworks/sales_lines.csv.gz",
        "openkam/examples/adventureworks/LICENSE-microsoft-sql-server-samples.txt",
        "openkam/tools/define/portfolio/example.json",
        "openkam/tools/define/portfolio/README.md",
        "openkam/ledger/sql/monthly.sql",
    }
    assert needed - names == set()


def test_the_wheel_holds_no_tests_and_no_test_data(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert [name for name in names if "/tests/" in name or "/testdata/" in name or "/test_" in name] == []


@pytest.mark.long
def test_in_a_clean_environment_without_node_it_analyses_and_serves(wheel: Path, tmp_path: Path) -> None:
    ours = ("OPENKAM", "DJANGO", "PYTHON")
    environment = {key: value for key, value in os.environ.items() if not key.startswith(ours)}
    environment["PATH"] = "/usr/bin:/bin"
    venv = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)
    pip = [str(venv / "bin" / "pip"), "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--require-hashes", "-r", str(ROOT / "requirements.lock")], check=True, env=environment)
    subprocess.run([*pip, "--no-deps", str(wheel)], check=True, env=environment)
    openkam = str(venv / "bin" / "openkam")
    sample = next(venv.glob("lib/python*/site-packages/openkam/examples/adventureworks/sales_lines.csv.gz"))
    answer = subprocess.run(
        [openkam, "analyze", str(sample), "--fiscal-year-start", "7", "--json"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(answer.stdout)["total"]["revenue"] == "77548570.20"
    doctor = subprocess.run(
        [openkam, "doctor", "--data-dir", str(tmp_path / "data"), "--json"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "checks" in json.loads(doctor.stdout)
