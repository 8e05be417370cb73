"""The deck of a cycle: one slide per finding, whose title is the finding; criteria and sources at the end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from openkam.core.blocks import Column, Figure, Finding, Note, RiskGrid, Table
from openkam.publish.deck import Slide
from openkam.publish.deck.paper import BODY_BOTTOM, BODY_TOP, ROOM
from openkam.publish.deck.words import lines_needed
from openkam.publish.text import one_line, shorten
from openkam.tools.define.account_matrix.inputs import MatrixResult
from openkam.tools.define.account_matrix.notes import notes as matrix_notes
from openkam.tools.define.account_matrix.report import figure as matrix_figure
from openkam.tools.define.account_matrix.tables import classes_table
from openkam.tools.define.risk.report import class_text, grid, notes as risk_notes
from openkam.tools.define.risk.tables import register_table
from openkam.tools.define.selection.inputs import SelectionResult
from openkam.tools.define.selection.notes import notes as selection_notes
from openkam.tools.define.selection.report import figure as selection_figure
from openkam.tools.define.selection.tables import changes_table, excluded_table, ranges_table, weights_table
from openkam.web.cycles.effort.tables import load_blocks
from openkam.web.cycles.files import tables, wording
from openkam.web.cycles.files.gathered import SCORED, Gathered, Kind
from openkam.web.cycles.matrix import wording as matrix_wording
from openkam.web.cycles.matrix.cross import cross
from openkam.web.cycles.models import CriteriaSet, Decision
from openkam.web.cycles.selection import wording as selection_wording
from openkam.web.cycles.selection.seen import Seen
from openkam.web.cycles.setup import comparing

ROWS = 12
"""Rows of a table that supports a finding: one slide; the workbook has all."""
LONG_ROWS = 36
FINDINGS = 8
DRAWN_CHARS = 32
"""Of a name inside a picture; the tables have more of it."""
REASON_CHARS = 100
"""Of a reason that any slide holds; a longer one may be cut in the table and stands whole in the notes."""
TEXT_POINTS, TEXT_CHARS, GAP = 16, 400, 0.18
"""As the deck writes sentences under one another."""


def slides(gathered: Gathered) -> tuple[Slide, ...]:
    """What the figures say in sum, then each finding, then the appendix."""
    detail = [*_selection(gathered), *_matrix(gathered), *_movement(gathered), *_raters(gathered), *_risks(gathered)]
    detail += _effort(gathered)
    findings = tuple(Finding(id=f"said-{at}", text=text) for at, text in enumerate(said(gathered)))
    start = _texts(_("What the figures say"), (*findings, *_problems(gathered)), gathered.scope)
    return (*start, *detail, *_appendix(gathered), *_unknown(gathered), *_sources(gathered))


def said(gathered: Gathered) -> list[str]:
    """The findings of the whole cycle, in the order of the slides."""
    texts = [wording.decided(gathered.decided, gathered.cycle)]
    if gathered.selection:
        texts.append(selection_wording.finding(gathered.selection))
    if gathered.matrix and gathered.matrix.placed:
        texts.append(matrix_wording.finding(gathered.matrix, gathered.revenue))
        crossed = cross(gathered.matrix)
        texts += [crossed.title] if crossed else []
    if gathered.movement and gathered.cycle.previous:
        texts.append(comparing.finding(gathered.movement, gathered.cycle, gathered.cycle.previous))
    if gathered.names:
        texts.append(wording.apart(one for rows in gathered.disagreements.values() for one in rows))
    if gathered.risks.result.risks:
        texts.append(class_text(gathered.risks.result))
    return texts[:FINDINGS]


def _problems(gathered: Gathered) -> tuple[Note, ...]:
    return tuple(Note(id=f"problem-{at}", kind="warning", text=text) for at, text in enumerate(gathered.problems))


def _table(table: Table, title: str, *, rows: int | None = ROWS, notes: str = "") -> Slide:
    return Slide(title, (table,), notes, table.subtitle, table_rows=rows)


def _reasons(table: Table, title: str) -> Slide:
    """Decisions with their reasons in as many lines as a slide has room for; the notes have long ones whole."""
    at = next(place for place, column in enumerate(table.columns) if column.key == "reason")
    notes = "\n".join(
        _("{account}: {reason}").format(account=row[0], reason=one_line(str(row[at])))
        for row in table.rows[:LONG_ROWS]
        if len(str(row[at])) > REASON_CHARS
    )
    return Slide(title, (table,), notes, table.subtitle, table_rows=LONG_ROWS, wraps=frozenset({"reason"}))


def _methods(report: Sequence[Note]) -> str:
    return "\n\n".join(note.text for note in report if note.kind in {"method", "source"})


def _selection(gathered: Gathered) -> Iterator[Slide]:
    chosen = [row for row in gathered.decided if row.verdict in {Decision.Verdict.IN, Decision.Verdict.WATCH}]
    if chosen:
        title = wording.decided(gathered.decided, gathered.cycle)
        table = tables.decisions_table(gathered, chosen, title)
        yield _reasons(tables.without(table, "at", "approved_at", "approved_by"), title)
    seen = gathered.selection
    if seen is None or not seen.ranked:
        return
    methods, scope = _methods(selection_notes(seen.mine)), selection_wording.scope(seen)
    title = selection_wording.finding(seen)
    yield Slide(title, (ranking_picture(seen),), methods, scope)
    if any(row.failed for row in seen.mine.accounts):
        table = excluded_table(seen.mine)
        yield _table(table, table.title, notes=methods)
    if seen.result.draws:
        table = tables.without(ranges_table(seen.mine), "best", "worst", "error", "central")
        yield _table(table, wording.sure(seen), notes=methods)
    if seen.result.line_outside is not None:
        yield _changes(seen.mine, methods)


def ranking_picture(seen: Seen) -> Figure:
    """The totals under the page's own finding; a name that would take the room of the bars is cut."""
    picture = selection_figure(seen.mine)
    return picture.model_copy(
        update={
            "title": selection_wording.finding(seen),
            "subtitle": selection_wording.scope(seen),
            "categories": tuple(one_line(name, DRAWN_CHARS) for name in picture.categories),
        }
    )


