"""The burden in the demo: three months counted, a budget set, and words in the complaint box."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from guatu.burden.actions import answer_complaint, count_month, leave_complaint, set_scheme
from guatu.burden.actions.complaints import NewComplaint
from guatu.burden.models import Complaint
from guatu.burden.queries.schemes import shipped_scheme
from guatu.campaigns.models import Campaign
from guatu.core.actors import ANONYMOUS, SYSTEM
from guatu.core.burden import Measure
from guatu.core.rounds import add_months, month_of

if TYPE_CHECKING:
    from guatu.demo.stage import Stage

MONTHS = 3
TOWN_FORMS = 6  # tighter than what guatu ships: the demo shows units over it
# about, words, who asked, state, answer
WORDS = (
    ("figure", "投资完成额周报里填过，月底还要另报一张表，口径一样。", "行业主管部门", "merged",
     "已并入周调度填报，自本月起不再单独报送月表。"),
    ("reminder", "同一件事工作群里一天催三遍。", "", "dropped", "已关闭逐次提醒，改为截止前一次。"),
    ("meeting", "周调度和专班例会前后脚开，参会的是同一批人。", "", "kept",
     "两会内容不同，但已合并到同一上午，并压缩到一小时以内。"),
    ("trace", "检查时要求补现场照片，不补不算完成。", "", "", ""),
    ("form", "企业用工情况有两个口子在要，模板差一列。", "", "", ""),
)  # fmt: skip


def lay_burden(stage: Stage) -> None:
    """Count the last months, set a budget, and leave words, some of them answered."""
    today = stage.today
    lay_scheme(stage)
    for number, (about, words, whom, state, answer) in enumerate(WORDS):
        word = NewComplaint(
            nonce=f"demo-{stage.seed}-{number}",
            about=about,
            words=words,
            asked_by_whom=whom,
            campaign=stage.general if number % 2 == 0 else None,
        )
        complaint = leave_complaint(ANONYMOUS, word, today - timedelta(days=9 - number))
        if state:
            answer_complaint(
                stage.office,
                complaint,
                complaint.version,
                state=Complaint.State(state),
                answer=answer,
                today=today - timedelta(days=5 - number),
            )
    this_month = month_of(today)
    months = [month_of(add_months(this_month.starts_on, -back)) for back in range(MONTHS)]
    for campaign in Campaign.objects.order_by("pk"):
        for month in months:
            count_month(SYSTEM, campaign, month, timezone.now())


def lay_scheme(stage: Stage) -> None:
    """Tighten how many forms a month may ask of a town."""
    shipped = shipped_scheme()
    town = {**shipped.budgets["township"], Measure.FORMS: TOWN_FORMS}
    set_scheme(
        stage.office,
        replace(shipped, budgets={**shipped.budgets, "township": town}),
        from_month=month_of(stage.today).starts_on,
        reason="按区里减负要求，镇街每月表单压减四分之一（模拟）",
        today=stage.today,
    )
