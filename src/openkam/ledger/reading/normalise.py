"""Brings any supported file into the form that the load reads; the agreement is in `normalised.py`."""

from __future__ import annotations

import csv
import os
import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from openkam.core.i18n import gettext as _
from openkam.ledger.reading.formats import HEAD_RECORDS, Head, read_head, records_of
from openkam.ledger.reading.normalised import NormalisedText
from openkam.ledger.reading.parquet import parquet_columns
from openkam.ledger.reading.sources import Source
from openkam.ledger.reading.text import Record
from openkam.ledger.types import CancelCheck, Cancelled, FileFormat, Progress, ProgressCallback

_REPORT_EVERY_ROWS: Final = 20_000
_PLAIN: Final = frozenset({"utf-8", "utf-8-sig", "ascii"})


def normalise(
    path: Path,
    format: FileFormat,
    workdir: Path,
    progress: ProgressCallback | None = None,
    cancelled: CancelCheck | None = None,
    *,
    name: str | None = None,
    careful: bool = False,
    max_rows: int | None = None,
) -> NormalisedText:
    """The file at `path`, read in `format`, as DuckDB can read it: itself where it is plain, else a copy in `workdir`.

    `careful` makes the copy in any case; `max_rows` ends it after so many rows. Raises `UnreadableFile` naming the
    line that cannot be read, and `Cancelled`; a copy begun is then removed.
    """
    head = read_head(path, name, format)
    if head.source.kind == "parquet":
        columns, rows = parquet_columns(head.source)
        return NormalisedText(path, ",", '"', 0, columns, False, head.source.name, rows, is_parquet=True)
    if not careful and max_rows is None and _is_plain(head):
        return NormalisedText(
            path=path,
            delimiter=head.format.delimiter,
            quote=head.format.quote,
            header_rows_to_skip=0 if head.header is None else head.records[head.header][0],
            columns=head.columns,
            has_line_column=False,
            source_name=head.source.name,
            rows_hint=_rows_hint(head),
            compression="gzip" if head.source.compressed else "none",
        )
    return _copied(head, workdir, _Watch(progress, cancelled, _rows_hint(head)), max_rows)


def rows(path: Path, format: FileFormat | None = None) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The data rows of any supported file as text, each with its line or row number, streaming.

    Blank lines are left out; a short row is filled up to the number of columns, a long one keeps its excess.
    Raises `UnreadableFile` when it comes to what cannot be read.
    """
    head = read_head(path, None, format)
    width = len(head.columns)
    for line, cells in data_records(head):
        if any(cell.strip() for cell in cells):
            yield line, cells + ("",) * (width - len(cells))


def data_records(head: Head) -> Iterator[Record]:
    """Every record below the header, blank lines included."""
    records = records_of(head.source, head.format)
    return islice(records, 0 if head.header is None else head.header + 1, None)


class _Watch:
    """Tells how far the reading has come and hears whether a person has stopped it."""

    def __init__(self, progress: ProgressCallback | None, cancelled: CancelCheck | None, total: int | None) -> None:
        self._progress = progress
        self._cancelled = cancelled
        self._total = total

    def look(self, done: int) -> None:
        """Report `done` rows. Raises `Cancelled`."""
        if self._cancelled is not None and self._cancelled():
            raise Cancelled(_("The reading was stopped."), remedy=_("Nothing was loaded."))
        if self._progress is not None:
            self._progress(Progress("reading", done, self._total, "rows"))


def _is_plain(head: Head) -> bool:
    """Whether DuckDB can read the file itself; what it then finds at fault leads to a careful copy."""
    form = head.format
    if form.kind != "text" or form.encoding.lower() not in _PLAIN or len(form.delimiter) != 1 or form.row_end:
        return False
    if head.header is None and form.encoding == "utf-8-sig":
        return False
    names = () if head.header is None else head.records[head.header][1]
    if head.header is not None and (len(names) != len(head.columns) or _spans_lines(head, head.header)):
        return False
    return _has_line_feeds(head.source)


def _spans_lines(head: Head, header: int) -> bool:
    cells = (cell for _line, row in head.records[: header + 1] for cell in row)
    return any("\n" in cell or "\r" in cell for cell in cells)


def _has_line_feeds(source: Source) -> bool:
    if source.compressed:
        return True
    with source.path.open("rb") as stream:
        start = stream.read(1024**2)
    return b"\n" in start or b"\r" not in start


def _rows_hint(head: Head) -> int | None:
    if head.format.kind != "text" or head.source.compressed:
        return None
    if len(head.records) < HEAD_RECORDS:
        return len(head.records)
    width = sum(len(cell) + 1 for _line, cells in head.records for cell in cells)
    return int(head.source.path.stat().st_size / max(1, width) * len(head.records))


def _copied(head: Head, workdir: Path, watch: _Watch, max_rows: int | None) -> NormalisedText:
    workdir.mkdir(parents=True, exist_ok=True)
    handle, place = tempfile.mkstemp(prefix="normalised-", suffix=".csv", dir=workdir)
    path = Path(place)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as target:
            writer = csv.writer(target, lineterminator="\n")
            written = 0
            for written, row in enumerate(islice(_copy_rows(head), max_rows), start=1):
                writer.writerow(row)
                if written % _REPORT_EVERY_ROWS == 0:
                    watch.look(written)
            watch.look(written)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return NormalisedText(
        path=path,
        delimiter=",",
        quote='"',
        header_rows_to_skip=0,
        columns=head.columns,
        has_line_column=True,
        source_name=head.source.name,
        rows_hint=written,
        date_1904=head.format.date_1904,
    )


def _copy_rows(head: Head) -> Iterator[tuple[str | int, ...]]:
    """Each record as line number, the named cells, and whatever stands beyond them."""
    width = len(head.columns)
    short = ("",) * width
    for line, cells in data_records(head):
        if len(cells) == width:
            yield (line, *cells, "")
        elif len(cells) < width:
            yield (line, *cells, *short[len(cells) :], "")
        else:
            excess = head.format.delimiter.join(cells[width:]) if any(map(str.strip, cells[width:])) else ""
            yield (line, *cells[:width], excess)
