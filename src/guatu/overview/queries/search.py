"""Search: entries, targets, sentences of plans and units by words, only of what the actor sees.

Each group asks the query that its own pages ask (D8). Words are found by LIKE: an index does not
help there, so a group stops at what it shows, and counts no further than `COUNTED`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When

from guatu.accounts.models import Unit, UnitAlias
from guatu.accounts.policies import can_see_units
from guatu.accounts.queries import visible_units
from guatu.campaigns.models import Clause
from guatu.campaigns.queries import visible_plans, visible_targets
from guatu.core.actors import Actor
from guatu.core.lamps import Lamp
from guatu.ledgers.queries import visible_entries
from guatu.overview.searchwords import extract, has_all
from guatu.shell.inputs import whole
from guatu.supervision.models import Directive
from guatu.supervision.queries.directives import visible_directives

FIRST = 6  # of each group, where all groups stand below each other
PAGE = 30
COUNTED = 500
LINE = 120  # characters of a sentence that are shown
MOST_PLANS = 40  # plans are long: the newest that hold the words are looked through
BIGGEST_ID = 2**62


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One thing found. `key` leads to it; `lamp` only for an entry in force; `unit_page` for units."""

    key: int
    title: str
    beside: str = ""
    text: str = ""
    lamp: Lamp | None = None
    lamp_until: date | None = None
    start: int = 0
    end: int = 0
    slug: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One group of hits; `next` is where its next page begins ("" for none)."""

    group: str
    hits: tuple[Hit, ...]
    count: int
    is_more: bool
    next: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What is looked for, and how much of it is shown: `size` hits after the one named."""

    words: tuple[str, ...]
    size: int = FIRST
    after: tuple[int, int] | None = None


def search(actor: Actor, words: Sequence[str]) -> list[Found]:
    """Return the first hits of every group that has any."""
    ask = Ask(words=tuple(words))
    found = [one(actor, ask) for one in GROUPS.values()] if words else []
    return [group for group in found if group.hits]


def search_group(actor: Actor, words: Sequence[str], group: str, after: str) -> Found:
    """Return one page of one group."""
    return GROUPS[group](actor, Ask(words=tuple(words), size=PAGE, after=read_place(after)))


def entries(actor: Actor, ask: Ask) -> Found:
    """Find entries by title, number, heading, standard, place or what was last said."""
    columns = ("title", "number", "heading", "standard", "place", "last_said")
    rows = visible_entries(actor).order_by().filter(holds(ask.words, columns))
    rows = rows.annotate(rank=rank(ask.words, ("title", "number")))
    page = page_of(rows, ask)
    shown = visible_entries(actor).order_by().filter(pk__in=[pk for _rank, pk in page.rows])
    values = {
        row["pk"]: row
        for row in shown.values(
            "pk", "title", "number", "lamp", "lamp_until", "validity", "unit__name", "unit__short_name",
            "campaign__title", "campaign__short_title", "standard", "heading",
        )
    }  # fmt: skip
    hits = [
        Hit(
            key=pk,
            title=f"{row['number']} {row['title']}".strip(),
            beside=" · ".join(
                (
                    row["unit__short_name"] or row["unit__name"],
                    row["campaign__short_title"] or row["campaign__title"],
                )
            ),
            text=told(row, ask.words),
            lamp=Lamp(row["lamp"]) if row["validity"] == "in_force" else None,
            lamp_until=row["lamp_until"] if row["validity"] == "in_force" else None,
        )
        for _rank, pk in page.rows
        if (row := values.get(pk)) is not None
    ]
    return page.found("entries", hits)


def told(row: Mapping[str, Any], words: Sequence[str]) -> str:
    """Return the column beside the title in which the words stand, if the title has them not."""
    if has_all(row["title"], words):
        return ""
    for column in ("standard", "heading"):
        if any(has_all(row[column], [word]) for word in words):
            return extract(row[column], words, most=LINE)
    return ""


