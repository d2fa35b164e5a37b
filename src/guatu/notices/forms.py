"""Forms of the ways out and of a person's wishes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guatu.notices.models import Channel, Preference
from guatu.notices.sorts import all_sorts

Choices = Sequence[tuple[str, str | Promise]]
FORMS: dict[str, str | Promise] = {
    Channel.Form.WECOM: _("WeCom group robot"),
    Channel.Form.DINGTALK: _("DingTalk group robot"),
    Channel.Form.FEISHU: _("Feishu group robot"),
    Channel.Form.JSON: _("Another platform (JSON)"),
}
MAILS: dict[str, str | Promise] = {
    Preference.Mail.OFF: _("No mail"),
    Preference.Mail.EACH: _("Each notice by itself"),
    Preference.Mail.DAILY: _("Once a day, gathered"),
}
HOURS = [(str(hour), f"{hour}:00") for hour in range(24)]


def number(value: str) -> int:
    return int(value)


def sort_choices() -> list[tuple[str, str]]:
    return [(sort.code, str(sort.label)) for sort in all_sorts()]


class ChannelForm(forms.Form):
    """What may be changed of a way out; an empty address or secret keeps the one that is there."""

    title = forms.CharField(label=_("Name of the group"), max_length=100)
    address = forms.CharField(
        label=_("Address of the robot"),
        max_length=1000,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("As the group shows it. It is kept and never shown again."),
    )
    secret = forms.CharField(
        label=_("Secret for signing"),
        max_length=200,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Only where the group asks for a signature. It is kept and never shown again."),
    )
    keyword = forms.CharField(
        label=_("Word that every message must have"),
        max_length=40,
        required=False,
        help_text=_("Only where the robot was set so."),
    )
    digest_hour = forms.TypedChoiceField(
        label=_("When"),
        coerce=number,
        required=False,
        empty_value=None,
        choices=[("", _("Each notice by itself")), *HOURS],
        help_text=_("With an hour, one message a day gathers them."),
    )
    sorts = forms.MultipleChoiceField(
        label=_("Sorts"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: all of them."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sorts"].choices = sort_choices()  # type: ignore[attr-defined]  # a choice field


class NewChannelForm(ChannelForm):
    """A way out to be made."""

    form = forms.ChoiceField(label=_("Goes to"), choices=FORMS.items)
    campaign = forms.TypedChoiceField(
        label=_("Notices of the campaign"), coerce=number, required=False, empty_value=None
    )
    unit = forms.TypedChoiceField(
        label=_("Notices to the unit and those beneath"),
        coerce=number,
        required=False,
        empty_value=None,
    )
    field_order = ("title", "form", "campaign", "unit", "address", "secret", "keyword")

    def __init__(
        self, *args: Any, campaigns: Choices = (), units: Choices = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["address"].required = True
        self.fields["campaign"].choices = [("", _("all of them")), *campaigns]  # type: ignore[attr-defined]  # a choice field
        self.fields["unit"].choices = [("", _("all of them")), *units]  # type: ignore[attr-defined]  # a choice field


class PreferenceForm(forms.Form):
    """A person's own wishes."""

    mail_address = forms.EmailField(
        label=_("My mail address"),
        max_length=200,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    mail = forms.ChoiceField(label=_("Mail"), choices=MAILS.items)
    digest_hour = forms.TypedChoiceField(
        label=_("Hour of the daily mail"), coerce=number, choices=HOURS
    )
    muted_sorts = forms.MultipleChoiceField(
        label=_("Not by mail"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("They stand in the list of notices all the same."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["muted_sorts"].choices = sort_choices()  # type: ignore[attr-defined]  # a choice field
