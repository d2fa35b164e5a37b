"""Who may let workbooks go out and take them back; what is written is asked again line by line."""

from __future__ import annotations

from guatu.accounts.policies import can_see_people, can_see_sign_ins, can_see_units
from guatu.audit.policies import can_read
from guatu.campaigns.models import Campaign
from guatu.campaigns.policies import can_see_targets
from guatu.core.actors import Actor, Role
from guatu.core.paths import is_within
from guatu.dispatch.policies import can_run_rounds, can_see_rounds
from guatu.ledgers.policies import can_open_ledgers


def can_exchange_some(actor: Actor) -> bool:
    """Route level of 出表 and 收表: whoever fills in for a unit, or runs rounds."""
    return actor.holds(Role.LIAISON, Role.CAMPAIGN_OFFICE)


def can_export_some(actor: Actor) -> bool:
    """Route level of lists as files: whoever opens a page with one; each list asks its page's policy."""
    pages = (can_open_ledgers, can_see_targets, can_see_rounds, can_see_units, can_see_people)
    return any(may(actor) for may in (*pages, can_see_sign_ins, can_read))


def can_exchange_all(actor: Actor, campaign: Campaign) -> bool:
    """Exchange the workbooks of every unit of a campaign: its office."""
    return can_run_rounds(actor, campaign.unit.path)


def can_adopt_some(actor: Actor) -> bool:
    """Route level of 台账认领: what becomes a line of a ledger is the campaign office's word."""
    return actor.holds(Role.CAMPAIGN_OFFICE)


FORM_KEEPERS = (Role.LIAISON, Role.APPROVER, Role.UNIT_ADMINISTRATOR)


def can_keep_forms(actor: Actor) -> bool:
    """Route level of 上级来表: the office, and whoever works for a unit that is asked for forms."""
    return actor.holds(Role.CAMPAIGN_OFFICE, *FORM_KEEPERS)


def can_keep_form(actor: Actor, campaign: Campaign, unit_id: int) -> bool:
    """Keep and fill a form: the campaign's office, or who works for the unit that owes it."""
    scopes = actor.scopes(Role.CAMPAIGN_OFFICE) if actor.holds(Role.CAMPAIGN_OFFICE) else ()
    if any(is_within(campaign.unit.path, scope) for scope in scopes):
        return True
    return any(g.unit_id == unit_id and g.role in FORM_KEEPERS for g in actor.grants)
