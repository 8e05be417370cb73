"""Reasons for a refused value are whole phrases in the reader's language."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal, Self

import pytest
from pydantic import Field, ValidationError, model_validator

from openkam.core.reasons import reason
from openkam.core.tool import ToolModel


class Box(ToolModel):
    """One of two kinds of thing that a field may hold."""

    kind: Literal["box"]


class Bag(ToolModel):
    """The other kind."""

    kind: Literal["bag"]


class Parcel(ToolModel):
    """Something with a rule of each kind."""

    weight: Decimal = Field(gt=0)
    size: Literal["small", "large"] = "small"
    label: str = Field("", max_length=20)
    stamps: tuple[int, ...] = Field((), max_length=2)
    sent_on: date | None = None
    cover: Box | Bag | None = Field(None, discriminator="kind")

    @model_validator(mode="after")
    def _labelled(self) -> Self:
        if self.size == "large" and not self.label:
            raise ValueError("a large parcel needs a label")
        return self


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, "it is missing"),
        ({"weight": "heavy"}, "a number is expected"),
        ({"weight": -1}, "more than 0 is expected"),
        ({"weight": 1, "size": "huge"}, "one of 'small' or 'large' is expected"),
        ({"weight": 1, "colour": "red"}, "nothing of this name is expected"),
        ({"weight": 1, "label": "x" * 21}, "a text of 20 or fewer characters is expected"),
        ({"weight": 1, "label": "\ud800"}, "a text is expected"),
        ({"weight": 1, "stamps": [1, 2, 3]}, "a list of 2 or fewer is expected"),
        ({"weight": 1, "stamps": [1e300]}, "a whole number is expected"),
        ({"weight": 1, "sent_on": -1}, "a date such as 2024-12-31 is expected"),
        ({"weight": 1, "cover": {}}, "the field 'kind', which says what it is, is missing"),
        ({"weight": 1, "cover": {"kind": "net"}}, "one of 'box', 'bag' is expected"),
        ({"weight": 1, "size": "large"}, "a large parcel needs a label"),
    ],
)
def test_a_refused_value_is_explained(given: dict[str, object], told: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Parcel.model_validate(given)
    assert reason(caught.value.errors(include_url=False)[0]) == told
