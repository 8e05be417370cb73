"""Whether what the selection is given fits together; each raises `ValueError` that names the place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openkam.core.i18n import gettext as _

if TYPE_CHECKING:
    from openkam.tools.define.selection.inputs import SelectionInputs


def each_once(place: str, ids: list[str]) -> None:
    """Raises `ValueError` that names the place of the first id that is given again."""
    seen: set[str] = set()
    for at, one in enumerate(ids):
        if one in seen:
            raise ValueError(_("{place}: {id} is given twice").format(place=f"{place}.{at}", id=one))
        seen.add(one)


def scores_fit(inputs: SelectionInputs) -> None:
    """Every score names an account and a criterion that are given, once per rater."""
    criteria = {criterion.id for criterion in inputs.criteria}
    accounts = {account.account for account in inputs.accounts}
    seen: set[tuple[str, str, str]] = set()
    for at, row in enumerate(inputs.scores):
        if row.account not in accounts:
            text = _("{place}: there is no account {id} in the list of accounts")
            raise ValueError(text.format(place=f"scores.{at}.account", id=row.account))
        if row.criterion not in criteria:
            text = _("{place}: there is no criterion {id} in the list of criteria")
            raise ValueError(text.format(place=f"scores.{at}.criterion", id=row.criterion))
        key = (row.account, row.criterion, row.rater)
        if key in seen:
            text = _("{place}: this rater has scored account {account} on criterion {criterion} already")
            raise ValueError(text.format(place=f"scores.{at}", account=row.account, criterion=row.criterion))
        seen.add(key)


def weights_fit(inputs: SelectionInputs) -> None:
    """The chosen method finds what it needs."""
    method = inputs.weighting.method
    if method == "typed" and not any(criterion.weight > 0 for criterion in inputs.criteria):
        raise ValueError(_("{place}: at least one weight must be above 0").format(place="criteria"))
    if method == "ranked":
        for at, criterion in enumerate(inputs.criteria):
            if criterion.rank is None:
                text = _("{place}: weights by ranking need a rank for every criterion")
                raise ValueError(text.format(place=f"criteria.{at}.rank"))
    if method == "pairwise":
        _judgements_fit(inputs)


def _judgements_fit(inputs: SelectionInputs) -> None:
    """Each pair of criteria that are compared is compared exactly once."""
    ids = [criterion.id for criterion in inputs.criteria]
    compared = [criterion.id for criterion in inputs.criteria if criterion.weight > 0]
    if not compared:
        raise ValueError(_("{place}: at least one weight must be above 0").format(place="criteria"))
    seen: set[frozenset[str]] = set()
    for at, row in enumerate(inputs.weighting.judgements):
        place = f"weighting.judgements.{at}"
        for id_ in (row.first, row.second):
            if id_ not in ids:
                text = _("{place}: there is no criterion {id} in the list of criteria")
                raise ValueError(text.format(place=place, id=id_))
        pair = frozenset((row.first, row.second))
        if len(pair) == 1:
            raise ValueError(_("{place}: {id} is compared with itself").format(place=place, id=row.first))
        if pair in seen:
            text = _("{place}: {first} and {second} are compared twice; keep one comparison")
            raise ValueError(text.format(place=place, first=row.first, second=row.second))
        seen.add(pair)
    for at, first in enumerate(compared):
        for second in compared[at + 1 :]:
            if frozenset((first, second)) not in seen:
                text = _("{place}: the comparison of {first} with {second} is missing")
                raise ValueError(text.format(place="weighting.judgements", first=first, second=second))
