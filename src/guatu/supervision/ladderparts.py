"""What the ladder, problems and inspections say to other apps: streams, calendars, handovers, mergers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guatu.accounts.handover import Held, Owed, Sort, Succession
from guatu.accounts.models import Unit
from guatu.audit.actions import Change, plain
from guatu.core.actors import Actor, Role
from guatu.dispatch.streamparts import Event as StreamEvent
from guatu.ledgers.models import Entry
from guatu.notices.calendar import Event as CalendarEvent
from guatu.supervision.ladderwords import (
    EXCUSE_STATES,
    FINDING_STATES,
    LEVELS,
    METHODS,
    PROBLEM_ACTS,
    RUNG_WORDS,
)
from guatu.supervision.models import Excuse, Finding, Problem, ProblemStep
from guatu.supervision.policies.directives import SPEAKERS
from guatu.supervision.queries.excuses import visible_excuses
from guatu.supervision.queries.inspections import (
    inspections_of,
    open_findings,
    visible_inspections,
)
from guatu.supervision.queries.ladder import steps_about
from guatu.supervision.queries.problems import mine, visible_problems
from guatu.supervision.queries.watches import visible_items

SPEAKING = frozenset(role.value for role in SPEAKERS)
ONE_MOMENT = timedelta(seconds=1)  # a limit at 24:00 belongs to the day that ends
WAITING = (Problem.State.OPEN, Problem.State.ANSWERED)


def ladder_events(actor: Actor, entry: Entry) -> Iterable[StreamEvent]:
    """Yield the steps of the ladder about an entry, and what is on the office's list."""
    for row in steps_about(actor, entry):
        yield StreamEvent(
            moment=row.taken_at, pk=row.pk, title=str(RUNG_WORDS[row.rung]), text=row.text,
            unit=row.unit.label, mark="◈", state=_("revoked") if row.revoked_at else "",
            address=reverse("supervision:ladder-step", args=[row.pk]),
        )  # fmt: skip


def item_events(actor: Actor, entry: Entry) -> Iterable[StreamEvent]:
    for row in visible_items(actor).filter(entry=entry).order_by("pk"):
        yield StreamEvent(
            moment=row.opened_at, pk=row.pk, title=_("Put on the supervision list"),
            text=row.ground, address=reverse("supervision:item", args=[row.pk]),
        )  # fmt: skip


def excuse_events(actor: Actor, entry: Entry) -> Iterable[StreamEvent]:
    """Yield the applications about an entry and its reports; what is recognised stands beside the lateness."""
    rows = visible_excuses(actor).filter(entry=entry)
    rows = rows | visible_excuses(actor).filter(check_in__entry=entry)
    for row in rows.order_by("pk"):
        yield StreamEvent(
            moment=row.settled_at or row.asked_at, pk=row.pk, title=_("Objective factors"),
            text=row.ground, unit=row.unit.label,
            mark="※" if row.state == Excuse.State.RECOGNISED else "",
            state=str(EXCUSE_STATES[row.state]),
            address=reverse("supervision:excuse", args=[row.pk]),
        )  # fmt: skip


def problem_events(actor: Actor, entry: Entry) -> Iterable[StreamEvent]:
    rows = {row.pk: row for row in visible_problems(actor).filter(entry=entry)}
    steps = ProblemStep.objects.filter(problem__in=rows).select_related("unit").order_by("pk")
    for step in steps:
        row = rows[step.problem_id]
        yield StreamEvent(
            moment=step.at, pk=step.pk,
            title=_("To coordinate: %(act)s") % {"act": PROBLEM_ACTS[step.act]},
            text=row.title if step.act == ProblemStep.Act.ASK else step.words,
            unit=row.unit.label if step.act == ProblemStep.Act.ASK else "",
            address=reverse("supervision:problem", args=[row.pk]),
        )  # fmt: skip


def inspection_events(actor: Actor, entry: Entry) -> Iterable[StreamEvent]:
    for row in inspections_of(actor, entry):
        yield StreamEvent(
            moment=row.recorded_at, pk=row.pk,
            title=_("Inspection: %(how)s") % {"how": METHODS[row.method]}, text=row.seen,
            unit=row.unit.label, address=reverse("supervision:inspection", args=[row.pk]),
        )  # fmt: skip


STREAMS = {
    "ladder": ladder_events,
    "supervised": item_events,
    "excuses": excuse_events,
    "problems": problem_events,
    "inspections": inspection_events,
}