def matrix_picture(placed: MatrixResult, title: str, scope: str) -> Figure:
    """The account matrix under the page's own finding, with names that fit beside their marks."""
    picture = matrix_figure(placed)
    series = tuple(
        one.model_copy(
            update={
                "points": tuple(
                    point.model_copy(update={"label": one_line(point.label, DRAWN_CHARS)}) for point in one.points
                )
            }
        )
        for one in picture.series
    )
    return picture.model_copy(update={"title": title, "subtitle": scope, "series": series})


def _changes(result: SelectionResult, methods: str) -> Slide:
    """Those that cross with the least change; the workbook has all."""
    near = wording.nearest(result)[:ROWS]
    codes = {row.account for row in near}
    accounts = tuple(row for row in result.accounts if row.account in codes)
    table = changes_table(result.model_copy(update={"accounts": accounts}))
    return _table(table, wording.changes(result), notes=methods)


def _matrix(gathered: Gathered) -> Iterator[Slide]:
    seen, placed = gathered.matrix, gathered.placed
    if seen is None or placed is None or not seen.placed:
        return
    title, scope = matrix_wording.finding(seen, gathered.revenue), matrix_wording.scope(seen)
    methods = _methods(matrix_notes(placed))
    yield Slide(title, (matrix_picture(placed, title, scope),), methods, scope)
    yield _table(classes_table(placed), wording.classes(placed), notes=methods)
    crossed = cross(seen)
    if crossed:
        heads = [*crossed.heads, *([_("Profit not known")] if crossed.has_unboxed else [])]
        columns = [Column(key="kind", label=_("Account class"))]
        columns += [Column(key=f"box-{at}", label=head, kind="integer") for at, head in enumerate(heads)]
        rows = tuple(
            (
                row.label,
                *(_cell(cell.count, cell.revenue) for cell in row.cells),
                *([row.unboxed] if crossed.has_unboxed else []),
            )
            for row in crossed.rows
        )
        table = Table(id="cross", title=crossed.title, subtitle=scope, columns=tuple(columns), rows=rows)
        remarks = tuple(Finding(id=f"apart-{at}", text=one.text) for at, one in enumerate(crossed.apart))
        yield Slide(crossed.title, (table,), "\n\n".join(one.text for one in remarks), table.subtitle)


