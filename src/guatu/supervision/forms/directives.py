"""Forms of directives: issuing, answering, another day, checking, splitting, the rules."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guatu.accounts.models import Post, Unit
from guatu.accounts.queries import units_around
from guatu.campaigns.models import Campaign
from guatu.core.actors import Role
from guatu.core.calendars import after_working_days
from guatu.core.directives import DirectiveDays
from guatu.dispatch.uploads import payload_of
from guatu.shell.workdays import work_calendar
from guatu.supervision.actions.directives import NewDirective
from guatu.supervision.actions.extending import Decision
from guatu.supervision.actions.splitting import NewPart
from guatu.supervision.actions.steps import Said, Upload
from guatu.supervision.models import Directive
from guatu.supervision.wording import METHODS, SOURCES

LEADING = (Role.LEADER.value, Role.APPROVER.value)
CHECKING = (*LEADING, Role.CAMPAIGN_OFFICE.value)
OFFERED = ("lamp", "leader", "plan", "other")  # the others come from pages of their own
MOST_DAYS = 250
NOT_GIVEN = [("", "—")]


def day_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def words(label: Any, *, most: int = 2000, rows: int = 3, **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **options
    )


def posts_named(units: Mapping[int, Unit], roles: tuple[str, ...]) -> list[tuple[int, str]]:
    """Return the posts of these units in these roles, in official order, each with its unit."""
    rows = Post.objects.filter(unit__in=list(units), role__in=roles, abolished_on__isnull=True)
    found = rows.select_related("unit").order_by(
        "unit__official_order", "unit__path", "official_order", "pk"
    )
    return [(row.pk, f"{row.unit.label} {row.title}") for row in found]


def optional_post(label: Any, choices: list[tuple[int, str]], help_text: Any) -> forms.Field:
    return forms.TypedChoiceField(
        label=label, coerce=int, empty_value=None, required=False,
        choices=[*NOT_GIVEN, *choices], help_text=help_text,
    )  # fmt: skip


class IssueForm(forms.Form):
    """A directive to one unit or several, with its limit as a date or in working days."""

    title = forms.CharField(label=gettext_lazy("Matter"), max_length=200)
    requirement = words(gettext_lazy("What the unit is to do"), rows=5)
    source = forms.ChoiceField(
        label=gettext_lazy("Where it comes from"),
        choices=[(code, SOURCES[code]) for code in OFFERED],
    )
    source_note = words(
        gettext_lazy("Grounds"),
        most=1000,
        required=False,
        help_text=gettext_lazy("The lamp's reason, the leader's words, the clause of the plan."),
    )
    limit_on = forms.DateField(label=gettext_lazy("Limit"), required=False, widget=day_input())
    limit_days = forms.IntegerField(
        label=gettext_lazy("or in working days"), required=False, min_value=1, max_value=MOST_DAYS
    )

    def __init__(
        self, *args: Any, campaign: Campaign, entry_id: int | None, today: date, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.campaign, self.entry_id, self.today = campaign, entry_id, today
        units = {unit.pk: unit for unit in units_around(campaign.unit)}
        self.fields["units"] = forms.TypedMultipleChoiceField(
            label=gettext_lazy("Units"),
            coerce=int,
            choices=[(pk, unit.label) for pk, unit in units.items()],
            widget=forms.SelectMultiple(attrs={"size": 8}),
            help_text=gettext_lazy("Several at once (Ctrl): one directive each, as one matter."),
        )
        self.fields["leader"] = optional_post(
            gettext_lazy("Leader in charge"),
            posts_named(units, LEADING),
            gettext_lazy("Told by the rule when it is not signed for or overdue."),
        )
        self.fields["verifier"] = optional_post(
            gettext_lazy("Checked by"),
            posts_named(units, CHECKING),
            gettext_lazy("The office checks unless a post is named; never who answered."),
        )

    def clean(self) -> dict[str, Any]:
        sent = super().clean() or {}
        if sent.get("limit_on") is None and (days := sent.get("limit_days")):
            sent["limit_on"] = after_working_days(self.today, days, work_calendar())
        if sent.get("limit_on") is None and not self.errors:
            self.add_error("limit_on", _("Give a day, or a number of working days."))
        return sent

    @property
    def new(self) -> NewDirective:
        sent = self.cleaned_data
        return NewDirective(
            campaign_id=self.campaign.pk,
            unit_id=sent["units"][0],
            title=sent["title"],
            requirement=sent["requirement"],
            limit_on=sent["limit_on"],
            source=sent["source"],
            source_note=sent["source_note"],
            source_type="ledgers.entry" if self.entry_id else "",
            source_id=self.entry_id,
            entry_id=self.entry_id,
            leader_id=sent["leader"],
            verifier_id=sent["verifier"],
        )


def uploads_of(files: MultiValueDict[str, UploadedFile[bytes]] | None) -> list[Upload]:
    found = files.getlist("files") if files is not None else []
    return [Upload(payload=payload_of(file), name=file.name or "") for file in found]


class EmptyForm(forms.Form):
    """A step that needs no words: signing for it, beginning."""


class AnswerForm(forms.Form):
    """An answer on the way, or the report that it is finished."""

    words = words(gettext_lazy("Words of the answer"), rows=4)
    is_finished = forms.TypedChoiceField(
        label=gettext_lazy("This answer"),
        coerce=lambda value: value == "1",
        choices=[
            ("0", gettext_lazy("is on the way")),
            ("1", gettext_lazy("reports it as finished")),
        ],
        widget=forms.RadioSelect,
        initial="0",
    )
    parts_reason = forms.CharField(
        label=gettext_lazy("Why it is done although parts are open"),
        max_length=500,
        required=False,
    )

    def __init__(self, *args: Any, open_parts: int = 0, **options: Any) -> None:
        super().__init__(*args, **options)
        if not open_parts:
            del self.fields["parts_reason"]

    @property
    def said(self) -> Said:
        return Said(words=self.cleaned_data["words"], files=uploads_of(self.files))


class AskForm(forms.Form):
    """申请延期."""

    wanted_on = forms.DateField(label=gettext_lazy("New limit asked for"), widget=day_input())
    reason = words(gettext_lazy("Why"), most=500, rows=2)


class DecideForm(forms.Form):
    """What becomes of an application for another day."""

    is_granted = forms.TypedChoiceField(
        label=gettext_lazy("Decision"),
        coerce=lambda value: value == "1",
        choices=[("1", gettext_lazy("Give another day")), ("0", gettext_lazy("Refuse"))],
        widget=forms.RadioSelect,
        initial="1",
    )
    granted_on = forms.DateField(
        label=gettext_lazy("New limit"), required=False, widget=day_input()
    )
    answer = words(gettext_lazy("A word on it"), most=500, rows=2, required=False)

    def clean(self) -> dict[str, Any]:
        sent = super().clean() or {}
        if sent.get("is_granted") and not sent.get("granted_on") and not self.errors:
            self.add_error("granted_on", _("Give the new limit."))
        return sent

    @property
    def decision(self) -> Decision:
        sent = self.cleaned_data
        return Decision(
            granted_on=sent["granted_on"] if sent["is_granted"] else None, answer=sent["answer"]
        )


class CloseForm(forms.Form):
    """核查办结."""

    method = forms.ChoiceField(
        label=gettext_lazy("How it was checked"),
        choices=list(METHODS.items()),
        widget=forms.RadioSelect,
    )
    words = words(gettext_lazy("What the check found"), rows=2, required=False)

    @property
    def said(self) -> Said:
        sent = self.cleaned_data
        return Said(words=sent["words"], method=sent["method"], files=uploads_of(self.files))


class ReasonForm(forms.Form):
    """A step that needs a reason: returning, taking back."""

    reason = words(gettext_lazy("Reason"), rows=2)


class ReopenForm(forms.Form):
    """反弹重开: what came back, and by when now."""

    reason = words(gettext_lazy("What has come back"), rows=2)
    limit_on = forms.DateField(label=gettext_lazy("New limit"), widget=day_input())


class PartForm(forms.Form):
    """One part of a directive that is split down; an empty row is no part."""

    to = forms.ChoiceField(label=gettext_lazy("Unit or post"), required=False)
    requirement = forms.CharField(
        label=gettext_lazy("What the unit is to do"), max_length=2000, required=False
    )
    limit_on = forms.DateField(label=gettext_lazy("Limit"), required=False, widget=day_input())

    def __init__(self, *args: Any, row: Directive, places: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.row = row
        self.fields["to"].choices = [*NOT_GIVEN, *places]  # type: ignore[attr-defined]
        self.fields["limit_on"].initial = row.limit_on

    @property
    def part(self) -> NewPart | None:
        sent = self.cleaned_data
        if not sent.get("to"):
            return None
        sort, _colon, key = sent["to"].partition(":")
        return NewPart(
            requirement=sent["requirement"] or self.row.requirement,
            limit_on=sent["limit_on"] or self.row.limit_on,
            unit_id=int(key) if sort == "unit" else None,
            post_id=int(key) if sort == "post" else None,
        )


class RulesForm(forms.Form):
    """The days behind the colours and behind telling leaders."""

    near_days = forms.IntegerField(
        label=gettext_lazy("Blue so many days before the limit"), min_value=0, max_value=60
    )
    near_counts_workdays = forms.BooleanField(
        label=gettext_lazy("Count working days"), required=False
    )
    sign_within = forms.IntegerField(
        label=gettext_lazy("To be signed for within working days"), min_value=1, max_value=60
    )
    escalates = forms.BooleanField(
        label=gettext_lazy("Tell the leader in charge by itself"), required=False
    )
    overdue_days = forms.IntegerField(
        label=gettext_lazy("so many days past the limit"), min_value=1, max_value=60
    )
    unsigned_days = forms.IntegerField(
        label=gettext_lazy("so many working days unsigned"),
        min_value=1,
        max_value=60,
    )

    @property
    def days(self) -> DirectiveDays:
        return DirectiveDays(**self.cleaned_data)
