"""What may be approved on paper (线下审签, T4): the lines, who may have signed, and the signed sheets."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.db.models import Q, QuerySet

from guatu.accounts.models import Appointment, TaskForceMembership
from guatu.accounts.queries import in_force
from guatu.core.actors import Actor, Role
from guatu.core.paths import STEP
from guatu.dispatch.models import CheckIn
from guatu.dispatch.policies import RECORDERS, Place, Step, step_of
from guatu.dispatch.queries.checkins import leads_of, waiting_for

CODE_LENGTH = 8
ROLES = {
    Step.UNIT: Role.APPROVER,
    Step.LEAD: Role.APPROVER,
    Step.OFFICE: Role.CAMPAIGN_OFFICE,
}


def paper_rows(actor: Actor) -> QuerySet[CheckIn]:
    """Return what waits for a word that `actor` may record from paper."""
    return (
        waiting_for(actor, *RECORDERS)
        .select_related("round__campaign__unit", "entry__unit", "unit", "milestone")
        .order_by("round__campaign", "-round__starts_on", "unit__official_order", "unit__path",
                  "entry__ledger", "entry__position", "pk")
    )  # fmt: skip


def speaking_units(
    rows: Iterable[CheckIn], leads: Mapping[int, Sequence[Place]]
) -> list[list[Place]]:
    """Return, for each check-in, the units of which one has to give the word."""
    found = []
    for row in rows:
        step = step_of(row.state, row.role)
        if step is Step.LEAD:
            found.append(list(leads.get(row.entry_id, ())))
        elif step is Step.OFFICE:
            unit = row.round.campaign.unit
            found.append([Place(id=unit.pk, path=unit.path)])
        else:
            found.append([Place(id=row.unit_id, path=row.unit.path)])
    return found


def signers_on(rows: Sequence[CheckIn], day: date) -> QuerySet[Appointment]:
    """Return who could sign for all of `rows` on a day: the same step, a post that reaches them all.

    Deputies stand after the holder of their post; whoever handed one of them in is left out.
    """
    steps = {step_of(row.state, row.role) for row in rows}
    step = steps.pop() if len(steps) == 1 else None
    if step is None:
        return Appointment.objects.none()
    units = speaking_units(rows, leads_of({row.entry_id for row in rows}))
    reach = Q()
    for places in units:
        reach &= over(places, day)
    submitters = {row.submitted_by for row in rows if row.submitted_by is not None}
    return (
        Appointment.objects.filter(
            reach, in_force(day), post__role=ROLES[step], post__abolished_on__isnull=True
        )
        .exclude(person_id__in=submitters)
        .select_related("person", "post__unit")
        .order_by("post__unit__official_order", "post__official_order", "is_deputy", "pk")
    )


def over(places: Sequence[Place], day: date) -> Q:
    """Return the condition that a post reaches one of the units, or sits in it as a task force."""
    paths = {p.path[:end] for p in places for end in range(STEP, len(p.path) + 1, STEP)}
    seats = TaskForceMembership.objects.filter(
        in_force(day), task_force__in=[place.id for place in places]
    )
    return Q(post__scope__path__in=sorted(paths)) | Q(post__in=seats.values("post"))


def sheet_code(rows: Iterable[CheckIn]) -> str:
    """Return the code printed on a sheet: the same lines at the same versions give the same code."""
    text = ",".join(f"{row.pk}:{row.version}" for row in sorted(rows, key=lambda row: row.pk))
    return hashlib.sha256(text.encode()).hexdigest()[:CODE_LENGTH].upper()
