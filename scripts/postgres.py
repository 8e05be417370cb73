"""A throwaway PostgreSQL cluster for the test suite: made, used through TCP on this machine, removed."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class PostgresMissingError(Exception):
    """There is no PostgreSQL 15 or newer on this machine and it may not be installed from here."""


def find_binaries() -> Path | None:
    """The folder with `initdb` and `postgres` of the newest PostgreSQL ≥ 15."""
    candidates = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True)
    config = shutil.which("pg_config")
    if config:
        candidates.insert(0, Path(subprocess.check_output([config, "--bindir"], text=True).strip()))
    on_path = shutil.which("initdb")
    if on_path:
        candidates.append(Path(on_path).parent)
    for folder in candidates:
        if (folder / "initdb").exists():
            words = subprocess.check_output([str(folder / "initdb"), "--version"], text=True).split()
            major = next(int(word.split(".")[0]) for word in words if word[0].isdigit())
            if major >= 15:
                return folder
    return None


def binaries() -> Path:
    """The same, installing the distribution's package first where that is permitted."""
    found = find_binaries()
    if found is None and os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        subprocess.run(
            ["apt-get", "install", "-y", "-qq", "postgresql"],
            check=False,
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        )
        found = find_binaries()
    if found is None:
        raise PostgresMissingError(
            "PostgreSQL 15 or newer is missing. Install the package postgresql and run make test again."
        )
    return found


def _as_other_user(command: list[str]) -> list[str]:
    """PostgreSQL refuses to run as root: put an ordinary user before the command then."""
    if os.geteuid() != 0:
        return command
    return ["setpriv", f"--reuid={_other_user().pw_uid}", f"--regid={_other_user().pw_gid}", "--clear-groups", *command]


def _other_user() -> pwd.struct_passwd:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise PostgresMissingError("PostgreSQL does not run as root and there is no user postgres or nobody to run it as.")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def throwaway_cluster() -> Iterator[str]:
    """Yield the address of an empty database; stop the server and remove its files afterwards."""
    tools = binaries()
    folder = Path(tempfile.mkdtemp(prefix="openkam-postgres-"))
    try:
        if os.geteuid() == 0:
            os.chown(folder, _other_user().pw_uid, _other_user().pw_gid)
        cluster, port = folder / "cluster", _free_port()
        make = [
            str(tools / "initdb"),
            "-D",
            str(cluster),
            "-U",
            "openkam",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-locale",
            "-N",
        ]
        subprocess.run(_as_other_user(make), check=True, stdout=subprocess.DEVNULL, cwd=folder)
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
        control = [str(tools / "pg_ctl"), "-D", str(cluster), "-w", "-l", str(folder / "log")]
        subprocess.run(
            _as_other_user([*control, "-o", options, "start"]), check=True, stdout=subprocess.DEVNULL, cwd=folder
        )
        try:
            yield f"postgres://openkam@127.0.0.1:{port}/postgres"
        finally:
            subprocess.run(
                _as_other_user([*control, "-m", "immediate", "stop"]), check=True, stdout=subprocess.DEVNULL, cwd=folder
            )
    finally:
        shutil.rmtree(folder, ignore_errors=True)
