"""Pictures that are drawn on a page: how large they are by their head alone, whether they are whole."""

from __future__ import annotations

import base64
import struct
import zlib

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


def is_whole(payload: bytes) -> bool:
    """Say whether a picture came to its end: of a cut one some programs draw nothing, and tell nobody."""
    if payload.startswith(JPEG):
        return b"\xff\xd9" in payload[-64:]  # cameras write a little behind it
    at, name = len(PNG), b""
    while at + 12 <= len(payload) and name != b"IEND":
        (length,) = struct.unpack(">I", payload[at : at + 4])
        name, body = payload[at + 4 : at + 8], payload[at + 4 : at + 8 + length]
        if payload[at + 8 + length : at + 12 + length] != struct.pack(">I", zlib.crc32(body)):
            return False
        at += 12 + length
    return name == b"IEND"


def is_drawable(payload: bytes) -> bool:
    """Say whether a picture is whole and of a size that is drawn."""
    size = picture_size(payload)
    return size is not None and 0 < size[0] * size[1] <= MOST_PIXELS and is_whole(payload)


def as_svg(payload: bytes) -> str:
    """Return a picture within an SVG document, which is text: the typesetter takes no other files."""
    width, height = picture_size(payload) or (1, 1)
    kind = "png" if payload.startswith(PNG) else "jpeg"
    encoded = base64.b64encode(payload).decode()
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f'<image width="{width}" height="{height}" '
        f'xlink:href="data:image/{kind};base64,{encoded}"/></svg>'
    )
