"""Forms of the ladder: a step, the unit's words, the ruling, the thresholds."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from guatu.core.ladder import Rung
from guatu.ledgers.actions import Proof
from guatu.supervision.actions.ladder import NewStep, Ruling
from guatu.supervision.forms.parts import DAY, SignedForm, proof_of, words
from guatu.supervision.models import LadderSuggestion, SupervisionRules


class StepForm(SignedForm):
    """One step of the ladder against a unit; the matter and the rung are those of the page."""

    ground = words(gettext_lazy("On what ground"))
    text = words(gettext_lazy("What the unit is told"), rows=4, most=4000)
    effect = words(gettext_lazy("What follows from it"), required=False, most=500)
    limit_on = forms.DateField(
        label=gettext_lazy("Limit of the directive"), required=False, widget=DAY
    )
    answer_by = forms.DateField(
        label=gettext_lazy("The unit is heard until"), required=False, widget=DAY
    )
    skip_reason = words(
        gettext_lazy("Why a lower step is left out"), required=False, most=500,
        help_text=gettext_lazy("Only where one is left out."),
    )  # fmt: skip

    def __init__(self, *args: Any, rung: Rung, skips: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.rung = rung
        if rung is not Rung.DIRECT:
            del self.fields["limit_on"]
        else:
            self.fields["limit_on"].required = True
        if rung is Rung.REFER:
            del self.fields["answer_by"]
        if not skips:
            del self.fields["skip_reason"]
        self.order_fields(
            ["ground", "text", "effect", "limit_on", "answer_by", "skip_reason", "signer",
             "signed_on", "scan"]
        )  # fmt: skip

    def new(self, suggestion: LadderSuggestion | None) -> NewStep:
        sent = self.cleaned_data
        return NewStep(
            rung=self.rung,
            ground=sent["ground"],
            text=sent["text"],
            effect=sent["effect"],
            skip_reason=sent.get("skip_reason", ""),
            limit_on=sent.get("limit_on"),
            answer_by=sent.get("answer_by"),
            suggestion=suggestion,
            paper=self.paper,
        )


class SpeakForm(forms.Form):
    """陈述申辩."""

    text = words(gettext_lazy("What your unit says"), rows=4, most=2000)
    proof = forms.FileField(label=gettext_lazy("What supports it"), required=False)

    def clean_proof(self) -> Proof | None:
        return proof_of(self.cleaned_data["proof"])


class RuleForm(SignedForm):
    """What becomes of the step after the unit was heard."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("Ruling"),
        choices=[
            ("kept", gettext_lazy("The step stands")),
            ("upheld", gettext_lazy("The unit is right: revoke the step")),
        ],
    )
    words = words(gettext_lazy("Why, in words"), most=500)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.order_fields(["outcome", "words", "signer", "signed_on", "scan"])

    @property
    def ruling(self) -> Ruling:
        sent = self.cleaned_data
        return Ruling(is_upheld=sent["outcome"] == "upheld", words=sent["words"], paper=self.paper)


def small(label: Any, most: int, least: int = 1, help_text: Any = "") -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=least, max_value=most, help_text=help_text)


class RulesForm(forms.Form):
    """From when on steps are suggested, and within how many working days problems are answered."""

    red_times = small(gettext_lazy("Suggest a directive when the lamp is red for this time"), 20)
    overdue_days = small(gettext_lazy("Suggest a circular when a directive is overdue (days)"), 365)
    long_overdue_days = small(
        gettext_lazy("Suggest a talk after a circular when it is overdue (days)"), 365
    )
    lead_days = small(gettext_lazy("A lead or superior unit answers within (working days)"), 30)
    office_days = small(gettext_lazy("The campaign office answers within (working days)"), 30)
    leader_days = small(gettext_lazy("The leader in charge answers within (working days)"), 30)
    at_once_hours = small(
        gettext_lazy("At once: within (hours)"), 24, 0, gettext_lazy("0 is one working day.")
    )

    @classmethod
    def of(cls, row: SupervisionRules) -> RulesForm:
        return cls(initial={name: getattr(row, name) for name in cls.base_fields})
