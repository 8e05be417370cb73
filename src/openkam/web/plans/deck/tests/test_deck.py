"""The deck of a plan: what our own people see, what a customer must never see, and names that would break a file."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.utils import timezone
from pptx import Presentation

from openkam.core.i18n import LANGUAGES
from openkam.web.people.actions import contacts, stage, talk, team
from openkam.web.people.models import Contact
from openkam.web.plans.actions.objectives import read_typed
from openkam.web.plans.actions.rows import add_row, change_plan, plan_of
from openkam.web.plans.actions.todo import add_action
from openkam.web.plans.deck import exports, slides
from openkam.web.plans.deck.allowed import NEVER, SHARED
from openkam.web.plans.deck.told import Audience, told
from openkam.web.plans.models import Action, Insight, Need, Objective, Whitespace
from openkam.web.plans.models.plan import PlanRow
from openkam.web.risks.actions import Values, add_risk
from openkam.web.shell.files import SUFFIX, Kind
from openkam.web.shell.speaking import speaking
from openkam.web.shell.tests.cast import Cast

pytestmark = pytest.mark.django_db

NASTY = ("<script>alert(1)</script>", "\u202eשלום עולם", "長" * 200, "👩‍🔧🧪", "=HYPERLINK(1)", 'a\x0bb\x1f & "c"')
TODAY = timezone.localdate


def unzipped(data: bytes) -> Iterator[str]:
    """Every part of an Office file as text, the workbooks inside it too."""
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        for name in parts.namelist():
            part = parts.read(name)
            yield name
            if part[:4] == b"PK\x03\x04":
                yield from unzipped(part)
            else:
                yield part.decode("utf-8", errors="replace")


def written(cast: Cast, audience: Audience, tmp_path: Path, kind: Kind = "deck", code: str = "en") -> str:
    path = tmp_path / f"{audience}-{code}.{SUFFIX[kind]}"
    with speaking(code):
        exports.write(kind, path, cast.alice, cast.account_a, audience)
    return "\n".join(unzipped(path.read_bytes()))


class Planted:
    """Values of every field that a customer must not see, each of them told apart from all others."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def text(self, what: str) -> str:
        self.texts.append(f"SECRET-{what}-{len(self.texts)}")
        return self.texts[-1]

    def number(self) -> Decimal:
        number = 7_654_301 + 10 * len(self.texts)
        self.texts.append(str(number))
        return Decimal(number)


