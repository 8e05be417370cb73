"""`kill -9` of server or worker at any moment of an import: the last good state stands, and it can be run again.

A real `openkam serve` on a folder of its own, asked over HTTP. One import of 300,000 lines is started, killed, looked
at, run again and taken back, over and over, on top of the books of a small one.
"""

from __future__ import annotations

import http.cookiejar
import os
import random
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from datetime import date
from pathlib import Path

import pytest

from openkam import ledger
from openkam.ledger.types import BooksSettings
from openkam.web.shell.tests.processes import children

ROOT = Path(__file__).resolve().parents[1]
ROWS, ACCOUNTS, BAD_ROWS = 300_000, 1500, 60
SMALL_ROWS = 1000
TOKEN = "k" * 32
SIGN_IN = """
import django; django.setup()
from importlib import import_module
from django.conf import settings
from openkam.web.shell.models import User
user = User.objects.create_user("ada@example.com", "correct-horse-battery", name="Ada", role="administrator")
session = import_module(settings.SESSION_ENGINE).SessionStore()
session.update({"_auth_user_id": str(user.pk), "_auth_user_backend": settings.AUTHENTICATION_BACKENDS[-1],
                "_auth_user_hash": user.get_session_auth_hash()})
session.create()
print(session.session_key)
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_listening(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_for(what: Callable[[], bool], seconds: float, message: str) -> None:
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, message
        time.sleep(0.01)


class Installation:
    """One data directory with the server that runs on it, and a signed-in browser."""

    def __init__(self, folder: Path) -> None:
        self.data, self.log = folder / "data", folder / "serve.log"
        self.port = free_port()
        self.environment = {**os.environ, "OPENKAM_DATA_DIR": str(self.data), "PYTHONUNBUFFERED": "1"}
        self.environment.pop("OPENKAM_SECRET_KEY", None)
        self.environment["DJANGO_SETTINGS_MODULE"] = "openkam.web.settings"
        self.start()
        key = subprocess.run(
            [sys.executable, "-c", SIGN_IN], env=self.environment, check=True, capture_output=True, text=True
        ).stdout.strip()
        jar = http.cookiejar.CookieJar()
        self.browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
        self.headers = {"Cookie": f"sessionid={key}; csrftoken={TOKEN}", "X-CSRFToken": TOKEN}

    def start(self) -> None:
        # A server that lost its parent ends by itself within seconds; until then its port is taken.
        wait_for(lambda: not is_listening(self.port), 30, "the killed server still listens")
        with self.log.open("a") as stream:
            self.process = subprocess.Popen(
                [str(Path(sys.executable).with_name("openkam")), "serve", "--data-dir", str(self.data),
                 "--port", str(self.port), "--workers", "1"],
                env=self.environment, stdout=stream, stderr=stream, start_new_session=True,
            )  # fmt: skip
        wait_for(lambda: self.answers() or self.process.poll() is not None, 90, f"no answer: {self.tail()}")
        assert self.process.poll() is None, self.tail()

    def answers(self) -> bool:
        with suppress(OSError):
            return bool(urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5).status == 200)
        return False

    def tail(self) -> str:
        return self.log.read_text()[-3000:] if self.log.is_file() else ""

    def children(self) -> dict[str, int]:
        """The web server and the worker: name → process, each the leader of a group."""
        return children(self.process.pid)

    def kill(self, target: str) -> None:
        """`kill -9` of the worker, of the web server, of the process that watches both, or of all."""
        children = self.children()
        if target in {"watcher", "everything"}:
            self.process.kill()
        for name, pid in children.items():
            if target in {name, "everything"}:
                with suppress(ProcessLookupError):
                    os.killpg(pid, signal.SIGKILL)
        if target in {"watcher", "everything"}:
            self.process.wait()

    def come_back(self) -> None:
        """Start again what does not start itself, and wait until it answers."""
        if self.process.poll() is not None:
            self.start()
        wait_for(self.answers, 60, f"no answer: {self.tail()}")

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(20)
        self.kill("everything")

    def ask(self, path: str, body: bytes | None = None, **headers: str) -> tuple[str, str]:
        """The address and the text of a page, after redirects; a body makes it a POST. A dead server is an OSError."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data=body)
        for name, value in {**self.headers, **headers}.items():
            request.add_header(name.replace("_", "-"), value)
        with closing(self.browser.open(request, timeout=60)) as answer:
            return str(answer.url), answer.read().decode()

    def drop(self, path: Path) -> int:
        """Upload a file and answer the number of its import."""
        edge = "edge-of-the-form"
        head = f'--{edge}\r\nContent-Disposition: form-data; name="files"; filename="{path.name}"\r\n\r\n'
        body = head.encode() + path.read_bytes() + f"\r\n--{edge}--\r\n".encode()
        url, _text = self.ask("/import/upload/", body, Content_Type=f"multipart/form-data; boundary={edge}")
        return int(url.rstrip("/").rsplit("/", 1)[-1])

    def row(self, query: str, *values: object) -> tuple[object, ...]:
        with closing(sqlite3.connect(f"file:{self.data / 'openkam.sqlite3'}?mode=ro", uri=True)) as database:
            found = database.execute(query, values).fetchone()
        return tuple(found) if found else ()

    def state(self, run: int) -> tuple[object, ...]:
        """The import's state, its job's state and stage."""
        return self.row(
            "SELECT r.state, j.state, j.stage FROM imports_importrun r LEFT JOIN shell_job j ON j.id = r.job_id "
            "WHERE r.id = ?",
            run,
        )

    def press(self, run: int, button: str) -> None:
        self.ask(f"/import/{run}/{button}/", b"")

    def settled(self, run: int) -> tuple[str, str]:
        """The state in which the import ends up, and its page."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            _url, page = self.ask(f"/import/{run}/")
            state = str(self.state(run)[0])
            if state != "loading":
                return state, page
            time.sleep(0.1)
        pytest.fail(f"the import says {self.state(run)} for ever: {self.tail()}")

    def portfolio(self) -> list[str]:
        """Every cell of the tables on the portfolio page, once its figures are worked out."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            _url, page = self.ask("/portfolio/")
            cells = re.findall(r"<td.*?</td>", page, re.DOTALL)
            if cells and 'id="preparing"' not in page:
                return [" ".join(re.sub(r"<[^>]*>", " ", cell).split()) for cell in cells]
            time.sleep(0.2)
        pytest.fail(f"the figures are being worked out for ever: {self.tail()}")

    def leftovers(self) -> list[str]:
        """Files of unfinished work."""
        patterns = ("ledger/loads/*.tmp", "ledger/**/*.new", "uploads/*.lock")
        return [path.name for pattern in patterns for path in self.data.glob(pattern)]


