"""What posts owe: of one post, of all that stand empty, and as it was written down at a handover."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from guatu.accounts import policies
from guatu.accounts.handover import Held, Owed, Sort, sort_named, sorts, successions
from guatu.accounts.models import (
    Appointment,
    Handover,
    HandoverItem,
    Post,
)
from guatu.accounts.queries.actors import in_force, seats_of
from guatu.accounts.queries.people import visible_posts
from guatu.core.actors import Actor, ActorKind, Grant, Role
from guatu.shell.errors import NotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class OwedGroup:
    """The things of one sort that an actor may read; of the others only how many there are."""

    label: str | Promise
    items: Sequence[Owed | HandoverItem]
    hidden_count: int = 0

    @property
    def count(self) -> int:
        return len(self.items) + self.hidden_count


@dataclass(frozen=True, slots=True, kw_only=True)
class Vacancy:
    """A post that nobody holds, with how much it owes."""

    post: Post
    since: date | None
    next_name: str
    count: int


def held(post: Post, person_id: int | None, today: date) -> Held:
    """Return a post as finders need it."""
    return Held(
        post_id=post.pk,
        role=post.role,
        grade=post.grade,
        unit_id=post.unit_id,
        unit_path=post.unit.path,
        scope_path=post.scope.path,
        person_id=person_id,
        today=today,
    )


def stand_in(one: Held) -> Actor:
    """Return whoever would hold this post and nothing else: what waits for it, waits for the post."""
    grant = Grant(
        role=Role(one.role),
        post_id=one.post_id,
        unit_id=one.unit_id,
        unit_path=one.unit_path,
        scope_path=one.scope_path,
    )
    return Actor(
        kind=ActorKind.PERSON, grants=(grant,), task_force_ids=seats_of([grant], one.today)
    )


def owed_of(one: Held) -> list[tuple[Sort, list[Owed]]]:
    """Return all that a post owes, sort by sort, whoever may read it; empty sorts are left out."""
    found = [(sort, list(sort.find(one))) for sort in sorts()]
    return [(sort, rows) for sort, rows in found if rows]


def counts_naming(post: Post, today: date) -> list[tuple[str | Promise, int]]:
    """Return how many things of each sort name the post itself, empty sorts left out."""
    one = held(post, None, today)
    found = [(sort.label, len(list(sort.find(one)))) for sort in sorts() if sort.names_post]
    return [(label, count) for label, count in found if count]


def owed_by_unit(unit_id: int) -> str:
    """Return in words how much a unit owes that a merger would pass on; "" for nothing."""
    owed = [(one, one.count_open(unit_id)) for one in successions()]
    return "、".join(f"{one.label} {count}" for one, count in owed if count)


def owed_groups(actor: Actor, one: Held) -> list[OwedGroup]:
    """Return what a post owes as far as the actor may read it."""
    return [group(actor, sort, rows) for sort, rows in owed_of(one)]


def group(actor: Actor, sort: Sort, rows: Sequence[Owed]) -> OwedGroup:
    if sort.sees is None:
        return OwedGroup(label=sort.label, items=rows)
    seen = sort.sees(actor, [row.object_id for row in rows])
    shown = [row for row in rows if row.object_id in seen]
    return OwedGroup(label=sort.label, items=shown, hidden_count=len(rows) - len(shown))


def vacant_posts(actor: Actor, today: date) -> QuerySet[Post]:
    """Return the posts in the actor's sight that nobody holds today, in 建制顺序."""
    holding = Appointment.objects.filter(in_force(today), post=OuterRef("pk"))
    return (
        visible_posts(actor)
        .filter(~Exists(holding), unit__valid_to__isnull=True)
        .select_related("unit", "scope")
        .order_by("unit__official_order", "unit__path", "official_order", "pk")
    )


def vacancies(posts: Sequence[Post], today: date) -> list[Vacancy]:
    """Return some vacant posts with what each owes: call it for a page of them, each is looked at alone."""
    ended: dict[int, date] = {}
    coming: dict[int, str] = {}
    for post_id, started_on, ended_on, name in (
        Appointment.objects.filter(post__in=posts)
        .order_by("started_on", "pk")
        .values_list("post_id", "started_on", "ended_on", "person__name")
    ):
        if started_on > today:
            coming.setdefault(post_id, name)
        elif ended_on is not None:
            ended[post_id] = max(ended_on, ended.get(post_id, ended_on))
    return [
        Vacancy(
            post=post,
            since=ended.get(post.pk),
            next_name=coming.get(post.pk, ""),
            count=sum(len(rows) for _sort, rows in owed_of(held(post, None, today))),
        )
        for post in posts
    ]


def visible_handovers(actor: Actor) -> QuerySet[Handover]:
    """Return the handovers of posts that the actor sees, and those in which it has a part."""
    condition = Q(pk__in=[])
    if policies.can_see_people(actor):
        condition |= Q(post__in=visible_posts(actor).order_by().values("pk"))
    if actor.person_id is not None:
        condition |= Q(leaver_id=actor.person_id) | Q(successor_id=actor.person_id)
    return Handover.objects.filter(condition).select_related(
        "post__unit", "post__scope", "leaver", "successor"
    )


def visible_handover(actor: Actor, handover_id: int) -> Handover:
    row = visible_handovers(actor).filter(pk=handover_id).first()
    if row is None:
        raise NotFound(_("There is no such handover, or it is not for your eyes."))
    return row


def written_groups(actor: Actor, row: Handover) -> list[OwedGroup]:
    """Return what was written down at a handover, as far as the actor may read it.

    Whoever left or follows reads all of it: it was, or is now, that person's own.
    """
    by_sort: dict[str, list[HandoverItem]] = {}
    for item in row.items.order_by("ordinal"):
        by_sort.setdefault(item.sort, []).append(item)
    is_part = actor.person_id in {row.leaver_id, row.successor_id} - {None}
    return [written_group(actor, code, items, whole=is_part) for code, items in by_sort.items()]


def written_group(actor: Actor, code: str, items: list[HandoverItem], *, whole: bool) -> OwedGroup:
    sort = sort_named(code)
    label = sort.label if sort is not None else code
    if whole or sort is None or sort.sees is None:
        return OwedGroup(label=label, items=items)
    seen = sort.sees(actor, [item.object_id or 0 for item in items])
    shown = [item for item in items if item.object_id in seen]
    return OwedGroup(label=label, items=shown, hidden_count=len(items) - len(shown))


def holders_now(post_ids: Iterable[int], today: date) -> dict[int, list[Appointment]]:
    """Return who holds each post on `today`, the holder before deputies."""
    found: dict[int, list[Appointment]] = {}
    for row in (
        Appointment.objects.filter(in_force(today), post_id__in=list(post_ids))
        .select_related("person")
        .order_by("is_deputy", "pk")
    ):
        found.setdefault(row.post_id, []).append(row)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPost:
    """One of the posts that somebody acts as, with what it owes."""

    appointment: Appointment
    groups: Sequence[OwedGroup]

    @property
    def count(self) -> int:
        return sum(group.count for group in self.groups)


def own_posts(actor: Actor, today: date) -> list[OwnPost]:
    """Return the posts that the actor holds today, its own before those it stands in for."""
    rows = (
        Appointment.objects.filter(
            in_force(today), person_id=actor.person_id or 0, post__abolished_on__isnull=True
        )
        .select_related("post__unit", "post__scope")
        .order_by("is_deputy", "post__unit__official_order", "post__official_order", "pk")
    )
    return [
        OwnPost(
            appointment=row,
            groups=owed_groups(actor, held(row.post, actor.person_id, today)),
        )
        for row in rows
    ]
