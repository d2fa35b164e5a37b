"""How like two wordings are, for many at once: by the pairs of characters they share."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping

GRAM = 2  # characters: Chinese words are mostly two
TOO_COMMON = 80  # a pair of characters in more wordings than this does not lead from one to another


def grams_of(text: str) -> Counter[str]:
    """Return the pairs of neighbouring characters of a text with how often each stands there.

    Parameters
    ----------
    text : str
        A text without blanks; one of a single character is its own pair.
    """
    if len(text) < GRAM:
        return Counter([text]) if text else Counter()
    return Counter(text[at : at + GRAM] for at in range(len(text) - GRAM + 1))


def share_of(one: Counter[str], other: Counter[str]) -> float:
    """Return Dice's coefficient of two multisets, 0 to 1.

    References
    ----------
    Dice, L. R. (1945), Measures of the amount of ecologic association between species, Ecology 26.
    """
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 0.0


class Likeness:
    """The wordings that one may be like, prepared for many look-ups.

    Parameters
    ----------
    wordings : mapping
        The texts without blanks, by the caller's own number.
    """

    def __init__(self, wordings: Mapping[int, str]) -> None:
        self._grams = {key: grams_of(text) for key, text in wordings.items()}
        self._having: defaultdict[str, list[int]] = defaultdict(list)
        for key, grams in self._grams.items():
            for gram in grams:
                self._having[gram].append(key)

    def of(self, text: str) -> list[tuple[int, float]]:
        """Return the wordings that share anything telling with `text`, the likest first.

        Returns
        -------
        list of (int, float)
            Numbers of wordings with their likeness, 0 to 1.
        """
        grams = grams_of(text)
        near = {
            key
            for gram in grams
            if len(self._having[gram]) <= TOO_COMMON
            for key in self._having[gram]
        }
        found = [(key, share_of(grams, self._grams[key])) for key in near]
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))

    def with_one(self, text: str, key: int) -> float:
        """Return how like `text` is to the wording of this number, 0 to 1."""
        return share_of(grams_of(text), self._grams[key])
