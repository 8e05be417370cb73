"""A process map as BPMN 2.0 and back: ids, names, lanes, steps, flows; our times in extension elements.

What BPMN has no word for (times, value class, yield, probability, rework, SIPOC) stands in elements and attributes of
our own namespace, which other programs keep or pass over. Ids that XML does not allow are written as safe ones, with
the true id beside them. Little's law and queues are no part of the diagram and are not exchanged.

Source: OMG, Business Process Model and Notation 2.0.2 (formal/2013-12-09).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from itertools import pairwise
from xml.etree import ElementTree
from xml.parsers import expat

from openkam.core.errors import InvalidInput, Place
from openkam.core.i18n import gettext as _
from openkam.tools.analyze.process_map import bpmn_layout, graph
from openkam.tools.analyze.process_map.inputs import MapStep, ProcessInputs, StepFlow

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
OURS = "urn:openkam:process-map:1"
MOST_BYTES = 10_000_000
_TAGS = {"task": "task", "decision": "exclusiveGateway", "start": "startEvent", "end": "endEvent"}
_SAFE_ID = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*\Z")
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SIPOC = ("suppliers", "inputs", "outputs", "customers")
_TIMES = ("process_time", "wait_time", "first_pass_yield")
Element = ElementTree.Element
_Data = dict[str, object]


def _bpmn(tag: str) -> str:
    return f"{{{BPMN}}}{tag}"


def _ours(tag: str) -> str:
    return f"{{{OURS}}}{tag}"


class _Ids:
    """One id space for the whole document, as XML wants it."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def claim(self, wanted: str, prefix: str) -> dict[str, str]:
        """The attributes that name an element: `id`, and our own `id` where the typed one could not be used."""
        safe = wanted if _SAFE_ID.match(wanted) else prefix
        found, count = safe, 1
        while found in self._taken:
            count += 1
            found = f"{safe}_{count}"
        self._taken.add(found)
        return {"id": found} if found == wanted else {"id": found, _ours("id"): _text(wanted)}


def _text(value: str) -> str:
    """`value` without the control characters that no XML may hold; each becomes the replacement character."""
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", value)


def to_bpmn(inputs: ProcessInputs) -> str:
    """`inputs` as a BPMN 2.0 document with its drawing; the flows of a plain sequence are written out."""
    for prefix, uri in (("bpmn", BPMN), ("openkam", OURS), *bpmn_layout.NAMESPACES):
        ElementTree.register_namespace(prefix, uri)
    flows = inputs.flows or _sequence(inputs.steps)
    ids = _Ids()
    steps = {row.id: ids.claim(row.id, "step") for row in inputs.steps}
    lanes = {row.id: ids.claim(row.id, "lane") for row in inputs.lanes}
    flow_ids = [ids.claim(flow.id, "flow") for flow in flows]
    own = {key: ids.claim(key, key)["id"] for key in ("definitions", "collaboration", "pool", "process", "lanes")}
    root = Element(_bpmn("definitions"), {"id": own["definitions"], "targetNamespace": OURS})
    collaboration = ElementTree.SubElement(root, _bpmn("collaboration"), {"id": own["collaboration"]})
    pool = {"id": own["pool"], "name": _text(inputs.name), "processRef": own["process"]}
    ElementTree.SubElement(collaboration, _bpmn("participant"), pool)
    process = ElementTree.SubElement(root, _bpmn("process"), {"id": own["process"], "isExecutable": "false"})
    _write_frame(process, inputs)
    lane_set = ElementTree.SubElement(process, _bpmn("laneSet"), {"id": own["lanes"]})
    for lane in inputs.lanes:
        drawn = ElementTree.SubElement(lane_set, _bpmn("lane"), {**lanes[lane.id], "name": _text(lane.name)})
        for step in inputs.steps:
            if step.lane == lane.id:
                ElementTree.SubElement(drawn, _bpmn("flowNodeRef")).text = steps[step.id]["id"]
    for step in inputs.steps:
        _write_step(process, step, steps[step.id])
    for flow, named in zip(flows, flow_ids, strict=True):
        _write_flow(process, flow, named, steps)
    order = graph.in_order(list(steps), [(row.source, row.target) for row in flows if not row.rework])
    bpmn_layout.draw(
        root,
        whole=own["collaboration"],
        pool=own["pool"],
        lanes=[(row.id, lanes[row.id]["id"]) for row in inputs.lanes],
        steps=[(steps[row.id]["id"], row) for key in order for row in inputs.steps if row.id == key],
        flows=[
            (named["id"], steps[flow.source]["id"], steps[flow.target]["id"])
            for flow, named in zip(flows, flow_ids, strict=True)
        ],
    )
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _sequence(steps: tuple[MapStep, ...]) -> tuple[StepFlow, ...]:
    return tuple(StepFlow(source=one.id, target=next_.id) for one, next_ in pairwise(steps))


