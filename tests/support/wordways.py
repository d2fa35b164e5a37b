"""Ways in which offices write one paper in order: by programs, styles, themes, grids, lists and templates."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from wordpapers import (
    CENTRE,
    EVEN,
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
    TABLE,
    TIGHT,
    TITLE,
    Word,
    cells,
    fonts,
    footer,
    para,
    run,
    said,
    small,
)

BASE = Word()


def style(name: str, font: str, size: float, laid: str, more: str = "") -> str:
    return (
        f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="a"/>{more}<w:pPr>{laid}</w:pPr><w:rPr>{fonts(font, size)}</w:rPr></w:style>'
    )


NORMAL = (
    '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/>'
    f"<w:pPr>{{0}}</w:pPr><w:rPr>{fonts(FANG, 16, TIGHT)}</w:rPr></w:style>"
)
NOT_IN = '<w:ind w:firstLineChars="0" w:firstLine="0"/>'
STYLES = NORMAL.format(EXACT + IN_TWO) + "".join(
    [
        style("red", SONG, 36, '<w:spacing w:line="240" w:lineRule="auto"/>' + NOT_IN + CENTRE)
        .replace("<w:sz ", '<w:color w:val="E60012"/><w:sz ', 1),
        style("title", SONG, 22, '<w:ind w:firstLineChars="0" w:firstLine="0"/>' + CENTRE),
        style("one", HEI, 16, ""),
        style("two", KAI, 16, ""),
        style("flush", FANG, 16, '<w:ind w:firstLineChars="0" w:firstLine="0"/>'),
        style("middle", FANG, 16, '<w:ind w:firstLineChars="0" w:firstLine="0"/>' + CENTRE),
        style("right", FANG, 16, '<w:ind w:firstLineChars="0" w:firstLine="0"/>' + RIGHT),
        style("black", HEI, 16, '<w:pageBreakBefore/><w:ind w:firstLineChars="0" w:firstLine="0"/>'),
        style("small", FANG, 14, '<w:ind w:firstLineChars="0" w:firstLine="0"/>'),
        style("list", FANG, 16, '<w:ind w:leftChars="600" w:hangingChars="400"/>'),
    ]
)  # fmt: skip
STYLE_OF = {
    "head": "red", "title": "title", "annex": "title", "annex2": "title", "h1": "one", "h1b": "one",
    "h2": "two", "h2b": "two", "addressees": "flush", "number": "middle", "signature": "right",
    "date": "right", "mark": "black", "mark2": "black", "record": "small", "printed": "small",
    "annexes": "list", "annexes2": "list",
}  # fmt: skip


def words_in(paragraph: str) -> str:
    return "".join(re.findall(r"<w:t[^>]*>([^<]*)</w:t>", paragraph))


def by_styles() -> Word:
    """Return the paper with all its looks in styles, as a template of an office has them."""
    body = dict(GOOD)
    for name, paragraph in GOOD.items():
        if not paragraph.startswith("<w:tbl"):
            of = STYLE_OF.get(name)
            laid = f'<w:pStyle w:val="{of}"/>' if of else ""
            body[name] = para(run(words_in(paragraph)), laid)
    return replace(BASE, body=body, styles=STYLES)


def by_theme() -> Word:
    """Return the paper with its body's font in a theme."""
    theme = (
        '<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:themeElements>'
        '<a:fontScheme name="x"><a:majorFont><a:latin typeface="Cambria"/><a:ea typeface=""/>'
        '<a:font script="Hans" typeface="黑体"/></a:majorFont>'
        '<a:minorFont><a:latin typeface="Calibri"/><a:ea typeface="仿宋_GB2312"/></a:minorFont>'
        "</a:fontScheme></a:themeElements></a:theme>"
    )
    named = '<w:rFonts w:asciiTheme="{0}EastAsia" w:eastAsia="宋体" w:eastAsiaTheme="{0}EastAsia"/>'
    defaults = (
        f"<w:docDefaults><w:rPrDefault><w:rPr>{named.format('minor')}"
        '<w:sz w:val="32"/></w:rPr></w:rPrDefault></w:docDefaults>'
    )
    change = {
        **{name: dropped(GOOD[name], FANG) for name in GOOD},
        **{name: GOOD[name].replace(font_of(HEI), named.format("major")) for name in ("h1", "h1b")},
    }
    styles = defaults + NORMAL.format("").replace(font_of(FANG), "")
    return replace(BASE, body=change, styles=styles, theme=theme)


