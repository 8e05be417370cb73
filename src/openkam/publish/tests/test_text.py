"""Text that any file can hold, and a colour for every tone."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from hypothesis import given, strategies as st

from openkam.core.blocks import Lanes, Table, Term, Working
from openkam.core.diagrams import LaneStep
from openkam.publish.pictures.labels import Label, place_labels
from openkam.publish.pictures.lanes import layout
from openkam.publish.scene.model import Words
from openkam.publish.text import legible, one_line, shorten, width
from openkam.publish.theme import DARK, LIGHT, SHADES
from openkam.publish.values import working_table


@given(st.text())
def test_legible_text_fits_xml(text: str) -> None:
    element = ET.Element("a")
    element.text = one_line(text)
    assert ET.fromstring(ET.tostring(element, encoding="unicode")).text in (one_line(text), None)


def test_overrides_go_and_scripts_stay() -> None:
    assert legible("עברית \u202eabc\x00") == "עברית abc"
    assert shorten("abcdef", 4) == "abc…"
    assert width("客戶") > width("ab")


def test_both_grounds_know_every_tone() -> None:
    for shade in SHADES.values():
        for token in (shade.fill, shade.text, shade.soft):
            assert token in LIGHT
            assert token in DARK


def test_a_term_of_another_kind_than_its_sum_is_written_as_what_it_is() -> None:
    terms = (Term(label="Deadline", value=16, kind="number"), Term(label="Share", value=12.5, kind="percent"))
    chance = Working(id="chance", title="Chance", result=71.46, kind="percent", decimals=2, terms=terms)
    assert [row[2] for row in working_table(chance).rows] == ["16", 12.5]


def test_a_lane_is_as_wide_as_its_name_needs() -> None:
    step = LaneStep(id="a", label="Assemble", lane="one")
    table = Table(id="t", title="t", columns=(), rows=())
    lanes = (("one", "Assembly"),)
    block = Lanes(id="map", title="Map", subtitle="", lanes=lanes, steps=(step,), flows=(), table=table)
    words = [shape.text for shape in layout(block).shapes if isinstance(shape, Words)]
    assert "Assembly" in words


def test_a_name_avoids_a_line_where_it_can() -> None:
    label = Label("Able", 100, 100, 5)
    spots = [next(iter(place_labels([label], [], (0, 0, 300, 300), thin)))[1] for thin in ([], [(0, 99, 300, 101)])]
    assert [anchor for _x, _y, _text, anchor in spots] == ["start", "middle"]
