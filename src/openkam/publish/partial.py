"""A file that appears whole or not at all is written beside its place first."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def appearing_whole(path: Path) -> Iterator[Path]:
    """A new file in the folder of `path` that takes its place at the end; after an error nothing is left of it.

    Its rights are what the umask leaves, as for any file that a person writes; a temporary file's would bar others.
    """
    partial = path.with_name(f".{secrets.token_hex(8)}.part")
    os.close(os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
    try:
        yield partial
        partial.replace(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
