"""Which reader takes which file; runs in the child process alone."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

from guatu.core.cells import SheetCells
from guatu.core.documents import Document
from guatu.core.errors import UnreadableFile, UnreadableReason
from guatu.interchange.archives import Archive, broken, is_clutter, is_document, locked
from guatu.interchange.formats import Container, container_of
from guatu.interchange.limits import MAX_CHARACTERS
from guatu.interchange.ole import streams_of
from guatu.interchange.txt import read_text

_WORD, _SHEET = "word/", "xl/"
_OLE_PARTS = {
    "EncryptedPackage": None,
    "WordDocument": "doc",
    "Workbook": "sheets",
    "Book": "sheets",
}
_READERS = {
    "docx": ("guatu.interchange.docx.reader", "read_docx"),
    "doc": ("guatu.interchange.doc.reader", "read_doc"),
    "sheets": ("guatu.interchange.sheets.reader", "read_sheet"),
    "pdf": ("guatu.interchange.pdf.reader", "read_pdf"),
    "html": ("guatu.interchange.html.reader", "read_html"),
    "rtf": ("guatu.interchange.rtf.reader", "read_rtf"),
    "ofd": ("guatu.interchange.ofd.reader", "read_ofd"),
}
_LISTED = 8


def prepare(container: Container) -> None:
    """Load the readers that a file may need, while files may still be written beside them."""
    likely = {
        Container.ZIP: ("docx", "sheets"),
        Container.OLE: ("doc", "sheets"),
        Container.PDF: ("pdf",),
        Container.HTML: ("html",),
        Container.RTF: ("rtf",),
        Container.TEXT: (),
        Container.SHEET_XML: ("sheets",),
    }
    for which in likely[container]:
        importlib.import_module(_READERS[which][0])
        if which == "sheets":
            importlib.import_module("guatu.interchange.sheets.cells")
            importlib.import_module("guatu.interchange.sheets.xml2003")
    if container is Container.ZIP:
        importlib.import_module("guatu.interchange.official.measuring")


def read_container(payload: bytes, *, name: str, container: Container) -> Document:
    """Read a file whose first bytes are known.

    Raises
    ------
    UnreadableFile
        If it holds no document that can be read.
    """
    if container is Container.ZIP:
        document = _read_zip(payload, name=name)
    elif container is Container.OLE:
        document = _read_ole(payload, name=name)
    elif container is Container.TEXT:
        document = Document(text=read_text(payload, name=name))
    elif container is Container.SHEET_XML:
        raise UnreadableFile(
            f"{name} is a workbook in XML (Excel 2003):"
            " open it in WPS or Excel and save it as .xlsx (文件 → 另存为).",
            reason=UnreadableReason.OLD_FORMAT,
            name=name,
            looks_like="a workbook in XML",
        )
    else:
        document = _read(container.value, payload, name=name)
    return _sound(document, name=name)


def read_cells(
    payload: bytes, *, name: str, container: Container, keeps_lines: bool
) -> tuple[SheetCells, ...]:
    """Read a workbook's cells where they stand; its library is loaded only here."""
    module, function = "guatu.interchange.sheets.cells", "read_cells"
    if container is Container.SHEET_XML:
        module, function = "guatu.interchange.sheets.xml2003", "read_xml_cells"
    read: Callable[..., tuple[SheetCells, ...]]
    read = getattr(importlib.import_module(module), function)
    return read(payload, name=name, keeps_lines=keeps_lines)


def measure_word(payload: bytes, *, name: str) -> dict[str, Any]:
    """Measure how a Word file is set; what measures is loaded only here."""
    module = importlib.import_module("guatu.interchange.official.measuring")
    measured: dict[str, Any] = module.measures(payload, name=name)
    return measured


def _read(which: str, payload: bytes, *, name: str) -> Document:
    """Call a reader; its libraries are loaded only where it is needed."""
    module, function = _READERS[which]
    read: Callable[..., Document] = getattr(importlib.import_module(module), function)
    return read(payload, name=name)


