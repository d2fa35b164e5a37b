"""OFD files (GB/T 33190): pages of letters with their places, read as printed pages are."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from lxml import etree

from guatu.core.documents import Document, Format, NoteCode
from guatu.core.errors import UnreadableFile, UnreadableReason
from guatu.interchange.archives import Archive, broken, locked
from guatu.interchange.composing import Composer
from guatu.interchange.limits import MAX_PAGES
from guatu.interchange.ofd.pages import box_of, named, page_of
from guatu.interchange.pdf.flow import compose
from guatu.interchange.pdf.glyphs import PrintedPage

_A4 = (0.0, 0.0, 210.0, 297.0)
_LOOKS = "an OFD document"


def read_ofd(payload: bytes, *, name: str) -> Document:
    """Read the text of an OFD file as paragraphs and tables.

    Parameters
    ----------
    payload : bytes
        The whole file.
    name : str
        The file's name, for messages.

    Returns
    -------
    Document
        Its text without page numbers and running heads.

    Raises
    ------
    UnreadableFile
        The file is broken, guarded, too long, or holds pictures of pages only.
    """
    archive = Archive(payload, name=name)
    if any(part.rsplit("/", 1)[-1] == "Encryptions.xml" for part in archive.names):
        raise locked(name)
    pages = list(_pages(archive))
    with_text = [page for page in pages if any(glyph.text.strip() for glyph in page.glyphs)]
    if not pages:
        raise broken(name)
    if not with_text:
        raise _pictures(name)
    composer = Composer(Format.OFD, pages=len(pages))
    for page in pages:
        if page not in with_text and page.picture_share:
            composer.note(NoteCode.PAGES_WITHOUT_TEXT, place=str(page.number))
    compose(with_text, composer)
    return composer.document()


def _pages(archive: Archive) -> Iterator[PrintedPage]:
    """Give the pages of all documents in the file, each at most once."""
    count = 0
    for body in named(archive.xml("OFD.xml"), "DocRoot"):
        root = _inside("", body.text or "")
        document = archive.xml(root)
        folder = posixpath.dirname(root)
        area = next(named(document, "PhysicalBox"), None)
        usual = box_of(area.text if area is not None else None) or _A4
        templates = {
            one.get("ID"): _inside(folder, one.get("BaseLoc") or "")
            for one in named(document, "TemplatePage")
        }
        for entry in named(document, "Page"):
            count += 1
            if count > MAX_PAGES:
                raise _too_long(archive.name)
            content = archive.xml(_inside(folder, entry.get("BaseLoc") or ""))
            yield page_of([*_behind(archive, content, templates), content], usual, number=count)


def _behind(
    archive: Archive, content: etree._Element, templates: dict[str | None, str]
) -> Iterator[etree._Element]:
    """Give the templates that lie behind a page: its frame, its red head."""
    for use in named(content, "Template"):
        part = templates.get(use.get("TemplateID"))
        if part and part in archive:
            yield archive.xml(part)


def _inside(folder: str, place: str) -> str:
    """Name a part by a place that is told from a folder, or from the file's root."""
    if place.startswith("/"):
        return place.lstrip("/")
    return posixpath.normpath(posixpath.join(folder, place.strip()))


def _pictures(name: str) -> UnreadableFile:
    return UnreadableFile(
        f"{name} holds pictures of pages and no text: recognise its text first"
        " (WPS: 图片 → 提取文字) and give the document that comes of it.",
        reason=UnreadableReason.SCANNED,
        name=name,
        looks_like=_LOOKS,
    )


def _too_long(name: str) -> UnreadableFile:
    return UnreadableFile(
        f"{name} has more than {MAX_PAGES} pages: give only the pages that hold the plan.",
        reason=UnreadableReason.TOO_MANY_PAGES,
        name=name,
        looks_like=_LOOKS,
    )
