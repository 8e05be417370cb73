"""The readable summary of `openkam analyze`, for a terminal of any width."""

from __future__ import annotations

from decimal import Decimal

from rich.console import Console
from rich.table import Table
from rich.text import Text

from openkam.cli.analysis import Analysis
from openkam.cli.answer import findings, largest, unknown
from openkam.core.i18n import gettext as _
from openkam.core.numbers import format_date, format_number, format_percent
from openkam.tools.define.portfolio.result import PeriodResult
from openkam.tools.define.value_quadrant.report import box_label


def show(analysis: Analysis, *, top: int, console: Console) -> None:
    """Write findings, periods, largest accounts, quadrant and what could not be said."""
    for index, text in enumerate(findings(analysis)):
        console.print(Text(text, style="bold" if index == 0 else ""))
    console.print()
    console.print(_source(analysis))
    console.print(_as_of(analysis))
    console.print(_periods(analysis))
    console.print(_largest(analysis, top))
    console.print(_quadrant(analysis))
    for remark in (*(entry["why"] for entry in unknown(analysis)), *analysis.remarks):
        console.print(Text(f"· {remark}"))


def _source(analysis: Analysis) -> Text:
    source = analysis.load.source
    return Text(
        _("{read} rows read, {loaded} loaded, {rejected} rejected; {accounts} accounts.").format(
            read=format_number(source.rows_read),
            loaded=format_number(source.rows_loaded),
            rejected=format_number(source.rows_rejected),
            accounts=format_number(analysis.chosen.selection.accounts),
        )
    )


def _as_of(analysis: Analysis) -> Text:
    sentence = {
        "option": _("As of {day}, as asked for."),
        "last_invoice": _("As of {day}, the day of the last invoice; --as-of changes it."),
        "month_of_last_invoice": _("As of {day}, the end of the month of the last invoice; --as-of changes it."),
    }[analysis.chosen_by]
    return Text(sentence.format(day=format_date(analysis.facts.settings.as_of)), style="dim")


def _table(title: str) -> Table:
    return Table(title=title, title_justify="left", title_style="bold", box=None, padding=(0, 2, 0, 0))


def _money(amount: Decimal | None, decimals: int = 2) -> Text:
    return Text(format_number(amount, decimals), style="red" if amount is not None and amount < 0 else "")


def _periods(analysis: Analysis) -> Table:
    table = _table(_("Periods"))
    margin = analysis.years.before_indirect
    table.add_column(_("Period"), min_width=8)
    headings = [_("Revenue"), _("Direct costs"), *([] if margin else [_("Indirect costs")])]
    headings += [_("Margin") if margin else _("Net income"), _("Accounts"), _("Unprofitable"), _("Growth")]
    for heading in headings:
        table.add_column(heading, justify="right", no_wrap=True)
    ahead = [each for each in analysis.ahead.periods if each.kind == "proposed"] if analysis.ahead else []
    for period in (*analysis.years.periods, *ahead):
        table.add_row(*_period_cells(period, margin=margin))
    return table


def _period_cells(period: PeriodResult, *, margin: bool) -> list[str | Text]:
    label, booked = period.label, period.kind != "proposed"
    if period.partial:
        label = _("{period}, {months} months").format(period=label, months=period.months_covered)
    elif not booked:
        label = _("{period}, proposed").format(period=label)
    figures = period.figures
    indirect = [] if margin else [_money(figures.indirect_cost, 0)]
    return [
        Text(label),
        _money(figures.revenue, 0),
        _money(figures.direct_cost, 0),
        *indirect,
        _money(figures.net_income, 0),
        format_number(period.accounts) if booked else "",
        format_number(period.unprofitable) if booked else "",
        format_percent(period.growth_pct, plus=True) if booked else "",
    ]


def _largest(analysis: Analysis, top: int) -> Table:
    table = _table(_("Largest accounts"))
    table.add_column(_("Account"))
    margin = analysis.chosen.before_indirect
    for heading in (_("Revenue"), _("Margin") if margin else _("Net income"), _("Share")):
        table.add_column(heading, justify="right", no_wrap=True)
    for row in largest(analysis.chosen, top):
        name = Text(row.name or row.account)
        name.truncate(48, overflow="ellipsis")
        table.add_row(
            name, _money(row.selected.revenue), _money(row.selected.net_income), format_percent(row.share_pct)
        )
    return table


def _quadrant(analysis: Analysis) -> Table:
    table = _table(_("Customer value quadrant"))
    table.add_column(_("Box"))
    for heading in (_("Accounts"), _("Sales"), _("Profit")):
        table.add_column(heading, justify="right", no_wrap=True)
    for box in analysis.quadrant.boxes:
        table.add_row(box_label(box.box), format_number(box.accounts), _money(box.sales), _money(box.profit))
    return table
