"""Forms of figures: they check what was typed, never who may."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guatu.accounts.models import Unit
from guatu.campaigns import wording
from guatu.campaigns.actions import IndicatorFacts, NewObservation
from guatu.campaigns.actions.checking import Doubtful, TooEarly, check
from guatu.campaigns.models import Indicator, Observation
from guatu.campaigns.queries import Owed
from guatu.core.figures import WrittenFigure, read_figure
from guatu.core.rhythms import Rhythm
from guatu.core.shapes import Shape
from guatu.core.stored import store_figure
from guatu.shell.errors import InvalidState

LONGEST = 60
MOST_DAYS = 180  # a yearly figure of statistics is out by June
MINUS = frozenset("-−－负")


def read_written(
    written: str, default: str | None, measures: Collection[str], *, is_fall: bool = False
) -> WrittenFigure:
    """Return what was typed, in `default` where no unit of measure stands behind it."""
    figure = read_figure(written, measures, is_fall=is_fall)
    if figure is None and is_fall and written.strip()[:1] in MINUS:
        raise forms.ValidationError(
            _("This figure says by how much it fell. Write %(fall)s or %(rise)s, without a minus.")
            % {"fall": "下降3.2%", "rise": "上升1.1%"}
        )
    if figure is None:
        raise forms.ValidationError(
            _("Write one number with its unit of measure, for example %(example)s.")
            % {"example": f"12.6{default or ''}"}
        )
    measure = figure.measure or default
    try:
        store_figure(figure.value, measure)
    except ValueError as error:
        raise forms.ValidationError(
            _("This number cannot be kept exactly: check its digits and its unit.")
        ) from error
    return WrittenFigure(value=figure.value, measure=measure)


class FigureForm(forms.Form):
    """One figure of a target; nothing typed, nothing ticked and nothing changed says nothing."""

    written = forms.CharField(
        label=gettext_lazy("Value"),
        required=False,
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"autocomplete": "off", "size": 14}),
    )
    is_pending = forms.BooleanField(label=gettext_lazy("Not yet published"), required=False)
    is_same = forms.BooleanField(label=gettext_lazy("Same as last time"), required=False)
    as_of = forms.DateField(
        label=gettext_lazy("As of"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": gettext_lazy("Say of which day the figure is."),
            "invalid": gettext_lazy("Write the day as 2026-06-30."),
        },
    )
    facet = forms.ChoiceField(label=gettext_lazy("Counts"), choices=list(wording.FACETS.items()))
    # offered once the value is unlike the last one
    is_sure = forms.BooleanField(label=gettext_lazy("I checked it: it is right"), required=False)

    def __init__(
        self, *args: Any, owed: Owed, measures: Collection[str], today: date, **kwargs: Any
    ) -> None:
        self.last = self.prefilled(owed)
        kwargs["initial"] = {"written": self.last, "as_of": owed.day, "facet": owed.facet}
        kwargs.setdefault("prefix", f"t{owed.target.pk}")
        super().__init__(*args, **kwargs)
        self.owed, self.measures, self.today = owed, measures, today
        self.new: NewObservation | None = None
        self.is_doubted = False
        self.source = ""

    def prefilled(self, owed: Owed) -> str:
        """Return what stands in the field before anything is typed: the last value."""
        return wording.figure_text(owed.last) if owed.last else ""

    @property
    def is_told(self) -> bool:
        """Whether anything was said: a value left as it was prefilled is not, unless it is ticked."""
        typed = (self.data.get(self.add_prefix("written")) or "").strip()
        ticked = (self.data.get(self.add_prefix(name)) for name in ("is_pending", "is_same"))
        return any(ticked) or typed not in {"", self.last}

    @property
    def says_two_things(self) -> bool:
        """Whether another value and a tick, or both ticks, contradict each other."""
        typed = (self.data.get(self.add_prefix("written")) or "").strip()
        is_other = typed not in {"", self.last}
        ticks = [bool(self.cleaned_data[name]) for name in ("is_pending", "is_same")]
        return sum([is_other, *ticks]) > 1

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors or not self.is_told:
            return cleaned
        if self.says_two_things:
            self.add_error(
                "written", _("This line says two things: keep either the value or one tick.")
            )
            return cleaned
        target = self.owed.target
        value: Decimal | None = None
        measure = target.measure
        if not cleaned["is_pending"]:
            try:
                figure = read_written(
                    cleaned["written"], measure, self.measures, is_fall=target.indicator.is_fall
                )
            except forms.ValidationError as error:
                self.add_error("written", error)
                return cleaned
            value, measure = figure.value, figure.measure
        self.keep(cleaned, value=value, measure=measure)
        return cleaned

    def keep(self, cleaned: dict[str, Any], *, value: Decimal | None, measure: str | None) -> None:
        target = self.owed.target
        new = NewObservation(
            indicator=target.indicator,
            unit=target.unit,
            period_start=self.owed.period_start(cleaned["facet"], cleaned["as_of"]),
            period_end=cleaned["as_of"],
            as_of=cleaned["as_of"],
            facet=cleaned["facet"],
            series=self.owed.series,
            source=self.source,
            is_growth=target.is_growth,
            value=value,
            measure=measure,
            written="" if value is None else cleaned["written"],
            is_sure=cleaned["is_sure"],
            since=target.campaign.starts_on,
        )
        try:
            check(new, self.today)
        except InvalidState as refusal:
            self.is_doubted = isinstance(refusal, Doubtful)
            is_of_day = new.as_of > self.today or isinstance(refusal, TooEarly)
            self.add_error("as_of" if is_of_day else "written", refusal.message)
            return
        self.new = new


class ProvidedForm(FigureForm):
    """What statistics gives back for one unit: prefilled with the unit's own flash figure."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["is_same"].label = _("As the flash figure")

    def prefilled(self, owed: Owed) -> str:
        return wording.figure_text(owed.other) if owed.other else ""


