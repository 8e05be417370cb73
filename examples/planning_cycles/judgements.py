"""Make the judgements of the two illustrative planning cycles. They are generated; nobody judged these companies.

Adventure Works is a fictional company and its sample holds no judgement of a customer. This script draws scores for
forty of its resellers from NumPy's generator with the seed below, so that everybody gets the same files:

    python examples/planning_cycles/judgements.py           writes the CSV files beside this script
    python examples/planning_cycles/judgements.py FOLDER    writes them there

What the books can answer (size, growth, revenue and profit potential, breadth of the product line) is not drawn: the
application proposes it from the sample's invoices. The rest is drawn around a level per reseller, so that the whole
comes near the attractiveness and relative strength that `RESELLERS` asks for.
"""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path
from typing import NamedTuple

import numpy as np

SEED = 2020
CYCLES = ("FY19", "FY20")
RATERS = ("Brian Welcker", "Linda Mitchell")
RIVALS = ("Contoso Cycles", "Litware Bikes")
FROM_BOOKS = {"size", "growth_potential", "revenue_potential", "profit_potential", "product_line_fit"}
FACTORS = (
    "size", "growth_potential", "financial_stability", "ease_of_access", "closeness", "strategic_fit", "competition",
    "market_standing",
)  # fmt: skip
WEIGHTED = ("buying_orientation", "solvency", "ceo_relationship", "outsourcing_will")
OTHERS = (
    "centralised_purchasing", "market_leader", "strikes_competitors", "complementary_technologies",
    "supplier_certification", "cultural_fit", "systems_fit", "flexibility", "raw_material_base", "acquisition_cost",
    "advanced_practices", "expertise", "honest_dealing", "service_partner",
)  # fmt: skip
SUCCESS = {"price": 25, "service": 25, "speed": 15, "relationship": 15, "major_supplier": 10, "innovation": 10}
GATED = {"solvency": 4.5, "honest_dealing": 5.5}
"""Criteria with a gate: these resellers come through nearly always, as those that are considered at all do."""
MISSING_SHARE = 0.03
NEW_IN_FY20 = {"546", "72", "442", "167", "312", "84"}


class Reseller(NamedTuple):
    """A candidate: its key among the accounts, its name, and where it should come to stand about."""

    key: str
    name: str
    attractiveness: float
    strength: float


RESELLERS = tuple(
    Reseller(*row)
    for row in (
        ("546", "Field Trip Store", 8.0, 1.12),
        ("697", "Brakes and Gears", 7.6, 1.37),
        ("496", "Top Sports Supply", 7.2, 1.04),
        ("506", "Great Bikes", 6.6, 1.20),
        ("236", "Closeout Boutique", 5.9, 1.08),
        ("146", "Latest Sports Equipment", 6.8, 1.30),
        ("436", "Sheet Metal Manufacturing", 6.0, 1.26),
        ("72", "Outdoor Equipment Store", 7.4, 1.24),
        ("442", "Original Bicycle Supply Company", 6.1, 1.16),
        ("167", "Farthermost Bike Shop", 6.4, 1.05),
        ("85", "Roadway Bicycle Supply", 7.9, 0.92),
        ("433", "Thorough Parts and Repair Services", 7.0, 0.83),
        ("227", "Health Spa, Limited", 6.2, 0.72),
        ("24", "Eastside Department Store", 5.7, 0.78),
        ("79", "Reasonable Bicycle Sales", 6.8, 0.94),
        ("502", "Metropolitan Bicycle Supply", 7.0, 0.71),
        ("678", "Vigorous Exercise Company", 6.0, 0.93),
        ("312", "Resale Services", 7.8, 0.79),
        ("676", "Better Bike Shop", 6.6, 0.80),
        ("385", "Sturdy Toys", 5.7, 0.69),
        ("328", "Totes & Baskets Company", 5.3, 1.13),
        ("650", "Permanent Finish Products", 3.9, 1.10),
        ("670", "First Bike Store", 4.6, 1.30),
        ("97", "Mountain Bike Center", 4.8, 1.21),
        ("643", "Friendly Bike Shop", 4.7, 1.04),
        ("166", "Fitness Toy Store", 5.5, 1.41),
        ("155", "Corner Bicycle Supply", 4.4, 1.14),
        ("221", "Bike Dealers Association", 3.8, 1.25),
        ("343", "Mail-Order Outlet", 3.9, 1.36),
        ("54", "Larger Cycle Shop", 4.7, 1.43),
        ("84", "Rewarding Activities Company", 5.3, 1.29),
        ("599", "Westside Plaza", 4.8, 0.86),
        ("175", "Registered Cycle Store", 4.0, 0.68),
        ("638", "Metropolitan Equipment", 4.0, 0.83),
        ("514", "Retail Mall", 5.0, 0.76),
        ("245", "Leather Seat Factory", 4.5, 0.73),
        ("4", "Modular Cycle Systems", 4.2, 0.96),
        ("170", "Excellent Riding Supplies", 3.5, 0.97),
        ("309", "The Gear Store", 5.2, 0.98),
        ("579", "Riders Company", 5.4, 0.87),
    )
)


