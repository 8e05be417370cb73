"""What a reader can filter by: only values that the accounts visible to this reader have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from openkam.core.i18n import language
from openkam.core.numbers import format_number
from openkam.tools.define.portfolio.inputs import ALL
from openkam.web.portfolio.directory import Directory
from openkam.web.portfolio.filters import ANY, Filter
from openkam.web.portfolio.frame import Frame
from openkam.web.portfolio.scene import Scene, View
from openkam.web.shell.memory import Memory

OPTIONS_SHOWN = 500


@dataclass(frozen=True)
class Option:
    """One line of a choice."""

    value: str
    text: str


@dataclass(frozen=True)
class Choice:
    """One thing to filter by. `value` is the chosen option; `is_set` whether it leaves anything out."""

    name: str
    label: str
    options: tuple[Option, ...]
    value: str
    is_set: bool
    clear: str
    """The address behind the question mark without this choice."""

    @property
    def html(self) -> SafeString:
        """The options as HTML: a list holds hundreds, so the template does not write each."""
        parts = []
        for one in self.options:
            chosen = " selected" if one.value == self.value else ""
            parts.append(f'<option value="{escape(one.value)}"{chosen}>{escape(one.text)}</option>')
        return mark_safe("".join(parts))  # noqa: S308 - every text is escaped above


@dataclass(frozen=True)
class Segment:
    """One of a few views of the same."""

    label: str
    query: str
    is_on: bool


@dataclass(frozen=True)
class Choices:
    """The line above the table."""

    choices: tuple[Choice, ...]
    views: tuple[Segment, ...]
    hidden: tuple[tuple[str, str], ...]
    """What a form must carry along: order and view."""


_facets: Memory[tuple[tuple[str, tuple[Option, ...]], ...]] = Memory(32)


def _facet_options(view: View) -> tuple[tuple[str, tuple[Option, ...]], ...]:
    who = view.directory
    listed = (
        ("territory", who.territory), ("segment", who.segment), ("salesperson", who.salesperson), ("owner", who.owner),
    )  # fmt: skip
    found = []
    for name, of in listed:
        seen = np.unique(of.of[view.rows]).tolist()
        values = [of.values[at] for at in seen]
        found.append((name, tuple(Option(value, value or _("not given")) for value in values[:OPTIONS_SHOWN])))
    found.append(("parent", _parent_options(view, who)))
    return tuple((name, options) for name, options in found if len(options) > 1 or name == "parent")


def _parent_options(view: View, who: Directory) -> tuple[Option, ...]:
    """Accounts at the top of a family; only those that the reader may see."""
    row_of = view.frame.position()
    has_parent = view.rows[who.parent[view.rows] >= 0]
    tops = {who.parents.values[who.parents.of[row]] for row in has_parent.tolist()}
    shown = sorted((row_of[code] for code in tops if view.visible[row_of[code]]), key=lambda row: int(who.by_name[row]))
    return tuple(Option(view.frame.codes[row], who.names[row]) for row in shown[:OPTIONS_SHOWN])


def _choice(chosen: Filter, name: str, label: str, options: Sequence[Option], value: str, default: str) -> Choice:
    unset: object = None if default == ANY else default
    return Choice(name, label, tuple(options), value, value != default, chosen.query(**{name: unset}))


def choices(scene: Scene, chosen: Filter) -> Choices:
    """Everything to choose from, with what is chosen now."""
    view = scene.view
    listed = [_periods(scene, chosen), _statuses(chosen)]
    labels = {
        "territory": _("Territory"), "segment": _("Segment"), "salesperson": _("Salesperson"), "owner": _("Owner"),
        "parent": _("Parent"),
    }  # fmt: skip
    for name, options in _facets.get((view.key, language()), lambda: _facet_options(view)):
        value = getattr(chosen, name)
        if not options and value is None:
            continue
        everything = Option(ANY, _("all {count}").format(count=format_number(len(options))))
        known = {option.value for option in options}
        extra = [Option(value, value)] if value is not None and value not in known else []
        listed.append(
            _choice(chosen, name, labels[name], (everything, *options, *extra), ANY if value is None else value, ANY)
        )
    listed.append(_boxes(chosen))
    # The pictures themselves offer these two; a chip shows them where they are in force.
    listed += [choice for choice in (_parts(chosen), _cuts(chosen)) if choice.is_set]
    return Choices(tuple(listed), _views(scene, chosen), _hidden(chosen))


def _hidden(chosen: Filter) -> tuple[tuple[str, str], ...]:
    return (("sort", chosen.sort), ("dir", chosen.direction), ("view", chosen.view))


def period_options(frame: Frame) -> tuple[Option, ...]:
    """Every period of the frame, and all that are booked together."""
    texts = {"actual": "{period}", "partial": _("{period}, {months} months"), "proposed": _("{period}, proposed")}
    options = [
        Option(period.label, texts[period.kind].format(period=period.label, months=period.months_covered))
        for period in frame.periods
    ]
    return (*options, Option(ALL, _("all years of the books shown")))


def _periods(scene: Scene, chosen: Filter) -> Choice:
    return _choice(chosen, "period", _("Period"), period_options(scene.frame), chosen.period, scene.frame.this_year)


def _statuses(chosen: Filter) -> Choice:
    options = (Option("bought", _("bought in period")), Option("any", _("any")))
    return _choice(chosen, "status", _("Status"), options, chosen.status, "bought")


def _boxes(chosen: Filter) -> Choice:
    options = (
        Option("", _("any")),
        Option("high_high", _("high sales, high profit")),
        Option("high_low", _("high sales, low profit")),
        Option("low_high", _("low sales, high profit")),
        Option("low_low", _("low sales, low profit")),
    )
    return _choice(chosen, "box", _("Quadrant"), options, chosen.box, "")


def _parts(chosen: Filter) -> Choice:
    options = (Option("", _("any")), Option("earning", _("earning")), Option("losing", _("losing")))
    return _choice(chosen, "part", _("Result"), options, chosen.part, "")


def _cuts(chosen: Filter) -> Choice:
    options = (Option("median", _("median")), Option("mean", _("mean")))
    return _choice(chosen, "cut", _("Cut"), options, chosen.cut, "median")


def _views(scene: Scene, chosen: Filter) -> tuple[Segment, ...]:
    listed = (
        ("accounts", _("Accounts")),
        ("parents", _("Parents")),
        ("territories", _("Territories")),
        ("segments", _("Segments")),
    )
    return tuple(Segment(label, chosen.query(view=view), chosen.view == view) for view, label in listed)
