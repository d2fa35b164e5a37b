"""The form by which a post is handed over, and the one that takes the signed sheet."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guatu.accounts.forms.units import Choices, VersionForm, day_field, pick


class HandoverForm(VersionForm):
    """Who leaves on which day, and who follows."""

    appointment = forms.IntegerField(widget=forms.HiddenInput)
    last_day = day_field(_("Last day in office"))
    successor = forms.TypedChoiceField(
        label=_("Successor"),
        coerce=pick,
        required=False,
        empty_value=None,
        help_text=_("Begins on the next day. Left empty, the post is listed as vacant."),
    )
    reason = forms.CharField(label=_("Reason or document"), max_length=200, required=False)
    note = forms.CharField(
        label=_("To be said besides the list"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, people: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["last_day"].initial = timezone.localdate
        self.fields["successor"].choices = [("", "—"), *people]  # type: ignore[attr-defined]  # a choice field


class SignedSheetForm(VersionForm):
    scan = forms.FileField(label=_("Scan of the signed handover sheet"))
