"""The grid's sums: what is known is added, what is not is counted."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings, strategies as st

from openkam.web.plans.actions.rows import add_row
from openkam.web.plans.models import Whitespace
from openkam.web.plans.whitespace.grid import finding, grid, missing, sum_of
from openkam.web.shell.tests.cast import Cast


def cell(centre: str, offering: str, state: str = "open", **values: Any) -> Whitespace:
    given = {name: Decimal(value) for name, value in values.items()}
    return Whitespace(buying_centre=centre, offering=offering, state=state, **given)


ROWS = [
    cell("Plant", "Brakes", "open", spend=300, potential=90),
    cell("Plant", "Chains", "ours", spend=200, share_pct=75),
    cell("Workshop", "Brakes", "rival", spend=500, share_pct=10),
    cell("Workshop", "Chains", "open", spend=100),
    cell("Office", "Chains", "open"),
]


def test_the_sums_add_what_is_known_and_count_what_is_not() -> None:
    made = grid(ROWS)
    assert [line.name for line in made.lines] == ["Office", "Plant", "Workshop"]
    assert [column.name for column in made.columns] == ["Brakes", "Chains"]
    assert made.total.spend == 1100
    assert made.total.ours == 200  # 75% of 200 and 10% of 500
    assert (made.total.cells, made.total.unknown, made.total.unknown_share) == (5, 1, 2)
    assert made.total.potential == 90
    assert made.lines[0].places[0].cell is None
    assert not made.lines[0].total.is_known
    assert missing(made.total) == (
        "1 cell has no spend yet and is in no sum. Our share of 2 cells is not known and not counted as ours."
    )


def test_the_finding_says_how_much_is_open_and_where() -> None:
    said = finding(grid(ROWS), "USD").replace("\N{NO-BREAK SPACE}", " ")
    assert said == "400 USD of 1,100 USD addressable a year is open in 2 buying centres"
    assert finding(grid([]), "USD") == ""
    assert finding(grid([cell("Plant", "Brakes")]), "USD") == "The spend of no cell is known yet"
    taken = grid([cell("Plant", "Brakes", "rival", spend=5)])
    assert finding(taken, "USD") == "Nothing of the 5\N{NO-BREAK SPACE}USD that is known to be addressable is open"


# A loaded machine draws slowly; that is no fault of the sums.
@settings(suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.builds(
            Whitespace,
            buying_centre=st.sampled_from("abc"),
            offering=st.sampled_from("vwxyz"),
            state=st.sampled_from(Whitespace.State.values),
            spend=st.none() | st.decimals(0, 10**9, places=2),
            share_pct=st.none() | st.decimals(0, 100, places=2),
            potential=st.none() | st.decimals(0, 10**9, places=2),
        ),
        unique_by=lambda row: (row.buying_centre, row.offering),
    )
)
def test_rows_columns_and_states_each_add_up_to_the_whole(rows: list[Whitespace]) -> None:
    made = grid(rows)
    for parts in (made.lines, made.columns, made.states):
        for name in ("cells", "spend", "unknown", "ours", "unknown_share", "potential"):
            assert sum(getattr(one.total, name) for one in parts) == getattr(made.total, name)
    assert made.total == sum_of(rows)


@pytest.mark.django_db
def test_the_page_shows_the_grid_to_all_and_links_for_those_who_may_change_it(cast: Cast) -> None:
    url = reverse("account-whitespace", args=[cast.account_a.pk])
    assert "No cell in the grid yet" in cast.browser(cast.vera).get(url).content.decode()
    values = {"buying_centre": "R&D / Plant", "offering": "Brakes", "state": "rival", "rival": "Contoso"}
    made = add_row(Whitespace, account=cast.account_a, values={**values, "spend": Decimal(1200000)})
    add_row(Whitespace, account=cast.account_a, values={"buying_centre": "Office", "offering": "Chains"})
    seen = cast.browser(cast.vera).get(url).content.decode()
    assert "Contoso" in seen
    assert "1,200,000" in seen
    assert reverse("plan-row", args=["whitespace", made.pk]) not in seen
    changed = cast.browser(cast.bob).get(url).content.decode()
    assert reverse("plan-row", args=["whitespace", made.pk]) in changed
    # An empty place begins with its own names, whatever stands in them.
    assert "?buying_centre=R%26D%20%2F%20Plant&amp;offering=Chains" in changed
    assert cast.browser(cast.charlie).get(url).status_code == 404


@pytest.mark.django_db
def test_a_grid_of_fifty_by_fifty_takes_as_many_queries_as_a_small_one(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    Whitespace.objects.bulk_create(
        Whitespace(account=cast.account_a, buying_centre=f"c{row}", offering=f"o{column}", spend=1)
        for row in range(50)
        for column in range(50)
    )
    browser = cast.browser(cast.bob)
    url = reverse("account-whitespace", args=[cast.account_a.pk])
    browser.get(url)
    with django_assert_max_num_queries(30):
        shown = browser.get(url)
    assert shown.context["grid"].total.spend == 2500
