"""How long the deck of a full plan takes, beside python-pptx drawing the same shapes and cells bare in the same run.

    python -m bench plan_deck
    python -m bench.plan_deck [--contacts 40] [--members 12] [--interactions 2000] [--actions 60]

Gathering (queries, the relationship, the pictures' blocks) and drawing are told apart. The bare deck has as many
slides, on each as many shapes with the same texts and tables with the same cells, without fonts, colours or notes.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE
from pptx.util import Inches

from bench.account_people import best
from bench.portfolio_page import ROOT


def fill(options: argparse.Namespace) -> tuple[Any, Any]:
    """An account whose plan has every part; answers a programme lead and it."""
    from django.utils import timezone

    from bench import crowd
    from openkam.web.accounts.models import Account
    from openkam.web.people.models import Contact, TeamMember
    from openkam.web.plans.actions.rows import add_row, change_plan, plan_of
    from openkam.web.plans.actions.todo import add_action
    from openkam.web.plans.models import Insight, Need, Objective, Whitespace
    from openkam.web.shell.models import Role, User, Workspace

    Workspace.objects.create(pk=1, currency="USD", name="Bench")
    lead = User.objects.create_user("lead@example.org", "x", name="Lead", role=Role.LEAD)
    account = Account.objects.create(code="FULL", name="Full plan")
    crowd.fill(account, contacts=options.contacts, members=options.members, interactions=options.interactions)
    ours = [row.colleague for row in TeamMember.objects.filter(account=account).select_related("colleague")]
    theirs, today = list(Contact.objects.filter(account=account)), timezone.localdate()
    plan = plan_of(account)
    texts = dict.fromkeys(("summary", "business", "value_proposition"), "A sentence of the plan. " * 12)
    change_plan(plan=plan, values=texts, based_on=plan.version)
    goal = None
    for at in range(20):
        kind = ("goal", "initiative", "obstacle", "pressure")[at % 4]
        values = {"kind": kind, "text": f"Insight {at}", "contact": theirs[at], "serves": goal if at % 4 else None}
        goal = add_row(Insight, account=account, values=values) if not at % 4 else goal
        if at % 4:
            add_row(Insight, account=account, values=values)
        add_row(Need, account=account, values={"text": f"Need {at}", "importance": 1 + at % 5})
    for at in range(12):
        values = {"text": f"Objective {at}", "target": 100, "baseline": 0, "owner": ours[at % len(ours)]}
        add_row(Objective, account=account, values=values)
    for at in range(options.actions):
        due = today + timedelta(days=at - 10)
        values = {"text": f"Action {at}", "owner": ours[at % len(ours)], "due_on": due, "contact": theirs[at % 20]}
        add_action(account=account, author=lead, values=values)
    for at in range(100):
        values = {"buying_centre": f"Centre {at // 10}", "offering": f"Offering {at % 10}", "spend": 1000 * at}
        add_row(Whitespace, account=account, values=values)
    return lead, account


def bare(made: Path, target: Path) -> None:
    """The same slides with python-pptx alone."""
    ours, deck = Presentation(str(made)), Presentation()
    box = (Inches(1), Inches(1), Inches(2), Inches(1))
    for slide in ours.slides:
        drawn = deck.slides.add_slide(deck.slide_layouts[6])
        for shape in slide.shapes:
            if shape.has_table:
                cells = [[cell.text for cell in row.cells] for row in shape.table.rows]
                grid = drawn.shapes.add_table(len(cells), len(cells[0]), *box).table
                for down, row in enumerate(cells):
                    for across, text in enumerate(row):
                        grid.cell(down, across).text = text
                continue
            for part in getattr(shape, "shapes", [shape]):
                plain = drawn.shapes.add_shape(MSO_SHAPE.RECTANGLE, *box)
                if part.has_text_frame:
                    plain.text_frame.text = part.text_frame.text
    deck.save(str(target))


def run(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """The whole measurement."""
    sys.path.insert(0, str(ROOT / "src"))
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    lead, account = fill(options)
    from openkam.publish.deck import build_deck
    from openkam.web.plans.deck import exports, slides
    from openkam.web.plans.deck.told import told
    from openkam.web.shell.memory import forget_everything
    from openkam.web.shell.speaking import speaking

    def gather() -> None:
        forget_everything()
        slides.slides(told(lead, account, "internal"))

    with speaking("zh-Hant"):
        made = slides.slides(told(lead, account, "internal"))
        path = folder / "ours.pptx"
        found: dict[str, Any] = {
            "gather_ms": best(gather),
            "draw_ms": best(lambda: build_deck(path, made, language="zh-Hant", title="Bench", footnote="Snapshot 1")),
            "customer_ms": best(lambda: exports.write("deck", folder / "c.pptx", lead, account, "customer")),
        }
    deck = Presentation(str(path))
    found |= {
        "bare_ms": best(lambda: bare(path, folder / "bare.pptx")),
        "slides": len(deck.slides),
        "shapes": sum(len(getattr(shape, "shapes", [shape])) for slide in deck.slides for shape in slide.shapes),
        "kb": path.stat().st_size / 1024,
    }
    found["draw_to_bare"] = found["draw_ms"] / found["bare_ms"]
    found["whole_to_bare"] = (found["gather_ms"] + found["draw_ms"]) / found["bare_ms"]
    return found


def main() -> None:
    """Print the times and their ratios as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, usual in (("contacts", 40), ("members", 12), ("interactions", 2000), ("actions", 60)):
        parser.add_argument(f"--{name}", type=int, default=usual)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="openkam-bench-") as name:
        os.environ |= {"OPENKAM_DATA_DIR": name, "DJANGO_SETTINGS_MODULE": "openkam.web.settings"}
        print(json.dumps(run(options, Path(name)), indent=2))


if __name__ == "__main__":
    main()
