"""Everything of a cycle that its files say to one reader, asked once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property, partial
from typing import TypeVar

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _, ngettext

from openkam.core.errors import InvalidInput
from openkam.core.numbers import format_date, format_number
from openkam.publish.text import one_line
from openkam.tools.define.account_matrix.inputs import ClassSum, MatrixResult
from openkam.tools.define.risk import TOOL as RISK
from openkam.tools.define.risk.result import RiskResult
from openkam.tools.define.selection.inputs import Disagreement
from openkam.web.cycles import answers, queries
from openkam.web.cycles.effort.planned import Programme
from openkam.web.cycles.matrix import seen as matrix
from openkam.web.cycles.models import CriteriaSet, Cycle, Decision
from openkam.web.cycles.scoring.spread import disagreements
from openkam.web.cycles.selection import seen as selection
from openkam.web.cycles.setup import comparing
from openkam.web.risks import queries as risks
from openkam.web.shell.models import User, Workspace

Kind = CriteriaSet.Kind
SCORED = (Kind.SELECTION, Kind.ATTRACTIVENESS)
NAME_CHARS = 60
Found = TypeVar("Found")


@dataclass(frozen=True)
class Decided:
    """One visible candidate with what was decided of it."""

    code: str
    name: str
    decision: Decision | None

    @property
    def verdict(self) -> str:
        """`in`, `out`, `watch`, or empty."""
        return self.decision.verdict if self.decision else ""


@dataclass(frozen=True)
class Risks:
    """The risks of the visible candidates' accounts and of the programme, and whose each is."""

    result: RiskResult
    owners: dict[str, str]
    """Key of a risk → name of its account; of the programme's, that word."""
    has_sample: bool


