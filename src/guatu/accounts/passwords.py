"""What a password must be, said in our own words: Django's Chinese says 你 where an office writes 您."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


class LengthValidator(password_validation.MinimumLengthValidator):
    """A password is long enough."""

    def validate(self, password: str, user: Any = None) -> None:  # noqa: ARG002 Django's signature
        if len(password) < self.min_length:
            raise ValidationError(self.get_help_text(), code="password_too_short")

    def get_help_text(self) -> str:
        return ngettext(
            "The password has at least %(num)d sign.",
            "The password has at least %(num)d signs.",
            self.min_length,
        ) % {"num": self.min_length}


class CommonValidator(password_validation.CommonPasswordValidator):
    """A password is none that everybody tries."""

    def validate(self, password: str, user: Any = None) -> None:  # noqa: ARG002 Django's signature
        if password.lower().strip() in self.passwords:
            raise ValidationError(self.get_help_text(), code="password_too_common")

    def get_help_text(self) -> str:
        return _("It is none of the passwords that are used most often.")


class SimilarityValidator(password_validation.UserAttributeSimilarityValidator):
    """A password does not resemble the user name."""

    def validate(self, password: str, user: Any = None) -> None:
        try:
            super().validate(password, user)
        except ValidationError as error:
            raise ValidationError(self.get_help_text(), code="password_too_similar") from error

    def get_help_text(self) -> str:
        return _("It does not resemble your user name.")
