"""The next missing links as lines of the page: what is missing, who could close it, and the one click that plans it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _, ngettext

from openkam.core.numbers import format_number
from openkam.feeds.people import ContactRow, LinkRow, MemberRow
from openkam.publish.text import one_line
from openkam.tools.relationship.stage import words
from openkam.tools.relationship.stage.result import Gap
from openkam.web.accounts.models import Account
from openkam.web.people.queries.records import pk_of
from openkam.web.people.relationship.reading import Reading


@dataclass(frozen=True)
class Step:
    """One thing that is missing.

    `theirs` is the contact to meet, `ours` who of us is proposed (0: choose one). Where it is `planned` already, that
    says how; `url` leads to the page where it is done otherwise. `mains` are those one of whom is to be named the main
    contact of their side.
    """

    text: str
    advice: str
    theirs: int = 0
    ours: int = 0
    planned: str = ""
    url: str = ""
    url_label: str = ""
    mains: Sequence[tuple[str, str]] = ()

    @property
    def may_be_planned(self) -> bool:
        """Whether one click makes the link."""
        return bool(self.theirs) and not self.planned and not self.url


def steps(account: Account, found: Reading) -> list[Step]:
    """What is missing on the way to the aim, in the order of the stages."""
    return [_step(account, found, gap) for gap in found.missing]


def members(found: Reading) -> list[tuple[int, str]]:
    """Who of ours could be chosen."""
    return [(pk_of(row.id), one_line(row.name, 40)) for row in found.people.values() if isinstance(row, MemberRow)]


def _step(account: Account, found: Reading, gap: Gap) -> Step:
    text, advice = words.gap_text(gap), words.step_text(gap)
    if gap.person.startswith("c") and gap.kind != "single_point":
        theirs, ours = pk_of(gap.person), pk_of(gap.meets) if gap.meets else 0
        agreed = list(_agreed(found, gap))
        if gap.days_silent is not None:
            url = reverse("account-log", args=[account.pk])
            return Step(text, advice, theirs, ours, _agreed_text(agreed), url, _("Record a contact"))
        return Step(text, advice, theirs, ours, _agreed_text(agreed))
    url, label = _elsewhere(account, gap)
    return Step(text, advice, url=url, url_label=label)


def _agreed(found: Reading, gap: Gap) -> Iterator[LinkRow]:
    """The links with this contact that are agreed beside the key account manager's."""
    mains = {row.id for row in found.records.members if row.is_main}
    return (row for row in found.records.links if row.contact == gap.person and row.member not in mains)


def _agreed_text(agreed: Sequence[LinkRow]) -> str:
    if not agreed:
        return ""
    days = round(min(row.cadence_days for row in agreed))
    return ngettext("planned, every {count} day", "planned, every {count} days", days).format(count=format_number(days))


def _elsewhere(account: Account, gap: Gap) -> tuple[str, str]:
    if gap.kind == "trade":
        return reverse("account", args=[account.pk]), _("See the figures")
    if gap.kind in {"meetings", "peer_links", "board"}:
        return reverse("account-log", args=[account.pk]), _("Open the log")
    if gap.kind == "teams":
        return reverse("account-ours", args=[account.pk]), _("Form a joint team")
    return reverse("account-people", args=[account.pk]), _("Open the contact map")


def remedies(account: Account, found: Reading) -> list[Step]:
    """Why no stage can be read, each with the page that mends it."""
    t = found.result.thresholds
    where = {
        "trading_unknown": ("account", _("See the figures")),
        "no_main_ours": ("account-ours", _("Name the key account manager")),
        "no_main_theirs": ("account-contacts", _("Name the main contact")),
        "few_contacts": ("account-contacts", _("Add contacts")),
        "few_links": ("account-log", _("Record a contact")),
    }
    sides: dict[str, Sequence[MemberRow | ContactRow]] = {
        "no_main_ours": found.records.members,
        "no_main_theirs": found.records.contacts,
    }
    return [
        Step(
            words.thin_text(code, t.least_contacts, t.least_links), "", url=reverse(where[code][0], args=[account.pk]),
            url_label=where[code][1], mains=[(row.id, one_line(row.name, 40)) for row in sides.get(code, ())],
        )
        for code in found.result.thin
    ]  # fmt: skip
