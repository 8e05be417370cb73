"""The tables that the files add to those of the tools: decisions, movement, scores with what they rest on, ratings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _, pgettext

from openkam.core.blocks import Axis, Column, Figure, Series, Table, Value
from openkam.tools.define.account_matrix.compute import KINDS
from openkam.tools.define.account_matrix.wording import class_label
from openkam.tools.define.selection import tables as selection_tables
from openkam.tools.define.selection.inputs import Disagreement
from openkam.web.cycles import answers, queries
from openkam.web.cycles.files.gathered import Decided, Gathered
from openkam.web.cycles.models import CriteriaSet, Rating, Source
from openkam.web.cycles.ready import name_of
from openkam.web.cycles.setup.comparing import Comparison, Line


def day(at: datetime | None) -> date | None:
    """The day of the place, without the hour."""
    return None if at is None else timezone.localdate(at)


def decisions_table(gathered: Gathered, rows: Sequence[Decided], title: str) -> Table:
    """Who is in, watched or out, why, where the account stands, and who decided and approved."""
    kinds = {row.account: row.kind for row in gathered.placed.accounts} if gathered.placed else {}
    columns = (
        Column(key="account", label=_("Account")),
        Column(key="verdict", label=_("Decision")),
        Column(key="reason", label=_("Reason")),
        Column(key="rank", label=_("Rank"), kind="integer"),
        Column(key="kind", label=_("Account class")),
        Column(key="by", label=_("Decided by")),
        Column(key="at", label=_("Decided on"), kind="date"),
        Column(key="approved_by", label=_("Approved by")),
        Column(key="approved_at", label=_("Approved on"), kind="date"),
    )
    made: list[tuple[Value, ...]] = []
    for row in rows:
        one = row.decision
        kind = kinds.get(row.code)
        said = (
            (_("undecided"), "", None, None)
            if one is None
            else (str(one.get_verdict_display()), one.reason, str(one.by or ""), day(one.at))
        )
        approved = ("", None) if one is None else (str(one.approved_by or ""), day(one.approved_at))
        rank = gathered.ranks.get(row.code)
        made.append((row.name, *said[:2], rank, class_label(kind) if kind else "", *said[2:], *approved))
    return Table(
        id="decisions",
        title=title,
        subtitle=gathered.cycle.name,
        columns=columns,
        rows=tuple(made),
        links=tuple(row.code for row in rows),
    )


def without(table: Table, *keys: str) -> Table:
    """The table less these columns, which only the workbook has room for."""
    at = [place for place, column in enumerate(table.columns) if column.key not in keys]
    return table.model_copy(
        update={
            "columns": tuple(table.columns[place] for place in at),
            "rows": tuple(tuple(row[place] for place in at) for row in table.rows),
            "total": None if table.total is None else tuple(table.total[place] for place in at),
        }
    )


def first_rows(table: Table, count: int) -> Table:
    """The table with its first rows alone."""
    return table.model_copy(update={"rows": table.rows[:count], "links": table.links[:count]})


def movement_table(found: Comparison, now: str, then: str, title: str) -> Table:
    """Rank, class, total and decision of each account in both cycles; those that crossed the line first."""
    both = {"now": now, "then": then}
    columns = (
        Column(key="account", label=_("Account")),
        Column(key="line", label=_("Line")),
        Column(key="movement", label=_("Movement")),
        Column(key="rank_then", label=_("Rank {then}").format(**both), kind="integer"),
        Column(key="rank_now", label=_("Rank {now}").format(**both), kind="integer"),
        Column(key="kind_then", label=_("Class {then}").format(**both)),
        Column(key="kind_now", label=_("Class {now}").format(**both)),
        Column(key="total_then", label=_("Total {then}").format(**both), kind="number", decimals=2),
        Column(key="total_now", label=_("Total {now}").format(**both), kind="number", decimals=2),
        Column(key="decision_then", label=_("Decision {then}").format(**both)),
        Column(key="decision_now", label=_("Decision {now}").format(**both)),
    )
    return Table(
        id="movement",
        title=title,
        subtitle=_("{now} beside {then}").format(**both),
        columns=columns,
        rows=tuple(_moved(line) for line in found.lines),
        links=tuple(line.code for line in found.lines),
    )


def _moved(line: Line) -> tuple[Value, ...]:
    crossed = _("came in") if line.entered else _("went out") if line.left else ""
    sides = [
        (None, "", None, "")
        if one is None
        else (one.rank, class_label(one.kind) if one.kind else "", one.total, one.decision)
        for one in (line.then, line.now)
    ]
    pairs = [value for pair in zip(*sides, strict=True) for value in pair]
    return (line.name or line.code, crossed, line.words, *pairs)


def changed_class(found: Comparison) -> list[Line]:
    """The accounts that have a class in both cycles, and another one now."""
    return [line for line in found.lines if line.then and line.now and line.then.kind and line.now.kind and
            line.then.kind != line.now.kind]  # fmt: skip


def classes_figure(found: Comparison, now: str, then: str, title: str) -> Figure:
    """How many accounts stand in each class in both cycles."""
    counts = [
        tuple(sum(1 for side in sides if side is not None and side.kind == kind) for kind in KINDS)
        for sides in ([line.then for line in found.lines], [line.now for line in found.lines])
    ]
    names = tuple(class_label(kind) for kind in KINDS)
    columns = (
        Column(key="kind", label=_("Account class")),
        Column(key="then", label=then, kind="integer"),
        Column(key="now", label=now, kind="integer"),
    )
    subtitle = _("Accounts per class, {now} beside {then}").format(now=now, then=then)
    return Figure(
        id="movement-classes",
        kind="bars",
        title=title,
        subtitle=subtitle,
        x=Axis(label=_("Account class"), scale="category"),
        y=Axis(label=_("Accounts"), kind="integer"),
        categories=names,
        series=(
            Series(key="then", label=then, form="bar", values=tuple(float(one) for one in counts[0]), tone="muted"),
            Series(key="now", label=now, form="bar", values=tuple(float(one) for one in counts[1]), tone="ours"),
        ),
        table=Table(
            id="movement-classes-data",
            title=title,
            subtitle=subtitle,
            columns=columns,
            rows=tuple(zip(names, *counts, strict=True)),
        ),
    )


def disagreements_table(rows: Sequence[tuple[str, Disagreement]], title: str) -> Table:
    """The tool's table of the cells on which raters differ, (kind of criteria, cell), with the set that each is of."""
    table = selection_tables.disagreements_table([one for _kind, one in rows])
    return table.model_copy(
        update={
            "id": "disagreements",
            "title": title,
            "columns": (*table.columns, Column(key="set", label=_("Criteria set"))),
            "rows": tuple((*cells, kind) for cells, (kind, _one) in zip(table.rows, rows, strict=True)),
        }
    )


