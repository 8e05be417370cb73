"""Account matrix: attractiveness × relative strength, and how much time each account deserves."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from openkam.core.i18n import gettext_lazy as _
from openkam.core.tool import Phase, Source, Tool
from openkam.tools.define.account_matrix.compute import compute
from openkam.tools.define.account_matrix.factor_sets import default_factors, default_success_factors
from openkam.tools.define.account_matrix.inputs import MatrixInputs, MatrixResult
from openkam.tools.define.account_matrix.report import report

__all__ = [
    "TOOL",
    "MatrixInputs",
    "MatrixResult",
    "compute",
    "default_factors",
    "default_success_factors",
    "report",
]

NAMES = {"k": "key", "d": "key_development", "m": "maintenance", "o": "opportunistic"}


def metrics(result: MatrixResult) -> Mapping[str, float]:
    """How many accounts stand in each class, the line, and what the key accounts bring."""
    found = {NAMES[one.kind]: float(one.accounts) for one in result.classes}
    found["borderline"] = float(sum(one.borderline for one in result.classes))
    if result.line is not None:
        found["line"] = result.line
    share = result.of("k").revenue_share_pct
    if share is not None:
        found["key_revenue_share_pct"] = share
    return found


TOOL = Tool(
    key="account_matrix",
    phase=Phase.DEFINE,
    title=_("Account matrix"),
    question=_("Which accounts deserve our time, and for what?"),
    inputs=MatrixInputs,
    compute=compute,
    report=report,
    metrics=metrics,
    sources=(
        Source("OpenKAM methods", "attractiveness × relative strength; the average of the customers rated is the line"),
        Source("Published competitive profile of a restaurant against KFC and Wendy's", "weighted success factors"),
    ),
    folder=Path(__file__).parent,
)
