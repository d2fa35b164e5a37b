"""Reads of issuing: where each issuance stands, who has not answered or signed, all in 建制顺序."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from guatu.accounts.models import Appointment, Person, Unit
from guatu.accounts.queries import in_force
from guatu.campaigns.models import Campaign, Validity
from guatu.core.actors import Actor, Role
from guatu.core.paths import STEP, subtree_range
from guatu.ledgers.models import Duty
from guatu.planning.models import (
    Consultation,
    Draft,
    DraftItem,
    Issuance,
    IssuanceLine,
    Objection,
    SignOff,
    StepCode,
)
from guatu.planning.queries.drafts import nothing_here

PARTS = (Duty.Role.LEAD, Duty.Role.SUPPORT)
LOOKERS = (Role.CAMPAIGN_OFFICE, Role.LEADER, Role.ASSESSOR)
IS_DRAFT = Q(entry__validity=Validity.DRAFT) | Q(target__validity=Validity.DRAFT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The units of each line in order, and those of them that lead it (or owe the target)."""

    units: dict[int, list[int]]
    leads: dict[int, list[int]]

    @property
    def unit_ids(self) -> set[int]:
        return {unit_id for ids in self.units.values() for unit_id in ids}


def parts_of_lines(issuance: Issuance, line_ids: Collection[int] | None = None) -> Parts:
    """Return which units have a part in which lines: two queries.

    What nobody is named for falls to the campaign's own unit, which asks itself nothing and signs
    nothing: it is left out.
    """
    own = issuance.campaign.unit_id
    rows = issuance.lines.all() if line_ids is None else issuance.lines.filter(pk__in=line_ids)
    units: dict[int, list[int]] = {}
    leads: dict[int, list[int]] = {}
    by_entry: dict[int, int] = {}
    for pk, entry_id, owner, target_unit in rows.order_by("position").values_list(
        "pk", "entry_id", "entry__unit_id", "target__unit_id"
    ):
        first = target_unit if entry_id is None else owner  # 第一牵头, or who owes the target
        units[pk] = [] if first == own else [first]
        leads[pk] = [] if first == own else [first]
        if entry_id is not None:
            by_entry[entry_id] = pk
    duties = Duty.objects.filter(entry_id__in=by_entry, role__in=PARTS).exclude(unit_id=own)
    for entry_id, role, unit_id in duties.order_by("entry", "role", "ordinal").values_list(
        "entry_id", "role", "unit_id"
    ):
        pk = by_entry[entry_id]
        if unit_id not in units[pk]:
            units[pk].append(unit_id)
        if role == Duty.Role.LEAD and unit_id not in leads[pk]:
            leads[pk].append(unit_id)
    return Parts(units=units, leads=leads)


def reached_units(actor: Actor, *roles: Role, prefix: str = "") -> Q:
    """Return the condition that a unit lies in the reach of the actor's posts in `roles`."""
    condition = Q(pk__in=[])
    for scope in actor.scopes(*roles):
        first, end = subtree_range(scope)
        condition |= Q(**{f"{prefix}path__gte": first, f"{prefix}path__lt": end})
    return condition


def visible_issuances(actor: Actor) -> QuerySet[Issuance]:
    """Return the issuances of campaigns that the actor runs, leads or assesses."""
    rows = Issuance.objects.select_related("campaign__unit", "plan")
    return rows.filter(reached_units(actor, *LOOKERS, prefix="campaign__unit__"))


def issuance_for(actor: Actor, issuance_id: int) -> Issuance:
    """Return one issuance that the actor may look at.

    Raises
    ------
    NotFound
        If there is none, or it is not for this actor to know of.
    """
    row = visible_issuances(actor).filter(pk=issuance_id).first()
    if row is None:
        raise nothing_here()
    return row


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitStanding:
    """How far one unit is with an issuance."""

    unit: Unit
    line_count: int = 0
    asked: Consultation | None = None
    due_on: date | None = None  # until when it signs
    signed: int = 0
    late: int = 0
    objections: int = 0

    @property
    def is_signed(self) -> bool:
        return self.line_count > 0 and self.signed == self.line_count


