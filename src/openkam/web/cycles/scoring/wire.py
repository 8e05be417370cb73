"""Scores on their way between the grid in the browser and the server, as JSON."""

from __future__ import annotations

import json
from typing import Any, Final

from django.http import HttpRequest
from django.utils.translation import gettext as _

from openkam.core.errors import InvalidInput
from openkam.core.numbers import format_number
from openkam.web.cycles.models import Cycle
from openkam.web.cycles.scoring.grid import Columns, covered, mean_text, own_cells, tally_of
from openkam.web.cycles.scoring.saving import Saved, Wish, refuse_too_much
from openkam.web.shell.models import User

MAX_CELLS: Final = 70_000
MAX_BYTES: Final = 2_500_000
"""3,000 candidates on 22 criteria are 66,000 cells of some twenty bytes each."""
TEXT_CHARS: Final = 5_000
LARGEST: Final = 2**62


class NotUnderstood(InvalidInput):
    """What came is not what the grid sends."""

    code = "not_understood"


def _not_understood() -> NotUnderstood:
    return NotUnderstood(
        _("What was sent could not be read as cells of the grid."), remedy=_("Reload the page. Nothing was saved.")
    )


def wishes_in(request: HttpRequest) -> list[Wish]:
    """The cells in the body: `{"cells": [[candidate, criterion, "7", version, evidence or null], …]}`.

    Raises `InvalidInput` for too much at once and for what is of another shape.
    """
    size = int(request.headers.get("Content-Length") or 0)
    if size > MAX_BYTES:
        raise InvalidInput(
            _("{size} kB came at once; up to {limit} kB are taken.").format(
                size=format_number(size / 1000), limit=format_number(MAX_BYTES / 1000)
            ),
            remedy=_("Paste fewer rows at a time. Nothing was saved."),
        )
    try:
        cells = json.loads(request.body)["cells"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise _not_understood() from error
    if not isinstance(cells, list):
        raise _not_understood()
    refuse_too_much(len(cells), MAX_CELLS)
    return [_wish(cell) for cell in cells]


def _wish(cell: object) -> Wish:
    match cell:
        case [int(candidate), int(criterion), str(text), int(version), *rest] if len(rest) <= 1:
            evidence = rest[0] if rest else None
            if (evidence is None or isinstance(evidence, str)) and 0 <= version < LARGEST:
                return Wish(candidate, criterion, text[:TEXT_CHARS], version, evidence)
    raise _not_understood()


def answer(user: User, cycle: Cycle, columns: Columns, saved: Saved) -> dict[str, Any]:
    """What the grid needs to know: what was kept, what not and why, and every figure that follows from it."""
    rows = []
    if saved.candidates:
        cells = own_cells(user, cycle, columns.kind, saved.candidates)
        values: dict[int, dict[int, float]] = {candidate: {} for candidate in saved.candidates}
        for (candidate, criterion), cell in cells.items():
            if cell.value is not None:
                values[candidate][criterion] = cell.value
        for candidate, scored in values.items():
            mean, coverage = columns.weigh(scored)
            rows.append([candidate, mean_text(mean), covered(coverage)])
    tally = tally_of(user, cycle, columns)
    return {
        "kept": [[*kept.place, kept.text, kept.version, int(kept.has_evidence)] for kept in saved.kept],
        "clashes": [
            {
                "place": clash.place,
                "yours": clash.yours,
                "now": clash.now,
                "version": clash.version,
                "said": clash.sentence,
                "keep": _("Keep {value}").format(value=clash.yours) if clash.yours else _("Keep it empty"),
                "take": _("Take {value}").format(value=clash.now) if clash.now else _("Leave it empty"),
            }
            for clash in saved.clashes
        ],
        "refused": [[*place, reason] for place, reason in saved.refused],
        "rows": rows,
        "columns": [[pk, tally.of_column(pk)] for pk in columns.by_pk],
        "title": tally.title,
    }
