"""Tables sent as CSV: UTF-8 with its mark, so that Excel reads every script; no text is a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import Final

from django.http import HttpResponse

_LOOKS_LIKE_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def harmless(text: str) -> str:
    """`text`, with a quote mark before what a sheet would take for a formula."""
    return f"'{text}" if text.startswith(_LOOKS_LIKE_FORMULA) else text


def send_csv(rows: Iterable[Sequence[str]], name: str) -> HttpResponse:
    """The rows as an attachment called `name`, each of their texts made harmless."""
    made = StringIO(newline="")
    csv.writer(made).writerows([harmless(text) for text in row] for row in rows)
    answer = HttpResponse(made.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer
