"""From a template and data to PDF: what people wrote is only ever data, so no sign of it is markup."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from guatu.interchange.typesetting.fonts import Faces, faces_in

DATA = "data.json"
MAIN = "main.typ"


class NoTypesetter(Exception):  # noqa: N818 named by what is missing
    """The typesetter or its fonts are not installed: `pip install guatu[print]`."""


class Unprintable(Exception):  # noqa: N818 named by what it is about
    """Some signs have no shape in any font: `signs`, in the order in which they come."""

    def __init__(self, signs: list[str]) -> None:
        super().__init__(f"No font has: {' '.join(signs)}")
        self.signs = signs


def typeset(
    template: str,
    data: Mapping[str, Any],
    *,
    folder: str = "",
    parts: Mapping[str, str | bytes] | None = None,
    faces: Faces | None = None,
) -> bytes:
    """Return a PDF.

    Parameters
    ----------
    template : str
        Typst source. It reads `data.json`; `data.faces` holds the families of each face.
    data : Mapping
        What the template sets: strings, numbers, lists and mappings.
    folder : str
        The office's folder of fonts.
    parts : Mapping
        Further files by name: pictures as SVG, templates that the first one includes.

    Raises
    ------
    NoTypesetter
        `guatu[print]` is not installed.
    Unprintable
        A sign has no shape in any font: better told than printed as a box.
    """
    try:
        import typst  # noqa: PLC0415 an extra

        known = faces or faces_in(folder)
    except ModuleNotFoundError as error:
        raise NoTypesetter(str(error)) from error
    if lacking := known.lacking(texts_in(data)):
        raise Unprintable(lacking)
    whole = {**data, "faces": {face.value: list(found) for face, found in known.families.items()}}
    files: dict[str, Any] = {
        name: part.encode() if isinstance(part, str) else part
        for name, part in (parts or {}).items()
    }
    files[MAIN] = template.encode()
    files[DATA] = json.dumps(whole, ensure_ascii=False).encode()
    compiled: Any = typst.compile  # its stub knows no files by name
    made = compiled(files, font_paths=list(known.folders), ignore_system_fonts=True, timestamp=0)
    if not isinstance(made, bytes):
        raise TypeError("the typesetter gave no file")
    return made


def texts_in(value: Any) -> Iterator[str]:
    """Yield each text in data, at any depth."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from texts_in(one)
    elif isinstance(value, (list, tuple)):
        for one in value:
            yield from texts_in(one)
