"""Our team: joining with and without sight, leaving and the holes, joint teams, opposite functions."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from openkam.core.errors import InvalidInput
from openkam.web.accounts.models import Membership
from openkam.web.people.actions import contacts, talk, team
from openkam.web.people.actions.links import hand_over
from openkam.web.people.models import Colleague, FunctionPair, JointTeam, Link, TeamMember
from openkam.web.people.ours.holes import holes
from openkam.web.people.tests.conftest import AddContact, AddMember, Talk, days_ago
from openkam.web.shell.tests.cast import Cast


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.fixture
def bob(cast: Cast) -> Client:
    return cast.browser(cast.bob)


def url(cast: Cast, part: str = "") -> str:
    return f"/accounts/{cast.account_a.pk}/people/team/{part}"


def test_joining_with_sight_says_so(cast: Cast, bob: Client) -> None:
    sent = {
        "who": f"u{cast.charlie.pk}",
        "role": "Logistics",
        "function": "Logistics",
        "level": "managers",
        "sight": "on",
    }
    said = text_of(bob.post(url(cast, "join/"), sent, follow=True))
    assert "Charlie is on the team and now sees the account." in said
    assert Membership.objects.filter(account=cast.account_a, user=cast.charlie).exists()
    member = TeamMember.objects.get()
    assert (member.colleague.user, member.colleague.function, member.role) == (cast.charlie, "Logistics", "Logistics")
    assert "Charlie" in text_of(cast.browser(cast.charlie).get(url(cast)))


def test_joining_without_sight_gives_none(cast: Cast, bob: Client) -> None:
    said = text_of(bob.post(url(cast, "join/"), {"who": f"u{cast.charlie.pk}"}, follow=True))
    assert "Charlie is on the team, but does not see the account." in said
    assert cast.browser(cast.charlie).get(url(cast)).status_code == 404
    both = bob.post(url(cast, "join/"), {"who": f"u{cast.vera.pk}", "name": "New"})
    assert (both.status_code, "not both" in text_of(both)) == (422, True)
    nobody = bob.post(url(cast, "join/"), {"role": "Typed"})
    assert (nobody.status_code, 'value="Typed"' in nobody.content.decode()) == (422, True)
    assert "is on the team." in text_of(bob.post(url(cast, "join/"), {"name": "Ken", "is_main": "on"}, follow=True))
    assert TeamMember.objects.get(is_main=True).colleague.name == "Ken"


def test_a_conflict_on_a_member_shows_what_was_saved(cast: Cast, bob: Client, add_member: AddMember) -> None:
    jae = add_member("Jae")
    alice = cast.browser(cast.alice)
    theirs = {"role": "Finance lead", "function": "Finance", "based_on": 1}
    assert alice.post(f"/members/{jae.pk}/", theirs).status_code == 302
    clash = bob.post(f"/members/{jae.pk}/", {"role": "Quality lead", "function": "Quality", "based_on": 1})
    assert clash.status_code == 409
    assert "Saved meanwhile: Finance lead, Finance." in text_of(clash)
    assert 'value="Quality lead"' in clash.content.decode()
    assert bob.post(f"/members/{jae.pk}/", {"role": "Quality lead", "based_on": 2}).status_code == 302
    assert TeamMember.objects.get().role == "Quality lead"


def test_the_links_of_a_leaver_are_handed_over_with_one_click(
    cast: Cast, bob: Client, add_contact: AddContact, add_member: AddMember, talked: Talk
) -> None:
    jae, ken, kam = add_member("Jae"), add_member("Ken", function="Quality"), add_member("Kam", is_main=True)
    mei, ola = add_contact("Mei"), add_contact("Ola")
    talked([jae], [mei], 20)
    talk.put_link(member=jae, contact=ola, cadence_days=90)
    left = bob.post(f"/members/{jae.pk}/leave/", {"on": days_ago(1).isoformat(), "based_on": 1}, follow=True)
    assert "Jae has left the team." in text_of(left)
    [hole] = holes(cast.bob, cast.account_a)
    assert [link.contact for link in hole.links] == [mei, ola]
    assert [row.pk for row in hole.successors] == [kam.pk, ken.pk]  # the same function first
    assert "2 links of people who have left are open" in text_of(bob.get(f"/accounts/{cast.account_a.pk}/people/"))
    first, second = (link.pk for link in hole.links)
    told = bob.post(url(cast, "hand-over/"), {"link": [second], "to": f"m{ken.pk}"}, follow=True)
    assert "1 link went to Ken." in text_of(told)
    assert Link.objects.get(member=ken).cadence_days == 90
    assert "1 link is closed." in text_of(
        bob.post(url(cast, "hand-over/"), {"link": [first], "nobody": "1"}, follow=True)
    )
    assert holes(cast.bob, cast.account_a) == []
    assert Link.objects.filter(member=jae).count() == 2
    assert "No link was ticked" in text_of(
        bob.post(url(cast, "hand-over/"), {"link": [first], "to": f"m{ken.pk}"}, follow=True)
    )
    assert Link.objects.filter(member=ken).count() == 1


def test_who_leaves_again_leaves_the_holes_again(cast: Cast, add_contact: AddContact, add_member: AddMember) -> None:
    jae, mei = add_member("Jae"), add_contact("Mei")
    link = talk.put_link(member=jae, contact=mei)
    with pytest.raises(InvalidInput, match="both still there"):
        hand_over(links=[link], on=days_ago(0), to=None)
    jae = team.leave_team(member=jae, on=days_ago(30), based_on=jae.version)
    assert hand_over(links=[Link.objects.get()], on=days_ago(20), to=None) == 1
    jae = team.add_member(account=cast.account_a, colleague=jae.colleague)
    team.leave_team(member=jae, on=days_ago(2), based_on=jae.version)
    assert [one.who.pk for one in holes(cast.bob, cast.account_a)] == [jae.pk]
    assert holes(cast.charlie, cast.account_a) == []


def test_a_contact_that_left_hands_on_to_a_successor(
    cast: Cast, bob: Client, add_contact: AddContact, add_member: AddMember
) -> None:
    jae, mei, new = add_member("Jae"), add_contact("Mei"), add_contact("New buyer")
    link = talk.put_link(member=jae, contact=mei, cadence_days=14)
    contacts.leave(contact=mei, on=days_ago(1), based_on=1)
    stranger = add_contact("Stranger", cast.account_b)
    sent = {"link": [link.pk], "to": f"c{stranger.pk}"}
    assert bob.post(url(cast, "hand-over/"), sent).status_code == 404
    assert "1 link went to New buyer." in text_of(
        bob.post(url(cast, "hand-over/"), {**sent, "to": f"c{new.pk}"}, follow=True)
    )
    assert Link.objects.get(contact=new).cadence_days == 14


def test_joint_teams_are_made_changed_dissolved_and_brought_back(
    cast: Cast, bob: Client, add_contact: AddContact, add_member: AddMember
) -> None:
    jae, mei = add_member("Jae"), add_contact("Mei")
    one_sided = bob.post(url(cast, "joint/"), {"name": "Logistics", "members": [jae.pk]})
    assert (one_sided.status_code, "at least one of ours and one of theirs" in text_of(one_sided)) == (422, True)
    people = {"members": [jae.pk], "contacts": [mei.pk]}
    assert bob.post(url(cast, "joint/"), {"name": "Logistics", **people}).status_code == 302
    again = bob.post(url(cast, "joint/"), {"name": "Logistics", **people})
    assert (again.status_code, "joint team named Logistics already" in text_of(again)) == (422, True)
    made = JointTeam.objects.get()
    alice = cast.browser(cast.alice)
    assert alice.post(f"/joint-teams/{made.pk}/", {"name": "Freight", **people, "based_on": 1}).status_code == 302
    clash = bob.post(f"/joint-teams/{made.pk}/", {"name": "Rail", **people, "based_on": 1})
    assert (clash.status_code, "Saved meanwhile: Freight" in text_of(clash)) == (409, True)
    gone = bob.post(f"/joint-teams/{made.pk}/delete/", {"based_on": 2}, follow=True)
    assert "The joint team was dissolved." in text_of(gone)
    number = gone.context["dissolved"]
    assert cast.browser(cast.vera).post(f"/joint-teams/restore/{number}/").status_code == 404
    assert "Freight is back." in text_of(bob.post(f"/joint-teams/restore/{number}/", follow=True))
    assert [list(JointTeam.objects.get().members.all()), list(JointTeam.objects.get().contacts.all())] == [[jae], [mei]]


def test_two_who_pair_functions_lose_nothing(cast: Cast, bob: Client, add_member: AddMember) -> None:
    add_member("Jae")
    team.set_function_pairs(account=cast.account_a, pairs=[("Outbound", "Inbound"), ("Sales", "Purchasing")])
    seen = {"was_ours": ["Outbound", "Sales"], "was_theirs": ["Inbound", "Purchasing"]}
    alice = cast.browser(cast.alice)
    theirs = {**seen, "ours": ["Outbound", "Sales", "R&D"], "theirs": ["Inbound", "Purchasing", "Design"]}
    assert alice.post(url(cast, "functions/"), theirs).status_code == 302
    mine = {**seen, "ours": ["Outbound", ""], "theirs": ["Inbound", ""]}
    assert bob.post(url(cast, "functions/"), mine).status_code == 302
    assert [str(row) for row in FunctionPair.objects.all()] == ["Outbound · Inbound", "R&D · Design"]
    twice = bob.post(url(cast, "functions/"), {"ours": ["Outbound", "Legal"], "theirs": ["Depot", "Design"]})
    assert (twice.status_code, "stands in two pairs" in text_of(twice)) == (422, True)
    assert 'value="Legal"' in twice.content.decode()


def test_a_viewer_sees_the_team_and_changes_nothing(cast: Cast, add_member: AddMember) -> None:
    jae, vera = add_member("Jae"), cast.browser(cast.vera)
    page = vera.get(url(cast))
    assert "Jae" in text_of(page)
    assert "<form" not in page.content.decode().split('class="people ours"')[1].split("</main>")[0]
    for address in (url(cast, "join/"), url(cast, "functions/"), f"/members/{jae.pk}/", f"/members/{jae.pk}/leave/"):
        assert vera.post(address, {"name": "X"}).status_code == 404
    assert Colleague.objects.count() == 1
