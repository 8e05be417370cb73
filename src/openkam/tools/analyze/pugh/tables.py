"""The grid of signs and the tables of the Pugh matrix."""

from __future__ import annotations

from collections.abc import Iterable

from openkam.core.blocks import Column, Grid, Table, Value
from openkam.core.diagrams import GridCell, GridLine, GridMark
from openkam.core.i18n import gettext as _
from openkam.core.numbers import format_number
from openkam.core.tables import Tone
from openkam.tools.analyze.pugh.inputs import Basis, PughResult, Score, Screening, Sign, Verdict

SHOWN_CRITERIA, SHOWN_CONCEPTS = 40, 14
"""What can still be read in one picture; the tables are complete."""
_MARKS: dict[Sign, GridMark] = {"+": "plus", "S": "same", "-": "minus"}
_TONES: dict[Sign, Tone] = {"++": "pos", "+": "pos", "S": "muted", "-": "neg", "--": "neg"}
_TYPED: dict[Sign, str] = {"++": "++", "+": "+", "S": "S", "-": "−", "--": "−−"}


def concept_names(result: PughResult) -> dict[str, str]:
    """Name of each concept by its id."""
    return {row.id: row.name for row in result.concepts}


def criterion_names(result: PughResult) -> dict[str, str]:
    """Name of each criterion by its id."""
    return {row.id: row.name for row in result.criteria}


def verdict_label(verdict: Verdict) -> str:
    """What to do with a concept."""
    return {
        "keep": _("keep"),
        "combine": _("combine"),
        "drop": _("drop"),
        "rate": _("rate in full first"),
    }[verdict]


def picture(result: PughResult, screening: Screening, title: str, id: str) -> Grid:
    """Criteria down, concepts across, sums below; the leaders are set off and the datum is named."""
    order = sorted(range(len(result.concepts)), key=lambda at: (screening.scores[at].rank or len(result.concepts), at))
    kept = sorted(order[:SHOWN_CONCEPTS])
    scores = [screening.scores[at] for at in kept]
    criteria = result.criteria[:SHOWN_CRITERIA]
    left_out = len(result.concepts) > len(kept) or len(result.criteria) > len(criteria)
    subtitle = _("Rated against the datum {datum}")
    if screening.origin == "derived":
        subtitle = _("Derived from the first round, against the datum {datum}")
    return Grid(
        id=id,
        kind="pugh",
        title=title,
        subtitle=subtitle.format(datum=concept_names(result)[screening.datum]),
        note=_left_out(result, len(kept), len(criteria)) if left_out else "",
        corner=_("Criterion"),
        rows=tuple(
            GridLine(id=row.id, label=row.name, detail=_("weight {weight}").format(weight=format_number(row.weight, 1)))
            for row in criteria
        ),
        columns=tuple(
            GridLine(
                id=row.id,
                label=row.name,
                detail=_("datum") if row.is_datum else "",
                emphasis=row.rank == 1,
                tone="ours" if row.rank == 1 else "muted" if row.is_datum else "neutral",
            )
            for row in scores
        ),
        cells=tuple(tuple(_cell(screening.signs[at][line]) for at in kept) for line in range(len(criteria))),
        footer=_footer(scores),
        table=matrix_table(result, screening, f"{id}-table"),
    )


def _left_out(result: PughResult, concepts: int, criteria: int) -> str:
    text = _("Shown: the best {concepts} of {all_concepts} concepts, the first {criteria} of {all_criteria} criteria.")
    return text.format(
        concepts=concepts,
        all_concepts=len(result.concepts),
        criteria=criteria,
        all_criteria=len(result.criteria),
    )


def _cell(sign: Sign | None) -> GridCell:
    if sign is None:
        return GridCell(text="?", tone="mark", tip=_("not rated"))
    if sign in _MARKS:
        return GridCell(mark=_MARKS[sign], tone=_TONES[sign])
    return GridCell(text=_TYPED[sign], tone=_TONES[sign])


def _footer(scores: list[Score]) -> tuple[tuple[GridLine, tuple[GridCell, ...]], ...]:
    places = _net_places(scores)
    lines = (
        ("plus", _("Plus"), [format_number(row.plus) for row in scores], False),
        ("same", _("Same"), [format_number(row.same) for row in scores], False),
        ("minus", _("Minus"), [format_number(row.minus) for row in scores], False),
        ("net", _("Net score"), [_net(row) for row in scores], True),
        ("rank", _("Rank"), [format_number(row.rank) for row in scores], True),
        ("weighted", _("Weighted net"), [format_number(row.weighted_net, places, plus=True) for row in scores], False),
        ("verdict", _("Decision"), [verdict_label(row.verdict) for row in scores], False),
    )
    return tuple(
        (GridLine(id=key, label=label, emphasis=strong), tuple(GridCell(text=text) for text in texts))
        for key, label, texts, strong in lines
    )


def _net_places(scores: Iterable[Score]) -> int:
    """None where every weighted net is whole, as with equal weights of 1."""
    return 0 if all(row.weighted_net.is_integer() for row in scores) else 2


def _net(row: Score) -> str:
    if not row.unrated:
        return format_number(row.net, plus=True)
    return _("{low} to {high}").format(
        low=format_number(row.net_low, plus=True), high=format_number(row.net_high, plus=True)
    )


