"""The words of the page: its finding, its scope, what a mark says, where class and profit disagree."""

from __future__ import annotations

import math
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _, ngettext

from openkam.core.numbers import (
    format_as_typed,
    format_compact,
    format_date,
    format_money,
    format_number,
    format_percent,
)
from openkam.tools.define.account_matrix.inputs import Placed
from openkam.tools.define.account_matrix.maths import Class
from openkam.tools.define.account_matrix.wording import (
    class_label,
    line_label,
    strength_line_label,
)
from openkam.web.cycles.matrix.between import ANY, Between

if TYPE_CHECKING:
    from openkam.web.cycles.matrix.asked import Asked
    from openkam.web.cycles.matrix.seen import Row, Seen

LONGEST = 120
"""Signs of a name on the page; the account's own page has all of it."""


def short(name: str) -> str:
    """A name that fits on the page."""
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"


def class_with_count(kind: Class, count: int) -> str:
    """`Key Account · 10`."""
    return _("{kind} · {count}").format(kind=class_label(kind), count=format_number(count))


def towards(axis: str, *, is_left: bool) -> str:
    """The name of an axis with an arrow the way that it grows."""
    return (_("← {axis}") if is_left else _("{axis} →")).format(axis=axis)


def line_name(seen: Seen) -> str:
    """The attractiveness line's value and what it is, with the weights of the page."""
    return line_label(seen.result.model_copy(update={"line": seen.standing.line}))


def strength_line_name(seen: Seen) -> str:
    """The strength line's value and what it is."""
    return strength_line_label(seen.result)


def tip(seen: Seen, row: Row) -> str:
    """All that a mark stands for, for who cannot see it."""
    text = _("{name}: {kind}, attractiveness {attractiveness}, strength {strength}, revenue {revenue}").format(
        name=short(row.name),
        kind=class_label(row.kind),
        attractiveness=format_number(row.attractiveness, 2),
        strength=format_number(row.strength, 2),
        revenue=money(seen, row.books.revenue),
    )
    parts = [text, _("near a line") if row.borderline else "", moved(row)]
    return "; ".join(part for part in parts if part)


def money(seen: Seen, amount: Decimal | None) -> str:
    """Money in the currency of the books; said where it is not known."""
    return _("not known") if amount is None else format_money(amount, seen.books.currency, 0)


def moved(row: Row) -> str:
    """Since the cycle before, in words; empty where it was not there."""
    if not row.placed.trail or row.attractiveness is None or row.strength is None:
        return ""
    was = row.placed.trail[-1]
    up, right = round(row.attractiveness - was.attractiveness, 2), round(row.strength - was.strength, 2)
    text = {
        (1, 1): _("since {cycle} more attractive, and we are stronger"),
        (1, 0): _("since {cycle} more attractive, and we are as strong"),
        (1, -1): _("since {cycle} more attractive, and we are weaker"),
        (0, 1): _("since {cycle} as attractive, and we are stronger"),
        (0, 0): _("unmoved since {cycle}"),
        (0, -1): _("since {cycle} as attractive, and we are weaker"),
        (-1, 1): _("since {cycle} less attractive, and we are stronger"),
        (-1, 0): _("since {cycle} less attractive, and we are as strong"),
        (-1, -1): _("since {cycle} less attractive, and we are weaker"),
    }[_sign(up), _sign(right)]
    return text.format(cycle=was.cycle)


def _sign(value: float) -> int:
    return (value > 0) - (value < 0)


def deltas(row: Row) -> str:
    """The movement in numbers: `+0.45 / −0.12`."""
    if not row.placed.trail or row.attractiveness is None or row.strength is None:
        return ""
    was = row.placed.trail[-1]
    up = format_number(row.attractiveness - was.attractiveness, 2, plus=True)
    return f"{up} / {format_number(row.strength - was.strength, 2, plus=True)}"


