"""One running OpenKAM with the sample company, as `make run` starts it, and a Chromium that looks at it."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Any, Literal, Protocol
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Request, StorageState, sync_playwright

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


NASTY = "株式會社超長公司名稱測試有限公司 <script>alert(1)</script>"
MAKE_CORNERS = """
import json, sys
from django.utils import timezone
from openkam.web.accounts.models import Account
from openkam.web.shell import actions
from openkam.web.shell.jobs import worker_stopped
from openkam.web.shell.models import Job, User
ada = User.objects.get(email=sys.argv[1])
now = timezone.now()
def job(state, **more):
    return Job.objects.create(kind="export", title="Import of {what}", title_values={"what": "invoices.csv"}, user=ada,
        state=state, started_at=now, heartbeat_at=now, task_path="nowhere.task", **more).pk
mei, _new = User.objects.get_or_create(email="mei@example.com", defaults={"name": "Mei Lin", "role": "member"})
kim, _new = User.objects.get_or_create(email="kim@example.com", defaults={"name": "Kim", "role": "viewer"})
account = Account.objects.get(name="A Bike Store")
print(json.dumps({
    "account": account.pk,
    "nasty": Account.objects.create(code="<b>1</b>", name=sys.argv[2]).pk,
    "endless": Account.objects.create(code="E" * 90, name="Endless " + "name " * 1998).pk,
    "mei": mei.pk,
    "link": actions.make_sign_in_link(user=mei),
    "kim_link": actions.make_sign_in_link(user=kim),
    "running": job("running", stage="reading", done=12_000, total=40_000, unit="rows"),
    "failed": job("failed", error=worker_stopped().to_json(), finished_at=now),
    "cancelled": job("cancelled", finished_at=now),
}))
"""
Scheme = Literal["light", "dark"]
THIS_MACHINE = {"127.0.0.1", "localhost"}


@dataclass(frozen=True)
class Site:
    """A running application: its address and the link that signs the first administrator in."""

    address: str
    first_link: str
    data_dir: Path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(data_dir: Path, command: str, port: int) -> tuple[subprocess.Popen[str], str]:
    """Start `openkam COMMAND` and wait until it answers and has printed the first sign-in."""
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
    while time.monotonic() < deadline and process.poll() is None:
        link = re.search(r"http://\S+/first/\S+(?=\n)", log.read_text())
        if link:
            return process, link.group(0)
        time.sleep(0.1)
    stop(process)
    pytest.fail(f"openkam {command} did not come up:\n{log.read_text()[-4000:]}")


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
    try:
        yield Site(f"http://{urlsplit(link).netloc}", link, folder)
    finally:
        stop(process)


GIVEN_UP = "Transition was aborted because of invalid state. Page already revealed"
"""What Chromium says where a busy machine shows the next page before its fading in from the last one is ready. No
script here touches those transitions, and the page is there, only at once."""


@dataclass
class Watch:
    """What went wrong behind the picture: requests that left the machine, script errors, policy violations."""

    left_the_machine: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


ON_THEIR_WAY: WeakKeyDictionary[Page, set[Request]] = WeakKeyDictionary()
"""Requests of a page that have not been answered yet."""


def watched(context: BrowserContext) -> tuple[Page, Watch]:
    page, watch = context.new_page(), Watch()
    waiting: set[Request] = set()
    ON_THEIR_WAY[page] = waiting

    def request(sent: Request) -> None:
        waiting.add(sent)
        if urlsplit(sent.url).scheme in {"http", "https", "ws", "wss"} and (
            urlsplit(sent.url).hostname not in THIS_MACHINE
        ):
            watch.left_the_machine.append(sent.url)

    page.on("request", request)
    page.on("requestfinished", lambda sent: waiting.discard(sent))
    page.on("requestfailed", lambda sent: waiting.discard(sent))
    page.on("pageerror", lambda error: None if GIVEN_UP in str(error) else watch.errors.append(str(error)))
    page.on("console", lambda message: watch.errors.append(message.text) if message.type == "error" else None)
    return page, watch


@pytest.fixture(scope="session")
def administrator_state(site: Site, chromium: Browser) -> StorageState:
    """The cookies of the first administrator, after walking through the one-time sign-in as a person would."""
    context = chromium.new_context(locale="en-GB")
    page = context.new_page()
    page.goto(site.first_link)
    page.get_by_label("Your name").fill("Ada Lovelace")
    page.get_by_label("E-mail address").fill(ADMINISTRATOR)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Password again").fill(PASSWORD)
    page.get_by_role("button", name="Start").click()
    page.wait_for_url(f"{site.address}/")
    state = context.storage_state()
    context.close()
    return state


def printed(site: Site, script: str, *arguments: object) -> Any:
    """What a script prints as JSON that runs on the data of the running application."""
    made = subprocess.run(
        [sys.executable, "-c", f"import django; django.setup(); exec({script!r})", *map(str, arguments)],
        env={**os.environ, "OPENKAM_DATA_DIR": str(site.data_dir), "DJANGO_SETTINGS_MODULE": "openkam.web.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    return json.loads(made.stdout)


Make = Callable[..., Any]


@pytest.fixture(scope="session")
def make(site: Site, administrator_state: StorageState) -> Make:
    """Runs a script on the data of the application that a browser looks at, and answers what it prints."""
    return partial(printed, site)


@pytest.fixture(scope="session")
def corners(site: Site, administrator_state: StorageState) -> dict[str, object]:
    """What a healthy workspace has none of: ended jobs, hostile and endless names, somebody invited."""
    return dict(printed(site, MAKE_CORNERS, ADMINISTRATOR, NASTY))


CALM_SECONDS = 0.1
NEXT_PICTURE = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


def at_rest(page: Page) -> None:
    """Wait until the page is loaded, has asked for nothing for a moment, and is painted."""
    page.wait_for_load_state("load")
    waiting = ON_THEIR_WAY[page]
    deadline = time.monotonic() + 30
    calm_since = time.monotonic()
    while time.monotonic() - calm_since < CALM_SECONDS:
        assert time.monotonic() < deadline, f"{page.url} still waits for {[sent.url for sent in waiting]}"
        page.wait_for_timeout(20)
        if waiting:
            calm_since = time.monotonic()
    page.evaluate(NEXT_PICTURE)


Rest = Callable[[Page], None]


@pytest.fixture
def rest() -> Rest:
    """`page.goto(…); rest(page)`: go on when nothing moves any more."""
    return at_rest


class Visit(Protocol):
    """Opens a page for a person and waits until nothing moves; `state` None: for a stranger."""

    def __call__(
        self,
        path: str,
        *,
        width: int = 1440,
        scheme: Scheme = "light",
        locale: str = "en-GB",
        state: StorageState | None = ...,
    ) -> tuple[Page, Watch]: ...


@pytest.fixture
def visit(site: Site, chromium: Browser, administrator_state: StorageState) -> Iterator[Visit]:
    """`visit("/portfolio/", width=390, scheme="dark")` → the page, signed in, and the watch behind it."""
    contexts: list[BrowserContext] = []

    def open_page(
        path: str,
        *,
        width: int = 1440,
        scheme: Scheme = "light",
        locale: str = "en-GB",
        state: StorageState | None = administrator_state,
    ) -> tuple[Page, Watch]:
        context = chromium.new_context(
            storage_state=state,
            viewport={"width": width, "height": 1000},
            color_scheme=scheme,
            locale=locale,
            reduced_motion="reduce",
        )
        contexts.append(context)
        page, watch = watched(context)
        page.goto(site.address + path)
        at_rest(page)
        return page, watch

    yield open_page
    for context in contexts:
        context.close()


THEME_RULES = ("color-contrast", "link-in-text-block")
"""The rules whose answer depends on colours, and so on the theme."""


PASTE = """text => {
    const data = new DataTransfer();
    data.setData("text/plain", text);
    document.activeElement.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true,
        cancelable: true}));
}"""


@dataclass
class Hand:
    """A person at the page: every click and every key is counted, a text as one."""

    page: Page
    clicks: int = 0
    keys: int = 0

    def click(self, target: Locator) -> None:
        target.click()
        self.clicks += 1

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
        self.keys += len(keys)

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.keys += 1

    def paste(self, text: str) -> None:
        self.page.evaluate(PASTE, text)
        self.keys += 1


@pytest.fixture
def hold() -> Callable[[Page], Hand]:
    """A hand that begins to count at a page."""
    return Hand


@cache
def axe_script() -> str:
    return AXE.read_text(encoding="utf-8")


BLANK_CHARTS = """() => [...document.querySelectorAll(".chart[data-figure]")].filter((place) => place.checkVisibility()
    && place.getBoundingClientRect().top < innerHeight && !place.querySelector("svg, canvas")).map((place) => place.id
    || place.dataset.figure)"""
"""Places for a chart that a reader sees and that hold none."""


def blank_charts(page: Page) -> list[str]:
    """The places that stay without their chart."""
    deadline = time.monotonic() + 10
    while (blank := page.evaluate(BLANK_CHARTS)) and time.monotonic() < deadline:
        page.wait_for_timeout(50)
    return [f"{page.url}: the chart {name} is not drawn" for name in blank]


def serious(page: Page, *rules: str, within: str = "") -> list[str]:
    """What the axe checker finds serious or critical on the page as it stands: rule, element, reason; blank charts."""
    blank = blank_charts(page)
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe_script())
    # Preloading is for the rules about orientation and media, which none of our pages holds.
    options = {"resultTypes": ["violations"], "preload": False, **({"runOnly": rules} if rules else {})}
    found = page.evaluate("([part, options]) => axe.run(part || document, options)", [within, options])["violations"]
    return blank + [
        f"{each['id']}: {node['target']} {node['failureSummary']}"
        for each in found
        if each["impact"] in {"serious", "critical"}
        for node in each["nodes"]
    ]


Axe = Callable[..., list[str]]


@pytest.fixture
def axe() -> Axe:
    """`assert axe(page) == []`, by some rules alone: `axe(page, "color-contrast")`, or inside one element alone."""
    return serious


class Look(Protocol):
    """What is wrong with the page that is open, on a desk and on a telephone, in both themes: nothing."""

    def __call__(self, page: Page, *, reach: Callable[[Page], object] | None = None, within: str = "") -> list[str]: ...


def look_at(page: Page, *, reach: Callable[[Page], object] | None = None, within: str = "") -> list[str]:
    """Look with every rule on a desk in light and on a telephone in dark, and for colours in the other two cases.

    The page is loaded anew at each width, since what is drawn depends on it. `reach` brings the page to a state that
    a reload loses, such as an open dialog; `within` keeps to one element, where the rest was looked at already.
    """
    wrong = []
    wheres: tuple[tuple[int, Scheme, Scheme], ...] = ((1440, "light", "dark"), (390, "dark", "light"))
    for width, first, second in wheres:
        page.emulate_media(color_scheme=first)
        if page.viewport_size is None or page.viewport_size["width"] != width:
            page.set_viewport_size({"width": width, "height": 1000})
            page.reload()
        at_rest(page)
        if reach is not None:
            reach(page)
            at_rest(page)
        wrong += [f"{page.url} {width} {first} {each}" for each in serious(page, within=within)]
        page.emulate_media(color_scheme=second)
        at_rest(page)
        wrong += [f"{page.url} {width} {second} {each}" for each in serious(page, *THEME_RULES, within=within)]
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            wrong.append(f"{page.url} {width}: the page scrolls sideways")
    page.set_viewport_size({"width": 1440, "height": 1000})
    page.emulate_media(color_scheme="light")
    return wrong


@pytest.fixture
def look() -> Look:
    """`assert look(page) == []`."""
    return look_at
