"""Which accounts to make candidates: all, or those that fit a filter over the list and the books."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from openkam.tools.define.value_quadrant.inputs import BOXES
from openkam.web.accounts import queries as accounts
from openkam.web.accounts.models import Account
from openkam.web.cycles.figures import AccountFigures, BooksFigures
from openkam.web.cycles.models import Cycle
from openkam.web.cycles.setup.typed import Range, Refused, number_of
from openkam.web.shell.models import User

AMOUNT: Final = Range(Decimal(0), Decimal(10) ** 15, 2)
COUNT: Final = Range(Decimal(1), Decimal(1_000_000), 0)
FIELDS: Final = ("text", "territory", "segment", "owner", "box", "least", "largest")


@dataclass(frozen=True)
class Picked:
    """One account that fits, with its figures in the cycle's period."""

    pk: int
    code: str
    name: str
    figures: AccountFigures


@dataclass(frozen=True)
class Pick:
    """What a person asks for, as sent. `problem` says which part could not be read; nothing fits then."""

    text: str = ""
    territory: str = ""
    segment: str = ""
    owner: str = ""
    box: str = ""
    least: Decimal | None = None
    """Revenue of the period at least."""
    largest: int | None = None
    """Only so many, the largest by revenue."""
    problem: str = ""

    @classmethod
    def read(cls, sent: Mapping[str, str]) -> Pick:
        """The filter as sent in an address or a form."""
        plain = {name: sent.get(name, "").strip().replace("\0", "")[:200] for name in FIELDS}
        texts = (plain["text"], plain["territory"], plain["segment"], plain["owner"])
        try:
            least, largest = number_of(plain["least"], AMOUNT), number_of(plain["largest"], COUNT)
        except Refused as error:
            return cls(*texts, problem=str(error))
        box = plain["box"] if plain["box"] in BOXES else ""
        return cls(*texts, box=box, least=least, largest=None if largest is None else int(largest))


def fitting(user: User, cycle: Cycle, figures: BooksFigures, wanted: Pick) -> list[Picked]:
    """The accounts that fit and are no candidates yet, the largest by revenue first."""
    if wanted.problem:
        return []
    found = accounts.matching(
        user,
        accounts.Wanted(text=wanted.text, territory=wanted.territory, segment=wanted.segment, owner=wanted.owner),
    )
    if cycle.level == Cycle.Level.PARENT:
        found = found.filter(parent__isnull=True)
    rows = [Picked(pk, code, name, figures.of(code)) for pk, code, name in found.values_list("pk", "code", "name")]
    if wanted.box:
        rows = [row for row in rows if row.figures.box == wanted.box]
    if wanted.least is not None:
        rows = [row for row in rows if row.figures.revenue is not None and row.figures.revenue >= wanted.least]
    rows.sort(key=lambda row: (row.figures.revenue is None, -(row.figures.revenue or 0), row.name, row.code))
    if wanted.largest is not None:
        rows = [row for row in rows if row.figures.revenue is not None][: wanted.largest]
    there = set(cycle.candidates.values_list("code", flat=True))
    return [row for row in rows if row.code not in there]


def accounts_of(user: User, picked: Sequence[Picked]) -> list[Account]:
    """The accounts themselves, in the order picked."""
    wanted = {row.pk for row in picked}
    there = {row.pk: row for row in accounts.visible_accounts(user).iterator() if row.pk in wanted}
    return [there[row.pk] for row in picked if row.pk in there]
