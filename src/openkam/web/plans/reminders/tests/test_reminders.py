"""The calendar of a person, and the weekly mail: who sees what, when it is sent, and names that would break it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from smtplib import SMTPServerDisconnected
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.test import Client, override_settings
from django.utils import timezone
from icalendar import Calendar

from openkam.web.accounts.models import Membership
from openkam.web.people.actions import contacts, talk, team
from openkam.web.people.actions.team import colleague_of
from openkam.web.plans.actions import reminding
from openkam.web.plans.actions.todo import add_action
from openkam.web.plans.models import Digest, Feed
from openkam.web.plans.reminders import sending
from openkam.web.shell import access, actions as shell
from openkam.web.shell.models import User
from openkam.web.shell.tests.cast import Cast

pytestmark = pytest.mark.django_db

SITE = "https://kam.example.org"
NASTY = "<script>alert(1)</script>\r\nBcc: x@example.org; BEGIN:VEVENT\n\u202eשלום 👩‍🔧 " + "長" * 150
MONDAY = datetime(2026, 11, 30, 7, tzinfo=UTC)
TODAY = timezone.localdate


def action(cast: Cast, text: str, days: int, account: Any = None, user: User | None = None) -> None:
    values = {"text": text, "owner": colleague_of(user or cast.bob), "due_on": TODAY() + timedelta(days=days)}
    add_action(account=account or cast.account_a, author=user or cast.bob, values=values)


def promised(cast: Cast, name: str, days: int, what: str = "") -> None:
    """Bob spoke with somebody ten days ago, and the next contact is due so many days from now."""
    account, place = cast.account_a, {"function": "Purchasing", "level": "managers"}
    contact = contacts.add_contact(account=account, person={"name": name}, values=place)
    member = team.add_member(account=account, colleague=colleague_of(cast.bob))
    on = TODAY()
    values = {"on": on - timedelta(days=10), "next_on": on + timedelta(days=days), "next_what": what}
    talk.record(account=account, author=cast.bob, members=[member], contacts=[contact], values=values)


def address(cast: Cast, user: User) -> str:
    page = cast.browser(user).post("/settings/reminders/calendar/").content.decode()
    found = re.search(r'value="http://testserver(/s/calendar/[^"]+)"', page)
    assert found is not None
    return found[1]


def events(path: str) -> list[Any]:
    answer = Client().get(path)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Cache-Control"] == "no-store"
    return list(Calendar.from_ical(answer.content).walk("VEVENT"))


def test_the_calendar_holds_my_actions_and_next_contacts_and_nobody_elses(cast: Cast) -> None:
    action(cast, "Send the forecast", 3)
    action(cast, "Call about the dock", -4)
    action(cast, "Alice's own", 3, user=cast.alice)
    promised(cast, "Mei Lin", 40, "Show the plant")
    found = {str(one["SUMMARY"]): one for one in events(address(cast, cast.bob))}
    assert len(found) == 3
    forecast = found["Send the forecast · Alpha Bicycles"]
    assert forecast.decoded("DTSTART") == TODAY() + timedelta(days=3)
    assert str(forecast["URL"]).startswith("http://testserver/actions/")
    late = next(one for title, one in found.items() if title.startswith("Overdue since"))
    assert late.decoded("DTSTART") == TODAY()
    meeting = found["Talk to Mei Lin · Alpha Bicycles"]
    assert meeting.decoded("DTSTART") == TODAY() + timedelta(days=40)
    assert "Show the plant" in str(meeting["DESCRIPTION"])


def test_who_leaves_the_team_sees_the_account_no_longer(cast: Cast) -> None:
    action(cast, "Send the forecast", 3)
    promised(cast, "Mei Lin", 4)
    path = address(cast, cast.bob)
    assert len(events(path)) == 2
    Membership.objects.filter(user=cast.bob).delete()
    cast.account_a.owner = None
    cast.account_a.save()
    assert events(path) == []
    User.objects.filter(pk=cast.bob.pk).update(is_active=False)
    assert Client().get(path).status_code == 404


def test_an_address_is_known_to_its_owner_alone_and_can_be_replaced_and_revoked(cast: Cast) -> None:
    first = address(cast, cast.bob)
    assert first.split("/")[-1].removesuffix(".ics") not in str(list(Feed.objects.values()))
    second = address(cast, cast.bob)
    assert Client().get(first).status_code == 404
    assert Client().get(second).status_code == 200
    assert second not in cast.browser(cast.bob).get("/settings/reminders/").content.decode()
    cast.browser(cast.charlie).post("/settings/reminders/calendar/revoke/")
    assert Client().get(second).status_code == 200
    cast.browser(cast.bob).post("/settings/reminders/calendar/revoke/")
    gone = Client().get(second)
    assert (gone.status_code, gone.content) == (404, b"")
    assert Client().post(second).status_code == 405


def test_a_calendar_is_not_asked_for_more_often_than_calendars_ask(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "TRIES", 3)
    path = address(cast, cast.bob)
    assert [Client().get(path).status_code for _at in range(5)] == [200, 200, 200, 429, 429]


def test_nasty_names_stay_texts_in_the_calendar(cast: Cast) -> None:
    action(cast, NASTY[:400], 1)
    promised(cast, NASTY[:200], 2, NASTY)
    found = events(address(cast, cast.bob))
    assert len(found) == 2
    for one in found:
        assert "<script>alert(1)</script> Bcc: x@example.org; BEGIN:VEVENT שלום 👩‍🔧" in str(one["SUMMARY"])
        assert {str(key) for key in one} <= {
            "UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "URL", "TRANSP"
        }  # fmt: skip


def test_the_calendar_speaks_its_readers_language(cast: Cast) -> None:
    shell.choose_language(user=cast.bob, language="zh-Hant")
    promised(cast, "王小明", 2)
    (one,) = events(address(cast, cast.bob))
    assert "王小明" in str(one["SUMMARY"])
    assert "Talk to" not in str(one["SUMMARY"])


def wanted(user: User) -> Digest:
    one = reminding.want_digest(user=user, site=SITE)
    Digest.objects.filter(pk=one.pk).update(week="2026-W01")
    one.refresh_from_db()
    return one


def test_the_mail_says_what_is_due_what_faded_and_what_happened(cast: Cast) -> None:
    action(cast, "Send the forecast", 3)
    action(cast, "Call about the dock", -4)
    action(cast, "Not this week", 20)
    promised(cast, "Mei Lin", 1, "Show the plant")
    place = {"function": "Purchasing", "level": "managers"}
    ola = contacts.add_contact(account=cast.account_a, person={"name": "Ola"}, values=place)
    bob = team.add_member(account=cast.account_a, colleague={"name": "Jae", **place})
    said = {"on": TODAY() - timedelta(days=62)}
    talk.record(account=cast.account_a, author=None, members=[bob], contacts=[ola], values=said)
    talk.record(
        account=cast.account_a, author=None, members=[bob], contacts=[ola],
        values={"on": TODAY() - timedelta(days=2), "is_two_way": False},
    )  # fmt: skip
    wanted(cast.bob)
    assert sending.send_due(MONDAY) == 1
    (sent,) = mail.outbox
    assert sent.to == ["bob@example.org"]
    assert re.fullmatch(r"Key accounts, week of .+: 1 overdue, 1 due, \d to talk to", str(sent.subject))
    body = str(sent.body)
    for text in ("1 action is overdue", "Call about the dock · Alpha Bicycles", "1 action is due this week",
                 "Send the forecast", "Mei Lin", "Show the plant", "1 link faded last week", "Jae ↔ Ola",
                 "Last week on your accounts", "Alpha Bicycles: 1 talk"):  # fmt: skip
        assert text in body, text
    assert "Not this week" not in body
    assert all(link.startswith(SITE) for link in re.findall(r"https?://\S+", body))
    assert Digest.objects.get().state == Digest.State.SENT


def test_each_week_is_sent_once_from_monday_morning_on(cast: Cast) -> None:
    action(cast, "Call about the dock", -4)
    one = reminding.want_digest(user=cast.bob, site=SITE)
    assert sending.send_due(timezone.now()) == 0
    Digest.objects.filter(pk=one.pk).update(week="2026-W48")
    assert sending.send_due(MONDAY.replace(hour=5)) == 0
    assert sending.send_due(MONDAY) == 1
    assert sending.send_due(MONDAY + timedelta(days=6)) == 0
    assert sending.send_due(MONDAY + timedelta(days=7)) == 1
    assert len(mail.outbox) == 2


def test_two_workers_send_one_mail(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    action(cast, "Call about the dock", -4)
    one = wanted(cast.bob)
    seen_by_the_other = Digest.objects.select_related("user").get(pk=one.pk)
    assert sending.send_due(MONDAY) == 1
    assert not sending._send(seen_by_the_other, "2026-W49", MONDAY)
    assert len(mail.outbox) == 1


def test_a_worker_killed_in_the_midst_of_a_mail_has_it_sent_again(cast: Cast) -> None:
    action(cast, "Call about the dock", -4)
    one = wanted(cast.bob)
    Digest.objects.filter(pk=one.pk).update(week="2026-W49", state=Digest.State.SENDING, at=MONDAY)
    assert sending.send_due(MONDAY + timedelta(minutes=30)) == 0
    assert sending.send_due(MONDAY + timedelta(minutes=61)) == 1


def test_a_refusing_mail_server_is_told_and_asked_again(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    action(cast, "Call about the dock", -4)
    wanted(cast.bob)

    def refuse(*_given: object) -> int:
        raise SMTPServerDisconnected("Connection <closed>")

    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
        assert sending.send_due(MONDAY) == 0
    assert "Connection &lt;closed&gt;" in cast.browser(cast.bob).get("/settings/reminders/").content.decode()
    assert "Connection &lt;closed&gt;" in cast.browser(cast.adam).get("/settings/reminders/").content.decode()
    assert "Connection" not in cast.browser(cast.alice).get("/settings/reminders/").content.decode()
    assert sending.send_due(MONDAY + timedelta(minutes=10)) == 0
    assert sending.send_due(MONDAY + timedelta(hours=2)) == 1
    assert Digest.objects.get().error == ""


def test_nothing_to_say_is_no_mail(cast: Cast) -> None:
    wanted(cast.bob)
    assert sending.send_due(MONDAY) == 0
    assert mail.outbox == []
    assert Digest.objects.get().state == Digest.State.EMPTY


def test_only_of_accounts_that_the_person_sees(cast: Cast) -> None:
    action(cast, "Call about the dock", -4)
    promised(cast, "Mei Lin", 1)
    for user in (cast.bob, cast.alice, cast.charlie):
        wanted(user)
    Membership.objects.filter(user=cast.bob).delete()
    cast.account_a.owner = None
    cast.account_a.save()
    assert sending.send_due(MONDAY) == 0
    assert mail.outbox == []


@override_settings(EMAIL_CONFIGURED=False)
def test_without_mail_the_page_says_so_and_nothing_is_sent(cast: Cast) -> None:
    action(cast, "Call about the dock", -4)
    wanted(cast.bob)
    assert sending.send_due(MONDAY) == 0
    assert "No mail is configured" in cast.browser(cast.bob).get("/settings/reminders/").content.decode()


@pytest.mark.parametrize("language", ["en", "zh-Hant", "zh-Hans"])
def test_nasty_names_stay_texts_in_a_mail_of_every_language(cast: Cast, language: str) -> None:
    shell.choose_language(user=cast.bob, language=language)
    action(cast, NASTY[:400], -1)
    promised(cast, NASTY[:200], 1, NASTY)
    wanted(cast.bob)
    assert sending.send_due(MONDAY) == 1
    (sent,) = mail.outbox
    assert set(sent.message().keys()) >= {"Subject", "To", "List-Unsubscribe", "List-Unsubscribe-Post"}
    assert sent.message()["Bcc"] is None
    assert "\u202e" not in str(sent.body)
    assert isinstance(sent, EmailMultiAlternatives)
    ((html, kind),) = sent.alternatives
    assert kind == "text/html"
    assert "<script" not in str(html)
    assert f'<html lang="{language}">' in str(html)


def test_the_mail_is_stopped_by_its_own_link_without_signing_in(cast: Cast) -> None:
    action(cast, "Call about the dock", -4)
    wanted(cast.bob)
    sending.send_due(MONDAY)
    link = mail.outbox[0].extra_headers["List-Unsubscribe"].strip("<>").removeprefix(SITE)
    stranger = Client(enforce_csrf_checks=True)
    assert "Stop the weekly mail?" in stranger.get(link).content.decode()
    assert Digest.objects.get().is_wanted
    assert stranger.post(link, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not Digest.objects.get().is_wanted
    assert sending.send_due(MONDAY + timedelta(days=7)) == 0
    for wrong in ("x", link.split("/")[-2] + "x", "MQ:abc:def"):
        assert stranger.get(f"/s/digest/{wrong}/").status_code == 404


def test_the_settings_page_begins_and_stops_it(cast: Cast) -> None:
    vera = cast.browser(cast.vera)
    vera.post("/settings/reminders/digest/", {"wanted": "1"})
    found = Digest.objects.get()
    assert (found.user, found.site, found.is_wanted) == (cast.vera, "http://testserver", True)
    assert "The first one comes next Monday." in vera.get("/settings/reminders/").content.decode()
    vera.post("/settings/reminders/digest/", {})
    assert not Digest.objects.get().is_wanted
