"""The account matrix with 10,000 accounts: server, payload, time until it can be used, frames of a dragged slider.

    python bench/matrix_page.py [--accounts 10000] [--json] [--shot matrix.png]

Server times stand beside the tool's own compute in the same run, frames of a drag beside those of the same page at
rest. The browser is a headless Chromium that draws without a graphics card. Everything runs in a data directory of
its own that is removed at the end.
"""

from __future__ import annotations

import argparse
import gzip
import http.client
import json
import os
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.chromium_page import chromium_page, frames
from bench.portfolio_page import ROOT, ask, free_port, prepare, serve, wait_for

if TYPE_CHECKING:
    pass

SEED = 20201131
PAYLOAD_TARGET = 450 * 1024
FRAME_TARGET_MS = 1000 / 60
DRAGS = 150
FRAMES = """
async drags => {
  const slider = document.querySelector("#mx-weights input[type=range]");
  const frame = () => new Promise(requestAnimationFrame);
  const times = { rest: [], drag: [], work: [] };
  for (const kind of ["rest", "drag"]) {
    let last = await frame();
    for (let at = 0; at < drags; at++) {
      if (kind === "drag") {
        slider.value = String((at * 3) % Number(slider.max));
        slider.dispatchEvent(new Event("input", { bubbles: true }));
      }
      const now = await frame();
      const begun = performance.now();
      await new Promise((done) => {
        const way = new MessageChannel();
        way.port1.onmessage = done;
        way.port2.postMessage(0);
      });
      times[kind].push(now - last);
      if (kind === "drag") times.work.push(performance.now() - begun);
      last = now;
    }
  }
  return times;
}
"""


def fill(accounts: int) -> int:
    """A cycle with everybody scored on eight factors and rated beside one rival; answers its key."""
    from decimal import Decimal

    from django.utils import timezone

    from openkam.web.accounts.models import Account
    from openkam.web.cycles.actions.cycles import open_cycle
    from openkam.web.cycles.models import Candidate, Criterion, Rating, Rival, Score, SuccessFactor
    from openkam.web.shell.models import User

    rng, now = random.Random(SEED), timezone.now()
    lead = User.objects.get(email="lead@example.org")
    cycle = open_cycle(author=lead, name="Bench")
    rows = list(Account.objects.order_by("code")[:accounts])
    candidates = Candidate.objects.bulk_create(
        (Candidate(cycle=cycle, account=one, code=one.code, name=one.name) for one in rows), batch_size=500
    )
    factors = list(Criterion.objects.filter(set__cycle=cycle, set__kind="attractiveness"))
    success = list(Criterion.objects.filter(set__cycle=cycle, set__kind="success"))
    scores = (
        Score(
            candidate=one,
            criterion=factor,
            rater=lead,
            value=Decimal(min(10, max(1, round(rng.gauss(5.5, 2))))),
            at=now,
        )
        for one in candidates
        for factor in factors
        if rng.random() > 0.03
    )
    Score.objects.bulk_create(scores, batch_size=500)
    own = SuccessFactor.objects.bulk_create(
        (
            SuccessFactor(candidate=one, key=factor.key, position=factor.position)
            for one in candidates
            for factor in success
        ),
        batch_size=500,
    )
    rivals = dict(
        zip(
            (one.pk for one in candidates),
            Rival.objects.bulk_create((Rival(candidate=one, name="Contoso") for one in candidates), batch_size=500),
            strict=True,
        )
    )
    ratings = (
        Rating(factor=one, rival=who, value=Decimal(str(round(min(10, max(1, rng.gauss(5.5, 1.8))), 1))), at=now)
        for one in own
        for who in (None, rivals[one.candidate_id])
    )
    Rating.objects.bulk_create(ratings, batch_size=500)
    return int(cycle.pk)


def tool_seconds(cycle: int) -> tuple[float, float]:
    """Reading the cycle, and the bare tool without draws."""
    from openkam.tools.define import account_matrix
    from openkam.web.cycles import answers
    from openkam.web.cycles.models import Cycle
    from openkam.web.shell.models import User

    lead = User.objects.get(email="lead@example.org")
    begun = time.perf_counter()
    inputs = answers.matrix_inputs(Cycle.objects.get(pk=cycle), lead)
    inputs = inputs.model_copy(update={"doubt": inputs.doubt.model_copy(update={"draws": 0})})
    reading = time.perf_counter() - begun
    begun = time.perf_counter()
    account_matrix.compute(inputs)
    return reading, time.perf_counter() - begun


