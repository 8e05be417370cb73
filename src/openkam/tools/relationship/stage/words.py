"""The words of the relationship stage: names of criteria, and one whole sentence for each thing that is missing."""

from __future__ import annotations

from openkam.core.i18n import gettext as _, ngettext
from openkam.core.nouns import LEVEL_NAMES, Level
from openkam.core.numbers import format_number
from openkam.tools.relationship.stage.inputs import STAGE_NAMES, Item, LinkState, Stage
from openkam.tools.relationship.stage.result import Criterion, Evidence, Gap, Thin


def stage_name(stage: Stage | None) -> str:
    """The stage in the reader's language; `not read` where there is none."""
    return str(STAGE_NAMES[stage]) if stage else _("not read")


def stage_short(stage: Stage) -> str:
    """The stage where there is little room."""
    return {
        "pre": _("Pre"),
        "early": _("Early"),
        "mid": _("Mid"),
        "partnership": _("Partnership"),
        "synergistic": _("Synergistic"),
    }[stage]


def level_name(level: Level) -> str:
    """The level in the reader's language."""
    return str(LEVEL_NAMES[level])


def item_name(item: Item) -> str:
    """One of the six items of the questionnaire."""
    return {
        "breadth": _("Breadth of contact"),
        "openness": _("Openness of information"),
        "trust": _("Trust"),
        "planning": _("Joint planning"),
        "status": _("Supplier status"),
        "ties": _("Ties that bind"),
    }[item]


def item_question(item: Item) -> str:
    """One of the six items as a question that either side can be asked."""
    return {
        "breadth": _("How broad is the contact between the two companies?"),
        "openness": _("How openly is information shared?"),
        "trust": _("How much do the two companies trust each other?"),
        "planning": _("How far do the two companies plan together?"),
        "status": _("What is the supplier's standing with the customer?"),
        "ties": _("How hard would it be to part?"),
    }[item]


def answer_meanings(item: Item) -> tuple[str, str, str, str]:
    """What 1, 2, 3 and 4 mean."""
    meanings: dict[Item, tuple[str, str, str, str]] = {
        "breadth": (
            _("one person on each side"),
            _("a few people"),
            _("several functions"),
            _("everyone has an opposite number"),
        ),
        "openness": (_("prices and orders only"), _("forecasts"), _("costs and plans"), _("shared systems")),
        "trust": (
            _("everything is checked"),
            _("some things are checked"),
            _("checked by exception"),
            _("each acts for the other"),
        ),
        "planning": (_("not at all"), _("the next orders"), _("a yearly joint plan"), _("a joint strategy over years")),
        "status": (_("one of many"), _("approved"), _("preferred"), _("sole or strategic supplier")),
        "ties": (_("free to leave"), _("some cost to change"), _("shared processes"), _("shared investment")),
    }
    return meanings[item]


def state_name(state: LinkState) -> str:
    """The state of a link."""
    return {"live": _("live"), "late": _("late"), "lost": _("lost"), "missing": _("never happened")}[state]


def criterion_name(criterion: Criterion) -> str:
    """What a criterion counts."""
    return {
        "trading": _("Trade in the window"),
        "hub_share_early": _("Hub share: live links through the two main contacts"),
        "functions_mid": _("Functions met outside the main contacts"),
        "functions": _("Functions met outside the main contacts"),
        "levels": _("Levels met outside the main contacts"),
        "hub_share": _("Hub share: live links through the two main contacts"),
        "board_links": _("Live links from board to board"),
        "single_points": _("People between the firms (cut vertices)"),
        "teams": _("Joint teams that met in the window"),
        "board_meetings": _("Joint board meetings in the window"),
    }[criterion]


def threshold_text(row: Evidence) -> str:
    """The rule of a criterion with its threshold."""
    sentence = {"at_least": _("at least {value}"), "below": _("below {value}"), "at_most": _("at most {value}")}
    decimals = 0 if float(row.threshold).is_integer() else 2
    return sentence[row.rule].format(value=format_number(row.threshold, decimals))


def met_text(row: Evidence) -> str:
    """Whether a criterion is met."""
    if row.met is None:
        return _("unknown")
    return _("met") if row.met else _("not met")


def thin_text(code: Thin, least_contacts: int, least_links: int) -> str:
    """Why no stage is read, and what to record."""
    return {
        "trading_unknown": _("It is not known whether the customer buys in the window: say so under Trading."),
        "no_main_ours": _("No key account manager is marked among our people."),
        "no_main_theirs": _("No main contact is marked among the customer's people."),
        "few_contacts": ngettext(
            "Fewer than {count} person of the customer is on record.",
            "Fewer than {count} people of the customer are on record.",
            least_contacts,
        ).format(count=format_number(least_contacts)),
        "few_links": ngettext(
            "Fewer than {count} link carries the date of a two-way contact.",
            "Fewer than {count} links carry the date of a two-way contact.",
            least_links,
        ).format(count=format_number(least_links)),
    }[code]


def _cell_text(gap: Gap) -> str:
    level: Level = gap.level or "operators"
    return {
        "board": _("No live link at Board level in {function}"),
        "directors": _("No live link at Director level in {function}"),
        "managers": _("No live link at Manager level in {function}"),
        "specialists": _("No live link at Specialist level in {function}"),
        "clerks": _("No live link at Clerk level in {function}"),
        "operators": _("No live link at Operator level in {function}"),
    }[level].format(function=gap.function)


def gap_text(gap: Gap) -> str:
    """What is missing, without a full stop."""
    count = format_number(gap.count)
    if gap.kind in {"cell", "function", "level"}:
        return _cell_text(gap)
    if gap.kind == "trade":
        return _("No trade in the window")
    if gap.kind == "board":
        return _("No live link from board to board")
    if gap.kind == "single_point":
        return _("Only {name} keeps the two companies together").format(name=gap.person_name)
    sentence = {
        "unknown_functions": ngettext(
            "{count} more function of the customer has nobody on record",
            "{count} more functions of the customer have nobody on record",
            gap.count,
        ),
        "peer_links": ngettext(
            "{count} more live link outside the two main contacts is needed",
            "{count} more live links outside the two main contacts are needed",
            gap.count,
        ),
        "teams": ngettext("{count} more joint team has to meet", "{count} more joint teams have to meet", gap.count),
        "meetings": ngettext(
            "{count} more joint board meeting is needed", "{count} more joint board meetings are needed", gap.count
        ),
    }[gap.kind]
    return sentence.format(count=count)


def step_text(gap: Gap) -> str:
    """Who could close a gap."""
    if gap.kind == "single_point":
        return _("Give {name} a second person who meets the same contacts").format(name=gap.person_name)
    if gap.days_silent is not None:
        return ngettext(
            "{ours} should renew the contact with {theirs}, silent for {count} day",
            "{ours} should renew the contact with {theirs}, silent for {count} days",
            gap.days_silent,
        ).format(ours=gap.meets_name, theirs=gap.person_name, count=format_number(gap.days_silent))
    if gap.person_name and gap.meets_name:
        return _("{ours} could meet {theirs}").format(ours=gap.meets_name, theirs=gap.person_name)
    if gap.person_name:
        return _("Name an opposite number for {theirs}").format(theirs=gap.person_name)
    if gap.kind == "unknown_functions":
        return _("Find out who works in the functions that face ours")
    return _("Find a contact on the board of each side") if gap.kind == "board" else ""
