"""The Kano map, the readings behind it, and the sum of its two coefficients."""

from __future__ import annotations

from openkam.core.blocks import Axis, Block, Figure, Finding, Line, Note, Point, Region, Report, Series, Term, Working
from openkam.core.i18n import gettext as _, ngettext
from openkam.core.naming import listed
from openkam.core.numbers import format_number, format_percent
from openkam.tools.measure.kano import tables
from openkam.tools.measure.kano.inputs import KanoResult, NeedReading
from openkam.tools.measure.kano.maths import Category
from openkam.tools.measure.kano.words import category_name, category_tip, verdict

MOST_POINTS = 200
CUT = 0.5
NEAR = 0.025
"""A point this near to a dividing line is drawn as borderline: 5 % of where the line stands."""
HIGH_QUESTIONABLE_PCT = 10.0


def report(result: KanoResult) -> Report:
    """The finding, the map, the tables, the sum of Better and Worse of the leading need, and remarks."""
    blocks: list[Block] = [Finding(id="kano-finding", text=finding(result))]
    if placed(result):
        blocks.append(figure(result))
    if result.needs:
        blocks += tables.all_tables(result)
    leading = leader(result)
    if leading:
        blocks += [_better_working(leading), _worse_working(leading)]
    return (*blocks, *notes(result))


def placed(result: KanoResult) -> list[NeedReading]:
    """The needs that have both coefficients."""
    return [row for row in result.needs if row.overall.better is not None]


def leader(result: KanoResult) -> NeedReading | None:
    """The need with a category whose absence hurts most; the first of equals."""
    decided = [row for row in placed(result) if row.overall.category]
    return min(decided, key=lambda row: row.overall.worse or 0.0, default=None)


def finding(result: KanoResult) -> str:
    """How many needs are taken for granted, and which hurts most where it is missing."""
    answers = max((row.overall.n for row in result.needs), default=0)
    if not answers:
        return _("No answers yet: nothing can be said about any need")
    leading = leader(result)
    if leading is None:
        if not any(row.overall.category for row in result.needs):
            return _("No category can be told yet: no need has more than {count} answers that count").format(
                count=format_number(answers)
            )
        return _("No need can be placed: every answer is reverse or questionable")
    must = sum(row.overall.category == "M" for row in result.needs)
    sentence = ngettext(
        "{count} of {total} needs is must-be; where it is missing, {need} hurts most (Worse {worse})",
        "{count} of {total} needs are must-be; where it is missing, {need} hurts most (Worse {worse})",
        must,
    )
    return sentence.format(
        count=format_number(must),
        total=format_number(len(result.needs)),
        need=leading.name,
        worse=format_number(leading.overall.worse, 2),
    )


def figure(result: KanoResult) -> Figure:
    """−Worse to the right, Better upward, one lettered point per need, grey where the category is not sure."""
    return Figure(
        id="kano-map",
        kind="kano",
        title=finding(result),
        subtitle=_("Better against Worse, one point per need, divided at 0.5"),
        x=Axis(label=_("Loss where it is missing (−Worse)"), scale="linear", kind="ratio"),
        y=Axis(label=_("Gain where it is there (Better)"), scale="linear", kind="ratio"),
        series=(
            Series(
                key="needs",
                label=_("Needs"),
                form="points",
                points=tuple(_point(row) for row in placed(result)[:MOST_POINTS]),
            ),
        ),
        lines=(Line(axis="x", value=CUT, label="0.5"), Line(axis="y", value=CUT, label="0.5")),
        regions=tuple(_region(category) for category in ("A", "O", "I", "M")),
        note=_picture_note(result),
        table=tables.needs_table(result),
    )


def _point(row: NeedReading) -> Point:
    reading = row.overall
    sure = reading.category is not None and reading.fong is not None and reading.fong.significant
    x, y = -(reading.worse or 0.0) + 0.0, reading.better or 0.0
    return Point(
        x=x,
        y=y,
        label=row.name,
        id=row.id,
        letter=reading.category or "",
        borderline=min(abs(x - CUT), abs(y - CUT)) <= NEAR,
        tone="neutral" if sure else "muted",
    )


def _region(category: Category) -> Region:
    right, upper = category in "OM", category in "AO"
    return Region(
        key=category,
        label=category_name(category),
        detail=category_tip(category),
        x0=CUT if right else 0.0,
        x1=1.0 if right else CUT,
        y0=CUT if upper else 0.0,
        y1=1.0 if upper else CUT,
    )


