"""Who may see and change ledgers. `docs/reference/kinds.md` says the same for readers."""

from __future__ import annotations

from guatu.campaigns.models import Campaign
from guatu.core.actors import APART, Actor, ActorKind, Role
from guatu.core.kinds import Field, Filler
from guatu.core.paths import is_within
from guatu.ledgers.models import Entry, Kind, LampRuleSet, Ledger, LogRow, Need

UNIT_EDITORS = (Role.UNIT_ADMINISTRATOR, Role.APPROVER)
UNIT_WORKERS = (*UNIT_EDITORS, Role.LIAISON)


def can_open_ledgers(actor: Actor) -> bool:
    """Everybody with a post beside the three administrators, who run the system and not the campaign."""
    return actor.is_person and not actor.roles <= APART


def can_manage_ledgers(actor: Actor) -> bool:
    """Route level: what was approved (lines, duties, milestones) changes through the office alone."""
    return actor.holds(Role.CAMPAIGN_OFFICE)


def can_set_some_goals(actor: Actor) -> bool:
    """Route level: the office sets goals and nodes, a lead unit's people propose them (T9)."""
    return actor.holds(Role.CAMPAIGN_OFFICE, Role.LIAISON, *UNIT_EDITORS)


def can_add_entries(actor: Actor) -> bool:
    """Route level: the office, and whoever works the entries of a kind that its units add to."""
    return actor.holds(Role.CAMPAIGN_OFFICE, *UNIT_WORKERS)


def can_manage_kinds(actor: Actor) -> bool:
    """Kinds hold for the whole installation: the campaign office writes them, the system's too."""
    return actor.kind is ActorKind.SYSTEM or actor.holds(
        Role.CAMPAIGN_OFFICE, Role.SYSTEM_ADMINISTRATOR
    )


def can_open_ledger(actor: Actor, campaign: Campaign) -> bool:
    return in_scope(actor, campaign.unit.path, Role.CAMPAIGN_OFFICE)


def can_add_entry(actor: Actor, kind: Kind, unit_id: int) -> bool:
    """Let a unit add lines of its own where the kind says so, such as requests at its counter."""
    return kind.is_added_by_units and unit_id in working_units(actor, kind)


def working_units(actor: Actor, kind: Kind) -> set[int]:
    """Return the units whose entries of a kind the actor works: liaisons only where none reports."""
    roles = UNIT_EDITORS if kind.is_reported else UNIT_WORKERS
    return {grant.unit_id for grant in actor.grants if grant.role in roles}


def can_work_ledgers(actor: Actor) -> bool:
    """Route level: whoever might fill or move some entry, the liaison of a kind without reports too."""
    return actor.holds(Role.CAMPAIGN_OFFICE, *UNIT_WORKERS)


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
    """Fill the fields that the kind leaves to the unit: a lead unit's administrator or approver.

    Of a kind that no round asks about, the liaison does so too: nobody else would say anything.
    """
    if can_edit_entry(actor, entry):
        return True
    return not working_units(actor, entry.kind).isdisjoint(lead_ids or {entry.unit_id})


def can_write_log(actor: Actor, entry: Entry, lead_ids: frozenset[int]) -> bool:
    """Let the office and everybody who acts for a lead unit write a log: it is daily work."""
    if can_fill_entry(actor, entry, lead_ids):
        return True
    mine = {grant.unit_id for grant in actor.grants if grant.role in UNIT_WORKERS}
    return not mine.isdisjoint(lead_ids or {entry.unit_id})


def can_strike_log(actor: Actor, row: LogRow, lead_ids: frozenset[int]) -> bool:
    """Let the office strike a row, and whoever recorded it while acting for the lead unit."""
    if can_edit_entry(actor, row.entry):
        return True
    is_own = row.recorded_by is not None and row.recorded_by == actor.person_id
    return is_own and can_write_log(actor, row.entry, lead_ids)


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
    """Let a lead unit move its entry on; back, and into the final stage, only the office (T10).

    Where the kind says so its approvers close as well; a second person it is in any case.
    """
    if is_back or (is_final and not entry.kind.is_closed_by_units):
        return can_edit_entry(actor, entry)
    if is_final and not can_edit_entry(actor, entry):
        closers = {grant.unit_id for grant in actor.grants if grant.role in UNIT_EDITORS}
        return not closers.isdisjoint(lead_ids or {entry.unit_id})
    return can_fill_entry(actor, entry, lead_ids)


def can_ask_closing(actor: Actor, entry: Entry, lead_ids: frozenset[int]) -> bool:
    """申请销号 is for whoever acts for a lead unit, and for the campaign's office."""
    return can_edit_entry(actor, entry) or not units_of(actor, *UNIT_WORKERS).isdisjoint(
        lead_ids or {entry.unit_id}
    )


