"""The actions of an account, mine, and one action, as people of every role see and change them."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta

import openpyxl  # type: ignore[import-untyped] # the package ships no types
import pytest
from django.test import Client
from django.utils import timezone

from openkam.web.people.actions.team import add_member, colleague_of
from openkam.web.people.models import Colleague
from openkam.web.people.relationship.activities import activities_of
from openkam.web.plans.actions import rows, todo
from openkam.web.plans.models import Action, Objective
from openkam.web.shell.tests.cast import Cast

pytestmark = pytest.mark.django_db
NASTY = "<script>alert(1)</script> \u202eشركة 🏭 " + "W" * 160


def an_action(cast: Cast, text: str, *waits_for: Action, **values: object) -> Action:
    return todo.add_action(
        account=values.pop("account", cast.account_a),  # type: ignore[arg-type] # an account
        author=cast.bob,
        values={"text": text, **values},
        waits_for=waits_for,
    )


@pytest.fixture
def bob(cast: Cast) -> Client:
    return cast.browser(cast.bob)


@pytest.fixture
def jae(cast: Cast) -> Colleague:
    return add_member(account=cast.account_a, colleague={"name": "Jae Pak"}).colleague


def page_of(cast: Cast, query: str = "") -> str:
    return f"/accounts/{cast.account_a.pk}/plan/actions/{query}"


def today() -> date:
    return timezone.localdate()


def sent(action: Action, **values: object) -> dict[str, object]:
    """What the form of `action` sends."""
    return {"text": action.text, "status": action.status, "based_on": action.version, **values}


def test_one_line_becomes_an_action(cast: Cast, bob: Client, jae: Colleague) -> None:
    answer = bob.post(f"{page_of(cast)}add/", {"line": "Send the samples @jae +3", "principal": "1"}, follow=True)
    made = Action.objects.get()
    assert (made.text, made.owner, made.due_on, made.is_principal, made.author) == (
        "Send the samples", jae, today() + timedelta(days=3), True, cast.bob
    )  # fmt: skip
    assert "In the plan: Send the samples · Jae Pak" in answer.content.decode()


def test_a_line_that_is_not_understood_is_kept(cast: Cast, bob: Client) -> None:
    answer = bob.post(f"{page_of(cast)}add/", {"line": 'Call @Nora "now" tomorrow'})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Nobody on the account&#x27;s team is called “Nora”." in page
    assert 'value="Call @Nora &quot;now&quot; tomorrow"' in page
    assert not Action.objects.exists()


def test_me_is_a_colleague_from_the_first_action_on(cast: Cast, bob: Client) -> None:
    bob.post(f"{page_of(cast)}add/", {"line": "Ask @me"})
    assert Action.objects.get().owner == colleague_of(cast.bob)
    assert "Ask" in bob.get("/actions/").content.decode()


def test_late_and_blocked_are_said_by_name_everywhere(cast: Cast, bob: Client) -> None:
    mine = colleague_of(cast.bob)
    first = an_action(cast, NASTY, due_on=today() - timedelta(days=1), owner=mine)
    an_action(cast, "Sign", first, owner=mine, due_on=today(), is_principal=True)
    for address in (page_of(cast), page_of(cast, "?show=board"), "/actions/", "/"):
        page = bob.get(address).content.decode()
        assert "<script>alert" not in page, address
        assert "overdue" in page, address
        assert re.search(rf'waits for\s*<a href="/actions/{first.pk}/">&lt;script&gt;', page), address
    assert "waits for &lt;script&gt;" in bob.get(page_of(cast, "?show=timeline")).content.decode()
    assert 'href="/actions/"' in bob.get("/").content.decode()
    assert bob.get("/actions/").context["count"] == 2
    (activity,) = activities_of(cast.bob, cast.account_a)
    assert activity.text == "Sign"
    assert activity.progress.startswith("waits for <script>")
    todo.change_action(action=first, values={"status": "done"}, based_on=1)
    assert "todo-waits" not in bob.get(page_of(cast)).content.decode()


@pytest.mark.parametrize(
    ("query", "texts"),
    [
        ("", ["Late", "Blocked", "Undated"]),
        ("?state=late", ["Late"]),
        ("?state=blocked", ["Blocked"]),
        ("?state=over", ["Over"]),
        ("?state=all&q=e", ["Late", "Over", "Blocked", "Undated"]),
        ("?owner=none&state=late", ["Late"]),
        ("?principal=1", ["Undated"]),
        ("?show=nonsense&state=zz&owner=x&objective=-1&page=99&tick=x&do_due_on=<b>", ["Late", "Blocked", "Undated"]),
    ],
)
def test_the_list_is_narrowed(cast: Cast, bob: Client, query: str, texts: list[str]) -> None:
    late = an_action(cast, "Late", due_on=today() - timedelta(days=9))
    an_action(cast, "Over", status="done", due_on=today() - timedelta(days=5))
    an_action(cast, "Blocked", late, due_on=today())
    an_action(cast, "Undated", is_principal=True)
    answer = bob.get(page_of(cast, query))
    assert [row.action.text for row in answer.context["rows"]] == texts
    assert "<b>" not in answer.content.decode().split('id="todo-several"')[1].split("</form>")[0]


def test_all_of_an_action_is_changed_on_its_page(cast: Cast, bob: Client, jae: Colleague) -> None:
    goal = rows.add_row(Objective, account=cast.account_a, values={"text": "Win the plant"})
    first, second = an_action(cast, "Ask"), an_action(cast, "Offer")
    values = {
        "text": "Offer again", "owner": jae.pk, "starts_on": "2026-03-01", "due_on": "2026-03-09", "objective": goal.pk,
        "cost": "120.50", "is_principal": "on", "wait_more": f"Ask (#{first.pk})",
    }  # fmt: skip
    assert bob.post(f"/actions/{second.pk}/", sent(second, **values)).status_code == 302
    saved = Action.objects.get(pk=second.pk)
    assert (saved.text, saved.owner, saved.objective, str(saved.cost)) == ("Offer again", jae, goal, "120.50")
    assert list(saved.waits_for.all()) == [first]
    told = bob.get(f"/actions/{second.pk}/history/").content.decode()
    assert "<del>Offer</del> → <ins>Offer again</ins>" in told
    assert "Waits for: <del>–</del> → <ins>Ask</ins>" in told
    assert "Owner: <del>–</del> → <ins>Jae Pak</ins>" in told


def test_a_ring_is_refused_by_name_and_nothing_typed_is_lost(cast: Cast, bob: Client) -> None:
    first = an_action(cast, "Ask")
    second = an_action(cast, "Offer", first)
    answer = bob.post(f"/actions/{first.pk}/", sent(first, text="Ask again", wait_more="Offer"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "in a ring: Ask again → Offer → Ask again" in page
    assert 'value="Ask again"' in page
    assert Action.objects.get(pk=first.pk).text == "Ask"
    assert list(second.waits_for.all()) == [first]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"wait_more": "nonesuch"}, "no other action “nonesuch”"),
        ({"wait_more": "O"}, "may be several actions"),
        ({"text": " "}, "This field is required"),
        ({"starts_on": "2026-05-02", "due_on": "2026-05-01"}, "due before it starts"),
        ({"due_on": "0026-05-01"}, "The year 26 cannot be right"),
        ({"cost": "-1"}, "greater than or equal to 0"),
    ],
)
def test_bad_input_is_said_beside_its_field(cast: Cast, bob: Client, values: dict[str, str], said: str) -> None:
    an_action(cast, "Offer one")
    an_action(cast, "Offer two")
    action = an_action(cast, "Ask")
    answer = bob.post(f"/actions/{action.pk}/", sent(action, **values))
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert Action.objects.get(pk=action.pk).version == 1


def test_two_people_on_one_action_lose_nothing(cast: Cast, bob: Client) -> None:
    action = an_action(cast, "Ask")
    todo.change_action(action=action, values={"text": "Ask Mei", "due_on": date(2026, 5, 1)}, based_on=1)
    answer = bob.post(f"/actions/{action.pk}/", sent(action, text="Ask Ola"))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert [(one.label, one.before, one.after) for one in answer.context["differing"]] == [
        ("Action", "Ask Mei", "Ask Ola"), ("Due on", "1 May 2026", "")
    ]  # fmt: skip
    assert 'name="based_on" value="2"' in page
    assert Action.objects.get().text == "Ask Mei"
    bob.post(f"/actions/{action.pk}/", sent(action, text="Ask Ola", based_on=2))
    assert Action.objects.get().text == "Ask Ola"


def test_an_action_is_edited_in_its_place(cast: Cast, bob: Client) -> None:
    action = an_action(cast, "Ask")
    htmx = {"HTTP_HX_REQUEST": "true"}
    form = bob.get(f"/actions/{action.pk}/", **htmx).content.decode()  # type: ignore[arg-type] # headers
    assert form.startswith(f'<tbody class="todo-a todo-editing" id="a-{action.pk}">')
    line = bob.post(f"/actions/{action.pk}/", sent(action, text="Ask Ola"), **htmx)  # type: ignore[arg-type] # headers
    assert line.content.decode().startswith(f'<tbody class="todo-a" id="a-{action.pk}">')
    assert "HX-Refresh" not in line.headers
    both = bob.post(f"/actions/{action.pk}/", sent(action, text="Mine"), **htmx)  # type: ignore[arg-type] # headers
    assert (both.status_code, "Ask Ola" in both.content.decode()) == (200, True)
    an_action(cast, "Sign", action)
    done = bob.post(f"/actions/{action.pk}/", sent(action, status="done", based_on=2), **htmx)  # type: ignore[arg-type] # headers
    assert done.headers["HX-Refresh"] == "true"


def test_several_at_once(cast: Cast, bob: Client, jae: Colleague) -> None:
    goal = rows.add_row(Objective, account=cast.account_a, values={"text": "Win the plant"})
    one, two = an_action(cast, "Ask"), an_action(cast, "Offer")
    picked = {"action": [f"{one.pk}.1", f"{two.pk}.1"], "next": page_of(cast)}
    asked = {**picked, "owner": jae.pk, "status": "in_hand", "objective": goal.pk, "due_on": "2026-05-01"}
    assert "2 actions changed." in bob.post("/actions/several/", asked, follow=True).content.decode()
    for row in Action.objects.all():
        assert (row.owner, row.status, row.objective, row.due_on) == (jae, "in_hand", goal, date(2026, 5, 1))
    stale = bob.post("/actions/several/", {**picked, "status": "done"})
    assert stale["Location"] == f"{page_of(cast)}?tick={one.pk}&tick={two.pk}&do_status=done#todo-several"
    page = bob.get(stale["Location"]).content.decode()
    assert len(re.findall(r'name="action" value="\d+\.2" checked', page)) == 2
    assert "Nothing was changed." in page
    assert set(Action.objects.values_list("status", flat=True)) == {"in_hand"}
    fresh = {"action": [f"{one.pk}.2"], "next": page_of(cast)}
    bob.post("/actions/several/", {**fresh, "owner": "nobody", "objective": "nobody"})
    assert Action.objects.filter(owner=None, objective=None).get() == one


@pytest.mark.parametrize("next_url", ["https://example.com/", "//example.com", "javascript:alert(1)", ""])
def test_a_form_leads_back_to_our_own_pages_only(cast: Cast, bob: Client, next_url: str) -> None:
    action = an_action(cast, "Ask")
    assert bob.post("/actions/several/", {"next": next_url})["Location"] == "/actions/"
    answer = bob.post(f"/actions/{action.pk}/step/", {"status": "done", "based_on": 1, "next": next_url})
    assert answer["Location"] == page_of(cast)


def test_a_step_answers_a_form_and_a_script(cast: Cast, bob: Client) -> None:
    action = an_action(cast, "Ask", starts_on=date(2026, 5, 4), due_on=date(2026, 5, 8))
    address, script = f"/actions/{action.pk}/step/", {"HTTP_ACCEPT": "application/json"}
    bob.post(address, {"status": "in_hand", "based_on": 1})
    moved = bob.post(address, {"due_on": "2026-05-11", "based_on": 2}, **script)  # type: ignore[arg-type] # headers
    assert moved.json() == {
        "said": "Ask: in hand, due on 11 May 2026", "version": 3, "status": "in_hand",
        "starts_on": "2026-05-04", "due_on": "2026-05-11",
    }  # fmt: skip
    stale = bob.post(address, {"status": "done", "based_on": 2}, **script)  # type: ignore[arg-type] # headers
    assert (stale.status_code, stale.json()["version"]) == (409, 3)
    assert "It is now: Ask: in hand" in stale.json()["said"]
    for bad in ({"due_on": "2026-05-01"}, {"due_on": "soon"}, {"due_on": "9999-01-01"}):
        assert bob.post(address, {**bad, "based_on": 3}, **script).status_code == 422  # type: ignore[arg-type] # headers
    assert bob.post(address, {"status": "nonsense", "based_on": 3}).status_code == 404
    assert bob.post(address, {"based_on": 3}).status_code == 404
    assert Action.objects.get().due_on == date(2026, 5, 11)
    assert Action.objects.get().history.count() == 3


def test_a_deleted_action_comes_back_with_its_dependencies(cast: Cast, bob: Client) -> None:
    first = an_action(cast, "Ask")
    second = an_action(cast, "Offer", first)
    third = an_action(cast, "Sign", second)
    answer = bob.post(f"/actions/{second.pk}/delete/", {"based_on": second.version}, follow=True)
    number = answer.request["QUERY_STRING"].removeprefix("deleted=")
    assert "Deleted: Offer" in answer.content.decode()
    bob.post(f"/actions/restore/{number}/")
    back = Action.objects.get(pk=second.pk)
    assert list(back.waits_for.all()) == [first]
    assert list(third.waits_for.all()) == [back]
    told = bob.get(f"/actions/{second.pk}/history/").content.decode()
    assert "brought the action back" in told
    assert "deleted the action" in told


def test_restoring_closes_no_ring(cast: Cast, bob: Client) -> None:
    first = an_action(cast, "Ask")
    second = an_action(cast, "Offer", first)
    number = rows.delete_row(second, based_on=1)
    third = an_action(cast, "Sign")
    bob.post(f"/actions/restore/{number}/")
    back = Action.objects.get(pk=second.pk)
    number = rows.delete_row(back, based_on=back.version)
    todo.change_action(action=first, values={}, based_on=1, waits_for=[third])
    bob.post(f"/actions/restore/{number}/")
    assert list(Action.objects.get(pk=second.pk).waits_for.all()) == [first]
    assert list(first.waits_for.all()) == [third]


def test_a_viewer_reads_and_changes_nothing(cast: Cast) -> None:
    action, vera = an_action(cast, "Ask", starts_on=today(), due_on=today()), cast.browser(cast.vera)
    for query in ("", "?show=board", "?show=timeline"):
        page = vera.get(page_of(cast, query)).content.decode()
        assert "Ask" in page
        for sign in ('name="line"', "todo-several", "<form method=", 'role="slider"', "data-todo-"):
            body = page[page.index('id="todo"') :].split("data-todo-said")[0].replace("data-todo-today", "")
            assert sign not in body.replace("data-todo-sum", ""), (query, sign)
    assert "Save" not in vera.get(f"/actions/{action.pk}/").content.decode()
    for address, values in ((f"/actions/{action.pk}/", {}), (f"/actions/{action.pk}/step/", {"status": "done"}),
                            (f"/actions/{action.pk}/delete/", {}), (f"{page_of(cast)}add/", {"line": "x"}),
                            ("/actions/several/", {"action": f"{action.pk}.1", "status": "done"})):  # fmt: skip
        assert vera.post(address, values).status_code == 404, address
    assert Action.objects.get().status == "open"


def test_nobody_learns_of_actions_that_are_not_theirs(cast: Cast, bob: Client) -> None:
    secret = an_action(cast, "Secret of beta", account=cast.account_b, owner=colleague_of(cast.bob), due_on=today())
    an_action(cast, "Ask")
    for address in ("/", "/actions/", "/search?q=secret", page_of(cast)):
        assert "Secret of beta" not in bob.get(address).content.decode(), address
    assert "Secret of beta" in cast.browser(cast.alice).get("/search?q=secret").content.decode()
    mixed = {"action": [f"{secret.pk}.1", f"{Action.objects.get(text='Ask').pk}.1"], "status": "done"}
    bob.post("/actions/several/", mixed)
    assert set(Action.objects.values_list("status", flat=True)) == {"open"}
    ask = Action.objects.get(text="Ask")
    for values in ({"wait_more": f"#{secret.pk}"}, {"waits_for": [secret.pk]}, {"owner": "999999"}):
        assert bob.post(f"/actions/{ask.pk}/", sent(ask, **values)).status_code == 422
    number = rows.delete_row(secret, based_on=1)
    assert bob.post(f"/actions/restore/{number}/").status_code == 404


def test_mine_are_grouped_by_day_and_counted_in_the_side_bar(cast: Cast, bob: Client) -> None:
    mine = colleague_of(cast.bob)
    for text, days in (("Late", -1), ("Now", 0), ("Soon", 7), ("Later", 8)):
        an_action(cast, text, owner=mine, due_on=today() + timedelta(days=days))
    an_action(cast, "Sometime", owner=mine)
    an_action(cast, "Over", owner=mine, status="done")
    answer = bob.get("/actions/")
    groups = {group.key: [row.action.text for row in group.rows] for group in answer.context["groups"]}
    assert groups == {"late": ["Late"], "soon": ["Now", "Soon"], "later": ["Later"], "undated": ["Sometime"]}
    assert re.search(r"<span>My actions</span><b>1</b>", answer.content.decode())
    home = bob.get("/").content.decode()
    assert "1 action of yours is overdue" in home
    assert "2 more are due within seven days" in home


@pytest.mark.parametrize("count", [20, 200])
def test_the_number_of_questions_does_not_grow(
    cast: Cast, bob: Client, django_assert_max_num_queries: object, count: int
) -> None:
    mine, before = colleague_of(cast.bob), None
    for at in range(count):
        waits: list[Action] = [before] if before is not None and at % 3 else []
        before = an_action(cast, f"Action {at}", *waits, owner=mine, due_on=today() + timedelta(days=at))
    for address in (page_of(cast), page_of(cast, "?show=board"), page_of(cast, "?show=timeline"), "/actions/", "/"):
        # The first page after a change counts the plan anew, for its health in the header.
        with django_assert_max_num_queries(42):  # type: ignore[operator] # a fixture of pytest-django
            bob.get(address)


def test_the_workbook_holds_what_is_asked_for_and_no_formula(cast: Cast, bob: Client) -> None:
    first = an_action(cast, "=1+1", due_on=date(2026, 5, 1), cost=120)
    an_action(cast, "@SUM(A1)", first)
    an_action(cast, "Over", status="done")
    an_action(cast, "Secret of beta", account=cast.account_b)
    book = openpyxl.load_workbook(io.BytesIO(bob.get(page_of(cast, "workbook.xlsx")).getvalue()))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    values = [cell.value for cell in cells]
    assert all(cell.data_type != "f" for cell in cells)
    assert values.count("=1+1") == 3
    assert {"@SUM(A1)", 120} <= set(values)
    assert not {"Over", "Secret of beta"} & set(values)
    assert any(getattr(value, "year", 0) == 2026 for value in values)
