"""The words of the matrix: classes, advice, lines and the finding."""

from __future__ import annotations

from openkam.core.i18n import gettext as _, ngettext
from openkam.core.nouns import ACCOUNT_CLASS_NAMES
from openkam.core.numbers import format_number, format_percent
from openkam.tools.define.account_matrix.inputs import ClassSum, MatrixResult, Placed
from openkam.tools.define.account_matrix.maths import Class


def label(row: Placed) -> str:
    """The account's name, or its code where it has none."""
    return row.name or row.account


def class_label(kind: Class | None) -> str:
    """The name of a class in the reader's language."""
    return _("not placed") if kind is None else str(ACCOUNT_CLASS_NAMES[kind])


def advice(kind: Class) -> str:
    """What to do with an account of a class."""
    return {
        "k": _("Devote time: you should reach key-supplier status."),
        "d": _("Devote time to developing your strength."),
        "m": _("Manage your time economically."),
        "o": _("Decide whether it is worth chasing; deal with it tactically."),
    }[kind]


def finding(result: MatrixResult) -> str:
    """How much the key accounts bring, and how many of them a small change would move."""
    placed = sum(one.accounts for one in result.classes)
    if not placed:
        return _("No account can be placed: none is rated on both attractiveness and strength")
    key = result.of("k")
    if not key.accounts:
        return ngettext(
            "The {placed} account placed is not a Key Account; {count} could be developed into one",
            "None of the {placed} accounts placed is a Key Account; {count} could be developed into one",
            placed,
        ).format(placed=format_number(placed), count=format_number(result.of("d").accounts))
    sentence = _bring(key) if key.revenue_share_pct is not None else _are(key)
    return sentence.format(
        count=format_number(key.accounts),
        placed=format_number(placed),
        share=format_percent(key.revenue_share_pct),
        near=format_number(key.borderline),
        percent=format_percent(result.borderline_pct, 0),
    )


def _bring(key: ClassSum) -> str:
    """The finding where revenue is known, with its placeholders."""
    if key.borderline:
        return ngettext(
            "{count} Key Account brings {share} of revenue; {near} stands within {percent} of a line",
            "{count} Key Accounts bring {share} of revenue; {near} of them within {percent} of a line",
            key.accounts,
        )
    return ngettext(
        "{count} Key Account brings {share} of revenue; it stands clear of the lines",
        "{count} Key Accounts bring {share} of revenue; all stand clear of the lines",
        key.accounts,
    )


def _are(key: ClassSum) -> str:
    """The finding where revenue is not known, with its placeholders."""
    if key.borderline:
        return ngettext(
            "{count} of {placed} accounts placed is a Key Account; {near} stands within {percent} of a line",
            "{count} of {placed} accounts placed are Key Accounts; {near} of them within {percent} of a line",
            key.accounts,
        )
    return ngettext(
        "{count} of {placed} accounts placed is a Key Account; it stands clear of the lines",
        "{count} of {placed} accounts placed are Key Accounts; all stand clear of the lines",
        key.accounts,
    )


def line_label(result: MatrixResult) -> str:
    """The value of the attractiveness line and what it is."""
    value = format_number(result.line, 2)
    if result.line_method == "typed":
        return _("line {value}: typed").format(value=value)
    text = ngettext("line {value}: average of {count} rated", "line {value}: average of {count} rated", result.rated)
    return text.format(value=value, count=format_number(result.rated))


def strength_line_label(result: MatrixResult) -> str:
    """The value of the strength line and what it is measured against."""
    if result.against == "midpoint":
        text = _("line {value} × the scale's midpoint")
    else:
        text = _("line {value} × the best rival")
    return text.format(value=format_number(result.strength_line, 2))


def strength_axis(result: MatrixResult) -> str:
    """What stands on the horizontal axis, whichever way it grows."""
    if result.against == "midpoint":
        return _("Relative strength: ours ÷ midpoint")
    return _("Relative strength: ours ÷ best rival")


def subtitle(result: MatrixResult) -> str:
    """The measure and the cycle."""
    what = _("Account matrix, {placed} accounts placed").format(
        placed=format_number(sum(one.accounts for one in result.classes))
    )
    return _("{what}, {period}").format(what=what, period=result.period) if result.period else what


def left_out(drawn: int, placed: int) -> str:
    """What a picture of very many accounts does not show."""
    return _(
        "The picture shows {drawn} of {placed} accounts, those with the most revenue; the counts and the tables "
        "hold all of them."
    ).format(drawn=format_number(drawn), placed=format_number(placed))
