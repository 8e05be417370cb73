"""BPMN 2.0: nothing is lost on the way out and back, and hostile documents are refused."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings, strategies as st

from openkam.core.errors import InvalidInput
from openkam.tools.analyze.process_map import TOOL, ProcessInputs, from_bpmn, to_bpmn
from openkam.tools.analyze.process_map.bpmn import BPMN

HERE = Path(__file__).parent
DRAWN_ELSEWHERE = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="x">
  <process id="Process_1" name="Order">
    <startEvent id="Start"/>
    <userTask id="Check" name="Check the order"/>
    <exclusiveGateway id="Good" name="Complete?"/>
    <serviceTask id="Book" name="Book it"/>
    <endEvent id="End"/>
    <dataObject id="Data"/>
    <sequenceFlow id="f1" sourceRef="Start" targetRef="Check"/>
    <sequenceFlow id="f2" sourceRef="Check" targetRef="Good"/>
    <sequenceFlow id="f3" name="no" sourceRef="Good" targetRef="Check"/>
    <sequenceFlow id="f4" name="yes" sourceRef="Good" targetRef="Book"/>
    <sequenceFlow id="f5" sourceRef="Book" targetRef="End"/>
  </process>
</definitions>"""


def example() -> ProcessInputs:
    inputs = json.loads((HERE / "testdata/complaint.json").read_text())["inputs"]
    flows = [
        {"id": "f-1", "source": "log", "target": "triage", "label": "every complaint"},
        {"id": "f-2", "source": "triage", "target": "approve", "probability": 0.9},
        {"id": "f-3", "source": "triage", "target": "log", "probability": 0.1, "rework": True},
        {"id": "", "source": "approve", "target": "fulfil"},
    ]
    return TOOL.parse({**inputs, "flows": flows, "little": {}, "queues": []})


def test_out_and_back_loses_nothing() -> None:
    assert TOOL.parse(from_bpmn(to_bpmn(example()))) == example()


def test_steps_keep_their_ids_in_the_document() -> None:
    root = ElementTree.fromstring(to_bpmn(example()))
    process = root.find(f"{{{BPMN}}}process")
    assert process is not None
    assert [node.get("id") for node in process.findall(f"{{{BPMN}}}task")] == ["log", "triage", "approve", "fulfil"]
    ids = [node.get("id") for node in root.iter() if node.get("id")]
    assert len(ids) == len(set(ids)), "XML wants one id space"


def test_every_step_and_flow_is_drawn() -> None:
    root = ElementTree.fromstring(to_bpmn(example()))
    drawn = {node.get("bpmnElement") for node in root.iter() if node.get("bpmnElement")}
    assert {"log", "triage", "approve", "fulfil", "desk", "quality", "manager", "f-1", "f-2", "f-3"} <= drawn


words = st.text(min_size=1, max_size=12).filter(lambda text: all(c.isprintable() for c in text) and text.strip())


@given(st.lists(words, min_size=2, max_size=5, unique=True), words, words)
@settings(max_examples=50, deadline=None)
def test_any_id_and_name_comes_back(ids: list[str], lane: str, name: str) -> None:
    """Ids that XML forbids (spaces, digits first, Chinese, an id used twice for lane and step) survive."""
    data = {
        "name": name,
        "lanes": [{"id": lane, "name": name}, {"id": f"{ids[0]}x", "name": lane}],
        "steps": [{"id": key, "name": name, "lane": lane, "kind": "decision"} for key in ids],
        "flows": [{"id": ids[0], "source": ids[0], "target": ids[1]}],
    }
    if lane == f"{ids[0]}x":
        return
    assert TOOL.parse(from_bpmn(to_bpmn(TOOL.parse(data)))) == TOOL.parse(data)


def test_a_diagram_from_elsewhere_is_read() -> None:
    data = from_bpmn(DRAWN_ELSEWHERE, loops_are_rework=True)
    inputs = TOOL.parse(data)
    assert [(row.id, row.kind) for row in inputs.steps] == [
        ("Start", "start"),
        ("Check", "task"),
        ("Good", "decision"),
        ("Book", "task"),
        ("End", "end"),
    ]
    assert [(row.id, row.name) for row in inputs.lanes] == [("Process_1", "Order")]
    assert [row.id for row in inputs.flows if row.rework] == ["f3"]


def test_its_loop_is_refused_by_name_unless_it_is_rework() -> None:
    with pytest.raises(InvalidInput, match="go round in a circle"):
        TOOL.parse(from_bpmn(DRAWN_ELSEWHERE))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused_before_any_entity(encoding: str) -> None:
    bomb = (
        f'<?xml version="1.0" encoding="{encoding}"?>'
        '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><definitions>&b;</definitions>'
    )
    with pytest.raises(InvalidInput, match="DOCTYPE"):
        from_bpmn(bomb.encode(encoding))
    with pytest.raises(InvalidInput, match="DOCTYPE"):
        from_bpmn(bomb)


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ("", "not well-formed"),
        ("<a>", "not well-formed"),
        ("<a/>", "no BPMN 2.0"),
        (b"\xff\xfe\x00", "not well-formed"),
        (b'<?xml version="1.0" encoding="klingon"?><a/>', "not well-formed|encoding"),
        (f'<definitions xmlns="{BPMN}"><process id="p"/></definitions>', "no steps"),
        (DRAWN_ELSEWHERE.replace('targetRef="End"', 'targetRef="Nowhere"'), "The flow f5 leads to or from Nowhere"),
        ("x" * 10_000_001, "10 MB"),
    ],
)
def test_what_is_no_bpmn_is_refused(document: str | bytes, message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        from_bpmn(document)


def test_a_time_that_is_no_number_is_refused() -> None:
    with pytest.raises(InvalidInput, match="process_time = soon"):
        from_bpmn(to_bpmn(example()).replace('process_time="10.0"', 'process_time="soon"'))
