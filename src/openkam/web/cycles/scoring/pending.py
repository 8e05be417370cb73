"""What a workbook would change, kept on disk between the preview and the person's word, for a day at most."""

from __future__ import annotations

import json
import re
import secrets
import time
from dataclasses import asdict
from pathlib import Path
from typing import Final

from django.conf import settings
from django.http import Http404

from openkam.web.cycles.models import Cycle
from openkam.web.cycles.scoring.sheets import Change, Reading
from openkam.web.shell.models import User

_KEPT_SECONDS: Final = 86_400
_TOKEN: Final = re.compile(r"[0-9a-f]{32}")


def _folder() -> Path:
    folder = Path(settings.DATA_DIR) / "cache" / "scores"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def hold(user: User, cycle: Cycle, kind: str, reading: Reading) -> str:
    """Keep a reading; answers the token by which `user` alone finds it again."""
    for old in _folder().glob("*.json"):
        if old.stat().st_mtime < time.time() - _KEPT_SECONDS:
            old.unlink(missing_ok=True)
    token = secrets.token_hex(16)
    held = {"user": user.pk, "cycle": cycle.pk, "kind": kind, "reading": asdict(reading)}
    (_folder() / f"{token}.json").write_text(json.dumps(held), encoding="utf-8")
    return token


def held_for(user: User, cycle: Cycle, kind: str, token: str) -> Reading:
    """The reading, or 404 where it is gone, or another's."""
    path = _folder() / f"{token}.json"
    if not _TOKEN.fullmatch(token) or not path.is_file():
        raise Http404
    held = json.loads(path.read_text(encoding="utf-8"))
    if (held["user"], held["cycle"], held["kind"]) != (user.pk, cycle.pk, kind):
        raise Http404
    told = held["reading"]
    changes = [Change(**{**change, "place": tuple(change["place"])}) for change in told.pop("changes")]
    return Reading(**told, changes=changes)


def drop(token: str) -> None:
    """Forget a reading that was looked up by `held_for`."""
    (_folder() / f"{token}.json").unlink(missing_ok=True)
