"""All structural blocks for tests, each also with hostile texts and with nothing in it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from openkam.core.blocks import Picture
from openkam.publish.tests import blocks, blocks_house, blocks_people

STAGES = ("pre", "early", "mid", "partnership", "synergistic")
SAMPLES: dict[str, Callable[[], Picture]] = {
    "house": blocks_house.house,
    "wide house": blocks_house.wide_house,
    "pugh": blocks.pugh,
    "morphological": blocks.morphological,
    "contact map": blocks_people.contact_map,
    "risk grid": blocks.risk_grid,
    "functions": blocks_people.functions,
    "organisation": blocks_people.organisation,
    "lanes": blocks.lanes,
    "gantt": blocks.gantt,
    **{f"relationship {stage}": partial(blocks_people.relationship, stage) for stage in STAGES},
}
TEXTS = ("label", "name", "role", "detail", "text", "unit", "title", "corner", "tip", "value", "group")
PAIRS = ("functions", "levels", "lanes", "impacts", "probabilities")
LISTS = {
    "house": ("needs", "relations", "roof"),
    "grid": ("rows", "cells", "footer"),
    "risk_grid": ("impacts", "cells"),
    "tree": ("nodes", "links"),
    "lanes": ("steps", "flows"),
    "gantt": ("bars",),
    "relationship": ("people", "links", "teams"),
}


def nasty(block: Picture) -> Picture:
    """The block with every text replaced by a hostile long one; ids and keys stay."""

    def changed(value: Any, key: str) -> Any:
        if isinstance(value, dict):
            return {name: part if name == "table" else changed(part, name) for name, part in value.items()}
        if isinstance(value, list | tuple):
            if key in PAIRS:
                return (
                    [(first, blocks.NASTY) if isinstance(first, str) else changed(first, "") for first, *_ in value]
                    if (value and isinstance(value[0], list | tuple))
                    else [changed(part, key) for part in value]
                )
            return [changed(part, key) for part in value]
        named = key in TEXTS or key.endswith("_label") or key in ("ours", "theirs")
        return blocks.NASTY if isinstance(value, str) and named and value not in ids else value

    ids = {one.id for one in getattr(block, "people", ())}
    return type(block).model_validate(changed(block.model_dump(), ""))


def emptied(block: Picture) -> Picture:
    return block.model_copy(update=dict.fromkeys(LISTS[block.type], ()))