def _cell(count: str, revenue: str) -> str:
    return f"{count} · {revenue}" if revenue else count


def _movement(gathered: Gathered) -> Iterator[Slide]:
    found, before = gathered.movement, gathered.cycle.previous
    if found is None or before is None or not found.lines:
        return
    now, then = gathered.cycle.name, before.name
    title = comparing.finding(found, gathered.cycle, before)
    moved = [
        line for line in found.lines if line.entered or line.left or line.rise or line in tables.changed_class(found)
    ]
    table = tables.movement_table(comparing.Comparison(moved, ()), now, then, title)
    undecided = () if any(row.decision for row in gathered.decided) else ("decision_now",)
    yield _table(tables.without(table, "total_then", "total_now", "decision_then", *undecided), title)
    if any(side is not None and side.kind for line in found.lines for side in (line.then,)):
        title = wording.class_changes(found, then)
        picture = tables.classes_figure(found, now, then, title)
        yield Slide(title, (picture,), subtitle=picture.subtitle)


def _raters(gathered: Gathered) -> Iterator[Slide]:
    pairs = [(str(CriteriaSet.Kind(kind).label), one) for kind in SCORED for one in gathered.disagreements[kind]]
    if pairs:
        pairs.sort(key=lambda pair: -(pair[1].highest - pair[1].lowest))
        title = wording.apart(one for _kind, one in pairs)
        yield _table(tables.disagreements_table(pairs, title), title)


def register(gathered: Gathered) -> Table:
    """The risk register with whose account each risk is."""
    table = register_table(gathered.risks.result)
    event, *others = table.columns
    account = Column(key="account", label=_("Account"))
    rows = tuple(
        (row[0], gathered.risks.owners[key or ""], *row[1:]) for row, key in zip(table.rows, table.links, strict=True)
    )
    return table.model_copy(update={"columns": (event, account, *others), "rows": rows})


def _risks(gathered: Gathered) -> Iterator[Slide]:
    result = gathered.risks.result
    if not result.risks:
        return
    picture: RiskGrid = grid(result)
    methods = _methods(risk_notes(result))
    yield Slide(picture.title, (picture,), methods, picture.subtitle)
    kept = tables.without(
        register(gathered), "source", "cause", "effect", "impact", "probability", "money", "overdue", "residual"
    )
    yield _table(kept, class_text(result), notes=methods)


def effort_blocks(gathered: Gathered) -> tuple[Figure, Table] | None:
    """The load per manager and per class as it is asked for; a proposal belongs to its page until people decide."""
    programme = gathered.effort
    if not programme.has_days:
        return None
    return load_blocks(programme.load())


def _effort(gathered: Gathered) -> list[Slide]:
    blocks = effort_blocks(gathered)
    if blocks is None:
        return []
    picture, classes = blocks
    return [Slide(picture.title, (picture,), subtitle=picture.subtitle), _table(classes, classes.title)]


def _appendix(gathered: Gathered) -> Iterator[Slide]:
    seen, placed = gathered.selection, gathered.placed
    if seen is not None:
        title = wording.weights(seen.result)
        table = tables.without(weights_table(_carrying(seen.result)), "scale")
        yield _table(table, title, rows=None)
        scales = [(one.name, one.scale) for one in seen.result.weights if one.share > 0 and one.scale]
        yield from _scales(scales, str(Kind.SELECTION.label))
    if placed is not None:
        title = wording.factors(placed)
        yield _table(factors_table(gathered, title, with_scale=False), title, rows=None)
        scales = [(one.name, one.scale) for one in placed.factors if one.share > 0 and one.scale]
        yield from _scales(scales, str(Kind.ATTRACTIVENESS.label))
    if any(row.decision for row in gathered.decided):
        title = wording.approved(gathered.decided, gathered.cycle)
        taken = [row for row in gathered.decided if row.decision]
        table = tables.decisions_table(gathered, taken, title)
        yield _reasons(tables.without(table, "rank", "kind"), title)


