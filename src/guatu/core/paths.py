"""Materialised paths of trees: digits only, four to a level, so that text order is tree order.

Digits sort alike under every collation of SQLite and PostgreSQL, which letters and signs do not.
"""

from __future__ import annotations

STEP = 4
LAST = 10**STEP - 1


def child_path(parent: str, ordinal: int) -> str:
    """Return the path of the `ordinal`-th child (1 to 9999) of `parent` ("" for a root).

    Raises
    ------
    ValueError
        If `ordinal` does not fit.
    """
    if not 1 <= ordinal <= LAST:
        raise ValueError(f"a unit has at most {LAST} children, not {ordinal}")
    return f"{parent}{ordinal:0{STEP}d}"


def subtree_range(path: str) -> tuple[str, str]:
    """Return `(first, end)` so that `first <= p < end` holds for `path` and all beneath it."""
    if not path:
        return "", ":"  # the sign after 9
    return path, str(int(path) + 1).zfill(len(path))


def is_within(path: str, scope: str) -> bool:
    """Say whether `path` is `scope` or beneath it."""
    return path.startswith(scope)


def depth(path: str) -> int:
    return len(path) // STEP
