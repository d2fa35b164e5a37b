"""What the pages of check-ins send."""

from __future__ import annotations

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from guatu.core.lamps import Lamp
from guatu.dispatch.actions import Draft, Pick
from guatu.dispatch.models import CheckIn
from guatu.shell.inputs import LARGEST, whole

LINE_LENGTH = 500
THOUSANDTHS_A_PERCENT = 10
REPORTABLE = (Lamp.NOT_STARTED, Lamp.ON_PACE, Lamp.BEHIND, Lamp.SEVERE, Lamp.DONE)


class DraftForm(forms.Form):
    """One card of 我的填报."""

    version = forms.IntegerField(min_value=1, max_value=LARGEST)
    is_unchanged = forms.BooleanField(required=False)
    said = forms.CharField(
        required=False,
        max_length=LINE_LENGTH,
        error_messages={"max_length": _("At most 500 characters: write the essence.")},
    )
    problem = forms.CharField(
        required=False,
        max_length=LINE_LENGTH,
        error_messages={"max_length": _("At most 500 characters: write the essence.")},
    )
    outcome = forms.ChoiceField(choices=CheckIn.Outcome.choices, required=False)
    progress = forms.DecimalField(
        required=False,
        min_value=0,
        max_value=100,
        decimal_places=1,
        error_messages={
            "min_value": _("Write a number from 0 to 100."),
            "max_value": _("Write a number from 0 to 100."),
            "max_decimal_places": _("One decimal place is enough."),
            "invalid": _("Write a number from 0 to 100."),
        },
    )
    reported_lamp = forms.ChoiceField(
        choices=[("", ""), *((lamp.value, lamp.value) for lamp in REPORTABLE)], required=False
    )

    def draft(self) -> Draft:
        """Return what was typed; call it on a valid form only."""
        clean = self.cleaned_data
        percent: Decimal | None = clean["progress"]
        return Draft(
            said=clean["said"],
            problem=clean["problem"],
            is_unchanged=clean["is_unchanged"],
            outcome=clean["outcome"] or CheckIn.Outcome.NONE,
            progress=None if percent is None else int(percent * THOUSANDTHS_A_PERCENT),
            reported_lamp=clean["reported_lamp"] or None,
        )


def prefix_of(check_in_id: int) -> str:
    return f"c{check_in_id}"


class ReturnForm(forms.Form):
    version = forms.IntegerField(min_value=1, max_value=LARGEST)
    reason = forms.CharField(max_length=LINE_LENGTH)


def read_pick(text: str) -> Pick | None:
    """Read a chosen check-in, sent as `id:version`."""
    check_in_id, _colon, version = text.partition(":")
    pk, read = whole(check_in_id), whole(version)
    return None if pk is None or read is None else Pick(id=pk, version=read)
