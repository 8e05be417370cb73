"""The selection page over 10,000 candidates on 22 criteria: the page, and from the click on 10,000 draws to the answer.

    python -m bench selection_page
    python -m bench.selection_page [--candidates 10000] [--draws 10000]

Everything runs in a data directory of its own that is removed at the end, with a worker in a process of its own as in
earnest. The ratios compare with the bare tool over the same inputs in the same run: the page at hand with the ranking
without draws, the click to the answer (queue, reading the scores, draws, writing, the page) with the draws alone. The
targets are at most as long as the one and at most twice as long as the other. One score in fifty is missing.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SEED = 22
POLL_SECONDS = 1.0
"""As often as the page asks how far the draws are."""
PAGE_TARGET, CLICK_TARGET = 1.0, 2.0


def fill(candidates: int, draws: int) -> Any:
    """A cycle in scoring with a score of one rater in nearly every cell."""
    from django.utils import timezone

    from openkam.web.cycles.actions.cycles import change_cycle, move_to, open_cycle
    from openkam.web.cycles.models import Candidate, Criterion, Cycle, Score
    from openkam.web.shell.models import Role, User, Workspace

    Workspace.objects.create(pk=1, currency="USD", name="Bench")
    lead = User.objects.create_user("lead@example.org", "x", name="Lead", role=Role.LEAD)
    cycle = open_cycle(author=lead, name="Bench")
    change_cycle(cycle=cycle, values={"top": 50, "draws": draws, "is_blind": False})
    rows = [Candidate(cycle=cycle, code=f"C{at:05}", name=f"Customer {at:05}") for at in range(candidates)]
    Candidate.objects.bulk_create(rows, batch_size=500)
    criteria = list(Criterion.objects.filter(set__cycle=cycle, set__kind="selection"))
    Criterion.objects.filter(pk__in=[one.pk for one in criteria]).update(minimum=None)
    rng, now = random.Random(SEED), timezone.now()
    scores = (
        Score(candidate=row, criterion=one, rater=lead, value=Decimal(rng.randint(2, 20)) / 2, author=lead, at=now)
        for row in Candidate.objects.filter(cycle=cycle)
        for one in criteria
        if rng.random() < 0.98
    )
    Score.objects.bulk_create(scores, batch_size=2_000)
    return move_to(cycle=Cycle.objects.get(pk=cycle.pk), state=Cycle.State.SCORING), lead


def timed(work: Any) -> tuple[float, Any]:
    """Seconds, and what came out."""
    start = time.perf_counter()
    made = work()
    return time.perf_counter() - start, made


def start_worker() -> subprocess.Popen[str]:
    """The process that runs jobs, once it waits for them."""
    command = [sys.executable, "-m", "django", "db_worker", "--interval", "0.2"]
    worker = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    assert worker.stderr is not None
    for line in worker.stderr:
        if "Starting worker" in line:
            return worker
    raise SystemExit("the worker does not start")


def click_to_answer(browser: Any, address: str, progress: list[int]) -> Any:
    """Ask for the draws, follow them as the page does, and open the page once they are there."""
    browser.post(f"{address}draw/")
    while True:
        answer = browser.get(f"{address}draws/", headers={"HX-Request": "true"})
        if answer.status_code == 204:
            return browser.get(address)
        from openkam.web.shell.models import Job

        progress.append(Job.objects.latest("pk").percent or 0)
        time.sleep(POLL_SECONDS)


def measure(candidates: int, draws: int) -> dict[str, Any]:
    """The whole measurement."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.test import Client

    from openkam.tools.define import selection
    from openkam.web.cycles import answers

    call_command("migrate", verbosity=0)
    cycle, lead = fill(candidates, draws)
    worker = start_worker()
    try:
        browser, address = Client(), f"/cycles/{cycle.pk}/selection/"
        browser.force_login(lead, backend="allauth.account.auth_backends.AuthenticationBackend")
        first, page = timed(lambda: browser.get(address))
        assert f"Make {draws:,} draws" in page.content.decode(), "the page offers no draws"
        again, page = timed(lambda: browser.get(address))
        progress: list[int] = []
        clicked, answer = timed(lambda: click_to_answer(browser, address, progress))
        assert f"{draws:,} draws, seed" in answer.content.decode(), "the draws are not on the page"
        drawn, answer = timed(lambda: browser.get(address))
    finally:
        worker.terminate()
        worker.wait(timeout=30)
    ranking, _result = timed(lambda: selection.compute(answers.selection_inputs(cycle, lead, draws=0)))
    inputs = answers.selection_inputs(cycle, lead)
    bare, _result = timed(lambda: selection.compute(inputs))
    return {
        "candidates": candidates,
        "draws": draws,
        "first_page_without_draws_s": round(first, 2),
        "page_at_hand_ms": round(1000 * again),
        "page_with_draws_ms": round(1000 * drawn),
        "page_kb": round(len(answer.content) / 1024),
        "page_compressed_kb": round(len(gzip.compress(answer.content)) / 1024),
        "click_to_answer_s": round(clicked, 1),
        "steps_of_progress_seen": len(set(progress)),
        "bare_ranking_s": round(ranking, 2),
        "bare_draws_s": round(bare, 1),
        "page_to_bare_ranking": round(again / ranking, 2),
        "click_to_bare_draws": round(clicked / bare, 2),
    }


def main() -> None:
    """Print the times and their ratios as JSON; end with 1 where a target is missed."""
    parser = argparse.ArgumentParser(prog="bench.selection_page")
    parser.add_argument("--candidates", type=int, default=10_000)
    parser.add_argument("--draws", type=int, default=10_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="openkam-bench-", ignore_cleanup_errors=True) as name:
        os.environ.update(
            OPENKAM_DATA_DIR=name, OPENKAM_SECRET_KEY="bench", DJANGO_SETTINGS_MODULE="openkam.web.settings",
            PYTHONPATH=str(ROOT / "src"), OPENKAM_ALLOWED_HOSTS="testserver",
        )  # fmt: skip
        sys.path.insert(0, str(ROOT / "src"))
        found = measure(options.candidates, options.draws)
    print(json.dumps(found, indent=2))
    targets = {"page_to_bare_ranking": PAGE_TARGET, "click_to_bare_draws": CLICK_TARGET}
    if missed := [name for name, most in targets.items() if found[name] > most]:
        print(f"Above the target: {', '.join(missed)}.")
        sys.exit(1)


if __name__ == "__main__":
    main()
