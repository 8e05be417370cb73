"""From the dropped file to the books and back, as a programme lead does it in the browser."""

from __future__ import annotations

import csv
from decimal import Decimal
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.test import Client

from openkam import ledger
from openkam.web.accounts.models import Account
from openkam.web.imports.models import ImportRun, RememberedMapping, StoredFile
from openkam.web.imports.tests.conftest import DATA, drop, named, press_load


def download(browser: Client, address: str) -> bytes:
    return b"".join(browser.get(address).streaming_content)  # type: ignore[attr-defined] # a streamed answer


def test_a_dropped_file_shows_what_its_columns_mean(alice: Client, aw_lines: bytes) -> None:
    run = drop(alice, named(aw_lines, "lines.csv"))
    page = alice.get(f"/import/{run.pk}/").content.decode()
    assert "Loads 300 rows in one file" in page
    assert '<option value="account" selected>Account code</option>' in page
    assert "Unicode (UTF-8) · parted by comma (,) · names in row 1" in page
    assert "SO43897" in page


def test_a_file_is_kept_under_its_hash_and_can_be_downloaded(alice: Client, aw_lines: bytes) -> None:
    run = drop(alice, named(aw_lines, "lines.csv"))
    stored = StoredFile.objects.get()
    assert [path.name for path in Path(settings.UPLOAD_DIR).iterdir()] == [stored.sha256]
    assert download(alice, f"/import/{run.pk}/files/{run.run_files.get().pk}/download/") == aw_lines


def test_a_load_accounts_for_every_row_and_makes_the_accounts(alice: Client, aw_lines: bytes) -> None:
    run = press_load(alice, drop(alice, named(aw_lines, "lines.csv")))
    assert run.state == ImportRun.State.LOADED
    expected = sum(Decimal(row["sales"]) for row in csv.DictReader(StringIO(aw_lines.decode())))
    assert run.report is not None
    assert Decimal(run.report["sum_read"]) == Decimal(run.report["sum_loaded"]) == expected
    assert run.report["rows_read"] == run.report["rows_loaded"] == 300
    codes = {row["account_key"] for row in csv.DictReader(StringIO(aw_lines.decode()))}
    assert codes <= set(Account.objects.values_list("code", flat=True))
    page = alice.get("/import/").content.decode()
    assert "lines.csv" in page
    assert f"{expected:,.2f}" in page


def test_undo_takes_lines_and_unused_accounts_out_and_loading_again_brings_them_back(
    alice: Client, aw_lines: bytes
) -> None:
    before = set(Account.objects.values_list("code", flat=True))
    run = press_load(alice, drop(alice, named(aw_lines, "lines.csv")))
    loaded = set(Account.objects.values_list("code", flat=True))
    alice.post(f"/import/{run.pk}/undo/")
    run.refresh_from_db()
    assert run.state == ImportRun.State.UNDONE
    assert ledger.current(settings.LEDGER_DIR).loads == ()  # type: ignore[union-attr] # there is one
    assert set(Account.objects.values_list("code", flat=True)) == before
    press_load(alice, run, again="on")
    assert run.state == ImportRun.State.LOADED
    assert set(Account.objects.values_list("code", flat=True)) == loaded


def test_undo_keeps_an_account_on_which_somebody_works(alice: Client, aw_lines: bytes) -> None:
    from openkam.web.accounts.models import Membership
    from openkam.web.shell.models import User

    run = press_load(alice, drop(alice, named(aw_lines, "lines.csv")))
    account = Account.objects.get(code="312")
    Membership.objects.create(account=account, user=User.objects.get(name="Charlie"))
    alice.post(f"/import/{run.pk}/undo/")
    assert Account.objects.filter(code="312").exists()
    assert not Account.objects.filter(code__in=["282", "4"]).exists()


def test_a_workbook_with_titles_above_and_a_total_below(alice: Client) -> None:
    content = (DATA / "title_rows_and_total.xlsx").read_bytes()
    run = drop(alice, named(content, "export.xlsx"))
    page = alice.get(f"/import/{run.pk}/").content.decode()
    assert "names in row 4" in page
    press_load(alice, run)
    assert run.report is not None
    assert (run.report["rows_loaded"], Decimal(run.report["sum_loaded"])) == (566, Decimal("802363.76"))
    assert "total rows" in alice.get(f"/import/{run.pk}/").content.decode()


def test_a_big5_list_becomes_accounts_with_their_chinese_names(alice: Client) -> None:
    content = (DATA / "twse_listed_big5.csv").read_bytes()
    run = drop(alice, named(content, "上市公司.csv"))
    file = run.run_files.get()
    assert file.preview is not None
    assert file.preview["seen"]["format"]["encoding"] == "cp950"
    assert file.content == "accounts"
    page = alice.get(f"/import/{run.pk}/").content.decode()
    assert "臺灣水泥" in page
    press_load(alice, run)
    assert run.state == ImportRun.State.LOADED
    assert Account.objects.get(code="1101").name.startswith("臺灣水泥")


def test_lines_and_lists_of_different_shapes_in_one_import(alice: Client, aw_lines: bytes) -> None:
    accounts = b"account code,account name,parent account\n312,Brakes and Gears,P1\n4,Four,P1\nP1,Parent Ltd,\n"
    run = drop(alice, named(aw_lines, "lines.csv"), named(accounts, "accounts.csv"))
    assert [file.content for file in run.run_files.all()] == ["lines", "accounts"]
    press_load(alice, run)
    account = Account.objects.get(code="312")
    assert account.name == "Brakes and Gears"
    assert account.parent is not None
    assert account.parent.name == "Parent Ltd"


