"""The fonts of printed paper: what the office put into a folder first, then the free ones of `guatu[print]`.

GB/T 9704 names 仿宋, 楷体, 黑体 and 小标宋. The usual ones are nobody's to ship; an office that owns
them puts them into a folder. Where none is, Noto Serif SC and Noto Sans SC stand in, which have every
sign of GB 18030 that a name was seen to need.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from guatu.core.official import faces as official

COLLECTIONS = {".ttc", ".otc"}
SUFFIXES = {".otf", ".ttf", *COLLECTIONS}
FAMILY = {1, 16}  # of the names in a font
SERIF, SANS = "Noto Serif SC", "Noto Sans SC"


class Face(StrEnum):
    """What a text is set in, by the words of the standard."""

    FANGSONG = "fangsong"  # 仿宋: body
    KAI = "kai"  # 楷体: second headings
    HEI = "hei"  # 黑体: first headings
    SONG = "song"  # 小标宋: titles and the red head
    SANS = "sans"  # tables and charts


WANTED: dict[Face, tuple[str, ...]] = {
    Face.FANGSONG: (
        "FangSong_GB2312", "仿宋_GB2312", "FangSong", "仿宋", "STFangsong",
        "Zhuque Fangsong (technical preview)", "Zhuque Fangsong", "FandolFang R", "FandolFang",
    ),
    Face.KAI: (
        "KaiTi_GB2312", "楷体_GB2312", "KaiTi", "楷体", "STKaiti", "LXGW WenKai", "FandolKai",
    ),
    Face.HEI: ("SimHei", "黑体", "STHeiti", "FandolHei"),
    Face.SONG: ("FZXiaoBiaoSong-B05S", "方正小标宋简体", "FZXiaoBiaoSong-B05", "STZhongsong"),
    Face.SANS: (),
}  # fmt: skip
OFFICIAL = {
    Face.FANGSONG: official.Face.FANGSONG,
    Face.KAI: official.Face.KAI,
    Face.HEI: official.Face.HEI,
    Face.SONG: official.Face.TITLE,
}
FALLBACK: dict[Face, tuple[str, ...]] = {
    Face.FANGSONG: (SERIF, SANS),
    Face.KAI: (SERIF, SANS),
    Face.HEI: (SANS, SERIF),
    Face.SONG: (SERIF, SANS),
    Face.SANS: (SANS, SERIF),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Faces:
    """The fonts at hand: folders for the typesetter, families by face, and the signs that they have."""

    folders: tuple[str, ...]
    families: dict[Face, tuple[str, ...]]
    signs: frozenset[int]  # code points that some font has

    def lacking(self, texts: Iterable[str]) -> list[str]:
        """Return the signs that no font has, in the order in which they come."""
        found: dict[str, None] = {}
        for text in texts:
            for sign in text:
                if ord(sign) not in self.signs and not is_unseen(sign):
                    found.setdefault(sign)
        return list(found)


UNSEEN = {
    "Cc",
    "Cf",
    "Zs",
    "Zl",
    "Zp",
}  # blanks, joiners and marks that chats leave in what is pasted
SELECTORS = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))  # of one of the forms of a sign


def is_unseen(sign: str) -> bool:
    """Say whether a sign has no shape of its own, so that no font need have it."""
    return unicodedata.category(sign) in UNSEEN or any(ord(sign) in one for one in SELECTORS)


@lru_cache(maxsize=4)
def faces_in(folder: str = "") -> Faces:
    """Return the fonts of a folder of the office and the free ones; a folder is read once.

    Raises
    ------
    ModuleNotFoundError
        `guatu[print]` is not installed.
    """
    from fontTools.ttLib import TTLibError  # noqa: PLC0415 an extra

    folders = [path for path in (folder, packaged()) if path and Path(path).is_dir()]
    families: set[str] = set()
    signs: set[int] = set()
    for path in sorted(file for one in folders for file in Path(one).rglob("*")):
        if path.suffix.lower() in SUFFIXES:
            with suppress(TTLibError, OSError, KeyError, AssertionError):
                # a broken file in the office's folder prints nothing and stops nothing
                names, covered = read_font(path)
                families |= names
                signs |= covered
    chosen = {face: (*of_face(face, families), *FALLBACK[face]) for face in Face}
    return Faces(folders=tuple(folders), families=chosen, signs=frozenset(signs))


def of_face(face: Face, families: Collection[str]) -> list[str]:
    """Return the families that a face has: the usual ones, then any other edition of it."""
    usual = [name for name in WANTED[face] if name in families]
    others = {
        name for name in families if face in OFFICIAL and official.face_of(name) is OFFICIAL[face]
    }
    return [*usual, *sorted(others - set(usual))]


def read_font(path: Path) -> tuple[set[str], set[int]]:
    """Return the families of a file and the code points that it has."""
    from fontTools.ttLib import TTCollection, TTFont  # noqa: PLC0415 an extra

    families: set[str] = set()
    signs: set[int] = set()
    is_collection = path.suffix.lower() in COLLECTIONS
    with path.open("rb") as file:  # what opens it itself leaves a broken one open
        for font in (
            TTCollection(file, lazy=True).fonts if is_collection else [TTFont(file, lazy=True)]
        ):
            families |= {str(name) for name in font["name"].names if name.nameID in FAMILY}
            signs |= set(font.getBestCmap() or {})
    return families, signs


def packaged() -> str:
    """Return the folder of the free fonts, or nothing where they are not installed."""
    found = find_spec("pylopdf_fonts_zh_cn")
    return str(Path(found.origin).parent) if found and found.origin else ""
