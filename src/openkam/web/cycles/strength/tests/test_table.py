"""Table Two as people fill it in: what is kept, what is refused, and that nobody overwrites anybody."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

import openkam
from openkam.core.i18n import use_language
from openkam.web.cycles import answers
from openkam.web.cycles.actions.strength import move_row
from openkam.web.cycles.files.gathered import Gathered
from openkam.web.cycles.files.tables import ratings_table
from openkam.web.cycles.models import Candidate, Criterion, Cycle, FrozenCycle, Rating, Rival, SuccessFactor
from openkam.web.cycles.strength.tests.forms import fields, names_in, put, send, table, url, values
from openkam.web.cycles.tests.round import frozen, new_cycle
from openkam.web.shell.memory import forget_everything
from openkam.web.shell.tests.cast import Cast

VECTORS = Path(openkam.__file__).parent / "tools/define/account_matrix/testdata/vectors.json"


@pytest.fixture
def cycle(cast: Cast) -> Cycle:
    return new_cycle(cast)


def vector() -> dict[str, Any]:
    found = json.loads(VECTORS.read_text(encoding="utf-8"))["vectors"]
    return dict(next(one for one in found if one["id"] == "strength.csf"))


def test_the_restaurant_of_the_deck_typed_into_the_page_gives_its_totals(cycle: Cycle, cast: Cast) -> None:
    given, expected = vector()["inputs"], vector()["expected"]
    browser = cast.browser(cast.bob)
    form = table(browser, cycle, "A")
    spare = max(int(number) for number, _name in names_in(form))
    factor = list(SuccessFactor.objects.filter(candidate__code="A"))[-1]
    assert spare == 5
    browser.post(url("remove", cycle, "A", factor.pk))
    form = table(browser, cycle, "A")
    for at, weight in enumerate(given["weights"]):
        form[f"t.{at}.weight"] = str(weight).replace(".", ",")
    assert send(browser, cycle, "A", form).status_code == 302
    put(browser, cycle, "A", {"": [str(one) for one in given["us"]]})
    put(browser, cycle, "A", {name: [f"{one} 分" for one in scores] for name, scores in given["rivals"].items()})
    placed = next(row for row in answers.matrix_of(cycle_now(cycle), cast.bob, draws=0).accounts if row.account == "A")
    totals = {one.supplier: one.total for one in placed.suppliers}
    assert totals[""] == pytest.approx(expected["total"]["us"], abs=1e-6)
    assert totals["KFC"] == pytest.approx(expected["total"]["KFC"], abs=1e-6)
    assert totals["Wendy"] == pytest.approx(expected["total"]["Wendy"], abs=1e-6)
    assert placed.rival == expected["best_rival"]
    assert placed.strength == pytest.approx(expected["ratio"], abs=1e-6)
    page = browser.get(url("", cycle, "A")).content.decode()
    foot = page[page.index("<tfoot>") : page.index("</tfoot>")]
    assert re.findall(r"\d\.\d\d", foot) == ["2.85", "2.55", "2.15"]
    assert "we are ahead of KFC, ratio 1.12" in page
    assert "2.85 ÷ 2.55 = <b>1.12</b>" in page


def cycle_now(cycle: Cycle) -> Cycle:
    return Cycle.objects.get(pk=cycle.pk)


@pytest.mark.parametrize(
    ("text", "kept"),
    [("７", 7.0), ("7,5", 7.5), ("10 分", 10.0), ("=1+1", None), ("11", None), ("<b>", None), ("7.123", None)],
)
def test_a_cell_is_taken_or_refused_with_its_reason_and_the_others_stay(
    cycle: Cycle, cast: Cast, text: str, kept: float | None
) -> None:
    browser = cast.browser(cast.bob)
    form = table(browser, cycle, "A")
    form |= {"t.0.us": text, "t.1.us": "4"}
    answer = send(browser, cycle, "A", form)
    factors = list(SuccessFactor.objects.filter(candidate__code="A"))
    found = values(cycle, "A")
    assert found[factors[1].key, ""] == 4
    assert found.get((factors[0].key, "")) == kept
    if kept is None:
        page = answer.content.decode()
        assert "The rest is saved. These were not:" in page
        assert fields(page)["t.0.us"] == text
        assert "<b>”" not in page


def test_a_stale_score_shows_both_values_and_asks(cycle: Cycle, cast: Cast) -> None:
    bob, alice = cast.browser(cast.bob), cast.browser(cast.alice)
    mine, hers = table(bob, cycle, "A"), table(alice, cycle, "A")
    assert send(alice, cycle, "A", hers | {"t.0.us": "8", "t.1.us": "6"}).status_code == 302
    answer = send(bob, cycle, "A", mine | {"t.0.us": "3", "t.1.us": "6", "t.2.us": "5"}).content.decode()
    first, second, third = (row.key for row in SuccessFactor.objects.filter(candidate__code="A")[:3])
    assert "yours is 3; meanwhile it is 8, by Alice" in answer
    assert values(cycle, "A") == {(first, ""): 8, (second, ""): 6, (third, ""): 5}
    assert answer.count("meanwhile it is") == 2  # above the table and in its cell
    again = fields(answer)
    assert again["t.0.us"] == "3"
    assert send(bob, cycle, "A", again).status_code == 302
    assert values(cycle, "A")[first, ""] == 3
    rating = Rating.objects.get(factor__key=first, factor__candidate__code="A")
    assert [float(row.value) for row in rating.history.order_by("history_id")] == [8, 3]


def test_a_stale_name_and_weight_show_both_values(cycle: Cycle, cast: Cast) -> None:
    bob, alice = cast.browser(cast.bob), cast.browser(cast.alice)
    mine, hers = table(bob, cycle, "A"), table(alice, cycle, "A")
    send(alice, cycle, "A", hers | {"t.0.name": "Delivery in a day", "t.0.weight": "7"})
    answer = send(bob, cycle, "A", mine | {"t.0.name": "Speed", "t.0.weight": "9", "t.1.weight": "2"}).content.decode()
    assert "yours is Speed; meanwhile it is Delivery in a day" in answer
    assert "yours is 9; meanwhile it is 7" in answer
    row, other = SuccessFactor.objects.filter(candidate__code="A")[:2]
    assert row.name == "Delivery in a day"
    assert row.weight == 7
    assert other.weight == 2


def test_a_ready_name_follows_the_reader_until_one_is_typed(cycle: Cycle, cast: Cast) -> None:
    browser = cast.browser(cast.bob)
    send(browser, cycle, "A", table(browser, cycle, "A") | {"t.0.us": "5"})
    row = SuccessFactor.objects.filter(candidate__code="A")[0]
    assert row.name == ""
    english = table(browser, cycle, "A")["t.0.name"]
    cast.bob.language = "zh-Hant"
    cast.bob.save()
    with use_language("zh-Hant"), translation.override("zh-hant"):
        assert table(cast.browser(cast.bob), cycle, "A")["t.0.name"] != english


def test_a_new_factor_and_a_new_rival_are_added_with_their_scores(cycle: Cycle, cast: Cast) -> None:
    browser = cast.browser(cast.bob)
    form = table(browser, cycle, "A") | {"rival.n0": "KFC", "t.0.n0": "4"}
    form |= {"t.6.name": "株式會社 <b>", "t.6.us": "9", "t.6.n0": "2", "t.6.weight": "2"}
    assert send(browser, cycle, "A", form).status_code == 302
    own = SuccessFactor.objects.get(candidate__code="A", name="株式會社 <b>")
    found = values(cycle, "A")
    assert found[own.key, ""] == 9
    assert found[own.key, "KFC"] == 2
    page = browser.get(url("", cycle, "A")).content.decode()
    assert "株式會社 &lt;b&gt;" in page
    assert "株式會社 <b>" not in page


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({f"t.{at}.weight": "0" for at in range(6)}, "All weights are 0"),
        ({"t.0.name": "Twice", "t.1.name": "twice"}, "in the table twice"),
        ({"t.0.name": ""}, "A factor needs a name"),
        ({"t.0.weight": "many"}, "Weight of"),
        ({"t.6.us": "7"}, "Name the factor that you score"),
        ({"t.0.n0": "7"}, "Name the rival that you score"),
        ({"t.0.name": "n" * 201}, "longer than 200 characters"),
        ({"rival.n0": "n" * 201}, "longer than 200 characters"),
        ({"t.0.pk": "987654"}, "A factor was removed meanwhile"),
        ({"rival.r987654": "Gone", "t.0.r987654": "3"}, "A rival was removed meanwhile"),
    ],
)
def test_what_cannot_be_is_refused_with_a_remedy(cycle: Cycle, cast: Cast, change: dict[str, str], said: str) -> None:
    browser = cast.browser(cast.bob)
    before = list(SuccessFactor.objects.filter(candidate__code="A").values("name", "weight"))
    answer = send(browser, cycle, "A", table(browser, cycle, "A") | change)
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert list(SuccessFactor.objects.filter(candidate__code="A").values("name", "weight")) == before
    assert not Rating.objects.exists()
    assert not Rival.objects.exists()


@pytest.mark.parametrize("junk", [{"t.0.pk": "x"}, {"move": "up:x"}, {"remove": "rival:999"}, {"t.999999.name": "x"}])
def test_hostile_fields_break_nothing(cycle: Cycle, cast: Cast, junk: dict[str, str]) -> None:
    browser = cast.browser(cast.bob)
    answer = browser.post(url("", cycle, "A"), junk)
    assert answer.status_code in {200, 302}
    assert SuccessFactor.objects.filter(candidate__code="A").count() == 6


def test_moving_and_removing_keep_what_was_typed(cycle: Cycle, cast: Cast) -> None:
    browser = cast.browser(cast.bob)
    put(browser, cycle, "A", {"KFC": ["4"]})
    rows = list(SuccessFactor.objects.filter(candidate__code="A"))
    send(browser, cycle, "A", table(browser, cycle, "A") | {"t.1.us": "6", "move": f"up:{rows[1].pk}"})
    assert [row.pk for row in SuccessFactor.objects.filter(candidate__code="A")][:2] == [rows[1].pk, rows[0].pk]
    assert values(cycle, "A")[rows[1].key, ""] == 6
    rival = Rival.objects.get(name="KFC")
    answer = send(browser, cycle, "A", table(browser, cycle, "A") | {"remove": f"rival:{rival.pk}"})
    asked = browser.get(answer["Location"]).content.decode()
    assert "1 score goes with it" in asked
    browser.post(url("drop", cycle, "A", rival.pk))
    assert not Rival.objects.exists()
    story = browser.get(url("history", cycle, "A")).content.decode()
    assert "KFC" in story
    assert "removed" in story


def test_the_next_account_that_nobody_rated_follows(cycle: Cycle, cast: Cast) -> None:
    browser = cast.browser(cast.alice)
    answer = send(browser, cycle, "A", table(browser, cycle, "A") | {"t.0.us": "6", "onward": "yes"})
    assert answer["Location"] == url("", cycle, "B")
    answer = send(browser, cycle, "B", table(browser, cycle, "B") | {"t.0.us": "6", "onward": "yes"})
    assert answer["Location"] == reverse("cycle-strength", args=[cycle.pk])


def test_rivals_and_factors_are_taken_over(cycle: Cycle, cast: Cast) -> None:
    browser = cast.browser(cast.alice)
    put(browser, cycle, "A", {"KFC": ["4"], "Wendy": ["3"]})
    send(browser, cycle, "A", table(browser, cycle, "A") | {"t.0.name": "Speed", "t.0.weight": "5"})
    browser.post(url("spread", cycle, "A"), {"territory": "North", "rivals": "on"})
    assert not Rival.objects.filter(candidate__code="B").exists()
    browser.post(url("spread", cycle, "A"), {"territory": "", "rivals": "on", "factors": "on"})
    assert list(Rival.objects.filter(candidate__code="B").values_list("name", flat=True)) == ["KFC", "Wendy"]
    first = SuccessFactor.objects.filter(candidate__code="B")[0]
    assert first.name == "Speed"
    assert first.weight == 5
    put(browser, cycle, "B", {"": ["4"]})
    send(browser, cycle, "B", table(browser, cycle, "B") | {"t.0.name": "Other"})
    source = Candidate.objects.get(code="B").pk
    answer = browser.post(url("copy", cycle, "A"), {"source": source, "factors": "on"}, follow=True)
    assert "1 account is rated already and keeps its factors." in answer.content.decode()
    assert SuccessFactor.objects.filter(candidate__code="A")[0].name == "Speed"


def test_rights(cycle: Cycle, cast: Cast) -> None:
    put(cast.browser(cast.alice), cycle, "B", {"": ["4"], "Secret rival": ["7"]})
    listed = reverse("cycle-strength", args=[cycle.pk])
    for name in ("bob", "vera"):
        browser = cast.browser(cast.people[name])
        page = browser.get(listed).content.decode()
        assert "Alpha" in page
        assert "Beta" not in page
        assert "Secret rival" not in page
        assert "0 accounts compared" not in page
        assert "Secret rival" not in browser.get(url("", cycle, "A")).content.decode()
        for place in ("", "history", "copy", "spread", "ask"):
            for method in ("get", "post"):
                if (place in {"copy", "spread", "ask"}) == (method == "post"):
                    assert getattr(browser, method)(url(place, cycle, "B")).status_code == 404
    assert "None of the candidates is yours to see" in cast.browser(cast.charlie).get(listed).content.decode()
    vera = cast.browser(cast.vera)
    assert "data-table-two" not in vera.get(url("", cycle, "A")).content.decode()
    assert vera.post(url("", cycle, "A"), {"t.0.us": "7"}).status_code == 404
    source = Candidate.objects.get(code="B").pk
    bob = cast.browser(cast.bob)
    assert bob.post(url("copy", cycle, "A"), {"source": source, "rivals": "on"}).status_code == 404
    assert not Rival.objects.filter(candidate__code="A").exists()


def test_a_frozen_cycle_offers_nothing_and_refuses(cycle: Cycle, cast: Cast) -> None:
    browser = cast.browser(cast.alice)
    put(browser, cycle, "A", {"": ["4"], "KFC": ["8"]})
    form = table(browser, cycle, "A")
    frozen(cycle_now(cycle), cast.alice)
    page = browser.get(url("", cycle, "A")).content.decode()
    assert "data-table-two" not in page
    assert "KFC is ahead of us, ratio 0.50" in page
    assert "<form method" not in page[page.index('class="rail"') : page.index("</main>")]
    rival, factor = Rival.objects.get(), SuccessFactor.objects.filter(candidate__code="A")[0]
    for place, more, sent in (
        ("", (), form | {"t.0.us": "9"}), ("copy", (), {}), ("spread", (), {}), ("ask", (), {"recipient": "Mei"}),
        ("drop", (rival.pk,), {}), ("remove", (factor.pk,), {}), ("cell", (factor.pk, 0), {"score": "9"}),
    ):  # fmt: skip
        answer = browser.post(url(place, cycle, "A", *more), sent)
        assert answer.status_code == 400
        assert "is frozen" in answer.content.decode()
    assert values(cycle, "A")[factor.key, ""] == 4


def test_a_decided_cycle_takes_no_ratings(cycle: Cycle, cast: Cast) -> None:
    browser = cast.browser(cast.alice)
    form = table(browser, cycle, "A")
    Cycle.objects.filter(pk=cycle.pk).update(state=Cycle.State.DECIDED)
    answer = send(browser, cycle, "A", form | {"t.0.us": "9"})
    assert "takes no more scores" in answer.content.decode()
    assert not Rating.objects.exists()


def test_one_cell_has_its_past_and_a_stale_save_is_asked_about(cycle: Cycle, cast: Cast) -> None:
    factor = SuccessFactor.objects.filter(candidate__code="A")[0]
    bob, here = cast.browser(cast.bob), url("cell", cycle, "A", factor.pk, 0)
    assert bob.post(here, {"score": "7", "version": "0", "said_by": "Mei Lin, buyer"}).status_code == 302
    page = bob.post(here, {"score": "5", "version": "0"}).content.decode()
    assert "Yours is 5; meanwhile it is 7, by Mei Lin, buyer" in page
    assert "is outside the scale" in bob.post(here, {"score": "0", "version": "1"}).content.decode()
    bob.post(here, {"score": "5", "version": "1"})
    story = bob.get(here).content.decode()
    assert re.findall(r'<td class="n">(\S+?)</td><td class="n"><b>(\S+?)</b>', story) == [("7", "5"), ("–", "7")]
    assert bob.get(url("cell", cycle, "A", factor.pk, 987654)).status_code == 404


def test_the_list_filters_and_counts(cycle: Cycle, cast: Cast) -> None:
    browser, listed = cast.browser(cast.alice), reverse("cycle-strength", args=[cycle.pk])
    put(browser, cycle, "A", {"": ["6"], "KFC": ["4"]})
    page = browser.get(listed).content.decode()
    assert "We are ahead of the best rival at 1 of 1 account compared. 1 account is not rated yet." in page
    assert "<b>1.50</b>" in page
    waiting = browser.get(listed, {"show": "open"}).content.decode()
    assert "Beta Outfitters</a></th>" in waiting
    assert "Alpha Bicycles</a></th>" not in waiting
    found = browser.get(listed, {"q": "alpha", "show": "nonsense", "page": "x"}).content.decode()
    assert "Alpha Bicycles</a></th>" in found
    assert "Beta Outfitters</a></th>" not in found


def test_weights_not_settled_leave_the_page_usable(cycle: Cycle, cast: Cast) -> None:
    Criterion.objects.filter(set__cycle=cycle, set__kind="attractiveness").update(weight=0)
    browser = cast.browser(cast.alice)
    put(browser, cycle, "A", {"": ["6"], "KFC": ["4"]})
    assert "are not settled yet" in browser.get(url("", cycle, "A")).content.decode()
    assert "are not settled yet" in browser.get(reverse("cycle-strength", args=[cycle.pk])).content.decode()


def test_queries_do_not_grow_with_the_candidates(cycle: Cycle, cast: Cast) -> None:
    put(cast.browser(cast.alice), cycle, "A", {"": ["6"], "KFC": ["4"]})
    counts = []
    for extra in (0, 58):
        rows = [Candidate(cycle=cycle, account=cast.account_a, code=f"X{at}", name=f"X{at}") for at in range(extra)]
        Candidate.objects.bulk_create(rows)
        for candidate in Candidate.objects.filter(cycle=cycle, code__startswith="X"):
            factor = SuccessFactor.objects.create(candidate=candidate, key="speed", name="Speed")
            Rating.objects.create(factor=factor, value=5, author=cast.alice, at=candidate.added_at)
        both = []
        for page in (reverse("cycle-strength", args=[cycle.pk]), url("", cycle, "A")):
            browser = cast.browser(cast.alice)
            forget_everything()
            with CaptureQueriesContext(connection) as asked:
                assert browser.get(page).status_code == 200
            both.append(len(asked))
        counts.append(both)
    assert counts[0] == counts[1]


def order(code: str = "A") -> list[str]:
    return list(Rival.objects.filter(candidate__code=code).values_list("name", flat=True))


def test_rivals_are_moved_and_stand_so_everywhere(cycle: Cycle, cast: Cast) -> None:
    browser = cast.browser(cast.alice)
    put(browser, cycle, "A", {"KFC": ["4"], "Wendy": ["3"], "Arby": ["2"]})
    assert order() == ["KFC", "Wendy", "Arby"]
    arby = Rival.objects.get(name="Arby")
    form = table(browser, cycle, "A") | {"t.1.us": "6", "move": f"left:{arby.pk}"}
    answer = send(browser, cycle, "A", form)
    assert answer["Location"].endswith(f"#left-{arby.pk}")
    assert order() == ["KFC", "Arby", "Wendy"]
    assert "6" in table(browser, cycle, "A")["t.1.us"]
    for _more in range(3):
        send(browser, cycle, "A", table(browser, cycle, "A") | {"move": f"left:{arby.pk}"})
    assert order() == ["Arby", "KFC", "Wendy"]
    page = browser.get(url("", cycle, "A")).content.decode()
    assert re.findall(r'name="rival\.r\d+" value="(\w+)"', page) == order()
    workbook = ratings_table(Gathered(cast.alice, cycle_now(cycle)))
    supplier = [column.key for column in workbook.columns].index("supplier")
    assert [row[supplier] for row in workbook.rows][:4] == ["Arby", "KFC", "Wendy", "ourselves"]


def test_a_frozen_cycle_moves_nobody(cycle: Cycle, cast: Cast) -> None:
    put(cast.browser(cast.alice), cycle, "A", {"KFC": ["4"], "Wendy": ["3"]})
    wendy, cold = Rival.objects.get(name="Wendy"), frozen(cycle_now(cycle), cast.alice)
    with pytest.raises(FrozenCycle):
        move_row(cycle=cold, row=wendy, by=-1)
    assert order() == ["KFC", "Wendy"]


def test_the_history_tells_of_rivals_and_factors_themselves(cycle: Cycle, cast: Cast) -> None:
    browser = cast.browser(cast.bob)
    put(browser, cycle, "A", {"KFC": ["4"], "Wendy": ["3"]})
    kfc, wendy = Rival.objects.get(name="KFC"), Rival.objects.get(name="Wendy")
    send(browser, cycle, "A", table(browser, cycle, "A") | {f"rival.r{kfc.pk}": "Popeyes"})
    send(browser, cycle, "A", table(browser, cycle, "A") | {"t.0.name": "Speed", "t.0.weight": "5"})
    send(browser, cycle, "A", table(browser, cycle, "A") | {"move": f"left:{wendy.pk}"})
    browser.post(url("drop", cycle, "A", kfc.pk))
    story = browser.get(url("history", cycle, "A")).content.decode()
    rows = re.findall(r'<td class="long">([^<]*)</td><td class="n">([^<]*)</td><td class="n"><b>([^<]*)</b>', story)
    assert ("Wendy", "place 2", "place 1") in rows
    assert ("Popeyes", "KFC", "Popeyes") in rows
    assert ("KFC", "–", "added") in rows
    assert ("Popeyes", "–", "removed") in rows
    # Who only made room was not moved.
    assert not any(name == "Popeyes" and before.startswith("place") for name, before, _after in rows)
    assert "weight 1" in story
    assert "weight 5" in story
    assert story.index("removed") < story.index("place 2") < story.index("added")
