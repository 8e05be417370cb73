"""Mail files (.eml, .mbox): who wrote to whom on which day. Bodies are passed over unread. Knows no Django."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, tzinfo
from email import policy
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import getaddresses, parsedate_to_datetime
from typing import IO, Final

from openkam.web.people.log.found import MOST_PEOPLE, Found, Reading, Someone, Unreadable, address, clean

MOST_HEAD_BYTES: Final = 256_000
LONGEST_LINE: Final = 1_000_000
HEADER: Final = re.compile(rb"[!-9;-~]+[ \t]*:")
IDS: Final = re.compile(r"<[^<>\s]{1,280}>")


def read(stream: IO[bytes], today: date, zone: tzinfo) -> Reading:
    """Every mail up to `today`, its day as a clock of `zone` shows it. Raises `Unreadable`."""
    reading = Reading("mail")
    mails: dict[str, tuple[Found, str, str]] = {}
    for head in _heads(stream):
        one = _mail(BytesHeaderParser(policy=policy.compat32).parsebytes(head), today, zone, reading)
        if one is None:
            continue
        if one[0].key in mails:
            reading.leave_out("twice")
            continue
        mails[one[0].key] = one
        if len(mails) > 20_000:
            raise Unreadable("too_many")
    roots = {key: _root(key, mails) for key in mails}
    senders: dict[str, set[str]] = {}
    for key, (found, _root_id, _parent) in mails.items():
        senders.setdefault(roots[key], set()).update(who.key for who in found.people if who.spoke)
    for key, (found, _root_id, parent) in sorted(mails.items(), key=lambda pair: pair[1][0].on):
        wrote = tuple(sorted(senders[roots[key]]))
        reading.take(Found(found.key, found.on, found.what, found.people, wrote, bool(parent) and parent not in mails))
    return reading


def _root(key: str, mails: dict[str, tuple[Found, str, str]]) -> str:
    """The first mail of the thread, as far as the file and the references tell."""
    passed = {key}
    while key in mails and (above := mails[key][1]) and above not in passed:
        passed.add(above)
        key = above
    return key


def _heads(stream: IO[bytes]) -> Iterator[bytes]:
    """The head of each mail; the rest is read past, line by line, and kept nowhere."""
    first = stream.readline(LONGEST_LINE)
    is_mbox = first.startswith(b"From ")
    if not is_mbox and not HEADER.match(first.removeprefix(b"\xef\xbb\xbf")):
        raise Unreadable("no_mail", 1)
    head, size, is_head, was_empty = [] if is_mbox else [first], 0, True, False
    for number, line in enumerate(iter(lambda: stream.readline(LONGEST_LINE), b""), 2):
        is_empty = line in (b"\n", b"\r\n")
        if is_mbox and not is_head and was_empty and line.startswith(b"From "):
            head, size, is_head = [], 0, True
        elif is_head and is_empty:
            yield b"".join(head)
            is_head = False
        elif is_head:
            if number == 2 and is_mbox and not HEADER.match(line):
                raise Unreadable("no_mail", number)
            size += len(line)
            if size > MOST_HEAD_BYTES:
                raise Unreadable("too_long", number)
            head.append(line)
        was_empty = is_empty
    if is_head and head:
        yield b"".join(head)


def _mail(mail: Message, today: date, zone: tzinfo, reading: Reading) -> tuple[Found, str, str] | None:
    """The mail, the first mail of its thread and the one that it answers; None where it says nothing for a log."""
    own = IDS.findall(str(mail.get("Message-ID", "")))
    try:
        moment = parsedate_to_datetime(str(mail.get("Date", "")))
        day = moment.astimezone(zone).date() if moment.tzinfo else moment.date()
    except (ValueError, TypeError, IndexError, OverflowError):
        reading.leave_out("no_day")
        return None
    if not own:
        reading.leave_out("no_id")
    elif day > today:
        reading.leave_out("to_come")
    else:
        people = _people(mail)
        if len(people) > 1 and people[0].spoke:
            parents = IDS.findall(str(mail.get("In-Reply-To", "")))
            above = IDS.findall(str(mail.get("References", ""))) or parents
            parent = parents[0] if parents else above[-1] if above else ""
            found = Found(own[0], day.isoformat(), _plain(mail.get("Subject", "")), people)
            return found, above[0] if above else "", parent
        reading.leave_out("alone")
    return None


def _plain(value: object) -> str:
    """A header's text decoded; as it stands where it cannot be."""
    try:
        return clean(make_header(decode_header(str(value))))
    except (HeaderParseError, LookupError, UnicodeError, ValueError):
        return clean(value)


def _people(mail: Message) -> tuple[Someone, ...]:
    found: dict[str, Someone] = {}
    for name in ("From", "To", "Cc"):
        values = [str(value)[:20_000] for value in mail.get_all(name, [])]
        for shown, place in getaddresses(values):
            who = Someone(address(place), _plain(shown)[:200], name == "From")
            if who.key and who.key not in found and len(found) < MOST_PEOPLE:
                found[who.key] = who
    return tuple(found.values())
