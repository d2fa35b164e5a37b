"""Forms of people, posts, appointments and accounts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guatu.accounts.forms.units import Choices, day_field, pick
from guatu.accounts.models import Post
from guatu.accounts.words import GRADES, ROLES
from guatu.core.actors import Role


class AccountForm(forms.Form):
    """A person with an account."""

    name = forms.CharField(label=_("Name of the person"), max_length=40)
    username = forms.CharField(
        label=_("User name"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
        help_text=_("Letters a to z, digits, dots, hyphens, underscores."),
    )


class StaffForm(AccountForm):
    """A person with an account who takes a post at once."""

    started_on = day_field(_("First day"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["started_on"].initial = timezone.localdate


class PostForm(forms.Form):
    title = forms.CharField(label=_("Title of the post"), max_length=60)
    role = forms.TypedChoiceField(label=_("Role"), coerce=Role)
    grade = forms.ChoiceField(
        label=_("Place in the chain of duty"), choices=GRADES.items, initial=Post.Grade.OTHER
    )
    scope = forms.TypedChoiceField(
        label=_("Reaches"),
        coerce=pick,
        help_text=_("What the post sees: this unit with all beneath it."),
    )

    def __init__(
        self,
        *args: Any,
        roles: frozenset[str] = frozenset(Role),
        scopes: Choices = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        offered = [(code, word) for code, word in ROLES.items() if code in roles]
        self.fields["role"].choices = offered  # type: ignore[attr-defined]  # a choice field
        self.fields["scope"].choices = scopes  # type: ignore[attr-defined]  # a choice field


class AppointForm(forms.Form):
    person = forms.TypedChoiceField(label=_("Person"), coerce=pick)
    started_on = day_field(_("First day"))
    ended_on = day_field(_("Last day"), required=False)
    is_deputy = forms.BooleanField(
        label=_("As a deputy"),
        required=False,
        help_text=_("A deputy's authority needs a last day and ends by itself."),
    )
    reason = forms.CharField(label=_("Reason or document"), max_length=200, required=False)

    def __init__(self, *args: Any, people: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["started_on"].initial = timezone.localdate
        self.fields["person"].choices = [("", "—"), *people]  # type: ignore[attr-defined]  # a choice field


class EndForm(forms.Form):
    ended_on = day_field(_("Last day"))
    reason = forms.CharField(label=_("Reason or document"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ended_on"].initial = timezone.localdate


class SeatForm(forms.Form):
    post = forms.TypedChoiceField(label=_("Post"), coerce=pick)
    title = forms.CharField(label=_("Seat"), max_length=40, required=False)
    started_on = day_field(_("First day"))

    def __init__(self, *args: Any, posts: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["started_on"].initial = timezone.localdate
        self.fields["post"].choices = [("", "—"), *posts]  # type: ignore[attr-defined]  # a choice field