def finding(seen: Seen, whole: Decimal | None) -> str:
    """What the visible key accounts bring and how many of them lose money; `whole` is the revenue it is a share of."""
    key, placed = seen.sums["k"], len(seen.placed)
    if not placed:
        return _("No account can be placed yet")
    if not key.count:
        text = ngettext(
            "The {placed} account placed is not a Key Account; {count} could be developed into one",
            "None of the {placed} accounts placed is a Key Account; {count} could be developed into one",
            placed,
        )
        return text.format(placed=format_number(placed), count=format_number(seen.sums["d"].count))
    count, period = format_number(key.count), seen.books.period
    if key.revenue is None:
        text = ngettext(
            "{count} of {placed} accounts placed is a Key Account",
            "{count} of {placed} accounts placed are Key Accounts",
            key.count,
        )
        return text.format(count=count, placed=format_number(placed))
    is_share = whole is not None and whole > 0
    what = (
        format_percent(float(100 * key.revenue / whole), 1)
        if whole is not None and whole > 0
        else f"{format_compact(key.revenue)}\N{NO-BREAK SPACE}{seen.books.currency}"
    )
    losing = sum(row.loses for row in key.rows)
    sentence = (_share if is_share else _amount)(
        key.count, losing, any(row.books.profit is not None for row in key.rows)
    )
    return sentence.format(count=count, what=what, period=period, losing=format_number(losing))


def _share(count: int, losing: int, is_known: bool) -> str:
    """The share that the key accounts bring, by how many of them lose money; with its placeholders."""
    if losing > 1:
        return ngettext(
            "{count} Key Account brings {what} of {period} revenue, and {losing} of them lose money",
            "{count} Key Accounts bring {what} of {period} revenue, and {losing} of them lose money",
            count,
        )
    if losing:
        return ngettext(
            "{count} Key Account brings {what} of {period} revenue, and it loses money",
            "{count} Key Accounts bring {what} of {period} revenue, and one of them loses money",
            count,
        )
    if is_known:
        return ngettext(
            "{count} Key Account brings {what} of {period} revenue, and it earns money",
            "{count} Key Accounts bring {what} of {period} revenue, and none of them is known to lose money",
            count,
        )
    return ngettext(
        "{count} Key Account brings {what} of {period} revenue",
        "{count} Key Accounts bring {what} of {period} revenue",
        count,
    )


def _amount(count: int, losing: int, is_known: bool) -> str:
    """What the key accounts bring where a share cannot be said; with its placeholders."""
    if losing > 1:
        return ngettext(
            "{count} Key Account brings {what} in {period}, and {losing} of them lose money",
            "{count} Key Accounts bring {what} in {period}, and {losing} of them lose money",
            count,
        )
    if losing:
        return ngettext(
            "{count} Key Account brings {what} in {period}, and it loses money",
            "{count} Key Accounts bring {what} in {period}, and one of them loses money",
            count,
        )
    if is_known:
        return ngettext(
            "{count} Key Account brings {what} in {period}, and it earns money",
            "{count} Key Accounts bring {what} in {period}, and none of them is known to lose money",
            count,
        )
    return ngettext(
        "{count} Key Account brings {what} in {period}", "{count} Key Accounts bring {what} in {period}", count
    )


def scope(seen: Seen) -> str:
    """How many are placed, and what the size of a mark means."""
    count, placed = len(seen.rows), len(seen.placed)
    first = ngettext("{placed} of {count} candidate placed", "{placed} of {count} candidates placed", count).format(
        placed=format_number(placed), count=format_number(count)
    )
    books = seen.books
    if not books.currency:
        return first
    text = _("area = {period} revenue in {currency}").format(period=books.period, currency=books.currency)
    as_of = books.source.get("as_of", "")
    if not as_of:
        return f"{first} · {text}"
    return f"{first} · {text} · {_('books up to {day}').format(day=format_date(date.fromisoformat(as_of)))}"


