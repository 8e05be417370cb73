"""`make bench`: every benchmark in turn. Each prints ratios between things measured in the same run on this machine."""

from __future__ import annotations

import subprocess
import sys

BENCHES = (
    "ledger",
    "portfolio_page",
    "publish",
    "startup",
    "selection",
    "selection_page",
    "large_cycle",
    "effort",
    "relationship",
    "house",
    "control_chart",
    "critical_path",
    "score_grid",
    "matrix_page",
    "account_people",
    "org_chart",
    "plan_deck",
)


def main() -> int:
    """Run the named benchmarks, or all of them."""
    wanted = sys.argv[1:] or list(BENCHES)
    unknown = [name for name in wanted if name not in BENCHES]
    if unknown:
        sys.stderr.write(f"There is no benchmark {', '.join(unknown)}; there are {', '.join(BENCHES)}.\n")
        return 2
    missed = []
    for name in wanted:
        print(f"\n== {name} ==", flush=True)
        # Each in a process of its own: Django reads its settings, and with them where the data lie, only once.
        if subprocess.run([sys.executable, "-m", f"bench.{name}"]).returncode:
            missed.append(name)
    if missed:
        print(f"\nA target was missed in: {', '.join(missed)}.")
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main())
