"""Who changed what in an account's plan, and when."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from openkam.web.accounts.pages import frame, visible_account
from openkam.web.accounts.queries import may_edit
from openkam.web.plans.history.kinds import KINDS
from openkam.web.plans.history.telling import NOBODY, Asked, page_of, people_of
from openkam.web.shell.access import reader


@require_safe
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """The changes of everything in the plan, newest first, by kind and by person."""
    account, asked = visible_account(request, pk), _asked(request.GET)
    page = page_of(account, asked, may_edit=may_edit(reader(request), account))
    narrowed = {name: value for name, value in (("kind", asked.kind), ("who", asked.who)) if value}
    context = frame(
        request, account, "plan", page=page, asked=asked, kinds=[(kind.key, kind.name) for kind in KINDS.values()],
        people=people_of(account), nobody=NOBODY, newest=f"?{urlencode(narrowed)}",
        older=f"?{urlencode({**narrowed, 'before': page.older})}" if page.older else "",
    )  # fmt: skip
    return render(request, "plans/history/history.html", dict(context))


def _asked(data: QueryDict) -> Asked:
    """What the address asks for; what cannot be meant asks for nothing."""
    kind, who = data.get("kind", ""), data.get("who", "")
    return Asked(
        kind=kind if kind in KINDS else "",
        who=who if who.isascii() and who.isdigit() and len(who) < 19 else "",
        before=data.get("before", ""),
    )
