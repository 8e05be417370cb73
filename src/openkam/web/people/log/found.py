"""What a file of a calendar or of mail says of who met: no bodies, only who, when and the subject. Knows no Django."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Final

MOST_FOUND: Final = 5_000
"""Meetings or mails of one file."""
MOST_PEOPLE: Final = 100
"""People of one of them; the rest are left out."""
LONGEST: Final = 300


class Unreadable(Exception):
    """The file cannot be taken. `code` is one of `words.REFUSALS`; `line` counts from 1, 0 for no line."""

    def __init__(self, code: str, line: int = 0) -> None:
        super().__init__(code)
        self.code, self.line = code, line


@dataclass(frozen=True)
class Someone:
    """One person as the file names them. `spoke`: wrote the mail, called the meeting or accepted it."""

    email: str
    name: str
    spoke: bool

    @property
    def key(self) -> str:
        """What tells this person from others: the address in small letters, else the name."""
        return self.email or " ".join(self.name.casefold().split())


@dataclass(frozen=True)
class Found:
    """One meeting or mail. `key` is the calendar's UID with the day, or the mail's Message-ID; `on` an ISO date.

    `senders` are the keys of all who wrote in the same thread, empty for meetings; `answers` whether it answers a mail
    that the file does not hold.
    """

    key: str
    on: str
    what: str
    people: tuple[Someone, ...]
    senders: tuple[str, ...] = ()
    answers: bool = False


@dataclass
class Reading:
    """Everything that a file says, and how many of its entries say nothing for a log, by reason."""

    kind: str
    found: list[Found] = field(default_factory=list)
    left_out: dict[str, int] = field(default_factory=dict)

    def leave_out(self, reason: str) -> None:
        """Count one entry that is not taken."""
        self.left_out[reason] = self.left_out.get(reason, 0) + 1

    def take(self, one: Found) -> None:
        """Keep one entry. Raises `Unreadable` where there are too many."""
        if len(self.found) >= MOST_FOUND:
            raise Unreadable("too_many")
        self.found.append(one)

    def to_json(self) -> dict[str, Any]:
        """For the way from one process to the other, and for keeping."""
        return asdict(self)


def from_json(data: dict[str, Any]) -> Reading:
    """What `Reading.to_json` gave."""
    found = [
        Found(**{**one, "people": tuple(Someone(**who) for who in one["people"]), "senders": tuple(one["senders"])})
        for one in data["found"]
    ]
    return Reading(data["kind"], found, dict(data["left_out"]))


def clean(text: object, most: int = LONGEST) -> str:
    """One line of printable text."""
    printable = "".join(letter if letter.isprintable() else " " for letter in str(text)[: most * 4])
    return " ".join(printable.split())[:most]


def address(text: object) -> str:
    """An e-mail address in small letters; empty where it is none."""
    found = clean(text, 254).lower().removeprefix("mailto:").strip("<> '\"")
    at = found.rfind("@")
    return found if 0 < at < len(found) - 1 and " " not in found else ""
