"""Accounts in the five shapes that the stages are named for, as people would record them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from openkam.web.people.actions import contacts, talk, team
from openkam.web.people.models import Contact, JointTeam, TeamMember
from openkam.web.people.tests.conftest import days_ago
from openkam.web.portfolio.tests import books
from openkam.web.shell.tests.cast import Cast

Buys = Callable[[bool | None], None]
FUNCTIONS = ("Board", "R&D", "Quality", "Finance")
LEVELS = ("board", "directors", "managers", "specialists")


@pytest.fixture
def buys(tmp_path: Path, cast: Cast) -> Iterator[Buys]:
    """Load four years of books in which account A buys every month, or only others do; None: no books at all."""
    with books.data_dir(tmp_path) as ledger_dir:

        def loaded(does: bool | None) -> None:
            if does is None:
                return
            code = cast.account_a.code if does else "Z"
            lines = [f"{code},{days_ago(30 * month)},100,60" for month in range(50)]
            books.load_lines(ledger_dir, "\n".join(["account,date,revenue,cost", *lines]))
            books.settle()
            books.work_out()

        yield loaded


@dataclass
class Staff:
    """A key account manager and four of ours, a buyer and four of theirs: one for each function and level."""

    cast: Cast
    kam: TeamMember
    buyer: Contact
    ours: list[TeamMember]
    theirs: list[Contact]

    def meet(self, member: TeamMember, contact: Contact, *days: int, team: JointTeam | None = None) -> None:
        """They talked so many days ago."""
        for day in days:
            talk.record(
                account=self.cast.account_a, author=self.cast.bob, members=[member], contacts=[contact],
                values={"on": days_ago(day), "what": "Talked", "joint_team": team},
            )  # fmt: skip

    def bow_tie(self, *days: int) -> None:
        """The two mains meet."""
        self.meet(self.kam, self.buyer, *(days or (5,)))

    def peers(self, first: int, last: int, *days: int) -> None:
        """Opposite numbers `first` to `last` meet."""
        for member, contact in list(zip(self.ours, self.theirs, strict=True))[first:last]:
            self.meet(member, contact, *(days or (5,)))

    def shape(self, stage: str) -> None:
        """Talk until the relationship has the shape of `stage`."""
        self.bow_tie()
        if stage == "mid":
            self.peers(1, 3)
        if stage in {"partnership", "synergistic"}:
            self.peers(0, 4)
        if stage == "synergistic":
            self.synergy()

    def synergy(self) -> None:
        """Two joint teams and the boards meet."""
        for name in ("Dock", "Design"):
            made = team.put_joint_team(
                account=self.cast.account_a, name=name, members=[self.ours[1]], contacts=[self.theirs[1]]
            )
            self.meet(self.ours[1], self.theirs[1], 30, team=made)
        talk.record(
            account=self.cast.account_a, author=self.cast.bob, members=[self.ours[0]], contacts=[self.theirs[0]],
            values={"on": days_ago(40), "kind": "board", "what": "Joint board"},
        )  # fmt: skip


@pytest.fixture
def staff(cast: Cast) -> Staff:
    """Account A with ten people who have not met yet."""

    def member(name: str, function: str, level: str, *, is_main: bool = False) -> TeamMember:
        colleague = {"name": name, "function": function, "level": level}
        return team.add_member(account=cast.account_a, colleague=colleague, is_main=is_main)

    def contact(name: str, function: str, level: str, *, is_main: bool = False) -> Contact:
        values = {"function": function, "level": level, "is_main": is_main}
        return contacts.add_contact(account=cast.account_a, person={"name": name}, values=values)

    places = list(zip(FUNCTIONS, LEVELS, strict=True))
    return Staff(
        cast,
        member("Kim Kam", "Sales", "managers", is_main=True),
        contact("Bea Buyer", "Purchasing", "managers", is_main=True),
        [member(f"Our {function}", function, level) for function, level in places],
        [contact(f"Their {function}", function, level) for function, level in places],
    )
