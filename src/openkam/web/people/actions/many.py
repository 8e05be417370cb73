"""Many lines of the log at once, for files and samples: the same rows, checks and history as `talk.record`, in bulk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, Final

from django.db import transaction
from simple_history.utils import bulk_create_with_history

from openkam.web.accounts.models import Account
from openkam.web.people.actions.talk import check_days, people_of, read_days, usual_cadence
from openkam.web.people.models import Contact, Interaction, Link, TeamMember
from openkam.web.shell.models import User

BATCH: Final = 500


@dataclass(frozen=True)
class Talk:
    """One line to write: who, whom, and the `INTERACTION_FIELDS`."""

    members: Sequence[TeamMember]
    contacts: Sequence[Contact]
    values: Mapping[str, Any]
    source: str = Interaction.Source.PAGE
    source_key: str = ""


@transaction.atomic
def record_many(
    *, account: Account, author: User | None, talks: Iterable[Talk], is_sample: bool = False
) -> list[Interaction]:
    """Write the lines and the links that they show. Raises `InvalidInput` for the first line that cannot be."""
    given = list(talks)
    sides = [people_of(account, talk.members, talk.contacts) for talk in given]
    for talk in given:
        check_days(talk.values)
    made = Interaction.objects.bulk_create(
        [
            Interaction(
                account=account, author=author, source=talk.source, source_key=talk.source_key, is_sample=is_sample,
                **talk.values,
            )
            for talk in given
        ],
        batch_size=BATCH,
    )  # fmt: skip
    _join(made, sides, author)
    _link(sides, is_sample=is_sample)
    read_days(Link.objects.filter(contact__account=account), Interaction.objects.filter(account=account))
    return made


Sides = Sequence[tuple[Sequence[TeamMember], Sequence[Contact]]]


def _join(made: Sequence[Interaction], sides: Sides, author: User | None) -> None:
    """Put the people to the lines, and into the history what `save` and `set` would have: each line with its people."""
    kept = Interaction.history.bulk_history_create(made, batch_size=BATCH, default_user=author)
    history: Any = Interaction.history.model
    ways: Sequence[tuple[Any, Any, str]] = (
        (Interaction.members.through, history.members.model, "teammember_id"),
        (Interaction.contacts.through, history.contacts.model, "contact_id"),
    )
    for at, (through, then, key) in enumerate(ways):
        pairs = [(place, one.pk) for place, side in enumerate(sides) for one in side[at]]
        rows = through.objects.bulk_create(
            [through(**{"interaction_id": made[place].pk, key: pk}) for place, pk in pairs], batch_size=BATCH
        )
        then.objects.bulk_create(
            [
                then(**{"history_id": kept[place].pk, "id": row.pk, "interaction_id": made[place].pk, key: pk})
                for (place, pk), row in zip(pairs, rows, strict=True)
            ],
            batch_size=BATCH,
        )


def _link(sides: Sides, *, is_sample: bool) -> None:
    pairs = {(one.pk, other.pk): (one, other) for ours, theirs in sides for one, other in product(ours, theirs)}
    there = set(
        Link.objects.filter(contact__in={contact for _member, contact in pairs}).values_list("member_id", "contact_id")
    )
    links = [
        Link(member=one, contact=other, cadence_days=usual_cadence(other), is_sample=is_sample)
        for key, (one, other) in pairs.items()
        if key not in there
    ]
    bulk_create_with_history(links, Link, batch_size=BATCH)
