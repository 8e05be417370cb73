"""The Pugh matrix as a sentence, a picture, tables and remarks."""

from __future__ import annotations

from openkam.core.blocks import Block, Finding, Note, Report, Term, Working
from openkam.core.i18n import gettext as _, ngettext
from openkam.core.naming import listed
from openkam.core.numbers import format_number
from openkam.tools.analyze.pugh.inputs import PughResult, Screening, Sign
from openkam.tools.analyze.pugh.tables import (
    change_table,
    concept_names,
    criterion_names,
    hybrid_table,
    picture,
    score_table,
    weight_table,
)

_VALUES: dict[Sign, int] = {"++": 2, "+": 1, "S": 0, "-": -1, "--": -2}


def report(result: PughResult) -> Report:
    """Finding, matrix, sums with their working, what would change the choice, hybrids and remarks."""
    leads = result.first.leaders != (result.first.datum,) and result.first.score(result.first.leaders[0]).net > 0
    blocks: list[Block] = [
        Finding(id="pugh-finding", text=finding(result, result.first), tone="pos" if leads else "neutral"),
        *_second_thoughts(result),
        picture(result, result.first, finding(result, result.first), "pugh-matrix"),
        score_table(result, result.first, "pugh-scores"),
        *_workings(result),
    ]
    if result.second:
        blocks += [
            picture(result, result.second, finding(result, result.second), "pugh-matrix-second"),
            score_table(result, result.second, "pugh-scores-second"),
        ]
    if result.rating_changes:
        blocks.append(change_table(result))
    if result.weight_changes:
        blocks.append(weight_table(result))
    if result.hybrids:
        blocks.append(hybrid_table(result))
    return (*blocks, *notes(result))


def leaders_text(result: PughResult, ids: tuple[str, ...]) -> str:
    """The names of some concepts, as one text."""
    name = concept_names(result)
    return listed(name[key] for key in ids)


def finding(result: PughResult, screening: Screening) -> str:
    """Who leads, by how much, against which datum."""
    datum = concept_names(result)[screening.datum]
    leader = screening.score(screening.leaders[0])
    if len(screening.leaders) > 1:
        return _("{names} tie at net {net} against the datum {datum}").format(
            names=leaders_text(result, screening.leaders), net=format_number(leader.net, plus=True), datum=datum
        )
    if leader.is_datum:
        return _("No fully rated concept is better on balance than the datum {datum}").format(datum=datum)
    ranked = sorted((row for row in screening.scores if row.rank is not None), key=lambda row: -row.net)
    return _("{name} leads with net {net} against the datum {datum}, {lead} ahead of {next}").format(
        name=leader.name,
        net=format_number(leader.net, plus=True),
        datum=datum,
        lead=format_number(leader.net - ranked[1].net),
        next=ranked[1].name,
    )


def _second_thoughts(result: PughResult) -> tuple[Finding, ...]:
    """What stands against the first finding: other leaders by weight or in round two, fragile ratings, no answer."""
    first, texts = result.first, []
    if first.weighted_leaders != first.leaders:
        text = _("By weight the choice is another: {weighted} instead of {plain}")
        texts.append(
            (
                "weighted",
                text.format(
                    weighted=leaders_text(result, first.weighted_leaders), plain=leaders_text(result, first.leaders)
                ),
            )
        )
    if result.second and result.second.leaders != first.leaders:
        text = _("Against the second datum {datum} others lead: {second} instead of {first}")
        texts.append(
            (
                "second",
                text.format(
                    datum=concept_names(result)[result.second.datum],
                    second=leaders_text(result, result.second.leaders),
                    first=leaders_text(result, first.leaders),
                ),
            )
        )
    fragile = [change for change in result.rating_changes if change.basis == "net"]
    if fragile:
        text = ngettext(
            "{count} rating decides alone: judged otherwise, another concept would lead or draw level",
            "{count} ratings decide alone: any one of them judged otherwise, another concept would lead or draw level",
            len(fragile),
        )
        texts.append(("fragile", text.format(count=format_number(len(fragile)))))
    else:
        texts.append(("steady", _("No single rating, judged otherwise, would change who leads")))
    if result.unbeaten:
        criterion = criterion_names(result)
        text = _("No concept is better than the datum on: {criteria}; look for an idea there")
        texts.append(("unbeaten", text.format(criteria=listed(criterion[key] for key in result.unbeaten))))
    return tuple(Finding(id=f"pugh-{key}", text=text) for key, text in texts)


