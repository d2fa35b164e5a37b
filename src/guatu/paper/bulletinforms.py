"""Forms of bulletins: a new one, its words, an office's own template."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guatu.dispatch.models import Round
from guatu.paper.actions.bulletins import HEAD, Matter, Words
from guatu.paper.actions.bulletintemplates import NewTemplate
from guatu.paper.bulletinwords import SORTS
from guatu.paper.models import Bulletin, BulletinTemplate
from guatu.paper.queries.bulletins import OF_PERIOD, Wording, built_in, wording_of
from guatu.shell.formatting import day

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
ROWS = 28


class NewBulletinForm(forms.Form):
    """What to draft: a sort, the round or a day of the period, and from which wording."""

    sort = forms.ChoiceField(label=_("Sort of paper"), choices=list(SORTS.items()))
    round = forms.TypedChoiceField(
        label=_("Round"), required=False, coerce=int, empty_value=None,
        help_text=_("For a circular or a special report."),
    )  # fmt: skip
    day = forms.DateField(
        label=_("A day of the period"), required=False, widget=DAY,
        help_text=_("For a month's circular or a year's summary."),
    )  # fmt: skip
    template = forms.TypedChoiceField(
        label=_("Wording"), required=False, coerce=int, empty_value=None
    )

    def __init__(
        self,
        *args: Any,
        rounds: Sequence[Round],
        templates: Sequence[BulletinTemplate],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.rounds = {one.pk: one for one in rounds}
        self.templates = {one.pk: one for one in templates}
        offered = [(pk, round_name(one)) for pk, one in self.rounds.items()]
        self.choose("round", [("", "—"), *offered])
        own = [(pk, f"{SORTS[one.sort]}: {one.name}") for pk, one in self.templates.items()]
        self.choose("template", [("", _("as it comes")), *own])

    def choose(self, name: str, choices: Sequence[tuple[Any, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.TypedChoiceField)  # noqa: S101 declared above
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        sent = super().clean() or {}
        chosen = self.templates.get(sent.get("template") or 0)
        if chosen is not None and chosen.sort != sent.get("sort"):
            self.add_error("template", _("This wording is for another sort of paper."))
        if sent.get("sort") in OF_PERIOD:
            if sent.get("day") is None:
                self.add_error(
                    "day", _("Choose a day of the period that the bulletin is to speak of.")
                )
        elif sent.get("round") is None:
            self.add_error("round", _("Choose the round that the bulletin is to speak of."))
        return sent

    @property
    def matter(self) -> Matter:
        sent = self.cleaned_data
        if sent["sort"] in OF_PERIOD:
            return Matter(sort=sent["sort"], day=sent["day"])
        return Matter(sort=sent["sort"], round=self.rounds[sent["round"]])

    @property
    def wording(self) -> Wording:
        chosen = self.templates.get(self.cleaned_data["template"] or 0)
        return wording_of(chosen) if chosen else built_in(self.cleaned_data["sort"])


def round_name(one: Round) -> str:
    return f"{one.cadence.event} {one.ordinal}: {day(one.starts_on)} – {day(one.ends_on)}"


class WordsForm(forms.Form):
    """The words of a draft."""

    head = forms.CharField(label=_("Issuing body in the red head"), max_length=100)
    title = forms.CharField(label=_("Title"), max_length=200)
    addressees = forms.CharField(label=_("Addressed to"), max_length=500, required=False)
    text = forms.CharField(
        label=_("Body of the paper"),
        widget=forms.Textarea(attrs={"rows": ROWS, "class": "official-text"}),
    )
    signature = forms.CharField(label=_("Signed as"), max_length=100)
    dated_on = forms.DateField(
        label=_("Dated"), required=False, widget=DAY,
        help_text=_("Empty: the place is left open, the office dates it when it signs."),
    )  # fmt: skip
    copy_to = forms.CharField(label=_("Copies to"), max_length=500, required=False)

    @property
    def words(self) -> Words:
        return Words(**{name: self.cleaned_data[name] for name in HEAD})


def words_of(row: Bulletin) -> dict[str, str | date | None]:
    """Return what the form of a draft begins with."""
    return {name: getattr(row, name) for name in HEAD}


class TemplateForm(forms.Form):
    """An office's own wording."""

    sort = forms.ChoiceField(label=_("Sort of paper"), choices=list(SORTS.items()))
    name = forms.CharField(label=_("Name"), max_length=60)
    title = forms.CharField(label=_("Title"), max_length=200)
    text = forms.CharField(
        label=_("Body of the paper"),
        widget=forms.Textarea(attrs={"rows": ROWS, "class": "official-text"}),
    )

    @property
    def new(self) -> NewTemplate:
        sent = self.cleaned_data
        return NewTemplate(
            sort=sent["sort"], name=sent["name"], title=sent["title"], text=sent["text"]
        )
