"""All that the page of one entry shows, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from guatu.accounts.models import Appointment, Person, Post
from guatu.accounts.queries import in_force
from guatu.campaigns.models import Clause, Plan
from guatu.campaigns.queries import TargetState, target_states
from guatu.core.actors import Actor
from guatu.core.kinds import KindDefinition, Stage
from guatu.ledgers.models import Duty, Entry, EntryTarget, PostDuty, StagePassage
from guatu.ledgers.policies import can_pass_stage
from guatu.ledgers.queries.sheets import SheetRow, UnitLabel, label, rows_of
from guatu.ledgers.queries.visibility import visible_entries

CHAIN = tuple(PostDuty.Level)
GRADES = {
    Post.Grade.PRINCIPAL: PostDuty.Level.PRINCIPAL,
    Post.Grade.DEPUTY: PostDuty.Level.DEPUTY,
    Post.Grade.CONTACT: PostDuty.Level.CONTACT,
}
MOST_CHILDREN = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyLine:
    """One unit's part; `is_both` says that the plan writes it as lead and as support (T1)."""

    unit: UnitLabel
    unit_id: int
    written: str
    is_both: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainLink:
    """One post in the chain of responsibility with who is in office now.

    `is_assigned` is false where nobody was named and the 第一牵头's own post stands in.
    """

    level: PostDuty.Level
    post: str
    unit: str
    persons: tuple[str, ...]
    is_assigned: bool

    @property
    def is_leader(self) -> bool:
        """Whether the post is known by its own title, without a unit beside it."""
        return self.level is PostDuty.Level.LEADER


@dataclass(frozen=True, slots=True, kw_only=True)
class StageStep:
    """One stage of the course: where the entry stands on it, and the last passage into it."""

    stage: Stage
    standing: str  # passed | current | ahead
    passage: StagePassage | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """The words of the plan that an entry rests on, within their paragraph."""

    plan_id: int
    plan_title: str
    heading_path: tuple[str, ...]
    before: str
    words: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Beneath:
    """The entries under one entry: those the reader sees, and how many others there are."""

    rows: list[SheetRow]
    hidden_count: int


def duty_lines(entry: Entry) -> dict[str, list[DutyLine]]:
    """Return the units by role, each in the order of the office."""
    rows = list(
        Duty.objects.filter(entry=entry)
        .order_by("role", "ordinal")
        .values_list("role", "unit_id", "written", "unit__name", "unit__short_name")
    )
    leads = {unit_id for role, unit_id, *_rest in rows if role == Duty.Role.LEAD}
    supports = {unit_id for role, unit_id, *_rest in rows if role == Duty.Role.SUPPORT}
    found: dict[str, list[DutyLine]] = {role.value: [] for role in Duty.Role}
    for role, unit_id, written, name, short in rows:
        found[role].append(
            DutyLine(
                unit=label(name, short),
                unit_id=unit_id,
                written=written,
                is_both=role != Duty.Role.SUPERVISE and unit_id in leads & supports,
            )
        )
    return found


def owner_chain(entry: Entry, today: date) -> list[ChainLink]:
    """Return leader → principal → deputy → contact with the persons in office on `today`."""
    assigned = list(
        PostDuty.objects.filter(entry=entry)
        .select_related("post__unit")
        .order_by("post__official_order", "pk")
    )
    named = {duty.level for duty in assigned}
    posts = [(PostDuty.Level(duty.level), duty.post, True) for duty in assigned]
    for post in Post.objects.filter(
        unit_id=entry.unit_id, grade__in=GRADES, abolished_on__isnull=True
    ).select_related("unit"):
        level = GRADES[Post.Grade(post.grade)]
        if level not in named:
            posts.append((level, post, False))
    persons = in_office([post.pk for _level, post, _is_assigned in posts], today)
    posts.sort(key=lambda row: CHAIN.index(row[0]))
    return [
        ChainLink(
            level=level,
            post=post.title,
            unit=post.unit.short_name or post.unit.name,
            persons=tuple(persons.get(post.pk, ())),
            is_assigned=is_assigned,
        )
        for level, post, is_assigned in posts
    ]


