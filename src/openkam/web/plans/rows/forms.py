"""The forms of needs, insights and whitespace. They check; the actions change."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import Any, ClassVar, Final

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _, gettext_lazy

from openkam.core.numbers import format_number
from openkam.web.accounts.changes import FieldChange, beside
from openkam.web.accounts.models import Account
from openkam.web.people.contacts.forms import DASH, text_field, version_field
from openkam.web.people.models import Contact
from openkam.web.people.queries.people import contacts_of
from openkam.web.plans.models import Insight, Objective, Whitespace
from openkam.web.plans.models.plan import LINE_LENGTH
from openkam.web.plans.queries.plans import rows_of
from openkam.web.risks.forms import MoneyField
from openkam.web.shell.models import User

COLUMNS: Final = tuple(Insight.Kind)
"""The kinds of insights from left to right; an insight belongs to one further left."""
SHARED: Final = gettext_lazy("The customer may see it")


class AmountField(MoneyField):
    """An amount of money that is not below zero; empty is not known."""

    def to_python(self, value: Any) -> Any:
        """The amount, exact; None where nothing is typed."""
        if str(value or "").strip()[:1] in {"-", "\N{MINUS SIGN}"}:
            raise forms.ValidationError(_("This cannot be below zero. Write it without a sign, or leave it empty."))
        return super().to_python(value)


def contact_field(label: Any) -> forms.ModelChoiceField[Contact]:
    """A contact of the account; the form says which there are."""
    return forms.ModelChoiceField(label=label, queryset=Contact.objects.none(), required=False, empty_label=DASH)


class RowForm(forms.Form):
    """All that is said of one row of a plan, with the version that the person saw."""

    NAMES: ClassVar[tuple[str, ...]] = ()
    based_on = version_field()
    is_shared = forms.BooleanField(label=SHARED, required=False)

    def __init__(self, data: Any = None, *, user: User, account: Account, row: Any = None, initial: Any = None) -> None:
        first = {name: getattr(row, name) for name in self.names()} if row is not None else dict(initial or {})
        # Several forms may be open on one page, so their fields are not called alike.
        of = row.pk if row is not None else first.get("kind", "new")
        version = row.version if row is not None else 0
        super().__init__(data, initial={**first, "based_on": version}, auto_id=f"{type(self).__name__}-{of}-%s")
        self.user, self.account, self.row = user, account, row
        if "contact" in self.fields:
            self._offer("contact", contacts_of(user, account, with_left=True))

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """The fields that are saved."""
        return (*cls.NAMES, "is_shared")

    def _offer(self, name: str, rows: QuerySet[Any]) -> None:
        self.fields[name].queryset = rows  # type: ignore[attr-defined] # a ModelChoiceField

    @property
    def shown(self) -> list[forms.BoundField]:
        """The fields that a person fills in, the box for the customer last."""
        fields = [self[name] for name in self.NAMES if name in self.fields]
        return [*(field for field in fields if not field.is_hidden), self["is_shared"]]

    @property
    def values(self) -> dict[str, Any]:
        """What is to be saved."""
        return {name: self.cleaned_data[name] for name in self.names() if name in self.cleaned_data}

    def beside(self, fresh: Any) -> list[FieldChange]:
        """Where what is saved and what was typed differ: the other's value before, the reader's after."""
        labels = {name: field.label for name, field in self.fields.items()}
        return beside(labels, partial(getattr, fresh), self.values, partial(written, fresh))


def written(row: Any, name: str, value: Any) -> str:
    """A value of a row as a page writes it; empty where there is none."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Decimal):
        return format_number(value, 2)
    choices = dict(row._meta.get_field(name).flatchoices)
    return str(choices.get(value, value))