def narrowings(asked: Asked) -> list[tuple[str, str]]:
    """What narrows the list beside the class, and the address without it."""
    found = [(_("In the area drawn"), asked.query(lasso=()))] if asked.lasso else []
    if asked.box:
        found.append((_("One box of the value quadrant"), asked.query(box="")))
    if asked.attractiveness.narrows:
        found.append((_attractiveness(asked.attractiveness), asked.query(attractiveness=ANY)))
    if asked.strength.narrows:
        found.append((_strength(asked.strength), asked.query(strength=ANY)))
    return found


def _attractiveness(between: Between) -> str:
    if between.high is None:
        return _("Attractiveness from {low}").format(low=_end(between.low))
    if between.low is None:
        return _("Attractiveness up to {high}").format(high=_end(between.high))
    text = _("Attractiveness from {low} to {high}")
    return text.format(low=_end(between.low), high=_end(between.high))


def _strength(between: Between) -> str:
    if between.high is None:
        return _("Relative strength from {low}").format(low=_end(between.low))
    if between.low is None:
        return _("Relative strength up to {high}").format(high=_end(between.high))
    text = _("Relative strength from {low} to {high}")
    return text.format(low=_end(between.low), high=_end(between.high))


def _end(value: Decimal | None) -> str:
    return format_as_typed(None if value is None else float(value))


def why_not(row: Placed) -> str:
    """Why an account stands nowhere."""
    if row.attractiveness is None:
        return _("no attractiveness score")
    if not any(one.supplier == "" for one in row.suppliers):
        return _("no rating of us")
    return _("no rival rated on the same factor")


def sizes(most: float) -> tuple[float, float] | None:
    """Two round amounts for the key of sizes; None where no revenue is known."""
    if most <= 0:
        return None
    power = 10.0 ** math.floor(math.log10(most / 2))
    large = next(step * power for step in (5.0, 2.0, 1.0) if step * power <= most / 2)
    return large / 4, large


def sizes_text(seen: Seen, amounts: tuple[float, float]) -> str:
    """`100k and 170k USD`."""
    return _("{small} and {large} {currency}").format(
        small=format_compact(amounts[0], 1), large=format_compact(amounts[1], 1), currency=seen.books.currency
    )


def apart(seen: Seen) -> list[tuple[str, list[Row]]]:
    """Where class and profit disagree: sentences with the accounts that they are about."""
    losing = [row for row in seen.sums["k"].rows if row.loses]
    thin = [row for row in seen.sums["k"].rows if not row.loses and row.books.box == "high_low"]
    earning = [row for row in seen.sums["o"].rows if row.apart]
    found = []
    if losing:
        text = ngettext(
            "{count} Key Account loses money: attractive and ours to win, but the books say no.",
            "{count} Key Accounts lose money: attractive and ours to win, but the books say no.",
            len(losing),
        )
        found.append((text.format(count=format_number(len(losing))), losing))
    if thin:
        text = ngettext(
            "{count} Key Account has high sales and low profit.",
            "{count} Key Accounts have high sales and low profit.",
            len(thin),
        )
        found.append((text.format(count=format_number(len(thin))), thin))
    if earning:
        text = ngettext(
            "{count} Opportunistic Account earns much: look at its scores again before you manage it tactically.",
            "{count} Opportunistic Accounts earn much: look at their scores again before you manage them tactically.",
            len(earning),
        )
        found.append((text.format(count=format_number(len(earning))), earning))
    return found


def chance(seen: Seen, row: Row, share: float, draws: int) -> str:
    """How often the account stays in its class."""
    text = _("{name} is a {kind} in {share} of {draws} draws of the weights (± {error}, seed {seed}).")
    return text.format(
        name=short(row.name),
        kind=class_label(row.placed.kind),
        share=format_percent(100 * share, 1),
        draws=format_number(draws),
        error=format_number(196 * math.sqrt(max(0.0, share * (1 - share)) / draws), 1),
        seed=seen.result.doubt.seed,
    )
