"""Forms of meetings: head, agenda item, decision, plan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guatu.accounts.models import Post, Unit
from guatu.accounts.queries import units_around
from guatu.campaigns.models import Campaign
from guatu.core.shortdays import read_day
from guatu.core.unitnames import LEVELS
from guatu.ledgers.forms import DAY
from guatu.meetings.actions.agenda import ItemChange
from guatu.meetings.actions.decisions import LONGEST, NewDecision
from guatu.meetings.actions.plans import PlanChange
from guatu.meetings.actions.preparing import NewMeeting
from guatu.meetings.models import Meeting, MeetingPlan, Sort
from guatu.meetings.queries.people import chairs_of, leaders_of
from guatu.meetings.words import SORTS
from guatu.shell.formatting import WEEKDAYS, is_chinese

TIME = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
SHORTEST = 4  # of a name that may be said without its level: 区商务局, never 区委
SEPARATORS = str.maketrans(dict.fromkeys(",，;；/ 　\t", "、"))


class MeetingForm(forms.Form):
    """When, where and how long a meeting is; `with_sort` where it is new."""

    sort = forms.ChoiceField(label=gettext_lazy("Sort of meeting"), choices=list(SORTS.items()))
    held_on = forms.DateField(label=gettext_lazy("Day"), widget=DAY)
    starts_at = forms.TimeField(label=gettext_lazy("Begins at"), required=False, widget=TIME)
    place = forms.CharField(label=gettext_lazy("Place"), max_length=100, required=False)
    chair = forms.TypedChoiceField(
        label=gettext_lazy("Chair"), required=False, coerce=int, empty_value=None
    )
    expected_minutes = forms.IntegerField(
        label=gettext_lazy("Expected minutes"), min_value=10, max_value=240, initial=60
    )
    title = forms.CharField(
        label=gettext_lazy("Title"), max_length=120, required=False,
        help_text=gettext_lazy("Empty: the sort and its number."),
    )  # fmt: skip

    def __init__(self, *args: Any, campaign: Campaign, with_sort: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.posts = {post.pk: post for post in chairs_of(campaign)}
        offer_posts(self, "chair", self.posts)
        if not with_sort:
            del self.fields["sort"]

    def new(self, sort: str = "") -> NewMeeting:
        sent = self.cleaned_data
        return NewMeeting(
            sort=sent.get("sort", sort),
            held_on=sent["held_on"],
            title=sent["title"],
            starts_at=sent["starts_at"],
            place=sent["place"],
            chair=self.posts.get(sent["chair"]),
            expected_minutes=sent["expected_minutes"],
        )


def offer_posts(form: forms.Form, name: str, posts: dict[int, Post]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.TypedChoiceField)  # noqa: S101 the classes here declare it so
    field.choices = [("", "—"), *((pk, post.title) for pk, post in posts.items())]


def head_of(meeting: Meeting) -> dict[str, Any]:
    """Return what the form of a meeting begins with."""
    return {
        "held_on": meeting.held_on,
        "starts_at": meeting.starts_at,
        "place": meeting.place,
        "chair": meeting.chair_id,
        "expected_minutes": meeting.expected_minutes,
        "title": meeting.title,
    }


class ItemForm(forms.Form):
    """What is to be decided on an item, and how long it takes."""

    title = forms.CharField(
        label=gettext_lazy("Matter of the agenda"), max_length=300, required=False
    )
    question = forms.CharField(
        label=gettext_lazy("Question to decide"), max_length=300, required=False
    )
    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes"), min_value=1, max_value=120, initial=5
    )

    @property
    def change(self) -> ItemChange:
        sent = self.cleaned_data
        return ItemChange(title=sent["title"], question=sent["question"], minutes=sent["minutes"])


class DecisionForm(forms.Form):
    """A decision as it is typed: text, Enter. Units by their names, the limit as people say it."""

    text = forms.CharField(
        label=gettext_lazy("Decision taken"), max_length=LONGEST, widget=forms.TextInput
    )
    units = forms.CharField(
        label=gettext_lazy("Units, the first leads"), max_length=500, required=False
    )
    limit = forms.CharField(label=gettext_lazy("Limit"), max_length=20, required=False)
    leader = forms.TypedChoiceField(
        label=gettext_lazy("Responsible leader"), required=False, coerce=int, empty_value=None
    )

    def __init__(self, *args: Any, campaign: Campaign, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.campaign, self.today = campaign, today
        self.posts = {post.pk: post for post in leaders_of(campaign)}
        offer_posts(self, "leader", self.posts)
        self.fields["units"].widget.attrs |= {"list": "unit-names", "autocomplete": "off"}
        self.fields["limit"].widget.attrs |= {
            "list": "limits", "autocomplete": "off", "placeholder": _("6.30, 5天, 周五"),
        }  # fmt: skip

    def clean_units(self) -> list[Unit]:
        """Read names as the list of units has them, parted by 、 or a comma."""
        written = str(self.cleaned_data["units"]).translate(SEPARATORS)
        names = [name for part in written.split("、") if (name := part.strip())]
        known = names_of(units_around(self.campaign.unit).prefetch_related("aliases"))
        for name in names:
            if name not in known:
                raise forms.ValidationError(
                    _("There is no unit “%(name)s” here: choose from the list.")
                    % {"name": name[:30]}
                )
        return list(dict.fromkeys(known[name] for name in names))

    def clean_limit(self) -> date | None:
        written = str(self.cleaned_data["limit"]).strip()
        if not written:
            return None
        found = read_day(written, self.today)
        if found is None:
            raise forms.ValidationError(
                _("“%(written)s” is no day. Write 6.30, 5天, 下周五 or 月底.")
                % {"written": written[:20]}
            )
        return found

    @property
    def new(self) -> NewDecision:
        sent = self.cleaned_data
        return NewDecision(
            text=sent["text"],
            units=sent["units"],
            limit_on=sent["limit"],
            leader=self.posts.get(sent["leader"]),
        )


def names_of(units: Iterable[Unit]) -> dict[str, Unit]:
    """Return what units are called; also without the level in front (商务局), where one unit has it."""
    known: dict[str, Unit] = {}
    short: defaultdict[str, set[Unit]] = defaultdict(set)
    for unit in units:
        for name in (unit.name, unit.short_name, *(alias.name for alias in unit.aliases.all())):
            known.setdefault(name, unit)
            if name[:1] in LEVELS and len(name) >= SHORTEST:
                short[name[1:]].add(unit)
    alone = {name: found.pop() for name, found in short.items() if len(found) == 1}
    return alone | known


class PlanForm(forms.Form):
    """How meetings of a sort are held."""

    is_on = forms.BooleanField(label=gettext_lazy("Prepared by itself"), required=False)
    weekday = forms.TypedChoiceField(label=gettext_lazy("Weekday"), coerce=int)
    month_day = forms.IntegerField(
        label=gettext_lazy("Day of the month"), min_value=1, max_value=31
    )
    starts_at = forms.TimeField(label=gettext_lazy("Begins at"), required=False, widget=TIME)
    place = forms.CharField(label=gettext_lazy("Place"), max_length=100, required=False)
    chair = forms.TypedChoiceField(
        label=gettext_lazy("Chair"), required=False, coerce=int, empty_value=None
    )
    expected_minutes = forms.IntegerField(
        label=gettext_lazy("Expected minutes"), min_value=10, max_value=240
    )
    lead_days = forms.IntegerField(
        label=gettext_lazy("Working days ahead"), min_value=0, max_value=10
    )
    month_limit = forms.IntegerField(
        label=gettext_lazy("At most a month"), min_value=0, max_value=31
    )

    def __init__(self, *args: Any, plan: MeetingPlan, **options: Any) -> None:
        options.setdefault("initial", {name: getattr(plan, name) for name in self.base_fields})
        options["initial"]["chair"] = plan.chair_id
        options.setdefault("prefix", plan.sort)
        super().__init__(*args, **options)
        self.posts = {post.pk: post for post in chairs_of(plan.campaign)}
        offer_posts(self, "chair", self.posts)
        weekday = self.fields["weekday"]
        assert isinstance(weekday, forms.TypedChoiceField)  # noqa: S101 declared above
        weekday.choices = [(at, weekday_name(at)) for at in range(1, 8)]
        for name in self.unused(plan.sort):
            del self.fields[name]

    @staticmethod
    def unused(sort: str) -> tuple[str, ...]:
        if sort == Sort.WEEKLY:
            return ("month_day",)
        if sort == Sort.MONTHLY:
            return ("weekday",)
        return ("is_on", "weekday", "month_day", "starts_at", "lead_days")

    @property
    def change(self) -> PlanChange:
        sent = {name: value for name, value in self.cleaned_data.items() if name != "chair"}
        return PlanChange(
            **{"is_on": False, **sent}, chair=self.posts.get(self.cleaned_data["chair"])
        )


def weekday_name(at: int) -> str:
    if is_chinese():
        return f"周{WEEKDAYS[at - 1]}"
    return ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")[at - 1]