@dataclass(frozen=True, slots=True, kw_only=True)
class LineStanding:
    """One line with who has a part in it and what stands against it."""

    line: IssuanceLine
    leads: tuple[Unit, ...] = ()
    supports: tuple[Unit, ...] = ()
    objections: tuple[Objection, ...] = ()

    @property
    def is_open(self) -> bool:
        return any(row.outcome == Objection.Outcome.OPEN for row in self.objections)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What of an issuance is still missing."""

    units: int = 0
    lines: int = 0
    unanswered: int = 0
    unsigned_units: int = 0
    open_objections: int = 0
    pending_lines: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """All that the page of one issuance shows."""

    issuance: Issuance
    units: list[UnitStanding]
    lines: list[LineStanding] = field(default_factory=list)
    names: dict[int, str] = field(default_factory=dict)

    @property
    def silent(self) -> list[str]:
        """Return the units that have not answered; they have not agreed."""
        none = Consultation.Answer.NONE
        return [u.unit.label for u in self.units if u.asked and u.asked.answer == none]

    @property
    def unsigned(self) -> list[str]:
        return [u.unit.label for u in self.units if u.due_on is not None and not u.is_signed]

    @property
    def counts(self) -> Counts:
        return Counts(
            units=len(self.units),
            lines=len(self.lines),
            unanswered=len(self.silent),
            unsigned_units=len(self.unsigned),
            open_objections=sum(
                row.outcome == Objection.Outcome.OPEN
                for line in self.lines
                for row in line.objections
            ),
            pending_lines=sum(is_pending(line.line) for line in self.lines),
        )


def is_pending(line: IssuanceLine) -> bool:
    row = line.entry or line.target
    return row is not None and line.in_force_on is None and row.validity == Validity.DRAFT


def standing_of(issuance: Issuance) -> Standing:
    """Return how an issuance stands, units and lines in their order: a fixed number of queries."""
    parts = parts_of_lines(issuance)
    units = {
        unit.pk: unit
        for unit in Unit.objects.filter(pk__in=parts.unit_ids).order_by("official_order", "path")
    }
    objections: defaultdict[int, list[Objection]] = defaultdict(list)
    rows = Objection.objects.filter(line__issuance=issuance).select_related("unit", "consultation")
    for row in rows.order_by("pk"):
        objections[row.line_id].append(row)
    lines = [
        LineStanding(
            line=line,
            leads=tuple(units[pk] for pk in parts.leads[line.pk]),
            supports=tuple(
                units[pk] for pk in parts.units[line.pk] if pk not in parts.leads[line.pk]
            ),
            objections=tuple(objections[line.pk]),
        )
        for line in issuance.lines.select_related("entry__kind", "target__indicator").order_by(
            "position"
        )
    ]
    return Standing(
        issuance=issuance,
        units=unit_standings(issuance, parts, units, objections),
        lines=lines,
        names=names_behind(issuance, objections),
    )


def counts_of(issuances: Collection[Issuance]) -> dict[int, Counts]:
    """Return what each of many issuances is missing, units left out: four queries."""
    lines = {
        row["issuance"]: row
        for row in IssuanceLine.objects.filter(issuance__in=issuances)
        .order_by()
        .values("issuance")
        .annotate(n=Count("pk"), pending=Count("pk", filter=IS_DRAFT & Q(in_force_on__isnull=True)))
    }
    again = Consultation.objects.filter(
        issuance=OuterRef("issuance"), unit=OuterRef("unit"), pk__gt=OuterRef("pk")
    )
    silent = per_issuance(
        Consultation.objects.filter(
            ~Exists(again), issuance__in=issuances, answer=Consultation.Answer.NONE
        ),
        "issuance",
    )
    unsigned = per_issuance(
        SignOff.objects.filter(issuance__in=issuances, signed_at__isnull=True), "issuance"
    )
    wished = Objection.objects.filter(line__issuance__in=issuances, outcome=Objection.Outcome.OPEN)
    raised = dict(
        wished.order_by()
        .values("line__issuance")
        .annotate(n=Count("pk"))
        .values_list("line__issuance", "n")
    )
    return {
        row.pk: Counts(
            lines=lines[row.pk]["n"] if row.pk in lines else 0,
            pending_lines=lines[row.pk]["pending"] if row.pk in lines else 0,
            unanswered=silent.get(row.pk, 0),
            unsigned_units=unsigned.get(row.pk, 0),
            open_objections=raised.get(row.pk, 0),
        )
        for row in issuances
    }


def per_issuance(rows: QuerySet[Any], key: str) -> dict[int, int]:
    """Return how many different units `rows` hold for each issuance."""
    counted = rows.order_by().values(key).annotate(n=Count("unit", distinct=True))
    return dict(counted.values_list(key, "n"))


def unit_standings(
    issuance: Issuance,
    parts: Parts,
    units: dict[int, Unit],
    objections: dict[int, list[Objection]],
) -> list[UnitStanding]:
    """Return one row a unit in 建制顺序; of two forms of asking, the later one's answer."""
    asked: dict[int, Consultation] = {}
    for row in issuance.consultations.order_by("asked_at", "pk"):
        asked[row.unit_id] = row
    signed = {
        row["unit_id"]: row
        for row in SignOff.objects.filter(issuance=issuance)
        .order_by()
        .values("unit_id")
        .annotate(
            n=Count("pk"),
            done=Count("pk", filter=Q(signed_at__isnull=False)),
            late=Count("pk", filter=Q(is_late=True)),
        )
    }
    due = dict(
        SignOff.objects.filter(issuance=issuance)
        .order_by("due_on")
        .values_list("unit_id", "due_on")
    )
    count = {pk: sum(pk in ids for ids in parts.units.values()) for pk in units}
    raised: defaultdict[int, int] = defaultdict(int)
    for rows in objections.values():
        for one in rows:
            raised[one.unit_id] += one.outcome == Objection.Outcome.OPEN
    return [
        UnitStanding(
            unit=unit,
            line_count=signed[pk]["n"] if pk in signed else count[pk],
            asked=asked.get(pk),
            due_on=due.get(pk),
            signed=signed[pk]["done"] if pk in signed else 0,
            late=signed[pk]["late"] if pk in signed else 0,
            objections=raised[pk],
        )
        for pk, unit in units.items()
    ]


