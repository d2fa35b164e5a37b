"""The laid year as rows: week after week, each closed, lit and frozen by the product's own acts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from guatu.audit.actions import record
from guatu.campaigns.models import Campaign
from guatu.core.actors import SYSTEM
from guatu.core.lamps import Lamp
from guatu.demo.courses import Week
from guatu.demo.fates import Window
from guatu.demo.lines import BATCH, Line
from guatu.demo.reports import Desk, write_reports
from guatu.demo.series import Series, at_hour
from guatu.dispatch.actions import freeze_round, recompute_lamps
from guatu.dispatch.actions.asking import asked_duties, goals_of
from guatu.dispatch.actions.rounds import new_round
from guatu.dispatch.actions.states import keep_states
from guatu.dispatch.models import Cadence, CheckIn, CheckInMove, Round
from guatu.dispatch.queries.rhythms import dates_on
from guatu.ledgers.models import Entry, Milestone, StagePassage
from guatu.shell.workdays import work_calendar

WEEKLY = ("stage", "progress", "reported_lamp", "closed_on")  # what lamps and frozen states read
DETAILED = 10  # weeks back: rounds before these are as if from before details were kept
SUMMARY = ("reported_at", "last_said")  # needed only as it stands in the end


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """One campaign's year: its entries with their courses, its figures, its weeks."""

    campaign: Campaign
    cadence: Cadence
    lines: Sequence[Line]
    series: Series
    weeks: Sequence[Week]  # the last one is now open
    window: Window
    seed: int


def simulate(year: Year, *, only_last: int | None = None, leaves_last_open: bool = False) -> int:
    """Write the closed weeks up to today, and the days since; return how many weeks were written.

    `only_last` writes no more than so many rounds; what came before is written as facts without
    rounds. `leaves_last_open`: last week's round is closed and not frozen, late reports still come.
    """
    closed = list(year.weeks[:-1])
    written = closed if only_last is None else closed[-only_last:]
    if written:
        advance(year, year.window.starts_on, written[0].starts_on - timedelta(days=1))
    for place, week in enumerate(written):
        one = write_week(year, week, weeks_ago=len(written) - place)
        if not (leaves_last_open and week is written[-1]):
            freeze(year, one, week, has_details=len(written) - place <= DETAILED)
    advance(year, year.window.last_round_ends_on + timedelta(days=1), year.window.today)
    recompute_lamps(SYSTEM, year.campaign, year.window.today)
    return len(written)


def write_week(year: Year, week: Week, *, weeks_ago: int) -> Round:
    """Write one round from its opening to its close, as it would have been done at the time."""
    advance(year, week.starts_on, week.ends_on, save=False)
    dates = dates_on(year.cadence, week.starts_on, work_calendar())
    one = new_round(year.cadence, dates, week.ordinal)
    duties = list(
        asked_duties(one).only("entry_id", "unit", "role", "ordinal").select_related("unit")
    )
    desk = Desk(
        round=one,
        week=week,
        weeks_ago=weeks_ago,
        seed=year.seed,
        series=year.series,
        goals=goals_of(one),
    )
    reports = write_reports(desk, year.lines, duties)
    CheckIn.objects.bulk_create(reports.check_ins, batch_size=BATCH)
    close(one, week)
    save_entries(year)
    event = record(
        SYSTEM,
        "demo.simulate",
        of=one,
        details={
            "week": week.ordinal,
            "from": week.starts_on.isoformat(),
            "to": week.ends_on.isoformat(),
            "check_ins": len(reports.check_ins),
            "moves": len(reports.steps),
            "silent": reports.silent,
        },
    )
    CheckInMove.objects.bulk_create(reports.moves(event.number), batch_size=BATCH)
    recompute_lamps(SYSTEM, year.campaign, week.ends_on)
    refresh_lamps(year)
    return one


def freeze(year: Year, one: Round, week: Week, *, has_details: bool) -> None:
    keep_states(one, has_details=has_details)
    freeze_round(SYSTEM, one.pk, one.version)
    # the act stamps the moment of loading; the round was frozen on the Monday after
    Round.objects.filter(pk=one.pk).update(
        frozen_at=at_hour(min(week.ends_on + timedelta(days=3), year.window.today), 9)
    )


def close(one: Round, week: Week) -> None:
    one.state = Round.State.CLOSED
    one.opened_at = at_hour(week.starts_on, 8)
    one.closed_at = at_hour(week.ends_on + timedelta(days=1), 0)
    one.save(update_fields=["state", "opened_at", "closed_at"])


def advance(year: Year, first: date, last: date, *, save: bool = True) -> None:
    """Let happen what the courses and the figures hold for the days from `first` to `last`."""
    year.series.write(first, last)
    passages: list[StagePassage] = []
    decided: list[Milestone] = []
    for line in year.lines:
        passages += pass_stages(line, first, last)
        decided += decide_milestones(line, first, last)
    StagePassage.objects.bulk_create(passages, batch_size=BATCH)
    Milestone.objects.bulk_update(decided, ["outcome", "decided_on"], batch_size=BATCH)
    if save:
        save_entries(year)


def pass_stages(line: Line, first: date, last: date) -> list[StagePassage]:
    entry, dealt = line.entry, line.course.dealt
    rows = []
    for passage in line.course.passages:
        is_ahead = line.stages.index(passage.stage) > line.stages.index(entry.stage)
        if is_ahead and first <= passage.day <= last:
            rows.append(
                StagePassage(
                    entry=entry,
                    from_stage=entry.stage,
                    to_stage=passage.stage,
                    passed_on=passage.day,
                    recorded_at=at_hour(passage.day, 15),
                    note="模拟数据",
                )
            )
            entry.stage = passage.stage
    if dealt.closed_on and first <= dealt.closed_on <= last:
        entry.closed_on = dealt.closed_on
        entry.reported_lamp = Lamp.DONE
        entry.progress = line.course.progress(dealt.closed_on) if line.is_project else None
    return rows


def decide_milestones(line: Line, first: date, last: date) -> list[Milestone]:
    found = []
    for mark, milestone in zip(line.course.marks, line.milestones, strict=True):
        if mark.decided_on and first <= mark.decided_on <= last:
            milestone.outcome = Milestone.Outcome.MET if mark.met else Milestone.Outcome.MISSED
            milestone.decided_on = mark.decided_on
            found.append(milestone)
    return found


def save_entries(year: Year, *, is_last: bool = False) -> None:
    """Write what moved; at the end also the summaries of the last reports."""
    moved = []
    for line in year.lines:
        now = tuple(getattr(line.entry, name) for name in WEEKLY)
        if now != line.saved or is_last:
            line.saved = now
            moved.append(line.entry)
    fields = (*WEEKLY, *SUMMARY) if is_last else WEEKLY
    Entry.objects.bulk_update(moved, fields, batch_size=BATCH)


def refresh_lamps(year: Year) -> None:
    lamps = dict(Entry.objects.filter(campaign=year.campaign).values_list("pk", "lamp"))
    for line in year.lines:
        line.entry.lamp = lamps[line.entry.pk]
