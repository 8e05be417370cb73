"""What a process keeps to answer sooner: it must follow every change at once, and what it writes must be no markup."""

from __future__ import annotations

import gc
import weakref
from pathlib import Path

import pytest

from openkam.web.accounts.models import Account, CodeName, Membership
from openkam.web.portfolio import frames
from openkam.web.portfolio.books import State, current_state
from openkam.web.portfolio.tests import books
from openkam.web.portfolio.tests.test_portfolio_page import read
from openkam.web.portfolio.tests.test_rights import LINES
from openkam.web.shell.memory import forget_everything
from openkam.web.shell.models import User, Workspace
from openkam.web.shell.tests.cast import Cast

NASTY = "<script>alert(1)</script>\"'& 株式會社"


@pytest.fixture
def loaded(small: Path) -> Path:
    books.load_lines(small, LINES)
    books.work_out()
    return small


def state() -> State:
    found = current_state()
    assert found is not None
    return found


def test_the_state_follows_every_change(loaded: Path, cast: Cast) -> None:
    """The question is written once for each process; its answer is not."""
    seen = [state().directory]

    def changed() -> bool:
        seen.append(state().directory)
        return seen[-1] not in seen[:-1]

    cast.account_a.owner = cast.alice
    cast.account_a.save()
    assert changed(), "owner"
    Account.objects.create(code="C", name="Gamma")
    assert changed(), "new account"
    Account.objects.get(code="C").delete()
    assert changed(), "account removed"
    cast.bob.name = "Robert"
    cast.bob.save()
    assert changed(), "person"
    CodeName.objects.create(kind=CodeName.Kind.TERRITORY, code="North", name="The North")
    assert changed(), "name behind a code"
    key = state().key
    Workspace.objects.update_or_create(pk=1, defaults={"currency": "EUR"})
    assert (state().key, state().currency) != (key, "USD")


def test_the_state_makes_the_settings_where_there_are_none(loaded: Path) -> None:
    Workspace.objects.all().delete()
    assert state().fiscal_year_start == Workspace.objects.get(pk=1).fiscal_year_start


def test_the_side_bar_and_the_table_follow_team_owner_and_account(loaded: Path, cast: Cast) -> None:
    bob = cast.browser(cast.bob)
    assert "Beta Outfitters" not in read(bob, "/portfolio/")
    joined = Membership.objects.create(account=cast.account_b, user=cast.bob)
    page = bob.get("/portfolio/").content.decode()
    assert "Beta Outfitters" in page
    assert "<span>All accounts</span><b>2</b>" in page
    cast.account_b.name = "Beta and Sons"
    cast.account_b.save()
    assert "Beta and Sons" in read(bob, "/portfolio/")
    joined.delete()
    page = bob.get("/portfolio/").content.decode()
    assert "Beta" not in page
    assert "<span>All accounts</span><b>1</b>" in page


def test_the_table_and_its_choices_are_never_markup(loaded: Path, cast: Cast) -> None:
    owner = User.objects.create_user("x@example.org", "x", name=NASTY, role="lead")
    Account.objects.update(name=NASTY, city=NASTY, owner=owner, territory="<i>t", segment="\"'<b>")
    cast.account_a.refresh_from_db()
    cast.account_a.save()
    alice = cast.browser(cast.alice)
    for query in ("", "?view=parents", "?view=territories", "?view=segments", "?owner=%3Cscript%3E", '?territory="<i>'):
        page = alice.get(f"/portfolio/{query}").content.decode()
        for markup in ("<script>alert", '<script>"', "<i>t", '<b>"', "'<b>", '"<i>'):
            assert markup not in page, (query, markup)
    assert (
        "&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#x27;&amp; 株式會社</a>"
        in alice.get("/portfolio/").content.decode()
    )


def test_a_frame_that_nobody_needs_is_freed(loaded: Path) -> None:
    """Frames are left out of the search for unreachable objects, so nothing of theirs may refer in a circle."""
    forget_everything()
    frame = frames.ready(state())
    assert frame is not None
    assert gc.get_freeze_count() > 0
    left = weakref.ref(frame)
    del frame
    forget_everything()
    assert left() is None
