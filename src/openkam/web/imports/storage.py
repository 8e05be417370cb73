"""Uploads on disk: streamed in, hashed on the way, kept once under their hash; a broken one leaves nothing."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import uuid
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, NoReturn

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.utils.translation import gettext as _

from openkam.core.errors import InvalidInput, Place
from openkam.core.numbers import format_number

if TYPE_CHECKING:
    BinaryUpload = UploadedFile[bytes]
else:
    BinaryUpload = UploadedFile  # generic in the stubs only

SPARE_BYTES = 200 * 1024 * 1024
"""Left free on the disk beyond the file itself: loading writes too."""
CHUNK_BYTES = 1024 * 1024
MEGABYTE = 1024 * 1024


class UploadRefused(InvalidInput):
    """A file that is too large, for which there is no room, or of which nothing arrived."""

    code = "upload_refused"


@dataclass(frozen=True)
class Received:
    """A file that arrived whole and lies in its place."""

    name: str
    sha256: str
    size_bytes: int


def clean_name(name: str) -> str:
    """The last part of `name` without control characters, at most 300 characters long, its ending kept."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    printable = "".join(character for character in last if character.isprintable()).strip() or "file"
    if len(printable) <= 300:
        return printable
    stem, dot, ending = printable.rpartition(".")
    return f"{stem[: 299 - len(ending)]}{dot}{ending}" if dot and len(ending) < 20 else printable[:300]


def check_room(size_bytes: int, name: str = "") -> None:
    """Raise `UploadRefused` if `size_bytes` is beyond the limit or would fill the disk."""
    limit = settings.UPLOAD_MAX_BYTES
    place = Place(file=name or None)
    if size_bytes > limit:
        message = _("This upload has {size} MB; the limit is {limit} MB.").format(
            size=format_number(size_bytes / MEGABYTE), limit=format_number(limit / MEGABYTE)
        )
        remedy = _("Split the file by year, compress it with gzip, or load it on the server with “openkam import”.")
        raise UploadRefused(message, remedy=remedy, place=place)
    if free_bytes() < size_bytes + SPARE_BYTES:
        message = _("The server's disk has too little room for this upload.")
        remedy = _("Ask an administrator to free some space, then upload again. Nothing was kept.")
        raise UploadRefused(message, remedy=remedy, place=place)


def free_bytes() -> int:
    """What is left on the disk that holds the uploads."""
    folder = _folder()
    return shutil.disk_usage(folder).free


