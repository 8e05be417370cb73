"""The organisation chart with 500 people: server, payload, time until it can be used, frames of a drag.

    python -m bench.org_chart [--contacts 500] [--json] [--shot chart.png]

The page is timed beside `/healthz` of the same run, frames of a drag beside those of the same page at rest. The browser
is a headless Chromium that draws without a graphics card. Everything runs in a data directory of its own that is
removed at the end.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.account_people import prepare
from bench.chromium_page import chromium_page, frames
from bench.matrix_page import _packed
from bench.portfolio_page import ROOT, ask, free_port, serve, wait_for

if TYPE_CHECKING:
    pass

PAYLOAD_TARGET = 450 * 1024
FRAMES = 150
RUNS, WARMING_UP = 5, 4
MEASURE = """
async ([frames, id]) => {
  const box = document.querySelector(`[data-oc] .oc-box[data-id="${id}"] .oc-r`).getBoundingClientRect();
  const area = document.querySelector("[data-scroll]").getBoundingClientRect();
  const [x, y] = [box.left + box.width / 2, box.top + 8];
  const middle = [area.left + area.width / 2, area.top + area.height / 2];
  const target = document.elementFromPoint(x, y);
  const say = (name, to, at) => to.dispatchEvent(new PointerEvent(name, {
    bubbles: true, cancelable: true, isPrimary: true, pointerType: "mouse", pointerId: 1, button: 0,
    clientX: at[0], clientY: at[1],
  }));
  const frame = () => new Promise(requestAnimationFrame);
  const times = { rest: [], drag: [], work: [] };
  for (const kind of ["rest", "drag"]) {
    if (kind === "drag") say("pointerdown", target, [x, y]);
    let last = await frame();
    for (let at = 0; at < frames; at++) {
      // Round and round over the other boxes, away from the edges, where the chart would scroll.
      const [dx, dy] = [Math.cos(at / 8) * area.width / 3, Math.sin(at / 8) * area.height / 3];
      if (kind === "drag") say("pointermove", document, [middle[0] + dx, middle[1] + dy]);
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
  const lifted = document.querySelectorAll(".is-lifted").length;
  document.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
  return { times, lifted, boxes: document.querySelectorAll(".oc-box").length };
}
"""


def at_server(port: int, session: str, address: str) -> dict[str, float]:
    """Milliseconds and bytes as sent: the first page, then the median after warming up, and `/healthz`."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
    found = {"first_page_ms": ask(connection, address, session)[2]}
    for name, path in (("page", address), ("healthz", "/healthz")):
        times = []
        for _run in range(WARMING_UP + RUNS):
            status, body, took = ask(connection, path, session)
            if status != 200:
                raise SystemExit(f"{path}: {status}")
            times.append(took)
        found[f"{name}_ms"], found[f"{name}_bytes"] = statistics.median(times[WARMING_UP:]), len(_packed(body))
    return found


def in_browser(address: str, session: str, dragged: int, shot: str) -> dict[str, float]:
    """Until the chart can be used, and the frames of a drag."""
    with chromium_page(address, session, height=1200) as page:
        begun = time.perf_counter()
        page.goto(address)
        page.wait_for_selector("html[data-org-chart=ready]", state="attached", timeout=120_000)
        ready = 1000 * (time.perf_counter() - begun)
        # Found as a person would, so that it stands in the window.
        page.locator(f".oc-box[data-id='{dragged}']").focus()
        page.wait_for_timeout(500)
        made = page.evaluate(MEASURE, [FRAMES, dragged])
        if shot:
            page.screenshot(path=shot)
    if not made["lifted"]:
        raise SystemExit("Nothing was dragged, so nothing was measured.")
    return {"ready_ms": ready, "lifted": made["lifted"], "boxes": made["boxes"]} | frames(made["times"])


def run(options: argparse.Namespace) -> dict[str, Any]:
    """The whole measurement."""
    account, session = prepare(options)
    from django.urls import reverse

    from openkam.web.people.models import Contact

    dragged = Contact.objects.filter(reports_to__reports_to__isnull=True, reports_to__account=account).order_by("pk")[0]
    port = free_port()
    server = serve(port)
    try:
        wait_for(port)
        address = reverse("account-chart", args=[account])
        found: dict[str, Any] = at_server(port, session, address)
        found |= in_browser(f"http://127.0.0.1:{port}{address}", session, dragged.pk, options.shot)
    finally:
        server.terminate()
        server.wait(timeout=20)
    return found | {
        "drag_to_rest": found["drag_p50_ms"] / found["rest_p50_ms"],
        "page_to_healthz": found["page_ms"] / found["healthz_ms"],
        "load_average": os.getloadavg()[0],
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contacts", type=int, default=500)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--shot", default="", help="a picture of the page, to look at")
    given = parser.parse_args()
    given.members, given.interactions, given.accounts, given.others = 60, 20_000, 0, 0
    with tempfile.TemporaryDirectory(prefix="openkam-bench-") as name:
        os.environ.update(
            OPENKAM_DATA_DIR=name, OPENKAM_SECRET_KEY="bench", DJANGO_SETTINGS_MODULE="openkam.web.settings",
            PYTHONPATH=str(ROOT / "src"), DJANGO_ALLOW_ASYNC_UNSAFE="1",
        )  # fmt: skip
        found = run(given)
    if given.json:
        print(json.dumps(found, indent=2))
    else:
        told(found)
    if found["page_bytes"] > PAYLOAD_TARGET:
        raise SystemExit(1)


def told(found: dict[str, Any]) -> None:
    """The figures as lines."""
    print(f"organisation chart, {found['boxes']} boxes, load average {found['load_average']:.1f}")
    print(
        f"  first page of a process {found['first_page_ms']:.0f} ms, then {found['page_ms']:.0f} ms, "
        f"{found['page_to_healthz']:.1f}× /healthz; {found['page_bytes'] / 1024:.1f} kB compressed"
    )
    print(f"  until it can be used in Chromium {found['ready_ms']:.0f} ms")
    print(f"  frame at rest {found['rest_p50_ms']:.1f} ms (p95 {found['rest_p95_ms']:.1f})")
    print(
        f"  frame of a drag of {found['lifted']} boxes {found['drag_p50_ms']:.1f} ms (p95 {found['drag_p95_ms']:.1f}), "
        f"of which work {found['work_p50_ms']:.1f} ms; {found['drag_to_rest']:.2f}× at rest"
    )


if __name__ == "__main__":
    main()
