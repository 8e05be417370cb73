"""How the numbers above the accounts are made: revenue of a class, its share, the dividing line."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _, ngettext

from openkam.core.numbers import format_number, format_percent
from openkam.tools.define.account_matrix.compute import KINDS
from openkam.tools.define.account_matrix.wording import class_label
from openkam.web.cycles.matrix import wording
from openkam.web.cycles.matrix.seen import Row, Seen, revenue_seen
from openkam.web.cycles.sums import Sum, Term

TERMS = 50
"""Accounts that a sum lists by name; the others are one line."""


def made(seen: Seen, what: str) -> Sum | None:
    """The sum behind `k`, `d`, `m`, `o` (revenue of the class), `share` or `line`; None for anything else."""
    if what in KINDS:
        return _class(seen, what)
    if what == "share":
        return _share(seen)
    return _line(seen) if what == "line" else None


def _class(seen: Seen, kind: Any) -> Sum:
    one = seen.sums[kind]
    rows = sorted(one.rows, key=lambda row: -(row.books.revenue or Decimal(0)))
    unknown = sum(row.books.revenue is None for row in rows)
    note = ngettext(
        "The revenue of {count} account is not known.", "The revenue of {count} accounts is not known.", unknown
    ).format(count=format_number(unknown))
    return Sum(
        _("{period} revenue of {kind}").format(period=seen.books.period, kind=class_label(kind)),
        format_number(one.revenue, 2),
        unit=seen.books.currency,
        terms=_terms([(row, row.books.revenue) for row in rows], 2),
        notes=[note] if unknown else (),
    )


def _terms(values: Sequence[tuple[Row, Decimal | float | None]], decimals: int) -> list[Term]:
    terms = [Term(wording.short(row.name), _known(value, decimals)) for row, value in values[:TERMS]]
    rest = [value for _row, value in values[TERMS:] if value is not None]
    if len(values) > TERMS:
        text = ngettext("the other {count} account", "the other {count} accounts", len(values) - TERMS)
        total = sum((Decimal(str(value)) for value in rest), Decimal(0))
        terms.append(Term(text.format(count=format_number(len(values) - TERMS)), format_number(total, decimals)))
    return terms


def _known(value: Decimal | float | None, decimals: int) -> str:
    return _("not known") if value is None else format_number(value, decimals)


def _share(seen: Seen) -> Sum | None:
    whole, key = revenue_seen(seen), seen.sums["k"]
    if whole is None or whole <= 0 or key.revenue is None:
        return None
    return Sum(
        _("Share of the Key Accounts in {period} revenue").format(period=seen.books.period),
        format_percent(float(100 * key.revenue / whole), 1),
        terms=[
            Term(
                _("Revenue of the Key Accounts"),
                format_number(key.revenue, 2),
                wording.class_with_count("k", key.count),
            ),
            Term(_("÷ Revenue of all accounts"), format_number(whole, 2), _("all accounts that you may see")),
        ],
    )


def _line(seen: Seen) -> Sum | None:
    line, result = seen.standing.line, seen.result
    if line is None:
        return None
    title = _("Where more attractive begins")
    if result.line_method == "typed":
        return Sum(title, format_number(line, 2), notes=[_("Typed in the settings of the cycle.")])
    rated = [row for row in seen.rows if row.attractiveness is not None]
    hidden = result.rated - len(rated)
    terms = _terms([(row, row.attractiveness) for row in rated], 2)
    if hidden:
        text = ngettext("{count} account that you may not see", "{count} accounts that you may not see", hidden)
        terms.append(Term(text.format(count=format_number(hidden)), _("counted in")))
    terms.append(Term(_("÷ Accounts rated"), format_number(result.rated)))
    return Sum(title, format_number(line, 2), terms=terms, notes=[_("The average of all candidates that are rated.")])
