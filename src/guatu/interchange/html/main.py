"""Tell the document of a web page from menus, links and notices around it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from lxml import etree

from guatu.interchange.html.lines import HtmlLine, HtmlTable, Item

_MOSTLY_LINKS = 0.5
_HOLDS = 0.9  # share of the page's running text that the document's element holds
_MARKS = re.compile("[。；，：、！？]")
_SHORT = 60
_LIST = 3  # links below one another: fewer may be the plan's own
_NAMED = re.compile(
    r"trs_editor|trs_ueditor|ucap-?content|js_content|zoom|v_news_content|vsb_content|"
    r"wp_articlecontent|article-?content|news-?content|pages_content|content-?text|"
    r"view\s?TRS|con-?text|xxgk.*content|detail-?content|text-?content",
    re.IGNORECASE,
)
_NAMED_HOLDS = 0.5  # a container that a maker of such sites names may hold less
_BYLINE = re.compile(
    r"(?:信息|文章|稿件|新闻)?来源|发布(?:时间|日期|机构|单位|人)|成文日期|生成日期|发文(?:机关|日期|字号)|"
    r"文\s*号|索\s*引\s*号|公开日期|作者|发文单位|主题分类|有效性|时间[:：]|日期[:：]"
    r"|20\d\d[-年/.]\d\d?[-月/.]\d\d?"
)
_ORIGIN_ABOVE = re.compile(r"索\s*引\s*号|发文(?:机关|日期|字号)|成文日期|发布机构|文\s*号[:：]")
_BEHIND_ORIGIN = re.compile(
    r"[\[【（(]?\s*(?:(?:浏览|点击|阅读|访问)(?:次数|量|数|率)|字\s*[号体]|字体大小|打印|分享|收藏|关闭|扫一扫)"
)
FURNITURE = re.compile(
    r"(?:您?(?:的|现在|当前)?(?:所在)?(?:的)?位置)[:：是]?.*|.{0,12}(?:首页|主页)\s*[>＞›»/|-].*"
    r"|.*(?:字\s*[号体]|字体大小)[:：]?\s*[\[【（(]?\s*(?:大|小|特大|默认).{0,16}"
    r"|[\[【]?\s*(?:大|中|小)\s*[\]】]?(?:\s*[\[【|]?\s*(?:大|中|小)\s*[\]】]?){1,2}"
    r"|[\[【（(]?\s*(?:打印(?:本页|此页|文章)?|关闭(?:窗口|本页|此页)?|收藏(?:本页)?|返回(?:顶部|首页|列表)?|保存|纠错)"
    r"(?:[\s|｜/\[\]【】（）()]*(?:打印|关闭|收藏|返回|保存|分享|纠错)(?:本页|此页|文章|窗口|顶部|首页|列表)?)*\s*[\]】）)]?"
    r"|(?:一键)?分享(?:到|至)?[:：]?.{0,30}|.*扫一扫.{0,24}|.*(?:手机|微信)(?:上|端)?(?:打开|查看|阅读).{0,16}"
    r"|(?:浏览|点击|阅读|访问)(?:次数|量|数|率)[:：]?\s*\d*\s*次?"
    r"|(?:上|下)\s*[一1]\s*[篇条页][:：].*"
    r"|(?:相关(?:链接|阅读|新闻|文章|稿件|信息|文件)|推荐阅读|热点(?:新闻|推荐)|友情链接|网站(?:地图|声明))[:：]?"
    r"|微信扫一扫.*|(?:预览时标签不可点|继续滑动看下一个|轻触阅读原文|阅读原文|喜欢此内容的人还喜欢|赞|在看|写留言|收录于合集.*)"
)
END = re.compile(
    r"(?:上|下)\s*[一1]\s*[篇条][:：]|相关(?:链接|阅读|新闻|文章|稿件|信息)|推荐阅读|热点(?:新闻|推荐)|友情链接"
    r"|(?:主办|承办|版权所有|网站标识码|ICP备|.{0,6}公网安备|.{0,8}ICP备)|备案(?:序?号|编号)"
    r"|喜欢此内容的人还喜欢|微信扫一扫"
)


def document_of(items: Sequence[Item], *, title: str) -> tuple[list[Item], int]:
    """Choose the lines and tables that are the document.

    Nothing that may belong to the plan is given up: the element that holds nearly all running
    text is taken whole but for lines that only such pages write; the headline and the lines of
    origin before it are added, and running text after it up to the page's foot.

    Parameters
    ----------
    items : sequence of Item
        All of the page.
    title : str
        The page's own title, to know the headline by.

    Returns
    -------
    tuple
        The document in order, and how many lines of the page were left out.
    """
    main = _main(items)
    if main is None:
        kept = _without_lists([item for item in items if not _is_furniture(item)])
        return kept, len(items) - len(kept)
    inside = [at for at, item in enumerate(items) if _is_within(item.element, main)]
    first, last = min(inside), max(inside)
    headline = _headline(items[:first], title)
    under = first if headline is None else headline + 1
    chosen = [
        *_origin(items[: max(0, under - 1)], _ORIGIN_ABOVE),
        *items[under - 1 : under if headline is not None else 0],
        *_origin(items[under:first], _BYLINE),
        *(item for item in items[first : last + 1] if _is_within(item.element, main)),
        *_more(items[last + 1 :]),
    ]
    cleaned = [_trimmed(item) for item in chosen]
    kept = _without_foot(_without_lists([item for item in cleaned if not _is_furniture(item)]))
    return kept, len(items) - len(kept)


def _is_within(element: etree._Element, main: etree._Element) -> bool:
    return element is main or any(one is main for one in element.iterancestors())


def _weight(item: Item) -> int:
    """How much running text a line holds; menus and lists of links hold none."""
    if isinstance(item, HtmlTable):
        return len(item.text)
    if item.linked > _MOSTLY_LINKS or FURNITURE.fullmatch(item.text) or END.match(item.text):
        return 0
    if len(item.text) <= _SHORT and (_BYLINE.search(item.text) or _MARKS.search(item.text) is None):
        return 0
    return len(item.text)


def _main(items: Sequence[Item]) -> etree._Element | None:
    """Find the innermost element that holds nearly all running text."""
    weights = _weights(items)
    if not weights:
        return None
    # A long table must not outweigh the text that it belongs to.
    of_lines = _weights([item for item in items if isinstance(item, HtmlLine)])
    least = _HOLDS * max(of_lines.values(), default=0)
    total = max(weights.values())
    named = [one for one in weights if _NAMED.search(_names(one))]
    best = max(named, key=lambda one: weights[one], default=None)
    if best is not None and weights[best] >= _NAMED_HOLDS * total:
        return best
    holding = [
        one
        for one, weight in weights.items()
        if weight >= _HOLDS * total and of_lines.get(one, 0) >= least
    ]
    inner = max(holding, key=lambda one: sum(1 for _ in one.iterancestors()))
    # One long paragraph is not the document: its siblings are.
    while (
        inner.tag in {"p", "li", "td", "tr", "span", "font", "h1", "h2", "h3", "tbody"}
        and (parent := inner.getparent()) is not None
    ):
        inner = parent
    # Nor is one table: its name and its notes stand around it.
    is_table = any(isinstance(item, HtmlTable) and item.element is inner for item in items)
    return _around(inner) if is_table else inner


def _around(table: etree._Element) -> etree._Element:
    """Give the nearest element that holds more than the table."""
    outer = table
    while (parent := outer.getparent()) is not None:
        outer = parent
        if len(outer) > 1:
            break
    return outer


def _weights(items: Sequence[Item]) -> dict[etree._Element, int]:
    """Sum up the running text that each element of the page holds."""
    weights: dict[etree._Element, int] = {}
    for item in items:
        if weight := _weight(item):
            for one in (item.element, *item.element.iterancestors()):
                weights[one] = weights.get(one, 0) + weight
    return weights


def _names(element: etree._Element) -> str:
    return f"{element.get('id') or ''} {element.get('class') or ''}"


def _headline(before: Sequence[Item], title: str) -> int | None:
    """Find the page's headline above its text."""
    plain = _plain(title)
    found = None
    for at, item in enumerate(before):
        if not isinstance(item, HtmlLine) or FURNITURE.fullmatch(item.text):
            continue
        words = _plain(item.text)
        if len(words) > 5 and words in plain:  # noqa: PLR2004 a name of the site is shorter
            return at
        if item.level and item.linked < _MOSTLY_LINKS and len(words) > 5:  # noqa: PLR2004
            found = at
    return found