def plant(cast: Cast) -> Planted:
    """A plan with something shared and something hidden in every kind of row."""
    hidden, account, author = Planted(), cast.account_a, cast.bob
    place = {"function": "Purchasing", "level": "managers"}
    mei = contacts.add_contact(
        account=account, person={"name": "Mei Lin", "email": "secret-mail@x.example", "phone": hidden.text("phone")},
        values={**place, "is_main": True, "motive": hidden.text("motive"), "style": hidden.text("style"),
                "deepen": hidden.text("deepen"), "buying_centre": hidden.text("centre"), "influence": ["economic"],
                "needs": hidden.text("needs")},
    )  # fmt: skip
    hidden.texts.append("secret-mail")
    contacts.add_contact(account=account, person={"name": hidden.text("contact")}, values=place)
    jae = team.add_member(account=account, colleague={"name": "Jae Pak", **place}, is_main=True)
    ken = team.add_member(account=account, colleague={"name": hidden.text("colleague"), **place})
    talk.record(
        account=account, author=author, members=[jae, ken], contacts=[mei],
        values={"on": TODAY(), "what": hidden.text("said"), "next_what": hidden.text("next"),
                "next_on": TODAY() + timedelta(days=3)},
    )  # fmt: skip
    stage.set_target(
        account=account, stage="partnership", on=TODAY() + timedelta(days=400), author=author,
        reason=hidden.text("target"),
    )  # fmt: skip
    plan = plan_of(account)
    values = {"summary": "SHOWN-summary", "wallet": hidden.number(), "wallet_source": hidden.text("wallet")}
    change_plan(plan=plan, values={**values, "is_shared": True}, based_on=plan.version)

    def both(model: type[Any], name: str, shown: dict[str, Any], denied: dict[str, Any]) -> Any:
        add_row(model, account=account, values={"text": hidden.text(f"unshared {name}"), **shown, **denied})
        values = {"text": f"SHOWN-{name}", "is_shared": True, **shown, **denied}
        return add_row(model, account=account, values=values)

    goal = both(Insight, "goal", {"kind": "goal"}, {"source": hidden.text("source")})
    add_row(Insight, account=account, values={"kind": "initiative", "text": hidden.text("served"), "serves": goal})
    both(Need, "need", {"importance": 4, "contact": mei}, {})
    typed = both(Objective, "objective", {"measure_name": "SHOWN-measure", "target": 95}, {"baseline": hidden.number()})
    read_typed(objective=typed, on=TODAY(), value=hidden.number(), source=hidden.text("reading"), author=author)
    computed = {"measure": "margin", "target": hidden.number(), "unit": hidden.text("unit")}
    add_row(Objective, account=account, values={"text": "SHOWN-computed", "is_shared": True, **computed})
    for text, is_shared in ((hidden.text("unshared action"), False), ("SHOWN-action", True)):
        values = {"text": text, "is_shared": is_shared, "cost": hidden.number(), "owner": jae.colleague, "contact": mei,
                  "due_on": TODAY() + timedelta(days=9), "objective": typed, "is_principal": True}  # fmt: skip
        action = add_action(account=account, author=author, values=values)
    action.waits_for.add(Action.objects.exclude(pk=action.pk).get())
    for is_shared in (False, True):
        values = {"buying_centre": hidden.text("centre"), "offering": hidden.text("offering"), "state": "rival",
                  "rival": hidden.text("rival"), "spend": hidden.number(), "potential": hidden.number(),
                  "is_shared": is_shared}  # fmt: skip
        add_row(Whitespace, account=account, values=values)
    risk = Values(
        account=account, source="external.dependence", event=hidden.text("risk"), impact="high", probability="high",
        money=hidden.number(), cause=hidden.text("cause"), effect=hidden.text("effect"),
    )  # fmt: skip
    add_risk(user=author, values=risk)
    return hidden


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("kind", ["deck", "workbook"])
def test_a_customer_sees_what_is_shared_and_nothing_else(cast: Cast, tmp_path: Path, kind: Kind, code: str) -> None:
    hidden = plant(cast)
    text = written(cast, "customer", tmp_path, kind, code)
    for shown in ("SHOWN-goal", "SHOWN-need", "SHOWN-objective", "SHOWN-measure", "SHOWN-computed", "SHOWN-action",
                  "Mei Lin", "Jae Pak"):  # fmt: skip
        assert shown in text, shown
    assert kind == "workbook" or "SHOWN-summary" in text
    assert [one for one in hidden.texts if one in text.replace(",", "")] == []
    for name in (cast.alice.name, cast.bob.name, "Bob", "openpyxl", "Steve Canny"):
        assert name not in text, name


def test_the_secrets_would_be_found_where_they_are_told(cast: Cast, tmp_path: Path) -> None:
    """The test above could not fail if nothing that was planted were ever written, or if it were written otherwise."""
    hidden = plant(cast)
    deck = written(cast, "internal", tmp_path).replace(",", "")
    sheets = written(cast, "internal", tmp_path, "workbook").replace(",", "")
    found = [one for one in hidden.texts if one in deck or one in sheets]
    for part in ("unshared goal", "unshared need", "unshared objective", "unshared action", "source", "served",
                 "rival", "risk", "colleague", "contact", "reading", "offering", "centre"):  # fmt: skip
        assert any(one.startswith(f"SECRET-{part}-") for one in found), part
    assert sum(one.isdigit() for one in found) > 5


def test_every_field_of_what_may_be_shared_was_weighed() -> None:
    """A new field fails here until somebody has said whether a customer may see it."""
    for model, names in SHARED.items():
        fields = {field.name for field in model._meta.get_fields() if field.concrete}
        assert names | NEVER[model] == fields, model.__name__
        assert not names & NEVER[model], model.__name__


WITHHELD_WHOLE = {
    "plans": {"Whitespace", "Reading", "Review", "ReviewItem", "HealthWeight", "Feed", "Digest"},
    "people": {"Person", "Contact", "ContactLine", "Colleague", "TeamMember", "JointTeam", "FunctionPair", "Link",
               "Interaction", "StageAnswers", "StageSurvey", "StageTarget", "ContactImport", "LogImport"},
    "risks": {"Risk"},
}  # fmt: skip


