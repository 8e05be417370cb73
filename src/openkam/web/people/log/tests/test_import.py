"""Calendars and mail in the log: what is read, what is refused, nothing twice, nothing unasked, all of it undone."""

from __future__ import annotations

import io
import re
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from openkam.web.people.log import calendars, mails
from openkam.web.people.log.apart import read_apart
from openkam.web.people.log.found import Reading, Unreadable
from openkam.web.people.models import Contact, Interaction, LogImport, TeamMember
from openkam.web.people.tests.conftest import AddContact, AddMember
from openkam.web.shell.tests.cast import Cast

TODAY = date(2026, 3, 31)
TAIPEI = ZoneInfo("Asia/Taipei")
BOTH = (
    "ORGANIZER;CN=Jae Pak:mailto:Jae@ours.example",
    'ATTENDEE;CN="Lin, Mei";PARTSTAT=ACCEPTED:MAILTO:MEI@theirs.example',
)


def event(*lines: str, uid: str = "one", people: tuple[str, ...] = BOTH) -> str:
    return "\r\n".join(["BEGIN:VEVENT", f"UID:{uid}", *lines, *people, "END:VEVENT", ""])


def calendar(*events: str) -> bytes:
    return ("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" + "".join(events) + "END:VCALENDAR\r\n").encode()


def days(*events: str) -> list[str]:
    return [one.on for one in calendars.read(calendar(*events), TODAY, TAIPEI).found]


def mail(number: int, sender: str, to: str, *more: str) -> str:
    head = (f"Message-ID: <{number}@x>", f"From: {sender}", f"To: {to}", "Date: Tue, 10 Mar 2026 20:00:00 +0000", *more)
    return "\n".join(head) + "\n\nSecret body\nFrom here on\n\n"


def mbox(*messages: str) -> bytes:
    return "".join(f"From someone Tue Mar 10 2026\n{one}" for one in messages).encode()


def read_mail(data: bytes) -> Reading:
    return mails.read(io.BytesIO(data), TODAY, TAIPEI)


def test_a_meeting_is_read_without_its_notes() -> None:
    noted = event(
        "DTSTART:20260310T010000Z", "SUMMARY:Price\\, stock", "DESCRIPTION:secret", "BEGIN:VALARM", "END:VALARM"
    )
    [one] = calendars.read(calendar(noted), TODAY, TAIPEI).found
    assert (one.key, one.on, one.what) == ("one 2026-03-10", "2026-03-10", "Price, stock")
    assert [(who.email, who.name, who.spoke) for who in one.people] == [
        ("jae@ours.example", "Jae Pak", True),
        ("mei@theirs.example", "Lin, Mei", True),
    ]


def test_the_day_is_that_of_our_clock() -> None:
    assert days(event("DTSTART;TZID=America/New_York:20260310T220000")) == ["2026-03-11"]
    assert days(event("DTSTART;TZID=W. Europe Standard Time:20260310T220000")) == ["2026-03-11"]
    assert days(event("DTSTART:20260310T220000")) == ["2026-03-10"]
    assert days(event("DTSTART;VALUE=DATE:20260310")) == ["2026-03-10"]


def test_repeated_meetings_are_counted_out_up_to_today() -> None:
    weekly = event("DTSTART:20260302T010000Z", "RRULE:FREQ=WEEKLY", "EXDATE:20260309T010000Z")
    moved = event("RECURRENCE-ID:20260316T010000Z", "DTSTART:20260317T010000Z")
    off = event("RECURRENCE-ID:20260323T010000Z", "DTSTART:20260323T010000Z", "STATUS:CANCELLED")
    reading = calendars.read(calendar(weekly, moved, off), TODAY, TAIPEI)
    assert [(one.key, one.on) for one in reading.found] == [
        ("one 2026-03-02", "2026-03-02"),
        ("one 2026-03-16", "2026-03-17"),
        ("one 2026-03-30", "2026-03-30"),
    ]
    assert reading.left_out == {"cancelled": 1}
    until = event("DTSTART:20260302T010000Z", "RRULE:FREQ=DAILY;UNTIL=20260304T005959Z")
    assert days(until) == ["2026-03-02", "2026-03-03"]
    assert days(event("DTSTART:20260302T010000", "RRULE:FREQ=DAILY;COUNT=2")) == ["2026-03-02", "2026-03-03"]