def scores_table(gathered: Gathered, kind: str) -> Table:
    """Every score of a kind that the reader may read, with rater, evidence, source, author and day."""
    names = {row.id: row.name for row in answers.criteria_of(gathered.cycle, kind).rows}
    columns = (
        Column(key="code", label=_("Account code")),
        Column(key="account", label=_("Account")),
        Column(key="criterion", label=_("Criterion")),
        Column(key="rater", label=_("Rater")),
        Column(key="score", label=_("Score"), kind="number", decimals=2),
        Column(key="evidence", label=_("Evidence")),
        Column(key="source", label=_("Source")),
        Column(key="author", label=_("Author")),
        Column(key="at", label=_("Given on"), kind="date"),
        Column(key="version", label=_("Version"), kind="integer"),
    )
    return Table(
        id=f"scores-{kind}",
        title=str(CriteriaSet.Kind(kind).label),
        columns=columns,
        rows=tuple(_scores(gathered, kind, names)),
    )


_SCORE_COLUMNS = (
    "candidate__code", "candidate__name", "criterion__key", "rater__name", "rater__email", "value", "is_unknown",
    "evidence", "source", "author__name", "author__email", "at", "version",
)  # fmt: skip


def _scores(gathered: Gathered, kind: str, names: dict[str, str]) -> Iterator[tuple[Value, ...]]:
    rows = (
        queries.seen_scores(gathered.user, gathered.cycle, kind)
        .order_by("candidate__code", "criterion__position", "criterion__pk", "rater__name", "pk")
        .values_list(*_SCORE_COLUMNS)
    )
    unknown, sources = pgettext("score", "n/a"), {one.value: str(one.label) for one in Source}
    for code, account, key, rater, email, value, is_unknown, evidence, source, author, mail, at, version in (
        rows.iterator(chunk_size=5_000)
    ):  # fmt: skip
        said = unknown if value is None and is_unknown else value
        yield (
            code, account, names.get(key, key), rater or email, said, evidence, sources[source], author or mail or "",
            day(at), version,
        )  # fmt: skip


def ratings_table(gathered: Gathered) -> Table:
    """How we and each rival do on every success factor of the visible candidates, from whom and when."""
    columns = (
        Column(key="code", label=_("Account code")),
        Column(key="account", label=_("Account")),
        Column(key="factor", label=_("Critical success factor")),
        Column(key="weight", label=_("Weight given"), kind="number", decimals=2),
        Column(key="supplier", label=_("Supplier")),
        Column(key="score", label=_("Score"), kind="number", decimals=2),
        Column(key="said_by", label=_("From whom")),
        Column(key="source", label=_("Source")),
        Column(key="author", label=_("Author")),
        Column(key="at", label=_("Given on"), kind="date"),
    )
    return Table(id="ratings", title=_("Relative strength"), columns=columns, rows=tuple(_ratings(gathered)))


def _ratings(gathered: Gathered) -> Iterator[tuple[Value, ...]]:
    seen = queries.visible_candidates(gathered.user, gathered.cycle).order_by()
    rows = (
        Rating.objects.filter(factor__candidate__in=seen)
        .select_related("factor__candidate", "rival", "author")
        .order_by(
            "factor__candidate__code", "factor__position", "factor__pk",
            F("rival__position").asc(nulls_first=True), "rival__pk", "pk",
        )
    )  # fmt: skip
    for row in rows.iterator(chunk_size=5_000):
        candidate = row.factor.candidate
        yield (
            candidate.code,
            candidate.name,
            name_of(CriteriaSet.Kind.SUCCESS, row.factor),
            row.factor.weight,
            _("ourselves") if row.rival is None else row.rival.name,
            row.value,
            row.said_by,
            str(Source.SURVEY.label) if row.survey_id else str(Source.TYPED.label),
            str(row.author or ""),
            day(row.at),
        )
