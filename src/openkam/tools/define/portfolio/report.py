"""The result as blocks, drawn alike on the page, in the deck, in the sheet and in the terminal."""

from __future__ import annotations

from openkam.core.blocks import Block, Finding, Report, Tone
from openkam.tools.define.portfolio.figures import columns_figure, concentration_figure, whale_figure
from openkam.tools.define.portfolio.findings import headline
from openkam.tools.define.portfolio.notes import notes
from openkam.tools.define.portfolio.result import PortfolioResult
from openkam.tools.define.portfolio.tables import accounts_table, overrides_table, periods_table, pools_table
from openkam.tools.define.portfolio.wording import booked
from openkam.tools.define.portfolio.workings import share_working, working_for

__all__ = ["report", "share_working", "working_for"]


def report(result: PortfolioResult) -> Report:
    """Headline, pictures, tables, the sum of the selection and remarks, in the active language."""
    blocks: list[Block | None] = [Finding(id="headline", text=headline(result), tone=_tone(result))]
    if any(period.accounts for period in result.periods):
        blocks += [
            columns_figure(result),
            whale_figure(result),
            concentration_figure(result),
            periods_table(result),
            accounts_table(result),
            pools_table(result),
            overrides_table(result),
            working_for(result, None, result.selected),
        ]
    return (*(block for block in blocks if block is not None), *notes(result))


def _tone(result: PortfolioResult) -> Tone:
    periods = booked(result)
    net = periods[-1].figures.net_income if periods else None
    return "neg" if net is not None and net < 0 else "neutral"