def test_rejected_rows_are_told_with_line_and_reason_and_can_be_downloaded(alice: Client) -> None:
    rows = "\n".join(f"C{at % 7},2024-03-{at % 28 + 1:02d},{at}.50" for at in range(60))
    content = f'customer no,invoice date,net amount\n{rows}\nC1,2024-03-01,"=cmd|x"\n'.encode()
    run = drop(alice, named(content, "faulty.csv"))
    page = alice.get(f"/import/{run.pk}/").content.decode()
    assert "=cmd|x" in page
    assert "would be rejected" in page
    press_load(alice, run)
    assert run.report is not None
    assert (run.report["rows_read"], run.report["rows_loaded"], run.report["rows_rejected"]) == (61, 60, 1)
    page = alice.get(f"/import/{run.pk}/").content.decode()
    assert "60 rows were loaded; 1 row" in page
    rows_out = list(csv.DictReader(StringIO(download(alice, f"/import/{run.pk}/rejects.csv").decode("utf-8-sig"))))
    assert rows_out[0]["line"] == "62"
    assert rows_out[0]["value"] == "'=cmd|x"


def test_too_many_rejects_change_nothing_and_can_be_accepted_knowingly(alice: Client) -> None:
    rows = "\n".join(f"C{at},2024-03-01,{'x' if at % 4 == 0 else at}" for at in range(1, 11))
    run = drop(alice, named(f"customer no,invoice date,net amount\n{rows}\n".encode(), "half.csv"))
    press_load(alice, run)
    assert run.state == ImportRun.State.REFUSED
    assert ledger.current(settings.LEDGER_DIR) is None
    page = alice.get(f"/import/{run.pk}/").content.decode()
    assert "2 of 10 rows (20.0\u00a0%) would be rejected" in page
    assert "Cannot be read" in page
    assert '<input class="in s" type="number" name="reject_share" min="1" max="100" value="20">' in page
    other = press_load(alice, drop(alice, named(b"customer no,invoice date,net amount\nA,2024-01-02,1\n", "o.csv")))
    assert other.state == ImportRun.State.LOADED
    assert download(alice, f"/import/{run.pk}/rejects.csv").count(b"half.csv") == 2
    press_load(alice, run, reject_share="20")
    assert run.state == ImportRun.State.LOADED
    assert run.report is not None
    assert (run.report["rows_loaded"], run.report["rows_rejected"]) == (8, 2)


def test_the_same_file_twice_is_noticed_and_loaded_only_on_request(alice: Client, aw_lines: bytes) -> None:
    press_load(alice, drop(alice, named(aw_lines, "lines.csv")))
    again = drop(alice, named(aw_lines, "copy.csv"))
    page = alice.get(f"/import/{again.pk}/").content.decode()
    assert "The same file was loaded by Alice" in page
    press_load(alice, again)
    assert again.state == ImportRun.State.REFUSED
    assert again.error is not None
    assert again.error["code"] == "already_loaded"
    press_load(alice, again, again="on")
    assert again.state == ImportRun.State.LOADED


def test_a_mapping_is_remembered_for_the_next_file_of_the_shape(alice: Client) -> None:
    head = "when,who,what\n"
    first = drop(alice, named(f"{head}2024-01-02,Acme,10\n2024-01-03,Beta,11\n".encode(), "january.csv"))
    file = first.run_files.get()
    said = {"column-0": "date", "column-1": "account", "column-2": "revenue", "decimal": "."}
    alice.post(f"/import/{first.pk}/files/{file.pk}/", said)
    press_load(alice, first)
    assert first.state == ImportRun.State.LOADED
    assert RememberedMapping.objects.count() == 1
    second = drop(alice, named(f"{head}2024-02-02,Acme,20\n2024-02-03,Beta,21\n".encode(), "february.csv"))
    file = second.run_files.get()
    assert file.is_remembered
    assert file.mapping is not None
    assert file.mapping["columns"] == {"date": "when", "account": "who", "revenue": "what"}
    assert "remembered" in alice.get(f"/import/{second.pk}/").content.decode()


def test_total_rows_of_a_list_are_passed_over_and_counted(alice: Client) -> None:
    content = "account code,account name,segment\nC1,Alpha,Retail\nC2,Beta,Retail\nTotal:,2,\n,總計,\n,No code,\n"
    before = set(Account.objects.values_list("code", flat=True))
    run = press_load(alice, drop(alice, named(content.encode(), "accounts.csv")))
    assert run.state == ImportRun.State.LOADED
    assert set(Account.objects.values_list("code", flat=True)) == before | {"C1", "C2"}
    assert (run.report or {})["skipped"] == {"total": 2, "without_code": 1}
    page = alice.get(f"/import/{run.pk}/").content.decode()
    assert "Passed over: total rows" in page
    assert "Passed over: rows without a code" in page


def test_the_progress_bar_hands_over_to_the_page_of_the_result(alice: Client, aw_lines: bytes) -> None:
    run = press_load(alice, drop(alice, named(aw_lines, "lines.csv")))
    answer = alice.get(f"/import/{run.pk}/", headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == f"/import/{run.pk}/"
    assert answer.content == b""