def matrix_table(result: PughResult, screening: Screening, id: str) -> Table:
    """All signs."""
    columns = (
        Column(key="criterion", label=_("Criterion")),
        Column(key="weight", label=_("Weight"), kind="number", decimals=2),
        *(Column(key=f"concept-{at}", label=row.name) for at, row in enumerate(result.concepts)),
    )
    rows: list[tuple[Value, ...]] = []
    for line, criterion in enumerate(result.criteria):
        signs = [row[line] for row in screening.signs]
        rows.append((criterion.name, criterion.weight, *(None if sign is None else _TYPED[sign] for sign in signs)))
    return Table(
        id=id,
        title=_("Signs"),
        columns=columns,
        rows=tuple(rows),
        links=tuple(row.id for row in result.criteria),
    )


def score_table(result: PughResult, screening: Screening, id: str) -> Table:
    """The sums of every concept, best first; concepts without a rank last."""
    ordered = sorted(screening.scores, key=lambda row: (row.rank is None, row.rank or 0))
    columns = (
        Column(key="concept", label=_("Concept")),
        Column(key="plus", label=_("Plus"), kind="integer"),
        Column(key="same", label=_("Same"), kind="integer"),
        Column(key="minus", label=_("Minus"), kind="integer"),
        Column(key="unrated", label=_("Not rated"), kind="integer"),
        Column(key="net", label=_("Net score"), kind="integer"),
        Column(key="rank", label=_("Rank"), kind="integer"),
        Column(key="weighted", label=_("Weighted net"), kind="number", decimals=_net_places(ordered)),
        Column(key="weighted_rank", label=_("Weighted rank"), kind="integer"),
        Column(key="covered", label=_("Weight rated"), kind="percent", unit="%", decimals=0),
        Column(key="verdict", label=_("Decision")),
    )
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            row.name,
            row.plus,
            row.same,
            row.minus,
            row.unrated,
            row.net,
            row.rank,
            row.weighted_net,
            row.weighted_rank,
            row.weight_covered_pct,
            verdict_label(row.verdict),
        )
        for row in ordered
    )
    return Table(
        id=id,
        title=_("Sums by concept"),
        subtitle=_("Against the datum {datum}").format(datum=concept_names(result)[screening.datum]),
        columns=columns,
        rows=rows,
        links=tuple(row.id for row in ordered),
    )


def change_table(result: PughResult) -> Table:
    """Single ratings that decide, smallest change first."""
    basis: dict[Basis, str] = {"net": _("by net"), "weighted": _("by weight")}
    name, criterion = concept_names(result), criterion_names(result)
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            basis[row.basis],
            name[row.concept],
            criterion[row.criterion],
            _TYPED[row.before],
            _TYPED[row.after],
            _(", ").join(name[key] for key in row.leaders),
        )
        for row in result.rating_changes
    )
    return Table(
        id="pugh-rating-changes",
        title=_("Single ratings that would change the choice"),
        columns=(
            Column(key="basis", label=_("Choice")),
            Column(key="concept", label=_("Concept")),
            Column(key="criterion", label=_("Criterion")),
            Column(key="before", label=_("Rated")),
            Column(key="after", label=_("Would have to be")),
            Column(key="leaders", label=_("Then leads")),
        ),
        rows=rows,
    )


def weight_table(result: PughResult) -> Table:
    """Single weights that decide."""
    name, criterion = concept_names(result), criterion_names(result)
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            criterion[row.criterion],
            row.weight,
            _("raised to") if row.raised else _("lowered to"),
            row.level_at,
            name[row.challenger],
        )
        for row in result.weight_changes
    )
    return Table(
        id="pugh-weight-changes",
        title=_("Single weights that would change the weighted choice"),
        subtitle=_("At this weight the challenger draws level; beyond it leads. The other weights stay as typed."),
        columns=(
            Column(key="criterion", label=_("Criterion")),
            Column(key="weight", label=_("Weight"), kind="number", decimals=2),
            Column(key="change", label=_("Change")),
            Column(key="level", label=_("Level at"), kind="number", decimals=2),
            Column(key="challenger", label=_("Challenger")),
        ),
        rows=rows,
    )


def hybrid_table(result: PughResult) -> Table:
    """Whose solution could mend which minus."""
    name, criterion = concept_names(result), criterion_names(result)
    rows: list[tuple[Value, ...]] = []
    for hybrid in result.hybrids:
        for repair in hybrid.repairs:
            lenders = _(", ").join(name[key] for key in repair.lenders) or _("nobody: a new idea is needed")
            rows.append(
                (name[hybrid.concept], criterion[repair.criterion], lenders, hybrid.net, hybrid.net_if_repaired)
            )
    return Table(
        id="pugh-hybrids",
        title=_("Hybrids to try: whose strength could mend which weakness"),
        subtitle=_(
            "The last column counts each minus that another concept can mend as S: the most that can be hoped for."
        ),
        columns=(
            Column(key="concept", label=_("Concept")),
            Column(key="criterion", label=_("Weak on")),
            Column(key="lenders", label=_("Could borrow from")),
            Column(key="net", label=_("Net score"), kind="integer"),
            Column(key="repaired", label=_("Net if mended"), kind="integer"),
        ),
        rows=tuple(rows),
    )
