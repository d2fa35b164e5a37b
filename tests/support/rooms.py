"""A campaign in full swing for the tests of the war room: lamps lit, a round frozen, figures reported."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from worlds import World, make_campaign

from guatu.accounts.models import Unit
from guatu.campaigns.actions import (
    NewObservation,
    NewPhase,
    NewTarget,
    insert_observations,
    insert_phases,
    insert_targets,
    install_measures,
)
from guatu.campaigns.models import Campaign, Observation
from guatu.core.actors import SYSTEM
from guatu.core.lamps import Lamp
from guatu.dispatch.models import Cadence, EntryState, Round
from guatu.ledgers.actions import (
    Assigned,
    LampRow,
    NewEntry,
    insert_entries,
    install_kinds,
    write_lamps,
)
from guatu.ledgers.models import DueShift, Entry

ZONE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An entry to be: its lamp now and when the round was frozen, and how its date moved."""

    title: str
    unit: Unit
    lamp: Lamp
    due_on: date | None
    before: Lamp | None = None  # None: it was not there yet
    due_before: date | None = None
    rule: str = "overdue"
    inputs: tuple[tuple[str, Any], ...] = ()
    number: str = ""


def lit_campaign(world: World, today: date, **fields: Any) -> Campaign:
    """Return a campaign that runs from January to December of `today`'s year, with three phases."""
    install_kinds()
    install_measures()
    year = today.year
    campaign = make_campaign(
        world.district, starts_on=date(year, 1, 5), ends_on=date(year, 12, 31), **fields
    )
    insert_phases(
        campaign,
        [
            NewPhase(name="动员部署阶段", starts_on=date(year, 1, 5), ends_on=date(year, 2, 28)),
            NewPhase(name="攻坚推进阶段", starts_on=date(year, 3, 1), ends_on=date(year, 11, 30)),
            NewPhase(name="总结评估阶段", starts_on=date(year, 12, 1), ends_on=date(year, 12, 31)),
        ],
    )
    return campaign


def put_lines(campaign: Campaign, lines: Sequence[Line], today: date) -> list[Entry]:
    """Put tasks into the campaign's ledger and light their lamps."""
    entries = insert_entries(
        campaign,
        "task",
        [
            NewEntry(
                title=line.title,
                number=line.number,
                leads=(Assigned(unit_id=line.unit.pk),),
                due_on=line.due_on,
            )
            for line in lines
        ],
    )
    closed = [e.pk for e, line in zip(entries, lines, strict=True) if line.lamp is Lamp.DONE]
    Entry.objects.filter(pk__in=closed).update(closed_on=today)
    rows = [
        LampRow(
            entry_id=entry.pk,
            lamp=line.lamp,
            rule=line.rule,
            rule_set="default",
            inputs=dict(line.inputs) or {"due_on": (line.due_on or today).isoformat()},
        )
        for entry, line in zip(entries, lines, strict=True)
    ]
    write_lamps(SYSTEM, rows, today)
    return entries


def freeze_round(
    campaign: Campaign, entries: Sequence[Entry], lines: Sequence[Line], ends_on: date
) -> Round:
    """Write a frozen weekly round with the states that the lines had then."""
    cadence, _made = Cadence.objects.get_or_create(
        campaign=campaign, event="周调度", every=Cadence.Every.WEEK, asks_check_ins=True
    )
    frozen_at = datetime.combine(ends_on + timedelta(days=1), datetime.min.time(), ZONE)
    ordinal = Round.objects.filter(cadence=cadence).count() + 1
    frozen = Round.objects.create(
        cadence=cadence,
        campaign=campaign,
        ordinal=ordinal,
        slug=f"{campaign.slug}-w{ordinal}",
        starts_on=ends_on - timedelta(days=6),
        ends_on=ends_on,
        state=Round.State.FROZEN,
        opened_at=timezone.now(),
        closed_at=frozen_at,
        frozen_at=frozen_at,
    )
    EntryState.objects.bulk_create(
        EntryState(
            entry=entry,
            from_round=frozen,
            from_ordinal=ordinal,
            unit_id=entry.unit_id,
            stage=entry.stage,
            lamp=line.before,
            due_on=line.due_before or line.due_on,
        )
        for entry, line in zip(entries, lines, strict=True)
        if line.before is not None
    )
    DueShift.objects.bulk_create(
        DueShift(
            entry=entry,
            from_due_on=line.due_before,
            to_due_on=line.due_on,
            days=(line.due_on - line.due_before).days,
            shifted_on=ends_on + timedelta(days=2),
            source=DueShift.Source.EDIT,
            recorded_at=frozen_at,
        )
        for entry, line in zip(entries, lines, strict=True)
        if line.due_before is not None and line.due_on is not None
    )
    return frozen


def put_target(
    campaign: Campaign,
    new: NewTarget,
    readings: Sequence[tuple[date, str | None]],
    *,
    facet: str = Observation.Facet.CUMULATIVE,
) -> int:
    """Write a target and its reported values; None is 待发布. Returns the target's id."""
    target = insert_targets(campaign, [new])[0]
    insert_observations(
        SYSTEM,
        [
            NewObservation(
                indicator=target.indicator,
                unit=target.unit,
                period_start=campaign.starts_on,
                period_end=as_of,
                as_of=as_of,
                value=None if value is None else Decimal(value),
                facet=facet,
                measure=new.measure,
                is_growth=new.is_growth,
            )
            for as_of, value in readings
        ],
    )
    return target.pk


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A campaign with its entries by title, as they stand on `today`."""

    campaign: Campaign
    entries: dict[str, Entry]
    today: date


def make_scene(world: World, today: date) -> Scene:
    """Return six entries of three units: two turned red, one recovered, one is done, one was pushed, one is new."""
    late, far = today - timedelta(days=3), date(today.year, 12, 31)
    finance, housing, town = world.finance, world.housing, world.town
    lines = [
        Line(title="overdue", unit=housing, lamp=Lamp.OVERDUE, due_on=late, before=Lamp.DUE_SOON),
        Line(title="severe", unit=town, lamp=Lamp.SEVERE, due_on=far, before=Lamp.BEHIND),
        Line(title="recovered", unit=finance, lamp=Lamp.ON_PACE, due_on=far, before=Lamp.BEHIND),
        Line(title="done", unit=finance, lamp=Lamp.DONE, due_on=today, before=Lamp.ON_PACE),
        Line(
            title="pushed", unit=housing, lamp=Lamp.DUE_SOON, due_on=today, before=Lamp.DUE_SOON,
            due_before=today - timedelta(days=2),
        ),
        Line(title="new", unit=town, lamp=Lamp.SEVERE, due_on=far),
    ]  # fmt: skip
    campaign = lit_campaign(world, today, slug="qx-2026", is_simulated=True)
    entries = put_lines(campaign, lines, today)
    freeze_round(campaign, entries, lines, today - timedelta(days=8))
    return Scene(campaign=campaign, entries={entry.title: entry for entry in entries}, today=today)
