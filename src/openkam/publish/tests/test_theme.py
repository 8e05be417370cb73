"""Charts, decks and pages show the same colours: the style sheet's tokens are the theme's."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from openkam.publish import theme

TOKENS = Path(__file__).resolve().parents[4] / "frontend" / "styles" / "tokens.css"


@pytest.mark.parametrize(("selector", "colours"), [(":root", theme.LIGHT), ("html.dark", theme.DARK)])
def test_the_pages_tokens_are_the_themes(selector: str, colours: Mapping[str, str]) -> None:
    block = re.search(
        rf"^{re.escape(selector)} *\{{(.*?)^\}}", TOKENS.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
    )
    assert block is not None
    written = dict(re.findall(r"--([a-z0-9-]+): *(#[0-9a-fA-F]{6})", block.group(1)))
    assert {name: written.get(name) for name in colours} == dict(colours)
