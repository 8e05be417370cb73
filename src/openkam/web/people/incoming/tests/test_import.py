"""Contacts in and back: who is matched, what changes, what is left out, and what an undo leaves."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.test import Client
from openpyxl import Workbook  # type: ignore[import-untyped] # has no types

from openkam.ledger.types import Cancelled
from openkam.web.people.actions import contacts
from openkam.web.people.incoming import loading, reading as files
from openkam.web.people.incoming.tests.conftest import Drop, names, press, say
from openkam.web.people.models import Contact, ContactImport, Person
from openkam.web.people.tests.conftest import AddContact, AddMember, Talk
from openkam.web.shell.models import Job
from openkam.web.shell.tests.cast import Cast

pytestmark = pytest.mark.django_db
HEAD = "First Name,Last Name,Title,Department,Email,Phone,Account Name,Reports To\n"


def counts(run: ContactImport) -> dict[str, int]:
    return {kind: number for kind, number in (run.report or {})["counts"].items() if number}


def person(name: str) -> Person:
    return Person.objects.get(name=name)


def contact(name: str) -> Contact:
    return Contact.objects.get(person__name=name)


def test_new_people_come_in_with_their_superiors_and_what_their_titles_propose(
    cast: Cast, bob: Client, drop: Drop
) -> None:
    run = drop(
        HEAD + "Mei,Lin,Purchasing Manager,,mei@alpha.example,1,Alpha Bicycles,Ada Boss\n"
        "Ada,Boss,Owner,,ada@alpha.example,2,Alpha Bicycles,\n"
    )
    page = bob.get(f"/contacts/import/{run.pk}/").content.decode()
    assert "2 rows = 2 added + 0 changed + 0 unchanged + 0 left out" in page
    assert page.count("proposed from the title") == 4
    assert Contact.objects.count() == 0
    press(bob, run, "load")
    assert (run.state, counts(run)) == ("loaded", {"new": 2})
    mei, ada = contact("Mei Lin"), contact("Ada Boss")
    assert (mei.function, mei.level, mei.reports_to) == ("Purchasing", "managers", ada)
    assert (ada.function, ada.level) == ("Board", "board")
    history = Contact.history.filter(id=mei.pk).get()
    assert (history.history_user, history.history_change_reason) == (cast.bob, f"contact import {run.pk}")


def test_gaps_are_filled_and_nothing_is_overwritten_unless_the_file_wins(
    bob: Client, drop: Drop, add_contact: AddContact
) -> None:
    mei = add_contact("Mei Lin", title="Buyer")
    Person.objects.filter(pk=mei.person_id or 0).update(email="mei@alpha.example")
    text = HEAD + "Mei,Lin,Head of Purchasing,,MEI@alpha.example,123,,\n"
    press(bob, drop(text), "load")
    assert (contact("Mei Lin").title, person("Mei Lin").phone) == ("Buyer", "123")
    second = drop(text)
    page = bob.get(f"/contacts/import/{second.pk}/").content.decode()
    assert "<del>Buyer</del> → <ins>Head of Purchasing</ins>" in page.replace("</del> → ", "</del> → ")
    press(bob, second, "load")
    assert counts(second) == {"unchanged": 1}
    third = say(bob, drop(text), rule="file")
    press(bob, third, "load")
    assert (counts(third), contact("Mei Lin").title, person("Mei Lin").email) == (
        {"changed": 1}, "Head of Purchasing", "mei@alpha.example",
    )  # fmt: skip


def test_a_tick_decides_over_one_field_of_one_row(bob: Client, drop: Drop, add_contact: AddContact) -> None:
    add_contact("Mei Lin", title="Buyer")
    run = drop(HEAD + "Mei,Lin,Head of Purchasing,,mei@alpha.example,123,,\n")
    press(bob, run, "rows", shown=["2:email", "2:phone", "2:title"], take=["2:email", "2:title"])
    press(bob, run, "load")
    assert (contact("Mei Lin").title, person("Mei Lin").email, person("Mei Lin").phone) == (
        "Head of Purchasing", "mei@alpha.example", "",
    )  # fmt: skip


def test_two_rows_of_one_person_are_one_person(bob: Client, drop: Drop) -> None:
    run = drop(HEAD + "Mei,Lin,Buyer,,mei@a.example,,,\nM.,Lin,,,mei@a.example,5,,\nLin,Mei,,,,,,\n")
    assert "the same person as in line 2" in bob.get(f"/contacts/import/{run.pk}/").content.decode()
    press(bob, run, "load")
    assert (counts(run), Person.objects.count(), person("Mei Lin").phone) == (
        {"new": 1, "changed": 1, "unchanged": 1}, 1, "5",
    )  # fmt: skip


def test_a_proposal_that_was_declined_is_not_made_again_by_a_later_row(bob: Client, drop: Drop) -> None:
    run = drop(HEAD + "Mei,Lin,Buyer,,,,,\nMei,Lin,Buyer,,,,,\n")
    press(bob, run, "rows", shown=["2:level", "2:function"], take=["2:function"])
    press(bob, run, "load")
    assert (counts(run), contact("Mei Lin").function, contact("Mei Lin").level) == (
        {"new": 1, "unchanged": 1}, "Purchasing", "",
    )  # fmt: skip


def test_a_conflict_is_left_out_until_a_person_decides(bob: Client, drop: Drop, add_contact: AddContact) -> None:
    mei = add_contact("Mei Lin")
    Person.objects.filter(pk=mei.person_id or 0).update(email="office@a.example")
    text = HEAD + "Otto,Berg,,,office@a.example,,,\nMei,Lin,,,mei@new.example,,,\n"
    run = drop(text)
    page = bob.get(f"/contacts/import/{run.pk}/").content.decode()
    assert "The e-mail is that of Mei Lin, whose name is quite another." in page
    assert "Mei Lin is a contact already, with another e-mail." in page
    press(bob, run, "load")
    assert (counts(run), Contact.objects.count()) == ({"rejected": 2}, 1)
    second = press(bob, drop(text), "rows", **{"who-2": "other", "who-3": "same"})
    press(bob, second, "load")
    assert counts(second) == {"new": 1, "unchanged": 1}
    assert names(mei.account) == ["Mei Lin", "Otto Berg"]


def test_the_same_person_at_an_account_that_is_not_seen_is_matched_and_never_shown(
    cast: Cast, bob: Client, drop: Drop, add_contact: AddContact
) -> None:
    hidden = add_contact("Mei-Ling Lin", cast.account_b)
    Person.objects.filter(pk=hidden.person_id or 0).update(email="mei@b.example", phone="SECRET-1")
    add_contact("Kim Other", cast.account_b)
    Person.objects.filter(name="Kim Other").update(email="shared@b.example")
    text = HEAD + (
        "Mei,Lin,,,mei@b.example,777,,\nM.,Lin,,,mei@b.example,888,,\nOtto,Berg,,,shared@b.example,,,Mei Lin\n"
    )
    run = say(bob, drop(text), rule="file")
    for show in ("all", "new", "unchanged"):
        page = bob.get(f"/contacts/import/{run.pk}/?show={show}").content.decode()
        assert not any(word in page for word in ("SECRET", "Mei-Ling", "Kim Other", "Beta Outfitters"))
    press(bob, run, "load")
    assert Contact.objects.filter(account=cast.account_a, person=hidden.person_id).count() == 1
    assert (person("Mei-Ling Lin").phone, Person.objects.filter(email="shared@b.example").count()) == ("SECRET-1", 2)
    assert counts(run) == {"new": 2, "unchanged": 1}


def test_an_id_of_the_other_system_finds_a_person_whose_name_and_address_changed(bob: Client, drop: Drop) -> None:
    head = "Contact ID,First Name,Last Name,Email,Mailing Street\n"
    press(bob, drop(head + "0035g00000XyZabAAB,Mei,Lin,mei@a.example,\n"), "load")
    assert person("Mei Lin").external_id == "salesforce:0035g00000XyZab"
    run = say(bob, drop(head + "0035g00000XyZab,Mei,Wang,wang@a.example,\n"), rule="file")
    press(bob, run, "load")
    assert (counts(run), Person.objects.get().email) == ({"changed": 1}, "wang@a.example")


def test_rows_are_left_out_with_line_column_value_and_reason(bob: Client, drop: Drop) -> None:
    long = "N" * 201
    run = drop(
        HEAD + f",,Buyer,,x@a.example,,,\n=1+1,Lin,,,,,,\n{long},Lin,,,,,,\nMei,Lin,,,not an address,,,\n"
        "Otto,Berg,,,,,Other Company,\n,,,,,,,\nGood,One,,,,,Alpha Bicycles,\n"
    )
    page = bob.get(f"/contacts/import/{run.pk}/").content.decode()
    assert "6 rows = 1 added + 0 changed + 0 unchanged + 5 left out" in page
    csv = bob.get(f"/contacts/import/{run.pk}/left-out.csv").getvalue().decode("utf-8-sig")
    assert "5,Email,not an address,This is not one e-mail address.,Mei Lin," in csv
    assert '3,"First Name, Last Name",\'=1+1 Lin,' in csv
    press(bob, run, "load")
    assert counts(run) == {"new": 1, "rejected": 5}
    assert [(row["line"], row["code"]) for row in (run.report or {})["rejected"]] == [
        (2, "no_name"), (3, "formula"), (4, "too_long"), (5, "email"), (6, "other_account"),
    ]  # fmt: skip


def test_rings_of_superiors_are_left_out_by_name(bob: Client, drop: Drop) -> None:
    run = drop(
        HEAD + "A,One,,,a@a.example,,,B Two\nB,Two,,,,,,a@a.example\nC,Three,,,,,,C Three\nD,Four,,,,,,Nobody Known\n"
    )
    assert "Reporting lines left out" in bob.get(f"/contacts/import/{run.pk}/").content.decode()
    press(bob, run, "load")
    assert [(row["column"], row["code"]) for row in (run.report or {})["superiors"]] == [
        ("B Two", "superior_ring"), ("C Three", "superior_self"), ("D Four", "superior_unknown"),
    ]  # fmt: skip
    assert contact("A One").reports_to == contact("B Two")
    assert contact("B Two").reports_to is None


def test_many_accounts_at_once_and_only_those_that_one_may_change(cast: Cast, bob: Client, drop: Drop) -> None:
    text = (
        "Full Name,Email,Account Code,Company\nMei Lin,mei@x.example,A,\nMei Lin,mei@x.example,,Beta Outfitters\n"
        "Otto Berg,,,No such company\nKim,,,\n"
    )
    run = press(bob, drop(text, many=True), "load")
    assert counts(run) == {"new": 1, "rejected": 3}
    codes = {row["line"]: row["code"] for row in (run.report or {})["rejected"]}
    assert codes == {3: "account_unknown", 4: "account_unknown", 5: "no_account"}
    alice = cast.browser(cast.alice)
    press(alice, drop(text, browser=alice, many=True), "load")
    assert (names(cast.account_b), Person.objects.filter(name="Mei Lin").count()) == (["Mei Lin"], 1)


def test_an_undo_puts_back_exactly_what_was_there(bob: Client, drop: Drop, add_contact: AddContact) -> None:
    mei = add_contact("Mei Lin", title="Buyer")
    run = drop(HEAD + "Mei,Lin,,Quality,mei@a.example,1,,New Boss\nNew,Boss,Owner,,,,,\n")
    say(bob, run, rule="file")
    press(bob, run, "load")
    assert contact("Mei Lin").reports_to == contact("New Boss")
    press(bob, run, "undo")
    back = contact("Mei Lin")
    assert (run.state, names(mei.account)) == ("undone", ["Mei Lin"])
    assert (back.function, back.title, back.reports_to, person("Mei Lin").email) == ("Purchasing", "Buyer", None, "")
    assert Person.objects.count() == 1
    press(bob, run, "load")
    assert (run.state, contact("Mei Lin").function) == ("loaded", "Quality")


def test_an_undo_leaves_what_somebody_worked_on_since_and_names_it(
    cast: Cast, bob: Client, drop: Drop, add_member: AddMember, talked: Talk, add_contact: AddContact
) -> None:
    add_contact("Ola Old")
    run = drop(HEAD + "Boss,One,,,,,,\nMei,Lin,,,,,,Boss One\nOtto,Berg,,,,,,\nOla,Old,Chemist,,,,,\nGone,Soon,,,,,,\n")
    press(bob, run, "load")
    mei, ola = contact("Mei Lin"), contact("Ola Old")
    contacts.change_contact(contact=mei, values={"title": "Director"}, person=None, based_on=mei.version)
    contacts.change_contact(contact=ola, values={"motive": "calm"}, person=None, based_on=ola.version)
    talked([add_member("Jae")], [contact("Otto Berg")], 1)
    press(bob, run, "undo")
    kept = {row["name"]: row["code"] for row in (run.report or {})["not_taken_back"]}
    assert kept == {"Mei Lin": "changed_since", "Ola Old": "changed_since", "Otto Berg": "in_use", "Boss One": "in_use"}
    assert names(cast.account_a) == ["Boss One", "Mei Lin", "Ola Old", "Otto Berg"]
    assert contact("Mei Lin").reports_to == contact("Boss One")
    assert "Left as they are" in bob.get(f"/contacts/import/{run.pk}/").content.decode()


def test_two_imports_are_taken_back_one_after_the_other(cast: Cast, bob: Client, drop: Drop) -> None:
    first = press(bob, drop(HEAD + "Mei,Lin,Buyer,,,,,\n"), "load")
    second = press(bob, say(bob, drop(HEAD + "Mei,Lin,Director,,,7,,\n"), rule="file"), "load")
    assert (contact("Mei Lin").title, person("Mei Lin").phone) == ("Director", "7")
    press(bob, second, "undo")
    assert (contact("Mei Lin").title, person("Mei Lin").phone) == ("Buyer", "")
    press(bob, first, "undo")
    assert (names(cast.account_a), (first.report or {})["not_taken_back"]) == ([], [])


def test_more_people_than_one_import_takes_are_refused(bob: Client, drop: Drop) -> None:
    run = press(bob, drop("Name\n" + "".join(f"Person {at}\n" for at in range(loading.MOST_ROWS + 1))), "load")
    assert (run.state, (run.error or {})["code"], Contact.objects.count()) == ("draft", "too_many_rows", 0)


def test_a_stopped_load_leaves_nothing(cast: Cast, drop: Drop) -> None:
    run = drop(HEAD + "Mei,Lin,,,,,,\n")

    class Stopped:
        def report(self, progress: object) -> None:
            """Nobody looks."""

        def cancelled(self) -> bool:
            return True

    loading.begin(run, "loading", wanted=("draft",))
    with pytest.raises(Cancelled):
        loading.load(run, cast.bob, Stopped())
    run.refresh_from_db()
    assert (run.state, run.error, Contact.objects.count()) == ("draft", None, 0)


def test_a_load_whose_worker_died_is_a_draft_again(bob: Client, drop: Drop) -> None:
    run = drop(HEAD + "Mei,Lin,,,,,,\n")
    job = Job.objects.create(
        kind="contacts", title="x", state=Job.State.FAILED, error={"error": {"message": "It died."}}
    )
    ContactImport.objects.filter(pk=run.pk).update(state="loading", job=job)
    assert "It died." in bob.get(f"/contacts/import/{run.pk}/").content.decode()
    run.refresh_from_db()
    assert run.state == "draft"


@pytest.mark.parametrize("encoding", ["cp950", "gb18030", "utf-16"])
def test_exports_in_other_encodings(bob: Client, drop: Drop, encoding: str) -> None:
    rows = "姓名,職稱,部門,電子郵件\n" + "".join(
        f"{name},採購經理,採購部門,p{at}@example.org\n"
        for at, name in enumerate(["王小明", "林美麗", "陳大文", "張志強"])
    )
    run = press(bob, drop(rows.encode(encoding)), "load")
    assert counts(run) == {"new": 4}
    assert contact("林美麗").level == "managers"


def test_vcards_come_in(cast: Cast, bob: Client, drop: Drop) -> None:
    cards = (
        "BEGIN:VCARD\r\nVERSION:3.0\r\nN:王;小明;;;\r\nTITLE:品保處長\r\nORG:Somewhere;品質\r\n"
        "EMAIL:ming@example.org\r\nEND:VCARD\r\nBEGIN:VCARD\r\nVERSION:4.0\r\nKIND:org\r\nFN:Alpha\r\nEND:VCARD\r\n"
    )
    run = press(bob, drop(cards, "people.vcf"), "load")
    assert counts(run) == {"new": 1, "rejected": 1}
    ming = contact("王小明")
    assert (ming.function, ming.level, ming.account) == ("品質", "directors", cast.account_a)


def test_vcards_beyond_what_is_read_in_one_piece_are_refused(bob: Client, drop: Drop) -> None:
    card = b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Mei Lin\r\nNOTE:"
    run = drop(card + b"x" * files.MOST_VCARD_BYTES + b"\r\nEND:VCARD\r\n", "people.vcf")
    assert "has more than 64 MB of vCards" in bob.get(f"/contacts/import/{run.pk}/").content.decode()


def test_a_workbook_comes_in(bob: Client, drop: Drop) -> None:
    book, stream = Workbook(), BytesIO()
    sheet = book.active
    sheet.append(["Full Name", "Job Title", "Mobile Phone"])
    sheet.append(["Zoë 🚲 <b>x</b> \u202eabc", "Buyer", 886912345678])
    book.save(stream)
    run = drop(stream.getvalue(), "export.xlsx")
    assert "&lt;b&gt;x&lt;/b&gt;" in bob.get(f"/contacts/import/{run.pk}/").content.decode()
    press(bob, run, "load")
    assert Person.objects.get().mobile == "886912345678"


def test_a_pdf_by_another_name_is_refused_with_the_reason(bob: Client, drop: Drop) -> None:
    run = drop(b"%PDF-1.7\n1 0 obj\n", "people.csv")
    assert "is a PDF document" in bob.get(f"/contacts/import/{run.pk}/").content.decode()
    assert press(bob, run, "load").state == "draft"


def test_the_meaning_of_columns_is_corrected_and_remembered(bob: Client, drop: Drop) -> None:
    text = "wer,Email\nMei Lin,mei@a.example\n"
    run = drop(text)
    assert "No column is known to hold the name." in bob.get(f"/contacts/import/{run.pk}/").content.decode()
    assert press(bob, run, "load").state == "draft"
    say(bob, run, **{"column-0": "name"})
    press(bob, run, "load")
    assert (run.state, names(run.account)) == ("loaded", ["Mei Lin"])
    assert (drop(text).reading or {})["columns"] == {"email": "Email", "name": "wer"}


def test_who_may_see_an_import(cast: Cast, bob: Client, drop: Drop) -> None:
    of_a, of_many = drop(HEAD + "Mei,Lin,,,,,,\n"), drop("Full Name,Company\nMei Lin,A\n", many=True)
    for name, seen in {"alice": (200, 200), "vera": (404, 404), "charlie": (404, 404), "bob": (200, 200)}.items():
        browser = cast.browser(cast.people[name])
        found = tuple(browser.get(f"/contacts/import/{run.pk}/").status_code for run in (of_a, of_many))
        assert found == seen, name


def test_pages_of_the_import_show_earlier_ones(cast: Cast, bob: Client, drop: Drop) -> None:
    run = press(bob, drop(HEAD + "Mei,Lin,,,,,,\n"), "load")
    for url in (f"/accounts/{cast.account_a.pk}/people/import/", "/contacts/import/"):
        assert f"/contacts/import/{run.pk}/" in bob.get(url).content.decode()
    press(bob, run, "undo")
    bob.post(f"/contacts/import/{run.pk}/discard/")
    assert ContactImport.objects.count() == 0
