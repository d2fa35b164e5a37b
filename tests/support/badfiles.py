"""Files that are no plan: what comes in at the door of an office, and what is sent to do harm."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

from reportlab.pdfgen.canvas import Canvas
from words import HEAD, p, word, zipped

from guatu.core.errors import UnreadableReason as Why

_SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


@dataclass(frozen=True, slots=True, kw_only=True)
class BadFile:
    """One file, why it is refused, and words of the two sentences."""

    name: str
    make: Callable[[], bytes]
    why: Why
    english: str
    chinese: str


def ole(streams: dict[str, bytes]) -> bytes:
    """Return an OLE file with these streams, each as long as a sector chain needs."""
    chains, sectors = [], []
    for content in streams.values():
        padded = content.ljust(max(len(content), 4096), b"\x00")
        padded += b"\x00" * (-len(padded) % _SECTOR)
        chains.append((len(sectors), len(padded)))
        sectors += [padded[at : at + _SECTOR] for at in range(0, len(padded), _SECTOR)]
    fat = []
    for start, size in chains:
        fat += [*range(start + 1, start + size // _SECTOR), _END]
    directory_at = len(sectors)
    entries = [_entry("Root Entry", 5, child=1 if streams else _FREE)]
    for at, (name, (start, size)) in enumerate(zip(streams, chains, strict=True), start=1):
        following = at + 1 if at < len(streams) else _FREE
        entries.append(_entry(name, 2, start=start, size=size, right=following))
    while len(entries) % 4:
        entries.append(_entry("", 0))
    directory = b"".join(entries)
    count = len(directory) // _SECTOR
    sectors += [directory[at : at + _SECTOR] for at in range(0, len(directory), _SECTOR)]
    fat += [*range(directory_at + 1, directory_at + count), _END]
    fat_count = -(-(len(fat) + 1) // 128)
    fat_at = len(sectors)
    fat += [_FAT] * fat_count
    fat += [_FREE] * (fat_count * 128 - len(fat))
    table = struct.pack(f"<{len(fat)}I", *fat)
    head = struct.pack(
        "<8s16sHHHHH6xIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6,
        0, fat_count, directory_at, 0, 4096, _END, 0, _END, 0,
    )  # fmt: skip
    difat = [*range(fat_at, fat_at + fat_count)]
    head += struct.pack("<109I", *difat, *[_FREE] * (109 - len(difat)))
    return head + b"".join(sectors) + table


def _entry(
    name: str, kind: int, *, start: int = 0, size: int = 0, right: int = _FREE, child: int = _FREE
) -> bytes:
    written = f"{name}\x00".encode("utf-16-le") if name else b""
    return struct.pack(
        "<64sHBBIII16s4s8s8sIII", written, len(written), kind, 1, _FREE, right, child, b"", b"",
        b"", b"", start, size, 0,
    )  # fmt: skip


def locked_zip() -> bytes:
    """Return an archive whose parts say that a password guards them."""
    payload = bytearray(zipped({"方案.txt": "甲"}))
    payload[6] |= 1
    payload[payload.index(b"PK\x01\x02") + 8] |= 1
    return bytes(payload)


class GbkEntry(zipfile.ZipInfo):
    """An entry whose name is written in GBK without a mark, as Chinese Windows does."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802 named by zipfile
        return self.filename.encode("gbk"), self.flag_bits


