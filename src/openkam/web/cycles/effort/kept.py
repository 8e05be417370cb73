"""Plans that the worker made, kept in files that the server reads."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from django.conf import settings

from openkam.publish.partial import appearing_whole
from openkam.tools.define.effort.result import EffortResult

KEPT_FILES: Final = 24


def folder() -> Path:
    """Where the files lie."""
    return Path(settings.DATA_DIR) / "cache" / "effort"


def _path(key: str) -> Path:
    return folder() / f"{key}.json"


def has(key: str) -> bool:
    """Whether the plan under this key was made."""
    return _path(key).exists()


def read(key: str) -> EffortResult | None:
    """The plan under this key; None where it was not made."""
    try:
        return EffortResult.model_validate_json(_path(key).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None


def keep(key: str, result: EffortResult) -> None:
    """Write a plan, whole or not at all; the oldest files beyond `KEPT_FILES` go."""
    folder().mkdir(parents=True, exist_ok=True)
    with appearing_whole(_path(key)) as partial:
        partial.write_text(result.model_dump_json(), encoding="utf-8")
    files = sorted(folder().glob("*.json"), key=lambda path: path.stat().st_mtime)
    for old in files[:-KEPT_FILES]:
        old.unlink(missing_ok=True)
