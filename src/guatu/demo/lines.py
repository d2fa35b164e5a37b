"""The entries of a campaign as the simulation moves them: each with its duties, figures and course."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from guatu.campaigns.models import Campaign, Target
from guatu.campaigns.queries.figures import goal_of
from guatu.core.pace import expected_by
from guatu.core.shapes import Shape
from guatu.demo.courses import Course, Mark, Week, course_of
from guatu.demo.fates import Brief, Dealt, Window, deal
from guatu.demo.figures import Measured, rounded
from guatu.ledgers.models import Duty, Entry, EntryTarget, Milestone
from guatu.ledgers.queries import definition_of
from guatu.shell.formatting import number

BATCH = 500


@dataclass(slots=True, kw_only=True)
class Line:
    """One entry under simulation. The course says what happens when; the entry is kept in step."""

    entry: Entry
    course: Course
    leads: list[str]
    helpers: list[str]
    target_ids: list[int]
    stages: list[str]  # of its kind, in order
    saved: tuple[object, ...] = ()  # what of the entry was written last
    milestones: list[Milestone] = field(default_factory=list)

    @property
    def title(self) -> str:
        return self.entry.title

    @property
    def is_project(self) -> bool:
        return self.course.dealt.brief.is_project


def drawn(seed: int, *parts: object) -> random.Random:
    """Return a generator of its own for one thing, so that more of another changes nothing here."""
    return random.Random("|".join(map(str, (seed, *parts))))  # noqa: S311 simulated data, seeded


def entries_of(campaign: Campaign) -> list[Entry]:
    rows = Entry.objects.filter(campaign=campaign).select_related("kind", "unit")
    return list(rows.order_by("kind__official_order", "position", "pk"))


def key_of(entry: Entry) -> str:
    """Return what names an entry alike in every load."""
    return f"{entry.campaign.slug}|{entry.kind.code}|{entry.position}|{entry.title}"


def brief_of(entry: Entry, campaign: Campaign) -> Brief:
    is_dated = entry.due_on is not None and entry.due_on != campaign.ends_on
    return Brief(
        key=key_of(entry),
        title=entry.title,
        is_project=entry.kind.code == "project",
        starts_on=entry.starts_on or campaign.starts_on,
        due_on=entry.due_on or campaign.ends_on,
        is_dated=is_dated,
    )


def goals_of(campaign: Campaign) -> dict[int, Measured]:
    """Return what each target of a campaign asks for."""
    rows = Target.objects.filter(campaign=campaign).select_related("indicator")
    return {
        target.pk: Measured(
            name=target.indicator.name, measure=target.measure, goal=goal_of(target, campaign)
        )
        for target in rows
    }


def make_lines(
    campaign: Campaign, *, seed: int, weeks: Sequence[Week], window: Window
) -> list[Line]:
    """Deal the fates of a campaign's entries, set the dates that the plan leaves open, lay the courses."""
    entries = entries_of(campaign)
    briefs = [brief_of(entry, campaign) for entry in entries]
    dealt = deal(drawn(seed, campaign.slug, "fates"), briefs, window)
    set_dates(entries, dealt)
    duties = duties_of(campaign)
    targets = targets_of(campaign)
    stages = stages_of(entries)
    lines = []
    for entry, one in zip(entries, dealt, strict=True):
        draw = drawn(seed, one.brief.key, "course")
        units = duties.get(entry.pk, {})
        lines.append(
            Line(
                entry=entry,
                course=course_of(draw, one, weeks[:-1], window),
                leads=units.get(Duty.Role.LEAD, [entry.unit.label]),
                helpers=units.get(Duty.Role.SUPPORT, []),
                target_ids=targets.get(entry.pk, []),
                stages=stages[entry.kind.code],
            )
        )
    set_milestones(lines, goals_of(campaign))
    return lines


def stages_of(entries: Sequence[Entry]) -> dict[str, list[str]]:
    kinds = {entry.kind.code: entry.kind for entry in entries}
    return {
        code: [stage.code for stage in definition_of(kind).stages] for code, kind in kinds.items()
    }


def set_dates(entries: Sequence[Entry], dealt: Sequence[Dealt]) -> None:
    for entry, one in zip(entries, dealt, strict=True):
        entry.starts_on = one.starts_on
        entry.due_on = one.pushed_from or one.due_on
    Entry.objects.bulk_update(entries, ["starts_on", "due_on"], batch_size=BATCH)


def duties_of(campaign: Campaign) -> dict[int, dict[str, list[str]]]:
    found: defaultdict[int, dict[str, list[str]]] = defaultdict(dict)
    rows = Duty.objects.filter(entry__campaign=campaign).select_related("unit")
    for duty in rows.order_by("entry", "role", "ordinal"):
        found[duty.entry_id].setdefault(duty.role, []).append(duty.unit.label)
    return dict(found)


def targets_of(campaign: Campaign) -> dict[int, list[int]]:
    found: defaultdict[int, list[int]] = defaultdict(list)
    rows = EntryTarget.objects.filter(entry__campaign=campaign).order_by("entry", "target")
    for entry_id, target_id in rows.values_list("entry_id", "target_id"):
        found[entry_id].append(target_id)
    return dict(found)


def set_milestones(lines: Sequence[Line], goals: Mapping[int, Measured]) -> None:
    """Write all milestones, still open; the weeks decide them."""
    rows = [
        (
            line,
            Milestone(
                entry=line.entry,
                kind=Milestone.Kind.MONTH if mark.is_month else Milestone.Kind.NODE,
                title=mark_title(line, mark, place, goals),
                due_on=mark.due_on,
            ),
        )
        for line in lines
        for place, mark in enumerate(line.course.marks)
    ]
    made = Milestone.objects.bulk_create([row for _line, row in rows], batch_size=BATCH)
    for (line, _row), milestone in zip(rows, made, strict=True):
        line.milestones.append(milestone)


def mark_title(line: Line, mark: Mark, place: int, goals: Mapping[int, Measured]) -> str:
    """Return what a milestone asks for: in every other month a figure, where the entry owes one."""
    owed = [
        goals[target_id]
        for target_id in line.target_ids
        if target_id in goals and goals[target_id].goal.shape is Shape.CUMULATIVE
    ]
    if mark.is_month and owed and place % 2:
        one = owed[place // 2 % len(owed)]
        value = rounded(one, expected_by(one.goal, mark.due_on), up=True)
        return f"{mark.due_on.month}月：{one.name}累计{number(value)}{one.measure or ''}"
    if mark.is_month and line.is_project and place % 2:
        share = line.course.pace(mark.due_on) // 10
        return f"{mark.due_on.month}月：形象进度达到{share}%"
    return mark.title
