"""The form by which the units themselves add entries, short enough for a phone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from guatu.core.kinds import Field, KindDefinition
from guatu.ledgers.actions import Assigned, NewEntry
from guatu.ledgers.forms import PREFIX, EntryForm

LEFT_OUT = ("heading", "standard", "roll_up", "parent_id", "starts_on")


class OwnEntryForm(EntryForm):
    """What is dealt with, its fields, and which of one's units deals with it."""

    lead = forms.TypedChoiceField(label=gettext_lazy("Lead unit"), coerce=int)

    def __init__(
        self,
        *args: Any,
        kind: KindDefinition,
        extra: Sequence[Field],
        units: Sequence[tuple[int, str]],
        **options: Any,
    ) -> None:
        super().__init__(*args, kind=kind, entry=None, extra=extra, **options)
        for name in LEFT_OUT:
            del self.fields[name]
        choices = list(units) if len(units) == 1 else [("", "—"), *units]
        self.fields["lead"] = forms.TypedChoiceField(
            label=gettext_lazy("Lead unit"), coerce=int, choices=choices
        )
        self.order_fields(["title", *(PREFIX + field.key for field in extra), "lead"])

    @property
    def new_entry(self) -> NewEntry:
        lead = Assigned(unit_id=self.cleaned_data["lead"])
        return NewEntry(**self.column_values, leads=(lead,), fields=self.extra_values)
