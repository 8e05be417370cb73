"""What was ever changed at one candidate, ratings, factors and rivals: who, from what to what, and when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.utils.translation import gettext as _

from openkam.core.numbers import format_number
from openkam.web.cycles.actions.strength import MADE_ROOM
from openkam.web.cycles.models import Candidate, CriteriaSet, Rating, Rival, SuccessFactor, SurveyLink
from openkam.web.cycles.ready import name_of
from openkam.web.cycles.scoring.cells import cell_text
from openkam.web.cycles.scoring.saving import moment
from openkam.web.shell.models import User


@dataclass(frozen=True)
class Change:
    """One change, written, of a rating or of a factor or rival itself. `before` and `after` empty: no score."""

    when: datetime
    by: str
    """Who wrote it; the person of the customer where the customer answered."""
    said_by: str
    is_customer: bool
    factor: str
    supplier: str
    before: str
    after: str
    is_removed: bool
    place: tuple[int, int] | None
    """Factor and rival where the cell is still there; rival 0: ourselves."""

    @property
    def at(self) -> str:
        """When, as written."""
        return moment(self.when)


def changes_of(candidate: Candidate, *, factor: int | None = None, rival: int | None = None) -> list[Change]:
    """The changes at a candidate, or in one cell (`factor`, and `rival` 0 for ourselves); the latest first."""
    factors = _factor_names(candidate)
    if factor is not None:
        factors = {pk: name for pk, name in factors.items() if pk == factor}
    rows = Rating.history.filter(factor_id__in=list(factors)).order_by("history_date", "history_id")
    if factor is not None:
        rows = rows.filter(rival_id=rival or None)
    found = list(rows)
    suppliers = _rival_names(candidate)
    now = (
        set(candidate.success_factors.values_list("pk", flat=True)),
        {0, *candidate.rivals.values_list("pk", flat=True)},
    )
    people = _people(found)
    surveys = dict(SurveyLink.history.filter(candidate_id=candidate.pk).values_list("id", "recipient"))
    before: dict[int, str] = {}
    changes = []
    for row in found:
        gone = row.history_type == "-"
        after = "" if gone else cell_text(row.value, is_unknown=row.survey_id is not None)
        writer = row.history_user_id if gone else row.author_id or row.history_user_id
        by = surveys.get(row.survey_id, "") if row.survey_id and not gone else people.get(writer, "")
        changes.append(
            Change(
                row.history_date, by, row.said_by if row.survey_id is None else "", row.survey_id is not None,
                factors[row.factor_id], suppliers.get(row.rival_id, "") if row.rival_id else _("Us"),
                before.get(row.id, ""), after, gone, _place(row, now),
            )
        )  # fmt: skip
        before[row.id] = after
    return changes[::-1]


def story_of(candidate: Candidate) -> list[Change]:
    """The ratings, and factors and rivals as they were added, renamed, weighed, moved and removed; the latest first."""
    return sorted(
        [*changes_of(candidate), *_of_rows(candidate, SuccessFactor), *_of_rows(candidate, Rival)],
        key=lambda one: one.when,
        reverse=True,
    )


def _of_rows(candidate: Candidate, kind: type[SuccessFactor | Rival]) -> list[Change]:
    past = list(kind.history.filter(candidate_id=candidate.pk).order_by("history_date", "history_id"))
    people, last, found = _people(past), dict[int, Any](), []
    for row in past:
        name = _called(row, kind)
        who = {"factor": name, "supplier": ""} if kind is SuccessFactor else {"factor": "", "supplier": name}
        for before, after in _steps(row, last.get(row.id), kind):
            found.append(
                Change(
                    row.history_date, people.get(row.history_user_id, ""), "", False, **who, before=before,
                    after=after, is_removed=row.history_type == "-", place=None,
                )
            )  # fmt: skip
        last[row.id] = row
    return found[::-1]


def _called(row: Any, kind: type[SuccessFactor | Rival]) -> str:
    return name_of(CriteriaSet.Kind.SUCCESS, row) if kind is SuccessFactor else str(row.name)


def _steps(row: Any, before: Any, kind: type[SuccessFactor | Rival]) -> Iterator[tuple[str, str]]:
    """What one saving of a factor or rival changed: from what, to what."""
    if row.history_type == "-":
        yield "", ""
        return
    if row.history_type == "+" or before is None:
        yield "", _("added")
        return
    names = _called(before, kind), _called(row, kind)
    if names[0] != names[1]:
        yield names
    if kind is SuccessFactor and before.weight != row.weight:
        weights = (cell_text(one.weight, is_unknown=False) for one in (before, row))
        yield tuple(_("weight {weight}").format(weight=one) for one in weights)  # type: ignore[misc] # two of them
    if before.position != row.position and row.history_change_reason != MADE_ROOM:
        places = (format_number(one.position + 1) for one in (before, row))
        yield tuple(_("place {number}").format(number=one) for one in places)  # type: ignore[misc] # two of them


def _place(row: Any, now: tuple[set[int], set[int]]) -> tuple[int, int] | None:
    place = (row.factor_id, row.rival_id or 0)
    return place if place[0] in now[0] and place[1] in now[1] else None


def _factor_names(candidate: Candidate) -> Mapping[int, str]:
    """By key, also of factors that are gone: as they are called now, else as they were last."""
    past = SuccessFactor.history.filter(candidate_id=candidate.pk).order_by("history_date", "history_id")
    names = {row.id: name_of(CriteriaSet.Kind.SUCCESS, cast(SuccessFactor, row)) for row in past}
    now = {row.pk: name_of(CriteriaSet.Kind.SUCCESS, row) for row in candidate.success_factors.all()}
    return names | now


def _rival_names(candidate: Candidate) -> Mapping[int, str]:
    past = Rival.history.filter(candidate_id=candidate.pk).order_by("history_date", "history_id")
    return dict(past.values_list("id", "name")) | dict(candidate.rivals.values_list("pk", "name"))


def _people(rows: Iterable[Any]) -> Mapping[int | None, str]:
    wanted = {pk for row in rows for pk in (getattr(row, "author_id", None), row.history_user_id) if pk}
    return {row.pk: str(row) for row in User.objects.filter(pk__in=wanted)}
