"""The rows of the portfolio table: grouped, sorted, cut into pages and written in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from openkam.core.amounts import SCALE
from openkam.core.numbers import MISSING, format_number
from openkam.web.portfolio import drawing, lines
from openkam.web.portfolio.directory import Facet, tops
from openkam.web.portfolio.filters import TEXT_SORTS, Filter
from openkam.web.portfolio.frame import Columns, Slice, columns, group
from openkam.web.portfolio.lines import Cell, Names
from openkam.web.portfolio.scene import Scene

PAGE_ROWS = 100
Rows = NDArray[np.intp]


@dataclass(frozen=True)
class Row:
    """One line of the table, with its figures as they are written and as HTML."""

    label: str
    url: str
    cells: tuple[Cell, ...]
    html: SafeString


@dataclass(frozen=True)
class Heading:
    """The head of one column, with the address that sorts by it."""

    key: str
    label: str
    unit: str
    query: str
    state: str
    """ascending, descending or none, as `aria-sort` says it."""
    numeric: bool = True


@dataclass(frozen=True)
class Page:
    """One page of the table."""

    headings: tuple[Heading, ...]
    rows: tuple[Row, ...]
    total: Row
    count: int
    number: int
    pages: int
    first: int
    last: int


def _by_name(labels: Iterable[str]) -> Rows:
    texts = list(labels)
    ranks = np.empty(len(texts), dtype=np.intp)
    ranks[sorted(range(len(texts)), key=lambda at: texts[at].casefold())] = np.arange(len(texts))
    return ranks


class _AccountLines:
    """One line for every account; texts are fetched for the page that is shown only."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.part, self.figures = scene.part, scene.columns
        # Asked for once: to look up an address takes as long as to write half a line.
        self.before_pk, self.behind_pk = reverse("account", args=[0]).rsplit("0", 1)
        self.by_name = scene.directory.by_name[scene.listed]
        self.by_owner = scene.directory.owner.of[scene.listed]
        self.by_territory = scene.directory.territory.of[scene.listed]

    def text(self, at: int) -> Names:
        """What line `at` is called."""
        who, row = self.scene.directory, int(self.scene.listed[at])
        pk = int(who.pk[row])
        url = f"{self.before_pk}{pk}{self.behind_pk}" if pk else ""
        detail = who.city[row] or who.territory.values[who.territory.of[row]]
        owner = who.owner.values[who.owner.of[row]] or who.salesperson.values[who.salesperson.of[row]]
        return Names(who.names[row], url, detail, owner, str(pk))


class _GroupLines:
    """One line for every parent, territory or segment."""

    def __init__(self, scene: Scene, chosen: Filter) -> None:
        self.scene = scene
        self.name = {"parents": "parent", "territories": "territory", "segments": "segment"}[chosen.view]
        self.chosen = chosen
        groups, self.labels, self.values, self.counts = self._groups()
        self.part = group(scene.whole, groups, len(self.labels))
        self.figures = columns(self.part, scene.at, scene.revenue_seen)
        self.by_name = self.by_owner = self.by_territory = _by_name(self.labels)

    def _groups(self) -> tuple[Rows, tuple[str, ...], tuple[str, ...], Rows]:
        scene, who = self.scene, self.scene.directory
        if self.name == "parent":
            top = visible_tops(scene)
            heads, groups = np.unique(top[scene.rows], return_inverse=True)
            labels = tuple(who.names[row] for row in heads.tolist())
            values = tuple(scene.frame.codes[row] for row in heads.tolist())
        else:
            of: Facet = getattr(who, self.name)
            heads, groups = np.unique(of.of[scene.rows], return_inverse=True)
            values = tuple(of.values[at] for at in heads.tolist())
            labels = tuple(value or _("not given") for value in values)
        return groups.astype(np.intp), labels, values, np.bincount(groups, minlength=len(heads))

    def text(self, at: int) -> Names:
        """What line `at` is called."""
        query = self.chosen.query(view="accounts", **{self.name: self.values[at]})
        count = _("{count} accounts").format(count=format_number(int(self.counts[at])))
        return Names(self.labels[at], f"?{query}", count, scope=f"?{query}")


def visible_tops(scene: Scene) -> Rows:
    """For every row of the frame the topmost ancestor that the reader may see, itself if there is none."""
    parent = scene.directory.parent
    visible = scene.view.visible
    if visible.all():
        return tops(parent)
    seen = np.full(len(parent), -1, dtype=np.intp)
    for row in scene.view.rows.tolist():
        at, best = int(parent[row]), row
        while at >= 0:
            best = at if visible[at] else best
            at = int(parent[at])
        seen[row] = best
    return seen


def _order(table: _AccountLines | _GroupLines, chosen: Filter) -> Rows:
    figures = table.figures
    values: dict[str, NDArray[np.float64]] = {
        "revenue": figures.revenue.astype(np.float64),
        "growth": figures.growth_pct,
        "direct": np.where(figures.known, figures.direct_cost, np.nan),
        "margin": np.where(figures.known, figures.margin, np.nan),
        "indirect": figures.indirect.astype(np.float64),
        "net": np.where(figures.known, figures.net, np.nan),
        "pct": figures.net_pct,
        "share": figures.share_pct,
    }
    if chosen.sort in TEXT_SORTS:
        ranks = {"name": table.by_name, "owner": table.by_owner, "territory": table.by_territory}[chosen.sort]
        key = ranks.astype(np.float64)
    else:
        key = values[chosen.sort]
    key = -key if chosen.direction == "desc" else key
    # NaN, the unknown, sorts last either way; equals stand by name.
    order: Rows = np.lexsort((table.by_name, key))
    return order


MINUS = "\N{MINUS SIGN}"


