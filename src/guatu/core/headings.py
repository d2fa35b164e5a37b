"""Headings of a plan as ledgers quote them: when two are the same, and what an entry under one belongs to."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping

_ENDS = "。;:"  # a heading that runs on into its paragraph ends in one of them
_NUMBER = r"[\d一二三四五六七八九十百零〇]+"
_ORDINAL = re.compile(
    rf"\({_NUMBER}\)[、.]?|第{_NUMBER}(?:部分|[章节条项])[、.:]?|{_NUMBER}(?:[、)]|\.(?!\d))"
)
Paths = Iterable[Collection[str]]


def plain_heading(text: str) -> str:
    """Return a heading without what differs between a plan's text and its outline.

    Parameters
    ----------
    text
        As written, in full or half width, with blanks and the mark that ends it.

    Returns
    -------
    str
        In half width, without blanks and without the mark at its end.
    """
    return "".join(unicodedata.normalize("NFKC", text).split()).rstrip(_ENDS)


def named_by(heading: str) -> str:
    """Return what a heading names: its words without their number, plain.

    Parameters
    ----------
    heading
        As written, ``7.推进城市更新``, ``（二）城乡登高``.
    """
    plain = plain_heading(heading)
    number = _ORDINAL.match(plain)
    return plain[number.end() :] if number else plain


def above_each(paths: Paths) -> dict[str, tuple[str, ...]]:
    """Return of each heading those that it stands beneath, the nearest first, all plain.

    Parameters
    ----------
    paths
        Of each heading of the outline those above it and itself, from the top.

    Returns
    -------
    dict
        A heading that stands at several places has what is above it at all of them.
    """
    found: dict[str, tuple[str, ...]] = {}
    for path in paths:
        if not path:
            continue
        *above, own = map(plain_heading, path)
        nearest = tuple(reversed(above))
        known = found.get(own, nearest)
        found[own] = tuple(one for one in known if one in nearest)
    return found


def nearest_of(
    headings: Iterable[str], among: Collection[str], above: Mapping[str, tuple[str, ...]]
) -> dict[str, list[str]]:
    """Return of each of some headings the entries' headings for which it is the nearest.

    Parameters
    ----------
    headings
        As entries have them.
    among
        The headings for which something is set.
    above
        What `above_each` returned.
    """
    known = {plain_heading(one): one for one in among}
    found: dict[str, list[str]] = {one: [] for one in among}
    for heading in headings:
        plain = plain_heading(heading)
        place = next((one for one in (plain, *above.get(plain, ())) if one in known), None)
        if place is not None:
            found[known[place]].append(heading)
    return found
