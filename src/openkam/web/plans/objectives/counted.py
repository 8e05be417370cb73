"""What is counted in the contacts of an account: live links, functions and people met, the stage that is read."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _, ngettext

from openkam.core.numbers import format_date, format_number
from openkam.tools.relationship.stage.inputs import STAGES, Stage
from openkam.tools.relationship.stage.result import Evidence, Thin
from openkam.tools.relationship.stage.words import criterion_name, met_text, stage_name, thin_text, threshold_text
from openkam.web.accounts.models import Account
from openkam.web.people.queries.revision import revision_of
from openkam.web.people.relationship import kept, reading
from openkam.web.plans.models import Objective
from openkam.web.plans.objectives.measured import Measured, unknown
from openkam.web.portfolio.workings import Cell, Made, WrittenTerm
from openkam.web.shell.models import User

Measure = Objective.Measure
Pair = tuple[str, str, int]
"""Who of us, who of theirs, and for how many days they have been silent."""


@dataclass(frozen=True)
class Counted:
    """What of a reading is needed here, in no language, so that it can be remembered."""

    as_of: date
    dated_links: int
    live: tuple[Pair, ...]
    functions: tuple[str, ...]
    contacts: tuple[str, ...]
    placeless: int
    """Of people whose function or level is not known nothing is counted."""
    stage: Stage | None
    evidence: tuple[Evidence, ...]
    thin: tuple[Thin, ...]
    least_contacts: int
    least_links: int


def values(user: User, account: Account, wanted: Collection[str]) -> dict[str, Measured]:
    """Each wanted measure; read anew only after a change."""
    seen = revision_of(account)
    found = kept.once("objectives", account, seen, lambda: _of(kept.read(user, account, seen)))
    return {measure: _STATED[Measure(measure)](account, found) for measure in wanted}


def _of(found: reading.Reading) -> Counted:
    result = found.result
    live = [link for link in result.links if link.state == "live"]
    of = {one.id: one for one in result.people}
    met = [of[link.theirs].function for link in live if not link.through_main]
    return Counted(
        as_of=result.as_of,
        dated_links=result.measures.dated_links,
        live=tuple((of[link.ours].name, of[link.theirs].name, link.days_silent or 0) for link in live),
        functions=tuple({function.strip().casefold(): function for function in met}.values()),
        contacts=tuple(of[id].name for id in dict.fromkeys(link.theirs for link in live)),
        placeless=len(found.homeless),
        stage=result.stage_read,
        evidence=tuple(result.evidence),
        thin=tuple(result.thin),
        least_contacts=result.thresholds.least_contacts,
        least_links=result.thresholds.least_links,
    )


def _links(account: Account, found: Counted) -> Measured:
    terms = [
        WrittenTerm(f"{ours} – {theirs}", _silent(days), Cell(format_number(1))) for ours, theirs, days in found.live
    ]
    return _count(account, found, _("Live links"), _("links"), terms)


def _functions(account: Account, found: Counted) -> Measured:
    if {"no_main_ours", "no_main_theirs"} & set(found.thin):
        return unknown(_thin(found), unit=_("functions"), source_url=_contacts_url(account))
    terms = [WrittenTerm(name, "", Cell(format_number(1))) for name in sorted(found.functions)]
    return _count(account, found, _("Functions met outside the main contacts"), _("functions"), terms)


def _contacts(account: Account, found: Counted) -> Measured:
    terms = [WrittenTerm(name, "", Cell(format_number(1))) for name in sorted(found.contacts)]
    return _count(account, found, _("Contacts with a live link"), _("contacts"), terms)


def _count(account: Account, found: Counted, title: str, unit: str, terms: list[WrittenTerm]) -> Measured:
    url = _contacts_url(account)
    if not found.dated_links:
        reason = _("No talk between one of us and one of them is on record whose functions and levels are known.")
        return unknown(reason, unit=unit, source_url=url)
    count = len(terms)
    source = _(
        "Counted in the log of contacts as of {day}. A link is live while the two talk as often as planned."
    ).format(day=format_date(found.as_of))
    if found.placeless:
        source += " " + ngettext(
            "{count} person is not counted, since function or level is not known.",
            "{count} people are not counted, since function or level is not known.",
            found.placeless,
        ).format(count=format_number(found.placeless))
    made = Made(title, tuple(terms), Cell(format_number(count)), unit, source, "", 0)
    return Measured(Decimal(count), unit, found.as_of, source, made, text=format_number(count), source_url=url)


def _stage(account: Account, found: Counted) -> Measured:
    url = reverse("account-relationship", args=[account.pk])
    if found.stage is None:
        return unknown(_thin(found), unit=_("of 5"), source_url=url)
    number = STAGES.index(found.stage) + 1
    terms = tuple(
        WrittenTerm(
            f"{stage_name(row.stage)}: {criterion_name(row.criterion)}",
            _("{value}, asked for: {threshold}").format(value=_written(row.value), threshold=threshold_text(row)),
            Cell(met_text(row)),
        )
        for row in found.evidence
    )
    source = _("Read from the log of contacts as of {day}. Stages count from 1, Pre, to 5, Synergistic.").format(
        day=format_date(found.as_of)
    )
    result = Cell(f"{number} · {stage_name(found.stage)}")
    made = Made(_("Relationship stage read from the contacts"), terms, result, "", source, "", 0)
    return Measured(
        Decimal(number), _("of 5"), found.as_of, source, made,
        text=format_number(number), note=stage_name(found.stage), source_url=url,
    )  # fmt: skip


def _written(value: float | None) -> str:
    return _("unknown") if value is None else format_number(value, 0 if isinstance(value, int) else 2)


def _thin(found: Counted) -> str:
    """Why nothing is read; the first reason is enough to go on."""
    if not found.thin:
        return _("No stage can be read from the contacts.")
    return thin_text(found.thin[0], found.least_contacts, found.least_links)


def _silent(days: int) -> str:
    return ngettext("last talked {count} day ago", "last talked {count} days ago", days).format(
        count=format_number(days)
    )


def _contacts_url(account: Account) -> str:
    return reverse("account-contacts", args=[account.pk])


_STATED: Final[Mapping[str, Callable[[Account, Counted], Measured]]] = {
    Measure.LIVE_LINKS: _links,
    Measure.FUNCTIONS: _functions,
    Measure.CONTACTS: _contacts,
    Measure.STAGE: _stage,
}
