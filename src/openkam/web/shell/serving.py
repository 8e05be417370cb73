"""Starting and keeping up the application: what must be true before, and the two processes that do the work."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _

from openkam.core import disk
from openkam.core.errors import OpenKAMError

LEAST_FREE_BYTES: Final = 200 * 1024 * 1024
STOP_SECONDS: Final = 10.0
TOO_SOON_SECONDS: Final = 5.0
MOST_QUICK_DEATHS: Final = 3
READY_SECONDS: Final = 60.0


class CannotStart(OpenKAMError):
    """Something that serving needs is not there."""

    code = "cannot_start"


def check_folder(folder: Path, *, least_free: int = LEAST_FREE_BYTES) -> None:
    """Raises `CannotStart` where the data directory cannot be written or its disk is full."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(b"x")
    except OSError as error:
        if disk.is_full(error):
            raise _disk_full(folder, shutil.disk_usage(folder).free) from error
        raise CannotStart(
            _("The data directory {folder} cannot be written: {reason}.").format(folder=folder, reason=error.strerror),
            remedy=_("Give it to the user who runs OpenKAM, or name another one with --data-dir."),
        ) from error
    free = shutil.disk_usage(folder).free
    if free < least_free:
        raise _disk_full(folder, free)


def _disk_full(folder: Path, free: int) -> CannotStart:
    return CannotStart(
        _("The disk of {folder} is full: {free} MB are free.").format(folder=folder, free=free // 1024**2),
        remedy=_("Free at least {least} MB, or name another directory with --data-dir.").format(
            least=LEAST_FREE_BYTES // 1024**2
        ),
    )


def check_port(host: str, port: int) -> None:
    """Raises `CannotStart` where the address is taken, not ours, or not allowed."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except PermissionError as error:
            raise CannotStart(
                _("Port {port} is reserved for the system.").format(port=port),
                remedy=_("Choose one above 1024 with --port."),
            ) from error
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise CannotStart(
                    _("Port {port} is taken by another program.").format(port=port),
                    remedy=_("Stop that program, or choose another port with --port."),
                ) from error
            raise CannotStart(
                _("{host} is not an address of this machine.").format(host=host),
                remedy=_("Use 127.0.0.1 for this machine only, or 0.0.0.0 for every network."),
            ) from error


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Hold the data directory; raises `CannotStart` where another server holds it. The system frees it at our end."""
    path = folder / "serve.lock"
    with path.open("a+") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            handle.seek(0)
            raise CannotStart(
                _("OpenKAM already runs with the data directory {folder} (process {process}).").format(
                    folder=folder, process=handle.read().strip() or "?"
                ),
                remedy=_("Stop it first, or name another directory with --data-dir."),
            ) from error
        handle.truncate(0)
        handle.write(str(os.getpid()))
        handle.flush()
        yield


class Child:
    """One process that is kept alive, in a process group of its own."""

    def __init__(self, name: str, arguments: list[str], *, on_death: Callable[[], None] | None = None) -> None:
        self.name, self.arguments, self.on_death = name, arguments, on_death
        self.quick_deaths = 0
        self.start()

    def start(self) -> None:
        """Start it, with a pipe that tells it when we are gone."""
        self.started = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-m", "openkam.web.shell.child", *self.arguments],
            stdin=subprocess.PIPE,
            start_new_session=True,
            env={**os.environ, "DJANGO_SETTINGS_MODULE": "openkam.web.settings"},
        )

    def look_after(self) -> None:
        """Start it again if it died. Raises `CannotStart` where it keeps dying at once."""
        if self.process.poll() is None:
            return
        self._kill_group()
        if self.on_death is not None:
            self.on_death()
        quick = time.monotonic() - self.started < TOO_SOON_SECONDS
        self.quick_deaths = self.quick_deaths + 1 if quick else 0
        if self.quick_deaths >= MOST_QUICK_DEATHS:
            raise CannotStart(
                _("The {process} process ends as soon as it starts.").format(process=self.name),
                remedy=_("The lines above say why; `openkam doctor` looks for the usual reasons."),
            )
        self.start()

    def stop(self) -> None:
        """Ask it to end; after a while, end it."""
        if self.process.poll() is None:
            self.process.terminate()

    def wait(self, deadline: float) -> None:
        """Wait for the end until `deadline` (monotonic), then force it."""
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(max(0.1, deadline - time.monotonic()))
        self._kill_group()

    def _kill_group(self) -> None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def supervise(children: list[Child], stop: threading.Event) -> None:
    """Keep the children alive until `stop` is set, then end them all."""
    try:
        while not stop.wait(0.5):
            for child in children:
                child.look_after()
    finally:
        for child in children:
            child.stop()
        deadline = time.monotonic() + STOP_SECONDS
        for child in children:
            child.wait(deadline)


def wait_until_ready(url: str, stop: threading.Event, *, seconds: float = READY_SECONDS) -> bool:
    """Whether the server answers within `seconds`."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and not stop.is_set():
        try:
            with urllib.request.urlopen(f"{url}/healthz", timeout=2) as answer:  # noqa: S310 - our own address
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            stop.wait(0.1)
    return False
