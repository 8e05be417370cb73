"""Where the sample's people lie, and their texts in the language of who loads them."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from django.utils import translation

from openkam.web.imports import sample


def rows(folder: str, name: str) -> Iterator[dict[str, str]]:
    """The rows of `name`.csv in one of the folders of examples."""
    path: Path = sample.folder().parent / folder / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


class Texts:
    """The texts of the illustrative files in the active language; what is not among them stays as it is."""

    def __init__(self) -> None:
        language = (translation.get_language() or "en").lower()
        known = {"zh-hant", "zh-hans"} & {language}
        self._said = {row["en"]: row[language] for row in rows("account_plans", "texts")} if known else {}

    def __call__(self, text: str) -> str:
        """The text as a reader of the active language has it."""
        return self._said.get(text, text)
