"""The tables and pictures of a plan, from rows as the audience may see them; what it may not see has no column."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any, Final

from django.utils.translation import gettext as _, ngettext, pgettext

from openkam.core.blocks import Column, Gantt, Grid, Table, Tree, Value
from openkam.core.diagrams import Bar, GridCell, GridLine, TreeNode
from openkam.core.numbers import format_compact, format_date, format_number
from openkam.core.tables import Tone
from openkam.publish.text import one_line
from openkam.web.cycles.files.tables import without
from openkam.web.people.models import TeamMember
from openkam.web.plans.deck.told import Fields, Inside, Told
from openkam.web.plans.models import Action, Insight, Whitespace
from openkam.web.plans.todo.gathered import OVER
from openkam.web.plans.whitespace.grid import finding, grid
from openkam.web.risks.register import Row as RiskRow

TEXT: Final = 240
DRAWN: Final = 90
"""Of a text inside a picture; the tables have more of it, the workbook all."""
MOST_DRAWN: Final = 24
MOST_BARS: Final = 16
SIDES: Final = 12
"""Buying centres and offerings of a drawn whitespace."""


def _text(value: Any, limit: int = TEXT) -> str:
    return one_line(str(value or ""), limit)


def table(
    id: str, title: str, columns: Sequence[tuple[Column, str]], rows: Iterable[Fields], total: Any = None
) -> Table:
    """A table of rows; a column of which no row has the field is left out."""
    found = list(rows)
    shown = [(column, name) for column, name in columns if any(name in row for row in found)]
    return Table(
        id=id, title=title, columns=tuple(column for column, _name in shown), total=total,
        rows=tuple(tuple(_value(row.get(name), column) for column, name in shown) for row in found),
    )  # fmt: skip


def _value(value: Any, column: Column) -> Value:
    if column.kind == "text":
        return _text(value, 500)
    return value  # type: ignore[no-any-return] # a number, an amount, a day or nothing


def _column(key: str, label: str, kind: Any = "text", **more: Any) -> tuple[Column, str]:
    return Column(key=key, label=label, kind=kind, **more), key


def named(rows: Iterable[Fields], **names: Any) -> list[Fields]:
    """The rows with the names of what their fields hold: `kind=Insight.Kind` writes goal for `goal`."""
    return [{**row, **{key: str(names[key](row[key]).label) for key in names if key in row}} for row in rows]


def insights_table(told: Told, title: str) -> Table:
    """Every insight; what it belongs to where the audience may see that."""
    texts = {row["id"]: row["text"] for row in told.insights if "id" in row}
    rows = [
        {**row, "of": texts.get(row["serves"], "")} if "serves" in row else row
        for row in named(told.insights, kind=Insight.Kind, state=Insight.State)
    ]
    columns = [
        _column("kind", _("Kind")), _column("text", _("Insight")), _column("of", _("Belongs to")),
        _column("state", _("State")), _column("contact", _("Owner at the customer")), _column("source", _("Source")),
    ]  # fmt: skip
    return table("insights", title, columns, rows)


def insight_map(told: Told, title: str) -> Tree | None:
    """Goals and pressures, what serves them, and what stands in the way; None where nothing belongs together."""
    rows = [row for row in told.insights if "id" in row]
    if not any(row["serves"] for row in rows) or len(rows) > MOST_DRAWN:
        return None
    tones: dict[str, Tone] = {"goal": "ours", "pressure": "theirs", "initiative": "neutral", "obstacle": "neg"}
    return Tree(
        id="insight-map",
        title=title,
        subtitle=_("Goals and pressures, the initiatives that serve them, the obstacles before those"),
        kind="functions",
        nodes=tuple(
            TreeNode(
                id=str(row["id"]), label=_text(row["text"], DRAWN), tone=tones[row["kind"]],
                detail=f"{Insight.Kind(row['kind']).label} · {Insight.State(row['state']).label}",
                parent=str(row["serves"]) if row["serves"] else None,
            )
            for row in rows
        ),
        near_label=_("what for"),
        far_label=_("by what, against what"),
        table=insights_table(told, title),
    )  # fmt: skip


def needs_table(told: Told, title: str) -> Table:
    """What the customer wants, the most important first."""
    rows = sorted(told.needs, key=lambda row: -(row["importance"] or 0))
    columns = [
        _column("text", _("Need")), _column("contact", _("Said by")),
        _column("importance", _("Importance, 1 to 5"), "integer"),
    ]  # fmt: skip
    return table("needs", title, columns, rows)


def objectives_table(told: Told, title: str) -> Table:
    """Each objective with its value, target, day and owner."""
    columns = [
        _column("text", _("Objective")), _column("measure_name", pgettext("objective", "Measured by")),
        _column("value_said", _("Value")), _column("target_said", _("Target")), _column("unit_said", _("Unit")),
        _column("percent", _("Of the way")), _column("standing_name", pgettext("objective", "Standing")),
        _column("due_on", _("Due on"), "date"), _column("owner", _("Owner")),
    ]  # fmt: skip
    return table("objectives", title, columns, told.objectives)


def actions_table(told: Told, title: str, rows: Sequence[Fields] | None = None) -> Table:
    """Who does what by when."""
    shown = [
        {**row, "blocked": "; ".join(_text(wait.text, 80) for wait in row["waits"])} if "waits" in row else row
        for row in named(told.actions if rows is None else rows, status=Action.Status)
    ]
    money = told.inside.currency if told.inside else ""
    columns = [
        _column("text", _("Action")), _column("owner", _("Owner")), _column("due_on", _("Due on"), "date"),
        _column("status", _("Status")), _column("contact", _("With")), _column("blocked", _("Waits for")),
        _column("cost", _("Cost"), "money", unit=money),
    ]  # fmt: skip
    table_ = table("actions", title, columns, shown)
    return table_ if any(row.get("cost") is not None for row in shown) else without(table_, "cost")


def timeline(told: Told, title: str) -> Gantt | None:
    """The actions with a day over time, what waits for what where the audience may see it; None below two."""
    rows = [row for row in told.actions if row["due_on"] and row["status"] not in OVER]
    rows = sorted(rows, key=lambda row: (row["due_on"], row["text"]))[:MOST_BARS]
    if len(rows) < 2:
        return None
    spans = [(row["starts_on"] or row["due_on"], row["due_on"]) for row in rows]
    first = min(start for start, _due in spans)
    drawn = {row["id"] for row in rows if "id" in row}
    return Gantt(
        id="timeline",
        title=title,
        subtitle=_("Open actions with a due day; the bar begins where the start is known"),
        unit=_("days"),
        start=format_date(first),
        bars=tuple(
            Bar(
                id=str(row.get("id", at)), label=_text(row["text"], 60), start=_days(first, start),
                finish=_days(first, due) + 1, detail=_owner_and_day(row["owner"], due),
                tone="neg" if due < told.today else "neutral",
                after=tuple(str(wait.pk) for wait in row.get("waits", ()) if wait.pk in drawn),
            )
            for at, (row, (start, due)) in enumerate(zip(rows, spans, strict=True))
        ),
        table=without(actions_table(told, title, rows), "cost"),
    )  # fmt: skip


def _owner_and_day(owner: Any, due: date) -> str:
    return " · ".join(part for part in (_text(owner, 30), format_date(due)) if part)


def _days(first: date, day: date) -> float:
    return (day - first) / timedelta(days=1)


def whitespace_table(cells: Sequence[Whitespace], currency: str, title: str) -> Table:
    """Every cell with what is known of it."""
    columns = (
        Column(key="buying_centre", label=_("Buying centre")),
        Column(key="offering", label=_("Offering")),
        Column(key="state", label=_("Supplied by")),
        Column(key="rival", label=_("Rival")),
        Column(key="spend", label=_("Addressable spend a year"), kind="money", unit=currency),
        Column(key="share", label=_("Our share"), kind="percent", unit="%"),
        Column(key="potential", label=_("Potential a year"), kind="money", unit=currency),
    )
    rows = tuple(
        (
            _text(cell.buying_centre), _text(cell.offering), str(cell.get_state_display()), _text(cell.rival),
            cell.spend, None if cell.share_pct is None else float(cell.share_pct), cell.potential,
        )
        for cell in cells
    )  # fmt: skip
    return Table(id="whitespace", title=title, columns=columns, rows=rows)


def whitespace_grid(inside: Inside) -> Grid | None:
    """Buying centres × offerings; None where there are too many to read on a slide, or none."""
    made = grid(inside.whitespace)
    title = finding(made, inside.currency)
    if not made.lines or len(made.lines) > SIDES or len(made.columns) > SIDES:
        return None
    state = Whitespace.State
    tones: dict[str, Tone] = {state.OURS: "ours", state.RIVAL: "neg", state.OPEN: "pos", state.INHOUSE: "muted"}

    def cell(found: Whitespace | None, text: str) -> GridCell:
        if found is None:
            return GridCell()
        who = _text(found.rival, 18) if found.state == state.RIVAL and found.rival else str(found.get_state_display())
        return GridCell(text=f"{who} {text}".strip(), tone=tones[found.state])

    return Grid(
        id="whitespace-grid",
        title=title,
        subtitle=_("Addressable spend a year, {currency}; empty where nothing is known").format(
            currency=inside.currency
        ),
        kind="matrix",
        corner=_("Buying centre"),
        rows=tuple(
            GridLine(id=f"r{at}", label=_text(line.name, 40), detail=format_compact(line.total.spend))
            for at, line in enumerate(made.lines)
        ),
        columns=tuple(GridLine(id=f"c{at}", label=_text(line.name, 30)) for at, line in enumerate(made.columns)),
        cells=tuple(tuple(cell(place.cell, place.text) for place in line.places) for line in made.lines),
        table=whitespace_table(inside.whitespace, inside.currency, title),
    )


def risks_table(rows: Sequence[RiskRow], currency: str, title: str) -> Table:
    """The register of the account, the worst first."""
    columns = (
        Column(key="class", label=_("Class")),
        Column(key="event", label=_("Risk")),
        Column(key="money", label=_("At stake"), kind="money", unit=currency),
        Column(key="response", label=_("Response")),
        Column(key="owner", label=_("Owner")),
        Column(key="due_on", label=_("Due on"), kind="date"),
    )
    made = tuple(
        (
            row.class_name, _text(row.event), row.risk.money, row.response,
            _text(row.risk.owner or row.risk.owner_text, 80), row.risk.due_on,
        )
        for row in rows
    )  # fmt: skip
    return Table(id="risks", title=title, columns=columns, rows=made)


def team_table(members: Sequence[TeamMember], title: str) -> Table:
    """Our people on the account."""
    columns = (
        Column(key="name", label=_("Colleague")),
        Column(key="role", label=_("Role on the account")),
        Column(key="function", label=_("Business function")),
    )
    rows = tuple(
        (
            _text(row.colleague.name, 120), _text(row.role or (_("Key account manager") if row.is_main else ""), 120),
            _text(row.colleague.function, 120),
        )
        for row in members
    )  # fmt: skip
    return Table(id="team", title=title, columns=columns, rows=rows)


def objectives_title(told: Told) -> str:
    """How many are on track, where that can be said; a customer is told what we want to reach together."""
    rows = told.objectives
    if told.inside is None:
        return _("What we want to reach together")
    judged = [row["standing"] for row in rows if row.get("standing", "unknown") != "unknown"]
    if not judged:
        text = ngettext("{count} objective", "{count} objectives", len(rows))
        return text.format(count=format_number(len(rows)))
    good = sum(one in ("reached", "on_track") for one in judged)
    text = ngettext(
        "{good} of {count} judged objective is reached or on track",
        "{good} of {count} judged objectives are reached or on track",
        len(judged),
    )
    return text.format(good=format_number(good), count=format_number(len(judged)))


def actions_title(told: Told) -> str:
    """How many are open, and how many of them overdue; a customer is told what the list is."""
    if told.inside is None:
        return _("Who does what by when")
    is_open = [row for row in told.actions if row["status"] not in OVER]
    late = sum(row["due_on"] is not None and row["due_on"] < told.today for row in is_open)
    text = ngettext("{count} action is open", "{count} actions are open", len(is_open))
    said = text.format(count=format_number(len(is_open)))
    if not late:
        return said
    text = ngettext("{said}, {late} of them overdue", "{said}, {late} of them overdue", late)
    return text.format(said=said, late=format_number(late))


def needs_title(told: Told) -> str:
    """The need that matters most; to a customer, that they are theirs."""
    rows = told.needs
    if told.inside is None:
        return _("What you told us that you need")
    best = max(rows, key=lambda row: row["importance"] or 0)
    text = ngettext("{count} need; first: {need}", "{count} needs; first: {need}", len(rows))
    return text.format(count=format_number(len(rows)), need=_text(best["text"], 110))


def insights_title(told: Told) -> str:
    """How much of it the customer has confirmed; to a customer, what it is."""
    rows = told.insights
    if told.inside is None:
        return _("What we understand of your business")
    confirmed = sum(row["state"] != Insight.State.ASSUMED for row in rows)
    text = ngettext(
        "{confirmed} of {count} insight is confirmed by the customer",
        "{confirmed} of {count} insights are confirmed by the customer",
        len(rows),
    )
    return text.format(confirmed=format_number(confirmed), count=format_number(len(rows)))
