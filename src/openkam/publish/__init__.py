"""From blocks to what people look at: interactive charts, native PowerPoint, Excel, small server-drawn pictures.

    option(figure, language=…)                        what frontend/charts draws in the browser
    slides_from_report(report), build_deck(path, …)   PowerPoint
    build_workbook(path, content, …)                  Excel
    pictures.picture(block), scene.svg.svg(scene)     a structural block, laid out, as SVG
    sparkline(values, proposed)                       five bars as SVG

Office libraries are imported only when a deck or a workbook is built.
"""

from __future__ import annotations

from openkam.publish.echarts import option

__all__ = ["option"]