def gbk_zip(files: dict[str, bytes]) -> bytes:
    """Return an archive whose names are in GBK."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(GbkEntry(name), content)
    return buffer.getvalue()


def bomb() -> bytes:
    """Return a Word file of a few kilobytes that unpacks to far more."""
    return word(extra={"word/media/image1.xml": b"0" * (65 * 1024 * 1024)})


def swelling() -> bytes:
    """Return a Word file with a part that packs a thousand to one."""
    return word(extra={"word/media/image1.xml": b"0" * (20 * 1024 * 1024)})


def nested_bomb() -> bytes:
    """Return archives in archives."""
    inner = zipped({"a.txt": b"0" * (1024 * 1024)})
    for _ in range(5):
        inner = zipped({f"{at}.zip": inner for at in range(8)})
    return inner


def laughs() -> bytes:
    """Return a Word file whose entities grow a billion times."""
    entities = '<!ENTITY a0 "哈">' + "".join(
        f'<!ENTITY a{at} "{f"&a{at - 1};" * 10}">' for at in range(1, 10)
    )
    return word(p("&a9;"), head=f"{HEAD}<!DOCTYPE w [{entities}]>")


def reaching() -> bytes:
    """Return a Word file that wants a file of the server read into it."""
    return word(p("&a;"), head=f'{HEAD}<!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/hostname">]>')


def thousands_of_pages() -> bytes:
    """Return a Word file of more than three thousand pages."""
    return word(
        *(p("大家讨论了很久也没有得出什么结论，第二天又接着开会。" * 4) for _ in range(20_000))
    )


def pages(count: int, *, password: str | None = None) -> bytes:
    """Return a PDF of pages that hold a line and no text."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, encrypt=password)
    for _ in range(count):
        canvas.line(0, 0, 100, 100)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


