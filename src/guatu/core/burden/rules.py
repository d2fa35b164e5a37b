"""What the rules on burdens forbid a platform to ask, found by the words of what is designed.

Sources: letter of the General Office of the State Council 2026 no. 12; provisions on relieving the
grass roots of August 2024; and guatu's own principle that persons are never ranked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class Rule(StrEnum):
    """A rule, by what it keeps out."""

    SIGN_IN = "sign_in"  # 打卡签到
    POINTS = "points"  # 积分排名
    ONLINE_TIME = "online_time"  # 在线时长
    USAGE = "usage"  # 通报使用率, 下载率, 登录率
    LIKES = "likes"  # 点赞转发
    TRACES = "traces"  # forced photographs, video, tracks
    PERSON_RANKING = "person_ranking"
    UNIT_RANKING = "unit_ranking"  # without a stated legal basis
    MAIN_CARRIER = "main_carrier"  # the platform as the carrier of an appraisal
    ASKED_TWICE = "asked_twice"
    FREQUENT = "frequent"  # daily forms asked of the grass roots


WORDS: dict[Rule, re.Pattern[str]] = {
    Rule.SIGN_IN: re.compile(r"打卡|签到|考勤|到岗率"),
    Rule.POINTS: re.compile(r"积分排[名行]|个人积分|积分榜|干部积分|学习积分"),
    Rule.ONLINE_TIME: re.compile(r"在线时长|登录时长|使用时长|学习时长"),
    Rule.USAGE: re.compile(r"使用率|下载率|登录率|登录次数|活跃度|关注率|安装率"),
    Rule.LIKES: re.compile(r"点赞|转发[量数]|评论[量数]|阅读量|投票数"),
    Rule.PERSON_RANKING: re.compile(r"(?:个人|干部|人员|网格员)(?:排名|排行|位次|名次)"),
}
TRACE = re.compile(r"照片|拍照|截[图屏]|录像|视频|轨迹|定位|人脸|水印")
ALWAYS_TRACE = re.compile(r"轨迹|人脸|定位打|实时定位")


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """A rule that some words break."""

    rule: Rule
    word: str


def breach_of(words: str, *, is_required: bool = False) -> Breach | None:
    """Return which rule the name of a designed thing breaks, None if it breaks none.

    Parameters
    ----------
    words : str
        The name of a field, a log, a stage, a statistic, a cadence, a proof.
    is_required : bool
        Whether nobody gets on without it: photographs may be offered, never demanded.
    """
    for rule, pattern in WORDS.items():
        if found := pattern.search(words):
            return Breach(rule=rule, word=found[0])
    pattern = TRACE if is_required else ALWAYS_TRACE
    found = pattern.search(words)
    return Breach(rule=Rule.TRACES, word=found[0]) if found else None
