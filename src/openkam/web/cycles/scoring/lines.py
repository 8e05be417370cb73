"""The rows of the grid of scores as HTML.

Written here and not by a template: 500 candidates on 22 criteria are 11,000 cells, for which the template engine takes
longer than for everything else on the page together.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from openkam.core.numbers import format_number
from openkam.publish.text import one_line
from openkam.web.cycles.scoring.grid import Cell, Grid, covered, mean_text
from openkam.web.shell.templatetags.okam import icon

NAME_CHARS = 90
CODE_CHARS = 24
_ZERO = 987654321


def body(grid: Grid) -> SafeString:
    """The rows of all visible candidates."""
    # Every text that somebody typed or imported goes through `escape` below.
    return mark_safe("\n".join(_rows(grid)))  # noqa: S308 - as said above


def _rows(grid: Grid) -> Iterator[str]:
    pks = [one.pk for one in grid.shown]
    proposals = grid.open_proposals() if grid.may_score else {}
    account, form = _address("account", [_ZERO]), _address("cycle-score-account", [grid.cycle.pk, grid.kind, _ZERO])
    pen, hint = icon("edit").strip(), escape(_("Score this account on a page of its own"))
    for line in grid.lines:
        name = escape(one_line(line.name, NAME_CHARS))
        shown = f'<a href="{account[0]}{line.account}{account[1]}">{name}</a>' if line.account else name
        code = f"<small>{escape(one_line(line.code, CODE_CHARS))}</small>" if line.code != line.name else ""
        mean, coverage = grid.columns.weigh(grid.values_of(line.pk))
        cells = "".join(_cell(grid.cells.get((line.pk, pk)), proposals.get((line.pk, pk))) for pk in pks)
        yield (
            f'<tr data-c="{line.pk}"><th scope="row"><span>{shown}{code}<a class="pen" '
            f'href="{form[0]}{line.pk}{form[1]}" title="{hint}" aria-label="{hint}: {name}">{pen}</a></span></th>'
            f'<td class="n m">{mean_text(mean)}</td><td class="n m">{covered(coverage)}</td>{cells}</tr>'
        )


def _address(name: str, arguments: list[object]) -> tuple[str, str]:
    """What stands before and after the key of a row in an address: reversing it for every row takes too long."""
    before, after = reverse(name, args=arguments).split(str(_ZERO))
    return before, after


def _cell(cell: Cell | None, proposal: float | None) -> str:
    if proposal is not None:
        version = f' data-v="{cell.version}"' if cell is not None else ""
        return f'<td class="gh"{version}><i>{format_number(proposal, 1).removesuffix(".0")}</i></td>'
    if cell is None:
        return "<td></td>"
    told = ' class="ev"' if cell.has_evidence else ""
    return f'<td{told} data-v="{cell.version}">{escape(cell.text)}</td>'
