"""A load killed at any instant leaves the last snapshot as it was, and can be run again."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest

from openkam.ledger import Books, current, load
from openkam.ledger.types import BooksSettings, ColumnMapping, FileFormat, Role

ROWS = 60_000
MAPPING = ColumnMapping(
    columns={Role.ACCOUNT: "account", Role.DATE: "date", Role.REVENUE: "revenue"}, format=FileFormat(kind="text")
)
CHILD = """
import sys
from pathlib import Path
from openkam.ledger import load
from openkam.ledger.types import ColumnMapping
print("ready", flush=True)
load(Path(sys.argv[1]), [Path(sys.argv[2])], ColumnMapping.model_validate_json(sys.argv[3]))
print("done", flush=True)
"""


def write(path: Path, rows: int, amount: int) -> Path:
    path.write_text(
        "account,date,revenue\n" + "".join(f"A{n % 50},2024-01-{n % 28 + 1:02d},{amount}\n" for n in range(rows))
    )
    return path


def start(books: Path, path: Path) -> subprocess.Popen[str]:
    source = Path(__file__).resolve().parents[2]
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(books), str(path), MAPPING.model_dump_json()],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(source)},
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    return child


def revenue(books: Path) -> int:
    return int(Books(books, BooksSettings(as_of=date(2030, 1, 1))).monthly().revenue.sum()) // 10_000


def kill_at(books: Path, path: Path, seconds: float) -> bool:
    """Whether the load was still on its way when it was killed after so many seconds."""
    child = start(books, path)
    time.sleep(seconds)
    child.send_signal(signal.SIGKILL)
    out, _err = child.communicate()
    return "done" not in out


def prove(tmp_path: Path, moments: int) -> None:
    books = tmp_path / "books"
    load(books, [write(tmp_path / "first.csv", 1000, 1)], MAPPING)
    first = current(books)
    path = write(tmp_path / "second.csv", ROWS, 2)
    begun = time.monotonic()
    child = start(tmp_path / "rehearsal", path)
    ready = time.monotonic()
    child.communicate()
    duration = time.monotonic() - ready
    assert ready > begun
    assert child.returncode == 0
    chance = random.Random(20240526)
    killed = 0
    for _ in range(moments):
        killed += kill_at(books, path, chance.uniform(0, duration))
        now = current(books)
        assert now is not None
        if now != first:
            # The kill came after the last step, so the whole load is there.
            assert revenue(books) == 1000 + 2 * ROWS
            break
        assert revenue(books) == 1000
    assert killed >= 1
    if current(books) == first:
        load(books, [path], MAPPING)
    assert revenue(books) == 1000 + 2 * ROWS
    left = {folder.name for folder in (books / "loads").iterdir()}
    after = current(books)
    assert after is not None
    assert left == {info.load_id for info in after.loads}


def test_killed_at_six_moments(tmp_path: Path) -> None:
    prove(tmp_path, 6)


@pytest.mark.long
def test_killed_at_thirty_moments(tmp_path: Path) -> None:
    for part in range(3):
        folder = tmp_path / str(part)
        folder.mkdir()
        prove(folder, 10)