def can_review_closing(actor: Actor, entry: Entry, unit_ids: frozenset[int]) -> bool:
    """牵头/主管部门审核: an approver of a unit that leads or supervises, or the office in its stead.

    Whether it is another person than the one who asked, the act looks at.
    """
    return can_edit_entry(actor, entry) or not units_of(actor, *UNIT_EDITORS).isdisjoint(
        unit_ids or {entry.unit_id}
    )


def can_record_closing(actor: Actor, entry: Entry, unit_ids: frozenset[int]) -> bool:
    """Record a word on a closing that was signed on paper: whoever works for its unit, or the office (T4)."""
    return can_edit_entry(actor, entry) or not units_of(actor, *UNIT_WORKERS).isdisjoint(
        unit_ids or {entry.unit_id}
    )


def can_review_some_closing(actor: Actor) -> bool:
    """Route level: whoever might have a word on some closing."""
    return actor.holds(Role.CAMPAIGN_OFFICE, *UNIT_EDITORS)


def units_of(actor: Actor, *roles: Role) -> set[int]:
    """Return the units for which the actor has one of `roles`, its task forces with them."""
    own = {grant.unit_id for grant in actor.grants if grant.role in roles}
    return own | set(actor.task_force_ids) if own else own


def can_write_lamps(actor: Actor) -> bool:
    """Lamps are computed: by guatu itself, or at the campaign office's asking."""
    return actor.kind is ActorKind.SYSTEM or actor.holds(Role.CAMPAIGN_OFFICE)


def can_own_rules(actor: Actor, unit_path: str) -> bool:
    """Let a campaign office have lamp rules of its own."""
    return in_scope(actor, unit_path, Role.CAMPAIGN_OFFICE)


def can_choose_rules(actor: Actor, campaign: Campaign) -> bool:
    """By which rules a campaign is lit is for the office that runs it."""
    return in_scope(actor, campaign.unit.path, Role.CAMPAIGN_OFFICE)


def can_edit_rule_set(actor: Actor, row: LampRuleSet) -> bool:
    """Let an office, or one above it, edit a set of its own; what ships is edited by nobody."""
    return row.unit is not None and in_scope(actor, row.unit.path, Role.CAMPAIGN_OFFICE)


def can_set_some_lamp(actor: Actor) -> bool:
    """Route level: whoever might set some lamp by hand; which one is decided at the entry."""
    return actor.holds(Role.CAMPAIGN_OFFICE, Role.LEADER)


def can_set_lamp(actor: Actor, entry: Entry) -> bool:
    """人工认定 is for the office that runs the campaign, and for its leaders."""
    return in_scope(actor, entry.campaign.unit.path, Role.CAMPAIGN_OFFICE, Role.LEADER)


def in_scope(actor: Actor, unit_path: str, *roles: Role) -> bool:
    if actor.kind is ActorKind.SYSTEM:
        return True
    return any(is_within(unit_path, scope) for scope in actor.scopes(*roles))


def can_ask_need(actor: Actor, entry: Entry, lead_ids: frozenset[int]) -> bool:
    """Ask for what an entry needs, and take it back: the office, or who fills it for its lead unit."""
    return can_fill_entry(actor, entry, lead_ids)


def can_answer_some(actor: Actor) -> bool:
    """Route level: whoever may speak for a unit that is asked for something or confirms something."""
    return actor.holds(Role.CAMPAIGN_OFFICE, *UNIT_WORKERS)


def can_settle_need(actor: Actor, need: Need) -> bool:
    """Say what became of a need: who speaks for the unit that was asked, or the campaign's office."""
    if in_scope(actor, need.entry.campaign.unit.path, Role.CAMPAIGN_OFFICE):
        return True
    return speaks_for(actor, need.solver_id)


def can_keep_track(actor: Actor, keeper_id: int | None) -> bool:
    """Confirm a track: who speaks for the unit named for it, nobody else, not even the office (T7)."""
    if actor.kind is ActorKind.SYSTEM:
        return True
    return keeper_id is not None and speaks_for(actor, keeper_id)


def can_name_keeper(actor: Actor, ledger: Ledger) -> bool:
    """Say which unit confirms a track in a ledger: the office of its campaign."""
    return in_scope(actor, ledger.campaign.unit.path, Role.CAMPAIGN_OFFICE)


def speaks_for(actor: Actor, unit_id: int) -> bool:
    return any(g.unit_id == unit_id and g.role in UNIT_WORKERS for g in actor.grants)
