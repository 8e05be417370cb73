"""What kind of file lies at a path, judged by its first bytes and never by its name; and what is refused unopened."""

from __future__ import annotations

import gzip
import hashlib
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, Literal, cast

from openkam.core.errors import Place
from openkam.core.i18n import LazyText, gettext as _, gettext_lazy
from openkam.core.numbers import format_number
from openkam.ledger.reading.archives import has_honest_sizes
from openkam.ledger.types import UnreadableFile

MAX_UNZIPPED_BYTES: Final = 1024**3
"""A workbook that unpacks to more than this is refused before it is opened."""
MAX_RATIO: Final = 200
"""A workbook packed tighter than this is refused too, once it unpacks to more than `RATIO_FROM_BYTES`."""
RATIO_FROM_BYTES: Final = 256 * 1024**2

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_DIRECTORY_BYTES: Final = 8 * 1024**2

_FOREIGN: Final[tuple[tuple[bytes, LazyText], ...]] = (
    (b"%PDF", gettext_lazy("a PDF document")),
    (b"\x89PNG", gettext_lazy("a PNG picture")),
    (b"\xff\xd8\xff", gettext_lazy("a JPEG picture")),
    (b"GIF8", gettext_lazy("a GIF picture")),
    (b"Rar!", gettext_lazy("a RAR archive")),
    (b"7z\xbc\xaf\x27\x1c", gettext_lazy("a 7-Zip archive")),
    (b"BZh", gettext_lazy("a bzip2 archive")),
    (b"\xfd7zXZ", gettext_lazy("an xz archive")),
    (b"\x28\xb5\x2f\xfd", gettext_lazy("a Zstandard archive")),
    (b"SQLite format 3", gettext_lazy("an SQLite database")),
    (b"{\\rtf", gettext_lazy("a rich-text document")),
    (b"\x7fELF", gettext_lazy("a program")),
    (b"MZ\x90", gettext_lazy("a program")),
)
_MARKUP: Final = (b"<!doctype html", b"<html", b"<table", b"<?xml", b"<head", b"<body")


@dataclass(frozen=True)
class Source:
    """A file that can be read: where it is, what people call it, and how its bytes are packed."""

    path: Path
    name: str
    kind: Literal["text", "excel", "parquet"]
    compressed: bool = False


def refused(name: str, message: str, remedy: str, line: int | None = None) -> UnreadableFile:
    """The error for a file that cannot be read, with its name and, where known, the line."""
    return UnreadableFile(message, remedy=remedy, place=Place(file=name, line=line))


