"""Forms of recognised grounds, problems, inspections and the two kinds of 立项."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guatu.accounts.models import Unit
from guatu.ledgers.actions import Proof
from guatu.ledgers.models import Entry
from guatu.supervision.actions.excuses import Verdict
from guatu.supervision.actions.inspections import NewFinding, NewInspection, NewPlan
from guatu.supervision.actions.problems import NewProblem
from guatu.supervision.forms.parts import DAY, SignedForm, proof_of, words
from guatu.supervision.ladderwords import EXCUSE_SORTS, METHODS, OPINIONS, PLAN_SORTS
from guatu.supervision.models import InspectionPlan

FINDINGS = 3  # rows of the form; more are recorded as another inspection of the day
PHOTOS = 6


def unit_field(label: Any, units: Iterable[Unit]) -> forms.TypedChoiceField:
    choices = [("", "—"), *((one.pk, one.label) for one in units)]
    return forms.TypedChoiceField(label=label, coerce=int, choices=choices)


class ExcuseForm(forms.Form):
    """An application for recognition of a ground."""

    unit = forms.ChoiceField(label=gettext_lazy("Unit"))
    sort = forms.ChoiceField(
        label=gettext_lazy("Sort of ground"), choices=list(EXCUSE_SORTS.items())
    )
    covers_from = forms.DateField(label=gettext_lazy("From"), widget=DAY)
    covers_to = forms.DateField(label=gettext_lazy("To, this day included"), widget=DAY)
    ground = words(gettext_lazy("What made it late"), rows=4)
    proof = forms.FileField(label=gettext_lazy("What supports it"), required=False)

    def __init__(self, *args: Any, units: Iterable[Unit], **options: Any) -> None:
        super().__init__(*args, **options)
        self.units = {one.pk: one for one in units}
        self.fields["unit"] = forms.TypedChoiceField(
            label=_("Unit"), coerce=int, choices=[(pk, one.label) for pk, one in self.units.items()]
        )
        self.order_fields(["unit", "sort", "covers_from", "covers_to", "ground", "proof"])

    def clean_proof(self) -> Proof | None:
        return proof_of(self.cleaned_data["proof"])


class OpinionForm(forms.Form):
    """The lead unit's opinion on an application."""

    opinion = forms.ChoiceField(label=gettext_lazy("Opinion"), choices=list(OPINIONS.items()))
    words = words(gettext_lazy("Why, in words"), most=500)


