"""What each column means: a guess from its name, confirmed or refused by its values.

A date role must hold dates and an amount numbers. Where a name fits codes and names alike (`Customer`, `客戶`,
`Kunde`), the values decide.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from openkam.core.i18n import gettext as _
from openkam.core.numbers import format_percent
from openkam.ledger.reading.cells import Kind, guess_dates, is_nothing, is_number, kind_of
from openkam.ledger.reading.headers import DATE_ROLES, NUMBER_ROLES, role_of_name
from openkam.ledger.types import ColumnGuess, Role

_SAMPLES_SHOWN: Final = 5
_FEWEST_NUMBERS: Final = 0.1
"""Below this share of numbers a column called `Sales` holds something else, such as who sold."""


@dataclass(frozen=True)
class ColumnValues:
    """A column of the sample: its name, its cells (filled or not) and what most of them are."""

    name: str
    cells: tuple[str, ...]
    kind: Kind

    @property
    def filled(self) -> list[str]:
        """The cells that hold something."""
        return [cell for cell in self.cells if not is_nothing(cell)]

    @property
    def number_share(self) -> float:
        """The share of the filled cells that are numbers."""
        filled = self.filled
        return sum(map(is_number, filled)) / len(filled) if filled else 0.0


@dataclass(frozen=True)
class _Candidate:
    sure: float
    role: Role
    at: int
    reason: str


def columns_of(names: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[ColumnValues, ...]:
    """The sample of `rows` turned into columns."""
    sample = rows
    result = []
    for at, name in enumerate(names):
        cells = tuple(row[at].strip() if at < len(row) else "" for row in sample)
        result.append(ColumnValues(name, cells, kind_of(cells)))
    return tuple(result)


def guess_roles(columns: Sequence[ColumnValues]) -> tuple[ColumnGuess, ...]:
    """For each column the role that it seems to have, each role given once, with its confidence and reason."""
    candidates = [found for at, column in enumerate(columns) if (found := _candidate(column, at))]
    candidates = _code_and_name(candidates, columns)
    taken: dict[int, _Candidate] = {}
    roles: set[Role] = set()
    for found in sorted(candidates, key=lambda each: (-each.sure, each.at)):
        if found.role not in roles:
            roles.add(found.role)
            taken[found.at] = found
    return tuple(_as_guess(column, taken.get(at), candidates, at) for at, column in enumerate(columns))


def _as_guess(column: ColumnValues, found: _Candidate | None, candidates: Sequence[_Candidate], at: int) -> ColumnGuess:
    samples = tuple(dict.fromkeys(column.filled))[:_SAMPLES_SHOWN]
    if found is not None:
        return ColumnGuess(column.name, found.role, round(found.sure, 2), found.reason, column.kind, samples)
    if any(each.at == at for each in candidates):
        reason = _("Another column fits the same meaning better.")
    else:
        reason = _("Neither the name nor the values say what this column means.")
    return ColumnGuess(column.name, None, 0.0, reason, column.kind, samples)


def _candidate(column: ColumnValues, at: int) -> _Candidate | None:
    named = role_of_name(column.name)
    if named is None:
        return None
    role, sure = named
    if column.kind == "empty":
        text = _("The name says so; the column is empty in the rows looked at.")
        return _Candidate(sure * 0.4, role, at, text)
    if role in DATE_ROLES:
        return _date_candidate(column, role, sure, at)
    if role in NUMBER_ROLES:
        return _number_candidate(column, role, sure, at)
    if role is Role.CURRENCY and not _holds_currencies(column):
        return None
    if column.kind == "date" and role is not Role.DOCUMENT:
        return None
    return _Candidate(sure * _fit_of_shape(column, role), role, at, _("The name says so."))


def _date_candidate(column: ColumnValues, role: Role, sure: float, at: int) -> _Candidate | None:
    guess = guess_dates(column.filled)
    if guess is None:
        return None
    return _Candidate(sure * (0.5 + guess.share / 2), role, at, _("The name says so and the values are dates."))


def _number_candidate(column: ColumnValues, role: Role, sure: float, at: int) -> _Candidate | None:
    """An amount by its name stays one although many of its cells are spoilt: to take another column is to hide them."""
    if column.kind == "number":
        return _Candidate(sure, role, at, _("The name says so and the values are numbers."))
    share = column.number_share
    if column.kind == "date" or share < _FEWEST_NUMBERS:
        return None
    reason = _("The name says so, but only {share} of the values looked at are numbers.")
    return _Candidate(sure * (0.5 + share / 2), role, at, reason.format(share=format_percent(100 * share, 0)))


def _holds_currencies(column: ColumnValues) -> bool:
    return all(len(cell) <= 6 and not any(char.isdigit() for char in cell) for cell in column.filled)


def _fit_of_shape(column: ColumnValues, role: Role) -> float:
    """Amounts with decimals are no codes, and a column of long texts no account or document."""
    filled = column.filled
    if role in {Role.DOCUMENT, Role.ACCOUNT, Role.PRODUCT} and _share(filled, r"-?[\d.,' ]*[.,]\d{1,2}") > 0.8:
        return 0.3
    if role in {Role.DOCUMENT, Role.ACCOUNT, Role.SALESPERSON} and _share(filled, r".{80,}") > 0.5:
        return 0.3
    if role is Role.DOCUMENT and _share(filled, r"[^\d]*") > 0.8:
        return 0.4
    return 1.0


def _share(cells: Sequence[str], pattern: str) -> float:
    return sum(bool(re.fullmatch(pattern, cell, re.DOTALL)) for cell in cells) / len(cells) if cells else 0.0


def shape_of(cells: Sequence[str]) -> Literal["code", "name"]:
    """Whether a column holds codes (short, without blanks, with digits) or names."""
    codes = sum(bool(re.fullmatch(r"[^\s]{1,24}", cell)) and any(char.isdigit() for char in cell) for cell in cells)
    capitals = sum(bool(re.fullmatch(r"[A-Z0-9._/-]{1,12}", cell)) for cell in cells)
    return "code" if cells and max(codes, capitals) >= 0.6 * len(cells) else "name"


def _code_and_name(candidates: Sequence[_Candidate], columns: Sequence[ColumnValues]) -> list[_Candidate]:
    """Where two columns claim to be the account, the one with names is its name; likewise the other way round."""
    result = []
    codes = any(each.role is Role.ACCOUNT and shape_of(columns[each.at].filled) == "code" for each in candidates)
    for each in candidates:
        shape = shape_of(columns[each.at].filled)
        if each.role is Role.ACCOUNT and shape == "name":
            reason = _("The name says that it is the account and the values are names, not codes.")
            each = _Candidate(each.sure * 0.9, Role.ACCOUNT_NAME, each.at, reason)
        elif each.role is Role.ACCOUNT_NAME and shape == "code" and not codes and each.sure > 0.8:
            reason = _("The name says that it is the account and the values are codes, not names.")
            each = _Candidate(each.sure * 0.8, Role.ACCOUNT, each.at, reason)
        result.append(each)
    return result


def columns_by_role(guesses: Sequence[ColumnGuess]) -> dict[Role, str]:
    """The mapping that the guesses give. Without a code the account's name serves as its code."""
    columns = {guess.role: guess.name for guess in guesses if guess.role is not None}
    if Role.ACCOUNT not in columns and Role.ACCOUNT_NAME in columns:
        columns[Role.ACCOUNT] = columns[Role.ACCOUNT_NAME]
    return {role: columns[role] for role in Role if role in columns}


def content_of(columns: Mapping[Role, str]) -> Literal["lines", "accounts", "unknown"]:
    """Invoice lines have an account, a date and an amount; a list of accounts has codes and names."""
    amount = Role.REVENUE in columns or (Role.QUANTITY in columns and Role.PRICE in columns)
    if Role.DATE in columns and amount:
        return "lines"
    if Role.ACCOUNT in columns and not amount:
        named = Role.ACCOUNT_NAME in columns and columns[Role.ACCOUNT_NAME] != columns[Role.ACCOUNT]
        attributes = {Role.PARENT, Role.TERRITORY, Role.SEGMENT, Role.SALESPERSON} & set(columns)
        if named or (Role.ACCOUNT_NAME in columns and attributes) or Role.PARENT in columns:
            return "accounts"
    return "unknown"


def missing_roles(columns: Mapping[Role, str]) -> tuple[Role, ...]:
    """The roles without which invoice lines cannot be loaded; quantity times price serves as revenue."""
    missing = [role for role in (Role.ACCOUNT, Role.DATE) if role not in columns]
    if Role.REVENUE not in columns and not (Role.QUANTITY in columns and Role.PRICE in columns):
        missing.append(Role.REVENUE)
    return tuple(missing)
