"""The portfolio deck: one slide per finding, whose title is the finding."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from openkam.core.blocks import Block, Column, Figure, Finding, Note, Report, Table, Value
from openkam.core.numbers import format_compact, format_number, format_percent
from openkam.publish.deck import Slide
from openkam.tools.define.portfolio.result import AccountResult, PortfolioResult
from openkam.tools.define.portfolio.wording import bottom_line, selection_text

ROWS = 12


def portfolio_slides(report: Report, quadrant: Report, result: PortfolioResult) -> tuple[Slide, ...]:
    """What the figures say in sum, each picture, who brings and who costs most, and what cannot be said.

    Periods, every account and the workings are in the workbook.
    """
    both = (*report, *quadrant)
    method = "\n\n".join(block.text for block in both if isinstance(block, Note) and block.kind in {"method", "source"})
    pictures = [block for block in both if isinstance(block, Figure)]
    slides = [Slide(_("What the figures say"), _findings(report, pictures), method, selection_text(result))]
    slides += [
        Slide(one.title, (one,), "\n\n".join(part for part in (one.subtitle, one.note, method) if part), one.subtitle)
        for one in sorted(pictures, key=_place)
    ]
    slides += [Slide(table.title, (table,), method, table.subtitle) for table in _tables(result)]
    unknown = tuple(block for block in both if isinstance(block, Note) and block.kind in {"unknown", "warning"})
    if unknown:
        slides.append(Slide(_("What these figures cannot say"), unknown, method))
    return tuple(slides)


def _place(figure: Figure) -> int:
    order = ("columns", "whale", "quadrant", "concentration")
    return order.index(figure.id) if figure.id in order else len(order)


def _findings(report: Report, pictures: Sequence[Figure]) -> tuple[Block, ...]:
    said = [block for block in report if isinstance(block, Finding)]
    known = {block.text for block in said}
    more = [Finding(id=f"said-{one.id}", text=one.title) for one in sorted(pictures, key=_place)]
    return (*said, *(one for one in more if one.text not in known))


def _tables(result: PortfolioResult) -> Iterator[Table]:
    bought = [row for row in result.accounts if row.selected_active]
    if not bought:
        return
    whole = sum((row.selected.revenue for row in bought), Decimal(0))
    largest = sorted(bought, key=lambda row: (-row.selected.revenue, row.account))[:ROWS]
    brought = sum((row.selected.revenue for row in largest), Decimal(0))
    if whole > 0 and len(bought) > len(largest):
        title = _("The {count} largest of {all} accounts bring {share} of revenue").format(
            count=format_number(len(largest)),
            all=format_number(len(bought)),
            share=format_percent(float(100 * brought / whole), 1),
        )
        yield _table("largest", title, largest, result)
    losing = [row for row in bought if row.selected.net_income is not None and row.selected.net_income < 0]
    worst = sorted(losing, key=lambda row: (row.selected.net_income or 0, row.account))[:ROWS]
    lost = sum((row.selected.net_income or Decimal(0) for row in worst), Decimal(0))
    if len(worst) > 1:
        title = _("The {count} accounts that lose most lose {amount} together").format(
            count=format_number(len(worst)), amount=format_compact(abs(lost))
        )
        yield _table("worst", title, worst, result)


def _table(key: str, title: str, rows: Sequence[AccountResult], result: PortfolioResult) -> Table:
    money = {"kind": "money", "unit": result.currency}
    columns = [
        Column(key="account", label=_("Account")),
        Column.model_validate({"key": "revenue", "label": _("Revenue"), **money}),
        Column(key="growth", label=_("Growth"), kind="percent", unit="%", decimals=1),
        Column.model_validate({"key": "direct", "label": _("Direct costs"), **money}),
    ]
    if not result.before_indirect:
        columns.append(Column.model_validate({"key": "indirect", "label": _("Cost-to-serve"), **money}))
    columns += [
        Column.model_validate({"key": "net", "label": bottom_line(result), **money}),
        Column(key="ratio", label=_("% of revenue"), kind="percent", decimals=1),
        Column(key="share", label=_("Share of all revenue"), kind="percent", unit="%", decimals=2),
    ]
    return Table(
        id=key,
        title=title,
        subtitle=selection_text(result),
        columns=tuple(columns),
        rows=tuple(_row(row, result) for row in rows),
        links=tuple(row.account for row in rows),
    )


def _row(row: AccountResult, result: PortfolioResult) -> tuple[Value, ...]:
    figures = row.selected
    net = figures.net_income
    ratio = None if net is None or figures.revenue <= 0 else float(100 * net / figures.revenue)
    indirect = () if result.before_indirect else (figures.indirect_cost,)
    return row.name, figures.revenue, row.growth_pct, figures.direct_cost, *indirect, net, ratio, row.share_pct
