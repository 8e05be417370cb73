"""How fast the ledger is, as ratios within one run.

    python -m bench.ledger [--rows 10_000_000] [--many 100_000_000] [--skip-many] [--dir DIR]

Generates seeded invoice lines with DuckDB: 10,000 accounts, a few of them large, over 36 months; documents of one to
seven lines, four on average, each of one account and one day; codes as text, amounts with cents, one line in fifty a
credit. Then compares, each in a process of its own so that time and peak memory are its own: our load with a
hand-written COPY of the same CSV file; our figures with hand-written SQL on the same lines; both together with
pandas, as an analyst would write it: read_csv with parse_dates and no further advice on types, groupby customer and
year with profit, lines, documents (nunique) and credits, groupby customer and month, first and last day and name by
customer, whale curve, concentration and quadrant. Ours ends with the facts behind these. The notebook hashes, checks,
reconciles and keeps nothing; so a second pandas stands beside it that does the same work as ours, as an expert would
write it, and hand-written SQL that reads the file once and keeps nothing, which says what DuckDB needs at least. Last,
the figures of very many lines in Parquet, every document counted exactly.
"""

from __future__ import annotations

import argparse
import importlib
import json
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from bench.ledger_pandas import AS_OF, COMPARED, pandas_from_csv, pandas_same_work
from openkam.ledger import Books, load, snapshots
from openkam.ledger.staging import PARQUET
from openkam.ledger.types import BooksSettings, ColumnMapping, FileFormat, LoadInfo, Reconciliation, Role

ROLES = (
    Role.ACCOUNT, Role.ACCOUNT_NAME, Role.DATE, Role.DOCUMENT, Role.PRODUCT, Role.QUANTITY, Role.PRICE, Role.REVENUE,
    Role.DIRECT_COST, Role.CURRENCY,
)  # fmt: skip
MAPPING = ColumnMapping(columns={role: role.value for role in ROLES}, format=FileFormat(kind="text"))
LINES_PER_DOCUMENT = 4
LINES = """
    WITH documents AS (
        SELECT d, hash(d) % 1000003 / 1000003.0 AS u, CAST(1 + hash(d + 11) % 7 AS INTEGER) AS lines
        FROM range({start}, {end}) AS t(d)
    ),
    lines AS (
        SELECT d, CAST(floor(10000 * u * u * u) AS INTEGER) AS a, d * 7 + unnest(range(lines)) AS i FROM documents
    )
    SELECT
        'C' || lpad(CAST(10000 + a AS VARCHAR), 6, '0') AS account,
        'Customer ' || a AS account_name,
        DATE '2023-01-01' + CAST(d * 1095 // {documents} AS INTEGER) AS date,
        'INV-' || lpad(CAST(d AS VARCHAR), 8, '0') AS document,
        'P' || lpad(CAST(hash(i + 7) % 500 AS VARCHAR), 4, '0') AS product,
        CAST(1 + hash(i + 1) % 20 AS DECIMAL(18, {places})) AS quantity,
        CAST((100 + hash(i + 2) % 99900) / 100.0 AS DECIMAL(18, {cents})) AS price,
        CAST(CASE WHEN hash(i + 5) % 50 = 0 THEN -price ELSE price END * quantity AS DECIMAL(18, {cents})) AS revenue,
        CAST(quantity * price * (50 + hash(i + 3) % 60) / 100 AS DECIMAL(18, {cents})) AS direct_cost,
        'TWD' AS currency
    FROM lines
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
    SELECT account, account_name, currency, min(date), max(date), count(*), count(direct_cost),
        count(*) FILTER (date > DATE '2025-12-31')
    FROM '{path}' GROUP BY ALL
"""


HAND_AT_ONCE = """
    WITH documents AS MATERIALIZED (
        SELECT account, account_name, currency, document, date_trunc('month', date) AS month,
            min(date) AS first_day, max(date) AS last_day, sum(revenue) AS revenue, sum(direct_cost) AS direct_cost,
            count(*) AS lines, count(direct_cost) AS with_cost, count(*) FILTER (revenue < direct_cost) AS losses,
            count(*) FILTER (revenue < 0) AS credits, sum(quantity) AS quantity
        FROM {source} WHERE date <= DATE '2025-12-31' GROUP BY ALL
    ),
    facts AS (
        SELECT account, month, any_value(account_name), min(first_day), max(last_day), sum(revenue), sum(direct_cost),
            sum(lines), sum(with_cost), sum(losses), sum(credits), sum(quantity)
        FROM documents GROUP BY account, month
    ),
    orders AS (
        SELECT account, date_trunc('month', first_day) AS month, count(*) AS orders FROM (
            SELECT account, document, min(first_day) AS first_day FROM documents GROUP BY ALL
        ) GROUP BY ALL
    )
    SELECT * FROM facts LEFT JOIN orders USING (account, month) ORDER BY account, month
"""


