"""Forms of units: one for each dated act."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guatu.accounts.words import KINDS

Choices = Sequence[tuple[int, str]]


def day_field(label: Any, *, required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


def pick(value: str) -> int:
    return int(value)


def unit_field(label: Any) -> forms.TypedChoiceField:
    """Return a choice of units; the form fills in what its actor sees."""
    return forms.TypedChoiceField(label=label, coerce=pick)


class NewUnitForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=100)
    short_name = forms.CharField(label=_("Short name"), max_length=40, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=KINDS.items)
    parent = unit_field(_("Beneath"))
    aliases = forms.CharField(
        label=_("Other names"),
        required=False,
        max_length=500,
        help_text=_("As documents write it; several are separated by 、"),
    )

    def __init__(self, *args: Any, units: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].choices = units  # type: ignore[attr-defined]  # a choice field

    def clean_aliases(self) -> tuple[str, ...]:
        parts = re.split(r"[、,，;；\s]+", self.cleaned_data["aliases"])
        return tuple(part[:100] for part in parts if part)


class ForceForm(forms.Form):
    """A task force to be made."""

    name = forms.CharField(label=_("Name"), max_length=100)
    short_name = forms.CharField(label=_("Short name"), max_length=40, required=False)
    parent = unit_field(_("Beneath"))
    valid_from = day_field(_("First day"))

    def __init__(self, *args: Any, units: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["valid_from"].initial = timezone.localdate
        self.fields["parent"].choices = units  # type: ignore[attr-defined]  # a choice field


class VersionForm(forms.Form):
    """A form over one unit: it names the version that was read."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class EditForm(VersionForm):
    short_name = forms.CharField(label=_("Short name"), max_length=40, required=False)
    official_order = forms.IntegerField(
        label=_("Official order"),
        min_value=0,
        max_value=999_999,
        help_text=_("The place of the unit in all lists; a lower number comes first."),
    )


class ChangeForm(VersionForm):
    """What every dated act asks."""

    effective_on = day_field(_("Takes effect on"))
    reason = forms.CharField(label=_("Reason or document"), max_length=200, required=False)

    def __init__(self, *args: Any, units: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["effective_on"].initial = timezone.localdate
        for name in ("parent", "successor"):
            if name in self.fields:
                self.fields[name].choices = [("", "—"), *units]  # type: ignore[attr-defined]  # as above


class RenameForm(ChangeForm):
    name = forms.CharField(label=_("New name"), max_length=100)
    field_order = ("name",)


class MoveForm(ChangeForm):
    parent = unit_field(_("Beneath"))
    field_order = ("parent",)


class MergeForm(ChangeForm):
    successor = unit_field(_("Goes over into"))
    field_order = ("successor",)


class SplitForm(ChangeForm):
    """A new unit beside this one, and the posts that go over."""

    name = forms.CharField(label=_("Name of the new unit"), max_length=100)
    short_name = forms.CharField(label=_("Short name"), max_length=40, required=False)
    posts = forms.TypedMultipleChoiceField(
        label=_("Posts that go over"),
        coerce=pick,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    field_order = ("name", "short_name", "posts")

    def __init__(self, *args: Any, posts: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["posts"].choices = posts  # type: ignore[attr-defined]  # a choice field


class AliasForm(forms.Form):
    name = forms.CharField(label=_("Other name"), max_length=100)
