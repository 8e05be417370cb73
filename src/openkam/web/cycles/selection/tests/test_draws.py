"""Draws that the worker makes: kept in a file, read back as they were, asked for once, stopped, keyed by knowledge."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import timezone

from openkam.web.accounts.models import Account
from openkam.web.cycles import answers, drawn
from openkam.web.cycles.actions.candidates import add_candidates
from openkam.web.cycles.actions.cycles import change_cycle
from openkam.web.cycles.actions.decisions import Wish, decide
from openkam.web.cycles.models import Candidate, Cycle
from openkam.web.cycles.selection import drawing
from openkam.web.cycles.tests.round import give
from openkam.web.shell.memory import forget_everything
from openkam.web.shell.models import Job, User
from openkam.web.shell.tests.cast import Cast


@pytest.fixture(autouse=True)
def _own_folder(settings: object, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path  # type: ignore[attr-defined] # pytest-django's wrapper has Django's settings


@pytest.fixture
def large(cycle: Cycle, cast: Cast) -> Cycle:
    """So many candidates and draws that nobody waits for them; two of the candidates have scores."""
    more = [Account.objects.create(code=f"M{at:02}", name=f"More {at:02}") for at in range(39)]
    add_candidates(cycle=cycle, accounts=more, author=cast.alice)
    made = change_cycle(cycle=cycle, values={"draws": 100_000})
    assert not answers.draws_are_quick(made)
    return made


def waiting(cycle: Cycle, user: User) -> Job:
    """A job for the draws that no worker has taken yet."""
    arguments = {"cycle": cycle.pk, "asked_by": user.pk, "scope": None}
    return Job.objects.create(kind=drawing.KIND, title="Draws", user=user, arguments=arguments)


def test_kept_draws_are_the_draws_that_were_made(cycle: Cycle, cast: Cast) -> None:
    made = answers.selection_of(cycle, cast.alice)
    drawn.keep("key", made)
    kept = drawn.read("key")
    assert kept is not None
    assert drawn.put_in(answers.selection_of(cycle, cast.alice, draws=0), kept) == made


def test_draws_of_other_accounts_are_not_put_in(cycle: Cycle, cast: Cast) -> None:
    drawn.keep("key", answers.selection_of(cycle, cast.alice))
    kept = drawn.read("key")
    assert kept is not None
    Candidate.objects.get(cycle=cycle, code="A").delete()
    forget_everything()
    assert drawn.put_in(answers.selection_of(cycle, cast.alice, draws=0), kept) is None


@pytest.mark.parametrize("part", [0.0, 0.5, 0.99])
def test_a_spoilt_file_is_as_if_it_were_not_there(cycle: Cycle, cast: Cast, part: float) -> None:
    drawn.keep("key", answers.selection_of(cycle, cast.alice))
    file = next(drawn.folder().iterdir())
    whole = file.read_bytes()
    file.write_bytes(whole[: int(len(whole) * part)])
    assert drawn.read("key") is None
    assert not drawn.has("key")


def test_only_so_many_files_are_kept(cycle: Cycle, cast: Cast) -> None:
    made = answers.selection_of(cycle, cast.alice)
    for at in range(drawn.KEPT_FILES + 3):
        drawn.keep(f"key{at}", made)
    assert len(list(drawn.folder().iterdir())) == drawn.KEPT_FILES
    assert drawn.has(f"key{drawn.KEPT_FILES + 2}")


def test_from_the_click_to_the_answer(large: Cycle, cast: Cast) -> None:
    browser, address = cast.browser(cast.alice), f"/cycles/{large.pk}/selection/"
    before = browser.get(address).content.decode()
    assert "Make 100,000 draws" in before
    assert "draws, seed 1" not in before
    assert "Chance of the first 1" not in before
    browser.post(f"{address}draw/")
    job = Job.objects.get(kind=drawing.KIND)
    assert (job.state, job.done, job.total, job.unit) == (Job.State.DONE, 100_000, 100_000, "draws")
    forget_everything()
    assert browser.get(f"{address}draws/").headers["HX-Redirect"] == address
    assert "100,000 draws, seed 1" in browser.get(address).content.decode()
    # A decision changes nothing that was drawn; a score does.
    chosen = Candidate.objects.get(cycle=large, code="A")
    decide(cycle=large, author=cast.alice, wishes=[Wish(chosen.pk, "in", "Yes", 0)])
    assert "100,000 draws, seed 1" in browser.get(address).content.decode()
    give(large, cast.alice, "A", "solvency", 5, version=1)
    assert "Make 100,000 draws" in browser.get(address).content.decode()


def test_the_page_shows_how_far_the_draws_are_and_asks_once(large: Cycle, cast: Cast) -> None:
    browser, address = cast.browser(cast.alice), f"/cycles/{large.pk}/selection/"
    job = waiting(large, cast.alice)
    assert drawing.start(large, cast.alice) == job
    page = browser.get(address).content.decode()
    assert "100,000 draws are being made" in page
    Job.objects.filter(pk=job.pk).update(
        state=Job.State.RUNNING, stage="drawing", unit="draws", done=25_000, total=100_000, heartbeat_at=timezone.now()
    )
    answer = browser.get(f"{address}draws/").content.decode()
    assert "Drawing: 25,000 of 100,000 draws" in answer
    assert 'value="25"' in answer


def test_draws_can_be_stopped_by_who_started_them(large: Cycle, cast: Cast) -> None:
    job, address = waiting(large, cast.alice), f"/cycles/{large.pk}/selection/draws/stop/"
    assert cast.browser(cast.bob).post(address).status_code == 404
    assert Job.objects.get(pk=job.pk).state == Job.State.WAITING
    cast.browser(cast.alice).post(address)
    assert Job.objects.get(pk=job.pk).state == Job.State.CANCELLED


def test_a_request_to_stop_ends_the_draws_at_work(large: Cycle, cast: Cast) -> None:
    job = waiting(large, cast.alice)
    Job.objects.filter(pk=job.pk).update(cancel_requested=True)
    drawing.make_draws.call(job_id=job.pk, **job.arguments)
    assert Job.objects.get(pk=job.pk).state == Job.State.CANCELLED
    assert not drawn.has(answers.draws_key(large, cast.alice, large.draws))


def test_a_blind_rater_has_draws_of_their_own(cycle: Cycle, cast: Cast) -> None:
    blind = change_cycle(cycle=cycle, values={"is_blind": True})
    keys = {answers.draws_key(blind, person, 200) for person in (cast.alice, cast.bob, cast.adam, cast.vera)}
    # Alice and Bob are asked to score and each knows their own; Adam and Vera are not and share one.
    assert len(keys) == 3
