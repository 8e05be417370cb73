"""One way to end for every command: an answer and 0, a fault of ours and 1, a fault of what was given and 2."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

import click

from openkam.core import disk
from openkam.core.errors import OpenKAMError, Place
from openkam.core.i18n import LANGUAGES, activate, gettext as _

FAILED = 1
UNUSABLE = 2


def speak(language: str | None) -> None:
    """Use `language`, else the one that the environment asks for."""
    from_environment = (os.environ.get(name) for name in ("OPENKAM_LANG", "LC_ALL", "LC_MESSAGES", "LANG"))
    activate(language or next((value.partition(".")[0] for value in from_environment if value), None))


def language_option(command: Any) -> Any:
    """`--lang`, on every command that writes sentences."""
    return click.option(
        "--lang",
        type=click.Choice(LANGUAGES, case_sensitive=False),
        help="Language of the answer. Without it, OPENKAM_LANG or the system's language is used.",
    )(command)


def json_option(command: Any) -> Any:
    """`--json`, on every command."""
    return click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")(command)


def print_json(answer: object) -> None:
    """Write `answer` to standard output; Chinese stays readable."""
    click.echo(json.dumps(answer, ensure_ascii=False, indent=2))


def _place_text(place: Place) -> str:
    """Where the fault lies, in words."""
    worded = {
        "file": _("file {value}"),
        "sheet": _("sheet {value}"),
        "line": _("line {value}"),
        "column": _("column {value}"),
        "field": _("field {value}"),
    }
    return ", ".join(worded[key].format(value=value) for key, value in place.to_json().items())


def explain(error: OpenKAMError, *, as_json: bool, more: dict[str, object] | None = None) -> NoReturn:
    """Say on standard error what cannot be used and what to do, and end with 2."""
    if as_json:
        click.echo(json.dumps(error.to_json() | (more or {}), ensure_ascii=False, indent=2), err=True)
    else:
        click.secho(error.message, err=True, fg="red", bold=True)
        for line in (_place_text(error.place), error.remedy):
            if line:
                click.echo(line, err=True)
    sys.exit(UNUSABLE)


@contextmanager
def faults_explained(*, as_json: bool) -> Iterator[None]:
    """End with the right code and one readable message for anything foreseeable that goes wrong inside."""
    try:
        yield
    except OpenKAMError as error:
        explain(error, as_json=as_json, more=_more(error))
    except BrokenPipeError:
        # The reader, `head` say, has seen enough; closing quietly is what it expects.
        sys.stderr.close()
        sys.exit(0)
    except Exception as error:
        failure = _refused_by_the_system(error)
        if failure is None:
            raise
        if as_json:
            click.echo(json.dumps(failure.to_json(), ensure_ascii=False), err=True)
        else:
            click.secho(str(failure), err=True, fg="red")
        sys.exit(FAILED)


def _refused_by_the_system(error: Exception) -> OpenKAMError | None:
    """What to say where the machine did not let us read or write; None for a fault of ours."""
    if disk.is_full(error):
        # Half-written files complain once more when they are thrown away; all has been said by then.
        sys.unraisablehook = lambda _complaint: None
        return disk.DiskFull(
            _("The disk is full, so this could not be written."),
            remedy=_("Free some space, or work on another disk, and run the command again."),
        )
    if isinstance(error, OSError):
        reason = error.strerror or str(error)
        return OpenKAMError(_("The system refused: {reason}.").format(reason=reason), remedy=str(error.filename or ""))
    return None


def _more(error: OpenKAMError) -> dict[str, object]:
    """The first rejected rows, where a load was refused for them."""
    report = getattr(error, "report", None)
    if report is None:
        return {}
    rejects = [
        {"file": row.file, "line": row.line, "column": row.column, "value": row.value, "reason": row.reason}
        for row in report.rejects[:20]
    ]
    return {"rejects": rejects}
