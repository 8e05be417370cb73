"""The four boxes as a picture, a table and a sentence."""

from __future__ import annotations

from openkam.core.blocks import (
    Axis,
    Block,
    Column,
    Figure,
    Finding,
    Line,
    Note,
    Point,
    Region,
    Report,
    Series,
    Table,
    Tone,
    Value,
)
from openkam.core.i18n import gettext as _, ngettext
from openkam.core.numbers import format_compact, format_number, format_percent
from openkam.tools.define.value_quadrant.inputs import BOXES, Box, Placed, QuadrantResult

ALL = "all"


def report(result: QuadrantResult) -> Report:
    """The finding, the quadrant with its table, the four sums and remarks, in the active language."""
    blocks: list[Block] = [Finding(id="quadrant-finding", text=finding(result), tone=_tone(result))]
    if result.cut.sales is not None:
        blocks += [figure(result), boxes_table(result)]
    return (*blocks, *notes(result))


def finding(result: QuadrantResult) -> str:
    """What the accounts with high sales and low profit bring and cost."""
    if result.cut.sales is None:
        return _("No account can be placed: there is none whose sales and profit are both known")
    box = result.box("high_low")
    if not box.accounts:
        return _("No account combines high sales with low profit")
    if box.sales_share_pct is None:
        sentence = ngettext(
            "{count} account has high sales and low profit",
            "{count} accounts have high sales and low profit",
            box.accounts,
        )
    elif box.profit < 0:
        sentence = ngettext(
            "{count} account with high sales and low profit brings {share} of revenue and loses {amount}",
            "{count} accounts with high sales and low profit bring {share} of revenue and lose {amount}",
            box.accounts,
        )
    else:
        sentence = ngettext(
            "{count} account with high sales and low profit brings {share} of revenue and only {amount} of profit",
            "{count} accounts with high sales and low profit bring {share} of revenue and only {amount} of profit",
            box.accounts,
        )
    return sentence.format(
        count=format_number(box.accounts),
        share=format_percent(box.sales_share_pct, 0),
        amount=format_compact(abs(box.profit)),
    )


def _tone(result: QuadrantResult) -> Tone:
    return "neg" if result.cut.sales is not None and result.box("high_low").profit < 0 else "neutral"


def box_label(box: Box | None) -> str:
    """The name of a box in the reader's language; a dash's worth of words for an account that stands nowhere."""
    if box is None:
        return _("not placed: profit unknown")
    return {
        "high_high": _("High sales, high profit"),
        "high_low": _("High sales, low profit"),
        "low_high": _("Low sales, high profit"),
        "low_low": _("Low sales, low profit"),
    }[box]


def profit_label(result: QuadrantResult) -> str:
    """What stands on the vertical axis."""
    return _("Margin") if result.profit_is == "margin" else _("Net income")


def figure(result: QuadrantResult) -> Figure:
    """Sales × profit, one point per account, the dividing lines drawn with their value."""
    placed = [row for row in result.accounts if row.box is not None]
    cut_x, cut_y = float(result.cut.sales or 0), float(result.cut.profit or 0)
    return Figure(
        id="quadrant",
        kind="quadrant",
        title=finding(result),
        subtitle=_subtitle(result),
        x=Axis(
            label=_("Sales"),
            unit=result.currency,
            scale="log" if all(row.sales > 0 for row in placed) and cut_x > 0 else "symlog",
            kind="money",
        ),
        y=Axis(label=profit_label(result), unit=result.currency, scale="symlog", kind="money"),
        series=(
            Series(key="accounts", label=_("Accounts"), form="points", points=tuple(_point(row) for row in placed)),
        ),
        lines=(
            Line(axis="x", value=cut_x, label=_line_label(result, cut_x)),
            Line(axis="y", value=cut_y, label=_line_label(result, cut_y)),
        ),
        regions=tuple(_region(result, box, cut_x, cut_y) for box in BOXES),
        table=accounts_table(result),
    )


def _subtitle(result: QuadrantResult) -> str:
    sentence = {
        "median": _("Customer value quadrant, {period}, cut at the median"),
        "mean": _("Customer value quadrant, {period}, cut at the mean"),
        "typed": _("Customer value quadrant, {period}, cut at typed values"),
    }[result.cut.method]
    return sentence.format(period=_period_text(result))


