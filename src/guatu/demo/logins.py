"""The demo's accounts: one for each role, with passwords that follow from the seed."""

from __future__ import annotations

import random
from dataclasses import dataclass

from guatu.core.actors import Role

SYLLABLES = ("lan", "yan", "xi", "yun", "qing", "huang", "liu", "feng", "he", "wu", "ting", "zhou")
MARK = "演示账号（模拟数据）"


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """An account to be made: who signs in with it, and what to look at first."""

    username: str
    role: Role
    person: str
    unit: str
    zh: str
    en: str


LOGINS = (
    Login(username="office", role=Role.CAMPAIGN_OFFICE, person="丘彦谦", unit="登高办",
          zh="督查办（登高办）", en="campaign office"),
    Login(username="liaison", role=Role.LIAISON, person="谌茂禾", unit="区住建局",
          zh="联络员（区住建局）", en="liaison, housing bureau"),
    Login(username="approver", role=Role.APPROVER, person="卞清岩", unit="区住建局",
          zh="审核人（区住建局）", en="approver, housing bureau"),
    Login(username="leader", role=Role.LEADER, person="柏茂榕", unit="区委",
          zh="区领导（区长）", en="leader"),
    Login(username="assessor", role=Role.ASSESSOR, person="岑嘉芬", unit="区委组织部",
          zh="考核员", en="assessor"),
    Login(username="unitadmin", role=Role.UNIT_ADMINISTRATOR, person="滕绍钧", unit="区住建局",
          zh="单位管理员（区住建局）", en="unit administrator, housing bureau"),
    Login(username="town", role=Role.LIAISON, person="翟令岭", unit="云窠镇",
          zh="联络员（云窠镇）", en="liaison, a township"),
    Login(username="system", role=Role.SYSTEM_ADMINISTRATOR, person="骆素衡", unit="区政务数据局",
          zh="系统管理员", en="system administrator"),
    Login(username="security", role=Role.SECURITY_ADMINISTRATOR, person="柯静谦", unit="区委办公室",
          zh="安全保密管理员", en="security administrator"),
    Login(username="audit", role=Role.AUDIT_ADMINISTRATOR, person="庞素廷", unit="区审计局",
          zh="安全审计员", en="audit administrator"),
    Login(username="discipline", role=Role.DISCIPLINE, person="桑守正", unit="区纪委监委机关",
          zh="立项监督（区纪委监委）", en="discipline supervision"),
)  # fmt: skip


def password_of(username: str, seed: int) -> str:
    """Return the demo's password of an account: the same for the same seed, easy to type."""
    draw = random.Random(f"{seed} {username}")  # noqa: S311 a printed demo password is no secret
    words = "-".join("".join(draw.sample(SYLLABLES, 2)) for _ in range(2))
    return f"{words}-{draw.randrange(1000, 10000)}"
