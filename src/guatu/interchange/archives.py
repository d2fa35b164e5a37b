"""ZIP archives and the XML in them, opened so that no file can fill the memory or reach outside."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import PurePosixPath

from lxml import etree

from guatu.core.errors import UnreadableFile, UnreadableReason
from guatu.interchange.limits import (
    MAX_PART_BYTES,
    MAX_PARTS,
    MAX_RATIO,
    MAX_UNPACKED_BYTES,
    RATIO_COUNTS_FROM,
)

_ENCRYPTED = 0x1
_NAME_IS_UTF8 = 0x800
_CHUNK = 1 << 20
DOCUMENT_PARTS = ("[Content_Types].xml", "mimetype", "OFD.xml")


class Archive:
    """The parts of a ZIP file under their names; what is unpacked is counted as it comes out.

    Parameters
    ----------
    payload : bytes
        The whole file.
    name : str
        Its name, for messages.

    Raises
    ------
    UnreadableFile
        If it is broken, holds too much, or a name in it leads outside.
    """

    def __init__(self, payload: bytes, *, name: str) -> None:
        self.name = name
        self._left = MAX_UNPACKED_BYTES
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(payload))
        except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError) as error:
            raise broken(name) from error
        entries = [one for one in self._zip.infolist() if not one.is_dir()]
        if len(entries) > MAX_PARTS:
            raise self._too_much()
        self._entries = {_safe(decoded_name(one), name): one for one in entries}
        self._weigh(entries)

    @property
    def names(self) -> list[str]:
        """The names of the parts, in the order of the archive."""
        return list(self._entries)

    @property
    def is_encrypted(self) -> bool:
        """Whether a password guards a part."""
        return any(entry.flag_bits & _ENCRYPTED for entry in self._entries.values())

    def __contains__(self, part: str) -> bool:
        return part in self._entries

    def read(self, part: str) -> bytes:
        """Unpack one part.

        Raises
        ------
        UnreadableFile
            If it is missing, broken, guarded by a password, or more than was declared.
        """
        entry = self._entries.get(part)
        if entry is None:
            raise broken(self.name)
        if entry.flag_bits & _ENCRYPTED:
            raise locked(self.name)
        chunks = []
        try:
            with self._zip.open(entry) as file:
                while chunk := file.read(_CHUNK):
                    self._left -= len(chunk)
                    if self._left < 0:
                        raise self._too_much()
                    chunks.append(chunk)
        except UnreadableFile:  # is a ValueError as well
            raise
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as error:
            raise broken(self.name) from error
        except (NotImplementedError, RuntimeError) as error:  # a packing that zipfile cannot undo
            raise broken(self.name) from error
        return b"".join(chunks)

    def xml(self, part: str) -> etree._Element:
        """Unpack and parse one part."""
        return parse_xml(self.read(part), name=self.name)

    def _weigh(self, entries: list[zipfile.ZipInfo]) -> None:
        """Refuse by what the archive declares, before anything is unpacked."""
        for entry in entries:
            swells = entry.file_size > RATIO_COUNTS_FROM and (
                entry.file_size > MAX_RATIO * max(1, entry.compress_size)
            )
            if swells or entry.file_size > MAX_PART_BYTES:
                raise self._too_much()
        if sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
            raise self._too_much()

    def _too_much(self) -> UnreadableFile:
        return UnreadableFile(
            f"{self.name} unpacks to far more than a plan holds:"
            " open it in WPS or Word, save it anew, and give that.",
            reason=UnreadableReason.UNPACKS_TOO_LARGE,
            name=self.name,
        )


def parse_xml(payload: bytes, *, name: str) -> etree._Element:
    """Parse XML that may have been written to do harm: no entity, no document type, no network.

    Raises
    ------
    UnreadableFile
        If it is not well formed, or declares a document type.
    """
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(payload, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise unsafe(name) if b"<!DOCTYPE" in payload[:_CHUNK] else broken(name) from error
    # Office documents have no document type; entities need one.
    if str(root.getroottree().docinfo.doctype):  # type: ignore[union-attr]  # the stubs miss it
        raise unsafe(name)
    return root


def is_document(archive: Archive) -> bool:
    """Say whether an archive is itself a document: of Office, OpenDocument or OFD."""
    return any(part in archive for part in DOCUMENT_PARTS)


def is_clutter(part: str) -> bool:
    """Say whether a part was put in by a machine: marks of macOS, thumbnails, what a program left open."""
    last = part.rsplit("/", 1)[-1]
    is_left = last.startswith((".", "~$")) or last.casefold() in {"thumbs.db", "desktop.ini"}
    return part.startswith("__MACOSX/") or is_left


def decoded_name(entry: zipfile.ZipInfo) -> str:
    """Return the name of a part; Chinese Windows writes them in GBK without saying so."""
    if entry.flag_bits & _NAME_IS_UTF8:
        return entry.filename
    raw = entry.filename.encode("cp437", "replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return entry.filename


def _safe(part: str, name: str) -> str:
    """Return the name of a part, unless it leads out of the archive."""
    path = PurePosixPath(part.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in path.parts[0] or "\x00" in part:
        raise unsafe(name)
    return str(path)


def broken(name: str) -> UnreadableFile:
    """Return the refusal of a file that is damaged."""
    return UnreadableFile(
        f"{name} is damaged or cut off: open it in WPS or Word, save it anew, and give that.",
        reason=UnreadableReason.BROKEN,
        name=name,
    )


def locked(name: str) -> UnreadableFile:
    """Return the refusal of a file that a password guards."""
    return UnreadableFile(
        f"{name} is guarded by a password:"
        " remove it in WPS (文件 → 文档加密 → 密码加密, clear the fields), save, and try again.",
        reason=UnreadableReason.PASSWORD,
        name=name,
    )


def unsafe(name: str) -> UnreadableFile:
    """Return the refusal of a file that tries to reach outside of itself."""
    return UnreadableFile(
        f"{name} holds references that lead out of the document:"
        " open it in WPS or Word, save it anew, and give that.",
        reason=UnreadableReason.UNSAFE,
        name=name,
    )
