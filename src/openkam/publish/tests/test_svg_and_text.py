"""Small pictures, safe under a strict policy, and text that any file can hold."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from hypothesis import given, strategies as st

from openkam.publish.svg import difference_bar, sparkline
from openkam.publish.text import legible, one_line, shorten, width
from openkam.publish.theme import DARK, LIGHT, SHADES


def test_five_bars_one_for_each_period() -> None:
    svg = sparkline([10, 20, -5, 15, None], (False, False, False, True, True), label='<FY18> & "co"')
    root = ET.fromstring(svg)
    bars = root.findall("rect")
    assert [bar.get("class") for bar in bars] == [None, None, "now neg", "proposed"]
    assert root.get("aria-label") == '<FY18> & "co"'
    assert "style=" not in svg
    heights = [float(bar.get("height", "0")) for bar in bars]
    assert heights[1] == 2 * heights[0]
    zero = float(bars[2].get("y", "0"))
    assert all(float(bar.get("y", "0")) + float(bar.get("height", "0")) <= zero + 0.11 for bar in bars[:2])


def test_rows_of_a_table_can_share_a_scale() -> None:
    small = ET.fromstring(sparkline([50], scale_to=100)).find("rect")
    assert small is not None
    assert float(small.get("height", "0")) == 10


def test_nothing_known_draws_the_line_alone() -> None:
    root = ET.fromstring(sparkline([None, None]))
    assert root.findall("rect") == []
    assert root.get("aria-hidden") == "true"


def test_a_difference_stands_left_or_right_of_its_line() -> None:
    loss = ET.fromstring(difference_bar(-10.0)).find("rect")
    gain = ET.fromstring(difference_bar(400.0)).find("rect")
    assert loss is not None
    assert gain is not None
    assert float(loss.get("x", "0")) < 28
    assert float(gain.get("x", "0")) == 28
    assert float(gain.get("width", "0")) == 26
    assert "rect" not in difference_bar(None)


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