def content_hash(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal, read in a stream."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def identify(path: Path, name: str | None = None) -> Source:
    """What kind of file this is.

    Raises `UnreadableFile` for a file that is missing, empty, locked by a password, too large once unpacked, or of
    a kind that holds no table.
    """
    name = name or path.name
    if not path.is_file():
        raise refused(name, _("There is no file {name}.").format(name=name), _("Check the name and the folder."))
    with path.open("rb") as stream:
        head = stream.read(4096)
    if not head:
        raise _empty(name)
    if head[:4] == b"PAR1":
        return Source(path, name, "parquet")
    if head[:2] == b"PK":
        _check_zip(path, name)
        return Source(path, name, "excel")
    if head[:8] == _OLE:
        _check_ole(path, name)
        return Source(path, name, "excel")
    compressed = head[:2] == b"\x1f\x8b"
    if compressed:
        head = _unpacked_head(path, name)
    _check_foreign(head, name)
    return Source(path, name, "text", compressed)


def _empty(name: str) -> UnreadableFile:
    message = _("{name} is empty.").format(name=name)
    return refused(name, message, _("Export it again and check that it holds rows."))


def _unpacked_head(path: Path, name: str) -> bytes:
    try:
        with gzip.open(path) as stream:
            head = stream.read(4096)
    except (OSError, EOFError, zlib.error) as error:
        message = _("{name} is a gzip file that cannot be unpacked.").format(name=name)
        raise refused(name, message, _("It may have been cut off on its way; copy it again.")) from error
    if not head:
        raise _empty(name)
    return head


def _check_foreign(head: bytes, name: str) -> None:
    remedy = _("Save the table as CSV or as an Excel workbook and import that file.")
    for magic, kind in _FOREIGN:
        if head.startswith(magic):
            message = _("{name} is {kind}, whatever its name says; it holds no table that can be read.")
            raise refused(name, message.format(name=name, kind=kind), remedy)
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith(_MARKUP):
        message = _("{name} is a web page or XML document, whatever its name says.").format(name=name)
        raise refused(name, message, _("Open it in a spreadsheet program and save it as XLSX or CSV."))


def _check_zip(path: Path, name: str) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            names = {member.filename for member in members}
            manifest = "META-INF/manifest.xml"
            locked = manifest in names and b"encryption-data" in _small_member(archive, manifest)
    except (zipfile.BadZipFile, OSError, NotImplementedError) as error:
        message = _("{name} is a damaged workbook or archive.").format(name=name)
        raise refused(name, message, _("It may have been cut off on its way; copy it again.")) from error
    if not ({"xl/workbook.xml", "xl/workbook.bin", "content.xml"} & names):
        message = _("{name} is a ZIP archive or another kind of document, not a workbook.").format(name=name)
        raise refused(name, message, _("Unpack it and import the tables inside, or save the table as XLSX or CSV."))
    if locked or any(member.flag_bits & 0x1 for member in members):
        raise locked_by_password(name)
    _check_size(members, name)
    if not has_honest_sizes(path, path.stat().st_mtime_ns):
        message = _("{name} unpacks to more than it says; workbooks that do so are not opened.")
        remedy = _("Open it in a spreadsheet program, save it as XLSX or CSV and import that file.")
        raise refused(name, message.format(name=name), remedy)


def _small_member(archive: zipfile.ZipFile, member: str) -> bytes:
    with archive.open(member) as stream:
        return stream.read(1024**2)


def _check_size(members: list[zipfile.ZipInfo], name: str) -> None:
    unzipped = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members) or 1
    if unzipped > MAX_UNZIPPED_BYTES or (unzipped > RATIO_FROM_BYTES and unzipped / packed > MAX_RATIO):
        message = _("{name} would take {size} MB once unpacked; workbooks are read up to {limit} MB.").format(
            name=name,
            size=format_number(unzipped // 1024**2),
            limit=format_number(MAX_UNZIPPED_BYTES // 1024**2),
        )
        raise refused(name, message, _("Export the table as CSV: text files of any size are read."))


def locked_by_password(name: str) -> UnreadableFile:
    """The error for a workbook that only opens with a password."""
    message = _("{name} is locked by a password.").format(name=name)
    return refused(name, message, _("Open it, remove the password, save it and import it again."))


def _check_ole(path: Path, name: str) -> None:
    with path.open("rb") as stream:
        head = stream.read(_OLE_DIRECTORY_BYTES)
        size = stream.seek(0, 2)
        if size > _OLE_DIRECTORY_BYTES:
            stream.seek(size - _OLE_DIRECTORY_BYTES)
            head += stream.read()
    if "EncryptedPackage".encode("utf-16-le") in head:
        raise locked_by_password(name)
    if "Workbook".encode("utf-16-le") not in head and "Book".encode("utf-16-le") not in head:
        message = _("{name} is an Office document without a workbook in it.").format(name=name)
        raise refused(name, message, _("Save the table as CSV or as an Excel workbook and import that file."))


@contextmanager
def open_bytes(source: Source) -> Iterator[IO[bytes]]:
    """The unpacked bytes of a text file. Raises `UnreadableFile` where a gzip file breaks off."""
    try:
        with cast("IO[bytes]", gzip.open(source.path) if source.compressed else source.path.open("rb")) as stream:
            yield stream
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        message = _("{name} breaks off: its gzip data are incomplete.").format(name=source.name)
        raise refused(source.name, message, _("It may have been cut off on its way; copy it again.")) from error
