from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import Field

from openkam.core.blocks import Finding, Report
from openkam.core.errors import InvalidInput
from openkam.core.i18n import LazyText
from openkam.core.tool import Phase, Tool, ToolModel


class Orders(ToolModel):
    amounts: list[Decimal] = Field(min_length=1)


class Total(ToolModel):
    total: Decimal


def add(inputs: Orders) -> Total:
    return Total(total=sum(inputs.amounts, Decimal(0)))


def show(result: Total) -> Report:
    return (Finding(id="total", text=str(result.total)),)


TOOL = Tool(
    key="orders",
    phase=Phase.DEFINE,
    title=LazyText("Orders"),
    question=LazyText("What do the orders sum to?"),
    inputs=Orders,
    compute=add,
    report=show,
    metrics=lambda result: {"total": float(result.total)},
    sources=(),
    folder=Path(),
)


def test_a_tool_runs_from_plain_data() -> None:
    assert TOOL.run({"amounts": ["1.10", 2]}).total == Decimal("3.10")


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"amounts": ["1", "x"]}, "amounts.1"),
        ({"amounts": []}, "amounts"),
        ({"amounts": ["NaN"]}, "amounts.0"),
        ({"amounts": ["1"], "colour": "red"}, "colour"),
        ([], "."),
    ],
)
def test_invalid_input_is_refused_with_its_place(data: object, field: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        TOOL.parse(data)
    assert caught.value.place.field == field
    error = caught.value.to_json()["error"]
    assert isinstance(error, dict)
    assert error["code"] == "invalid_input"
    assert field in error["message"]


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"amounts": ["1", "2\x00"]}, "amounts.1"),
        ({"amounts": [{"name": "\ud800"}]}, "amounts.0.name"),
        ({"amounts": ["1"], "\udfff": 1}, "\N{REPLACEMENT CHARACTER}"),
        ("\ud800", "."),
    ],
)
def test_text_that_nothing_can_store_is_refused_with_its_place(data: object, field: str) -> None:
    with pytest.raises(InvalidInput, match="cannot be stored") as caught:
        TOOL.parse(data)
    assert caught.value.place.field == field
    assert str(caught.value).encode()
