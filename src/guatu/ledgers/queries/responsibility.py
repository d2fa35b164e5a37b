"""Who answers first, mainly and directly (S22): what is set, and what an entry inherits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from guatu.accounts.models import Appointment, Post, Unit
from guatu.accounts.queries import in_force
from guatu.campaigns.models import Campaign
from guatu.core.actors import APART, Actor
from guatu.core.headings import plain_heading
from guatu.core.paths import STEP, subtree_range
from guatu.ledgers.models import Duty, Entry, Responsibility, ResponsibilityScope
from guatu.ledgers.queries.headings import Above, headings_above
from guatu.ledgers.queries.visibility import visible_entries

LEVELS = tuple(Responsibility.Level)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answerable:
    """A post that answers at a level, with who holds it now."""

    post_id: int
    post: str
    unit: str
    persons: tuple[str, ...]

    @property
    def label(self) -> str:
        """The post with its unit, which is left out where the title begins with it."""
        return self.post if self.post.startswith(self.unit) else f"{self.unit} {self.post}"


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelLine:
    """One level as it holds somewhere; `source` says where it was set: entry, task_force, heading, campaign."""

    level: str
    answerable: tuple[Answerable, ...] = ()
    source: str = ""
    source_name: str = ""

    @property
    def names(self) -> str:
        """Who holds the posts now."""
        return "、".join(name for one in self.answerable for name in one.persons)

    @property
    def posts(self) -> str:
        return "、".join(one.label for one in self.answerable)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeLine:
    """A campaign, a heading or a task force with what is set for it and how many entries it holds."""

    name: str
    key: str  # what the address of its form says
    count: int
    levels: tuple[LevelLine, ...]


def scope_for(
    campaign: Campaign,
    *,
    entry: Entry | None = None,
    heading: str = "",
    force: Unit | None = None,
) -> ResponsibilityScope | None:
    """Return what is set for exactly this, if anything is."""
    rows = ResponsibilityScope.objects.filter(campaign=campaign)
    if entry is not None:
        return rows.filter(entry=entry).first()
    return rows.filter(entry__isnull=True, heading=heading, task_force=force).first()


def posts_set(scope: ResponsibilityScope | None) -> dict[str, list[Post]]:
    """Return the posts of each level in their order."""
    found: dict[str, list[Post]] = {level.value: [] for level in LEVELS}
    if scope is not None:
        for row in scope.rows.select_related("post__unit").order_by("ordinal", "pk"):
            found[row.level].append(row.post)
    return found


def choosable_posts(campaign: Campaign) -> list[Post]:
    """Return the posts that may answer: of the campaign's unit, of those above and beneath it, and its forces."""
    path = campaign.unit.path
    first, end = subtree_range(path)
    above = [path[:length] for length in range(STEP, len(path), STEP)]
    posts = Post.objects.filter(
        Q(unit__path__in=above) | Q(unit__path__gte=first, unit__path__lt=end),
        abolished_on__isnull=True,
        unit__valid_to__isnull=True,
    ).exclude(role__in=APART)
    return list(
        posts.select_related("unit").order_by(
            "unit__official_order", "unit__path", "official_order", "pk"
        )
    )


def post_label(post: Post) -> str:
    return f"{post.unit.label} {post.title}"


def has_responsibility(campaign: Campaign) -> bool:
    return ResponsibilityScope.objects.filter(campaign=campaign, rows__isnull=False).exists()


def responsible_of(entries: Collection[Entry], today: date) -> dict[int, list[LevelLine]]:
    """Return the three levels of each entry: its own, else its task force's, its heading's, its campaign's.

    What is set for a heading holds for those beneath it in the plan that have nothing of their own.
    """
    scopes = scopes_of({entry.campaign_id for entry in entries}, today)
    forces = forces_of([entry.pk for entry in entries])
    above = headings_above({key[1] for key in scopes if key[0] == "heading"})
    return {
        entry.pk: [
            inherited(scopes, level.value, keys_of(entry, forces, above)) for level in LEVELS
        ]
        for entry in entries
    }


def responsible_of_ids(ids: Sequence[int], today: date) -> dict[int, list[LevelLine]]:
    """Return the three levels of the entries with these ids, for a page of a sheet: four queries."""
    rows = Entry.objects.filter(pk__in=ids).only("campaign_id", "heading", "unit_id")
    return responsible_of(list(rows), today)


def common_levels(rows: Collection[Sequence[LevelLine]]) -> tuple[list[LevelLine], list[str]]:
    """Return the levels that all rows have alike, for a sheet to say once, and those that differ."""
    alike: list[LevelLine] = []
    differing: list[str] = []
    for lines in zip(*rows, strict=True):
        if len({line.answerable for line in lines}) > 1:
            differing.append(lines[0].level)
        elif lines[0].answerable:
            alike.append(lines[0])
    return alike, differing


Key = tuple[str, int, object]
Set = dict[Key, tuple[str, dict[str, tuple[Answerable, ...]]]]


def keys_of(entry: Entry, forces: dict[int, list[int]], above: Above) -> list[Key]:
    """Return where an entry's levels may be set, the nearest first."""
    own = [*forces.get(entry.pk, []), entry.unit_id]
    heading = plain_heading(entry.heading)
    higher = above.get(entry.campaign_id, {}).get(heading, ())
    return [
        ("entry", entry.campaign_id, entry.pk),
        *(("task_force", entry.campaign_id, unit_id) for unit_id in own),
        *(("heading", entry.campaign_id, one) for one in (heading, *higher) if one),
        ("campaign", entry.campaign_id, None),
    ]


