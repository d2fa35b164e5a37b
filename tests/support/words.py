"""Word files written part by part, so that a test says exactly what stands in one."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from docx.opc.constants import CONTENT_TYPE, NAMESPACE, RELATIONSHIP_TYPE
from docx.oxml.ns import nsmap

_NAMES = {
    **{short: nsmap[short] for short in ("w", "r", "wp", "a", "pic", "m")},
    "mc": "urn:mc",
    "wps": "urn:wps",
    "v": "urn:v",
    "w14": "urn:w14",
}
OPEN = " ".join(f'xmlns:{short}="{address}"' for short, address in _NAMES.items())
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
END = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
_PART_KINDS = {
    "styles": RELATIONSHIP_TYPE.STYLES,
    "numbering": RELATIONSHIP_TYPE.NUMBERING,
    "header1": RELATIONSHIP_TYPE.HEADER,
    "comments": RELATIONSHIP_TYPE.COMMENTS,
    "footnotes": RELATIONSHIP_TYPE.FOOTNOTES,
}


def p(
    text: str = "", *, style: str = "", num: tuple[int, int] | None = None, more: str = ""
) -> str:
    """Return a paragraph of one run; `more` goes into its properties."""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    listed = ""
    if num is not None:
        listed = f'<w:numPr><w:ilvl w:val="{num[1]}"/><w:numId w:val="{num[0]}"/></w:numPr>'
    run = r(text) if text else ""
    return f"<w:p><w:pPr>{named}{listed}{more}</w:pPr>{run}</w:p>"


def r(text: str, properties: str = "") -> str:
    """Return a run."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def begin(code: str) -> str:
    """Return the code of a field; its result follows, then `END`."""
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve">{code}</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )


def cell(*blocks: str, properties: str = "") -> str:
    """Return a cell of a table."""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{''.join(blocks)}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    """Return a row of a table."""
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def table(*rows: str) -> str:
    """Return a table."""
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def style(identity: str, inner: str, *, name: str = "", based: str = "") -> str:
    """Return a style of paragraphs."""
    base = f'<w:basedOn w:val="{based}"/>' if based else ""
    return (
        f'<w:style w:type="paragraph" w:styleId="{identity}"><w:name w:val="{name or identity}"/>'
        f"{base}{inner}</w:style>"
    )


def styles(*inner: str) -> str:
    """Return a part of styles."""
    return f"<w:styles {OPEN}>{''.join(inner)}</w:styles>"


def level(at: int, form: str, text: str, more: str = "") -> str:
    """Return one level of a list that starts at one."""
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def lists(*definitions: str, nums: str = "") -> str:
    """Return a numbering part: each definition is used by the list of the same number, from one."""
    abstract = "".join(
        f'<w:abstractNum w:abstractNumId="{at}">{levels}</w:abstractNum>'
        for at, levels in enumerate(definitions, start=1)
    )
    own = "".join(
        f'<w:num w:numId="{at}"><w:abstractNumId w:val="{at}"/></w:num>'
        for at in range(1, len(definitions) + 1)
    )
    return f"<w:numbering {OPEN}>{abstract}{own}{nums}</w:numbering>"


def word(
    *body: str,
    parts: Mapping[str, str] | None = None,
    extra: Mapping[str, bytes] | None = None,
    head: str = HEAD,
) -> bytes:
    """Return a Word file with this body; `parts` are named as in `_PART_KINDS`."""
    parts = parts or {}
    relations = "".join(
        f'<Relationship Id="r{at}" Type="{_PART_KINDS[part]}" Target="{part}.xml"/>'
        for at, part in enumerate(parts)
    )
    files: dict[str, bytes | str] = {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="{NAMESPACE.OPC_CONTENT_TYPES}">'
        f'<Override PartName="/word/document.xml" ContentType="{CONTENT_TYPE.WML_DOCUMENT_MAIN}"/>'
        "</Types>",
        "_rels/.rels": _relations(
            f'<Relationship Id="a" Type="{RELATIONSHIP_TYPE.OFFICE_DOCUMENT}"'
            ' Target="word/document.xml"/>'
        ),
        "word/document.xml": f"{head}<w:document {OPEN}><w:body>{''.join(body)}"
        "</w:body></w:document>",
        "word/_rels/document.xml.rels": _relations(relations),
        **{f"word/{part}.xml": f"{HEAD}{text}" for part, text in parts.items()},
        **(extra or {}),
    }
    return zipped(files)


def zipped(files: Mapping[str, bytes | str]) -> bytes:
    """Return a ZIP archive of these files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def _relations(inner: str) -> str:
    return f'{HEAD}<Relationships xmlns="{NAMESPACE.OPC_RELATIONSHIPS}">{inner}</Relationships>'
