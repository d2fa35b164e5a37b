"""Which lists and lines an actor sees (D8), and the posts that have a week."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from guatu.accounts.models import Appointment, Post
from guatu.accounts.queries import in_force
from guatu.core.actors import APART, Actor, ActorKind, Role
from guatu.ledgers.queries import visible_entries
from guatu.ledgers.queries.visibility import reached
from guatu.shell.errors import NotFound
from guatu.worklists.models import WeekItem, WeekList
from guatu.worklists.policies import LEADING_GRADES

IN_ORDER = ("unit__official_order", "unit__path", "official_order", "pk")
WITH_ALL = (
    "week_list__post__unit", "unit", "owner__unit", "entry", "campaign", "follows"
)  # fmt: skip
ENDED = (WeekItem.State.CARRIED, WeekItem.State.REOPENED, WeekItem.State.DROPPED)


def leading_posts() -> QuerySet[Post]:
    """Return the posts that have a week, in official order (T13): leading members, nobody else."""
    rows = Post.objects.filter(abolished_on__isnull=True).exclude(
        role__in=[*APART, Role.LIAISON, Role.ASSESSOR]
    )
    return (
        rows.filter(Q(grade__in=LEADING_GRADES) | Q(role=Role.LEADER))
        .select_related("unit")
        .order_by(*IN_ORDER)
    )


def seen_posts(actor: Actor, prefix: str = "") -> Q:
    """Return the condition for posts whose list the actor sees: its own, and those of its subtrees."""
    if actor.kind is ActorKind.SYSTEM:
        return Q()
    grants = [one for one in actor.grants if one.role not in APART]
    scopes = {one.scope_path for one in grants}
    units = {one.unit_id for one in grants}
    own = Q(**{f"{prefix}pk__in": sorted({one.post_id for one in grants})})
    return own | reached(f"{prefix}unit__", scopes, units) if grants else Q(pk__in=[])


def visible_posts(actor: Actor) -> QuerySet[Post]:
    return leading_posts().filter(seen_posts(actor))


def visible_lists(actor: Actor) -> QuerySet[WeekList]:
    return WeekList.objects.filter(seen_posts(actor, "post__")).select_related("post__unit")


def visible_items(actor: Actor) -> QuerySet[WeekItem]:
    """Return the lines that the actor sees: of lists it sees or of work of its units.

    A line of an entry needs the right to the entry as well.
    """
    rows = WeekItem.objects.all()
    if actor.kind is ActorKind.SYSTEM:
        return rows
    grants = [one for one in actor.grants if one.role not in APART]
    if not grants:
        return rows.none()
    units = {one.unit_id for one in grants} | set(actor.task_force_ids)
    done_by_own = reached("unit__", {one.scope_path for one in grants}, units)
    seen = rows.filter(seen_posts(actor, "week_list__post__") | done_by_own)
    return seen.filter(Q(entry__isnull=True) | Q(entry__in=visible_entries(actor)))


def visible_post(actor: Actor, post_id: int) -> Post:
    """Return one leading post whose list the actor sees.

    Raises
    ------
    NotFound
        If there is none, or it is not for this actor to know of.
    """
    found = visible_posts(actor).filter(pk=post_id).first()
    if found is None:
        raise NotFound
    return found


def visible_item(actor: Actor, item_id: int) -> WeekItem:
    """Return one line that the actor sees, with all it names.

    Raises
    ------
    NotFound
        If there is none, or it is not for this actor to know of.
    """
    found = visible_items(actor).filter(pk=item_id).select_related(*WITH_ALL).first()
    if found is None:
        raise NotFound
    return found


def holders_of(post_ids: Iterable[int], day: date) -> dict[int, frozenset[int]]:
    """Return the persons who hold each post on a day, deputies left out."""
    rows = Appointment.objects.filter(in_force(day), post_id__in=set(post_ids), is_deputy=False)
    found: dict[int, set[int]] = {}
    for post_id, person_id in rows.order_by("pk").values_list("post_id", "person_id"):
        found.setdefault(post_id, set()).add(person_id)
    return {post_id: frozenset(people) for post_id, people in found.items()}


def names_in_office(post_ids: Iterable[int], day: date) -> dict[int, str]:
    """Return who holds each post on a day, as the list prints it."""
    rows = Appointment.objects.filter(in_force(day), post_id__in=set(post_ids), is_deputy=False)
    return dict(rows.order_by("-pk").values_list("post_id", "person__name"))
