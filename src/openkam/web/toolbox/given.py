"""What a form holds, as texts: written from a tool's inputs, taken from what was sent, and read as inputs again.

The texts lie as the tool's fields do: a text for a single field, a dict for a group, a list of dicts for a grid or a
mapping. `read(described, written(described, inputs))` gives the same inputs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from openkam.core.errors import InvalidInput, Place
from openkam.core.fields import Described
from openkam.core.i18n import gettext as _
from openkam.web.toolbox.cells import text_of, value_of

Texts = dict[str, Any]
ROWS = frozenset({"grid", "mapping"})
"""Shapes that are given as rows."""
_DEEPEST = 9
"""So many dots in the name of a field have a meaning at most."""


def blank(described: Sequence[Described]) -> Texts:
    """An empty row or group: what is ticked by default is ticked."""
    empty: Texts = {}
    for one in described:
        if one.shape == "group":
            empty[one.key] = blank(one.fields)
        else:
            empty[one.key] = [] if one.shape in ROWS else text_of(one, one.default) if one.shape == "truth" else ""
    return empty


def is_blank(described: Sequence[Described], texts: Texts) -> bool:
    """Whether nothing was typed or chosen; what is ticked alone does not count."""
    for one in described:
        held = texts[one.key]
        if one.shape == "group":
            if not is_blank(one.fields, held):
                return False
        elif one.shape != "truth" and (held.strip() if isinstance(held, str) else held):
            return False
    return True


def written(described: Sequence[Described], data: Mapping[str, Any], *, mixed: bool = False) -> Texts:
    """The texts of `data`; a field that it leaves out shows its default, in a row of a `mixed` grid nothing."""
    texts = blank(described)
    for one in described:
        value = _plain(data.get(one.key, None if mixed else one.default))
        if one.shape == "group":
            if isinstance(value, Mapping):
                texts[one.key] = written(one.fields, value)
        elif one.shape == "grid":
            rows = map(_plain, value) if isinstance(value, list | tuple) else ()
            texts[one.key] = [
                written(one.fields, row if isinstance(row, Mapping) else {}, mixed=one.mixed) for row in rows
            ]
        elif one.shape == "mapping":
            held = value if isinstance(value, Mapping) else {}
            texts[one.key] = [written(one.fields, {"name": key, "value": inner}) for key, inner in held.items()]
        else:
            texts[one.key] = text_of(one, value)
    return texts


def _plain(value: Any) -> Any:
    """Defaults may be models; JSON knows none."""
    return value.model_dump(mode="json") if hasattr(value, "model_dump") else value


def sent(described: Sequence[Described], posted: Mapping[str, str]) -> Texts:
    """The texts that a browser sent under dotted names, exactly as typed; empty rows are left out."""
    return _tidy(described, _grown(posted))


def _grown(posted: Mapping[str, str]) -> Texts:
    root: Texts = {}
    for name, text in posted.items():
        *path, last = name.split(".", _DEEPEST)
        node: Any = root
        for part in path:
            node = node.setdefault(part, {}) if isinstance(node, dict) else None
        if isinstance(node, dict):
            node.setdefault(last, text)
    return root


def _tidy(described: Sequence[Described], grown: Any) -> Texts:
    held = grown if isinstance(grown, dict) else {}
    texts: Texts = {}
    for one in described:
        inner = held.get(one.key)
        if one.shape == "group":
            texts[one.key] = _tidy(one.fields, inner)
        elif one.shape in ROWS:
            rows = [_tidy(one.fields, row) for row in _in_order(inner)]
            texts[one.key] = [row for row in rows if not is_blank(one.fields, row)]
        else:
            texts[one.key] = inner if isinstance(inner, str) else ""
    return texts


def _in_order(rows: Any) -> Iterator[Any]:
    numbers = [key for key in rows if key.isascii() and key.isdecimal()] if isinstance(rows, dict) else []
    yield from (rows[key] for key in sorted(numbers, key=lambda key: (len(key), key)))


def read(described: Sequence[Described], texts: Texts, prefix: str = "", *, mixed: bool = False) -> dict[str, Any]:
    """The inputs that the tool reads from `texts`. In a row of a `mixed` grid what is empty is left out.

    Raises `InvalidInput` with the place of a mapping's entry without a name or with the name of another, and of a
    list's entry that is none of its choices; all else is judged by the tool.
    """
    data: dict[str, Any] = {}
    for one in described:
        name, held = f"{prefix}{one.key}", texts[one.key]
        if one.shape == "group":
            _put_group(data, one, held, name)
        elif one.shape in ROWS:
            if held or not mixed:
                data[one.key] = _rows(one, held, name)
        else:
            _put(data, one, held.strip(), name, mixed=mixed)
    return data


def _put_group(data: dict[str, Any], one: Described, held: Texts, name: str) -> None:
    """An empty group is none where that is allowed, its default where it has one, else read for what is missing."""
    if is_blank(one.fields, held) and one.optional:
        data[one.key] = None
    elif one.required or held != blank(one.fields):
        data[one.key] = read(one.fields, held, f"{name}.")


def _rows(one: Described, held: list[Texts], name: str) -> Any:
    if one.shape == "grid":
        return [read(one.fields, row, f"{name}.{at}.", mixed=one.mixed) for at, row in enumerate(held)]
    made: dict[str, Any] = {}
    for at, row in enumerate(held):
        entry = read(one.fields, row, f"{name}.{at}.")
        key = entry.get("name", "")
        if key in made or not key:
            message = _("The name {name} is given twice.").format(name=key) if key else _("A value has no name.")
            raise InvalidInput(message, remedy=_("Give each row its own name."), place=Place(field=f"{name}.{at}.name"))
        made[key] = entry.get("value")
    return made


def _put(data: dict[str, Any], one: Described, text: str, name: str, *, mixed: bool) -> None:
    """Put one value into `data`; an empty field is unknown where that is allowed, else left to its default."""
    if one.shape == "truth":
        data[one.key] = text == "true"
    elif text:
        data[one.key] = value_of(one, text, name)
    elif mixed:
        return
    elif one.optional:
        data[one.key] = None
    elif one.shape == "list":
        data[one.key] = []
    elif one.shape == "text" and not one.required:
        data[one.key] = ""
