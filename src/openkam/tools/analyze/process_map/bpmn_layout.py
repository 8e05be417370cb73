"""The drawing (BPMN DI) of a process map, so that other programs can show it at once: lanes down, time to the right."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree

from openkam.tools.analyze.process_map.inputs import MapStep

DI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DD = "http://www.omg.org/spec/DD/20100524/DI"
NAMESPACES = (("bpmndi", DI), ("dc", DC), ("di", DD))
_COLUMN, _LANE, _HEAD, _MARGIN = 150, 140, 30, 60
_SIZES = {"task": (100, 80), "decision": (50, 50), "start": (36, 36), "end": (36, 36)}
Box = tuple[int, int, int, int]
"""x, y, width, height."""


def draw(
    root: ElementTree.Element,
    *,
    whole: str,
    pool: str,
    lanes: Sequence[tuple[str, str]],
    steps: Sequence[tuple[str, MapStep]],
    flows: Sequence[tuple[str, str, str]],
) -> None:
    """Add the drawing to `root`.

    `whole` and `pool` are ids in the document, `lanes` are (our id, id in the document), `steps` (id in the document,
    step) in their order in time, `flows` (id, source, target) in the document's ids.
    """
    diagram = ElementTree.SubElement(root, f"{{{DI}}}BPMNDiagram")
    plane = ElementTree.SubElement(diagram, f"{{{DI}}}BPMNPlane", {"bpmnElement": whole})
    width = _HEAD + 2 * _MARGIN + _COLUMN * len(steps)
    _shape(plane, pool, (0, 0, _HEAD + width, _LANE * len(lanes)), horizontal=True)
    rows = {}
    for row, (ours, key) in enumerate(lanes):
        rows[ours] = row
        _shape(plane, key, (_HEAD, row * _LANE, width, _LANE), horizontal=True)
    boxes: dict[str, Box] = {}
    for column, (key, step) in enumerate(steps):
        wide, high = _SIZES[step.kind]
        middle_x = 2 * _HEAD + _MARGIN + column * _COLUMN + _COLUMN // 2
        middle_y = rows[step.lane] * _LANE + _LANE // 2
        boxes[key] = (middle_x - wide // 2, middle_y - high // 2, wide, high)
        _shape(plane, key, boxes[key])
    for key, source, target in flows:
        _edge(plane, key, boxes[source], boxes[target])


def _shape(plane: ElementTree.Element, key: str, box: Box, *, horizontal: bool = False) -> None:
    attributes = {"bpmnElement": key} | ({"isHorizontal": "true"} if horizontal else {})
    shape = ElementTree.SubElement(plane, f"{{{DI}}}BPMNShape", attributes)
    x, y, width, height = (str(value) for value in box)
    ElementTree.SubElement(shape, f"{{{DC}}}Bounds", {"x": x, "y": y, "width": width, "height": height})


def _edge(plane: ElementTree.Element, key: str, source: Box, target: Box) -> None:
    """From the right of one box to the left of the next; backwards and to itself over the top."""
    edge = ElementTree.SubElement(plane, f"{{{DI}}}BPMNEdge", {"bpmnElement": key})
    start, finish = source[0] + source[2], target[0]
    from_y, to_y = source[1] + source[3] // 2, target[1] + target[3] // 2
    if start < finish:
        turn = (start + finish) // 2
        points = [(start, from_y), (turn, from_y), (turn, to_y), (finish, to_y)]
    else:
        above = min(source[1], target[1]) - 12
        from_x, to_x = source[0] + source[2] // 2, target[0] + target[2] // 4
        points = [(from_x, source[1]), (from_x, above), (to_x, above), (to_x, target[1])]
    for x, y in points:
        ElementTree.SubElement(edge, f"{{{DD}}}waypoint", {"x": str(x), "y": str(y)})
