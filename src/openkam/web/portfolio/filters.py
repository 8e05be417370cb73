"""What a reader asked to see of the portfolio. It lives in the address, so that a link shows the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import cache
from typing import Final
from urllib.parse import urlencode

from openkam.tools.define.value_quadrant.inputs import BOXES

VIEWS: Final = ("accounts", "parents", "territories", "segments")
SORTS: Final = (
    "name", "revenue", "growth", "direct", "margin", "indirect", "net", "pct", "share", "territory", "owner",
)  # fmt: skip
TEXT_SORTS: Final = ("name", "territory", "owner")
CUTS: Final = ("median", "mean")
PARTS: Final = ("earning", "losing")
MEASURES: Final = ("margin", "net")
STATUSES: Final = ("bought", "any")
FACETS: Final = ("territory", "segment", "parent", "salesperson", "owner")
LONGEST: Final = 300
ANY: Final = "*"
"""How a form says that a facet leaves nothing out."""


@dataclass(frozen=True)
class Filter:
    """One choice of rows, columns and order. Empty text means no restriction."""

    period: str = ""
    view: str = "accounts"
    sort: str = "revenue"
    direction: str = "desc"
    page: int = 1
    text: str = ""
    territory: str | None = None
    segment: str | None = None
    parent: str | None = None
    salesperson: str | None = None
    owner: str | None = None
    box: str = ""
    part: str = ""
    cut: str = "median"
    status: str = "bought"
    measure: str = ""
    """`margin` or `net`: what the pictures call earning; empty leaves it to the books."""

    def with_(self, **changes: object) -> Filter:
        """The same with some parts changed, from the first page on."""
        return replace(self, **{"page": 1, **changes})  # type: ignore[arg-type] # the names are those of the fields

    def query(self, **changes: object) -> str:
        """The part of an address behind the question mark that asks for this filter; only what is not the default."""
        plain = self.with_(**changes) if changes else self
        chosen = ((name, getattr(plain, name), usual) for name, usual in _defaults(plain.sort).items())
        return urlencode([(NAMES.get(name, name), value) for name, value, usual in chosen if value != usual])

    @property
    def narrows(self) -> bool:
        """Whether it leaves out accounts that bought."""
        return any(getattr(self, name) is not None for name in FACETS) or bool(self.text or self.box or self.part)

    @property
    def scope(self) -> Filter:
        """What decides which accounts are in, and over which period: the same in every order, page and view."""
        return replace(self, view="accounts", sort="revenue", direction="desc", page=1)


@cache
def _defaults(sort: str) -> Mapping[str, object]:
    """Every part of a filter as it is where nothing is said, when `sort` orders."""
    return {field.name: field.default for field in fields(Filter)} | {"direction": usual_direction(sort)}


NAMES: Final[Mapping[str, str]] = {"text": "q", "direction": "dir"}


def usual_direction(sort: str) -> str:
    """The order that a first click on a heading gives: names forward, figures from the largest."""
    return "asc" if sort in TEXT_SORTS else "desc"


def _one_of(value: str, allowed: tuple[str, ...], default: str) -> str:
    return value if value in allowed else default


def read(query: Mapping[str, str], labels: tuple[str, ...], default_period: str) -> Filter:
    """The filter that an address asks for. What cannot be understood is taken as not said.

    A facet that is named with an empty value means the accounts that have none.
    """
    period = query.get("period", default_period)
    sort = _one_of(query.get("sort", ""), SORTS, "revenue")
    page = query.get("page", "1")
    return Filter(
        period=period if period in {*labels, "all"} else default_period,
        view=_one_of(query.get("view", ""), VIEWS, "accounts"),
        sort=sort,
        direction=_one_of(query.get("dir", ""), ("asc", "desc"), usual_direction(sort)),
        page=int(page) if page.isascii() and page.isdigit() and 0 < int(page) < 10**6 else 1,
        text=query.get("q", "").strip()[:LONGEST],
        box=_one_of(query.get("box", ""), BOXES, ""),
        part=_one_of(query.get("part", ""), PARTS, ""),
        cut=_one_of(query.get("cut", ""), CUTS, "median"),
        measure=_one_of(query.get("measure", ""), MEASURES, ""),
        status=_one_of(query.get("status", ""), STATUSES, "bought"),
        **{name: query[name][:LONGEST] if query.get(name, ANY) != ANY else None for name in FACETS},
    )
