"""The commands that need the web application. They set Django up by name and call its management commands."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import click

from openkam.cli.answering import FAILED, faults_explained, json_option, language_option, speak
from openkam.core.i18n import language

_DATA_DIR = click.Path(file_okay=False, path_type=Path)
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def data_dir_option(command: Any) -> Any:
    """`--data-dir`, on every command that works on the application's data."""
    return click.option(
        "--data-dir",
        type=_DATA_DIR,
        help="Where database, books and files live. Without it, OPENKAM_DATA_DIR or ~/.local/share/openkam.",
    )(command)


def run_in_application(
    name: str, *arguments: str, data_dir: Path | None, lang: str | None, as_json: bool, **options: object
) -> None:
    """Run the management command `name` of the web application; its settings read the data directory."""
    if data_dir is not None:
        os.environ["OPENKAM_DATA_DIR"] = str(data_dir.expanduser().resolve())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openkam.web.settings")
    speak(lang)
    with faults_explained(as_json=as_json):
        import django
        from django.core.exceptions import ImproperlyConfigured
        from django.core.management import CommandError, call_command, get_commands, load_command_class
        from django.utils import translation

        try:
            django.setup()
        except ImproperlyConfigured as error:
            click.secho(str(error), err=True, fg="red")
            sys.exit(FAILED)
        translation.activate(language().lower())
        try:
            command = load_command_class(get_commands()[name], name)
            # What a command does not offer, a language for the server say, is settled by the process already.
            offered, _rest = command.create_parser("openkam", name).parse_known_args(list(arguments))
            given = {**options, "lang": language(), "json": as_json or None, "as_json": as_json or None}
            call_command(
                command,
                *arguments,
                **{key: value for key, value in given.items() if value is not None and hasattr(offered, key)},
            )
        except CommandError as error:
            click.secho(str(error), err=True, fg="red")
            sys.exit(error.returncode or FAILED)


def serving_options(command: Any) -> Any:
    """What `serve` and `demo` share."""
    for option in (
        click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on."),
        click.option(
            "--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on."
        ),
        click.option("--workers", default=2, show_default=True, type=click.IntRange(1), help="Web processes."),
        click.option("--no-worker", is_flag=True, help="Do not start the worker that runs long jobs."),
        click.option("--new-sign-in", is_flag=True, help="Print a one-time sign-in for an administrator."),
        data_dir_option,
        language_option,
        json_option,
    ):
        command = option(command)
    return command


@click.command(epilog="Example: openkam serve --port 8080 --data-dir /srv/openkam")
@serving_options
def serve(data_dir: Path | None, lang: str | None, as_json: bool, **options: object) -> None:
    """Start the web application and its worker, and print the address.

    The first start makes the database and prints a one-time address at which the first administrator signs in.
    """
    run_in_application("serve", data_dir=data_dir, lang=lang, as_json=as_json, **options)


@click.command(epilog="Example: openkam demo")
@serving_options
def demo(data_dir: Path | None, lang: str | None, as_json: bool, **options: object) -> None:
    """Load the AdventureWorks sample through the real importer, then start the web application.

    One click in the application removes the sample again. A second start keeps what was entered.
    """
    run_in_application("demo", data_dir=data_dir, lang=lang, as_json=as_json, **options)


@click.command("import", epilog="Example: openkam import sales-2024.xlsx sales-2025.xlsx --data-dir /srv/openkam")
@click.argument("files", nargs=-1, required=True, type=_FILE)
@click.option(
    "--map",
    "mapped",
    multiple=True,
    metavar="ROLE=COLUMN",
    help="Say what a column means where the guess is wrong, such as --map revenue=Amount.",
)
@click.option(
    "--max-rejects",
    type=click.FloatRange(0, 100),
    metavar="PERCENT",
    help="The share of unreadable rows above which nothing is loaded; 5 without it.",
)
@click.option("--again", is_flag=True, help="Load a file that is in the books already.")
@data_dir_option
@language_option
@json_option
def import_(
    files: tuple[Path, ...],
    mapped: tuple[str, ...],
    max_rejects: float | None,
    again: bool,
    data_dir: Path | None,
    lang: str | None,
    as_json: bool,
) -> None:
    """Load invoice FILES into the application's books, with the mapping that it remembers or guesses.

    Rows and sums in are rows and sums loaded plus rejected, or nothing is loaded.
    """
    run_in_application(
        "import_invoices",
        *(str(path) for path in files),
        data_dir=data_dir,
        lang=lang,
        as_json=as_json,
        mapped=list(mapped),
        max_reject_share=None if max_rejects is None else max_rejects / 100,
        again=again,
    )


@click.command(epilog="Example: openkam deck portfolio.pptx --lang zh-Hant")
@click.argument("out", default="portfolio.pptx", type=click.Path(dir_okay=False, writable=True, path_type=Path))
@click.option("--period", metavar="all|LABEL", help="The period that the deck is about; the current year without it.")
@data_dir_option
@language_option
@json_option
def deck(out: Path, period: str | None, data_dir: Path | None, lang: str | None, as_json: bool) -> None:
    """Write the portfolio to OUT: a deck where the name ends in .pptx, a workbook where it ends in .xlsx."""
    run_in_application("deck", data_dir=data_dir, lang=lang, as_json=as_json, out=str(out), period=period)


@click.command(epilog="Example: openkam backup openkam-backup.tar.gz")
@click.argument("out", required=False, type=click.Path(dir_okay=False, writable=True, path_type=Path))
@data_dir_option
@language_option
@json_option
def backup(out: Path | None, data_dir: Path | None, lang: str | None, as_json: bool) -> None:
    """Copy database, books and files into the archive OUT, also while the application is in use.

    Without OUT the archive lies in this directory, named after the time.
    """
    run_in_application("backup", *([str(out)] if out else []), data_dir=data_dir, lang=lang, as_json=as_json)


@click.command(epilog="Example: openkam restore openkam-backup.tar.gz --data-dir /srv/openkam-new")
@click.argument("archive", type=_FILE)
@data_dir_option
@language_option
@json_option
def restore(archive: Path, data_dir: Path | None, lang: str | None, as_json: bool) -> None:
    """Put the backup ARCHIVE into an empty data directory: the same figures, the same users."""
    run_in_application("restore", str(archive), data_dir=data_dir, lang=lang, as_json=as_json)


@click.command(epilog="Example: openkam doctor --json")
@data_dir_option
@language_option
@json_option
def doctor(data_dir: Path | None, lang: str | None, as_json: bool) -> None:
    """Check data directory, database, books, front end and optional parts, and say what to do about each fault."""
    run_in_application("doctor", data_dir=data_dir, lang=lang, as_json=as_json)
