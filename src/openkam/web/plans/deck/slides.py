"""The deck of a plan: one finding to a slide; what is empty is left out and named in the notes of the last one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import chain

from django.utils.translation import gettext as _, ngettext, pgettext

from openkam.core.blocks import Finding, Table
from openkam.core.numbers import format_date, format_money, format_number
from openkam.publish.deck import Slide
from openkam.publish.text import one_line, shorten
from openkam.tools.define.portfolio.figures import columns_figure
from openkam.tools.relationship.stage.words import stage_name
from openkam.web.people.relationship.slides import missing_slide, now_slide, target_slide
from openkam.web.plans.deck import parts
from openkam.web.plans.deck.told import Fields, Inside, Told
from openkam.web.plans.todo.gathered import OVER
from openkam.web.plans.whitespace.grid import missing, sum_of

PARAGRAPH = 420
ROWS = 24


def slides(told: Told) -> tuple[Slide, ...]:
    """Every slide after the cover."""
    empty: list[str] = []
    made = [*_brief(told, empty), *_business(told, empty)]
    inside = told.inside
    if inside is not None:
        made += [*_figures(inside, empty), *_relationship(inside, empty)]
    made += _needs(told, empty)
    if inside is not None:
        made += _whitespace(inside, empty)
    made += [*_objectives(told, empty), *_actions(told, empty)]
    if inside is not None:
        made += [*_risks(inside, empty), *_team(inside, empty), *_asks(told)]
    if made and inside is not None and empty:
        last = made[-1]
        text = _("Not in this deck, since the plan has nothing there yet: {parts}.").format(parts=", ".join(empty))
        made[-1] = replace(last, notes="\n\n".join(part for part in (last.notes, text) if part))
    return tuple(made)


def of_part(told: Told, part: str) -> tuple[Slide, ...]:
    """The slides of one part of a review's agenda (`ReviewItem.Part`); `told` is internal."""
    inside, empty = told.inside, list[str]()
    if inside is None:
        return ()
    made: dict[str, Callable[[], Iterator[Slide]]] = {
        "opening": lambda: _brief(told, empty),
        "state": lambda: chain(_figures(inside, empty), _relationship(inside, empty)),
        "business": lambda: _business(told, empty),
        "value": lambda: _needs(told, empty),
        "growth": lambda: chain(_whitespace(inside, empty), _objectives(told, empty)),
        "actions": lambda: _actions(told, empty),
        "risks": lambda: _risks(inside, empty),
        "closing": lambda: _asks(told),
    }
    return tuple(made[part]())


def _paragraphs(text: str, id: str) -> Iterator[Finding]:
    lines = [one_line(line, PARAGRAPH) for line in text.splitlines() if line.strip()]
    yield from (Finding(id=f"{id}-{at}", text=line) for at, line in enumerate(lines))


def _notes(told: Told, *more: str) -> str:
    said = [part for part in more if part]
    if told.is_sample and told.inside is not None:
        said.append(_("Plan and people of the sample are illustrative; the figures are those of the books."))
    return "\n\n".join(said)


def _brief(told: Told, empty: list[str]) -> Iterator[Slide]:
    text = str(told.texts.get("summary") or "")
    if not text.strip():
        empty.append(_("summary"))
    findings = [*_paragraphs(text, "summary"), *_said(told, empty)]
    if findings:
        title = _("{account} in short").format(account=told.name)
        cut = text if len(text) > PARAGRAPH else ""
        yield Slide(title, tuple(findings), _notes(told, cut))


def _said(told: Told, empty: list[str]) -> Iterator[Finding]:
    if told.inside is None:
        return
    yield from _standing(told.inside, empty)
    if told.objectives:
        yield Finding(id="said-objectives", text=parts.objectives_title(told))
    if told.actions:
        yield Finding(id="said-actions", text=parts.actions_title(told))