@pytest.mark.parametrize("app", WITHHELD_WHOLE)
def test_every_kind_of_row_was_weighed(app: str) -> None:
    """A new model fails here until somebody has said whether any of it may be shared."""
    every = {one.__name__ for one in apps.get_app_config(app).get_models()}
    every = {name for name in every if not name.startswith("Historical")}
    assert every == WITHHELD_WHOLE[app] | {one.__name__ for one in SHARED if one._meta.app_label == app}


def test_the_internal_deck_tells_each_part_with_its_sources_in_the_notes(cast: Cast, tmp_path: Path) -> None:
    plant(cast)
    path = tmp_path / "plan.pptx"
    exports.write("deck", path, cast.bob, cast.account_a, "internal")
    made = Presentation(str(path))
    titles = [slide.shapes.title.text_frame.text for slide in made.slides]
    assert titles[0] == "Account plan: Alpha Bicycles"
    assert "Alpha Bicycles in short" in titles
    assert any(title.startswith("2 of 4 insights") or "insights are confirmed" in title for title in titles)
    assert any("risk" in title for title in titles)
    notes = "\n".join(slide.notes_slide.notes_text_frame.text for slide in made.slides if slide.has_notes_slide)
    assert "Not in this deck, since the plan has nothing there yet" in notes
    assert "figures" in notes
    assert "Source: SECRET-source" in notes


def test_a_plan_without_anything_is_a_cover(cast: Cast, tmp_path: Path) -> None:
    assert slides.slides(told(cast.bob, cast.account_a, "customer")) == ()
    text = cast.browser(cast.bob).get(f"/accounts/{cast.account_a.pk}/plan/deck/?for=customer").content.decode()
    assert "Nothing of this plan is shared with the customer yet." in text
    exports.write("deck", tmp_path / "empty.pptx", cast.bob, cast.account_a, "internal")


@pytest.mark.parametrize("code", LANGUAGES)
def test_nasty_names_break_no_file(cast: Cast, tmp_path: Path, code: str) -> None:
    account, place = cast.account_a, {"function": "Purchasing", "level": "managers"}
    for at, name in enumerate(NASTY):
        who = contacts.add_contact(account=account, person={"name": name[:200]}, values=place)
        member = team.add_member(account=account, colleague={"name": name[:200], **place}, is_main=not at)
        talk.record(account=account, author=None, members=[member], contacts=[who], values={"on": TODAY()})
        add_row(Insight, account=account, values={"kind": "goal", "text": name, "source": name, "contact": who})
        add_row(Objective, account=account, values={"text": name, "owner": member.colleague})
        values = {"text": name, "owner": member.colleague, "due_on": TODAY() + timedelta(days=at), "is_shared": True}
        add_action(account=account, author=None, values=values)
        add_row(Whitespace, account=account, values={"buying_centre": name[:100], "offering": name[:100]})
    plan = plan_of(account)
    change_plan(plan=plan, values={"summary": "\n".join(NASTY) * 3}, based_on=plan.version)
    for audience in ("internal", "customer"):
        for kind in ("deck", "workbook"):
            assert "\u202e" not in written(cast, audience, tmp_path, kind, code)
    page = cast.browser(cast.bob).get(f"/accounts/{account.pk}/plan/deck/?lang={code}").content.decode()
    assert "<script>alert" not in page


def test_the_page_shows_every_slide_in_the_language_and_for_whom_it_is_asked(cast: Cast) -> None:
    plant(cast)
    base, vera = f"/accounts/{cast.account_a.pk}/plan/deck/", cast.browser(cast.vera)
    page = vera.get(base).content.decode()
    for slide in slides.slides(told(cast.vera, cast.account_a, "internal")):
        assert slide.title.split(":")[0].replace("'", "&#x27;") in page
    customer = vera.get(f"{base}?for=customer").content.decode()
    assert "SHOWN-action" in customer
    assert "SECRET" not in customer
    assert 'lang="zh-Hant"' in vera.get(f"{base}?lang=zh-Hant").content.decode()
    for path in ("plan.pptx", "plan.xlsx"):
        assert vera.get(f"{base}{path}?for=customer").status_code == 200
        assert cast.browser(cast.charlie).get(f"{base}{path}?for=customer").status_code == 404


def test_each_kind_of_shared_row_is_a_row_of_a_plan() -> None:
    assert all(issubclass(model, PlanRow) for model in SHARED)
    assert not issubclass(Contact, PlanRow)
