"""Which of the files given are invoice lines and which are account lists, and what their columns mean."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from openkam.core.errors import InvalidInput, Place
from openkam.core.i18n import gettext as _
from openkam.ledger import AccountEntry, ColumnMapping, Preview, Rate, Role, preview, read_account_list, rows


@dataclass(frozen=True)
class Sources:
    """The files by what they hold, and the mapping of each file of invoice lines by name."""

    lines: tuple[tuple[Path, str], ...]
    """Each file and the name that messages call it by; the whole path where two files share a name."""
    lists: tuple[Preview, ...]
    mappings: dict[str, ColumnMapping]
    remarks: tuple[str, ...]


@dataclass(frozen=True)
class AccountNames:
    """What account lists say about codes that appear in the lines."""

    entries: Mapping[str, AccountEntry] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()

    @property
    def parents(self) -> dict[str, str]:
        """Code → parent code, where a list names one."""
        return {code: entry.parent for code, entry in self.entries.items() if entry.parent}


def role_columns(pairs: Sequence[str]) -> dict[Role, str]:
    """`ROLE=COLUMN` pairs as a mapping. Raises `InvalidInput` that names the pair at fault."""
    out: dict[Role, str] = {}
    for pair in pairs:
        role, equals, column = pair.partition("=")
        try:
            known = Role(role.strip())
        except ValueError:
            roles = ", ".join(each.value for each in Role)
            raise InvalidInput(
                _("{role} is not a role that a column can have.").format(role=role.strip() or pair),
                remedy=_("Write --map ROLE=COLUMN with one of: {roles}.").format(roles=roles),
                place=Place(field="--map"),
            ) from None
        if not equals or not column.strip():
            raise InvalidInput(
                _("{pair} names no column.").format(pair=pair),
                remedy=_("Write --map ROLE=COLUMN, such as --map revenue=Amount."),
                place=Place(field="--map"),
            )
        out[known] = column.strip()
    return out


def sort_out(files: Sequence[Path], columns: dict[Role, str]) -> Sources:
    """Look into every file. Where any file holds lines, those that list accounts name the accounts."""
    seen = [preview(path) for path in files]
    lists = tuple(each for each in seen if each.content == "accounts")
    if len(lists) == len(seen):
        lists = ()
    lines = [each for each in seen if each not in lists]
    times = Counter(each.path.name for each in lines)
    named = [(each.path, each.path.name if times[each.path.name] == 1 else str(each.path)) for each in lines]
    mappings = {name: _mapping(each, columns) for each, (_path, name) in zip(lines, named, strict=True)}
    remarks = tuple(dict.fromkeys(remark for each in lines for remark in each.remarks))
    return Sources(tuple(named), lists, mappings, remarks)


def _mapping(seen: Preview, columns: dict[Role, str]) -> ColumnMapping:
    if not columns:
        return seen.mapping
    names = [guess.name for guess in seen.columns]
    for role, column in columns.items():
        if column not in names:
            raise InvalidInput(
                _("{file} has no column {column}.").format(file=seen.name, column=column),
                remedy=_("Its columns are: {names}.").format(names=", ".join(names)),
                place=Place(file=seen.name, column=column, field=f"--map {role.value}"),
            )
    taken = set(columns.values())
    kept = {role: column for role, column in seen.mapping.columns.items() if column not in taken}
    wanted = ColumnMapping(columns=kept | columns, decimal=seen.mapping.decimal, format=seen.mapping.format)
    return preview(seen.path, mapping=wanted).mapping


def account_names(lists: Sequence[Preview], codes: Sequence[str]) -> AccountNames:
    """Names and parents from account lists, taking for the code the column whose values best match `codes`."""
    wanted = set(codes)
    entries: dict[str, AccountEntry] = {}
    remarks = []
    for each in lists:
        column, matches = best_code_column(each, wanted)
        mapping = each.mapping.model_copy(update={"columns": _with_code(each.mapping.columns, column)})
        entries.update({entry.code: entry for entry in read_account_list(each.path, mapping)})
        remarks.append(
            _("Account names come from {file}, where column {column} matches {matches} of {count} accounts.").format(
                file=each.name, column=column, matches=matches, count=len(wanted)
            )
        )
    return AccountNames(entries, tuple(remarks))


def _with_code(columns: Mapping[Role, str], code: str) -> dict[Role, str]:
    kept = {role: column for role, column in columns.items() if column != code or role is Role.ACCOUNT}
    return kept | {Role.ACCOUNT: code}


def best_code_column(each: Preview, codes: set[str]) -> tuple[str, int]:
    """The column of an account list that holds most of `codes`, and how many; the guessed one on a tie."""
    names = [guess.name for guess in each.columns]
    found: list[set[str]] = [set() for _name in names]
    for _line, cells in rows(each.path, each.format):
        for at, cell in enumerate(cells[: len(names)]):
            if (code := cell.strip()) in codes:
                found[at].add(code)
    guessed = each.mapping.columns.get(Role.ACCOUNT, names[0])
    best = max(range(len(names)), key=lambda at: (len(found[at]), names[at] == guessed))
    return names[best], len(found[best])


def read_rates(path: Path) -> tuple[Rate, ...]:
    """Exchange rates from a CSV file with the columns currency, valid_from and rate."""
    out = []
    with path.open(newline="", encoding="utf-8-sig") as stream:
        for line, row in enumerate(csv.DictReader(stream), start=2):
            try:
                day = date.fromisoformat(row["valid_from"].strip())
                out.append(Rate(row["currency"].strip().upper(), day, Decimal(row["rate"].strip())))
            except (KeyError, ValueError, AttributeError, InvalidOperation) as error:
                raise InvalidInput(
                    _("Line {line} of {file} is not an exchange rate.").format(line=line, file=path.name),
                    remedy=_("Give the columns currency, valid_from (2024-12-31) and rate (1.0834)."),
                    place=Place(file=path.name, line=line),
                ) from error
    return tuple(out)