def _read_zip(payload: bytes, *, name: str) -> Document:
    archive = Archive(payload, name=name)
    if "[Content_Types].xml" in archive:
        for folder, which in ((_WORD, "docx"), (_SHEET, "sheets")):
            if any(part.startswith(folder) for part in archive.names):
                return _read(which, payload, name=name)
        if any(part.startswith("ppt/") for part in archive.names):
            raise _presentation(name)
    if "OFD.xml" in archive:
        return _read("ofd", payload, name=name)
    if "mimetype" in archive:
        return _read_open_document(payload, archive, name=name)
    return _read_bundle(archive, name=name)


def _read_open_document(payload: bytes, archive: Archive, *, name: str) -> Document:
    kind = archive.read("mimetype").decode("ascii", "replace")
    if "spreadsheet" in kind:
        return _read("sheets", payload, name=name)
    if "presentation" in kind:
        raise _presentation(name)
    raise UnreadableFile(
        f"{name} is an OpenDocument text: open it in WPS or Word and save it as .docx"
        " (文件 → 另存为).",
        reason=UnreadableReason.OLD_FORMAT,
        name=name,
        looks_like="an OpenDocument text",
    )


def _read_bundle(archive: Archive, *, name: str) -> Document:
    """Read the one document that an archive holds; several are listed, for a person to choose."""
    if archive.is_encrypted:
        raise locked(name)
    readable: dict[str, tuple[bytes, Container]] = {}
    for part in archive.names:
        if is_clutter(part):
            continue
        content = archive.read(part)
        if (container := _container_within(content, part)) is not None:
            readable[part] = (content, container)
    if len(readable) == 1:
        (part, (content, container)) = next(iter(readable.items()))
        return read_container(content, name=f"{name} › {part}", container=container)
    raise _choose(readable or archive.names, name=name, has_any=bool(readable))


def _container_within(content: bytes, part: str) -> Container | None:
    """Say what a part of an archive is; an archive in an archive is not opened."""
    try:
        container = container_of(content, name=part)
        if container is Container.TEXT:
            read_text(content, name=part)
        if container is Container.ZIP and not is_document(Archive(content, name=part)):
            return None
    except UnreadableFile:
        return None
    return container


def _choose(parts: object, *, name: str, has_any: bool) -> UnreadableFile:
    names = [str(part) for part in parts]  # type: ignore[attr-defined]
    listed = "、".join(names[:_LISTED]) + (" …" if len(names) > _LISTED else "")
    what = "holds several documents" if has_any else "holds no document that can be read"
    return UnreadableFile(
        f"{name} {what} ({listed or 'nothing'}): unpack it and give the one that is the plan.",
        reason=UnreadableReason.ARCHIVE,
        name=name,
        looks_like="a ZIP archive",
        detail=listed,
    )


def _read_ole(payload: bytes, *, name: str) -> Document:
    streams = streams_of(payload, name=name)
    for stream, which in _OLE_PARTS.items():
        if stream not in streams:
            continue
        if which is None:
            raise locked(name)
        return _read(which, payload, name=name)
    if "PowerPoint Document" in streams:
        raise _presentation(name)
    raise broken(name)


def _presentation(name: str) -> UnreadableFile:
    return UnreadableFile(
        f"{name} is a presentation:"
        " give the document that holds the plan (Word, PDF, Excel, web page or text).",
        reason=UnreadableReason.WRONG_TYPE,
        name=name,
        looks_like="a presentation",
    )


def _sound(document: Document, *, name: str) -> Document:
    """Return the document, if it is short enough and made of real characters."""
    if len(document.text) > MAX_CHARACTERS:
        raise UnreadableFile(
            f"{name} holds more text than a plan does: give one plan only.",
            reason=UnreadableReason.TOO_LARGE,
            name=name,
        )
    # Half characters and zeros cannot be stored; each stays one character, so that places hold.
    text = document.text.replace("\x00", " ").encode("utf-16", "surrogatepass")
    whole = text.decode("utf-16", "replace")
    if whole == document.text:
        return document
    return Document(
        text=whole,
        format=document.format,
        blocks=document.blocks,
        tables=document.tables,
        notes=document.notes,
        pages=document.pages,
    )
