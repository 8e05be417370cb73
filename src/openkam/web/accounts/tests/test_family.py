"""Who belongs to whom, and the history of it."""

from __future__ import annotations

import pytest

from openkam.ledger.types import HierarchyCycle
from openkam.web.accounts import actions
from openkam.web.accounts.changes import history_of
from openkam.web.accounts.hierarchy import Forest
from openkam.web.accounts.models import Account
from openkam.web.shell.models import User
from openkam.web.shell.tests.cast import Cast


def set_parent(account: Account, parent: Account | None) -> Account:
    return actions.change_account(
        account=account, name=account.name, parent=parent, segment="", territory="", owner=account.owner
    )


def drawn(user: User, account: Account) -> str:
    forest = Forest(user)
    signs = {"open": "(", "close": ")"}
    return "".join(signs.get(s.kind) or (s.leaf.code if s.leaf else "") for s in forest.steps(forest.root_of(account)))


def test_a_circle_is_refused_by_name(cast: Cast) -> None:
    set_parent(cast.account_b, cast.account_a)
    c = Account.objects.create(code="C", name="Gamma", parent=cast.account_b)
    with pytest.raises(HierarchyCycle, match="Alpha Bicycles → Gamma → Beta Outfitters → Alpha Bicycles"):
        set_parent(cast.account_a, c)
    cast.account_a.refresh_from_db()
    assert cast.account_a.parent is None


def test_the_form_says_so_beside_the_parent(cast: Cast) -> None:
    set_parent(cast.account_b, cast.account_a)
    data = {
        "name": "Alpha",
        "parent": "B",
        "segment": "",
        "territory": "",
        "owner": "",
        "based_on": str(actions.version_of(cast.account_a)),
    }
    page = cast.browser(cast.alice).post(f"/accounts/{cast.account_a.pk}/edit/", data).content.decode()
    assert "would become its own parent" in page


def test_a_parent_is_found_by_typing_and_only_among_what_one_sees(cast: Cast) -> None:
    url = f"/accounts/{cast.account_a.pk}/parents/"
    assert "Beta Outfitters" in cast.browser(cast.alice).get(url, {"parent": "beta"}).content.decode()
    assert "Beta Outfitters" not in cast.browser(cast.bob).get(url, {"parent": "beta"}).content.decode()


def test_a_tree_of_any_depth(cast: Cast) -> None:
    above = cast.account_a
    for level in range(1500):
        above = Account.objects.create(code=f"L{level}", name=f"Level {level:04}", parent=above)
    text = drawn(cast.alice, above)
    assert text.startswith("A(L0(L1(")
    assert text.endswith("L1499" + ")" * 1500)
    assert "1,500 below" in cast.browser(cast.alice).get("/accounts/families/").content.decode()


def test_an_unseen_parent_leaves_no_trace(cast: Cast) -> None:
    Account.objects.filter(pk=cast.account_b.pk).update(name="Secret Holding")
    cast.account_b.refresh_from_db()
    set_parent(cast.account_a, cast.account_b)
    assert drawn(cast.bob, cast.account_a) == "A"
    browser = cast.browser(cast.bob)
    for path in ("/accounts/", f"/accounts/{cast.account_a.pk}/family/", f"/accounts/{cast.account_a.pk}/history/"):
        assert "Secret Holding" not in browser.get(path).content.decode()
    version = str(actions.version_of(cast.account_a))
    data = {"name": "Alpha", "parent": "", "segment": "", "territory": "", "owner": "", "based_on": version}
    browser.post(f"/accounts/{cast.account_a.pk}/edit/", data)
    cast.account_a.refresh_from_db()
    assert cast.account_a.parent == cast.account_b, "what Bob must not see he does not remove either"


def test_the_history_tells_what_changed_and_takes_it_back(cast: Cast) -> None:
    browser = cast.browser(cast.bob)
    url = f"/accounts/{cast.account_a.pk}/"
    version = str(actions.version_of(cast.account_a))
    data = {
        "name": "Renamed",
        "parent": "",
        "segment": "Retail",
        "territory": "North",
        "owner": str(cast.bob.pk),
        "based_on": version,
    }
    browser.post(f"{url}edit/", data)
    change = next(each for each in history_of(cast.bob, cast.account_a) if each.fields)
    assert [(field.label, field.before, field.after) for field in change.fields] == [
        ("name", "Alpha Bicycles", "Renamed")
    ]
    assert change.who == "Bob"
    assert browser.post(f"{url}history/{change.history_id}/undo/").status_code == 302
    cast.account_a.refresh_from_db()
    assert cast.account_a.name == "Alpha Bicycles"


def test_undoing_leaves_later_changes_of_other_fields(cast: Cast) -> None:
    account = cast.account_a
    first = actions.change_account(
        account=account, name="One", parent=None, segment="Retail", territory="North", owner=cast.bob
    )
    number = actions.version_of(first)
    actions.change_account(account=account, name="One", parent=None, segment="Retail", territory="West", owner=cast.bob)
    actions.undo_change(account=account, history_id=number)
    account.refresh_from_db()
    assert (account.name, account.territory) == ("Alpha Bicycles", "West")


def test_a_change_of_another_account_cannot_be_undone_through_this_one(cast: Cast) -> None:
    set_parent(cast.account_b, None)
    number = actions.version_of(cast.account_b)
    answer = cast.browser(cast.bob).post(f"/accounts/{cast.account_a.pk}/history/{number}/undo/")
    assert answer.status_code == 404
