"""From structural blocks to laid-out pictures.

    picture(block, wide=960) -> Scene

Every picture fits `wide` if it can be drawn so narrow; one that cannot is wider, and scrolls in its own box.
Modules are imported when their block is drawn: a page with one picture does not load the layouts of all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openkam.core.blocks import Figure, Picture
    from openkam.publish.scene.model import Scene

__all__ = ["picture"]


def picture(block: Picture | Figure, *, wide: float = 960) -> Scene:
    """Lay `block` out at `wide` px; figures of the kinds matrix, kano and value_map are pictures
    too, and lines over named levels."""
    match block.type:
        case "control_chart":
            from openkam.publish.pictures.control_chart import layout as control_chart

            return control_chart(block, wide)
        case "histogram":
            from openkam.publish.pictures.histogram import layout as histogram

            return histogram(block, wide)
        case "figure" if block.kind == "lines":
            from openkam.publish.pictures.steps import layout as steps

            return steps(block, wide)
        case "figure":
            from openkam.publish.pictures.points import layout as points

            return points(block, wide)
    return _structural(block, wide)


def _structural(block: Picture | Figure, wide: float) -> Scene:
    match block.type:
        case "gantt":
            from openkam.publish.pictures.gantt import layout as gantt

            return gantt(block, wide)
        case "grid":
            from openkam.publish.pictures.grid import layout as grid

            return grid(block, wide)
        case "house":
            from openkam.publish.pictures.house import layout as house

            return house(block, wide)
        case "lanes":
            from openkam.publish.pictures.lanes import layout as lanes

            return lanes(block, wide)
        case "relationship":
            from openkam.publish.pictures.relationship import layout as relationship

            return relationship(block, wide)
        case "risk_grid":
            from openkam.publish.pictures.risk_grid import layout as risk_grid

            return risk_grid(block, wide)
        case "tree":
            from openkam.publish.pictures.tree import layout as tree

            return tree(block, wide)
    raise TypeError(block.type)
