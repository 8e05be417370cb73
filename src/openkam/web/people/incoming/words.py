"""What the pages of an import say: why a row is left out, and what became of all of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext as _, gettext_lazy, ngettext

from openkam.core.nouns import LEVEL_NAMES
from openkam.core.numbers import format_number
from openkam.web.people.incoming.fields import LABELS

_REASONS: Final = {
    "no_name": gettext_lazy("The row has no name."),
    "formula": gettext_lazy("This is a formula and is not worked out. Save the sheet with values."),
    "too_long": gettext_lazy("More than {detail} characters do not fit here."),
    "email": gettext_lazy("This is not one e-mail address."),
    "level": gettext_lazy("This is none of the levels: board, directors, managers, specialists, clerks, operators."),
    "card_encoding": gettext_lazy(
        "The card has characters that do not belong to the encoding. Choose another encoding."
    ),
    "card_cut_off": gettext_lazy("The card has no end; the file may have been cut off."),
    "card_organisation": gettext_lazy("The card is of an organisation, not of a person."),
    "no_account": gettext_lazy("The row names no account."),
    "account_unknown": gettext_lazy("You have no account of this code or name that you may change."),
    "account_twice": gettext_lazy("Several accounts bear this name. Give the account code."),
    "other_account": gettext_lazy(
        "The row belongs to another account. If the name only is written otherwise, choose “not used” for the column."
    ),
    "email_of_other": gettext_lazy("The e-mail is that of {detail}, whose name is quite another."),
    "name_other_email": gettext_lazy("{detail} is a contact already, with another e-mail."),
    "name_twice": gettext_lazy(
        "Several contacts of the account bear this name. Give the e-mail, or add the row as new."
    ),
    "superior_unknown": gettext_lazy("Nobody of this name, e-mail or ID is a contact of the account."),
    "superior_twice": gettext_lazy("Several contacts of the account bear this name."),
    "superior_self": gettext_lazy("Nobody reports to themselves."),
    "superior_ring": gettext_lazy("That person reports to this one, directly or over others."),
    "superior_deep": gettext_lazy("The reporting line would have more than 60 levels."),
    "changed_since": gettext_lazy("changed since the import"),
    "in_use": gettext_lazy("has interactions, links, lines, a joint team or reports since the import"),
    "not_yours": gettext_lazy("belongs to an account that you may no longer change"),
    "gone": gettext_lazy("is not there any more"),
}


def reason(code: str, detail: str = "") -> str:
    """Why a row, a reporting line or a step back is left out, in the reader's language."""
    return str(_REASONS[code]).format(detail=detail)


def field_label(field: str) -> str:
    """A person's name for a field."""
    return str(LABELS.get(field, field))


def shown(field: str, value: str) -> str:
    """A value as people read it."""
    if field == "level" and value:
        return str(LEVEL_NAMES.get(value, value))
    return value.partition(":")[2] if field == "external_id" else value


def balance(counts: Mapping[str, int]) -> str:
    """`10 rows = 4 added + 3 changed + 2 unchanged + 1 left out`."""
    total = sum(counts.get(kind, 0) for kind in ("new", "changed", "unchanged", "rejected"))
    text = ngettext(
        "{rows} row = {new} added + {changed} changed + {unchanged} unchanged + {rejected} left out",
        "{rows} rows = {new} added + {changed} changed + {unchanged} unchanged + {rejected} left out",
        total,
    )
    return text.format(
        rows=format_number(total),
        **{kind: format_number(counts.get(kind, 0)) for kind in ("new", "changed", "unchanged", "rejected")},
    )


def would_do(counts: Mapping[str, int], *, is_all: bool, looked_at: int) -> str:
    """What loading would do, as a heading."""
    if not is_all:
        return _("Of the first {rows} rows: {new} new, {changed} changed, {rejected} left out").format(
            rows=format_number(looked_at),
            new=format_number(counts.get("new", 0)),
            changed=format_number(counts.get("changed", 0)),
            rejected=format_number(counts.get("rejected", 0)),
        )
    return balance(counts)
