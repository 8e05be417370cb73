"""How fast the ledger is, as ratios within one run.

    python -m bench.ledger [--rows 10_000_000] [--many 100_000_000] [--skip-many] [--dir DIR]

Generates seeded invoice lines of 10,000 accounts with DuckDB, then compares, each in a process of its own so that
time and peak memory are its own: our load with a hand-written COPY of the same CSV file; our figures with
hand-written SQL on the same Parquet; both together with pandas. Last, the figures of very many lines in Parquet.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb

from openkam.ledger import Books, load, snapshots
from openkam.ledger.types import BooksSettings, ColumnMapping, FileFormat, LoadInfo, Reconciliation, Role

AS_OF = date(2025, 12, 31)
ROLES = (
    Role.ACCOUNT, Role.ACCOUNT_NAME, Role.DATE, Role.DOCUMENT, Role.PRODUCT, Role.QUANTITY, Role.PRICE, Role.REVENUE,
    Role.DIRECT_COST, Role.CURRENCY,
)  # fmt: skip
MAPPING = ColumnMapping(columns={role: role.value for role in ROLES}, format=FileFormat(kind="text"))
LINES = """
    SELECT
        'A' || lpad(CAST(hash(i) % 10000 AS VARCHAR), 5, '0') AS account,
        'Customer ' || hash(i) % 10000 AS account_name,
        DATE '2021-01-01' + CAST(i * 1800 // {rows} AS INTEGER) AS date,
        'INV' || i // 4 AS document,
        'P' || hash(i + 7) % 500 AS product,
        CAST(1 + hash(i + 1) % 20 AS DECIMAL(18, 4)) AS quantity,
        CAST(hash(i + 2) % 100000 / 100.0 AS DECIMAL(18, 4)) AS price,
        CAST((CAST(hash(i + 2) % 1000000 AS INTEGER) - 20000) / 100.0 AS DECIMAL(18, 4)) AS revenue,
        CAST(hash(i + 3) % 900000 / 100.0 AS DECIMAL(18, 4)) AS direct_cost,
        'TWD' AS currency
    FROM range({start}, {end}) AS t(i)
"""
HAND_TYPES = {
    role.value: "DATE"
    if role is Role.DATE
    else "VARCHAR"
    if role in ROLES[:5] or role is Role.CURRENCY
    else "DECIMAL(18,4)"
    for role in ROLES
}
HAND_FIGURES = """
    WITH facts AS (
        SELECT account, date_trunc('month', date) AS month, sum(revenue) AS revenue, sum(direct_cost) AS direct_cost,
            count(*) AS lines, count(direct_cost) AS with_cost, count(*) FILTER (revenue < direct_cost) AS losses,
            count(*) FILTER (revenue < 0) AS credits, sum(quantity) AS quantity
        FROM '{path}' WHERE date <= DATE '2025-12-31' GROUP BY ALL
    ),
    orders AS (
        SELECT account, date_trunc('month', first_day) AS month, count(*) AS orders FROM (
            SELECT account, document, min(date) AS first_day FROM '{path}'
            WHERE date <= DATE '2025-12-31' AND document IS NOT NULL GROUP BY ALL
        ) GROUP BY ALL
    )
    SELECT * FROM facts LEFT JOIN orders USING (account, month) ORDER BY account, month
"""
HAND_ACCOUNTS = """
    SELECT account, account_name, min(date), max(date), count(*) FROM '{path}' GROUP BY ALL
"""


def generate_csv(path: Path, rows: int) -> None:
    """Seeded lines as a person's system would export them."""
    duckdb.execute(f"COPY ({LINES.format(rows=rows, start=0, end=rows)}) TO '{path}' (HEADER)")


def our_load(folder: Path) -> None:
    """CSV to a published snapshot."""
    report = load(folder / "books", [folder / "lines.csv"], MAPPING)
    assert report.source.rows_rejected == 0


def hand_load(folder: Path) -> None:
    """CSV to Parquet as someone who knows DuckDB and trusts the file would write it."""
    columns = ", ".join(f"'{name}': '{kind}'" for name, kind in HAND_TYPES.items())
    duckdb.execute(
        f"COPY (SELECT * FROM read_csv('{folder}/lines.csv', header = true, auto_detect = false, "
        f"columns = {{{columns}}})) TO '{folder}/hand.parquet'"
    )


def our_figures(folder: Path) -> None:
    """All that `analyze` asks of the books."""
    books = Books(folder / "books", BooksSettings(as_of=AS_OF))
    books.monthly()
    books.accounts()
    books.coverage()


def hand_figures(folder: Path) -> None:
    """The same figures in SQL written for this file."""
    connection = duckdb.connect()
    connection.execute(HAND_FIGURES.format(path=folder / "hand.parquet")).fetchnumpy()
    connection.execute(HAND_ACCOUNTS.format(path=folder / "hand.parquet")).fetchall()


def ours_from_csv(folder: Path) -> None:
    """CSV to figures."""
    shutil.rmtree(folder / "books", ignore_errors=True)
    our_load(folder)
    our_figures(folder)


def pandas_from_csv(folder: Path) -> None:
    """CSV to the same figures as most people would do it."""
    import pandas as pd

    frame = pd.read_csv(folder / "lines.csv", parse_dates=["date"])
    frame["month"] = frame["date"].dt.to_period("M")
    frame["loss"] = frame["revenue"] < frame["direct_cost"]
    frame["credit"] = frame["revenue"] < 0
    by_month = frame.groupby(["account", "month"])
    by_month[["revenue", "direct_cost", "quantity", "loss", "credit"]].sum()
    by_month.size()
    first = frame.groupby(["account", "document"])["date"].min().reset_index()
    first.groupby(["account", first["date"].dt.to_period("M")]).size()
    frame.groupby(["account", "account_name"])["date"].agg(["min", "max"])


def many_monthly(folder: Path) -> None:
    """Facts per account and month of very many lines that name no document."""
    Books(folder / "many", BooksSettings(as_of=AS_OF)).monthly()


TASKS: dict[str, Callable[[Path], None]] = {
    task.__name__: task
    for task in (our_load, hand_load, our_figures, hand_figures, ours_from_csv, pandas_from_csv, many_monthly)
}


Cost = tuple[float, float, float]
"""Seconds on the clock, seconds of processor time (all threads), peak megabytes."""


def measure(name: str, folder: Path) -> Cost:
    """What one task costs in a process of its own, imports not counted in the time."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.ledger", "--task", name, "--dir", str(folder)],
        check=True,
        capture_output=True,
        text=True,
    )
    seconds, processor, megabytes = json.loads(done.stdout)
    return seconds, processor, megabytes


def best(name: str, folder: Path, repeats: int) -> Cost:
    """The quickest of several runs: what disturbs a run only ever makes it slower."""
    runs = []
    for _ in range(repeats):
        if name == "our_load":
            shutil.rmtree(folder / "books", ignore_errors=True)
        runs.append(measure(name, folder))
    return min(runs)


def run_task(name: str, folder: Path) -> None:
    """Do one task and print its seconds and peak megabytes."""
    begun, busy = time.perf_counter(), time.process_time()
    TASKS[name](folder)
    seconds, processor = time.perf_counter() - begun, time.process_time() - busy
    print(json.dumps([seconds, processor, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))


def generate_many(folder: Path, rows: int, files: int = 10) -> None:
    """Register very many lines as a snapshot, in several files, without going through CSV."""
    load_id, step = "generated", rows // files
    home = folder / "many" / "loads" / load_id
    home.mkdir(parents=True)
    empty = ", ".join(
        f"CAST(NULL AS {kind}) AS {name}"
        for names, kind in (
            ("parent salesperson territory segment code fault", "VARCHAR"),
            ("due_on paid_on", "DATE"),
            ("line", "INTEGER"),
        )
        for name in names.split()
    )
    line_files = []
    for number in range(files):
        lines = LINES.format(rows=rows, start=number * step, end=(number + 1) * step)
        name = f"lines-{number + 1:04d}.parquet"
        duckdb.execute(
            f"COPY (SELECT * REPLACE (CAST(NULL AS VARCHAR) AS document), {empty} FROM ({lines})) TO '{home / name}'"
        )
        roles = frozenset(ROLES) - {Role.DOCUMENT}
        line_files.append(snapshots.LineFile(load_id, name, name, str(number), number, 2, step, roles))
    nothing = Reconciliation(rows, rows, 0, Decimal(0), Decimal(0), Decimal(0))
    info = LoadInfo(load_id, datetime.now(UTC), tuple(file.name for file in line_files), (), nothing)
    snapshots.publish(folder / "many", [info], line_files)


def compare(label: str, ours: Cost, theirs: Cost, target: float, *, faster: bool) -> bool:
    """Print what both cost and the ratio with its target; the ratio of processor time tells noise from work."""
    ratio, busy = (theirs[at] / ours[at] if faster else ours[at] / theirs[at] for at in (0, 1))
    met = ratio >= target if faster else ratio <= target
    print(f"{label}: ratio {ratio:.2f} (target {'≥' if faster else '≤'} {target}) {'met' if met else 'MISSED'}")
    for who, cost in (("ours", ours), ("other", theirs)):
        print(f"    {who:6s}{cost[0]:7.2f} s on the clock {cost[1]:7.2f} s of processor {cost[2]:7.0f} MB")
    print(f"    ratio of processor time {busy:.2f}", flush=True)
    return met


def run(arguments: argparse.Namespace, folder: Path) -> bool:
    """All comparisons. Returns whether every target was met."""
    generate_csv(folder / "lines.csv", arguments.rows)
    size = (folder / "lines.csv").stat().st_size / 1e6
    print(f"{arguments.rows:,} lines, {size:,.0f} MB of CSV, best of {arguments.repeats}")
    hand, ours = (best(name, folder, arguments.repeats) for name in ("hand_load", "our_load"))
    met = [compare("CSV to snapshot, against hand-written COPY", ours, hand, 1.25, faster=False)]
    hand, ours = (best(name, folder, arguments.repeats) for name in ("hand_figures", "our_figures"))
    met.append(compare("snapshot to figures, against hand-written SQL", ours, hand, 1.25, faster=False))
    pandas, ours = best("pandas_from_csv", folder, 1), best("ours_from_csv", folder, 1)
    met.append(compare("CSV to figures, against pandas", ours, pandas, 6, faster=True))
    less = pandas[2] / ours[2]
    met.append(less >= 4)
    print(f"memory, against pandas: ratio {less:.2f} (target ≥ 4) {'met' if less >= 4 else 'MISSED'}", flush=True)
    if not arguments.skip_many:
        for rows in (arguments.many // 10, arguments.many):
            shutil.rmtree(folder / "many", ignore_errors=True)
            generate_many(folder, rows)
            seconds, _processor, megabytes = best("many_monthly", folder, 1)
            met.append(megabytes < 1000)
            print(
                f"{rows:,} lines of Parquet to monthly facts: {seconds:.2f} s, {megabytes:.0f} MB (target < 1,000 MB)"
            )
    return all(met)


def main() -> None:
    """Run the benchmark; exit 1 if a target was missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=10_000_000, help="lines of CSV")
    parser.add_argument("--many", type=int, default=100_000_000, help="lines of Parquet")
    parser.add_argument("--skip-many", action="store_true", help="leave out the very many lines")
    parser.add_argument("--repeats", type=int, default=3, help="runs of which the best counts")
    parser.add_argument("--dir", type=Path, help="where to put the files; kept afterwards")
    parser.add_argument("--task", choices=sorted(TASKS), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.task:
        run_task(arguments.task, arguments.dir)
        return
    if arguments.dir:
        arguments.dir.mkdir(parents=True, exist_ok=True)
        sys.exit(not run(arguments, arguments.dir))
    with tempfile.TemporaryDirectory(prefix="openkam-bench-") as folder:
        sys.exit(not run(arguments, Path(folder)))


if __name__ == "__main__":
    main()
