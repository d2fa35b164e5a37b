"""我的材料: what a unit reported in a time, gathered for its own report, brief or summary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from django.db.models import QuerySet

from guatu.accounts.models import Unit
from guatu.campaigns.models import Campaign, Validity
from guatu.campaigns.queries import visible_targets
from guatu.campaigns.queries.figures import TargetState, states_of
from guatu.core.actors import Actor
from guatu.core.lamps import Lamp
from guatu.core.materials import Figure, Item, Material, Part, Said, Sort, Step, Trouble
from guatu.core.pace import Standing
from guatu.dispatch.models import CheckIn, Correction, Round
from guatu.dispatch.queries.checkins import visible_check_ins
from guatu.dispatch.queries.corrections import corrected_words
from guatu.ledgers.models import Duty, Entry, Milestone
from guatu.ledgers.queries import in_force_entries
from guatu.shell.formatting import number, percent
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
    ends_on: date
    rounds: Sequence[Round]

    @property
    def is_frozen(self) -> bool:
        return bool(self.rounds) and all(r.state == Round.State.FROZEN for r in self.rounds)


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
    lamps = Counter(led.order_by().values_list("lamp", flat=True))
    return Material(
        sort=stretch.sort,
        unit=unit.name,
        campaign=campaign.title,
        period=stretch.period,
        led=led.count(),
        supported=supported.count(),
        asked=len(reports),
        received=len(handed_in),
        late=sum(row.is_late for row in handed_in),
        lamps=tuple((word(lamp), lamps[lamp]) for lamp in Lamp if lamps[lamp]),
        parts=parts_of(handed_in),
        figures=figures_of(actor, campaign, unit, min(today, stretch.ends_on)),
        troubles=troubles_of(handed_in),
        steps=steps_of(led, max(stretch.ends_on, campaign.starts_on), AHEAD[stretch.sort]),
    )


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


def parts_of(rows: Sequence[CheckIn]) -> tuple[Part, ...]:
    """Return the entries under their headings, each with what was said of it."""
    items: dict[int, tuple[Entry, Item]] = {}
    for _pk, told in groupby(rows, key=lambda row: row.entry_id):
        found = list(told)
        entry = found[0].entry
        items[entry.pk] = entry, item_of(entry, found)
    headings: dict[str, list[Item]] = {}
    for entry, item in items.values():
        headings.setdefault(entry.heading, []).append(item)
    return tuple(Part(heading=name, items=tuple(found)) for name, found in headings.items())


def item_of(entry: Entry, rows: Sequence[CheckIn]) -> Item:
    said: list[Said] = []
    for row in rows:
        text = row.said.strip()
        if text and (not said or said[-1].text != text):
            said.append(Said(day=row.round.last_day, text=text))
    return Item(
        title=entry.title,
        lamp=word(entry.lamp),
        said=tuple(said),
        is_unchanged=not said,
        done=percent(entry.progress) if entry.progress else "",
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
        value=f"{number(actual)}{one.measure or ''}" if actual is not None else "—",
        share=percent(one.done) if one.done is not None else "—",
        standing=word(LAMPS[one.standing]),
    )


def steps_of(led: QuerySet[Entry], after: date, ahead: timedelta) -> tuple[Step, ...]:
    """Return what comes next: nodes and goals, and the dates of entries."""
    days = (after + timedelta(days=1), after + ahead)
    opened = led.filter(closed_on__isnull=True)
    goals = Milestone.objects.filter(
        entry__in=opened.order_by().values("pk"),
        outcome=Milestone.Outcome.OPEN,
        due_on__range=days,
    ).select_related("entry")
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
