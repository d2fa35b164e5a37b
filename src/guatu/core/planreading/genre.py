"""Is a text a plan at all? A novel, a law or a recipe has numbers and items, but commits nobody."""

import re

from guatu.core.planreading.lexicon import genre
from guatu.core.planreading.outline import Outline
from guatu.core.planreading.source import Source

_SHORT = 150  # characters; a passage pasted into the box is taken as meant
_FEWEST_WORDS = 4
_FEWEST_A_THOUSAND = 3.0
_ARTICLES_OF_A_LAW = 5


def is_plan(source: Source, outline: Outline, *, title: str | None) -> bool:
    """Tell a plan from texts of other kinds by the words that only administration uses.

    Parameters
    ----------
    source : Source
        The text under reading.
    outline : Outline
        Its numbered items.
    title : str or None
        Its headline.

    Returns
    -------
    bool
        False for a longer text with hardly an official word, and for a law in articles.
    """
    return not (_is_law(outline, title) or _is_elsewhere(source.text))


def _is_law(outline: Outline, title: str | None) -> bool:
    """Tell 某某条例 in articles: it binds everybody and owes no figure of a year."""
    articles = sum(node.form == "article" for node in outline.nodes)
    name = re.sub(r"[(（].*$", "", title or "").rstrip("》")
    is_named_so = name.endswith(genre.LAWS) and not name.endswith(genre.NO_LAWS)
    return articles >= _ARTICLES_OF_A_LAW and is_named_so


def _is_elsewhere(text: str) -> bool:
    if len(text) < _SHORT:
        return False
    found = _OFFICIAL.findall(text)
    return len(set(found)) < _FEWEST_WORDS or len(found) * 1000 < _FEWEST_A_THOUSAND * len(text)


_OFFICIAL = re.compile("|".join(sorted(map(re.escape, genre.OFFICIAL), key=len, reverse=True)))
