"""The morphological chart as a grid, and its tables."""

from __future__ import annotations

from openkam.core.blocks import Column, Grid, Table, Value
from openkam.core.diagrams import GridCell, GridLine
from openkam.core.i18n import gettext as _, sentences
from openkam.core.tables import Tone
from openkam.tools.analyze.concepts.result import ConceptsResult, MeansUse
from openkam.tools.analyze.concepts.wording import clash_texts, concept_letters, exclusions, verdict

SHOWN_FUNCTIONS, SHOWN_MEANS = 30, 12
_TONES: tuple[Tone, ...] = ("ours", "theirs", "k", "d", "m", "o")
"""One per concept, in turn; the letters tell concepts apart where tones repeat."""


def grid(result: ConceptsResult, title: str) -> Grid:
    """Functions down, means across. Picks are framed and lettered; what cannot be is struck."""
    functions = result.functions[:SHOWN_FUNCTIONS]
    width = min(SHOWN_MEANS, max(len(row.means) for row in result.functions))
    letters = concept_letters(result)
    tones = {row.id: _TONES[at % len(_TONES)] for at, row in enumerate(result.concepts)}
    uses = {(row.function, row.means): row for row in result.uses}
    clashing = _clashing(result)
    tips = exclusions(result)
    cells = [
        [
            GridCell(
                text=_text(means.name, uses[row.id, means.id], letters),
                tone=_tone(uses[row.id, means.id], tones),
                picked=bool(uses[row.id, means.id].concepts),
                struck=uses[row.id, means.id].blocked or (row.id, means.id) in clashing,
                id=f"{row.id}/{means.id}",
                tip=tips.get((row.id, means.id), ""),
            )
            for means in row.means[:width]
        ]
        for row in functions
    ]
    return Grid(
        id="concepts-chart",
        kind="morphological",
        title=title,
        subtitle=_("Morphological chart: one means per function makes a concept"),
        note=sentences(_legend(result, letters), _left_out(result, len(functions), width)),
        corner=_("Function to fulfil"),
        rows=tuple(GridLine(id=row.id, label=row.name) for row in functions),
        columns=tuple(GridLine(id=f"means-{n}", label=_("Means {n}").format(n=n)) for n in range(1, width + 1)),
        cells=tuple(tuple(row + [GridCell()] * (width - len(row))) for row in cells),
        table=means_table(result),
    )


def _clashing(result: ConceptsResult) -> set[tuple[str, str]]:
    """Means that stand in a pair which some concept has picked."""
    found = set()
    for check in result.checks:
        for at in check.clashes:
            pair = result.incompatible[at]
            found |= {(pair.function, pair.means), (pair.other_function, pair.other_means)}
    return found


def _text(name: str, use: MeansUse, letters: dict[str, str]) -> str:
    """The means with the letters of the concepts that picked it, so that colour alone tells nothing."""
    if not use.concepts:
        return name
    return _("{means} ({concepts})").format(means=name, concepts=" ".join(letters[key] for key in use.concepts))


def _tone(use: MeansUse, tones: dict[str, Tone]) -> Tone:
    if use.concepts:
        return tones[use.concepts[0]]
    return "muted" if use.blocked else "neutral"


def _legend(result: ConceptsResult, letters: dict[str, str]) -> str:
    if not result.concepts:
        return ""
    parts = [_("{letter} = {concept}").format(letter=letters[row.id], concept=row.name) for row in result.concepts]
    return _("{legend}.").format(legend=_(", ").join(parts))


def _left_out(result: ConceptsResult, functions: int, width: int) -> str:
    if functions == len(result.functions) and all(len(row.means) <= width for row in result.functions):
        return ""
    text = _("Shown: the first {functions} of {all} functions with up to {means} means each; the table has them all.")
    return text.format(functions=functions, all=len(result.functions), means=width)


def means_table(result: ConceptsResult) -> Table:
    """Every means of every function."""
    names = {row.id: row.name for row in result.concepts}
    uses = {(row.function, row.means): row for row in result.uses}
    not_with = exclusions(result)
    rows: list[tuple[Value, ...]] = []
    for function in result.functions:
        for means in function.means:
            use = uses[function.id, means.id]
            state = _("cannot be") if use.blocked else "" if use.concepts else _("not picked")
            picked = _(", ").join(names[key] for key in use.concepts)
            rows.append(
                (function.name, means.name, means.note, picked, not_with.get((function.id, means.id), ""), state)
            )
    return Table(
        id="concepts-means",
        title=_("Means by function"),
        columns=(
            Column(key="function", label=_("Function to fulfil")),
            Column(key="means", label=_("Means of doing it")),
            Column(key="note", label=_("Note")),
            Column(key="concepts", label=_("Picked by")),
            Column(key="not_with", label=_("Not with")),
            Column(key="state", label=_("State")),
        ),
        rows=tuple(rows),
    )


def concept_table(result: ConceptsResult) -> Table:
    """One line per concept: whether it can be built, and its means by function."""
    rows: list[tuple[Value, ...]] = []
    for concept, check in zip(result.concepts, result.checks, strict=True):
        picks = {pick.function: pick.means_name for pick in concept.picks}
        clashes = _("; ").join(clash_texts(result, check))
        rows.append((concept.name, verdict(check), clashes, *(picks.get(row.id) for row in result.functions)))
    return Table(
        id="concepts-table",
        title=_("Concepts"),
        columns=(
            Column(key="concept", label=_("Concept")),
            Column(key="verdict", label=_("Verdict")),
            Column(key="clashes", label=_("Does not go together")),
            *(Column(key=f"function-{at}", label=row.name) for at, row in enumerate(result.functions)),
        ),
        rows=tuple(rows),
        links=tuple(row.id for row in result.concepts),
    )