def _picture_note(result: KanoResult) -> str:
    hidden = len(placed(result)) - MOST_POINTS
    if hidden <= 0:
        return _("The letter is the modal category; a grey one is not significant.")
    text = _("The picture shows the first {count} needs; the table has them all.")
    return text.format(count=format_number(MOST_POINTS))


def _better_working(row: NeedReading) -> Working:
    return _working(row, "kano-better", _("Better of {need}").format(need=row.name), ("A", "O"), 1)


def _worse_working(row: NeedReading) -> Working:
    return _working(row, "kano-worse", _("Worse of {need}").format(need=row.name), ("O", "M"), -1)


def _working(row: NeedReading, key: str, title: str, categories: tuple[Category, ...], sign: int) -> Working:
    counts = row.overall.counts.model_dump()
    base = counts["A"] + counts["O"] + counts["M"] + counts["I"]
    terms = tuple(
        Term(
            label=category_name(category),
            value=sign * counts[category] / base + 0.0,
            kind="ratio",
            detail=_("{count} of {base} answers in A, O, M and I").format(
                count=format_number(counts[category]), base=format_number(base)
            ),
        )
        for category in categories
    )
    result = row.overall.better if sign > 0 else row.overall.worse
    return Working(
        id=key, title=title, result=result, kind="ratio", decimals=3, terms=terms, source="Berger et al. (1993)"
    )


def notes(result: KanoResult) -> tuple[Note, ...]:
    """The rules in force, and every need that asks for a second look."""
    return (*_method_notes(result), *_doubts(result))


def _method_notes(result: KanoResult) -> list[Note]:
    usual = _("Categories by the usual 5 × 5 table. Strengths are shares of all answers, R and Q included.")
    variant = _("Categories by Pouliot's table. Strengths are shares of all answers, R and Q included.")
    band = _(
        "Categories within {band} percentage points of the most frequent are tied; a tie goes M > O > A > I > R > Q."
    ).format(band=format_number(result.band_pct, 0 if float(result.band_pct).is_integer() else 1))
    few = _(
        "Below {few} answers a category is printed only where the Fong test is significant, below five never."
    ).format(few=format_number(result.few_answers))
    return [
        Note(id="kano-table-used", kind="method", text=usual if result.table == "berger" else variant),
        Note(id="kano-band", kind="method", text=band),
        Note(id="kano-few", kind="method", text=few),
    ]


def _doubts(result: KanoResult) -> list[Note]:
    found: list[Note] = []
    few = [row.name for row in result.needs if row.overall.withheld == "few_answers"]
    if few:
        text = _("Too few answers to name a category: {needs}.").format(needs=listed(few))
        found.append(Note(id="kano-undecided", kind="unknown", text=text))
    incomplete = sum(row.overall.incomplete for row in result.needs)
    if incomplete:
        text = ngettext(
            "{count} answer has an open question and is not counted.",
            "{count} answers have an open question and are not counted.",
            incomplete,
        ).format(count=format_number(incomplete))
        found.append(Note(id="kano-incomplete", kind="unknown", text=text))
    unclear = [
        row.name
        for row in result.needs
        if row.overall.n and 100 * row.overall.counts.Q / row.overall.n >= HIGH_QUESTIONABLE_PCT
    ]
    if unclear:
        text = _("{percent} or more of the answers contradict themselves; word the question anew: {needs}.")
        text = text.format(percent=format_percent(HIGH_QUESTIONABLE_PCT, 0), needs=listed(unclear))
        found.append(Note(id="kano-questionable", kind="warning", text=text))
    return found + _group_notes(result)


def _group_notes(result: KanoResult) -> list[Note]:
    parted = [row for row in result.needs if _parted(row, "segment") or _parted(row, "role")]
    if not parted:
        return []
    row = parted[0]
    kind = "segment" if _parted(row, "segment") else "role"
    groups = [group for group in row.groups if group.kind == kind and group.reading.category]
    other = next(group for group in groups if group.reading.category != groups[0].reading.category)
    text = ngettext(
        "Groups disagree on {count} need: {need} is {verdict} for {group}, but {other_verdict} for {other_group}.",
        "Groups disagree on {count} needs: {need} is {verdict} for {group}, but {other_verdict} for {other_group}.",
        len(parted),
    ).format(
        count=format_number(len(parted)),
        need=row.name,
        verdict=verdict(groups[0].reading),
        group=groups[0].group,
        other_verdict=verdict(other.reading),
        other_group=other.group,
    )
    return [Note(id="kano-groups", kind="warning", text=text)]


def _parted(row: NeedReading, kind: str) -> bool:
    return len({group.reading.category for group in row.groups if group.kind == kind} - {None}) > 1