class CorrectionForm(forms.Form):
    """Another value in the place of one that was reported, and why."""

    written = forms.CharField(
        label=gettext_lazy("Right value"),
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"autocomplete": "off", "size": 14}),
        error_messages={"required": gettext_lazy("Write the value that is right.")},
    )
    as_of = forms.DateField(
        label=gettext_lazy("As of"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": gettext_lazy("Write the day as 2026-06-30.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=200,
        error_messages={"required": gettext_lazy("A correction needs a reason.")},
    )
    is_sure = forms.BooleanField(label=gettext_lazy("I checked it: it is right"), required=False)

    def __init__(
        self, *args: Any, row: Observation, measures: Collection[str], **kwargs: Any
    ) -> None:
        kwargs.setdefault("prefix", f"o{row.pk}")
        kwargs.setdefault("initial", {"written": wording.figure_text(row), "as_of": row.as_of})
        super().__init__(*args, **kwargs)
        self.row, self.measures = row, measures
        self.is_doubted = False
        self.figure: WrittenFigure | None = None

    def clean_written(self) -> str:
        written: str = self.cleaned_data["written"]
        self.figure = read_written(
            written, self.row.measure, self.measures, is_fall=self.row.indicator.is_fall
        )
        return written


class IndicatorForm(forms.Form):
    """What the campaign office settles of an indicator."""

    provider = forms.ModelChoiceField(
        label=gettext_lazy("Data provider"),
        queryset=Unit.objects.none(),
        required=False,
        empty_label=gettext_lazy("none yet"),
        help_text=gettext_lazy("The unit that confirms definition and value."),
    )
    definition = forms.CharField(
        label=gettext_lazy("Definition of the figure"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    source = forms.CharField(label=gettext_lazy("Source"), required=False, max_length=200)
    shape = forms.ChoiceField(
        label=gettext_lazy("How it is compared"), choices=list(wording.SHAPES.items())
    )
    is_larger_better = forms.BooleanField(label=gettext_lazy("More is better"), required=False)
    is_fall = forms.BooleanField(
        label=gettext_lazy("Its values say by how much it fell"), required=False
    )
    rhythm = forms.ChoiceField(
        label=gettext_lazy("How often it is reported"), choices=list(wording.RHYTHMS.items())
    )
    due_after = forms.IntegerField(
        label=gettext_lazy("Reported within how many days after the period"),
        min_value=1,
        max_value=MOST_DAYS,
        widget=forms.NumberInput(attrs={"class": "narrow"}),
    )

    def __init__(
        self, *args: Any, indicator: Indicator, units: QuerySet[Unit], **kwargs: Any
    ) -> None:
        names = (
            "definition", "source", "shape", "is_larger_better", "is_fall", "rhythm", "due_after",
        )  # fmt: skip
        initial = {name: getattr(indicator, name) for name in names}
        kwargs.setdefault("initial", initial | {"provider": indicator.provider_id})
        super().__init__(*args, **kwargs)
        self.fields["provider"].queryset = units  # type: ignore[attr-defined]

    def facts(self) -> IndicatorFacts:
        clean = self.cleaned_data
        return IndicatorFacts(
            shape=Shape(clean["shape"]),
            is_larger_better=clean["is_larger_better"],
            definition=clean["definition"],
            source=clean["source"],
            provider=clean["provider"],
            is_fall=clean["is_fall"],
            rhythm=Rhythm(clean["rhythm"]),
            due_after=clean["due_after"],
        )
