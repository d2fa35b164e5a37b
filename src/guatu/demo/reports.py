"""One closed week's check-ins of all units, with their moves, written set-wise."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from guatu.core.lamps import Lamp
from guatu.demo.courses import How, Week
from guatu.demo.fates import Fate
from guatu.demo.lines import Line, drawn
from guatu.demo.series import Series, at_hour, not_ahead
from guatu.demo.wording import Speaker, problem, return_reason, sentence
from guatu.dispatch.models import CheckIn, CheckInMove, Round
from guatu.ledgers.models import Duty, Milestone

State = CheckIn.State
SUPPORT_WEIGHTS = ((How.SAID, 52), (How.UNCHANGED, 31), (How.LATE, 5), (How.SILENT, 12))
PROBLEM_SHARE = 0.14
TROUBLED = frozenset({Fate.BEHIND, Fate.SEVERE, Fate.JUST_SEVERE, Fate.OVERDUE, Fate.JUST_OVERDUE})
CANDID = 0.6  # of troubled units that say themselves that they are behind
VERIFIED_SHARE = 0.8
FRESH_WEEKS = 2  # the office has not yet verified these


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One move of a check-in that is not saved yet."""

    check_in: CheckIn
    from_state: str
    to_state: str
    person_id: int | None
    moved_at: datetime
    reason: str = ""


