"""From the plans' texts to campaigns, through the same acts by which a campaign office does it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Model
from django.utils import timezone

from guatu.accounts.models import Unit
from guatu.audit.actions import record
from guatu.campaigns.models import Campaign, Phase, Plan, Target
from guatu.core.actors import SYSTEM, Actor
from guatu.core.planreading import read_plan
from guatu.demo.district import plan_text, read_district
from guatu.demo.issued import lay_issuance
from guatu.demo.laying import PLAN_ENDS_ON, PLAN_STARTS_ON, Laying
from guatu.demo.lines import BATCH
from guatu.demo.settling import Settled
from guatu.interchange.txt import read_text
from guatu.ledgers.models import Entry, PostDuty
from guatu.planning.actions import (
    NewPlan,
    Settings,
    UnitChoice,
    accept_confident,
    confirm_draft,
    decide_item,
    decide_unit,
    edit_item,
    load_plan,
)
from guatu.planning.actions.confirming import Issue
from guatu.planning.fields import day
from guatu.planning.models import Draft, DraftItem, DraftUnit
from guatu.shell.errors import InvalidState

# What the office of this district knows and no reading can: a slip of the pen, an old name.
KNOWN_AS = {"区经济信息化局": "区经信局", "区水务局": "区水利局"}
POST_WORDS = ("常委", "书记", "区长", "主任", "部长", "主席")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFile:
    """A plan of the district and what the office calls its campaign."""

    name: str
    slug: str
    short_title: str
    unit: str = "临澜区"  # whose campaign it becomes
    starts_on: date | None = None  # as the office says, where the plan names no phases
    lead: str = ""  # who leads what the paper gives to nobody
    title: str = ""  # the campaign's, where the paper's own is a headline


ACTION_PLAN = PlanFile(
    name="linlan-2026-action-plan.txt", slug="linlan-2026", short_title="三登高三破题"
)
SPECIAL_PLAN = PlanFile(
    name="linlan-2026-special-plan.txt", slug="linlan-minsheng-2026", short_title="十大民生实事"
)

WITHIN = "单位内部任务，已在会上当面交办。"  # a unit consults and signs for nothing with itself
WINTER_PLAN = "linlan-2026-winter-plan.txt"  # waits for whoever tries the demo


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """A campaign with its plan, and what was decided on the way."""

    campaign: Campaign
    plan: Plan
    items: Counter[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Who confirms, for whom, and how the year is laid."""

    office: Actor
    settled: Settled
    laying: Laying
    seed: int


def confirm_plan(
    desk: Desk, file: PlanFile, *, above: Confirmed | None = None, under: Campaign | None = None
) -> Confirmed:
    """Load a plan, decide every item and every unit name, confirm, and lay its dates around today.

    `above` makes it a 专项方案 of another plan, `under` a lower unit's campaign beneath another.
    """
    unit = desk.settled.units[file.unit]
    draft = load_file(desk, file.name, unit=file.unit)
    decide_items(desk.office, draft)
    name_lead(desk.office, draft, file.lead)
    decide_units(desk, draft)
    draft.refresh_from_db()
    settings = settings_of(draft, file, unit=unit, above=above)
    campaign = confirm_draft(
        desk.office, draft, draft.version, replace(settings, parent_campaign=under)
    )
    name_leaders(desk.settled, draft, campaign)
    move_dates(campaign, desk.laying)
    if settings.issue == Issue.STEPWISE:
        lay_issuance(campaign, desk.settled, seed=desk.seed)
    plan = Plan.objects.get(pk=draft.plan_id)
    states = draft.items.values_list("kind", "state")
    items = Counter(f"{kind} {state}" for kind, state in states)
    return Confirmed(campaign=campaign, plan=plan, items=items)


def load_file(desk: Desk, name: str, *, unit: str = "临澜区") -> Draft:
    payload = plan_text(name)
    read = read_plan(read_text(payload, name=name))
    owner = desk.settled.units[unit]
    new = NewPlan(read=read, unit=owner, file_name=name, payload=payload)
    draft, _is_new = load_plan(desk.office, new)
    return draft


def leave_open(desk: Desk) -> Draft:
    """Load one more plan, accept the sure things, and leave the doubtful ones to a person."""
    draft = load_file(desk, WINTER_PLAN)
    accept_confident(desk.office, draft)
    return draft


def decide_items(office: Actor, draft: Draft) -> None:
    """Accept what was read, the sure things at once; what cannot become a row is rejected."""
    accept_confident(office, draft)
    pending = draft.items.filter(state=DraftItem.State.PENDING).select_related("draft__plan__unit")
    for item in pending.order_by("start", "pk"):
        try:
            decide_item(office, item, item.version, state=DraftItem.State.ACCEPTED)
        except InvalidState:
            decide_item(office, item, item.version, state=DraftItem.State.REJECTED)


