"""The server starts, tells where it is, survives the death of its parts, and says plainly why it cannot start."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from openkam.web.shell import serving
from openkam.web.shell.tests.processes import children

PATIENCE_SECONDS = 180


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def start(folder: Path, port: int, *more: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "OPENKAM_DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "openkam.web.settings"}
    environment.pop("DATABASE_URL", None)
    arguments = ["serve", "--port", str(port), "--workers", "1", *more]
    return subprocess.Popen(
        [sys.executable, "-u", "-m", "django", *arguments],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def read_until(process: subprocess.Popen[str], words: str) -> str:
    """What the server prints up to `words`; one that never says them is ended, so that reading ends too."""
    assert process.stdout is not None
    patience = threading.Timer(PATIENCE_SECONDS, process.terminate)
    patience.start()
    said = ""
    try:
        for line in process.stdout:
            said += line
            if words in line:
                return said
    finally:
        patience.cancel()
    raise AssertionError(said)


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    state = Path(f"/proc/{pid}/stat")
    return state.exists() and state.read_text().rsplit(")", 1)[1].split()[0] == "Z"


def wait_for(what: object, seconds: float = 20) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if what():  # type: ignore[operator] # a question without arguments
            return True
        time.sleep(0.2)
    return False


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], int, str]]:
    port = free_port()
    process = start(tmp_path, port)
    try:
        yield process, port, read_until(process, "Stop it with")
    finally:
        process.kill()
        process.wait()


def test_it_serves_restarts_its_parts_and_stops(server: tuple[subprocess.Popen[str], int, str], tmp_path: Path) -> None:
    process, port, said = server
    link = re.search(rf"http://localhost:{port}(/first/[\w-]+/)", said)
    assert link is not None
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{link[1]}", timeout=10) as page:
        assert page.status == 200
    second = start(tmp_path, free_port())
    assert "already runs with the data directory" in second.communicate(timeout=60)[0]

    parts = children(process.pid)
    os.kill(parts["worker"], signal.SIGKILL)
    os.kill(parts["web"], signal.SIGKILL)
    assert wait_for(lambda: len(children(process.pid)) == 2 and children(process.pid) != parts)
    assert wait_for(lambda: answers(port))

    parts = children(process.pid)
    process.send_signal(signal.SIGTERM)
    said = process.communicate(timeout=30)[0]
    assert process.returncode == 0
    assert "OpenKAM has stopped." in said
    assert all(gone(pid) for pid in parts.values())


def test_nothing_is_left_when_it_is_killed(server: tuple[subprocess.Popen[str], int, str], tmp_path: Path) -> None:
    process, port, _said = server
    parts = children(process.pid)
    process.kill()
    process.wait()
    assert wait_for(lambda: all(gone(pid) for pid in parts.values()) and not answers(port))
    again = start(tmp_path, port)
    assert "/first/" in read_until(again, "Stop it with"), "nobody signed in, so a new link is printed"
    again.send_signal(signal.SIGINT)
    assert again.wait(30) == 0


def test_a_taken_port_is_told() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(serving.CannotStart, match=f"Port {port} is taken.*choose another port with --port"):
            serving.check_port("127.0.0.1", port)


def test_a_full_disk_and_an_unusable_folder_are_told(tmp_path: Path) -> None:
    with pytest.raises(serving.CannotStart, match="is full"):
        serving.check_folder(tmp_path, least_free=2**62)
    (tmp_path / "file").write_text("")
    with pytest.raises(serving.CannotStart, match="cannot be written"):
        serving.check_folder(tmp_path / "file" / "data")


@pytest.mark.parametrize("command", ["serve", "demo", "doctor"])
def test_a_data_directory_that_cannot_be_made_is_told_in_a_sentence(command: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from openkam.cli import main; main()", command, "--data-dir", "/dev/null/data"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "The data directory /dev/null/data cannot be written" in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_an_address_of_another_machine_is_told() -> None:
    with pytest.raises(serving.CannotStart, match="is not an address of this machine"):
        serving.check_port("192.0.2.1", free_port())
