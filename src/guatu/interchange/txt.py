"""Plain text files: bytes to the text of a plan, or one sentence that says why not."""

import codecs
import unicodedata
from pathlib import Path

from guatu.core.errors import UnreadableFile, UnreadableReason

_TWO_BYTES = 2
MAX_BYTES = 20 * 1024 * 1024  # twenty megabytes are six million characters: no plan is that long
_SNIFFED = 64 * 1024
_UNPRINTABLE_SHARE = 0.02  # random bytes hold 11 % control characters, text next to none
_UNUSUAL_SHARE = 0.25  # GB18030 decodes nearly any bytes, but then into rare and private characters

_SIGNATURES = (
    (b"%PDF", "a PDF document", "open it and copy its text, or save it as plain text (.txt)"),
    (b"\x89PNG", "a picture (PNG)", "recognise its text first and save that as plain text (.txt)"),
    (
        b"\xff\xd8\xff",
        "a picture (JPEG)",
        "recognise its text first and save that as plain text (.txt)",
    ),
    (b"GIF8", "a picture (GIF)", "recognise its text first and save that as plain text (.txt)"),
    (b"BM", "a picture (BMP)", "recognise its text first and save that as plain text (.txt)"),
    (b"II*\x00", "a picture (TIFF)", "recognise its text first and save that as plain text (.txt)"),
    (b"{\\rtf", "a rich text document (RTF)", "save it as plain text (.txt)"),
    (b"\xd0\xcf\x11\xe0", "an old Office or WPS document", "save it as plain text (.txt)"),
    (b"Rar!", "an archive (RAR)", "unpack it and give the document inside as plain text (.txt)"),
    (
        b"7z\xbc\xaf",
        "an archive (7z)",
        "unpack it and give the document inside as plain text (.txt)",
    ),
    (
        b"\x1f\x8b",
        "a compressed file (gzip)",
        "unpack it and give the document inside as plain text (.txt)",
    ),
    (b"MZ", "a program", "give the plan as plain text (.txt)"),
    (b"\x7fELF", "a program", "give the plan as plain text (.txt)"),
    (b"SQLite format 3", "a database", "give the plan as plain text (.txt)"),
)
_ZIPPED = (
    (b"word/", "a Word document", "save it as plain text (.txt)"),
    (b"xl/", "an Excel workbook", "save the sheet as plain text (.txt)"),
    (b"ppt/", "a PowerPoint presentation", "save its text as plain text (.txt)"),
    (b"OFD.xml", "an OFD document", "open it and copy its text into a plain text file (.txt)"),
    (b"", "a ZIP archive", "unpack it and give the document inside as plain text (.txt)"),
)
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
    _refuse_known_format(payload, name=name)
    text = _decoded(payload, name=name)
    if not text.strip():
        raise _unreadable(UnreadableReason.EMPTY, name=name)
    return text


def decode_file(path: Path) -> str:
    """Read a plain text file from disk; a file that is too large is refused unread.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    str
        The text without a byte order mark.

    Raises
    ------
    UnreadableFile
        As `read_text`, or the file cannot be opened.
    """
    name = path.name
    try:
        if not path.is_file():
            raise _missing(name)
        _refuse_size(path.stat().st_size, name=name)
        with path.open("rb") as file:
            payload = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise _missing(name) from error
    return read_text(payload, name=name)


def _refuse_size(size: int, *, name: str) -> None:
    if size == 0:
        raise _unreadable(UnreadableReason.EMPTY, name=name)
    if size > MAX_BYTES:
        raise UnreadableFile(
            f"{name} is {size // (1024 * 1024)} MB: a plan's text is at most"
            f" {MAX_BYTES // (1024 * 1024)} MB; check that this is the right file.",
            reason=UnreadableReason.TOO_LARGE,
            name=name,
        )


def _refuse_known_format(payload: bytes, *, name: str) -> None:
    if payload.startswith(b"PK\x03\x04"):
        kinds = ((b"PK", looks, advice) for inside, looks, advice in _ZIPPED if inside in payload)
    else:
        kinds = (row for row in _SIGNATURES if payload.startswith(row[0]))
    for signature, looks, advice in kinds:
        # A short signature may open an ordinary text; a binary file gives itself away by NUL bytes.
        if len(signature) > _TWO_BYTES or b"\x00" in payload[:_SNIFFED]:
            raise _not_text(name, looks=looks, advice=advice)


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


def _not_text(
    name: str,
    *,
    looks: str | None = None,
    advice: str = "save the plan as plain text (.txt) and try again",
) -> UnreadableFile:
    what = f"is {looks}" if looks else "holds no text"
    return UnreadableFile(
        f"{name} {what}: {advice}.", reason=UnreadableReason.NOT_TEXT, name=name, looks_like=looks
    )


def _missing(name: str) -> UnreadableFile:
    return UnreadableFile(
        f"{name} cannot be opened: check that the file exists and may be read.",
        reason=UnreadableReason.MISSING,
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
