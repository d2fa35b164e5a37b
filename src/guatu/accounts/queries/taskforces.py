"""Task forces across units: which there are, who sits in them and as what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from guatu.accounts import policies
from guatu.accounts.models import TaskForceMembership, Unit
from guatu.accounts.queries.actors import in_force
from guatu.accounts.queries.handovers import holders_now
from guatu.accounts.queries.units import visible_units
from guatu.core.actors import Actor
from guatu.shell.errors import NotFound

# which word in a title makes which rank: the longer word first, for it holds the shorter one
RANKS = (
    ("常务副组长", 1),
    ("第一副组长", 1),
    ("副组长", 2),
    ("组长", 0),
    ("成员", 4),
    ("联络员", 5),
)
OTHER_RANK = 3  # 办公室主任, 牵头人: after those who lead, before the members


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One seat with who holds the post now."""

    seat: TaskForceMembership
    persons: tuple[str, ...]

    @property
    def is_leading(self) -> bool:
        return "组长" in self.seat.title


def visible_forces(actor: Actor) -> QuerySet[Unit]:
    """Return the task forces in which the actor sits, and those of the units it looks at."""
    units = Unit.objects.filter(kind=Unit.Kind.TASK_FORCE)
    if not policies.can_see_units(actor) and actor.roles <= policies.EXCLUSIVE:
        return units.none()
    seen = visible_units(actor).order_by().values("pk")
    return units.filter(Q(pk__in=seen) | Q(pk__in=actor.task_force_ids))


def visible_force(actor: Actor, unit_id: int) -> Unit:
    row = visible_forces(actor).select_related("parent").filter(pk=unit_id).first()
    if row is None:
        raise NotFound(_("There is no such task force, or it is not for your eyes."))
    return row


def forces_with_counts(actor: Actor, today: date, *, closed: bool) -> QuerySet[Unit]:
    """Return the task forces in 建制顺序, each with how many seats are filled today."""
    rows = visible_forces(actor)
    if not closed:
        rows = rows.filter(valid_to__isnull=True)
    running = Q(memberships__started_on__lte=today) & (
        Q(memberships__ended_on__isnull=True) | Q(memberships__ended_on__gte=today)
    )
    return rows.annotate(seat_count=Count("memberships", filter=running)).order_by(
        "official_order", "path"
    )


def members_of(force: Unit, today: date) -> list[Member]:
    """Return who sits in a task force today: 组长 before 副组长 before members, then in 建制顺序."""
    seats = list(
        TaskForceMembership.objects.filter(in_force(today), task_force=force)
        .select_related("post__unit")
        .order_by("post__unit__official_order", "post__official_order", "pk")
    )
    names = holders_now([seat.post_id for seat in seats], today)
    members = [
        Member(seat=seat, persons=tuple(row.person.name for row in names.get(seat.post_id, [])))
        for seat in seats
    ]
    return sorted(members, key=lambda one: rank(one.seat.title))


def rank(title: str) -> int:
    return next((place for word, place in RANKS if word in title), OTHER_RANK if title else 4)


def former_members(force: Unit, today: date) -> list[TaskForceMembership]:
    """Return the seats that have ended, the latest first."""
    rows = TaskForceMembership.objects.filter(task_force=force, ended_on__lt=today)
    return list(rows.select_related("post__unit").order_by("-ended_on", "-pk"))
