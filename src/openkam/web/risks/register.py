"""The register as a reader sees it: rows, grid and sources, all of them out of the risk analysis tool."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils.translation import gettext as _

from openkam.core.blocks import Finding, Note
from openkam.core.numbers import format_date
from openkam.tools.define.risk import TOOL
from openkam.tools.define.risk.inputs import CLASS_NAMES, CLASSES, LEVEL_NAMES, RESPONSE_NAMES, STATUS_NAMES
from openkam.tools.define.risk.report import findings, notes
from openkam.tools.define.risk.result import ReadRisk, RiskResult
from openkam.tools.define.risk.sources import SOURCE_NAMES
from openkam.web.accounts.models import Account
from openkam.web.risks import queries
from openkam.web.risks.actions import short
from openkam.web.risks.filters import NOBODY, PROGRAMME, Wanted
from openkam.web.risks.models import Risk
from openkam.web.shell.models import User


def level_of(risk_class: str) -> int:
    """1 for the mildest class to 4 for the worst: the step of the colour ramp."""
    return [str(key) for key in CLASSES].index(risk_class) + 1


@dataclass(frozen=True)
class Row:
    """A risk with what the tool reads in it, named in the reader's language."""

    risk: Risk
    read: ReadRisk

    @property
    def event(self) -> str:
        """What may happen, marked where it is an illustration."""
        return self.read.risk.event

    @property
    def level(self) -> int:
        """The step of the ramp."""
        return level_of(self.read.risk_class)

    @property
    def class_name(self) -> str:
        """Its class."""
        return str(CLASS_NAMES[self.read.risk_class])

    @property
    def residual_name(self) -> str:
        """The class that is left when the response has worked; empty where nobody has said."""
        return str(CLASS_NAMES[self.read.residual_class]) if self.read.residual_class else ""

    @property
    def residual_level(self) -> int:
        """The step of the ramp of what is left; 0 where nobody has said."""
        return level_of(self.read.residual_class) if self.read.residual_class else 0

    @property
    def source(self) -> str:
        """Where it comes from."""
        return str(SOURCE_NAMES[self.read.risk.source])

    @property
    def impact(self) -> str:
        """Its impact, in a word."""
        return str(LEVEL_NAMES[self.read.risk.impact])

    @property
    def probability(self) -> str:
        """Its probability, in a word."""
        return str(LEVEL_NAMES[self.read.risk.probability])

    @property
    def response(self) -> str:
        """What is done about it."""
        return str(RESPONSE_NAMES[self.read.risk.response]) if self.read.risk.response else ""

    @property
    def status(self) -> str:
        """How far that is."""
        return str(STATUS_NAMES[self.read.risk.status])

    @property
    def token(self) -> str:
        """The risk and the version that the page shows of it."""
        return f"{self.risk.pk}.{self.risk.version}"


@dataclass(frozen=True)
class Scope:
    """Which risks a page is about: all that the reader sees, or those of an account and its visible subsidiaries."""

    account: Account | None = None
    family: frozenset[int] = frozenset()

    @classmethod
    def of(cls, user: User, account: Account) -> Scope:
        """That account and every subsidiary that `user` sees."""
        return cls(account, frozenset(queries.family(user, account)))

    @property
    def name(self) -> str:
        """What the picture is headed with."""
        return short(self.account.name) if self.account else ""


class Register:
    """The risks that `user` sees in `scope` under `wanted`, on the day `as_of`. One query for them.

    Three narrowing steps, so that a click never empties what it was made in: `sources` leaves the source group open,
    `picture` the cell and the class; `rows` holds all of the choice.
    """

    def __init__(
        self, user: User, wanted: Wanted, *, as_of: date, scope: Scope | None = None, only: int | None = None
    ) -> None:
        """`only` is the key of the one risk that is asked for."""
        self.user, self.wanted, self.as_of, self.scope = user, wanted, as_of, scope or Scope()
        found = queries.visible_risks(user).select_related("account", "owner", "created_by")
        if self.scope.account is not None:
            found = found.filter(account__in=self.scope.family)
        if only is not None:
            found = found.filter(pk=only)
        self.every = list(found)
        self.currency = queries.currency()
        self._risks = {str(risk.pk): risk for risk in self.every}
        everything = self._compute([risk for risk in self.every if self._fits(risk)])
        self.sources = self._narrowed(everything, [one for one in everything.risks if self._is_wanted_state(one)])
        in_group = [one for one in self.sources.risks if not wanted.group or one.group == wanted.group]
        self.picture = self._narrowed(self.sources, in_group)
        self.result = self._narrowed(self.picture, [one for one in in_group if self._is_in_cell(one)])

    def _compute(self, risks: Iterable[Risk]) -> RiskResult:
        inputs = queries.inputs_of(risks, as_of=self.as_of, currency=self.currency, about=self.scope.name)
        return TOOL.compute(inputs)

    def _narrowed(self, result: RiskResult, kept: Sequence[ReadRisk]) -> RiskResult:
        if len(kept) == len(result.risks):
            return result
        return self._compute(self._risks[one.risk.id] for one in kept)

    def _fits(self, risk: Risk) -> bool:
        wanted = self.wanted
        if wanted.account == PROGRAMME and risk.account_id is not None:
            return False
        if wanted.account not in {"", PROGRAMME} and risk.account_id != int(wanted.account):
            return False
        if wanted.owner and risk.owner_name != ("" if wanted.owner == NOBODY else wanted.owner):
            return False
        name = risk.account.name if risk.account else ""
        said = "\n".join((risk.event, risk.cause, risk.effect, name)).casefold()
        return all(word in said for word in wanted.text.casefold().split())

    def _is_wanted_state(self, one: ReadRisk) -> bool:
        wanted = self.wanted
        if wanted.overdue and not one.overdue:
            return False
        return wanted.state == "all" or one.live == (wanted.state == "live")

    def _is_in_cell(self, one: ReadRisk) -> bool:
        wanted = self.wanted
        if wanted.risk_class and one.risk_class != wanted.risk_class:
            return False
        return not wanted.cell or (one.risk.impact, one.risk.probability) == wanted.impact_and_probability

    @cached_property
    def rows(self) -> list[Row]:
        """The worst class first and, within it, the largest probability × money; the order is the tool's."""
        return [Row(self._risks[one.risk.id], one) for one in self.result.risks]

    @cached_property
    def _read(self) -> dict[str, ReadRisk]:
        return {one.risk.id: one for one in self.sources.risks}

    def row(self, key: str) -> Row | None:
        """The row of one risk of `sources`; None where it is not among them."""
        read = self._read.get(key)
        return Row(self._risks[key], read) if read else None

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What the tool says of the picture; the first is the headline."""
        return findings(self.picture)

    @cached_property
    def notes(self) -> tuple[Note, ...]:
        """What the tool says is missing or unknown, and by which rules it reckons."""
        return notes(self.picture)

    @property
    def has_sample(self) -> bool:
        """Whether an illustration is among the rows."""
        return any(row.risk.is_sample for row in self.rows)

    @property
    def source_text(self) -> str:
        """The day and whose view this is: under the page and in every file."""
        day = format_date(self.as_of)
        if self.user.sees_all:
            text = _("Risks on {day}, of the programme and of every account").format(day=day)
        else:
            text = _("Risks on {day}, of the programme and of the accounts that {person} may see").format(
                day=day, person=self.user
            )
        if self.scope.account is not None:
            text = _("Risks on {day}, of {account} and the subsidiaries that {person} may see").format(
                day=day, account=self.scope.name, person=self.user
            )
        return text
