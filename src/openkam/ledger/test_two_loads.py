"""Two processes that load into the same books at once: one loads, the other is told, and can be run again."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from openkam.ledger import current

CHILD = """
import json, sys
from pathlib import Path
from openkam.core.errors import OpenKAMError
from openkam.ledger import load
waited = []
def halfway(progress):
    if sys.argv[3] == "wait" and not waited:
        waited.append(True)
        print("halfway", flush=True)
        sys.stdin.readline()
try:
    report = load(Path(sys.argv[1]), [Path(sys.argv[2])], progress=halfway)
    print(json.dumps({"rows": report.source.rows_loaded}), flush=True)
except OpenKAMError as error:
    print(json.dumps(error.to_json()), flush=True)
"""


def lines(path: Path, rows: int) -> Path:
    path.write_text(
        "customer code,invoice date,amount\n"
        + "".join(f"C{n % 9},2024-05-{n % 28 + 1:02d},10.00\n" for n in range(rows))
    )
    return path


def start(books: Path, path: Path, manner: str) -> subprocess.Popen[str]:
    source = Path(__file__).resolve().parents[2]
    return subprocess.Popen(
        [sys.executable, "-c", CHILD, str(books), str(path), manner],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(source)},
    )


def test_the_second_of_two_loads_is_refused_and_can_be_run_again(tmp_path: Path) -> None:
    books = tmp_path / "books"
    first = start(books, lines(tmp_path / "first.csv", 500), "wait")
    assert first.stdout is not None
    assert first.stdout.readline() == "halfway\n"

    out, _err = start(books, lines(tmp_path / "second.csv", 300), "go").communicate()
    error = json.loads(out)["error"]
    assert error["code"] == "books_busy"
    assert "run this one again" in error["remedy"]
    assert current(books) is None

    out, _err = first.communicate("\n")
    assert json.loads(out) == {"rows": 500}
    out, _err = start(books, tmp_path / "second.csv", "go").communicate()
    assert json.loads(out) == {"rows": 300}
    snapshot = current(books)
    assert snapshot is not None
    assert [load.source.rows_loaded for load in snapshot.loads] == [500, 300]
