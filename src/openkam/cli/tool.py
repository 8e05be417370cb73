"""`openkam tool`: list the tools, show one's schema or example, or run it on JSON."""

from __future__ import annotations

import json
import sys

import click

from openkam.cli.answering import faults_explained, json_option, language_option, print_json, speak
from openkam.core.errors import InvalidInput, Place
from openkam.core.i18n import gettext as _
from openkam.tools import registry


@click.command(
    epilog="Example: openkam tool portfolio --example | openkam tool portfolio > result.json",
)
@click.argument("key", required=False)
@click.option("--schema", is_flag=True, help="Print the JSON Schema of the tool's inputs.")
@click.option("--example", is_flag=True, help="Print the inputs of the tool's worked example.")
@language_option
@json_option
def tool(key: str | None, schema: bool, example: bool, lang: str | None, as_json: bool) -> None:
    """Run one tool of the roadmap: its inputs as JSON on standard input, its result on standard output.

    Without KEY the tools are listed. Inputs that cannot be used end with exit code 2 and one JSON error on
    standard error that names the place.
    """
    speak(lang)
    with faults_explained(as_json=as_json or key is not None):
        if key is None:
            _list(as_json=as_json)
            return
        chosen = registry.get(key)
        if schema:
            print_json(chosen.inputs.model_json_schema())
        elif example:
            print_json(json.loads((chosen.folder / "example.json").read_text(encoding="utf-8"))["inputs"])
        else:
            click.echo(chosen.run(_inputs()).model_dump_json(indent=2))


def _list(*, as_json: bool) -> None:
    if as_json:
        print_json(
            [
                {"key": tool.key, "phase": tool.phase.value, "title": str(tool.title), "question": str(tool.question)}
                for tool in registry.every()
            ]
        )
        return
    width = max(len(tool.key) for tool in registry.every())
    for tool in registry.every():
        told = _("{label}: {value}").format(label=tool.title, value=tool.question)
        click.echo(f"{tool.key:<{width}}  {told}")


def _inputs() -> object:
    """The JSON on standard input. Raises `InvalidInput` with the line at which it stops being JSON."""
    if sys.stdin.isatty():
        raise InvalidInput(
            _("No inputs were given."),
            remedy=_("Send them as JSON on standard input; --example prints some to begin with."),
        )
    try:
        return json.loads(sys.stdin.buffer.read())
    except json.JSONDecodeError as error:
        raise InvalidInput(
            _("Standard input is not JSON: {reason} in line {line}, column {column}.").format(
                reason=error.msg, line=error.lineno, column=error.colno
            ),
            remedy=_("Compare it with the output of --example."),
            place=Place(line=error.lineno, column=str(error.colno)),
        ) from error
    except UnicodeDecodeError as error:
        raise InvalidInput(_("Standard input is not UTF-8 text."), remedy=_("Save it as UTF-8.")) from error
