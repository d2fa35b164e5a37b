"""The form of a cadence: what is typed in days, hours and words becomes columns."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guatu.campaigns.models import Campaign
from guatu.core.lamps import Lamp
from guatu.dispatch.models import Cadence
from guatu.ledgers.models import Ledger
from guatu.ledgers.queries import spoken
from guatu.ledgers.queries.kinds import definition_of
from guatu.shell.lamps import WORDS

HOURS_A_DAY = 24
MOST_STEPS = 4
LONGEST_STEP = 240  # hours
EVERY = {
    Cadence.Every.DAY: gettext_lazy("every day"),
    Cadence.Every.WEEK: gettext_lazy("every week"),
    Cadence.Every.TEN_DAYS: gettext_lazy("every ten days"),
    Cadence.Every.MONTH: gettext_lazy("every month"),
    Cadence.Every.QUARTER: gettext_lazy("every quarter"),
    Cadence.Every.HALF_YEAR: gettext_lazy("every half-year"),
    Cadence.Every.YEAR: gettext_lazy("every year"),
}
WEEKDAYS = (
    gettext_lazy("Monday"), gettext_lazy("Tuesday"), gettext_lazy("Wednesday"),
    gettext_lazy("Thursday"), gettext_lazy("Friday"), gettext_lazy("Saturday"),
    gettext_lazy("Sunday"),
)  # fmt: skip
OFF_DAYS = {
    Cadence.OffDays.KEEP: gettext_lazy("fixed dates, holidays or not"),
    Cadence.OffDays.EARLIER: gettext_lazy("on working days: else the working day before"),
    Cadence.OffDays.LATER: gettext_lazy("on working days: else the working day after"),
}
OWES = {
    Cadence.Owes.ALL: gettext_lazy("lead and support units"),
    Cadence.Owes.LEADS: gettext_lazy("lead units alone"),
}
WEIGHT = {
    Cadence.Weight.ALL: gettext_lazy("all entries"),
    Cadence.Weight.LED: gettext_lazy("entries that a leader is in charge of"),
    Cadence.Weight.UNLED: gettext_lazy("entries without a leader in charge"),
}


class CadenceForm(forms.Form):
    """How a cadence is typed."""

    event = forms.CharField(label=gettext_lazy("What recurs"), max_length=60)
    every = forms.ChoiceField(label=gettext_lazy("How often"), choices=list(EVERY.items()))
    asks_check_ins = forms.BooleanField(
        label=gettext_lazy("Units report in it, and its rounds run by themselves"), required=False
    )
    weekday = forms.TypedChoiceField(
        label=gettext_lazy("Weekday of the cut-off, if every week"),
        choices=list(enumerate(WEEKDAYS, 1)),
        coerce=int,
        initial=5,
    )
    due_day = forms.IntegerField(
        label=gettext_lazy("Day of the cut-off, if longer than a week"),
        help_text=gettext_lazy("Of the ten days or the last month; empty is the last day."),
        min_value=1,
        max_value=31,
        required=False,
    )
    is_due_after = forms.BooleanField(
        label=gettext_lazy("That day lies in the month (the ten days) that follow"), required=False
    )
    due_time = forms.RegexField(
        label=gettext_lazy("Hour of the cut-off"),
        regex=r"^(?:[01]?\d|2[0-3]):[0-5]\d$|^24:00$",
        initial="24:00",
        error_messages={"invalid": gettext_lazy("Write 17:30, or 24:00 for the end of the day.")},
    )
    off_days = forms.ChoiceField(
        label=gettext_lazy("Holidays and make-up days"), choices=list(OFF_DAYS.items())
    )
    lead_days = forms.IntegerField(
        label=gettext_lazy("Opens so many days before the cut-off"),
        help_text=gettext_lazy("Empty: as its period begins."),
        min_value=0,
        max_value=366,
        required=False,
    )
    lead_hours = forms.IntegerField(
        label=gettext_lazy("and so many hours"), min_value=0, max_value=23, required=False
    )
    grace_hours = forms.IntegerField(
        label=gettext_lazy("Hours of grace after the cut-off"),
        min_value=0,
        max_value=LONGEST_STEP,
        initial=0,
    )
    freeze_days = forms.IntegerField(
        label=gettext_lazy("Freezes so many days after it is over"),
        help_text=gettext_lazy("Empty: by hand alone."),
        min_value=0,
        max_value=366,
        required=False,
        initial=7,
    )
    remind_before = forms.CharField(
        label=gettext_lazy("Reminds so many hours before"),
        help_text=gettext_lazy("Several with commas; empty: never."),
        required=False,
        initial="24",
    )
    remind_after = forms.CharField(
        label=gettext_lazy("and so many hours after"), required=False, initial="12"
    )
    owes = forms.ChoiceField(label=gettext_lazy("Who reports"), choices=list(OWES.items()))
    weight = forms.ChoiceField(label=gettext_lazy("About which"), choices=list(WEIGHT.items()))
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Of these ledgers (none: of all)"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    lamps = forms.MultipleChoiceField(
        label=gettext_lazy("With these lamps when the round opens (none: with any)"),
        choices=[(lamp.value, lamp.value) for lamp in Lamp],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    begins_on = forms.DateField(
        label=gettext_lazy("From this day on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    ends_on = forms.DateField(
        label=gettext_lazy("Up to this day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    quote = forms.CharField(
        label=gettext_lazy("Sentence of the plan that it comes from"),
        required=False,
        max_length=500,
    )

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kinds"].choices = kinds_of(campaign)  # type: ignore[attr-defined]
        self.fields["lamps"].choices = [  # type: ignore[attr-defined]
            (lamp.value, WORDS[lamp]) for lamp in Lamp if lamp is not Lamp.DONE
        ]

    def clean_remind_before(self) -> list[int]:
        return hours(self.cleaned_data["remind_before"])

    def clean_remind_after(self) -> list[int]:
        return hours(self.cleaned_data["remind_after"])

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        first, last = given.get("begins_on"), given.get("ends_on")
        if first is not None and last is not None and last < first:
            self.add_error("ends_on", _("The last day lies before the first."))
        return given

    def wish(self) -> dict[str, Any]:
        """Return the columns of what was typed, without its sentence."""
        given = dict(self.cleaned_data)
        given.pop("quote")
        hour, _colon, minute = given.pop("due_time").partition(":")
        days, extra = given.pop("lead_days"), given.pop("lead_hours")
        given["due_minute"] = max(int(hour) * 60 + int(minute), 1)
        given["lead_hours"] = (
            None if days is None and extra is None else (days or 0) * HOURS_A_DAY + (extra or 0)
        )
        return given


def hours(text: str) -> list[int]:
    """Return the hours of a list such as “48, 24”.

    Raises
    ------
    ValidationError
        If it is none, or longer than reminders should be.
    """
    words = text.replace("，", ",").replace("、", ",").replace(" ", ",").split(",")
    found = [word for word in words if word]
    if not all(word.isdecimal() and 1 <= int(word) <= LONGEST_STEP for word in found):
        raise forms.ValidationError(_("Write hours from 1 to 240, with commas: 48, 24."))
    if len(found) > MOST_STEPS:
        raise forms.ValidationError(_("Four reminders at most: more is noise."))
    return sorted({int(word) for word in found}, reverse=True)


def kinds_of(campaign: Campaign) -> list[tuple[str, str]]:
    """Return the kinds of the campaign's ledgers about which units report."""
    rows = Ledger.objects.filter(campaign=campaign).select_related("kind")
    return [
        (row.kind.code, spoken(definition_of(row.kind).noun))
        for row in rows.order_by("kind__official_order", "pk")
        if row.kind.is_reported
    ]


