"""Which encoding a text file has, judged on samples of its head, middle and tail.

Order of trial: byte-order mark; UTF-16 without one; strict UTF-8; then every likely legacy encoding that decodes the
samples without an error, ranked by how much of what comes out is writing that people use. Decoding without an error
proves little: GB 18030 reads Big5 and gives nonsense. What tells is the share of Han characters of the first level of
each standard (the 5,401 and 3,755 ordered by use), and of the letters that a Western or Central European text has.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from openkam.ledger.reading.sources import Source, open_bytes

HEAD_BYTES: Final = 256 * 1024
PIECE_BYTES: Final = 64 * 1024
_MANY_BYTES: Final = 16 * 1024
"""Characters beyond ASCII are weighed in at most this much text; more changes nothing and takes time."""

_MARKS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_HAN: Final = ("cp950", "big5hkscs", "gb18030")
_EAST: Final = ("cp932", "cp949")
_WESTERN: Final = ("cp1252", "iso-8859-15", "latin-1", "mac_roman", "cp850")
_LETTERS: Final = {
    "western": frozenset("äöüßéèêàçñáíóúôîïëâùûåøæœãõìòÄÖÜÉÀÇÑÅØÓÍÁÚ€£§°–’“”«»©®ºª"),
    "central": frozenset("ąćęłńóśźżáčďéěíňřšťúůýžőűäöüâăîşţșțßđĄĆĘŁŃÓŚŹŻÁČĎÉĚÍŇŘŠŤÚŮÝŽŐŰÄÖÜÂĂÎŞŢ€°–"),
}
_COMMON: Final = frozenset(
    "的一是不了在人有我他大中上日月年號号公司股份限業业產产代名稱称客戶户期額额金數数量單单價价發发票貨货銷销售訂订國国"
    "臺台北市縣县區区路段巷弄樓楼東东南西街新高山工電电子科技統统編编地址營营收入成本幣币部門门員员計计合總总電話话"
)
_FITS: Final = 0.5
_CLOSE: Final = 0.25


@dataclass(frozen=True)
class EncodingGuess:
    """The likeliest encoding, how plausible its reading is (0 to 1), and others that would also read the samples."""

    encoding: str
    plausibility: float
    also: tuple[str, ...] = ()


def guess_encoding(source: Source) -> EncodingGuess:
    """The encoding of a text file, from samples of it."""
    return guess_from_samples(samples_of(source))


def encoding_of(data: bytes) -> str:
    """The likeliest encoding of a text that lies in memory."""
    return guess_from_samples([data]).encoding


def samples_of(source: Source) -> list[bytes]:
    """The head of a file and, where it is plain and long, pieces from its middle and tail."""
    with open_bytes(source) as stream:
        samples = [stream.read(HEAD_BYTES)]
        size = 0 if source.compressed else source.path.stat().st_size
        if size > 2 * HEAD_BYTES:
            for at in (size // 2, size - PIECE_BYTES):
                stream.seek(at & ~3)
                samples.append(stream.read(PIECE_BYTES))
    return samples


def guess_from_samples(samples: Sequence[bytes]) -> EncodingGuess:
    """The encoding in which all samples make sense; the first is the head of the file, the others start anywhere."""
    head = samples[0]
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return EncodingGuess(encoding, 1.0)
    wide = _utf16_without_mark(head)
    if wide:
        return EncodingGuess(wide, 0.95)
    pieces = [_whole_lines(sample, first=at == 0) for at, sample in enumerate(samples)]
    if _decodes(pieces, "utf-8"):
        return EncodingGuess("utf-8", 1.0)
    if _is_damaged_utf8(pieces):
        return EncodingGuess("utf-8", 0.9)
    return _legacy(pieces)


def _whole_lines(sample: bytes, *, first: bool) -> bytes:
    """`sample` without what may be half a line, and so half a character, at either end."""
    if len(sample) < PIECE_BYTES:
        return sample
    end = max(sample.rfind(b"\n"), sample.rfind(b"\r"))
    start = 0 if first else sample.find(b"\n") + 1
    return sample[start : end + 1] if end > start else sample[start:].rstrip(b"\x80-\xff")


def _utf16_without_mark(head: bytes) -> str:
    pairs = len(head) // 2
    if pairs < 2:
        return ""
    for encoding, zeros in (("utf-16-le", head[1::2]), ("utf-16-be", head[0::2])):
        if zeros.count(0) < max(2, pairs // 50):
            continue
        try:
            text = head[: pairs * 2].decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text and re.search(r"[\r\n]", text) and re.search(r"[,;\t|]", text):
            return encoding
    return ""


def _decodes(pieces: Iterable[bytes], encoding: str) -> bool:
    try:
        for piece in pieces:
            piece.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _is_damaged_utf8(pieces: Iterable[bytes]) -> bool:
    """Whether nearly all characters beyond ASCII are sound UTF-8; the reading will name the line of the others."""
    text = "".join(piece.decode("utf-8", errors="replace") for piece in pieces)
    wrong = text.count("\ufffd")
    return sum(char > "\x7f" for char in text) - wrong > 20 * wrong


def _legacy(pieces: Sequence[bytes]) -> EncodingGuess:
    ranked = _ranked(pieces, (*_HAN, *_EAST, *_WESTERN, "cp1250"))
    if not ranked or ranked[0][0] < _FITS:
        detected = _detected(pieces)
        if detected and (not ranked or detected not in {name for _score, name in ranked}):
            ranked.insert(0, (_FITS, detected))
    if not ranked:
        return EncodingGuess("latin-1", 0.1)
    best, encoding = ranked[0]
    readings = {_reading(pieces, encoding)}
    also = []
    for score, name in ranked[1:]:
        reading = _reading(pieces, name)
        if score >= max(_FITS, best - _CLOSE) and reading not in readings:
            readings.add(reading)
            also.append(name)
    return EncodingGuess(encoding, round(min(best, 1.0), 2), tuple(also))


def _ranked(pieces: Sequence[bytes], encodings: Iterable[str]) -> list[tuple[float, str]]:
    scored = [(_plausibility(_reading(pieces, name), name), name) for name in encodings if _decodes(pieces, name)]
    return sorted(scored, key=lambda item: -round(item[0], 3))


def _reading(pieces: Sequence[bytes], encoding: str) -> str:
    return "\n".join(piece.decode(encoding) for piece in pieces)


def _detected(pieces: Sequence[bytes]) -> str:
    from charset_normalizer import from_bytes  # takes 50 ms to import and is seldom needed

    match = from_bytes(b"\n".join(piece[:_MANY_BYTES] for piece in pieces)).best()
    name = match.encoding if match else ""
    return name if name and _decodes(pieces, name) else ""


def _plausibility(text: str, encoding: str) -> float:
    beyond = [char for char in text if char > "\x7f"][:_MANY_BYTES]
    if not beyond:
        return 1.0
    if encoding in _HAN:
        return _han_share(beyond, encoding)
    if encoding in _EAST:
        return _east_share(beyond, encoding)
    letters = _LETTERS["central" if encoding == "cp1250" else "western"]
    odd_case = len(re.findall(r"[a-zß-ÿ][À-ÖØ-Þ][a-zß-ÿ]", text))
    runs = sum(len(run) for run in re.findall(r"[\x80-\u024f]{3,}", text))
    controls = sum(char < "\xa0" for char in beyond)
    lower = sum(char in letters for char in beyond) - 0.1 * sum(char.isupper() for char in beyond)
    return max(0.0, (lower - odd_case - controls - runs) / len(beyond)) * 0.97


def _han_share(beyond: list[str], encoding: str) -> float:
    """Share of characters of the first level, with a bonus for those that stand in every invoice."""
    standard, first, last = ("gb2312", 0xB0, 0xD7) if encoding == "gb18030" else ("cp950", 0xA4, 0xC6)
    usual, common, other = 0.0, 0, 0
    for char in beyond:
        lead = (char.encode(standard, "ignore") or b"\0")[0]
        if first <= lead <= last:
            usual += 1
            common += char in _COMMON
        elif encoding == "gb18030" and 0xA4 <= (char.encode("cp950", "ignore") or b"\0")[0] <= 0xC6:
            usual += 0.5  # a usual traditional character, which GBK can hold too
            common += char in _COMMON
        elif not _is_plain_sign(char):
            other += 1
    if usual + other == 0:
        return 0.3
    share = (usual - other) / (usual + other)
    return max(0.0, 0.8 * share + 0.2 * min(1.0, 4 * common / (usual + other)))


def _is_plain_sign(char: str) -> bool:
    return "\uff01" <= char <= "\uff5e" or char in "\u3000、。・，：；？！（）《》〈〉「」『』－—–…％＄＃＊○●◎㈱"


def _east_share(beyond: list[str], encoding: str) -> float:
    """Share of kana (Japanese) or Hangul (Korean); half-width kana, which misread text is full of, count against."""
    low, high = ("\u3041", "\u30ff") if encoding == "cp932" else ("\uac00", "\ud7a3")
    own = sum(low <= char <= high for char in beyond)
    half_width = sum("\uff61" <= char <= "\uff9f" for char in beyond)
    rare = 0
    if encoding == "cp949":
        rare = sum(low <= char <= high and not _in_ksc(char) for char in beyond)
    return max(0.0, min(0.9, 2.5 * (own - rare * 4 - half_width) / len(beyond)))


def _in_ksc(char: str) -> bool:
    try:
        char.encode("euc_kr")
    except UnicodeEncodeError:
        return False
    return True
