"""What a report said of the time to come, taken out where it is quoted long after."""

from __future__ import annotations

import re

_PIECE = re.compile(r"[^，,；;。！？!?\n]+[，,；;。！？!?\n]?|[，,；;。！？!?\n]")
_STOPS = "。！？!?；;\n"
_PAIRS = ("（）", "()", "“”", "《》", "【】", "〔〕")
# 地下步行街, 地下一步 are no time
_WORDS = r"(?<!地)下(?:一?(?:周|星期|步(?!行)|阶段)|个?月(?!台))|接下来|明[天日](?!星)"
_AHEAD = re.compile(rf"{_WORDS}|^\s*力争")
_ASIDE = re.compile(rf"（[^（），；。]*(?:{_WORDS})[^（），；。]*）")
# 本周期, 本周五 are other words, 日前往 is none
_JUST = re.compile(
    r"(^|[。！？；\n])\s*(?:本周(?:以来|(?![期边转末一二三四五六日天]))|近日(?!照)|日前(?!往)|截至目前)[，,]?"
)
_NOTHING_NEW = re.compile(
    r"(?:本[期周旬月]|本季度|目前|暂)?(?:尚?[无未]|没有)(?:有|任何|明显)?新?的?(?:进展|变化|情况)"
    r"|(?:同|与)上[期周旬月](?:相同|一致|一样)?|无|-+|—+|/"
)
_ENDS = "。；;，,、.!！ 　\n"
_NEAR = re.compile(r"^\s*(?:下(?:一?(?:周|星期)|个?月)|明[天日]|近[日期])[，,]?\s*")


def past_only(text: str) -> str:
    """Return a report without the clauses that speak of what came after it.

    Parameters
    ----------
    text : str
        What was reported: 清淤1.6公里，下周转入下一村。

    Returns
    -------
    str
        清淤1.6公里。 "" where nothing else was said; `text` itself where a clause cannot be taken
        out without parting brackets or quotes. A sentence does not begin with 本周 or 近日 either.
    """
    kept: list[str] = []
    for piece in _PIECE.findall(_ASIDE.sub("", text)):
        if not _AHEAD.search(piece):
            kept.append(piece)
        elif kept and piece[-1] in _STOPS:
            kept[-1] = _stopped(kept[-1], piece[-1])
    found = "".join(kept).strip().rstrip("，,；;")
    is_parted = any(found.count(pair[0]) != found.count(pair[1]) for pair in _PAIRS)
    return _JUST.sub(r"\1", text if is_parted else found)


def _stopped(piece: str, stop: str) -> str:
    """Let a clause end the sentence whose end was taken out."""
    if piece[-1] in _STOPS:
        return piece
    return f"{piece.rstrip('，,')}{stop}"


def undated(text: str) -> str:
    """Return what comes next without the near day that it was said of: 下周完成收尾 is 完成收尾."""
    return _NEAR.sub("", text)


def says_nothing_new(text: str) -> bool:
    """Say whether a report tells no more than that nothing changed: 本期无新进展, 暂无变化。, 同上期."""
    return _NOTHING_NEW.fullmatch("".join(text.split()).strip(_ENDS)) is not None
