"""What the portfolio gives to the home page, the search and the sample company."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy

from openkam.core.amounts import SCALE
from openkam.core.numbers import format_number
from openkam.tools.define.portfolio.findings import headline
from openkam.web.portfolio import actions, books, filters, preparing, queries, table
from openkam.web.portfolio.scene import scene
from openkam.web.portfolio.words import shown_period, source_text
from openkam.web.shell.access import reader
from openkam.web.shell.models import User
from openkam.web.shell.registry import Hit

SHOWN = 8


def card(request: HttpRequest) -> tuple[str, Mapping[str, Any]] | None:
    """The reader's accounts with their figures; for those who see all, the largest, and what is in the red."""
    user, state = reader(request), books.current_state()
    if state is None:
        return None
    frame, job = preparing.frame_or_job(state, user)
    if frame is None:
        return "portfolio/home_preparing.html", {"job": job}
    view = queries.view_for(user, state, frame)
    if not view.visible.any():
        return None
    mine = filters.Filter(period=frame.this_year)
    whole = scene(view, mine)
    page = table.page(whole, mine, SHOWN)
    losing = filters.Filter(period=frame.this_year, part="losing", sort="net", direction="asc")
    red = scene(view, losing)
    return "portfolio/home.html", {
        "finding": headline(whole.result),
        "page": page,
        "rows": page.rows,
        "red": table.page(red, losing, SHOWN).rows,
        "red_count": format_number(len(red.listed)),
        "red_total": format_number(int(np.sum(red.columns.net)) / SCALE),
        "red_query": losing.query(),
        "period": shown_period(frame, frame.this_year),
        "source": source_text(state, frame),
        "currency": frame.currency,
        "sees_all": user.sees_all,
    }


def find_pages(user: User, text: str) -> Iterator[Hit]:
    """The pages of figures whose names contain what was typed."""
    pages = [(_("Portfolio"), reverse("portfolio"), "portfolio")]
    if user.is_administrator:
        books_page = reverse("settings-books")
        pages += [
            (_("Settings of the books"), books_page, "settings"),
            (_("Currency rates"), f"{books_page}#rates", "settings"),
            (_("Cost pools"), f"{books_page}#pools", "settings"),
        ]
    for label, url, icon in pages:
        if text and text.casefold() in label.casefold():
            yield Hit(gettext_lazy("Pages"), label, url, icon=icon)


def load_sample(_user: User | None) -> None:
    """The illustrative cost pools."""
    actions.load_sample_pool()


def remove_sample(_user: User | None) -> None:
    """Take them away again."""
    actions.remove_sample_pools()
