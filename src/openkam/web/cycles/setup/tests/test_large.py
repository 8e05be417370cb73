"""Large cycles: written by the database with every line of history, and by the worker where that takes seconds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from openkam.web.accounts.models import Account
from openkam.web.cycles import answers
from openkam.web.cycles.actions.candidates import add_candidates, remove_candidates, spread_success_factors
from openkam.web.cycles.actions.cycles import change_cycle, freeze, move_to, open_cycle
from openkam.web.cycles.actions.spreading import take_over
from openkam.web.cycles.models import Candidate, Cycle, Decision, Kept, Rating, Rival, Score, SuccessFactor, SurveyLink
from openkam.web.cycles.setup import working
from openkam.web.cycles.tests.round import give, new_cycle
from openkam.web.shell import jobs
from openkam.web.shell.models import Job, Role
from openkam.web.shell.tests.cast import Cast

QUEUED = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
HELD: Mapping[Any, str] = {
    Candidate: "",
    SuccessFactor: "candidate__",
    Rival: "candidate__",
    Rating: "factor__candidate__",
    SurveyLink: "candidate__",
    Score: "candidate__",
    Decision: "candidate__",
}
"""Everything that goes with a candidate, and the way to it."""


@pytest.fixture
def cycle(cast: Cast) -> Cycle:
    return new_cycle(cast)


@pytest.fixture
def full(cycle: Cycle, cast: Cast) -> Cycle:
    """A cycle with something of everything that hangs on a candidate, at A."""
    give(cycle, cast.bob, "A", "solvency", 7)
    give(cycle, cast.bob, "A", "solvency", 8, version=1)
    a, now = Candidate.objects.get(cycle=cycle, code="A"), timezone.now()
    factor, rival = a.success_factors.all()[0], Rival.objects.create(candidate=a, name="Contoso")
    link = SurveyLink.objects.create(candidate=a, token_hash="x", recipient="Ann", expires_at=now)
    for who, survey in ((None, None), (rival, None), (rival, link)):
        Rating.objects.create(factor=factor, rival=who, survey=survey, value=Decimal(7), at=now)
    Decision.objects.create(candidate=a, verdict="in", reason="Yes", by=cast.alice, at=now)
    return cycle


@pytest.fixture
def small_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two candidates are too many to wait for."""
    for name in ("DIRECT_CANDIDATES", "DIRECT_REMOVAL", "DIRECT_FREEZE"):
        monkeypatch.setattr(working, name, 1)


@pytest.fixture
def queue(small_limits: None, settings: Settings) -> None:
    """The same, with a worker that has not come yet."""
    settings.TASKS = QUEUED


def history_of(change: str) -> dict[str, Counter[int]]:
    """Model → how often each row has a line of history of this kind."""
    return {
        model.__name__: Counter(model.history.filter(history_type=change).values_list("id", flat=True))
        for model in HELD
    }


def test_removing_a_candidate_remembers_each_row_that_goes_with_it_once_and_by_whom(full: Cycle, cast: Cast) -> None:
    gone = {
        model.__name__: Counter(model.objects.filter(**{f"{path}code": "A"}).values_list("pk", flat=True))
        for model, path in HELD.items()
    }
    assert all(gone.values())
    a = Candidate.objects.get(cycle=full, code="A")
    assert remove_candidates(cycle=full, candidates=[a.pk, 10**9], author=cast.alice) == 1
    assert history_of("-") == gone
    assert not Score.objects.exists()
    assert not Rating.objects.exists()
    last = Score.history.get(history_type="-")
    assert (last.value, last.version, last.history_user, last.candidate_id) == (8, 2, cast.alice, a.pk)
    assert list(Candidate.objects.filter(cycle=full).values_list("code", flat=True)) == ["B"]
    assert SuccessFactor.objects.filter(candidate__code="B").exists()


