"""Official papers as Word files, put together of raw XML in the ways of Word, WPS and offices' templates."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from xml.sax.saxutils import escape

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_W = "http://purl.oclc.org/ooxml/wordprocessingml/main"
STRICT_R = "http://purl.oclc.org/ooxml/officeDocument/relationships"
SPACES = (
    f'xmlns:w="{W}" xmlns:r="{R}"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
)
FANG, HEI, KAI, SONG = "仿宋_GB2312", "黑体", "楷体_GB2312", "方正小标宋简体"
EXACT = '<w:spacing w:line="579" w:lineRule="exact"/>'
IN_TWO = '<w:ind w:firstLineChars="200" w:firstLine="632"/>'
CENTRE, RIGHT = '<w:jc w:val="center"/>', '<w:jc w:val="right"/>'
TIGHT = '<w:spacing w:val="-5"/>'
MARGINS = 'w:top="2098" w:right="1474" w:bottom="1984" w:left="1588" w:header="851" w:footer="1400"'
A4 = '<w:pgSz w:w="11906" w:h="16838"/>'
GRID = '<w:docGrid w:type="lines" w:linePitch="579"/>'
EVEN = "<w:evenAndOddHeaders/>"
PAGE = (
    '<w:r>{0}<w:fldChar w:fldCharType="begin"/></w:r><w:r>{0}<w:instrText> PAGE </w:instrText></w:r>'
    '<w:r>{0}<w:fldChar w:fldCharType="separate"/></w:r><w:r>{0}<w:t>1</w:t></w:r>'
    '<w:r>{0}<w:fldChar w:fldCharType="end"/></w:r>'
)


def fonts(name: str, size: float, more: str = "") -> str:
    """Return the properties of a run: its font for all letters, its size in points."""
    half = round(size * 2)
    return (
        f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}" w:eastAsia="{name}"/>'
        f'{more}<w:sz w:val="{half}"/><w:szCs w:val="{half}"/>'
    )


def run(text: str, look: str = "") -> str:
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def para(inner: str, laid: str = "") -> str:
    return f"<w:p><w:pPr>{laid}</w:pPr>{inner}</w:p>"


def said(text: str, font: str = FANG, size: float = 16, *, laid: str = EXACT + IN_TWO) -> str:
    """Return a paragraph that says all about itself, as a program writes one."""
    return para(run(text, fonts(font, size, TIGHT if size == 16 else "")), laid)


def cells(rows: list[list[str]], widths: list[int], more: str = "", looks: str = "") -> str:
    """Return a table of cells that are paragraphs already."""
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    body = "".join(
        "<w:tr>"
        + "".join(f"<w:tc><w:tcPr>{looks}</w:tcPr>{inner}</w:tc>" for inner in row)
        + "</w:tr>"
        for row in rows
    )
    return f"<w:tbl><w:tblPr>{more}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{body}</w:tbl>"


def small(text: str) -> str:
    return para(run(text, fonts(FANG, 12)), CENTRE)


NOTED = para(run("临督〔2026〕7号", fonts(FANG, 16)), EXACT + CENTRE)
TITLE = said("关于第七期调度情况的通报", SONG, 22, laid=EXACT + CENTRE)
TABLE = cells([[small("单位"), small("应报")], [small("望江镇"), small("12")]], [4400, 4400])
GOOD: Mapping[str, str] = {
    "head": said("澄江县人民政府办公室文件", SONG, 36, laid=CENTRE).replace(
        "<w:sz ", '<w:color w:val="FF0000"/><w:sz ', 1
    ),
    "number": NOTED,
    "gap": para(""),
    "title": TITLE,
    "gap2": para(""),
    "addressees": said("各镇人民政府，县直各单位：", laid=EXACT),
    "intro": said("现将第七期调度情况通报如下。"),
    "h1": said("一、总体情况", HEI),
    "h2": said("（一）填报情况", KAI),
    "body": said("本期应报120项，已报118项。"),
    "h3": said("1.按时填报的单位。望江镇等十二个单位按时填报。"),
    "h4": said("（1）其中三个单位提前一天。下期照此办理。"),
    "table": TABLE,
    "h2b": said("（二）存在问题", KAI),
    "body2": said("个别单位填报不及时。"),
    "h1b": said("二、下步要求", HEI),
    "body3": said("各单位要对照台账抓好落实。"),
    "gap3": para(""),
    "annexes": said("附件：1.各单位填报情况表", laid=EXACT + '<w:ind w:leftChars="600" w:hangingChars="400"/>'),
    "annexes2": said("2.事项变化清单", laid=EXACT + '<w:ind w:leftChars="600" w:hangingChars="100"/>'),
    "gap4": para(""),
    "signature": said("澄江县人民政府办公室", laid=EXACT + RIGHT),
    "date": said("2026年3月9日", laid=EXACT + RIGHT + '<w:ind w:rightChars="200"/>'),
    "mark": said("附件1", HEI, laid=EXACT + "<w:pageBreakBefore/>"),
    "annex": said("各单位填报情况表", SONG, 22, laid=EXACT + CENTRE),
    "annextable": TABLE,
    "mark2": said("附件2", HEI, laid=EXACT + "<w:pageBreakBefore/>"),
    "annex2": said("事项变化清单", SONG, 22, laid=EXACT + CENTRE),
    "annexbody": said("本期没有变化。"),
    "record": para(run("抄送：县委办公室，县人大常委会办公室。", fonts(FANG, 14)), EXACT),
    "printed": para(run("澄江县人民政府办公室　　2026年3月9日印发", fonts(FANG, 14)), EXACT),
}  # fmt: skip


def footer(inner: str, laid: str, look: str = fonts("宋体", 14)) -> str:
    return para(run("— ", look) + inner.format(f"<w:rPr>{look}</w:rPr>") + run(" —", look), laid)


FOOTERS: Mapping[str, str] = {"default": footer(PAGE, RIGHT), "even": footer(PAGE, "")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A Word file by its parts, each as XML without its root; `section` is what the last one says."""

    body: Mapping[str, str] = field(default_factory=lambda: GOOD)
    styles: str = ""
    settings: str = EVEN
    theme: str = ""
    numbering: str = ""
    footers: Mapping[str, str] = field(default_factory=lambda: FOOTERS)
    headers: Mapping[str, str] = field(default_factory=dict)
    size: str = A4
    margins: str = MARGINS
    grid: str = GRID
    section: str = ""
    main: str = "document"
    is_strict: bool = False

    def having(self, **paragraphs: str) -> Word:
        """Return the same file with some paragraphs said otherwise."""
        unknown = set(paragraphs) - set(self.body)
        assert not unknown, unknown
        return replace(self, body={**self.body, **paragraphs})

    def each(self, change: Callable[[str], str]) -> Word:
        """Return the same file with each paragraph changed alike."""
        return replace(self, body={name: change(text) for name, text in self.body.items()})


