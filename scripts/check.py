"""Everything that can be checked without running a test. Prints one line per check, all of them even when one fails."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
CHECKS: tuple[tuple[str, list[str]], ...] = (
    ("format", ["ruff", "format", "--check", "."]),
    ("lint", ["ruff", "check", "."]),
    ("templates", ["djlint", "src/openkam/web", "--lint", "--quiet"]),
    ("import contracts", ["lint-imports", "--no-cache"]),
    ("types", ["mypy"]),
    ("translations", ["python", "scripts/messages.py", "check"]),
    ("docs of the tools", ["python", "scripts/tool_docs.py", "check"]),
    ("migrations", ["django-admin", "makemigrations", "--check", "--dry-run"]),
    ("deployment", ["django-admin", "check", "--fail-level", "ERROR"]),
)


def run(name: str, command: list[str], environment: dict[str, str]) -> bool:
    """Run one check; print its output only if it fails."""
    began = time.monotonic()
    done = subprocess.run(
        [str(BIN / command[0]), *command[1:]], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    passed = done.returncode == 0
    print(f"{'ok    ' if passed else 'FAILED'} {name} ({time.monotonic() - began:.0f} s)", flush=True)
    if not passed:
        print((done.stdout + done.stderr).strip()[-12000:], flush=True)
    return passed


def main() -> int:
    """Exit code 1 if any check failed."""
    with tempfile.TemporaryDirectory(prefix="openkam-check-") as folder:
        environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT / "src"),
            "DJANGO_SETTINGS_MODULE": "openkam.web.settings",
            "OPENKAM_DATA_DIR": folder,
        }
        results = [run(name, command, environment) for name, command in CHECKS]
        return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
