"""A block from a spreadsheet into the grid: looked at first, then written as a whole, and taken back as a whole."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from openkam.core.errors import InvalidInput
from openkam.core.numbers import format_number
from openkam.web.accounts.models import Account
from openkam.web.accounts.pages import editable_account, frame
from openkam.web.plans.actions.whitespace import GridChangedMeanwhile, may_undo, paste_cells, undo_paste
from openkam.web.plans.models import Whitespace
from openkam.web.plans.queries.plans import rows_of
from openkam.web.plans.todo.words import short
from openkam.web.plans.whitespace import block, pasting
from openkam.web.plans.whitespace.words import WHAT
from openkam.web.shell.access import reader

REFUSED_SHOWN: Final = 200
KEPT_NAMED: Final = 3


@require_http_methods(["GET", "HEAD", "POST"])
def paste(request: HttpRequest, pk: int) -> HttpResponse:
    """The form; with a block what it would do; with what was looked at (`seen`) it is done, if nothing moved since."""
    account = editable_account(request, pk)
    if request.method != "POST":
        return _page(request, account, status=200)
    what, text = _asked(request)
    try:
        made = pasting.propose(block.read(text), what, _rows(request, account))
    except InvalidInput as error:
        return _page(request, account, status=422, error=error)
    seen = f"{pasting.text_hash(what, text)}.{made.seen}"
    asked = request.POST.get("seen", "")
    if not asked:
        return _page(request, account, proposal=made, seen=seen)
    if asked != seen:
        is_edited = asked.partition(".")[0] != pasting.text_hash(what, text)
        said = _edited() if is_edited else _meanwhile()
        return _page(request, account, status=409, proposal=made, seen=seen, said=said)
    if not made.to_write:
        return _page(request, account, status=422, proposal=made, seen=seen)
    return _write(request, account, made)


def _asked(request: HttpRequest) -> tuple[str, str]:
    what = request.POST.get("what", "state")
    return what if what in WHAT else "state", request.POST.get("block", "")


def _rows(request: HttpRequest, account: Account) -> list[Whitespace]:
    return list(rows_of(Whitespace, reader(request), account))


def _edited() -> str:
    return _("The block is another one than you looked at, so nothing was written yet. Look again and save.")


def _meanwhile() -> str:
    return _(
        "Somebody else has changed some of these cells meanwhile, so nothing was written. What they saved stands before"
        " the arrow, yours behind it; save again to keep yours."
    )


def _write(request: HttpRequest, account: Account, made: pasting.Proposal) -> HttpResponse:
    try:
        token = paste_cells(account=account, cells=[one.wanted for one in made.to_write])
    except GridChangedMeanwhile:
        what, text = _asked(request)
        again = pasting.propose(block.read(text), what, _rows(request, account))
        seen = f"{pasting.text_hash(what, text)}.{again.seen}"
        return _page(request, account, status=409, proposal=again, seen=seen, said=_meanwhile())
    count = len(made.to_write)
    said = ngettext("{n} cell was written.", "{n} cells were written.", count).format(n=format_number(count))
    if made.refused:
        left = len(made.refused)
        said += " " + ngettext(
            "{n} that could not be taken was left out.", "{n} that could not be taken were left out.", left
        ).format(n=format_number(left))
    messages.success(request, said)
    return redirect(f"{reverse('account-whitespace', args=[account.pk])}?pasted={token}")


def _page(
    request: HttpRequest, account: Account, *, status: int = 200, proposal: pasting.Proposal | None = None, **more: Any
) -> HttpResponse:
    what, text = _asked(request)
    context = frame(
        request, account, "plan", proposal=proposal, what=what, typed=text, choices=WHAT.items(),
        refused=proposal.refused[:REFUSED_SHOWN] if proposal else (),
        more_refused=max(0, len(proposal.refused) - REFUSED_SHOWN) if proposal else 0, **more,
    )  # fmt: skip
    return render(request, "plans/whitespace/paste.html", dict(context), status=status)


@require_POST
def undo(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """Take a paste back; cells that somebody has changed since stay and are named."""
    account = editable_account(request, pk)
    if not may_undo(account, token):
        messages.error(request, _("There is nothing of this block left to take back."))
        return redirect("account-whitespace", pk)
    done = undo_paste(account=account, token=token)
    messages.success(
        request,
        ngettext("{n} cell is as it was before.", "{n} cells are as they were before.", done.done).format(
            n=format_number(done.done)
        ),
    )
    if done.kept:
        count = len(done.kept)
        words = ngettext(
            "{n} cell was changed since and stays: {names}", "{n} cells were changed since and stay: {names}", count
        )
        named = "; ".join(short(name) for name in done.kept[:KEPT_NAMED]) + ("…" if count > KEPT_NAMED else "")
        messages.warning(request, words.format(n=format_number(count), names=named))
    return redirect("account-whitespace", pk)
