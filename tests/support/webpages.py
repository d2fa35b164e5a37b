# ruff: noqa: E501  markup as sites write it
"""Plans as government sites publish them: the same lines in pages of different makers."""

from __future__ import annotations

import html
import quopri
from collections.abc import Callable, Sequence

MENU = [
    "首页",
    "机构概况",
    "信息公开",
    "政务服务",
    "互动交流",
    "专题专栏",
    "魅力云溪",
    "数据开放",
    "领导之窗",
    "政策解读",
    "新闻发布",
    "县长信箱",
]
NEWS = (
    "县委召开常委会（扩大）会议",
    "我县举行春季项目集中开工活动",
    "云溪县政务服务大厅端午节放假安排",
    "关于公开征集十大民生实事项目的公告",
    "全县安全生产工作会议召开",
)
TITLE = "云溪县2026年“项目攻坚年”行动方案"


def _menu() -> str:
    return (
        "<ul class='nav'>"
        + "".join(f"<li><a href='/c{i}/'>{m}</a></li>" for i, m in enumerate(MENU))
        + "</ul>"
    )


def _related() -> str:
    return "".join(
        f"<li><a href='/a{i}.html'>{n}</a><span>2026-01-1{i}</span></li>"
        for i, n in enumerate(NEWS)
    )


def _foot() -> str:
    return (
        "<div class='footer'><p>主办：云溪县人民政府　承办：云溪县人民政府办公室</p>"
        "<p>网站标识码：0000000000　<a href='#'>某ICP备00000000号-1</a>　某公网安备 00000000000000号</p>"
        "<p>联系电话：0000-0000000　<a href='#'>网站地图</a></p></div>"
    )


def _escaped(lines: Sequence[str]) -> list[str]:
    return [html.escape(line) for line in lines]


def trs(lines: Sequence[str], extra: str = "") -> str:
    """Write a portal with the text in `TRS_Editor`, a breadcrumb, sharing, related links."""
    body = "".join(f"<p style='text-indent:2em'>　　{line}</p>\n" for line in _escaped(lines))
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{TITLE}_云溪县人民政府</title>
<style>.a{{color:red}}</style><script>var t="不应读到的脚本。";</script></head><body>
<div class="header"><img alt="云溪县人民政府"><div>今天是2026年1月20日 星期二</div>{_menu()}</div>
<div class="position">您当前的位置：<a href="/">首页</a> &gt; <a href="/x/">信息公开</a> &gt; <a>政府文件</a></div>
<div class="main"><h1>{TITLE}</h1>
<div class="info"><span>发布日期：2026-01-16 09:30</span><span>　来源：云溪县人民政府办公室</span><span>浏览次数：<i>128</i>次</span>
<span>字体：【<a>大</a> <a>中</a> <a>小</a>】</span><a>打印本页</a></div>
<div class="view TRS_UEDITOR"><div class="TRS_Editor">{body}{extra}</div></div>
<div class="share">分享到：<a>微信</a><a>微博</a></div>
<div class="pn"><p>上一篇：<a href="#">{NEWS[0]}</a></p><p>下一篇：<a href="#">{NEWS[1]}</a></p></div></div>
<div class="side"><h3>相关链接</h3><ul>{_related()}</ul></div>{_foot()}</body></html>"""


def word(lines: Sequence[str], extra: str = "") -> str:
    """Pasted from Word: `MsoNormal`, words cut by spans, the source broken at 76 characters."""

    def paragraph(line: str) -> str:
        cut = "".join(
            f"<span lang=EN-US>{line[i : i + 7]}</span>"
            if i % 2
            else f"<span style='font-family:仿宋'>{line[i : i + 7]}</span>"
            for i in range(0, len(line), 7)
        )
        pieces = [cut[i : i + 76] for i in range(0, len(cut), 76)]
        wrapped = ""
        for piece in pieces:  # only between characters, as Word does
            joint = "\n" if wrapped and wrapped[-1] > "一" and piece[0] > "一" else ""
            wrapped += joint + piece
        return f"<p class=MsoNormal style='text-indent:32.0pt'>{wrapped}<o:p></o:p></p>\n"

    body = "".join(paragraph(line) for line in lines)
    return f"""<html xmlns:o="urn:schemas-microsoft-com:office:office"><head>
<meta http-equiv=Content-Type content="text/html; charset=gb2312"><title>{TITLE}</title></head>
<body><!--[if gte mso 9]><xml>不应读到的注释。</xml><![endif]--><div class=Section1>{body}{extra}</div></body></html>"""


def layout_tables(lines: Sequence[str], extra: str = "") -> str:
    """Write an old site laid out by nested tables, lines ended by `br`, indents of no-break blanks."""
    body = "<br>\n".join(f"&nbsp;&nbsp;&nbsp;&nbsp;{line}" for line in _escaped(lines))
    return f"""<html><head><meta http-equiv="Content-Type" content="text/html; charset=gbk"><title>云溪县政府网</title></head>
