"""Who may see and change ledgers. `docs/reference/kinds.md` says the same for readers."""

from __future__ import annotations

from guatu.core.actors import ADMINISTRATORS, Actor, ActorKind, Role
from guatu.core.kinds import Field, Filler
from guatu.core.paths import is_within
from guatu.ledgers.models import Entry

UNIT_EDITORS = (Role.UNIT_ADMINISTRATOR, Role.APPROVER)


def can_open_ledgers(actor: Actor) -> bool:
    """Everybody with a post beside the three administrators, who run the system and not the campaign."""
    return actor.is_person and not actor.roles <= ADMINISTRATORS


def can_manage_ledgers(actor: Actor) -> bool:
    """Route level: what was approved (lines, duties, milestones) changes through the office alone."""
    return actor.holds(Role.CAMPAIGN_OFFICE)


def can_write_ledgers(actor: Actor) -> bool:
    """Route level: whoever might change some entry; which one is decided at the entry."""
    return actor.holds(Role.CAMPAIGN_OFFICE, *UNIT_EDITORS)


def can_create_entry(actor: Actor, unit_path: str) -> bool:
    """Only the campaign office adds lines, within what it manages (T12: its 领导 approved the list)."""
    return in_scope(actor, unit_path, Role.CAMPAIGN_OFFICE)


def can_edit_entry(actor: Actor, entry: Entry) -> bool:
    """Title, dates, duties, parent: what was approved changes through the campaign's office alone.

    The campaign decides, not the lead unit: an office beneath does not move what stands above it,
    and a lead from elsewhere takes nothing from the office that runs the campaign (T12).
    """
    return in_scope(actor, entry.campaign.unit.path, Role.CAMPAIGN_OFFICE)


def can_fill_entry(actor: Actor, entry: Entry, lead_ids: frozenset[int]) -> bool:
    """Fill the fields that the kind leaves to the unit: a lead unit's administrator or approver."""
    if can_edit_entry(actor, entry):
        return True
    mine = {grant.unit_id for grant in actor.grants if grant.role in UNIT_EDITORS}
    return not mine.isdisjoint(lead_ids or {entry.unit_id})


def can_fill_field(actor: Actor, entry: Entry, field: Field, lead_ids: frozenset[int]) -> bool:
    if field.filled_by is Filler.UNIT:
        return can_fill_entry(actor, entry, lead_ids)
    return can_edit_entry(actor, entry)


def can_see_private(actor: Actor, entry: Entry, lead_ids: frozenset[int]) -> bool:
    """Private fields are for those who work with them: who may fill, and the lead unit's liaison."""
    if actor.kind is ActorKind.SYSTEM or can_fill_entry(actor, entry, lead_ids):
        return True
    mine = {grant.unit_id for grant in actor.grants if grant.role is Role.LIAISON}
    return not mine.isdisjoint(lead_ids or {entry.unit_id})


def can_pass_stage(
    actor: Actor, entry: Entry, lead_ids: frozenset[int], *, is_final: bool, is_back: bool
) -> bool:
    """Let a lead unit move its entry on; back, and into the final stage, only the office (T10)."""
    if is_final or is_back:
        return can_edit_entry(actor, entry)
    return can_fill_entry(actor, entry, lead_ids)


def can_write_lamps(actor: Actor) -> bool:
    """Lamps are computed: by guatu itself, or at the campaign office's asking."""
    return actor.kind is ActorKind.SYSTEM or actor.holds(Role.CAMPAIGN_OFFICE)


def in_scope(actor: Actor, unit_path: str, *roles: Role) -> bool:
    if actor.kind is ActorKind.SYSTEM:
        return True
    return any(is_within(unit_path, scope) for scope in actor.scopes(*roles))
