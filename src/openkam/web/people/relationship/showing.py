"""What the page of a relationship shows, gathered once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _, ngettext

from openkam.core.blocks import Figure
from openkam.core.i18n import language
from openkam.core.numbers import format_date, format_number
from openkam.publish.text import one_line
from openkam.tools.relationship.stage import StageResult, words
from openkam.tools.relationship.stage.inputs import ITEMS, STAGES, Stage
from openkam.tools.relationship.stage.report import claim_text, evidence_table
from openkam.web.accounts.models import Account
from openkam.web.people.actions.stage_surveys import is_open
from openkam.web.people.models import StageAnswers, StageSurvey, StageTarget
from openkam.web.people.queries import stage as queries
from openkam.web.people.queries.revision import Revision
from openkam.web.people.relationship import activities, drawing, kept, steps, tables, timeline
from openkam.web.people.relationship.reading import Reading
from openkam.web.people.relationship.tables import table_rows
from openkam.web.shell.models import User

HISTORY: Final = 12
"""Earlier answers and targets on the page; the newest count."""
HOMELESS: Final = 12
"""Names on the page of those who cannot be drawn."""
OPTION: Final = 60
"""Signs of a name in a list to choose from."""
Drawings = Sequence[tuple[str, SafeString]]


@dataclass(frozen=True)
class Item:
    """One of the six questions with both answers."""

    key: str
    name: str
    question: str
    meanings: Sequence[tuple[int, str]]
    ours: int | None
    theirs: int | None
    difference: str
    chosen: str = ""


@dataclass(frozen=True)
class Rung:
    """One of the five stages, and what is at it."""

    key: Stage
    name: str
    hint: str
    tags: Sequence[tuple[str, str]]
    """(kind, text): read, ours, theirs, target."""


def _hints() -> Mapping[Stage, str]:
    return {
        "pre": _("two sides feel each other out"),
        "early": _("all runs through two people"),
        "mid": _("functions begin to meet"),
        "partnership": _("functions face functions"),
        "synergistic": _("one organisation"),
    }


def _target_tag(result: StageResult) -> str:
    if result.target_on is None:
        return _("Target stage")
    return _("target {day}").format(day=format_date(result.target_on))


def rungs(found: Reading) -> list[Rung]:
    """The five stages with what is read, claimed, said and aimed at."""
    result, hints = found.result, _hints()
    at: Sequence[tuple[str, Stage | None, str]] = (
        ("read", result.stage_read, _("read from contacts")),
        ("ours", result.claim_ours.stage, _("claimed by us")),
        ("theirs", result.claim_theirs.stage, _("said by the customer")),
        ("target", result.target_stage, _target_tag(result)),
    )
    return [
        Rung(key, words.stage_name(key), hints[key], [(kind, text) for kind, stage, text in at if stage == key])
        for key in STAGES
    ]


def items(found: Reading | None, sent: Mapping[str, str] | None = None) -> list[Item]:
    """The six questions; `sent` is what was chosen before the form is shown again."""
    made = []
    for key in ITEMS:
        ours = getattr(found.result.claim_ours.answers, key) if found else None
        theirs = getattr(found.result.claim_theirs.answers, key) if found else None
        gap = ours - theirs if ours is not None and theirs is not None else None
        made.append(
            Item(
                key,
                words.item_name(key),
                words.item_question(key),
                list(enumerate(words.answer_meanings(key), start=1)),
                ours,
                theirs,
                "" if gap is None else format_number(gap, 0, plus=True) if gap else _("same"),
                (sent or {}).get(key, "") if sent is not None else str(ours or ""),
            )
        )
    return made


@dataclass(frozen=True)
class Asked:
    """One link that was made for a person of the customer."""

    survey: StageSurvey
    is_waiting: bool


@dataclass(frozen=True)
class Said:
    """The newest answers of both sides, the earlier ones and the links that were sent."""

    ours: StageAnswers | None
    theirs: StageAnswers | None
    earlier: Sequence[StageAnswers]
    asked: Sequence[Asked]


def said(user: User, account: Account) -> Said:
    """Who said what when. Two queries."""
    rows = list(queries.answers_of(user, account)[: HISTORY + 2])
    newest = {row.side: row for row in reversed(rows)}
    asked = [Asked(row, is_open(row)) for row in queries.surveys_of(user, account)[:HISTORY]]
    return Said(newest.get("ours"), newest.get("theirs"), rows, asked)


def _gap_text(found: Reading) -> str:
    """How far the target is from what is read."""
    read, target = found.result.stage_read, found.result.target_stage
    if read is None or target is None:
        return ""
    ahead = STAGES.index(target) - STAGES.index(read)
    if ahead <= 0:
        return _("reached, as the contacts read today")
    return ngettext("{count} stage ahead of today", "{count} stages ahead of today", ahead).format(
        count=format_number(ahead)
    )


def past(user: User, account: Account, found: Reading, seen: Revision, *, only_at_hand: bool = False) -> dict[str, Any]:
    """The stages over time, drawn where there is anything to draw. Reading thirteen moments of a large account takes
    its time, so `only_at_hand` gives what is remembered, or nothing.
    """
    if only_at_hand and not kept.has("past", account, seen, language()):
        return {"timeline_title": ""}
    figure, drawn = _past(user, account, found, seen)
    return {
        "timeline": drawn,
        "timeline_title": figure.title,
        "timeline_subtitle": figure.subtitle,
        "timeline_rows": table_rows(figure.table, {}),
    }


def _past(user: User, account: Account, found: Reading, seen: Revision) -> tuple[Figure, Drawings]:

    def made() -> tuple[Figure, Drawings]:
        figure = timeline.figure(timeline.timeline(user, account, found, seen))
        return figure, drawing.scenes(figure, None, drawing.HALF) if timeline.is_known(figure) else ()

    return kept.once("past", account, seen, made, language())


def context_of(user: User, account: Account, found: Reading, seen: Revision, show: str) -> dict[str, Any]:
    """Everything on the page but its forms; `seen` is what `revision_of` said before `found` was read."""
    pictures = drawing.drawn(account, found, seen)
    drawn = frozenset[str]().union(*(picture.people for picture in pictures))
    targets: list[StageTarget] = list(queries.targets_of(user, account)[:HISTORY])
    evidence = table_rows(evidence_table(found.result), {})
    homeless = found.homeless[: HOMELESS + 1]
    urls = drawing.addresses(account, [row.id for row in homeless])
    return {
        "reading_stage": words.stage_name(found.result.stage_read),
        "result": found.result,
        "title": drawing.reading_text(found.result),
        "claim": claim_text(found.result),
        "rungs": rungs(found),
        "pictures": pictures,
        "show": show if show == "target" and len(pictures) > 1 else "now",
        "people": [(row.id, one_line(row.name, OPTION)) for row in found.people.values()],
        "people_rows": tables.people_drawn(account, found, drawn),
        "link_rows": tables.all_links(account, found),
        "parts": tables.parts(found, drawn),
        "evidence": evidence,
        "evidence_rows": [
            (row, cells) for row, (_id, _url, cells) in zip(found.result.evidence, evidence.rows, strict=True)
        ],
        "items": items(found),
        "said": said(user, account),
        "targets": targets,
        "named_targets": [(words.stage_name(cast(Stage, row.stage)), row) for row in targets],
        "target_name": words.stage_name(found.result.target_stage),
        "gap_text": _gap_text(found),
        "target_sent": {},
        "stages": [(key, words.stage_name(key)) for key in STAGES],
        "aim": words.stage_name(found.aim) if found.aim else "",
        "aim_key": found.aim or STAGES[-1],
        "steps": steps.steps(account, found),
        "members": steps.members(found),
        "remedies": steps.remedies(account, found),
        "homeless": [(row.name, urls[row.id]) for row in homeless[:HOMELESS]],
        "homeless_count": len(found.homeless),
        "activities": activities.activities_of(user, account),
        "today": timezone.localdate(),
    }
