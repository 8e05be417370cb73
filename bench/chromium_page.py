"""A page of the server under measurement in Chromium, seen by somebody who is signed in."""

from __future__ import annotations

import os
import shutil
import statistics
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page


@contextmanager
def chromium_page(address: str, session: str, *, height: int = 1000) -> Iterator[Page]:
    """An empty page, 1440 px wide, whose requests to `address` are those of `session`."""
    from playwright.sync_api import sync_playwright

    path = os.environ.get("OPENKAM_CHROMIUM") or shutil.which("chromium")
    if not path:
        raise SystemExit("Chromium is missing; make test installs it or says how.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        context = browser.new_context(viewport={"width": 1440, "height": height}, locale="en-GB")
        context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
        yield context.new_page()
        browser.close()


def frames(times: Mapping[str, Sequence[float]]) -> dict[str, float]:
    """Median and 95th percentile of the milliseconds per frame, by kind."""
    found = {}
    for kind, values in times.items():
        ordered = sorted(values)
        found[f"{kind}_p50_ms"], found[f"{kind}_p95_ms"] = statistics.median(ordered), ordered[int(0.95 * len(ordered))]
    return found