def name_lead(office: Actor, draft: Draft, lead: str) -> None:
    """Give the tasks and projects that name no unit to the one whose paper it is."""
    owned = draft.items.filter(kind__in=(DraftItem.Kind.TASK, DraftItem.Kind.PROJECT))
    for item in owned.exclude(state=DraftItem.State.REJECTED).order_by("pk") if lead else ():
        if not item.fields.get("lead") and not item.fields.get("support"):
            edit_item(office, item, item.version, fields={"lead": [lead]})


def decide_units(desk: Desk, draft: Draft) -> None:
    rows = draft.units.filter(decision=DraftUnit.Decision.PENDING).select_related(
        "draft__plan__unit", "unit"
    )
    for row in rows.order_by("pk"):
        decide_unit(desk.office, row, row.version, choice_for(desk.settled, row))


def choice_for(settled: Settled, row: DraftUnit) -> UnitChoice:
    """Return what a person of the district says that a name means."""
    known = settled.units.get(KNOWN_AS.get(row.name, ""))
    if known is not None:
        return UnitChoice(decision=DraftUnit.Decision.USE, unit=known)
    members = read_district().groups.get(row.name)
    if members:
        units = [settled.units[name] for name in members]
        return UnitChoice(decision=DraftUnit.Decision.EXPAND, members=units)
    if row.match == DraftUnit.Match.GROUP and row.expands.exists():
        return UnitChoice(decision=DraftUnit.Decision.EXPAND, members=list(row.expands.all()))
    if any(word in row.name for word in POST_WORDS):  # a post that was read as a unit
        return UnitChoice(decision=DraftUnit.Decision.LEAVE)
    if row.unit is not None:
        return UnitChoice(decision=DraftUnit.Decision.USE, unit=row.unit)
    return UnitChoice(decision=DraftUnit.Decision.CREATE, kind=row.create_kind)


def settings_of(draft: Draft, file: PlanFile, *, unit: Unit, above: Confirmed | None) -> Settings:
    starts_on, ends_on = span_of(draft)
    starts_on = file.starts_on or starts_on
    return Settings(
        title=file.title or draft.plan.title,
        short_title=file.short_title,
        slug=file.slug,
        starts_on=starts_on,
        ends_on=ends_on,
        unit=unit,
        parent_plan=above.plan if above else None,
        is_simulated=True,
        issue=Issue.AT_ONCE if file.lead else Issue.STEPWISE,
        reason=WITHIN if file.lead else "",
    )


def span_of(draft: Draft) -> tuple[date, date]:
    """Return the campaign's days: from its first phase to its last, as the plan states them."""
    phases = draft.items.filter(kind=DraftItem.Kind.PHASE, state=DraftItem.State.ACCEPTED)
    firsts = [found for one in phases if (found := day(one.fields.get("start")))]
    lasts = [found for one in phases if (found := day(one.fields.get("end")))]
    return min(firsts, default=PLAN_STARTS_ON), max(lasts, default=PLAN_ENDS_ON)


def name_leaders(settled: Settled, draft: Draft, campaign: Campaign) -> None:
    """Enter the leaders whom the plan names by their posts, as the district's list knows them."""
    wanted = {
        item.start: item.fields.get("leaders", ())
        for item in draft.items.filter(kind=DraftItem.Kind.TASK, state=DraftItem.State.ACCEPTED)
    }
    known = set(
        PostDuty.objects.filter(entry__campaign=campaign).values_list("entry_id", "post_id")
    )
    rows = {
        (entry.pk, settled.leaders[name])
        for entry in Entry.objects.filter(campaign=campaign, quote_start__in=wanted)
        for name in wanted[entry.quote_start or 0]
        if name in settled.leaders
    }
    made = PostDuty.objects.bulk_create(
        PostDuty(entry_id=entry_id, post_id=post_id, level=PostDuty.Level.LEADER)
        for entry_id, post_id in sorted(rows - known)
    )
    record(SYSTEM, "demo.leaders", of=campaign, details={"count": len(made)})


def move_dates(campaign: Campaign, laying: Laying) -> None:
    """Lay a campaign's days around today, where the plan's own year is not now. It says so."""
    if not laying.months:
        return
    campaign.starts_on = laying.move(campaign.starts_on) or campaign.starts_on
    campaign.ends_on = laying.move(campaign.ends_on) or campaign.ends_on
    campaign.title = f"{campaign.title}（模拟：日期移动{laying.months}个月）"[:200]
    campaign.save(update_fields=["starts_on", "ends_on", "title"])
    move_rows(list(Phase.objects.filter(campaign=campaign)), laying, ("starts_on", "ends_on"))
    move_rows(list(Entry.objects.filter(campaign=campaign)), laying, ("starts_on", "due_on"))
    move_rows(list(Target.objects.filter(campaign=campaign)), laying, ("due_on",))
    record(
        SYSTEM,
        "demo.lay",
        of=campaign,
        details={"months": laying.months, "on": timezone.localdate().isoformat()},
    )


def move_rows(rows: Sequence[Model], laying: Laying, fields: tuple[str, ...]) -> None:
    for row in rows:
        for name in fields:
            setattr(row, name, laying.move(getattr(row, name)))
    if rows:
        type(rows[0])._default_manager.bulk_update(rows, fields, batch_size=BATCH)  # noqa: SLF001