def in_office(post_ids: Sequence[int], today: date) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for post_id, name in (
        Appointment.objects.filter(in_force(today), post_id__in=post_ids)
        .order_by("is_deputy", "pk")
        .values_list("post_id", "person__name")
    ):
        found.setdefault(post_id, []).append(name)
    return found


def stage_line(entry: Entry, kind: KindDefinition) -> list[StageStep]:
    """Return the course of the kind with the last passage into each stage."""
    last = {passage.to_stage: passage for passage in passages_of(entry)}
    here = kind.stage_position(entry.stage)
    words = {True: "passed", False: "ahead"}
    return [
        StageStep(
            stage=stage,
            standing="current" if place == here else words[place < here],
            passage=last.get(stage.code) if place <= here else None,
        )
        for place, stage in enumerate(kind.stages)
    ]


def passages_of(entry: Entry) -> list[StagePassage]:
    return list(entry.passages.select_related("evidence").order_by("pk"))


def names_of(person_ids: set[int]) -> dict[int, str]:
    return dict(Person.objects.filter(pk__in=person_ids).values_list("pk", "name"))


def tied_targets(actor: Actor, entry: Entry, today: date) -> list[TargetState]:
    """Return the targets that the entry serves, as far as the actor sees them."""
    ids = set(EntryTarget.objects.filter(entry=entry).values_list("target_id", flat=True))
    if not ids:
        return []
    states = target_states(actor, entry.campaign, today)
    return [state for state in states if state.target_id in ids]


def quote_of(entry: Entry) -> Quote | None:
    """Return the sentence of the plan, in its paragraph, that the entry rests on."""
    if entry.plan_id is None or entry.quote_start is None or entry.quote_end is None:
        return None
    plan = Plan.objects.only("title", "text").get(pk=entry.plan_id)
    start, end = entry.quote_start, entry.quote_end
    first = plan.text.rfind("\n", 0, start) + 1
    last = plan.text.find("\n", end)
    paths = Clause.objects.filter(plan_id=plan.pk, start__lte=start).order_by("-start")
    path = paths.values_list("heading_path", flat=True).first() or []
    return Quote(
        plan_id=plan.pk,
        plan_title=plan.title,
        heading_path=tuple(path),
        before=plan.text[first:start],
        words=plan.text[start:end],
        after=plan.text[end : last if last >= 0 else None],
    )


def beneath(actor: Actor, entry: Entry) -> Beneath:
    """Return the children of an entry in order; those invisible to the actor only as a number."""
    children = list(Entry.objects.filter(parent=entry).order_by().values_list("pk", flat=True))
    if not children:
        return Beneath(rows=[], hidden_count=0)
    seen = visible_entries(actor).filter(pk__in=children)
    ids = list(seen.order_by("campaign_id", "position", "pk").values_list("pk", flat=True))
    return Beneath(rows=rows_of(ids[:MOST_CHILDREN]), hidden_count=len(children) - len(ids))


def visible_parent(actor: Actor, entry: Entry) -> Entry | None:
    """Return the entry above, if the actor may know of it."""
    if entry.parent_id is None:
        return None
    return visible_entries(actor).filter(pk=entry.parent_id).only("pk", "title", "number").first()


def open_stages(
    actor: Actor, entry: Entry, kind: KindDefinition, leads: frozenset[int]
) -> list[Stage]:
    """Return the stages to which this actor may move the entry: onwards first, then back."""
    here = kind.stage_position(entry.stage)
    found = [
        (place < here, place, stage)
        for place, stage in enumerate(kind.stages)
        if place != here
        # closing goes through its review and check, where the kind says so (T10)
        and not (stage.is_final and kind.closing_stage is not None)
        and can_pass_stage(actor, entry, leads, is_final=stage.is_final, is_back=place < here)
    ]
    return [stage for _is_back, _place, stage in sorted(found, key=lambda row: row[:2])]
