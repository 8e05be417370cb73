"""The whitespace of an account, and its files."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.text import slugify
from django.views.decorators.http import require_GET, require_safe

from openkam.web.accounts.models import Account
from openkam.web.accounts.pages import frame, visible_account
from openkam.web.accounts.queries import may_edit
from openkam.web.plans.actions.whitespace import may_undo
from openkam.web.plans.models import Whitespace
from openkam.web.plans.queries.plans import rows_of
from openkam.web.plans.rows.kinds import undo_of
from openkam.web.plans.whitespace import exports
from openkam.web.plans.whitespace.grid import finding, grid, missing
from openkam.web.plans.whitespace.words import WHAT
from openkam.web.risks.queries import currency
from openkam.web.shell import files
from openkam.web.shell.access import reader
from openkam.web.shell.csv_files import send_csv


@require_safe
def whitespace(request: HttpRequest, pk: int) -> HttpResponse:
    """Who supplies what to whom, and what could be ours."""
    account, user = visible_account(request, pk), reader(request)
    made, money = grid(rows_of(Whitespace, user, account).select_related("objective")), currency()
    context = frame(
        request, account, "plan",
        grid=made, currency=money, finding=finding(made, money), missing=missing(made.total),
        undo=undo_of(user, account, request.GET.get("deleted", "")),
        pasted=_pasted(request, account), sheets=WHAT.items(),
    )  # fmt: skip
    return render(request, "plans/whitespace/whitespace.html", dict(context))


def _pasted(request: HttpRequest, account: Account) -> str:
    """The token of the block that was pasted just now, if the reader may take it back."""
    token = request.GET.get("pasted", "")
    return token if token and may_edit(reader(request), account) and may_undo(account, token) else ""


def _name(account: Account, *parts: str) -> str:
    return "-".join(("whitespace", *parts, slugify(account.name)))[:80].strip("-")


@require_GET
def workbook(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The grid as a workbook, one sheet for each thing that a cell says."""
    account = visible_account(request, pk)
    made, money = grid(rows_of(Whitespace, reader(request), account)), currency()
    return files.send("workbook", lambda path: exports.write(path, account, made, money), _name(account))


@require_GET
def table(request: HttpRequest, pk: int) -> HttpResponse:
    """One thing that the cells say (`what`) as CSV."""
    account = visible_account(request, pk)
    what = request.GET.get("what", "state")
    what = what if what in WHAT else "state"
    made = grid(rows_of(Whitespace, reader(request), account))
    return send_csv(exports.rows(made, what), _name(account, what.removesuffix("_pct")))