def test_what_says_nothing_for_a_log_is_counted() -> None:
    reading = calendars.read(
        calendar(
            event("DTSTART:20260310T010000Z", people=()),
            event("DTSTART:20260310T010000Z", uid="two", people=BOTH[:1]),
            event("DTSTART:20990310T010000Z", uid="three"),
            event("DTSTART:banana", uid="four"),
            event("DTSTART:20260310T010000Z", "RRULE:FREQ=SECONDLY", uid="five"),
            event("DTSTART:20260310T010000Z", uid="six", people=(BOTH[0], BOTH[1].replace("ACCEPTED", "DECLINED"))),
        ),
        TODAY,
        TAIPEI,
    )
    assert [one.key for one in reading.found] == ["five 2026-03-10"]
    assert reading.left_out == {"alone": 3, "to_come": 1, "no_day": 1, "not_counted": 1}


@pytest.mark.parametrize(
    ("data", "code", "line"),
    [
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\n", "not_closed", 3),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VCALENDAR\r\n", "not_closed", 3),
        (b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\n" * 50, "too_deep", 9),
        (b"hello", "no_calendar", 1),
        (b"PK\x03\x04" + b"\x00" * 100, "no_calendar", 1),
        (b"BEGIN:VCALENDAR\r\nSUMMARY:" + b"x" * 200_000, "too_long", 2),
        (calendar(event("DTSTART:20260310T010000Z", "SUMMARY;=:x")), "bad_event", 3),
        (calendar(event("DTSTART:18000310T010000Z", "RRULE:FREQ=DAILY")), "too_many", 0),
    ],
)  # fmt: skip
def test_a_spoilt_calendar_is_refused_with_its_line(data: bytes, code: str, line: int) -> None:
    with pytest.raises(Unreadable) as refused:
        calendars.read(data, TODAY, TAIPEI)
    assert (refused.value.code, refused.value.line) == (code, line)


def test_other_encodings_do_no_harm() -> None:
    latin = calendar(event("DTSTART:20260310T010000Z", "SUMMARY:Caf\N{LATIN SMALL LETTER E WITH ACUTE}"))
    [one] = calendars.read(latin.decode().encode("cp1252"), TODAY, TAIPEI).found
    assert one.what == "Café"


def test_a_rule_that_is_never_met_ends_with_its_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("openkam.web.people.log.apart.SECONDS", 4)
    never = event("DTSTART:20260310T010000Z", "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30")
    many = calendar(
        *(event("DTSTART:20260310T010000Z", "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", uid=str(n)) for n in range(50))
    )
    assert never.encode() in many.replace(b"UID:0", b"UID:one")
    with pytest.raises(Unreadable) as refused:
        read_apart(io.BytesIO(many), TODAY, "Asia/Taipei")
    assert refused.value.code == "too_slow"


def test_a_hundred_thousand_events_are_refused() -> None:
    one = event("DTSTART:20260310T010000Z", people=())
    reading = calendars.read(calendar(*[one] * 100_000), TODAY, TAIPEI)
    assert (reading.found, reading.left_out) == ([], {"alone": 100_000})
    with pytest.raises(Unreadable, match="too_many"):
        calendars.read(calendar(*[event("DTSTART:20260310T010000Z")] * 100_000), TODAY, TAIPEI)
    with pytest.raises(Unreadable) as refused:
        read_apart(io.BytesIO(b"BEGIN:VCALENDAR\r\n" + b"X:" + b"x\r\n" * 11_000_000), TODAY, "Asia/Taipei")
    assert refused.value.code == "too_large"


def test_mail_is_read_without_its_bodies() -> None:
    data = mbox(
        mail(
            1, "Jae <jae@ours.example>", "=?utf-8?b?5p6X576O?= <mei@theirs.example>", "Subject: =?utf-8?q?Caf=C3=A9?="
        ),
        mail(2, "mei@theirs.example", "jae@ours.example", "In-Reply-To: <1@x>", "References: <1@x>", "Subject: Re"),
        mail(2, "mei@theirs.example", "jae@ours.example"),
        mail(3, "jae@ours.example", "mei@theirs.example", "Subject: =?nonsense?q?x?="),
        mail(4, "mei@theirs.example", "jae@ours.example", "In-Reply-To: <elsewhere@x>"),
    )
    reading = read_mail(data)
    assert [(one.key, one.on, one.what) for one in reading.found] == [
        ("<1@x>", "2026-03-11", "Café"),
        ("<2@x>", "2026-03-11", "Re"),
        ("<3@x>", "2026-03-11", "=?nonsense?q?x?="),
        ("<4@x>", "2026-03-11", ""),
    ]
    assert reading.found[0].people[1].name == "林美"
    both = ("jae@ours.example", "mei@theirs.example")
    assert [(one.senders, one.answers) for one in reading.found] == [
        (both, False),
        (both, False),
        (both[:1], False),
        (both[1:], True),
    ]
    assert reading.left_out == {"twice": 1}
    assert "Secret" not in str(reading.to_json())


