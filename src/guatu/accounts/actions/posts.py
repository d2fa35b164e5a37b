"""Posts and who holds them: creating, appointing, deputising, ending; seats in task forces."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.accounts import policies
from guatu.accounts.models import Appointment, Person, Post, TaskForceMembership, Unit
from guatu.accounts.queries.handovers import counts_naming
from guatu.accounts.queries.people import from_today
from guatu.audit.actions import Change, plain, record
from guatu.core.actors import Actor, Role
from guatu.shell.errors import InvalidState, NotAllowed
from guatu.shell.versions import update_at_version

POST_FIELDS = ("unit", "title", "role", "grade", "scope", "official_order", "abolished_on")
TERM_FIELDS = ("person", "post", "started_on", "ended_on", "is_deputy", "reason")
SEAT_FIELDS = ("task_force", "post", "title", "started_on", "ended_on")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPost:
    """A post to be made; without `scope` it reaches its own unit and what lies beneath."""

    unit: Unit
    title: str
    role: Role
    grade: str = Post.Grade.OTHER
    scope: Unit | None = None
    official_order: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """From when to when somebody holds a post; `ended_on` is the last day. A deputy's must end."""

    started_on: date
    ended_on: date | None = None
    is_deputy: bool = False
    reason: str = ""


def create_post(actor: Actor, new: NewPost) -> Post:
    """Make a post at a unit."""
    scope = new.scope or new.unit
    if not policies.can_grant(actor, role=new.role, unit=new.unit, scope=scope):
        raise NotAllowed(_("Your post does not let you make such a post here."))
    if new.unit.valid_to is not None:
        raise InvalidState(_("%(unit)s is closed.") % {"unit": new.unit.name})
    same = Post.objects.filter(
        unit=new.unit, title=new.title, role=new.role, abolished_on__isnull=True
    )
    with transaction.atomic():
        if same.exists():
            raise InvalidState(_("The unit has a post of this title and role already."))
        post = Post.objects.create(
            unit=new.unit,
            title=new.title,
            role=new.role,
            grade=new.grade,
            scope=scope,
            official_order=new.official_order,
        )
        record(
            actor,
            "post.create",
            of=post,
            changes=[Change.of(post, after=plain(post, *POST_FIELDS))],
        )
    return post


def abolish_post(actor: Actor, post: Post, *, version: int) -> None:
    """End a post that nobody holds and nothing names any more."""
    if not policies.can_grant(actor, role=post.role, unit=post.unit, scope=post.scope):
        raise NotAllowed(_("Your post does not let you end such a post."))
    today = timezone.localdate()
    with transaction.atomic():
        if post.appointments.filter(from_today(today)).exists():
            raise InvalidState(_("Somebody holds this post. End the appointment first."))
        named = "、".join(f"{label} {count}" for label, count in counts_naming(post, today))
        if named:
            raise InvalidState(
                _("This post is still named: %(owed)s. Name another post there first.")
                % {"owed": named}
            )
        before = plain(post, "abolished_on")
        update_at_version(post, version, abolished_on=today)
        change = Change.of(post, before=before, after=plain(post, "abolished_on"))
        record(actor, "post.abolish", of=post, changes=[change])


def appoint(actor: Actor, person: Person, post: Post, term: Term) -> Appointment:
    """Let a person hold a post for a term.

    Whoever is one of the three administrators holds nothing else while that lasts, and nobody
    appoints himself. Both go by the person: a second account changes nothing.
    """
    with transaction.atomic():
        row = insert_appointment(actor, person, post, term)
        act = "post.deputise" if term.is_deputy else "post.appoint"
        record(actor, act, of=post, changes=[Change.of(row, after=plain(row, *TERM_FIELDS))])
    return row


def insert_appointment(actor: Actor, person: Person, post: Post, term: Term) -> Appointment:
    """Write an appointment under its rules: a building block without audit row."""
    if not policies.can_grant(actor, role=post.role, unit=post.unit, scope=post.scope):
        raise NotAllowed(_("Your post does not let you fill this post."))
    if person.pk == actor.person_id:
        raise NotAllowed(_("Nobody appoints himself. Ask another administrator."))
    refuse_bad_term(post, term)
    Person.objects.select_for_update().get(pk=person.pk)  # two appointments see each other
    refuse_mixed_powers(person, post, term)
    if overlapping(person, term).filter(post=post).exists():
        raise InvalidState(_("This person holds the post in that time already."))
    return Appointment.objects.create(
        person=person,
        post=post,
        started_on=term.started_on,
        ended_on=term.ended_on,
        is_deputy=term.is_deputy,
        reason=term.reason,
        created_at=timezone.now(),
    )


def refuse_bad_term(post: Post, term: Term) -> None:
    if post.abolished_on is not None:
        raise InvalidState(_("This post was abolished."))
    if term.is_deputy and term.ended_on is None:
        raise InvalidState(_("A deputy's authority needs a last day."))
    if term.ended_on is not None and term.ended_on < term.started_on:
        raise InvalidState(_("The last day lies before the first."))


def overlapping(person: Person, term: Term) -> QuerySet[Appointment]:
    """Return the person's appointments that share a day with the term."""
    rows = Appointment.objects.filter(
        Q(ended_on__isnull=True) | Q(ended_on__gte=term.started_on),
        person=person,
        post__abolished_on__isnull=True,
    )
    return rows if term.ended_on is None else rows.filter(started_on__lte=term.ended_on)


