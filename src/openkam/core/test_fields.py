"""What a form learns of a model: shapes, words, ranges, choices, in the reader's language; and the shared nouns."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

import pytest
from pydantic import Field

from openkam.core.fields import Label, describe, unlabelled
from openkam.core.i18n import gettext_lazy, use_language
from openkam.core.nouns import Ctq, Id, Need, check_each_once
from openkam.core.tool import ToolModel


class Inner(ToolModel):
    """A row."""

    need: Annotated[str, Label(gettext_lazy("Name"))]
    bare: int = 3


class Outer(ToolModel):
    """One field of each shape."""

    weight: Annotated[float, Field(ge=0, le=10), Label(gettext_lazy("Target"), help="why", unit="1–10")] = 5
    points: Annotated[Literal[1, 3, 9] | None, Label(gettext_lazy("Unit"), choices={"9": gettext_lazy("Name")})] = None
    on: Annotated[date | None, Label(gettext_lazy("Unit"))] = None
    money: Annotated[Decimal, Label(gettext_lazy("Unit"))]
    rows: Annotated[tuple[Inner, ...], Label(gettext_lazy("Unit"))] = ()
    group: Annotated[Inner | None, Label(gettext_lazy("Unit"))] = None
    series: Annotated[tuple[tuple[float, ...], ...], Label(gettext_lazy("Unit"))] = ()
    truth: Annotated[bool, Label(gettext_lazy("Unit"))] = True


class Named(ToolModel):
    """An id that stands for something else."""

    need: Annotated[Id, Label(gettext_lazy("Need"))]


def test_the_label_beside_a_field_goes_before_that_of_its_type() -> None:
    (told,) = describe(Named)
    assert told.label == "Need"


def test_every_shape_is_told_with_its_range_words_and_choices() -> None:
    told = {field.key: field for field in describe(Outer)}
    assert {key: field.shape for key, field in told.items()} == {
        "weight": "number",
        "points": "choice",
        "on": "date",
        "money": "number",
        "rows": "grid",
        "group": "group",
        "series": "list",
        "truth": "truth",
    }
    weight = told["weight"]
    assert (weight.label, weight.help, weight.unit, weight.low, weight.high) == ("Target", "why", "1–10", 0, 10)
    assert told["points"].choices == ((1, "1"), (3, "3"), (9, "Name"))
    assert told["points"].optional
    assert told["money"].required
    assert [column.key for column in told["rows"].fields] == ["need", "bare"]
    assert told["series"].fields[0].shape == "list"


def test_words_follow_the_reader() -> None:
    with use_language("zh-Hant"):
        assert describe(Need)[1].label == "名稱"


def test_a_field_without_words_is_found_at_any_depth() -> None:
    assert unlabelled(Outer) == ["rows.bare", "group.bare"]
    assert unlabelled(Ctq) == []


def test_a_noun_refuses_what_is_no_name_and_limits_in_the_wrong_order() -> None:
    assert Need(id="n", name="  Parts in time ").name == "Parts in time"
    with pytest.raises(ValueError, match="at least 1 character"):
        Need(id="n", name="  ")
    with pytest.raises(ValueError, match="the lower limit is not below the upper limit"):
        Ctq(id="c", name="C", lower=5, upper=5)


def test_an_id_stands_once() -> None:
    check_each_once("needs", ["a", "b", "", ""])
    with pytest.raises(ValueError, match=r"needs\.2\.id: the id a is given twice"):
        check_each_once("needs", ["a", "b", "a"])
