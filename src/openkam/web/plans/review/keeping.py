"""The plan as plain JSON: what a closed review keeps, and what it is compared with later.

Keys are language-neutral; amounts are decimal strings, days ISO dates. Format 1: see `keep`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from openkam.web.accounts.models import Account
from openkam.web.plans.deck.told import Fields, Inside, Told, told
from openkam.web.shell.models import User

FORMAT: Final = 1
FIELDS: Final[Mapping[str, Sequence[str]]] = {
    "insights": ("kind", "text", "state", "source", "contact"),
    "needs": ("text", "importance", "contact"),
    "objectives": ("text", "value", "target", "unit", "due_on", "owner", "standing"),
    "actions": ("text", "status", "owner", "due_on", "is_principal", "cost"),
}
TEXTS: Final = ("summary", "business", "value_proposition", "wallet", "wallet_source")
"""The texts of a plan, and what the customer spends."""


def keep(user: User, account: Account) -> dict[str, Any]:
    """The plan of an account that `user` sees, with every computed value as of now."""
    plan = told(user, account, "internal")
    return {
        "format": FORMAT,
        "on": plan.today.isoformat(),
        "account": plan.name,
        "texts": {name: _plain(plan.texts.get(name)) for name in TEXTS},
        **{part: [_row(row, names) for row in getattr(plan, part)] for part, names in FIELDS.items()},
        **(_inside(plan.inside, plan) if plan.inside is not None else {}),
    }


def _row(row: Fields, names: Sequence[str]) -> dict[str, Any]:
    return {"id": row["id"], **{name: _plain(row.get(name)) for name in names}}


def _inside(inside: Inside, plan: Told) -> dict[str, Any]:
    result = inside.relation.result if inside.relation is not None else None
    place = inside.standing
    return {
        "source": inside.books,
        "currency": inside.currency,
        "figures": [
            {
                "period": period.label, "kind": period.kind, "is_partial": period.partial,
                "revenue": _plain(period.figures.revenue), "net_income": _plain(period.figures.net_income),
            }
            for period in (inside.figures.periods if inside.figures is not None else ())
        ],
        "wallet_share": _plain(inside.wallet.value),
        "class": {
            "kind": place.kind, "attractiveness": place.attractiveness, "strength": place.strength, "rank": place.rank,
            "cycle": place.cycle.name,
        } if place is not None and not place.fault else None,
        "stage": {
            "now": result.stage_read, "claimed": result.claim_ours.stage, "target": result.target_stage,
            "target_on": _plain(result.target_on),
        } if result is not None else None,
        "whitespace": [
            {
                "id": cell.pk, "buying_centre": cell.buying_centre, "offering": cell.offering, "state": cell.state,
                "rival": cell.rival, "spend": _plain(cell.spend), "share_pct": _plain(cell.share_pct),
                "potential": _plain(cell.potential),
            }
            for cell in inside.whitespace
        ],
        "risks": [
            {
                "id": row.risk.pk, "text": row.risk.event, "class": row.read.risk_class,
                "money": _plain(row.risk.money), "status": row.risk.status,
            }
            for row in inside.risks
        ],
        "team": [
            {"id": row.pk, "text": row.colleague.name, "role": row.role, "is_main": row.is_main} for row in inside.team
        ],
    }  # fmt: skip


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        # 600000.0000 and 600000 are one amount.
        return format(value.normalize(), "f")
    return value.isoformat() if isinstance(value, date) else value