def typed(cadence: Cadence) -> dict[str, Any]:
    """Return a cadence as its form shows it."""
    lead = cadence.lead_hours
    hour, minute = divmod(cadence.due_minute, 60)
    return {
        "event": cadence.event,
        "every": cadence.every or Cadence.Every.WEEK,
        "asks_check_ins": cadence.asks_check_ins,
        "weekday": cadence.weekday,
        "due_day": cadence.due_day,
        "is_due_after": cadence.is_due_after,
        "due_time": f"{hour:02d}:{minute:02d}",
        "off_days": cadence.off_days,
        "lead_days": None if lead is None else lead // HOURS_A_DAY,
        "lead_hours": None if lead is None else lead % HOURS_A_DAY or None,
        "grace_hours": cadence.grace_hours,
        "freeze_days": cadence.freeze_days,
        "remind_before": ", ".join(map(str, cadence.hours_before)),
        "remind_after": ", ".join(map(str, cadence.hours_after)),
        "owes": cadence.owes,
        "weight": cadence.weight,
        "kinds": cadence.kinds,
        "lamps": cadence.lamps,
        "begins_on": cadence.begins_on,
        "ends_on": cadence.ends_on,
        "quote": quote_text(cadence),
    }


def quote_text(cadence: Cadence) -> str:
    """Return the sentence of the plan that a cadence comes from."""
    if cadence.plan is None:
        return ""
    return cadence.plan.text[cadence.quote_start or 0 : cadence.quote_end or 0].strip()
