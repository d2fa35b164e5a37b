"""Forms of closing a line: the asking with its proof, the check with how it was made, a word."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

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

    method = forms.ChoiceField(label=_("Checked by"), choices=list(CLOSING_METHODS.items()))
    note = forms.CharField(
        label=_("What the check found"), max_length=LONGEST, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    proof = forms.FileField(label=_("Proof"), required=False)


class ClosingWordForm(forms.Form):
    """A word to a step: needed where something is given back."""

    reason = forms.CharField(required=False, max_length=LONGEST)
