"""Questions to the books on DuckDB, in this process."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from openkam.ledger.questions import question, stored_columns
from openkam.ledger.rates import RATE_TYPE, DatedRate
from openkam.ledger.running import Row, connect, full_disk_explained
from openkam.ledger.values import literal


class DuckDBEngine:
    """Holds the two relations that every question is put to: `stored` and `lines` (see sql/)."""

    def __init__(self, line_files: Sequence[Path], spill_dir: Path) -> None:
        self._connection = connect(spill_dir)
        paths = ", ".join(literal(str(path)) for path in line_files)
        files = f"read_parquet([{paths}], union_by_name = true, filename = true, file_row_number = true)"
        told = {row[0] for row in self._connection.execute(f"DESCRIBE SELECT * FROM {files}").fetchall()}
        columns = ", ".join((*stored_columns(told), "filename AS stored_in", "file_row_number AS place"))
        self._connection.execute(f"CREATE VIEW stored AS SELECT {columns} FROM {files}")

    def use_one_currency(self) -> None:
        """Take amounts as they are written."""
        self._connection.execute(f"CREATE OR REPLACE VIEW lines AS {question('lines')}")

    def use_rates(self, base: str, daily: Sequence[DatedRate]) -> None:
        """Convert every amount into `base` by the rate of its day."""
        self._connection.execute(
            "CREATE OR REPLACE TABLE daily_rates AS SELECT currency, CAST(unnest(generate_series(first_day, "
            "last_day, INTERVAL 1 DAY)) AS DATE) AS day, rate FROM (SELECT unnest($currencies) AS currency, "
            "unnest(CAST($first_days AS DATE[])) AS first_day, unnest(CAST($last_days AS DATE[])) AS last_day, "
            f"unnest(CAST($rates AS {RATE_TYPE}[])) AS rate)",
            {
                "currencies": [rate.currency for rate in daily],
                "first_days": [rate.first_day for rate in daily],
                "last_days": [rate.last_day for rate in daily],
                "rates": [str(rate.rate) for rate in daily],
            },
        )
        # A view takes no parameters.
        converted = question("lines_converted").replace("$base", literal(base))
        self._connection.execute(f"CREATE OR REPLACE VIEW lines AS {converted}")

    def rows(self, name: str, parameters: Mapping[str, Any]) -> list[Row]:
        """The answer to the question `name`, row by row."""
        with full_disk_explained():
            return self._connection.cursor().execute(question(name), dict(parameters)).fetchall()

    def columns(self, name: str, parameters: Mapping[str, Any]) -> dict[str, NDArray[Any]]:
        """The answer to the question `name`, column by column."""
        with full_disk_explained():
            answer = self._connection.cursor().execute(question(name), dict(parameters)).fetchnumpy()
        return {key: np.asarray(value) for key, value in answer.items()}