def _plain(text: str) -> str:
    return re.sub(r"[\s\W_]+", "", text)


def _origin(between: Sequence[Item], pattern: re.Pattern[str]) -> list[Item]:
    """Keep the lines above the text that say where the document comes from."""
    return [
        item
        for item in between
        if pattern.search(item.text[: _SHORT * 3])
        and (isinstance(item, HtmlTable) or item.linked <= _MOSTLY_LINKS)
        and not item.text.startswith("今天是")
    ]


def _trimmed(item: Item) -> Item:
    """Cut off what a line of origin goes on with: how often read, how large, whether to print."""
    if isinstance(item, HtmlTable) or len(item.text) > _SHORT * 2:
        return item
    cut = _BEHIND_ORIGIN.search(item.text)
    if not cut or not _BYLINE.search(item.text[: cut.start()]):
        return item
    return replace(item, text=item.text[: cut.start()].rstrip("　 |｜·[【（("))


def _more(after: Sequence[Item]) -> list[Item]:
    """Keep running text behind the document's element, up to the foot of the page."""
    found: list[Item] = []
    for item in after:
        if isinstance(item, HtmlLine) and END.search(item.text[:_SHORT]):
            break
        if _weight(item) and (isinstance(item, HtmlTable) or "。" in item.text):
            found.append(item)
    return found


def _is_furniture(item: Item) -> bool:
    if isinstance(item, HtmlTable):
        return False
    return bool(FURNITURE.fullmatch(item.text))


def _without_lists(items: list[Item]) -> list[Item]:
    """Drop the lists of links that are menus, and the links at the document's end."""
    kept: list[Item] = []
    run: list[Item] = []
    for item in items:
        if isinstance(item, HtmlLine) and _is_link(item):
            run.append(item)
            continue
        kept += run if len(run) < _LIST else []
        run = []
        kept.append(item)
    return kept


def _without_foot(items: list[Item]) -> list[Item]:
    """Drop the site's own lines behind the last running text: who hosts it, its licences."""
    for at, item in enumerate(items):
        if END.match(item.text) and not any(_is_running(later) for later in items[at:]):
            return items[:at]
    return items


def _is_running(item: Item) -> bool:
    return isinstance(item, HtmlTable) or (len(item.text) > _SHORT and "。" in item.text)


def _is_link(item: HtmlLine) -> bool:
    return item.linked > _MOSTLY_LINKS and not re.match(r"附件|附[:：]|附表", item.text)
