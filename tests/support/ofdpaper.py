"""OFD files after GB/T 33190, with the parts that an office's program writes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

NAMESPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
WIDTH, HEIGHT = 210.0, 297.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One printed line: its left end and its baseline in millimetres."""

    x: float
    y: float
    text: str
    size: float = 5.64  # 三号


def _step(character: str, size: float) -> float:
    return size / 2 if character.isascii() else size


def text_object(word: Word, number: int) -> str:
    """Write a line as programs do: equal steps in short, others one by one."""
    steps = [_step(character, word.size) for character in word.text[:-1]]
    one_by_one = " ".join(f"{step:.4f}" for step in steps)
    delta = f"g {len(steps)} {steps[0]:.4f}" if len(set(steps)) == 1 else one_by_one
    width = sum(_step(character, word.size) for character in word.text)
    return (
        f'<ofd:TextObject ID="{number}" Boundary="{word.x} {word.y - word.size} {width} {word.size * 1.3}"'
        f' Font="3" Size="{word.size}"><ofd:FillColor Value="0 0 0"/>'
        f'<ofd:TextCode X="0" Y="{word.size}" DeltaX="{delta}">{escape(word.text)}</ofd:TextCode>'
        "</ofd:TextObject>"
    )


def rectangle(x: float, y: float, width: float, height: float) -> str:
    """Write the outline of a cell."""
    path = f"M 0 0 L {width} 0 L {width} {height} L 0 {height} C"
    return (
        f'<ofd:PathObject ID="900" Boundary="{x} {y} {width} {height}" LineWidth="0.2">'
        f"<ofd:AbbreviatedData>{path}</ofd:AbbreviatedData></ofd:PathObject>"
    )


def paper(pages: Sequence[Sequence[Word]], *, drawings: str = "", **extra: str) -> bytes:
    """Write a file of pages; `extra` are further parts by their name with `_` for `/`."""
    payload = io.BytesIO()
    with zipfile.ZipFile(payload, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "OFD.xml",
            f'{HEAD}<ofd:OFD {NAMESPACE} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo/>'
            "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        )
        entries = "".join(
            f'<ofd:Page ID="{n + 10}" BaseLoc="Pages/Page_{n}/Content.xml"/>'
            for n in range(len(pages))
        )
        archive.writestr(
            "Doc_0/Document.xml",
            f"{HEAD}<ofd:Document {NAMESPACE}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>"
            f"0 0 {WIDTH} {HEIGHT}</ofd:PhysicalBox></ofd:PageArea>"
            '<ofd:TemplatePage ID="5" BaseLoc="Tpls/Tpl_0/Content.xml"/></ofd:CommonData>'
            f"<ofd:Pages>{entries}</ofd:Pages></ofd:Document>",
        )
        archive.writestr("Doc_0/Tpls/Tpl_0/Content.xml", _content("", drawings))
        for n, words in enumerate(pages):
            objects = "".join(text_object(word, 100 + i) for i, word in enumerate(words))
            archive.writestr(f"Doc_0/Pages/Page_{n}/Content.xml", _content(_TEMPLATE, objects))
        for part, text in extra.items():
            archive.writestr(part.replace("_", "/", 1) + ".xml", text)
    return payload.getvalue()


_TEMPLATE = '<ofd:Template TemplateID="5" ZOrder="Background"/>'


def _content(template: str, objects: str) -> str:
    return (
        f"{HEAD}<ofd:Page {NAMESPACE}>{template}<ofd:Content><ofd:Layer ID='2'>"
        f"<ofd:PageBlock ID='3'>{objects}</ofd:PageBlock></ofd:Layer></ofd:Content></ofd:Page>"
    )
