"""A week and a month of the finance office, for the walk of routes."""

from __future__ import annotations

from django.utils import timezone
from scenes import MONDAY
from worlds import World

from guatu.audit.models import Evidence
from guatu.ledgers.models import Entry
from guatu.worklists.models import ItemStep, KeyWork, MonthList, WeekItem, WeekList


def of_worklists(world: World, entry: Entry, evidence: Evidence) -> dict[str, dict[str, int | str]]:
    """Return a week of the finance office's deputy with a line, and a month with a line of its task."""
    post, now = world.posts["approver"], timezone.now()
    one = WeekList.objects.create(post=post, starts_on=MONDAY, made_at=now)
    item = WeekItem.objects.create(
        week_list=one, campaign=entry.campaign, day=MONDAY, due_on=MONDAY, source="due",
        source_key=f"due:{entry.pk}", entry=entry, unit=world.finance, owner=post, content="完成第一批",
    )  # fmt: skip
    step = ItemStep.objects.create(
        item=item, act="confirmed", taken_at=now, signed_by=world.accounts["approver"].person_id,
        signed_on=MONDAY, evidence=evidence,
    )  # fmt: skip
    month = MonthList.objects.create(
        campaign=entry.campaign, month=MONDAY.replace(day=1), made_at=now, evidence=evidence
    )
    work = KeyWork.objects.create(
        month_list=month, entry=entry, unit=world.finance, goal="发布首批清单"
    )
    monday = {"post_id": post.pk, "monday": MONDAY.isoformat()}
    line = {"item_id": item.pk}
    names = ("item", "say", "return", "reopen", "edit", "drop")
    months = ("add", "approve", "approve-paper", "paper")
    works = ("edit", "strike", "check", "dispute", "answer")
    return {
        "worklists:week": monday,
        "worklists:week-file": monday,
        "worklists:add": {"post_id": post.pk},
        "worklists:settle": {"list_id": one.pk},
        "worklists:settle-paper": {"list_id": one.pk},
        "worklists:paper": {**line, "step_id": step.pk},
        "worklists:month": {"written": "2026-06"},
        "worklists:month-propose": {"written": "2026-06"},
        **{f"worklists:{name}": dict(line) for name in names},
        **{f"worklists:month-{name}": {"month_id": month.pk} for name in months},
        **{f"worklists:month-{name}": {"work_id": work.pk} for name in works},
    }
