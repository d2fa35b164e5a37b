"""Volumes of evidence: which papers were made later, and the hash that a volume has as a whole."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date, timedelta

GRACE = timedelta(days=10)  # for an act to be put on file: later than that is 事后补充


def is_after_act(proved_on: date, received_on: date, grace: timedelta = GRACE) -> bool:
    """Say whether a paper came so long after what it proves that it counts as made later.

    Parameters
    ----------
    proved_on : date
        The day of what the paper proves.
    received_on : date
        The day on which the server first received it.
    grace : timedelta
        How long an act may take to be put on file.

    Returns
    -------
    bool
        Whether the paper came after the last day of grace. A paper that was there before the act
        (a permit, say) was not made later.
    """
    return received_on > proved_on + grace


def volume_digest(papers: Iterable[tuple[int, str, str]]) -> str:
    """Return the hash of a volume: of the places, hashes and names of its papers in their order.

    Parameters
    ----------
    papers : iterable of (int, str, str)
        Place from 1, SHA-256 of the bytes in hex, name of the file.

    Returns
    -------
    str
        SHA-256 in hex over one line a paper, `place TAB hash TAB name LF`, as UTF-8. A paper that
        is missing, added, moved or renamed gives another one.
    """
    lines = "".join(f"{place}\t{digest}\t{name}\n" for place, digest, name in papers)
    return hashlib.sha256(lines.encode()).hexdigest()
