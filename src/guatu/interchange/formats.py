"""What kind of file some bytes are: told by what they begin with, never by the file's name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from guatu.core.errors import UnreadableFile, UnreadableReason

_HEAD = 8 * 1024
_TWO_BYTES = 2


class Container(StrEnum):
    """What the first bytes say; each has a reader that looks further."""

    TEXT = "text"
    ZIP = "zip"
    OLE = "ole"
    PDF = "pdf"
    HTML = "html"
    RTF = "rtf"
    SHEET_XML = "sheet-xml"  # a workbook as Excel 2003 writes it in XML


@dataclass(frozen=True, slots=True, kw_only=True)
class _Refused:
    """A kind of file that is never a plan, and what to do instead."""

    signature: bytes
    looks: str
    advice: str
    reason: UnreadableReason = UnreadableReason.WRONG_TYPE
    at: int = 0


_RECOGNISE = (
    "recognise its text first (WPS: 图片 → 提取文字) and give the document that comes of it"
)
_DOCUMENT = "give the document that holds the plan (Word, PDF, Excel, web page or text)"
_UNPACK = "unpack it and give the document inside"
_SAVE_SHEET = "open it in WPS or Excel and save it as .xlsx (文件 → 另存为)"
_OLD = UnreadableReason.OLD_FORMAT
_PICTURE = UnreadableReason.PICTURE
_ARCHIVE = UnreadableReason.ARCHIVE

_REFUSED = (
    _Refused(signature=b"\x89PNG", looks="a picture (PNG)", advice=_RECOGNISE, reason=_PICTURE),
    _Refused(
        signature=b"\xff\xd8\xff", looks="a picture (JPEG)", advice=_RECOGNISE, reason=_PICTURE
    ),
    _Refused(signature=b"GIF8", looks="a picture (GIF)", advice=_RECOGNISE, reason=_PICTURE),
    _Refused(signature=b"BM", looks="a picture (BMP)", advice=_RECOGNISE, reason=_PICTURE),
    _Refused(signature=b"II*\x00", looks="a picture (TIFF)", advice=_RECOGNISE, reason=_PICTURE),
    _Refused(signature=b"MM\x00*", looks="a picture (TIFF)", advice=_RECOGNISE, reason=_PICTURE),
    _Refused(signature=b"WEBP", looks="a picture (WebP)", advice=_RECOGNISE, reason=_PICTURE, at=8),
    _Refused(
        signature=b"ftypheic", looks="a picture (HEIC)", advice=_RECOGNISE, reason=_PICTURE, at=4
    ),
    _Refused(signature=b"ID;P", looks="a table of SYLK", advice=_SAVE_SHEET, reason=_OLD),
    _Refused(signature=b"TABLE\r\n0,1", looks="a table of DIF", advice=_SAVE_SHEET, reason=_OLD),
    _Refused(signature=b"TABLE\n0,1", looks="a table of DIF", advice=_SAVE_SHEET, reason=_OLD),
    _Refused(signature=b"Rar!", looks="an archive (RAR)", advice=_UNPACK, reason=_ARCHIVE),
    _Refused(signature=b"7z\xbc\xaf", looks="an archive (7z)", advice=_UNPACK, reason=_ARCHIVE),
    _Refused(
        signature=b"\x1f\x8b", looks="a compressed file (gzip)", advice=_UNPACK, reason=_ARCHIVE
    ),
    _Refused(signature=b"ustar", looks="an archive (tar)", advice=_UNPACK, reason=_ARCHIVE, at=257),
    _Refused(signature=b"ftyp", looks="a film", advice=_DOCUMENT, at=4),
    _Refused(signature=b"AVI ", looks="a film", advice=_DOCUMENT, at=8),
    _Refused(signature=b"WAVE", looks="a sound recording", advice=_DOCUMENT, at=8),
    _Refused(signature=b"ID3", looks="a sound recording", advice=_DOCUMENT),
    _Refused(signature=b"MZ", looks="a program", advice=_DOCUMENT),
    _Refused(signature=b"\x7fELF", looks="a program", advice=_DOCUMENT),
    _Refused(signature=b"SQLite format 3", looks="a database", advice=_DOCUMENT),
    _Refused(signature=b"\x00\x01\x00\x00Standard", looks="a database", advice=_DOCUMENT),
)
_MARKUP = re.compile(
    rb"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]|<meta\s"
    rb"|^(?:\xef\xbb\xbf)?\s*<(?:p|div|table|h[1-6]|section|article|center|span|font|ul|ol|style)[\s>]"
    rb"|^mime-version:.*?multipart/related|content-type:\s*multipart/related",
    re.IGNORECASE | re.DOTALL,
)
_SHEET_XML = re.compile(
    rb"<\?mso-application\s[^>]*Excel\.Sheet|<(?:ss:)?Workbook\s[^>]*office:spreadsheet"
)
_WORD_XML = re.compile(
    rb"<uof:UOF\s|<office:document\s|<\?mso-application\s|<w:wordDocument|<pkg:package|<Workbook[\s>]"
)


def container_of(payload: bytes, *, name: str) -> Container:
    """Say what the bytes of a file are.

    Parameters
    ----------
    payload : bytes
        The whole file, or its start.
    name : str
        Its name, for messages.

    Returns
    -------
    Container
        What looks further into it; `TEXT` if nothing else is known of it.

    Raises
    ------
    UnreadableFile
        If it is of a kind that no reader takes.
    """
    if payload.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return Container.ZIP
    if payload.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return Container.OLE
    if payload.startswith(b"{\\rtf"):
        return Container.RTF
    head = payload[:_HEAD]
    if b"%PDF-" in head[:1024]:
        return Container.PDF
    _refuse(head, name=name)
    plain = head.replace(b"\x00", b"")  # UTF-16 writes each letter beside a zero
    if _SHEET_XML.search(plain):
        return Container.SHEET_XML
    if _WORD_XML.search(plain):
        raise UnreadableFile(
            f"{name} is an office document in XML (Word 2003, UOF):"
            " open it in WPS or Word and save it as .docx or .xlsx (文件 → 另存为).",
            reason=UnreadableReason.OLD_FORMAT,
            name=name,
            looks_like="an office document in XML",
        )
    return Container.HTML if _MARKUP.search(plain) else Container.TEXT


def _refuse(head: bytes, *, name: str) -> None:
    for one in _REFUSED:
        if not head.startswith(one.signature, one.at):
            continue
        # Two letters may open an ordinary text; a binary file gives itself away by zeros.
        if len(one.signature) > _TWO_BYTES or b"\x00" in head:
            raise UnreadableFile(
                f"{name} is {one.looks}: {one.advice}.",
                reason=one.reason,
                name=name,
                looks_like=one.looks,
            )