def _number(figure: str, value: float, decimals: int = 0, *, plus: bool = False) -> Cell:
    if value != value:
        return Cell(figure, MISSING)
    text = format_number(value, decimals, plus=plus)
    return Cell(figure, text, "n neg" if text.startswith(MINUS) else "n")


class _Writer:
    """Writes lines of one part in the reader's language."""

    def __init__(self, scene: Scene, part: Slice, figures: Columns, chosen: Filter) -> None:
        self.frame = scene.frame
        self.has_owner = chosen.view == "accounts"
        self.part, self.figures = part, figures
        self.proposed = [period.kind == "proposed" for period in self.frame.periods]
        self.now = self.frame.labels.index(self.frame.this_year)
        self.unknown = _("unknown")
        self.no_cost = _("Some of its lines say no direct cost.")
        self.new, self.no_base = _("new"), _("No sales in the same months a year before.")
        self.workings = f"{reverse('portfolio')}w/{scene.filter.period}/"

    def row(self, at: int, names: Names) -> Row:
        """Line `at`."""
        values = self.part.sheet.revenue[at].tolist()
        pairs = zip(self.frame.labels, values, strict=True)
        cells = self.cells(at)
        bars = drawing.spark(values, self.now, self.proposed)
        bars_text = ", ".join(f"{period} {format_number(value / SCALE)}" for period, value in pairs)
        html = lines.write(names, bars, bars_text, cells, self.workings, has_owner=self.has_owner)
        return Row(names.label, names.url, cells, html)

    def money(self, figure: str, values: NDArray[np.int64], at: int) -> Cell:
        """An amount that needs the direct cost."""
        if not self.figures.known[at]:
            return Cell(figure, self.unknown, "n lab", self.no_cost)
        return _number(figure, int(values[at]) / SCALE)

    def cells(self, at: int) -> tuple[Cell, ...]:
        """The figures of line `at`, in the order of the headings."""
        figures = self.figures
        if figures.is_new[at]:
            growth = Cell("growth", self.new, "n lab", self.no_base)
        else:
            growth = _number("growth", float(figures.growth_pct[at]), 1, plus=True)
        pct = float(figures.net_pct[at])
        ratio = _number("pct", pct, 1)
        last = (
            Cell("pct", ratio.text, ratio.css, bar="" if pct != pct else drawing.diverging(pct)),
            _number("share", float(figures.share_pct[at]), 2),
        )
        revenue = _number("revenue", int(figures.revenue[at]) / SCALE)
        margin = self.money("margin", figures.margin, at)
        if not self.frame.pool_names:
            return (revenue, growth, self.money("direct", figures.direct_cost, at), margin, *last)
        cost = Cell("indirect", format_number(-int(figures.indirect[at]) / SCALE))
        return (revenue, growth, margin, cost, self.money("net", figures.net, at), *last)


def total_of(scene: Scene, chosen: Filter) -> Row:
    """The last line: everything that the filter leaves."""
    one = group(scene.whole, np.zeros(len(scene.rows), dtype=np.intp), 1)
    names = Names(_("Total"), scope=f"?{chosen.query()}")
    return _Writer(scene, one, columns(one, scene.at, scene.revenue_seen), chosen).row(0, names)


def _headings(scene: Scene, chosen: Filter) -> tuple[Heading, ...]:
    currency = scene.frame.currency
    named = {
        "accounts": _("Account"), "parents": _("Parent"), "territories": _("Territory"), "segments": _("Segment"),
    }[chosen.view]  # fmt: skip
    periods = _("{first} to {last}").format(first=scene.frame.labels[0], last=scene.frame.labels[-1])
    listed = [
        ("name", named, "", False), ("", periods, "", False), ("revenue", _("Revenue"), currency, True),
        ("growth", _("Growth"), "%", True), ("margin", _("Margin"), currency, True),
    ]  # fmt: skip
    if scene.frame.pool_names:
        listed += [("indirect", _("Cost-to-serve"), currency, True), ("net", _("Net income"), currency, True)]
        listed += [("pct", _("Net"), _("% of revenue"), True)]
    else:
        listed.insert(4, ("direct", _("Direct costs"), currency, True))
        listed += [("pct", _("Margin"), _("% of revenue"), True)]
    listed += [("share", _("Share"), "%", True)]
    if chosen.view == "accounts":
        listed += [("owner", _("Owner"), "", False)]
    return tuple(_heading(chosen, *one) for one in listed)


def _heading(chosen: Filter, key: str, label: str, unit: str, numeric: bool) -> Heading:
    usual = "asc" if key in TEXT_SORTS else "desc"
    active = chosen.sort == key
    turned = ("asc" if chosen.direction == "desc" else "desc") if active else usual
    state = {"asc": "ascending", "desc": "descending"}[chosen.direction] if active else "none"
    query = chosen.query(sort=key, direction=turned) if key else ""
    return Heading(key, label, unit, query, state, numeric)


def page(scene: Scene, chosen: Filter, most: int = PAGE_ROWS) -> Page:
    """The page of the table that `chosen` asks for; a number beyond the last gives the last. At most `most` rows."""
    table = _AccountLines(scene) if chosen.view == "accounts" else _GroupLines(scene, chosen)
    order = _order(table, chosen)
    count = len(order)
    pages = max(1, -(-count // PAGE_ROWS))
    number = min(chosen.page, pages)
    start = (number - 1) * PAGE_ROWS
    writer = _Writer(scene, table.part, table.figures, chosen)
    shown = order[start : start + min(most, PAGE_ROWS)].tolist()
    return Page(
        headings=_headings(scene, chosen),
        rows=tuple(writer.row(at, table.text(at)) for at in shown),
        total=total_of(scene, chosen),
        count=count,
        number=number,
        pages=pages,
        first=start + 1 if count else 0,
        last=start + len(shown),
    )
