"""Which campaigns and plans an actor sees."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from guatu.campaigns.models import Campaign, Phase, Plan
from guatu.campaigns.policies import working_roles
from guatu.core.actors import Actor, ActorKind, Role
from guatu.core.paths import STEP, subtree_range
from guatu.shell.errors import NotFound


def within(prefix: str, actor: Actor, *roles: Role) -> Q:
    """Return the condition that a unit lies in a subtree which the actor's posts (in `roles`) reach."""
    condition = Q(pk__in=[])
    for scope in actor.scopes(*(roles or working_roles())):
        first, end = subtree_range(scope)
        condition |= Q(**{f"{prefix}path__gte": first, f"{prefix}path__lt": end})
    return condition


def above(actor: Actor) -> list[str]:
    """Return the paths of the units over the actor's own, these included."""
    paths = {g.unit_path for g in actor.grants if g.role in working_roles()}
    return sorted({path[:end] for path in paths for end in range(STEP, len(path) + 1, STEP)})


def visible_campaigns(actor: Actor) -> QuerySet[Campaign]:
    """Return the campaigns of the subtrees an actor reaches, and of the units above its own.

    A task force is a unit: its campaigns are seen by who sits in it, and so are those in which
    the actor's own unit owes a target though it stands outside the campaign's tree.
    """
    campaigns = Campaign.objects.select_related("unit", "parent")
    if actor.kind is ActorKind.SYSTEM:
        return campaigns
    if not actor.holds(*working_roles()):
        return campaigns.none()
    return campaigns.filter(
        within("unit__", actor)
        | Q(unit__path__in=above(actor))
        | Q(unit_id__in=actor.task_force_ids)
        | Q(pk__in=Campaign.objects.filter(targets__unit_id__in=actor.unit_ids).values("pk"))
    )


def current_campaign(
    actor: Actor, slug: str | None = None, *, last: str | None = None
) -> Campaign | None:
    """Return the campaign of that address name, else the one looked at last, else the one that runs.

    Of several that run it is the latest begun; `last` counts for nothing once it is out of sight.

    Raises
    ------
    NotFound
        If a name is given and no visible campaign has it.
    """
    campaigns = visible_campaigns(actor)
    if slug is None:
        if last is not None and (seen := campaigns.filter(slug=last).first()) is not None:
            return seen
        active = campaigns.filter(status=Campaign.Status.ACTIVE, parent__isnull=True)
        return (
            active.order_by("-starts_on", "-pk").first()
            or campaigns.order_by("status", "-starts_on", "-pk").first()
        )
    campaign = campaigns.filter(slug=slug).first()
    if campaign is None:
        raise NotFound
    return campaign


def campaign_choices(actor: Actor) -> list[tuple[str, str]]:
    """Return (slug, title) of the campaigns to switch between, the running ones first."""
    rows = visible_campaigns(actor).order_by("status", "-starts_on", "-pk")
    return [(row.slug, str(row)) for row in rows.select_related(None)]


def any_simulated(actor: Actor) -> bool:
    """Say whether a page over all of an actor's campaigns shows simulated data among its own."""
    return visible_campaigns(actor).order_by().filter(is_simulated=True).exists()


def current_phase(campaign: Campaign, today: date) -> Phase | None:
    """Return the phase that runs on `today`; of several, the one that began last."""
    running = campaign.phases.filter(starts_on__lte=today, ends_on__gte=today)
    return running.order_by("-starts_on", "-ordinal").first()


def visible_plans(actor: Actor) -> QuerySet[Plan]:
    """Return the plans of the subtrees an actor reaches, and those of the campaigns it sees."""
    plans = Plan.objects.select_related("campaign", "unit", "parent")
    if actor.kind is ActorKind.SYSTEM:
        return plans
    if not actor.holds(*working_roles()):
        return plans.none()
    campaigns = visible_campaigns(actor).select_related(None).values("pk")
    return plans.filter(within("unit__", actor) | Q(campaign_id__in=campaigns))
