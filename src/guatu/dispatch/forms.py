"""What the pages of check-ins send."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guatu.accounts.models import Appointment
from guatu.core.lamps import Lamp
from guatu.core.returned import joined
from guatu.dispatch.actions import Draft, Pick
from guatu.dispatch.models import CheckIn, CheckInMove
from guatu.dispatch.queries.summaries import LINE_LENGTH, SUMMARY_LENGTH
from guatu.shell.inputs import LARGEST, whole

THOUSANDTHS_A_PERCENT = 10
REPORTABLE = (Lamp.NOT_STARTED, Lamp.ON_PACE, Lamp.BEHIND, Lamp.SEVERE, Lamp.DONE)


class DraftForm(forms.Form):
    """One card of 我的填报."""

    version = forms.IntegerField(min_value=1, max_value=LARGEST)
    is_unchanged = forms.BooleanField(required=False)
    said = forms.CharField(  # how much a report or a summary holds, the act decides
        required=False,
        max_length=SUMMARY_LENGTH,
        error_messages={"max_length": _("At most 2000 characters: write the essence.")},
    )
    following = forms.CharField(  # what comes next: kept at the end of what was said
        required=False,
        max_length=SUMMARY_LENGTH,
        error_messages={"max_length": _("At most 2000 characters: write the essence.")},
    )
    problem = forms.CharField(
        required=False,
        max_length=LINE_LENGTH,
        error_messages={"max_length": _("At most 500 characters: write the essence.")},
    )
    outcome = forms.ChoiceField(choices=CheckIn.Outcome.choices, required=False)
    missed_reason = forms.CharField(
        required=False,
        max_length=LINE_LENGTH,
        error_messages={"max_length": _("At most 500 characters: write the essence.")},
    )
    goal_moves_to = forms.DateField(
        required=False, error_messages={"invalid": _("Write the day as 2026-06-30.")}
    )
    # the summary as the page offered it: as long as nobody touched it, it is nobody's word
    offered = forms.CharField(required=False, max_length=SUMMARY_LENGTH)
    take = forms.BooleanField(required=False)
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
            said=joined(clean["said"], clean["following"]),
            problem=clean["problem"],
            is_unchanged=clean["is_unchanged"],
            outcome=clean["outcome"] or CheckIn.Outcome.NONE,
            missed_reason=clean["missed_reason"],
            goal_moves_to=clean["goal_moves_to"],
            progress=None if percent is None else int(percent * THOUSANDTHS_A_PERCENT),
            reported_lamp=clean["reported_lamp"] or None,
        )

    def untouched(self, stands: Draft) -> bool:
        """Say whether the card says what stands, but for a summary that was offered and not taken."""
        clean, typed = self.cleaned_data, self.draft()
        is_offer = bool(clean["offered"]) and same(typed.said, clean["offered"])
        if is_offer and not clean["take"] and not stands.said:
            typed = replace(typed, said="")
        elif same(typed.said, stands.said):
            typed = replace(typed, said=stands.said)
        return typed == stands


def same(one: str, other: str) -> bool:
    """Compare texts of a form: browsers send line ends of their own."""
    return one.split() == other.split()


def prefix_of(check_in_id: int) -> str:
    return f"c{check_in_id}"


class ReturnForm(forms.Form):
    """A return with its reason, to the liaison or (`to`) one step down the chain."""

    version = forms.IntegerField(min_value=1, max_value=LARGEST)
    reason = forms.CharField(max_length=LINE_LENGTH)
    to = forms.ChoiceField(choices=CheckIn.State.choices, required=False)


class VerifyForm(forms.Form):
    """How the office verified what it approves (T10)."""

    method = forms.ChoiceField(choices=CheckInMove.Method.choices, required=False)
    note = forms.CharField(required=False, max_length=LINE_LENGTH)


class PaperForm(forms.Form):
    """A sheet signed off-line (T4)."""

    appointment = forms.ModelChoiceField(
        label=_("Who signed"), queryset=Appointment.objects.none(), empty_label=None
    )
    signed_on = forms.DateField(
        label=_("Signed on"), widget=forms.DateInput(attrs={"type": "date"})
    )
    scan = forms.FileField(label=_("Scan of the signed sheet"))
    method = forms.ChoiceField(choices=CheckInMove.Method.choices, required=False)

    def __init__(self, *args: Any, signers: Any, names: dict[int, str], **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["appointment"]
        field.queryset = signers
        field.label_from_instance = lambda row: names[row.pk]


def read_pick(text: str) -> Pick | None:
    """Read a chosen check-in, sent as `id:version`."""
    check_in_id, _colon, version = text.partition(":")
    pk, read = whole(check_in_id), whole(version)
    return None if pk is None or read is None else Pick(id=pk, version=read)
