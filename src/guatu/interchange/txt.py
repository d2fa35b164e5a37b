"""Plain text files: bytes to the text of a plan, or one sentence that says why not."""

import codecs
import unicodedata

from guatu.core.errors import UnreadableFile, UnreadableReason
from guatu.interchange.formats import Container, container_of
from guatu.interchange.limits import MAX_TEXT_BYTES, MEGABYTE

_TWO_BYTES = 2
_NO_TEXT = frozenset({Container.ZIP, Container.OLE, Container.PDF, Container.RTF})
_SNIFFED = 64 * 1024
_UNPRINTABLE_SHARE = 0.02  # random bytes hold 11 % control characters, text next to none
_UNUSUAL_SHARE = 0.25  # GB18030 decodes nearly any bytes, but then into rare and private characters

_MARKED = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def read_text(payload: bytes, *, name: str) -> str:
    """Decode the bytes of a plain text file; line ends stay as they are.

    Parameters
    ----------
    payload : bytes
        The whole file: UTF-8, GB18030 (with GBK and GB2312), or UTF-16 and UTF-32 with a mark.
    name : str
        The file's name, for the message.

    Returns
    -------
    str
        The text without a byte order mark.

    Raises
    ------
    UnreadableFile
        The file is empty, too large, no text, or in an encoding that is not known.
    """
    _refuse_size(len(payload), name=name)
    if container_of(payload, name=name) in _NO_TEXT:
        raise _not_text(name)
    text = _decoded(payload, name=name)
    if not text.strip():
        raise _unreadable(UnreadableReason.EMPTY, name=name)
    return text


def _refuse_size(size: int, *, name: str) -> None:
    if size == 0:
        raise _unreadable(UnreadableReason.EMPTY, name=name)
    if size > MAX_TEXT_BYTES:
        raise UnreadableFile(
            f"{name} is {size // MEGABYTE} MB: a plan's text is at most"
            f" {MAX_TEXT_BYTES // MEGABYTE} MB; check that this is the right file.",
            reason=UnreadableReason.TOO_LARGE,
            name=name,
            detail=str(size // MEGABYTE),
        )


def _decoded(payload: bytes, *, name: str) -> str:
    for mark, encoding in _MARKED:
        if payload.startswith(mark):
            return _marked(payload, encoding=encoding, name=name)
    if b"\x00" in payload:
        raise _not_text(name)
    for encoding in ("utf-8", "gb18030"):
        try:
            text = payload.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _control_share(text) > _UNPRINTABLE_SHARE:
            raise _not_text(name)
        if encoding == "utf-8" or _unusual_share(text) <= _UNUSUAL_SHARE:
            return text
    if _control_share(payload.decode("latin-1")) > _UNPRINTABLE_SHARE * 2:
        raise _not_text(name)
    raise _unreadable(UnreadableReason.UNKNOWN_ENCODING, name=name)


def _marked(payload: bytes, *, encoding: str, name: str) -> str:
    try:
        text = payload.decode(encoding)
    except UnicodeDecodeError as error:
        raise _unreadable(UnreadableReason.UNKNOWN_ENCODING, name=name) from error
    if _control_share(text) > _UNPRINTABLE_SHARE:
        raise _not_text(name)
    return text


def _control_share(text: str) -> float:
    """Share of control characters, tabs, line and page ends apart, at the start of the text."""
    sample = text[:_SNIFFED]
    controls = sum(
        1 for c in sample if unicodedata.category(c) == "Cc" and c not in "\t\n\r\x0b\x0c\x85"
    )
    return controls / max(1, len(sample))


def _unusual_share(text: str) -> float:
    """Share of characters beyond ASCII that no Chinese document of an office is made of."""
    beyond = [c for c in text[:_SNIFFED] if not c.isascii()]
    return sum(1 for c in beyond if not _is_usual(c)) / max(1, len(beyond))


def _is_usual(character: str) -> bool:
    if character in "\u00a0·×÷°±‰—–…‘’“”℃№①②③④⑤⑥⑦⑧⑨⑩㎡■□●○◆◇★☆→←↑↓△▲":
        return True
    if "\u3000" <= character <= "\u3017" or "\uff01" <= character <= "\uff5e":
        return True
    # GB2312 holds the 6,763 characters of daily print; bytes of another encoding rarely land there.
    try:
        return len(character.encode("gb2312")) == _TWO_BYTES and "\u4e00" <= character <= "\u9fff"
    except UnicodeEncodeError:
        return False


def _not_text(name: str) -> UnreadableFile:
    return UnreadableFile(
        f"{name} holds no text: give the document that holds the plan"
        " (Word, PDF, Excel, web page or text).",
        reason=UnreadableReason.NOT_TEXT,
        name=name,
    )


def _unreadable(reason: UnreadableReason, *, name: str) -> UnreadableFile:
    messages = {
        UnreadableReason.EMPTY: f"{name} is empty: give the file that holds the plan's text.",
        UnreadableReason.UNKNOWN_ENCODING: (
            f"{name} is in an encoding that is not known: save it as UTF-8 and try again."
        ),
    }
    return UnreadableFile(messages[reason], reason=reason, name=name)
