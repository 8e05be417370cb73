"""Runs every check and every test: on SQLite, the database tests again on PostgreSQL, the browser tests in Chromium.

`--long` adds the whole of the slow proofs (marker `long`), Spark and the wheel in a clean environment.
A part that cannot run on this machine is a failure with the reason: a green run has run everything.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import chromium
from postgres import PostgresMissingError, throwaway_cluster

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
QUICK = "not browser and not long and not spark"
WORKERS = str(min(4, os.cpu_count() or 1))
SPARK_ENVIRONMENT = ROOT / ".venv-spark"


def run(title: str, command: list[str], **environment: str) -> bool:
    """Run one part with its own data folder, its output shown as it comes."""
    print(f"\n=== {title} ===", flush=True)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="openkam-test-") as folder:
        done = subprocess.run(command, cwd=ROOT, env={**os.environ, "OPENKAM_DATA_DIR": folder, **environment})
    print(f"--- {title}: {'ok' if done.returncode == 0 else 'FAILED'} in {time.monotonic() - began:.0f} s", flush=True)
    return done.returncode == 0


def pytest(title: str, *arguments: str, **environment: str) -> bool:
    """Run pytest with the arguments; a run without any test is a failure."""
    return run(title, [PYTHON, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments], **environment)


def on_postgres() -> bool:
    """The tests that touch the database, on a cluster of their own."""
    try:
        with throwaway_cluster() as address:
            return pytest(
                "tests on PostgreSQL",
                "-n",
                WORKERS,
                "-m",
                f"database and {QUICK}",
                "src/openkam/web",
                "tests/test_rights_matrix.py",
                DATABASE_URL=address,
            )
    except PostgresMissingError as missing:
        print(f"\n=== tests on PostgreSQL ===\nFAILED: {missing}", flush=True)
        return False


def in_browser() -> bool:
    """The tests that drive Chromium."""
    path = chromium.ensure()
    if path is None:
        print("\n=== browser tests ===\nFAILED: Chromium is missing. Install the package chromium and try again.")
        return False
    # Playwright brings a Node.js of its own, which asks for more than a bare machine has; the one here built the page.
    environment = {"OPENKAM_CHROMIUM": path, "PLAYWRIGHT_NODEJS_PATH": shutil.which("node") or ""}
    # A file stays in one process, with a server of its own, and files in their order: the sample goes and comes back.
    shared = ("-n", WORKERS, "--dist", "loadfile", "--no-loadscope-reorder")
    return pytest("browser tests", *shared, "-m", "browser", "src/openkam/publish", "tests/browser", **environment)


def on_spark() -> bool:
    """The same figures on Spark, in an environment of its own: nothing else is tested with what Spark brings along."""
    python = SPARK_ENVIRONMENT / "bin" / "python"
    install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    steps = (
        [PYTHON, "-m", "venv", str(SPARK_ENVIRONMENT)],
        [*install, "--require-hashes", "-r", "requirements-spark.lock"],
        [*install, "--no-build-isolation", "--no-deps", "--no-index", "-e", "."],
    )
    return all(run("environment of Spark", step) for step in steps) and run(
        "Spark", [str(python), "-m", "pytest", "-q", "-p", "no:cacheprovider", "-m", "spark", "src/openkam/ledger"]
    )


def long_proofs() -> list[bool]:
    """The whole of what the quick run samples."""
    return [pytest("long proofs", "-m", "long and not browser and not spark"), on_spark()]


def main() -> int:
    """Exit code 1 if any part failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--long", action="store_true", help="the slow proofs too")
    wants_long = parser.parse_args().long
    results = [
        run("checks", [PYTHON, "scripts/check.py"]),
        pytest("tests on SQLite", "-n", WORKERS, "-m", QUICK),
        on_postgres(),
        in_browser(),
    ]
    if wants_long:
        results += long_proofs()
    print(f"\n{'All parts passed.' if all(results) else 'Some parts FAILED; see above.'}", flush=True)
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
