"""What accounts itself knows to hang on a post or its holder: seats, deputies, other posts, sheets."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guatu.accounts.handover import Fate, Held, Owed, Sort
from guatu.accounts.models import Account, Appointment, Intake, TaskForceMembership
from guatu.accounts.queries.actors import in_force
from guatu.accounts.queries.people import from_today
from guatu.audit.actions import Change, plain


def seats(one: Held) -> list[Owed]:
    """Return the seats of the post in task forces."""
    rows = (
        TaskForceMembership.objects.filter(in_force(one.today), post_id=one.post_id)
        .select_related("task_force")
        .order_by("task_force__official_order", "pk")
    )
    return [
        Owed(title=row.task_force.name, detail=row.title, object_id=row.pk, due_on=row.ended_on)
        for row in rows
    ]


def deputies(one: Held) -> list[Owed]:
    """Return who stands in for the post, and for whom its holder stands in."""
    rows = Appointment.objects.filter(from_today(one.today), is_deputy=True).select_related(
        "person", "post__unit"
    )
    here = [
        Owed(
            title=_("%(person)s stands in for this post") % {"person": row.person.name},
            object_id=row.pk,
            due_on=row.ended_on,
            fate=Fate.MOVES,
        )
        for row in rows.filter(post_id=one.post_id)
        .exclude(person_id=one.person_id or 0)
        .order_by("pk")
    ]
    elsewhere = rows.filter(person_id=one.person_id or 0).exclude(post_id=one.post_id)
    return here + [
        Owed(
            title=_("Stands in for %(unit)s %(post)s")
            % {"unit": row.post.unit.label, "post": row.post.title},
            object_id=row.pk,
            due_on=row.ended_on,
            fate=Fate.LISTED,
        )
        for row in elsewhere.order_by("pk")
    ]


def other_posts(one: Held) -> list[Owed]:
    """Return the further posts of whoever holds this one; they stay with the person."""
    rows = (
        Appointment.objects.filter(
            from_today(one.today), person_id=one.person_id or 0, is_deputy=False
        )
        .exclude(post_id=one.post_id)
        .select_related("post__unit")
        .order_by("post__unit__official_order", "post__official_order", "pk")
    )
    return [
        Owed(
            title=f"{row.post.unit.label} {row.post.title}",
            object_id=row.pk,
            due_on=row.ended_on,
            fate=Fate.LISTED,
        )
        for row in rows
    ]


def sheets(one: Held) -> list[Owed]:
    """Return the sheets that the holder loaded and has not applied."""
    own = Account.objects.filter(person_id=one.person_id or 0).values("pk")
    rows = Intake.objects.filter(staged_by__in=own, state=Intake.State.STAGED)
    return [
        Owed(
            title=row.file_name,
            object_id=row.pk,
            fate=Fate.MOVED,
        )
        for row in rows.order_by("pk")
    ]


def give_sheets(one: Held, successor_id: int) -> Sequence[Change]:
    """Give the sheets to the first account of the successor; without one they stay where they are."""
    account = Account.objects.filter(person_id=successor_id, is_active=True).order_by("pk").first()
    if account is None:
        return []
    changes = []
    own = Account.objects.filter(person_id=one.person_id or 0).values("pk")
    for row in Intake.objects.filter(staged_by__in=own, state=Intake.State.STAGED).order_by("pk"):
        before = plain(row, "staged_by")
        row.staged_by = account.pk
        row.version += 1
        row.save(update_fields=["staged_by", "version"])
        changes.append(Change.of(row, before=before, after=plain(row, "staged_by")))
    return changes


SORTS = (
    Sort(
        code="seats",
        label=gettext_lazy("Seats in task forces"),
        object_type="accounts.taskforcemembership",
        find=seats,
        names_post=True,
    ),
    Sort(
        code="deputies",
        label=gettext_lazy("Deputies"),
        object_type="accounts.appointment",
        find=deputies,
    ),
    Sort(
        code="other_posts",
        label=gettext_lazy("Further posts of the same person"),
        object_type="accounts.appointment",
        find=other_posts,
    ),
    Sort(
        code="sheets",
        label=gettext_lazy("Sheets loaded and not applied"),
        object_type="accounts.intake",
        find=sheets,
        move=give_sheets,
    ),
)