def calendar_events(actor: Actor, first: date, last: date) -> Iterable[CalendarEvent]:
    """Yield the limits of problems that wait for the actor, and the days of what it puts right."""
    rows = mine(actor, visible_problems(actor).filter(state=Problem.State.OPEN))
    for row in rows.order_by("due_at", "pk"):
        on = timezone.localdate(row.due_at - ONE_MOMENT)
        if first <= on <= last:
            yield CalendarEvent(
                uid=f"problem-{row.pk}",
                starts_on=on,
                title=_("To coordinate: %(title)s") % {"title": row.title},
                text=f"{row.unit.label} · {LEVELS[row.level]}",
                address=reverse("supervision:problem", args=[row.pk]),
            )
    own = [grant.unit_id for grant in actor.grants if grant.role in SPEAKERS]
    found = open_findings(actor).filter(
        state=Finding.State.OPEN, fix_by__range=(first, last), inspection__unit_id__in=own
    )
    for one in found:
        yield CalendarEvent(
            uid=f"finding-{one.pk}",
            starts_on=one.fix_by or first,
            title=_("To put right: %(text)s") % {"text": one.text},
            text=one.inspection.unit.label,
            address=reverse("supervision:inspection", args=[one.inspection_id]),
        )


def problems_held(one: Held) -> list[Owed]:
    """Return the problems that the post's unit asked or has to answer."""
    if one.role not in SPEAKING:
        return []
    at_unit = Problem.objects.filter(holder_id=one.unit_id, level=Problem.Level.LEAD)
    asked = Problem.objects.filter(unit_id=one.unit_id)
    return owed_problems((at_unit | asked).filter(state__in=WAITING))


def owed_problems(rows: QuerySet[Problem]) -> list[Owed]:
    return [
        Owed(
            title=row.title,
            detail=f"{row.unit.label} · {LEVELS[row.level]}",
            object_id=row.pk,
            due_on=timezone.localdate(row.due_at),
            address=reverse("supervision:problem", args=[row.pk]),
        )
        for row in rows.select_related("unit").order_by("due_at", "pk")
    ]


def problems_of_office(one: Held) -> list[Owed]:
    """Return what waits at the office's or the leaders' level for the holder of such a post."""
    levels = {
        Role.CAMPAIGN_OFFICE.value: Problem.Level.OFFICE,
        Role.LEADER.value: Problem.Level.LEADER,
    }
    level = levels.get(one.role)
    if level is None:
        return []
    rows = Problem.objects.filter(state=Problem.State.OPEN, level=level)
    return owed_problems(rows.filter(campaign__unit__path__startswith=one.scope_path))


def findings_held(one: Held) -> list[Owed]:
    if one.role not in SPEAKING:
        return []
    rows = Finding.objects.filter(state=Finding.State.OPEN, inspection__unit_id=one.unit_id)
    return [
        Owed(
            title=row.text,
            detail=str(FINDING_STATES[row.state]),
            object_id=row.pk,
            due_on=row.fix_by,
            address=reverse("supervision:inspection", args=[row.inspection_id]),
        )
        for row in rows.order_by("fix_by", "pk")
    ]


def sees_problems(actor: Actor, ids: Sequence[int]) -> set[int]:
    rows = visible_problems(actor).order_by().filter(pk__in=set(ids))
    return set(rows.values_list("pk", flat=True))


def sees_findings(actor: Actor, ids: Sequence[int]) -> set[int]:
    seen = visible_inspections(actor).order_by().values("pk")
    rows = Finding.objects.filter(pk__in=set(ids), inspection__in=seen).order_by()
    return set(rows.values_list("pk", flat=True))


SORTS = (
    Sort(
        code="problems", label=gettext_lazy("Problems to coordinate of the unit"),
        object_type="supervision.problem", find=problems_held, sees=sees_problems,
    ),
    Sort(
        code="problems_above", label=gettext_lazy("Problems that wait for the post"),
        object_type="supervision.problem", find=problems_of_office, sees=sees_problems,
    ),
    Sort(
        code="findings", label=gettext_lazy("Findings to put right"),
        object_type="supervision.finding", find=findings_held, sees=sees_findings,
    ),
)  # fmt: skip


def count_open(unit_id: int) -> int:
    waiting = Problem.objects.filter(state__in=WAITING)
    return (waiting.filter(unit_id=unit_id) | waiting.filter(holder_id=unit_id)).distinct().count()


def pass_problems(old: Unit, new: Unit, _day: date) -> Sequence[Change]:
    """Give the unit's open problems to its successor; what is settled keeps the old unit."""
    changes = []
    waiting = Problem.objects.filter(state__in=WAITING)
    rows = (waiting.filter(unit=old) | waiting.filter(holder=old)).distinct().order_by("pk")
    for row in rows:
        before = plain(row, "unit", "holder")
        row.unit = new if row.unit_id == old.pk else row.unit
        row.holder = new if row.holder_id == old.pk else row.holder
        row.version += 1
        row.save(update_fields=["unit", "holder", "version"])
        changes.append(Change.of(row, before=before, after=plain(row, "unit", "holder")))
    return changes


SUCCESSION = Succession(
    label=gettext_lazy("open problems"), count_open=count_open, pass_on=pass_problems
)
