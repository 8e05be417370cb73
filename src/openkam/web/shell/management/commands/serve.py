"""Serve the application until told to stop."""

from __future__ import annotations

import contextvars
import signal
import threading
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command

from openkam.core.errors import OpenKAMError
from openkam.core.i18n import gettext as _
from openkam.web.shell import actions, jobs, serving
from openkam.web.shell.models import Role, User

ALIVE_FILE = "worker.alive"


class Command(BaseCommand):
    """Check, migrate, start, supervise."""

    help = "Serve OpenKAM: checks what it needs, brings the database up to date, starts the web server and the worker."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The options, which `openkam serve` and `openkam demo` share."""
        parser.add_argument("--host", default="127.0.0.1", help="Address to listen on (default 127.0.0.1).")
        parser.add_argument("--port", type=int, default=8000, help="Port to listen on (default 8000).")
        parser.add_argument("--workers", type=int, default=2, help="Web processes (default 2).")
        parser.add_argument("--no-worker", action="store_true", help="Do not start the worker that runs long jobs.")
        parser.add_argument("--new-sign-in", action="store_true", help="Print a one-time sign-in for an administrator.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Serve until Ctrl-C or SIGTERM."""
        folder = Path(settings.DATA_DIR)
        try:
            serving.check_folder(folder)
            serving.check_port(options["host"], options["port"])
            with serving.only_one(folder):
                call_command("migrate", verbosity=0, interactive=False)
                if options["no_worker"]:
                    jobs.mark_dead()
                else:
                    jobs.recover()
                self.prepare()
                self.run(folder, **options)
        except OpenKAMError as error:
            raise CommandError(str(error)) from error

    def prepare(self) -> None:
        """What a kind of serving does before it answers; nothing here."""

    def run(self, folder: Path, **options: Any) -> None:
        """Start the processes and keep them up."""
        stop = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_args: stop.set())
        host, port = options["host"], options["port"]
        reach = "localhost" if host in {"127.0.0.1", "0.0.0.0", "::", "::1"} else host  # noqa: S104 - compared, not bound
        url = _address(reach, port)
        # Asked by number: a machine need not know the name localhost.
        door = _address({"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host), port)  # noqa: S104 - compared, not bound
        children = [serving.Child("web", ["web", host, str(port), str(options["workers"])])]
        if not options["no_worker"]:
            children.append(serving.Child("worker", ["worker", str(folder / ALIVE_FILE)], on_death=jobs.recover))
        link = self.sign_in(url, new=options["new_sign_in"])
        # A thread begins without its maker's context, and so without the language.
        context = contextvars.copy_context()
        announcer = threading.Thread(target=context.run, args=(self.announce, url, door, stop, link), daemon=True)
        announcer.start()
        serving.supervise(children, stop)
        self.stdout.write(_("OpenKAM has stopped."))

    def sign_in(self, url: str, *, new: bool) -> str:
        """The address of a one-time sign-in where nobody administers the workspace yet, or where one is asked for."""
        first = actions.first_administrator()
        if first is None and new:
            user = User.objects.filter(role=Role.ADMINISTRATOR, is_active=True).order_by("pk")[0]
            first = user, actions.make_sign_in_link(user=user)
        return f"{url}/first/{first[1]}/" if first else ""

    def announce(self, url: str, door: str, stop: threading.Event, link: str) -> None:
        """Say where it is, as soon as it answers at its `door`."""
        if not serving.wait_until_ready(door, stop):
            return
        self.stdout.write(_("OpenKAM is ready: {url}").format(url=url))
        if link:
            self.stdout.write(_("Sign in once, within 24 hours, and choose a password: {link}").format(link=link))
        self.stdout.write(_("Stop it with Ctrl-C."))
        self.stdout.flush()


def _address(host: str, port: int) -> str:
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"
