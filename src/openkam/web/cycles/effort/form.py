"""The form of the page of effort: every field with what stands in it, saved or typed so far."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from openkam.tools.define.account_matrix.compute import KINDS
from openkam.tools.define.account_matrix.maths import Class
from openkam.tools.define.account_matrix.wording import class_label
from openkam.web.cycles.actions.effort import able
from openkam.web.cycles.effort.planned import Programme, Row
from openkam.web.cycles.effort.typed import Box, Sent, seen_text
from openkam.web.shell.models import User


@dataclass(frozen=True)
class Line:
    """One account: its manager and its days."""

    row: Row
    label: str
    asked: Decimal | None
    seen: str
    manager: Box
    days: Box
    is_ticked: bool

    @property
    def hint(self) -> str:
        """The days of its class, which an empty field stands for."""
        return _written(self.asked)


@dataclass(frozen=True)
class Form:
    """Days of the classes, days of the managers, and who manages whom; it is sent as a whole."""

    kinds: Sequence[tuple[Class, str, Box]]
    capacities: Sequence[tuple[User, Box]]
    added: Box
    added_days: Box
    lines: Sequence[Line]
    many: Box
    """The manager for the ticked accounts."""
    people: Sequence[tuple[str, User]]
    """Who can be added as a manager."""
    choices: Sequence[tuple[str, User]]
    """Who can manage an account."""

    @classmethod
    def of(cls, programme: Programme, rows: Iterable[Row], sent: Sent) -> Form:
        """The form for these accounts with what was sent so far."""
        ticked = set(sent.fields.getlist("tick"))
        lines = [
            Line(
                row,
                class_label(row.kind),
                programme.asked(row),
                seen_text(row.manager, row.days),
                Box.of(sent, f"manager{row.pk}", str(row.manager or "")),
                Box.of(sent, f"days{row.pk}", _written(row.days)),
                str(row.pk) in ticked,
            )
            for row in rows
        ]
        return cls(
            [(kind, class_label(kind), Box.of(sent, kind, _written(programme.class_days.of(kind)))) for kind in KINDS],
            [
                (one, Box.of(sent, f"m{pk}", _written(programme.capacities.get(pk))))
                for pk, one in programme.managers.items()
            ],
            Box.of(sent, "add", ""),
            Box.of(sent, "add_days", ""),
            lines,
            Box.of(sent, "many", ""),
            [(str(one.pk), one) for one in able().order_by("name", "email")] if programme.is_whole else [],
            [(str(pk), one) for pk, one in programme.managers.items()],
        )

    @property
    def boxes(self) -> Iterator[Box]:
        """Every field, in the order of the page."""
        yield from (box for *_rest, box in self.kinds)
        yield from (box for *_rest, box in self.capacities)
        yield from (self.added, self.added_days)
        yield from (box for line in self.lines for box in (line.manager, line.days))
        yield self.many

    @property
    def is_unsaved(self) -> bool:
        """Whether something was typed that is not saved."""
        return any(box.is_unsaved for box in self.boxes) or any(line.is_ticked for line in self.lines)

    @property
    def faults(self) -> list[tuple[str, str]]:
        """By name of the field, why what stands in it cannot be taken."""
        return [(box.name, box.fault) for box in self.boxes if box.fault]


def _written(days: Decimal | None) -> str:
    return "" if days is None else f"{days.normalize():f}"
