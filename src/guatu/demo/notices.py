"""Notices in the demo: some for each who signs in, and a log of a group that nothing was sent to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from guatu.demo.logins import LOGINS
from guatu.demo.series import at_hour
from guatu.dispatch.queries.due import REMINDER
from guatu.notices.actions import Notice, tell
from guatu.notices.actions.outbox import fingerprint
from guatu.notices.models import Channel, Delivery, DeliveryTry, NoticeCopy
from guatu.notices.models import Notice as Row
from guatu.notices.sorts import DOWN

if TYPE_CHECKING:
    from guatu.demo.stage import Stage

MEETING = "meetings.invite"
GROUP = "登高行动工作群（演示，不对外发送）"
ADDRESS = "https://robot.example/send"  # a name that leads nowhere, and the channel is simulated


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One notice: to which demo accounts, how many days ago, and whether it was opened."""

    key: str
    to: tuple[str, ...]
    days: int
    sort: str
    subject: str
    text: str
    address: str
    is_read: bool = False


REPORTERS = ("liaison", "approver", "unitadmin", "town")
NOTICES = (
    Told(key="week", to=REPORTERS, days=0, sort=REMINDER, subject="本周填报尚未完成",
         text="贵单位仍有事项未填报，请于本期截止前完成。", address="/dispatch/mine/"),
    Told(key="before", to=REPORTERS, days=7, sort=REMINDER, subject="上周填报即将截止",
         text="请于当日17:30前完成填报。", address="/dispatch/mine/", is_read=True),
    Told(key="meeting", to=("office", "leader", "assessor", "liaison", "town"), days=1,
         sort=MEETING, subject="周调度会会议通知", text="请准备滞后事项的原因和下一步措施。",
         address="/meetings/"),
    Told(key="down", to=("system", "security", "audit", "office"), days=2, sort=DOWN,
         subject="登高行动工作群暂时无法接收消息",
         text="连续多次发送失败。等待发送的消息已保留，恢复后合并为一条发送。",
         address="/notices/log/"),
)  # fmt: skip
# days ago, state, reason, tries, answer, subject
LOG = (
    (9, "sent", "", 1, '{"errcode":0,"errmsg":"ok"}', "上上周填报提醒"),
    (7, "sent", "", 2, '{"errcode":0,"errmsg":"ok"}', "上周填报提醒"),
    (3, "failed", "refused", 1, '{"errcode":93000,"errmsg":"invalid webhook url"}', "时限提醒"),
    (2, "unknown", "unknown", 1, "timed out", "周调度会会议通知"),
    (1, "held", "repeat", 0, "", "周调度会会议通知"),
)


def lay_notices(stage: Stage) -> None:
    """Lay notices and a log that says of each row that it is simulated; nothing is sent."""
    for one in NOTICES:
        lay_one(stage, one)
    channel = Channel.objects.create(
        form=Channel.Form.WECOM,
        title=GROUP,
        campaign=stage.general,
        address=ADDRESS,
        is_simulated=True,
        made_at=at_nine(stage, 30),
    )
    Delivery.objects.bulk_create(
        Delivery(
            key=f"demo:{number}",
            channel=channel,
            subject=subject,
            fingerprint=fingerprint(subject, str(number)),
            is_simulated=True,
            state=state,
            reason=reason,
            answer=answer,
            tries=tries,
            not_before=at_nine(stage, days),
            made_at=at_nine(stage, days),
            ended_at=at_nine(stage, days) + timedelta(minutes=tries),
        )
        for number, (days, state, reason, tries, answer, subject) in enumerate(LOG)
    )
    rows = Delivery.objects.filter(channel=channel, tries__gt=0)
    DeliveryTry.objects.bulk_create(
        DeliveryTry(
            delivery=row,
            number=row.tries,
            started_at=row.made_at,
            ended_at=row.ended_at,
            outcome=row.state,
            answer=row.answer,
        )
        for row in rows
    )


def lay_one(stage: Stage, one: Told) -> None:
    """Tell it as the pages' acts would, and lay it on its day."""
    known = {login.username for login in LOGINS}
    actors = [stage.settled.actor(name, stage.today) for name in one.to if name in known]
    tell(
        Notice(
            key=f"demo:{one.key}",
            sort=one.sort,
            campaign=None if one.sort == DOWN else stage.general,
            subject=one.subject,
            text=one.text,
            address=one.address,
            person_ids=[actor.person_id for actor in actors if actor.person_id is not None],
        )
    )
    Row.objects.filter(key=f"demo:{one.key}").update(told_at=at_nine(stage, one.days))
    if one.is_read:
        NoticeCopy.objects.filter(notice__key=f"demo:{one.key}").update(is_unread=False)


def at_nine(stage: Stage, days: int) -> datetime:
    day = stage.today - timedelta(days=days)
    return at_hour(day, 9)
