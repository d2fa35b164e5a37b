"""PDF for a page: the installation's fonts, and refusals in words."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from guatu.interchange.typesetting import Faces, NoTypesetter, Unprintable, faces_in, typeset
from guatu.shell.errors import InvalidState

MOST_NAMED = 12


def pdf_of(
    template: Path, data: Mapping[str, Any], *, parts: Mapping[str, str | bytes] | None = None
) -> bytes:
    """Return `template` (Typst) filled with `data` as PDF.

    Raises
    ------
    InvalidState
        Printing is not installed, or a sign has no shape in any font; the message names it.
    """
    try:
        source = template.read_text(encoding="utf-8")
        return typeset(source, data, folder=settings.FONTS, parts=parts)
    except NoTypesetter as error:
        raise not_installed() from error
    except Unprintable as error:
        raise InvalidState(
            _(
                "No font here has these signs: %(signs)s. Put a font that has them into the folder"
                " that GUATU_FONTS names, or write the name otherwise."
            )
            % {"signs": " ".join(error.signs[:MOST_NAMED])}
        ) from error


def installed_faces() -> Faces:
    """Return the fonts at hand.

    Raises
    ------
    InvalidState
        Printing is not installed.
    """
    try:
        return faces_in(settings.FONTS)
    except ModuleNotFoundError as error:
        raise not_installed() from error


def not_installed() -> InvalidState:
    return InvalidState(
        _(
            "PDF is not installed here: ask whoever runs this system for `guatu[print]`."
            " Word and Excel files work without it."
        )
    )
