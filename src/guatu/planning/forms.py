"""Forms of planning: they check what was typed, never who may."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guatu.accounts.models import Unit
from guatu.campaigns.models import Campaign, Plan
from guatu.planning import wording
from guatu.planning.fields import Kind, problems_of
from guatu.planning.inputs import DayField, NamesField, NumberField, UnitField, as_kept, units_of
from guatu.planning.issuing_words import ISSUE
from guatu.planning.models import DraftUnit

Choices = list[tuple[str, Any]]
ACCEPTED = ".docx,.docm,.doc,.wps,.rtf,.pdf,.ofd,.xlsx,.xlsm,.xls,.et,.ods,.html,.htm,.mht,.mhtml,.txt,.zip"


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File of the plan"),
        required=False,
        allow_empty_file=True,
        max_length=255,
        help_text=gettext_lazy("Word, WPS, PDF, OFD, Excel, web page or text"),
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED}),
    )
    text = forms.CharField(
        label=gettext_lazy("Or paste the text"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
    )
    unit = forms.ModelChoiceField(
        label=gettext_lazy("For which unit"), queryset=Unit.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, units: Iterable[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["unit"].initial = next(iter(units), None)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        has_text = bool((cleaned.get("text") or "").strip())
        if not cleaned.get("file") and not has_text:
            raise forms.ValidationError(_("Choose a file, or paste the plan's text."))
        if cleaned.get("file") and has_text:
            raise forms.ValidationError(
                _("A file and pasted text are two plans: load one, then the other.")
            )
        return cleaned


class ItemForm(forms.Form):
    """The fields of one kind of item, made from a table."""

    kind: Kind

    def __init__(self, *args: Any, year: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, DayField):
                field.year = year

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        kept = {name: as_kept(value) for name, value in cleaned.items()}
        for code in problems_of(self.kind, kept):
            self.add_error(None, wording.problem(code))
        return kept


class CommittedForm(ItemForm):
    """What somebody is to do or reach: it says where it comes from (T15)."""

    origin = forms.ChoiceField(
        label=gettext_lazy("Origin"),
        choices=lambda: list(wording.ORIGINS.items()),
        required=False,
        initial="own",
    )

    def clean_origin(self) -> str:
        return self.cleaned_data["origin"] or "own"


class TaskForm(CommittedForm):
    kind = Kind.TASK
    number = forms.CharField(label=gettext_lazy("Number"), max_length=20, required=False)
    title = forms.CharField(label=gettext_lazy("Title"), max_length=300)
    lead = NamesField(
        label=gettext_lazy("Lead units"),
        required=False,
        help_text=gettext_lazy("In order, separated by 、"),
    )
    support = NamesField(
        label=gettext_lazy("Support units"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    leaders = NamesField(label=gettext_lazy("Leaders in charge"), required=False)
    deadline = DayField(
        label=gettext_lazy("Due"),
        required=False,
        help_text=gettext_lazy("Empty: the end of the campaign. For example 2026-06-30 or 6月底"),
    )
    standard = forms.CharField(
        label=gettext_lazy("Standard of completion"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    field_order = (
        *("number", "title", "standard", "lead", "support", "leaders"),
        *("deadline", "origin"),
    )


class FigureForm(ItemForm):
    indicator = forms.CharField(label=gettext_lazy("What is measured"), max_length=200)
    value = NumberField(
        label=gettext_lazy("Figure"), help_text=gettext_lazy("For example 1500, 1.3万 or 二十三")
    )
    value_high = NumberField(label=gettext_lazy("Upper end of a range"), required=False)
    unit = forms.CharField(
        label=gettext_lazy("Unit of measure"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"list": "measures"}),
    )

    def clean_unit(self) -> str | None:
        return self.cleaned_data["unit"] or None


class FactForm(FigureForm):
    kind = Kind.FACT


class TargetForm(FigureForm, CommittedForm):
    kind = Kind.TARGET
    op = forms.ChoiceField(
        label=gettext_lazy("Binds as"), choices=lambda: list(wording.OPS.items())
    )
    growth = forms.BooleanField(label=gettext_lazy("A growth rate"), required=False)
    deadline = DayField(
        label=gettext_lazy("Due"),
        required=False,
        help_text=gettext_lazy("Empty: the end of the campaign. For example 2026-06-30 or 6月底"),
    )
    lead = NamesField(
        label=gettext_lazy("Unit that owes it"),
        required=False,
        help_text=gettext_lazy("Empty: the lead of the task around it"),
    )
    field_order = (
        *("indicator", "op", "value", "value_high", "unit", "growth", "lead"),
        *("deadline", "origin"),
    )


class ProjectForm(CommittedForm):
    kind = Kind.PROJECT
    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    investment_yi = NumberField(label=gettext_lazy("Investment (亿元)"), required=False)
    area_mu = NumberField(label=gettext_lazy("Land (亩)"), required=False)
    stage = forms.CharField(
        label=gettext_lazy("What the plan wants of it"), max_length=20, required=False
    )
    lead = NamesField(
        label=gettext_lazy("Lead units"),
        required=False,
        help_text=gettext_lazy("In order, separated by 、"),
    )
    support = NamesField(label=gettext_lazy("Support units"), required=False)
    leaders = NamesField(label=gettext_lazy("Leaders in charge"), required=False)
    field_order = (
        *("name", "investment_yi", "area_mu", "stage"),
        *("lead", "support", "leaders", "origin"),
    )


class PhaseForm(ItemForm):
    kind = Kind.PHASE
    name = forms.CharField(label=gettext_lazy("Name"), max_length=100)
    start = DayField(label=gettext_lazy("First day"), is_end=False)
    end = DayField(label=gettext_lazy("Last day"))


class CadenceForm(ItemForm):
    kind = Kind.CADENCE
    event = forms.CharField(label=gettext_lazy("What is done"), max_length=60)
    every = forms.ChoiceField(
        label=gettext_lazy("How often"), choices=lambda: list(wording.EVERY.items())
    )


ITEM_FORMS: dict[str, type[ItemForm]] = {
    Kind.TASK: TaskForm,
    Kind.TARGET: TargetForm,
    Kind.FACT: FactForm,
    Kind.PROJECT: ProjectForm,
    Kind.PHASE: PhaseForm,
    Kind.CADENCE: CadenceForm,
}


class UnitForm(forms.Form):
    """One unit name: which of the five decisions, and what it needs."""

    decision = forms.ChoiceField(
        choices=[(code, code) for code in ("use", "create", "expand", "same", "leave")]
    )
    unit = UnitField(label=gettext_lazy("It is"), required=False)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        required=False,
        choices=lambda: list(wording.UNIT_KINDS.items()),
    )
    parent = UnitField(label=gettext_lazy("Beneath"), required=False)
    members = NamesField(required=False)
    member = forms.ModelMultipleChoiceField(queryset=Unit.objects.none(), required=False)
    new_members = NamesField(required=False)
    same_as = forms.ModelChoiceField(queryset=DraftUnit.objects.none(), required=False)
    no_alias = forms.BooleanField(required=False)

    def __init__(self, *args: Any, row: DraftUnit | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        in_force = Unit.objects.filter(valid_to__isnull=True)
        self.fields["member"].queryset = in_force  # type: ignore[attr-defined]
        if row is not None:
            others = DraftUnit.objects.filter(draft_id=row.draft_id).exclude(pk=row.pk)
            self.fields["same_as"].queryset = others  # type: ignore[attr-defined]

    def clean_members(self) -> list[Unit]:
        return units_of(self.cleaned_data["members"])

    def clean_new_members(self) -> list[str]:
        """Leave out what is a unit already: it is named among the members."""
        return list(self.cleaned_data["new_members"])


class SplitForm(forms.Form):
    """A name that was read as one and is several."""

    parts = NamesField(label=gettext_lazy("The names, separated by 、"))


class SettingsForm(forms.Form):
    """What the office settles when it makes a campaign of a draft."""

    title = forms.CharField(label=gettext_lazy("Name of the campaign"), max_length=200)
    short_title = forms.CharField(
        label=gettext_lazy("Short name"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("Stands at the top of every page"),
    )
    slug = forms.SlugField(
        label=gettext_lazy("Name in addresses"),
        max_length=60,
        help_text=gettext_lazy("Small letters, digits and hyphens, for example 2026-action"),
    )
    starts_on = DayField(label=gettext_lazy("First day"), is_end=False)
    ends_on = DayField(label=gettext_lazy("Last day"))
    unit = forms.ModelChoiceField(
        label=gettext_lazy("Unit"),
        queryset=Unit.objects.none(),
        empty_label=None,
        help_text=gettext_lazy("Whose campaign it is; what nobody else owes falls to it"),
    )
    parent_plan = forms.ModelChoiceField(
        label=gettext_lazy("Special plan under"),
        queryset=Plan.objects.none(),
        required=False,
        empty_label=gettext_lazy("It is a general plan"),
        help_text=gettext_lazy("1+N: its campaign becomes the campaign above"),
    )
    parent_campaign = forms.ModelChoiceField(
        label=gettext_lazy("Campaign one level up"),
        queryset=Campaign.objects.none(),
        required=False,
        empty_label=gettext_lazy("none"),
    )
    issue = forms.ChoiceField(
        label=gettext_lazy("How the lines come into force"),
        choices=lambda: list(ISSUE.items()),
        widget=forms.RadioSelect,
        required=False,
        initial="stepwise",
    )
    reason = forms.CharField(
        label=gettext_lazy("Why at once"),
        max_length=500,
        required=False,
        help_text=gettext_lazy(
            "For example that they were issued on paper; it stays in the record"
        ),
    )

    def __init__(
        self, *args: Any, choices: dict[str, Any], year: int | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, queryset in choices.items():
            self.fields[name].queryset = queryset  # type: ignore[attr-defined]
        for name in ("starts_on", "ends_on"):
            self.fields[name].year = year  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The campaign ends before it starts."))
        cleaned["issue"] = cleaned.get("issue") or "stepwise"
        if cleaned["issue"] == "at_once" and not (cleaned.get("reason") or "").strip():
            self.add_error("reason", _("Say why the steps are skipped."))
        return cleaned


class MergeForm(forms.Form):
    """How the lines that a corrected plan adds come into force."""

    issue = forms.ChoiceField(
        label=gettext_lazy("How the added lines come into force"),
        choices=lambda: list(ISSUE.items()),
        widget=forms.RadioSelect,
        required=False,
        initial="stepwise",
    )
    reason = forms.CharField(
        label=gettext_lazy("Why at once"),
        max_length=500,
        required=False,
        help_text=gettext_lazy(
            "For example that they were issued on paper; it stays in the record"
        ),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["issue"] = cleaned.get("issue") or "stepwise"
        if cleaned.get("issue") == "at_once" and not (cleaned.get("reason") or "").strip():
            self.add_error("reason", _("Say why the steps are skipped."))
        return cleaned
