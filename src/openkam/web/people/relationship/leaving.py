"""What if this person left? Everything read again without them, beside today. Nothing is stored."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _, ngettext

from openkam.core.numbers import format_number
from openkam.feeds.people import contact_map_inputs
from openkam.tools.relationship import contact_map
from openkam.tools.relationship.contact_map.inputs import INFLUENCE_NAMES, PHASE_NAMES
from openkam.tools.relationship.stage.words import stage_name
from openkam.web.people.relationship.reading import Reading


@dataclass(frozen=True)
class Beside:
    """One line: what is counted, today and without the person. `is_worse` where leaving costs something."""

    label: str
    now: str
    then: str
    is_worse: bool


@dataclass(frozen=True)
class Leaving:
    """What changes if one person leaves. `lost` are the live links that go, by the name of the other end."""

    id: str
    name: str
    finding: str
    lines: Sequence[Beside]
    lost: Sequence[str]
    alone: Sequence[str]
    """Contacts to whom nobody of ours speaks any more."""
    uncovered: Sequence[str]
    """Roles, functions and buying phases in which we then speak with nobody."""
    then: Reading


def leaving(now: Reading, id: str) -> Leaving:
    """Compare today with a day on which the person `id` is gone. Raises `KeyError` for somebody who is not there."""
    person, then = now.people[id], now.without(id)
    lost = [now.people[other].name for other in _live_with(now, id)]
    mapped = contact_map.compute(contact_map_inputs(now.records))
    gone = next((row for row in mapped.leavers if row.id == id), None)
    names = {row.id: row.name for row in now.records.contacts}
    left = tuple(dict.fromkeys((*gone.only_link_of, *gone.cut_off))) if gone else ()
    return Leaving(
        id=id,
        name=person.name,
        finding=_finding(now, then, person.name, len(lost)),
        lines=tuple(_lines(now, then)),
        lost=lost,
        alone=[names[key] for key in left],
        uncovered=[_part(key) for key in gone.uncovered] if gone else [],
        then=then,
    )


def _live_with(now: Reading, id: str) -> list[str]:
    live = [link for link in now.result.links if link.state == "live" and id in (link.ours, link.theirs)]
    return [link.theirs if link.ours == id else link.ours for link in live]


def _finding(now: Reading, then: Reading, name: str, lost: int) -> str:
    before, after = now.result.stage_read, then.result.stage_read
    values = {"name": name, "count": format_number(lost), "before": stage_name(before), "after": stage_name(after)}
    if before is not None and after is None:
        return ngettext(
            "Without {name}, {count} live link ends and no stage can be read until a successor is named",
            "Without {name}, {count} live links end and no stage can be read until a successor is named",
            lost,
        ).format(**values)
    if before != after:
        return ngettext(
            "Without {name}, {count} live link ends and {before} becomes {after}",
            "Without {name}, {count} live links end and {before} becomes {after}",
            lost,
        ).format(**values)
    return ngettext(
        "Without {name}, {count} live link ends; the stage stays as it is",
        "Without {name}, {count} live links end; the stage stays as it is",
        lost,
    ).format(**values)


def _lines(now: Reading, then: Reading) -> Iterator[Beside]:
    a, b = now.result, then.result
    yield Beside(_("Stage read"), stage_name(a.stage_read), stage_name(b.stage_read), a.stage_read != b.stage_read)
    one, other = a.measures, b.measures
    counted = (
        (_("Live links"), one.live_links, other.live_links),
        (_("Functions met outside the main contacts"), one.functions_outside, other.functions_outside),
        (_("Levels met outside the main contacts"), one.levels_outside, other.levels_outside),
        (_("Live links from board to board"), one.board_links, other.board_links),
        (_("Joint teams that met in the window"), one.live_teams, other.live_teams),
    )
    for label, before, after in counted:
        yield Beside(label, format_number(before), format_number(after), after < before)
    share = (one.hub_share, other.hub_share)
    worse = None not in share and float(share[1] or 0) > float(share[0] or 0)
    yield Beside(_("Hub share"), _share(share[0]), _share(share[1]), worse)
    yield Beside(
        _("People between the firms (cut vertices)"), format_number(one.single_points),
        format_number(other.single_points), other.single_points > one.single_points,
    )  # fmt: skip


def _share(value: float | None) -> str:
    return format_number(value, 2) if value is not None else _("unknown")


def _part(key: str) -> str:
    group, _colon, name = key.partition(":")
    if group == "influence":
        return str(INFLUENCE_NAMES[name])
    return str(PHASE_NAMES[name]) if group == "phase" else name