class VerdictForm(SignedForm):
    """Recognise or refuse; one's own word or a signed sheet's."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("Decision"),
        choices=[
            ("recognised", gettext_lazy("Recognise the ground")),
            ("refused", gettext_lazy("Do not recognise it")),
        ],
    )
    note = words(gettext_lazy("Note (a refusal needs one)"), required=False, most=500)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.order_fields(["outcome", "note", "signer", "signed_on", "scan"])

    @property
    def verdict(self) -> Verdict:
        sent = self.cleaned_data
        return Verdict(
            is_recognised=sent["outcome"] == "recognised", note=sent["note"], paper=self.paper
        )


class ProblemForm(forms.Form):
    """What is to be coordinated, for which unit, and whether at once."""

    unit = forms.ChoiceField(label=gettext_lazy("Unit that asks"))
    title = forms.CharField(label=gettext_lazy("What is to be coordinated"), max_length=200)
    text = words(gettext_lazy("What was done already, what is missing"), required=False, rows=4)
    is_at_once = forms.BooleanField(
        label=gettext_lazy("To be done at once"),
        required=False,
        help_text=gettext_lazy("For what can be answered on the spot; the limit is short."),
    )

    def __init__(self, *args: Any, units: Iterable[Unit], **options: Any) -> None:
        super().__init__(*args, **options)
        self.units = {one.pk: one for one in units}
        self.fields["unit"] = forms.TypedChoiceField(
            label=_("Unit that asks"),
            coerce=int,
            choices=[(pk, one.label) for pk, one in self.units.items()],
        )
        self.order_fields(["unit", "title", "text", "is_at_once"])

    def new(self, *, entry: Entry | None, check_in: Any) -> NewProblem:
        sent = self.cleaned_data
        return NewProblem(
            title=sent["title"], text=sent["text"], is_at_once=sent["is_at_once"], entry=entry,
            check_in=check_in,
        )  # fmt: skip


class AnswerForm(SignedForm):
    """An answer: one's own, or a leader's on paper."""

    words = words(gettext_lazy("How it is cleared, or why it cannot be"), rows=3)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.order_fields(["words", "signer", "signed_on", "scan"])


class HandForm(forms.Form):
    """转办: to whom, with which words."""

    words = words(gettext_lazy("What is asked of it"), required=False)

    def __init__(self, *args: Any, units: Iterable[Unit], **options: Any) -> None:
        super().__init__(*args, **options)
        self.units = {one.pk: one for one in units}
        self.fields["unit"] = unit_field(_("Unit that can clear it"), self.units.values())
        self.order_fields(["unit", "words"])


class PlanForm(forms.Form):
    """An inspection that a department means to hold this year."""

    sort = forms.ChoiceField(
        label=gettext_lazy("Sort of inspection"), choices=list(PLAN_SORTS.items())
    )
    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    starts_on = forms.DateField(label=gettext_lazy("From"), widget=DAY)
    ends_on = forms.DateField(label=gettext_lazy("To, this day included"), widget=DAY)
    unit_count = forms.IntegerField(
        label=gettext_lazy("How many units are visited"), min_value=0, max_value=9999, initial=0
    )
    basis = forms.CharField(label=gettext_lazy("On what basis"), max_length=300, required=False)

    def __init__(self, *args: Any, units: Iterable[Unit], **options: Any) -> None:
        super().__init__(*args, **options)
        self.units = {one.pk: one for one in units}
        self.fields["unit"] = unit_field(_("Department that inspects"), self.units.values())
        self.order_fields(["unit", "sort", "title", "starts_on", "ends_on", "unit_count", "basis"])

    @property
    def new(self) -> NewPlan:
        sent = dict(self.cleaned_data)
        return NewPlan(unit=self.units[sent.pop("unit")], **sent)


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Several pictures, or none."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> Any:
        sent = data if isinstance(data, list | tuple) else ([data] if data else [])
        if len(sent) > PHOTOS:
            raise forms.ValidationError(
                _("At most %(count)d pictures; choose those that help.") % {"count": PHOTOS}
            )
        return [proof_of(super(PhotosField, self).clean(one, initial)) for one in sent]


class InspectionForm(forms.Form):
    """The record of a visit or a check of papers."""

    method = forms.ChoiceField(label=gettext_lazy("How"), choices=list(METHODS.items()))
    held_on = forms.DateField(label=gettext_lazy("Held on"), widget=DAY)
    place = forms.CharField(label=gettext_lazy("Place, in words"), max_length=200, required=False)
    went = forms.CharField(
        label=gettext_lazy("Who went"), max_length=300,
        help_text=gettext_lazy("Units and how many persons."),
    )  # fmt: skip
    seen = words(gettext_lazy("What was looked at and found"), rows=4, most=4000)
    photos = PhotosField(
        label=gettext_lazy("Pictures, where they help"), required=False,
        help_text=gettext_lazy("Never needed, and never a ground of appraisal."),
    )  # fmt: skip

    def __init__(
        self, *args: Any, units: Iterable[Unit], plans: Iterable[InspectionPlan], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.units = {one.pk: one for one in units}
        self.plans = {one.pk: one for one in plans}
        self.fields["unit"] = unit_field(_("Unit that is inspected"), self.units.values())
        self.fields["plan"] = forms.TypedChoiceField(
            label=_("Of which plan"), coerce=int, required=False, empty_value=None,
            choices=[("", _("Not planned")), *((pk, one.title) for pk, one in self.plans.items())],
        )  # fmt: skip
        for place in range(1, FINDINGS + 1):
            self.fields[f"finding_{place}"] = forms.CharField(
                label=_("To be put right (%(place)d)") % {"place": place},
                max_length=500,
                required=False,
            )
            self.fields[f"fix_by_{place}"] = forms.DateField(
                label=_("Until (%(place)d)") % {"place": place}, required=False, widget=DAY
            )
        self.order_fields(["unit", "method", "held_on", "plan", "place", "went", "seen"])

    def new(self, *, entry: Entry | None, check_in: Any, verified: Any) -> NewInspection:
        sent = self.cleaned_data
        findings = [
            NewFinding(text=sent[f"finding_{place}"], fix_by=sent[f"fix_by_{place}"])
            for place in range(1, FINDINGS + 1)
            if sent[f"finding_{place}"].strip()
        ]
        return NewInspection(
            unit=self.units[sent["unit"]],
            plan=self.plans.get(sent["plan"]),
            method=sent["method"], held_on=sent["held_on"], place=sent["place"],
            went=sent["went"], seen=sent["seen"], entry=entry, check_in=check_in,
            verified=verified, findings=findings, photos=sent["photos"],
        )  # fmt: skip


class DirectForm(forms.Form):
    """A finding that goes on as a directive."""

    requirement = words(gettext_lazy("What is asked of the unit"), required=False, most=2000)
    limit_on = forms.DateField(label=gettext_lazy("Limit of the directive"), widget=DAY)


class ItemForm(forms.Form):
    """督查立项: ground and limit."""

    ground = words(gettext_lazy("On what ground"), rows=3)
    limit_on = forms.DateField(label=gettext_lazy("Until when"), widget=DAY)
