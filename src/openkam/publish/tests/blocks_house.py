"""Houses of quality for tests: the 48-hour dock's, and one with more columns than a roof can show whole."""

from __future__ import annotations

from openkam.core.diagrams import (
    House,
    HouseColumn,
    HouseLine,
    HouseNeed,
    PlanningColumn,
    Relation,
    RoofPair,
)
from openkam.publish.tests.blocks import HEAD, table

NEEDS = (
    "Parts arrive in the agreed slot",
    "Ordered by noon, here in 48 hours",
    "Complete the first time, no back-orders",
    "We know today what lands tomorrow",
    "Short or late: told at once, with a date",
    "Off the van and shelved in 15 minutes",
    "Nothing bent, nothing scratched",
    "Wrong part credited without a fight",
)
CTQS = (
    ("Order-to-dock lead time", "h", "target"),
    ("On time in slot, ± 1 h", "%", "higher"),
    ("Line fill rate, first drop", "%", "higher"),
    ("Advance notice before dock", "h", "higher"),
    ("Unload and shelve", "min", "lower"),
    ("Transit damage", "ppm", "lower"),
    ("Return credited", "days", "lower"),
    ("Invoice matches drop", "%", "higher"),
    ("Delivery cost per drop", "USD", "lower"),
)
PLANNED = (
    (5, 3, 4, 5, 1.67, 1.5, 12.5, 21.2),
    (5, 2, 3, 4, 2.00, 1.5, 15.0, 25.4),
    (4, 3, 3, 4, 1.33, 1.2, 6.4, 10.8),
    (3, 2, 4, 4, 2.00, 1.2, 7.2, 12.2),
    (4, 2, 3, 3, 1.50, 1.0, 6.0, 10.2),
    (3, 3, 3, 4, 1.33, 1.0, 4.0, 6.8),
    (4, 4, 4, 4, 1.00, 1.0, 4.0, 6.8),
    (3, 3, 2, 4, 1.33, 1.0, 4.0, 6.8),
)
BODY = ("3913.....", "933......", "1.9....3.", ".1.9...1.", ".133.....", ".3..91...", "....391..", "......99.")
ROOF = (
    (0, 1, 1, None),
    (0, 2, -2, 3),
    (0, 3, -1, None),
    (0, 8, -2, None),
    (1, 3, 2, None),
    (1, 4, 1, None),
    (2, 7, 2, None),
    (1, 8, -1, None),
    (2, 8, -1, None),
    (3, 4, 2, None),
    (4, 5, -1, None),
    (5, 6, 2, None),
    (6, 7, 1, None),
    (5, 8, 1, None),
)


def _lines() -> tuple[HouseLine, ...]:
    importance = (178.9, 182.7, 133.1, 120.3, 48.0, 40.0, 40.0, 62.4, 0.0)
    return (
        HouseLine(
            key="t",
            label="Technical importance T",
            detail="Σ raw weight × relation",
            values=importance,
            decimals=1,
            bars=True,
            strong=(True, True, True),
        ),
        HouseLine(key="rel", label="Relative, %", values=(22.2, 22.7, 16.5, 14.9, 6.0, 5.0, 5.0, 7.7, 0.0), decimals=1),
        HouseLine(key="rank", label="Rank", values=(2, 1, 3, 4, 6, 7, 7, 5, 9), strong=(True, True, True)),
        HouseLine(
            key="target",
            label="Target",
            kind="text",
            values=("36 ± 12", "≥ 97", "≥ 98", "≥ 16", "≤ 15", "≤ 400", "≤ 5", "≥ 99.5", "≤ 9.50"),
            strong=(True,) * 9,
        ),
        HouseLine(key="base", label="Baseline, Feb 2020", values=(71, 81, 92, 4, 24, 610, 9, 97.1, 11.8), decimals=1),
        HouseLine(key="rival", label="Contoso Cycles", values=(58, 90, 93, 18, 22, 590, 7, 98, None)),
        HouseLine(key="hard", label="Difficulty, 1–5", values=(4, 4, 5, 2, 3, 3, 2, 2, 3)),
    )


def house() -> House:
    """Eight needs × nine CTQs, as in the 48-hour dock project."""
    ids = [f"c{at}" for at in range(len(CTQS))]
    return House(
        id="house",
        title="Slot, lead time and fill rate carry 61 % of the importance, and two of them pull apart",
        **HEAD,
        needs=tuple(
            HouseNeed(id=f"n{at}", label=label, planning=PLANNED[at], finding={4: 1, 7: 4}.get(at))
            for at, label in enumerate(NEEDS)
        ),
        ctqs=tuple(
            HouseColumn(
                id=key, label=name, unit=unit, direction=way, empty=key == "c8", finding=2 if key == "c8" else None
            )
            for key, (name, unit, way) in zip(ids, CTQS, strict=True)
        ),
        planning=(
            PlanningColumn(label="Importance", unit="1–5"),
            PlanningColumn(label="Us now", unit="1–5"),
            PlanningColumn(label="Contoso Cycles", unit="1–5"),
            PlanningColumn(label="Goal", unit="1–5"),
            PlanningColumn(label="Improvement ratio", decimals=2),
            PlanningColumn(label="Sales point", decimals=1),
            PlanningColumn(label="Raw weight w", decimals=1),
            PlanningColumn(label="Weight", unit="%", decimals=1, bar=True),
        ),
        planning_label="raw weight = importance × goal ÷ now × sales point",
        planning_total=(None, None, None, None, None, None, 59.1, 100.0),
        relations=tuple(
            Relation(need=f"n{row}", ctq=ids[at], value=int(sign))
            for row, signs in enumerate(BODY)
            for at, sign in enumerate(signs)
            if sign != "."
        ),
        roof=tuple(RoofPair(one=ids[a], other=ids[b], value=v, finding=f) for a, b, v, f in ROOF),
        lines=_lines(),
        table=table("house"),
    )


def wide_house(columns: int = 22) -> House:
    """More columns than a roof can show whole."""
    base = house()
    ctqs = tuple(
        HouseColumn(id=f"w{at}", label=CTQS[at % 9][0], unit=CTQS[at % 9][1], direction="higher")
        for at in range(columns)
    )
    return base.model_copy(
        update={
            "id": "wide-house",
            "title": "Twenty-two CTQs, and every third pair hinders",
            "ctqs": ctqs,
            "relations": tuple(
                Relation(need=f"n{at % 8}", ctq=f"w{at}", value=(9, 3, 1)[at % 3]) for at in range(columns)
            ),
            "roof": tuple(RoofPair(one=f"w{at}", other=f"w{at + 3}", value=-1) for at in range(columns - 3)),
            "lines": (HouseLine(key="t", label="Technical importance T", values=tuple(range(columns)), bars=True),),
        }
    )
