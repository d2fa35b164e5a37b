"""Forms of burden: they check what was typed, never who may."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guatu.accounts.models import Unit
from guatu.burden.models import Complaint
from guatu.burden.wording import ABOUT, MEASURES, RATES, STATES, UNIT_KINDS
from guatu.campaigns.models import Campaign
from guatu.core.burden import BUDGETED, Rates, Scheme, SchemeError, read_scheme

LONGEST = 1000


class MonthField(forms.DateField):
    """A month, written as 2026-06, kept as its first day."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            input_formats=["%Y-%m", "%Y-%m-%d"],
            widget=forms.DateInput(attrs={"type": "month"}, format="%Y-%m"),
            error_messages={"invalid": _("Write the month as 2026-06.")},
            **options,
        )

    def clean(self, value: Any) -> date | None:
        day: date | None = super().clean(value)
        return day.replace(day=1) if day else None


class SchemeForm(forms.Form):
    """Rates, and a budget for each sort of unit and measure; an empty budget judges nothing."""

    from_month = MonthField(label=_("From the month"))
    reason = forms.CharField(label=_("Reason, for everybody to read"), max_length=300)

    def __init__(self, *args: Any, scheme: Scheme, **options: Any) -> None:
        super().__init__(*args, **options)
        for rate in fields(Rates):
            self.fields[rate.name] = forms.IntegerField(
                label=str(RATES[rate.name]), min_value=0, initial=getattr(scheme.rates, rate.name)
            )
        for kind in UNIT_KINDS:
            for measure in BUDGETED:
                self.fields[budget_name(kind, measure)] = forms.IntegerField(
                    label=str(MEASURES[measure]),
                    min_value=0,
                    required=False,
                    initial=scheme.budget(kind, measure),
                )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if self.errors:
            return data
        try:
            data["scheme"] = read_scheme(
                {
                    "rates": {rate.name: data[rate.name] for rate in fields(Rates)},
                    "budgets": {
                        kind: {
                            measure.value: data[name]
                            for measure in BUDGETED
                            if data[name := budget_name(kind, measure)] is not None
                        }
                        for kind in UNIT_KINDS
                    },
                }
            )
        except SchemeError as error:
            place = error.key.removeprefix("rates.").removeprefix("budgets.").replace(".", "-")
            self.add_error(place, _("This number is out of bounds."))
        return data

    def rates(self) -> list[forms.BoundField]:
        return [self[rate.name] for rate in fields(Rates)]

    def budgets(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Return one row a sort of unit."""
        return [
            (str(word), [self[budget_name(kind, measure)] for measure in BUDGETED])
            for kind, word in UNIT_KINDS.items()
        ]


def budget_name(kind: str, measure: str) -> str:
    return f"{Unit.Kind(kind).value}-{measure}"


class ComplaintForm(forms.Form):
    """A word to the office."""

    about = forms.ChoiceField(label=_("What is asked again"), choices=list(ABOUT.items()))
    asked_by_whom = forms.CharField(
        label=_("Who asked (unit, system, group; if you like)"), max_length=100, required=False
    )
    words = forms.CharField(
        label=_("What, and where it stands already"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"max_length": _("At most 1000 characters: write the essence.")},
    )
    campaign = forms.ModelChoiceField(
        label=_("Campaign (if it is one)"),
        queryset=Campaign.objects.none(),
        required=False,
        empty_label=_("none in particular"),
    )
    is_named = forms.BooleanField(
        label=_("With my name and unit, so that the office can ask me"), required=False
    )

    def __init__(self, *args: Any, campaigns: Any, can_be_named: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if campaigns is None:
            del self.fields["campaign"]
        else:
            self.fields["campaign"].queryset = campaigns  # type: ignore[attr-defined]
        if not can_be_named:
            del self.fields["is_named"]


class AnswerForm(forms.Form):
    """What became of a complaint."""

    state = forms.ChoiceField(
        label=_("What comes of it"),
        choices=[(code, word) for code, word in STATES.items() if code != Complaint.State.NEW],
    )
    answer = forms.CharField(
        label=_("Answer"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4})
    )
