"""An account with people, for the tests of this app."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from openkam.web.people.actions import contacts, talk, team
from openkam.web.people.models import Contact, Interaction, TeamMember
from openkam.web.shell.tests.cast import Cast

AddContact = Callable[..., Contact]
AddMember = Callable[..., TeamMember]
Talk = Callable[..., Interaction]


def days_ago(days: int) -> date:
    return timezone.localdate() - timedelta(days=days)


@pytest.fixture
def add_contact(cast: Cast) -> AddContact:
    """A contact of account A, unless another account is given: a manager in Purchasing."""

    def added(name: str | None, account: Any = None, **values: Any) -> Contact:
        person = None if name is None else {"name": name}
        usual = {"function": "Purchasing", "level": "managers"}
        return contacts.add_contact(account=account or cast.account_a, person=person, values={**usual, **values})

    return added


@pytest.fixture
def add_member(cast: Cast) -> AddMember:
    """One of ours on account A: a manager in Sales."""

    def added(name: str, account: Any = None, *, is_main: bool = False, **values: Any) -> TeamMember:
        colleague = {"name": name, "function": "Sales", "level": "managers", **values}
        return team.add_member(account=account or cast.account_a, colleague=colleague, is_main=is_main)

    return added


@pytest.fixture
def talked(cast: Cast) -> Talk:
    """An interaction of account A, so many days ago."""

    def recorded(members: list[TeamMember], people: list[Contact], days: int, **values: Any) -> Interaction:
        return talk.record(
            account=cast.account_a, author=cast.bob, members=members, contacts=people,
            values={"on": days_ago(days), "what": "Talked", **values},
        )  # fmt: skip

    return recorded
