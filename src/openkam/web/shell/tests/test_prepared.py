"""Questions that are written once for each process are still asked anew, and for the right person."""

from __future__ import annotations

from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from openkam.web.shell import queries
from openkam.web.shell.models import Job, User
from openkam.web.shell.prepared import Prepared
from openkam.web.shell.tests.cast import Cast


def job(user: User, state: str) -> Job:
    return Job.objects.create(kind="count", title="Count", user=user, state=state)


def test_everybody_is_told_of_their_own_running_jobs_only(cast: Cast) -> None:
    """An administrator, too: what others run is on the page of jobs and not in the side bar."""
    mine, waits = job(cast.bob, Job.State.RUNNING), job(cast.bob, Job.State.WAITING)
    job(cast.bob, Job.State.DONE)
    assert {one.pk for one in queries.running_jobs(cast.bob)} == {mine.pk, waits.pk}
    assert queries.running_jobs(cast.alice) == queries.running_jobs(cast.adam) == []
    theirs = job(cast.alice, Job.State.RUNNING)
    assert queries.running_jobs(cast.alice) == [theirs]
    mine.state = Job.State.DONE
    mine.save()
    assert queries.running_jobs(cast.bob) == [waits]


def test_at_most_five_running_jobs_the_newest_first(cast: Cast) -> None:
    made = [job(cast.bob, Job.State.RUNNING) for _number in range(7)]
    assert [one.pk for one in queries.running_jobs(cast.bob)] == [one.pk for one in reversed(made)][:5]


def test_a_question_is_written_once_and_asked_each_time(cast: Cast) -> None:
    written = []

    def question(pk: int) -> QuerySet[User]:
        written.append(pk)
        return User.objects.filter(pk=pk)

    prepared = Prepared(question)
    with CaptureQueriesContext(connection) as asked:
        assert [list(prepared.ask(user.pk)) for user in (cast.bob, cast.vera)] == [[cast.bob], [cast.vera]]
        assert [prepared.count(pk) for pk in (cast.bob.pk, 0)] == [1, 0]
    assert (len(written), len(asked)) == (1, 4)