def _business(told: Told, empty: list[str]) -> Iterator[Slide]:
    text = str(told.texts.get("business") or "")
    if text.strip():
        yield Slide(_business_title(told), tuple(_paragraphs(text, "business")), _notes(told, text))
    else:
        empty.append(_("customer's business and strategy"))
    if not told.insights:
        empty.append(_("insight map"))
        return
    title = parts.insights_title(told)
    drawn = parts.insight_map(told, title)
    if drawn is not None:
        yield Slide(title, (drawn,), _notes(told, *_sources(told.insights)), drawn.subtitle)
        return
    wraps = frozenset({"text"})
    yield Slide(title, (parts.insights_table(told, title),), _notes(told), table_rows=ROWS, wraps=wraps)


def _business_title(told: Told) -> str:
    return _("Customer's business and strategy") if told.inside is not None else _("Your business and strategy")


def _sources(rows: Sequence[Fields]) -> list[str]:
    found = [
        _("{what} Source: {source}").format(what=one_line(row["text"], 160), source=one_line(row["source"], 200))
        for row in rows
        if row.get("source")
    ]
    return ["\n".join(found)] if found else []


def _figures(inside: Inside, empty: list[str]) -> Iterator[Slide]:
    if inside.figures is None:
        empty.append(_("figures"))
        return
    figure = columns_figure(inside.figures)
    share = inside.wallet
    said = (
        _("Share of wallet {share} % ({period}). {source}").format(
            share=share.text, period=share.note, source=share.source
        )
        if share.value is not None
        else _("Share of wallet: {reason}").format(reason=share.reason)
    )
    yield Slide(figure.title, (figure,), "\n\n".join([said, inside.books]), figure.subtitle)


def _standing(inside: Inside, empty: list[str]) -> Iterator[Finding]:
    found = inside.standing
    if found is None or found.fault or not found.kind:
        empty.append(_("class and relative strength"))
        return
    text = _("{kind} in {cycle}: attractiveness {attractiveness}, relative strength {strength}, rank {rank}").format(
        kind=found.label, cycle=one_line(found.cycle.name, 40), attractiveness=found.attractiveness or "–",
        strength=found.strength or "–", rank=found.rank or "–",
    )  # fmt: skip
    yield Finding(id="standing", text=text)


def _relationship(inside: Inside, empty: list[str]) -> Iterator[Slide]:
    found = inside.relation
    if found is None:
        empty.append(_("relationship"))
        return
    read = _("Read as {stage} from the contacts on {day}.").format(
        stage=stage_name(found.result.stage_read) if found.result.stage_read else _("unknown"),
        day=format_date(found.result.as_of),
    )
    for slide in (now_slide(found, read), target_slide(found, read), missing_slide(found, read)):
        if slide is not None:
            yield slide


def _needs(told: Told, empty: list[str]) -> Iterator[Slide]:
    if told.needs:
        title = parts.needs_title(told)
        yield Slide(title, (parts.needs_table(told, title),), _notes(told), table_rows=ROWS, wraps=frozenset({"text"}))
    else:
        empty.append(_("needs"))
    text = str(told.texts.get("value_proposition") or "")
    if text.strip():
        yield Slide(_("Value proposition"), tuple(_paragraphs(text, "value")), _notes(told, text))
    else:
        empty.append(_("value proposition"))


def _whitespace(inside: Inside, empty: list[str]) -> Iterator[Slide]:
    if not inside.whitespace:
        empty.append(_("whitespace"))
        return
    drawn = parts.whitespace_grid(inside)
    note = missing(sum_of(inside.whitespace))
    if drawn is not None:
        yield Slide(drawn.title, (drawn,), note, drawn.subtitle)
        return
    title = _("Whitespace")
    yield Slide(title, (parts.whitespace_table(inside.whitespace, inside.currency, title),), note, table_rows=ROWS)


def _objectives(told: Told, empty: list[str]) -> Iterator[Slide]:
    if not told.objectives:
        empty.append(_("objectives"))
        return
    title = parts.objectives_title(told)
    notes = "\n".join(
        f"{one_line(row['text'], 120)}: {row.get('source') or row.get('reason')}"
        for row in told.objectives
        if row.get("source") or row.get("reason")
    )
    table = parts.objectives_table(told, title)
    yield Slide(title, (table,), _notes(told, notes), table_rows=ROWS, wraps=frozenset({"text", "measure_name"}))


