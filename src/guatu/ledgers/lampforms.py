"""The forms of a lamp set by hand."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guatu.core.lamps import Lamp
from guatu.ledgers.actions import Proof
from guatu.ledgers.actions.overrides import BY_HAND, LONGEST, LONGEST_REASON, Setting
from guatu.shell.lamps import sign, word


class SetLampForm(forms.Form):
    """Which lamp, why, and until when."""

    lamp = forms.ChoiceField(label=_("Lamp"))
    reason = forms.CharField(
        label=_("Why"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Stays in the record and stands beside the lamp wherever it is shown."),
    )
    until_on = forms.DateField(
        label=_("Last day"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    with_round = forms.BooleanField(
        label=_("Ends when the next round closes, if that comes earlier"), required=False
    )
    proof = forms.FileField(label=_("Proof (if there is any)"), required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["lamp"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 declared above
        field.choices = [(lamp.value, f"{sign(lamp)} {word(lamp)}") for lamp in BY_HAND]
        attrs = self.fields["until_on"].widget.attrs
        attrs |= {"min": today.isoformat(), "max": (today + LONGEST).isoformat()}

    def setting(self) -> Setting:
        """Return what was filled in."""
        values = self.cleaned_data
        upload = values["proof"]
        proof = Proof(payload=upload.read(), file_name=upload.name) if upload else None
        return Setting(
            lamp=Lamp(values["lamp"]),
            reason=values["reason"],
            until_on=values["until_on"],
            with_round=values["with_round"],
            proof=proof,
        )


def first_values(today: date) -> dict[str, Any]:
    """Return what a new form holds: a week."""
    return {"until_on": today + timedelta(days=7), "lamp": Lamp.ON_PACE}


class EndLampForm(forms.Form):
    """Why a lamp set by hand ends before its day."""

    reason = forms.CharField(
        label=_("Why it ends"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 3})
    )
