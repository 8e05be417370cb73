"""The register as a person works with it."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from openkam.web.risks import actions, workings
from openkam.web.risks.actions import Values
from openkam.web.risks.filters import Wanted, read
from openkam.web.risks.forms import MoneyField
from openkam.web.risks.models import Risk
from openkam.web.risks.register import Register
from openkam.web.risks.tests.conftest import Add
from openkam.web.shell.tests.cast import Cast

SAID = {"event": "Fire", "source": "external.vendors", "impact": "high", "probability": "low", "status": "open"}


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.fixture
def alice(cast: Cast) -> Client:
    return cast.browser(cast.alice)


def test_an_empty_register_says_what_it_is_for_and_has_the_button(alice: Client) -> None:
    page = alice.get("/risks/").content.decode()
    assert "No risk on record yet" in page
    assert 'href="?add=1' in page
    assert alice.get("/risks/deck.pptx").status_code == 404


def test_a_risk_is_added_with_four_fields(cast: Cast, alice: Client) -> None:
    answer = alice.post("/risks/add/", {**SAID, "account": "alpha bicycles", "money": "1,200,000.50"}, follow=True)
    risk = Risk.objects.get()
    assert (risk.account, risk.money, risk.created_by) == (cast.account_a, Decimal("1200000.50"), cast.alice)
    assert "On the register: Fire" in text_of(answer)
    assert "Fix Before Launch" in text_of(answer)


def test_the_picture_the_sources_and_the_register_agree(cast: Cast, add: Add, alice: Client) -> None:
    """Significant holds 0.3 × 100,000 = 30,000 and 0.7 × 50,000 = 35,000; the unknown one stands last."""
    late = timezone.localdate() - timedelta(days=1)
    add("Thirty", cast.account_a, impact="high", money=Decimal(100_000), due_on=late)
    add("Thirty-five", cast.account_b, probability="high", money=Decimal(50_000), source="technical.scope")
    add("Unknown", impact="high")
    add("Over", impact="high", probability="high", money=Decimal(9_999), status="closed")
    page = alice.get("/risks/")
    assert [row.risk.event for row in page.context["register"].rows] == ["Thirty-five", "Thirty", "Unknown"]
    said = text_of(page)
    assert "3 live risks; worst class Significant Risk: 3; expected loss 65.0k EUR" in said
    assert "1 response is overdue" in said
    assert "Planning 2 30.0k EUR" in said
    assert "Technical 1 35.0k EUR" in said
    cells = {cell.key: cell for line in page.context["picture"].lines for cell in line.cells}
    assert (cells["high-medium"].count, cells["high-medium"].money) == (2, 30_000)
    assert (cells["medium-high"].count, cells["medium-high"].money) == (1, 35_000)
    assert cells["high-high"].count == 0
    assert "cell=high-medium" in cells["high-medium"].query


@pytest.mark.parametrize(
    ("query", "events"),
    [
        ("", ["Late", "Mine", "Theirs"]),
        ("group=technical", ["Theirs"]),
        ("class=show_stopper", ["Late"]),
        ("cell=medium-medium", ["Mine", "Theirs"]),
        ("account=programme", ["Late"]),
        ("owner=Bob", ["Mine"]),
        ("owner=-", ["Late", "Theirs"]),
        ("overdue=1", ["Late"]),
        ("state=closed", ["Over"]),
        ("state=all", ["Late", "Mine", "Theirs", "Over"]),
        ("q=alpha+mine", ["Mine"]),
        ("q=nothing+of+this", []),
        ("group=weather&class=bad&cell=x-y&account=1e9&state=?&page=zz", ["Late", "Mine", "Theirs"]),
    ],
)
def test_filters(cast: Cast, add: Add, alice: Client, query: str, events: list[str]) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    add("Late", impact="high", probability="high", due_on=yesterday)
    add("Mine", cast.account_a, owner=cast.bob)
    add("Theirs", cast.account_b, source="technical.scope")
    add("Over", status="closed", due_on=yesterday)
    page = alice.get(f"/risks/?{query}")
    assert [row.risk.event for row in page.context["register"].rows] == events
    assert read(page.wsgi_request.GET).query() == page.context["query"]


def test_a_cell_filters_the_register_and_leaves_the_picture(add: Add, alice: Client) -> None:
    add("One", impact="high", money=Decimal(10))
    add("Two", impact="low")
    page = alice.get("/risks/?cell=high-medium")
    assert page.context["register"].picture.live_risks == 2
    assert len(page.context["register"].rows) == 1
    chosen = [cell for line in page.context["picture"].lines for cell in line.cells if cell.on]
    assert [(cell.key, cell.query) for cell in chosen] == [("high-medium", "")]


def test_amounts_open_to_their_sum(cast: Cast, add: Add, alice: Client) -> None:
    risk = add("Fire", cast.account_a, impact="high", money=Decimal(100_000))
    add("Water", impact="high", money=Decimal(50_000))
    add("Who knows", impact="high")
    one = text_of(alice.get(f"/risks/w/{risk.pk}"))
    assert "Money at stake Entered by Alice on" in one
    assert "100,000.00" in one
    assert "= EUR 30,000.00" in one
    cell = text_of(alice.get("/risks/w/high-medium"))
    assert "30 % × 100,000 EUR · Planning: resource availability · Entered by Alice" in cell.replace("\xa0", " ")
    assert "No money at stake on record; it is in no sum." in cell
    assert "= EUR 45,000.00" in cell
    part = alice.get("/risks/w/all", headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith("<form")
    for missing in ("low-low", "high", "-", "999999", "nonsense", "9" * 30):
        assert alice.get(f"/risks/w/{missing}").status_code == 404, missing


def test_a_stale_save_shows_both_and_the_next_one_wins(cast: Cast, add: Add, alice: Client) -> None:
    risk = add("Fire", money=Decimal(100))
    mine = {**SAID, "event": "Fire in the hall", "money": "300", "based_on": "1"}
    bob = cast.browser(cast.bob)
    assert bob.post(f"/risks/{risk.pk}/", {**SAID, "money": "200", "based_on": "1"}).status_code == 302
    answer = alice.post(f"/risks/{risk.pk}/", mine)
    assert answer.status_code == 409
    said = text_of(answer)
    assert "Somebody else has changed this risk while you were editing it." in said
    assert "Money at stake 200.00 EUR 300.00 EUR" in said.replace("\xa0", " ")
    assert "Event Fire Fire in the hall" in said
    assert Risk.objects.get().money == 200
    again = alice.post(f"/risks/{risk.pk}/", {**mine, "based_on": answer.context["form"].data["based_on"]})
    assert again.status_code == 302
    assert (Risk.objects.get().event, Risk.objects.get().money) == ("Fire in the hall", Decimal(300))


def test_several_are_assigned_answered_and_closed_by_ticking(cast: Cast, add: Add, alice: Client) -> None:
    add("One"), add("Two")

    def ticked() -> list[str]:
        return [row.token for row in alice.get("/risks/").context["register"].rows]

    alice.post("/risks/assign/", {"risk": ticked(), "owner": cast.bob.pk, "due_on": "2026-12-24"})
    alice.post("/risks/respond/", {"risk": ticked(), "response": "reduce"})
    rows = set(Risk.objects.values_list("owner__name", "response", "version"))
    assert rows == {("Bob", "reduce", 3)}
    stale = [f"{risk.pk}.1" for risk in Risk.objects.all()]
    answer = alice.post("/risks/close/", {"risk": stale, "next": "/risks/?state=all"}, follow=True)
    assert "Nothing was changed." in text_of(answer)
    answer = alice.post("/risks/close/", {"risk": ticked()}, follow=True)
    assert "2 risks changed." in text_of(answer)
    assert alice.get("/risks/").context["register"].rows == []


@pytest.mark.parametrize(
    ("address", "sent", "said"),
    [
        ("assign", {}, "Choose an owner or a day first"),
        ("assign", {"due_on": "99999-01-01"}, "Write the day as 2026-06-30"),
        ("assign", {"due_on": "2500-01-01"}, "The year 2500 cannot be right"),
        ("assign", {"owner": "999999"}, "Select a valid choice"),
        ("respond", {}, "Choose a response first"),
        ("respond", {"response": "pray"}, "Select a valid choice"),
        ("close", {"risk": []}, "Tick the risks first"),
    ],
)
def test_what_cannot_be_done_to_several_is_said(
    add: Add, alice: Client, address: str, sent: dict[str, Any], said: str
) -> None:
    risk = add("One")
    answer = alice.post(f"/risks/{address}/", {"risk": f"{risk.pk}.1", **sent}, follow=True)
    assert said in text_of(answer)
    assert Risk.objects.get().version == 1
    assert alice.post(f"/risks/{address}/", {"risk": "1; DROP"}).status_code == 404


def test_what_was_deleted_can_be_undone_from_the_next_page(add: Add, alice: Client) -> None:
    risk = add("Fire")
    page = alice.post(f"/risks/{risk.pk}/delete/", {"based_on": "1"}, follow=True)
    assert "Deleted: Fire" in text_of(page)
    undo = re.search(r'action="(/risks/restore/\d+/)"', page.content.decode())
    assert undo is not None
    assert "Back on the register: Fire" in text_of(alice.post(undo[1], follow=True))
    assert Risk.objects.get().pk == risk.pk
    said = text_of(alice.get(f"/risks/{risk.pk}/history/"))
    assert said.index("brought the risk back") < said.index("deleted the risk") < said.index("put the risk on")
    assert alice.post(undo[1]).status_code == 404


def test_a_risk_that_somebody_changed_meanwhile_is_not_deleted(add: Add, alice: Client) -> None:
    risk = add("Fire")
    actions.respond(picked={risk.pk: 1}, response="share")
    answer = alice.post(f"/risks/{risk.pk}/delete/", {"based_on": "1"}, follow=True)
    assert "It was not deleted; look at it again." in text_of(answer)
    assert Risk.objects.get().response == "share"


def test_the_history_names_field_and_values_but_no_hidden_account(cast: Cast, add: Add, alice: Client) -> None:
    risk = add("Fire", cast.account_b, money=Decimal(5))
    alice.post(f"/risks/{risk.pk}/", {**SAID, "account": "A", "owner": cast.bob.pk, "money": "7", "based_on": "1"})
    seen = text_of(alice.get(f"/risks/{risk.pk}/history/")).replace("\xa0", " ")
    assert "Alice changed Account: Beta Outfitters → Alpha Bicycles" in seen
    assert "Money at stake: 5.00 EUR → 7.00 EUR" in seen
    assert "Owner: – → Bob" in seen
    bobs = text_of(cast.browser(cast.bob).get(f"/risks/{risk.pk}/history/"))
    assert "Beta" not in bobs
    assert "somebody or something that you do not see → Alpha Bicycles" in bobs


HOSTILE = [
    ({"event": "x" * 10_000}, "event", "This has 10000 characters and 1000 fit. Shorten it."),
    ({"event": ""}, "event", "This field is required."),
    ({"event": "a\x00b"}, "event", "Null characters are not allowed."),
    ({"money": "1,2,3"}, "money", "1,2,3 is no amount. Write it like 120000"),
    ({"money": "-5"}, "money", "cannot be below zero"),
    ({"money": "1e30"}, "money", "1e30 is no amount."),
    ({"money": "NaN"}, "money", "NaN is no amount."),
    ({"money": "9" * 30}, "money", "The amount is too large."),
    ({"due_on": "99999-12-31"}, "due_on", "Write the day as 2026-06-30"),
    ({"due_on": "0001-01-01"}, "due_on", "The year 1 cannot be right."),
    ({"source": "weather"}, "source", "Select a valid choice."),
    ({"impact": ""}, "impact", "This field is required."),
    ({"residual_impact": "low"}, "residual_probability", "Say both residual impact and residual probability"),
    ({"account": "<b>Nobody</b>"}, "account", "There is no account &lt;b&gt;Nobody&lt;/b&gt;."),
    ({"owner_text": "y" * 201}, "owner_text", "This has 201 characters and 200 fit."),
    ({"based_on": "99999999999999999999"}, "based_on", ""),
]


@pytest.mark.parametrize(("wrong", "field", "said"), HOSTILE)
def test_hostile_input_is_refused_at_its_field_and_kept(
    alice: Client, wrong: dict[str, str], field: str, said: str
) -> None:
    answer = alice.post("/risks/add/", {**SAID, "cause": "Typed with care", **wrong})
    assert answer.status_code == 422
    content = answer.content.decode()
    assert list(answer.context["form"].errors) == [field]
    assert said in content
    assert "Typed with care" in content
    assert not Risk.objects.exists()


def test_names_are_text_and_never_markup(cast: Cast, add: Add, alice: Client) -> None:
    cast.account_a.name = "<script>alert(1)</script>"
    cast.account_a.save()
    risk = add("<img src=x onerror=alert(2)>", cast.account_a, owner_text="<i>Kay</i>", money=Decimal(10))
    for address in ("/risks/", f"/risks/{risk.pk}/", f"/risks/{risk.pk}/history/", "/risks/w/all", "/search?q=img"):
        content = alice.get(address).content.decode()
        for raw in ("<script>alert", "<img src=x", "<i>Kay"):
            assert raw not in content, address


@pytest.mark.parametrize(
    ("typed", "amount"),
    [("", None), ("0", 0), ("120000", 120_000), ("1,200,000.5", Decimal("1200000.50")), ("１２ 000", 12_000)],
)
def test_money_is_read_as_people_type_it(typed: str, amount: Decimal | None) -> None:
    assert MoneyField(required=False).clean(typed) == amount


def test_the_register_costs_the_same_for_many(cast: Cast, add: Add, alice: Client) -> None:
    def asked() -> tuple[int, str]:
        with CaptureQueriesContext(connection) as queries:
            page = alice.get("/risks/?add=1").content.decode()
        return len(queries), page

    add("One", cast.account_a, owner=cast.bob)
    alice.get("/risks/")
    few, _page = asked()
    Risk.objects.bulk_create(
        Risk(
            event=f"Risk {at}", account=(cast.account_a, None)[at % 2], source="planning.other", impact="high",
            probability="low", money=at, owner=cast.bob, created_by=cast.bob,
        )
        for at in range(300)
    )  # fmt: skip
    many, page = asked()
    # Session, person; risks, currency, owners of two forms, deleted ones, sample; the side bar.
    assert few == many <= 15
    assert page.count('name="risk"') == 100
    assert "Register: 301 risks" in page
    assert 'rel="next"' in page


def test_the_sum_of_a_page_is_the_sum_of_its_rows(cast: Cast, add: Add) -> None:
    for at in range(7):
        add(f"Risk {at}", money=Decimal(at), probability=("low", "medium", "high")[at % 3])
    shown = Register(cast.alice, Wanted(), as_of=timezone.localdate())
    made = workings.working(shown, "all")
    assert made is not None
    assert sum(row.read.expected_loss or 0 for row in shown.rows) == shown.picture.expected_loss
    assert sum(Decimal(term.value.text) for term in made.terms) == Decimal(made.result.text)


def test_an_illustration_is_marked_everywhere(cast: Cast, add: Add, alice: Client) -> None:
    said = Values(event="Invented", source="planning.other", impact="low", probability="low", money=Decimal(10))
    risk = actions.add_risk(user=cast.alice, values=said, is_sample=True)
    assert "(illustrative)" in text_of(alice.get("/risks/"))
    assert "Invented (illustrative)" in alice.get("/risks/risks.json").content.decode()
    assert "Invented (illustrative)" in text_of(alice.get(f"/risks/w/{risk.pk}"))
    assert "illustrative" in text_of(alice.get(f"/risks/{risk.pk}/"))


def test_what_was_refused_for_several_need_not_be_ticked_again(cast: Cast, add: Add, alice: Client) -> None:
    one, two, three = add("One"), add("Two", cast.account_a), add("Three")
    sent = {"risk": [f"{one.pk}.1", f"{two.pk}.1"], "owner": str(cast.bob.pk), "due_on": "2500-01-01",
            "response": "reduce", "next": "/risks/?state=all"}  # fmt: skip
    answer = alice.post("/risks/assign/", sent)
    assert answer["Location"].endswith("#several")
    page = alice.get(answer["Location"]).content.decode()
    assert re.findall(r'name="risk" value="(\d+)\.1" checked', page) == [
        match for match in re.findall(r'name="risk" value="(\d+)\.1"', page) if match != str(three.pk)
    ]
    bar = page[page.index('id="several"') : page.index("</form>", page.index('id="several"'))]
    assert f'value="{cast.bob.pk}" selected' in bar
    assert 'value="reduce" selected' in bar
    assert 'value="2500-01-01"' in bar
    # The address to come back to is that of the list, without what was ticked.
    assert 'name="next" value="/risks/?state=all"' in bar
    done = alice.post("/risks/respond/", sent)
    assert done["Location"] == "/risks/?state=all#register"
    assert [Risk.objects.get(pk=risk.pk).response for risk in (one, two, three)] == ["reduce", "reduce", ""]


@pytest.mark.parametrize(
    "query", ["tick=x&tick=-1&tick=٣", "do_owner=%22><b>", "do_due_on=<b>&do_response=zz", "page=99"]
)
def test_a_hostile_choice_in_the_address_breaks_nothing(add: Add, alice: Client, query: str) -> None:
    add("One")
    page = alice.get(f"/risks/?{query}").content.decode()
    assert "<b>" not in page[page.index('id="several"') : page.index("<caption")]
