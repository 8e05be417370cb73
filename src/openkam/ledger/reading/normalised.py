"""What the load reads: a file brought into a form that DuckDB understands, without changing a value.

The agreement between reading (which makes it) and the books (which load it):

1. `normalise(path, format, workdir, …)` returns a `NormalisedText`. Where the file is already plain UTF-8 text it
   is the original path, not read through: a wrong byte, a ragged row or an open quote is then found by DuckDB's
   strict CSV reader (`strict_mode` left on, `null_padding` off), and a zero byte by the scan that hashes the file.
   On any error of that reader, or a zero byte, call `normalise` again with `careful=True`: it writes a clean copy,
   or raises `UnreadableFile` that names the line at fault.
2. A careful copy has the source line in a first column named `LINE_COLUMN` and, in a last column named
   `EXCESS_COLUMN`, whatever stood beyond the last named column (empty in a sound row; a row with something there
   cannot be split into columns and is rejected). Short rows are filled with empty cells; blank lines are kept.
3. Read it with `read_csv(path, auto_detect=false, header=false, skip=header_rows_to_skip, delim=delimiter,
   quote=quote, escape=quote, compression=compression, columns={each of all_columns: 'VARCHAR'})`; with
   `read_parquet(path)` and `columns` where `is_parquet`.
4. Excel dates are ISO text; numbers are the shortest exact decimal text. A serial date is a plain number.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

LINE_COLUMN: Final = "openkam line"
EXCESS_COLUMN: Final = "openkam excess"


@dataclass(frozen=True)
class NormalisedText:
    """A file that DuckDB can read, and what it must know to do so.

    `header_rows_to_skip` are rows of `path`, not of the source. Where `has_line_column` is false, record n
    (counted from 1) of a file without quoted line ends stands on line `header_rows_to_skip + n`.
    `rows_hint` is an estimate for a progress bar. `date_1904` is the epoch of serial dates.
    """

    path: Path
    delimiter: str
    quote: str
    header_rows_to_skip: int
    columns: tuple[str, ...]
    """The named columns in their order, each name once."""
    has_line_column: bool
    source_name: str
    rows_hint: int | None
    is_parquet: bool = False
    date_1904: bool = False
    compression: str = "none"
    """`none` or `gzip`, as DuckDB calls them."""

    @property
    def all_columns(self) -> tuple[str, ...]:
        """Every column of `path` in its order, with those that a careful copy adds."""
        if not self.has_line_column:
            return self.columns
        return (LINE_COLUMN, *self.columns, EXCESS_COLUMN)