def test_one_mail_and_no_mail() -> None:
    [one] = read_mail(mail(1, "a@x.example", "b@x.example").encode()).found
    assert one.key == "<1@x>"
    undated = mail(1, "a@x.example", "b@x.example").replace("Date: Tue, 10 Mar 2026", "Date: whenever").encode()
    assert read_mail(undated).left_out == {"no_day": 1}
    for data, code in ((b"\x00\x01\x02", "no_mail"), (b"A: " + b"x" * 300_000 + b"\nB: " + b"x" * 300_000, "too_long")):
        with pytest.raises(Unreadable) as refused:
            read_mail(data)
        assert refused.value.code == code


# --- the pages


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.fixture
def bob(cast: Cast) -> Client:
    return cast.browser(cast.bob)


@pytest.fixture
def jae(add_member: AddMember) -> TeamMember:
    return add_member("Jae Pak", email="JAE@ours.example")


@pytest.fixture
def mei(add_contact: AddContact) -> Contact:
    made = add_contact("Mei Lin")
    assert made.person is not None
    made.person.email = "Mei@Theirs.example"
    made.person.save()
    return made


def bring(browser: Client, cast: Cast, data: bytes, name: str = "calendar.ics") -> Any:
    address = f"/accounts/{cast.account_a.pk}/people/log/import/upload/"
    return browser.post(address, {"file": SimpleUploadedFile(name, data)}, follow=True)


MEETINGS = calendar(
    event("DTSTART:20260310T010000Z", "SUMMARY:Price"),
    event("DTSTART:20260311T010000Z", "SUMMARY:Ask", uid="two",
          people=(BOTH[0], BOTH[1].replace("ACCEPTED", "NEEDS-ACTION"),
                  "ATTENDEE;CN=Ola;PARTSTAT=ACCEPTED:mailto:ola@theirs.example")),
)  # fmt: skip


def test_nothing_is_written_before_it_is_asked_for(cast: Cast, bob: Client, jae: TeamMember, mei: Contact) -> None:
    shown = text_of(bring(bob, cast, MEETINGS))
    assert "2 lines would be written" in shown
    assert "Ola ola@theirs.example in 1 entry" in shown
    assert not Interaction.objects.exists()
    run = LogImport.objects.get()
    bob.post(f"/log-imports/{run.pk}/load/")
    lines = list(Interaction.objects.order_by("on"))
    assert [(line.what, line.is_two_way, line.source, line.author) for line in lines] == [
        ("Price", True, "ics", cast.bob),
        ("Ask", False, "ics", cast.bob),
    ]
    assert list(lines[0].contacts.all()) == [mei]
    run.refresh_from_db()
    assert (run.state, run.reading) == ("loaded", {})
    again = text_of(bring(bob, cast, MEETINGS))
    assert "0 lines would be written" in again
    assert "2 are in the log already" in again
    bob.post(f"/log-imports/{LogImport.objects.first().pk}/load/")  # type: ignore[union-attr] # there are two
    assert Interaction.objects.count() == 2


def test_the_unknown_are_added_or_named(cast: Cast, bob: Client, jae: TeamMember, mei: Contact) -> None:
    bring(bob, cast, MEETINGS)
    run = LogImport.objects.get()
    shown = bob.post(f"/log-imports/{run.pk}/who/", {"key": "ola@theirs.example", "choice": "add"}, follow=True)
    assert "Ola (new)" in text_of(shown)
    assert Contact.objects.count() == 1
    bob.post(f"/log-imports/{run.pk}/load/", {"but": "one 2026-03-10", "without_subjects": "1"})
    [line] = Interaction.objects.all()
    assert (line.what, line.is_two_way) == ("", True)
    assert {row.name for row in line.contacts.all()} == {"Mei Lin", "Ola"}
    bob.post(f"/log-imports/{run.pk}/undo/")
    assert not Interaction.objects.exists()
    assert list(Contact.objects.all()) == [mei]


