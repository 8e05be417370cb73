"""The forms of a review. They check; the actions change."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy

from openkam.web.people.contacts.forms import text_field, version_field
from openkam.web.plans.actions.review import LONGEST, SHORTEST
from openkam.web.plans.models import Review, ReviewItem
from openkam.web.plans.models.plan import LINE_LENGTH


class ReviewForm(forms.Form):
    """Day, minutes and people of a review."""

    on = forms.DateField(label=gettext_lazy("Date"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    minutes = forms.IntegerField(label=gettext_lazy("Minutes"), min_value=SHORTEST, max_value=LONGEST)
    presenter = text_field(gettext_lazy("Presenter"), 200)
    reviewers = text_field(gettext_lazy("Reviewers"), LINE_LENGTH)
    based_on = version_field()

    @classmethod
    def of(cls, review: Review | None, data: Any = None, presenter: str = "") -> ReviewForm:
        """The form of a review, or of a new one of ninety minutes today."""
        if review is None:
            return cls(data, initial={"on": timezone.localdate(), "minutes": 90, "presenter": presenter})
        names = ("on", "minutes", "presenter", "reviewers")
        return cls(data, initial={**{name: getattr(review, name) for name in names}, "based_on": review.version})

    @property
    def values(self) -> dict[str, Any]:
        """What is saved."""
        return {name: self.cleaned_data[name] for name in ("on", "minutes", "presenter", "reviewers")}


class ItemForm(forms.Form):
    """A point of the agenda, a question with its answer, or a decision."""

    text = text_field(gettext_lazy("Text"), LINE_LENGTH)
    minutes = forms.IntegerField(label=gettext_lazy("Minutes"), min_value=0, max_value=LONGEST, required=False)
    answer = text_field(gettext_lazy("Answer"), LINE_LENGTH)
    based_on = version_field()

    @classmethod
    def of(cls, item: ReviewItem, data: Any = None) -> ItemForm:
        """The form of one point; a field that its kind has not is not there."""
        names = ["text"]
        names += {"agenda": ["minutes"], "question": ["answer"], "decision": []}[item.kind]
        form = cls(data, initial={**{name: getattr(item, name) for name in names}, "based_on": item.version})
        for name in ("minutes", "answer"):
            if name not in names:
                del form.fields[name]
        form.fields["text"].required = True
        return form

    @property
    def values(self) -> dict[str, Any]:
        """What is saved."""
        return {name: value for name, value in self.cleaned_data.items() if name != "based_on"}
