"""The matrix page: what it says is what the tool says, of the accounts that a reader may see."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from html import escape
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from openkam.core.numbers import format_number
from openkam.web.cycles import answers
from openkam.web.cycles.actions.cycles import change_cycle
from openkam.web.cycles.matrix.tests.seed import FACTORS, many, place
from openkam.web.cycles.models import CriteriaSet, Criterion, Cycle
from openkam.web.cycles.tests.round import frozen, new_cycle
from openkam.web.shell.memory import forget_everything
from openkam.web.shell.models import User
from openkam.web.shell.tests.cast import Cast

Kind = CriteriaSet.Kind
SECRETS = ("Outfitters", "South", "9.00", "1.80")


@pytest.fixture
def cycle(cast: Cast) -> Cycle:
    """A is a key development account, B a key account; the average line is 6.5."""
    made = new_cycle(cast)
    change_cycle(cycle=made, values={"is_blind": False, "draws": 400})
    place(made, cast.alice, "A", 4, 5, 8)
    place(made, cast.alice, "B", 9, 9, 5)
    return Cycle.objects.get(pk=made.pk)


def base(cycle: Cycle) -> str:
    return f"/cycles/{cycle.pk}/matrix/"


def read(cast: Cast, user: User, address: str, **headers: Any) -> str:
    answer = cast.browser(user).get(address, headers=headers)
    assert answer.status_code == 200, answer.content.decode()[:500]
    return answer.content.decode()


def pk_of(cycle: Cycle, code: str) -> int:
    return cycle.candidates.get(code=code).pk


def test_the_page_shows_what_the_tool_says(cycle: Cycle, cast: Cast) -> None:
    result = answers.matrix_of(cycle, cast.alice, draws=0)
    assert {row.account: row.kind for row in result.accounts} == {"A": "o", "B": "k"}
    page = read(cast, cast.alice, base(cycle))
    assert "1 of 2 accounts placed is a Key Account" in page
    assert "line 6.50: average of 2 rated" in page
    weaker = format_number(result.accounts[0].strength, 2)
    for text in ("9.00", "1.80", "4.00", weaker, "Beta Outfitters", "Alpha Bicycles"):
        assert text in page
    assert page.count('class="bub k') == page.count('class="bub o') == 1


def test_a_member_sees_their_accounts_and_the_programmes_line(cycle: Cycle, cast: Cast) -> None:
    page = read(cast, cast.vera, base(cycle))
    assert "Alpha Bicycles" in page
    assert "line 6.50: average of 2 rated" in page
    assert "The account placed is not a Key Account" in page.replace("1 account placed", "account placed")


@pytest.mark.parametrize("who", ["bob", "vera"])
@pytest.mark.parametrize(
    "path",
    [
        "",
        "?sure=1",
        "?q=Beta",
        "?territory=South",
        "points/",
        "try/?w=size:90",
        "sure/",
        "sum/k/",
        "sum/o/",
        "sum/line/",
    ],
)
def test_nothing_tells_of_an_account_that_is_not_theirs(cycle: Cycle, cast: Cast, who: str, path: str) -> None:
    content = read(cast, cast.people[who], base(cycle) + path)
    for secret in SECRETS:
        said = content.replace('value="South"', "").replace("territory=South", "")
        assert secret not in said, secret
    assert f'data-pk="{pk_of(cycle, "B")}"' not in content


def test_counts_in_json_are_of_visible_accounts(cycle: Cycle, cast: Cast) -> None:
    mine = json.loads(read(cast, cast.vera, base(cycle) + "try/"))
    assert mine["counts"] == {"k": 0, "d": 0, "m": 0, "o": 1}
    assert mine["line"] == 6.5
    points = json.loads(read(cast, cast.vera, base(cycle) + "points/"))
    assert points["name"] == ["Alpha Bicycles"]
    assert points["whole"] is False


def test_another_ones_account_is_not_there(cycle: Cycle, cast: Cast) -> None:
    address = f"{base(cycle)}account/{pk_of(cycle, 'B')}/"
    assert cast.browser(cast.vera).get(address).status_code == 404
    assert cast.browser(cast.alice).get(address).status_code == 200
    assert "None of your accounts is a candidate" in read(cast, cast.charlie, base(cycle))


def test_how_a_number_is_made_adds_up(cycle: Cycle, cast: Cast) -> None:
    page = read(cast, cast.alice, f"{base(cycle)}account/{pk_of(cycle, 'B')}/", **{"HX-Request": "true"})
    assert "<html" not in page
    adds = [float(one) for one in re.findall(r'<td class="n">(\d\.\d\d)</td></tr>', page)]
    *parts, total = adds[: len(FACTORS) + 1]
    assert total == 9.0
    assert sum(parts) == pytest.approx(total, abs=0.05)
    assert "ours 9.00 ÷ Contoso 5.00, 6 CSFs" in page
    assert "8 factors scored by Alice" in page
    assert "Pat Customer" in page
    assert "line 6.50, so more attractive" in page


def test_trying_weights_keeps_nothing(cycle: Cycle, cast: Cast) -> None:
    place(cycle, cast.bob, "A", [10, None, None, None, None, None, None, None], None, None)
    before = list(Criterion.objects.filter(set__cycle=cycle).values_list("key", "weight"))
    said = json.loads(read(cast, cast.alice, base(cycle) + "try/?w=size:5000,growth_potential:60"))
    assert said["shares"][1] == pytest.approx(60 / (7 * 12.5 + 60))
    page = read(cast, cast.alice, base(cycle) + "?w=size:95")
    assert "Weights being tried" in page
    assert list(Criterion.objects.filter(set__cycle=cycle).values_list("key", "weight")) == before


def test_the_form_without_scripts_tries_only_what_was_moved(cycle: Cycle, cast: Cast) -> None:
    sent = "&".join(f"w.{key}={40 if key == 'size' else 12.5}" for key in FACTORS)
    assert 'name="w" value="size:40,"' in read(cast, cast.alice, f"{base(cycle)}?{sent}")


@pytest.mark.parametrize("weights", ["x", "size:NaN", "size:-3", "size:1e999", "nobody:4", "size:1:2", ":::,,,"])
def test_weights_that_cannot_be_read_are_left_out(cycle: Cycle, cast: Cast, weights: str) -> None:
    assert json.loads(read(cast, cast.alice, f"{base(cycle)}try/?w={weights}"))["line"] == 6.5


def test_no_weight_at_all_is_said(cycle: Cycle, cast: Cast) -> None:
    nothing = ",".join(f"{key}:0" for key in FACTORS)
    answer = cast.browser(cast.alice).get(f"{base(cycle)}try/?w={nothing}")
    assert answer.status_code == 400
    assert "All weights are 0" in answer.content.decode()
    assert "All weights are 0" in read(cast, cast.alice, f"{base(cycle)}?w={nothing}")


def mark_of(page: str) -> str:
    found = re.search(r'name="was" value="([^"]+)"', page)
    assert found
    return found.group(1)


def test_a_lead_keeps_the_weights_that_were_tried(cycle: Cycle, cast: Cast) -> None:
    page = read(cast, cast.alice, base(cycle) + "?w=size:30")
    tried = json.loads(read(cast, cast.alice, base(cycle) + "try/?w=size:30"))
    answer = cast.browser(cast.alice).post(base(cycle) + "keep/", {"w": "size:30", "was": mark_of(page)}, follow=True)
    assert "1 weight kept for the cycle FY21." in answer.content.decode()
    assert Criterion.objects.get(set__cycle=cycle, key="size").weight == Decimal("2.4")
    kept = json.loads(read(cast, cast.alice, base(cycle) + "try/"))
    assert kept["shares"] == pytest.approx(tried["shares"])
    assert Criterion.objects.get(set__cycle=cycle, key="size").history.count() == 2


def test_a_stale_keep_changes_nothing_and_shows_both(cycle: Cycle, cast: Cast) -> None:
    was = mark_of(read(cast, cast.alice, base(cycle) + "?w=size:30"))
    cast.browser(cast.adam).post(base(cycle) + "keep/", {"w": "size:20", "was": was})
    late = cast.browser(cast.alice).post(base(cycle) + "keep/", {"w": "size:30", "was": was}, follow=True)
    assert "Size: now 18.6" in late.content.decode()
    assert "you wanted 30 %" in late.content.decode()
    assert Criterion.objects.get(set__cycle=cycle, key="size").weight == Decimal("1.6")


def test_ranked_weights_become_typed_when_others_are_kept(cycle: Cycle, cast: Cast) -> None:
    own = CriteriaSet.objects.get(cycle=cycle, kind=Kind.ATTRACTIVENESS)
    own.method = CriteriaSet.Method.RANKED
    own.save()
    for rank, row in enumerate(own.criteria.all(), 1):
        row.rank = rank
        row.save()
    Cycle.objects.filter(pk=cycle.pk).update(revision=50)
    page = read(cast, cast.alice, base(cycle) + "?w=size:30")
    tried = json.loads(read(cast, cast.alice, base(cycle) + "try/?w=size:30"))
    cast.browser(cast.alice).post(base(cycle) + "keep/", {"w": "size:30", "was": mark_of(page)})
    own.refresh_from_db()
    assert own.method == CriteriaSet.Method.TYPED
    kept = json.loads(read(cast, cast.alice, base(cycle) + "try/"))
    assert kept["shares"] == pytest.approx(tried["shares"], abs=1e-6)


@pytest.mark.parametrize("who", ["bob", "vera", "charlie"])
def test_only_leads_keep(cycle: Cycle, cast: Cast, who: str) -> None:
    answer = cast.browser(cast.people[who]).post(base(cycle) + "keep/", {"w": "size:30", "was": "x"})
    assert answer.status_code == 404
    if who != "charlie":
        assert "Keep these weights" not in read(cast, cast.people[who], base(cycle))


def test_a_frozen_cycle_stays_readable_and_keeps_nothing(cycle: Cycle, cast: Cast) -> None:
    cold = frozen(cycle, cast.alice)
    page = read(cast, cast.alice, base(cold) + "?w=size:30")
    assert "Keep these weights" not in page
    assert "Beta Outfitters" in page
    answer = cast.browser(cast.alice).post(base(cold) + "keep/", {"w": "size:30", "was": "x"})
    assert b"is frozen" in answer.content
    assert Criterion.objects.get(set__cycle=cold, key="size").weight == 1


def test_strong_on_the_left_turns_the_picture_only(cycle: Cycle, cast: Cast) -> None:
    def places(page: str) -> dict[str, float]:
        return {
            kind: float(x)
            for kind, x in re.findall(
                r'class="bub (\w)[^"]*" data-pk="\d+" data-y="\S+" transform="translate\((\S+) ', page
            )
        }

    right, left = (places(read(cast, cast.alice, f"{base(cycle)}?left={one}")) for one in "01")
    assert right["k"] > right["o"]
    assert left["k"] < left["o"]
    change_cycle(cycle=cycle, values={"strong_left": True})
    assert places(read(cast, cast.alice, base(cycle))) == left
    assert "←" in read(cast, cast.alice, base(cycle))


def test_filters_and_an_area_list_who_is_inside(cycle: Cycle, cast: Cast) -> None:
    for query, there, gone in (
        ("kind=k", "Beta", "Alpha"),
        ("q=alpha", "Alpha", "Beta"),
        ("territory=North", "Alpha", "Beta"),
        ("lasso=1,8;3,8;3,10;1,10", "Beta", "Alpha"),
        ("lasso=0,1;1,1;1,5;0,5", "Alpha", "Beta"),
    ):
        page = read(cast, cast.alice, f"{base(cycle)}?{query}", **{"HX-Request": "true"})
        table = page[page.index('id="mx-table"') : page.index('id="mx-below"')]
        assert there in table, query
        assert gone not in table, query
    for nonsense in ("lasso=1", "lasso=a,b;c,d;e,f", "page=99999999999", "at=-1", "wide=0", "kind=zz", "box=zz"):
        assert "Alpha" in read(cast, cast.alice, f"{base(cycle)}?{nonsense}")


def test_a_hostile_name_is_only_a_name(cycle: Cycle, cast: Cast) -> None:
    name = '"><script>alert(1)</script>\u202e' + "超長的公司名稱" * 400
    cast.account_b.name = name
    cast.account_b.save()
    candidate = cycle.candidates.get(code="B")
    candidate.name = name
    candidate.save()
    for path in ("", "points/", "sum/k/", "sure/", f"account/{candidate.pk}/"):
        content = read(cast, cast.alice, base(cycle) + path)
        if path != "points/":
            assert "<script>alert" not in content
        assert len(content) < 120_000


def test_who_is_missing_what_is_said(cast: Cast) -> None:
    cycle = new_cycle(cast)
    change_cycle(cycle=cycle, values={"is_blind": False})
    nothing = read(cast, cast.alice, base(cycle))
    assert "No account can be placed yet" in nothing
    assert "Score attractiveness" in nothing
    place(cycle, cast.alice, "B", 9, 9, 5)
    place(cycle, cast.alice, "A", 4, None, 5)
    page = read(cast, cast.alice, base(cycle))
    assert "1 of 2 cannot be placed" in page
    assert "no rating of us" in page


def test_without_candidates_the_page_says_where_they_are_chosen(cast: Cast) -> None:
    cycle = new_cycle(cast)
    cycle.candidates.all().delete()
    assert "Choose the candidates" in read(cast, cast.alice, base(cycle))


def test_a_blind_rater_sees_a_matrix_from_what_they_may_know(cast: Cast) -> None:
    cycle = new_cycle(cast)
    place(cycle, cast.alice, "A", 4, 5, 8)
    page = read(cast, cast.bob, base(cycle))
    assert "You score without seeing others" in page
    assert "No account can be placed yet" in page
    assert "4.00" not in page


def test_how_sure_names_draws_and_seed(cycle: Cycle, cast: Cast) -> None:
    assert "100.0\xa0% of 400 draws of the weights" in read(
        cast, cast.alice, f"{base(cycle)}sure/?at={pk_of(cycle, 'B')}"
    )
    assert "Sure, %" in read(cast, cast.alice, base(cycle) + "?sure=1")


def queries_of(cast: Cast, user: User, address: str) -> int:
    browser = cast.browser(user)
    forget_everything()
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert browser.get(address).status_code == 200
    return len(caught)


@pytest.mark.parametrize("path", ["", "points/", "try/", "sure/", "sum/k/"])
def test_more_candidates_are_no_more_queries(cycle: Cycle, cast: Cast, path: str) -> None:
    few = queries_of(cast, cast.alice, base(cycle) + path)
    many(cycle, cast.alice, 58)
    assert queries_of(cast, cast.alice, base(cycle) + path) <= few
    assert few <= 40


def test_very_many_accounts_are_drawn_by_the_browser(cycle: Cycle, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    many(cycle, cast.alice, 20)
    monkeypatch.setattr("openkam.web.cycles.matrix.drawing.MARKS", 10)
    page = read(cast, cast.alice, base(cycle))
    assert 'id="mx-canvas"' in page
    assert 'class="bub ' not in page


@pytest.mark.parametrize(
    ("query", "there", "gone"),
    [
        ("attr_from=6.5", "Beta", "Alpha"),
        ("attr_to=4", "Alpha", "Beta"),
        ("attr_from=4.00&attr_to=4,00", "Alpha", "Beta"),
        ("str_from=１.8", "Beta", "Alpha"),
        ("str_to=1&kind=o", "Alpha", "Beta"),
        ("lasso=0,1;3,1;3,10;0,10&str_from=1", "Beta", "Alpha"),
    ],
)
def test_typed_ranges_list_who_lies_in_them(cycle: Cycle, cast: Cast, query: str, there: str, gone: str) -> None:
    page = read(cast, cast.alice, f"{base(cycle)}?{query}")
    table = page[page.index('id="mx-table"') : page.index('id="mx-below"')]
    assert there in table
    assert gone not in table
    assert "1 account found" in table


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("attr_from=much", "Attractiveness: “much” is not a number."),
        ("attr_from=8&attr_to=2", "Attractiveness: “From” is 8, above “to”, 2."),
        ("str_to=-1", "Relative strength: “-1” is not between 0 and 1,000."),
        ("str_from=1.234", "Relative strength: “1.234” has more than 2 decimals."),
        ("attr_to=<b>", "Attractiveness: “&lt;b&gt;” is not a number."),
    ],
)
def test_a_range_that_cannot_be_read_is_said_and_stays_typed(cycle: Cycle, cast: Cast, query: str, said: str) -> None:
    page = read(cast, cast.alice, f"{base(cycle)}?{query}")
    assert said in page
    name, value = query.split("&", maxsplit=1)[0].split("=")
    assert f'name="{name}" value="{escape(value)}"' in page
    assert "Alpha" in page[page.index('id="mx-table"') :]


def test_an_area_drawn_stands_on_the_page_that_was_shared(cycle: Cycle, cast: Cast) -> None:
    page = read(cast, cast.alice, f"{base(cycle)}?lasso=1,8;3,8;3,10;1,10")
    found = re.search(r'id="mx-area" class="area" d="M([^"]+)Z"', page)
    assert found
    corners = [tuple(map(float, one.split())) for one in found[1].split("L")]
    assert len(corners) == 4
    (left, low), (right, _low), (_right, high), _last = corners
    assert left < right
    assert high < low
    mark = re.search(r'class="bub k[^>]*translate\((\S+) (\S+)\)', page)
    assert mark
    assert left < float(mark[1]) < right
    assert high < float(mark[2]) < low


def test_the_header_of_an_account_shows_its_class_once_the_cycle_is_decided(cycle: Cycle, cast: Cast) -> None:
    header = f"/accounts/{cast.account_b.pk}/"
    assert cast.browser(cast.alice).get(header).context["account_marks"] == []
    Cycle.objects.filter(pk=cycle.pk).update(state=Cycle.State.DECIDED)
    shown = cast.browser(cast.alice).get(header)
    (mark,) = shown.context["account_marks"]
    assert (mark.kind, mark.label, mark.source, mark.url) == ("k", "Key Account", cycle.name, base(cycle))
    assert f'<a class="cl k" href="{base(cycle)}"' in shown.content.decode()
