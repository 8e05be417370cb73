"""The same questions on Apache Spark: local, or a cluster that sees the same files, by one setting.

OPENKAM_SPARK_REMOTE names a Spark Connect server (`sc://host:15002`); without it Spark runs on this machine.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlparse

import numpy as np
from numpy.typing import NDArray

from openkam.core.i18n import gettext as _
from openkam.ledger.questions import spark_question, stored_columns
from openkam.ledger.rates import RATE_TYPE, DatedRate
from openkam.ledger.types import LedgerError

REMOTE_SETTING: Final = "OPENKAM_SPARK_REMOTE"


class SparkEngine:
    """Holds the two relations that every question is put to, as temporary views of a session of its own."""

    def __init__(self, line_files: Sequence[Path]) -> None:
        self._spark = _session()
        files = self._spark.read.option("mergeSchema", "true").parquet(*(str(path.resolve()) for path in line_files))
        place = "_metadata.file_path AS stored_in", "_metadata.row_index AS place"
        files.selectExpr(*stored_columns(set(files.columns)), *place).createOrReplaceTempView("stored")

    def use_one_currency(self) -> None:
        """Take amounts as they are written."""
        self._spark.sql(spark_question("lines")).createOrReplaceTempView("lines")

    def use_rates(self, base: str, daily: Sequence[DatedRate]) -> None:
        """Convert every amount into `base` by the rate of its day."""
        days = [
            (rate.currency, rate.first_day + timedelta(days=step), rate.rate)
            for rate in daily
            for step in range((rate.last_day - rate.first_day).days + 1)
        ]
        schema = f"currency STRING, day DATE, rate {RATE_TYPE}"
        self._spark.createDataFrame(days, schema).createOrReplaceTempView("daily_rates")
        self._spark.sql(spark_question("lines_converted"), args={"base": base}).createOrReplaceTempView("lines")

    def rows(self, name: str, parameters: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """The answer to the question `name`, row by row."""
        answer = self._spark.sql(spark_question(name), args=dict(parameters))
        found = [tuple(row) for row in answer.collect()]
        if "stored_in" not in answer.columns:
            return found
        at = answer.columns.index("stored_in")
        return [(*row[:at], unquote(urlparse(row[at]).path), *row[at + 1 :]) for row in found]

    def columns(self, name: str, parameters: Mapping[str, Any]) -> dict[str, NDArray[Any]]:
        """The answer to the question `name`, column by column."""
        answer = self._spark.sql(spark_question(name), args=dict(parameters))
        table = answer.toArrow()
        return {key: np.asarray(table.column(key).to_numpy(zero_copy_only=False)) for key in table.column_names}


def _session() -> Any:
    """A session whose temporary views no other Books sees. Raises `LedgerError` if Spark is not installed."""
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise LedgerError(
            _("Spark is not installed."),
            remedy=_("Install it with “pip install openkam[spark]”; it needs Java 17 or later."),
        ) from error
    builder = SparkSession.builder.appName("OpenKAM")
    remote = os.environ.get(REMOTE_SETTING)
    if remote:
        builder = builder.remote(remote)
    else:
        builder = builder.master("local[*]").config("spark.ui.enabled", "false")
        builder = builder.config("spark.sql.shuffle.partitions", "8").config("spark.driver.host", "127.0.0.1")
    try:
        session = builder.config("spark.sql.session.timeZone", "UTC").getOrCreate().newSession()
    except Exception as error:
        # PySpark raises bare exceptions of many kinds for a missing Java or a server that does not answer.
        raise LedgerError(
            _("Spark could not be started: {reason}").format(reason=str(error).split("\n", 1)[0]),
            remedy=_("Check that Java 17 or later is installed, or the address in {setting}.").format(
                setting=REMOTE_SETTING
            ),
        ) from error
    session.conf.set("spark.sql.ansi.enabled", "true")
    return session
