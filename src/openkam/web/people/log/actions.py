"""What the log does beyond `actions.talk`."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from openkam.web.people.actions.talk import check_days
from openkam.web.people.actions.writing import change
from openkam.web.people.models import Interaction


@transaction.atomic
def put_off(*, interaction: Interaction, next_on: date, based_on: int) -> Interaction:
    """Move the next contact to another day. Raises `ChangedMeanwhile`, `InvalidInput`."""
    check_days({"on": interaction.on, "next_on": next_on})
    return change(interaction, {"next_on": next_on}, based_on)
