"""Changing the rules of lamps and lighting by them, as one act."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from guatu.campaigns.models import Campaign
from guatu.core.actors import SYSTEM, Actor
from guatu.core.lamps import RuleSet
from guatu.dispatch.actions.lamps import recompute_lamps
from guatu.dispatch.queries.lamprules import campaigns_lit_by
from guatu.ledgers.actions.rulesets import Reasoned, choose_rules, save_rule_set
from guatu.ledgers.models import Kind, LampRuleSet


@transaction.atomic
def save_rules(
    actor: Actor, row: LampRuleSet, version: int, *, rule_set: RuleSet, why: Reasoned, today: date
) -> int:
    """Save the next version of a set and light anew what it lights; return how many lamps changed.

    One that holds from a later day lights nothing before: the daily job does it then.
    """
    save_rule_set(actor, row, version, rule_set=rule_set, why=why, today=today)
    if why.effective_on > today:
        return 0
    return sum(recompute_lamps(SYSTEM, one, today) for one in campaigns_lit_by(row.code, today))


@transaction.atomic
def use_rules(
    actor: Actor,
    campaign: Campaign,
    rule_set: LampRuleSet,
    *,
    kind: Kind | None,
    why: Reasoned,
    today: date,
) -> int:
    """Let a set light a campaign from a day on; return how many lamps changed now."""
    choose_rules(actor, campaign, rule_set, kind=kind, why=why, today=today)
    return recompute_lamps(SYSTEM, campaign, today) if why.effective_on <= today else 0
