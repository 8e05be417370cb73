"""The picture of the two companies, today and as it should be, whose people lead to what is known of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from openkam.core.blocks import Figure, Relationship
from openkam.core.i18n import language
from openkam.core.numbers import format_date
from openkam.publish.pictures import picture
from openkam.publish.scene.svg import svg
from openkam.tools.relationship.stage import StageResult
from openkam.tools.relationship.stage.picture import picture as stage_picture, target_picture
from openkam.tools.relationship.stage.report import read_text
from openkam.tools.relationship.stage.words import stage_name
from openkam.web.accounts.models import Account
from openkam.web.people.queries.records import pk_of
from openkam.web.people.queries.revision import Revision
from openkam.web.people.relationship import kept
from openkam.web.people.relationship.reading import Reading

SIZES: Final = (("wide", 1120.0), ("narrow", 340.0))
HALF: Final = (("wide", 560.0), ("narrow", 340.0))


@dataclass(frozen=True)
class Drawn:
    """One picture in both sizes, which the page chooses by its width. `key` is `now` or `target`."""

    key: str
    title: str
    subtitle: str
    note: str
    drawings: Sequence[tuple[str, SafeString]]
    people: Collection[str]
    """Who is drawn, by id."""


def now_block(found: Reading) -> Relationship:
    """The picture as it is."""
    return stage_picture(found.result, reading_text(found.result)).model_copy(update={"id": "stage-now"})


def reading_text(result: StageResult) -> str:
    """What the contacts and the books say, in one sentence."""
    if result.trading is False:
        return _(
            "Nothing was sold in the twelve months of the books: the relationship is Pre-KAM whatever the contacts"
        )
    return read_text(result)


def target_block(found: Reading) -> Relationship | None:
    """The picture as it should be; None where nothing lies above the stage that is read."""
    aim = found.aim
    if aim is None or not found.result.people:
        return None
    return target_picture(found.result, target_title(found), aim).model_copy(update={"id": "stage-target"})


def target_title(found: Reading) -> str:
    """What the target picture shows."""
    result, stage = found.result, stage_name(found.aim)
    if result.target_stage == found.aim and result.target_on:
        return _("Target: {stage} by {day}").format(stage=stage, day=format_date(result.target_on))
    return _("The next stage: {stage}").format(stage=stage)


def addresses(account: Account, ids: Iterable[str]) -> Mapping[str, str]:
    """Where each of these people leads: a contact to the contact, one of ours to what we would lose."""
    leaving = reverse("account-relationship-without", args=[account.pk])
    return {id: reverse("contact", args=[pk_of(id)]) if id.startswith("c") else f"{leaving}?who={id}" for id in ids}


def drawn(account: Account, found: Reading, seen: Revision) -> list[Drawn]:
    """The picture of today and, where there is one, that of the target; drawn once for each language and change."""
    if not found.result.people:
        return []
    return kept.once("drawn", account, seen, lambda: _drawn(account, found), language())


def _drawn(account: Account, found: Reading) -> list[Drawn]:
    links = addresses(account, found.people)
    made = [("now", now_block(found)), ("target", target_block(found))]
    return [
        Drawn(
            key, block.title, block.subtitle, block.note, scenes(block, links), {person.id for person in block.people}
        )
        for key, block in made
        if block
    ]  # fmt: skip


def scenes(
    block: Relationship | Figure, links: Mapping[str, str] | None, sizes: Sequence[tuple[str, float]] = SIZES
) -> tuple[tuple[str, SafeString], ...]:
    """`block` drawn for a page and for a telephone."""
    return tuple((size, _svg(block, wide, links)) for size, wide in sizes)


def _svg(block: Relationship | Figure, wide: float, links: Mapping[str, str] | None) -> SafeString:
    return mark_safe(svg(picture(block, wide=wide), links=links))  # noqa: S308  # an element tree escapes every text
