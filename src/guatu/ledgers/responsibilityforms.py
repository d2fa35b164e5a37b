"""The form of the three levels: posts written as the list names them, five a level."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from guatu.accounts.models import Post
from guatu.ledgers.queries.responsibility import LEVELS, post_label
from guatu.ledgers.wording import RESPONSIBILITY_LEVELS

FIELDS = 3  # empty ones stand below what is set


class ResponsibilityForm(forms.Form):
    """Posts by level, each in a field of its own that offers the list of posts."""

    def __init__(
        self,
        *args: Any,
        known: Sequence[Post],
        chosen: Mapping[str, Sequence[Post]],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.known = {post_label(post): post for post in reversed(known)}
        for level in LEVELS:
            there = [post_label(post) for post in chosen[level.value]]
            for at in range(max(FIELDS, len(there) + 1)):
                self.fields[f"{level.value}-{at}"] = forms.CharField(
                    label=str(RESPONSIBILITY_LEVELS[level]),
                    required=False,
                    max_length=200,
                    initial=there[at] if at < len(there) else "",
                    widget=forms.TextInput(attrs={"list": "posts", "autocomplete": "off"}),
                )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name, text in list(cleaned.items()):
            written = " ".join(text.split())
            if written and written not in self.known:
                self.add_error(name, _("There is no such post. Choose it from the list."))
        return cleaned

    @property
    def posts(self) -> dict[str, list[Post]]:
        """Return the posts of each level, once each, in the order of the fields."""
        found: dict[str, list[Post]] = {}
        for level in LEVELS:
            names = [
                " ".join(text.split())
                for name, text in self.cleaned_data.items()
                if name.startswith(f"{level.value}-") and text.strip()
            ]
            found[level.value] = [self.known[name] for name in dict.fromkeys(names)]
        return found

    def by_level(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Return the fields of each level under its name."""
        return [
            (
                str(RESPONSIBILITY_LEVELS[level]),
                [self[name] for name in self.fields if name.startswith(f"{level.value}-")],
            )
            for level in LEVELS
        ]