def _score(level: float) -> float:
    """In halves, on the scale from 1 to 10."""
    return float(np.clip(round(level * 2) / 2, 1, 10))


def scores(random: np.random.Generator) -> list[dict[str, object]]:
    """One row per cycle, reseller, criterion and rater; a few are left out, as in life."""
    rows: list[dict[str, object]] = []
    for cycle in CYCLES:
        for one in RESELLERS:
            if cycle == "FY19" and one.key in NEW_IN_FY20:
                continue
            level = one.attractiveness + (random.normal(0, 0.7) if cycle == "FY19" else 0)
            for kind, keys, spread in (
                ("attractiveness", [key for key in FACTORS if key not in FROM_BOOKS], 0.9),
                ("selection", [*WEIGHTED, *OTHERS], 1.2),
            ):
                for key in keys:
                    true = level + random.normal(0, spread)
                    if key in GATED:
                        true = max(true, GATED[key])
                    raters = RATERS if cycle == "FY20" and key not in OTHERS else RATERS[:1]
                    for rater in raters:
                        given = _score(true + random.normal(0, 0.6))
                        if random.random() >= MISSING_SHARE:
                            rows.append(
                                {"cycle": cycle, "account": one.key, "kind": kind, "criterion": key, "rater": rater,
                                 "score": f"{given:g}"}
                            )  # fmt: skip
    return rows


def strength(random: np.random.Generator) -> list[dict[str, object]]:
    """One row per cycle, reseller, success factor and supplier; an empty supplier is ourselves."""
    rows: list[dict[str, object]] = []
    for cycle in CYCLES:
        for one in RESELLERS:
            if cycle == "FY19" and one.key in NEW_IN_FY20:
                continue
            ratio = one.strength * (float(np.exp(random.normal(0, 0.09))) if cycle == "FY19" else 1)
            ours = 7 * min(1.15, ratio**0.5)
            for supplier, level in (("", ours), (RIVALS[0], ours / ratio), (RIVALS[1], ours / ratio - 0.9)):
                for factor, weight in SUCCESS.items():
                    rows.append(
                        {"cycle": cycle, "account": one.key, "factor": factor, "weight": weight, "supplier": supplier,
                         "score": f"{_score(level + random.normal(0, 0.5)):g}"}
                    )  # fmt: skip
    return rows


def write(folder: Path) -> None:
    """All files into `folder`."""
    random = np.random.default_rng(SEED)
    candidates = [{"account": one.key, "name": one.name, "new": int(one.key in NEW_IN_FY20)} for one in RESELLERS]
    for name, rows in (("candidates", candidates), ("scores", scores(random)), ("strength", strength(random))):
        text = io.StringIO()
        writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        (folder / f"{name}.csv").write_text(text.getvalue(), encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
