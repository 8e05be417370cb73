"""What a reader asked to see of the register. It lives in the address, so that a link shows the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Final
from urllib.parse import urlencode

from openkam.tools.define.risk.inputs import CLASSES, LEVELS
from openkam.tools.define.risk.sources import GROUP_NAMES

STATES: Final = ("live", "closed", "all")
PROGRAMME: Final = "programme"
NOBODY: Final = "-"
"""In place of an account's key and of an owner's name."""
LONGEST: Final = 300


@dataclass(frozen=True)
class Wanted:
    """One choice of risks. Empty text means no restriction."""

    text: str = ""
    group: str = ""
    risk_class: str = ""
    account: str = ""
    """An account's pk, or `programme`."""
    owner: str = ""
    """The name as the register writes it, or `-` for risks that nobody answers."""
    state: str = "live"
    overdue: str = ""
    cell: str = ""
    """`high-medium`: impact and probability."""

    @property
    def impact_and_probability(self) -> tuple[str, ...]:
        """The two levels of the chosen cell, or nothing."""
        return tuple(self.cell.split("-")) if self.cell else ()

    @property
    def narrows(self) -> bool:
        """Whether it leaves out risks that are live."""
        return replace(self, state="live") != Wanted() or self.state == "closed"

    def query(self, **changes: str) -> str:
        """The part of an address behind the question mark that asks for this; only what is not the default."""
        chosen = replace(self, **changes)
        pairs = [
            (NAMES.get(field.name, field.name), getattr(chosen, field.name))
            for field in fields(chosen)
            if getattr(chosen, field.name) != field.default
        ]
        return urlencode(pairs)


NAMES: Final[Mapping[str, str]] = {"text": "q", "risk_class": "class"}


def _one_of(value: str, allowed: tuple[str, ...], default: str = "") -> str:
    return value if value in allowed else default


def read(query: Mapping[str, str]) -> Wanted:
    """The choice that an address asks for. What cannot be understood is taken as not said."""
    account = query.get("account", "")
    is_key = account.isascii() and account.isdigit() and len(account) < 19
    return Wanted(
        text=query.get("q", "").strip()[:LONGEST],
        group=_one_of(query.get("group", ""), tuple(GROUP_NAMES)),
        risk_class=_one_of(query.get("class", ""), CLASSES),
        account=account if is_key or account == PROGRAMME else "",
        owner=query.get("owner", "")[:LONGEST],
        state=_one_of(query.get("state", ""), STATES, "live"),
        overdue=_one_of(query.get("overdue", ""), ("1",)),
        cell=_one_of(query.get("cell", ""), tuple(f"{one}-{two}" for one in LEVELS for two in LEVELS)),
    )
