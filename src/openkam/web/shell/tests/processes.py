"""Which processes a running OpenKAM has started, as its supervisor's children."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

_PROC = Path("/proc")


def children(pid: int) -> dict[str, int]:
    """The web server and the worker under the supervisor `pid`: name → process."""
    found = {}
    for number, parent, arguments in _processes():
        kind = re.search(r"web\.shell\.child (web|worker)", arguments)
        if parent == pid and kind:
            found[kind[1]] = number
    return found


def _processes() -> Iterator[tuple[int, int, str]]:
    """Number, parent and command line of every process; from /proc, since a bare machine has no ps."""
    if not (_PROC / "self" / "stat").exists():
        listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid=,args="], check=True, capture_output=True, text=True)
        for line in listed.stdout.splitlines():
            number, parent, arguments = line.split(None, 2)
            yield int(number), int(parent), arguments
        return
    for folder in _PROC.glob("[0-9]*"):
        try:
            status = (folder / "stat").read_text()
            arguments = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            # It ended while we looked.
            continue
        yield int(folder.name), int(status.rpartition(")")[2].split()[1]), arguments