def font_of(name: str) -> str:
    return f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}" w:eastAsia="{name}"/>'


def dropped(paragraph: str, name: str) -> str:
    return paragraph.replace(font_of(name), "")


def by_grid(characters: int, pitch: int = 579) -> Word:
    """Return the paper on a grid of characters, as Word's own dialogue sets it: no exact distance."""
    grid = f'<w:docGrid w:type="linesAndChars" w:linePitch="{pitch}" w:charSpace="{characters}"/>'
    loose = BASE.each(lambda text: text.replace(EXACT, "").replace(TIGHT, ""))
    return replace(loose, styles=NORMAL.format("").replace(TIGHT, ""), grid=grid)


def by_lists() -> Word:
    """Return the paper with headings numbered by Word, their indents in the list."""
    chinese = "chineseCountingThousand"
    forms = ((chinese, "%1、"), (chinese, "（%2）"), ("decimal", "%3."), ("decimal", "（%4）"))
    levels = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:suff w:val="nothing"/>'
        f'<w:lvlText w:val="{text}"/><w:pPr><w:ind w:left="0" w:firstLine="632"/></w:pPr></w:lvl>'
        for at, (form, text) in enumerate(forms)
    )
    numbering = (
        f'<w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )
    change = {}
    for at, names in enumerate((("h1", "h1b"), ("h2", "h2b"), ("h3",), ("h4",))):
        for name in names:
            text = re.sub(r"^(?:[一二]、|（[一二1]）|1\.)", "", words_in(GOOD[name]))
            listed = f'<w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="1"/></w:numPr>'
            change[name] = said(text, (HEI, KAI, FANG, FANG)[at], laid=listed + EXACT)
    return replace(BASE.having(**change), numbering=numbering)


def shaped(inner: str, side: str) -> str:
    """Return a paragraph with a text box in both forms, as WPS puts a page number into a footer."""
    return para(
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor>'
        f'<wp:positionH relativeFrom="margin"><wp:align>{side}</wp:align></wp:positionH>'
        '<wp:extent cx="1828800" cy="1828800"/><a:graphic><a:graphicData><wps:wsp><wps:txbx>'
        f"<w:txbxContent>{inner}</w:txbxContent></wps:txbx></wps:wsp></a:graphicData></a:graphic>"
        "</wp:anchor></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape "
        f'style="position:absolute;mso-position-horizontal:{side}"><v:textbox>'
        f"<w:txbxContent>{inner}</w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )  # fmt: skip


def split_field(look: str = fonts("宋体", 14)) -> str:
    """Return a page number whose instruction Word has cut into pieces, in small letters."""
    field = PAGE.replace(
        "<w:instrText> PAGE </w:instrText>",
        "<w:instrText> pa</w:instrText><w:instrText>ge  \\* MERGEFORMAT </w:instrText>",
    )
    return field.format(f"<w:rPr>{look}</w:rPr>")


SIMPLE = '<w:fldSimple w:instr=" PAGE "><w:r>{0}<w:t>1</w:t></w:r></w:fldSimple>'
FRAME = '<w:framePr w:wrap="around" w:vAnchor="text" w:hAnchor="margin" w:xAlign="{0}" w:y="1"/>'


def footers(odd: str, even: str = "", **more: str) -> dict[str, str]:
    return {"default": odd, **({"even": even} if even else {}), **more}


def picture(wide: float, high: float) -> str:
    """Return a picture of so many millimetres in a line of its own."""
    return para(
        f'<w:r><w:drawing><wp:inline><wp:extent cx="{round(wide * 36000)}" cy="{round(high * 36000)}"/>'
        "<a:graphic><a:graphicData><pic:pic/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>",
        CENTRE,
    )


def landscape() -> Word:
    """Return the paper with a wide table on a page that lies."""
    before = (
        f"<w:p><w:pPr><w:sectPr>{BASE.size}<w:pgMar {MARGINS}/>{BASE.grid}</w:sectPr></w:pPr></w:p>"
    )
    lying = (
        '<w:p><w:pPr><w:sectPr><w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>'
        '<w:pgMar w:top="1588" w:right="2098" w:bottom="1474" w:left="1984"/></w:sectPr></w:pPr></w:p>'
    )
    wide = cells([[small("单位")] * 6], [2100] * 6)
    return BASE.having(annextable=before + said("附表很宽，另见横排。") + wide + lying)


def issued() -> Word:
    """Return a notice with which a plan is issued: the plan begins on a page of its own, without 附件."""
    body = {
        name: GOOD[name]
        for name in ("head", "number", "gap", "title", "gap2", "addressees", "intro", "gap4", "signature", "date")
    }  # fmt: skip
    plan = {
        "plan": said("澄江县攻坚行动方案", SONG, 22, laid=EXACT + CENTRE + "<w:pageBreakBefore/>"),
        "issued": said("（2026年3月9日）", KAI, laid=EXACT + CENTRE),
        "p1": said("一、工作目标", HEI),
        "p2": said("年底前全部完成。"),
        "p3": said("二、重点任务", HEI),
        "record": GOOD["record"],
    }
    title = said("关于印发《澄江县攻坚行动方案》的通知", SONG, 22, laid=EXACT + CENTRE)
    intro = said("现将方案印发给你们，请认真贯彻执行。")
    return replace(BASE, body={**body, "title": title, "intro": intro, **plan})


def rules() -> Word:
    """Return rules in chapters and articles."""
    article = run("第{0}条", fonts(HEI, 16, TIGHT)) + run(
        "　本办法适用于{1}。", fonts(FANG, 16, TIGHT)
    )
    rows = {
        "c1": said("第一章　总　则", HEI, laid=EXACT + CENTRE),
        "a1": para(article.format("一", "本县调度工作"), EXACT + IN_TWO),
        "a2": para(article.format("二", "各镇和各单位"), EXACT + IN_TWO),
        "c2": said("第二章　附　则", HEI, laid=EXACT + CENTRE),
        "a3": para(article.format("三", "自印发之日起的事项"), EXACT + IN_TWO),
    }
    kept = {name: text for name, text in GOOD.items() if not re.match(r"h\d|body|table", name)}
    at = list(kept).index("intro") + 1
    names = list(kept)
    ordered = {name: kept[name] for name in names[:at]} | rows | {n: kept[n] for n in names[at:]}
    return replace(BASE, body=ordered)


def speech() -> Word:
    """Return a speech: its day and its speaker stand beneath its title."""
    middle = EXACT + CENTRE
    return replace(
        BASE,
        body={
            "title": said("在全县重点工作调度会上的讲话", SONG, 22, laid=middle),
            "day": said("（2026年3月9日）", KAI, laid=middle),
            "who": said("某某某", KAI, laid=middle),
            "all": said("同志们："),
            **{name: GOOD[name] for name in ("intro", "h1", "body", "h1b", "body3")},
        },
    )


def contents() -> str:
    """Return a table of contents as text with stops."""
    stop = '<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="8834"/></w:tabs>'
    lines = [
        said(f"{text}\t{page}", laid=EXACT + stop)
        for text, page in (("一、总体情况", 1), ("二、要求", 3))
    ]
    return said("目　录", HEI, laid=EXACT + CENTRE) + "".join(lines)


def red_table() -> Word:
    """Return the paper with the red head of two bodies in a table, number and signer in another."""
    red = GOOD["head"]
    words = words_in(red)
    row = [red.replace(words, "澄江县人民政府"), red.replace(words, "文件")]
    number = [said("临政〔2026〕7号", laid=EXACT), said("签发人：某某某", laid=EXACT)]
    return BASE.having(
        head=cells([row, [red.replace(words, "澄江县人民武装部"), para("")]], [6000, 2800]),
        number=cells([number], [4400, 4400]),
    )


def foot_table(rows: list[str]) -> str:
    return cells([[row] for row in rows], [8844])


RECORD = para(run("抄送：县委办公室，县人大常委会办公室。", fonts(FANG, 14)), EXACT)
PRINTED = para(run("澄江县人民政府办公室　　2026年3月9日印发", fonts(FANG, 14)), EXACT)
BOXED = para(
    '<w:r><w:pict><v:shape style="position:absolute;width:440pt;height:60pt"><v:textbox><w:txbxContent>'
    f"{RECORD}{PRINTED}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
)  # fmt: skip
FAR = '<w:ind w:leftChars="1400" w:left="4480"/>'
TIMES = '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman"'
MIXED = para(
    run("本期应报", fonts(FANG, 16, TIGHT))
    + run("120", TIMES + '/><w:sz w:val="32"/>' + TIGHT)
    + run("项，已报", fonts(FANG, 16, TIGHT))
    + run("98.3%", TIMES + ' w:eastAsia="宋体"/><w:sz w:val="32"/>' + TIGHT)
    + run("。", fonts(FANG, 16, TIGHT)),
    EXACT + IN_TWO,
)  # fmt: skip
TRACKED = para(
    run("本期应报", fonts(FANG, 16, TIGHT))
    + "<w:del><w:r><w:rPr/><w:delText>一百项旧数</w:delText></w:r></w:del>"
    + f"<w:ins>{run('120项，', fonts(FANG, 16, TIGHT))}</w:ins>"
    + f"<w:moveTo>{run('已报118项。', fonts(FANG, 16, TIGHT))}</w:moveTo>"
    + "<w:moveFrom><w:r><w:t>移走的旧句，很长很长很长很长很长。</w:t></w:r></w:moveFrom>",
    EXACT + IN_TWO,
)
HIDDEN = para(
    run("批注：此处请处室再核，内容很长很长很长很长很长很长", "<w:vanish/>" + fonts("宋体", 9))
    + run("本期应报120项。", fonts(FANG, 16, TIGHT)),
    EXACT + IN_TWO,
)
ALIASES = {
    "the old codes of 方正": ("FZFSK--GBK1-0", "FZHTK--GBK1-0", "FZKTK--GBK1-0", "FZXBSK--GBK1-0"),
    "Noto": (FANG, "Noto Sans CJK SC", "DFKai-SB", SONG),
    "方正公文": ("方正公文仿宋", "方正公文黑体", "方正公文楷体", "方正公文小标宋"),
    "国标": ("CESI仿宋-GB2312", "CESI黑体-GB2312", "CESI楷体-GB2312", "CESI小标宋-GB2312"),
    "GBK": ("方正仿宋_GBK", "方正黑体_GBK", "方正楷体_GBK", "方正小标宋_GBK"),
    "latin": ("FangSong", "SimHei", "KaiTi", "FZXiaoBiaoSong-B05S"),
    "GB18030": ("方正仿宋_GB18030", "方正黑体_GB18030", "方正楷体_GB18030", "方正小标宋_GB18030"),
}


def renamed(names: tuple[str, str, str, str]) -> Word:
    def change(text: str) -> str:
        for old, new in zip((FANG, HEI, KAI, SONG), names, strict=True):
            text = text.replace(f'"{old}"', f'"{new}"')
        return text

    return BASE.each(change)


def laid_in_sdt(text: str) -> str:
    return f"<w:sdt><w:sdtPr/><w:sdtContent>{text}</w:sdtContent></w:sdt>"


def swap(old: str, new: str) -> Callable[[str], str]:
    return lambda text: text.replace(old, new)


def good_looks() -> Iterator[tuple[str, Word]]:
    """Yield papers whose fonts, lines and letters are said in other ways."""
    yield "all said by each paragraph", BASE
    yield "all in styles", by_styles()
    yield "fonts in a theme", by_theme()
    yield "a grid of characters of Word's dialogue", by_grid(-842)
    yield "a grid of characters, ordinary letters small", replace(by_grid(-842), styles="")
    yield "a grid as LibreOffice writes one", by_grid(-842 + (1 << 32))
    for points in (28, 28.5, 28.8, 28.95, 29):
        twips = round(points * 20)
        yield f"exact {points} points", BASE.each(swap('w:line="579"', f'w:line="{twips}"'))
    yield "at least 28.95 points", BASE.each(lambda t: t.replace('"exact"', '"atLeast"'))
    yield "headings counted by Word", by_lists()
    for name, names in ALIASES.items():
        yield f"fonts of {name}", renamed(names)
    yield "another name of the main part", replace(BASE, main="document2")
    yield "strict Open XML", replace(BASE, is_strict=True)


def good_parts() -> Iterator[tuple[str, Word]]:
    """Yield papers whose head, title, record, signature and annexes stand in other ways."""
    yield "red head and number in tables", red_table()
    yield "secrecy and haste above the head", replace(
        BASE,
        body={
            "copy": said("000012", laid=EXACT), "secret": said("机密★1年", HEI, laid=EXACT),
            "haste": said("特急", HEI, laid=EXACT), **GOOD,
        },
    )  # fmt: skip
    yield "number and signer on one line", BASE.having(
        number=para(
            run("临政〔2026〕7号", fonts(FANG, 16)) + "<w:r><w:tab/></w:r>"
            + run("签发人：", fonts(FANG, 16)) + run("某某某", fonts(KAI, 16)), EXACT,
        )
    )  # fmt: skip
    yield (
        "minutes without a signature",
        BASE.having(head=GOOD["head"].replace("办公室文件", "专题会议纪要"), signature="", date=""),
    )
    yield "signed within a table", BASE.having(
        signature="",
        date=cells([
            [said("", laid=EXACT), said("澄江县人民政府办公室", laid=EXACT + CENTRE)],
            [said("", laid=EXACT), said("2026年3月9日", laid=EXACT + CENTRE)],
        ], [4400, 4400]),
    )  # fmt: skip
    yield (
        "two bodies sign",
        BASE.having(
            signature=said("澄江县发展和改革局", laid=EXACT + RIGHT)
            + said("澄江县财政局", laid=EXACT + RIGHT)
        ),
    )
    yield (
        "addressees over two lines",
        BASE.having(
            addressees=said("各镇人民政府，县直各单位，", laid=EXACT)
            + said("驻县各单位：", laid=EXACT)
        ),
    )
    yield "no red head", BASE.having(head="", number="", gap="")
    yield (
        "title in one paragraph of two lines",
        BASE.having(title=TITLE.replace("调度情况", "</w:t><w:br/><w:t>调度情况")),
    )
    yield "record in a table", BASE.having(record=foot_table([RECORD, PRINTED]), printed="")
    yield "record in a text box", BASE.having(record=BOXED, printed="")
    yield "copies counted", BASE.having(
        printed=para(run("澄江县人民政府办公室　2026年3月9日印发　共印50份", fonts(FANG, 14)), EXACT)
    )  # fmt: skip
    yield "no record", BASE.having(record="", printed="")
    yield (
        "main recipients in the record",
        BASE.having(
            record=GOOD["record"].replace("抄送：县委办公室，", "主送：县直各单位。抄送：")
        ),
    )
    yield "date and name far from the left", BASE.having(
        signature=said("澄江县人民政府办公室", laid=EXACT + FAR), date=said("2026年3月9日", laid=EXACT + FAR)
    )  # fmt: skip
    yield (
        "date and name behind blanks",
        BASE.having(
            signature=said("　" * 14 + "澄江县人民政府办公室", laid=EXACT),
            date=said("　" * 16 + "2026年3月9日", laid=EXACT),
        ),
    )
    for name, blank in (("half blanks", " " * 30), ("tabs", "\t" * 9)):
        yield (
            f"date and name behind {name}",
            BASE.having(
                signature=said(blank + "澄江县人民政府办公室", laid=EXACT),
                date=said(blank + "    2026年3月9日", laid=EXACT),
            ),
        )
    yield (
        "open for comment below the date",
        BASE.having(date=GOOD["date"] + said("（此件公开发布）")),
    )
    yield (
        "annexes listed behind blanks",
        BASE.having(
            annexes=said("　　附件：1.各单位填报情况表", laid=EXACT),
            annexes2=said("　　　　　2.事项变化清单", laid=EXACT),
        ),
    )
    yield "annexes listed in one paragraph", BASE.having(
        annexes=GOOD["annexes"].replace("</w:t>", "</w:t><w:br/><w:t>　　　2.事项变化清单</w:t>"), annexes2=""
    )  # fmt: skip
    yield "one annex", BASE.having(
        annexes=said("附件：各单位填报情况表"), annexes2="", mark=GOOD["mark"].replace("附件1", "附件"),
        mark2="", annex2="",
    )  # fmt: skip
    page = '<w:r><w:br w:type="page"/></w:r>'
    yield "annexes behind breaks of pages", BASE.having(**{
        name: GOOD[name].replace("<w:pageBreakBefore/>", "").replace("<w:r>", f"{page}<w:r>", 1)
        for name in ("mark", "mark2")
    })  # fmt: skip
    yield (
        "no annex",
        BASE.having(
            annexes="",
            annexes2="",
            mark="",
            annex="",
            annextable="",
            mark2="",
            annex2="",
            annexbody="",
        ),
    )


def good_numbers() -> Iterator[tuple[str, Word]]:
    """Yield papers whose page numbers are made in other ways."""
    for name, (odd, even) in {
        "right and left": ("right", "left"), "outside": ("outside", ""),
    }.items():  # fmt: skip
        inner = footer(PAGE, "")
        yield f"page number in a text box, {name}", replace(
            BASE, footers=footers(shaped(inner, odd), shaped(inner, even) if even else ""),
            settings=EVEN if even else "",
        )  # fmt: skip
        yield f"page number in a frame, {name}", replace(
            BASE,
            footers=footers(footer(PAGE, FRAME.format(odd)), footer(PAGE, FRAME.format(even)) if even else ""),
            settings=EVEN if even else "",
        )  # fmt: skip
    yield (
        "page number as a simple field",
        replace(BASE, footers=footers(footer(SIMPLE, RIGHT), footer(SIMPLE, ""))),
    )
    yield (
        "page number cut into pieces",
        replace(BASE, footers=footers(footer(split_field(), RIGHT), footer(split_field(), ""))),
    )
    yield "page number behind tabs", replace(
        BASE,
        footers=footers(
            footer(PAGE, '<w:tabs><w:tab w:val="center" w:pos="4153"/><w:tab w:val="right" w:pos="8306"/></w:tabs>')
            .replace("<w:r>", "<w:r><w:tab/></w:r><w:r><w:tab/></w:r><w:r>", 1), footer(PAGE, ""),
        ),
    )  # fmt: skip
    yield "page number in a style", replace(
        BASE,
        footers=footers(
            footer(PAGE, '<w:pStyle w:val="foot"/>' + RIGHT, ""), footer(PAGE, '<w:pStyle w:val="foot"/>', "")
        ),
        styles=style("foot", "宋体", 14, ""),
    )  # fmt: skip
    yield (
        "no number on the first page",
        replace(BASE, footers={**BASE.footers, "first": para("")}, section="<w:titlePg/>"),
    )
    yield (
        "an unused footer of the first page",
        replace(BASE, footers={**BASE.footers, "first": footer(PAGE, CENTRE, fonts("Arial", 9))}),
    )


def good_texts() -> Iterator[tuple[str, Word]]:
    """Yield papers whose text is written in other ways."""
    yield "tracked changes", BASE.having(body=TRACKED)
    for black in ("auto", "000000", "0D0D0D"):
        tint = f'<w:color w:val="{black}"/><w:sz '
        yield f"words in {black}", BASE.having(body=GOOD["body"].replace("<w:sz ", tint))
    long = "一、" + "深入推进重点工作任务落实落细落地见效确保全年各项目标任务圆满完成" * 2
    yield "a heading of two lines", BASE.having(h1=said(long, HEI))
    yield "hidden text", BASE.having(body=HIDDEN)
    yield "digits in Times New Roman", BASE.having(body=MIXED)
    yield "a landscape page", landscape()
    yield "a plan issued with a notice", issued()
    yield "rules in chapters", rules()
    yield (
        "indented by two blanks",
        BASE.each(
            lambda t: (
                t.replace(IN_TWO, "").replace('preserve">', 'preserve">　　') if IN_TWO in t else t
            )
        ),
    )
    yield (
        "indented by a length",
        BASE.each(lambda t: t.replace(IN_TWO, '<w:ind w:firstLine="640"/>')),
    )
    yield "caption, unit and note of a table", BASE.having(
        table=said("表1　各单位填报情况", HEI, 14, laid=CENTRE) + said("单位：项", FANG, 12, laid=RIGHT)
        + TABLE + said("注：数据截至3月6日。", FANG, 12, laid="")
    )  # fmt: skip
    yield (
        "a table a cell's margin wider",
        BASE.having(table=cells([[small("单位"), small("应报")]], [4530, 4530])),
    )
    yield (
        "a table of all the width",
        BASE.having(
            table=cells(
                [[small("单位"), small("应报")]], [6000, 6000], '<w:tblW w:w="5000" w:type="pct"/>'
            )
        ),
    )
    yield "a picture within", BASE.having(table=picture(150, 90))
    yield "a red rule that is drawn", BASE.having(gap=picture(160, 0))
    yield (
        "content controls",
        BASE.having(title=laid_in_sdt(GOOD["title"]), body=laid_in_sdt(GOOD["body"])),
    )
    yield "duties in brackets in 楷体", BASE.having(
        body=para(
            run("本期应报120项，各单位要在月底前全部完成整改。", fonts(FANG, 16, TIGHT))
            + run("（责任单位：县住建局）", fonts(KAI, 16, TIGHT)), EXACT + IN_TWO,
        )
    )  # fmt: skip
    duties = "〔牵头单位：县发展改革局；责任单位：各镇人民政府、县直各有关单位〕"
    for name, task in (("body", "加快项目建设。"), ("h3", "1.推进项目建设。加快开工。")):
        yield (
            f"duties longer than their task, {name}",
            BASE.having(**{name: para(
                run(task, fonts(FANG, 16, TIGHT)) + run(duties, fonts(KAI, 16, TIGHT)), EXACT + IN_TWO
            )}),
        )  # fmt: skip
    for begin in (
        "1.5 亿元资金已到位。",
        "三 季度末完成。",
        "12个单位填报。",
        "2026年以来推进有力。",
        "一是抓紧落实。",
    ):
        yield f"begins {begin}", BASE.having(body=said(begin))
    yield "a speech dated beneath its title", speech()
    yield "a table of contents", BASE.having(intro=contents() + GOOD["intro"])
    yield "level three bold", BASE.having(
        h3=para(run("1.按时填报的单位。", "<w:b/>" + fonts(FANG, 16, TIGHT))
                + run("望江镇等十二个单位按时填报。", fonts(FANG, 16, TIGHT)), EXACT + IN_TWO)
    )  # fmt: skip
    yield "bottom margin as usual", replace(
        BASE, margins=MARGINS.replace('w:bottom="1984"', 'w:bottom="1985"').replace('w:top="2098"', 'w:top="2100"')
    )  # fmt: skip


WAYS: Mapping[str, Word] = dict([*good_looks(), *good_parts(), *good_numbers(), *good_texts()])