def inherited(scopes: Set, level: str, keys: Sequence[Key]) -> LevelLine:
    for key in keys:
        name, levels = scopes.get(key, ("", {}))
        if levels.get(level):
            return LevelLine(level=level, answerable=levels[level], source=key[0], source_name=name)
    return LevelLine(level=level)


def scopes_of(campaign_ids: set[int], today: date) -> Set:
    """Return all that is set in these campaigns: two queries."""
    rows = list(
        Responsibility.objects.filter(scope__campaign__in=campaign_ids)
        .select_related("scope__task_force", "post__unit")
        .order_by("scope_id", "level", "ordinal", "pk")
    )
    persons = holders({row.post_id for row in rows}, today)
    found: dict[Key, tuple[str, dict[str, tuple[Answerable, ...]]]] = {}
    for row in rows:
        key, name = key_of(row.scope)
        levels = found.setdefault(key, (name, {}))[1]
        one = Answerable(
            post_id=row.post_id,
            post=row.post.title,
            unit=row.post.unit.label,
            persons=tuple(persons.get(row.post_id, ())),
        )
        levels[row.level] = (*levels.get(row.level, ()), one)
    return found


def key_of(scope: ResponsibilityScope) -> tuple[Key, str]:
    if scope.entry_id is not None:
        return ("entry", scope.campaign_id, scope.entry_id), ""
    if scope.task_force is not None:
        return ("task_force", scope.campaign_id, scope.task_force_id), scope.task_force.label
    if scope.heading:
        return ("heading", scope.campaign_id, plain_heading(scope.heading)), scope.heading
    return ("campaign", scope.campaign_id, None), ""


def holders(post_ids: Iterable[int], today: date) -> dict[int, list[str]]:
    found: defaultdict[int, list[str]] = defaultdict(list)
    for post_id, name in (
        Appointment.objects.filter(in_force(today), post_id__in=list(post_ids), is_deputy=False)
        .order_by("pk")
        .values_list("post_id", "person__name")
    ):
        found[post_id].append(name)
    return found


def forces_of(entry_ids: Sequence[int]) -> dict[int, list[int]]:
    """Return the task forces that have a part in each entry, leads first."""
    found: defaultdict[int, list[int]] = defaultdict(list)
    for entry_id, unit_id in (
        Duty.objects.filter(entry_id__in=entry_ids, unit__kind=Unit.Kind.TASK_FORCE)
        .order_by("entry_id", "role", "ordinal")
        .values_list("entry_id", "unit_id")
    ):
        found[entry_id].append(unit_id)
    return found


def scope_lines(actor: Actor, campaign: Campaign, today: date) -> list[ScopeLine]:
    """Return the campaign, its headings and its task forces, with what is set for each."""
    scopes = scopes_of({campaign.pk}, today)
    entries = visible_entries(actor, campaign).order_by("ledger_id", "position", "pk")
    headings: dict[str, int] = {}
    for heading in entries.values_list("heading", flat=True):
        headings[heading] = headings.get(heading, 0) + 1
    forces = task_forces_in(actor, campaign)
    lines = [line_of(scopes, ("campaign", campaign.pk, None), str(campaign), "", entries.count())]
    lines += [
        line_of(scopes, heading_key(campaign, name), name, f"heading={name}", count)
        for name, count in headings.items()
        if name
    ]
    return lines + [
        line_of(scopes, ("task_force", campaign.pk, unit.pk), unit.name, f"force={unit.pk}", count)
        for unit, count in forces
    ]


def heading_key(campaign: Campaign, name: str) -> Key:
    return "heading", campaign.pk, plain_heading(name)


def line_of(scopes: Set, key: Key, name: str, address: str, count: int) -> ScopeLine:
    levels = tuple(inherited(scopes, level.value, [key]) for level in LEVELS)
    return ScopeLine(name=name, key=address, count=count, levels=levels)


def task_forces_in(actor: Actor, campaign: Campaign) -> list[tuple[Unit, int]]:
    """Return the task forces with a part in entries that the actor sees, with how many."""
    entries = visible_entries(actor, campaign).order_by().values("pk")
    counts: dict[int, set[int]] = {}
    for unit_id, entry_id in Duty.objects.filter(
        entry__in=entries, unit__kind=Unit.Kind.TASK_FORCE
    ).values_list("unit_id", "entry_id"):
        counts.setdefault(unit_id, set()).add(entry_id)
    units = Unit.objects.filter(pk__in=counts).order_by("official_order", "path")
    return [(unit, len(counts[unit.pk])) for unit in units]


def answered_by_unit(actor: Actor, unit_id: int, campaigns: Any) -> list[Responsibility]:
    """Return what posts of a unit answer for, in the campaigns and entries that the actor sees."""
    entries = visible_entries(actor).order_by().values("pk")
    return list(
        Responsibility.objects.filter(
            Q(scope__entry__in=entries)
            | Q(scope__entry__isnull=True, scope__campaign__in=campaigns),
            post__unit_id=unit_id,
        )
        .select_related("scope__campaign", "scope__entry", "scope__task_force", "post")
        .order_by("post__official_order", "post_id", "scope__campaign_id", "scope_id", "ordinal")
    )
