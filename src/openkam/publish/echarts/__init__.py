"""A figure as an ECharts option: plain JSON that `frontend/charts` completes in the reader's browser.

`option(figure, language=…)` is the only door. Three things cannot be plain JSON and are written as names:
a colour is `var:TOKEN` (resolved from the page's style, so that light and dark switch live), a function is an
object with one key that begins with `$`, and what is no part of ECharts stands under `openkam`.
"""

from __future__ import annotations

from openkam.publish.echarts.drawing import option

__all__ = ["option"]
