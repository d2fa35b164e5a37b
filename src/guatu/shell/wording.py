"""Words that are stored, not shown: in the installation's language, whoever acts."""

from __future__ import annotations

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise


def in_the_language_of_the_house(text: Promise) -> str:
    """Return a lazy text in the installation's own language."""
    with translation.override(settings.LANGUAGE_CODE):
        return str(text)