def at_server(port: int, session: str, base: str) -> dict[str, Any]:
    """Milliseconds and bytes as sent: the first page of a process, then the median of each kind of request."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
    found: dict[str, Any] = {"first_page_ms": ask(connection, base, session)[2]}
    for name, path in (("page", ""), ("points", "points/"), ("try", "?w=size:31"), ("sums", "sum/k/")):
        times = []
        for number in range(9):
            # Two workers: each has to have computed once.
            status, body, took = ask(connection, f"{base}{path}".replace("31", str(31 + number)), session)
            if status != 200:
                raise SystemExit(f"{path}: {status}")
            times.append(took)
        # The server compresses what it sends where a proxy does not; counted as the smallest that anything sends.
        found[f"{name}_ms"], found[f"{name}_bytes"] = statistics.median(times[2:]), len(_packed(body))
    return found


def _packed(body: bytes) -> bytes:
    return body if body[:2] == b"\x1f\x8b" else gzip.compress(body, 6)


def in_browser(address: str, session: str, shot: str) -> dict[str, float]:
    """Until the matrix can be used, and the frames of a drag."""
    with chromium_page(address, session) as page:
        begun = time.perf_counter()
        page.goto(address)
        page.wait_for_selector("html[data-matrix=ready]", state="attached", timeout=120_000)
        ready = 1000 * (time.perf_counter() - begun)
        times = page.evaluate(FRAMES, DRAGS)
        if shot:
            page.locator("#mx-weights input[type=range]").first.dispatch_event("change")
            page.wait_for_timeout(4000)
            page.screenshot(path=shot)
    return {"ready_ms": ready} | frames(times)


def run(folder: Path, accounts: int, shot: str) -> dict[str, Any]:
    """The whole measurement."""
    session = prepare(folder, accounts)["Lead"]
    cycle = fill(accounts)
    reading, tool = tool_seconds(cycle)
    port = free_port()
    server = serve(port)
    try:
        wait_for(port)
        base = f"/cycles/{cycle}/matrix/"
        found = at_server(port, session, base)
        found |= in_browser(f"http://127.0.0.1:{port}{base}", session, shot)
    finally:
        server.terminate()
        server.wait(timeout=20)
    found |= {"accounts": accounts, "reading_ms": 1000 * reading, "tool_ms": 1000 * tool}
    return found | {
        "first_page_to_tool": found["first_page_ms"] / (1000 * (reading + tool)),
        "page_to_tool": found["page_ms"] / (1000 * tool),
        "drag_to_rest": found["drag_p50_ms"] / found["rest_p50_ms"],
        "load_average": os.getloadavg()[0],
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=10_000)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--shot", default="", help="a picture of the page, to look at")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="openkam-bench-") as name:
        os.environ.update(
            OPENKAM_DATA_DIR=name, OPENKAM_SECRET_KEY="bench", DJANGO_SETTINGS_MODULE="openkam.web.settings",
            PYTHONPATH=str(ROOT / "src"), DJANGO_ALLOW_ASYNC_UNSAFE="1",
        )  # fmt: skip
        found = run(Path(name), given.accounts, given.shot)
    if given.json:
        print(json.dumps(found, indent=2))
    else:
        told(found)
    if max(found["points_bytes"], found["page_bytes"]) > PAYLOAD_TARGET:
        raise SystemExit(1)


def told(found: dict[str, Any]) -> None:
    """The figures as lines."""
    print(f"account matrix, {found['accounts']} accounts, load average {found['load_average']:.1f}")
    print(f"  reading the cycle {found['reading_ms']:.0f} ms, the bare tool {found['tool_ms']:.0f} ms")
    ratio = found["first_page_to_tool"]
    print(f"  first page of a process {found['first_page_ms']:.0f} ms, {ratio:.2f}× reading and tool")
    for name in ("page", "points", "try", "sums"):
        print(f"  {name:7} {found[f'{name}_ms']:7.0f} ms  {found[f'{name}_bytes'] / 1024:7.1f} kB compressed")
    print(f"  until it can be used in Chromium {found['ready_ms']:.0f} ms")
    print(f"  frame at rest {found['rest_p50_ms']:.1f} ms (p95 {found['rest_p95_ms']:.1f})")
    print(
        f"  frame of a drag {found['drag_p50_ms']:.1f} ms (p95 {found['drag_p95_ms']:.1f}), of which work "
        f"{found['work_p50_ms']:.1f} ms; {found['drag_to_rest']:.2f}× at rest; 60 a second is {FRAME_TARGET_MS:.1f} ms"
    )


if __name__ == "__main__":
    main()
