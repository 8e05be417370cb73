"""How a row of two people's making is changed: locked, checked against the version that the person saw, counted up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from openkam.core.errors import InvalidInput, OpenKAMError

Row = TypeVar("Row", bound=models.Model)


class ChangedMeanwhile(OpenKAMError):
    """Somebody else saved the row after this person began to edit it; nothing was written.

    `fresh` is the row as it is now, `yours` what the person wanted.
    """

    code = "changed_meanwhile"

    def __init__(self, fresh: models.Model, yours: Mapping[str, Any]) -> None:
        super().__init__(
            _("Somebody else has changed this while you were editing it."),
            remedy=_("Their values are shown beside yours. Send the form again to keep yours."),
        )
        self.fresh, self.yours = fresh, dict(yours)

    @property
    def version(self) -> int:
        """The version to base the next try on."""
        return int(self.fresh.version)  # type: ignore[attr-defined] # every row that is changed so has one


def locked(model: type[Row], pk: int) -> Row:
    """The newest state of the row; nobody else changes it until the transaction ends. Raises `model.DoesNotExist`."""
    # Joins to rows that may be absent cannot be locked by PostgreSQL; the row alone is enough.
    return model._default_manager.select_for_update().get(pk=pk)


def change(row: Row, values: Mapping[str, Any], based_on: int) -> Row:
    """Put `values` into the row, which must still have the version `based_on`.

    Raises `ChangedMeanwhile`, and `InvalidInput` where a field cannot hold what it is given.
    """
    fresh = locked(type(row), row.pk)
    if fresh.version != based_on:  # type: ignore[attr-defined] # as above
        raise ChangedMeanwhile(fresh, values)
    for name, value in values.items():
        setattr(fresh, name, value)
    check_fields(fresh, values)
    if hasattr(fresh, "is_sample"):
        # What a person has rewritten is theirs, and stays when the sample goes.
        fresh.is_sample = False
    return counted_up(fresh)


def check_fields(row: models.Model, names: Iterable[str]) -> None:
    """Raise `InvalidInput` where one of these fields, references aside, cannot hold what it got.

    Before it is written: what a database refuses is no sentence, and SQLite does not refuse a text that is too long.
    """
    wanted = set(names)
    others = {field.name for field in row._meta.concrete_fields if field.is_relation or field.name not in wanted}
    try:
        row.clean_fields(exclude=others)
    except ValidationError as error:
        raise refused(row, error) from None


def refused(row: models.Model, error: ValidationError) -> InvalidInput:
    """What Django found wrong with a row, said in the reader's language with the field's name."""
    name, texts = next(iter(error.message_dict.items()))
    known = {field.name: str(field.verbose_name) for field in row._meta.concrete_fields}
    place = f"{known[name]}: " if name in known else ""
    return InvalidInput(place + " ".join(texts), remedy=_("Correct it and save again."))


def counted_up(row: Row) -> Row:
    """Save the row as its next version."""
    row.version += 1  # type: ignore[attr-defined] # as above
    row.save()
    return row