def test_adding_remembers_candidates_and_factors_and_leaves_who_is_there(cast: Cast) -> None:
    cycle = open_cycle(author=cast.alice, name="FY30")
    assert add_candidates(cycle=cycle, accounts=[cast.account_a], author=cast.alice) == 1
    assert add_candidates(cycle=cycle, accounts=[cast.account_a, cast.account_b], author=cast.bob) == 1
    by = list(Candidate.history.order_by("code").values_list("code", "name", "history_type", "history_user__name"))
    assert by == [("A", "Alpha Bicycles", "+", "Alice"), ("B", "Beta Outfitters", "+", "Bob")]
    usual = list(cycle.sets.get(kind="success").criteria.values_list("key", "weight", "position"))
    for one in cycle.candidates.all():
        assert list(one.success_factors.values_list("key", "weight", "position")) == usual
    assert SuccessFactor.history.count() == 2 * len(usual)
    cycle.sets.get(kind="success").criteria.all().delete()
    third = Account.objects.create(code="C", name="Gamma")
    assert add_candidates(cycle=cycle, accounts=[third], author=cast.alice) == 1
    assert not SuccessFactor.objects.filter(candidate__code="C").exists()


def test_a_cycle_from_the_last_one_carries_factors_rivals_days_and_new_names(full: Cycle, cast: Cast) -> None:
    Candidate.objects.filter(cycle=full, code="A").update(manager=cast.bob, days=Decimal("12.5"))
    Account.objects.filter(pk=cast.account_a.pk).update(code="A2", name="Alpha anew")
    # The account comes in once more under its new code, as a page would let it.
    again = Account.objects.get(pk=cast.account_a.pk)
    later = open_cycle(author=cast.alice, name="FY22", source=full)
    assert list(later.candidates.order_by("code").values_list("code", "name", "manager", "days")) == [
        ("A2", "Alpha anew", cast.bob.pk, Decimal("12.5")),
        ("B", "Beta Outfitters", None, None),
    ]
    heir = later.candidates.get(code="A2")
    assert list(heir.rivals.values_list("name", flat=True)) == ["Contoso"]
    assert heir.success_factors.count() == full.candidates.get(code="A").success_factors.count()
    assert set(Candidate.history.filter(cycle=later).values_list("history_type", "history_user")) == {
        ("+", cast.alice.pk)
    }
    assert Rival.history.filter(candidate_id=heir.pk, history_type="+").count() == 1
    assert add_candidates(cycle=full, accounts=[again], author=cast.alice) == 1
    twice = open_cycle(author=cast.alice, name="FY23", source=full)
    assert sorted(twice.candidates.values_list("code", flat=True)) == ["A2", "B"]
    assert not twice.candidates.get(code="A2").rivals.exists()


def test_factors_are_spread_to_the_unrated_with_history_and_taken_over_in_order(full: Cycle, cast: Cast) -> None:
    full.sets.get(kind="success").criteria.exclude(position=0).delete()
    before = SuccessFactor.objects.filter(candidate__code="B").count()
    assert spread_success_factors(cycle=full, author=cast.alice) == 1
    b = full.candidates.get(code="B")
    assert b.success_factors.count() == 1
    assert SuccessFactor.history.filter(candidate_id=b.pk, history_type="-").count() == before
    a = full.candidates.get(code="A")
    found = take_over(cycle=full, source=a, targets=[b.pk, a.pk], factors=True, rivals=True)
    assert (found.changed, found.kept_factors, found.full) == (1, 0, 0)
    shape = ("key", "name", "weight", "position")
    assert list(b.success_factors.values_list(*shape)) == list(a.success_factors.values_list(*shape))
    assert list(b.rivals.values_list("name", "position")) == [("Contoso", 0)]


