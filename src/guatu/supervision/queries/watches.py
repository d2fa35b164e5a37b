"""督查立项 as an actor sees it; 立项监督 as discipline supervision reads it, and nobody else (T11)."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from guatu.campaigns.models import Campaign, Validity
from guatu.core.actors import Actor, Role
from guatu.core.paths import subtree_range
from guatu.ledgers.models import Entry
from guatu.ledgers.queries.visibility import about_visible
from guatu.shell.errors import NotFound
from guatu.supervision.models import SupervisedItem, Watch
from guatu.supervision.policies.watches import watching_units

FOUND = 20


def visible_items(actor: Actor, campaign: Campaign | None = None) -> QuerySet[SupervisedItem]:
    """Return the supervision list as far as an actor sees its entries."""
    rows = SupervisedItem.objects.select_related("campaign__unit", "entry__unit")
    if campaign is not None:
        rows = rows.filter(campaign=campaign)
    return about_visible(actor, rows)


def visible_item(actor: Actor, item_id: int) -> SupervisedItem:
    row = visible_items(actor).filter(pk=item_id).first()
    if row is None:
        raise NotFound
    return row


def visible_watches(actor: Actor) -> QuerySet[Watch]:
    """Return what the actor's own discipline supervision unit watches; nobody else sees that."""
    rows = Watch.objects.select_related("entry__unit", "entry__campaign__unit", "unit")
    return rows.filter(unit_id__in=watching_units(actor))


def visible_watch(actor: Actor, watch_id: int) -> Watch:
    row = visible_watches(actor).filter(pk=watch_id).first()
    if row is None:
        raise NotFound
    return row


def watchable(actor: Actor, words: str) -> QuerySet[Entry]:
    """Return entries that may be put under watch, by number or words of the title: name and unit only.

    They are those of units in the scope of the discipline post. Nothing of what they hold is read
    here: that is opened once they are under watch, and recorded.
    """
    reach = Q(pk__in=())
    for scope in actor.scopes(Role.DISCIPLINE) if actor.holds(Role.DISCIPLINE) else ():
        first, end = subtree_range(scope)
        reach |= Q(unit__path__gte=first, unit__path__lt=end)
    words = words.strip()
    if not words:
        return Entry.objects.none()
    match = Q(title__icontains=words) | Q(number=words)
    rows = Entry.objects.filter(reach & match, validity=Validity.IN_FORCE)
    return rows.select_related("unit", "campaign").order_by("campaign", "ledger", "position", "pk")


def watchable_entry(actor: Actor, entry_id: int) -> Entry:
    row = Entry.objects.select_related("unit", "campaign__unit").filter(pk=entry_id).first()
    scopes = actor.scopes(Role.DISCIPLINE) if actor.holds(Role.DISCIPLINE) else ()
    if row is None or not any(row.unit.path.startswith(scope) for scope in scopes):
        raise NotFound
    return row
