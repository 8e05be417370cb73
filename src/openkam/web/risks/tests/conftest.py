from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from openkam.web.risks import actions
from openkam.web.risks.actions import Values
from openkam.web.risks.models import Risk
from openkam.web.shell.models import Workspace
from openkam.web.shell.tests.cast import Cast

Add = Callable[..., Risk]


@pytest.fixture
def add(cast: Cast) -> Add:
    """Put a risk on the register, as Alice; what is not said is medium and without money."""
    Workspace.objects.update_or_create(pk=1, defaults={"currency": "EUR"})

    def added(event: str, account: Any = None, **said: Any) -> Risk:
        usual = {"source": "planning.resources", "impact": "medium", "probability": "medium"}
        return actions.add_risk(user=cast.alice, values=Values(event=event, account=account, **{**usual, **said}))

    return added
