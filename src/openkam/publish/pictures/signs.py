"""Signs that several pictures share: relation strengths, numbered findings, small marks of a cell."""

from __future__ import annotations

from openkam.core.diagrams import GridMark
from openkam.core.i18n import gettext as _
from openkam.publish.scene.model import Disc, Mark, Paint, Path, Polygon, Shape, Words


def relation(x: float, y: float, value: int, radius: float = 9) -> tuple[Shape, ...]:
    """9 a filled disc, 3 a ring, 1 a triangle, each with its figure: print and colour blindness lose nothing."""
    if value == 9:
        figure = Words(x, y + radius * 0.42, "9", radius * 1.15, "surface", 600, "middle")
        return Disc(x, y, radius, Paint("pos")), figure
    if value == 3:
        figure = Words(x, y + radius * 0.42, "3", radius * 1.15, "ink", 500, "middle")
        return Disc(x, y, radius - 0.75, Paint("", "pos", 1.5)), figure
    figure = Words(x, y + radius * 0.58, "1", radius, "ink", 500, "middle")
    return triangle(x, y, radius, Paint("", "pos-2", 1.3)), figure


def triangle(x: float, y: float, radius: float, paint: Paint) -> Polygon:
    """An upright triangle around (x, y)."""
    return Polygon(((x, y - radius), (x + radius, y + radius * 0.8), (x - radius, y + radius * 0.8)), paint)


def numbered(x: float, y: float, number: int) -> Mark:
    """A numbered finding: a yellow disc with its number."""
    text = Words(x, y + 3.6, str(number), 10, "mark-ink", 600, "middle")
    return Mark(
        f"finding-{number}",
        _("Finding {number}").format(number=number),
        (Disc(x, y, 8, Paint("mark", "mark-line")), text),
    )


def grid_mark(x: float, y: float, mark: GridMark, radius: float = 7) -> tuple[Shape, ...]:
    """The sign of a grid's cell around (x, y)."""
    match mark:
        case "strong":
            return (Disc(x, y, radius, Paint("pos")),)
        case "medium":
            return (Disc(x, y, radius - 0.75, Paint("", "pos", 1.5)),)
        case "weak":
            return (triangle(x, y, radius, Paint("", "pos-2", 1.3)),)
        case "plus":
            return (Words(x, y + 5, "+", 15, "ours", 600, "middle"),)
        case "same":
            return (Words(x, y + 4, "S", 12, "ink-3", 500, "middle"),)
        case "minus":
            return (Words(x, y + 5, "−", 15, "neg", 600, "middle"),)
        case "tick":
            return (Path(((x - 5, y), (x - 1.5, y + 4), (x + 5.5, y - 5)), Paint("", "ok", 2)),)
        case "live":
            return (Disc(x, y, radius - 1.5, Paint("pos")),)
        case "late":
            return (Disc(x, y, radius - 1.5, Paint("", "ink-3", 1.5, "dash")),)
        case "missing":
            return (Disc(x, y, radius - 1.5, Paint("", "ours", 1.5, "dot")),)
        case "lost":
            crossed = Path(((x - 4, y - 4), (x + 4, y + 4)), Paint("", "neg", 1.6))
            return crossed, Path(((x - 4, y + 4), (x + 4, y - 4)), Paint("", "neg", 1.6))
    return ()