@dataclass(slots=True, kw_only=True)
class WeekReports:
    """What is to be written for one round."""

    check_ins: list[CheckIn] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    silent: int = 0

    def moves(self, event_number: int) -> list[CheckInMove]:
        return [
            CheckInMove(
                check_in=step.check_in,
                from_state=step.from_state,
                to_state=step.to_state,
                person_id=step.person_id,
                moved_at=step.moved_at,
                reason=step.reason,
                event_number=event_number,
            )
            for step in self.steps
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What all reports of a week are written from."""

    round: Round
    week: Week
    weeks_ago: int
    seed: int
    series: Series
    goals: dict[int, Milestone]


def write_reports(desk: Desk, lines: Sequence[Line], duties: Sequence[Duty]) -> WeekReports:
    """Return the check-ins of a closed round, and put what the lead units said on their entries."""
    found = WeekReports()
    asked: dict[int, list[Duty]] = {}
    for duty in duties:
        mine = asked.setdefault(duty.entry_id, [])
        if all(duty.unit_id != other.unit_id for other in mine):  # asked once, as the lead
            mine.append(duty)
    for line in lines:
        report_line(desk, line, asked.get(line.entry.pk, []), found)
    return found


def report_line(desk: Desk, line: Line, duties: Sequence[Duty], found: WeekReports) -> None:
    draw = drawn(desk.seed, line.course.dealt.brief.key, desk.week.ordinal)
    own: CheckIn | None = None
    silent_names = []
    for duty in duties:
        is_owner = duty.unit_id == line.entry.unit_id
        how = how_of(draw, desk, line, is_owner=is_owner)
        row = check_in(draw, desk, line, duty=duty, how=how)
        found.check_ins.append(row)
        if how is How.SILENT:
            found.silent += 1
            silent_names += [] if is_owner else [duty.unit.name]
            continue
        found.steps += steps_of(draw, desk, row, how)
        own = row if is_owner else own
    if own is not None:
        own.unreported_units = silent_names
        put_on_entry(line, own)


def how_of(draw: random.Random, desk: Desk, line: Line, *, is_owner: bool) -> How:
    if is_owner:
        return line.course.weeks.get(desk.week.ordinal, How.SILENT)
    return draw.choices([h for h, _w in SUPPORT_WEIGHTS], [w for _h, w in SUPPORT_WEIGHTS])[0]


def check_in(draw: random.Random, desk: Desk, line: Line, *, duty: Duty, how: How) -> CheckIn:
    """Return one unit's check-in of one entry; a silent one stays the empty draft it was."""
    row = CheckIn(
        round=desk.round,
        entry=line.entry,
        unit_id=duty.unit_id,
        role=duty.role,
        saved_at=at_hour(desk.week.starts_on, 8),
        milestone=desk.goals.get(line.entry.pk) if duty.role == Duty.Role.LEAD else None,
    )
    if how is How.SILENT:
        return row
    speaker = Speaker(
        title=line.title,
        unit=duty.unit.label,
        lead=line.leads[0],
        helpers=line.helpers,
        is_lead=duty.role == Duty.Role.LEAD,
        share=line.course.pace(desk.week.ends_on),
    )
    row.is_unchanged = how is How.UNCHANGED
    if not row.is_unchanged:
        figure = desk.series.quote(line.target_ids, desk.week.ordinal + duty.ordinal)
        row.said = sentence(draw, speaker, figure)
    if draw.random() < (PROBLEM_SHARE * 3 if line.course.dealt.fate in TROUBLED else PROBLEM_SHARE):
        row.problem = problem(draw, speaker)
    if duty.unit_id == line.entry.unit_id:
        speak_of_state(draw, desk, line, row)
    row.received_at = received(draw, desk.week, how)
    row.saved_at = row.received_at
    row.is_late = how is How.LATE
    row.submitted_by = desk.series.settled.liaisons.get(duty.unit_id)
    row.state = settled_state(draw, desk, duty)
    return row


def speak_of_state(draw: random.Random, desk: Desk, line: Line, row: CheckIn) -> None:
    """Let the owner say how far it is, which goal it met, and how it sees itself."""
    if line.is_project:
        row.progress = line.course.progress(desk.week.ends_on)
    for mark, milestone in zip(line.course.marks, line.milestones, strict=True):
        day = mark.decided_on
        if day and desk.week.starts_on <= day <= desk.week.ends_on:
            row.milestone = milestone
            row.outcome = CheckIn.Outcome.MET if mark.met else CheckIn.Outcome.MISSED
    if line.entry.closed_on:
        row.reported_lamp = Lamp.DONE
        return
    is_behind = line.entry.lamp in {Lamp.BEHIND, Lamp.SEVERE, Lamp.OVERDUE}
    says_so = is_behind and draw.random() < CANDID
    row.reported_lamp = Lamp.BEHIND if says_so else Lamp.ON_PACE


def received(draw: random.Random, week: Week, how: How) -> datetime:
    """Return when a report came in: in the last three days, or late within three more."""
    day = week.ends_on - timedelta(days=draw.choices([0, 1, 2], [5, 3, 1])[0])
    if how is How.LATE:
        day = week.ends_on + timedelta(days=draw.randint(1, 3))
    return at_hour(day, draw.randint(9, 19), draw.randrange(60))


def settled_state(draw: random.Random, desk: Desk, duty: Duty) -> str:
    if desk.weeks_ago > FRESH_WEEKS and draw.random() < VERIFIED_SHARE:
        return State.VERIFIED
    return State.UNIT_APPROVED if duty.role == Duty.Role.LEAD else State.LEAD_APPROVED


def steps_of(draw: random.Random, desk: Desk, row: CheckIn, how: How) -> list[Step]:
    """Return the moves that led to where a check-in stands, in order."""
    settled = desk.series.settled
    approver = settled.approvers.get(row.unit_id)
    lead = settled.approvers.get(row.entry.unit_id)
    office = settled.accounts["office"].person_id
    at = row.received_at or row.saved_at
    stops: list[tuple[str, int | None, str]] = [(State.SUBMITTED, row.submitted_by, "")]
    if how is How.RETURNED:
        stops += [(State.RETURNED, approver, return_reason(draw))]
        stops += [(State.SUBMITTED, row.submitted_by, "")]
    stops.append((State.UNIT_APPROVED, approver, ""))
    if row.role != Duty.Role.LEAD:
        stops.append((State.LEAD_APPROVED, lead, ""))
    if row.state == State.VERIFIED:
        stops.append((State.VERIFIED, office, ""))
    steps, before = [], str(State.DRAFT)
    for place, (state, person, reason) in enumerate(stops):
        steps.append(
            Step(
                check_in=row,
                from_state=before,
                to_state=state,
                person_id=person,
                moved_at=not_ahead(at + timedelta(hours=3 * place)),
                reason=reason,
            )
        )
        before = state
    return steps


def put_on_entry(line: Line, row: CheckIn) -> None:
    """Keep the entry's summary of its last report in step, as an approval would."""
    entry = line.entry
    entry.reported_at = row.received_at
    entry.last_said = "本期无新进展" if row.is_unchanged else row.said[:200]
    entry.reported_lamp = row.reported_lamp
    if row.progress is not None:
        entry.progress = row.progress
