"""How large a picture is, by its head alone: what is too large to be drawn is not decoded to find out."""

from __future__ import annotations

import struct

PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8"
MOST_PIXELS = 60_000_000  # a telephone's picture has up to fifty million
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def picture_size(payload: bytes) -> tuple[int, int] | None:
    """Return width and height of a PNG or JPEG in pixels, None if its head is not one."""
    if payload.startswith(PNG) and payload[12:16] == b"IHDR" and len(payload) >= 24:  # noqa: PLR2004
        width, height = struct.unpack(">II", payload[16:24])
        return width, height
    return jpeg_size(payload) if payload.startswith(JPEG) else None


def jpeg_size(payload: bytes) -> tuple[int, int] | None:
    """Return the size that the first frame of a JPEG names."""
    at = 2
    while at + 9 <= len(payload):
        if payload[at] != 0xFF:  # noqa: PLR2004 every segment begins so
            return None
        mark = payload[at + 1]
        if mark in _FRAMES:
            height, width = struct.unpack(">HH", payload[at + 5 : at + 9])
            return width, height
        if mark == 0xFF:  # noqa: PLR2004 filling
            at += 1
            continue
        (length,) = struct.unpack(">H", payload[at + 2 : at + 4])
        at += 2 + length
    return None


def is_drawable(payload: bytes) -> bool:
    """Say whether a picture is of a size that is drawn."""
    size = picture_size(payload)
    return size is not None and 0 < size[0] * size[1] <= MOST_PIXELS
