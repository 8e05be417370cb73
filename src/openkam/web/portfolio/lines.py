"""One line of the portfolio table as HTML.

Written here and not by a template: a page holds a hundred lines of forty values each, for which the template engine
takes more time than for everything else on the page together.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from django.utils.safestring import SafeString, mark_safe

from openkam.web.portfolio.drawing import Bars


@dataclass(frozen=True)
class Cell:
    """A written figure. `figure` ends the address of its working."""

    figure: str
    text: str
    css: str = "n"
    hint: str = ""
    bar: str = ""


@dataclass(frozen=True)
class Names:
    """What a line is called, where it leads and which working it asks for."""

    label: str
    url: str = ""
    detail: str = ""
    owner: str = ""
    key: str = "all"
    scope: str = ""


def _head(names: Names) -> str:
    text = escape(names.label)
    if names.url:
        # An address that only asks for another filter is fetched without leaving the page.
        same_page = " data-filter" if names.url.startswith("?") else ""
        text = f'<a href="{escape(names.url)}"{same_page}>{text}</a>'
    detail = f'<span class="lab">{escape(names.detail)}</span>' if names.detail else ""
    return f'<th scope="row">{text}{detail}</th>'


def _bars(bars: Bars, text: str) -> str:
    return (
        f'<td><svg class="bars" viewBox="0 0 66 23" role="img" aria-label="{escape(text)}"><path d="{bars.past}"/>'
        f'<path class="now" d="{bars.now}"/><path class="ahead" d="{bars.ahead}"/></svg></td>'
    )


def _figure(cell: Cell, before: str, after: str) -> str:
    hint = f' title="{escape(cell.hint)}"' if cell.hint else ""
    bar = ""
    if cell.bar:
        drawn = f'<path d="{cell.bar}"/><path class="z" d="M28 0V12"/>'
        bar = f'<svg class="db" viewBox="0 0 56 12" aria-hidden="true">{drawn}</svg>'
    made = f"{before}{cell.figure}{after}"
    return f'<td class="{cell.css}"{hint}>{bar}<a class="w" href="{made}">{escape(cell.text)}</a></td>'


def write(
    names: Names, bars: Bars, bars_text: str, cells: Iterable[Cell], workings: str, *, has_owner: bool
) -> SafeString:
    """The line `names` with its figures; `workings` is the address under which the workings of the period are."""
    before, after = escape(f"{workings}{names.key}/"), escape(names.scope)
    figures = "".join(_figure(cell, before, after) for cell in cells)
    owner = f'<td class="ow">{escape(names.owner)}</td>' if has_owner else ""
    # Every text that somebody typed or imported went through `escape` above.
    return mark_safe(f"<tr>{_head(names)}{_bars(bars, bars_text)}{figures}{owner}</tr>")  # noqa: S308 - as said above
