"""What the header of an account says of its relationship."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from openkam.core.numbers import format_date
from openkam.tools.relationship.stage.words import stage_short
from openkam.web.people.relationship import kept
from openkam.web.shell.access import reader
from openkam.web.shell.registry import Fact

if TYPE_CHECKING:
    from django.http import HttpRequest

    from openkam.web.accounts.models import Account


def facts(request: HttpRequest, account: Account) -> Sequence[Fact]:
    """The stage now and the target; nothing where nobody has recorded anything yet."""
    known = kept.standing(reader(request), account)
    now = known.read or known.claimed
    if now is None and known.target is None:
        return ()
    here = stage_short(now) if now else _("not known")
    if known.target is None:
        return (Fact(_("Relationship stage"), here, _origin(known)),)
    text = _("{now} → {target}").format(now=here, target=stage_short(known.target))
    note = _("target by {day}").format(day=format_date(known.target_on)) if known.target_on else ""
    return (Fact(_("Relationship stage"), text, note),)


def _origin(known: kept.Standing) -> str:
    return _("read from contacts") if known.read else _("as claimed")
