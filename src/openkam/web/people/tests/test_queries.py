"""The pages of an account's people ask the same number of queries for few people and for many."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from openkam.web.people.tests.conftest import AddContact, AddMember, Talk
from openkam.web.shell.memory import forget_everything
from openkam.web.shell.models import User
from openkam.web.shell.tests.cast import Cast

pytestmark = pytest.mark.django_db

PINNED = {
    "people/": (31, 17),
    "people/list/": (30, 16),
    "people/chart/": (30, 16),
    "people/team/": (36, 26),
    "people/log/": (39, 27),
}
"""The first time in a process, or after a change, and again."""


def asked(cast: Cast, user: User, path: str) -> tuple[int, ...]:
    browser = cast.browser(user)
    browser.get(path)
    forget_everything()
    counts = []
    for _visit in range(2):
        with CaptureQueriesContext(connection) as seen:
            assert browser.get(path).status_code == 200
        counts.append(len(seen))
    return tuple(counts)


@pytest.mark.parametrize(("page", "most"), PINNED.items())
def test_a_page_takes_the_same_number_of_queries_for_any_number_of_people(
    cast: Cast, add_contact: AddContact, add_member: AddMember, talked: Talk, page: str, most: tuple[int, int]
) -> None:
    path = f"/accounts/{cast.account_a.pk}/{page}"

    def fill(first: int, count: int) -> None:
        for at in range(first, first + count):
            person = add_contact(f"Person {at}", level="directors" if at % 3 else "managers")
            member = add_member(f"Member {at}", is_main=at == first)
            talked([member], [person], at)

    fill(0, 3)
    few = asked(cast, cast.bob, path)
    fill(3, 20)
    many = asked(cast, cast.bob, path)
    assert (few, many) == (most, most)
