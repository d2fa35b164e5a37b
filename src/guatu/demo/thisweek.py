"""The round now open: some drafts, some submitted, some approved, some returned, for people to go on."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta

from guatu.audit.actions import record
from guatu.core.actors import SYSTEM, Actor
from guatu.demo.changing import put_off
from guatu.demo.fates import Fate
from guatu.demo.lines import Line, drawn
from guatu.demo.reports import PROBLEM_SHARE, Step, WeekReports, put_on_entry
from guatu.demo.series import at_hour, not_ahead
from guatu.demo.settling import Settled
from guatu.demo.wording import Speaker, problem, return_reason, sentence
from guatu.demo.year import Year, save_entries
from guatu.dispatch.actions import open_round, recompute_lamps
from guatu.dispatch.models import CheckIn, CheckInMove, Round
from guatu.ledgers.models import Duty, Entry

State = CheckIn.State
PUSH_REASON = "用地手续批复推迟，经领导小组研究同意延期（模拟数据）"
# How far a unit's check-in has come by today; the empty ones are still to be written.
STATES = (
    ("empty", 34),
    (State.DRAFT, 14),
    (State.SUBMITTED, 24),
    (State.UNIT_APPROVED, 22),
    (State.RETURNED, 6),
)
LEFT_ALONE = frozenset({Fate.STALLED, Fate.UNREPORTED, Fate.NOT_STARTED})
FIELDS = (
    "state", "said", "problem", "is_unchanged", "progress", "reported_lamp", "saved_at",
    "received_at", "submitted_by",
)  # fmt: skip
BATCH = 60  # rows times fields stay below what SQLite takes in one statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Now:
    """What this week's check-ins are written from."""

    year: Year
    settled: Settled
    round: Round


def push_dates(office: Actor, year: Year) -> None:
    """Put off what had to be put off this week: asked for, and signed by whoever approved it."""
    for line in year.lines:
        if line.course.dealt.pushed_from is None:
            continue
        entry = Entry.objects.select_related("kind", "unit", "campaign__unit").get(pk=line.entry.pk)
        put_off(entry, office, due_on=line.course.dealt.due_on, reason=PUSH_REASON)


def fill_this_week(settled: Settled, year: Year) -> None:
    """Open this week's round and let the units get as far as they would be by now."""
    today = year.window.today
    office = settled.actor("office", today)
    one = open_round(office, year.cadence, today)
    Round.objects.filter(pk=one.pk).update(opened_at=at_hour(one.starts_on, 8))
    now = Now(year=year, settled=settled, round=one)
    lines = {line.entry.pk: line for line in year.lines}
    found = WeekReports()
    rows = CheckIn.objects.filter(round=one).select_related("unit", "entry").order_by("pk")
    for place, row in enumerate(rows):
        line = lines[row.entry_id]
        draw = drawn(year.seed, line.course.dealt.brief.key, "now", row.unit.name, place)
        state = draw.choices([s for s, _w in STATES], [w for _s, w in STATES])[0]
        if state == "empty" or line.course.dealt.fate in LEFT_ALONE:
            continue
        fill(draw, now, line, row)
        found.check_ins.append(row)
        found.steps += move(draw, now, row, state)
        if state == State.UNIT_APPROVED and row.unit_id == line.entry.unit_id:
            put_on_entry(line, row)
    CheckIn.objects.bulk_update(found.check_ins, FIELDS, batch_size=BATCH)
    save_entries(year, is_last=True)
    event = record(
        SYSTEM,
        "demo.simulate",
        of=one,
        details={"check_ins": len(found.check_ins), "moves": len(found.steps)},
    )
    CheckInMove.objects.bulk_create(found.moves(event.number))
    recompute_lamps(SYSTEM, year.campaign, today)


def fill(draw: random.Random, now: Now, line: Line, row: CheckIn) -> None:
    """Write what a unit has typed so far."""
    is_owner = row.unit_id == line.entry.unit_id
    speaker = Speaker(
        title=line.title,
        unit=row.unit.label,
        lead=line.leads[0],
        helpers=line.helpers,
        is_lead=row.role == Duty.Role.LEAD,
        share=line.course.pace(now.year.window.today),
    )
    row.is_unchanged = draw.random() < (0.05 if is_owner else 0.25)
    row.said = row.problem = ""
    if not row.is_unchanged:
        row.said = sentence(
            draw, speaker, now.year.series.quote(line.target_ids, draw.randrange(100))
        )
    if draw.random() < PROBLEM_SHARE:
        row.problem = problem(draw, speaker)
    if is_owner and line.is_project:
        row.progress = line.course.progress(now.year.window.today)
    row.saved_at = at_hour(a_day(draw, now), draw.randint(8, 9), draw.randrange(60))


def a_day(draw: random.Random, now: Now) -> date:
    """Return a day of the round before today: at four in the morning nothing of today was received."""
    first = now.round.starts_on
    last = max(first, now.year.window.today - timedelta(days=1))
    return first + timedelta(days=draw.randint(0, (last - first).days))


def move(draw: random.Random, now: Now, row: CheckIn, state: str) -> list[Step]:
    """Bring a check-in to its state and return the moves that led there."""
    row.state = state
    if state == State.DRAFT:
        return []
    row.received_at = row.saved_at
    row.submitted_by = now.settled.liaisons.get(row.unit_id)
    stops = [(State.SUBMITTED, row.submitted_by, "")]
    approver = now.settled.approvers.get(row.unit_id)
    if state == State.RETURNED:
        stops.append((State.RETURNED, approver, return_reason(draw)))
    elif state == State.UNIT_APPROVED:
        stops.append((State.UNIT_APPROVED, approver, ""))
    steps, before = [], str(State.DRAFT)
    for place, (to_state, person, reason) in enumerate(stops):
        steps.append(
            Step(
                check_in=row,
                from_state=before,
                to_state=to_state,
                person_id=person,
                moved_at=not_ahead(row.saved_at + timedelta(minutes=40 * place)),
                reason=reason,
            )
        )
        before = to_state
    return steps
