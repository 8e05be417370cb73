"""What lines, discs and boxes of a relationship picture mean, with how many there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping

from openkam.core.diagrams import Person, Relationship, Side
from openkam.core.i18n import gettext as _
from openkam.core.numbers import format_number
from openkam.publish.pictures.letters import Entry
from openkam.publish.pictures.relationship_lines import MAIN_PAINT, PAINTS, STRENGTHS, state_name
from openkam.publish.pictures.relationship_teams import member_count
from openkam.publish.scene.model import Disc, Paint, Path, Rect
from openkam.publish.text import one_line


def has_main_link(block: Relationship, mains: Mapping[Side, Person]) -> bool:
    """Whether the two main contacts talk to one another."""
    ids = {person.id for person in mains.values()}
    return any(link.ours in ids and link.theirs in ids for link in block.links)


def entries(
    block: Relationship, seated: Collection[str], mains: Mapping[Side, Person], *, with_teams: bool
) -> list[Entry]:
    """The signs that occur among people `seated`; joint teams only if they are not drawn themselves."""
    counts: Counter[str] = Counter(link.state for link in block.links if link.ours in seated and link.theirs in seated)
    made: list[Entry] = []
    if has_main_link(block, mains):
        made.append(((Path(((0, -4), (26, -4)), MAIN_PAINT),), _("main link")))
    for state, paint in PAINTS.items():
        if counts[state]:
            named = _("{name} · {count}").format(name=state_name(state), count=format_number(counts[state]))
            made.append(((Path(((0, -4), (26, -4)), paint),), named))
    strengths = {link.strength for link in block.links if link.state == "live"}
    if len(strengths) > 1:
        widths = [STRENGTHS[strength] for strength in sorted(strengths)]
        steps = tuple(
            Path(((at * 26 / len(widths), -4), ((at + 1) * 26 / len(widths) - 2, -4)), Paint("", "ink", width))
            for at, width in enumerate(widths)
        )
        made.append((steps, _("thicker: met more recently for its cadence")))
    discs = (Disc(6, -4, 5.5, Paint("ours")), Disc(21, -4, 5, Paint("surface", "ours", 1.4)))
    made.append((discs, _("met, not met")))
    if with_teams:
        # Between triangles that point at one another there is no room for teams: they are named here.
        for team in block.teams:
            box = (Rect(4, -10, 18, 12, Paint("surface", "ours", 1.6), 3),)
            named = _("{name} · {count}").format(name=one_line(team.name), count=member_count(team))
            made.append((box, named))
    if any(person.single_point for person in block.people):
        ring = (Disc(13, -4, 7.5, Paint("", "neg", 1.4)), Disc(13, -4, 4.5, Paint("pos")))
        made.append((ring, _("holds the two companies together alone")))
    return made
