"""Make the delivery measurements of the joint project. They are generated, not measured.

Nobody measured these deliveries: AdventureWorks is a fictional company and its sample holds no delivery times. This
script draws them from NumPy's generator with the seed below, so that everybody gets the same file:

    python examples/joint_project/measurements.py            writes measurements.csv beside this script
    python examples/joint_project/measurements.py other.csv  writes it there

Weeks 1–20 are the old process, weeks 21–40 the new one. From week 38 on the new process has a fault on purpose, a
round that leaves later, so that the control chart has something to find.
"""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path
from typing import NamedTuple

import numpy as np

SEED = 697
WEEKS = 40
DELIVERIES_A_WEEK = 4
FIRST_NEW_WEEK = 21
FIRST_LATE_WEEK = 38
LATER_HOURS = 4.5


class Process(NamedTuple):
    """How a process delivers: hours against the promise, hours from order to delivery, share of lines left open."""

    deviation_mean: float
    deviation_sigma: float
    lead_time_median: float
    lead_time_spread: float
    open_share: float


OLD = Process(3.5, 5.5, 58, 0.25, 0.07)
NEW = Process(0.3, 2.1, 42, 0.18, 0.012)


class Delivery(NamedTuple):
    """One delivery of spare parts to Brakes and Gears."""

    week: int
    delivery: int
    process: str
    deviation_h: float
    lead_time_h: float
    lines: int
    lines_open: int


def measurements(seed: int = SEED) -> list[Delivery]:
    """All deliveries in the order of time; the same for the same seed."""
    random = np.random.Generator(np.random.PCG64(seed))
    made = []
    for week in range(1, WEEKS + 1):
        new = week >= FIRST_NEW_WEEK
        process = NEW if new else OLD
        late = LATER_HOURS if week >= FIRST_LATE_WEEK else 0.0
        for delivery in range(1, DELIVERIES_A_WEEK + 1):
            lines = int(random.integers(8, 17))
            deviation = late + process.deviation_mean + process.deviation_sigma * random.standard_normal()
            lead_time = process.lead_time_median * np.exp(process.lead_time_spread * random.standard_normal())
            left_open = int((random.random(lines) < process.open_share).sum())
            name = "new" if new else "old"
            made.append(
                Delivery(week, delivery, name, round(deviation, 1), round(float(lead_time), 1), lines, left_open)
            )
    return made


def as_csv(deliveries: list[Delivery]) -> str:
    """The deliveries as text, one a line under a heading."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(Delivery._fields)
    writer.writerows(deliveries)
    return text.getvalue()


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_name("measurements.csv")
    target.write_text(as_csv(measurements()), encoding="utf-8")
