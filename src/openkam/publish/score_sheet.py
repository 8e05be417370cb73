"""The grid of scores as a workbook to fill in: scores, what they rest on, and what 1, 5 and 10 mean.

The second row of a sheet holds the keys by which it is read back, so columns may be moved and rows sorted or removed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from xlsxwriter import Workbook

from openkam.core.i18n import gettext as _, normalise_language, use_language
from openkam.publish.partial import appearing_whole
from openkam.publish.sheet_cells import Book, cell_text
from openkam.publish.text import one_line
from openkam.publish.theme import FONTS
from openkam.publish.workbook import sheet_name

SCORES_KEY: Final = "scores"
EVIDENCE_KEY: Final = "evidence"
"""Stand in the second row above the account codes."""
_OPTIONS: Final = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


@dataclass(frozen=True)
class SheetCriterion:
    """One column. `weight_pct` None: not known yet."""

    key: str
    name: str
    scale: str = ""
    weight_pct: float | None = None
    minimum: float | None = None


@dataclass(frozen=True)
class SheetAccount:
    """One row: key of the criterion → score or the words for "cannot say", and → evidence."""

    code: str
    name: str
    scores: Mapping[str, Decimal | str]
    evidence: Mapping[str, str]


def build_score_sheet(
    path: Path, *, language: str, title: str, criteria: Sequence[SheetCriterion], accounts: Sequence[SheetAccount]
) -> Path:
    """Write the workbook and return its path. Every text is written as text, whatever it begins with."""
    with use_language(language), appearing_whole(path) as partial, Workbook(str(partial), _OPTIONS) as book:
        book.set_properties({"title": one_line(title, 250), "author": "OpenKAM", "comments": ""})
        made = Book(book, FONTS[normalise_language(language)])
        _write_grid(made, _("Scores"), SCORES_KEY, criteria, accounts)
        _write_scales(made, criteria)
        _write_grid(made, _("Evidence"), EVIDENCE_KEY, criteria, accounts)
    return path


def _write_grid(
    made: Book, name: str, key: str, criteria: Sequence[SheetCriterion], accounts: Sequence[SheetAccount]
) -> None:
    sheet = made.book.add_worksheet(sheet_name(name, made.names))
    is_scores = key == SCORES_KEY
    head = made.look(bold=True, text_wrap=True, valign="top", bottom=1)
    small = made.look(font_color="#8b8f98", font_size=8, quote_prefix=True)
    text = made.look(quote_prefix=True)
    sheet.set_row(0, 62)
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 1, 34)
    sheet.set_column(2, 1 + len(criteria), 11 if is_scores else 28)
    sheet.freeze_panes(2, 2)
    headings = [(_("Account code"), key), (_("Account"), ""), *((one.name, one.key) for one in criteria)]
    for at, (label, id_) in enumerate(headings):
        _text(sheet, 0, at, label, head)
        _text(sheet, 1, at, id_, small)
    score = made.look(num_format="0.##", align="right")
    for row, account in enumerate(accounts, start=2):
        _text(sheet, row, 0, account.code, text)
        _text(sheet, row, 1, account.name, text)
        for at, one in enumerate(criteria, start=2):
            value = (account.scores if is_scores else account.evidence).get(one.key)
            if isinstance(value, Decimal):
                sheet.write_number(row, at, value, score)
            elif value:
                _text(sheet, row, at, value, text)


def _write_scales(made: Book, criteria: Sequence[SheetCriterion]) -> None:
    sheet = made.book.add_worksheet(sheet_name(_("Scale"), made.names))
    head = made.look(bold=True, bottom=1)
    wrapped, text = (
        made.look(text_wrap=True, valign="top", quote_prefix=True),
        made.look(valign="top", quote_prefix=True),
    )
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 2, 12)
    sheet.set_column(3, 3, 110)
    sheet.freeze_panes(1, 0)
    labels = (_("Criterion"), _("Weight, %"), _("Gate"), _("What 1, 5 and 10 mean"))
    for at, label in enumerate(labels):
        _text(sheet, 0, at, label, head)
    weight, gate = made.look(num_format="0.0", valign="top"), made.look(num_format="0.##", valign="top")
    for row, one in enumerate(criteria, start=1):
        _text(sheet, row, 0, one.name, text)
        if one.weight_pct is not None:
            sheet.write_number(row, 1, one.weight_pct, weight)
        if one.minimum is not None:
            sheet.write_number(row, 2, one.minimum, gate)
        _text(sheet, row, 3, one.scale, wrapped)


def _text(sheet: Any, row: int, at: int, text: str, look: Any) -> None:
    said = cell_text(text)
    if said:
        sheet.write_string(row, at, said, look)
    else:
        sheet.write_blank(row, at, None, look)
