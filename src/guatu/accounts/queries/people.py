"""Reads of people and posts: who holds what, from when to when."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from guatu.accounts import policies
from guatu.accounts.models import Account, Appointment, Person, Post, SignIn, TaskForceMembership
from guatu.accounts.queries.units import within
from guatu.core.actors import Actor
from guatu.shell.errors import NotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """One appointment that holds or will hold."""

    appointment_id: int
    person_id: int
    name: str
    started_on: date
    ended_on: date | None
    is_deputy: bool
    is_future: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PostLine:
    """One post with its holders; several lines of one unit follow each other."""

    post_id: int
    title: str
    role: str
    grade: str
    unit_id: int
    unit: str
    scope: str
    holders: list[Holder] = field(default_factory=list)


def from_today(today: date) -> Q:
    """Return the condition for appointments that hold today or will."""
    return Q(ended_on__isnull=True) | Q(ended_on__gte=today)


def visible_posts(actor: Actor) -> QuerySet[Post]:
    """Return the posts at units that the actor sees, abolished ones left out."""
    posts = Post.objects.filter(abolished_on__isnull=True)
    if policies.sees_all_units(actor):
        return posts
    scopes = actor.scopes()
    if not scopes:
        return posts.none()
    return posts.filter(reduce(or_, (within(scope, "unit__path") for scope in scopes)))


def visible_post(actor: Actor, post_id: int) -> Post:
    post = visible_posts(actor).select_related("unit", "scope").filter(pk=post_id).first()
    if post is None:
        raise NotFound(_("There is no such post, or it is not for your eyes."))
    return post


def visible_people(actor: Actor) -> QuerySet[Person]:
    """Return the people who hold, held or will hold a post that the actor sees."""
    if policies.sees_all_units(actor):
        return Person.objects.all()
    held = Appointment.objects.filter(person=OuterRef("pk"), post__in=visible_posts(actor))
    return Person.objects.filter(Exists(held))


def visible_person(actor: Actor, person_id: int) -> Person:
    person = visible_people(actor).filter(pk=person_id).first()
    if person is None:
        raise NotFound(_("There is no such person, or it is not for your eyes."))
    return person


def post_lines(actor: Actor, today: date, *, words: str = "", unit_id: int = 0) -> list[PostLine]:
    """Return the posts with their holders in 建制顺序; `words` may be in a title, unit or name."""
    posts = visible_posts(actor)
    if unit_id:
        posts = posts.filter(unit_id=unit_id)
    if words:
        held = Appointment.objects.filter(
            from_today(today), post=OuterRef("pk"), person__name__icontains=words
        )
        posts = posts.filter(
            Q(title__icontains=words)
            | Q(unit__name__icontains=words)
            | Q(unit__short_name__icontains=words)
            | Exists(held)
        )
    holders = holders_of(posts, today)
    return [
        PostLine(
            post_id=pk,
            title=title,
            role=role,
            grade=grade,
            unit_id=unit,
            unit=name,
            scope=scope,
            holders=holders[pk],
        )
        for pk, title, role, grade, unit, name, scope in posts.order_by(
            "unit__official_order", "unit__path", "official_order", "pk"
        ).values_list("pk", "title", "role", "grade", "unit_id", "unit__name", "scope__name")
    ]


def holders_of(posts: QuerySet[Post], today: date) -> dict[int, list[Holder]]:
    found: dict[int, list[Holder]] = defaultdict(list)
    rows = (
        Appointment.objects.filter(from_today(today), post__in=posts)
        .order_by("is_deputy", "started_on", "pk")
        .values_list(
            "post_id", "pk", "person_id", "person__name", "started_on", "ended_on", "is_deputy"
        )
    )
    for post_id, pk, person_id, name, started_on, ended_on, is_deputy in rows:
        found[post_id].append(
            Holder(
                appointment_id=pk,
                person_id=person_id,
                name=name,
                started_on=started_on,
                ended_on=ended_on,
                is_deputy=is_deputy,
                is_future=started_on > today,
            )
        )
    return found


def held_posts(person_id: int, today: date) -> list[tuple[str, str, str]]:
    """Return (role, unit path, scope path) of all posts that a person holds or will hold."""
    return list(
        Appointment.objects.filter(
            from_today(today), person_id=person_id, post__abolished_on__isnull=True
        ).values_list("post__role", "post__unit__path", "post__scope__path")
    )


def units_of(people: QuerySet[Person], today: date) -> dict[int, str]:
    """Return the unit of the first post of each of `people` who holds one."""
    rows = (
        Appointment.objects.filter(from_today(today), person__in=people)
        .order_by("-is_deputy", "-post__unit__official_order", "-pk")
        .values_list("person_id", "post__unit__name")
    )
    return dict(rows)  # the last row of a person wins: the first in official order


def people_without_posts(actor: Actor, today: date) -> list[tuple[int, str]]:
    """Return (id, name) of those who hold nothing; only for those who keep people or posts."""
    if not policies.sees_all_units(actor):
        return []
    held = Appointment.objects.filter(from_today(today), person=OuterRef("pk"))
    return list(
        Person.objects.filter(~Exists(held)).order_by("name", "pk").values_list("pk", "name")
    )


def visible_account(actor: Actor, account_id: int) -> Account:
    account = (
        Account.objects.select_related("person")
        .filter(pk=account_id, person__in=visible_people(actor))
        .first()
    )
    if account is None:
        raise NotFound(_("There is no such account, or it is not for your eyes."))
    return account


def visible_appointment(actor: Actor, appointment_id: int) -> Appointment:
    row = (
        Appointment.objects.select_related("person", "post__unit", "post__scope")
        .filter(pk=appointment_id, post__in=visible_posts(actor))
        .first()
    )
    if row is None:
        raise NotFound(_("There is no such appointment, or it is not for your eyes."))
    return row


def memberships_of(task_force_id: int, today: date) -> list[TaskForceMembership]:
    """Return the seats of a task force that hold today or will."""
    return list(
        TaskForceMembership.objects.filter(from_today(today), task_force_id=task_force_id)
        .select_related("post__unit")
        .order_by("post__unit__official_order", "post__official_order", "pk")
    )


def sign_ins(*, before: int = 0, count: int = 100) -> list[SignIn]:
    """Return the latest attempts to sign in, those older than the row `before` if it is given."""
    rows = SignIn.objects.order_by("-pk")
    return list(rows.filter(pk__lt=before)[:count] if before else rows[:count])
