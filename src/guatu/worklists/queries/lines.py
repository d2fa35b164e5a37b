"""What lies under leading posts in a week: the lines of which guatu makes their lists by itself.

Read as the system: a list is made of all that lies under a post; who reads it sees what D8 lets him.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.accounts.models import Post, Unit
from guatu.campaigns.models import Campaign, Validity
from guatu.core.kinds import KindDefinition, last_day
from guatu.core.kinds.limits import OF_LOG
from guatu.ledgers.models import Duty, Entry, Milestone, PostDuty
from guatu.ledgers.queries import definition_of, spoken
from guatu.worklists.models import WeekItem
from guatu.worklists.queries.others import other_happenings
from guatu.worklists.queries.values import Happening

WEEK = timedelta(days=6)
Source = WeekItem.Source
OWN_UNIT_KINDS = (Unit.Kind.TOWNSHIP, Unit.Kind.VILLAGE)
LONGEST = {"content": 300, "requirement": 500, "measures": 500}
# the post that does it: the deputy in charge before the head
OWNERS = (Post.Grade.DEPUTY, Post.Grade.PRINCIPAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of one post's week, as the data say it."""

    post_id: int
    happening: Happening
    owner_id: int | None


def week_of(day: date) -> date:
    """Return the Monday of the week of `day`."""
    return day - timedelta(days=day.weekday())


def lines_of(posts: Sequence[Post], monday: date) -> list[Line]:
    """Return the lines of a week for leading posts, in the order of days and ledgers."""
    found = [*entry_happenings(monday), *other_happenings(posts, monday)]
    ids = {one.entry_id for one in found if one.entry_id is not None}
    owners = owners_of({one.unit_id for one in found if one.unit_id is not None})
    under = posts_of_entries(posts, ids)
    lines = []
    for one in found:
        reached = one.post_ids or under.get(one.entry_id or 0, ())
        owner = owners.get(one.unit_id or 0)
        lines += [Line(post_id=post, happening=one, owner_id=owner) for post in reached]
    return once(lines)


def once(lines: Iterable[Line]) -> list[Line]:
    """Keep one line of each thing under each post, cut to what a line holds."""
    kept: dict[tuple[int, str], Line] = {}
    for line in lines:
        cut = {name: getattr(line.happening, name)[:most] for name, most in LONGEST.items()}
        kept.setdefault(
            (line.post_id, line.happening.key),
            replace(line, happening=replace(line.happening, **cut)),
        )
    return sorted(kept.values(), key=lambda line: (line.post_id, line.happening.place))


def entry_happenings(monday: date) -> list[Happening]:
    """Return what entries in force have to reach in a week: dates, nodes, goals, limits of stages."""
    sunday = monday + WEEK
    goals = Milestone.objects.filter(
        due_on__range=(monday, sunday),
        outcome=Milestone.Outcome.OPEN,
        entry__validity=Validity.IN_FORCE,
        entry__closed_on__isnull=True,
        entry__campaign__status=Campaign.Status.ACTIVE,
    ).select_related("entry")
    found = [of_goal(one) for one in goals.order_by("due_on", "pk")]
    first, end = moments(monday, sunday)
    entries = Entry.objects.filter(
        Q(due_on__range=(monday, sunday)) | Q(limit_at__gt=first, limit_at__lte=end),
        validity=Validity.IN_FORCE,
        closed_on__isnull=True,
        campaign__status=Campaign.Status.ACTIVE,
    ).select_related("kind")
    for entry in entries.order_by("campaign", "ledger", "position", "pk"):
        if entry.due_on is not None and monday <= entry.due_on <= sunday:
            found.append(of_due(entry, entry.due_on))
        if entry.limit_at is not None and first < entry.limit_at <= end:
            found.append(of_limit(entry))
    return found


def moments(monday: date, sunday: date) -> tuple[datetime, datetime]:
    """Return the first and the last moment of a week; a limit that ends at 24:00 is its day's (D1)."""
    first = timezone.make_aware(datetime.combine(monday, time.min))
    return first, timezone.make_aware(datetime.combine(sunday + timedelta(days=1), time.min))


