"""Whether the directory of a ZIP archive tells the truth about the sizes of its members.

A reader that trusts the directory can be made to unpack without end. So every member is unpacked once, into nothing,
up to the size that its directory states and not a byte further.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from functools import lru_cache
from pathlib import Path
from typing import IO, Final

_LOCAL_HEADER_BYTES: Final = 30
_CHUNK_BYTES: Final = 256 * 1024


@lru_cache(maxsize=64)
def has_honest_sizes(path: Path, _changed_at: int) -> bool:
    """Whether no member unpacks to more than the directory says; asked again only when the file has changed."""
    with zipfile.ZipFile(path) as archive, path.open("rb") as stream:
        members = archive.infolist()
        # Members that lie over one another, all unpacking the same bytes, take more room packed than the file has.
        if sum(member.compress_size for member in members) > path.stat().st_size:
            return False
        return all(_is_honest(stream, member) for member in members)


def _is_honest(stream: IO[bytes], member: zipfile.ZipInfo) -> bool:
    if member.compress_type == zipfile.ZIP_STORED:
        return member.compress_size == member.file_size
    if member.compress_type != zipfile.ZIP_DEFLATED:
        return False
    stream.seek(member.header_offset)
    header = stream.read(_LOCAL_HEADER_BYTES)
    if len(header) < _LOCAL_HEADER_BYTES:
        return False
    name_length, extra_length = struct.unpack_from("<HH", header, 26)
    stream.seek(name_length + extra_length, 1)
    return _unpacks_within(stream, member.compress_size, member.file_size)


def _unpacks_within(stream: IO[bytes], packed: int, stated: int) -> bool:
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    left = packed
    try:
        while left > 0 and not unpacker.eof:
            waiting = stream.read(min(_CHUNK_BYTES, left))
            left -= len(waiting)
            if not waiting:
                break
            while waiting and not unpacker.eof:
                stated -= len(unpacker.decompress(waiting, _CHUNK_BYTES))
                waiting = unpacker.unconsumed_tail
                if stated < 0:
                    return False
    except zlib.error:
        # Damage is for the reader of the workbook to name.
        return True
    return True
