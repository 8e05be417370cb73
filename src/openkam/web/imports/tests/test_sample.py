"""The sample company and the commands."""

from __future__ import annotations

import json
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client

from openkam import ledger
from openkam.ledger.types import BooksSettings
from openkam.web.accounts.models import Account, CodeName
from openkam.web.imports import queries, sample
from openkam.web.imports.models import ImportRun
from openkam.web.imports.tests.conftest import drop, named, press_load
from openkam.web.shell.models import User, Workspace
from openkam.web.shell.tests.cast import Cast


def run_command(*words: str) -> str:
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_the_sample_is_the_whole_of_adventureworks_with_its_names() -> None:
    assert "57,851 invoice lines" in run_command("load_sample")
    run = ImportRun.objects.get()
    assert run.is_sample
    assert run.report is not None
    assert Decimal(run.report["sum_loaded"]) == Decimal("77548570.20")
    last_day = ledger.last_invoice_date(settings.LEDGER_DIR)
    assert last_day is not None
    assert len(ledger.Books(settings.LEDGER_DIR, BooksSettings(as_of=last_day)).accounts()) == 632
    assert Account.objects.filter(is_sample=True).count() == 701
    assert Account.objects.get(code="1").name == "A Bike Store"
    assert Account.objects.get(code="1").city == "Seattle"
    kinds = [CodeName.objects.filter(kind=kind).count() for kind in ("product", "salesperson", "territory")]
    assert kinds == [397, 18, 10]
    workspace = Workspace.objects.get()
    assert (workspace.name, workspace.currency, workspace.fiscal_year_start) == ("Adventure Works", "USD", 7)
    assert "nothing to do" in run_command("load_sample")
    assert ImportRun.objects.count() == 1


def test_removing_the_sample_leaves_what_people_brought_and_is_not_undone_by_a_start(
    cast: Cast, alice: Client, aw_lines: bytes
) -> None:
    Workspace.objects.create(pk=1, name="Ours", currency="EUR", fiscal_year_start=4)
    sample.load_sample(cast.alice)
    own = press_load(alice, drop(alice, named(aw_lines.replace(b"SO", b"XX"), "own.csv")))
    assert own.state == ImportRun.State.LOADED
    sample.remove_sample(cast.adam)
    assert not queries.sample_is_loaded()
    snapshot = ledger.current(settings.LEDGER_DIR)
    assert snapshot is not None
    assert [load.source.rows_loaded for load in snapshot.loads] == [300]
    assert Account.objects.filter(code="312", is_sample=False).exists()
    assert Account.objects.filter(pk=cast.account_a.pk).exists()
    assert not Account.objects.filter(code="1").exists()
    assert not CodeName.objects.exists()
    workspace = Workspace.objects.get()
    assert (workspace.name, workspace.currency, workspace.fiscal_year_start) == ("Ours", "EUR", 4)
    assert "nothing to do" in run_command("load_sample")
    assert "57,851" in run_command("load_sample", "--again")
    assert queries.sample_is_loaded()


@pytest.mark.django_db
def test_other_apps_add_their_part_to_the_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def load(user: User | None) -> None:
        seen.append("load")

    def remove(user: User | None) -> None:
        seen.append("remove")

    monkeypatch.setattr(sample, "parts", [sample.SamplePart(load, remove)])
    sample.load_sample(None)
    sample.load_sample(None)
    sample.remove_sample(None)
    assert seen == ["load", "remove"]


@pytest.mark.django_db
def test_a_sample_load_that_was_killed_starts_over() -> None:
    run = sample.prepare(None)
    ImportRun.objects.filter(pk=run.pk).update(state=ImportRun.State.LOADING)
    assert "57,851" in run_command("load_sample")
    assert ImportRun.objects.get().state == ImportRun.State.LOADED


@pytest.mark.django_db
def test_the_command_imports_with_a_mapping_and_answers_in_json(tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    path.write_text("when,who,what\n2024-01-02,Acme,10.5\n2024-01-03,Beta,11\n", encoding="utf-8")
    mapped = ["--map", "date=when", "--map", "account=who", "--map", "revenue=what"]
    answer = json.loads(run_command("import_invoices", str(path), *mapped, "--json"))
    assert answer["source"]["rows_loaded"] == 2
    assert Decimal(answer["source"]["sum_loaded"]) == Decimal("21.5")
    assert Account.objects.filter(code__in=["Acme", "Beta"]).count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["--map", "colour=x"], "mapping", "ROLE=COLUMN"),
        (["--map", "date=nowhere"], "mapping", "no column named"),
    ],
)
def test_the_command_names_what_cannot_be_meant(tmp_path: Path, words: list[str], code: str, told: str) -> None:
    path = tmp_path / "odd.csv"
    path.write_text("invoice date,customer no,amount\n2024-01-02,Acme,10.5\n", encoding="utf-8")
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("import_invoices", str(path), *words, "--json", stdout=out)
    assert ended.value.code == 2
    error = json.loads(out.getvalue())["error"]
    assert error["code"] == code
    assert told in error["message"] + error["remedy"]
    assert not ImportRun.objects.exists()


@pytest.mark.django_db
def test_the_command_says_that_a_file_is_missing(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"There is no file nowhere\.csv"):
        call_command("import_invoices", str(tmp_path / "nowhere.csv"))
