"""The relationship as slides: the picture, the stage with its evidence, what is missing, the target, the sources."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _

from openkam.core.blocks import Column, Finding, Note, Table
from openkam.core.i18n import language
from openkam.core.numbers import format_date
from openkam.publish.deck import Slide, build_deck
from openkam.publish.text import one_line
from openkam.tools.relationship.stage import TOOL, words
from openkam.tools.relationship.stage.report import claim_table, claim_text, evidence_table, notes
from openkam.web.accounts.models import Account
from openkam.web.people.queries.revision import Revision
from openkam.web.people.relationship import drawing, timeline
from openkam.web.people.relationship.reading import Reading
from openkam.web.shell.models import User

TITLE_CHARS = 120


def write(path: Path, user: User, account: Account, found: Reading, seen: Revision) -> Path:
    """Write the deck in the active language."""
    result = found.result
    source = _("{tool}, version {version} · people and log of {account} as of {day}").format(
        tool=TOOL.title, version=TOOL.version, account=one_line(account.name, 80), day=format_date(result.as_of)
    )
    return build_deck(
        path,
        tuple(slides(user, account, found, seen)),
        language=language(),
        title=_("Relationship with {account}").format(account=one_line(account.name, TITLE_CHARS)),
        subtitle=drawing.reading_text(result),
        footnote=source,
        made_at=timezone.now(),
    )


def slides(user: User, account: Account, found: Reading, seen: Revision) -> Iterator[Slide]:
    """One finding to a slide; the speaker notes say how it was made and where it comes from."""
    result = found.result
    said = [note.text for note in notes(result)]
    sources = [_("Source: {source} ({where})").format(source=one.title, where=one.where) for one in TOOL.sources]
    method = "\n\n".join([*said, *sources])
    if now := now_slide(found, method):
        yield now
    evidence = evidence_table(result)
    title = _("{read}: each criterion with its threshold").format(read=words.stage_name(result.stage_read))
    yield Slide(title, (evidence,), method, drawing.reading_text(result))
    yield Slide(claim_text(result), (claim_table(result),), method)
    yield from (slide for slide in (target_slide(found, method), missing_slide(found, method)) if slide is not None)
    over_time = timeline.figure(timeline.timeline(user, account, found, seen))
    if timeline.is_known(over_time):
        scale = ", ".join(f"{line.value:.0f} {line.label}" for line in over_time.lines)
        yield Slide(over_time.title, (over_time,), method, scale)
    remarks = [note for note in notes(result) if note.kind in {"unknown", "warning"}]
    if found.homeless:
        text = _("Not drawn, since function or level is not known: {names}")
        names = ", ".join(one_line(row.name, 60) for row in found.homeless)
        remarks.append(Note(id="homeless", kind="unknown", text=text.format(names=names)))
    if remarks:
        yield Slide(
            _("What the picture cannot say"), tuple(Finding(id=one.id, text=one.text) for one in remarks), method
        )


def now_slide(found: Reading, notes: str) -> Slide | None:
    """The picture as it is read; None where nobody is on record."""
    if not found.result.people:
        return None
    now = drawing.now_block(found)
    return Slide(now.title, (now,), notes, now.subtitle)


def target_slide(found: Reading, notes: str) -> Slide | None:
    """The picture as it should be; None where there is nothing further to draw."""
    target = drawing.target_block(found)
    return None if target is None else Slide(target.title, (target,), notes, target.subtitle)


def missing_slide(found: Reading, notes: str) -> Slide | None:
    """What is missing towards the aim, by name; None where nothing is."""
    return Slide(_missing_title(found), (_missing(found),), notes) if found.missing else None


def _missing_title(found: Reading) -> str:
    return _("What is missing towards {stage}").format(stage=words.stage_name(found.aim))


def _missing(found: Reading) -> Table:
    columns = (Column(key="gap", label=_("Missing")), Column(key="step", label=_("Next step")))
    rows = tuple((words.gap_text(gap), words.step_text(gap)) for gap in found.missing)
    return Table(id="missing", title=_missing_title(found), columns=columns, rows=rows)