def targets(actor: Actor, ask: Ask) -> Found:
    """Find targets by their indicator, the words of the plan, or the definition (口径)."""
    columns = ("indicator__name", "written", "indicator__definition", "indicator__source")
    rows = visible_targets(actor).select_related(None).order_by()
    rows = rows.filter(holds(ask.words, columns)).annotate(
        rank=rank(ask.words, ("indicator__name",))
    )
    page = page_of(rows, ask)
    found = visible_targets(actor).select_related("indicator", "unit", "campaign")
    known = found.in_bulk([pk for _rank, pk in page.rows])
    hits = [
        Hit(
            key=pk,
            title=row.indicator.name,
            beside=f"{row.unit.label} · {row.campaign}",
            text=extract(row.written, ask.words, most=LINE),
        )
        for _rank, pk in page.rows
        if (row := known.get(pk)) is not None
    ]
    return page.found("targets", hits)


def clauses(actor: Actor, ask: Ask) -> Found:
    """Find sentences of plans: the lines of the texts that hold all the words."""
    if not ask.words:
        return Found(group="clauses", hits=(), count=0, is_more=False)
    plans = visible_plans(actor).select_related(None).filter(holds(ask.words, ("text",)))
    if ask.after is not None:
        plans = plans.filter(pk__lte=ask.after[0])
    hits: list[Hit] = []
    rows = plans.order_by("-pk").values_list("pk", "title", "text")[:MOST_PLANS]
    for pk, title, text in rows:
        least = ask.after[1] if ask.after is not None and ask.after[0] == pk else -1
        hits += lines_with(ask.words, pk, title, text=text, beyond=least)
        if len(hits) > COUNTED:
            break
    shown = with_headings(hits[: ask.size])
    last = shown[-1] if shown else None
    return Found(
        group="clauses",
        hits=tuple(shown),
        count=min(len(hits), COUNTED),
        is_more=len(hits) > COUNTED,
        next=f"{last.key}-{last.start}" if last is not None and len(hits) > ask.size else "",
    )


def lines_with(
    words: Sequence[str], plan_id: int, title: str, *, text: str, beyond: int
) -> list[Hit]:
    """Return the lines of a plan that hold all the words, those after the place `beyond`."""
    found, place = [], 0
    for line in text.split("\n"):
        if place > beyond and has_all(line, words):
            shown = extract(line.strip(), words, most=LINE)
            found.append(
                Hit(key=plan_id, title=title, text=shown, start=place, end=place + len(line))
            )
        place += len(line) + 1
    return found


def with_headings(hits: Sequence[Hit]) -> list[Hit]:
    """Return the hits with the heading of the plan under which each stands."""
    rows = Clause.objects.filter(plan_id__in={hit.key for hit in hits}).order_by("plan", "start")
    paths: dict[int, list[tuple[int, list[str]]]] = {}
    for plan_id, start, path in rows.values_list("plan_id", "start", "heading_path"):
        paths.setdefault(plan_id, []).append((start, path))
    return [
        Hit(
            key=hit.key,
            title=hit.title,
            text=hit.text,
            start=hit.start,
            end=hit.end,
            beside=" / ".join(heading_at(paths.get(hit.key, []), hit.end)),
        )
        for hit in hits
    ]


def heading_at(paths: Sequence[tuple[int, list[str]]], end: int) -> list[str]:
    before = [path for start, path in paths if start < end]
    return before[-1] if before else []


