"""Runs the command line as a person does: a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]
EXAMPLE = ROOT / "examples" / "adventureworks"
_START = "import sys; from openkam.cli import main; main(prog_name='openkam')"


def openkam(*arguments: str | Path, given: str = "", code: str = _START) -> subprocess.CompletedProcess[str]:
    """`openkam` with `arguments` and `given` on standard input, in English."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "OPENKAM_LANG": "en", "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.run(
        command, input=given, capture_output=True, text=True, encoding="utf-8", env=environment, check=False
    )