def word_file(one: Word) -> bytes:
    """Return a .docx of the parts."""
    links = "".join(
        f'<w:{sort}Reference w:type="{page}" r:id="{sort}-{page}"/>'
        for sort, parts in (("footer", one.footers), ("header", one.headers))
        for page in parts
    )
    section = (
        f"<w:sectPr>{links}{one.size}<w:pgMar {one.margins}/>{one.section}{one.grid}</w:sectPr>"
    )
    document = (
        f"<w:document {SPACES}><w:body>{''.join(one.body.values())}{section}</w:body></w:document>"
    )
    parts = {f"word/{one.main}.xml": document}
    kinds = {}
    for name, root, inner in (
        ("styles", "styles", one.styles),
        ("settings", "settings", one.settings),
        ("numbering", "numbering", one.numbering),
    ):
        if inner:
            parts[f"word/{name}.xml"] = f"<w:{root} {SPACES}>{inner}</w:{root}>"
            kinds[name] = (name, f"{name}.xml")
    if one.theme:
        parts["word/theme/theme1.xml"] = one.theme
        kinds["theme"] = ("theme", "theme/theme1.xml")
    for sort, root, found in (("footer", "ftr", one.footers), ("header", "hdr", one.headers)):
        for page, inner in found.items():
            parts[f"word/{sort}-{page}.xml"] = f"<w:{root} {SPACES}>{inner}</w:{root}>"
            kinds[f"{sort}-{page}"] = (sort, f"{sort}-{page}.xml")
    parts[f"word/_rels/{one.main}.xml.rels"] = relations(kinds)
    parts["_rels/.rels"] = relations({"main": ("officeDocument", f"word/{one.main}.xml")})
    parts["[Content_Types].xml"] = content_types(one)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            if one.is_strict:
                text = text.replace(W, STRICT_W).replace(R, STRICT_R)  # noqa: PLW2901
            archive.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{text}')
    return out.getvalue()


def relations(kinds: Mapping[str, tuple[str, str]]) -> str:
    rows = "".join(
        f'<Relationship Id="{name}" Type="{R}/{kind}" Target="{target}"/>'
        for name, (kind, target) in kinds.items()
    )
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f"{rows}</Relationships>"
    )


def content_types(one: Word) -> str:
    base = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    rows = {f"/word/{one.main}.xml": "document.main"}
    for name in ("styles", "settings", "numbering"):
        rows |= {f"/word/{name}.xml": name} if getattr(one, name) else {}
    rows |= {f"/word/footer-{page}.xml": "footer" for page in one.footers}
    rows |= {f"/word/header-{page}.xml": "header" for page in one.headers}
    inner = "".join(
        f'<Override PartName="{part}" ContentType="{base}.{kind}+xml"/>'
        for part, kind in rows.items()
    )
    theme = "application/vnd.openxmlformats-officedocument.theme+xml"
    inner += f'<Override PartName="/word/theme/theme1.xml" ContentType="{theme}"/>' * bool(
        one.theme
    )
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{inner}</Types>'
    )
