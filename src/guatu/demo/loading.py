"""Loading the demo: all of it in one transaction, or nothing; the same however often."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.db import transaction

from guatu.audit.actions import record
from guatu.campaigns.models import Campaign
from guatu.core.actors import SYSTEM
from guatu.demo.changing import lay_changes
from guatu.demo.district import read_district
from guatu.demo.documents import confirm_documents
from guatu.demo.installed import LOADED
from guatu.demo.laying import Laying, lay
from guatu.demo.lines import make_lines
from guatu.demo.parts import lay_parts
from guatu.demo.planned import (
    ACTION_PLAN,
    SPECIAL_PLAN,
    Confirmed,
    Desk,
    confirm_plan,
    leave_open,
)
from guatu.demo.projects import fill_projects
from guatu.demo.series import series_of
from guatu.demo.settling import Settled, settle
from guatu.demo.sizes import count_tables
from guatu.demo.stage import Stage
from guatu.demo.thisweek import fill_this_week, push_dates
from guatu.demo.underway import lay_underway
from guatu.demo.weeks import weeks_until, window_of
from guatu.demo.year import Year, simulate
from guatu.dispatch.actions import ensure_cadence

SEED = 20260116
RECENT_WEEKS = 6  # of the small campaigns only the last rounds are written
Say = Callable[[str], object]


def load_demo(
    today: date, *, seed: int = SEED, weeks: int | None = None, say: Say = lambda _line: None
) -> Laying:
    """Load the district, its plans and its laid year into an empty installation.

    `weeks` writes the rounds of so many weeks only; the facts before them stand without rounds.
    """
    laying = lay(today)
    with transaction.atomic():
        say("正在安置单位、岗位和账号… / settling units, posts and accounts")
        settled = settle(read_district(), seed=seed)
        desk = Desk(
            office=settled.actor("office", today), settled=settled, laying=laying, seed=seed
        )
        say("正在读取并确认行动方案… / reading and confirming the action plan")
        general = confirm_plan(desk, ACTION_PLAN)
        say("正在读取并确认专项方案… / reading and confirming the special plan")
        special = confirm_plan(desk, SPECIAL_PLAN, above=general)
        say("正在读取讲话、表态、会议报道… / reading a speech, statements, a meeting's report")
        others = confirm_documents(desk, general)
        for confirmed in (general, special, *others):
            say(f"正在模拟 {confirmed.campaign} 的各周… / simulating the weeks")
            count_tables()
            last = weeks if confirmed in (general, special) else RECENT_WEEKS
            simulate_campaign(confirmed, settled, laying, seed=seed, weeks=last)
        count_tables()
        lay_underway(general.campaign, settled, laying.today)
        lay_changes(general.campaign, settled, laying.today)
        lay_parts(Stage(general=general.campaign, settled=settled, laying=laying, seed=seed))
        leave_open(desk)
        count_tables()
        record(
            SYSTEM,
            LOADED,
            details={"today": today.isoformat(), "seed": seed, "months": laying.months},
        )
    return laying


def simulate_campaign(
    confirmed: Confirmed, settled: Settled, laying: Laying, *, seed: int, weeks: int | None
) -> None:
    """Lay one campaign's year, from its first week to today's open round."""
    campaign: Campaign = confirmed.campaign
    office = settled.actor("office", laying.today)
    cadence = ensure_cadence(office, campaign)
    periods = weeks_until(campaign.starts_on, laying.today, weekday=cadence.weekday)
    window = window_of(
        periods, today=laying.today, starts_on=campaign.starts_on, ends_on=campaign.ends_on
    )
    lines = make_lines(campaign, seed=seed, weeks=periods, window=window)
    fill_projects(lines, seed=seed, today=laying.today)
    year = Year(
        campaign=campaign,
        cadence=cadence,
        lines=lines,
        series=series_of(campaign, settled, lines, seed=seed, today=laying.today),
        weeks=periods,
        window=window,
        seed=seed,
    )
    is_special = campaign.slug == SPECIAL_PLAN.slug  # its office has yet to freeze last week's
    simulate(year, only_last=weeks, leaves_last_open=is_special)
    push_dates(office, year)
    fill_this_week(settled, year)