def lines_sql(rows: int, part: int = 0, parts: int = 1, *, stored: bool = False) -> str:
    """SQL of one part of about so many seeded lines: as exported, with cents, or as they are `stored`."""
    documents = rows // LINES_PER_DOCUMENT
    start, end = (documents * at // parts for at in (part, part + 1))
    places, cents = (4, 4) if stored else (0, 2)
    return LINES.format(start=start, end=end, documents=documents, places=places, cents=cents)


def generate_csv(path: Path, rows: int) -> None:
    """Seeded lines as a person's system would export them."""
    duckdb.execute(f"COPY ({lines_sql(rows)}) TO '{path}' (HEADER)")


def our_load(folder: Path) -> None:
    """CSV to a published snapshot."""
    report = load(folder / "books", [folder / "lines.csv"], MAPPING)
    assert report.source.rows_rejected == 0


def typed_csv(folder: Path) -> str:
    """The lines as DuckDB's own reader types them."""
    columns = ", ".join(f"'{name}': '{kind}'" for name, kind in HAND_TYPES.items())
    return f"read_csv('{folder}/lines.csv', header = true, auto_detect = false, columns = {{{columns}}})"


def hand_load(folder: Path) -> None:
    """CSV to Parquet as someone who knows DuckDB and trusts the file would write it."""
    duckdb.execute(f"COPY (SELECT * FROM {typed_csv(folder)}) TO '{folder}/hand.parquet'")


def our_figures(folder: Path) -> None:
    """All that `analyze` asks of the books."""
    books = Books(folder / "books", BooksSettings(as_of=AS_OF))
    books.accounts()
    books.coverage()
    books.monthly()


def hand_figures(folder: Path) -> None:
    """The same figures in SQL written for this file."""
    connection = duckdb.connect()
    connection.execute(HAND_FIGURES.format(path=folder / "hand.parquet")).fetchnumpy()
    connection.execute(HAND_ACCOUNTS.format(path=folder / "hand.parquet")).fetchall()


def hand_from_csv(folder: Path) -> None:
    """CSV to the same facts in one reading that checks nothing, hashes nothing and keeps nothing."""
    duckdb.execute(HAND_AT_ONCE.format(source=typed_csv(folder))).fetchnumpy()


def ours_from_csv(folder: Path) -> None:
    """CSV to figures."""
    shutil.rmtree(folder / "books", ignore_errors=True)
    our_load(folder)
    our_figures(folder)


def many_monthly(folder: Path) -> None:
    """Facts per account and month of very many lines, their documents counted one by one."""
    Books(folder / "many", BooksSettings(as_of=AS_OF)).monthly()


TASKS: dict[str, Callable[[Path], None]] = {
    task.__name__: task
    for task in (
        *(our_load, hand_load, our_figures, hand_figures, ours_from_csv, hand_from_csv),
        *(pandas_from_csv, pandas_same_work, many_monthly),
    )
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


def in_turn(names: Sequence[str], folder: Path, repeats: int) -> list[Cost]:
    """The medians of several tasks run in turn, so that what disturbs the machine disturbs all."""
    runs: dict[str, list[Cost]] = {name: [] for name in names}
    for _ in range(repeats):
        for name in names:
            if name == "our_load":
                shutil.rmtree(folder / "books", ignore_errors=True)
            runs[name].append(measure(name, folder))
    return [tuple(map(statistics.median, zip(*runs[name], strict=True))) for name in names]


def run_task(name: str, folder: Path) -> None:
    """Do one task and print its seconds and peak megabytes."""
    if name.startswith("pandas"):
        # Ours is imported by now, so this is not counted either; nor is its memory in the tasks of ours.
        importlib.import_module("pandas")
    begun, busy = time.perf_counter(), time.process_time()
    TASKS[name](folder)
    seconds, processor = time.perf_counter() - begun, time.process_time() - busy
    print(json.dumps([seconds, processor, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))


def generate_many(folder: Path, rows: int, files: int = 10) -> None:
    """Register very many lines as a snapshot, in several files, without going through CSV."""
    load_id = "generated"
    home = folder / "many" / "loads" / load_id
    home.mkdir(parents=True)
    line_files = []
    for part in range(files):
        name = f"lines-{part + 1:04d}.parquet"
        duckdb.execute(f"COPY ({lines_sql(rows, part, files, stored=True)}) TO '{home / name}' ({PARQUET})")
        step = pq.read_metadata(home / name).num_rows
        line_files.append(snapshots.LineFile(load_id, name, name, str(part), part, 2, step, frozenset(ROLES)))
    nothing = Reconciliation(rows, rows, 0, Decimal(0), Decimal(0), Decimal(0))
    info = LoadInfo(load_id, datetime.now(UTC), tuple(file.name for file in line_files), (), nothing)
    snapshots.publish(folder / "many", [info], line_files)


def compare(label: str, ours: Cost, theirs: Cost, target: float | None, *, faster: bool) -> bool:
    """Print what both cost and the ratio with its target; the ratio of processor time tells noise from work."""
    ratio, busy = (theirs[at] / ours[at] if faster else ours[at] / theirs[at] for at in (0, 1))
    met = target is None or (ratio >= target if faster else ratio <= target)
    verdict = f" (target {'≥' if faster else '≤'} {target}) {'met' if met else 'MISSED'}" if target else ""
    print(f"{label}: ratio {ratio:.2f}{verdict}")
    for who, cost in (("ours", ours), ("other", theirs)):
        print(f"    {who:6s}{cost[0]:7.2f} s on the clock {cost[1]:7.2f} s of processor {cost[2]:7.0f} MB")
    print(f"    ratio of processor time {busy:.2f}", flush=True)
    return met


def check_same_figures(folder: Path) -> None:
    """Both did the same work only if they say the same."""
    books = Books(folder / "books", BooksSettings(as_of=AS_OF))
    facts = books.monthly()
    ours = {"accounts": len(facts.accounts), **{name: int(getattr(facts, name).sum()) for name in COMPARED}}
    assert ours == json.loads((folder / "pandas.json").read_text())


def run(arguments: argparse.Namespace, folder: Path) -> bool:
    """All comparisons. Returns whether every target was met."""
    generate_csv(folder / "lines.csv", arguments.rows)
    size = (folder / "lines.csv").stat().st_size / 1e6
    print(f"{arguments.rows:,} lines, {size:,.0f} MB of CSV, median of {arguments.repeats}")
    hand, ours = in_turn(("hand_load", "our_load"), folder, arguments.repeats)
    met = [compare("CSV to snapshot, against hand-written COPY", ours, hand, 1.25, faster=False)]
    hand, ours = in_turn(("hand_figures", "our_figures"), folder, arguments.repeats)
    met.append(compare("snapshot to figures, against hand-written SQL", ours, hand, 1.25, faster=False))
    names = "pandas_from_csv", "pandas_same_work", "ours_from_csv", "hand_from_csv"
    notebook, careful, ours, floor = in_turn(names, folder, arguments.repeats)
    met.append(compare("CSV to figures, against pandas as in a notebook", ours, notebook, 6, faster=True))
    compare("CSV to figures, against an expert's pandas that does the same work", ours, careful, None, faster=True)
    check_same_figures(folder)
    compare("CSV to figures, against hand-written SQL that keeps nothing", ours, floor, None, faster=False)
    compare("that SQL against pandas as in a notebook", floor, notebook, None, faster=True)
    less = notebook[2] / ours[2]
    met.append(less >= 4)
    print(f"memory, against pandas: ratio {less:.2f} (target ≥ 4) {'met' if less >= 4 else 'MISSED'}", flush=True)
    if not arguments.skip_many:
        for rows in (arguments.many // 10, arguments.many):
            shutil.rmtree(folder / "many", ignore_errors=True)
            generate_many(folder, rows)
            seconds, processor, megabytes = measure("many_monthly", folder)
            met.append(megabytes < 1000)
            print(
                f"{rows:,} lines of Parquet to monthly facts and documents: {seconds:.2f} s, {processor:.2f} s of "
                f"processor, {megabytes:.0f} MB (target < 1,000 MB)",
                flush=True,
            )
    return all(met)


def main() -> None:
    """Run the benchmark; exit 1 if a target was missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=10_000_000, help="lines of CSV")
    parser.add_argument("--many", type=int, default=100_000_000, help="lines of Parquet")
    parser.add_argument("--skip-many", action="store_true", help="leave out the very many lines")
    parser.add_argument("--repeats", type=int, default=3, help="runs of which the median counts")
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
