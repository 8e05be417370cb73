"""Settings that come from outside the code. A value that cannot be used stops the start with its name and remedy."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


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
    path = folder / "secret_key"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    except OSError as error:
        raise ImproperlyConfigured(
            f"The data directory {folder} cannot be written: {error.strerror}. "
            "Give it to the user who runs OpenKAM, or name another one with --data-dir."
        ) from error
    with os.fdopen(descriptor, "w", encoding="ascii") as stream:
        key = secrets.token_urlsafe(64)
        stream.write(key)
    return key
