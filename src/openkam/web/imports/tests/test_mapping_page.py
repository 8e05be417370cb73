"""Correcting the guesses: formats, meanings, kinds of file; and what the page costs."""

from __future__ import annotations

from django.test import Client

from openkam.web.accounts.models import Account, CodeName
from openkam.web.imports.models import RunFile
from openkam.web.imports.tests.conftest import drop, named, press_load
from openkam.web.shell.models import Workspace
from openkam.web.shell.tests.cast import Cast

SEMICOLONS = b"Kunde Nr;Datum;Umsatz\nA;05.03.2024;1.234,50\nB;17.03.2024;2,00\n"


def answers_of(file: RunFile, **changes: str) -> dict[str, str]:
    """The form of one file as the page has filled it, with some controls changed."""
    assert file.preview is not None
    assert file.mapping is not None
    by_column = {column: role for role, column in file.mapping["columns"].items()}
    form = {"content": file.content, "decimal": file.mapping.get("decimal", "."), "encoding": "utf-8"}
    for at, column in enumerate(file.preview["seen"]["columns"]):
        form[f"column-{at}"] = by_column.get(column["name"], "")
    for role, order in file.mapping.get("date_orders", {}).items():
        form[f"dates-{role}"] = order
    return {**form, **changes}


def correct(browser: Client, file: RunFile, *, touched: str = "", **changes: str) -> str:
    """Change controls as the script does, and answer the fragment that comes back."""
    headers = {"HX-Request": "true", "HX-Trigger-Name": touched}
    address = f"/import/{file.run_id}/files/{file.pk}/"
    response = browser.post(address, answers_of(file, **changes), headers=headers)
    file.refresh_from_db()
    assert response.status_code == 200
    return response.content.decode()


def test_the_format_is_guessed_in_words(alice: Client) -> None:
    run = drop(alice, named(SEMICOLONS, "umsatz.csv"))
    page = alice.get(f"/import/{run.pk}/").content.decode()
    assert "parted by semicolon (;)" in page
    assert "dates like 31/05/2020" in page
    assert "amounts like 1.234,56" in page


def test_a_column_left_unused_stays_unused_and_its_lack_is_explained(alice: Client) -> None:
    file = drop(alice, named(SEMICOLONS, "umsatz.csv")).run_files.get()
    fragment = correct(alice, file, touched="column-2", **{"column-2": ""})
    assert file.mapping is not None
    assert "revenue" not in file.mapping["columns"]
    assert "No column is known to hold “Revenue”" in fragment
    assert "<html" not in fragment


def test_a_meaning_moves_to_the_column_that_was_touched(alice: Client) -> None:
    content = b"customer no,invoice date,net amount,gross\nA,2024-01-02,10,12\nB,2024-01-03,11,13\n"
    file = drop(alice, named(content, "two.csv")).run_files.get()
    correct(alice, file, touched="column-3", **{"column-3": "revenue"})
    assert file.mapping is not None
    assert file.mapping["columns"]["revenue"] == "gross"


def test_two_columns_of_one_meaning_are_refused_by_name(alice: Client) -> None:
    content = b"customer no,invoice date,net amount,gross\nA,2024-01-02,10,12\nB,2024-01-03,11,13\n"
    file = drop(alice, named(content, "two.csv")).run_files.get()
    fragment = correct(alice, file, **{"column-3": "revenue"})
    assert "Both “net amount” and “gross” are marked as “Revenue”." in fragment


def test_another_delimiter_or_header_row_reads_the_file_anew(alice: Client) -> None:
    file = drop(alice, named(SEMICOLONS, "umsatz.csv")).run_files.get()
    correct(alice, file, delimiter=",")
    assert file.preview is not None
    assert len(file.preview["seen"]["columns"]) != 3
    correct(alice, file, delimiter=";", header_row="1")
    assert [column["name"] for column in file.preview["seen"]["columns"]] == ["Kunde Nr", "Datum", "Umsatz"]


def test_answers_that_cannot_be_meant_name_their_control(alice: Client) -> None:
    file = drop(alice, named(SEMICOLONS, "umsatz.csv")).run_files.get()
    assert "a number from 1 to 1000" in correct(alice, file, header_row="-1")
    assert "This encoding is not known." in correct(alice, file, encoding="klingon")
    assert "code of three letters" in correct(alice, file, currency="Euros")
    assert "one to five characters" in correct(alice, file, delimiter="other", delimiter_other="")


def test_the_currency_of_the_whole_file_reaches_the_books(alice: Client) -> None:
    run = drop(alice, named(SEMICOLONS, "umsatz.csv"))
    correct(alice, run.run_files.get(), currency="eur")
    press_load(alice, run)
    assert "Revenue in EUR" in alice.get(f"/import/{run.pk}/").content.decode()


