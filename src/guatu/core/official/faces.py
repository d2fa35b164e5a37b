"""Faces of type by the names of fonts: the makers, systems and editions of one face are many."""

from __future__ import annotations

import re
from enum import StrEnum


class Face(StrEnum):
    """The faces that official papers are set in."""

    FANGSONG = "仿宋"
    HEI = "黑体"
    KAI = "楷体"
    TITLE = "小标宋"
    SONG = "宋体"


# The order matters: 仿宋体 and 小标宋体 end like 宋体, and 微软雅黑 is a screen font.
_NAMES = (
    (Face.TITLE, re.compile("小标宋|xiaobiaosong|fzxbs")),
    (Face.FANGSONG, re.compile("仿宋|fangsong|^fzfs")),
    (Face.KAI, re.compile("楷|kaiti|fzkai|^fzkt|dfkai")),
    (
        Face.HEI,
        re.compile("黑体|simhei|heiti|fzhei|^fzht|notosans(?:cjk)?sc|sourcehansans|正黑|zenhei"),
    ),
    (Face.SONG, re.compile("宋体|书宋|simsun|songti|fzshusong")),
)
_JOINTS = re.compile(r"[\s_-]+")


def face_of(name: str) -> Face | None:
    """Return the face that a font has.

    Parameters
    ----------
    name : str
        As a file names it: 仿宋_GB2312, FangSong, 方正公文仿宋, CESI仿宋-GB2312 ….

    Returns
    -------
    Face or None
        None of a font that no official paper is set in.
    """
    plain = _JOINTS.sub("", name).casefold()
    return next((face for face, pattern in _NAMES if pattern.search(plain)), None)
