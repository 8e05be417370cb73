"""Many lines of the log at once are what the same lines would be one by one."""

from __future__ import annotations

from typing import Any

import pytest

from openkam.core.errors import InvalidInput
from openkam.web.people.actions import many
from openkam.web.people.models import Contact, Interaction, Link, TeamMember
from openkam.web.people.queries.people import find_contacts
from openkam.web.people.tests.conftest import AddContact, AddMember, Talk, days_ago
from openkam.web.shell.tests.cast import Cast

pytestmark = pytest.mark.django_db


def links() -> list[tuple[Any, ...]]:
    return list(Link.objects.values_list("member", "contact", "cadence_days", "last_on", "last_two_way_on"))


def test_in_bulk_as_one_by_one(cast: Cast, add_contact: AddContact, add_member: AddMember, talked: Talk) -> None:
    jae, ken = add_member("Jae"), add_member("Ken")
    mei, ola = add_contact("Mei Lin", cadence_days=14), add_contact("Ola")
    given: list[tuple[list[TeamMember], list[Contact], int, dict[str, Any]]] = [
        ([jae], [mei, ola], 40, {}), ([jae, ken], [mei], 9, {"is_two_way": False}), ([ken], [ola], 3, {"kind": "call"}),
    ]  # fmt: skip
    for members, people, days, values in given:
        talked(members, people, days, **values)
    single = links()
    Interaction.objects.all().delete()
    Link.objects.all().delete()
    talks = [many.Talk(ours, theirs, {"on": days_ago(days), **values}) for ours, theirs, days, values in given]
    made = many.record_many(account=cast.account_a, author=cast.bob, talks=talks)
    assert sorted(links()) == sorted(single)
    assert [(set(row.members.all()), set(row.contacts.all())) for row in made] == [
        (set(members), set(people)) for members, people, _days, _values in given
    ]
    assert all(row.history.get().author_id == cast.bob.pk for row in made)
    assert [{one.contact_id for one in row.history.get().contacts.all()} for row in made] == [
        {mei.pk, ola.pk}, {mei.pk}, {ola.pk},
    ]  # fmt: skip


def test_one_wrong_line_writes_none(cast: Cast, add_contact: AddContact, add_member: AddMember) -> None:
    jae, mei, stranger = add_member("Jae"), add_contact("Mei Lin"), add_contact("Stranger", cast.account_b)
    talks = [many.Talk([jae], [one], {"on": days_ago(1)}) for one in (mei, stranger)]
    with pytest.raises(InvalidInput, match="does not belong"):
        many.record_many(account=cast.account_a, author=cast.bob, talks=talks)
    assert not Interaction.objects.exists()
    assert not Link.objects.exists()


def test_the_search_has_names_that_begin_so_first(cast: Cast, add_contact: AddContact) -> None:
    for name in ("Ana Lin", "Linda Ek", "Zoe Linde"):
        add_contact(name)
    add_contact("Lin Hidden", cast.account_b)
    assert [hit.label for hit in find_contacts(cast.bob, "lin")] == ["Linda Ek", "Ana Lin", "Zoe Linde"]