def of_due(entry: Entry, due_on: date) -> Happening:
    return Happening(
        key=f"due:{entry.pk}",
        source=Source.DUE,
        day=due_on,
        content=entry.title,
        requirement=entry.standard,
        measures=measures_of(entry),
        entry_id=entry.pk,
        unit_id=entry.unit_id,
        campaign_id=entry.campaign_id,
    )


def of_goal(goal: Milestone) -> Happening:
    entry = goal.entry
    is_month = goal.kind == Milestone.Kind.MONTH
    return Happening(
        key=f"goal:{goal.pk}",
        source=Source.GOAL if is_month else Source.NODE,
        day=goal.due_on,
        content=f"{entry.title}：{goal.title}",
        requirement=goal.title,
        measures=measures_of(entry),
        entry_id=entry.pk,
        unit_id=entry.unit_id,
        campaign_id=entry.campaign_id,
    )


def of_limit(entry: Entry) -> Happening:
    at = timezone.make_naive(entry.limit_at or timezone.now())
    whose = whose_word(definition_of(entry.kind), entry)
    return Happening(
        key=f"limit:{entry.pk}:{entry.stage}:{entry.limit_for}"[:60],
        source=Source.LIMIT,
        day=last_day(at),
        content=f"{entry.title}：{whose}",
        requirement=_("“%(stage)s” ends with its limit") % {"stage": whose},
        measures=measures_of(entry),
        entry_id=entry.pk,
        unit_id=entry.unit_id,
        campaign_id=entry.campaign_id,
    )


def whose_word(kind: KindDefinition, entry: Entry) -> str:
    """Return the name of the log or stage that the limit is of."""
    code = entry.limit_for
    log = kind.log(code.removeprefix(OF_LOG)) if code.startswith(OF_LOG) else None
    stage = kind.stage(entry.stage)
    return spoken(log.name) if log is not None else spoken(stage.name) if stage else ""


def measures_of(entry: Entry) -> str:
    """Return the measures that the unit has written into the ledger, where the kind has them."""
    return str(entry.fields.get("measures") or "")


def posts_of_entries(
    posts: Sequence[Post], entry_ids: Iterable[int]
) -> Mapping[int, Sequence[int]]:
    """Return under which of `posts` each entry lies: named in its chain, or heading its lead unit.

    The deputies of a unit have what names them; a town's and a village's leading members have what
    their unit leads.
    """
    ids = set(entry_ids)
    found: defaultdict[int, list[int]] = defaultdict(list)
    wanted = {post.pk for post in posts}
    named = PostDuty.objects.filter(entry_id__in=ids, post_id__in=wanted)
    for entry_id, post_id in named.order_by("pk").values_list("entry_id", "post_id"):
        found[entry_id].append(post_id)
    heads: defaultdict[int, list[int]] = defaultdict(list)
    for post in posts:
        is_own = post.grade == Post.Grade.LEADER and post.unit.kind in OWN_UNIT_KINDS
        if post.grade == Post.Grade.PRINCIPAL or is_own:
            heads[post.unit_id].append(post.pk)
    leads = Duty.objects.filter(entry_id__in=ids, unit_id__in=set(heads), role=Duty.Role.LEAD)
    for entry_id, unit_id in leads.order_by("pk").values_list("entry_id", "unit_id"):
        found[entry_id] += [post for post in heads[unit_id] if post not in found[entry_id]]
    return found


def owners_of(unit_ids: Iterable[int]) -> dict[int, int]:
    """Return the post that answers for the work of each unit: the deputy in charge, else the head."""
    rows = Post.objects.filter(
        unit_id__in=set(unit_ids), grade__in=OWNERS, abolished_on__isnull=True
    ).order_by("official_order", "pk")
    found: dict[int, tuple[int, int]] = {}
    for unit_id, grade, pk in rows.values_list("unit_id", "grade", "pk"):
        rank = OWNERS.index(Post.Grade(grade))
        if unit_id not in found or rank < found[unit_id][0]:
            found[unit_id] = rank, pk
    return {unit_id: pk for unit_id, (_rank, pk) in found.items()}
