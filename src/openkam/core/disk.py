"""A full disk, recognised in whatever error it comes: of the system, of a database, of a writer of Office files."""

from __future__ import annotations

import errno
from typing import Final

from openkam.core.errors import OpenKAMError

_NUMBERS: Final = (errno.ENOSPC, errno.EDQUOT)
_SQLSTATE: Final = "53100"
"""`disk_full` of PostgreSQL."""
_WORDS: Final = ("database or disk is full", "No space left on device", "Disk quota exceeded")


class DiskFull(OpenKAMError):
    """There was no room for what had to be written."""

    code = "disk_full"


def is_full(error: BaseException | None) -> bool:
    """Whether `error`, or an error behind it, says that the disk is full or the quota used up."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        if getattr(error, "errno", None) in _NUMBERS or getattr(error, "sqlstate", None) == _SQLSTATE:
            return True
        if any(words in str(error) for words in _WORDS):
            return True
        seen.add(id(error))
        error = error.__cause__ or error.__context__
    return False