def refuse_mixed_powers(person: Person, post: Post, term: Term) -> None:
    held = set(overlapping(person, term).values_list("post__role", flat=True))
    others = held - {post.role}
    if others and (post.role in policies.EXCLUSIVE or others & policies.EXCLUSIVE):
        raise InvalidState(
            _(
                "System, security and audit administrator are three persons, and none of them "
                "holds another role. %(person)s holds another one in that time."
            )
            % {"person": person.name}
        )


def end_appointment(
    actor: Actor, appointment: Appointment, *, ended_on: date, version: int, reason: str = ""
) -> None:
    """Set the last day of an appointment: yesterday at the earliest, which ends it at once."""
    with transaction.atomic():
        change = end_term(actor, appointment, ended_on=ended_on, version=version, reason=reason)
        record(actor, "post.end_appointment", of=appointment.post, changes=[change])


def end_term(
    actor: Actor, appointment: Appointment, *, ended_on: date, version: int, reason: str = ""
) -> Change:
    """End an appointment under its rules; one that has not begun is taken back altogether.

    A building block without audit row.
    """
    post = appointment.post
    if not policies.can_grant(actor, role=post.role, unit=post.unit, scope=post.scope):
        raise NotAllowed(_("Your post does not let you end this appointment."))
    if appointment.person_id == actor.person_id:
        raise NotAllowed(_("Nobody ends an own appointment. Ask another administrator."))
    today = timezone.localdate()
    row = Appointment.objects.select_for_update().get(pk=appointment.pk)
    if row.ended_on is not None and row.ended_on < today:
        raise InvalidState(_("This appointment has ended already."))
    if row.started_on > today:
        return withdraw_term(row, version)
    if ended_on < max(row.started_on, today - timedelta(days=1)):
        raise InvalidState(_("The past stands: the last day is yesterday at the earliest."))
    if row.is_deputy and row.ended_on is not None and ended_on > row.ended_on:
        raise InvalidState(_("A deputy's authority is not prolonged: appoint anew."))
    before = plain(row, "ended_on", "reason")
    update_at_version(row, version, ended_on=ended_on, reason=reason or row.reason)
    return Change.of(row, before=before, after=plain(row, "ended_on", "reason"))


def withdraw_term(row: Appointment, version: int) -> Change:
    change = Change.of(row, before=plain(row, *TERM_FIELDS))
    update_at_version(row, version)  # refuses what changed since the page was read
    Appointment.objects.filter(pk=row.pk).delete()
    return change


def join_task_force(
    actor: Actor, task_force: Unit, post: Post, *, title: str, started_on: date
) -> TaskForceMembership:
    """Give a post a seat in a task force: its holder sees what the task force owes."""
    if not policies.can_run_task_force(actor, task_force):
        raise NotAllowed(_("Your post does not let you fill task forces."))
    if task_force.kind != Unit.Kind.TASK_FORCE or task_force.valid_to is not None:
        raise InvalidState(_("%(unit)s is no open task force.") % {"unit": task_force.name})
    if post.role in policies.EXCLUSIVE:
        raise InvalidState(_("An administrator's post takes no part in a task force."))
    with transaction.atomic():
        taken = task_force.memberships.filter(from_today(started_on), post=post)
        if taken.exists():
            raise InvalidState(_("The post has a seat there already."))
        row = TaskForceMembership.objects.create(
            task_force=task_force, post=post, title=title, started_on=started_on
        )
        change = Change.of(row, after=plain(row, *SEAT_FIELDS))
        record(actor, "task_force.join", of=task_force, changes=[change])
    return row


def leave_task_force(
    actor: Actor, seat: TaskForceMembership, *, ended_on: date, version: int
) -> None:
    """End a post's seat in a task force; one that has not begun is taken back altogether."""
    if not policies.can_run_task_force(actor, seat.task_force):
        raise NotAllowed(_("Your post does not let you fill task forces."))
    today = timezone.localdate()
    with transaction.atomic():
        row = TaskForceMembership.objects.select_for_update().get(pk=seat.pk)
        if row.started_on > today:
            change = withdraw_seat(row, version)
        else:
            refuse_bad_end(row, ended_on, today)
            before = plain(row, "ended_on")
            update_at_version(row, version, ended_on=ended_on)
            change = Change.of(row, before=before, after=plain(row, "ended_on"))
        record(actor, "task_force.leave", of=seat.task_force, changes=[change])


def refuse_bad_end(seat: TaskForceMembership, ended_on: date, today: date) -> None:
    # a later last day would give back what had ended, with everything the seat lets its holder see
    if seat.ended_on is not None and ended_on >= seat.ended_on:
        raise InvalidState(_("This seat has ended already. Give a new one."))
    if ended_on < max(seat.started_on, today - timedelta(days=1)):
        raise InvalidState(_("The past stands: the last day is yesterday at the earliest."))


def withdraw_seat(seat: TaskForceMembership, version: int) -> Change:
    change = Change.of(seat, before=plain(seat, *SEAT_FIELDS))
    update_at_version(seat, version)  # refuses what changed since the page was read
    TaskForceMembership.objects.filter(pk=seat.pk).delete()
    return change