class NeedForm(RowForm):
    """What the customer wants."""

    NAMES = ("text", "contact", "importance")
    text = text_field(gettext_lazy("Need, in the customer's words"), LINE_LENGTH, required=True)
    contact = contact_field(gettext_lazy("Who said this"))
    importance = forms.TypedChoiceField(
        label=gettext_lazy("Importance, 5 is most"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", DASH), *((str(step), str(step)) for step in range(5, 0, -1))],
    )


class InsightForm(RowForm):
    """One thing that we know, or assume, of the customer's business. Its column is chosen when it is added."""

    NAMES = ("kind", "text", "state", "source", "contact", "serves")
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Insight.Kind.choices, widget=forms.HiddenInput)
    text = text_field(gettext_lazy("Insight"), LINE_LENGTH, required=True)
    state = forms.ChoiceField(label=gettext_lazy("State"), choices=Insight.State.choices, initial=Insight.State.ASSUMED)
    source = text_field(gettext_lazy("Source"), LINE_LENGTH)
    contact = contact_field(gettext_lazy("Owner at the customer"))
    serves = forms.ModelChoiceField(
        label=gettext_lazy("Belongs under"), queryset=Insight.objects.none(), required=False, empty_label=DASH
    )

    def __init__(self, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        if self.row is not None:
            self.fields["kind"].disabled = True
        asked = self.row.kind if self.row is not None else (self["kind"].value() or Insight.Kind.GOAL)
        further_left = COLUMNS[: COLUMNS.index(asked)] if asked in COLUMNS else ()
        self.heading = Insight.Kind(asked).label if asked in COLUMNS else ""
        if further_left:
            self._offer("serves", rows_of(Insight, self.user, self.account).filter(kind__in=further_left))
        else:
            # Nothing stands to the left of a goal.
            del self.fields["serves"]

    def clean(self) -> dict[str, Any]:
        """What is confirmed has somebody who said so."""
        data = super().clean() or {}
        if data.get("state") == Insight.State.CONFIRMED and not data.get("source") and not data.get("contact"):
            self.add_error("source", _("Confirmed by whom? Give the source, or the owner at the customer."))
        return data


class WhitespaceForm(RowForm):
    """One buying centre × offering."""

    NAMES = ("buying_centre", "offering", "state", "rival", "spend", "share_pct", "potential", "objective")
    buying_centre = text_field(gettext_lazy("Buying centre"), 100, required=True)
    offering = text_field(gettext_lazy("Offering"), 100, required=True)
    state = forms.ChoiceField(
        label=gettext_lazy("Supplied by"), choices=Whitespace.State.choices, initial=Whitespace.State.OPEN
    )
    rival = text_field(gettext_lazy("Rival"), 200)
    spend = AmountField(label=gettext_lazy("Addressable spend a year"), required=False)
    share_pct = forms.DecimalField(
        label=gettext_lazy("Our share, %"),
        required=False,
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=2,
        widget=forms.TextInput({"inputmode": "decimal"}),
    )
    potential = AmountField(label=gettext_lazy("Potential a year"), required=False)
    objective = forms.ModelChoiceField(
        label=gettext_lazy("Objective"), queryset=Objective.objects.none(), required=False, empty_label=DASH
    )

    def __init__(self, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        self._offer("objective", rows_of(Objective, self.user, self.account))
        for name in ("buying_centre", "offering"):
            self.fields[name].widget.attrs.update({"list": f"pl-known-{name}", "autocomplete": "off"})
        for name in ("spend", "potential"):
            self.fields[name].widget.attrs.update({"inputmode": "decimal", "autocomplete": "off"})

    @property
    def known(self) -> dict[str, list[str]]:
        """The buying centres and offerings that the grid has, to choose from."""
        rows = rows_of(Whitespace, self.user, self.account).order_by()
        return {
            name: sorted(set(rows.values_list(name, flat=True)), key=str.casefold)
            for name in ("buying_centre", "offering")
        }

    def clean(self) -> dict[str, Any]:
        """The cell is not there yet, or is this one."""
        data = super().clean() or {}
        centre, offering = data.get("buying_centre"), data.get("offering")
        if centre and offering:
            same = rows_of(Whitespace, self.user, self.account).filter(
                buying_centre__iexact=centre, offering__iexact=offering
            )
            if (same.exclude(pk=self.row.pk) if self.row else same).exists():
                self.add_error(
                    "offering",
                    _("The grid has {centre} × {offering} already. Open that cell to change it.").format(
                        centre=centre, offering=offering
                    ),
                )
        return data
