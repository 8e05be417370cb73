"""What an address of the matrix asks for: weights to try, what is shown, which accounts are listed.

What cannot be read is left out, as a page that was shared must open for everybody.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final
from urllib.parse import urlencode

from openkam.tools.define.account_matrix.compute import KINDS
from openkam.tools.define.value_quadrant.inputs import BOXES
from openkam.web.cycles.matrix.between import ANY, Between

Place = tuple[float, float]
MOST: Final = 1_000.0
"""A weight to try, in percent of the weights that are kept."""
CORNERS: Final = 64
"""Of a lasso; more are thinned out."""
NARROWEST, USUAL, WIDEST = 300, 690, 1600
"""Widths of the picture in px."""
UNMOVED: Final = 0.26
"""A slider moves by half a percent, so a form without scripts sends what is kept with this error at most."""


@dataclass(frozen=True)
class Asked:
    """One reading of the address."""

    moved: Mapping[str, float] = field(default_factory=dict)
    """Key of a factor → the weight tried, in percent of the weights that are kept."""
    kind: str = ""
    near: bool = False
    apart: bool = False
    box: str = ""
    """A box of the value quadrant."""
    q: str = ""
    territory: str = ""
    lasso: tuple[Place, ...] = ()
    """Corners in values: relative strength, attractiveness."""
    attractiveness: Between = ANY
    strength: Between = ANY
    trails: bool = True
    edges: bool = True
    left: bool | None = None
    """Whether strong stands on the left; None: as the cycle has it."""
    sure: bool = False
    at: int | None = None
    """The candidate that is chosen, by pk."""
    page: int = 1
    wide: int = USUAL

    @property
    def filters(self) -> bool:
        """Whether fewer accounts than all are listed."""
        named = self.kind or self.near or self.apart or self.box or self.q or self.territory
        return bool(named or self.lasso or self.attractiveness.narrows or self.strength.narrows)

    @property
    def shared(self) -> str:
        """The part of the address that says which accounts are listed: weights tried and filters."""
        return self.query(trails=True, edges=True, left=None, sure=False, at=None)

    @property
    def cleared(self) -> str:
        """The address without filters."""
        return self.query(kind="", near=False, apart=False, box="", q="", territory="", lasso=(),
                          attractiveness=ANY, strength=ANY)  # fmt: skip

    def query(self, **changes: Any) -> str:
        """The address with other wishes, without what is usual."""
        new = replace(self, **{"page": 1, **changes})
        parts = {
            "w": ",".join(f"{key}:{value:g}" for key, value in new.moved.items()),
            "kind": new.kind,
            "near": "1" if new.near else "",
            "apart": "1" if new.apart else "",
            "box": new.box,
            "q": new.q,
            "territory": new.territory,
            "lasso": ";".join(f"{x:g},{y:g}" for x, y in new.lasso),
            "attr_from": new.attractiveness.low_text,
            "attr_to": new.attractiveness.high_text,
            "str_from": new.strength.low_text,
            "str_to": new.strength.high_text,
            "trails": "" if new.trails else "0",
            "edges": "" if new.edges else "0",
            "left": "" if new.left is None else str(int(new.left)),
            "sure": "1" if new.sure else "",
            "at": str(new.at or ""),
            "page": "" if new.page == 1 else str(new.page),
        }
        return urlencode({key: value for key, value in parts.items() if value})


def read(sent: Mapping[str, str], shares: Mapping[str, float]) -> Asked:
    """The wishes in an address; `shares` are the weights that are kept, by key of their factor."""
    return Asked(
        moved=_moved(sent, shares),
        kind=sent.get("kind", "") if sent.get("kind") in KINDS else "",
        near=sent.get("near") == "1",
        apart=sent.get("apart") == "1",
        box=sent.get("box", "") if sent.get("box") in BOXES else "",
        q=sent.get("q", "").strip()[:100],
        territory=sent.get("territory", "")[:200],
        lasso=_lasso(sent.get("lasso", "")),
        attractiveness=Between.read(sent, "attr"),
        strength=Between.read(sent, "str"),
        trails=sent.get("trails") != "0",
        edges=sent.get("edges") != "0",
        left={"0": False, "1": True}.get(sent.get("left", "")),
        sure=sent.get("sure") == "1",
        at=_whole(sent.get("at", "")) or None,
        page=max(1, _whole(sent.get("page", ""))),
        wide=min(WIDEST, max(NARROWEST, _whole(sent.get("wide", "")) or USUAL)),
    )


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 12 else 0


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _moved(sent: Mapping[str, str], shares: Mapping[str, float]) -> dict[str, float]:
    """From `w=size:30,growth:10`, or from the sliders of a form, `w.size=30`."""
    pairs = [part.partition(":")[::2] for part in sent.get("w", "").split(",")]
    found = {key: value for key, value in _weights(pairs) if key in shares}
    sliders = ((key.removeprefix("w."), value) for key, value in sent.items() if key.startswith("w."))
    for key, value in _weights(sliders):
        if key in shares and abs(value - 100 * shares[key]) > UNMOVED:
            found[key] = value
    return {key: found[key] for key in shares if key in found}


def _weights(pairs: Iterable[tuple[str, str]]) -> Iterable[tuple[str, float]]:
    for key, text in pairs:
        value = _number(text)
        if value is not None and 0 <= value <= MOST:
            yield key, value


def _lasso(text: str) -> tuple[Place, ...]:
    corners = []
    for part in text[:4_000].split(";"):
        x, y = (_number(value) for value in part.partition(",")[::2])
        if x is not None and y is not None:
            corners.append((x, y))
    step = -(-len(corners) // CORNERS) or 1
    return tuple(corners[::step]) if len(corners) >= 3 else ()


def inside(place: Place, corners: tuple[Place, ...]) -> bool:
    """Whether `place` lies inside the closed line through `corners` (even–odd rule)."""
    x, y = place
    found = False
    for (x0, y0), (x1, y1) in zip(corners, (*corners[1:], corners[0]), strict=True):
        if (y0 > y) != (y1 > y) and x < x0 + (y - y0) * (x1 - x0) / (y1 - y0):
            found = not found
    return found
