"""Forms for entries: made from what the kind declares."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guatu.accounts.models import Unit
from guatu.accounts.queries import units_around, units_meant, written_names
from guatu.audit.evidence import UPLOAD_NOTE
from guatu.core.kinds import Field, FieldType, KindDefinition, Stage
from guatu.core.kinds.values import problem_of
from guatu.core.stored import from_fen, to_fen
from guatu.ledgers.actions import Assigned, AssignedPost, Duties, NewMilestone
from guatu.ledgers.models import Duty, Entry, Milestone, PostDuty
from guatu.ledgers.queries import posts_for, spoken
from guatu.ledgers.wording import LEVELS, PROBLEMS, ROLL_UPS, WAN, measured
from guatu.shell.errors import InvalidState

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
PREFIX = "field_"
EMPTIED = "-"  # written into a private field that shall hold nothing any more
LONGEST_MILESTONE = 200


def plain_number(text: str) -> str:
    """Return a number as typed, without separators and in half width."""
    return text.strip().replace(",", "").replace("，", "").replace("．", ".")


class MoneyField(forms.CharField):
    """Money typed in 万元 (or another unit), cleaned to fen."""

    def __init__(self, *, measure: str = WAN, **options: Any) -> None:
        self.measure = measure
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal"}))
        super().__init__(**options)

    def prepare_value(self, value: Any) -> Any:
        return f"{from_fen(value, self.measure):f}" if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        text = plain_number(super().clean(value))
        if not text:
            return None
        try:
            return to_fen(Decimal(text), self.measure)
        except (InvalidOperation, ValueError) as error:
            raise forms.ValidationError(
                _("Give an amount of money; the smallest part is one fen.")
            ) from error


class SeriesField(forms.CharField):
    """A monthly series typed as one month a line, cleaned to a table of months."""

    widget = forms.Textarea(attrs={"rows": 4})

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, Mapping):
            return "\n".join(f"{month} {number}" for month, number in sorted(value.items()))
        return value

    def clean(self, value: Any) -> Any:
        months: dict[str, str] = {}
        for line in super().clean(value).splitlines():
            month, _space, number = line.strip().replace("：", " ").partition(" ")
            if month:
                months[month] = plain_number(number)
        return months or None


def form_field(field: Field) -> forms.Field:
    """Return the form's field for an extra field of a kind."""
    options: dict[str, Any] = {
        "label": measured(spoken(field.name), field.measure),
        "required": field.is_required,
        "help_text": spoken(field.help) if field.help else "",
    }
    return MAKERS[field.type](field, options)


def choice_field(field: Field, options: dict[str, Any]) -> forms.Field:
    choices = [(choice.code, spoken(choice.name)) for choice in field.choices]
    return forms.ChoiceField(choices=[("", "—"), *choices], **options)


def bool_field(_field: Field, options: dict[str, Any]) -> forms.Field:
    return forms.ChoiceField(choices=[("", "—"), ("yes", _("Yes")), ("no", _("No"))], **options)


MAKERS: Mapping[FieldType, Callable[[Field, dict[str, Any]], forms.Field]] = {
    FieldType.TEXT: lambda _field, options: forms.CharField(
        widget=forms.Textarea(attrs={"rows": 2}), **options
    ),
    FieldType.CODE: lambda _field, options: forms.CharField(max_length=40, **options),
    FieldType.NUMBER: lambda _field, options: forms.CharField(
        widget=forms.TextInput(attrs={"inputmode": "decimal"}), **options
    ),
    FieldType.MONEY: lambda field, options: MoneyField(measure=field.measure or WAN, **options),
    FieldType.SERIES: lambda _field, options: SeriesField(**options),
    FieldType.DATE: lambda _field, options: forms.DateField(widget=DAY, **options),
    FieldType.CHOICE: choice_field,
    FieldType.BOOL: bool_field,
    FieldType.UNIT: lambda _field, options: forms.ModelChoiceField(
        Unit.objects.none(), empty_label="—", **options
    ),
}


def initial_of(field: Field, value: Any) -> Any:
    if field.type is FieldType.BOOL and value is not None:
        return "yes" if value else "no"
    return value


def stored(field: Field, value: Any) -> Any:
    """Return a cleaned value as it is stored in JSON."""
    if value in (None, ""):
        return None
    if field.type is FieldType.DATE:
        return value.isoformat()
    if field.type is FieldType.UNIT:
        return value.pk
    if field.type is FieldType.BOOL:
        return value == "yes"
    return plain_number(value) if field.type is FieldType.NUMBER else value


def default_of(field: Field) -> Any:
    """Return what the form of a new entry holds: today stands for the day on which it is opened."""
    if field.type is FieldType.DATE and field.default is not None:
        is_today = field.default == "today"
        return timezone.localdate() if is_today else date.fromisoformat(field.default)
    return field.default


