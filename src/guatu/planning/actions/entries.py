"""From accepted items to targets and ledger entries, each tied to the words it comes from."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from guatu.accounts.models import Post
from guatu.audit.actions import Change, plain
from guatu.campaigns.actions import NewTarget, indicator_changes, insert_targets
from guatu.campaigns.models import Campaign, Clause, Target, Validity
from guatu.core.stored import to_fen
from guatu.ledgers.actions import Assigned, AssignedPost, NewEntry, insert_entries, made_changes
from guatu.ledgers.models import Entry
from guatu.ledgers.queries.asked import check_indicators
from guatu.planning.actions.leaders import find_leaders, leaders_of
from guatu.planning.actions.merging_ties import tie_served, tie_targets, ties_of
from guatu.planning.actions.naming import Units
from guatu.planning.fields import Kind, day, number, origin_of
from guatu.planning.models import Draft, DraftItem
from guatu.planning.queries import confirmed_items

CHAIN = (Post.Grade.PRINCIPAL, Post.Grade.DEPUTY, Post.Grade.CONTACT)
LONGEST_HEADING = 200
END_MARKS = "。；;：:"  # a heading that runs on into its paragraph ends in one of them


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What one confirmation made; `campaign` holds all of it."""

    campaign: Campaign
    targets: list[Target]
    tasks: list[Entry]
    projects: list[Entry]
    leaders_not_found: tuple[str, ...]

    @property
    def entries(self) -> list[Entry]:
        return [*self.tasks, *self.projects]

    @property
    def changes(self) -> list[Change]:
        targets = [
            Change.of(
                t,
                before=None,
                after=plain(t, "indicator_id", "unit_id", "written", "due_on", "validity"),
            )
            for t in self.targets
        ]
        entries = self.entries
        ledgers = {entry.ledger_id: entry.ledger for entry in entries}  # the campaign is new
        return [
            *indicator_changes(self.targets),
            *targets,
            *(Change.of(row, after=plain(row, "campaign", "kind")) for row in ledgers.values()),
            *made_changes(entries),
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What all lines of one confirmation share."""

    draft: Draft
    campaign: Campaign
    units: Units
    tasks: list[DraftItem]
    clauses: list[Clause]
    chains: dict[int, tuple[AssignedPost, ...]]
    leaders: dict[str, int]
    validity: Validity = Validity.IN_FORCE

    def task_around(self, item: DraftItem) -> DraftItem | None:
        """Return the task in whose body an item's words stand; of several, the shortest."""
        around = [
            task
            for task in self.tasks
            if body_of(task)[0] <= item.start and item.end <= body_of(task)[1]
        ]
        return min(around, key=lambda t: body_of(t)[1] - body_of(t)[0]) if around else None

    def leads(self, task: DraftItem | None) -> tuple[Assigned, ...]:
        return self.assigned(parts_of(task, self.units)[0]) if task else ()

    def assigned(self, names: Iterable[str]) -> tuple[Assigned, ...]:
        return tuple(
            Assigned(unit_id=unit_id, written=name)
            for name in names
            for unit_id in self.units.of(name)
        )

    def owner(self, item: DraftItem) -> int:
        """Return the unit that owes a figure: its own, the first lead of its task, or the campaign's."""
        own = self.assigned(item.fields.get("lead", ()))
        leads = own or self.leads(self.task_around(item))
        return leads[0].unit_id if leads else self.campaign.unit_id

    def heading(self, item: DraftItem) -> str:
        """Return the heading that an item stands under; an item that is one stands under the next above."""
        at = bisect_right(self.clauses, item.start, key=lambda clause: clause.start) - 1
        if at < 0:
            return ""
        clause = self.clauses[at]
        is_own = clause.kind == Clause.Kind.HEADING and item.start < clause.end
        path = clause.heading_path[:-1] if is_own else clause.heading_path
        for above in reversed(
            self.clauses[: at + 1]
        ):  # paths are in half width, clauses as written
            if above.kind == Clause.Kind.HEADING and above.heading_path == path:
                written = self.draft.plan.text[above.start : above.end].strip()
                return written.rstrip(END_MARKS)[:LONGEST_HEADING]
        return ""

    def posts(self, leads: Sequence[Assigned], leaders: Sequence[str]) -> tuple[AssignedPost, ...]:
        """Return the chain of responsibility (T1): leaders named by the plan, posts of the leads."""
        named = [
            AssignedPost(post_id=post_id, level=Post.Grade.LEADER)
            for post_id in find_leaders(leaders, self.leaders)[0]
        ]
        units = dict.fromkeys(lead.unit_id for lead in leads)
        return (*named, *(post for unit in units for post in self.chains.get(unit, ())))


def parts_of(task: DraftItem, units: Units) -> tuple[list[str], list[str]]:
    """Return who leads and who supports a task or project, as written.

    A plan that names 责任单位 and no 牵头单位 makes the first of them answer for the task (T1); a
    word for many units (各镇街) does not lead.
    """
    leads, supports = list(task.fields.get("lead", ())), list(task.fields.get("support", ()))
    if leads:
        return leads, supports
    first = next((name for name in supports if len(units.of(name)) == 1), None)
    if first is None:
        return [], supports
    return [first], [name for name in supports if name != first]


def body_of(task: DraftItem) -> tuple[int, int]:
    """Return where a task's words stand: its paragraphs, or at least its quote."""
    start = task.fields.get("body_start", task.start)
    end = task.fields.get("body_end") or task.end
    return min(start, task.start), max(end, task.end)


def insert_all(
    draft: Draft, campaign: Campaign, units: Units, *, validity: Validity = Validity.IN_FORCE
) -> Made:
    """Write targets, tasks and projects set-wise: a building block of confirming and merging.

    What is a line already (of the corrected plan, or of the 总方案) is not written again.
    """
    setting, ties = settle(draft, campaign, units, validity), ties_of(draft)
    target_items = ties.new(confirmed_items(draft, Kind.TARGET))
    wanted = [new_target(setting, item) for item in target_items]
    check_indicators([(new.indicator, new.measure) for new in wanted])
    targets = insert_targets(campaign, wanted)
    served: dict[int, list[int]] = {}
    for item, target in zip(target_items, targets, strict=True):
        task = setting.task_around(item)
        if task is not None:
            served.setdefault(task.pk, []).append(target.pk)
    tasks = insert_entries(
        campaign,
        Kind.TASK,
        [
            ties.beneath(item, new_task(setting, item, served.get(item.pk, [])))
            for item in ties.new(setting.tasks)
        ],
    )
    project_items = ties.new(confirmed_items(draft, Kind.PROJECT))
    projects = insert_entries(
        campaign,
        Kind.PROJECT,
        [ties.beneath(item, new_project(setting, item)) for item in project_items],
    )
    tie_served(served, ties)
    tie_targets(draft, ties, list(zip(target_items, targets, strict=True)))
    return Made(
        campaign=campaign,
        targets=targets,
        tasks=tasks,
        projects=projects,
        leaders_not_found=tuple(sorted(not_found(setting))),
    )


def settle(
    draft: Draft, campaign: Campaign, units: Units, validity: Validity = Validity.IN_FORCE
) -> Setting:
    tasks = confirmed_items(draft, Kind.TASK)
    owned = [*tasks, *confirmed_items(draft, Kind.PROJECT)]
    lead_ids = {
        unit_id for t in owned for name in parts_of(t, units)[0] for unit_id in units.of(name)
    }
    return Setting(
        draft=draft,
        campaign=campaign,
        units=units,
        tasks=tasks,
        clauses=list(Clause.objects.filter(plan_id=draft.plan_id).order_by("start")),
        chains=chains_of(lead_ids),
        leaders=leaders_of(campaign),
        validity=validity,
    )


def not_found(setting: Setting) -> set[str]:
    """Return the leaders that the tasks name and no post bears."""
    written = [task.fields.get("leaders", ()) for task in setting.tasks]
    return {name for names in written for name in find_leaders(names, setting.leaders)[1]}


def chains_of(unit_ids: set[int]) -> dict[int, tuple[AssignedPost, ...]]:
    """Return 单位主要负责人, 分管负责人 and 联络员 of each unit, by their posts."""
    posts = Post.objects.filter(
        unit_id__in=unit_ids, grade__in=CHAIN, abolished_on__isnull=True
    ).order_by("official_order", "pk")
    chains: dict[int, tuple[AssignedPost, ...]] = {}
    for post in posts:
        one = AssignedPost(post_id=post.pk, level=post.grade)
        chains[post.unit_id] = (*chains.get(post.unit_id, ()), one)
    return chains


def new_target(setting: Setting, item: DraftItem) -> NewTarget:
    fields = item.fields
    text = setting.draft.plan.text
    return NewTarget(
        indicator=fields["indicator"],
        op=fields["op"],
        value=number(fields["value"]) or Decimal(0),
        value_high=number(fields.get("value_high")),
        measure=fields.get("unit") or None,
        is_growth=bool(fields.get("growth")),
        written=" ".join(text[item.start : item.end].split()),
        due_on=day(fields.get("deadline")) or setting.campaign.ends_on,
        unit_id=setting.owner(item),
        plan_id=setting.draft.plan_id,
        quote_start=item.start,
        quote_end=item.end,
        origin=origin_of(fields),
        validity=setting.validity,
    )


def new_task(setting: Setting, item: DraftItem, target_ids: Sequence[int]) -> NewEntry:
    fields = item.fields
    lead_names, support_names = parts_of(item, setting.units)
    leads = setting.assigned(lead_names)
    campaign = setting.campaign
    due = day(fields.get("deadline")) or campaign.ends_on
    return NewEntry(
        title=fields["title"],
        number=fields.get("number") or "",
        heading=setting.heading(item),
        standard=str(fields.get("standard") or ""),
        leads=leads,
        supports=setting.assigned(support_names),
        posts=setting.posts(leads, fields.get("leaders", ())),
        starts_on=min(campaign.starts_on, due),
        due_on=due,
        plan_id=setting.draft.plan_id,
        quote_start=item.start,
        quote_end=item.end,
        target_ids=tuple(target_ids),
        origin=origin_of(fields),
        validity=setting.validity,
    )


def new_project(setting: Setting, item: DraftItem) -> NewEntry:
    """Return a project; the stage that the plan wants is its standard, not where it stands today."""
    fields = item.fields
    lead_names, support_names = parts_of(item, setting.units)
    leads = setting.assigned(lead_names) or setting.leads(setting.task_around(item))
    amount, area = number(fields.get("investment_yi")), number(fields.get("area_mu"))
    campaign = setting.campaign
    return NewEntry(
        title=fields["name"],
        heading=setting.heading(item),
        standard=fields.get("stage") or "",
        leads=leads,
        supports=setting.assigned(support_names),
        posts=setting.posts(leads, fields.get("leaders", ())),
        starts_on=campaign.starts_on,
        due_on=campaign.ends_on,
        amount_fen=None if amount is None else to_fen(amount, "亿元"),
        fields={} if area is None else {"area": format(area, "f")},
        plan_id=setting.draft.plan_id,
        quote_start=item.start,
        quote_end=item.end,
        origin=origin_of(fields),
        validity=setting.validity,
    )
