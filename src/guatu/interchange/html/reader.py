"""Saved web pages: the document out of the page, or one sentence that says why not."""

from __future__ import annotations

import re

from lxml import etree
from lxml.html import HTMLParser

from guatu.core.documents import Align, Document, Format, NoteCode
from guatu.core.errors import UnreadableFile, UnreadableReason
from guatu.interchange.archives import broken
from guatu.interchange.composing import Composer, level_by_number
from guatu.interchange.html.bytes import markup_of
from guatu.interchange.html.lines import HtmlLine, HtmlTable, Item
from guatu.interchange.html.main import document_of
from guatu.interchange.html.walk import walk_of

_LONGEST_HEADLINE = 80
# Whoever saves a page closes what he opened: a page without its end holds half a plan.
_OPENED = re.compile(r"<(?:html|body)[\s>]", re.IGNORECASE)
_CLOSED = re.compile(r"</(?:html|body)\s*>", re.IGNORECASE)


def read_html(payload: bytes, *, name: str) -> Document:
    """Read the document of a saved web page; nothing is ever fetched.

    Parameters
    ----------
    payload : bytes
        The file: a page, or a page with its parts as MHTML.
    name : str
        The file's name, for messages.

    Returns
    -------
    Document
        Its text without menus, links and notices of the site.

    Raises
    ------
    UnreadableFile
        The page holds no text, was cut off, or its encoding is not known.
    """
    markup = markup_of(payload, name=name)
    if _OPENED.search(markup) and not _CLOSED.search(markup):
        raise broken(name)
    root = _root(markup, name=name)
    if root is None:
        raise _empty(name)
    body = root.find("body")
    walk = walk_of(body if body is not None else root)
    kept, left_out = document_of(walk.items, title=_title(root))
    composer = Composer(Format.HTML)
    composer.note(NoteCode.FURNITURE_LEFT_OUT, count=left_out)
    composer.note(NoteCode.HIDDEN_LEFT_OUT, count=walk.hidden)
    composer.note(NoteCode.NUMBERING_REBUILT, count=walk.numbered)
    for item in kept:
        _write(item, composer)
    document = composer.document()
    if not document.text.strip():
        raise _empty(name)
    return document


def _root(markup: str, *, name: str) -> etree._Element | None:
    parser = HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True
    )
    content = markup.encode("utf-8", "replace")
    if not content.strip():
        return None
    try:
        root: etree._Element | None = etree.fromstring(content, parser)
    except etree.XMLSyntaxError:
        return None
    # What is nested deeper than the parser goes is dropped without a word: refuse it whole.
    if any("depth" in entry.message for entry in parser.error_log):
        raise broken(name)
    return root


def _title(root: etree._Element) -> str:
    named = [meta.get("content") or "" for meta in root.iter("meta") if _is_title(meta)]
    texts = [*named, *(one.text or "" for one in root.iter("title"))]
    return max(texts, key=len, default="")


def _is_title(meta: etree._Element) -> bool:
    stated = meta.get("property") or meta.get("name") or ""
    return stated.lower() in {"og:title", "twitter:title", "articletitle", "title"}


def _write(item: Item, composer: Composer) -> None:
    if isinstance(item, HtmlTable):
        composer.table(item.cells, rows=item.rows, columns=item.columns)
    else:
        composer.paragraph(item.text, level=_level(item), align=item.align)


def _level(line: HtmlLine) -> int:
    if line.level:
        return line.level
    if line.is_bold and line.align is Align.CENTRE and len(line.text) <= _LONGEST_HEADLINE:
        return 1
    return level_by_number(line.text)


def _empty(name: str) -> UnreadableFile:
    return UnreadableFile(
        f"{name} is a web page without text: open it in a browser, copy the plan's text into a"
        " new document and give that.",
        reason=UnreadableReason.EMPTY,
        name=name,
        looks_like="a web page",
    )
