"""Every figure of examples/adventureworks/README.md that a file can hold stands in the deck and in the workbook."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.http import FileResponse
from django.test import Client
from openpyxl import load_workbook  # type: ignore[import-untyped] # the package ships no types
from pptx import Presentation

from openkam.web.shell.tests.cast import Cast

MONEY = (
    "77548570.20 76549075.63 999494.57 16429042.60 131362.37 27979779.53 1211547.99 33139748.07 -343415.79 "
    "882273.53 817125.03 803767.27 794909.73 773398.22 741360.41 -24138.50"
)


def _bytes(browser: Client, address: str) -> io.BytesIO:
    answer = browser.get(address)
    assert isinstance(answer, FileResponse)
    return io.BytesIO(b"".join(answer))


def _cells(book: Any) -> Iterator[Any]:
    for sheet in book.worksheets:
        for row in sheet.iter_rows(values_only=True):
            yield from row


def _texts(deck: Any) -> Iterator[str]:
    for slide in deck.slides:
        yield slide.notes_slide.notes_text_frame.text if slide.has_notes_slide else ""
        for shape in slide.shapes:
            if shape.has_text_frame:
                yield shape.text_frame.text
            if shape.has_table:
                yield from (cell.text for row in shape.table.rows for cell in row.cells)
            if shape.has_chart:
                yield " ".join(shape.chart._chartSpace.itertext())


def test_the_workbook_of_all_years(sample: Path, cast: Cast) -> None:
    book = load_workbook(_bytes(cast.browser(cast.alice), "/portfolio/workbook.xlsx?period=all"))
    numbers = {round(Decimal(repr(value)), 2) for value in _cells(book) if isinstance(value, int | float)}
    for amount in MONEY.split():
        assert abs(Decimal(amount)) in {abs(number) for number in numbers}, amount
    for count in (208, 76, 365, 101, 489, 287, 131, 185):
        assert Decimal(count) in numbers, count
    said = " ".join(value for value in _cells(book) if isinstance(value, str)).replace("\N{NO-BREAK SPACE}", " ")
    for text in ("308 accounts earn", "other 324 lose 1.68M", "67.4 %", "HHI 46.1", "185 accounts with high sales"):
        assert text in said, text


def test_the_deck_of_all_years(sample: Path, cast: Cast) -> None:
    deck = Presentation(_bytes(cast.browser(cast.alice), "/portfolio/deck.pptx?period=all"))
    said = re.sub(r"\s+", " ", " ".join(_texts(deck)).replace("\N{NO-BREAK SPACE}", " "))
    for figure in (
        "16,429,042.60", "131,362.37", "27,979,779.53", "1,211,547.99", "33,139,748.07", "−343,415.79", "882,274",
        "817,125", "803,767", "794,910", "773,398", "267.6 %", "308 accounts earn", "other 324 lose",
        "127 accounts, 20 %", "67.4 %", "HHI 46.1", "131 · ", "185 · ", "median 45,952", "median −10.06",
    ):  # fmt: skip
        assert figure in said, figure


def test_the_deck_of_the_year_at_a_loss_is_in_money(sample: Path, cast: Cast) -> None:
    deck = Presentation(_bytes(cast.browser(cast.alice), "/portfolio/deck.pptx?period=FY20"))
    said = " ".join(_texts(deck)).replace("\N{NO-BREAK SPACE}", " ")
    assert "The total is not above zero" in said
    assert "287" in said
    assert "FY21 (proposed)" in said
