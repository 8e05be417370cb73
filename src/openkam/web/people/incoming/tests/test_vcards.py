"""vCards as phones, mail programs and CRM systems write them."""

from __future__ import annotations

import pytest

from openkam.web.people.incoming.vcards import Card, cards, full_name, is_vcard


def read(text: str, encoding: str = "utf-8") -> list[Card]:
    return list(cards(text.replace("\n", "\r\n").encode(encoding), encoding))


def test_version_3_folded_grouped_and_escaped() -> None:
    (card,) = read(
        "BEGIN:VCARD\nVERSION:3.0\nN:Lin;Mei;;;\nFN:Mei Lin\nORG:Alpha\\, Inc.;Purchasing\n"
        "TITLE:Head of Pur\n chasing\n"
        "item1.EMAIL;TYPE=INTERNET,HOME:mei@home.example\nitem2.EMAIL;TYPE=WORK:mei@alpha.example\n"
        "TEL;TYPE=WORK,FAX:1\nTEL;TYPE=HOME:2\nTEL;TYPE=WORK:+886 2 3\nTEL;TYPE=CELL:0912\n"
        "PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQ\n SkZJRg==\nUID:urn:uuid:4fbe\nX-MANAGER:Wang Da\nEND:VCARD\n"
    )
    assert card == Card(
        1,
        {
            "name": "Mei Lin", "email": "mei@alpha.example", "phone": "+886 2 3", "mobile": "0912",
            "title": "Head of Purchasing", "account_name": "Alpha, Inc.", "function": "Purchasing",
            "external_id": "4fbe", "reports_to": "Wang Da",
        },
    )  # fmt: skip


def test_version_2_1_quoted_printable_in_a_charset_with_soft_breaks() -> None:
    name = "".join(f"={byte:02X}" for byte in "王".encode("cp950"))
    given = "".join(f"={byte:02X}" for byte in "小明".encode("cp950"))
    text = (
        f"BEGIN:VCARD\nVERSION:2.1\nN;CHARSET=BIG5;ENCODING=QUOTED-PRINTABLE:{name};=\n{given};;;\n"
        "TITLE:Purchasing\n  manager\nTEL;CELL;VOICE:0911\nEMAIL;INTERNET;PREF:ming@example.org\n"
        "EMAIL:old@example.org\nEND:VCARD\n"
    )
    (card,) = read(text, "ascii")
    assert card.fault == ""
    assert card.values == {
        "name": "王小明",
        "title": "Purchasing manager",
        "mobile": "0911",
        "email": "ming@example.org",
    }


def test_version_4_uris_preference_and_organisations() -> None:
    first, second = read(
        'BEGIN:VCARD\nVERSION:4.0\nFN:Zoë Łukasz 🚲\nTEL;VALUE=uri;TYPE="voice,work":tel:+1-555\n'
        "EMAIL;PREF=1:zoe@example.org\nRELATED;TYPE=manager;VALUE=text:Mei Lin\nEND:VCARD\n"
        "BEGIN:VCARD\nVERSION:4.0\nKIND:org\nFN:Alpha\nEND:VCARD\n"
    )
    assert first.values == {
        "name": "Zoë Łukasz 🚲",
        "phone": "+1-555",
        "email": "zoe@example.org",
        "reports_to": "Mei Lin",
    }
    assert (second.line, second.fault) == (8, "organisation")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp950", "gb18030"])
def test_a_file_in_any_encoding(encoding: str) -> None:
    text = "BEGIN:VCARD\nVERSION:3.0\nFN:小明 王\nN:王;小明\nORG:公司\nEND:VCARD\n"
    (card,) = read(text, encoding)
    assert card.values == {"name": "王小明", "account_name": "公司"}
    assert is_vcard(text.encode(encoding), encoding)


def test_bytes_that_do_not_belong_and_a_card_without_an_end_are_faults() -> None:
    broken = b"BEGIN:VCARD\nFN:\xff\xfe\nEND:VCARD\nBEGIN:VCARD\nFN:Half"
    assert [(card.line, card.fault) for card in cards(broken, "utf-8")] == [(1, "encoding"), (4, "cut_off")]


def test_a_card_inside_a_card_is_passed_over() -> None:
    (card,) = read("BEGIN:VCARD\nFN:Boss\nAGENT:\nBEGIN:VCARD\nFN:Clerk\nEND:VCARD\nTITLE:Owner\nEND:VCARD\n")
    assert card.values == {"name": "Boss", "title": "Owner"}


def test_folding_inside_a_character() -> None:
    text = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:王".encode()[:-1] + b"\r\n " + "王".encode()[-1:] + b"\r\nEND:VCARD"
    assert [card.values for card in cards(text, "utf-8")] == [{"name": "王"}]


@pytest.mark.parametrize(
    ("given", "name"),
    [
        (("", "小明", "", "王"), "王小明"),
        (("小明 王", "小明", "", "王"), "王小明"),
        (("Ming Wang", "Ming", "", "Wang"), "Ming Wang"),
        (("", "Ming", "J.", "Wang"), "Ming J. Wang"),
        (("", "", "", "Wang"), "Wang"),
        (("王大同", "", "", ""), "王大同"),
        (("", "", "", ""), ""),
    ],
)
def test_names_in_the_order_of_their_language(given: tuple[str, str, str, str], name: str) -> None:
    assert full_name(*given) == name
