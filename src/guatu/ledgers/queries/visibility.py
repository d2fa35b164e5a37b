"""Which entries an actor sees (D8); everything that shows or counts entries starts here."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet

from guatu.accounts.models import Unit
from guatu.campaigns.models import Campaign, Validity
from guatu.campaigns.policies import CAMPAIGN_WIDE
from guatu.core.actors import APART, Actor, ActorKind
from guatu.core.paths import is_within, subtree_range
from guatu.ledgers.models import Duty, Entry
from guatu.shell.errors import NotFound

M = TypeVar("M", bound=Model)


def visible_entries(actor: Actor, campaign: Campaign | None = None) -> QuerySet[Entry]:
    """Return the entries that `actor` may see, of one campaign or of all.

    These are: entries of units in the subtrees its posts reach; entries in which a unit of these
    subtrees, its own unit or a task force it sits in leads, supports or supervises; all entries of
    those task forces; and, for who runs, leads or assesses a campaign, all of its entries, also
    those led from elsewhere. The posts of the three administrators and of
    discipline supervision (T11) open nothing.
    """
    entries = Entry.objects.all() if campaign is None else Entry.objects.filter(campaign=campaign)
    grants = [grant for grant in actor.grants if grant.role not in APART]
    if actor.kind is ActorKind.SYSTEM:
        return entries
    if not grants:
        return entries.none()
    if campaign is not None and sees_whole(actor, campaign):
        return entries
    if campaign is None and runs_some(actor):
        return entries.filter(wide_condition(actor))
    # few are seen: one list of keys from two indexes, where a condition would read every row
    reach = reached("unit__", *reach_of(actor))
    owned = Entry.objects.filter(reach).order_by().values("pk")
    return entries.filter(pk__in=owned.union(duties_within(reach)))


def about_visible(actor: Actor, rows: QuerySet[M]) -> QuerySet[M]:
    """Return those of `rows`, of a model with an `entry`, whose entry is one of `visible_entries`."""
    if actor.kind is not ActorKind.SYSTEM and runs_some(
        actor
    ):  # the rows are fewer than the entries
        return rows.filter(wide_condition(actor, "entry__"))
    return rows.filter(entry__in=visible_entries(actor))


def runs_some(actor: Actor) -> bool:
    """Say whether a post of the actor's opens whole campaigns."""
    return any(grant.role in CAMPAIGN_WIDE for grant in actor.grants)


def wide_condition(actor: Actor, prefix: str = "") -> Q:
    """Return the condition for who sees nearly every entry: asked of each row, the likeliest first."""
    whole = {grant.scope_path for grant in actor.grants if grant.role in CAMPAIGN_WIDE}
    campaigns = Campaign.objects.filter(reached("unit__", whole, set())).order_by()
    reach = reach_of(actor)
    duties = duties_within(reached("unit__", *reach))
    return (
        Q(**{f"{prefix}campaign_id__in": campaigns.values("pk")})
        | reached(f"{prefix}unit__", *reach)
        | Q(**{f"{prefix}pk__in": duties})
    )


def duties_within(reach: Q) -> QuerySet[Duty, Any]:
    return Duty.objects.filter(reach).order_by().values("entry_id")


def reach_of(actor: Actor) -> tuple[set[str], set[int]]:
    """Return the subtrees and the units by themselves that the actor's posts reach."""
    grants = [grant for grant in actor.grants if grant.role not in APART]
    units = {grant.unit_id for grant in grants} | set(actor.task_force_ids)
    return {grant.scope_path for grant in grants}, units


def sees_whole(actor: Actor, campaign: Campaign) -> bool:
    """Say whether every entry of the campaign is for this actor: no row needs to be looked at."""
    if actor.kind is ActorKind.SYSTEM:
        return True
    wide = {grant.scope_path for grant in actor.grants if grant.role in CAMPAIGN_WIDE}
    return bool(wide) and any(is_within(campaign.unit.path, scope) for scope in wide)


def sees_entry(actor: Actor, entry: Entry, campaign: Campaign) -> bool:
    """Say whether `entry` is one of `visible_entries`; it was read with its unit and `campaign`'s.

    What one row says of itself is cheaper asked of it than found in a list of all that is seen.
    """
    if sees_whole(actor, campaign):
        return True
    scopes, units = reach_of(actor)
    if not scopes:  # no post opens anything, so a task force does not either
        return False
    if entry.unit_id in units or any(is_within(entry.unit.path, scope) for scope in scopes):
        return True
    return Duty.objects.filter(reached("unit__", scopes, units), entry=entry.pk).exists()


def in_force_entries(actor: Actor, campaign: Campaign | None = None) -> QuerySet[Entry]:
    """Return the visible entries that are in force: what is asked, lit, counted and ranked (T2)."""
    return visible_entries(actor, campaign).filter(validity=Validity.IN_FORCE)


def reached(prefix: str, scopes: set[str], unit_ids: set[int]) -> Q:
    """Return the condition that a unit is one of `unit_ids` or lies in one of the subtrees.

    The units are found first and by themselves, so that an index on the unit can be entered.
    """
    return Q(
        **{f"{prefix.removesuffix('__')}_id__in": units_reached(scopes, unit_ids).values("pk")}
    )


def units_reached(scopes: set[str], unit_ids: set[int]) -> QuerySet[Unit]:
    """Return the units that are one of `unit_ids` or lie in one of the subtrees, in no order."""
    condition = Q(pk__in=sorted(unit_ids))
    for scope in outermost(scopes):
        first, end = subtree_range(scope)
        condition |= Q(path__gte=first, path__lt=end)
    return Unit.objects.filter(condition).order_by()


def outermost(scopes: set[str]) -> list[str]:
    """Return the scopes that lie in no other: the condition is the same, and shorter."""
    kept: list[str] = []
    for scope in sorted(scopes):
        if not kept or not scope.startswith(kept[-1]):
            kept.append(scope)
    return kept


def visible_entry(actor: Actor, entry_id: int) -> Entry:
    """Return one entry with its ledger, kind, campaign and unit.

    Raises
    ------
    NotFound
        If there is none, or it is not for this actor to know of.
    """
    entry = (
        Entry.objects.select_related("ledger", "kind", "campaign__unit", "unit", "lamp_reason")
        .filter(pk=entry_id)
        .order_by()
        .first()
    )
    if entry is None or not sees_entry(actor, entry, entry.campaign):
        raise NotFound
    return entry
