"""Reading what an address or a hand-made form holds."""

from __future__ import annotations

LARGEST = 2**31 - 1


def whole(text: str, *, most: int = LARGEST) -> int | None:
    """Return the whole number from 0 to `most` that `text` writes in plain digits, or None.

    Length is looked at first: Python refuses thousands of digits with an error, a database those
    that no column holds.
    """
    if not (text.isascii() and text.isdigit()) or len(text) > len(str(most)):
        return None
    number = int(text)
    return number if number <= most else None