def _period_text(result: QuadrantResult) -> str:
    return _("all periods") if result.period == ALL else result.period


def _line_label(result: QuadrantResult, value: float) -> str:
    sentence = {"median": _("median {value}"), "mean": _("mean {value}"), "typed": _("cut {value}")}
    return sentence[result.cut.method].format(value=format_number(value, 2 if abs(value) < 100 else 0))


def _point(row: Placed) -> Point:
    profit = float(row.profit or 0)
    return Point(x=float(row.sales), y=profit, label=row.name, id=row.account, tone="neg" if profit < 0 else "pos")


def _region(result: QuadrantResult, key: Box, cut_x: float, cut_y: float) -> Region:
    box = result.box(key)
    high_sales, high_profit = key.startswith("high"), key.endswith("high")
    return Region(
        key=key,
        label=box_label(key),
        detail=_("{count} · {amount}").format(count=format_number(box.accounts), amount=format_compact(box.profit)),
        x0=cut_x if high_sales else None,
        x1=None if high_sales else cut_x,
        y0=cut_y if high_profit else None,
        y1=None if high_profit else cut_y,
        tone="neg" if key == "high_low" else "neutral",
    )


def accounts_table(result: QuadrantResult) -> Table:
    """Every account with its box, largest sales first."""
    rows = sorted(result.accounts, key=lambda row: (-row.sales, row.account))
    columns = (
        Column(key="account", label=_("Account code")),
        Column(key="name", label=_("Account")),
        Column(key="sales", label=_("Sales"), kind="money", unit=result.currency, decimals=2),
        Column(key="profit", label=profit_label(result), kind="money", unit=result.currency, decimals=2),
        Column(key="box", label=_("Box")),
        Column(key="borderline", label=_("Near a line")),
    )
    cells: list[tuple[Value, ...]] = [
        (row.account, row.name, row.sales, row.profit, box_label(row.box), _("near") if row.borderline else "")
        for row in rows
    ]
    return Table(
        id="quadrant-accounts",
        title=_("Accounts by box"),
        subtitle=_period_text(result),
        columns=columns,
        rows=tuple(cells),
        links=tuple(row.account for row in rows),
    )


def boxes_table(result: QuadrantResult) -> Table:
    """The four sums."""
    columns = (
        Column(key="box", label=_("Box")),
        Column(key="accounts", label=_("Accounts"), kind="integer"),
        Column(key="sales", label=_("Sales"), kind="money", unit=result.currency, decimals=2),
        Column(key="share", label=_("Share of sales"), kind="percent", unit="%", decimals=1),
        Column(key="profit", label=profit_label(result), kind="money", unit=result.currency, decimals=2),
    )
    boxes = result.boxes
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (box_label(box.box), box.accounts, box.sales, box.sales_share_pct, box.profit) for box in boxes
    )
    total: tuple[Value, ...] = (
        _("All placed accounts"),
        sum(box.accounts for box in boxes),
        sum(box.sales for box in boxes),
        None,
        sum(box.profit for box in boxes),
    )
    return Table(id="quadrant-boxes", title=_("Four boxes"), columns=columns, rows=rows, total=total)


def notes(result: QuadrantResult) -> tuple[Note, ...]:
    """The rule of the cut, what stands near it, and who could not be placed."""
    out = []
    if result.unknown_accounts:
        text = ngettext(
            "{count} account with sales of {sales} is not placed: its profit is unknown.",
            "{count} accounts with sales of {sales} are not placed: their profit is unknown.",
            result.unknown_accounts,
        ).format(count=format_number(result.unknown_accounts), sales=format_compact(result.unknown_sales))
        out.append(Note(id="quadrant-unknown", kind="unknown", text=text))
    if result.cut.sales is not None:
        out.append(
            Note(id="quadrant-cut", kind="method", text=_("An account at or above a dividing line counts as high."))
        )
    if near := sum(row.borderline for row in result.accounts):
        text = ngettext(
            "{count} account stands within {percent} of a dividing line: a small change would move it.",
            "{count} accounts stand within {percent} of a dividing line: a small change would move them.",
            near,
        ).format(count=format_number(near), percent=format_percent(result.borderline_pct, 0))
        out.append(Note(id="quadrant-borderline", kind="method", text=text))
    return tuple(out)
