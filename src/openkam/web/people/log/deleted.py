"""Lines of the log that were deleted and can come back."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Exists, OuterRef, QuerySet

from openkam.web.accounts.models import Account
from openkam.web.accounts.queries import visible_accounts
from openkam.web.people.models import Interaction
from openkam.web.shell.models import Role, User

SHOWN: Final = 20


def deleted_lines(user: User, account: Account | None = None) -> QuerySet[Any]:
    """Deletions in the history, newest first, of lines that `user` could change and that are not back."""
    records: QuerySet[Any] = Interaction.history.filter(history_type="-", is_sample=False)
    if user.role == Role.VIEWER:
        return records.none()
    seen = visible_accounts(user) if account is None else visible_accounts(user).filter(pk=account.pk)
    back = Interaction.objects.filter(pk=OuterRef("id"))
    later = Interaction.history.filter(id=OuterRef("id"), history_id__gt=OuterRef("history_id"))
    found: QuerySet[Any] = records.filter(
        ~Exists(back), ~Exists(later), account_id__in=seen.order_by().values("pk")
    ).order_by("-history_id")
    return found
