"""Pictures that are drawn on a page: how large they are by their head alone, whether they are whole."""

from __future__ import annotations

import base64
import struct
import zlib

PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8"
MOST_PIXELS = 60_000_000  # a telephone's picture has up to fifty million
EXIF = b"Exif\x00\x00"
ORIENTATION = 0x0112
# how a camera held its picture, as the matrix that sets it upright; W and H are those of the file
_UPRIGHT = {
    2: "-1,0,0,1,{w},0",
    3: "-1,0,0,-1,{w},{h}",
    4: "1,0,0,-1,0,{h}",
    5: "0,1,1,0,0,0",
    6: "0,1,-1,0,{h},0",
    7: "0,-1,-1,0,{h},{w}",
    8: "0,-1,1,0,0,{w}",
}
_LYING = 5  # from here on width and height change places
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


def orientation(payload: bytes) -> int:
    """Return how a JPEG says it was held, 1 (upright) to 8; 1 where it says nothing that makes sense."""
    at = 2
    while payload.startswith(JPEG) and payload[at : at + 1] == b"\xff" and at + 4 <= len(payload):
        (length,) = struct.unpack(">H", payload[at + 2 : at + 4])
        if payload[at + 1] == 0xE1 and payload[at + 4 : at + 10] == EXIF:  # noqa: PLR2004 its mark
            return _held(payload[at + 10 : at + 2 + length])
        if payload[at + 1] == 0xDA:  # noqa: PLR2004 the picture itself
            break
        at += 2 + length
    return 1


def _held(tiff: bytes) -> int:
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return 1
    try:
        (at,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, at)
        for one in range(count):
            tag, _kind, _many, value = struct.unpack_from(f"{order}HHIH", tiff, at + 2 + 12 * one)
            if tag == ORIENTATION:
                return value if value in _UPRIGHT else 1
    except struct.error:  # it says less than it promises
        pass
    return 1


def as_svg(payload: bytes) -> str:
    """Return a picture within an SVG document, which is text: the typesetter takes no other files.

    A telephone keeps a picture as its lens saw it and says beside it how it was held: it is set upright.
    """
    width, height = picture_size(payload) or (1, 1)
    kind = "png" if payload.startswith(PNG) else "jpeg"
    encoded = base64.b64encode(payload).decode()
    held = orientation(payload)
    across, down = (height, width) if held >= _LYING else (width, height)
    matrix = _UPRIGHT.get(held, "1,0,0,1,0,0").format(w=width, h=height)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'width="{across}" height="{down}" viewBox="0 0 {across} {down}">'
        f'<image width="{width}" height="{height}" transform="matrix({matrix})" '
        f'xlink:href="data:image/{kind};base64,{encoded}"/></svg>'
    )
