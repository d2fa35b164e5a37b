"""Official papers with one thing otherwise, and the code that tells it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from wordpapers import (
    A4,
    CENTRE,
    EXACT,
    FANG,
    GOOD,
    HEI,
    IN_TWO,
    KAI,
    MARGINS,
    PAGE,
    RIGHT,
    SONG,
    TIGHT,
    Word,
    cells,
    fonts,
    footer,
    para,
    run,
    said,
    small,
)
from wordways import (
    BOXED,
    STYLES,
    by_grid,
    by_lists,
    by_styles,
    by_theme,
    issued,
    picture,
    shaped,
    swap,
)

BASE = Word()
Fault = tuple[str, Word, str]
Change = Callable[[str], str]


def titled(font: str = SONG, size: float = 22, *, laid: str = CENTRE) -> str:
    return said("关于做好调度工作的通知", font, size, laid=laid)


def flush(text: str, font: str = FANG, size: float = 16, more: str = "") -> str:
    return said(text, font, size, laid=EXACT + more)


def foot(text: str, font: str = FANG, size: float = 14) -> str:
    return para(run(text, fonts(font, size)), EXACT)


def two(first: str, font: str, second: str, other: str) -> str:
    """Return a paragraph in two fonts."""
    looks = [fonts(name, 16, TIGHT) for name in (font, other)]
    return para(run(first, looks[0]) + run(second, looks[1]), EXACT + IN_TWO)


def tinted(text: str, colour: str) -> str:
    return text.replace("<w:sz ", f'<w:color w:val="{colour}"/><w:sz ')


def old_picture(size: str) -> str:
    """Return a picture as files keep it that were .doc once."""
    return para(
        f'<w:r><w:pict><v:shape style="{size}"><v:imagedata/></v:shape></w:pict></w:r>', CENTRE
    )


ROW = [[small("单位"), small("应报")]]
DEEP = '<w:ind w:leftChars="600"/>'
HEAD = GOOD["head"]
# What a paragraph says otherwise: its name in `GOOD`, the code, and how it reads.
SAID: tuple[tuple[str, str, str], ...] = (
    *((name, "body-font", said("现将情况通报如下。", "宋体")) for name in ("intro", "body3", "annexbody")),
    *((name, "body-size", said("现将情况通报如下。", size=14)) for name in ("intro", "body3", "annexbody")),
    ("body", "body-font", GOOD["body"].replace(f' w:eastAsia="{FANG}"', "")),
    ("body", "body-font", two("本期应报120项，", FANG, "已报118项。", "微软雅黑")),
    ("h3", "body-font", two("1.按时填报的单位。", FANG, "十二个单位按时填报。", "宋体")),
    ("addressees", "body-font", flush("各镇人民政府：", HEI)),
    ("addressees", "body-size", flush("各镇人民政府：", size=18)),
    ("signature", "body-font", flush("澄江县人民政府办公室", "宋体", more=RIGHT)),
    ("date", "body-size", flush("2026年3月9日", size=15, more=RIGHT)),
    ("annexes", "body-font", said("附件：1.各单位填报情况表", KAI)),
    ("number", "body-font", flush("临督〔2026〕7号", HEI, more=CENTRE)),
    ("mark", "annex-mark", flush("附件1")),
    ("mark", "annex-mark", flush("附件1：", HEI)),
    ("title", "title-font", titled(HEI)),
    ("title", "title-font", titled("宋体")),
    ("title", "title-size", titled(size=18)),
    ("title", "title-size", titled(size=16)),
    ("title", "title-side", titled(laid="")),
    ("title", "title-missing", ""),
    ("annex", "title-size", said("各单位填报情况表", SONG, 16, laid=CENTRE)),
    ("head", "head-font", HEAD.replace(SONG, "宋体")),
    ("head", "head-side", HEAD.replace(CENTRE, "")),
    ("head", "head-size", HEAD.replace('w:val="72"', 'w:val="30"')),
    ("head", "head-colour", HEAD.replace("FF0000", "000000")),
    ("h1", "heading-font", said("一、总体情况")),
    ("h1b", "heading-font", said("二、下步要求", KAI)),
    ("h2", "heading-font", said("（一）填报情况", HEI)),
    ("h2", "heading-font", said("（一）填报情况", "宋体")),
    ("h3", "heading-font", said("1.按时填报的单位", HEI)),
    ("h1", "heading-size", said("一、总体情况", HEI, 18)),
    ("body3", "body-bold", GOOD["body3"].replace("<w:rPr>", "<w:rPr><w:b/>")),
    *((name, "text-colour", tinted(GOOD[name], "0070C0")) for name in ("title", "h2", "date", "record")),
    ("body", "text-colour", tinted(GOOD["body"], "FF0000")),
    ("body", "text-colour", tinted(GOOD["body"], "333333")),
    ("table", "text-colour", cells([[small("单位"), tinted(small("滞后"), "C00000")]], [4400, 4400])),
    ("body", "indent", flush("本期应报120项。")),
    ("body", "indent", flush("本期应报120项。", more='<w:ind w:firstLineChars="400"/>')),
    ("body", "indent", flush("本期应报120项。", more='<w:ind w:leftChars="200" w:firstLineChars="200"/>')),
    ("h1", "number-form", said("一.总体情况", HEI)),
    *(("h1", "number-form", said(f"{mark}总体情况", HEI)) for mark in ("一，", "一：", "一　", "壹、", "Ⅰ．")),
    *(("h2", "number-form", said(f"{mark}填报情况", KAI)) for mark in ("〔一〕", "【一】", "[一]", "1.1 ")),
    ("h3", "number-form", said("1。按时填报的单位。")),
    ("h2", "number-form", said("(一)填报情况", KAI)),
    ("h2", "number-form", said("（一)填报情况", KAI)),
    ("h2", "number-form", said("（一）、填报情况", KAI)),
    ("h3", "number-form", said("1、按时填报的单位。")),
    ("h3", "number-form", said("1)按时填报的单位。")),
    ("h4", "number-form", said("(1)其中三个单位提前。")),
    ("h1b", "number-order", said("三、下步要求", HEI)),
    ("h1b", "number-order", said("一、下步要求", HEI)),
    ("h2b", "number-order", said("（三）存在问题", KAI)),
    ("addressees", "addressees", flush("各镇人民政府:")),
    ("addressees", "addressees", flush("各镇人民政府，县直各单位")),
    ("body", "indent", GOOD["body"].replace(IN_TWO, IN_TWO + CENTRE)),
    ("body", "indent", said("本期应报120项，各单位要抓紧落实。" * 4, laid=EXACT + IN_TWO + RIGHT)),
    ("h1", "indent", said("一、总体情况", HEI, laid=EXACT + CENTRE)),
    ("mark", "annex-mark", said("附件1", HEI)),
    ("mark", "annex-mark", flush("附件1", HEI, more=CENTRE)),
    ("mark", "annex-mark", flush("附 件1", HEI)),
    ("mark2", "annex-mark", flush("附件二", HEI)),
    ("annexes2", "annex-list", flush("2、事项变化清单", more=DEEP)),
    ("annexes", "annex-list", said("附：1.各单位填报情况表")),
    ("addressees", "addressees", said("各镇人民政府，县直各单位：")),
    ("annexes", "annex-list", flush("附件：1.各单位填报情况表")),
    ("annexes", "annex-list", said("附件:1.各单位填报情况表")),
    ("annexes2", "annex-list", flush("2.事项变化清单。", more=DEEP)),
    ("annexes", "annex-list", said("附件1：各单位填报情况表")),
    ("mark2", "annex-count", ""),
    ("mark2", "annex-mark", flush("附件3", HEI)),
    ("mark", "annex-mark", flush("附件", HEI)),
    ("annexes2", "annex-list", flush("3.事项变化清单", more=DEEP)),
    ("annex2", "annex-title", titled()),
    ("annexes2", "annex-count", ""),
    ("signature", "signature", ""),
    ("date", "signature", ""),
    *(("date", "date-form", flush(written, more=RIGHT))
      for written in ("2026年03月09日", "二〇二六年三月九日", "2026-3-9", "2026.3.9", "2026年3月09日")),
    ("date", "date-side", flush("2026年3月9日")),
    ("record", "record-size", foot("抄送：县委办公室。", size=16)),
    ("record", "record-font", foot("抄送：县委办公室。", "宋体")),
    ("record", "record-end", foot("抄送：县委办公室")),
    ("record", "record-form", foot("抄送:县委办公室。")),
    ("record", "record-form", foot("抄送县委办公室。")),
    ("printed", "record-form", foot("澄江县人民政府办公室　　2026年03月09日印发")),
    ("printed", "record-form", foot("澄江县人民政府办公室　　2026年3月9日")),
    ("printed", "record-size", BOXED.replace('w:val="28"', 'w:val="32"')),
    ("table", "table-width", cells([[small("单位"), small("应报")]], [5000, 5000])),
    ("table", "table-width", cells(ROW, [4400, 4400], '<w:tblW w:w="10500" w:type="dxa"/>')),
    ("table", "table-width", cells(ROW, [4400, 4400], '<w:tblW w:w="5500" w:type="pct"/>')),
    ("table", "table-width", cells(ROW, [4400, 4400], looks='<w:tcW w:w="5600" w:type="dxa"/>')),
    ("table", "picture-size", old_picture("width:520pt;height:200pt")),
    ("table", "picture-size", old_picture("width:7.5in;height:3in")),
    ("table", "picture-size", picture(170, 90)),
    ("table", "picture-size", picture(150, 240)),
    ("body", "punctuation", said("本期应报120项,已报118项。")),
    ("number", "document-number", flush("临督〔2026〕07号", more=CENTRE)),
    ("number", "document-number", flush("临督[2026]7号", more=CENTRE)),
    ("number", "document-number", flush("临督〔2026〕第7号", more=CENTRE)),
    ("number", "document-number", flush("临督〔2026〕7", more=CENTRE)),
    ("number", "document-number", flush("临督2026年7号", more=CENTRE)),
    ("body", "length", said("报" * 4001 + "。")),
)  # fmt: skip
LINES = {
    "30 points": 'w:line="600" w:lineRule="exact"',
    "26 points": 'w:line="520" w:lineRule="exact"',
    "one and a half": 'w:line="360" w:lineRule="auto"',
    "two lines": 'w:line="480" w:lineRule="auto"',
    "at least 32": 'w:line="640" w:lineRule="atLeast"',
}
LETTERS = {
    "wide apart": '<w:spacing w:val="10"/>',
    "not tightened": "",
    "narrowed": TIGHT + '<w:w w:val="80"/>',
}
MARGIN_CODES = {
    "top": ("margin-top", 1440),
    "left": ("margin-left", 1800),
    "right": ("type-width", 1134),
    "bottom": ("type-height", 1440),
}


def of_the_page() -> Iterator[Fault]:
    """Yield papers whose page, lines or letters are otherwise."""
    for side, (code, twips) in MARGIN_CODES.items():
        margins = re.sub(rf'w:{side}="\d+"', f'w:{side}="{twips}"', MARGINS)
        yield f"{side} margin", replace(BASE, margins=margins), code
    yield "letter paper", replace(BASE, size=A4.replace("11906", "12240")), "paper"
    for name, line in LINES.items():
        word = BASE.each(swap('w:line="579" w:lineRule="exact"', line))
        yield f"lines {name}", word, "lines"
    loose = BASE.each(lambda t: t.replace(EXACT, ""))
    yield "no distance of lines", replace(loose, grid=""), "lines"
    usual = '<w:docGrid w:type="lines" w:linePitch="312"/>'
    yield "Word's ordinary grid", replace(loose, grid=usual), "lines"
    yield "a grid of 20 lines", by_grid(-842, 638), "lines"
    yield "a grid of 26 characters", by_grid(4000), "characters"
    for name, spacing in LETTERS.items():
        word = BASE.each(swap(TIGHT, spacing))
        yield f"letters {name}", word, "characters"
    yield "two columns", replace(BASE, section='<w:cols w:num="2"/>'), "characters"
    after = BASE.each(lambda t: t.replace("<w:spacing w:line", '<w:spacing w:after="240" w:line'))
    yield "space after paragraphs", after, "paragraph-space"
    yield "a running header", replace(BASE, headers={"default": para(run("内部资料"))}), "header"


def of_numbers() -> Iterator[Fault]:
    """Yield papers whose page numbers are otherwise."""
    side = "page-number-side"
    yield "no page number", replace(BASE, footers={}), "page-number"
    middle = {"default": footer(PAGE, CENTRE)}
    yield "in the middle", replace(BASE, footers=middle, settings=""), side
    right = {"default": footer(PAGE, RIGHT)}
    yield "always at the right", replace(BASE, footers=right, settings=""), side
    inside = {"default": footer(PAGE, ""), "even": footer(PAGE, RIGHT)}
    yield "inside", replace(BASE, footers=inside), side
    boxed = {"default": shaped(footer(PAGE, ""), "center")}
    yield "in a text box in the middle", replace(BASE, footers=boxed, settings=""), side
    changes: tuple[tuple[str, str, Change], ...] = (
        ("- n -", "form", lambda t: t.replace("— ", "- ").replace(" —", " -")),
        ("bare", "form", lambda t: t.replace("— ", "").replace(" —", "")),
        ("第n页", "form", lambda t: t.replace("— ", "第").replace(" —", "页")),
        ("by a switch", "form", lambda t: t.replace(" PAGE ", " PAGE \\* ArabicDash ")),
        ("Chinese by a switch", "form", lambda t: t.replace(" PAGE ", " PAGE \\* CHINESENUM3 ")),
        ("in 仿宋", "font", lambda t: t.replace("宋体", FANG)),
        ("at 9", "font", lambda t: t.replace('w:val="28"', 'w:val="18"')),
    )
    for form in ("numberInDash", "chineseCounting", "upperRoman", "decimalFullWidth"):
        section = f'<w:pgNumType w:fmt="{form}"/>'
        yield f"counted by {form}", replace(BASE, section=section), "page-number-form"
    for name, what, change in changes:
        footers = {page: change(text) for page, text in BASE.footers.items()}
        yield name, replace(BASE, footers=footers), f"page-number-{what}"


def moved(names: tuple[str, ...], behind: str) -> Word:
    """Return the paper with some of its paragraphs at another place."""
    body: dict[str, str] = {}
    for name, text in GOOD.items():
        if name not in names:
            body[name] = text
        if name == behind:
            body |= {one: GOOD[one] for one in names}
    return replace(BASE, body=body)


def of_the_whole() -> Iterator[Fault]:
    """Yield papers whose styles, themes or lists are otherwise."""
    styles = STYLES.replace(FANG, "宋体", 3)
    yield "a default style in 宋体", replace(by_styles(), styles=styles), "body-font"
    themed = by_theme()
    theme = themed.theme.replace("仿宋_GB2312", "等线")
    yield "a theme of 等线", replace(themed, theme=theme), "body-font"
    listed = by_lists()
    hanging = 'w:left="420" w:hanging="420"'
    numbering = listed.numbering.replace('w:left="0" w:firstLine="632"', hanging)
    yield "indents of a list", replace(listed, numbering=numbering), "indent"
    turned = BASE.having(signature=GOOD["date"], date=GOOD["signature"])
    yield "dated before it is signed", turned, "signature"
    second = BASE.having(h1=said("二、总体情况", HEI), h1b=said("三、下步要求", HEI))
    yield "begins with 二", second, "number-order"
    skipped = BASE.having(h2="", body="", h2b="", body2="")
    yield "一 and then 1.", skipped, "number-skipped"
    yield "annexes not listed", BASE.having(annexes="", annexes2=""), "annex-count"
    listed_late = moved(("annexes", "annexes2"), behind="date")
    yield "annexes listed behind the date", listed_late, "annex-list"
    yield "copies before annexes", moved(("record", "printed"), behind="date"), "record-form"
    long = BASE.having(title=titled(), body=said("报" * 5001 + "。"))
    yield "5,001 characters of a notice", long, "length"
    yield "a long plan issued", issued().having(p2=said("办" * 5001 + "。")), "length"


def faults() -> Iterator[Fault]:
    """Yield all of them, each under a name of its own."""
    for at, (name, code, text) in enumerate(SAID):
        yield f"{name} {code} {at}", BASE.having(**{name: text}), code
    yield from of_the_page()
    yield from of_numbers()
    yield from of_the_whole()


FAULTS: Mapping[str, tuple[Word, str]] = {name: (word, code) for name, word, code in faults()}
