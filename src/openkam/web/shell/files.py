"""Files made for one reader: built beside nothing else, sent, and gone."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final, Literal

from django.conf import settings
from django.http import FileResponse

Kind = Literal["deck", "workbook"]
SUFFIX: Final = {"deck": "pptx", "workbook": "xlsx"}
MEDIA: Final = {
    "deck": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "workbook": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def send(kind: Kind, build: Callable[[Path], Path], name: str) -> FileResponse:
    """The file that `build` writes to the path it is given, as an attachment called `name`."""
    folder = Path(settings.DATA_DIR) / "cache"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as place:
        stream = build(Path(place) / f"export.{SUFFIX[kind]}").open("rb")
    # The name is gone from the folder, the open file stays until it has been sent.
    return FileResponse(stream, as_attachment=True, filename=f"{name}.{SUFFIX[kind]}", content_type=MEDIA[kind])