def names_behind(
    issuance: Issuance, objections: dict[int, list[Objection]] | None = None
) -> dict[int, str]:
    """Return the names of the persons behind the steps, answers and objections of an issuance."""
    ids = {issuance.drafted_by}
    for recorded, approved in issuance.steps.order_by().values_list("recorded_by", "approved_by"):
        ids |= {recorded, approved}
    ids |= set(issuance.consultations.order_by().values_list("answered_by", flat=True))
    for rows in (objections or {}).values():
        ids |= {person for row in rows for person in (row.raised_by, row.answered_by)}
    known = {pk for pk in ids if pk is not None}
    return dict(Person.objects.filter(pk__in=known).values_list("pk", "name"))


def drafters_of(issuance: Issuance) -> frozenset[int]:
    """Return the persons who made the draft: who started it, and who decided on what was read."""
    ids = {issuance.drafted_by}
    if issuance.kind == Issuance.Kind.PLAN and issuance.plan_id is not None:
        drafts = Draft.objects.filter(plan_id=issuance.plan_id).order_by().values("pk")
        items = DraftItem.objects.filter(draft__in=drafts, state=DraftItem.State.ACCEPTED)
        ids |= set(items.order_by().values_list("decided_by", flat=True).distinct())
    return frozenset(pk for pk in ids if pk is not None)


def leaders_on(campaign: Campaign, day: date) -> QuerySet[Appointment]:
    """Return who holds on `day` a leader's post that reaches the campaign, deputies after the holder."""
    path = campaign.unit.path
    above = [path[:end] for end in range(STEP, len(path) + 1, STEP)]
    return (
        Appointment.objects.filter(
            in_force(day),
            post__role=Role.LEADER,
            post__scope__path__in=above,
            post__abolished_on__isnull=True,
        )
        .select_related("person", "post__unit")
        .order_by("post__unit__official_order", "post__official_order", "is_deputy", "pk")
    )


def awaited_by_leader(actor: Actor) -> QuerySet[Issuance]:
    rows = visible_issuances(actor).filter(state=StepCode.SUBMIT)
    return rows.filter(reached_units(actor, Role.LEADER, prefix="campaign__unit__"))


def open_objections(actor: Actor) -> QuerySet[Objection]:
    """Return what units want otherwise and the actor's office has to answer, oldest first."""
    rows = Objection.objects.filter(
        reached_units(actor, Role.CAMPAIGN_OFFICE, prefix="line__issuance__campaign__unit__"),
        outcome=Objection.Outcome.OPEN,
    )
    return rows.select_related(
        "unit", "consultation", "line__entry__unit", "line__entry__campaign__unit",
        "line__target__indicator", "line__target__unit", "line__issuance__campaign__unit",
    ).order_by("raised_at", "pk")  # fmt: skip


def objection_for(actor: Actor, objection_id: int) -> Objection:
    """Return an objection of a campaign that the actor's office runs, answered ones included."""
    row = (
        Objection.objects.filter(
            reached_units(actor, Role.CAMPAIGN_OFFICE, prefix="line__issuance__campaign__unit__"),
            pk=objection_id,
        )
        .select_related(
            "unit", "consultation", "line__entry__unit", "line__entry__campaign__unit",
            "line__entry__kind", "line__target__indicator", "line__target__unit",
            "line__issuance__campaign__unit",
        )
        .first()
    )  # fmt: skip
    if row is None:
        raise nothing_here()
    return row


def has_issuing(actor: Actor) -> bool:
    """Say whether there is any issuance that the actor may look at: the page is shown only then."""
    return visible_issuances(actor).exists()


def unsigned_leads() -> Exists:
    """Return the condition that a line's lead has not signed for it."""
    rows = SignOff.objects.filter(line=OuterRef("pk"), is_lead=True, signed_at__isnull=True)
    return Exists(rows)


def open_objection() -> Exists:
    rows = Objection.objects.filter(line=OuterRef("pk"), outcome=Objection.Outcome.OPEN)
    return Exists(rows)


def pending_lines(issuance: Issuance) -> QuerySet[IssuanceLine]:
    """Return the lines that could still come into force."""
    return issuance.lines.filter(IS_DRAFT, in_force_on__isnull=True)


def waiting_for(actor: Actor) -> int | None:
    """Return how many lists wait for the actor's approval or answers; None where there is no list."""
    if not has_issuing(actor):
        return None
    waiting = 0
    if actor.holds(Role.CAMPAIGN_OFFICE):
        waiting += open_objections(actor).count()
    if actor.holds(Role.LEADER):
        waiting += awaited_by_leader(actor).count()
    return waiting
