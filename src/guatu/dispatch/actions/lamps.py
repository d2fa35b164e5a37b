"""Lighting the lamps of a campaign set-wise."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from functools import cache
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from guatu.campaigns.models import Campaign
from guatu.core.actors import SYSTEM, Actor
from guatu.core.lamps import Lit, RuleSet, RuleSetError, light, read_rule_set
from guatu.dispatch.queries.facts import LampFacts, lamp_facts
from guatu.ledgers.actions import LampRow, write_lamps
from guatu.ledgers.models import Entry

PACKS = Path(__file__).resolve().parents[2] / "packs" / "lamps"


@cache
def rule_sets() -> Mapping[str, RuleSet]:
    """Return the rule sets that ship, by the name that a kind gives."""
    return {
        pack.stem: read_rule_set(pack.read_text(encoding="utf-8"), file=pack.name)
        for pack in sorted(PACKS.glob("*.toml"))
    }


def rule_set_named(name: str) -> RuleSet:
    """Return the rule set that a kind names.

    Raises
    ------
    RuleSetError
        If there is no such file.
    """
    found = rule_sets().get(name)
    if found is None:
        raise RuleSetError("there is no such rule set", file=f"{name}.toml")
    return found


@transaction.atomic
def recompute_lamps(
    actor: Actor, campaign: Campaign, today: date, *, entry_ids: Collection[int] | None = None
) -> int:
    """Light the lamps of a campaign's entries (or of some) anew; return how many lamps changed.

    Only what differs from what stands is written, in one chained row; if nothing does, in none.
    """
    rounds_seen = max(rule_set.rounds_seen for rule_set in rule_sets().values())
    facts = lamp_facts(campaign, rounds_seen=rounds_seen, entry_ids=entry_ids)
    rows = [
        LampRow(
            entry_id=lit.entry_id,
            lamp=lit.lamp,
            rule=lit.rule,
            rule_set=name,
            inputs=dict(lit.inputs),
        )
        for name, entries in facts.by_rule_set.items()
        for lit in light(entries, rule_set_named(name), today)
        if is_news(lit, name, facts)
    ]
    return write_lamps(actor, rows, today) if rows else 0


def relight_entry(entry: Entry) -> None:
    """Light one entry anew after a change of it, as guatu itself."""
    recompute_lamps(SYSTEM, entry.campaign, timezone.localdate(), entry_ids={entry.pk})


def light_entries(campaign: Campaign, entry_ids: Collection[int]) -> None:
    """Light entries that have come into force, as guatu itself."""
    recompute_lamps(SYSTEM, campaign, timezone.localdate(), entry_ids=entry_ids)


def is_news(lit: Lit, rule_set: str, facts: LampFacts) -> bool:
    return facts.standing.get(lit.entry_id) != (lit.lamp, lit.rule, rule_set, dict(lit.inputs))
