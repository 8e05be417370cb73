"""Numbers as a person types them, and the source of an example in two parts."""

from __future__ import annotations

import pytest

from openkam.core.fields import Described
from openkam.web.toolbox.cells import text_of
from openkam.web.toolbox.source import parted


@pytest.mark.parametrize(
    ("value", "text"),
    [(2.0, "2"), (0.5, "0.5"), (0.000018, "0.000018"), (-1200.0, "-1200"), (0.0, "0"), (1e300, "1e+300"), (7, "7")],
)
def test_a_number_stands_in_its_cell_as_it_is_typed(value: float, text: str) -> None:
    number = Described(key="n", label="n", shape="number")
    assert text_of(number, value) == text
    assert float(text) == value
    assert text_of(Described(key="n", label="n", shape="list", fields=(number,)), [value, 3]) == f"{text}, 3"


def test_a_short_source_is_whole() -> None:
    assert parted("Horngren, Spring Distribution (inputs); outputs computed")[1] == ""


def test_a_long_source_is_parted_outside_of_brackets_and_titles() -> None:
    work = "XNM, 'From a vague complaint: a CTQ tree in action' (2021; xnm.ca)"
    rest = (
        "a service centre's case: the complaint, its two needs and its four measures with three limits are printed "
        "there; all that follows is computed by us. Nothing else is"
    )
    assert parted(f"{work}, {rest}") == (work, rest)
