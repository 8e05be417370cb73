"""How quickly the portfolio page answers with 10,000 accounts: two workers, eight readers at once.

    python bench/portfolio_page.py [--accounts 10000] [--seconds 10] [--json]

Everything runs in a data directory of its own that is removed at the end. The ratio compares the page with
`/healthz`, which answers nothing, in the same run on the same machine.
"""

from __future__ import annotations

import argparse
import gzip
import http.client
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
READERS = 8
WORKERS = 2
TARGET_P95_MS = 100
SEED = 20200531


def write_lines(path: Path, accounts: int) -> None:
    """About twelve lines for each account over three years, with costs; seeded."""
    rng = random.Random(SEED)
    with path.open("w", encoding="utf-8") as stream:
        stream.write("account,account_name,date,document,revenue,cost,territory,segment,salesperson\n")
        for number in range(accounts):
            size = rng.lognormvariate(7, 1.4)
            where, what, who = f"Territory {number % 12}", f"Segment {number % 5}", f"Salesperson {number % 40}"
            for order in range(12):
                day = f"{2018 + order // 4}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}"
                revenue = size * rng.uniform(0.2, 1.8)
                cost = revenue * rng.uniform(0.7, 1.15)
                head = f"C{number:05d},Customer {number:05d},{day},D{number}-{order}"
                stream.write(f"{head},{revenue:.2f},{cost:.2f},{where},{what},{who}\n")


def prepare(folder: Path, accounts: int) -> dict[str, str]:
    """Load the lines, make the accounts, work out the figures; answers a signed-in session for each kind of reader."""
    sys.path.insert(0, str(ROOT / "src"))
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.test import Client
    from simple_history.utils import bulk_create_with_history

    from openkam import ledger
    from openkam.ledger import ColumnMapping, Role
    from openkam.web.accounts.models import Account, Membership
    from openkam.web.portfolio import actions, books, frames
    from openkam.web.shell.models import User, Workspace

    call_command("migrate", verbosity=0)
    lines = folder / "lines.csv"
    write_lines(lines, accounts)
    columns = {
        Role.ACCOUNT: "account", Role.ACCOUNT_NAME: "account_name", Role.DATE: "date", Role.DOCUMENT: "document",
        Role.REVENUE: "revenue", Role.DIRECT_COST: "cost", Role.TERRITORY: "territory", Role.SEGMENT: "segment",
        Role.SALESPERSON: "salesperson",
    }  # fmt: skip
    ledger.load(settings.LEDGER_DIR, [lines], ColumnMapping(columns=columns))
    Workspace.objects.create(pk=1, currency="USD", name="Bench")
    last = ledger.last_invoice_date(settings.LEDGER_DIR)
    assert last is not None, "the lines that were just loaded have a day"
    rows = [
        Account(
            code=one.code, name=one.name, territory=one.territory or "", segment=one.segment or "",
            salesperson=one.salesperson or "",
        )
        for one in ledger.Books(settings.LEDGER_DIR, ledger.BooksSettings(as_of=last)).accounts()
    ]  # fmt: skip
    bulk_create_with_history(rows, Account, batch_size=500)
    actions.load_sample_pool()
    state = books.current_state()
    assert state is not None, "the books that were just loaded have a state"
    frames.prepare(state)
    lead = User.objects.create_user("lead@example.org", "x", name="Lead", role="lead")
    member = User.objects.create_user("member@example.org", "x", name="Member", role="member")
    mine = Account.objects.all()[: accounts // 10]
    Membership.objects.bulk_create(Membership(account=one, user=member) for one in mine)
    sessions = {}
    for user in (lead, member):
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        sessions[user.name] = client.cookies["sessionid"].value
    return sessions


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def serve(port: int) -> subprocess.Popen[bytes]:
    """The server as it runs in earnest, with two workers."""
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
        "--workers", str(WORKERS), "--blocking-threads", "2", "--log-level", "warning", "openkam.web.wsgi:application",
    ]  # fmt: skip
    return subprocess.Popen(command, cwd=ROOT)


def ask(connection: http.client.HTTPConnection, address: str, session: str) -> tuple[int, bytes, float]:
    """One request: status, body and milliseconds."""
    start = time.perf_counter()
    connection.request(
        "GET", address, headers={"Cookie": f"sessionid={session}", "Accept-Language": "en", "Accept-Encoding": "gzip"}
    )
    answer = connection.getresponse()
    body = answer.read()
    return answer.status, body, 1000 * (time.perf_counter() - start)


def wait_for(port: int) -> None:
    """Until the server answers."""
    for _attempt in range(120):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/healthz")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.25)
        else:
            return
    raise SystemExit("the server does not answer")


