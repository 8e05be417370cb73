"""The objectives of an account as a page shows them: value, target, progress and what hangs on each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from openkam.core.numbers import format_as_typed, format_date, format_percent
from openkam.web.accounts.models import Account
from openkam.web.plans.models import Action, Objective, Whitespace
from openkam.web.plans.objectives.measured import Measured
from openkam.web.plans.objectives.measures import values_of
from openkam.web.plans.objectives.progress import Progress, progress
from openkam.web.plans.queries.plans import rows_of
from openkam.web.plans.todo.gathered import OVER
from openkam.web.shell.models import User


@dataclass(frozen=True)
class Shown:
    """One objective with its value and progress. `actions` are all that serve it, `open_actions` those not over."""

    objective: Objective
    measured: Measured
    progress: Progress
    actions: int
    open_actions: int
    whitespace: Sequence[Whitespace]

    @property
    def unit(self) -> str:
        """The unit of value, baseline and target."""
        return self.measured.unit or self.objective.unit

    @property
    def target(self) -> str:
        """The target, written."""
        return _written(self.objective.target)

    @property
    def baseline(self) -> str:
        """The baseline, written."""
        return _written(self.objective.baseline)

    @property
    def percent(self) -> str:
        """The number beside the bar."""
        found = self.progress
        if found.pct is not None:
            return format_percent(found.pct, 0)
        if found.so_far_pct is not None:
            return _("{percent} so far").format(percent=format_percent(found.so_far_pct, 0))
        return ""

    @property
    def bar(self) -> int:
        """The length of the bar in percent, a whole number."""
        return int(self.progress.shown_pct or 0)

    @property
    def standing(self) -> str:
        """On track or not, in a word."""
        return {
            "reached": _("reached"),
            "on_track": _("on track"),
            "behind": _("behind"),
            "missed": _("missed"),
            "unknown": "",
        }[self.progress.standing]

    @property
    def is_bad(self) -> bool:
        """Whether it needs somebody's attention."""
        return self.progress.standing in ("behind", "missed")

    @property
    def reason(self) -> str:
        """How the standing was judged, or why it cannot be."""
        return self.measured.reason or _reason(self.objective, self.measured, self.progress)


def _written(value: Decimal | None) -> str:
    return "" if value is None else format_as_typed(float(value))


def _reason(objective: Objective, measured: Measured, found: Progress) -> str:
    if found.why:
        return {
            "no_value": measured.reason,
            "no_target": _("No target is set."),
            "no_baseline": _("No baseline is set, so the way to the target has no length."),
            "no_way": _("Baseline and target are the same, so there is no way between them."),
            "wrong_way": _("The target lies on the other side of the baseline than the direction says."),
            "partial_year": _("The year is not over, so its sum is not compared with a target for a whole year."),
            "not_due_this_year": _("The year is not over, and the target is not due in it, so nothing is judged yet."),
            "no_day": _("No due date is set, so no pace can be asked for."),
            "before_the_line": _("The value is older than the baseline, so no pace is asked for yet."),
        }[found.why]
    if found.asked_pct is None:
        return ""
    asked = format_percent(found.asked_pct, 0)
    if found.so_far_pct is not None:
        return _("The year is not over: an even pace asks for {percent} of the target by now.").format(percent=asked)
    return _(
        "A straight line from {start}, when the baseline was set, to the due date asks for {percent} on {day}."
    ).format(start=format_date(found.line_from), percent=asked, day=format_date(measured.as_of))


def shown(user: User, account: Account, *, with_closed: bool = False) -> list[Shown]:
    """The objectives of an account that `user` sees, in their order; those that are closed only where asked for."""
    rows = rows_of(Objective, user, account).select_related("owner")
    if not with_closed:
        rows = rows.filter(is_closed=False)
    return show(user, account, rows)


def show(user: User, account: Account, rows: Iterable[Objective]) -> list[Shown]:
    """These objectives of the account, with all that is shown of them. A fixed number of queries."""
    found, today = list(rows), timezone.localdate()
    keys = [one.pk for one in found]
    values, since = values_of(user, account, found), baselines_set_on(keys)
    counts = {
        row["objective"]: (row["every"], row["open"])
        for row in rows_of(Action, user, account)
        .filter(objective__in=keys)
        .order_by()
        .values("objective")
        .annotate(every=Count("pk"), open=Count("pk", filter=~Q(status__in=OVER)))
    }
    cells: dict[int, list[Whitespace]] = {}
    for cell in rows_of(Whitespace, user, account).filter(objective__in=keys):
        cells.setdefault(cell.objective_id or 0, []).append(cell)
    return [
        Shown(
            one, values[one.pk], progress(one, values[one.pk], since.get(one.pk), today),
            *counts.get(one.pk, (0, 0)), cells.get(one.pk, []),
        )
        for one in found
    ]  # fmt: skip


def baselines_set_on(keys: Sequence[int]) -> Mapping[int, date]:
    """The day on which each objective got the baseline that it has now, by the history."""
    found: dict[int, tuple[Decimal | None, date]] = {}
    if not keys:
        return {}
    records = Objective.history.filter(id__in=keys).order_by("history_id").values_list("id", "baseline", "history_date")
    for pk, baseline, at in records:
        if pk not in found or found[pk][0] != baseline:
            found[pk] = (baseline, timezone.localtime(at).date())
    return {pk: day for pk, (_baseline, day) in found.items()}
