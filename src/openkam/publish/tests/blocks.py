"""Structural blocks to publish in tests: grids, a process, a plan, and what all samples share."""

from __future__ import annotations

from decimal import Decimal

from openkam.core.diagrams import (
    Bar,
    Flow,
    Gantt,
    Grid,
    GridCell,
    GridLine,
    Lanes,
    LaneStep,
    RiskCell,
    RiskGrid,
)
from openkam.core.tables import Column, Table

NASTY = "株式會社超長公司名稱測試有限公司 <script>alert(1)</script>"
HEAD = {"subtitle": "Brakes and Gears · spare-parts delivery · revision 3"}


def table(name: str) -> Table:
    """The rows that stand beside a picture."""
    columns = (Column(key="name", label="Name"), Column(key="value", label="Value", kind="number", decimals=1))
    return Table(id=f"{name}-table", title=f"Rows of {name}", columns=columns, rows=(("One", 1.5), (NASTY, None)))


def pugh() -> Grid:
    """A Pugh table with sums under it."""
    criteria = ("Lead time", "Cost per drop", "Works with their dock", "Ready by June", "Risk of stock-out")
    concepts = ("Datum: weekly van", "Cross-dock at Tooele", "Consignment stock", "Shared milk run")
    signs = ("same", "plus", "plus", "minus"), ("same", "minus", "minus", "plus"), ("same", "plus", "same", "same")
    rows = [*signs, ("same", "same", "plus", "minus"), ("same", "plus", "plus", "same")]
    return Grid(
        id="pugh",
        kind="pugh",
        title="Cross-dock beats the datum on three of five criteria",
        **HEAD,
        corner="Criterion",
        rows=tuple(GridLine(id=f"r{at}", label=name, detail=f"weight {5 - at}") for at, name in enumerate(criteria)),
        columns=tuple(
            GridLine(id=f"k{at}", label=name, emphasis=at == 1, detail="datum" if at == 0 else "")
            for at, name in enumerate(concepts)
        ),
        cells=tuple(tuple(GridCell(mark=mark, tip=mark) for mark in row) for row in rows),
        footer=(
            (GridLine(id="plus", label="Σ +"), tuple(GridCell(text=text) for text in ("0", "3", "3", "1"))),
            (
                GridLine(id="net", label="Weighted net", emphasis=True),
                tuple(GridCell(text=text, picked=text == "+5") for text in ("0", "+5", "+4", "−3")),
            ),
        ),
        table=table("pugh"),
    )


def morphological() -> Grid:
    """Functions × options; one chosen way through, two options ruled out."""
    options = (
        ("Weekly van", "Cross-dock at Tooele", "Courier, parcel by parcel", "Milk run shared with Contoso"),
        ("Telephone", "EDI 856 the evening before", "Portal that they open themselves", ""),
        ("Count every box", "Sample by lot", "RFID gate", "Their scan is ours"),
    )
    names = ("Move the parts", "Tell what comes", "Check the drop")
    return Grid(
        id="morphological",
        kind="morphological",
        title="One way through serves all three functions",
        **HEAD,
        corner="Function",
        rows=tuple(GridLine(id=f"f{at}", label=name) for at, name in enumerate(names)),
        columns=tuple(GridLine(id=f"o{at}", label=f"Option {at + 1}") for at in range(4)),
        cells=tuple(
            tuple(
                GridCell(text=text, picked=at == 1, struck=at == 2 and row == 0, tone="neutral" if text else "muted")
                for at, text in enumerate(texts)
            )
            for row, texts in enumerate(options)
        ),
        table=table("morphological"),
    )


