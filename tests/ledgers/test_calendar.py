"""A changed table of holidays moves the limits that are counted in working days, and their lamps."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from guatu.accounts.actions.workdays import set_workdays
from guatu.campaigns.models import Campaign
from guatu.core.actors import SYSTEM
from guatu.core.lamps import Lamp
from guatu.dispatch.actions import recompute_lamps
from guatu.ledgers.actions import NewEntry, insert_entries, install_kind, open_ledger
from guatu.ledgers.models import Entry
from guatu.shell.workdays import SpecialDay

pytestmark = pytest.mark.django_db

KIND = """\
code = "lift"
noun = "电梯"
lamp_rules = "limits"
stages = { asked = { name = "已申请", limit_working_days = 3 }, done = { name = "已加装", final = true } }
"""


@pytest.fixture
def lift(campaign: Campaign) -> Entry:
    open_ledger(SYSTEM, campaign, install_kind(SYSTEM, KIND))
    new = NewEntry(title="三号楼电梯", starts_on=last_monday())
    return insert_entries(campaign, "lift", [new])[0]


def last_monday() -> date:
    """Return a Monday at least a week gone: three working days from it are over today."""
    today = timezone.localdate()
    return today - timedelta(days=today.weekday() + 7)


def test_limits_and_lamps_follow_the_table(campaign: Campaign, lift: Entry) -> None:
    today, monday = timezone.localdate(), last_monday()
    set_workdays(SYSTEM, 2050, [], version=0)  # of no limit here
    for year in {monday.year, today.year, today.year + 1}:
        set_workdays(SYSTEM, year, [], version=0)
    recompute_lamps(SYSTEM, campaign, today)
    lift.refresh_from_db()
    before = (lift.limit_at, Lamp(lift.lamp))

    # three weeks off from the day after: the limit lies ahead again
    gone = [monday + timedelta(days=n) for n in range(1, 22)]
    gone = [day for day in gone if day.weekday() < 5]
    for year in sorted({day.year for day in gone}):
        days = [SpecialDay(day=day, is_worked=False) for day in gone if day.year == year]
        set_workdays(SYSTEM, year, days, version=1)

    lift.refresh_from_db()
    assert before == (midnight(monday + timedelta(days=4)), Lamp.BEHIND)
    assert lift.limit_at == midnight(monday + timedelta(days=25))
    assert lift.lamp != Lamp.BEHIND


def midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))
