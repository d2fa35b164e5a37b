"""Who may do what with campaigns and their figures."""

from __future__ import annotations

from guatu.campaigns.models import Campaign, Indicator, Observation
from guatu.core.actors import APART, Actor, ActorKind, Role
from guatu.core.paths import is_within

OWERS = (Role.LIAISON, Role.UNIT_ADMINISTRATOR, Role.APPROVER)  # who speaks for a unit's figures
REPORTERS = (*OWERS, Role.CAMPAIGN_OFFICE)
# Who runs, leads or assesses a campaign sees all of it, also what is owed from elsewhere (D8).
CAMPAIGN_WIDE = frozenset({Role.CAMPAIGN_OFFICE, Role.LEADER, Role.ASSESSOR})


def working_roles() -> tuple[Role, ...]:
    """Return the roles that see campaigns: the others see the system only, or what they watch."""
    return tuple(role for role in Role if role not in APART)


def can_see_campaigns(actor: Actor) -> bool:
    return actor.kind is ActorKind.SYSTEM or actor.holds(*working_roles())


def can_see_targets(actor: Actor) -> bool:
    return actor.is_person and can_see_campaigns(actor)


def reaches(actor: Actor, path: str, *roles: Role) -> bool:
    """Say whether a post in one of `roles` reaches the unit at `path`."""
    return actor.kind is ActorKind.SYSTEM or any(
        is_within(path, scope) for scope in actor.scopes(*roles)
    )


def can_manage_campaigns(actor: Actor) -> bool:
    return actor.kind is ActorKind.SYSTEM or actor.holds(Role.CAMPAIGN_OFFICE)


def can_manage_under(actor: Actor, unit_path: str) -> bool:
    """Say whether the campaign office that `actor` holds reaches the unit."""
    return reaches(actor, unit_path, Role.CAMPAIGN_OFFICE)


def can_manage_campaign(actor: Actor, campaign: Campaign) -> bool:
    return can_manage_under(actor, campaign.unit.path)


def can_report_for(actor: Actor, unit_path: str) -> bool:
    """Say whether `actor` may report figures of the unit."""
    return reaches(actor, unit_path, *REPORTERS)


def can_report_some(actor: Actor) -> bool:
    return actor.is_person and actor.holds(*REPORTERS)


def can_owe(actor: Actor) -> bool:
    """Say whether the actor speaks for a unit that may owe figures."""
    return actor.is_person and actor.holds(*OWERS)


def can_confirm_some(actor: Actor) -> bool:
    return actor.is_person and actor.holds(*REPORTERS)


def confirming_unit_ids(actor: Actor) -> frozenset[int]:
    """Return the units as whose 数据提供单位 the actor confirms."""
    return frozenset(grant.unit_id for grant in actor.grants if grant.role in REPORTERS)


def can_provide(actor: Actor, indicator: Indicator) -> bool:
    """Say whether `actor` speaks for the 数据提供单位; without one, the office whose indicator it is."""
    if actor.kind is ActorKind.SYSTEM:
        return True
    if indicator.provider_id is None:
        return can_manage_under(actor, indicator.owner.path)
    return indicator.provider_id in confirming_unit_ids(actor)


def can_correct(actor: Actor, observation: Observation) -> bool:
    """Say whether `actor` corrects a figure: its unit a flash figure, the provider any (T6)."""
    if can_provide(actor, observation.indicator):
        return True
    return observation.series == Observation.Series.FLASH and can_report_for(
        actor, observation.unit.path
    )


def can_confirm(actor: Actor, observation: Observation, reporters: frozenset[int | None]) -> bool:
    """Say whether `actor` confirms this value: the 数据提供单位, never a person who reported it (T6).

    `reporters` are the persons of the value and of all that it corrects (persons, not accounts).
    """
    provider = observation.indicator.provider
    if provider is None or not actor.is_person or actor.person_id in reporters:
        return False
    return provider.pk in confirming_unit_ids(actor)
