"""The bytes of a saved web page to its markup: encodings, and pages saved as one MHTML file."""

from __future__ import annotations

import codecs
import email
import email.policy
import re
from email.message import Message

from guatu.core.errors import UnreadableFile, UnreadableReason

_HEAD = 4096
_MOST_LOST = 0.01  # share of characters that may be broken in an encoding that the page declares
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_\-]{3,20})", re.IGNORECASE)
_MHTML = re.compile(rb"multipart/related", re.IGNORECASE)
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "x-gbk": "gb18030"}


def markup_of(payload: bytes, *, name: str) -> str:
    """Decode a web page.

    Parameters
    ----------
    payload : bytes
        The file: markup, or a page with its parts as one MHTML file.
    name : str
        The file's name, for messages.

    Returns
    -------
    str
        The markup of the page itself.

    Raises
    ------
    UnreadableFile
        The encoding is not known.
    """
    if _MHTML.search(payload[:_HEAD]) and (found := _page_of(payload)):
        payload, declared = found
        return _decoded(payload, declared=declared, name=name)
    return _decoded(payload, declared=None, name=name)


def _page_of(payload: bytes) -> tuple[bytes, str | None] | None:
    """Find the page among the parts of an MHTML file: the longest one of markup."""
    message = email.message_from_bytes(payload, policy=email.policy.compat32)
    pages = [part for part in message.walk() if part.get_content_type() == "text/html"]
    contents = [(_content(part), part.get_content_charset()) for part in pages]
    return max(contents, key=lambda one: len(one[0]), default=None)


def _content(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _decoded(payload: bytes, *, declared: str | None, name: str) -> str:
    for mark, encoding in _MARKS:
        if payload.startswith(mark):
            return payload.decode(encoding, "replace")
    match = _CHARSET.search(payload[:_HEAD])
    named = [_known(one) for one in (declared, match[1].decode("ascii") if match else None)]
    for encoding in [*filter(None, named), "utf-8", "gb18030", *_wide(payload)]:
        try:
            return payload.decode(encoding)
        except UnicodeDecodeError:
            continue
    for encoding in [*filter(None, named), "utf-8", "gb18030"]:
        text = payload.decode(encoding, "replace")
        if text.count("\ufffd") <= _MOST_LOST * len(text):
            return text
    raise UnreadableFile(
        f"{name} is in an encoding that is not known: open it in a browser, copy its text into a"
        " new document and give that.",
        reason=UnreadableReason.UNKNOWN_ENCODING,
        name=name,
        looks_like="a web page",
    )


def _known(encoding: str | None) -> str | None:
    """Give the encoding as Python knows it; pages that say GB2312 use more than that."""
    if not encoding:
        return None
    try:
        return _WIDER.get(encoding.lower(), codecs.lookup(encoding).name)
    except LookupError:
        return None


def _wide(payload: bytes) -> tuple[str, ...]:
    """UTF-16 without a mark writes a zero beside each letter of the tags."""
    if b"<\x00" in payload[:_HEAD]:
        return ("utf-16-le",)
    return ("utf-16-be",) if b"\x00<" in payload[:_HEAD] else ()
