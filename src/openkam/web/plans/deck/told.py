"""Everything that a deck or workbook of a plan says to one audience, gathered once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

from django.utils import timezone
from django.utils.translation import gettext as _

from openkam.core.numbers import format_as_typed, format_date
from openkam.publish.text import one_line
from openkam.tools.define.portfolio.result import PortfolioResult
from openkam.web.accounts.models import Account
from openkam.web.cycles.standing import Standing, class_of
from openkam.web.people.models import TeamMember
from openkam.web.people.queries.revision import Revision, revision_of
from openkam.web.people.relationship import kept
from openkam.web.people.relationship.reading import Reading as Relation
from openkam.web.plans.deck.allowed import shared
from openkam.web.plans.models import Action, Insight, Need, Objective, Plan, Whitespace
from openkam.web.plans.models.plan import PlanRow
from openkam.web.plans.objectives import booked
from openkam.web.plans.objectives.measured import Measured
from openkam.web.plans.objectives.showing import show
from openkam.web.plans.page.blocks import team
from openkam.web.plans.queries.plans import rows_of
from openkam.web.plans.todo.gathered import waits_of
from openkam.web.portfolio import books, frames, queries
from openkam.web.portfolio.account import AccountFigures
from openkam.web.portfolio.filters import Filter
from openkam.web.portfolio.words import source_text
from openkam.web.risks.filters import Wanted
from openkam.web.risks.queries import currency
from openkam.web.risks.register import Register, Row as RiskRow, Scope
from openkam.web.shell.models import User, Workspace

Audience = Literal["internal", "customer"]
AUDIENCES: Final[Sequence[Audience]] = ("internal", "customer")
Fields = Mapping[str, Any]
"""The fields of one row that the audience may see; what is missing here is nowhere in the file."""


@dataclass(frozen=True)
class Inside:
    """What our own people see beside the plan's rows."""

    figures: PortfolioResult | None
    books: str
    wallet: Measured
    standing: Standing | None
    relation: Relation | None
    seen: Revision
    whitespace: Sequence[Whitespace]
    risks: Sequence[RiskRow]
    team: Sequence[TeamMember]
    currency: str


@dataclass(frozen=True)
class Told:
    """The plan as the audience is told it. `inside` is None for a customer."""

    user: User
    account: Account
    today: date
    company: str
    is_sample: bool
    texts: Fields
    insights: Sequence[Fields]
    needs: Sequence[Fields]
    objectives: Sequence[Fields]
    actions: Sequence[Fields]
    inside: Inside | None = None

    @property
    def name(self) -> str:
        """The account's name on one line."""
        return one_line(self.account.name, 120)

    @property
    def title(self) -> str:
        """What the file is called."""
        if self.inside is None and self.company:
            return _("{company} and {account}: our plan").format(company=self.company, account=self.name)
        return _("Account plan: {account}").format(account=self.name)

    @property
    def source(self) -> str:
        """The footnote of every slide."""
        said = _("Plan of {account} on {day}").format(account=self.name, day=format_date(self.today))
        if self.inside is None or not self.inside.books:
            return said
        return f"{said} · {self.inside.books}"


def told(user: User, account: Account, audience: Audience) -> Told:
    """The plan of an account that `user` sees, for the audience. A customer's holds nothing but what is shared."""
    is_inside = audience == "internal"
    plan = rows_of(Plan, user, account).first() or Plan(account=account)
    insights = list(rows_of(Insight, user, account).select_related("contact__person"))
    actions = list(rows_of(Action, user, account).select_related("contact__person", "owner", "objective"))
    project = _whole if is_inside else shared
    rows: dict[str, list[Fields]] = {
        "insights": _each(insights, project),
        "needs": _each(rows_of(Need, user, account).select_related("contact__person"), project),
        "actions": _each([one for one in actions if one.status != Action.Status.DROPPED], project),
    }
    rows["objectives"] = _objectives(user, account) if is_inside else _shared_objectives(user, account)
    if is_inside:
        waits = waits_of(actions)
        for row in rows["actions"]:
            row["waits"] = [wait for wait in waits.get(row["id"], ()) if not wait.is_over]  # type: ignore[index] # ours
    return Told(
        user, account, timezone.localdate(), _company(),
        is_sample=plan.is_sample or any(one.is_sample for one in (*insights, *actions)),
        texts=project(plan) or {}, inside=_inside(user, account) if is_inside else None, **rows,
    )  # fmt: skip


def _each(rows: Any, project: Any) -> list[Fields]:
    return [found for found in map(project, rows) if found is not None]


def _whole(row: PlanRow) -> dict[str, Any]:
    """Every field of a row; people and rows that it points to by their names."""
    found: dict[str, Any] = {}
    for one in row._meta.fields:
        value = getattr(row, one.name)
        found[one.name] = one_line(str(value), 200) if one.is_relation and value is not None else value
    if isinstance(row, Insight):
        found["serves"] = row.serves_id
    return found


def _measure(row: Objective) -> str:
    """What is measured: of a typed measure as it was typed."""
    return row.measure_name if row.measure == Objective.Measure.TYPED else row.get_measure_display()


def _objectives(user: User, account: Account) -> list[Fields]:
    rows = rows_of(Objective, user, account).filter(is_closed=False).select_related("owner")
    return [
        {
            **_whole(one.objective), "measure_name": _measure(one.objective),
            "value": one.measured.value, "value_said": one.measured.text,
            "target_said": one.target, "unit_said": one.unit, "percent": one.percent,
            "standing": one.progress.standing, "standing_name": one.standing,
            "reason": one.reason, "source": one.measured.source,
        }
        for one in show(user, account, rows)
    ]  # fmt: skip


def _shared_objectives(user: User, account: Account) -> list[Fields]:
    rows = rows_of(Objective, user, account).filter(is_closed=False).select_related("owner")
    return [{**row, **_said(row)} for row in _each(rows, shared)]


def _said(row: Fields) -> dict[str, str]:
    """Target and unit in words, of an objective whose target may be seen."""
    if "target" not in row:
        return {}
    target = row["target"]
    return {"target_said": "" if target is None else format_as_typed(float(target)), "unit_said": row["unit"]}


def _company() -> str:
    return one_line(Workspace.objects.filter(pk=1).values_list("name", flat=True).first() or "", 120)


def _inside(user: User, account: Account) -> Inside:
    figures, source = _figures(user, account)
    seen = revision_of(account)
    relation = kept.read(user, account, seen)
    every = Register(user, Wanted(), as_of=timezone.localdate(), scope=Scope.of(user, account))
    measure = Objective.Measure.WALLET
    return Inside(
        figures, source, booked.values(user, account, [measure])[measure], class_of(user, account),
        relation if relation.people else None, seen, list(rows_of(Whitespace, user, account)), every.rows,
        team(user, account), currency(),
    )  # fmt: skip


def _figures(user: User, account: Account) -> tuple[PortfolioResult | None, str]:
    """The five columns with visible subsidiaries, and which books they are from."""
    state = books.current_state()
    frame = frames.at_once(state) if state is not None else None
    if state is None or frame is None:
        return None, ""
    view = queries.view_for(user, state, frame)
    found = AccountFigures(view, account, Filter(period=frame.this_year), with_subsidiaries=True)
    if not found.has_invoices:
        return None, ""
    return found.result, source_text(state, frame)
