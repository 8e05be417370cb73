"""Reasons for a refused value are whole phrases in the reader's language."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal, Self

import pytest
from pydantic import Field, ValidationError, model_validator

from openkam.core.reasons import reason
from openkam.core.tool import ToolModel


class Parcel(ToolModel):
    """Something with a rule of each kind."""

    weight: Decimal = Field(gt=0)
    size: Literal["small", "large"] = "small"
    label: str = ""

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
        ({"weight": 1, "size": "large"}, "a large parcel needs a label"),
    ],
)
def test_a_refused_value_is_explained(given: dict[str, object], told: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Parcel.model_validate(given)
    assert reason(caught.value.errors(include_url=False)[0]) == told
