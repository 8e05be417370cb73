"""Settings that come from outside the code. A value that cannot be used stops the start with its name and remedy."""

from __future__ import annotations

import fcntl
import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from openkam.core import disk
from openkam.core.i18n import gettext as _


def text(name: str, default: str = "") -> str:
    """The variable `name`, stripped."""
    return os.environ.get(name, default).strip()


def flag(name: str, *, default: bool = False) -> bool:
    """The variable `name` as yes or no."""
    raw = text(name).lower()
    if not raw:
        return default
    if raw in {"1", "true", "yes", "on"}:
        return True
    if raw in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} is {raw!r}; write 1 or 0.")


def number(name: str, default: int) -> int:
    """The variable `name` as a whole number."""
    raw = text(name)
    if not raw:
        return default
    try:
        return int(raw)
    except ValueError:
        raise ImproperlyConfigured(f"{name} is {raw!r}; write a whole number.") from None


def names(name: str, default: str = "") -> list[str]:
    """The variable `name` as a list separated by commas."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def data_dir() -> Path:
    """Where the database, the ledger and uploads live: `OPENKAM_DATA_DIR`, else the user's data folder."""
    chosen = text("OPENKAM_DATA_DIR")
    if chosen:
        return Path(chosen).expanduser().resolve()
    base = text("XDG_DATA_HOME") or "~/.local/share"
    return (Path(base).expanduser() / "openkam").resolve()


def secret_key(folder: Path) -> str:
    """`OPENKAM_SECRET_KEY`, else a key made once and kept, readable by its owner only, in `folder`."""
    chosen = text("OPENKAM_SECRET_KEY")
    if chosen:
        return chosen
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return _kept_key(folder / "secret_key")
    except OSError as error:
        if disk.is_full(error):
            raise ImproperlyConfigured(
                _("The disk of {folder} is full. Free some space, or name another directory with --data-dir.").format(
                    folder=folder
                )
            ) from error
        raise ImproperlyConfigured(
            f"The data directory {folder} cannot be written: {error.strerror}. "
            "Give it to the user who runs OpenKAM, or name another one with --data-dir."
        ) from error


def _kept_key(path: Path) -> str:
    """The key in the file. A start on a full disk leaves the file empty; the next one fills it."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "a+", encoding="ascii") as stream:
        # Several processes may start at once, and all of them need the same key.
        fcntl.flock(stream, fcntl.LOCK_EX)
        stream.seek(0)
        key = stream.read().strip()
        if not key:
            key = secrets.token_urlsafe(64)
            stream.write(key)
            stream.flush()
    return key