def write_lines(path: Path, rows: int, accounts: int, *, bad: int = 0) -> Path:
    """Invoice lines of 10.00 each; `bad` of them have no date."""
    with path.open("w") as stream:
        stream.write("customer code,customer name,invoice no,invoice date,amount,cost\n")
        for n in range(rows):
            day = "" if n < bad else f"2024-{n % 12 + 1:02d}-{n % 28 + 1:02d}"
            stream.write(f"{path.stem[0]}{n % accounts},Firm {n % accounts},N{n // 3},{day},10.00,7.50\n")
    return path


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The server on the books of the small import."""
    installation = Installation(tmp_path_factory.mktemp("kills"))
    try:
        small = installation.drop(write_lines(installation.data.parent / "small.csv", SMALL_ROWS, 20))
        installation.press(small, "load")
        state, _page = installation.settled(small)
        assert state == "loaded"
        yield installation
    finally:
        installation.stop()
        shutil.rmtree(installation.data, ignore_errors=True)


def rows_and_revenue(data: Path) -> tuple[int, int]:
    """What the books hold, by their manifests and by their lines."""
    snapshot = ledger.current(data / "ledger")
    assert snapshot is not None
    for load in snapshot.loads:
        source = load.source
        assert source.rows_read == source.rows_loaded + source.rows_rejected
        assert source.sum_read == source.sum_loaded + source.sum_rejected
    facts = ledger.Books(data / "ledger", BooksSettings(as_of=date(2030, 1, 1))).monthly()
    return sum(load.source.rows_loaded for load in snapshot.loads), int(facts.revenue.sum()) // 10_000


BEFORE = (SMALL_ROWS, 10 * SMALL_ROWS)
AFTER = (SMALL_ROWS + ROWS - BAD_ROWS, 10 * (SMALL_ROWS + ROWS - BAD_ROWS))

Moment = tuple[str, str | float]
"""Whom to kill, and when: a share of the time that an undisturbed import takes, or what must be seen first."""


def has_come(site: Installation, run: int, seen: str) -> bool:
    """Whether the import has come as far as a word says."""
    state, job, stage = site.state(run)
    loads = site.data / "ledger" / "loads"
    match seen:
        case "queued":
            return job == "waiting"
        case "begun":
            return job == "running"
        case "unfinished folder":
            return any(loads.glob("*.tmp"))
        case "named folder":
            return len(list(loads.iterdir())) > 1 and not any(loads.glob("*.tmp"))
        case "published":
            return len((ledger.current(site.data / "ledger") or pytest.fail("no books")).loads) > 1
        case "loaded":
            return state == "loaded"
        case _:
            return stage == seen


def kill_once(site: Installation, run: int, moment: Moment, whole: float) -> str:
    """Start the import, kill at the moment, and answer in which state the import is found after the restart."""
    target, when = moment
    pressed = time.monotonic()
    site.press(run, "load")
    if isinstance(when, str):
        wait_for(lambda: has_come(site, run, when) or site.state(run)[0] == "loaded", 60, f"never {when}")
    else:
        time.sleep(max(0.0, pressed + when * whole - time.monotonic()))
    site.kill(target)
    site.come_back()
    found, page = site.settled(run)
    assert found in {"loaded", "refused"}, found
    if found == "refused":
        assert rows_and_revenue(site.data) == BEFORE
        assert "Run it again." in page
    return found


def make_whole(site: Installation, run: int, found: str, figures: list[str]) -> None:
    """Run the import again where it failed; look at what it did, and take it back."""
    if found == "refused":
        assert site.portfolio() == figures
        site.press(run, "load")
        found, _page = site.settled(run)
        assert found == "loaded", (site.row("SELECT error FROM imports_importrun WHERE id = ?", run), site.tail())
    assert rows_and_revenue(site.data) == AFTER
    _url, page = site.ask(f"/import/{run}/")
    assert f"{ROWS - BAD_ROWS:,}" in page
    _url, rejected = site.ask(f"/import/{run}/rejects.csv")
    assert rejected.count("\n") == BAD_ROWS + 1
    # "Loaded" is said a moment before the lock goes; what a worker killed in that moment leaves, the next one removes.
    wait_for(lambda: site.leftovers() == [], 10, f"left over: {site.leftovers()}")
    site.press(run, "undo")
    assert rows_and_revenue(site.data) == BEFORE
    assert site.portfolio() == figures


def prove(site: Installation, moments: list[Moment]) -> list[tuple[Moment, str]]:
    figures = site.portfolio()
    assert len(figures) > 20
    run = site.drop(write_lines(site.data.parent / "large.csv", ROWS, ACCOUNTS, bad=BAD_ROWS))
    begun = time.monotonic()
    site.press(run, "load")
    state, _page = site.settled(run)
    whole = time.monotonic() - begun
    make_whole(site, run, state, figures)
    outcomes = []
    for moment in moments:
        found = kill_once(site, run, moment, whole)
        make_whole(site, run, found, figures)
        outcomes.append((moment, found))
        print(f"{moment[1]!s:>20} {moment[0]:<10} → {found}")  # noqa: T201 - shown with -s and on failure
    return outcomes


def test_killed_at_four_moments(site: Installation) -> None:
    outcomes = prove(
        site, [("worker", "begun"), ("everything", "unfinished folder"), ("worker", "published"), ("watcher", 0.5)]
    )
    assert outcomes[1][1] == "refused"
    assert outcomes[2][1] == "loaded"


@pytest.mark.long
def test_killed_at_thirty_moments(site: Installation) -> None:
    targets = ("worker", "everything", "web", "watcher")
    seen = (
        "queued", "begun", "unfinished folder", "reading", "checking", "writing", "named folder", "published",
        "publishing", "loaded",
    )  # fmt: skip
    chance = random.Random(6)
    moments: list[Moment] = [(targets[at % 2], word) for at, word in enumerate(seen)]
    moments += [(targets[at % 4], round(chance.uniform(0, 1.1), 2)) for at in range(20)]
    outcomes = prove(site, moments)
    assert len(outcomes) == 30
    assert {found for _moment, found in outcomes} == {"loaded", "refused"}
