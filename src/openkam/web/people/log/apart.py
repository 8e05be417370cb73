"""Reads a file of strangers in a process of its own, which has little time and memory and no database.

A calendar can hold a rule that is counted for hours and never met; ending the process is what ends that.
"""

from __future__ import annotations

import io
import json
import resource
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from typing import IO, Any, Final
from zoneinfo import ZoneInfo

from openkam.web.people.log import calendars, mails
from openkam.web.people.log.found import Reading, Unreadable, from_json

SECONDS: Final = 40
MEMORY_BYTES: Final = 1024 * 1024 * 1024
MOST_CALENDAR_BYTES: Final = 30 * 1024 * 1024


def read_apart(stream: IO[bytes], today: date, zone: str) -> Reading:
    """What a calendar or mail file says; `stream` need not be a file of the system. Raises `Unreadable`."""
    command = [sys.executable, "-m", "openkam.web.people.log.apart", today.isoformat(), zone]
    try:
        # Our own module; the file is its input and never an argument.
        done = subprocess.run(command, **_as_input(stream), capture_output=True, timeout=SECONDS, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        raise Unreadable("too_slow") from None
    if done.returncode != 0:
        raise Unreadable("too_slow" if done.returncode < 0 else "broken")
    answer = json.loads(done.stdout)
    if "code" in answer:
        raise Unreadable(answer["code"], answer["line"])
    return from_json(answer)


def _as_input(stream: IO[bytes]) -> dict[str, Any]:
    """A file of the system is handed on as it is; what lies in memory is sent."""
    try:
        stream.fileno()
    except OSError:
        return {"input": stream.read()}
    return {"stdin": stream}


def _read(stream: IO[bytes], today: date, zone: ZoneInfo) -> Reading:
    start = stream.read(4096)
    if start.removeprefix(b"\xef\xbb\xbf").lstrip()[:15].upper() == b"BEGIN:VCALENDAR":
        data = start + stream.read(MOST_CALENDAR_BYTES)
        if len(data) > MOST_CALENDAR_BYTES:
            raise Unreadable("too_large")
        return calendars.read(data, today, zone)
    if not start.strip():
        raise Unreadable("empty")
    return mails.read(io.BufferedReader(_Again(start, stream)), today, zone)


class _Again(io.RawIOBase):
    """What was read already, and then the rest."""

    def __init__(self, start: bytes, rest: IO[bytes]) -> None:
        super().__init__()
        self._start, self._rest = start, rest

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override] # the stubs want any buffer
        """Fill the buffer."""
        data = self._start[: len(buffer)] or self._rest.read(len(buffer))
        self._start = self._start[len(buffer) :]
        buffer[: len(data)] = data
        return len(data)


def main(stream: IO[bytes], day: str, zone: str, write: Callable[[str], object]) -> None:
    """Read `stream` and write the answer as JSON."""
    try:
        answer = _read(stream, date.fromisoformat(day), ZoneInfo(zone)).to_json()
    except Unreadable as error:
        answer = {"code": error.code, "line": error.line}
    write(json.dumps(answer))


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    main(sys.stdin.buffer, sys.argv[1], sys.argv[2], sys.stdout.write)
