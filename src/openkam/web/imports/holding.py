"""Who is loading an import right now: a lock on a file, which the system lets go of when its holder ends, however.

The row of an import says `loading` also after its worker was killed, and a worker that is thought dead may still be
about to finish. Only the lock tells.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Final

from django.conf import settings
from django.utils.translation import gettext as _

from openkam.core.errors import InvalidInput

_TRIES: Final = 5
_PAUSE_SECONDS: Final = 0.1


class BeingLoaded(InvalidInput):
    """Another process is at work on this import."""

    code = "being_loaded"


@contextmanager
def held(run_pk: int) -> Iterator[None]:
    """Be the only one at work on an import. Raises `BeingLoaded` where another process or thread is."""
    path = Path(settings.UPLOAD_DIR) / f"loading-{run_pk}.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with _locked(path):
        yield


def clear() -> None:
    """Remove the files of processes that were killed when their import was done, so that nobody asks for them again."""
    for path in Path(settings.UPLOAD_DIR).glob("loading-*.lock"):
        with suppress(BeingLoaded), _locked(path):
            pass


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    # Whoever only looks holds the lock for a moment too, so the first refusal is not the last word.
    for _try in range(_TRIES):
        with path.open("w") as handle:
            if _is_ours(handle, path):
                try:
                    yield
                finally:
                    path.unlink(missing_ok=True)
                return
        time.sleep(_PAUSE_SECONDS)
    raise BeingLoaded(
        _("This import is being loaded by another process."),
        remedy=_("Wait until that has ended; if it fails, the import can be run again."),
    )


def _is_ours(handle: IO[str], path: Path) -> bool:
    """Whether the lock was free, and the file is still the one of that name: its last holder may have removed it."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return os.fstat(handle.fileno()).st_ino == path.stat().st_ino
    except (BlockingIOError, FileNotFoundError):
        return False