<body><table width=980><tr><td><table><tr>{"".join(f"<td><a href='#'>{m}</a></td>" for m in MENU)}</tr></table></td></tr>
<tr><td><table width=100%><tr><td width=200 valign=top><table><tr><td>热点新闻</td></tr>{"".join(f"<tr><td><a href='#'>{n}</a></td></tr>" for n in NEWS)}</table></td>
<td><table width=100%><tr><td>当前位置：首页 &gt;&gt; 政务公开 &gt;&gt; 正文</td></tr>
<tr><td align=center><font size=5><b>{TITLE}</b></font></td></tr>
<tr><td align=center>作者：县政府办　来源：本站　发布时间：2026-1-16　点击数：99</td></tr>
<tr><td><font size=3>{body}</font>{extra}</td></tr>
<tr><td>【<a href="#">打印</a>】【<a href="#">关闭</a>】</td></tr></table></td></tr></table></td></tr>
<tr><td>版权所有：云溪县人民政府 某ICP备00000000号</td></tr></table></body></html>"""


def zoom(lines: Sequence[str], extra: str = "") -> str:
    """Write the open-government column: a table of the document's data, the text in `#zoom`."""
    body = "".join(
        f"<div>{line}</div>" if i % 3 else f"<p>{line}</p>"
        for i, line in enumerate(_escaped(lines))
    )
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><meta name="ArticleTitle" content="{TITLE}"><title>{TITLE}</title></head><body>
<nav>{_menu()}</nav><div class="crumbs">位置：首页 &gt; 法定主动公开内容 &gt; 规划计划</div>
<table class="xxgk"><tr><td>索 引 号：</td><td>000000000/2026-00001</td><td>发文机关：</td><td>云溪县人民政府办公室</td></tr>
<tr><td>发文字号：</td><td>云政办发〔2026〕1号</td><td>成文日期：</td><td>2026年01月16日</td></tr></table>
<h2 class="title">{TITLE}</h2><div id="zoom">{body}{extra}</div>
<div style="display:none">隐藏的演示文字，不应读到，计划投资999亿元。</div>
<p>扫一扫在手机打开当前页</p><p>相关阅读</p><ul>{_related()}</ul>{_foot()}</body></html>"""


def wechat(lines: Sequence[str], extra: str = "") -> str:
    """Write an article of an official WeChat account, saved before its script showed the text."""
    body = "".join(
        f"<section style='margin:0'><span leaf=''>{line}</span></section>"
        for line in _escaped(lines)
    )
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title></title><meta property="og:title" content="{TITLE}"></head><body>
<div id="js_article"><h1 class="rich_media_title" id="activity-name"> {TITLE} </h1>
<div id="meta_content"><a id="js_name">云溪发布</a><em id="publish_time">2026-01-16 18:00</em></div>
<div class="rich_media_content" id="js_content" style="visibility: hidden; opacity: 0;">{body}{extra}</div></div>
<div><p>预览时标签不可点</p><p>微信扫一扫关注该公众号</p><a>赞</a><a>在看</a></div>
<script>document.write("脚本里的话。")</script></body></html>"""


def plain(lines: Sequence[str], extra: str = "") -> str:
    """Write a page without any name to go by: the text lies among other parts of one column."""
    body = "".join(f"<p>{line}</p>" for line in _escaped(lines))
    return f"""<html><head><meta charset=utf-8><title>{TITLE}-云溪网</title></head><body><div class=a>{_menu()}</div>
<div class=b><div class=c><div class=d>{TITLE}</div><div class=e>2026-01-16 来源：云溪日报</div><div class=f>{body}{extra}</div>
<div class=g>责任编辑：某某</div></div><div class=h><div>新闻排行</div><ul>{_related()}</ul></div></div>{_foot()}</body></html>"""


PAGES: dict[str, Callable[..., str]] = {
    "trs": trs,
    "word": word,
    "layout-tables": layout_tables,
    "zoom": zoom,
    "wechat": wechat,
    "plain": plain,
}
ENCODINGS = {"word": "gb18030", "layout-tables": "gb18030"}


def page_bytes(maker: str, lines: Sequence[str], extra: str = "") -> bytes:
    """Give the file as it is saved, in the encoding it declares."""
    return PAGES[maker](lines, extra).encode(ENCODINGS.get(maker, "utf-8"))


def mhtml(markup: str) -> bytes:
    """Save a page with its parts in one file, as browsers do."""
    packed = quopri.encodestring(markup.encode("utf-8"))
    return (
        b"From: <Saved by Blink>\r\nSubject: plan\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="--cut"\r\n\r\n\r\n'
        b"----cut\r\nContent-Type: text/html; charset=utf-8\r\n"
        b"Content-Transfer-Encoding: quoted-printable\r\n\r\n" + packed + b"\r\n"
        b"----cut\r\nContent-Type: text/css\r\nContent-Transfer-Encoding: binary\r\n\r\np{color:red}\r\n----cut--\r\n"
    )
