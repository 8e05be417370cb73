"""The rows of a Parquet file as text, batch by batch."""

from __future__ import annotations

from collections.abc import Iterator

from openkam.core.i18n import gettext as _
from openkam.ledger.reading.sources import Source, refused
from openkam.ledger.reading.text import Record
from openkam.ledger.reading.workbook import cell_text

_BATCH_ROWS = 10_000


def parquet_columns(source: Source) -> tuple[tuple[str, ...], int]:
    """The column names of a Parquet file and the number of its rows."""
    import pyarrow as pa  # 0.2 s to import, needed for this kind of file alone
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(source.path) as table:
            return tuple(table.schema_arrow.names), int(table.metadata.num_rows)
    except (pa.ArrowException, OSError) as error:
        message = _("{name} is a Parquet file that cannot be read.").format(name=source.name)
        raise refused(source.name, message, _("It may have been cut off on its way; copy it again.")) from error


def parquet_records(source: Source) -> Iterator[Record]:
    """The column names as record 0, then every row, counted from 1."""
    import pyarrow.parquet as pq

    names, _rows = parquet_columns(source)
    yield 0, names
    line = 0
    with pq.ParquetFile(source.path) as table:
        for batch in table.iter_batches(batch_size=_BATCH_ROWS):
            for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                line += 1
                yield line, tuple(cell_text(value) for value in row)
