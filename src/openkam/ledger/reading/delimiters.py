"""How a text is cut into cells: delimiter, quote and row end, judged by what gives even rows."""

from __future__ import annotations

import io
import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from openkam.ledger.reading.text import parse
from openkam.ledger.types import FileFormat, UnreadableFile

SAMPLE_LINES: Final = 300
_SINGLE: Final = (",", ";", "\t", "|", "\x1f", "\x01", "^", "~", "¦", "§", ":", "#")
_RUN: Final = re.compile(r"[^\w\s\"'().\-€$£¥%]{2,6}")
_SPREADSHEET: Final = (",", ";")
"""Programs that write these quote their cells; with other marks a quote at the start of a cell may be mere text."""


@dataclass(frozen=True)
class Cut:
    """A way to cut a text, and how even the rows are that it gives: 1 is perfectly even."""

    delimiter: str
    quote: str = '"'
    row_end: str = ""
    evenness: float = 0.0
    skip_rows: int = 0


def guess_cut(text: str, *, complete: bool) -> Cut:
    """The likeliest cut of a text of which `text` is the beginning, or all of it if `complete`."""
    said = re.match(r"\ufeff?sep=(.)\r?\n", text)
    if said:
        return Cut(said[1], evenness=1.0, skip_rows=1)
    row_end = _row_end(text)
    if row_end:
        return _with_row_end(text, row_end, complete=complete)
    lines = text.splitlines(keepends=True)
    lines = lines[: SAMPLE_LINES + 1] if complete else lines[: min(SAMPLE_LINES, max(len(lines) - 1, 1))]
    sample = "".join(lines)
    best = max((_judge(sample, delimiter) for delimiter in _SINGLE), key=lambda pair: pair[0])
    if best[0] <= 0:
        return Cut(",", evenness=0.0)
    cut = best[1]
    wide = _widened(lines, cut.delimiter)
    return Cut(wide, cut.quote, "", cut.evenness) if wide != cut.delimiter else cut


def _row_end(text: str) -> str:
    """The marks that end nearly every line, such as `&|`, where they are no mere empty cells."""
    ends = [match[0] for match in re.finditer(r"[^\w\s\"'()]{2,3}(?=\r?\n|\r|$)", text)]
    lines = len(re.findall(r"\r\n|\r|\n", text)) + 1
    if not ends or len(ends) < max(2, 0.5 * (lines - 1)):
        return ""
    mark, count = Counter(ends).most_common(1)[0]
    return mark if count >= 0.9 * len(ends) and len(set(mark)) > 1 and not set(mark) <= set(",;|.\t-!?") else ""


def _with_row_end(text: str, row_end: str, *, complete: bool) -> Cut:
    records = [record.lstrip("\r\n") for record in text.split(row_end)]
    records = [record for record in (records if complete else records[:-1]) if record.strip()]
    best = Cut(row_end[-1], "", row_end)
    best_score = 0.0
    marks = {match for record in records[:20] for match in re.findall(r"[^\w\s\"'<>/=]{1,3}", record)}
    for mark in (*_SINGLE, *sorted(marks)):
        score, evenness = _even([record.count(mark) + 1 for record in records])
        if mark[-1] != row_end[-1]:
            score /= 2  # a row end is the delimiter with another mark before it, as a rule
        if (score, len(mark)) > (best_score, len(best.delimiter)):
            best, best_score = Cut(mark, "", row_end, evenness), score
    return best


def _even(widths: Sequence[int]) -> tuple[float, float]:
    """A score for row widths: even rows of many cells are best. Second, the share of rows of the usual width."""
    wide = [width for width in widths if width > 1]
    if not wide:
        return 0.0, 0.0
    usual, count = Counter(wide).most_common(1)[0]
    share = count / len(widths)
    # A cut that gives one usual width all the way outweighs one that gives more, uneven cells.
    return share * share * math.log2(usual + 1), share


def _judge(sample: str, delimiter: str) -> tuple[float, Cut]:
    if delimiter not in sample:
        return 0.0, Cut(delimiter)
    quoted = _widths(sample, delimiter, '"')
    score, share = _even(quoted) if quoted is not None else (0.0, 0.0)
    if '"' not in sample:
        return score, Cut(delimiter, '"', "", share)
    bare_score, bare_share = _even(_widths(sample, delimiter, "") or [])
    if delimiter in _SPREADSHEET:
        # An open quote shall be reported with its line, so it stays a quote.
        return (score, Cut(delimiter, '"', "", share)) if quoted is not None else (bare_score, Cut(delimiter))
    return (
        (score, Cut(delimiter, '"', "", share))
        if score >= bare_score
        else (bare_score, Cut(delimiter, "", "", bare_share))
    )


def _widths(sample: str, delimiter: str, quote: str) -> list[int] | None:
    cut = FileFormat(kind="text", delimiter=delimiter, quote=quote)
    widths: list[int] = []
    try:
        for _line, cells in parse(io.StringIO(sample, newline=""), cut):
            if any(cell.strip() for cell in cells):
                widths.append(len(cells))
    except UnreadableFile:
        # The sample may break off inside a quoted cell; an open quote early in it is another matter.
        return widths if quote and len(widths) > 20 else None
    return widths


def _widened(lines: Sequence[str], delimiter: str) -> str:
    """`+|`, `||` or `~|~` where the single mark never stands without the others, on no line of the sample."""
    sample = [line for line in lines if delimiter in line]
    runs = {run for run in _RUN.findall(sample[0]) if delimiter in run and len(run) > 1}
    parts = {run[start:end] for run in runs for start in range(len(run)) for end in range(start + 2, len(run) + 1)}
    fitting = [
        part
        for part in parts
        if delimiter in part
        and all(line.count(delimiter) == line.count(part) * part.count(delimiter) for line in sample)
    ]
    return max(fitting, key=len, default=delimiter)
