"""Pictures in PowerPoint and Excel: native pieces that can be edited, and the same rows on a sheet."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl  # type: ignore[import-untyped] # ships no types
import pytest
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE
from pptx.oxml.ns import qn

from openkam.core.blocks import Note, Report
from openkam.core.i18n import use_language
from openkam.publish.deck import build_deck, slides_from_report
from openkam.publish.deck.grids import fits_a_table
from openkam.publish.tests import blocks, blocks_house, blocks_people
from openkam.publish.tests.structural import SAMPLES, emptied, nasty
from openkam.publish.workbook import build_workbook

METHOD = "Relations of 9, 3 and 1; importance by their weighted sum."
LANGUAGES = ("en", "zh-Hant", "zh-Hans")


def report(*, hostile: bool = False) -> Report:
    made = [nasty(make()) if hostile else make() for make in SAMPLES.values()]
    return (*made, Note(id="method", kind="method", text=METHOD))


@pytest.fixture(scope="module")
def decks(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pictures")
    made = {}
    for language in LANGUAGES:
        with use_language(language):
            slides = slides_from_report(report(hostile=language == "zh-Hans"))
        made[language] = build_deck(folder / f"{language}.pptx", slides, language=language, title="Pictures")
    return made


def every(shapes: Any) -> Iterator[Any]:
    for shape in shapes:
        yield shape
        if shape.shape_type == MSO_SHAPE_TYPE.GROUP:
            yield from every(shape.shapes)


def texts(slide: Any) -> list[str]:
    return [shape.text_frame.text for shape in every(slide.shapes) if shape.has_text_frame]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_picture_is_made_of_native_shapes(decks: dict[str, Path], language: str) -> None:
    slides = list(Presentation(str(decks[language])).slides)
    assert len(slides) == 1 + len(SAMPLES)
    for slide in slides:
        kinds = [shape.shape_type for shape in every(slide.shapes)]
        assert MSO_SHAPE_TYPE.PICTURE not in kinds
        assert not slide._element.findall(f".//{qn('p:style')}")
    with zipfile.ZipFile(decks[language]) as archive:
        assert not [name for name in archive.namelist() if name.endswith((".png", ".jpg", ".jpeg", ".emf", ".svg"))]


def test_shapes_carry_the_names_and_their_groups_the_tips(decks: dict[str, Path]) -> None:
    slides = {slide.shapes.title.text: slide for slide in Presentation(str(decks["en"])).slides}
    people = slides[blocks_people.relationship().title]
    assert {"Ken Sánchez", "Naomi Sato", "Paul Tran"} <= set(texts(people))
    tips = [shape._element.find(f".//{qn('p:cNvPr')}").get("descr") for shape in every(people.shapes)]
    assert "Lena Vogt, Quality and Returns, Latest Sports Equipment: not met yet" in tips
    kinds = {shape.shape_type for shape in every(people.shapes)}
    assert {MSO_SHAPE_TYPE.GROUP, MSO_SHAPE_TYPE.FREEFORM, MSO_SHAPE_TYPE.AUTO_SHAPE} <= kinds
    assert people._element.findall(f".//{qn('a:cubicBezTo')}")
    lanes = slides[blocks.lanes().title]
    assert lanes._element.findall(f".//{qn('a:tailEnd')}")
    house = slides[blocks_house.house().title]
    assert house._element.findall(f".//{qn('a:pattFill')}")
    assert METHOD in people.notes_slide.notes_text_frame.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_letters_can_be_read_and_name_their_fonts(decks: dict[str, Path], language: str) -> None:
    east_asian = "Microsoft YaHei" if language == "zh-Hans" else "Microsoft JhengHei"
    runs = 0
    for slide in Presentation(str(decks[language])).slides:
        for run in slide._element.iter(qn("a:r")):
            properties = run.find(qn("a:rPr"))
            assert int(properties.get("sz")) >= 700
            assert properties.find(qn("a:ea")).get("typeface") == east_asian
            runs += 1
    assert runs > 500


def test_small_grids_are_tables_and_large_ones_shapes(decks: dict[str, Path]) -> None:
    area = (0.6, 1.7, 12.1, 5.1)
    assert fits_a_table(blocks.pugh(), area)
    assert not fits_a_table(blocks_people.contact_map(), area)
    slides = {slide.shapes.title.text: slide for slide in Presentation(str(decks["en"])).slides}
    tables = [shape.table for shape in slides[blocks.pugh().title].shapes if shape.has_table]
    drawn = tables[0] if len(tables[0].columns) == 5 else tables[1]
    assert [cell.text for cell in drawn.rows[1].cells] == ["Lead time", "S", "+", "+", "−"]
    struck = [shape.table for shape in slides[blocks.morphological().title].shapes if shape.has_table]
    assert any(table._tbl.findall(f".//{qn('a:rPr')}[@strike='sngStrike']") for table in struck)
    assert not [shape for shape in slides[blocks_people.contact_map().title].shapes if shape.has_table]


def test_shapes_stay_on_the_slide(decks: dict[str, Path]) -> None:
    for language in LANGUAGES:
        made = Presentation(str(decks[language]))
        wide, tall = made.slide_width or 0, made.slide_height or 0
        for slide in made.slides:
            for shape in slide.shapes:
                assert shape.left >= -20_000
                assert shape.top >= -20_000
                assert shape.left + shape.width <= wide + 20_000
                assert shape.top + shape.height <= tall + 20_000


def test_empty_pictures_make_a_deck(tmp_path: Path) -> None:
    slides = slides_from_report(tuple(emptied(make()) for make in SAMPLES.values()))
    path = build_deck(tmp_path / "empty.pptx", slides, language="en", title="Empty")
    said = [text for slide in Presentation(str(path)).slides for text in texts(slide)]
    assert said.count("Nothing to draw yet.") == len(SAMPLES)


def test_each_picture_has_a_sheet_with_its_rows_and_a_chart_only_where_excel_has_one(tmp_path: Path) -> None:
    path = build_workbook(tmp_path / "b.xlsx", report(), language="en", title="Pictures")
    book = openpyxl.load_workbook(path)
    listed = [sheet for sheet in book.worksheets if sheet["A4"].value == "Name"]
    assert len(listed) == len(SAMPLES)
    for sheet, make in zip(listed, SAMPLES.values(), strict=True):
        block = make()
        assert sheet["A1"].value == block.title
        assert sheet["A2"].value == block.subtitle
        assert [sheet["A5"].value, sheet["B5"].value, sheet["A6"].value] == ["One", 1.5, blocks.NASTY]
        assert len(sheet._charts) == (block.type == "gantt")
    gridded = [sheet["A1"].value for sheet in book.worksheets if sheet not in listed][:-1]
    assert gridded == [make().title for make in SAMPLES.values() if make().type in ("grid", "house")]
    assert METHOD in [row[0].value for row in book.worksheets[-1].iter_rows()]