BAD_FILES = (
    BadFile(
        name="照片.docx",
        make=lambda: b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(range(256)) * 40,
        why=Why.PICTURE,
        english="a picture (JPEG)",
        chinese="是图片",
    ),
    BadFile(
        name="录像.docx",
        make=lambda: b"\x00\x00\x00\x20ftypisom" + bytes(range(256)) * 40,
        why=Why.WRONG_TYPE,
        english="a film",
        chinese="不是文档",
    ),
    BadFile(
        name="程序.docx",
        make=lambda: b"MZ\x90\x00\x03" + bytes(range(256)) * 40,
        why=Why.WRONG_TYPE,
        english="a program",
        chinese="不是文档",
    ),
    BadFile(
        name="幻灯.pptx",
        make=lambda: zipped({"[Content_Types].xml": "<a/>", "ppt/presentation.xml": "<a/>"}),
        why=Why.WRONG_TYPE,
        english="a presentation",
        chinese="不是文档",
    ),
    BadFile(
        name="扫描.docx",
        make=lambda: word("<w:p><w:r><w:drawing><pic:pic/></w:drawing></w:r></w:p>"),
        why=Why.SCANNED,
        english="pictures of pages",
        chinese="是扫描件",
    ),
    BadFile(
        name="加密.docx",
        make=lambda: ole({"EncryptionInfo": b"\x04\x00", "EncryptedPackage": b"\x00" * 5000}),
        why=Why.PASSWORD,
        english="guarded by a password",
        chinese="设有密码",
    ),
    BadFile(
        name="加密.zip", make=locked_zip, why=Why.PASSWORD, english="a password", chinese="设有密码"
    ),
    BadFile(
        name="半截.docx",
        make=lambda: word(p("新增规上企业12家。" * 400))[:-100],
        why=Why.BROKEN,
        english="damaged or cut off",
        chinese="已损坏或不完整",
    ),
    BadFile(
        name="半截.doc",
        make=lambda: ole({"WordDocument": b"\xec\xa5" + bytes(5000)})[:700],
        why=Why.BROKEN,
        english="damaged or cut off",
        chinese="已损坏或不完整",
    ),
    BadFile(
        name="坏.docx",
        make=lambda: word("<w:p><w:r>"),
        why=Why.BROKEN,
        english="damaged or cut off",
        chinese="已损坏或不完整",
    ),
    BadFile(
        name="炸弹.docx",
        make=bomb,
        why=Why.UNPACKS_TOO_LARGE,
        english="unpacks to far more",
        chinese="解压后过大",
    ),
    BadFile(
        name="膨胀.docx",
        make=swelling,
        why=Why.UNPACKS_TOO_LARGE,
        english="unpacks to far more",
        chinese="解压后过大",
    ),
    BadFile(
        name="套娃.zip",
        make=nested_bomb,
        why=Why.ARCHIVE,
        english="no document that can be read",
        chinese="是压缩包",
    ),
    BadFile(
        name="实体.docx",
        make=laughs,
        why=Why.UNSAFE,
        english="references",
        chinese="文档之外的引用",
    ),
    BadFile(
        name="外部.docx", make=reaching, why=Why.UNSAFE, english="references", chinese="之外的引用"
    ),
    BadFile(
        name="深.docx",
        make=lambda: word("<w:customXml>" * 20_000 + p("甲") + "</w:customXml>" * 20_000),
        why=Why.BROKEN,
        english="damaged",
        chinese="已损坏",
    ),
    BadFile(
        name="越界.docx",
        make=lambda: word(p("甲"), extra={"../../outside.xml": b"<a/>"}),
        why=Why.UNSAFE,
        english="lead out",
        chinese="之外的引用",
    ),
    BadFile(
        name="三千页.docx",
        make=thousands_of_pages,
        why=Why.TOO_LARGE,
        english="more text than a plan",
        chinese="过大",
    ),
    BadFile(name="空.docx", make=word, why=Why.EMPTY, english="is empty", chinese="是空的"),
    BadFile(
        name="空.zip",
        make=lambda: zipped({}),
        why=Why.ARCHIVE,
        english="no document",
        chinese="是压缩包",
    ),
    BadFile(
        name="两份.zip",
        make=lambda: zipped({"方案.txt": "甲".encode(), "附件.docx": word(p("乙"))}),
        why=Why.ARCHIVE,
        english="several documents (方案.txt、附件.docx)",
        chinese="内有方案.txt、附件.docx",
    ),
    BadFile(
        name="方案.rar",
        make=lambda: b"Rar!\x1a\x07\x00" + bytes(500),
        why=Why.ARCHIVE,
        english="an archive (RAR)",
        chinese="请解压后载入",
    ),
    BadFile(
        name="方案.uot",
        make=lambda: b'<?xml version="1.0"?><uof:UOF uof:version="1.0"/>',
        why=Why.OLD_FORMAT,
        english="in XML",
        chinese="另存为",
    ),
    BadFile(
        name="方案.odt",
        make=lambda: zipped({"mimetype": "application/vnd.oasis.opendocument.text"}),
        why=Why.OLD_FORMAT,
        english="OpenDocument",
        chinese="另存为",
    ),
    BadFile(
        name="方案.xml",
        make=lambda: b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><a/>',
        why=Why.OLD_FORMAT,
        english="in XML",
        chinese="另存为",
    ),
    BadFile(
        name="任务.slk",
        make=lambda: b"ID;PSCALC3\r\nC;X1;Y1;K1\r\nE\r\n",
        why=Why.OLD_FORMAT,
        english="save it as .xlsx",
        chinese="另存为",
    ),
    BadFile(
        name="任务.xls",
        make=lambda: b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>',
        why=Why.OLD_FORMAT,
        english="save it as .xlsx",
        chinese="另存为",
    ),
    BadFile(
        name="扫描.pdf",
        make=lambda: pages(3),
        why=Why.SCANNED,
        english="recognise",
        chinese="是扫描件",
    ),
    BadFile(
        name="三千页.pdf",
        make=lambda: pages(3000),
        why=Why.TOO_MANY_PAGES,
        english="pages",
        chinese="超过 500 页",
    ),
    BadFile(
        name="加密.pdf",
        make=lambda: pages(1, password="1234"),  # noqa: S106 it guards nothing
        why=Why.PASSWORD,
        english="password",
        chinese="设有密码",
    ),
    BadFile(
        name="半截.pdf",
        make=lambda: pages(40)[:2000],
        why=Why.BROKEN,
        english="damaged",
        chinese="已损坏",
    ),
    BadFile(
        name="半截.xlsx",
        make=lambda: zipped({"[Content_Types].xml": "<a/>", "xl/workbook.xml": "<a>" * 99})[:-50],
        why=Why.BROKEN,
        english="damaged",
        chinese="已损坏",
    ),
    BadFile(
        name="空页.html",
        make=lambda: b"<html><head><title>x</title></head><body><p> </p></body></html>",
        why=Why.EMPTY,
        english="plan's text",
        chinese="是空的",
    ),
)
