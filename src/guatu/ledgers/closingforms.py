"""Forms of closing a line: the asking with its proof, the check with how it was made, a word, a signed sheet."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from guatu.accounts.models import Appointment
from guatu.ledgers.models import Closing
from guatu.ledgers.wording import CLOSING_METHODS

LONGEST = 500


class AskClosingForm(forms.Form):
    """申请销号."""

    note = forms.CharField(
        label=_("What was done"), max_length=LONGEST, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    proof = forms.FileField(label=_("Proof"), required=False)


class CheckClosingForm(forms.Form):
    """核查: by documents, on site, by a sample."""

    method = forms.ChoiceField(label=_("How it was checked"), choices=list(CLOSING_METHODS.items()))
    note = forms.CharField(
        label=_("What the check found"), max_length=LONGEST, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    proof = forms.FileField(label=_("Proof"), required=False)


class ClosingWordForm(forms.Form):
    """A word to a step: needed where something is given back."""

    reason = forms.CharField(required=False, max_length=LONGEST)


class SignedClosingForm(forms.Form):
    """A word on a closing that was signed on paper (T4): the asking, the review or the check."""

    appointment = forms.ModelChoiceField(
        label=_("Who signed"), queryset=Appointment.objects.none(), empty_label=None
    )
    signed_on = forms.DateField(
        label=_("Signed on"), widget=forms.DateInput(attrs={"type": "date"})
    )
    document_number = forms.CharField(
        label=_("Number of the document (optional)"), max_length=60, required=False,
        help_text=_("As it stands on the sheet; guatu gives no number."),
    )  # fmt: skip
    scan = forms.FileField(label=_("Scan of the signed sheet"))
    method = forms.ChoiceField(label=_("How it was checked"), choices=list(CLOSING_METHODS.items()))
    note = forms.CharField(
        label=_("A word (optional)"), max_length=LONGEST, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    proof = forms.FileField(label=_("Proof"), required=False)

    def __init__(
        self, *args: Any, to: str, signers: QuerySet[Appointment], names: dict[int, str],
        **options: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **options)
        field: Any = self.fields["appointment"]
        field.queryset = signers
        field.label_from_instance = lambda row: names[row.pk]
        if to != Closing.State.CLOSED:
            del self.fields["method"]
        if to == Closing.State.REVIEWED:  # the review looks at the proof that was given
            del self.fields["proof"]
