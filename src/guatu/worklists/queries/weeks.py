"""The weeks of leading posts as pages and sheets show them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from guatu.accounts.models import Post
from guatu.campaigns.models import Campaign
from guatu.core.actors import Actor
from guatu.shell.workdays import work_calendar
from guatu.worklists.models import ItemStep, KeyWork, MonthList, WeekItem, WeekList
from guatu.worklists.policies import can_confirm, can_keep_list, can_say, place_of
from guatu.worklists.queries.lists import (
    WITH_ALL,
    holders_of,
    names_in_office,
    visible_items,
    visible_lists,
    visible_posts,
)

State = WeekItem.State
DAYS = 7
SAYABLE = (State.OPEN, State.MISSED)
UNSETTLED = (State.OPEN, State.MISSED, State.DONE)
BY_POST = (
    "week_list__post__unit__official_order", "week_list__post__unit__path",
    "week_list__post__official_order", "week_list__post", "day", "ordinal", "pk",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line with what the reader may do to it."""

    item: WeekItem
    owner: str
    may_say: bool
    may_confirm: bool
    may_keep: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One day of a week with its lines."""

    day: date
    is_working: bool
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True, kw_only=True)
class PostWeek:
    """One post's week in the overview: how many lines each day has, and how many are struck off."""

    post: Post
    holder: str
    week_list: WeekList | None
    counts: Sequence[tuple[date, int, int]]


def rows_of(actor: Actor, items: Sequence[WeekItem], today: date) -> list[Row]:
    """Return lines with what the actor may do to each, in a number of queries that does not grow."""
    posts = {item.week_list.post_id for item in items}
    holders = holders_of(posts, today)
    owners = names_in_office({item.owner_id for item in items if item.owner_id}, today)
    return [
        Row(
            item=item,
            owner=owners.get(item.owner_id or 0, ""),
            may_say=item.state in SAYABLE and can_say(actor, item),
            may_confirm=item.state == State.DONE
            and can_confirm(actor, item, holders.get(item.week_list.post_id, frozenset())),
            may_keep=item.state in SAYABLE and can_keep_list(actor, place_of(item.week_list.post)),
        )
        for item in items
    ]


def week_rows(actor: Actor, one: WeekList, today: date) -> tuple[list[Row], int]:
    """Return the lines of a list in order, and how many more are not for the actor's eyes."""
    items = list(
        visible_items(actor)
        .filter(week_list=one)
        .select_related(*WITH_ALL)
        .order_by("day", "ordinal", "pk")
    )
    return rows_of(actor, items, today), one.items.count() - len(items)


def days_of(rows: Sequence[Row], monday: date) -> list[Day]:
    """Return the days of a week with their lines; a day off without any is left out."""
    calendar = work_calendar()
    found = []
    for place in range(DAYS):
        day = monday + timedelta(days=place)
        lines = [row for row in rows if row.item.day == day]
        is_working = calendar.is_working_day(day)
        if lines or is_working:
            found.append(Day(day=day, is_working=is_working, rows=lines))
    return found


def post_weeks(actor: Actor, posts: Sequence[Post], monday: date, today: date) -> list[PostWeek]:
    """Return the weeks of posts in their order; lines that are not for the actor are not counted."""
    ids = [post.pk for post in posts]
    lists = {
        one.post_id: one for one in visible_lists(actor).filter(post__in=ids, starts_on=monday)
    }
    items = visible_items(actor).filter(week_list__in=[one.pk for one in lists.values()])
    counts: Counter[tuple[int, date, bool]] = Counter()
    for list_id, day, state in items.exclude(state=State.DROPPED).values_list(
        "week_list", "day", "state"
    ):
        counts[list_id, day, state == State.CONFIRMED] += 1
    names = names_in_office(ids, today)
    days = [monday + timedelta(days=place) for place in range(DAYS)]
    return [
        PostWeek(
            post=post,
            holder=names.get(post.pk, ""),
            week_list=(one := lists.get(post.pk)),
            counts=[
                (day, counts[one.pk, day, False] + counts[one.pk, day, True],
                 counts[one.pk, day, True])
                for day in days
            ]
            if one
            else [],
        )
        for post in posts
    ]  # fmt: skip


def posts_with_lists(actor: Actor, monday: date) -> list[Post]:
    """Return the posts whose list of a week is there and is for the actor, in official order."""
    made = visible_lists(actor).filter(starts_on=monday).order_by().values("post")
    return list(visible_posts(actor).filter(pk__in=made))


def steps_of(item: WeekItem) -> list[ItemStep]:
    """Return all that became of a line and of those it follows, the newest first."""
    chain = [item.pk]
    before = item.follows
    while before is not None:
        chain.append(before.pk)
        before = before.follows
    rows = ItemStep.objects.filter(item__in=chain).select_related("item", "post__unit", "evidence")
    return list(rows.order_by("-taken_at", "-pk"))


def month_work_of(rows: Sequence[Row], monday: date) -> list[KeyWork]:
    """Return the month's approved key work that lies behind the lines of a week and is not reached."""
    entries = {row.item.entry_id for row in rows if row.item.entry_id is not None}
    months = {monday.replace(day=1), (monday + timedelta(days=DAYS - 1)).replace(day=1)}
    works = KeyWork.objects.filter(
        entry_id__in=entries,
        month_list__month__in=months,
        month_list__state__in=[MonthList.State.APPROVED, MonthList.State.CHECKED],
    ).exclude(outcome=KeyWork.Outcome.MET)
    return list(works.select_related("entry", "unit", "month_list").order_by("month_list", "pk"))


def due_today(actor: Actor, campaign: Campaign | None, today: date) -> list[int]:
    """Return the keys of the lines that are to be struck off today: none of them is confirmed yet."""
    rows = visible_items(actor).filter(day__lte=today, state__in=UNSETTLED)
    if campaign is not None:
        rows = rows.filter(campaign=campaign)
    return list(rows.order_by(*BY_POST).values_list("pk", flat=True))


def count_due_today(actor: Actor, campaign: Campaign | None, today: date) -> int:
    """Return 今日应销号: how many lines `worklists:today` shows for the same campaign."""
    rows = visible_items(actor).filter(day__lte=today, state__in=UNSETTLED)
    if campaign is not None:
        rows = rows.filter(campaign=campaign)
    return rows.order_by().count()


def settled_today(actor: Actor, campaign: Campaign | None, today: date) -> list[WeekItem]:
    """Return what was struck off, or went on to another day, of today's lines."""
    rows = visible_items(actor).filter(
        day=today, state__in=[State.CONFIRMED, State.CARRIED, State.REOPENED]
    )
    if campaign is not None:
        rows = rows.filter(campaign=campaign)
    return list(rows.select_related(*WITH_ALL).order_by(*BY_POST)[:200])


def items_in_order(ids: Sequence[int]) -> list[WeekItem]:
    found: Mapping[int, WeekItem] = {
        item.pk: item for item in WeekItem.objects.filter(pk__in=ids).select_related(*WITH_ALL)
    }
    return [found[pk] for pk in ids if pk in found]


def by_leader(rows: Sequence[Row]) -> list[tuple[Post, list[Row]]]:
    """Return lines as groups of leading posts, in the order in which they come."""
    found: defaultdict[int, list[Row]] = defaultdict(list)
    posts: dict[int, Post] = {}
    for row in rows:
        post = row.item.week_list.post
        posts.setdefault(post.pk, post)
        found[post.pk].append(row)
    return [(posts[pk], lines) for pk, lines in found.items()]
