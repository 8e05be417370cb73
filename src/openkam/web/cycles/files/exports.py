"""Deck and workbook of a cycle as one reader sees it, in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from openkam.core.blocks import Finding
from openkam.core.i18n import language
from openkam.publish.deck import build_deck
from openkam.publish.workbook import SheetBlocks, build_workbook
from openkam.tools.define.account_matrix.tables import classes_table, trail_table
from openkam.tools.define.risk.report import grid
from openkam.tools.define.selection.tables import changes_table, excluded_table, ranges_table, weights_table
from openkam.web.cycles import answers
from openkam.web.cycles.effort.tables import allotment_table
from openkam.web.cycles.files import slides, tables, wording
from openkam.web.cycles.files.gathered import SCORED, Gathered
from openkam.web.cycles.matrix import wording as matrix_wording
from openkam.web.cycles.models import CriteriaSet, Cycle
from openkam.web.cycles.setup import comparing
from openkam.web.shell.files import Kind
from openkam.web.shell.models import User

DIRECT_CANDIDATES = 500
"""Above so many candidates a file takes seconds and becomes a job."""


def is_direct(user: User, cycle: Cycle) -> bool:
    """Whether a file is quickly made: few candidates, and the draws at hand or quick."""
    if cycle.candidates.count() > DIRECT_CANDIDATES:
        return False
    return answers.draws_are_quick(cycle) or answers.selection_at_hand(cycle, user)


def name_of(cycle: Cycle) -> str:
    """The name of the file without its ending."""
    return f"cycle-{slugify(cycle.name) or cycle.pk}"


def sheets(gathered: Gathered) -> list[SheetBlocks]:
    """One sheet for each part of the deck, whole, then every score and rating with what it rests on."""
    made: list[SheetBlocks] = [(_("Notes"), (*_findings(gathered), *slides.remarks(gathered)))]
    title = wording.decided(gathered.decided, gathered.cycle)
    if gathered.decided:
        made.append((_("Decisions"), (tables.decisions_table(gathered, gathered.decided, title),)))
    made += [*_selection(gathered), *_matrix(gathered), *_movement(gathered)]
    pairs = [(str(CriteriaSet.Kind(kind).label), one) for kind in SCORED for one in gathered.disagreements[kind]]
    if pairs:
        pairs.sort(key=lambda pair: -(pair[1].highest - pair[1].lowest))
        title = wording.apart(one for _kind, one in pairs)
        made.append((_("Disagreements"), (tables.disagreements_table(pairs, title),)))
    if gathered.risks.result.risks:
        made += [(_("Risks"), (slides.register(gathered),)), (_("Risk grid"), (grid(gathered.risks.result),))]
    made += _effort(gathered)
    for kind in SCORED:
        table = tables.scores_table(gathered, kind)
        if table.rows:
            made.append((_("Scores: {kind}").format(kind=table.title), (table,)))
    ratings = tables.ratings_table(gathered)
    return [*made, (_("Rivals"), (ratings,))] if ratings.rows else made


def _findings(gathered: Gathered) -> tuple[Finding, ...]:
    return tuple(Finding(id=f"said-{at}", text=text) for at, text in enumerate(slides.said(gathered)))


def _selection(gathered: Gathered) -> list[SheetBlocks]:
    seen = gathered.selection
    if seen is None:
        return []
    made: list[SheetBlocks] = []
    if seen.ranked:
        made.append((_("Ranking"), (slides.ranking_picture(seen),)))
        if seen.result.draws:
            made.append((_("How sure"), (ranges_table(seen.mine),)))
        if seen.result.line_outside is not None:
            made.append((_("What would change it"), (changes_table(seen.mine),)))
    if any(row.failed for row in seen.mine.accounts):
        made.append((_("Excluded"), (excluded_table(seen.mine),)))
    return [*made, (_("Criteria"), (weights_table(seen.result),))]


def _matrix(gathered: Gathered) -> list[SheetBlocks]:
    seen, placed = gathered.matrix, gathered.placed
    if seen is None or placed is None:
        return []
    made: list[SheetBlocks] = []
    if seen.placed:
        title = matrix_wording.finding(seen, gathered.revenue)
        picture = slides.matrix_picture(placed, title, matrix_wording.scope(seen))
        made += [(_("Account matrix"), (picture,)), (_("Classes"), (classes_table(placed),))]
    if any(row.trail for row in placed.accounts):
        made.append((_("Earlier positions"), (trail_table(placed),)))
    factors = slides.factors_table(gathered, wording.factors(placed), with_scale=True)
    return [*made, (_("Attractiveness factors"), (factors,))]


def _movement(gathered: Gathered) -> list[SheetBlocks]:
    found, before = gathered.movement, gathered.cycle.previous
    if found is None or before is None or not found.lines:
        return []
    now, then = gathered.cycle.name, before.name
    title = comparing.finding(found, gathered.cycle, before)
    picture = tables.classes_figure(found, now, then, wording.class_changes(found, then))
    return [(_("Movement"), (tables.movement_table(found, now, then, title),)), (_("Classes then and now"), (picture,))]


def _effort(gathered: Gathered) -> Sequence[SheetBlocks]:
    blocks = slides.effort_blocks(gathered)
    if blocks is None:
        return ()
    who = allotment_table(gathered.effort)
    return ((_("Effort"), (blocks[0],)), (_("Effort per class"), (blocks[1],)), (who.title, (who,)))


def write(kind: Kind, path: Path, user: User, cycle: Cycle) -> Path:
    """Write the file of what `user` sees of `cycle`."""
    gathered = Gathered(user, cycle)
    if kind == "workbook":
        sources = (gathered.title, gathered.subtitle, gathered.source)
        return build_workbook(path, sheets(gathered), language=language(), title=gathered.title, sources=sources)
    return build_deck(
        path,
        slides.slides(gathered),
        language=language(),
        title=gathered.title,
        subtitle=gathered.subtitle,
        footnote=gathered.source,
        made_at=timezone.now(),
    )
