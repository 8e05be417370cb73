"""Deciding many at once: a rule proposes a verdict for each account and a reason that the person edits."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy

from openkam.core.errors import InvalidInput
from openkam.core.numbers import format_number
from openkam.tools.define.selection.report import SURE
from openkam.web.cycles.actions.decisions import UNDECIDED, Wish
from openkam.web.cycles.models import Decision
from openkam.web.cycles.selection import wording
from openkam.web.cycles.selection.seen import Row, Seen

IN, OUT, WATCH = Decision.Verdict.IN.value, Decision.Verdict.OUT.value, Decision.Verdict.WATCH.value
STANDING: Final = "{standing}"
"""What stands in a reason for the account's own standing."""


def _by_line(row: Row) -> str:
    return IN if row.is_inside else OUT


def _by_chance(row: Row) -> str:
    if row.chance is None:
        return OUT
    if row.chance >= SURE:
        return IN
    return OUT if row.chance <= 1 - SURE else WATCH


RULES: Final[Mapping[str, Callable[[Row], str]]] = {
    "line": _by_line,
    "sure": _by_chance,
    "in": lambda _row: IN,
    "watch": lambda _row: WATCH,
    "out": lambda _row: OUT,
    UNDECIDED: lambda _row: UNDECIDED,
}
_WORDS: Final[Mapping[str, str | Promise]] = {
    "line": gettext_lazy("Inside the line in, the rest out"),
    "sure": gettext_lazy("Surely inside in, surely outside out, the rest watched"),
    "in": gettext_lazy("All in"),
    "watch": gettext_lazy("All watched"),
    "out": gettext_lazy("All out"),
    UNDECIDED: gettext_lazy("Take decisions back: not decided"),
}


@dataclass(frozen=True)
class Group:
    """The accounts that one verdict is proposed for, or whose decision is taken back."""

    verdict: str
    label: str
    rows: Sequence[Row]
    reason: str

    @property
    def needs_reason(self) -> bool:
        """Whether something is decided, which wants a reason."""
        return self.verdict != UNDECIDED

    @property
    def count(self) -> str:
        """How many, as written."""
        return format_number(len(self.rows))

    @property
    def example(self) -> str:
        """What the sign stands for at the first account."""
        row = self.rows[0]
        text = _("{sign} stands for each account's own numbers; at {name}: {standing}")
        return text.format(sign=STANDING, name=wording.short(row.name), standing=wording.standing(row))

    @property
    def first(self) -> Sequence[str]:
        """The names of the first dozen."""
        return [wording.short(row.name) for row in self.rows[:12]]

    @property
    def others(self) -> int:
        """How many are not named."""
        return max(len(self.rows) - 12, 0)


def rules(seen: Seen) -> list[tuple[str, str]]:
    """The rules that can be applied, with their words."""
    return [(key, str(text)) for key, text in _WORDS.items() if key != "sure" or seen.result.draws]


def groups(rows: Sequence[Row], rule: str, reasons: Mapping[str, str]) -> list[Group]:
    """The rows by the verdict that the rule gives them; `reasons` by verdict, else the proposed one."""
    of = RULES[rule]
    found: dict[str, list[Row]] = {verdict: [] for verdict in (IN, WATCH, OUT, UNDECIDED)}
    for row in rows:
        found[of(row)].append(row)
    return [
        Group(verdict, _label(verdict), one, reasons.get(verdict, STANDING)) for verdict, one in found.items() if one
    ]


def _label(verdict: str) -> str:
    return _("not decided") if verdict == UNDECIDED else str(Decision.Verdict(verdict).label)


def packed(found: Sequence[Group]) -> str:
    """Which candidates are meant, in which version each was seen, and the verdict, for the form to send back."""
    return " ".join(
        f"{row.pk}:{row.decision.version if row.decision else 0}:{group.verdict}"
        for group in found
        for row in group.rows
    )


def wishes(seen: Seen, sent: str, reasons: Mapping[str, str]) -> list[Wish]:
    """The decisions that the form asks for, each reason filled in. Raises `InvalidInput`."""
    found = []
    for part in sent.split():
        pk, _colon, rest = part.partition(":")
        version, _second, verdict = rest.partition(":")
        if not (pk.isdecimal() and version.isdecimal() and len(pk) < 19 and len(version) < 10):
            raise InvalidInput(
                _("It is not clear which accounts are meant."), remedy=_("Reload the page and choose again.")
            )
        row = seen.by_pk.get(int(pk))
        if row is not None:
            template = wording.own_words_first(reasons.get(verdict, ""), STANDING)
            reason = template.replace(STANDING, wording.standing(row))
            found.append(Wish(row.pk, verdict, reason, int(version)))
    return found
