"""Putting entries into a ledger set-wise: the building block of confirming a plan and of the demo."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.campaigns.models import Campaign, Target, Validity
from guatu.core.kinds import KindDefinition
from guatu.ledgers.actions.limits import set_limits
from guatu.ledgers.actions.reports import Report, shortened
from guatu.ledgers.actions.values import BATCH, check_unit_fields, checked, write_values
from guatu.ledgers.models import Duty, Entry, EntryTarget, Kind, Ledger, Milestone, PostDuty
from guatu.ledgers.queries import definition_of
from guatu.shell.errors import InvalidState, NotFound

LONGEST_TITLE = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Assigned:
    """A unit's part in an entry, and how the plan writes the unit."""

    unit_id: int
    written: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignedPost:
    post_id: int
    level: str  # PostDuty.Level


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMilestone:
    title: str
    due_on: date
    kind: str = Milestone.Kind.NODE


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEntry:
    """A line to be put into a ledger.

    `leads` are in order, the first is 第一牵头; without any, `unit_id` or else the campaign's unit
    owns the entry. `stage` None is the kind's first, `position` None after the last.
    """

    title: str
    number: str = ""
    heading: str = ""
    standard: str = ""
    leads: tuple[Assigned, ...] = ()
    supports: tuple[Assigned, ...] = ()
    supervisors: tuple[Assigned, ...] = ()
    posts: tuple[AssignedPost, ...] = ()
    starts_on: date | None = None
    due_on: date | None = None
    stage: str | None = None
    amount_fen: int | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)
    plan_id: int | None = None
    quote_start: int | None = None
    quote_end: int | None = None
    origin: str = Target.Origin.OWN
    validity: str = Validity.IN_FORCE
    position: int | None = None
    unit_id: int | None = None
    place: str = ""
    parent_id: int | None = None
    parent_version: int | None = None  # of the line above that this one takes on (D7)
    roll_up: str = Entry.RollUp.NONE
    target_ids: tuple[int, ...] = ()
    milestones: tuple[NewMilestone, ...] = ()
    report: Report | None = None  # what is known of it from before guatu


@transaction.atomic
def insert_entries(campaign: Campaign, kind_code: str, entries: Sequence[NewEntry]) -> list[Entry]:
    """Put `entries` into the campaign's ledger of a kind (made if it is not there), in batches.

    No policy and no audit row: the act that calls this has both.

    Raises
    ------
    NotFound
        If the kind is not installed.
    InvalidState
        If a line does not fit its kind.
    """
    kind = Kind.objects.filter(code=kind_code).first()
    if kind is None:
        raise NotFound(_("The ledger kind “%(kind)s” is not installed.") % {"kind": kind_code})
    definition = definition_of(kind)
    ledger, _made = Ledger.objects.get_or_create(
        campaign=campaign, kind=kind, defaults={"created_at": timezone.now()}
    )
    last = Entry.objects.filter(ledger=ledger).aggregate(last=Max("position"))["last"] or 0
    rows = [
        new_row(definition, ledger, new, position=last + place)
        for place, new in enumerate(entries, start=1)
    ]
    check_unit_fields(definition, (row.fields for row in rows))
    made = Entry.objects.bulk_create(rows, batch_size=BATCH)
    insert_duties(zip(made, entries, strict=True))
    insert_ties(list(zip(made, entries, strict=True)))
    write_values(definition, made, are_new=True)
    set_limits(definition, made)
    return made


def new_row(definition: KindDefinition, ledger: Ledger, new: NewEntry, *, position: int) -> Entry:
    stage = new.stage or definition.first_stage.code
    check_line(definition, new, stage)
    return Entry(
        ledger=ledger,
        campaign=ledger.campaign,
        kind=ledger.kind,
        parent_id=new.parent_id,
        parent_version=new.parent_version,
        roll_up=new.roll_up,
        number=new.number,
        position=position if new.position is None else new.position,
        title=new.title,
        standard=new.standard,
        heading=new.heading,
        unit_id=new.leads[0].unit_id if new.leads else new.unit_id or ledger.campaign.unit_id,
        origin=new.origin,
        is_adopted=new.origin != Target.Origin.PLEDGED,
        validity=new.validity,
        stage=stage,
        starts_on=new.starts_on,
        due_on=new.due_on,
        place=new.place,
        amount_fen=new.amount_fen,
        fields=checked(definition, new.fields),
        plan_id=new.plan_id,
        quote_start=new.quote_start,
        quote_end=new.quote_end,
        created_at=timezone.now(),
        reported_at=new.report.reported_at if new.report else None,
        last_said=shortened(new.report.said) if new.report else "",
    )


def check_line(definition: KindDefinition, new: NewEntry, stage: str) -> None:
    if not new.title.strip():
        raise InvalidState(_("An entry needs a title."))
    if len(new.title) > LONGEST_TITLE:
        raise InvalidState(
            _("The title “%(start)s…” is longer than 300 characters; shorten it.")
            % {"start": new.title[:20]}
        )
    if definition.stage(stage) is None:
        raise InvalidState(_("The kind has no stage “%(stage)s”.") % {"stage": stage})
    if new.starts_on and new.due_on and new.due_on < new.starts_on:
        raise InvalidState(_("“%(title)s” is due before it starts.") % {"title": new.title[:40]})


def duty_rows(entry: Entry, role: Duty.Role, assigned: Iterable[Assigned]) -> list[Duty]:
    """Return the rows of one role in order; a unit written twice in one role stands once."""
    once: dict[int, Assigned] = {}
    for one in assigned:
        once.setdefault(one.unit_id, one)
    return [
        Duty(entry=entry, unit_id=one.unit_id, role=role, ordinal=place, written=one.written[:100])
        for place, one in enumerate(once.values(), start=1)
    ]


def insert_duties(pairs: Iterable[tuple[Entry, NewEntry]]) -> None:
    duties, posts = [], []
    for entry, new in pairs:
        duties += duty_rows(entry, Duty.Role.LEAD, new.leads)
        duties += duty_rows(entry, Duty.Role.SUPPORT, new.supports)
        duties += duty_rows(entry, Duty.Role.SUPERVISE, new.supervisors)
        posts += [
            PostDuty(entry=entry, post_id=one.post_id, level=one.level)
            for one in dict.fromkeys(new.posts)
        ]
    Duty.objects.bulk_create(duties, batch_size=BATCH)
    PostDuty.objects.bulk_create(posts, batch_size=BATCH)


def insert_ties(pairs: Sequence[tuple[Entry, NewEntry]]) -> None:
    """Tie entries to the targets they serve, and set their milestones."""
    EntryTarget.objects.bulk_create(
        [
            EntryTarget(entry=entry, target_id=target_id)
            for entry, new in pairs
            for target_id in dict.fromkeys(new.target_ids)
        ],
        batch_size=BATCH,
    )
    Milestone.objects.bulk_create(
        [
            Milestone(entry=entry, kind=one.kind, title=one.title[:200], due_on=one.due_on)
            for entry, new in pairs
            for one in new.milestones
        ],
        batch_size=BATCH,
    )
