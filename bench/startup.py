"""How long the command line takes to start, as ratios to `python -c pass` in the same run.

    python bench/startup.py [--runs N]

Every command runs in a process of its own, in turn, so that a busy moment of the machine hits all alike; the
smallest time of each counts, since noise only ever adds.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "examples" / "adventureworks"
START = "import sys; from openkam.cli import main; main(prog_name='openkam')"
COMMANDS = {
    "python -c pass": ["-c", "pass"],
    "openkam --help": ["-c", START, "--help"],
    "openkam tool": ["-c", START, "tool"],
    "openkam analyze --help": ["-c", START, "analyze", "--help"],
    "openkam analyze (57,851 lines)": [
        "-c",
        START,
        "analyze",
        str(SAMPLE / "sales_lines.csv.gz"),
        "--fiscal-year-start",
        "7",
        "--json",
    ],
}


def seconds(arguments: list[str]) -> float:
    """Wall time of one run. Raises `CalledProcessError` if it fails."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    started = time.perf_counter()
    subprocess.run([sys.executable, *arguments], env=environment, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started


def measure(runs: int) -> dict[str, float]:
    """The smallest wall time of each command over `runs` rounds."""
    best = dict.fromkeys(COMMANDS, float("inf"))
    for _round in range(runs):
        for name, arguments in COMMANDS.items():
            best[name] = min(best[name], seconds(arguments))
    return best


def main() -> None:
    """Measure, and print one JSON object with seconds and ratios."""
    parser = argparse.ArgumentParser(description="Start-up of the command line as ratios to an empty Python.")
    parser.add_argument("--runs", type=int, default=7)
    best = measure(parser.parse_args().runs)
    empty = best["python -c pass"]
    rows = {name: {"seconds": round(value, 3), "ratio": round(value / empty, 1)} for name, value in best.items()}
    print(json.dumps({"bench": "startup", "results": rows}, indent=2))


if __name__ == "__main__":
    main()
