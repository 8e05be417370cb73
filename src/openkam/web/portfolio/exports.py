"""Decks and workbooks of what a reader sees, in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _

from openkam.core.blocks import Figure, Note, Report
from openkam.core.i18n import language
from openkam.core.numbers import format_date
from openkam.feeds import quadrant_inputs
from openkam.publish.deck import Slide, build_deck, slides_from_report
from openkam.publish.workbook import build_workbook
from openkam.tools.define import portfolio, value_quadrant
from openkam.tools.define.portfolio.figures import whale_figure
from openkam.tools.define.portfolio.notes import notes
from openkam.tools.define.portfolio.result import PortfolioResult
from openkam.tools.define.value_quadrant.inputs import Cut
from openkam.web.portfolio import cards
from openkam.web.portfolio.account import AccountFigures, months_figure
from openkam.web.portfolio.books import State
from openkam.web.portfolio.detail import detailed
from openkam.web.portfolio.scene import Scene
from openkam.web.portfolio.slides import portfolio_slides
from openkam.web.portfolio.words import shown_period
from openkam.web.shell.files import Kind

DIRECT_ROWS = 3000
"""Above so many accounts a file takes seconds and becomes a job."""


@dataclass(frozen=True)
class Content:
    """What goes into a file: its sheets or slides, and where the figures come from."""

    title: str
    subtitle: str
    parts: tuple[tuple[str, Report], ...]
    slides: tuple[Slide, ...]
    source: str


def source_of(state: State, scene: Scene) -> str:
    """The footnote: company, snapshot, settings' revision and as-of date, so that every figure leads back."""
    return _("Snapshot {snapshot}, settings {key}, invoices up to {day}, {currency}").format(
        snapshot=f"{state.snapshot.number} ({state.snapshot.id})",
        key=state.key[:8],
        day=format_date(scene.frame.as_of),
        currency=scene.frame.currency or "\N{EN DASH}",
    )


def of_portfolio(state: State, scene: Scene) -> Content:
    """The portfolio under the scene's filter."""
    result = detailed(scene, scene.rows)
    cut = Cut.model_validate({"method": scene.filter.cut})
    shown = scene.pictured(result)
    quadrant = value_quadrant.TOOL.report(value_quadrant.TOOL.compute(quadrant_inputs(shown, cut=cut)))
    report = _pictured(portfolio.report(result), shown)
    title = _("Portfolio of {company}").format(company=state.company) if state.company else _("Portfolio")
    subtitle = shown_period(scene.frame, scene.filter.period)
    if scene.filter.narrows or not scene.view.sees_all:
        subtitle = _("{period} · {count} accounts of those that the reader may see").format(
            period=subtitle, count=len(scene.listed)
        )
    return Content(
        title=title,
        subtitle=subtitle,
        parts=((_("Portfolio"), report), (_("Value quadrant"), quadrant)),
        slides=portfolio_slides(report, quadrant, result),
        source=source_of(state, scene),
    )


def _pictured(report: Report, shown: PortfolioResult) -> Report:
    """`report` with the whale curve, and what is said about it, by the measure that the page shows."""
    whale = whale_figure(shown)
    blocks = [whale if whale and isinstance(block, Figure) and block.id == whale.id else block for block in report]
    remarks = cards.said_of([block for block in blocks if isinstance(block, Note)], notes(shown))
    return (*(block for block in blocks if not isinstance(block, Note)), *remarks)


def of_account(state: State, figures: AccountFigures) -> Content:
    """One account, with the subsidiaries that the reader may see."""
    report = portfolio.report(detailed(figures.scene, figures.rows))
    months = months_figure(figures)
    parts: list[tuple[str, Report]] = [(_("Figures"), report)]
    if months is not None:
        parts.append((_("Months"), (months,)))
    slides = tuple(slide for _name, report in parts for slide in slides_from_report(report))
    return Content(figures.account.name, figures.period_text, tuple(parts), slides, source_of(state, figures.scene))


def write(kind: Kind, path: Path, content: Content) -> Path:
    """Write the file in the active language."""
    if kind == "workbook":
        return build_workbook(
            path, list(content.parts), language=language(), title=content.title, sources=(content.source,)
        )
    return build_deck(
        path,
        content.slides,
        language=language(),
        title=content.title,
        subtitle=content.subtitle,
        footnote=content.source,
        made_at=timezone.now(),
    )
