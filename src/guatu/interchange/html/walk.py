"""Walk over a web page without recursion, so that no depth of nesting can break it."""

from __future__ import annotations

from lxml import etree

from guatu.interchange.html.lines import (
    Walk,
    add_text,
    end_line,
    is_block,
    is_hidden,
    is_skipped,
    marker_of,
)
from guatu.interchange.html.lists import Counter
from guatu.interchange.html.tables import table_of

_WITHIN = 1  # how deep a table may stand in a cell and still be read for its words


def walk_of(root: etree._Element, *, depth: int = 0) -> Walk:
    """Collect the lines and tables beneath an element.

    Parameters
    ----------
    root : Element
        Where to begin.
    depth : int
        How many tables are around it.

    Returns
    -------
    Walk
        Lines and tables in order; how much was hidden or numbered.
    """
    walk = Walk()
    counters: dict[etree._Element, Counter] = {}
    stack: list[tuple[etree._Element, bool]] = [(root, False)]
    while stack:
        element, is_leaving = stack.pop()
        if is_leaving:
            if is_block(element):
                end_line(walk, element)
        elif _enter(element, walk, counters, depth=depth):
            stack.append((element, True))
            stack += [(child, False) for child in reversed(element)]
            continue
        parent = element.getparent()
        if element is not root and parent is not None:
            add_text(walk, element.tail, parent)
    end_line(walk, root)
    return walk


def _enter(
    element: etree._Element, walk: Walk, counters: dict[etree._Element, Counter], *, depth: int
) -> bool:
    """Open an element; say whether to go on beneath it."""
    if is_skipped(element):
        return False
    if is_hidden(element):
        walk.hidden += int(any(text.strip() for text in element.itertext()))
        return False
    parent = element.getparent()
    if element.tag == "br" and parent is not None:
        end_line(walk, parent)
        return False
    if is_block(element):
        end_line(walk, parent if parent is not None else element)
    if element.tag == "table" and depth <= _WITHIN:
        table = table_of(element, lambda cell: _words(cell, depth))
        if table is not None:
            walk.items.append(table)
            return False
    walk.marker = marker_of(element, counters) or walk.marker
    add_text(walk, element.text, element)
    return True


def _words(cell: etree._Element, depth: int) -> str:
    """Give the words of a cell in one line, its own lines parted by a blank."""
    return " ".join(item.text for item in walk_of(cell, depth=depth + 1).items)
