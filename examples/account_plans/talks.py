"""Draw the log of the illustrative accounts. It is generated: none of these talks took place, and nobody here exists.

The files beside this script hold an illustrative cast at three resellers of the fictional company Adventure Works. Who
talks to whom since when stands in `links.csv`, which joint team meets in `joint_teams.csv`, the talks that tell the
story in `meetings.csv`. The many others are drawn from NumPy's generator with the seed below, so that everybody gets
the same file:

    python examples/account_plans/talks.py           writes talks.csv beside this script
    python examples/account_plans/talks.py FOLDER    writes it there

All days count back from the day on which the sample is loaded.
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

SEED = 697
HERE = Path(__file__).parent
KINDS = ("meeting", "call", "email", "message", "visit")
SHARES = (0.25, 0.35, 0.25, 0.1, 0.05)
ONE_WAY_SHARE = 0.08
"""Mails without an answer and calls that nobody took."""
COLUMNS = ("account", "days_ago", "kind", "two_way", "colleagues", "contacts", "team", "what")
TOPICS = {
    "Purchasing": (
        "Orders of the coming month", "Price of brake pads", "Stock before the season", "Two lines were wrong",
    ),
    "Board": ("Where both firms want to be", "Figures of the half-year"),
    "Operations": ("Hours of the dock", "Plan of the week", "Late orders and why"),
    "Inbound logistics": ("Night route", "Pallet labels", "A truck was late", "Space in the hall"),
    "Quality": ("Test reports of the lot", "Complaint about spokes", "Audit questions"),
    "Product development": ("Samples of rims", "Drawings of the hub"),
    "Finance": ("Open invoices", "Credit notes", "Terms of payment"),
    "Marketing": ("Pictures for the spring", "Campaign of the online shop"),
    "Service": ("Missing spare parts", "A number that answers"),
    "IT": ("Interface for orders",),
}  # fmt: skip
TEAM_TOPIC = "Meeting of the joint team"


def read(name: str) -> list[dict[str, str]]:
    """The rows of a file beside this script."""
    with (HERE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def days(random: np.random.Generator, since: int, silent: int, every: int) -> list[int]:
    """How many days ago they spoke, from `since` to `silent`, about each `every` days."""
    found = [float(since)]
    while found[-1] > silent:
        found.append(found[-1] - every * random.uniform(0.6, 1.35))
    return sorted({*(int(day) for day in found[:-1]), silent}, reverse=True)


def talks(random: np.random.Generator) -> Iterator[dict[str, object]]:
    """One row for each talk: of two people, then of the joint teams."""
    functions = {(row["account"], row["key"]): row["function"] for row in read("contacts")}
    for link in read("links"):
        if not link["since_days"]:
            continue
        topics = TOPICS[functions[link["account"], link["contact"]] or "Board"]
        silent = int(link["silent_days"])
        for day in days(random, int(link["since_days"]), silent, int(link["cadence_days"])):
            kind, topic = random.choice(KINDS, p=SHARES), random.choice(topics)
            one_way = day != silent and random.random() < ONE_WAY_SHARE
            yield {
                "account": link["account"], "days_ago": day, "kind": "email" if one_way else kind,
                "two_way": int(not one_way), "colleagues": link["colleague"], "contacts": link["contact"], "team": "",
                "what": topic,
            }  # fmt: skip
    for team in read("joint_teams"):
        for day in days(random, int(team["since_days"]), int(team["silent_days"]), int(team["every_days"])):
            yield {
                "account": team["account"], "days_ago": day, "kind": "meeting", "two_way": 1,
                "colleagues": team["colleagues"], "contacts": team["contacts"], "team": team["key"], "what": TEAM_TOPIC,
            }  # fmt: skip


def write(folder: Path) -> None:
    """The file into `folder`, the oldest talk first."""
    rows = sorted(talks(np.random.default_rng(SEED)), key=lambda row: (row["account"], -int(str(row["days_ago"]))))
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    (folder / "talks.csv").write_text(text.getvalue(), encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