def test_writing_asks_as_often_for_four_hundred_candidates_as_for_two(cast: Cast) -> None:
    Account.objects.bulk_create(Account(code=f"N{at:03}", name=f"N {at}") for at in range(400))
    counts: dict[str, list[int]] = {"add": [], "open": [], "remove": []}
    for name, some in (("few", Account.objects.filter(code__in="AB")), ("many", Account.objects.all())):
        cycle = open_cycle(author=cast.alice, name=name)
        with CaptureQueriesContext(connection) as asked:
            add_candidates(cycle=cycle, accounts=some, author=cast.alice)
        counts["add"].append(len(asked))
        with CaptureQueriesContext(connection) as asked:
            later = open_cycle(author=cast.alice, name=f"{name} again", source=cycle)
        counts["open"].append(len(asked))
        pks = list(later.candidates.values_list("pk", flat=True))
        with CaptureQueriesContext(connection) as asked:
            assert remove_candidates(cycle=later, candidates=pks, author=cast.alice) == (2 if name == "few" else 402)
        counts["remove"].append(len(asked))
    assert all(few == many for few, many in counts.values()), counts


def press(cast: Cast, cycle: Cycle, what: str, who: str = "alice") -> str:
    """Press a button of the page; answers where it leads."""
    address, values = {
        "add": (reverse("cycle-candidates-add", args=[cycle.pk]), {}),
        "remove": (reverse("cycle-candidates-remove", args=[cycle.pk]), {"which": "all"}),
        "open": (reverse("cycle-open"), {"name": "FY40", "source": str(cycle.pk)}),
        "freeze": (reverse("cycle-freeze", args=[cycle.pk]), {}),
    }[what]
    answer = cast.browser(cast.people[who]).post(address, values)
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return str(answer.headers["Location"])


def ready(cycle: Cycle, cast: Cast, what: str) -> Cycle:
    """The cycle as the button needs it."""
    if what == "add":
        Account.objects.bulk_create(Account(code=f"N{at}", name=f"N {at}") for at in range(3))
    if what == "freeze":
        for code, value in (("A", 4), ("B", 8)):
            give(cycle, cast.alice, code, "solvency", value)
        change_cycle(cycle=cycle, values={"draws": 200, "top": 1})
        return move_to(cycle=cycle, state=Cycle.State.DECIDED)
    return cycle


SAID = {
    "add": "3 candidates were added.",
    "remove": "2 candidates were removed.",
    "open": "The cycle FY40 is open.",
    "freeze": "The cycle FY21 is frozen.",
}


def is_done(cycle: Cycle, what: str) -> bool:
    """Whether the change has happened."""
    counted = cycle.candidates.count()
    return {
        "add": counted == 5,
        "remove": counted == 0,
        "open": Candidate.objects.filter(cycle__name="FY40").count() == 2,
        "freeze": Cycle.objects.get(pk=cycle.pk).is_frozen and Kept.objects.filter(cycle=cycle).count() == 2,
    }[what]


@pytest.mark.usefixtures("small_limits")
@pytest.mark.parametrize("what", SAID)
def test_the_worker_makes_the_change_and_the_page_says_so(cycle: Cycle, cast: Cast, what: str) -> None:
    place = press(cast, ready(cycle, cast, what), what)
    job = Job.objects.get(kind=working.KIND)
    assert (job.state, job.error) == (Job.State.DONE, None)
    assert place == reverse("job", args=[job.pk])
    assert is_done(cycle, what)
    browser = cast.browser(cast.alice)
    assert SAID[what] in browser.get(place, follow=True).content.decode()
    assert SAID[what] not in browser.get(reverse("cycle-setup", args=[cycle.pk])).content.decode()
    assert cast.browser(cast.bob).get(job.url).status_code == 404


@pytest.mark.usefixtures("queue")
@pytest.mark.parametrize("what", SAID)
def test_a_second_press_starts_no_second_change(cycle: Cycle, cast: Cast, what: str) -> None:
    cycle = ready(cycle, cast, what)
    place = press(cast, cycle, what)
    assert press(cast, cycle, what) == place
    assert Job.objects.filter(kind=working.KIND).count() == 1
    page = cast.browser(cast.alice).get(reverse("cycle-setup", args=[cycle.pk])).content.decode()
    assert "See how far it is" in page
    cast.adam.role = Role.LEAD
    cast.adam.save()
    assert press(cast, cycle, what, "adam") == reverse("cycle-setup", args=[cycle.pk])
    page = cast.browser(cast.adam).get(reverse("cycle-setup", args=[cycle.pk])).content.decode()
    assert "See how far it is" not in page
    assert not is_done(cycle, what)


