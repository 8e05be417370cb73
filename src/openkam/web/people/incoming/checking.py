"""The page on which an import is checked, as its templates need it: how the file is read, what each row would do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _

from openkam.core.errors import OpenKAMError
from openkam.web.imports.mapping_page import Option, OptionGroup
from openkam.web.imports.words import DELIMITERS, ENCODINGS, OTHER, TAB
from openkam.web.people.incoming import fields, reading as files, words
from openkam.web.people.incoming.matching import CONFLICTS, Decision, Difference, Plan
from openkam.web.people.incoming.reading import Reading
from openkam.web.people.models import ContactImport
from openkam.web.shell.models import User

LOOKED_AT: Final = 2000
"""Rows of a larger file are matched in the preview; the load matches all."""
PAGE_ROWS: Final = 25
SHOWN: Final = ("all", "new", "changed", "unchanged", "rejected")
_SAMPLES: Final = 3
_CUT: Final = 60


@dataclass(frozen=True)
class Column:
    """A column of the file, some of its values, and the select that says what it means."""

    control: str
    name: str
    samples: Sequence[str]
    field: str
    groups: Sequence[OptionGroup]


@dataclass(frozen=True)
class ChangeShown:
    """A field that a row would change, or that differs and stays."""

    key: str
    label: str
    before: str
    after: str
    applies: bool
    is_proposal: bool


@dataclass(frozen=True)
class RowShown:
    """One row of the preview."""

    line: int
    kind: str
    name: str
    detail: str
    account: str
    changes: Sequence[ChangeShown]
    same_as_line: int | None
    left_on: object
    column: str
    value: str
    reason: str
    is_conflict: bool
    can_be_same: bool
    conflicting: str
    who: str


@dataclass(frozen=True)
class Filter:
    """One choice of what the preview lists."""

    key: str
    label: str
    count: int
    is_on: bool


@dataclass(frozen=True)
class Check:
    """All that the page shows."""

    reading: Reading
    encodings: Sequence[Option]
    delimiters: Sequence[Option]
    delimiter_other: str
    sheets: Sequence[Option]
    systems: Sequence[Option]
    rules: Sequence[Option]
    columns: Sequence[Column]
    heading: str = ""
    is_all: bool = True
    filters: Sequence[Filter] = ()
    show: str = "all"
    page: Page[Decision] | None = None
    rows: Sequence[RowShown] = ()
    left_out: Sequence[tuple[str, str, str]] = ()
    may_load: bool = False
    fault: OpenKAMError | None = None

    @property
    def has_left_out(self) -> bool:
        """Whether there is anything in the file of what is left out."""
        return (
            bool(self.left_out) or not self.is_all or any(one.key == "rejected" and one.count for one in self.filters)
        )


def check(run: ContactImport, user: User, *, show: str = "all", page: str = "1") -> Check:
    """What the page shows of a draft."""
    reading = Reading.model_validate(run.reading)
    basis = _basis(run, reading)
    if not reading.is_enough:
        return basis
    try:
        some = list(islice(files.rows(run.stored.path, reading), LOOKED_AT + 1))
    except OpenKAMError as error:
        return replace(basis, fault=error)
    plan = Plan(user, run, reading, some[:LOOKED_AT])
    return _with_plan(basis, plan, is_all=len(some) <= LOOKED_AT, show=show if show in SHOWN else "all", page=page)


def _with_plan(basis: Check, plan: Plan, *, is_all: bool, show: str, page: str) -> Check:
    counts = plan.counts
    listed = [one for one in plan.decisions if show in ("all", one.kind)]
    shown = Paginator(listed, PAGE_ROWS).get_page(page)
    labels = {
        "all": _("All"),
        "new": _("New"),
        "changed": _("Changed"),
        "unchanged": _("Unchanged"),
        "rejected": _("Left out"),
    }
    return replace(
        basis,
        heading=words.would_do(counts, is_all=is_all, looked_at=LOOKED_AT),
        is_all=is_all,
        filters=[
            Filter(key, labels[key], counts.total() if key == "all" else counts[key], key == show) for key in SHOWN
        ],
        show=show,
        page=shown,
        rows=[_row(one, has_account=plan.run.account is None) for one in shown.object_list],
        left_out=[(one.name, one.superior, words.reason(one.code)) for one in plan.left_out[:PAGE_ROWS]],
        may_load=counts["new"] + counts["changed"] > 0 or not is_all,
    )


def _basis(run: ContactImport, reading: Reading) -> Check:
    form = reading.format
    encoding = form.encoding if form else reading.encoding
    known = dict(ENCODINGS)
    encodings = [*ENCODINGS, *([] if encoding in known else [(encoding, encoding)])]
    delimiter = "" if form is None else TAB if form.delimiter == "\t" else form.delimiter
    chosen = delimiter if delimiter in dict(DELIMITERS) else OTHER
    return Check(
        reading=reading,
        encodings=_options(encodings, encoding),
        delimiters=_options([*DELIMITERS, (OTHER, _("other …"))], chosen),
        delimiter_other=delimiter if chosen == OTHER else "",
        sheets=_options([(sheet, sheet) for sheet in reading.sheets], form.sheet if form else ""),
        systems=_options(list(fields.SYSTEMS.items()), reading.system),
        rules=_options(list(ContactImport.Rule.choices), run.rule),
        columns=_columns(run, reading),
    )


def _options(choices: Sequence[tuple[str, object]], chosen: str) -> list[Option]:
    return [Option(value, str(label), value == chosen) for value, label in choices]


def _columns(run: ContactImport, reading: Reading) -> list[Column]:
    if reading.kind == "vcard":
        return []
    first = files.first_rows(run.stored.path, reading)
    meant = {column: field for field, column in reading.columns.items()}
    found = []
    for at, name in enumerate(reading.names):
        samples = [cells[at].strip() for _line, cells in first if at < len(cells) and cells[at].strip()]
        groups = [
            OptionGroup(str(label), _options([(one, fields.LABELS[one]) for one in some], meant.get(name, "")))
            for label, some in fields.GROUPS
        ]
        found.append(
            Column(
                f"column-{at}",
                name,
                [_cut(one) for one in dict.fromkeys(samples)][:_SAMPLES],
                meant.get(name, ""),
                groups,
            )
        )
    return found


def _cut(text: str) -> str:
    return text if len(text) <= _CUT else f"{text[: _CUT - 1]}…"


def _row(decision: Decision, *, has_account: bool) -> RowShown:
    values, reject, place = decision.values, decision.reject, decision.place
    is_conflict = bool(decision.who) or (reject is not None and reject.code in CONFLICTS)
    parts = [values.get(name, "") for name in ("title", "function", "email", "phone", "mobile")]
    return RowShown(
        line=decision.line,
        kind=decision.kind,
        name=values.get("name", ""),
        detail=" · ".join(part for part in parts if part),
        account=place.account.name
        if place is not None and has_account
        else values.get("account_name", "") * has_account,
        changes=[_change(decision.line, one) for one in decision.differences],
        same_as_line=decision.same_as_line,
        left_on=place.row.left_on if place is not None and place.row is not None else None,
        column=reject.column if reject else "",
        value=reject.value if reject else "",
        reason=words.reason(reject.code, reject.detail) if reject else "",
        is_conflict=is_conflict,
        can_be_same=reject is None or reject.code != "name_twice",
        conflicting=decision.conflicting,
        who=decision.who,
    )


def _change(line: int, one: Difference) -> ChangeShown:
    return ChangeShown(
        key=f"{line}:{one.field}",
        label=words.field_label(one.field),
        before=words.shown(one.field, one.before),
        after=words.shown(one.field, one.after),
        applies=one.applies,
        is_proposal=one.is_proposal,
    )