class Gathered:
    """What `user` sees of `cycle`. What cannot be worked out is None, and `problems` says why."""

    def __init__(self, user: User, cycle: Cycle) -> None:
        self.user, self.cycle = user, cycle
        self.today = timezone.localdate()
        self.problems: list[str] = []
        self.names = dict(queries.visible_candidates(user, cycle).order_by().values_list("code", "name"))
        self.selection = self._asked(lambda: selection.Seen(user, cycle))
        self.matrix = self._asked(lambda: matrix.seen(cycle, user, {}))

    def _asked(self, question: Callable[[], Found]) -> Found | None:
        try:
            return question()
        except InvalidInput as error:
            if error.message not in self.problems:
                self.problems.append(error.message)
            return None

    @cached_property
    def company(self) -> str:
        """The name of the workspace, empty while it has none."""
        return one_line(Workspace.objects.filter(pk=1).values_list("name", flat=True).first() or "", 120)

    @cached_property
    def decided(self) -> Sequence[Decided]:
        """Every visible candidate: in, watched, out, undecided; in each the best rank first."""
        rows = queries.visible_candidates(self.user, self.cycle).select_related("decision__by", "decision__approved_by")
        made = [
            Decided(row.code, row.name or row.code, getattr(row, "decision", None)) for row in rows.order_by("code")
        ]
        order = (Decision.Verdict.IN, Decision.Verdict.WATCH, Decision.Verdict.OUT, "")
        last = len(made) + 1
        return sorted(
            made, key=lambda row: (order.index(row.verdict), self.ranks.get(row.code, last), row.name, row.code)
        )

    @cached_property
    def ranks(self) -> dict[str, int]:
        """Code → rank, of the visible candidates that have one."""
        rows = self.selection.ranked if self.selection else ()
        return {row.ranked.account: row.ranked.rank for row in rows if row.ranked.rank is not None}

    @cached_property
    def placed(self) -> MatrixResult | None:
        """The matrix with the visible accounts alone, with chances: lines and classes stay, sums are of these."""
        if self.matrix is None:
            return None
        whole = answers.matrix_of(self.cycle, self.user)
        shown = tuple(row for row in whole.accounts if row.account in self.names)
        unknown = sum(row.revenue is None for row in shown)
        return whole.model_copy(
            update={"accounts": shown, "classes": self._classes(), "revenue_unknown": unknown, "percent_accounts": 0}
        )

    @cached_property
    def revenue(self) -> Decimal | None:
        """What shares of revenue are of: all that the reader sees of the books, else what the rows bring."""
        if self.matrix is None:
            return None
        every = matrix.revenue_seen(self.matrix)
        return matrix.Sum(self.matrix.rows).revenue if every is None else every

    def _classes(self) -> tuple[ClassSum, ...]:
        if self.matrix is None:
            return ()
        return tuple(
            ClassSum(
                kind=kind,
                accounts=found.count,
                borderline=found.borderline,
                revenue=found.revenue,
                revenue_share_pct=float(100 * found.revenue / self.revenue)
                if found.revenue is not None and self.revenue
                else None,
            )
            for kind, found in self.matrix.sums.items()
        )

    @cached_property
    def movement(self) -> comparing.Comparison | None:
        """Beside the previous cycle; None without one."""
        before = self.cycle.previous
        return None if before is None else comparing.compare(self.cycle, before, self.user)

    @cached_property
    def disagreements(self) -> Mapping[Kind, Sequence[Disagreement]]:
        """Kind of criteria → cells of visible accounts on which raters differ, the widest first."""
        found = {}
        for kind in SCORED:
            rows = self._asked(partial(disagreements, self.user, self.cycle, kind)) or ()
            found[kind] = [one for one in rows if one.account in self.names]
        return found

    @cached_property
    def risks(self) -> Risks:
        """The register of the candidates' accounts and of the programme, on the day of the file."""
        accounts = queries.visible_candidates(self.user, self.cycle).order_by().values("account")
        every = risks.visible_risks(self.user).select_related("account", "owner")
        found = [*every.filter(account__in=accounts), *every.filter(account=None)]
        inputs = risks.inputs_of(found, as_of=self.today, currency=risks.currency())
        owners = {str(one.pk): one.account.name if one.account else _("Programme") for one in found}
        return Risks(RISK.compute(inputs), owners, any(one.is_sample for one in found))

    @cached_property
    def effort(self) -> Programme:
        """The load of the programme, or the reader's own part."""
        return Programme(self.user, self.cycle)

    @property
    def title(self) -> str:
        """`Choice of key accounts FY20`, of the company where it has a name."""
        if self.company:
            return _("Planning cycle {cycle} of {company}").format(cycle=self.cycle.name, company=self.company)
        return _("Planning cycle {cycle}").format(cycle=self.cycle.name)

    @property
    def scope(self) -> str:
        """Whose view it is."""
        if self.user.sees_all:
            text = ngettext("the {count} candidate", "all {count} candidates", len(self.names))
            return text.format(count=format_number(len(self.names)))
        text = ngettext(
            "the {count} candidate that {person} may see",
            "the {count} candidates that {person} may see",
            len(self.names),
        )
        return text.format(count=format_number(len(self.names)), person=one_line(str(self.user), NAME_CHARS))

    @property
    def subtitle(self) -> str:
        """State, day and scope, and that the sample is invented."""
        parts = [capfirst(self.cycle.get_state_display()), format_date(self.today), self.scope]
        if self.cycle.is_sample:
            parts.append(_("illustrative judgements of the sample company"))
        return " · ".join(parts)

    @property
    def source(self) -> str:
        """The footnote: from which cycle at which revision, and from which books."""
        said = _("Cycle {cycle}, revision {revision}").format(cycle=self.cycle.name, revision=self.cycle.revision)
        books = self.selection.books if self.selection else self.matrix.books if self.matrix else None
        if books is None or not books.source:
            return said
        more = _("snapshot {snapshot}, settings {key}, invoices up to {day}, {currency}").format(
            snapshot=books.source.get("snapshot", ""),
            key=books.source.get("key", "")[:8],
            day=format_date(date.fromisoformat(books.source["as_of"])) if "as_of" in books.source else "",
            currency=books.currency or "\N{EN DASH}",
        )
        return _("{cycle}; {books}").format(cycle=said, books=more)
