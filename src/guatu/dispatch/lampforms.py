"""Forms of lamp rules: why and from when, and which set lights which kind."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guatu.core.kinds import KindDefinition
from guatu.ledgers.actions.rulesets import LONGEST_REASON, Reasoned
from guatu.ledgers.models import LampRuleSet
from guatu.ledgers.queries import spoken


class WhyForm(forms.Form):
    """The reason of a change, and from which day it holds."""

    effective_on = forms.DateField(
        label=_("Holds from"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    reason = forms.CharField(
        label=_("Why"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 2})
    )

    def why(self) -> Reasoned:
        """Return what was filled in."""
        return Reasoned(
            reason=self.cleaned_data["reason"], effective_on=self.cleaned_data["effective_on"]
        )


class ChooseForm(WhyForm):
    """Which set lights which kind of a campaign."""

    kind = forms.ChoiceField(label=_("Ledger"), required=False)
    rule_set = forms.ChoiceField(label=_("Lamp rules"))
    field_order = ("kind", "rule_set", "effective_on", "reason")

    def __init__(
        self,
        *args: Any,
        kinds: Sequence[KindDefinition],
        offered: Sequence[tuple[LampRuleSet, str]],
        today: date,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.fields["kind"] = forms.ChoiceField(
            label=_("Ledger"),
            required=False,
            choices=[("", _("All ledgers")), *((k.code, spoken(k.noun)) for k in kinds)],
        )
        self.fields["rule_set"] = forms.ChoiceField(
            label=_("Lamp rules"), choices=[(row.code, title) for row, title in offered]
        )
        self.initial.setdefault("effective_on", today)
        self.order_fields(self.field_order)
