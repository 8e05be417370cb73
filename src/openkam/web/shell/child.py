"""A child process of `openkam serve`: the web server, or the worker. It ends when its parent ends, however that ends.

The parent holds the other end of this process's standard input; when the parent is gone, reading it ends.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Final

logger = logging.getLogger(__name__)

GRACE_SECONDS: Final = 8.0
ALIVE_SECONDS: Final = 10.0
BLOCKING_THREADS: Final = 4
NOW_AND_THEN_SECONDS: Final = 300.0


def _end_with_parent() -> None:
    # Read straight from the descriptor: a buffered read would hold a lock that shutting down needs.
    while os.read(0, 1024):
        continue
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE_SECONDS)
    os.killpg(os.getpgrp(), signal.SIGKILL)


def serve_web(host: str, port: int, workers: int) -> None:
    """Answer requests until told to stop."""
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    Server(
        "openkam.web.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=BLOCKING_THREADS,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=5,
    ).serve()


def _say_alive(path: Path) -> None:
    while True:
        path.touch()
        time.sleep(ALIVE_SECONDS)


def _get_ready() -> None:
    from openkam.web.shell import registry

    for prepare in registry.worker_start:
        prepare()


def _do_now_and_then() -> None:
    from django.db import close_old_connections

    from openkam.web.shell import registry

    while True:
        for do in registry.now_and_then:
            try:
                do()
            except Exception:
                logger.exception("%s failed; it is tried again in a few minutes", do)
            finally:
                close_old_connections()
        time.sleep(NOW_AND_THEN_SECONDS)


def work(alive_file: Path) -> None:
    """Run jobs until told to stop."""
    import django
    from django.core.management import call_command

    django.setup()
    threading.Thread(target=_say_alive, args=(alive_file,), daemon=True, name="sign of life").start()
    threading.Thread(target=_get_ready, daemon=True, name="getting ready").start()
    threading.Thread(target=_do_now_and_then, daemon=True, name="now and then").start()
    call_command("db_worker", interval=0.5, reload=False, startup_delay=False, queue_name="*", verbosity=0)


def main(arguments: list[str]) -> None:
    """`web HOST PORT WORKERS` or `worker FILE`."""
    threading.Thread(target=_end_with_parent, daemon=True, name="watch of the parent").start()
    if arguments[0] == "web":
        serve_web(arguments[1], int(arguments[2]), int(arguments[3]))
    else:
        work(Path(arguments[1]))


if __name__ == "__main__":
    main(sys.argv[1:])
