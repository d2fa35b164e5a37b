"""Which entries an actor sees (D8); everything that shows or counts entries starts here."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from guatu.accounts.models import Unit
from guatu.campaigns.models import Campaign, Validity
from guatu.campaigns.policies import CAMPAIGN_WIDE
from guatu.core.actors import ADMINISTRATORS, Actor, ActorKind
from guatu.core.paths import is_within, subtree_range
from guatu.ledgers.models import Duty, Entry
from guatu.shell.errors import NotFound


def visible_entries(actor: Actor, campaign: Campaign | None = None) -> QuerySet[Entry]:
    """Return the entries that `actor` may see, of one campaign or of all.

    These are: entries of units in the subtrees its posts reach; entries in which a unit of these
    subtrees, its own unit or a task force it sits in leads, supports or supervises; all entries of
    those task forces; and, for who runs, leads or assesses a campaign, all of its entries, also
    those led from elsewhere. The posts of the three administrators open nothing.
    """
    entries = Entry.objects.all() if campaign is None else Entry.objects.filter(campaign=campaign)
    grants = [grant for grant in actor.grants if grant.role not in ADMINISTRATORS]
    if actor.kind is ActorKind.SYSTEM:
        return entries
    if not grants:
        return entries.none()
    if campaign is not None and sees_whole(actor, campaign):
        return entries
    units = {grant.unit_id for grant in grants} | set(actor.task_force_ids)
    reach = reached("unit__", {grant.scope_path for grant in grants}, units)
    duties = Duty.objects.filter(reach).order_by().values("entry_id")
    whole = {grant.scope_path for grant in grants if grant.role in CAMPAIGN_WIDE}
    if whole and campaign is None:  # nearly every row is seen: ask each, the likeliest first
        campaigns = Campaign.objects.filter(reached("unit__", whole, set())).order_by()
        return entries.filter(Q(campaign_id__in=campaigns.values("pk")) | reach | Q(pk__in=duties))
    # few are seen: one list of keys from two indexes, where a condition would read every row
    owned = Entry.objects.filter(reach).order_by().values("pk")
    return entries.filter(pk__in=owned.union(duties))


def sees_whole(actor: Actor, campaign: Campaign) -> bool:
    """Say whether every entry of the campaign is for this actor: no row needs to be looked at."""
    if actor.kind is ActorKind.SYSTEM:
        return True
    wide = {grant.scope_path for grant in actor.grants if grant.role in CAMPAIGN_WIDE}
    return bool(wide) and any(is_within(campaign.unit.path, scope) for scope in wide)


def in_force_entries(actor: Actor, campaign: Campaign | None = None) -> QuerySet[Entry]:
    """Return the visible entries that are in force: what is asked, lit, counted and ranked (T2)."""
    return visible_entries(actor, campaign).filter(validity=Validity.IN_FORCE)


def reached(prefix: str, scopes: set[str], unit_ids: set[int]) -> Q:
    """Return the condition that a unit is one of `unit_ids` or lies in one of the subtrees.

    The units are found first and by themselves, so that an index on the unit can be entered.
    """
    condition = Q(pk__in=sorted(unit_ids))
    for scope in outermost(scopes):
        first, end = subtree_range(scope)
        condition |= Q(path__gte=first, path__lt=end)
    units = Unit.objects.filter(condition).order_by().values("pk")
    return Q(**{f"{prefix.removesuffix('__')}_id__in": units})


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
        visible_entries(actor)
        .select_related("ledger", "kind", "campaign__unit", "unit", "lamp_reason")
        .filter(pk=entry_id)
        .first()
    )
    if entry is None:
        raise NotFound(_("There is nothing here, or it is not for your eyes."))
    return entry
