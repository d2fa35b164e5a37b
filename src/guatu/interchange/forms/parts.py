"""The parts of an Office file: read, changed, put back with all others untouched."""

from __future__ import annotations

import io
import posixpath
import zipfile
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

MOST_BYTES = 200 * 1024 * 1024  # unpacked
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
Element = Any  # of lxml, which is written in C and typed by others


def parsed(content: bytes) -> Element:
    """Return the root of a part; nothing outside of it is ever resolved."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_blank_text=False)
    root: Element = etree.fromstring(content, parser)
    if root.getroottree().docinfo.doctype:
        raise ValueError("a part declares a document type")
    return root


def written(root: Element) -> bytes:
    result: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return result


@dataclass(slots=True, kw_only=True)
class Package:
    """An archive of parts by name, in its order."""

    parts: dict[str, bytes] = field(default_factory=dict)

    @classmethod
    def of(cls, payload: bytes) -> Package:
        """Open an archive."""
        with zipfile.ZipFile(io.BytesIO(payload)) as archive:
            return cls(parts={name: archive.read(name) for name in archive.namelist()})

    def packed(self) -> bytes:
        """Return the archive."""
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in self.parts.items():
                archive.writestr(name, content)
        return buffer.getvalue()

    def root(self, name: str) -> Element:
        return parsed(self.parts[name])

    def put(self, name: str, root: Element) -> None:
        self.parts[name] = written(root)

    def relations(self, name: str) -> tuple[str, Element]:
        """Return the name and the root of a part's relations; an empty one where it has none."""
        folder, file = posixpath.split(name)
        path = f"{folder}/_rels/{file}.rels"
        if path in self.parts:
            return path, self.root(path)
        return path, parsed(f'<Relationships xmlns="{RELS}"/>'.encode())

    def related(self, name: str, kind: str) -> str | None:
        """Return the first part to which a part is related as `kind`, the end of the relation's type."""
        for one in self.relations(name)[1]:
            if one.get("Type", "").endswith(f"/{kind}") and one.get("TargetMode") != "External":
                return resolved(name, one.get("Target"))
        return None

    def relate(self, name: str, kind: str, target: str) -> str:
        """Relate a part to another and return the relation's id."""
        path, root = self.relations(name)
        taken = {one.get("Id") for one in root}
        key = next(f"rId{n}" for n in range(1, len(taken) + 2) if f"rId{n}" not in taken)
        etree.SubElement(
            root,
            f"{{{RELS}}}Relationship",
            Id=key,
            Type=f"{RELATED}/{kind}",
            Target=posixpath.relpath(target, posixpath.dirname(name)),
        )
        self.put(path, root)
        return key

    def free(self, pattern: str) -> str:
        """Return the first name of a pattern with a number that no part has."""
        return next(name for n in range(1, 10_000) if (name := pattern % n) not in self.parts)

    def declare(self, name: str, media_type: str) -> None:
        """Say of what type a new part is."""
        root = self.root("[Content_Types].xml")
        etree.SubElement(root, f"{{{TYPES}}}Override", PartName=f"/{name}", ContentType=media_type)
        self.put("[Content_Types].xml", root)

    def declare_ending(self, ending: str, media_type: str) -> None:
        root = self.root("[Content_Types].xml")
        if not any(one.get("Extension", "").lower() == ending for one in root):
            default = etree.Element(f"{{{TYPES}}}Default", Extension=ending, ContentType=media_type)
            root.insert(0, default)
            self.put("[Content_Types].xml", root)


def resolved(name: str, target: str) -> str:
    if target.startswith("/"):
        return target[1:]
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), target))
