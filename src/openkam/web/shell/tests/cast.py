"""The people and accounts of every test, so that a reader knows who may see what.

Alice leads the programme and sees all. Bob is a member and Vera a viewer on account A. Adam administers.
Charlie is a member on no team and must see nothing. Account B has nobody on its team.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.test import Client

from openkam.web.shell.models import Role, User

PASSWORD = "correct horse battery staple"


@dataclass(frozen=True)
class Cast:
    """All of them, saved."""

    alice: User
    bob: User
    vera: User
    adam: User
    charlie: User
    account_a: Any
    account_b: Any

    def browser(self, user: User | None) -> Client:
        """A browser in which `user`, or a stranger, sits."""
        client = Client()
        if user is not None:
            client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    @property
    def people(self) -> dict[str, User]:
        """Everybody by first name, in lower case."""
        return {name: getattr(self, name) for name in ("alice", "bob", "vera", "adam", "charlie")}


def make_cast() -> Cast:
    """Save the people and the two accounts."""
    # The shell knows no app above it, not even in its tests.
    accounts, memberships = apps.get_model("accounts", "Account"), apps.get_model("accounts", "Membership")

    def person(name: str, role: Role) -> User:
        return User.objects.create_user(f"{name.lower()}@example.org", PASSWORD, name=name, role=role)

    bob, vera = person("Bob", Role.MEMBER), person("Vera", Role.VIEWER)
    account_a = accounts.objects.create(code="A", name="Alpha Bicycles", territory="North", segment="Retail", owner=bob)
    account_b = accounts.objects.create(code="B", name="Beta Outfitters", territory="South", segment="Wholesale")
    for user in (bob, vera):
        memberships.objects.create(account=account_a, user=user)
    return Cast(
        alice=person("Alice", Role.LEAD),
        bob=bob,
        vera=vera,
        adam=person("Adam", Role.ADMINISTRATOR),
        charlie=person("Charlie", Role.MEMBER),
        account_a=account_a,
        account_b=account_b,
    )
