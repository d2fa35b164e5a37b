"""Forms of needs: what is asked of whom by when, what was granted, why it is taken back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guatu.accounts.models import Unit
from guatu.accounts.queries import units_around
from guatu.core.figures import read_figure
from guatu.ledgers.actions import NewNeed, Settlement
from guatu.ledgers.forms import DAY
from guatu.ledgers.models import Need
from guatu.ledgers.queries import known_measures
from guatu.ledgers.wording import NEED_OUTCOMES, NEED_SORTS

EXAMPLE = gettext_lazy(
    "With its unit, such as 45亩, 1200万元, 3600吨标准煤; empty for an approval."
)


class FigureField(forms.CharField):
    """A figure with its unit of measure, cleaned to both; empty is no figure."""

    def clean(self, value: Any) -> Any:
        written = super().clean(value)
        if not written:
            return None
        figure = read_figure(written, known_measures())
        if figure is None:
            raise forms.ValidationError(
                _("“%(written)s” is no figure with a known unit, such as 45亩 or 1200万元.")
                % {"written": written[:30]}
            )
        return figure


class NeedForm(forms.Form):
    """What an entry needs of another unit."""

    sort = forms.ChoiceField(label=gettext_lazy("Sort"), choices=list(NEED_SORTS.items()))
    title = forms.CharField(label=gettext_lazy("Needed matter"), max_length=200)
    figure = FigureField(
        label=gettext_lazy("How much"), required=False, max_length=60, help_text=EXAMPLE
    )
    solver = forms.TypedChoiceField(label=gettext_lazy("Unit that clears it"), coerce=int)
    due_on = forms.DateField(label=gettext_lazy("Cleared by"), required=False, widget=DAY)
    note = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, home: Unit, **options: Any) -> None:
        super().__init__(*args, **options)
        self.units = {unit.pk: unit for unit in units_around(home)}
        self.fields["solver"] = forms.TypedChoiceField(
            label=gettext_lazy("Unit that clears it"),
            coerce=int,
            choices=[("", "—"), *((pk, unit.label) for pk, unit in self.units.items())],
        )
        self.order_fields(["sort", "title", "figure", "solver", "due_on", "note"])

    @property
    def new(self) -> NewNeed:
        sent = self.cleaned_data
        figure = sent["figure"]
        return NewNeed(
            sort=sent["sort"],
            title=sent["title"],
            solver=self.units[sent["solver"]],
            amount=figure.value if figure else None,
            measure=figure.measure if figure else None,
            due_on=sent["due_on"],
            note=sent["note"],
        )


class SettleForm(forms.Form):
    """What became of a need; a part is given as a number in the need's own unit."""

    state = forms.ChoiceField(label=gettext_lazy("Answer"), choices=list(NEED_OUTCOMES.items()))
    granted = forms.DecimalField(
        label=gettext_lazy("Granted part"), required=False, min_value=Decimal(0)
    )
    answer = forms.CharField(
        label=gettext_lazy("In words"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Needed unless all of it is granted."),
    )

    def __init__(self, *args: Any, need: Need, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = today
        if need.asked_fen is None and need.asked_mantissa is None:
            del self.fields["granted"]
            choices = [pair for pair in NEED_OUTCOMES.items() if pair[0] != Need.State.PARTLY]
            self.fields["state"] = forms.ChoiceField(label=gettext_lazy("Answer"), choices=choices)
            self.order_fields(["state", "answer"])
        else:
            self.fields["granted"].help_text = _("In %(measure)s; only where it is a part.") % {
                "measure": need.measure or _("plain numbers")
            }

    @property
    def settlement(self) -> Settlement:
        sent = self.cleaned_data
        return Settlement(state=sent["state"], granted=sent.get("granted"), answer=sent["answer"])


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why it is taken back"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
