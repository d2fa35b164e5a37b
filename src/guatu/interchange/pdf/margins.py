"""What a page prints around its text: running heads, page numbers, marks behind the text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from guatu.interchange.pdf.glyphs import Glyph, PrintedPage, PrintedTable
from guatu.interchange.pdf.lines import Line

Item = Line | PrintedTable

_NUMBER = re.compile(
    r"[\s\-–—―－_·•.|/~～(（【\[]*"
    r"(?:第\s*)?(?:\d{1,4}|[ivxlIVXL]{1,6}|[一二三四五六七八九十百]{1,4}(?=\s*页))\s*页?"
    r"(?:\s*[,，/|共of ]+\s*\d{1,4}\s*页?)?"
    r"[\s\-–—―－_·•.|/~～)）】\]]*",
    re.IGNORECASE,
)
# What a browser prints around a page: day, time and title above it, its address below.
_BROWSER_HEAD = re.compile(
    r"\d{1,4}[/年.-]\d{1,2}[/月.-]\d{1,4}日?,?\s*(?:[上下]午|[AP]M)?\s*\d{1,2}:\d\d"
    r"(?::\d\d)?(?:\s*[AP]M)?(?:\s.*)?",
    re.IGNORECASE,
)
_BROWSER_FOOT = re.compile(r"(?:https?|file)://.*?\s*(?:第\s*)?\d{1,4}\s*/\s*\d{1,4}\s*页?")
_BARE = re.compile(r"\d{1,4}")
_EDGE = 0.13  # share of the page's height that may hold a running head
_TIMES = 3
_SHARE = 0.5
_LARGE = 1.7  # times the body's size: a mark behind the text is larger
_SAME_PLACE = 6.0  # points


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """What one page holds, in reading order."""

    page: PrintedPage
    items: tuple[Item, ...]


def without_watermarks(pages: Sequence[PrintedPage]) -> list[tuple[Glyph, ...]]:
    """Give the letters of each page without those that lie behind or across its text.

    Parameters
    ----------
    pages : sequence of PrintedPage
        All pages of the file.

    Returns
    -------
    list of tuple of Glyph
        For each page; letters turned by a quarter are kept, they may stand in a cell of a table.
    """
    sizes = Counter(round(g.size) for page in pages for g in page.glyphs if g.text.strip())
    body = sizes.most_common(1)[0][0] if sizes else 0.0
    return [tuple(g for g in page.glyphs if not _is_behind(g, body)) for page in pages]


def _is_behind(glyph: Glyph, body: float) -> bool:
    return glyph.is_askew or (glyph.is_faint and glyph.size >= _LARGE * body)


def without_margins(flows: Sequence[Flow]) -> tuple[list[Flow], int]:
    """Drop page numbers and what repeats at the edges of the pages.

    Parameters
    ----------
    flows : sequence of Flow
        All pages in order.

    Returns
    -------
    tuple
        The pages without these lines, and how many lines were dropped.
    """
    repeated = _repeated(flows)
    kept, dropped = [], 0
    for flow in flows:
        items = tuple(item for item in flow.items if not _is_margin(item, flow, repeated))
        dropped += len(flow.items) - len(items)
        kept.append(Flow(page=flow.page, items=items))
    return kept, dropped


def _edge_of(item: Item, flow: Flow) -> int:
    """Tell 1 for the head of the page, 2 for its foot, 0 for neither."""
    if not isinstance(item, Line):
        return 0
    height = flow.page.height
    if item.bottom <= _EDGE * height:
        return 1
    return 2 if item.top >= (1 - _EDGE) * height else 0


def _masked(text: str) -> str:
    return re.sub(r"\d+", "0", re.sub(r"\s+", "", text))


def _repeated(flows: Sequence[Flow]) -> dict[tuple[int, str], list[float]]:
    """Texts at an edge with their heights, where they stand on enough pages at one height."""
    found: dict[tuple[int, str], list[float]] = {}
    for flow in flows:
        for item in flow.items:
            if isinstance(item, Line) and (edge := _edge_of(item, flow)):
                found.setdefault((edge, _masked(item.text)), []).append(item.y)
    least = max(2, min(_TIMES, round(_SHARE * len(flows))))
    return {
        key: heights
        for key, heights in found.items()
        if sum(1 for y in heights if abs(y - median(heights)) <= _SAME_PLACE) >= least
    }


def _is_margin(item: Item, flow: Flow, repeated: dict[tuple[int, str], list[float]]) -> bool:
    edge = _edge_of(item, flow)
    if not edge or not isinstance(item, Line):
        return False
    heights = repeated.get((edge, _masked(item.text)))
    if heights and abs(item.y - median(heights)) <= _SAME_PLACE and not _is_alone(item, flow):
        return True
    forms = (_NUMBER, _BROWSER_HEAD if edge == 1 else _BROWSER_FOOT)
    if not any(form.fullmatch(item.text) for form in forms):
        return False
    return _is_outermost(item, flow, edge=edge)


def _is_alone(item: Item, flow: Flow) -> bool:
    """Whether the page holds nothing else: a sheet with one line is no running head."""
    return len(flow.items) == 1 and not _BARE.search(item.text if isinstance(item, Line) else "")


def _is_outermost(item: Line, flow: Flow, *, edge: int) -> bool:
    others = [other for other in flow.items if other is not item]
    if edge == 1:
        return all(other.top >= item.top - 1 for other in others)
    return all(other.bottom <= item.bottom + 1 for other in others)
