"""The form of one row of a log: made from what the kind declares."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from guatu.audit.evidence import UPLOAD_NOTE
from guatu.core.kinds import Log
from guatu.ledgers.actions import NewLogRow, Proof
from guatu.ledgers.forms import DAY, PREFIX, FieldsForm
from guatu.ledgers.queries import spoken


class LogForm(FieldsForm):
    """When the act was done, its fields, a note, and a file if one is at hand or asked for."""

    happened_on = forms.DateField(label=gettext_lazy("Day of the act"), widget=DAY)
    note = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    proof = forms.FileField(label=gettext_lazy("File"), required=False, help_text=UPLOAD_NOTE)

    def __init__(self, *args: Any, log: Log, today: date, **options: Any) -> None:
        super().__init__(*args, extra=log.fields, entry=None, **options)
        self.log = log
        self.initial.setdefault("happened_on", today)
        if log.proof is not None:
            self.fields["proof"].label = spoken(log.proof)
            self.fields["proof"].required = True
        self.order_fields(["happened_on", *(PREFIX + field.key for field in log.fields)])

    @property
    def row(self) -> NewLogRow:
        upload = self.cleaned_data["proof"]
        return NewLogRow(
            log=self.log.code,
            happened_on=self.cleaned_data["happened_on"],
            fields=self.extra_values,
            note=self.cleaned_data["note"],
            proof=Proof(payload=upload.read(), file_name=upload.name) if upload else None,
        )


class StrikeForm(forms.Form):
    """Why a row of a log is struck."""

    reason = forms.CharField(
        label=gettext_lazy("Why it is struck"),
        max_length=200,
        help_text=gettext_lazy("The row stays in sight, struck, with this reason."),
    )
