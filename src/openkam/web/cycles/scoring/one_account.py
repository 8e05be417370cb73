"""One account on all criteria, as a form: for a telephone, for a first time, and for who uses no script."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_http_methods

from openkam.core.numbers import format_number
from openkam.feeds.proposals import Proposal
from openkam.web.cycles import queries
from openkam.web.cycles.models import Candidate, Cycle, Score
from openkam.web.cycles.scoring.cells import cell_text
from openkam.web.cycles.scoring.grid import Column, Columns, Line, columns_of, covered, mean_text
from openkam.web.cycles.scoring.pages import about, kind_of
from openkam.web.cycles.scoring.proposals import proposed
from openkam.web.cycles.scoring.saving import Saved, Wish, refuse_unless_scoring, save
from openkam.web.cycles.scoring.telling import candidate_for
from openkam.web.shell.access import reader
from openkam.web.shell.models import User


@dataclass
class Question:
    """One criterion of the form, with what stands in it."""

    column: Column
    text: str
    evidence: str
    version: int
    proposal: Proposal | None
    seen: str
    """A mark of what is saved, by which the answer tells whether a person changed it."""
    fault: str = ""
    stale: str = ""

    @property
    def proposal_text(self) -> str:
        """The proposed score."""
        return f"{self.proposal.value:g}" if self.proposal else ""


def _mark(text: str, evidence: str) -> str:
    return f"{zlib.crc32(chr(0).join((text, evidence)).encode(errors='replace')):08x}"


def version_in(text: str) -> int:
    """A version from a form; whatever is none was never saved."""
    return int(text) if text.isdecimal() and len(text) < 10 else 0


@require_http_methods(["GET", "POST"])
def show(request: HttpRequest, pk: int, kind: str, candidate: int) -> HttpResponse:
    """The form; a POST saves what is good, and shows the rest again with the reason."""
    cycle, which, user = queries.cycle_for(pk), kind_of(kind), reader(request)
    row = candidate_for(user, cycle, candidate)
    columns = columns_of(cycle, which)
    questions = _questions(user, cycle, columns, row)
    if request.method == "POST":
        refuse_unless_scoring(user, cycle)
        saved = save(user, cycle, columns, _changed(request.POST, row, questions))
        questions = _questions(user, cycle, columns, row)
        if not _put_back(request.POST, questions, saved):
            if saved.changed:
                text = ngettext("{count} score saved.", "{count} scores saved.", saved.changed)
                messages.success(request, text.format(count=format_number(saved.changed)))
            onward = request.POST.get("onward", "")
            wanted = int(onward) if onward.isdecimal() and len(onward) < 10 else candidate
            return redirect("cycle-score-account", pk=pk, kind=which.value, candidate=wanted)
    mean, coverage = columns.weigh(_values(user, columns, row))
    context = about(request, cycle, which) | {
        "candidate": row,
        "questions": questions,
        "may_score": queries.may_score(user, cycle),
        "mean": mean_text(mean),
        "coverage": covered(coverage),
        "faults": [one.fault or one.stale for one in questions if one.fault or one.stale],
        "proposals": sum(1 for one in questions if one.proposal),
        "neighbours": _neighbours(user, cycle, row),
        "problem": columns.problem,
    }
    return render(request, "cycles/scoring/account.html", context)


def _own(user: User, columns: Columns, row: Candidate) -> dict[int, Score]:
    found = Score.objects.filter(rater=user, candidate=row, criterion__in=list(columns.by_pk))
    return {score.criterion_id: score for score in found}


def _values(user: User, columns: Columns, row: Candidate) -> dict[int, float]:
    return {pk: float(score.value) for pk, score in _own(user, columns, row).items() if score.value is not None}


def _questions(user: User, cycle: Cycle, columns: Columns, row: Candidate) -> list[Question]:
    own = _own(user, columns, row)
    offered = proposed(cycle, columns.rows) if queries.may_score(user, cycle) else {}
    questions = []
    for column in columns.every:
        score = own.get(column.pk)
        text = cell_text(score.value, is_unknown=score.is_unknown) if score else ""
        proposal = None if text else offered.get((row.code, column.key))
        evidence = score.evidence if score else ""
        version = score.version if score else 0
        questions.append(Question(column, text, evidence, version, proposal, _mark(text, evidence)))
    return questions


def _changed(sent: Mapping[str, str], row: Candidate, questions: list[Question]) -> list[Wish]:
    """The fields that a person changed: those that differ from what the form was made with."""
    wishes = []
    for one in questions:
        pk = one.column.pk
        if f"s{pk}" not in sent:
            continue
        text, evidence = sent[f"s{pk}"].strip(), _as_sent(sent.get(f"e{pk}", ""))
        if _mark(text, evidence) != sent.get(f"o{pk}", ""):
            wishes.append(Wish(row.pk, pk, text, version_in(sent.get(f"v{pk}", "")), evidence))
    return wishes


def _as_sent(text: str) -> str:
    """A text area as it was filled: browsers send its lines with another end."""
    return text.replace("\r\n", "\n").strip()


def _put_back(sent: Mapping[str, str], questions: list[Question], saved: Saved) -> bool:
    """Into what could not be saved, what was typed, with the reason. Answers whether there was any."""
    refused = {place[1]: reason for place, reason in saved.refused}
    clashed = {clash.place[1]: clash.sentence for clash in saved.clashes}
    for one in questions:
        pk = one.column.pk
        one.fault, one.stale = refused.get(pk, ""), clashed.get(pk, "")
        if one.fault or one.stale:
            one.text, one.evidence, one.proposal = sent.get(f"s{pk}", ""), _as_sent(sent.get(f"e{pk}", "")), None
    return bool(refused or clashed)


@dataclass(frozen=True)
class Neighbours:
    """The candidates before and after one, by name, and its place among them."""

    before: Line | None
    after: Line | None
    place: str


def _neighbours(user: User, cycle: Cycle, row: Candidate) -> Neighbours:
    found = queries.visible_candidates(user, cycle).order_by("name", "code")
    every = [Line(*each) for each in found.values_list("pk", "code", "name", "account_id")]
    at = next(place for place, line in enumerate(every) if line.pk == row.pk)
    text = _("account {at} of {count}").format(at=format_number(at + 1), count=format_number(len(every)))
    return Neighbours(every[at - 1] if at else None, every[at + 1] if at + 1 < len(every) else None, text)