def keep_unseen(shown: forms.Field) -> None:
    """Let a private value be written anew without being read: a look is an act of its own."""
    shown.required = False
    shown.help_text = _(
        "Filled in, not shown here. Leave it empty to keep what stands, write - to empty it."
    )


class FieldsForm(forms.Form):
    """The extra fields of a kind that this person fills; a unit is one of those around `home`."""

    def __init__(
        self,
        *args: Any,
        extra: Sequence[Field],
        entry: Entry | None,
        home: Unit | None = None,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.extra = extra
        for field in extra:
            name = PREFIX + field.key
            self.fields[name] = form_field(field)
            if field.type is FieldType.UNIT and home is not None:
                kept = entry.fields.get(field.key) if entry else None
                units = units_around(home, kept=[kept])
                self.fields[name].queryset = units  # type: ignore[attr-defined]
            if entry is None:
                self.initial[name] = default_of(field)
            elif field.is_private and field.key in entry.fields:
                keep_unseen(self.fields[name])
            else:
                self.initial[name] = initial_of(field, entry.fields.get(field.key))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for field in self.extra:
            name = PREFIX + field.key
            value = stored(field, cleaned.get(name))
            is_emptied = field.is_private and value == EMPTIED
            problem = problem_of(field, value) if value is not None and not is_emptied else None
            if problem is not None and name not in self.errors:
                self.add_error(name, str(PROBLEMS[problem]))
            cleaned[name] = value
        return cleaned

    @property
    def extra_values(self) -> dict[str, Any]:
        """The fields as they are stored; a private one that was left alone is not among them."""
        values = {field.key: self.cleaned_data[PREFIX + field.key] for field in self.extra}
        private = {field.key for field in self.extra if field.is_private}
        return {
            key: None if key in private and value == EMPTIED else value
            for key, value in values.items()
            if value is not None or key not in private
        }


class EntryForm(FieldsForm):
    """What the campaign office writes of an entry, beside its fields."""

    title = forms.CharField(
        label=gettext_lazy("Title"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    number = forms.CharField(label=gettext_lazy("No."), max_length=20, required=False)
    heading = forms.CharField(label=gettext_lazy("Heading"), max_length=200, required=False)
    standard = forms.CharField(
        label=gettext_lazy("Standard of completion"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    starts_on = forms.DateField(label=gettext_lazy("Starts"), required=False, widget=DAY)
    due_on = forms.DateField(label=gettext_lazy("Due"), required=False, widget=DAY)
    reason = forms.CharField(
        label=gettext_lazy("Why the date is put off"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Only when the due date moves later; it stays in the record."),
    )
    place = forms.CharField(label=gettext_lazy("Place"), max_length=200, required=False)
    amount_fen = MoneyField(label=gettext_lazy("Money (万元)"), required=False)
    roll_up = forms.ChoiceField(
        label=gettext_lazy("Progress from the entries beneath"), choices=list(ROLL_UPS.items())
    )
    parent_id = forms.IntegerField(
        label=gettext_lazy("Stands under entry"),
        required=False,
        min_value=1,
        help_text=gettext_lazy(
            "The number at the end of its address; it may be of another campaign."
        ),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    COLUMNS = (
        "title", "number", "heading", "standard", "starts_on", "due_on", "place", "amount_fen",
        "roll_up", "parent_id",
    )  # fmt: skip

    def __init__(
        self, *args: Any, kind: KindDefinition, entry: Entry | None, **options: Any
    ) -> None:
        super().__init__(*args, entry=entry, **options)
        if not kind.has_amount:
            del self.fields["amount_fen"]
        elif kind.amount_name is not None:
            self.fields["amount_fen"].label = measured(spoken(kind.amount_name), WAN)
        if entry is None:
            del self.fields["reason"]
            self.initial.setdefault("roll_up", Entry.RollUp.NONE)
        else:
            for name in self.COLUMNS:
                self.initial.setdefault(name, getattr(entry, name))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        starts_on, due_on = cleaned.get("starts_on"), cleaned.get("due_on")
        if starts_on and due_on and due_on < starts_on:
            self.add_error("due_on", _("The due date lies before the start."))
        return cleaned

    @property
    def column_values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.COLUMNS if name in self.fields}


class UnitListField(forms.CharField):
    """Units written one a line, cleaned to what an entry is assigned."""

    widget = forms.Textarea(attrs={"rows": 4})

    def clean(self, value: Any) -> Any:
        lines = super().clean(value).replace("、", "\n").splitlines()
        names = list(dict.fromkeys(line.strip() for line in lines if line.strip()))
        try:
            found = units_meant(names)
        except InvalidState as error:
            raise forms.ValidationError(error.message) from error
        units = {found[name].pk: name for name in reversed(names)}  # the first writing stays
        return tuple(
            Assigned(unit_id=pk, written=name) for pk, name in reversed(list(units.items()))
        )


class DutiesForm(forms.Form):
    """Who owes an entry: units by role, posts by level."""

    leads = UnitListField(
        label=gettext_lazy("Lead units"),
        required=False,
        help_text=gettext_lazy("One a line; the first is the first lead and owns the entry."),
    )
    supports = UnitListField(label=gettext_lazy("Supporting units"), required=False)
    supervisors = UnitListField(label=gettext_lazy("Supervising units"), required=False)

    def __init__(self, *args: Any, entry: Entry, **options: Any) -> None:
        super().__init__(*args, **options)
        rows = list(entry.duties.order_by("role", "ordinal").select_related("unit"))
        written = written_names(duty.unit for duty in rows)
        for name, role in (
            ("leads", Duty.Role.LEAD),
            ("supports", Duty.Role.SUPPORT),
            ("supervisors", Duty.Role.SUPERVISE),
        ):
            self.initial[name] = "\n".join(
                written[duty.unit_id] for duty in rows if duty.role == role
            )
        leads = [duty.unit_id for duty in rows if duty.role == Duty.Role.LEAD] or [entry.unit_id]
        named = list(entry.post_duties.values_list("level", "post_id"))
        for level in PostDuty.Level:
            self.fields[level.value] = forms.TypedMultipleChoiceField(
                label=str(LEVELS[level]),
                choices=posts_for(level.value, entry, leads),
                coerce=int,
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )
            self.initial[level.value] = [pk for code, pk in named if code == level]

    @property
    def duties(self) -> Duties:
        return Duties(
            leads=self.cleaned_data["leads"],
            supports=self.cleaned_data["supports"],
            supervisors=self.cleaned_data["supervisors"],
            posts=tuple(
                AssignedPost(post_id=pk, level=level.value)
                for level in PostDuty.Level
                for pk in self.cleaned_data[level.value]
            ),
        )


class MilestoneListField(forms.CharField):
    """Milestones written one a line, cleaned to what an entry gets."""

    widget = forms.Textarea(attrs={"rows": 8})

    def clean(self, value: Any) -> Any:
        lines = [line.strip() for line in super().clean(value).splitlines()]
        return tuple(milestone_of(line) for line in lines if line)


def milestone_of(line: str) -> NewMilestone:
    """Return the milestone of a line: with a day it is a 节点, with a month alone a 月度目标."""
    when, _space, title = line.replace("　", " ").partition(" ")
    try:
        if len(when) == len("2026-06"):
            first = date.fromisoformat(f"{when}-01")
            due_on = first.replace(day=monthrange(first.year, first.month)[1])
            kind = Milestone.Kind.MONTH
        else:
            due_on, kind = date.fromisoformat(when), Milestone.Kind.NODE
    except ValueError as error:
        raise forms.ValidationError(
            _("“%(line)s” does not begin with a day or a month, such as 2026-06-30 or 2026-06.")
            % {"line": line[:40]}
        ) from error
    if not title.strip() or len(title.strip()) > LONGEST_MILESTONE:
        raise forms.ValidationError(
            _("“%(line)s…” needs words after the date, 200 characters at most.")
            % {"line": line[:40]}
        )
    return NewMilestone(title=title.strip(), due_on=due_on, kind=kind.value)


def milestone_line(row: Milestone) -> str:
    return f"{row.due_on:%Y-%m}{'' if row.kind == Milestone.Kind.MONTH else f'-{row.due_on:%d}'} {row.title}"


class MilestonesForm(forms.Form):
    """The undecided milestones of an entry."""

    milestones = MilestoneListField(
        label=gettext_lazy("Milestones still to come"),
        required=False,
        help_text=gettext_lazy(
            "One a line: 2026-06-30 and what is done by that day, or 2026-06 and the goal of that month."
        ),
    )

    def __init__(self, *args: Any, entry: Entry, **options: Any) -> None:
        super().__init__(*args, **options)
        rows = entry.milestones.filter(outcome=Milestone.Outcome.OPEN)
        self.initial["milestones"] = "\n".join(milestone_line(row) for row in rows)


class StageForm(forms.Form):
    """One passage to another stage."""

    to_stage = forms.ChoiceField(label=gettext_lazy("To the stage"))
    passed_on = forms.DateField(label=gettext_lazy("Passed on"), widget=DAY)
    proof = forms.FileField(
        label=gettext_lazy("Proof"),
        required=False,
        help_text=UPLOAD_NOTE,
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Needed when going back or skipping a stage."),
    )

    def __init__(self, *args: Any, stages: Sequence[Stage], today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["to_stage"] = forms.ChoiceField(
            label=gettext_lazy("To the stage"),
            choices=[(stage.code, stage_label(stage)) for stage in stages],
        )
        self.initial.setdefault("passed_on", today)


def stage_label(stage: Stage) -> str:
    if stage.proof is None:
        return spoken(stage.name)
    return _("%(stage)s (proof: %(proof)s)") % {
        "stage": spoken(stage.name),
        "proof": spoken(stage.proof),
    }
