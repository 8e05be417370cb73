"""Text that any file can hold, and a colour for every tone."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from hypothesis import given, strategies as st

from openkam.publish.text import legible, one_line, shorten, width
from openkam.publish.theme import DARK, LIGHT, SHADES


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
