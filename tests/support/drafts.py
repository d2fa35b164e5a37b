"""Drafts for tests: a small plan of our own, and the steps to a campaign."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import F
from worlds import World

from guatu.campaigns.models import Campaign
from guatu.core.planreading import read_plan
from guatu.planning.actions import (
    NewPlan,
    Settings,
    UnitChoice,
    accept_confident,
    confirm_draft,
    decide_unit,
    load_plan,
    take_proposals,
)
from guatu.planning.models import Draft, DraftItem

PLAN = """青溪区“强基提质”2026年行动方案

发布机构：青溪区人民政府
发布日期：2026-01-08

　　2025年全区地区生产总值完成210亿元。为推动高质量发展，现制定2026年行动方案如下。

　　一、主要目标

　　2026年，全区地区生产总值增长7%以上，城乡居民收入比缩小到1.7以内，新增停车泊位1200个。

　　二、重点任务

　　（一）产业提升

　　1.实施技改攻坚行动。全年完成技改投资12.5亿元，新增规上工业企业18家。推进总投资6.2亿元、占地210亩的青溪智造园建设。（牵头单位：区财政局；责任单位：区住建局、区科技局、各镇街）

　　2.实施城市更新行动。6月底前改造老旧小区21个，新建公共停车场5处。（牵头单位：区住建局、区财政局；责任单位：区财政局、柳河镇）

　　三、实施步骤

　　（一）动员部署阶段（1月8日至2月底）。召开动员会。

　　（二）攻坚推进阶段（3月1日至11月底）。全面推进。

　　四、工作保障

　　建立“周调度、月通报”机制，每季度召开一次推进会。
"""


def make_draft(world: World, text: str = PLAN, **fields: Any) -> Draft:
    """Load a plan as the world's office."""
    new = NewPlan(read=read_plan(text), unit=world.district, **fields)
    return load_plan(world.actor("office"), new)[0]


def accept_all(draft: Draft) -> None:
    """Say yes to every item, as a person who looked at each."""
    draft.items.filter(state=DraftItem.State.PENDING).update(
        state=DraftItem.State.ACCEPTED, version=F("version") + 1
    )


def settle(world: World, draft: Draft) -> Draft:
    """Say a person's word on all that is open, and return the draft as it then is."""
    office = world.actor("office")
    accept_confident(office, draft)
    accept_all(draft)
    take_proposals(office, draft)
    for row in draft.units.filter(decision="pending"):
        choice = "use" if row.unit else "leave"
        decide_unit(office, row, row.version, UnitChoice(decision=choice, unit=row.unit))
    return Draft.objects.select_related("plan__unit").get(pk=draft.pk)


def settings_for(world: World, **fields: Any) -> Settings:
    values: dict[str, Any] = {
        "title": "强基提质行动",
        "slug": "2026-action",
        "starts_on": date(2026, 1, 8),
        "ends_on": date(2026, 12, 31),
        "unit": world.district,
        "issue": "at_once",
        "reason": "测试：已另行交办",
    }
    return Settings(**(values | fields))


def make_confirmed(world: World, text: str = PLAN, **fields: Any) -> Campaign:
    """Load, settle and confirm a plan."""
    draft = settle(world, make_draft(world, text))
    return confirm_draft(world.actor("office"), draft, draft.version, settings_for(world, **fields))
