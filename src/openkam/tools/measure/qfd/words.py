"""How targets, weights and findings are written, in the reader's language."""

from __future__ import annotations

import math
from collections.abc import Mapping

from openkam.core.i18n import gettext as _, ngettext, sentences
from openkam.core.nouns import Ctq
from openkam.core.numbers import MISSING, format_as_typed
from openkam.tools.measure.qfd.result import ColumnResult, HouseFinding, NeedResult, QfdResult


def target_text(ctq: Ctq) -> str:
    """`≥ 97`, `≤ 15`, `36 ± 12`, or the target with its limits in brackets; a dash where there is none."""
    if ctq.target is None:
        return MISSING
    target = format_as_typed(ctq.target)
    if ctq.direction == "higher":
        return f"≥ {target}"
    if ctq.direction == "lower":
        return f"≤ {target}"
    if ctq.lower is None or ctq.upper is None:
        return target
    up, down = ctq.upper - ctq.target, ctq.target - ctq.lower
    if math.isfinite(up) and math.isclose(up, down, rel_tol=1e-9):
        return f"{target} ± {format_as_typed(round(up, 9))}"
    return f"{target} ({format_as_typed(ctq.lower)}–{format_as_typed(ctq.upper)})"


def weight_name(result: QfdResult) -> str:
    """What w is in T = Σ w × relation."""
    if result.weights == "importance":
        return _("importance as typed")
    if result.weights == "relative_weight":
        return _("relative weight")
    return _("raw weight")


def finding_texts(result: QfdResult) -> list[str]:
    """What each numbered finding says, with the names of what it is about."""
    needs = {row.id: row for row in result.needs}
    columns = {column.id: column for column in result.columns}
    return [_finding_text(one, result, needs, columns) for one in result.findings]


def _finding_text(
    one: HouseFinding, result: QfdResult, needs: Mapping[str, NeedResult], columns: Mapping[str, ColumnResult]
) -> str:
    if one.kind == "rating_conflict":
        return _conflict_text(one, result, needs, columns)
    if one.kind == "leaders_hinder":
        return _("{one} (rank {rank}) and {other} (rank {other_rank}) hinder each other.").format(
            one=columns[one.ctq or ""].name,
            rank=columns[one.ctq or ""].rank,
            other=columns[one.other or ""].name,
            other_rank=columns[one.other or ""].rank,
        )
    if one.need is not None:
        return _need_text(one, needs[one.need])
    texts = {
        "ctq_empty": _("{ctq}: no need asks for it, so its importance is 0."),
        "ctq_weak": _("{ctq}: it serves needs only weakly."),
        "target_missing": _("{ctq}: it has no target."),
    }
    return texts[one.kind].format(ctq=columns[one.ctq or ""].name)


def _need_text(one: HouseFinding, need: NeedResult) -> str:
    texts = {
        "need_empty": _("{need}: no CTQ answers for it."),
        "need_weak": _("{need}: CTQs serve it only weakly."),
        "need_without_nine": _("{need}: no CTQ serves it strongly; it has {threes} × 3 and {ones} × 1."),
    }
    return texts[one.kind].format(need=need.name, threes=need.threes, ones=need.ones)


def _conflict_text(
    one: HouseFinding, result: QfdResult, needs: Mapping[str, NeedResult], columns: Mapping[str, ColumnResult]
) -> str:
    rival = next(row.name for row in result.competitors if row.id == one.competitor)
    unit = next(ctq.unit for ctq in result.ctqs if ctq.id == one.ctq)
    text = _("{need}: rated {ours} against {theirs} for {rival}, but {ctq} measures {our_value} against {their_value}.")
    said = text.format(
        need=needs[one.need or ""].name,
        ours=format_as_typed(one.ours),
        theirs=format_as_typed(one.theirs),
        rival=rival,
        ctq=columns[one.ctq or ""].name,
        our_value=format_as_typed(one.our_value),
        their_value=f"{format_as_typed(one.their_value)} {unit}".strip(),
    )
    if not one.more:
        return said
    further = ngettext("{count} more pair disagrees.", "{count} more pairs disagree.", one.more)
    return sentences(said, further.format(count=one.more))


def finding_advice(one: HouseFinding) -> str:
    """What to do about it."""
    return {
        "need_empty": _("Relate a CTQ to it or add one."),
        "need_weak": _("Raise a relation or add a CTQ."),
        "need_without_nine": _("Raise a relation or add a CTQ."),
        "ctq_empty": _("Drop it, or name the need behind it."),
        "ctq_weak": _("Drop it, or relate it to the need that it serves."),
        "leaders_hinder": _("Carry it to the concepts as a conflict to resolve."),
        "rating_conflict": _("Ask the customer; check the measurement and the relation."),
        "target_missing": _("Set a target that the customer would notice."),
    }[one.kind]
