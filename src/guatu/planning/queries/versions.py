"""Reads of versions: which known plan a new one may belong to, and how both differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from guatu.campaigns.models import Plan, Target
from guatu.campaigns.queries import visible_plans
from guatu.core.actors import Actor
from guatu.core.planreading.compare.kin import Paper, Suggestion, suggestions_for
from guatu.ledgers.models import Entry
from guatu.planning.models import Draft, DraftMatch, LineSource
from guatu.planning.policies import can_work_on
from guatu.planning.queries.drafts import nothing_here, office_units

MOST_PLANS = 100  # the newest ones are looked at for a relation; older ones a person names
OFFERED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A known plan with why this one may belong to it."""

    plan: Plan
    suggestion: Suggestion


def other_plans(actor: Actor, plan: Plan) -> QuerySet[Plan]:
    """Return the plans of the office that another one may belong to, the newest first."""
    mine = visible_plans(actor).filter(unit__in=office_units(actor).values("pk"))
    kept = mine.filter(Q(campaign__isnull=False) | Q(drafts__state=Draft.State.OPEN))
    return kept.exclude(pk=plan.pk).distinct().order_by("-loaded_at", "-pk")


def offers_for(actor: Actor, plan: Plan) -> list[Offer]:
    """Return what a plan may be to known ones, the likeliest first.

    A plan whose correction was merged is not offered beside it: both bear one title and one campaign.
    """
    replaced = Plan.objects.filter(corrects__isnull=False, campaign__isnull=False)
    known = other_plans(actor, plan).exclude(pk__in=replaced.values("corrects"))
    plans = {row.pk: row for row in known[:MOST_PLANS]}
    found = suggestions_for(paper_of(plan), [paper_of(row) for row in plans.values()])
    return [Offer(plan=plans[one.key], suggestion=one) for one in found[:OFFERED]]


def paper_of(plan: Plan) -> Paper:
    return Paper(
        key=plan.pk,
        title=plan.title,
        issuer=plan.issuer or "",
        text=plan.text,
        year=plan.issued_on.year if plan.issued_on else None,
    )


def draft_of(plan: Plan) -> Draft | None:
    """Return the draft that a plan's lines came from, or else the one that is open."""
    rows = plan.drafts.exclude(state=Draft.State.DISCARDED).select_related(
        "plan__unit", "campaign__unit"
    )
    return rows.filter(state=Draft.State.CONFIRMED).order_by("-pk").first() or rows.first()


def compared_plan(actor: Actor, plan: Plan, against: int | None) -> Plan | None:
    """Return the plan to compare with: the one asked for, or the one that this one belongs to.

    Raises
    ------
    NotFound
        If it is not for this actor to read.
    """
    key = against or plan.corrects_id or plan.follows_id or plan.parent_id
    if key is None or key == plan.pk:
        return None
    found = visible_plans(actor).filter(pk=key).first()
    if found is None and against is not None:
        raise nothing_here()
    return found


def match_for(actor: Actor, match_id: int) -> DraftMatch:
    row = (
        DraftMatch.objects.select_related(
            "draft__plan__unit", "draft__plan__corrects__campaign", "item", "before",
            "entry__kind", "entry__campaign", "target__indicator", "target__unit", "phase",
        )
        .filter(pk=match_id)
        .first()
    )  # fmt: skip
    if row is None or not can_work_on(actor, row.draft.plan):
        raise nothing_here()
    return row


def matches_of(draft: Draft) -> list[DraftMatch]:
    """Return the lines of a draft beside the known ones, in the order of the texts."""
    return list(
        draft.matches.select_related(
            "item", "before", "entry__kind", "target__indicator", "target__unit", "phase"
        ).order_by("position", "pk")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenMatches:
    """How many lines wait for a person's word, and the first of them."""

    count: int
    first: int | None


def open_matches(draft: Draft) -> OpenMatches:
    waiting = draft.matches.filter(choice=DraftMatch.Choice.PENDING)
    rows = waiting.exclude(item__state="rejected").order_by("position", "pk")
    return OpenMatches(count=rows.count(), first=rows.values_list("pk", flat=True).first())


def outcome_counts(draft: Draft) -> dict[str, int]:
    rows = draft.matches.values_list("outcome").annotate(n=Count("pk")).order_by("outcome")
    return dict(rows)


def sources_of(actor: Actor, line: Entry | Target) -> Sequence[LineSource]:
    """Return the further plans in which a line is written, those that the actor may read."""
    readable = visible_plans(actor).select_related(None).values("pk")
    rows = line.sources.select_related("plan").order_by("added_at", "pk")
    return list(rows.filter(plan__in=readable))