def risk_grid() -> RiskGrid:
    """Nine cells, five risks."""
    keys = ("high", "medium", "low")
    levels = {"hh": 4, "hm": 4, "hl": 3, "mh": 4, "mm": 3, "ml": 2, "lh": 3, "lm": 2, "ll": 1}
    names = {
        "hh": ("Contoso opens a depot in Tooele", "Main contact leaves"),
        "hm": ("Back-orders above 8 %",),
        "mh": ("Price round in June",),
        "ll": ("Strike at the carrier",),
        "mm": ("Returns are credited late", "Portal down", "Wrong labels", "Damage above 400 ppm", "Dock closed"),
    }
    cells = []
    for impact in keys:
        for probability in reversed(keys):
            key = impact[0] + probability[0]
            entries = names.get(key, ())
            cells.append(
                RiskCell(
                    impact=impact,
                    probability=probability,
                    label={4: "Act now", 3: "Plan", 2: "Watch", 1: "Accept"}[levels[key]],
                    level=levels[key],
                    count=len(entries),
                    money=Decimal(120_000) * len(entries) if entries else None,
                    entries=entries,
                    ids=tuple(f"{key}{at}" for at in range(len(entries))),
                )
            )
    return RiskGrid(
        id="risk-grid",
        title="Three risks stand where they must be acted on now",
        **HEAD,
        impacts=tuple((key, key.title()) for key in keys),
        probabilities=tuple((key, key.title()) for key in reversed(keys)),
        impact_label="Impact",
        probability_label="Probability",
        currency="USD",
        cells=tuple(cells),
        table=table("risk-grid"),
    )


def lanes() -> Lanes:
    """An order from call to shelf, with one way back."""
    steps = (
        ("start", "Order called in", "customer", "start"),
        ("take", "Take the order", "sales", "task"),
        ("stock", "In stock?", "store", "decision"),
        ("buy", "Back-order part", "sales", "task"),
        ("pick", "Pick and pack", "store", "task"),
        ("book", "Book the slot", "sales", "task"),
        ("drive", "Drive to the dock", "carrier", "task"),
        ("check", "Drop complete?", "customer", "decision"),
        ("shelve", "Shelve", "customer", "task"),
        ("end", "Invoice matches", "customer", "end"),
    )
    flows = (
        ("start", "take", ""),
        ("take", "stock", ""),
        ("stock", "buy", "no"),
        ("stock", "pick", "yes"),
        ("pick", "drive", ""),
        ("take", "book", ""),
        ("book", "drive", ""),
        ("drive", "check", ""),
        ("check", "shelve", "yes"),
        ("shelve", "end", ""),
    )
    critical = {"start", "take", "stock", "pick", "drive", "check", "shelve", "end"}
    return Lanes(
        id="lanes",
        title="Six of ten steps lie on the longest path of 44 hours",
        **HEAD,
        lanes=(
            ("customer", "Brakes and Gears"),
            ("sales", "Inside sales"),
            ("store", "Warehouse"),
            ("carrier", "Carrier"),
        ),
        steps=tuple(
            LaneStep(
                id=key,
                label=label,
                lane=lane,
                kind=kind,
                detail=f"{at * 2 + 1} h",
                critical=key in critical,
                tone="mark" if key == "buy" else "neutral",
            )
            for at, (key, label, lane, kind) in enumerate(steps)
        ),
        flows=(
            *(Flow(source=a, target=b, label=text, critical=a in critical and b in critical) for a, b, text in flows),
            Flow(source="buy", target="stock", label="when it comes", back=True),
            Flow(source="check", target="pick", label="8 % short", back=True),
        ),
        legend=(("mark", "waits for the supplier"),),
        table=table("lanes"),
    )


def gantt() -> Gantt:
    """A transition plan in days."""
    rows = (
        ("a", "Agree the slots", 0, 5, 0, True, 100, ()),
        ("b", "Map the dock", 0, 3, 4, False, 100, ()),
        ("c", "EDI 856 test", 5, 15, 0, True, 60, ("a",)),
        ("d", "Train the warehouse", 5, 11, 6, False, 30, ("a", "b")),
        ("e", "Pilot with ten parts", 15, 25, 0, True, 0, ("c", "d")),
        ("f", "Labels and boxes", 8, 14, 11, False, None, ("b",)),
        ("g", "Go live", 25, 30, 0, True, None, ("e", "f")),
        ("h", "Gate review", 30, 30, 0, True, None, ("g",)),
    )
    return Gantt(
        id="gantt",
        title="The pilot ends on day 25; six days of slack are left in training",
        **HEAD,
        unit="days",
        start="2 Mar 2020",
        bars=tuple(
            Bar(
                id=key,
                label=label,
                start=start,
                finish=finish,
                slack=slack,
                critical=critical,
                done_pct=done,
                after=after,
            )
            for key, label, start, finish, slack, critical, done, after in rows
        ),
        table=table("gantt"),
    )
