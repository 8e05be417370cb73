"""Roles, and what an administrator may not do to the workspace."""

from __future__ import annotations

import pytest

from openkam.web.shell import actions
from openkam.web.shell.models import Role, User
from openkam.web.shell.tests.cast import Cast


def change(user: User, **changed: object) -> User:
    values: dict[str, object] = {
        "name": user.name,
        "title": user.title,
        "email": user.email,
        "role": user.role,
        "is_active": user.is_active,
    }
    return actions.change_person(user=user, **{**values, **changed})  # type: ignore[arg-type] # a test's shorthand


@pytest.mark.parametrize("changed", [{"role": Role.LEAD}, {"is_active": False}])
def test_the_last_administrator_stays(cast: Cast, changed: dict[str, object]) -> None:
    with pytest.raises(actions.LastAdministrator, match="Adam is the last administrator"):
        change(cast.adam, **changed)
    cast.adam.refresh_from_db()
    assert cast.adam.is_administrator
    assert cast.adam.is_active


def test_with_a_second_one_the_first_may_go(cast: Cast) -> None:
    change(cast.alice, role=Role.ADMINISTRATOR)
    assert change(cast.adam, role=Role.MEMBER).role == Role.MEMBER


def test_the_page_says_why_it_was_refused(cast: Cast) -> None:
    answer = cast.browser(cast.adam).post(
        f"/settings/users/{cast.adam.pk}/", {"name": "Adam", "email": cast.adam.email, "role": "viewer"}
    )
    assert "Adam is the last administrator. Make somebody else an administrator first." in answer.content.decode()


def test_a_deactivated_person_is_out_at_once(cast: Cast) -> None:
    browser = cast.browser(cast.bob)
    assert browser.get("/accounts/").status_code == 200
    change(cast.bob, is_active=False)
    assert browser.get("/accounts/").status_code == 302


def test_a_role_is_changed_by_the_form(cast: Cast) -> None:
    data = {"name": "Bob", "email": cast.bob.email, "role": "lead", "is_active": "on", "title": "Key account manager"}
    assert cast.browser(cast.adam).post(f"/settings/users/{cast.bob.pk}/", data).status_code == 302
    cast.bob.refresh_from_db()
    assert (cast.bob.role, cast.bob.title) == ("lead", "Key account manager")


@pytest.mark.parametrize("name", ["alice", "bob", "vera", "charlie"])
def test_people_are_settings_of_administrators(cast: Cast, name: str) -> None:
    browser = cast.browser(cast.people[name])
    assert browser.get("/settings/users/").status_code == 404
    assert "People" not in browser.get("/settings/me/").content.decode()


def test_changing_my_own_profile(cast: Cast) -> None:
    cast.browser(cast.vera).post("/settings/me/", {"name": "Vera Rossi", "title": "Analyst", "role": "administrator"})
    cast.vera.refresh_from_db()
    assert (cast.vera.name, cast.vera.title, cast.vera.role) == ("Vera Rossi", "Analyst", Role.VIEWER)