def _workings(result: PughResult) -> tuple[Working, ...]:
    """The net and the weighted net of the leader, criterion by criterion; of the best challenger if the datum leads."""
    first = result.first
    best = next((row for row in first.scores if row.rank == 1 and not row.is_datum), None)
    shown = best or max((row for row in first.scores if not row.is_datum), key=lambda row: row.net)
    at = [concept.id for concept in result.concepts].index(shown.id)
    pairs = list(zip(result.criteria, first.signs[at], strict=True))
    return (
        Working(
            id="pugh-net",
            title=_("Net of {name}").format(name=shown.name),
            result=shown.net,
            kind="number",
            decimals=0,
            terms=tuple(
                Term(label=row.name, value=None if sign is None else _VALUES[sign], kind="integer", detail=sign or "")
                for row, sign in pairs
            ),
            source=_("plus signs − minus signs"),
        ),
        Working(
            id="pugh-weighted-net",
            title=_("Weighted net of {name}").format(name=shown.name),
            result=shown.weighted_net,
            kind="number",
            terms=tuple(
                Term(
                    label=row.name,
                    value=None if sign is None else row.weight * _VALUES[sign],
                    kind="number",
                    detail="" if sign is None else f"{format_number(row.weight, 2)} × {sign}",
                )
                for row, sign in pairs
            ),
            source=_("sum of weight × sign, weights as typed"),
        ),
    )


def notes(result: PughResult) -> tuple[Note, ...]:
    """What is not rated, how signs are counted, how verdicts are reached."""
    out = []
    missing = sum(row.unrated for row in result.first.scores)
    if missing:
        text = ngettext(
            "{count} rating is missing. It counts neither as S nor as anything else; its concept has bounds, no rank.",
            "{count} ratings are missing. They count neither as S nor as anything else; "
            "their concepts have bounds, no rank.",
            missing,
        )
        out.append(Note(id="pugh-unrated", kind="unknown", text=text.format(count=format_number(missing))))
    best = result.first.score(result.first.leaders[0]).net
    open_ones = tuple(row.id for row in result.first.scores if row.rank is None and row.net_high >= best)
    if open_ones:
        text = _("Once rated in full, these could still lead or draw level: {names}.")
        out.append(Note(id="pugh-open", kind="warning", text=text.format(names=leaders_text(result, open_ones))))
    if result.second and result.second.origin == "derived":
        text = _(
            "The second round is derived: unlike signs give the direction, and two S are the same; two like pluses or "
            "minuses cannot be told apart and must be rated anew ({count} of them)."
        )
        count = sum(row.unrated for row in result.second.scores)
        out.append(Note(id="pugh-derived", kind="method", text=text.format(count=format_number(count))))
    if result.scale == "five":
        text = _("++ counts as two plus signs and −− as two minus signs.")
        out.append(Note(id="pugh-five", kind="method", text=text))
    out.append(
        Note(
            id="pugh-method",
            kind="method",
            text=_(
                "Net = plus signs − minus signs. Ranks are competition ranks: ties share a rank. Keep: leads, or net "
                "above 0. Combine: net 0, or a plus that no kept concept has. Drop: the rest. The datum is ranked too."
            ),
        )
    )
    out.append(
        Note(
            id="pugh-source",
            kind="source",
            text=_("Pugh, Total Design (1991); Ulrich and Eppinger, Product Design and Development, chapter 7."),
        )
    )
    return tuple(out)