def _write_frame(process: Element, inputs: ProcessInputs) -> None:
    frame = ElementTree.SubElement(ElementTree.SubElement(process, _bpmn("extensionElements")), _ours("process"))
    frame.set("unit", inputs.unit)
    for key in _SIPOC:
        for text in getattr(inputs.sipoc, key):
            ElementTree.SubElement(frame, _ours(key)).text = _text(text)


def _write_step(process: Element, step: MapStep, named: dict[str, str]) -> None:
    node = ElementTree.SubElement(process, _bpmn(_TAGS[step.kind]), {**named, "name": _text(step.name)})
    known = {key: repr(getattr(step, key)) for key in _TIMES if getattr(step, key) is not None}
    if step.value_class:
        known["value_class"] = step.value_class
    if known:
        ElementTree.SubElement(ElementTree.SubElement(node, _bpmn("extensionElements")), _ours("step"), known)


def _write_flow(process: Element, flow: StepFlow, named: dict[str, str], steps: dict[str, dict[str, str]]) -> None:
    ends = {"sourceRef": steps[flow.source]["id"], "targetRef": steps[flow.target]["id"]}
    arrow = ElementTree.SubElement(process, _bpmn("sequenceFlow"), {**named, **ends})
    if flow.label:
        arrow.set("name", _text(flow.label))
    known = {} if flow.probability is None else {"probability": repr(flow.probability)}
    if flow.rework:
        known["rework"] = "true"
    if known:
        ElementTree.SubElement(ElementTree.SubElement(arrow, _bpmn("extensionElements")), _ours("flow"), known)


def from_bpmn(document: str | bytes, *, loops_are_rework: bool = False) -> dict[str, object]:
    """The inputs in a BPMN 2.0 document, as plain data for `TOOL.parse`.

    Tasks of every type, sub-processes (closed) and calls become tasks, gateways decisions. A pool without lanes is a
    lane. With `loops_are_rework` a flow that closes a loop is marked as rework, else `parse` refuses the loop by name.

    Raises `InvalidInput` for what is no BPMN, is larger than 10 MB, or declares a document type: entities are never
    expanded.
    """
    root = _parsed(document)
    processes = root.findall(_bpmn("process"))
    if root.tag != _bpmn("definitions") or not processes:
        raise _refused(_("This is no BPMN 2.0 document: it holds no process."))
    frame, steps, flows = _Reader(root, processes).read()
    if not steps:
        raise _refused(_("This BPMN document holds no steps."))
    return {**frame, "steps": steps, "flows": _with_rework(steps, flows) if loops_are_rework else flows}


def _refused(message: str) -> InvalidInput:
    return InvalidInput(message, remedy=_("Export the diagram again as BPMN 2.0 XML."), place=Place(field="document"))


def _parsed(document: str | bytes) -> Element:
    if isinstance(document, str):  # a text is Unicode already, whatever encoding its first line names
        document = re.sub(r"\A\ufeff?\s*<\?xml[^>]*\?>", "", document).encode(errors="replace")
    if len(document) > MOST_BYTES:
        raise _refused(_("This BPMN document is larger than 10 MB."))
    guard = expat.ParserCreate()

    def refuse(*_declaration: object) -> None:
        raise _refused(_("This document declares a document type (DOCTYPE), which a BPMN file never needs."))

    guard.StartDoctypeDeclHandler = refuse
    try:
        guard.Parse(document, True)
        return ElementTree.fromstring(document)  # noqa: S314  # the guard has refused every DOCTYPE, so no entity is declared
    except (expat.ExpatError, ElementTree.ParseError) as error:
        raise _refused(_("This is not well-formed XML: {reason}.").format(reason=str(error))) from error
    except (LookupError, ValueError) as error:
        raise _refused(_("The encoding of this document is not known.")) from error


