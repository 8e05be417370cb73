"""The texts of a form: every tool's inputs there and back, pasted columns and rows, nested rows, hostile texts."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from openkam.core.errors import InvalidInput, Place
from openkam.core.fields import Described, describe
from openkam.core.i18n import use_language
from openkam.core.tool import Tool
from openkam.tools import registry
from openkam.web.shell.tests.cast import Cast
from openkam.web.toolbox import cells, form, given
from openkam.web.toolbox.places import where
from openkam.web.toolbox.tests.test_toolbox import NASTY, every_tool, example, fields_of

HOSTILE = (
    NASTY,
    'a "quoted", name',
    '"',
    '""',
    ",",
    "; ",
    "–",
    "one\ntwo",
    "a\tb",
    "0.1.2",
    "{0} %s {name}",
    "名" * 60,
)


def posted(texts: given.Texts, prefix: str = "") -> dict[str, str]:
    """What a browser sends of a form that holds `texts`."""
    sent: dict[str, str] = {}
    for key, held in texts.items():
        if isinstance(held, list):
            for at, row in enumerate(held):
                sent |= posted(row, f"{prefix}{key}.{at}.")
        elif isinstance(held, dict):
            sent |= posted(held, f"{prefix}{key}.")
        else:
            sent[f"{prefix}{key}"] = held
    return sent


def there_and_back(tool: Tool[Any, Any], data: dict[str, Any]) -> dict[str, Any]:
    described = describe(tool.inputs)
    return given.read(described, given.sent(described, posted(given.written(described, data))))


def every_field(fields: tuple[Described, ...]) -> Iterator[Described]:
    for one in fields:
        yield one
        yield from every_field(one.fields)


@every_tool
def test_no_field_of_any_tool_is_given_as_json(tool: Tool[Any, Any]) -> None:
    assert [one.key for one in every_field(describe(tool.inputs)) if one.shape == "json"] == []


@every_tool
def test_lists_and_nested_rows_come_back_with_any_text_in_them(tool: Tool[Any, Any]) -> None:
    """Every text of the example that stands in a list or in a row of a row replaced by each hostile text."""
    described, data = describe(tool.inputs), example(tool)
    for text in HOSTILE:
        changed = with_lists(described, data, text)
        first = given.read(described, given.written(described, changed))
        assert there_and_back(tool, first) == first
        assert list(lists_in(described, first)) == list(lists_in(described, changed))


def with_lists(fields: tuple[Described, ...], data: dict[str, Any], text: str) -> dict[str, Any]:
    made = dict(data)
    for one in fields:
        held = data.get(one.key)
        if one.shape == "group" and isinstance(held, dict):
            made[one.key] = with_lists(one.fields, held, text)
        elif one.shape == "grid" and held:
            made[one.key] = [with_lists(one.fields, row, text) for row in held]
        elif one.shape == "mapping" and held:
            made[one.key] = {f"{text.strip() or '-'} {key}": inner for key, inner in held.items()}
        elif one.shape == "list" and one.fields[0].shape == "text":
            made[one.key] = [text, "plain", text]
    return made


def lists_in(fields: tuple[Described, ...], data: dict[str, Any]) -> Iterator[list[str]]:
    """Every list of texts in `data` that holds something, and the names of every mapping."""
    for one in fields:
        held = data.get(one.key)
        if one.shape == "group" and isinstance(held, dict):
            yield from lists_in(one.fields, held)
        elif one.shape == "grid":
            for row in held or []:
                yield from lists_in(one.fields, row)
        elif held and (one.shape == "mapping" or (one.shape == "list" and one.fields[0].shape == "text")):
            yield list(held)


def column(tool: str, *path: str) -> Described:
    fields = describe(registry.get(tool).inputs)
    for key in path:
        one = next(field for field in fields if field.key == key)
        fields = one.fields
    return one


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("1, 2.5; 3\n4\t5", ["1", "2.5", "3", "4", "5"]),
        ("1,200\r\n13,456.5\r\n7\r\n", ["1200", "13456.5", "7"]),
        ("1,200", ["1", "200"]),
        ("１２，－３", ["12", "-3"]),
        ("1\n\n3\n", ["1", None, "3"]),
        ("1, –, 3, -", ["1", None, "3", None]),
        ("–", [None]),
    ],
)
def test_a_pasted_column_or_row_is_a_list_of_numbers_with_its_gaps(typed: str, read: list[str | None]) -> None:
    assert cells.value_of(column("control_plan", "charts", "values"), typed, "x") == read


def test_a_pasted_block_is_a_list_of_rows() -> None:
    subgroups = column("capability", "subgroups")
    assert cells.value_of(subgroups, "1\t2\r\n\r\n3 4\r\n", "x") == [["1", "2"], ["3", "4"]]


def test_choices_in_a_list_are_typed_in_the_readers_words() -> None:
    for code in ("en", "zh-Hant"):
        with use_language(code):
            phases = column("contact_map", "contacts", "phases")
            values = [value for value, _label in phases.fields[0].choices]
            assert cells.value_of(phases, cells.text_of(phases, values), "x") == values
            assert cells.value_of(phases, str(values[0]).upper(), "x") == values[:1]
            with pytest.raises(InvalidInput, match="nobody") as caught:
                cells.value_of(phases, "nobody", "contacts.0.phases")
            assert caught.value.place == Place(field="contacts.0.phases")


def test_rows_of_several_kinds_stand_in_one_grid() -> None:
    pools = column("portfolio", "pools")
    assert pools.shape == "grid"
    assert {value for value, _label in column("portfolio", "pools", "kind").choices} == {"time_driven", "key", "rate"}
    data = example(registry.get("portfolio")) | {"pools": [{"kind": "key", "name": "Office", "key": "revenue"}]}
    assert there_and_back(registry.get("portfolio"), data)["pools"] == data["pools"]


@pytest.mark.parametrize(
    ("tool", "name", "typed", "words"),
    [
        ("concepts", "functions.1.means.0.name", "", "Functions, row 2 › Means of doing it, row 1 › Name"),
        ("concepts", "concepts.1.picks.2.means", "nothing", "Concepts, row 2 › Picks, row 3 › Means of doing it"),
        ("portfolio", "accounts.2.drivers.1.value", "many", "Accounts, row 3 › Cost drivers, row 2"),
        ("portfolio", "accounts.2.drivers.1.name", "orders", "Accounts, row 3 › Cost drivers, row 2 › Name"),
        ("portfolio", "pools.0.rates.3.value", "free", "Cost pools, row 1 › Money per unit, row 4"),
        ("portfolio", "accounts.1.revenue", "much", "Accounts, row 2 › Revenue, value 1"),
        ("pilot", "criteria.1.ctq.id", "", "Criteria for success, row 2 › CTQ › Id"),
        ("control_plan", "charts.1.subgroups", "1 2\r\n3 x", "Charts, row 2 › Subgroups, value 2"),
    ],
)
def test_a_fault_in_a_nested_cell_is_named_marked_and_kept(
    cast: Cast, tool: str, name: str, typed: str, words: str
) -> None:
    browser: Client = cast.browser(cast.charlie)
    sent = fields_of(browser.get(f"/toolbox/{tool}/").content.decode())
    assert name in sent
    answer = browser.post(f"/toolbox/{tool}/", sent | {name: typed})
    page = html.unescape(answer.content.decode())
    assert answer.status_code == 422
    assert words in re.findall(r'<a href="#f-[\w.]+">([^<]*)</a>', page)
    marked = re.findall(r'name="([^"]+)"[^>]*aria-invalid="true"', page)
    assert name in marked
    kept = fields_of(page)
    assert kept | {"csrfmiddlewaretoken": ""} == sent | {name: typed, "csrfmiddlewaretoken": ""}


def test_the_place_of_a_fault_stands_in_the_readers_language() -> None:
    tool = registry.get("concepts")
    with use_language("zh-Hant"):
        described = describe(tool.inputs)
        texts = given.written(described, example(tool))
        error = InvalidInput("x", place=Place(field="functions.1.means.0.name"))
        names = [described[0].label, described[0].fields[2].label, described[0].fields[2].fields[1].label]
        found = where(described, texts, error)
    assert found.name == "functions.1.means.0.name"
    assert all(name in found.words for name in names)
    assert "Means" not in found.words


@pytest.mark.parametrize(
    "sent",
    [
        {f"functions.{'9' * 5000}.id": "a"},
        {"functions.²x.id": "a", "functions.٣.id": "b"},
        {"functions": "a", "functions.0.id": "b", "functions.0.means": "c"},
        {"functions.0.means.0": "a", "functions.0.means.0.id": "b"},
        {"functions" + ".0" * 5000: "a"},
        {"": "", ".": "", "functions.": "", "functions.0.means.0.name.0.0.0.0.0.0.0": "a"},
    ],
)
def test_names_that_no_form_has_are_refused_or_passed_over(cast: Cast, sent: dict[str, str]) -> None:
    form_data = "application/x-www-form-urlencoded"
    answer = cast.browser(cast.charlie).post("/toolbox/concepts/", urlencode(sent), content_type=form_data)
    assert answer.status_code == 422


@pytest.mark.parametrize("deep", ["[" * 100_000, '{"functions": ' + "[" * 900 + "]" * 900 + "}"])
def test_json_nested_too_deep_is_refused(cast: Cast, deep: str) -> None:
    assert cast.browser(cast.charlie).post("/toolbox/concepts/", {"json": deep}).status_code == 422


def test_an_empty_row_and_its_inner_rows_are_left_out() -> None:
    described = describe(registry.get("concepts").inputs)
    texts = given.written(described, example(registry.get("concepts")))
    empty = posted({"functions": [given.blank(described[0].fields)] * 3, "concepts": []})
    assert given.read(described, given.sent(described, empty))["functions"] == []
    shown = form.items(described, texts)[0]
    assert len(shown.rows) == shown.filled + 2
    assert json.loads(json.dumps(texts)) == texts
