"""PDF for a page: the installation's fonts, and refusals in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from guatu.interchange.typesetting import (
    Faces,
    NoTypesetter,
    Unprintable,
    faces_in,
    texts_in,
    typeset,
)
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
        raise InvalidState(signs_lacking(error.signs)) from error


def signs_lacking(signs: Sequence[str]) -> str:
    return _(
        "No font here has these signs: %(signs)s. Put a font that has them into the folder"
        " that GUATU_FONTS names, or write the name otherwise."
    ) % {"signs": " ".join(signs[:MOST_NAMED])}


def why_unprintable(data: Mapping[str, Any]) -> str:
    """Return why data gives no PDF here, without setting it; nothing where it does."""
    try:
        signs = installed_faces().lacking(texts_in(data))
    except InvalidState as error:
        return error.message
    return signs_lacking(signs) if signs else ""


def spelt_out(data: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Return data with each sign that no font has as its code, and these codes.

    For names that cannot be written otherwise any more: of files that were received, say. A code is
    honest where a box would say nothing, and one name must not keep all else from being printed.

    Raises
    ------
    InvalidState
        Printing is not installed.
    """
    codes = {
        sign: "".join(f"〔U+{ord(one):04X}〕" for one in sign)
        for sign in installed_faces().lacking(texts_in(data))
    }
    spelt: dict[str, Any] = {name: _spelt(value, codes) for name, value in data.items()}
    return spelt, list(codes.values())


def _spelt(value: Any, codes: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        for sign, code in codes.items():
            value = value.replace(sign, code)
        return value
    if isinstance(value, Mapping):
        return {name: _spelt(one, codes) for name, one in value.items()}
    return [_spelt(one, codes) for one in value] if isinstance(value, (list, tuple)) else value


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
