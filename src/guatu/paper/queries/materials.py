"""我的材料: what a unit reported in a time, gathered for its own report, brief or summary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from django.db.models import Q, QuerySet

from guatu.accounts.models import Unit
from guatu.campaigns.models import Campaign, Validity
from guatu.campaigns.queries import visible_targets
from guatu.campaigns.queries.figures import TargetState, states_of
from guatu.core.actors import Actor
from guatu.core.lamps import Lamp
from guatu.core.materials import Figure, Item, Material, Part, Said, Sort, Step, Trouble
from guatu.core.pace import Standing
from guatu.core.returned import parted
from guatu.dispatch.models import CheckIn, Correction, Round
from guatu.dispatch.queries.checkins import visible_check_ins
from guatu.dispatch.queries.corrections import corrected_words
from guatu.dispatch.queries.pasts import states_at
from guatu.ledgers.models import Duty, Entry, Milestone
from guatu.ledgers.queries import in_force_entries
from guatu.paper.queries.bulletinfacts import figure_text
from guatu.shell.formatting import percent
from guatu.shell.lamps import word

AHEAD: Mapping[Sort, timedelta] = {
    Sort.WEEK: timedelta(days=14),
    Sort.BRIEF: timedelta(days=45),
    Sort.HALF: timedelta(days=184),
    Sort.YEAR: timedelta(days=92),
}
MOST_STEPS = 12
MOST_TROUBLES = 8
LAMPS = {
    Standing.MET: Lamp.DONE,
    Standing.ON_PACE: Lamp.ON_PACE,
    Standing.BEHIND: Lamp.BEHIND,
    Standing.PENDING: Lamp.PENDING,
    Standing.UNREPORTED: Lamp.UNREPORTED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """The time that a paper speaks of: its words, its last day, and the rounds in it."""

    sort: Sort
    period: str
    short: str
    ends_on: date
    rounds: Sequence[Round]

    @property
    def is_frozen(self) -> bool:
        return bool(self.rounds) and all(r.state == Round.State.FROZEN for r in self.rounds)

    @property
    def picture(self) -> Round | None:
        """The last round of the time, where its close has a picture; None: it is as of now."""
        last = max(self.rounds, key=lambda one: (one.ends_on, one.ordinal), default=None)
        return last if last is not None and last.state != Round.State.OPEN else None


def material(
    actor: Actor, campaign: Campaign, unit: Unit, stretch: Stretch, *, today: date
) -> Material:
    """Return what a unit reported in a stretch, as far as `actor` sees it."""
    entries = in_force_entries(actor, campaign)
    led = entries.filter(unit=unit)
    supported = entries.exclude(unit=unit).filter(
        pk__in=Duty.objects.filter(unit=unit).order_by().values("entry_id")
    )
    reports = reports_of(actor, unit, stretch)
    handed_in = [row for row in reports if row.received_at is not None]
    said = [row for row in handed_in if row.state != CheckIn.State.RETURNED]  # not being rewritten
    stood = standing_of(actor, led, stretch.picture)
    lamps = Counter(lamp for lamp, _done in stood.values())
    return Material(
        sort=stretch.sort,
        unit=unit.name,
        campaign=campaign.title,
        period=stretch.period,
        short=stretch.short,
        led=len(stood),
        supported=len(standing_of(actor, supported, stretch.picture)),
        asked=len(reports),
        received=len(handed_in),
        late=sum(row.is_late for row in handed_in),
        sent_back=len(handed_in) - len(said),
        lamps=tuple((word(lamp), lamps[lamp]) for lamp in Lamp if lamps[lamp]),
        parts=parts_of(said, stood),
        figures=figures_of(actor, campaign, unit, min(today, stretch.ends_on)),
        troubles=troubles_of(said),
        steps=steps_of(led, after=stretch.ends_on, ahead=AHEAD[stretch.sort], today=today),
    )


def standing_of(
    actor: Actor, entries: QuerySet[Entry], one: Round | None
) -> dict[int, tuple[str, int | None]]:
    """Return lamp and progress of each of some entries, at the close of a round or now.

    One that came only after the round is none of it.
    """
    if one is None:
        now = entries.order_by().values_list("pk", "lamp", "progress")
        return {pk: (lamp, done) for pk, lamp, done in now}
    states = states_at(actor, one).filter(entry__in=entries.order_by().values("pk"))
    then = states.values_list("entry_id", "lamp", "progress")
    return {pk: (lamp, done) for pk, lamp, done in then}


def reports_of(actor: Actor, unit: Unit, stretch: Stretch) -> list[CheckIn]:
    """Return what the unit was asked in the rounds, with its approved corrections put in."""
    rows = (
        visible_check_ins(actor)
        .filter(round__in=[one.pk for one in stretch.rounds], unit=unit)
        .select_related("entry__ledger", "round")
        .order_by("entry__ledger", "entry__position", "entry", "round__ends_on", "pk")
    )
    found = list(rows)
    corrected = set(
        Correction.objects.filter(check_in__in=found, state=Correction.State.APPROVED)
        .order_by()
        .values_list("check_in_id", flat=True)
    )
    for row in found:
        if row.pk in corrected:
            for name, value in corrected_words(row).items():
                setattr(row, name, value)
    return found


def parts_of(
    rows: Sequence[CheckIn], stood: Mapping[int, tuple[str, int | None]]
) -> tuple[Part, ...]:
    """Return the entries under their headings, each with what was said of it."""
    items: dict[int, tuple[Entry, Item]] = {}
    for _pk, told in groupby(rows, key=lambda row: row.entry_id):
        found = list(told)
        entry = found[0].entry
        items[entry.pk] = entry, item_of(entry, found, stood.get(entry.pk, (entry.lamp, None))[1])
    headings: dict[str, list[Item]] = {}
    for entry, item in items.values():
        headings.setdefault(entry.heading, []).append(item)
    return tuple(Part(heading=name, items=tuple(found)) for name, found in headings.items())


def item_of(entry: Entry, rows: Sequence[CheckIn], done: int | None) -> Item:
    said: list[Said] = []
    following = ""
    for row in rows:
        text, after = parted(row.said.strip())
        if text and (not said or said[-1].text != text):
            said.append(Said(day=row.round.last_day, text=text))
        following = after if row.said.strip() else following
    return Item(
        title=entry.title,
        said=tuple(said),
        is_unchanged=not said,
        done=percent(done) if done else "",
        following=following,
    )


def troubles_of(rows: Sequence[CheckIn]) -> tuple[Trouble, ...]:
    """Return the last problem told of each entry."""
    found: dict[int, Trouble] = {}
    for row in rows:
        if row.problem.strip():
            found[row.entry_id] = Trouble(title=row.entry.title, text=row.problem)
    return tuple(found.values())[:MOST_TROUBLES]


def figures_of(actor: Actor, campaign: Campaign, unit: Unit, day: date) -> tuple[Figure, ...]:
    rows = visible_targets(actor, campaign).filter(unit=unit, validity=Validity.IN_FORCE)
    return tuple(figure_of(one) for one in states_of(list(rows.order_by("pk")), campaign, day))


def figure_of(one: TargetState) -> Figure:
    actual = one.progress.actual
    return Figure(
        indicator=one.indicator,
        target=one.written,
        value=figure_text(f"{actual:f}", one.measure or "", one.standing, shape=one.shape.value)
        if actual is not None
        else "—",
        share=percent(one.done) if one.done is not None else "—",
        standing=word(LAMPS[one.standing]),
    )


def steps_of(
    led: QuerySet[Entry], *, after: date, ahead: timedelta, today: date
) -> tuple[Step, ...]:
    """Return what came next: nodes and goals, and the dates of entries; of now, what is open."""
    days = (after + timedelta(days=1), after + ahead)
    opened = led.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=after))
    goals = Milestone.objects.filter(
        entry__in=opened.order_by().values("pk"), due_on__range=days
    ).select_related("entry")
    if after >= today:
        goals = goals.filter(outcome=Milestone.Outcome.OPEN)
    found = [
        Step(day=row.due_on, title=row.entry.title, goal=row.title)
        for row in goals.order_by("due_on", "pk")[:MOST_STEPS]
    ]
    rows = opened.filter(due_on__range=days).order_by("due_on", "position", "pk")
    found += [
        Step(day=row.due_on, title=row.title, goal="全面完成")
        for row in rows[:MOST_STEPS]
        if row.due_on is not None
    ]
    return tuple(sorted(found, key=lambda step: step.day)[:MOST_STEPS])
