"""How the page says what the ledger guessed: encodings, separators, dates, meanings of columns, and what is missing."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _, gettext_lazy

from openkam.core.i18n import LazyText
from openkam.ledger.types import Role

ENCODINGS: Final = (
    ("utf-8", "Unicode (UTF-8)"),
    ("utf-8-sig", "Unicode (UTF-8 + BOM)"),
    ("utf-16", "Unicode (UTF-16)"),
    ("utf-16-le", "Unicode (UTF-16 LE)"),
    ("utf-16-be", "Unicode (UTF-16 BE)"),
    ("cp950", "繁體中文 (Big5, cp950)"),
    ("big5hkscs", "繁體中文 (Big5-HKSCS)"),
    ("gb18030", "简体中文 (GB 18030, GBK)"),
    ("cp932", "日本語 (Shift JIS, cp932)"),
    ("cp949", "한국어 (cp949)"),
    ("cp1252", gettext_lazy("Western (Windows-1252)")),
    ("latin-1", gettext_lazy("Western (ISO 8859-1)")),
    ("iso-8859-15", gettext_lazy("Western (ISO 8859-15)")),
    ("cp850", gettext_lazy("Western (DOS 850)")),
    ("mac_roman", gettext_lazy("Western (Mac Roman)")),
    ("cp1250", gettext_lazy("Central European (Windows-1250)")),
    ("cp1251", "Кириллица (Windows-1251)"),
)

TAB: Final = "tab"
"""How a form writes the tab character, which an option's value cannot show."""
OTHER: Final = "other"

DELIMITERS: Final = (
    (",", gettext_lazy("comma (,)")),
    (";", gettext_lazy("semicolon (;)")),
    (TAB, gettext_lazy("tab")),
    ("|", gettext_lazy("bar (|)")),
)

DECIMALS: Final = ((".", gettext_lazy("point: 1,234.56")), (",", gettext_lazy("comma: 1.234,56")))

DATE_ORDERS: Final = (
    ("iso", gettext_lazy("2020-05-31 (year-month-day, with or without a time)")),
    ("ymd", gettext_lazy("2020/05/31 or 20200531 (year, month, day)")),
    ("dmy", gettext_lazy("31/05/2020 (day, month, year)")),
    ("mdy", gettext_lazy("05/31/2020 (month, day, year)")),
    ("roc", gettext_lazy("109/05/31 (ROC years, counted from 1912)")),
    ("serial1900", gettext_lazy("43982 (day number of Excel)")),
    ("serial1904", gettext_lazy("42520 (day number of Excel for Mac, from 1904)")),
)

ROLE_LABELS: Final = {
    Role.ACCOUNT: gettext_lazy("Account code"),
    Role.ACCOUNT_NAME: gettext_lazy("Account name"),
    Role.PARENT: gettext_lazy("Parent account"),
    Role.SEGMENT: gettext_lazy("Segment"),
    Role.TERRITORY: gettext_lazy("Territory"),
    Role.SALESPERSON: gettext_lazy("Salesperson"),
    Role.DATE: gettext_lazy("Invoice date"),
    Role.DUE_ON: gettext_lazy("Due date"),
    Role.PAID_ON: gettext_lazy("Date of payment"),
    Role.DOCUMENT: gettext_lazy("Document number"),
    Role.PRODUCT: gettext_lazy("Product"),
    Role.QUANTITY: gettext_lazy("Quantity"),
    Role.PRICE: gettext_lazy("Unit price"),
    Role.REVENUE: gettext_lazy("Revenue"),
    Role.DIRECT_COST: gettext_lazy("Direct cost"),
    Role.CURRENCY: gettext_lazy("Currency"),
}

ROLE_GROUPS: Final = (
    (gettext_lazy("Customer"), (Role.ACCOUNT, Role.ACCOUNT_NAME, Role.PARENT, Role.SEGMENT, Role.TERRITORY)),
    (gettext_lazy("Dates"), (Role.DATE, Role.DUE_ON, Role.PAID_ON)),
    (gettext_lazy("Amounts"), (Role.REVENUE, Role.DIRECT_COST, Role.QUANTITY, Role.PRICE, Role.CURRENCY)),
    (gettext_lazy("Sale"), (Role.DOCUMENT, Role.PRODUCT, Role.SALESPERSON)),
)

FIELD_LABELS: Final = {
    "code": gettext_lazy("Code"),
    "name": gettext_lazy("Name"),
    "parent": gettext_lazy("Parent account"),
    "segment": gettext_lazy("Segment"),
    "territory": gettext_lazy("Territory"),
    "country": gettext_lazy("Country"),
    "city": gettext_lazy("City"),
    "salesperson": gettext_lazy("Salesperson"),
    "group": gettext_lazy("Group"),
}

SKIPPED: Final = {
    "blank": gettext_lazy("blank lines"),
    "total": gettext_lazy("total rows"),
    "header": gettext_lazy("repeated header rows"),
    "without_code": gettext_lazy("rows without a code"),
}


def confidence(share: float) -> str:
    """How sure a guess is, as a word."""
    if share >= 0.85:
        return _("sure")
    if share >= 0.6:
        return _("likely")
    return _("a guess")


def encoding_label(code: str) -> str:
    """A person's name for an encoding."""
    return str(dict(ENCODINGS).get(code.lower(), code))


def delimiter_label(delimiter: str) -> str:
    """A person's name for what parts the columns."""
    return str(dict(DELIMITERS).get(TAB if delimiter == "\t" else delimiter, delimiter))


def date_label(order: str) -> str:
    """An example of how dates are written."""
    return str(dict(DATE_ORDERS).get(order, order))


def role_label(role: str) -> str:
    """A person's name for what a column means, whether a role of invoice lines or a field of a list."""
    label = FIELD_LABELS.get(role) or ROLE_LABELS.get(Role(role))
    return str(label or role)


def missing_remedy(role: str) -> str:
    """What to do where a column that the load needs was not found."""
    if role == Role.ACCOUNT:
        return _("Say which column tells the customers apart: a code if there is one, else the name.")
    if role == Role.DATE:
        return _("Say which column holds the day of the invoice. Without it nothing can be laid on a year.")
    if role == Role.REVENUE:
        return _("Say which column holds the amount of the line without tax, or both quantity and unit price.")
    if role == Role.CURRENCY:
        return _("Say which column names the currency, or type the currency of the whole file.")
    return _("Choose this meaning for one of the columns below.")


def skipped_label(kind: str) -> str:
    """A person's name for rows that are neither loaded nor rejected."""
    label = SKIPPED.get(kind)
    return str(label) if label is not None else str(LazyText(kind.replace("_", " ")))
