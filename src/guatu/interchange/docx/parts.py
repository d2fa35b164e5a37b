"""The parts of a Word file: its archive, its relations, and how its XML is asked."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from lxml import etree

from guatu.interchange.archives import Archive, broken

Element = etree._Element  # noqa: SLF001 the only name that lxml gives the type
_USUAL = "word/document.xml"
_OFF = {"0", "false", "off", "none"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The parts that the text depends on; one that is missing is None."""

    document: Element
    styles: Element | None
    numbering: Element | None
    furniture: tuple[Element, ...]  # headers and footers
    has_macros: bool


def open_parts(payload: bytes, *, name: str) -> Parts:
    """Find the parts of a Word file by their relations.

    Raises
    ------
    UnreadableFile
        If it is broken, or holds no document.
    """
    archive = Archive(payload, name=name)
    named = (target for kind, target in _relations(archive, "") if kind == "officeDocument")
    main = next((target for target in (*named, _USUAL) if target in archive), None)
    if main is None:
        raise broken(name)
    related = list(_relations(archive, main))

    def part(kind: str) -> Element | None:
        target = next((t for k, t in related if k == kind and t in archive), None)
        return archive.xml(target) if target else None

    return Parts(
        document=archive.xml(main),
        styles=part("styles"),
        numbering=part("numbering"),
        furniture=tuple(
            archive.xml(t) for kind, t in related if kind in {"header", "footer"} and t in archive
        ),
        has_macros=any(one.endswith("vbaProject.bin") for one in archive.names),
    )


def _relations(archive: Archive, part: str) -> Iterator[tuple[str, str]]:
    """Give the kind and the target of each relation of a part that stays inside the file."""
    folder, file = posixpath.split(part)
    path = posixpath.join(folder, "_rels", f"{file}.rels")
    if path not in archive:
        return
    for one in archive.xml(path):
        if one.get("TargetMode") == "External":
            continue
        kind = (one.get("Type") or "").rsplit("/", 1)[-1]
        target = one.get("Target") or ""
        yield kind, posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")


def local(element: Element) -> str:
    """Return the name of an element without its namespace: old and strict files have two."""
    return _bare(element.tag)


@lru_cache(maxsize=2048)
def _bare(tag: object) -> str:
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def child(element: Element | None, *path: str) -> Element | None:
    """Return the first child by name, and its first child by the next name."""
    for name in path:
        if element is None:
            return None
        element = next((one for one in element if local(one) == name), None)
    return element


def attribute(element: Element | None, name: str = "val") -> str | None:
    """Return an attribute by its name without namespace."""
    if element is None:
        return None
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return None


def whole(element: Element | None, name: str = "val") -> int | None:
    """Return an attribute as a number; None if it is none."""
    written = attribute(element, name)
    try:
        return int(written) if written is not None else None
    except ValueError:
        return None


def switch(element: Element | None) -> bool | None:
    """Return a property that is on, off, or not said."""
    if element is None:
        return None
    return (attribute(element) or "true").lower() not in _OFF
