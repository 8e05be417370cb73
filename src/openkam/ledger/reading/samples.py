"""Rows from further down a file, so that its first days or first customers do not decide alone how it is read.

An export sorted by date begins with the first days of a month, and 01/02 to 05/02 says nothing about which is the day.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import islice
from typing import Final

from openkam.ledger.reading.formats import Head
from openkam.ledger.reading.sources import open_bytes
from openkam.ledger.reading.text import parse
from openkam.ledger.types import UnreadableFile

_PLACES: Final = 12
_PIECE_BYTES: Final = 16 * 1024
_ROWS_PER_PIECE: Final = 40
_UNPACKED_BYTES: Final = 4 * 1024**2
"""A gzip file has no middle to jump to: so much of its beginning is unpacked and sampled instead."""


def rows_further_down(head: Head) -> tuple[tuple[str, ...], ...]:
    """Up to some 500 rows from the whole length of the file; none where the head holds all of it.

    Pieces are cut at line ends, and only rows with as many cells as the header are taken: a piece that begins
    inside a quoted cell gives none, or few.
    """
    width = len(head.columns)
    if head.format.kind == "text":
        return tuple(cells for cells in _text_rows(head) if len(cells) == width)
    return tuple((cells + ("",) * width)[:width] for _line, cells in head.further if cells)


def _text_rows(head: Head) -> Iterator[tuple[str, ...]]:
    piece_format = head.format.model_copy(update={"encoding": _unmarked(head)})
    for piece in _pieces(head):
        text = piece.decode(piece_format.encoding, errors="ignore")
        end = head.format.row_end or "\n"
        inner = text.split(end)[1:-1]
        try:
            sample = io.StringIO(end.join(inner) + end, newline="")
            for _line, cells in islice(parse(sample, piece_format), _ROWS_PER_PIECE):
                yield cells
        except UnreadableFile:
            # The piece begins inside a quoted cell; the next one may not.
            continue


def _unmarked(head: Head) -> str:
    """The encoding for text that does not begin with the byte-order mark of the file."""
    encoding = head.format.encoding
    if encoding not in {"utf-16", "utf-32"}:
        return encoding
    with open_bytes(head.source) as stream:
        little = stream.read(2) == b"\xff\xfe"
    return f"{encoding}-{'le' if little else 'be'}"


def _pieces(head: Head) -> Iterator[bytes]:
    with open_bytes(head.source) as stream:
        if head.source.compressed:
            content = stream.read(_UNPACKED_BYTES)
            yield from (content[at : at + _PIECE_BYTES] for at in _places(len(content)))
            return
        for at in _places(head.source.path.stat().st_size):
            stream.seek(at)
            yield stream.read(_PIECE_BYTES)


def _places(size: int) -> Iterator[int]:
    """Offsets divisible by four, so that no character of UTF-16 or UTF-32 is cut in half."""
    if size <= 4 * _PIECE_BYTES:
        return iter(())
    return (int((size - _PIECE_BYTES) * step / _PLACES) & ~3 for step in range(1, _PLACES + 1))
