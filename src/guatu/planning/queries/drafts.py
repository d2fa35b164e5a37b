"""Reads of drafts for the campaign office, and of plans for everybody who may see them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q, QuerySet

from guatu.accounts.models import Unit
from guatu.campaigns.models import Plan
from guatu.campaigns.queries import visible_plans
from guatu.core.actors import Actor, Role
from guatu.core.paths import subtree_range
from guatu.planning.models import Draft, DraftItem, DraftUnit
from guatu.planning.policies import can_work_on
from guatu.shell.errors import NotFound

PENDING = Q(items__state=DraftItem.State.PENDING)

PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanPage:
    """Plans as their newest drafts; `next` is what the next page comes after."""

    drafts: list[Draft]
    next: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOfKind:
    """How many items of a kind wait, with the first of them in the order of the page."""

    kind: str
    count: int
    first: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """What still waits for a person's word."""

    kinds: tuple[LeftOfKind, ...]
    units: int
    decided: int
    all: int
    first_unit: int | None

    @property
    def items(self) -> int:
        return sum(one.count for one in self.kinds)

    @property
    def first_item(self) -> int | None:
        return self.kinds[0].first if self.kinds else None

    @property
    def total(self) -> int:
        return self.items + self.units

    @property
    def done_percent(self) -> int:
        return 100 if not self.all else self.decided * 100 // self.all


def nothing_here() -> NotFound:
    return NotFound()


def office_units(actor: Actor) -> QuerySet[Unit]:
    """Return the units for which the actor's campaign office may load plans, the highest first."""
    condition = Q(pk__in=[])
    for scope in actor.scopes(Role.CAMPAIGN_OFFICE):
        first, end = subtree_range(scope)
        condition |= Q(path__gte=first, path__lt=end)
    return Unit.objects.filter(condition, valid_to__isnull=True).order_by("path")


def plan_rows(actor: Actor, *, after: int | None = None) -> PlanPage:
    """Return one page of the plans that the office works on, each with its newest draft's counts.

    The plan loaded last comes first; `after` is the last plan of the page before.
    """
    plans = visible_plans(actor).filter(unit__in=office_units(actor).values("pk"))
    drafts = Draft.objects.filter(plan__in=plans.values("pk"))
    if after is not None:
        drafts = drafts.filter(plan_id__lt=after)
    ids = list(drafts.order_by("-plan_id").values_list("plan_id", flat=True).distinct()[: PAGE + 1])
    newest: dict[int, Draft] = {}
    rows = (
        drafts.filter(plan_id__in=ids[:PAGE])
        .select_related("plan__unit", "campaign")
        .annotate(
            item_count=Count("items"),
            pending_count=Count("items", filter=PENDING),
        )
        .order_by("-plan_id", "pk")
    )
    for draft in rows.defer("plan__text", "unused", "issues"):
        newest[draft.plan_id] = draft
    following = ids[PAGE - 1] if len(ids) > PAGE else None
    return PlanPage(drafts=list(newest.values()), next=following)


def draft_for(actor: Actor, draft_id: int) -> Draft:
    """Return a draft that the actor's office works on.

    Raises
    ------
    NotFound
        If there is none, or it is not for this actor to know of.
    """
    draft = (
        Draft.objects.select_related("plan__unit", "plan__campaign", "campaign")
        .filter(pk=draft_id)
        .first()
    )
    if draft is None or not can_work_on(actor, draft.plan):
        raise nothing_here()
    return draft


def item_for(actor: Actor, item_id: int) -> DraftItem:
    item = DraftItem.objects.select_related("draft__plan__unit").filter(pk=item_id).first()
    if item is None or not can_work_on(actor, item.draft.plan):
        raise nothing_here()
    return item


def unit_row_for(actor: Actor, row_id: int) -> DraftUnit:
    row = (
        DraftUnit.objects.select_related("draft__plan__unit", "unit", "create_parent", "same_as")
        .prefetch_related("expands")
        .filter(pk=row_id)
        .first()
    )
    if row is None or not can_work_on(actor, row.draft.plan):
        raise nothing_here()
    return row


def plan_for(actor: Actor, plan_id: int) -> Plan:
    """Return a plan whose words the actor may read."""
    plan = visible_plans(actor).filter(pk=plan_id).first()
    if plan is None:
        raise nothing_here()
    return plan


def unit_rows(draft: Draft) -> list[DraftUnit]:
    """Return the unit names of a draft, those that want a person's word first."""
    rows = draft.units.select_related("unit", "create_parent", "same_as").prefetch_related(
        Prefetch("expands", queryset=Unit.objects.order_by("official_order", "path"))
    )
    return sorted(rows, key=lambda row: (row.decision != DraftUnit.Decision.PENDING, row.pk))


def left_of(draft: Draft) -> Left:
    """Return what still waits for a person's word, with the first of it in the order of the page."""
    items = draft.items.exclude(kind=DraftItem.Kind.FACT)
    pending = items.filter(state=DraftItem.State.PENDING).order_by("confidence", "start", "pk")
    by_kind: dict[str, list[int]] = {}
    for pk, kind in pending.values_list("pk", "kind"):
        by_kind.setdefault(kind, []).append(pk)
    open_units = list(
        draft.units.filter(decision=DraftUnit.Decision.PENDING)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    count = items.count() + draft.units.count()
    waiting = sum(map(len, by_kind.values())) + len(open_units)
    return Left(
        kinds=tuple(
            LeftOfKind(kind=kind, count=len(ids), first=ids[0]) for kind, ids in by_kind.items()
        ),
        units=len(open_units),
        decided=count - waiting,
        all=count,
        first_unit=open_units[0] if open_units else None,
    )


def confirmed_items(draft: Draft, kind: str) -> list[DraftItem]:
    """Return the accepted items of a kind in the order of the text."""
    accepted = draft.items.filter(kind=kind, state=DraftItem.State.ACCEPTED)
    return list(accepted.order_by("start", "pk"))