def _folder() -> Path:
    folder = Path(settings.UPLOAD_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def sweep() -> int:
    """Remove what uploads that were killed left behind; returns how many files.

    Whoever writes a partial file holds a lock on it, which the system lets go of at the writer's end.
    """
    removed = 0
    for path in _folder().glob("partial-*"):
        with suppress(FileNotFoundError, BlockingIOError), path.open("rb") as stream:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.unlink(missing_ok=True)
            removed += 1
    return removed


class _Sink:
    """An open partial file that becomes `<sha256>` when it is whole, or nothing."""

    def __init__(self) -> None:
        self.path = _folder() / f"partial-{uuid.uuid4().hex}"
        self.stream: IO[bytes] = self.path.open("xb")
        fcntl.flock(self.stream, fcntl.LOCK_EX)
        self.hash = hashlib.sha256()
        self.size_bytes = 0

    def write(self, chunk: bytes) -> None:
        self.stream.write(chunk)
        self.hash.update(chunk)
        self.size_bytes += len(chunk)

    def keep(self) -> str:
        """Sync and move into place; the same content that is already there stays."""
        self.stream.flush()
        os.fsync(self.stream.fileno())
        self.stream.close()
        digest = self.hash.hexdigest()
        self.path.replace(_folder() / digest)
        return digest

    def drop(self) -> None:
        # Closing writes what is still held in memory, for which a full disk has no room; the file goes all the same.
        with suppress(OSError):
            self.stream.close()
        self.path.unlink(missing_ok=True)


class StoredUpload(BinaryUpload):
    """What a form field holds after the upload: no open file, only where it lies and what it is."""

    def __init__(self, received: Received, content_type: str | None) -> None:
        super().__init__(None, received.name, content_type, received.size_bytes)
        self.received = received


class StoringUploadHandler(FileUploadHandler):
    """Writes each uploaded file to the upload folder as it comes in, never into memory."""

    chunk_size = CHUNK_BYTES

    def __init__(self) -> None:
        super().__init__()
        self.sink: _Sink | None = None
        self.received_bytes = 0
        self.refusal: UploadRefused | None = None

    def new_file(self, *args: object, **kwargs: object) -> None:
        """Open a partial file."""
        super().new_file(*args, **kwargs)  # type: ignore[arg-type] # Django passes six fixed arguments through
        self.sink = _Sink()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write a chunk, or stop the upload when the limit or the disk is reached."""
        self.received_bytes += len(raw_data)
        if self.sink is None:
            return
        try:
            if self.received_bytes > settings.UPLOAD_MAX_BYTES:
                check_room(self.received_bytes, self.file_name or "")
            self.sink.write(raw_data)
        except UploadRefused as refusal:
            self._refuse(refusal)
        except OSError as error:
            self._refuse(self._unwritten(error))

    def _unwritten(self, error: OSError) -> UploadRefused:
        return UploadRefused(
            _("The file could not be written to the server's disk ({reason}).").format(reason=error.strerror),
            remedy=_("Ask an administrator to free some space, then upload again. Nothing was kept."),
            place=Place(file=self.file_name),
        )

    def _refuse(self, refusal: UploadRefused) -> NoReturn:
        self.upload_interrupted()
        self.refusal = refusal
        raise StopUpload(connection_reset=False)

    def file_complete(self, file_size: int) -> BinaryUpload | None:
        """The whole file, in its place; an empty one is kept too, so that the page can say that it is empty."""
        if self.sink is None:
            return None
        sink = self.sink
        try:
            digest = sink.keep()
        except OSError as error:
            # What the system had put off writing is written now.
            self._refuse(self._unwritten(error))
        self.sink = None
        return StoredUpload(Received(clean_name(self.file_name or ""), digest, sink.size_bytes), self.content_type)

    def upload_interrupted(self) -> None:
        """Leave nothing of a broken upload."""
        if self.sink is not None:
            self.sink.drop()
            self.sink = None


def keep_copy(path: Path, name: str | None = None) -> Received:
    """Copy a file that is already on this machine into the upload folder, in a stream."""
    check_room(path.stat().st_size, path.name)
    sink = _Sink()
    try:
        with path.open("rb") as stream:
            while chunk := stream.read(CHUNK_BYTES):
                sink.write(chunk)
        return Received(clean_name(name or path.name), sink.keep(), sink.size_bytes)
    except OSError:
        sink.drop()
        raise


def keep_rejects(run_pk: int, path: Path) -> Path:
    """Copy the rejected rows of a refused load here: the ledger keeps those of the latest one only."""
    target = rejects_of(run_pk)
    shutil.copyfile(path, target)
    return target


def rejects_of(run_pk: int) -> Path:
    """Where the rejected rows of a refused load are kept."""
    return _folder() / f"rejects-{run_pk}.csv"


def place_of(path: Path) -> str:
    """`path` as a row of the database remembers it: relative, since a restored workspace lies in another folder."""
    for name, folder in _kept_folders().items():
        if path.is_relative_to(folder):
            return f"{name}/{path.relative_to(folder).as_posix()}"
    return ""


def file_at(place: str) -> Path | None:
    """The file at a place that `place_of` gave; None where there is none, or where it lies outside our folders."""
    name, _slash, rest = place.partition("/")
    folder = _kept_folders().get(name)
    if folder is None or not rest:
        return None
    path = (folder / rest).resolve()
    return path if path.is_file() and path.is_relative_to(folder.resolve()) else None


def _kept_folders() -> dict[str, Path]:
    return {"ledger": Path(settings.LEDGER_DIR), "uploads": Path(settings.UPLOAD_DIR)}
