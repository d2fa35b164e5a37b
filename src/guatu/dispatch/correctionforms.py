"""What the page of a correction sends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guatu.dispatch.models import CheckIn

THOUSANDTHS_A_PERCENT = 10
OUTCOMES = (
    (CheckIn.Outcome.NONE, _("nothing said of it")),
    (CheckIn.Outcome.MET, _("Met")),
    (CheckIn.Outcome.MISSED, _("Missed")),
)


class CorrectionForm(forms.Form):
    """What a frozen report should have said; the words of now stand in it to be changed."""

    said = forms.CharField(
        label=_("What was done"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    problem = forms.CharField(
        label=_("What is needed, from whom"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    outcome = forms.ChoiceField(label=_("Goal"), choices=OUTCOMES, required=False)
    progress = forms.DecimalField(
        label=_("Done so far (per cent)"),
        required=False,
        min_value=0,
        max_value=100,
        decimal_places=1,
    )
    reason = forms.CharField(
        label=_("Why it is corrected"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(
        self,
        data: Any = None,
        *,
        words: Mapping[str, object],
        has_goal: bool,
        has_quantity: bool,
    ) -> None:
        initial = dict(words)
        progress = words["progress"]
        if isinstance(progress, int):
            initial["progress"] = progress / THOUSANDTHS_A_PERCENT
        super().__init__(data, initial=initial)
        if not has_goal:
            del self.fields["outcome"]
        if not has_quantity:
            del self.fields["progress"]

    def wish(self) -> dict[str, Any]:
        """Return the words as the act takes them; those that are not asked stay out."""
        values: dict[str, Any] = {
            name: self.cleaned_data[name]
            for name in ("said", "problem", "outcome", "reason")
            if name in self.fields
        }
        if values.get("outcome") == "":
            del values["outcome"]
        share = self.cleaned_data.get("progress")
        if share is not None:
            values["progress"] = int(share * THOUSANDTHS_A_PERCENT)
        return values