def test_somebody_unknown_is_an_existing_contact(cast: Cast, bob: Client, jae: TeamMember, mei: Contact) -> None:
    other = MEETINGS.replace(b"MEI@theirs", b"private@home")
    bring(bob, cast, other)
    run = LogImport.objects.get()
    key = "private@home.example"
    bob.post(f"/log-imports/{run.pk}/who/", {"key": key, "choice": f"c{mei.pk}"})
    bob.post(f"/log-imports/{run.pk}/who/", {"key": key, "choice": "c999999"})
    bob.post(f"/log-imports/{run.pk}/load/")
    assert [list(line.contacts.all()) for line in Interaction.objects.all()] == [[mei], [mei]]


def test_undoing_keeps_what_was_changed_since(cast: Cast, bob: Client, jae: TeamMember, mei: Contact) -> None:
    bring(bob, cast, MEETINGS)
    run = LogImport.objects.get()
    bob.post(f"/log-imports/{run.pk}/load/")
    Interaction.objects.filter(what="Ask").update(version=2)
    assert "1 line stays" in text_of(bob.post(f"/log-imports/{run.pk}/undo/", follow=True))
    assert [line.what for line in Interaction.objects.all()] == ["Ask"]
    assert "This import is undone." in text_of(bob.post(f"/log-imports/{run.pk}/undo/"))


def test_mail_goes_into_the_log(cast: Cast, bob: Client, jae: TeamMember, mei: Contact) -> None:
    data = mbox(
        mail(1, "jae@ours.example", "mei@theirs.example", "Subject: Offer"),
        mail(2, "mei@theirs.example", "jae@ours.example", "In-Reply-To: <1@x>", "Subject: Re: Offer"),
        mail(3, "jae@ours.example", "mei@theirs.example", "Subject: News"),
        mail(4, "third@else.example", "mei@theirs.example, jae@ours.example", "Subject: Both asked"),
    )
    bring(bob, cast, data, "mail.mbox")
    bob.post(f"/log-imports/{LogImport.objects.get().pk}/load/")
    found = {line.what: (line.kind, line.is_two_way, line.source_key) for line in Interaction.objects.all()}
    assert found == {
        "Offer": ("email", True, "<1@x>"),
        "Re: Offer": ("email", True, "<2@x>"),
        "News": ("email", False, "<3@x>"),
    }


def test_a_file_that_cannot_be_read_says_why(cast: Cast, bob: Client) -> None:
    broken = bring(bob, cast, b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", "<b>x.ics")
    assert broken.status_code == 422
    assert "&lt;b&gt;x.ics</bdi>, line 2:" in broken.content.decode()
    assert "This file is empty." in text_of(bring(bob, cast, b" ", "empty.ics"))
    nothing = bob.post(f"/accounts/{cast.account_a.pk}/people/log/import/upload/")
    assert "No file arrived." in text_of(nothing)
    assert not LogImport.objects.exists()


def test_only_accounts_that_one_may_change_are_filled(
    cast: Cast, bob: Client, jae: TeamMember, mei: Contact, add_contact: AddContact, add_member: AddMember
) -> None:
    there = add_contact("Mei Lin", cast.account_b)
    assert there.person is not None
    there.person.email = "mei@theirs.example"
    there.person.save()
    add_member("Jae Pak B", cast.account_b, email="jae@ours.example")
    assert "Beta Outfitters" not in text_of(bring(bob, cast, MEETINGS))
    run = LogImport.objects.get()
    for name in ("alice", "vera", "charlie"):
        assert cast.browser(cast.people[name]).get(f"/log-imports/{run.pk}/").status_code == 404
    bob.post(f"/log-imports/{run.pk}/load/")
    assert {line.account_id for line in Interaction.objects.all()} == {cast.account_a.pk}
    assert "Beta Outfitters" in text_of(bring(cast.browser(cast.alice), cast, MEETINGS))


def test_a_name_is_enough_where_the_file_has_no_address(cast: Cast, bob: Client, jae: TeamMember, mei: Contact) -> None:
    named = MEETINGS.replace(b"MAILTO:MEI@theirs.example", b"invalid:nobody").replace(b'"Lin, Mei"', b"mei  lin")
    shown = text_of(bring(bob, cast, named))
    assert "found by name" in shown
    assert "2 lines would be written" in shown


def test_throwing_away_leaves_nothing(cast: Cast, bob: Client, jae: TeamMember, mei: Contact) -> None:
    bring(bob, cast, MEETINGS)
    bob.post(f"/log-imports/{LogImport.objects.get().pk}/discard/")
    assert not LogImport.objects.exists()
    assert not Interaction.objects.exists()
