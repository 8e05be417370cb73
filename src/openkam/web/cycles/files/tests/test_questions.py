"""The page of the files asks the database as often for many candidates as for two."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from openkam.web.accounts.models import Account
from openkam.web.cycles.actions.candidates import add_candidates
from openkam.web.cycles.actions.cycles import change_cycle
from openkam.web.cycles.models import Candidate, Rating
from openkam.web.cycles.tests.round import give, new_cycle
from openkam.web.shell.memory import forget_everything
from openkam.web.shell.tests.cast import Cast


def test_the_page_of_the_files_asks_as_often_for_sixty_candidates_as_for_two(cast: Cast) -> None:
    cycle = change_cycle(cycle=new_cycle(cast), values={"draws": 50, "is_blind": False})
    Account.objects.bulk_create(Account(code=f"N{at:02}", name=f"N {at}") for at in range(58))
    counts: list[int] = []
    for codes in (["A", "B"], [f"N{at:02}" for at in range(58)]):
        add_candidates(cycle=cycle, accounts=Account.objects.filter(code__in=codes), author=cast.alice)
        for code in codes:
            give(cycle, cast.alice, code, "solvency", 7)
            give(cycle, cast.alice, code, "growth_potential", 5)
            factor = Candidate.objects.get(cycle=cycle, code=code).success_factors.all()[0]
            Rating.objects.create(factor=factor, value=6, at=cycle.opened_at)
        forget_everything()
        with CaptureQueriesContext(connection) as asked:
            page = cast.browser(cast.alice).get(reverse("cycle-files", args=[cycle.pk]))
        assert f"{60 if counts else 2} candidates" in page.content.decode()
        counts.append(len(asked))
    assert counts[0] == counts[1]
