"""What a cycle asks of its managers: the inputs of the effort plan out of classes, decisions, figures and days.

Who leads sees the whole programme. Everybody else sees their own part: the accounts that they manage and their days.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Final

from openkam.core.errors import InvalidInput
from openkam.core.i18n import language
from openkam.publish.text import one_line
from openkam.tools.define import effort
from openkam.tools.define.account_matrix.maths import Class
from openkam.tools.define.effort.inputs import ClassDays, EffortAccount, EffortInputs, Manager
from openkam.tools.define.effort.result import EffortResult
from openkam.web.cycles import answers, queries
from openkam.web.cycles.effort import kept
from openkam.web.cycles.figures import BooksFigures, figures_of
from openkam.web.cycles.models import Cycle, Decision
from openkam.web.shell.memory import Memory
from openkam.web.shell.models import User

REVENUE, PROFIT = "revenue", "profit"
DIRECT_CHOICES: Final = 2_000
"""Accounts × managers up to which a plan is worked out while the reader waits; more is a job."""
_plans: Memory[EffortResult] = Memory(24)


@dataclass(frozen=True)
class Wish:
    """What the reader chose: the measure of value, whether watched accounts count, whether accounts may move."""

    value: str = REVENUE
    watch: bool = False
    hand_over: bool = True

    @property
    def query(self) -> str:
        """The part of an address that asks for this."""
        return f"value={self.value}&watch={int(self.watch)}&hand_over={int(self.hand_over)}"


@dataclass(frozen=True)
class Row:
    """One account that counts."""

    pk: int
    account_id: int | None
    code: str
    name: str
    kind: Class | None
    value: Decimal | None
    manager: int | None
    days: Decimal | None
    """Its own; None: those of its class."""


class Programme:
    """The accounts that count, the managers and their days, as `user` may know them.

    `is_whole`: all of the programme; else the part of the reader alone.
    """

    def __init__(self, user: User, cycle: Cycle, wish: Wish | None = None) -> None:
        self.user, self.cycle, self.wish = user, cycle, wish or Wish()
        self.is_whole = queries.may_lead(user)
        self.books: BooksFigures = figures_of(cycle)
        self.problem: InvalidInput | None = None

    @cached_property
    def kinds(self) -> Mapping[str, Class]:
        """Code → class; empty, with the `problem`, where the factors have no weights yet."""
        try:
            placed = answers.matrix_of(self.cycle, self.user, draws=0).accounts
        except InvalidInput as error:
            self.problem = error
            return {}
        return {row.account: row.kind for row in placed if row.kind}

    @cached_property
    def is_decided(self) -> bool:
        """Whether somebody is in: then only those count."""
        return Decision.objects.filter(candidate__cycle=self.cycle, verdict=Decision.Verdict.IN).exists()

    @cached_property
    def rows(self) -> list[Row]:
        """The accounts that count, by name: those decided in (and watched), or all while nobody is in."""
        found = queries.visible_candidates(self.user, self.cycle)
        if self.is_decided:
            verdicts = [Decision.Verdict.IN, *([Decision.Verdict.WATCH] if self.wish.watch else [])]
            found = found.filter(decision__verdict__in=verdicts)
        if not self.is_whole:
            found = found.filter(manager=self.user)
        columns = ("pk", "account_id", "code", "name", "manager_id", "days")
        return [
            Row(pk, account, code, name or code, self.kinds.get(code), self._value(code), manager, days)
            for pk, account, code, name, manager, days in found.values_list(*columns)
        ]

    def _value(self, code: str) -> Decimal | None:
        """What is at stake by the books; an account that loses money has nothing at stake."""
        figures = self.books.of(code)
        amount = figures.profit if self.wish.value == PROFIT else figures.revenue
        return None if amount is None else max(amount, Decimal(0))

    @cached_property
    def capacities(self) -> Mapping[int, Decimal]:
        """Manager → days a year, of those that the reader may know."""
        found = self.cycle.capacities.all()
        if not self.is_whole:
            found = found.filter(manager=self.user)
        return dict(found.order_by("manager__name", "manager__email").values_list("manager_id", "days"))

    @cached_property
    def managers(self) -> Mapping[int, User]:
        """Everybody who has days or accounts."""
        wanted = {*self.capacities, *(row.manager for row in self.rows if row.manager is not None)}
        return {one.pk: one for one in User.objects.filter(pk__in=wanted).order_by("name", "email")}

    @cached_property
    def class_days(self) -> ClassDays:
        """The days of each class, the tool's where the cycle has none."""
        return ClassDays(**dict(self.cycle.class_days.values_list("kind", "days")))

    @property
    def unplaced(self) -> list[Row]:
        """Those without a class, which ask for no days yet."""
        return [row for row in self.rows if row.kind is None]

    @property
    def without_capacity(self) -> list[User]:
        """Managers of accounts of whom nobody has said how many days they have."""
        return [one for pk, one in self.managers.items() if pk not in self.capacities]

    @property
    def has_days(self) -> bool:
        """Whether anybody has days or accounts."""
        return bool(self.capacities) or any(row.manager is not None for row in self.rows)

    def asked(self, row: Row) -> Decimal | None:
        """The days that an account asks for; None while it has no class and no days of its own."""
        if row.days is not None:
            return row.days
        return None if row.kind is None else self.class_days.of(row.kind)

    @property
    def is_direct(self) -> bool:
        """Whether the plan is quickly worked out."""
        return len(self.rows) * max(1, len(self.managers)) <= DIRECT_CHOICES

    def inputs(self) -> EffortInputs:
        """What the effort plan is given."""
        return EffortInputs(
            period=self.cycle.name,
            currency=self.books.currency,
            class_days=self.class_days,
            managers=tuple(
                Manager(
                    id=str(pk),
                    name=one_line(str(one), 200) or str(pk),
                    capacity_days=self.capacities.get(pk, Decimal(0)),
                )
                for pk, one in self.managers.items()
            ),
            accounts=tuple(
                EffortAccount(
                    account=row.code,
                    name=one_line(row.name, 200),
                    kind=row.kind,
                    value=row.value,
                    manager="" if row.manager is None else str(row.manager),
                    days_wanted=row.days,
                )
                for row in self.rows
                if row.kind is not None
            ),
            hand_over=self.wish.hand_over,
        )

    def load(self) -> EffortResult:
        """What is asked of whom, without a proposal: nothing is at stake, so nothing has to be solved."""
        given = self.inputs()
        accounts = tuple(row.model_copy(update={"value": None}) for row in given.accounts)
        return effort.compute(given.model_copy(update={"accounts": accounts}))

    @cached_property
    def key(self) -> str:
        """What the plan depends on: everything that it is given, and the language of its texts."""
        return hashlib.sha256(f"{language()} {self.inputs().model_dump_json()}".encode()).hexdigest()[:32]

    def plan(self) -> EffortResult:
        """Load and proposal; worked out once, here or by the worker."""

        def answer() -> EffortResult:
            return kept.read(self.key) or effort.compute(self.inputs())

        return _plans.get(self.key, answer)

    @property
    def is_at_hand(self) -> bool:
        """Whether the plan is quick, or was worked out already."""
        return self.is_direct or _plans.has(self.key) or kept.has(self.key)
