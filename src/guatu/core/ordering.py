"""Orders of things by key: a part of a list put into another order within the places it holds."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


def reordered(whole: Sequence[Key], part: Sequence[Key]) -> list[Key]:
    """Return `whole` with the members of `part` in that order, in the places they held together.

    Parameters
    ----------
    whole
        All keys in their present order, each once.
    part
        Some of these keys, each once, in the order wanted.

    Returns
    -------
    list
        A permutation of `whole`; what is not in `part` stays where it is.

    Raises
    ------
    ValueError
        If `part` names a key twice or one that is not in `whole`.
    """
    moving = set(part)
    if len(moving) != len(part) or not moving <= set(whole):
        raise ValueError("each key of the part has to stand in the whole, once")
    following = iter(part)
    return [next(following) if key in moving else key for key in whole]


def named_first(present: Sequence[Key], named: Iterable[Key]) -> list[Key]:
    """Return the keys that were named in that order, then the others in their present order."""
    first = [key for key in dict.fromkeys(named) if key in set(present)]
    return first + [key for key in present if key not in set(first)]
