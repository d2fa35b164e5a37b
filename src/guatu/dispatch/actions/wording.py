"""Words that are stored, not shown: in the installation's language, whoever acts."""

from __future__ import annotations

from django.conf import settings
from django.utils import translation


def in_the_language_of_the_house(msgid: str) -> str:
    """Return the translation of a marked text into the installation's own language."""
    with translation.override(settings.LANGUAGE_CODE):
        return translation.gettext(msgid)