def _actions(told: Told, empty: list[str]) -> Iterator[Slide]:
    if not told.actions:
        empty.append(_("actions"))
        return
    title = parts.actions_title(told)
    drawn = parts.timeline(told, title)
    if drawn is not None:
        yield Slide(title, (drawn,), _notes(told), drawn.subtitle)
        if len(drawn.bars) == len(told.actions):
            return
    ordered = sorted(
        told.actions, key=lambda row: (row["status"] in OVER, row["due_on"] is None, row["due_on"] or told.today)
    )
    table = parts.actions_table(told, title, ordered)
    yield Slide(title, (table,), _notes(told), table_rows=ROWS, wraps=frozenset({"text"}))


def _risks(inside: Inside, empty: list[str]) -> Iterator[Slide]:
    if not inside.risks:
        empty.append(_("risks"))
        return
    money = sum(row.risk.money for row in inside.risks if row.risk.money is not None)
    text = ngettext("{count} risk, {money} at stake", "{count} risks, {money} at stake", len(inside.risks))
    title = (
        text.format(count=format_number(len(inside.risks)), money=format_money(money, inside.currency, 0))
        if money
        else ngettext("{count} risk", "{count} risks", len(inside.risks)).format(count=format_number(len(inside.risks)))
    )
    note = _("Amounts that are known, added up; each with its sum on the register of risks.")
    table = parts.risks_table(inside.risks, inside.currency, title)
    yield Slide(title, (table,), note, table_rows=ROWS, wraps=frozenset({"event"}))


def _team(inside: Inside, empty: list[str]) -> Iterator[Slide]:
    if not inside.team:
        empty.append(_("team"))
        return
    text = ngettext("{count} of ours works on this account", "{count} of ours work on this account", len(inside.team))
    title = text.format(count=format_number(len(inside.team)))
    yield Slide(title, (parts.team_table(inside.team, title),), table_rows=ROWS)


def _asks(told: Told) -> Iterator[Slide]:
    """What a review should look at: what is behind, what is held up, what nobody owns."""
    found: list[str] = []
    for row in told.objectives:
        if row["standing"] in ("behind", "missed"):
            found.append(
                _("{objective}: {standing}. What do we change?").format(
                    objective=shorten(one_line(row["text"]), 160), standing=row["standing_name"]
                )
            )
    for row in told.actions:
        if row["status"] in OVER:
            continue
        what = shorten(one_line(row["text"]), 140)
        if row["waits"] and row["due_on"] and row["due_on"] < told.today:
            waits = shorten(one_line(row["waits"][0].text), 100)
            found.append(_("{action} is overdue and waits for: {other}").format(action=what, other=waits))
        elif not row["owner"]:
            found.append(_("{action} has no owner yet").format(action=what))
    if found:
        texts = tuple(Finding(id=f"ask-{at}", text=text) for at, text in enumerate(found[:9]))
        yield Slide(_("What the reviewers are asked"), texts, "\n".join(found[9:]))


def sheets(told: Told) -> list[tuple[str, tuple[Table, ...]]]:
    """The same as sheets, whole."""
    made: list[tuple[str, tuple[Table, ...]]] = []
    inside = told.inside
    if told.objectives:
        made.append((_("Objectives"), (parts.objectives_table(told, parts.objectives_title(told)),)))
    if told.actions:
        made.append((pgettext("plan", "Actions"), (parts.actions_table(told, parts.actions_title(told)),)))
    if told.needs:
        made.append((_("Needs"), (parts.needs_table(told, parts.needs_title(told)),)))
    if told.insights:
        made.append((_("Insight map"), (parts.insights_table(told, parts.insights_title(told)),)))
    if inside is None:
        return made
    if inside.whitespace:
        made.append((_("Whitespace"), (parts.whitespace_table(inside.whitespace, inside.currency, _("Whitespace")),)))
    if inside.figures is not None:
        figure = columns_figure(inside.figures)
        made.append((_("Figures"), (figure.table,)))
    if inside.risks:
        made.append((_("Risks"), (parts.risks_table(inside.risks, inside.currency, _("Risks")),)))
    if inside.team:
        made.append((_("Our team"), (parts.team_table(inside.team, _("Our team")),)))
    return made
