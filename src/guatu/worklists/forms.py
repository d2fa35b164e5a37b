"""What the pages of worklists send."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guatu.accounts.models import Appointment, Unit
from guatu.shell.inputs import LARGEST, whole
from guatu.worklists.actions.lines import NewLine
from guatu.worklists.actions.steps import REASON_LENGTH, Pick

DAY = forms.DateInput(attrs={"type": "date"})


class SayForm(forms.Form):
    """Done or not, with a word; one tap sends `done` alone."""

    version = forms.IntegerField(min_value=1, max_value=LARGEST)
    done = forms.BooleanField(required=False)
    word = forms.CharField(required=False, max_length=REASON_LENGTH)


class ReasonForm(forms.Form):
    """A word that must be there, on a row as it was read."""

    version = forms.IntegerField(min_value=1, max_value=LARGEST)
    reason = forms.CharField(max_length=REASON_LENGTH)


class LineForm(forms.Form):
    """A line in the wall's columns."""

    day = forms.DateField(label=_("Day"), widget=DAY)
    content = forms.CharField(label=_("What is to be done"), max_length=300)
    requirement = forms.CharField(
        label=_("Requirement"), required=False, max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    measures = forms.CharField(
        label=_("Measures taken"), required=False, max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    due_on = forms.DateField(label=_("Complete by"), required=False, widget=DAY)
    unit = forms.ModelChoiceField(
        label=_("Unit that does it"), required=False, queryset=Unit.objects.none()
    )
    reason = forms.CharField(
        label=_("Why (where the day changes)"), required=False, max_length=REASON_LENGTH
    )

    def __init__(self, *args: Any, units: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["unit"]
        field.queryset = units
        field.label_from_instance = lambda unit: unit.label

    def line(self) -> NewLine:
        """Return what was written; call it on a valid form only."""
        clean = self.cleaned_data
        return NewLine(
            day=clean["day"],
            content=clean["content"],
            requirement=clean["requirement"],
            measures=clean["measures"],
            due_on=clean["due_on"],
            unit_id=clean["unit"].pk if clean["unit"] else None,
        )


class SignedForm(forms.Form):
    """A sheet signed off-line (T4)."""

    appointment = forms.ModelChoiceField(
        label=_("Who signed"), queryset=Appointment.objects.none(), empty_label=None
    )
    signed_on = forms.DateField(label=_("Signed on"), widget=DAY)
    scan = forms.FileField(label=_("Scan of the signed sheet"))

    def __init__(self, *args: Any, signers: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["appointment"]
        field.queryset = signers
        field.label_from_instance = lambda row: f"{row.person.name}（{row.post.title}）"


class SettingForm(forms.Form):
    """On which day the lists of the next week are made."""

    weekday = forms.IntegerField(min_value=1, max_value=7)
    is_on = forms.BooleanField(required=False)


def read_picks(texts: list[str]) -> list[Pick]:
    """Read chosen lines, each sent as `id:version`; what is none is left out."""
    found = []
    for text in texts:
        item_id, _colon, version = text.partition(":")
        pk, read = whole(item_id), whole(version)
        if pk is not None and read is not None:
            found.append(Pick(id=pk, version=read))
    return found
