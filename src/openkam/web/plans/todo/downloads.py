"""Actions as files: those of an account that are asked for, and the reader's own across accounts."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_GET

from openkam.web.accounts.models import Account
from openkam.web.accounts.pages import visible_account
from openkam.web.plans.models import Action
from openkam.web.plans.queries.plans import my_actions, rows_of
from openkam.web.plans.todo import exports
from openkam.web.plans.todo.filters import Wanted
from openkam.web.plans.todo.gathered import Row, gather
from openkam.web.plans.todo.pages import asked_for, soonest_first
from openkam.web.risks.queries import currency
from openkam.web.shell import files
from openkam.web.shell.access import reader
from openkam.web.shell.csv_files import send_csv


def _rows(request: HttpRequest, account: Account) -> list[Row]:
    return asked_for(Wanted.of(request.GET), rows_of(Action, reader(request), account))


def _mine(request: HttpRequest) -> list[Row]:
    return gather(soonest_first(my_actions(reader(request))), timezone.localdate())


def _name(account: Account) -> str:
    name = slugify(account.name)
    return f"actions-{name}"[:80] if name else "actions"


@require_GET
def workbook(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The actions of an account that are asked for, as a workbook."""
    account, today = visible_account(request, pk), timezone.localdate()
    rows = _rows(request, account)
    return files.send("workbook", lambda path: exports.write(path, account, rows, currency(), today), _name(account))


@require_GET
def table(request: HttpRequest, pk: int) -> HttpResponse:
    """The same as CSV."""
    account = visible_account(request, pk)
    return send_csv(exports.as_texts(_rows(request, account), currency(), across=False), _name(account))


@require_GET
def my_workbook(request: HttpRequest) -> HttpResponseBase:
    """What the reader is to do across accounts, as a workbook."""
    rows, today = _mine(request), timezone.localdate()
    return files.send("workbook", lambda path: exports.write(path, None, rows, currency(), today), "my-actions")


@require_GET
def my_table(request: HttpRequest) -> HttpResponse:
    """The same as CSV."""
    return send_csv(exports.as_texts(_mine(request), currency(), across=True), "my-actions")