def _carrying(result: SelectionResult) -> SelectionResult:
    """The result with the criteria that carry weight or are a gate; the workbook has all."""
    kept = tuple(one for one in result.weights if one.share > 0 or one.minimum is not None)
    return result.model_copy(update={"weights": kept})


def factors_table(gathered: Gathered, title: str, *, with_scale: bool) -> Table:
    """The attractiveness factors with their shares of the weight, and what the scores mean."""
    columns = (
        Column(key="factor", label=_("Factor")),
        Column(key="share", label=_("Weight"), kind="percent", unit="%", decimals=1),
        Column(key="scale", label=_("What 1, 5 and 10 mean")),
    )
    factors = gathered.placed.factors if gathered.placed else ()
    rows = tuple((one.name, 100 * one.share, one.scale) for one in factors)
    table = Table(id="factors", title=title, columns=columns, rows=rows)
    return table if with_scale else tables.without(table, "scale")


def _scales(rows: Sequence[tuple[str, str]], subtitle: str) -> Iterator[Slide]:
    notes = [
        Note(id=f"scale-{at}", kind="method", text=_("{criterion}: {scale}").format(criterion=name, scale=scale))
        for at, (name, scale) in enumerate(rows)
    ]
    yield from _texts(_("What 1, 5 and 10 mean"), notes, subtitle)


def _texts(title: str, blocks: Sequence[Finding | Note], subtitle: str = "", notes: str = "") -> Iterator[Slide]:
    """Sentences on as many slides as they need, so that none runs out at the bottom."""
    page: list[Finding | Note] = []
    taken = 0.0
    for block in blocks:
        text = shorten(one_line(block.text), TEXT_CHARS)
        tall = lines_needed(text, TEXT_POINTS, ROOM - 0.3) * TEXT_POINTS * 1.3 / 72 + GAP
        if page and (taken + tall > BODY_BOTTOM - BODY_TOP or len(page) == FINDINGS):
            yield Slide(title, tuple(page), notes, subtitle)
            page, taken = [], 0.0
        page.append(block)
        taken += tall
    if page:
        yield Slide(title, tuple(page), notes, subtitle)


def _unknown(gathered: Gathered) -> Iterator[Slide]:
    notes = [note for note in remarks(gathered) if note.kind in {"unknown", "warning"}]
    yield from _texts(_("What these figures cannot say"), notes)


def remarks(gathered: Gathered) -> list[Note]:
    """Everything that the tools remark on: what to doubt, what is not known, how it was made."""
    found = [*_problems(gathered)]
    if gathered.selection:
        found += selection_notes(gathered.selection.mine)
    if gathered.placed:
        found += matrix_notes(gathered.placed)
    if gathered.risks.result.risks:
        found += risk_notes(gathered.risks.result)
    if gathered.risks.has_sample:
        text = _("Risks marked as illustrative are invented for the sample.")
        found.append(Note(id="risk-sample", kind="warning", text=text))
    if gathered.cycle.is_sample:
        text = _("The judgements of this cycle are invented for the sample; figures of the books are the sample's own.")
        found.append(Note(id="cycle-sample", kind="warning", text=text))
    if gathered.selection and gathered.selection.is_blind:
        text = _("You score without seeing others: this file is made from what you may know.")
        found.append(Note(id="blind", kind="warning", text=text))
    if gathered.selection and not gathered.selection.is_drawn:
        text = _("How sure the ranking is has not been drawn yet; the selection page draws it.")
        found.append(Note(id="undrawn", kind="unknown", text=text))
    return found


def _sources(gathered: Gathered) -> Iterator[Slide]:
    texts = [gathered.source, *(note.text for note in remarks(gathered) if note.kind in {"method", "source"})]
    blocks = [Note(id=f"source-{at}", kind="source", text=text) for at, text in enumerate(texts)]
    yield from _texts(_("Where the figures come from"), blocks)
