"""One running OpenKAM with the sample company, as `make run` starts it, and a Chromium that looks at it."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PASSWORD = "correct-horse-battery"
ADMINISTRATOR = "ada@example.com"


@dataclass
class Site:
    """A running application: its address and the link that signs the first administrator in."""

    address: str
    first_link: str
    data_dir: Path
    signed_in: dict[str, object] = field(default_factory=dict)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(data_dir: Path, command: str, port: int) -> tuple[subprocess.Popen[str], str]:
    """Start `openkam COMMAND` and wait until it has printed the first sign-in and answers."""
    log = data_dir.parent / f"{command}.log"
    environment = {**os.environ, "OPENKAM_DATA_DIR": str(data_dir), "PYTHONUNBUFFERED": "1"}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    with log.open("w") as stream:
        process = subprocess.Popen(
            [str(Path(sys.executable).parent / "openkam"), command, "--data-dir", str(data_dir), "--port", str(port)],
            cwd=ROOT,
            env=environment,
            stdout=stream,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
    deadline = time.monotonic() + 240
    while time.monotonic() < deadline:
        text = log.read_text()
        link = re.search(r"http://\S+/first/\S+", text)
        if link and answers(port):
            return process, link.group(0)
        if process.poll() is not None:
            break
        time.sleep(0.3)
    stop(process)
    pytest.fail(f"openkam {command} did not come up:\n{log.read_text()[-4000:]}")


def answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def stop(process: subprocess.Popen[str]) -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = os.environ.get("OPENKAM_CHROMIUM") or shutil.which("chromium")
    assert path, "Chromium is missing; make test installs it or says how"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """`openkam demo` in a folder of its own."""
    folder = tmp_path_factory.mktemp("site") / "data"
    port = free_port()
    process, link = start(folder, "demo", port)
    yield Site(f"http://127.0.0.1:{port}", link, folder)
    stop(process)


@dataclass
class Watch:
    """What went wrong behind the picture: requests that left the machine, script errors, policy violations."""

    left_the_machine: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def watched(context: BrowserContext) -> tuple[Page, Watch]:
    page, watch = context.new_page(), Watch()

    def request(sent: object) -> None:
        url = sent.url  # type: ignore[attr-defined] # Playwright's event type is not exported
        if urlsplit(url).scheme in {"http", "https", "ws", "wss"} and urlsplit(url).hostname != "127.0.0.1":
            watch.left_the_machine.append(url)

    page.on("request", request)
    page.on("pageerror", lambda error: watch.errors.append(str(error)))
    page.on("console", lambda message: watch.errors.append(message.text) if message.type == "error" else None)
    return page, watch


@pytest.fixture(scope="session")
def administrator_state(site: Site, chromium: Browser) -> dict[str, object]:
    """The cookies of the first administrator, after walking through the one-time sign-in as a person would."""
    context = chromium.new_context(locale="en-GB")
    page = context.new_page()
    page.goto(site.first_link)
    page.get_by_label("Name", exact=True).fill("Ada Lovelace")
    page.get_by_label(re.compile("e-mail", re.I)).fill(ADMINISTRATOR)
    for box in page.locator("input[type=password]").all():
        box.fill(PASSWORD)
    page.locator("main button[type=submit]").first.click()
    page.wait_for_url(f"{site.address}/")
    state = context.storage_state()
    context.close()
    return dict(state)


@pytest.fixture
def visit(site: Site, chromium: Browser, administrator_state: dict[str, object]) -> Iterator[object]:
    """A function that opens a signed-in page: `visit("/portfolio/", width=390, scheme="dark")` → page, watch."""
    contexts: list[BrowserContext] = []

    def open_page(path: str, *, width: int = 1440, scheme: str = "light", locale: str = "en-GB") -> tuple[Page, Watch]:
        context = chromium.new_context(
            storage_state=administrator_state,  # type: ignore[arg-type] # it is what storage_state() gave
            viewport={"width": width, "height": 1000},
            color_scheme=scheme,  # type: ignore[arg-type] # "light" or "dark"
            locale=locale,
            bypass_csp=False,
        )
        contexts.append(context)
        page, watch = watched(context)
        page.goto(site.address + path, wait_until="networkidle")
        return page, watch

    yield open_page
    for context in contexts:
        context.close()
