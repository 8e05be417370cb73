"""Pictures of blocks on slides: native charts of measurements, tables for small grids, shapes for all others."""

from __future__ import annotations

from typing import Any, Final

from openkam.core.blocks import Picture
from openkam.core.charts import ControlChart, Histogram
from openkam.core.diagrams import Grid, Tree
from openkam.publish.deck.grids import draw_grid, fits_a_table
from openkam.publish.deck.measured import draw_control_chart, draw_histogram
from openkam.publish.deck.shapes import draw_scene
from openkam.publish.deck.words import Type
from openkam.publish.pictures import picture
from openkam.publish.scene.model import Scene

_WIDTHS: Final = (960.0, 1120.0, 1280.0, 1440.0)
_TREE_WIDTHS: Final = (1920.0, 2560.0)
"""Also tried for trees: a chart of a hundred is so tall at the others that few letters could be read."""
SMALL_TABLE_TALL: Final = 3.1
"""Inches that a picture must keep when its small table stands under it."""


def draw_picture(slide: Any, block: Picture, area: tuple[float, float, float, float], style: Type) -> None:
    """Draw `block` into `area` (inches); a grid that fits becomes a table to type into."""
    if isinstance(block, ControlChart):
        draw_control_chart(slide, block, area, style)
        return
    if isinstance(block, Histogram):
        draw_histogram(slide, block, area, style)
        return
    if isinstance(block, Grid) and fits_a_table(block, area):
        draw_grid(slide, block, area, style)
        return
    draw_scene(slide, _largest(block, area[2], area[3]), area, style)


def inches_at_least(block: Picture, wide: float) -> float:
    """The height in inches below which letters of the picture would have to go."""
    if isinstance(block, ControlChart | Histogram):
        return SMALL_TABLE_TALL
    scene = picture(block, wide=_WIDTHS[0])
    return min(scene.tall * wide / scene.wide, max(SMALL_TABLE_TALL, scene.tall * 7 / 11 / 72))


def _largest(block: Picture, wide: float, tall: float) -> Scene:
    """The layout whose letters come out largest on that area; of two alike the wider one, which cuts fewer names."""
    widths = (*_WIDTHS, *_TREE_WIDTHS) if isinstance(block, Tree) else _WIDTHS
    scenes = [picture(block, wide=px) for px in widths]
    return max(scenes, key=lambda scene: (round(min(wide / scene.wide, tall / max(1.0, scene.tall)), 5), scene.wide))
