"""Rows of a workbook that came back: which item each is, by its key and by the name that it shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence


def names(text: str, title: str) -> bool:
    """Say whether a row that shows `text` names an item: its title, or its number, a blank and that."""
    shown, wanted = " ".join(text.split()), " ".join(title.split())
    return shown == wanted or shown.endswith(f" {wanted}")


def told_by_name(rows: Sequence[tuple[int, str]], titles: Mapping[int, str]) -> list[int | None]:
    """Return the item of each row where the names that rows show and their hidden keys disagree.

    Whoever sorts a sheet without its hidden columns leaves the keys where they stood: then the words
    of one item stand beside the key of another; whoever drags a cell down copies or counts up the key.
    Where every row names exactly one item, and no two rows the same, the names are right.

    Parameters
    ----------
    rows : sequence of (int, str)
        The key of each row and the name that it shows; "" where it shows none.
    titles : mapping of int to str
        What each item was called when it went out.

    Returns
    -------
    list of int or None
        For each row its item; None where its name is another item's and it cannot be told which is
        right. A name that is no item's leaves the row to its key.
    """
    by_title: dict[str, list[int]] = {}
    for key, title in titles.items():
        by_title.setdefault(" ".join(title.split()), []).append(key)
    named = [_item(key, text, titles, by_title) for key, text in rows]
    keys = [key for key, _text in rows]
    if Counter(named) == Counter(keys) or (
        len(set(named)) == len(named) and titles.keys() >= set(named)
    ):
        return list(named)
    return [
        key if one in {key, None} or key not in titles else None
        for key, one in zip(keys, named, strict=True)
    ]


def _item(
    key: int, text: str, titles: Mapping[int, str], by_title: Mapping[str, Sequence[int]]
) -> int | None:
    """Return the one item that a text names, the row's own before others; None for none, or several."""
    if not text or (key in titles and names(text, titles[key])):
        return key
    words = " ".join(text.split()).split(" ")
    endings = (" ".join(words[at:]) for at in range(len(words)))
    found = {one for ending in endings for one in by_title.get(ending, ())}
    if len(found) == 1:
        return found.pop()
    return None if key in titles else key
