"""Deck and workbook of a cycle: what stands in them is what the pages say, and only what the reader may see."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.http import FileResponse
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from openpyxl import load_workbook  # type: ignore[import-untyped] # the package ships no types
from pptx import Presentation

from openkam.core.i18n import use_language
from openkam.web.accounts.models import Account
from openkam.web.cycles import answers
from openkam.web.cycles.actions.candidates import add_candidates
from openkam.web.cycles.actions.cycles import open_cycle
from openkam.web.cycles.actions.decisions import Wish, decide
from openkam.web.cycles.files import exports
from openkam.web.cycles.files.exporting import JOB, build_file
from openkam.web.cycles.models import Candidate, Cycle, Rating, Rival
from openkam.web.cycles.setup import comparing
from openkam.web.cycles.tests.round import frozen, give, new_cycle
from openkam.web.portfolio.tests import books
from openkam.web.risks.models import Risk
from openkam.web.shell.models import Job
from openkam.web.shell.tests.cast import Cast

NASTY = (
    "=1+1",
    "株式會社超長公司名稱測試有限公司 <script>alert(1)</script>",
    "A" * 300,
    "@SUM(A1)\n\u202eabc",
    "{name} %s",
)
SECRETS = ("Beta", "Rivalry Ltd", "B reason", "B flood")
KEYS = ("solvency", "size", "growth_potential")


def _scored(cycle: Cycle, cast: Cast, values: dict[str, int]) -> None:
    for code, value in values.items():
        for key in KEYS:
            give(cycle, cast.alice, code, key, value)
            give(cycle, cast.bob, code, key, value - 2)
        candidate = Candidate.objects.get(cycle=cycle, code=code)
        name = "Rivalry Ltd" if code == "B" else "Acme"
        rival, _new = Rival.objects.get_or_create(candidate=candidate, name=name)
        for factor in candidate.success_factors.all():
            for who, score in ((None, value), (rival, 5)):
                Rating.objects.create(factor=factor, rival=who, value=score, at=cycle.opened_at)


@pytest.fixture
def cycle(cast: Cast, tmp_path: Path) -> Iterator[Cycle]:
    """A decided round and the frozen one before it, with rivals, decisions and risks of both accounts."""
    with books.data_dir(tmp_path):
        before = new_cycle(cast, "FY20")
        _scored(before, cast, {"A": 8, "B": 4})
        made = open_cycle(author=cast.alice, name="FY21", source=frozen(before, cast.alice))
        _scored(made, cast, {"A": 4, "B": 8})
        wishes = [
            Wish(row.pk, "in" if row.code == "B" else "watch", f"{row.code} reason", 0) for row in made.candidates.all()
        ]
        decide(cycle=made, author=cast.alice, wishes=wishes)
        for account, name in ((cast.account_a, "A flood"), (cast.account_b, "B flood")):
            Risk.objects.create(
                account=account, source="external.dependence", event=name, impact="high", probability="low"
            )
        yield Cycle.objects.get(pk=made.pk)


def _bytes(browser: Client, cycle: Cycle, name: str) -> io.BytesIO:
    answer = browser.get(f"/cycles/{cycle.pk}/files/{name}")
    assert isinstance(answer, FileResponse), answer.status_code
    return io.BytesIO(answer.getvalue())


def _book(browser: Client, cycle: Cycle) -> Any:
    return load_workbook(_bytes(browser, cycle, "workbook.xlsx"))


def _deck(browser: Client, cycle: Cycle) -> Any:
    return Presentation(_bytes(browser, cycle, "deck.pptx"))


def _titles(deck: Any) -> list[str]:
    return [slide.shapes.title.text_frame.text for slide in deck.slides]


def _said(deck: Any) -> str:
    found = []
    for slide in deck.slides:
        if slide.has_notes_slide:
            found.append(slide.notes_slide.notes_text_frame.text)
        for shape in slide.shapes:
            if shape.has_text_frame:
                found.append(shape.text_frame.text)
            if shape.has_table:
                found += [cell.text for row in shape.table.rows for cell in row.cells]
            if shape.has_chart:
                found += [str(series.name) for plot in shape.chart.plots for series in plot.series]
                found.append(shape.chart._chartSpace.xml)
    return "\n".join(found).replace("\N{NO-BREAK SPACE}", " ")


def _cells(book: Any) -> list[str]:
    return [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]


def test_each_slide_says_a_finding_of_the_pages(cycle: Cycle, cast: Cast) -> None:
    browser = cast.browser(cast.alice)
    titles = _titles(_deck(browser, cycle))
    matrix = browser.get(f"/cycles/{cycle.pk}/matrix/").context["finding"]
    compared = browser.get(reverse("cycle-compare", args=[cycle.pk, cycle.previous_id])).context["finding"]
    spread = browser.get(f"/cycles/{cycle.pk}/scores/selection/spread/").context["apart"]
    for title in (
        "1 of 2 candidates are in, 1 watched, 0 out",
        matrix,
        compared,
        "2 of the 2 accounts placed in both cycles have another class than in FY20",
        "2 live risks; worst class Fix Before Launch: 2",
        "2 decisions, each with its reason; the cycle asks for no approval",
    ):
        assert title in titles, (title, titles)
    assert len(spread) == 2
    assert any(title.startswith("Raters differ on 6 cells, most on ") for title in titles)


def test_the_numbers_are_those_of_the_tools(cycle: Cycle, cast: Cast) -> None:
    ranked = answers.selection_of(cycle, cast.alice).ranked()
    placed = answers.matrix_of(cycle, cast.alice).accounts
    book = _book(cast.browser(cast.alice), cycle)
    numbers = {
        cell.value for sheet in book for row in sheet.iter_rows() for cell in row if isinstance(cell.value, float)
    }
    assert [row.total for row in ranked] == pytest.approx([7, 3])
    for value in (row.strength for row in placed):
        assert value is not None
        assert any(abs(value - number) < 1e-9 for number in numbers), value
    sheet = book["Decisions"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert ["Beta Outfitters", "in", "B reason", 1] in [row[:4] for row in rows]
    assert [sheet.title for sheet in book][:2] == ["Findings", "Decisions"]


def test_every_score_has_its_rater_and_day(cycle: Cycle, cast: Cast) -> None:
    sheet = _book(cast.browser(cast.alice), cycle)["Scores Selection criteria"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows() if row[0].value in {"A", "B"}]
    given = {(row[0], row[3], row[4]) for row in rows}
    assert given == {("A", "Alice", 4), ("A", "Bob", 2), ("B", "Alice", 8), ("B", "Bob", 6)}
    assert all(row[8] is not None for row in rows)


@pytest.mark.parametrize("who", ["bob", "vera"])
def test_a_file_holds_no_account_that_its_reader_may_not_see(cycle: Cycle, cast: Cast, who: str) -> None:
    browser = cast.browser(cast.people[who])
    texts = ["\n".join(_cells(_book(browser, cycle))), _said(_deck(browser, cycle))]
    texts.append(browser.get(f"/cycles/{cycle.pk}/files/").content.decode())
    for text in texts:
        assert "A flood" in text or "files-titles" in text
        for secret in SECRETS:
            assert secret not in text, secret
    assert "The 1 candidate" not in texts[1]
    assert f"the 1 candidate that {cast.people[who]} may see" in texts[1]


def test_who_sees_no_candidate_gets_an_empty_deck(cycle: Cycle, cast: Cast) -> None:
    charlie = cast.browser(cast.charlie)
    said = _said(_deck(charlie, cycle)) + "\n".join(_cells(_book(charlie, cycle)))
    assert "FY21 has no candidates that you may see" in said
    for secret in (*SECRETS, "Alpha", "Acme", "A reason", "A flood"):
        assert secret not in said, secret


def test_a_blind_rater_reads_no_score_of_another(cast: Cast, tmp_path: Path) -> None:
    with books.data_dir(tmp_path):
        cycle = new_cycle(cast)
        give(cycle, cast.alice, "A", "solvency", 9)
        give(cycle, cast.bob, "A", "flexibility", 3)
        book = _book(cast.browser(cast.bob), cycle)
        rows = [[cell.value for cell in row] for row in book["Scores Selection criteria"].iter_rows()]
        assert [row[4] for row in rows if row[0] == "A"] == [3]
        assert "You score without seeing others" in "\n".join(_cells(book))


def test_a_frozen_cycle_answers_as_it_froze(cast: Cast, cycle: Cycle) -> None:
    assert cycle.previous is not None
    said = _said(_deck(cast.browser(cast.alice), cycle.previous))
    assert "Frozen" in said
    assert "Alpha Bicycles leads with 7.00" in said


def test_movement_is_computed_once(cast: Cast, cycle: Cycle) -> None:
    assert cycle.previous is not None
    found = comparing.compare(cycle, cycle.previous, cast.alice)
    rows = [[cell.value for cell in row] for row in _book(cast.browser(cast.alice), cycle)["Movement"].iter_rows()]
    for line in found.lines:
        assert line.then is not None
        assert line.now is not None
        wanted = [line.name, line.words, line.then.rank, line.now.rank]
        assert wanted in [[row[0], *row[2:5]] for row in rows]


@pytest.mark.parametrize("language", ["en", "zh-hant", "zh-hans"])
def test_names_from_anywhere_stay_text_in_every_language(cast: Cast, tmp_path: Path, language: str) -> None:
    with books.data_dir(tmp_path), use_language(language), override(language):
        cycle = open_cycle(author=cast.alice, name="=cmd|' /C calc'!A0")
        accounts = [Account.objects.create(code=f"={at}", name=name) for at, name in enumerate(NASTY)]
        add_candidates(cycle=cycle, accounts=accounts, author=cast.alice)
        for at, row in enumerate(cycle.candidates.all()):
            give(cycle, cast.alice, row.code, "solvency", 9 - at)
            give(cycle, cast.alice, row.code, "size", 9 - at)
        book_path = exports.write("workbook", tmp_path / "a.xlsx", cast.alice, cycle)
        deck_path = exports.write("deck", tmp_path / "a.pptx", cast.alice, cycle)
    book = load_workbook(book_path)
    assert not [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert "=1+1" in _cells(book)
    said = _said(Presentation(str(deck_path)))
    assert "=1+1" in said
    assert "\u202e" not in said
    assert "<script>alert(1)</script>" in said or "株式會社超長公司名稱測試有限公司" in said


def test_a_cycle_without_anything_makes_both_files(cast: Cast, tmp_path: Path) -> None:
    with books.data_dir(tmp_path):
        cycle = open_cycle(author=cast.alice, name="FY30")
        cycle.sets.all().delete()
        browser = cast.browser(cast.alice)
        assert "FY30 has no candidates that you may see" in _said(_deck(browser, cycle))
        assert _cells(_book(browser, cycle))
        assert browser.get(f"/cycles/{cycle.pk}/files/").status_code == 200


def test_a_large_cycle_is_made_by_a_job_for_its_owner_alone(
    cycle: Cycle, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "DIRECT_CANDIDATES", 1)
    alice = cast.browser(cast.alice)
    answer = alice.get(f"/cycles/{cycle.pk}/files/deck.pptx")
    job = Job.objects.get(kind=JOB)
    assert answer.headers["Location"] == f"/jobs/{job.pk}/"
    assert "Each slide" in alice.get(f"/cycles/{cycle.pk}/files/").content.decode()
    build_file.call(job_id=job.pk, **job.arguments)
    job.refresh_from_db()
    assert (job.state, job.url) == (Job.State.DONE, f"/cycles/{cycle.pk}/files/{job.pk}/")
    deck = Presentation(io.BytesIO(alice.get(job.url).getvalue()))
    assert "1 of 2 candidates are in, 1 watched, 0 out" in _titles(deck)
    assert cast.browser(cast.bob).get(job.url).status_code == 404
    assert alice.get(f"/cycles/{cycle.previous_id}/files/{job.pk}/").status_code == 404


def test_files_of_no_cycle_do_not_exist(cast: Cast) -> None:
    browser = cast.browser(cast.alice)
    for name in ("", "deck.pptx", "workbook.xlsx", "1/"):
        assert browser.get(f"/cycles/999/files/{name}").status_code == 404
