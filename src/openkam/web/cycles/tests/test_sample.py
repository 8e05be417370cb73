"""The illustrative cycles: loaded with the sample company, finished from its books, gone with it."""

from __future__ import annotations

import csv
import importlib.util
from pathlib import Path

from django.core.management import call_command

from openkam.web.cycles import answers, sample
from openkam.web.cycles.models import Cycle, Decision, Score, Source
from openkam.web.imports import sample as company
from openkam.web.portfolio import preparing
from openkam.web.portfolio.tests import books
from openkam.web.shell.models import User

EXAMPLES = Path(__file__).resolve().parents[5] / "examples" / "planning_cycles"


def test_the_files_are_what_the_script_draws(tmp_path: Path) -> None:
    spec = importlib.util.spec_from_file_location("judgements", EXAMPLES / "judgements.py")
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    script.write(tmp_path)
    for name in ("candidates.csv", "scores.csv", "strength.csv"):
        assert (tmp_path / name).read_text(encoding="utf-8") == (EXAMPLES / name).read_text(encoding="utf-8")


def test_the_illustrative_cycles_from_load_to_removal(db: None, tmp_path: Path) -> None:
    with books.data_dir(tmp_path):
        call_command("load_sample", verbosity=0)
        preparing.start()
        one_is_frozen_and_the_next_waits_for_decisions()
        what_the_books_answer_is_taken_from_them_with_its_evidence()
        two_managers_have_days_and_every_candidate_has_one_of_them()
        company.remove_sample(None)
        assert not Cycle.objects.exists()
        assert not User.objects.filter(email__endswith="@sample.invalid").exists()


def one_is_frozen_and_the_next_waits_for_decisions() -> None:
    earlier, later = Cycle.objects.get(name="FY19"), Cycle.objects.get(name="FY20")
    assert earlier.is_frozen
    assert Decision.objects.filter(candidate__cycle=earlier, verdict="in").count() == 10
    assert (later.state, later.previous, later.candidates.count()) == (Cycle.State.SCORING, earlier, 40)
    with (EXAMPLES / "candidates.csv").open(encoding="utf-8") as file:
        assert earlier.candidates.count() == sum(row["new"] == "0" for row in csv.DictReader(file))


def what_the_books_answer_is_taken_from_them_with_its_evidence() -> None:
    size = Score.objects.get(candidate__cycle__name="FY20", candidate__code="599", criterion__key="size")
    assert size.source == Source.BOOKS
    assert "554" in size.evidence  # Westside Plaza, revenue of FY20 in thousands
    placed = answers.matrix_of(Cycle.objects.get(name="FY20"), User.objects.get(name="Brian Welcker"))
    assert all(row.kind for row in placed.accounts)
    assert sum(len(row.trail) for row in placed.accounts) == Cycle.objects.get(name="FY19").candidates.count()


def two_managers_have_days_and_every_candidate_has_one_of_them() -> None:
    later = Cycle.objects.get(name="FY20")
    assert sum(row.days for row in later.capacities.all()) == 360
    assert not later.candidates.filter(manager__isnull=True).exists()
    assert set(later.candidates.values_list("manager__name", flat=True)) == {"Brian Welcker", "Linda Mitchell"}


def test_a_company_that_has_a_cycle_gets_no_illustrative_one(db: None) -> None:
    Cycle.objects.create(name="2026")
    sample.load(None)
    assert list(Cycle.objects.values_list("name", flat=True)) == ["2026"]
