"""`openkam analyze`: from invoice files to who earns and who costs, without the web application."""

from __future__ import annotations

import gc
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from openkam.cli.answering import faults_explained, json_option, language_option, print_json, speak


@click.command(
    epilog="Example: openkam analyze sales.csv customers.csv --fiscal-year-start 7 --period FY20 --out report",
)
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--map",
    "mapped",
    multiple=True,
    metavar="ROLE=COLUMN",
    help="Say what a column means where the guess is wrong, such as --map revenue=Amount.",
)
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="Count only invoices up to this day. Without it, the last invoice decides, and the answer says so.",
)
@click.option(
    "--fiscal-year-start",
    type=click.IntRange(1, 12),
    default=1,
    show_default=True,
    metavar="MONTH",
    help="The month in which the fiscal year starts.",
)
@click.option(
    "--period",
    default="all",
    show_default=True,
    metavar="all|LABEL",
    help="The period of the totals and pictures: a year (2024, FY20), a quarter (FY20 Q1) or a month (2024-05).",
)
@click.option(
    "--cut",
    default="median",
    show_default=True,
    metavar="median|mean|SALES,PROFIT",
    help="Where high begins in the value quadrant.",
)
@click.option(
    "--engine",
    type=click.Choice(["duckdb", "spark"]),
    default="duckdb",
    show_default=True,
    help="What computes. The figures are the same to the cent.",
)
@click.option(
    "--currency", default="", metavar="CODE", help="The currency of the answer, where the files hold several."
)
@click.option(
    "--rates",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Exchange rates: a CSV file with the columns currency, valid_from and rate.",
)
@click.option(
    "--pools",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Cost pools for indirect costs: a JSON list as in the schema of openkam tool portfolio.",
)
@click.option(
    "--max-rejects",
    "rejects_pct",
    type=click.FloatRange(0, 100),
    default=5.0,
    show_default=True,
    metavar="PERCENT",
    help="The share of unreadable rows above which nothing is analysed.",
)
@click.option(
    "--roll-up/--no-roll-up", default=True, help="Add subsidiaries to their parents, where the files name them."
)
@click.option("--forecast/--no-forecast", default=None, help="Propose two years. It is on with --out and off without.")
@click.option("--top", type=click.IntRange(0), default=10, show_default=True, help="How many of the largest accounts.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Also write result.json, portfolio.pptx, portfolio.xlsx and rejects.csv into this directory.",
)
@language_option
@json_option
def analyze(
    files: tuple[Path, ...], as_json: bool, lang: str | None, out: Path | None, top: int, **options: Any
) -> None:
    """Say from the invoices in FILES who earns and who costs.

    FILES are invoice lines as CSV, text, Excel, ODS or Parquet. A list of accounts among them gives names and
    parents. Encoding, dates, numbers and columns are guessed; --map corrects a guess. Nothing is kept.
    """
    speak(lang)
    # A process that answers once and ends: looking for cycles among a million small objects only costs time.
    gc.disable()
    with faults_explained(as_json=as_json):
        from openkam.cli.analysis import Request, analyse, parse_cut
        from openkam.cli.answer import answer

        as_of: datetime | None = options.pop("as_of")
        forecast: bool | None = options.pop("forecast")
        request = Request(
            files=files,
            cut=parse_cut(options.pop("cut")),
            as_of=as_of.date() if as_of else None,
            forecast=out is not None if forecast is None else forecast,
            **options,
        )
        with tempfile.TemporaryDirectory(prefix="openkam-") as folder, _progress_bar() as progress:
            analysis = analyse(request, Path(folder), progress)
            if out is not None:
                from openkam.cli.outputs import write_all

                written = write_all(analysis, out, top=top)
        if as_json:
            print_json(answer(analysis, top=top))
        else:
            from rich.console import Console

            from openkam.cli.summary import show

            # A pipe has no width of its own: figures stay whole there.
            width = None if sys.stdout.isatty() else 110
            show(analysis, top=top, console=Console(highlight=False, width=width))
            if out is not None:
                for path in written:
                    click.echo(str(path))


@contextmanager
def _progress_bar() -> Iterator[Any]:
    """A callback that draws how far the load has come on standard error, where that is a terminal; else None."""
    if not sys.stderr.isatty():
        yield None
        return
    from openkam.cli.progress import bar

    with bar() as callback:
        yield callback