class _Reader:
    """Reads the processes of one document."""

    def __init__(self, root: Element, processes: list[Element]) -> None:
        self._processes = processes
        self._pools = {pool.get("processRef", ""): pool for pool in root.iter(_bpmn("participant"))}
        self._ids: dict[str, str] = {}
        self._lanes: list[dict[str, str]] = []
        self._lane_of: dict[str, str] = {}

    def read(self) -> tuple[_Data, list[_Data], list[_Data]]:
        """The frame (name, lanes, unit, SIPOC), the steps and the flows."""
        steps: list[_Data] = []
        flows: list[_Data] = []
        for process in self._processes:
            nodes = [(kind, node) for node in process if (kind := _kind(node))]
            self._ids |= {node.get("id", ""): node.get(_ours("id"), node.get("id", "")) for _kind_, node in nodes}
            self._read_lanes(process, [node.get("id", "") for _kind_, node in nodes])
            steps += [self._step(kind, node) for kind, node in nodes]
            flows += [self._flow(flow) for flow in process.findall(_bpmn("sequenceFlow"))]
        first = self._processes[0]
        pool = self._pools.get(first.get("id", ""), first)
        frame = first.find(f"{_bpmn('extensionElements')}/{_ours('process')}")
        data: _Data = {"name": pool.get("name", ""), "lanes": self._lanes}
        if frame is not None:
            data["unit"] = frame.get("unit", "minutes")
            data["sipoc"] = {key: [found.text or "" for found in frame.findall(_ours(key))] for key in _SIPOC}
        return data, steps, flows

    def _read_lanes(self, process: Element, nodes: list[str]) -> None:
        """The lanes that hold steps or none below them; a pool's own lane for steps that stand in no lane."""
        for lane in process.iter(_bpmn("lane")):
            if lane.find(f".//{_bpmn('lane')}") is not None:
                continue
            key = lane.get(_ours("id"), lane.get("id", ""))
            self._lanes.append({"id": key, "name": lane.get("name") or key})
            for held in lane.findall(_bpmn("flowNodeRef")):
                self._lane_of[(held.text or "").strip()] = key
        free = [node for node in nodes if node not in self._lane_of]
        if free:
            pool = self._pools.get(process.get("id", ""), process)
            key = pool.get("id", "process")
            self._lanes.append({"id": key, "name": pool.get("name") or process.get("name") or key})
            self._lane_of |= dict.fromkeys(free, key)

    def _step(self, kind: str, node: Element) -> _Data:
        key = node.get("id", "")
        step: _Data = {
            "id": self._ids[key],
            "name": node.get("name") or self._ids[key],
            "lane": self._lane_of[key],
            "kind": kind,
        }
        known = node.find(f"{_bpmn('extensionElements')}/{_ours('step')}")
        if known is not None:
            step |= {name: _number(known, name) for name in _TIMES if known.get(name) is not None}
            if known.get("value_class"):
                step["value_class"] = known.get("value_class")
        return step

    def _flow(self, flow: Element) -> _Data:
        ends = {}
        for end, attribute in (("source", "sourceRef"), ("target", "targetRef")):
            node = flow.get(attribute, "")
            if node not in self._ids:
                text = _("The flow {flow} leads to or from {node}, which is no step of this document.")
                raise _refused(text.format(flow=flow.get("id", ""), node=node))
            ends[end] = self._ids[node]
        found: _Data = {
            "id": flow.get(_ours("id"), flow.get("id", "")),
            "label": flow.get("name", ""),
            **ends,
        }
        known = flow.find(f"{_bpmn('extensionElements')}/{_ours('flow')}")
        if known is not None:
            if known.get("probability") is not None:
                found["probability"] = _number(known, "probability")
            found["rework"] = known.get("rework") == "true"
        return found


def _kind(node: Element) -> str | None:
    """What a BPMN element is on our map; None for what is no step (data, notes, lanes, flows)."""
    if not node.tag.startswith(f"{{{BPMN}}}"):
        return None
    tag = node.tag.removeprefix(f"{{{BPMN}}}")
    if tag in ("startEvent", "endEvent"):
        return tag.removesuffix("Event")
    if tag.endswith("Gateway"):
        return "decision"
    task = tag.lower().endswith("task") or tag.endswith("Event")
    return "task" if task or tag in ("subProcess", "transaction", "adHocSubProcess", "callActivity") else None


def _number(known: Element, name: str) -> float:
    text = known.get(name, "")
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise _refused(_("{name} = {text} in this document is not a number.").format(name=name, text=text))
    return value


def _with_rework(steps: list[_Data], flows: list[_Data]) -> list[_Data]:
    """`flows` with those marked that close a loop when one walks from the first step in the file's order."""
    edges = [(str(flow["source"]), str(flow["target"])) for flow in flows]
    closing = set(_closing([str(step["id"]) for step in steps], edges))
    return [{**flow, "rework": flow.get("rework", False) or at in closing} for at, flow in enumerate(flows)]


def _closing(nodes: list[str], edges: list[tuple[str, str]]) -> Iterator[int]:
    """Positions of the edges that lead back to a node still being walked (depth first, without recursion)."""
    leaving: dict[str, list[int]] = {node: [] for node in nodes}
    for at, (source, _target) in enumerate(edges):
        leaving[source].append(at)
    entered = {target for _source, target in edges}
    open_nodes: set[str] = set()
    done: set[str] = set()
    for start in [node for node in nodes if node not in entered] + nodes:
        if start in done:
            continue
        walk = [(start, iter(leaving[start]))]
        open_nodes.add(start)
        while walk:
            node, left = walk[-1]
            at = next(left, -1)
            if at < 0:
                walk.pop()
                open_nodes.discard(node)
                done.add(node)
            elif (target := edges[at][1]) in open_nodes:
                yield at
            elif target not in done:
                open_nodes.add(target)
                walk.append((target, iter(leaving[target])))
