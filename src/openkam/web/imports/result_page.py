"""The result of a load as its page needs it: rows and sums in, loaded, rejected and skipped; what was changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil

from django.utils.translation import gettext as _, ngettext

from openkam.core.numbers import format_number, format_percent
from openkam.web.imports import words
from openkam.web.imports.models import ImportRun
from openkam.web.imports.records import Outcome, RejectRecord


@dataclass(frozen=True)
class Line:
    """One line of the reconciliation."""

    label: str
    rows: int
    amount: Decimal


@dataclass(frozen=True)
class Result:
    """What the result page shows."""

    title: str
    outcome: Outcome
    has_lines: bool
    balance: str
    lines: Sequence[Line]
    read: Line
    currency: str
    skipped: Sequence[tuple[str, int]]
    rejects: Sequence[RejectRecord]
    has_rejects_file: bool
    effects: Sequence[str]

    @property
    def share_needed(self) -> int:
        """The smallest whole percentage of rejected rows with which the files would load."""
        return ceil(self.outcome.rejected_share_pct)


def result(run: ImportRun) -> Result:
    """What became of the import, as its row remembers it."""
    outcome = Outcome.model_validate(run.report or {})
    is_refused = run.state == ImportRun.State.REFUSED
    return Result(
        title=_title(run, outcome),
        outcome=outcome,
        has_lines=bool(outcome.rows_read),
        lines=(
            Line(_("Would be loaded") if is_refused else _("Loaded"), outcome.rows_loaded, outcome.sum_loaded),
            Line(_("Cannot be read") if is_refused else _("Rejected"), outcome.rows_rejected, outcome.sum_rejected),
        ),
        balance=_("What would come of these files") if is_refused else _("Nothing was lost: read = loaded + rejected"),
        read=Line(_("Read"), outcome.rows_read, outcome.sum_read),
        currency=_currency(run),
        skipped=[(words.skipped_label(kind), count) for kind, count in outcome.skipped.items() if count],
        rejects=[RejectRecord.model_validate(reject) for reject in run.rejects],
        has_rejects_file=bool(outcome.rows_rejected) and outcome.rejects_file is not None,
        effects=_effects(outcome),
    )


def _title(run: ImportRun, outcome: Outcome) -> str:
    if run.state == ImportRun.State.UNDONE:
        return _("This import was undone; nothing of it is in the books")
    if not outcome.rows_read:
        text = ngettext(
            "{count} entry was read from a list", "{count} entries were read from lists", outcome.list_entries
        )
        return text.format(count=format_number(outcome.list_entries))
    if not outcome.rows_rejected:
        text = ngettext("{rows} row was loaded, none was rejected", "All {rows} rows were loaded", outcome.rows_loaded)
        return text.format(rows=format_number(outcome.rows_loaded))
    text = ngettext(
        "{loaded} rows were loaded; {rejected} row ({share}) was rejected",
        "{loaded} rows were loaded; {rejected} rows ({share}) were rejected",
        outcome.rows_rejected,
    )
    return text.format(
        loaded=format_number(outcome.rows_loaded),
        rejected=format_number(outcome.rows_rejected),
        share=format_percent(outcome.rejected_share_pct, 2 if outcome.rejected_share_pct < 1 else 1),
    )


def _currency(run: ImportRun) -> str:
    """The currency of the sums, where every file states the same one for all its rows."""
    stated = {
        (file.mapping or {}).get("currency", "")
        for file in run.run_files.all()
        if not file.is_list and "currency" not in (file.mapping or {}).get("columns", {})
    }
    return stated.pop() if len(stated) == 1 else ""


def _effects(outcome: Outcome) -> list[str]:
    """What was written beside the ledger, in sentences."""
    found = []
    if outcome.accounts_created:
        text = ngettext("{count} account is new.", "{count} accounts are new.", outcome.accounts_created)
        found.append(text.format(count=format_number(outcome.accounts_created)))
    if outcome.accounts_changed:
        text = ngettext(
            "{count} account was brought up to date.",
            "{count} accounts were brought up to date.",
            outcome.accounts_changed,
        )
        found.append(text.format(count=format_number(outcome.accounts_changed)))
    if outcome.names_set:
        text = ngettext("{count} name was set.", "{count} names were set.", outcome.names_set)
        found.append(text.format(count=format_number(outcome.names_set)))
    return found
