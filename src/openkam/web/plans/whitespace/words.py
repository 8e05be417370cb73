"""How a cell of the whitespace is written in one cell of a sheet, and how it is read from there again."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from django.utils import translation
from django.utils.translation import gettext as _, gettext_lazy

from openkam.core.i18n import LANGUAGES
from openkam.core.numbers import format_number, format_percent
from openkam.publish.text import one_line
from openkam.web.cycles.setup.typed import Range, Refused, number_of
from openkam.web.plans.models import Whitespace

State = Whitespace.State
WHAT: Final[Mapping[str, Any]] = {
    "state": gettext_lazy("who supplies it"),
    "spend": gettext_lazy("addressable spend a year"),
    "share_pct": gettext_lazy("our share, %"),
    "potential": gettext_lazy("potential a year"),
}
"""What the cells of one sheet say."""
MONEY: Final = Range(Decimal(0), Decimal("999999999999.99"), 2)
SHARE: Final = Range(Decimal(0), Decimal(100), 2)
RIVAL_LENGTH: Final = 200
SHOWN: Final = 60
"""Characters of a refused text that its refusal repeats."""
_ALSO: Final[Mapping[str, tuple[str, ...]]] = {
    State.OURS: ("u", "us", "we", "我", "我方", "我們", "我们", "本公司"),
    State.RIVAL: ("r", "rival", "competitor", "對", "对", "競", "竞", "競爭者", "竞争者", "競爭對手", "竞争对手"),
    State.OPEN: ("o", "open", "空", "空白", "未定", "可爭取", "可争取"),
    State.INHOUSE: ("i", "in-house", "inhouse", "in house", "自", "自製", "自制", "自行製作", "自行制作"),
}  # fmt: skip
_RIVAL: Final = re.compile(
    r"\s*(?:r|rival|對手|对手|競爭者|竞争者|競爭對手|竞争对手)\s*[:：]\s*(?P<name>.*)", re.I | re.S
)
_FORMULA: Final = ("=", "+", "-", "@")
_CURRENCY: Final = re.compile(r"^(?:NT|US|HK|RMB)?\$?\s*|\s*(?:[A-Z]{3}|元)?$")
_NOTHING: Final = frozenset({"", "-", "\N{EN DASH}", "\N{EM DASH}", "\N{MINUS SIGN}"})


def is_nothing(text: str) -> bool:
    """Whether a cell says nothing and so leaves what is there: empty, or a dash as sheets write it."""
    return one_line(text) in _NOTHING


def _key(text: str) -> str:
    return one_line(unicodedata.normalize("NFKC", text)).casefold()


@lru_cache(maxsize=1)
def _states() -> Mapping[str, str]:
    """What is meant by which word, in any of the languages."""
    made = {_key(word): str(state) for state, words in _ALSO.items() for word in words}
    for code in LANGUAGES:
        with translation.override(code):
            made |= {_key(str(state.label)): str(state) for state in State}
    return made


def read_state(text: str) -> tuple[str, str | None]:
    """Who supplies it: the state, and the rival's name; None for a rival who is not named. Raises `Refused`.

    A word or letter of a state in any language is the state, any other text is the name of a rival. `rival: Open` is a
    rival who is called like a state.
    """
    known = _states().get(_key(text))
    if known is not None:
        return known, None
    told = _RIVAL.fullmatch(text)
    name = one_line(told["name"] if told else text)
    if told is None and name.startswith(_FORMULA):
        raise Refused(_("“{text}” is a formula and is not worked out.").format(text=one_line(text, SHOWN)))
    if len(name) > RIVAL_LENGTH:
        raise Refused(
            _("The name of the rival has {n} characters; at most {most} are possible.").format(
                n=len(name), most=RIVAL_LENGTH
            )
        )
    return str(State.RIVAL), name or None


def state_text(cell: Whitespace) -> str:
    """Who supplies it, as `read_state` reads it again."""
    if cell.state != State.RIVAL or not cell.rival:
        return str(State(cell.state).label)
    name = one_line(cell.rival)
    if not name.startswith(_FORMULA) and not is_nothing(name) and read_state(name) == (State.RIVAL, name):
        return name
    return _("rival: {name}").format(name=name)


def read_number(what: str, text: str) -> Decimal | None:
    """The amount or percentage; None where there is none. Raises `Refused`."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if plain.startswith(("=", "@")):
        raise Refused(_("“{text}” is a formula and is not worked out.").format(text=one_line(text, SHOWN)))
    if what == "share_pct":
        return number_of(plain.removesuffix("%"), SHARE)
    bare = "".join(sign for sign in plain if sign == "$" or unicodedata.category(sign) != "Sc")
    return number_of(_CURRENCY.sub("", bare), MONEY)


def remedy(what: str, text: str) -> str:
    """What to write in a cell that was refused."""
    if text.startswith(("=", "@")):
        return _("Write its result.")
    if what == "state":
        return _(
            "Write ours, open, in-house, or the name of the rival; before a name that looks otherwise write “rival:”."
        )
    if what == "share_pct":
        return _("Write a number from 0 to 100, such as 40 or 37.5%.")
    return _("Write an amount such as 120000 or 120,000.50.")


def number_text(value: Decimal | None) -> str:
    """A number as a sheet holds it and as `read_number` reads it again; empty where it is not known."""
    if value is None:
        return ""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def number_written(what: str, cell: Whitespace) -> str:
    """A number as a page writes it; empty where it is not known."""
    value = getattr(cell, what)
    if value is None:
        return ""
    decimals = 2 if value != value.to_integral_value() else 0
    return format_percent(value, decimals) if what == "share_pct" else format_number(value, decimals)


def cell_text(what: str, cell: Whitespace) -> str:
    """What a sheet of `what` says of a cell."""
    return state_text(cell) if what == "state" else number_text(getattr(cell, what))
