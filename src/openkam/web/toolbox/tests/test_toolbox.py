"""The toolbox as a reader uses it: every tool with its example, one's own numbers, faults, files, languages."""

from __future__ import annotations

import html
import io
import json
import re
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook  # type: ignore[import-untyped] # the package ships no types
from pptx import Presentation

from openkam.core.fields import describe
from openkam.core.i18n import LANGUAGES, use_language
from openkam.core.tool import Tool
from openkam.tools import registry
from openkam.web.shell.tests.cast import Cast
from openkam.web.toolbox import given

every_tool = pytest.mark.parametrize("tool", registry.every(), ids=lambda tool: tool.key)
NASTY = "株式會社超長公司名稱測試有限公司 <script>alert(1)</script>"


def example(tool: Tool[Any, Any]) -> dict[str, Any]:
    made: dict[str, Any] = json.loads((tool.folder / "example.json").read_text(encoding="utf-8"))["inputs"]
    return made


def fields_of(page: str) -> dict[str, str]:
    """What a browser would send back of the form `numbers`, as it stands on the page."""
    form = page[page.index('id="numbers"') :]
    form = form[: form.index("</form>")]
    sent: dict[str, str] = {}
    for tag in re.findall(r"<input [^>]*>", form):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and ('type="checkbox"' not in tag or " checked" in tag):
            sent[name.group(1)] = html.unescape(value.group(1)) if value else ""
    for name_, body in re.findall(r'<textarea [^>]*name="([^"]*)"[^>]*>([^<]*)</textarea>', form):
        sent[name_] = html.unescape(re.sub("\r?\n", "\r\n", body.removeprefix("\n")))
    for name_, body in re.findall(r'<select [^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', body)
        sent[name_] = html.unescape(chosen.group(1)) if chosen else ""
    return sent


@pytest.fixture
def browser(cast: Cast) -> Client:
    """Charlie's: he is on no team and sees the toolbox all the same."""
    return cast.browser(cast.charlie)


def test_the_roadmap_names_every_tool_and_its_question(browser: Client) -> None:
    page = html.unescape(browser.get("/toolbox/").content.decode())
    for tool in registry.every():
        assert str(tool.title) in page
        assert str(tool.question) in page


@every_tool
def test_every_tool_shows_its_example_in_every_language(browser: Client, tool: Tool[Any, Any]) -> None:
    for code in LANGUAGES:
        browser.post("/language/", {"language": code})
        answer = browser.get(f"/toolbox/{tool.key}/")
        assert answer.status_code == 200
        page = html.unescape(answer.content.decode())
        with use_language(code):
            first = next(block for block in tool.report(tool.run(example(tool))) if block.type == "finding")
            assert str(tool.question) in page
            assert first.text in page
        assert "nan" not in re.findall(r">\s*(nan|inf|None)\s*<", page)


@every_tool
def test_the_form_gives_back_the_example(browser: Client, tool: Tool[Any, Any]) -> None:
    """What the form shows, sent unchanged, computes what the example computes."""
    page = browser.get(f"/toolbox/{tool.key}/").content.decode()
    described = describe(tool.inputs)
    typed = given.read(described, given.sent(described, fields_of(page)))
    assert tool.parse(typed) == tool.parse(example(tool))


@every_tool
def test_every_tool_gives_its_files(browser: Client, tool: Tool[Any, Any]) -> None:
    deck = Presentation(io.BytesIO(b"".join(browser.get(f"/toolbox/{tool.key}/deck").streaming_content)))  # type: ignore[attr-defined] # a file is streamed
    assert len(deck.slides) > 1
    assert not [shape for slide in deck.slides for shape in slide.shapes if shape.shape_type == 13], "no pictures"
    sheets = load_workbook(io.BytesIO(b"".join(browser.get(f"/toolbox/{tool.key}/workbook").streaming_content)))  # type: ignore[attr-defined] # a file is streamed
    assert len(sheets.sheetnames) > 1
    assert browser.get(f"/toolbox/{tool.key}/inputs").json() == example(tool)
    result = browser.get(f"/toolbox/{tool.key}/result").json()
    assert tool.run(example(tool)).model_dump(mode="json") == result


def test_own_numbers_are_computed_and_a_fault_keeps_what_was_typed(browser: Client) -> None:
    page = browser.get("/toolbox/value_quadrant/").content.decode()
    sent = fields_of(page) | {"accounts.0.name": NASTY, "accounts.0.sales": "９００"}
    answer = browser.post("/toolbox/value_quadrant/", sent)
    assert answer.status_code == 200
    own = answer.content.decode()
    assert "<script>alert(1)" not in own
    assert html.escape(NASTY) in own

    wrong = browser.post("/toolbox/value_quadrant/", sent | {"accounts.1.sales": "N/A"})
    assert wrong.status_code == 422
    said = html.unescape(wrong.content.decode())
    assert "accounts.1.sales cannot be used: a number is expected" in said
    assert NASTY in said
    assert re.search(r'name="accounts\.1\.sales"[^>]*value="N/A"[^>]*aria-invalid="true"', said)


def test_own_numbers_go_into_the_files(browser: Client) -> None:
    sent = fields_of(browser.get("/toolbox/value_quadrant/").content.decode())
    answer = browser.post("/toolbox/value_quadrant/inputs", sent | {"accounts.0.name": "Ours alone"})
    assert answer.json()["accounts"][0]["name"] == "Ours alone"
    refused = browser.post("/toolbox/value_quadrant/deck", sent | {"accounts.0.sales": "x"})
    assert refused.status_code == 422


@pytest.mark.parametrize(
    ("pasted", "said"),
    [("{", "is not JSON"), ("[1]", "is not an object"), ('{"period": "FY20", "nothing": 1}', "nothing of this name")],
)
def test_pasted_json_is_judged(browser: Client, pasted: str, said: str) -> None:
    answer = browser.post("/toolbox/value_quadrant/", {"json": pasted})
    assert answer.status_code == 422
    page = html.unescape(answer.content.decode())
    assert said in page
    assert f">{pasted}</textarea>" in page


def test_an_unknown_tool_or_file_is_not_there(browser: Client) -> None:
    assert browser.get("/toolbox/nothing/").status_code == 404
    assert browser.get("/toolbox/value_quadrant/picture").status_code == 404


def test_the_search_finds_a_tool_by_its_question(browser: Client) -> None:
    answer = browser.get("/search", {"q": "quadrant"}).content.decode()
    assert "/toolbox/value_quadrant/" in answer


def test_every_help_is_there_in_every_language_and_holds_no_markup_of_its_own(browser: Client) -> None:
    for code, word in (("en", "Limits"), ("zh-Hant", "限制"), ("zh-Hans", "局限")):
        browser.post("/language/", {"language": code})
        page = browser.get("/toolbox/value_quadrant/").content.decode()
        assert f"<h3>{word}</h3>" in page
