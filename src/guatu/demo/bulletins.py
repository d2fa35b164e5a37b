"""Bulletins of the demo: one of the newest frozen round handed in, one of the last month being drafted."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from guatu.dispatch.models import Round
from guatu.paper.actions.bulletins import (
    Matter,
    Words,
    draft_bulletin,
    edit_bulletin,
    submit_bulletin,
)
from guatu.paper.actions.bulletintemplates import NewTemplate, keep_template
from guatu.paper.models import Bulletin, Sort
from guatu.paper.queries.bulletins import built_in

if TYPE_CHECKING:
    from guatu.demo.stage import Stage

COPIES = "区委办公室，区人大常委会办公室，区政协办公室，区纪委监委机关"
OWN_NAME = "简版通报"
OWN_TITLE = "〔行动名称〕第〔期次〕期调度快报"
OWN_TEXT = """〔报告期〕调度情况如下。
一、填报和亮灯
〔填报情况〕
〔亮灯情况〕
二、需要盯紧的事项
〔新增滞后〕
〔滞后单位〕
三、近期节点
〔下步节点〕"""


def lay_bulletins(stage: Stage) -> None:
    """Lay what the office has drafted and handed in; call it inside the load's transaction."""
    rounds = Round.objects.filter(
        campaign=stage.general, cadence__asks_check_ins=True, is_missed=False
    ).select_related("campaign__unit", "cadence")
    frozen = rounds.filter(state=Round.State.FROZEN).order_by("-ends_on", "-pk").first()
    if frozen is not None:
        row = draft_bulletin(stage.office, stage.general, Matter(sort=Sort.DISPATCH, round=frozen))
        submit_bulletin(stage.office, with_copies(stage, row), row.version + 1)
        draft_bulletin(stage.office, stage.general, Matter(sort=Sort.SPECIAL, round=frozen))
    last_month = stage.today.replace(day=1) - timedelta(days=1)
    # a year laid around a day to come: nothing can be said of its last month yet
    has_begun = last_month.replace(day=1) <= timezone.localdate()
    if has_begun and last_month >= stage.general.starts_on:
        draft_bulletin(stage.office, stage.general, Matter(sort=Sort.MONTHLY, day=last_month))
    keep_template(
        stage.office,
        stage.general,
        NewTemplate(sort=Sort.DISPATCH, name=OWN_NAME, title=OWN_TITLE, text=OWN_TEXT),
    )


def with_copies(stage: Stage, row: Bulletin) -> Bulletin:
    """Let the office say who gets copies, and when it is dated."""
    words = Words(
        head=row.head, title=row.title, text=row.text, signature=row.signature,
        addressees=built_in(row.sort).addressees, dated_on=stage.today, copy_to=COPIES,
    )  # fmt: skip
    return edit_bulletin(stage.office, row, row.version, words)
