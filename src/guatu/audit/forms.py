"""What is looked for in the record, and the head that it is verified against."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guatu.audit.acts import ACTS, act_label
from guatu.audit.queries import Sought
from guatu.core.chain import HeadRow

DIGITS = re.compile(r"[0-9a-f]{64}")
LARGEST = 2**63 - 1


class SearchForm(forms.Form):
    """The filters of the list; all are optional."""

    act = forms.ChoiceField(label=_("Act"), required=False)
    person = forms.CharField(label=_("Person"), required=False, max_length=100)
    label = forms.CharField(label=_("Object"), required=False, max_length=200)
    since = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    until = forms.DateField(
        label=_("To"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    object_type = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    object_id = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    below = forms.IntegerField(required=False, max_value=LARGEST, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = {*ACTS, self.data.get("act") or "session.start"}  # a link may ask for any act
        choices = [
            (code, act_label(code)) for code in sorted(codes)
        ]  # what is done to one noun together
        self.fields["act"].choices = [("", _("All acts")), *choices]  # type: ignore[attr-defined]  # a ChoiceField

    def sought(self) -> Sought:
        """Return what is looked for; a filter that makes no sense does not limit."""
        self.is_valid()
        given = {name: value for name, value in self.cleaned_data.items() if value}
        return Sought(**given)


class KeptHeadForm(forms.Form):
    """A head as it stands on paper."""

    number = forms.IntegerField(
        label=_("Number of the kept head"), required=False, min_value=1, max_value=LARGEST
    )
    hash = forms.CharField(
        label=_("Hash of the kept head"),
        required=False,
        help_text=_("64 digits; spaces do not matter."),
    )

    def clean_hash(self) -> str:
        text = re.sub(r"\s+", "", self.cleaned_data["hash"]).lower()
        if text and not DIGITS.fullmatch(text):
            raise forms.ValidationError(
                _("This is no hash: it has 64 digits from 0 to 9 and a to f.")
            )
        return text

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors and bool(given.get("number")) != bool(given.get("hash")):
            raise forms.ValidationError(_("Give both the number and the hash, or neither."))
        return given

    def kept(self) -> HeadRow | None:
        number = self.cleaned_data.get("number")
        return HeadRow(number=number, hash=self.cleaned_data["hash"]) if number else None
