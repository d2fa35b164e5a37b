"""Forms of issuing: they check what was typed, never who may."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guatu.accounts.models import Appointment, Unit
from guatu.ledgers.actions import Proof
from guatu.planning.actions.adjusting_decisions import Paper
from guatu.planning.actions.receiving import Proposal
from guatu.planning.inputs import DayField, NamesField, units_of
from guatu.planning.issuing_words import ASKS
from guatu.planning.models import Consultation, Objection
from guatu.planning.queries.approvers import Signer

DAY_HELP = _("For example 2026-06-30 or 6月30日")
REASON = {"rows": 2, "maxlength": 500}


class ConsultForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("In which form"),
        choices=[
            (Consultation.Kind.CONSULT, _("Ask for opinions")),
            (Consultation.Kind.COUNTERSIGN, _("Ask for countersigning")),
        ],
        widget=forms.RadioSelect,
    )
    due_on = DayField(label=_("Answer by"), help_text=DAY_HELP)
    units = forms.ModelMultipleChoiceField(
        label=_("Units"), queryset=Unit.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, units: Iterable[int], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Unit.objects.filter(pk__in=list(units)).order_by("official_order", "path")
        self.fields["units"].queryset = rows  # type: ignore[attr-defined]
        self.fields["due_on"].year = today.year  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=500, required=False, widget=forms.Textarea(attrs=REASON)
    )


class PaperForm(forms.Form):
    """A sheet signed off-line (T4)."""

    appointment = forms.ModelChoiceField(
        label=_("Who signed"), queryset=Appointment.objects.none(), empty_label=None
    )
    signed_on = DayField(label=_("Signed on"), help_text=DAY_HELP)
    scan = forms.FileField(label=_("Scan of the signed sheet"))

    def __init__(self, *args: Any, leaders: Any, names: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["appointment"]
        field.queryset = leaders
        field.label_from_instance = lambda row: names[row.pk]


class IssueForm(forms.Form):
    sign_days = forms.IntegerField(
        label=_("Sign within (working days)"), min_value=1, max_value=30, initial=3
    )


class ForceForm(forms.Form):
    unit = forms.ModelChoiceField(
        label=_("Whose lines"),
        queryset=Unit.objects.none(),
        required=False,
        empty_label=_("All that are signed for"),
    )
    reason = forms.CharField(
        label=_("Why unsigned ones do not wait"),
        max_length=500,
        required=False,
        help_text=_("Empty: only lines whose lead has signed come into force"),
    )

    def __init__(self, *args: Any, units: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Unit.objects.filter(pk__in=list(units)).order_by("official_order", "path")
        self.fields["unit"].queryset = rows  # type: ignore[attr-defined]


class AskForm(forms.Form):
    """What a unit wants otherwise of one line."""

    asks = forms.ChoiceField(label=_("What we ask for"), choices=lambda: list(ASKS.items()))
    due_on = DayField(label=_("Possible by"), required=False, help_text=DAY_HELP)
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs=REASON))

    def __init__(self, *args: Any, year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["due_on"].year = year  # type: ignore[attr-defined]

    def proposal(self, line_id: int) -> Proposal:
        clean = self.cleaned_data
        is_day = clean["asks"] == Objection.Asks.DEADLINE
        return Proposal(
            line_id=line_id,
            asks=clean["asks"],
            reason=clean["reason"],
            due_on=clean["due_on"] if is_day else None,
        )


class LineAskForm(AskForm):
    """The same beside a line of a consultation: empty where the unit has nothing against it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["asks"]
        field.choices = [("", _("No change")), *ASKS.items()]
        field.required = False
        self.fields["reason"].required = False

    @property
    def is_empty(self) -> bool:
        return not self.cleaned_data.get("asks") and not self.cleaned_data.get("reason")


class AnswerForm(forms.Form):
    answer = forms.ChoiceField(
        label=_("Answer of the unit"),
        choices=[("agree", _("We agree")), ("amend", _("We want changes"))],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("Remarks"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": 1000}),
    )


class RulingForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("Decision"),
        choices=[
            (Objection.Outcome.UPHELD, _("Uphold: as the unit asks")),
            (Objection.Outcome.AMENDED, _("Settle otherwise: as given below")),
            (Objection.Outcome.REJECTED, _("Reject: the line stays")),
        ],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=_("Reason of the decision"), max_length=500, widget=forms.Textarea(attrs=REASON)
    )
    leads = NamesField(
        label=_("New lead units"),
        required=False,
        help_text=_("In order, separated by 、; empty: as they are, or as was asked"),
        widget=forms.TextInput(attrs={"list": "unit-names", "autocomplete": "off"}),
    )
    supports = NamesField(
        label=_("New support units"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    due_on = DayField(label=_("New deadline"), required=False, help_text=DAY_HELP)
    # of a line that a leader approved: without the leader's word nothing of it changes (T12)
    signer = forms.ChoiceField(
        label=_("Leader who signed the change"),
        required=False,
        help_text=_("A leader approved this line: a change needs the signed sheet."),
    )
    signed_on = DayField(label=_("Signed on"), required=False, help_text=DAY_HELP)
    scan = forms.FileField(label=_("Scan of the signed sheet"), required=False)

    def __init__(self, *args: Any, year: int, known: Sequence[Signer] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("due_on", "signed_on"):
            self.fields[name].year = year  # type: ignore[attr-defined]
        if not known:
            for name in ("signer", "signed_on", "scan"):
                del self.fields[name]
            return
        self.fields["signer"].choices = [  # type: ignore[attr-defined]
            ("", "—"),
            *((f"{one.person_id}:{one.post_id}", f"{one.post} {one.name}") for one in known),
        ]

    def clean(self) -> dict[str, Any]:
        """Take signature, day and scan together or none of them."""
        cleaned = super().clean() or self.cleaned_data
        given = [bool(cleaned.get(name)) for name in ("signer", "signed_on", "scan")]
        if any(given) and not all(given):
            self.add_error("scan", _("Give who signed, on which day, and the scan."))
        return cleaned

    @property
    def paper(self) -> Paper | None:
        cleaned = self.cleaned_data
        if not cleaned.get("scan"):
            return None
        person, _colon, post = cleaned["signer"].partition(":")
        scan = cleaned["scan"]
        return Paper(
            scan=Proof(payload=scan.read(), file_name=scan.name),
            person_id=int(person),
            post_id=int(post),
            signed_on=cleaned["signed_on"],
        )

    def clean_leads(self) -> list[int] | None:
        return ids_of(self.cleaned_data["leads"])

    def clean_supports(self) -> list[int] | None:
        return ids_of(self.cleaned_data["supports"])


def ids_of(names: list[str]) -> list[int] | None:
    return [unit.pk for unit in units_of(names)] if names else None
