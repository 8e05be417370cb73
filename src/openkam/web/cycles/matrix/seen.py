"""The matrix as one reader may see it: the programme's lines and classes, their accounts only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Final

from openkam.core.errors import InvalidInput
from openkam.tools.define.account_matrix.compute import KINDS
from openkam.tools.define.account_matrix.inputs import MatrixResult, Placed
from openkam.tools.define.account_matrix.maths import Class
from openkam.web.accounts.queries import visible_accounts
from openkam.web.cycles import answers, queries
from openkam.web.cycles.figures import AccountFigures, BooksFigures, figures_of
from openkam.web.cycles.matrix.asked import Asked, inside, read
from openkam.web.cycles.matrix.trial import Standing, as_kept, tried
from openkam.web.cycles.models import Cycle
from openkam.web.shell.models import User

ORDER: Final[Mapping[Class | None, int]] = {**{kind: at for at, kind in enumerate(KINDS)}, None: len(KINDS)}
EARNING: Final = {"high_high", "low_high"}
"""Boxes of the value quadrant with high profit."""


@dataclass(frozen=True)
class Row:
    """One candidate that the reader may see, with where it stands and what the books say of it."""

    pk: int
    account: int | None
    """The account's own pk; None where it is gone."""
    name: str
    territory: str
    placed: Placed
    """As the tool answered, with the weights that are kept."""
    attractiveness: float | None
    coverage: float
    strength: float | None
    kind: Class | None
    borderline: bool
    on_line: bool
    books: AccountFigures

    @property
    def loses(self) -> bool:
        """Whether the books say that it lost money in the period."""
        return self.books.profit is not None and self.books.profit < 0

    @property
    def apart(self) -> bool:
        """Whether class and profit disagree."""
        if self.kind == "k":
            return self.loses or self.books.box == "high_low"
        return self.kind == "o" and self.books.box in EARNING


@dataclass(frozen=True)
class Sum:
    """Some rows together; the revenue is of those whose revenue is known, None where none is."""

    rows: Sequence[Row] = ()

    @property
    def count(self) -> int:
        """How many."""
        return len(self.rows)

    @cached_property
    def revenue(self) -> Decimal | None:
        """Their known revenue."""
        known = [row.books.revenue for row in self.rows if row.books.revenue is not None]
        return sum(known, Decimal(0)) if known else None

    @property
    def borderline(self) -> int:
        """How many stand near a line."""
        return sum(row.borderline for row in self.rows)


@dataclass(frozen=True)
class Seen:
    """Everything that a page of the matrix needs."""

    cycle: Cycle
    user: User
    asked: Asked
    result: MatrixResult
    standing: Standing
    books: BooksFigures
    rows: Sequence[Row]
    """By class, then by attractiveness; those that stand nowhere come last."""
    problem: InvalidInput | None = None
    """Why the weights of the address could not be tried."""
    by_pk: Mapping[int, Row] = field(default_factory=dict)

    @cached_property
    def placed(self) -> list[Row]:
        """The rows that stand somewhere."""
        return [row for row in self.rows if row.kind]

    @cached_property
    def unplaced(self) -> list[Row]:
        """The rows that stand nowhere."""
        return [row for row in self.rows if not row.kind]

    @cached_property
    def sums(self) -> Mapping[Class, Sum]:
        """Each class of the visible accounts."""
        return {kind: Sum([row for row in self.placed if row.kind == kind]) for kind in KINDS}

    @cached_property
    def listed(self) -> list[Row]:
        """The placed rows that the address asks for."""
        return [row for row in self.placed if wanted(row, self.asked)] if self.asked.filters else self.placed

    @cached_property
    def kinds_before(self) -> Mapping[str, Class | None]:
        """Code of an account → its class in the cycle before."""
        before = self.cycle.previous
        if before is None:
            return {}
        return {row.account: row.kind for row in answers.matrix_of(before, self.user, draws=0).accounts}

    @cached_property
    def largest_revenue(self) -> float:
        """Of the placed accounts; 0 where none is known."""
        return float(max((row.books.revenue or 0 for row in self.placed), default=0))

    @property
    def is_left(self) -> bool:
        """Whether strong stands on the left."""
        return self.result.strong_left if self.asked.left is None else self.asked.left

    @property
    def sees_whole(self) -> bool:
        """Whether no candidate is hidden from the reader."""
        return self.user.sees_all


def wanted(row: Row, asked: Asked) -> bool:
    """Whether a placed row is one of those asked for."""
    if asked.kind and row.kind != asked.kind:
        return False
    if (asked.near and not row.borderline) or (asked.apart and not row.apart):
        return False
    if asked.box and row.books.box != asked.box:
        return False
    if asked.territory and row.territory != asked.territory:
        return False
    if (
        asked.q
        and asked.q.casefold() not in row.name.casefold()
        and asked.q.casefold() != row.placed.account.casefold()
    ):
        return False
    if not (asked.attractiveness.holds(row.attractiveness) and asked.strength.holds(row.strength)):
        return False
    if asked.lasso:
        return inside((row.strength or 0, row.attractiveness or 0), asked.lasso)
    return True


def seen(cycle: Cycle, user: User, sent: Mapping[str, str]) -> Seen:
    """The matrix for this reader and address. Raises `InvalidInput` where the kept weights cannot be worked out."""
    result = answers.matrix_of(cycle, user, draws=0)
    asked = read(sent, {factor.id: factor.share for factor in result.factors})
    problem = None
    try:
        standing = tried(result, asked.moved)
    except InvalidInput as error:
        problem, standing = error, as_kept(result)
    books = figures_of(cycle)
    rows = _rows(cycle, user, result, standing, books)
    return Seen(cycle, user, asked, result, standing, books, rows, problem, {row.pk: row for row in rows})


def _rows(cycle: Cycle, user: User, result: MatrixResult, standing: Standing, books: BooksFigures) -> list[Row]:
    places = {row.account: at for at, row in enumerate(result.accounts)}
    attractive, strong = standing.attractiveness.tolist(), standing.strength.tolist()
    coverage, near = standing.coverage.tolist(), standing.borderline.tolist()
    on = standing.on_line.tolist()
    columns = ("pk", "code", "name", "account_id", "account__territory")
    found = []
    for pk, code, name, account, territory in queries.visible_candidates(user, cycle).order_by().values_list(*columns):
        at = places.get(code)
        if at is None:
            continue
        y, x = attractive[at], strong[at]
        found.append(
            Row(
                pk=pk, account=account, name=name or code, territory=territory or "", placed=result.accounts[at],
                attractiveness=None if y != y else y, coverage=coverage[at], strength=None if x != x else x,
                kind=standing.kinds[at], borderline=near[at], on_line=on[at], books=books.of(code),
            )
        )  # fmt: skip
    found.sort(key=lambda row: (ORDER[row.kind], -(row.attractiveness or 0), row.name.casefold(), row.placed.account))
    return found


def revenue_seen(seen_: Seen) -> Decimal | None:
    """The revenue of every account of the books that the reader may see; None where sums would count some twice.

    A frozen cycle kept the figures of its candidates alone, and with subsidiaries a sum counts them again.
    """
    if seen_.cycle.is_frozen or seen_.cycle.level == Cycle.Level.PARENT:
        return None
    accounts = seen_.books.accounts
    codes = (
        list(accounts) if seen_.sees_whole else visible_accounts(seen_.user).order_by().values_list("code", flat=True)
    )
    known = [one for code in codes if (one := seen_.books.of(code).revenue) is not None]
    return sum(known, Decimal(0)) if known else None