@pytest.mark.usefixtures("queue")
@pytest.mark.parametrize("what", SAID)
def test_a_change_that_is_stopped_leaves_everything_as_it_was(cycle: Cycle, cast: Cast, what: str) -> None:
    cycle = ready(cycle, cast, what)
    press(cast, cycle, what)
    job = Job.objects.get(kind=working.KIND)
    before = everything()
    Job.objects.filter(pk=job.pk).update(cancel_requested=True)
    working.TASKS[what].call(job_id=job.pk, **job.arguments)
    assert Job.objects.get(pk=job.pk).state == Job.State.CANCELLED
    assert everything() == before
    assert "Nothing was changed" in cast.browser(cast.alice).get(reverse("job", args=[job.pk])).content.decode()


def everything() -> list[object]:
    """All rows of all cycles, and how long their history is."""
    rows: list[object] = [list(Cycle.objects.order_by("pk").values()), Cycle.history.count(), Kept.objects.count()]
    for model in HELD:
        rows += [list(model.objects.order_by("pk").values()), model.history.count()]
    return rows


@pytest.mark.usefixtures("queue")
@pytest.mark.parametrize("what", ["add", "remove", "freeze"])
def test_a_cycle_that_froze_meanwhile_is_left_alone_in_a_sentence(cycle: Cycle, cast: Cast, what: str) -> None:
    cycle = ready(cycle, cast, what)
    press(cast, cycle, what)
    job = Job.objects.get(kind=working.KIND)
    decided = move_to(cycle=cycle, state=Cycle.State.DECIDED)
    freeze(cycle=decided, author=cast.alice, kept=answers.to_keep(decided, cast.alice))
    before = everything()
    working.TASKS[what].call(job_id=job.pk, **job.arguments)
    page = cast.browser(cast.alice).get(reverse("job", args=[job.pk])).content.decode()
    assert "The cycle FY21 is frozen, so nothing in it can be changed." in page
    assert everything() == before


@pytest.mark.usefixtures("queue")
def test_a_name_that_was_taken_meanwhile_is_refused_in_a_sentence(cycle: Cycle, cast: Cast) -> None:
    press(cast, cycle, "open")
    open_cycle(author=cast.alice, name="FY40")
    job = Job.objects.get(kind=working.KIND)
    working.open_from.call(job_id=job.pk, **job.arguments)
    page = cast.browser(cast.alice).get(reverse("job", args=[job.pk])).content.decode()
    assert "There is a cycle named FY40 already." in page


@pytest.mark.usefixtures("queue")
@pytest.mark.parametrize("what", SAID)
def test_who_leads_no_more_when_the_worker_comes_changes_nothing(cycle: Cycle, cast: Cast, what: str) -> None:
    cycle = ready(cycle, cast, what)
    press(cast, cycle, what)
    job = Job.objects.get(kind=working.KIND)
    cast.alice.role = Role.MEMBER
    cast.alice.save()
    before = everything()
    working.TASKS[what].call(job_id=job.pk, **job.arguments)
    page = cast.browser(cast.alice).get(reverse("job", args=[job.pk])).content.decode()
    assert "You may not change planning cycles any more." in page
    assert everything() == before


@pytest.mark.usefixtures("queue")
def test_a_worker_that_died_leaves_the_cycle_and_lets_the_next_change_begin(cycle: Cycle, cast: Cast) -> None:
    press(cast, cycle, "remove")
    Job.objects.update(state=Job.State.RUNNING, heartbeat_at=timezone.now())
    jobs.mark_dead(all_running=True)
    assert cycle.candidates.count() == 2
    press(cast, cycle, "remove")
    assert list(Job.objects.order_by("pk").values_list("state", flat=True)) == [Job.State.FAILED, Job.State.WAITING]
