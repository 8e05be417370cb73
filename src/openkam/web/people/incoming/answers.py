"""What a person says on the page of an import, checked before anything is read again."""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from typing import Any, cast

from django.http import QueryDict
from django.utils.translation import gettext as _

from openkam.core.errors import Place
from openkam.web.imports.answers import AnswerRefused, format_of
from openkam.web.people.incoming import fields
from openkam.web.people.incoming.matching import Choice
from openkam.web.people.incoming.reading import Reading
from openkam.web.people.models import ContactImport


def reading_of(data: Mapping[str, str], known: Reading, *, changed: str = "") -> dict[str, Any]:
    """The keywords of `actions.correct` in a posted form. `changed` names the control that was touched last.

    Raises `AnswerRefused` that says which control is at fault and why.
    """
    system, rule = data.get("system", known.system), data.get("rule", "")
    if system not in fields.SYSTEMS:
        raise AnswerRefused(_("This system is not known."), place=Place(field="system"))
    if rule not in ContactImport.Rule.values:
        raise AnswerRefused(_("Choose whether the file fills gaps only or wins."), place=Place(field="rule"))
    return {
        "format": format_of(data, known.format, known.sheets) if known.format else None,
        "encoding": _encoding(data.get("encoding", known.encoding)),
        "columns": _columns(data, known, changed),
        "system": system,
        "rule": rule,
        "proposes": data.get("proposes") == "on",
    }


def _encoding(name: str) -> str:
    try:
        codecs.lookup(name)
    except LookupError:
        raise AnswerRefused(_("This encoding is not known."), place=Place(field="encoding")) from None
    return name


def _columns(data: Mapping[str, str], known: Reading, changed: str) -> dict[str, str]:
    """Field → column; a meaning chosen last moves away from the column that had it."""
    found: dict[str, str] = {}
    for at, column in enumerate(known.names):
        control = f"column-{at}"
        field = data.get(control, "")
        if not field:
            continue
        if field not in fields.LABELS:
            raise AnswerRefused(_("This meaning is not known."), place=Place(field=control))
        if field in found and changed != control and data.get(changed) != field:
            text = _("Both “{first}” and “{second}” are marked as “{meaning}”.")
            raise AnswerRefused(
                text.format(first=found[field], second=column, meaning=fields.LABELS[field]),
                remedy=_("Leave the meaning on one of them and choose “not used” for the other."),
                place=Place(field=control),
            )
        if field not in found or changed == control:
            found[field] = column
    return found


def choices_of(data: QueryDict) -> dict[int, Choice]:
    """What was decided of the rows that the form showed: line → choice."""
    taken = set(data.getlist("take"))
    takes: dict[int, dict[str, bool]] = {}
    for key in data.getlist("shown"):
        at, _colon, field = key.partition(":")
        if at.isdecimal():
            takes.setdefault(int(at), {})[field] = key in taken
    lines = {int(key[4:]) for key in data if key.startswith("who-") and key[4:].isdecimal()}
    found: dict[int, Choice] = {}
    for line in sorted(lines | takes.keys()):
        who = data.get(f"who-{line}", "")
        if who not in ("", "same", "other"):
            raise AnswerRefused(_("Choose who is meant."), place=Place(field=f"who-{line}"))
        found[line] = Choice(takes=takes.get(line, {}), who=cast("Any", who))
    return found