def cpu_seconds(pid: int) -> float:
    """What a process and its children have used; NaN where the system does not say."""
    stats = list(Path("/proc").glob("[0-9]*/stat"))
    used: dict[int, tuple[int, float]] = {}
    for path in stats:
        try:
            fields = path.read_text().rpartition(") ")[2].split()
        except OSError:
            continue
        used[int(path.parent.name)] = int(fields[1]), (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def ours(one: int) -> bool:
        return one == pid or (one in used and one > 1 and ours(used[one][0]))

    return sum(seconds for one, (_parent, seconds) in used.items() if ours(one)) if used else float("nan")


def measure(
    port: int, addresses: list[str], session: str, seconds: float, *, server: int = 0, new_share: float = 0.0
) -> dict[str, float]:
    """Eight readers, each asking for one address after another without a pause.

    `new_share` of the requests ask for a filter that nobody has used, so that no page or sum is at hand for them.
    """
    times: list[float] = []
    new: list[int] = []
    wrong: list[int] = []
    lock = threading.Lock()
    end = time.perf_counter() + seconds

    def read(number: int) -> None:
        rng = random.Random(number)
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        mine = []
        unused = 0
        while time.perf_counter() < end:
            address = rng.choice(addresses)
            if rng.random() < new_share:
                unused += 1
                address = f"/portfolio/?q=c0{rng.randint(0, 9)}&status=any&salesperson=Salesperson+{rng.randint(0, 39)}"
                address += f"&period={rng.choice(('2018', '2019', '2020', 'all'))}&sort={rng.choice(('net', 'name'))}"
            status, _body, took = ask(connection, address, session)
            mine.append(took)
            if status != 200:
                wrong.append(status)
        with lock:
            times.extend(mine)
            new.append(unused)

    readers = [threading.Thread(target=read, args=(number,)) for number in range(READERS)]
    start, worked = time.perf_counter(), cpu_seconds(server) if server else float("nan")
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    if wrong or not times:
        raise SystemExit(f"answers other than 200: {wrong[:5]}")
    ordered = sorted(times)
    took = time.perf_counter() - start
    worked = cpu_seconds(server) - worked if server else float("nan")
    return {
        "cpu_ms_per_request": 1000 * worked / len(times),
        "at_hand_pct": 100 * (1 - sum(new) / len(times)),
        "requests": len(times),
        "per_second": len(times) / took,
        "p50_ms": statistics.median(ordered),
        "p95_ms": ordered[int(0.95 * len(ordered))],
    }


PAGES = [
    "/portfolio/", "/portfolio/?page=2", "/portfolio/?page=57", "/portfolio/?sort=net&dir=asc", "/portfolio/?sort=name",
    "/portfolio/?sort=growth", "/portfolio/?view=territories", "/portfolio/?territory=Territory+3",
    "/portfolio/?q=0042", "/portfolio/?part=losing", "/portfolio/?period=all", "/portfolio/?period=2019&box=high_low",
]  # fmt: skip


def sizes(port: int, session: str) -> dict[str, int]:
    """What one visit transfers: pages as they are sent, files as the build compresses them."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    pages = ("/portfolio/", "/portfolio/figures/whale.json", "/portfolio/figures/quadrant.json")
    found = {address: len(ask(connection, address, session)[1]) for address in pages}
    dist = ROOT / "src/openkam/web/static/dist"
    for path in sorted(dist.glob("*.js")) + sorted(dist.glob("*.css")):
        found[path.name] = len(gzip.compress(path.read_bytes(), 9))
    return found


def run(folder: Path, accounts: int, seconds: float) -> dict[str, Any]:
    """The whole measurement."""
    sessions = prepare(folder, accounts)
    port = free_port()
    server = serve(port)
    try:
        wait_for(port)
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        cold = [ask(connection, "/portfolio/", sessions["Lead"])[2] for _each in range(1)]
        fresh = [ask(connection, f"/portfolio/?q=00{number}", sessions["Lead"])[2] for number in range(10, 20)]
        for address in PAGES * 3:
            for session in sessions.values():
                ask(http.client.HTTPConnection("127.0.0.1", port, timeout=120), address, session)
        nothing = measure(port, ["/healthz"], "", min(3.0, seconds))
        lead = measure(port, PAGES, sessions["Lead"], seconds, server=server.pid)
        member = measure(port, PAGES, sessions["Member"], seconds, server=server.pid)
        varied = measure(port, PAGES, sessions["Lead"], seconds, server=server.pid, new_share=0.2)
        return {
            "accounts": accounts,
            "readers": READERS,
            "workers": WORKERS,
            "cold_process_ms": cold[0],
            "new_filter_ms": statistics.median(fresh),
            "healthz": nothing,
            "lead": lead,
            "member": member,
            "varied": varied,
            "load_average": os.getloadavg()[0],
            "ratio_to_healthz_p50": lead["p50_ms"] / nothing["p50_ms"],
            "compressed_bytes": sizes(port, sessions["Lead"]),
            "target_p95_ms": TARGET_P95_MS,
        }
    finally:
        server.terminate()
        server.wait(timeout=20)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=10_000)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="openkam-bench-") as name:
        os.environ.update(
            OPENKAM_DATA_DIR=name, OPENKAM_SECRET_KEY="bench", DJANGO_SETTINGS_MODULE="openkam.web.settings",
            PYTHONPATH=str(ROOT / "src"),
        )  # fmt: skip
        found = run(Path(name), given.accounts, given.seconds)
    if given.json:
        print(json.dumps(found, indent=2))
        return
    print(f"portfolio page, {found['accounts']} accounts, {READERS} readers, {WORKERS} workers")
    for name in ("healthz", "lead", "member", "varied"):
        row = found[name]
        print(
            f"  {name:8} p50 {row['p50_ms']:7.1f} ms  p95 {row['p95_ms']:7.1f} ms  {row['per_second']:7.1f} requests/s"
            f"  {row['cpu_ms_per_request']:6.1f} ms CPU  {row['at_hand_pct']:5.1f} % at hand".replace("nan", "  –")
        )
    print(f"  load average {found['load_average']:.1f}; what others do on the machine is in the times, not in the CPU")
    cold, fresh = found["cold_process_ms"], found["new_filter_ms"]
    print(f"  first page of a process {cold:.0f} ms; a filter that nobody used yet {fresh:.0f} ms")
    print(f"  ratio to /healthz at p50 {found['ratio_to_healthz_p50']:.1f}×")
    for name, size in found["compressed_bytes"].items():
        print(f"  {name:36} {size / 1024:7.1f} kB compressed")


if __name__ == "__main__":
    main()
