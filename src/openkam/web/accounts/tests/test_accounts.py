"""The list, the search in it, and who may see and change what."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from openkam.web.accounts import actions, queries
from openkam.web.accounts.models import Account, Membership
from openkam.web.shell.tests.cast import Cast

NASTY = "株式會社超長公司名稱測試有限公司 <script>alert(1)</script>"


def names(user: object, **wanted: str) -> list[str]:
    return [account.name for account in queries.matching(user, queries.Wanted(**wanted))]  # type: ignore[arg-type] # a User


def test_leads_and_administrators_see_all_and_others_their_teams(cast: Cast) -> None:
    everything = ["Alpha Bicycles", "Beta Outfitters"]
    seen = {name: names(user) for name, user in cast.people.items()}
    assert seen == {
        "alice": everything,
        "adam": everything,
        "bob": ["Alpha Bicycles"],
        "vera": ["Alpha Bicycles"],
        "charlie": [],
    }


def test_an_owner_sees_what_they_own(cast: Cast) -> None:
    Account.objects.filter(pk=cast.account_b.pk).update(owner=cast.charlie)
    assert names(cast.charlie) == ["Beta Outfitters"]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"text": "bicy alp"}, ["Alpha Bicycles"]),
        ({"territory": "South"}, ["Beta Outfitters"]),
        ({"segment": "Retail"}, ["Alpha Bicycles"]),
        ({"owner": "none"}, ["Beta Outfitters"]),
        ({"sort": "-name"}, ["Beta Outfitters", "Alpha Bicycles"]),
        ({"sort": "password"}, ["Alpha Bicycles", "Beta Outfitters"]),
        ({"text": "%"}, []),
    ],
)
def test_filters(cast: Cast, wanted: dict[str, str], found: list[str]) -> None:
    assert names(cast.alice, **wanted) == found


def test_the_list_costs_the_same_for_ten_thousand(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    Account.objects.bulk_create(Account(code=f"C{n}", name=f"Customer {n}", owner=cast.bob) for n in range(300))
    Account.objects.filter(code__startswith="C").update(parent=cast.account_a)
    browser = cast.browser(cast.alice)
    browser.get("/accounts/")
    # Session, person; count, page, parents; three filters; badges and foot of the side bar; running jobs.
    with django_assert_num_queries(14):
        page = browser.get("/accounts/").content.decode()
    assert page.count("<tr>") == 101
    assert 'rel="next"' in page


def test_a_new_team_a_left_one_and_another_owner_count_at_once(cast: Cast) -> None:
    """Bob owns A and is on its team, which counts once; the side bar and the list agree at every step."""

    def seen() -> tuple[str, list[str]]:
        return queries.count_badge(cast.bob), sorted(one.code for one in queries.visible_accounts(cast.bob))

    assert seen() == ("1", ["A"])
    Membership.objects.create(account=cast.account_b, user=cast.bob)
    assert seen() == ("2", ["A", "B"])
    Membership.objects.filter(user=cast.bob).delete()
    assert seen() == ("1", ["A"])
    cast.account_a.owner = cast.charlie
    cast.account_a.save()
    assert seen() == ("", [])
    assert queries.count_badge(cast.charlie) == "1"


def test_a_name_is_never_markup(cast: Cast) -> None:
    account = Account.objects.create(code="<b>&", name=NASTY, territory="<i>", segment="'\"")
    browser = cast.browser(cast.alice)
    for path in ("/accounts/", f"/accounts/{account.pk}/edit/", f"/accounts/{account.pk}/team/", "/search?q=株式"):
        page = browser.get(path).content.decode()
        assert "株式會社" in page
        assert "<script>alert(1)" not in page
        assert "<b>&" not in page


def test_zero_accounts_are_a_beginning(cast: Cast) -> None:
    assert "You are on no account" in cast.browser(cast.charlie).get("/accounts/").content.decode()


@pytest.mark.parametrize("name", ["bob", "alice", "adam"])
def test_members_leads_and_administrators_change_what_they_see(cast: Cast, name: str) -> None:
    browser = cast.browser(cast.people[name])
    version = str(actions.version_of(cast.account_a))
    data = {
        "name": "Alpha & Sons",
        "parent": "",
        "segment": "Retail",
        "territory": "East",
        "owner": "",
        "based_on": version,
    }
    assert browser.post(f"/accounts/{cast.account_a.pk}/edit/", data).status_code == 302
    cast.account_a.refresh_from_db()
    assert (cast.account_a.name, cast.account_a.territory) == ("Alpha & Sons", "East")


def test_viewers_look_and_change_nothing(cast: Cast) -> None:
    browser = cast.browser(cast.vera)
    page = browser.get(f"/accounts/{cast.account_a.pk}/team/").content.decode()
    assert "Remove" not in page
    assert f"/accounts/{cast.account_a.pk}/edit/" not in page
    for path in ("edit/", "team/add/", f"team/{cast.bob.pk}/remove/"):
        assert browser.post(f"/accounts/{cast.account_a.pk}/{path}").status_code == 404


def test_a_stale_form_is_answered_with_both_values(cast: Cast) -> None:
    url = f"/accounts/{cast.account_a.pk}/edit/"
    before = str(actions.version_of(cast.account_a))
    mine = {"name": "Mine", "parent": "", "segment": "", "territory": "", "owner": "", "based_on": before}
    actions.change_account(
        account=cast.account_a, name="Theirs", parent=None, segment="", territory="", owner=None, based_on=int(before)
    )
    browser = cast.browser(cast.alice)
    page = browser.post(url, mine).content.decode()
    assert "Somebody else has changed this account" in page
    assert "Theirs" in page
    assert 'value="Mine"' in page
    cast.account_a.refresh_from_db()
    assert cast.account_a.name == "Theirs"
    again = {**mine, "based_on": str(actions.version_of(cast.account_a))}
    assert browser.post(url, again).status_code == 302


def test_the_team_grows_and_shrinks_and_sight_with_it(cast: Cast) -> None:
    url = f"/accounts/{cast.account_a.pk}/team/"
    assert cast.browser(cast.charlie).get(url).status_code == 404
    cast.browser(cast.bob).post(f"{url}add/", {"user": cast.charlie.pk})
    assert cast.browser(cast.charlie).get(url).status_code == 200
    cast.browser(cast.bob).post(f"{url}{cast.charlie.pk}/remove/")
    assert cast.browser(cast.charlie).get(url).status_code == 404


def test_the_new_owner_joins_the_team(cast: Cast) -> None:
    actions.change_account(account=cast.account_b, name="B", parent=None, segment="", territory="", owner=cast.charlie)
    assert [member.user for member in queries.team(cast.charlie, cast.account_b)] == [cast.charlie]
    actions.remove_member(account=cast.account_b, user=cast.charlie)
    cast.account_b.refresh_from_db()
    assert cast.account_b.owner is None


def test_strangers_are_asked_to_sign_in(cast: Cast) -> None:
    assert Client().get("/accounts/").headers["Location"] == "/user/login/?next=/accounts/"