def test_names_of_products_are_a_kind_that_a_person_chooses(alice: Client) -> None:
    run = drop(alice, named("product_key,product,category\n7,車架,零件\n8,頭盔,配件\n".encode(), "products.csv"))
    file = run.run_files.get()
    fragment = correct(alice, file, content="product")
    assert "Applies one list" in fragment
    press_load(alice, run)
    assert CodeName.objects.get(kind="product", code="7").name == "車架"
    alice.post(f"/import/{run.pk}/undo/")
    assert not CodeName.objects.exists()


def test_a_list_shows_what_is_new_and_what_changes_and_undo_gives_it_back(alice: Client, cast: Cast) -> None:
    content = b"account code,account name,territory\nA,Alpha Cycles,North\nN,New Wheels,South\n"
    run = drop(alice, named(content, "accounts.csv"))
    page = alice.get(f"/import/{run.pk}/").content.decode()
    assert "Alpha Bicycles</del>" in page
    assert "Alpha Cycles</ins>" in page
    press_load(alice, run)
    assert Account.objects.get(code="A").name == "Alpha Cycles"
    alice.post(f"/import/{run.pk}/undo/")
    assert Account.objects.get(code="A").name == "Alpha Bicycles"
    assert not Account.objects.filter(code="N").exists()


def test_a_circle_of_parents_is_refused_by_name_and_changes_nothing(alice: Client, aw_lines: bytes) -> None:
    content = b"account code,account name,parent account\nX,Xenon,Y\nY,Yttrium,X\n"
    run = drop(alice, named(aw_lines, "lines.csv"), named(content, "accounts.csv"))
    press_load(alice, run)
    assert run.state == "refused"
    assert run.error is not None
    assert run.error["code"] == "hierarchy_cycle"
    assert not Account.objects.filter(code__in=["X", "312"]).exists()
    assert "refused" in alice.get("/import/").content.decode()


def test_a_cell_of_ten_thousand_characters_is_cut_on_the_page_and_kept_whole(alice: Client) -> None:
    long_name = "株" * 10_000
    content = f"account code,account name\nL,{long_name}\nM,Short\n".encode()
    run = drop(alice, named(content, "accounts.csv"))
    page = alice.get(f"/import/{run.pk}/").content.decode()
    assert long_name[:200] not in page
    press_load(alice, run)
    assert Account.objects.get(code="L").name == long_name


def test_three_hundred_columns_stay_a_page(alice: Client) -> None:
    header = ",".join(["customer no", "invoice date", "net amount", *(f"extra {at}" for at in range(297))])
    rows = "\n".join(",".join(["A", "2024-01-02", "1", *("x" for _at in range(297))]) for _row in range(30))
    run = drop(alice, named(f"{header}\n{rows}\n".encode(), "wide.csv"))
    response = alice.get(f"/import/{run.pk}/")
    assert response.status_code == 200
    assert "extra 296" in response.content.decode()


def test_the_pages_ask_the_database_a_fixed_number_of_questions(
    alice: Client, aw_lines: bytes, django_assert_num_queries: object
) -> None:
    run = drop(alice, named(aw_lines, "lines.csv"))
    alice.get("/import/")
    with django_assert_num_queries(MAPPING_QUERIES):  # type: ignore[operator] # a fixture of pytest-django
        alice.get(f"/import/{run.pk}/")
    press_load(alice, run)
    for at in range(3):
        drop(alice, named(aw_lines, f"{at}.csv"))
    with django_assert_num_queries(LIST_QUERIES):  # type: ignore[operator] # as above
        alice.get("/import/")
    with django_assert_num_queries(RESULT_QUERIES):  # type: ignore[operator] # as above
        alice.get(f"/import/{run.pk}/")


MAPPING_QUERIES, LIST_QUERIES, RESULT_QUERIES = 13, 12, 10


def test_a_file_that_names_no_currency_is_taken_to_be_in_that_of_the_books_until_a_person_says_otherwise(
    alice: Client,
) -> None:
    before = drop(alice, named(SEMICOLONS, "before.csv")).run_files.get().mapping
    assert before is not None
    assert before["currency"] == ""
    Workspace.objects.update_or_create(pk=1, defaults={"currency": "TWD"})
    file = drop(alice, named(SEMICOLONS + b"C;18.03.2024;3,00\n", "after.csv")).run_files.get()
    assert file.mapping is not None
    assert file.mapping["currency"] == "TWD"
    assert 'value="TWD"' in alice.get(f"/import/{file.run_id}/").content.decode()
    correct(alice, file, touched="currency", currency="")
    assert file.mapping["currency"] == ""
    correct(alice, file, touched="currency", currency="EUR")
    assert file.mapping["currency"] == "EUR"
