"""The form of a tool, ready to be written: its fields with what stands in them, its grids with heads and rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from openkam.core.fields import Described
from openkam.web.toolbox.given import ROWS, Texts, blank

_SPARE_ROWS, _SPARE_INNER = 2, 1
_LONG_PREVIEW = 160


@dataclass(frozen=True)
class Head:
    """The head of one column, or of several that make up a group."""

    label: str
    help: str = ""
    unit: str = ""
    under: tuple[Head, ...] = ()


@dataclass(frozen=True)
class Row:
    """One row of a grid: its cells, and the grids that belong to it alone."""

    number: int
    cells: tuple[Item, ...]
    inner: tuple[Item, ...] = ()


@dataclass(frozen=True)
class Item:
    """One field of the form. `text` is what stands in it; of a grid, `preview` says in short what its rows hold."""

    name: str
    shape: str
    label: str
    help: str = ""
    unit: str = ""
    text: str = ""
    required: bool = False
    wrong: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    items: tuple[Item, ...] = ()
    heads: tuple[Head, ...] = ()
    rows: tuple[Row, ...] = ()
    filled: int = 0
    preview: str = ""
    lines: int = 1
    deep: bool = False
    """Of a list: its entries are lists, one to a line. Of a grid: its heads stand in two rows."""

    @property
    def has_wrong(self) -> bool:
        """Whether this field, or anything inside it, is at fault."""
        return self.wrong or any(
            item.has_wrong for item in (*self.items, *(part for row in self.rows for part in (*row.cells, *row.inner)))
        )

    @property
    def wide(self) -> int:
        """Columns of a grid, that of the row numbers among them."""
        return 1 + sum(len(head.under) or 1 for head in self.heads)


def items(described: Sequence[Described], texts: Texts, *, wrong: str = "", prefix: str = "") -> list[Item]:
    """The form's fields filled with `texts`; what lies at or below the dotted place `wrong` is marked."""
    return [_item(one, texts[one.key], f"{prefix}{one.key}", wrong) for one in described]


def _item(one: Described, held: Texts | list[Texts] | str, name: str, wrong: str) -> Item:
    if isinstance(held, dict):
        parts = items(one.fields, held, wrong=wrong, prefix=f"{name}.")
        return Item(name, "group", one.label, one.help, items=tuple(parts))
    if isinstance(held, list):
        return _grid(one, held, name, wrong)
    entry = one.fields[0] if one.shape == "list" else None
    return Item(
        name,
        one.shape,
        one.label,
        _help(one),
        one.unit,
        text=held,
        required=one.required and not one.optional,
        wrong=bool(wrong) and f"{name}.".startswith(f"{wrong}."),
        choices=tuple((str(key), label) for key, label in one.choices),
        lines=min(12, held.count("\n") + 1),
        deep=entry is not None and entry.shape == "list",
    )


def _help(one: Described) -> str:
    return " · ".join(part for part in (one.help, _offered(one)) if part)


def _offered(one: Described) -> str:
    """The choices of a list, which is typed, so that they must be read somewhere."""
    return ", ".join(label for _key, label in one.fields[0].choices) if one.shape == "list" else ""


def _grid(one: Described, held: list[Texts], name: str, wrong: str, spare: int = _SPARE_ROWS) -> Item:
    rows = tuple(
        _row(one.fields, row, f"{name}.{at}", wrong, at + 1)
        for at, row in enumerate([*held, *([blank(one.fields)] * spare)])
    )
    heads = tuple(_heads(one.fields))
    return Item(
        name,
        "grid",
        one.label,
        one.help,
        one.unit,
        heads=heads,
        rows=rows,
        filled=len(held),
        preview="; ".join(" · ".join(_first_texts(row)) for row in rows[: len(held)])[:_LONG_PREVIEW],
        deep=any(head.under for head in heads),
        wrong=bool(wrong) and wrong == name,
    )


def _row(columns: Sequence[Described], texts: Texts, name: str, wrong: str, number: int) -> Row:
    cells: list[Item] = []
    inner: list[Item] = []
    for one in columns:
        held, place = texts[one.key], f"{name}.{one.key}"
        if one.shape == "group":
            part = _row(one.fields, held, place, wrong, number)
            cells += part.cells
            inner += part.inner
        elif one.shape in ROWS:
            inner.append(_grid(one, held, place, wrong, _SPARE_INNER))
        else:
            cells.append(_item(one, held, place, wrong))
    return Row(number, tuple(cells), tuple(inner))


def _heads(columns: Sequence[Described]) -> Iterator[Head]:
    """One head for each cell of a row, those of a group together; grids inside a row have none."""
    for one in columns:
        if one.shape == "group":
            yield Head(one.label, one.help, under=tuple(_heads(one.fields)))
        elif one.shape not in ROWS:
            yield Head(one.label, one.help, one.unit or _offered(one))


def _first_texts(row: Row) -> list[str]:
    """Two of a row's texts, which tell it from the others."""
    return [cell.text for cell in row.cells if cell.text and cell.shape not in ("truth", "choice")][:2]
