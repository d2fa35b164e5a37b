"""Making the lists of a week from what lies under leading posts; made again, hand-made lines stay."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.accounts.models import Post
from guatu.audit.actions import Change, plain, record
from guatu.core.actors import Actor
from guatu.worklists.models import ItemStep, WeekItem, WeekList
from guatu.worklists.queries.lines import Line, lines_of
from guatu.worklists.queries.settledby import decided_by_data, spoken_against

State = WeekItem.State
MADE = ("content", "requirement", "measures", "day", "due_on", "unit_id", "owner_id")
LINE = (
    "week_list",
    "day",
    "source",
    "content",
    "requirement",
    "measures",
    "due_on",
    "unit",
    "owner",
)
BATCH = 500


@dataclass(slots=True)
class Made:
    """What making the lists of a week did."""

    lists: int = 0
    added: list[WeekItem] = field(default_factory=list)
    changed: list[WeekItem] = field(default_factory=list)
    done: list[WeekItem] = field(default_factory=list)
    gone: list[WeekItem] = field(default_factory=list)
    steps: list[ItemStep] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.lists or self.changes)


@transaction.atomic
def make_lists(actor: Actor, posts: Sequence[Post], monday: date, *, since: date) -> Made:
    """Make the week that begins on `monday` for `posts`; what lies before `since` is not made again.

    A post under which nothing lies gets no list. What the data have settled meanwhile (a goal met,
    a line closed) is said to be done by itself and waits for the leader's word.
    """
    made, now = Made(), timezone.now()
    # locked in one order, so that two makers wait for each other and neither makes a line twice
    list(Post.objects.select_for_update().filter(pk__in=[one.pk for one in posts]).order_by("pk"))
    by_post: defaultdict[int, list[Line]] = defaultdict(list)
    for line in lines_of(posts, monday):
        by_post[line.post_id].append(line)
    kept = {
        one.post_id: one
        for one in WeekList.objects.filter(starts_on=monday, post__in=[p.pk for p in posts])
    }
    made.lists = add_lists(kept, by_post, monday, now)
    items = first_items(kept.values())
    for post_id, one in kept.items():
        meet(made, one, by_post[post_id], items[one.pk], since)
    settle_by_data(made, kept.values(), now)
    write(made, actor, now)
    if not made.is_empty:
        details = {"week": monday.isoformat(), "lists": made.lists, "added": len(made.added),
                   "changed": len(made.changed), "done": len(made.done), "gone": len(made.gone)}  # fmt: skip
        record(actor, "worklist.make", changes=made.changes, details=details)
    return made


def add_lists(
    kept: dict[int, WeekList], by_post: dict[int, list[Line]], monday: date, now: datetime
) -> int:
    """Add a list for each post that has lines and none yet; return how many."""
    missing = [post_id for post_id in sorted(by_post) if post_id not in kept]
    rows = WeekList.objects.bulk_create(
        WeekList(post_id=post_id, starts_on=monday, made_at=now) for post_id in missing
    )
    kept.update({row.post_id: row for row in rows})
    return len(rows)


def first_items(lists: Iterable[WeekList]) -> dict[int, dict[str, WeekItem]]:
    """Return the made lines of lists by list and key; those that follow another are not made."""
    found: defaultdict[int, dict[str, WeekItem]] = defaultdict(dict)
    rows = WeekItem.objects.filter(
        week_list__in=[one.pk for one in lists], follows__isnull=True
    ).exclude(source_key="")
    for row in rows.order_by("pk"):
        found[row.week_list_id][row.source_key] = row
    return found


def meet(
    made: Made, one: WeekList, lines: Sequence[Line], items: dict[str, WeekItem], since: date
) -> None:
    """Lay the lines of the data beside those of a list."""
    for line in lines:
        known = items.pop(line.happening.key, None)
        if known is None and line.happening.day >= since:
            made.added.append(new_item(one, line))
        elif known is not None and known.state == State.OPEN and not known.is_hand_made:
            follow(made, one, known, line)
    # what is left is no longer in the week: its date went elsewhere, or it was closed
    for known in items.values():
        if known.state == State.OPEN and not known.is_hand_made and known.day >= since:
            made.gone.append(known)


def new_item(one: WeekList, line: Line) -> WeekItem:
    what = line.happening
    return WeekItem(
        week_list=one,
        campaign_id=what.campaign_id,
        source=what.source,
        source_key=what.key,
        entry_id=what.entry_id,
        is_added=one.settled_at is not None,
        **made_columns(line),
    )


def made_columns(line: Line) -> dict[str, object]:
    what = line.happening
    return {
        "content": what.content,
        "requirement": what.requirement,
        "measures": what.measures,
        "day": what.day,
        "due_on": what.day,
        "unit_id": what.unit_id,
        "owner_id": line.owner_id,
    }


def follow(made: Made, one: WeekList, known: WeekItem, line: Line) -> None:
    """Let an open line say what the data say now; a list that is settled marks it."""
    columns = made_columns(line)
    before = plain(known, *MADE)
    if all(getattr(known, name) == value for name, value in columns.items()):
        return
    day = known.day
    for name, value in columns.items():
        setattr(known, name, value)
    known.is_changed = known.is_changed or one.settled_at is not None
    made.changed.append(known)
    made.changes.append(Change.of(known, before=before, after=plain(known, *MADE)))
    pushed = day != known.day
    made.steps.append(
        ItemStep(
            item=known,
            act=ItemStep.Act.CHANGED,
            from_on=day if pushed else None,
            to_on=known.day if pushed else None,
        )
    )


def settle_by_data(made: Made, lists: Iterable[WeekList], now: datetime) -> None:
    """Say done what the data have as done; drop what was there because of a date that went elsewhere."""
    found = WeekItem.objects.filter(
        week_list__in=[one.pk for one in lists], state__in=[State.OPEN, State.MISSED]
    ).exclude(source_key="")
    open_rows = list(found)
    verdicts = decided_by_data(open_rows)
    # what a leader gave back, or what came back, stays open whatever the data say
    against = spoken_against(open_rows, verdicts)
    gone = {row.pk: row for row in made.gone}
    made.gone = []
    for row in (one for one in open_rows if one.pk not in against):
        word = verdicts.get(row.pk)
        if word is None and row.pk not in gone:
            continue
        before = plain(row, "state", "word")
        if word is not None:
            row.state, row.word, row.said_at = State.DONE, word, now
            made.done.append(row)
        else:
            row.state = State.DROPPED
            made.gone.append(row)
        made.changes.append(Change.of(row, before=before, after=plain(row, "state", "word")))
        act = ItemStep.Act.DONE if word is not None else ItemStep.Act.DROPPED
        reason = word or _("Its date is no longer in this week.")
        made.steps.append(ItemStep(item=row, act=act, reason=reason))


def write(made: Made, actor: Actor, now: datetime) -> None:
    rows = WeekItem.objects.bulk_create(made.added, batch_size=BATCH)
    made.changes = [*(Change.of(row, after=plain(row, *LINE)) for row in rows), *made.changes]
    for row in (*made.changed, *made.done, *made.gone):
        row.version += 1
    WeekItem.objects.bulk_update(made.changed, [*MADE, "is_changed", "version"], batch_size=BATCH)
    WeekItem.objects.bulk_update(
        [*made.done, *made.gone], ["state", "word", "said_at", "version"], batch_size=BATCH
    )
    for step in made.steps:
        step.person_id, step.taken_at = actor.person_id, now
    ItemStep.objects.bulk_create(made.steps, batch_size=BATCH)
