"""Blocks to publish in tests, made of the AdventureWorks sample's real invoice lines and of a few invented years."""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from statistics import median

from openkam.core.blocks import (
    Axis,
    Column,
    Figure,
    Finding,
    Line,
    Mark,
    Note,
    Point,
    Region,
    Report,
    Series,
    Table,
    Term,
    Tone,
    Working,
)
from openkam.core.numbers import format_compact, format_number

EXAMPLE = Path(__file__).resolve().parents[4] / "examples" / "adventureworks"
NASTY_NAME = "株式會社超長公司名稱測試有限公司 <script>alert(1)</script>"
FORMULA_NAME = '=HYPERLINK("http://example.invalid","x")'


@lru_cache(maxsize=1)
def fy20() -> tuple[tuple[str, str, Decimal, Decimal], ...]:
    """Per reseller that bought in FY20: code, name, revenue, margin; by margin, highest first."""
    with (EXAMPLE / "accounts.csv").open(newline="", encoding="utf-8") as stream:
        names = {row["account_key"]: row["name"] for row in csv.DictReader(stream)}
    sales: dict[str, Decimal] = defaultdict(Decimal)
    costs: dict[str, Decimal] = defaultdict(Decimal)
    with gzip.open(EXAMPLE / "sales_lines.csv.gz", "rt", encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            if row["order_date"] >= "2019-07-01":
                sales[row["account_key"]] += Decimal(row["sales"])
                costs[row["account_key"]] += Decimal(row["cost"])
    rows = [(code, names[code], total, total - costs[code]) for code, total in sales.items()]
    return tuple(sorted(rows, key=lambda row: (-row[3], row[0])))


def account_table(limit: int | None = None) -> Table:
    """Resellers with revenue, margin and margin percent."""
    rows = sorted(fy20(), key=lambda row: -row[2])[:limit]
    total = sum((row[2] for row in rows), Decimal(0)), sum((row[3] for row in rows), Decimal(0))
    return Table(
        id="accounts",
        title="489 resellers bought in FY20",
        subtitle="Revenue and margin, USD, Jul 2019 – May 2020",
        columns=(
            Column(key="code", label="Code"),
            Column(key="name", label="Account"),
            Column(key="revenue", label="Revenue", kind="money", unit="USD"),
            Column(key="margin", label="Margin", kind="money", unit="USD"),
            Column(key="pct", label="Margin", kind="percent", unit="%", decimals=1),
        ),
        rows=tuple((code, name, sales, margin, float(margin / sales * 100)) for code, name, sales, margin in rows),
        total=("", "Total", *total, float(total[1] / total[0] * 100)),
        links=tuple(row[0] for row in rows),
    )


def five_years() -> Figure:
    """Revenue and net income over five periods; the last two proposed, with an interval."""
    labels = ("FY18", "FY19", "FY20", "FY21", "FY22")
    revenue = (16429042.60, 27979779.53, 33139748.07, 36052000.0, 36154000.0)
    net = (41000.0, 1036000.0, -570000.0, -404000.0, -80000.0)
    proposed = (False, False, False, True, True)
    return Figure(
        id="five-years",
        kind="bars",
        title="Net income falls to −570k in FY20 on the highest revenue yet",
        subtitle="FY20 = Jul 2019 – May 2020, 11 months, not compared as a whole year · FY21, FY22 proposed",
        x=Axis(label="Fiscal year", scale="category"),
        y=Axis(label="USD", unit="USD", kind="money"),
        categories=labels,
        series=(
            Series(
                key="revenue",
                label="Revenue",
                form="bar",
                values=revenue,
                proposed=proposed,
                low=(None, None, None, 31000000.0, 29000000.0),
                high=(None, None, None, 41000000.0, 44000000.0),
            ),
            Series(key="net", label="Net income", form="bar", values=net, proposed=proposed),
        ),
        table=Table(
            id="five-years-table",
            title="Five years",
            columns=(
                Column(key="row", label="USD"),
                *tuple(Column(key=label, label=label, kind="money") for label in labels),
            ),
            rows=(
                ("Revenue", *(Decimal(str(value)) for value in revenue)),
                ("− Direct costs", *(Decimal(str(r - n)) for r, n in zip(revenue, net, strict=True))),
            ),
            total=("Net income", *(Decimal(str(value)) for value in net)),
        ),
    )


def whale() -> Figure:
    """The cumulated margin of FY20: its total is a loss, so the axis is money."""
    total = Decimal(0)
    points = [Point(x=0, y=0)]
    for rank, (code, name, _revenue, margin) in enumerate(fy20(), start=1):
        total += margin
        points.append(Point(x=rank, y=float(total), label=name, id=code))
    peak = max(points, key=lambda point: point.y)
    return Figure(
        id="whale",
        kind="whale",
        title="202 resellers earn 1.06M; the other 287 lose 1.40M",
        subtitle="Whale curve: cumulative margin, USD, FY20 (11 months)",
        x=Axis(label="Resellers, ranked by margin, highest first", scale="linear", kind="integer"),
        y=Axis(label="Cumulative margin", unit="USD", kind="money"),
        series=(Series(key="cumulative", label="Cumulative margin", form="area", points=tuple(points)),),
        marks=(
            Mark(x=peak.x, y=peak.y, label="peak +1.055M after 202"),
            Mark(x=477, y=0, label="below zero from reseller 477", tone="neg"),
            Mark(x=points[-1].x, y=points[-1].y, label="all 489: −343.4k", tone="neg"),
        ),
        note="The total is below zero, so the axis is money. A percentage of a negative total has no meaning.",
        table=account_table(12),
    )


def quadrant() -> Figure:
    """Sales × margin of FY20, cut at the median."""
    rows = fy20()
    cut_x, cut_y = float(median(row[2] for row in rows)), float(median(row[3] for row in rows))
    bounds: tuple[tuple[str, str, bool, bool, Tone], ...] = (
        ("high_high", "High sales, high profit", True, True, "neutral"),
        ("high_low", "High sales, low profit", True, False, "neg"),
        ("low_high", "Low sales, high profit", False, True, "neutral"),
        ("low_low", "Low sales, low profit", False, False, "neutral"),
    )
    regions = []
    for key, label, right, top, tone in bounds:
        inside = [row[3] for row in rows if (float(row[2]) >= cut_x) == right and (float(row[3]) >= cut_y) == top]
        regions.append(
            Region(
                key=key,
                label=label,
                detail=f"{len(inside)} · {format_compact(sum(inside))}",
                x0=cut_x if right else None,
                x1=None if right else cut_x,
                y0=cut_y if top else None,
                y1=None if top else cut_y,
                tone=tone,
            )
        )
    points = tuple(
        Point(x=float(sales), y=float(margin), label=name, id=code, tone="neg" if margin < 0 else "pos")
        for code, name, sales, margin in rows
    )
    return Figure(
        id="quadrant",
        kind="quadrant",
        title="171 resellers with high sales and low profit bring 65 % of revenue and lose 1.36M",
        subtitle="Customer value quadrant, FY20 · cut at the median",
        x=Axis(label="Revenue", unit="USD", scale="log", kind="money"),
        y=Axis(label="Margin", unit="USD", scale="symlog", kind="money"),
        series=(Series(key="accounts", label="Resellers", form="points", points=points),),
        lines=(
            Line(axis="x", value=cut_x, label=f"median {format_number(cut_x)}"),
            Line(axis="y", value=cut_y, label=f"median {format_number(cut_y)}"),
        ),
        regions=tuple(regions),
        table=account_table(12),
    )


def months() -> Figure:
    """Revenue by month with a proposed end and its interval (invented)."""
    labels = tuple(f"2020-{number:02d}" for number in range(1, 13))
    values = (2.1, 2.4, 2.2, 2.9, 3.1, 2.8, 3.3, 3.6, 3.2, 3.5, 3.7, 3.8)
    ahead = tuple(number >= 8 for number in range(12))
    return Figure(
        id="months",
        kind="lines",
        title="Revenue keeps rising into next quarter",
        subtitle="Revenue by month, USD million; the last four months are proposed",
        x=Axis(label="Month", scale="category"),
        y=Axis(label="Revenue", unit="USD", kind="money"),
        categories=labels,
        series=(
            Series(
                key="revenue",
                label="Revenue",
                form="line",
                values=tuple(value * 1e6 for value in values),
                proposed=ahead,
                low=tuple(value * 0.85e6 if soon else None for value, soon in zip(values, ahead, strict=True)),
                high=tuple(value * 1.15e6 if soon else None for value, soon in zip(values, ahead, strict=True)),
            ),
            Series(
                key="cost", label="Direct costs", form="line", tone="theirs", values=tuple(v * 0.9e6 for v in values)
            ),
        ),
        table=account_table(5),
    )


def concentration() -> Figure:
    """The share of revenue cumulated over resellers, largest first."""
    amounts = sorted((float(row[2]) for row in fy20()), reverse=True)
    points, total = [Point(x=0, y=0)], 0.0
    for rank, amount in enumerate(amounts, start=1):
        total += amount
        points.append(Point(x=rank, y=100 * total / sum(amounts)))
    return Figure(
        id="concentration",
        kind="lines",
        title="A fifth of the resellers brings two thirds of revenue",
        subtitle="Cumulative share of revenue, FY20",
        x=Axis(label="Resellers, ranked by revenue", kind="integer"),
        y=Axis(label="Share of revenue", unit="%", kind="percent"),
        series=(Series(key="share", label="Share of revenue", form="line", points=tuple(points)),),
        marks=(Mark(x=98, y=points[98].y, label="64.6 % from 98"),),
        table=account_table(12),
    )


def scatter() -> Figure:
    """Few accounts with a size each."""
    rows = sorted(fy20(), key=lambda row: -row[2])[:12]
    tones: tuple[Tone, ...] = ("k", "d", "m", "o")
    return Figure(
        id="scatter",
        kind="scatter",
        title="The twelve largest resellers",
        subtitle="Revenue × margin, USD, FY20; area = revenue",
        x=Axis(label="Revenue", unit="USD", kind="money"),
        y=Axis(label="Margin", unit="USD", kind="money"),
        series=(
            Series(
                key="accounts",
                label="Resellers",
                form="points",
                points=tuple(
                    Point(x=float(s), y=float(m), label=name, id=code, size=float(s), tone=tones[at % 4])
                    for at, (code, name, s, m) in enumerate(rows)
                ),
            ),
        ),
        lines=(Line(axis="y", value=0, label="break-even"),),
        table=account_table(12),
    )


def report() -> Report:
    """A whole report with every block type, the long table, and a name that tries to be a formula and a script."""
    hostile = Table(
        id="hostile",
        title="Names as people type them",
        columns=(Column(key="name", label="Account"), Column(key="revenue", label="Revenue", kind="money", unit="USD")),
        rows=(
            (FORMULA_NAME, Decimal("1.00")),
            (NASTY_NAME, Decimal("-2.50")),
            ("@SUM(A1)", None),
            ("+1", 3),
            ("\ttab", 4),
            ("bell\x07 and \x00 nul", 5),
            ("עברית \N{GRINNING FACE} ‮desrever", 6),
            ("x" * 10_000, 7),
        ),
    )
    return (
        Finding(id="loss", text="Net income falls to −570k in FY20 on the highest revenue yet.", tone="neg"),
        Finding(id="peak", text="202 resellers earn 1.06M; the other 287 lose 1.40M."),
        five_years(),
        whale(),
        quadrant(),
        months(),
        scatter(),
        concentration(),
        account_table(60),
        hostile,
        Working(
            id="net",
            title="Net income of Brakes and Gears, FY20",
            result=Decimal("25922.11"),
            unit="USD",
            terms=(
                Term(label="Revenue", value=Decimal("401479.00")),
                Term(label="Direct costs", value=Decimal("-374740.00"), detail="149 invoice lines"),
                Term(label="Cost-to-serve", value=Decimal("-816.89")),
            ),
            source="149 invoice lines of snapshot 1",
        ),
        Note(id="unknown", kind="unknown", text="Payment dates are not in the files, so days late are unknown."),
        Note(id="method", kind="method", text="Whale curve: sorted by margin, cumulated from (0, 0)."),
        Note(id="source", kind="source", text="AdventureWorks sample, snapshot 1."),
    )