def units(actor: Actor, ask: Ask) -> Found:
    """Find units by name, short name or alias: those in reach, and those with an entry in sight."""
    aliases = UnitAlias.objects.filter(holds(ask.words, ("name",)))
    named = Unit.objects.filter(
        holds(ask.words, ("name", "short_name")) | Q(pk__in=aliases.values("unit_id"))
    )
    owned = visible_entries(actor).order_by().filter(unit=OuterRef("pk"))
    in_reach = visible_units(actor).order_by().values("pk") if can_see_units(actor) else []
    rows = named.annotate(has_entries=Exists(owned)).filter(
        Q(has_entries=True) | Q(pk__in=in_reach)
    )
    page = page_of(rows.order_by().annotate(rank=rank(ask.words, ("name",))), ask)
    known = Unit.objects.select_related("parent").in_bulk([pk for _rank, pk in page.rows])
    slugs = dict(  # the campaign begun last wins
        visible_entries(actor)
        .filter(unit_id__in=known)
        .order_by("campaign__starts_on", "campaign_id")
        .values_list("unit_id", "campaign__slug")
        .distinct()
    )
    hits = [Hit(key=pk, title=known[pk].name, slug=slugs.get(pk, "")) for _rank, pk in page.rows]
    return page.found("units", hits)


def directives(actor: Actor, ask: Ask) -> Found:
    """Find directives by their matter, what is asked, or the grounds; parts stand with their whole."""
    columns = ("title", "requirement", "source_note")
    rows = visible_directives(actor).order_by().filter(holds(ask.words, columns))
    page = page_of(rows.annotate(rank=rank(ask.words, ("title",))), ask)
    found = visible_directives(actor).select_related("unit", "campaign")
    known = found.in_bulk([pk for _rank, pk in page.rows])
    hits = [
        Hit(
            key=pk,
            title=row.title,
            beside=f"{row.unit.label} · {row.campaign}",
            text="" if has_all(row.title, ask.words) else told_of(row, ask.words),
        )
        for _rank, pk in page.rows
        if (row := known.get(pk)) is not None
    ]
    return page.found("directives", hits)


def told_of(row: Directive, words: Sequence[str]) -> str:
    return extract(f"{row.requirement} {row.source_note}", words, most=LINE)


GROUPS: Mapping[str, Callable[[Actor, Ask], Found]] = {
    "entries": entries,
    "targets": targets,
    "clauses": clauses,
    "directives": directives,
    "units": units,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The rank and id of each hit in order, how many there are, and where the next page begins."""

    rows: tuple[tuple[int, int], ...]
    count: int
    is_more: bool
    next: str

    def found(self, group: str, hits: Sequence[Hit]) -> Found:
        return Found(
            group=group, hits=tuple(hits), count=self.count, is_more=self.is_more, next=self.next
        )


def page_of(rows: QuerySet[Any], ask: Ask) -> Page:
    """Return one page of rows that bear a `rank`: best rank first, then the newest."""
    counted = rows.values("pk")[: COUNTED + 1].count()
    if ask.after is not None:
        best, last = ask.after
        rows = rows.filter(Q(rank__gt=best) | Q(rank=best, pk__lt=last))
    found = list(rows.order_by("rank", "-pk").values_list("rank", "pk")[: ask.size + 1])
    shown = found[: ask.size]
    following = f"{shown[-1][0]}-{shown[-1][1]}" if len(found) > ask.size else ""
    return Page(
        rows=tuple(shown),
        count=min(counted, COUNTED),
        is_more=counted > COUNTED,
        next=following,
    )


def holds(words: Sequence[str], columns: Sequence[str]) -> Q:
    """Return the condition that each word stands in one of the columns."""
    condition = Q()
    for word in words:
        anywhere = Q(pk__in=[])
        for column in columns:
            anywhere |= Q(**{f"{column}__icontains": word})
        condition &= anywhere
    return condition


def rank(words: Sequence[str], columns: Sequence[str]) -> Case:
    """Return 0 where all words stand in these columns, 1 where they stand elsewhere."""
    return Case(
        When(holds(words, columns), then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )


def read_place(written: str) -> tuple[int, int] | None:
    """Return the rank and id after which a page begins, or None for what names none."""
    first, _dash, second = written.partition("-")
    places = whole(first), whole(second, most=BIGGEST_ID)
    return None if places[0] is None or places[1] is None else (places[0], places[1])
