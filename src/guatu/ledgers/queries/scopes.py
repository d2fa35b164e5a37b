"""Which entries a sheet is about: one kind of a campaign or all, and how it is narrowed.

A total and what opens beneath it both start from `narrowed`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.db.models import Exists, OuterRef, Q, QuerySet

from guatu.accounts.models import Unit
from guatu.campaigns.models import Campaign, Validity
from guatu.campaigns.queries import visible_campaigns
from guatu.core.actors import Actor
from guatu.core.kinds import KindDefinition
from guatu.ledgers.models import Closing, Duty, Entry, Ledger
from guatu.ledgers.queries.fieldfilters import field_condition
from guatu.ledgers.queries.kinds import definition_of
from guatu.ledgers.queries.visibility import sees_whole, visible_entries
from guatu.shell.errors import NotFound

ALL = "all"  # the code of the sheet that shows every kind
# how far the 销号 of a line is: two steps that wait for a word, done, and come back at any time
WAITING = (Closing.State.ASKED, Closing.State.REVIEWED)
CLOSINGS = (*WAITING, Closing.State.CLOSED, Closing.State.REOPENED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The entries of one ledger, or of all ledgers of a campaign (`ledger` and `kind` None)."""

    campaign: Campaign
    ledger: Ledger | None = None
    kind: KindDefinition | None = None

    @property
    def code(self) -> str:
        return self.kind.code if self.kind else ALL


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a sheet is narrowed to. `choices` are (field, code) pairs of filter-marked fields."""

    unit_id: int | None = None
    lamps: tuple[str, ...] = ()
    stage: str = ""
    text: str = ""
    is_mine: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    origin: str = ""  # a code of `Target.Origin` (T15)
    validity: str = ""  # a code of `Validity`; "" is every line, in force or not
    closing: str = ""  # a code of `CLOSINGS`: how far its 销号 is

    @property
    def without_lamps(self) -> Filters:
        return replace(self, lamps=(), validity="")

    @property
    def is_empty(self) -> bool:
        return self == Filters()


def ledgers_of(campaign: Campaign) -> list[tuple[Ledger, KindDefinition]]:
    """Return the campaign's ledgers with what their kinds declare, in official order."""
    rows = Ledger.objects.filter(campaign=campaign).select_related("kind")
    return [(ledger, definition_of(ledger.kind)) for ledger in rows]


def visible_scope(actor: Actor, slug: str, code: str) -> Scope:
    """Return the sheet at an address: a campaign the actor sees, or sees entries of.

    Raises
    ------
    NotFound
        If there is no such sheet, or it is not for this actor to know of.
    """
    campaign = Campaign.objects.select_related("unit").filter(slug=slug).first()
    if campaign is None or not (
        visible_campaigns(actor).filter(pk=campaign.pk).exists()
        or visible_entries(actor, campaign).exists()
    ):
        raise NotFound
    if code == ALL:
        return Scope(campaign=campaign)
    for ledger, kind in ledgers_of(campaign):
        if kind.code == code:
            return Scope(campaign=campaign, ledger=ledger, kind=kind)
    raise NotFound


def in_scope(actor: Actor, scope: Scope) -> QuerySet[Entry]:
    """Return the entries of a sheet that the actor sees."""
    if scope.ledger is None:
        return visible_entries(actor, scope.campaign)
    if sees_whole(actor, scope.campaign):
        return Entry.objects.filter(ledger=scope.ledger)
    return visible_entries(actor).filter(ledger=scope.ledger)


def narrowed(actor: Actor, scope: Scope, filters: Filters) -> QuerySet[Entry]:
    """Return the entries of a sheet under its filters, unsorted."""
    entries = in_scope(actor, scope).order_by()
    if filters.unit_id is not None:
        entries = entries.filter(unit_id=filters.unit_id)
    if filters.lamps:  # only what is in force has a lamp that means something
        entries = entries.filter(lamp__in=filters.lamps, validity=Validity.IN_FORCE)
    if filters.validity:
        entries = entries.filter(validity=filters.validity)
    if filters.origin:
        entries = entries.filter(origin=filters.origin)
    if filters.closing:
        entries = entries.filter(closing_condition(filters.closing))
    if filters.stage:
        entries = entries.filter(stage=filters.stage)
    if filters.text:
        entries = entries.filter(
            Q(title__icontains=filters.text)
            | Q(standard__icontains=filters.text)
            | Q(number=filters.text)
        )
    if filters.is_mine:
        entries = entries.filter(mine(actor))
    for key, code in filters.choices:
        entries = entries.filter(field_condition(scope.kind, key, code))
    return entries


def closing_condition(code: str) -> Q:
    """Return the condition that the 销号 of a line is so far."""
    if code == Closing.State.CLOSED:
        return Q(closed_on__isnull=False)
    if code == Closing.State.REOPENED:
        return Q(reopened_count__gt=0)
    return Q(pk__in=Closing.objects.filter(state=code).order_by().values("entry_id"))


def mine(actor: Actor) -> Q:
    """Return the condition that a unit or task force of the actor's own has a duty."""
    units = sorted({*actor.unit_ids, *actor.task_force_ids})
    duties = Duty.objects.filter(unit_id__in=units).order_by()
    return Q(unit_id__in=units) | Q(pk__in=duties.values("entry_id"))


def owning_units(actor: Actor, scope: Scope) -> list[Unit]:
    """Return the units that own entries of this sheet, in 建制顺序 (T13)."""
    if sees_whole(actor, scope.campaign):  # a look per unit instead of one at every entry
        units = Unit.objects.filter(Exists(in_scope(actor, scope).filter(unit=OuterRef("pk"))))
        return list(units.only("name", "short_name", "official_order"))
    ids = in_scope(actor, scope).order_by().values("unit_id")
    return list(Unit.objects.filter(pk__in=ids).only("name", "short_name", "official_order"))
