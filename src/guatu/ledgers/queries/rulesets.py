"""Which rule set lights the entries of a campaign's kinds on a day, and what a set is called."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.db.models import Q, QuerySet

from guatu.campaigns.models import Campaign
from guatu.core.actors import Actor, ActorKind
from guatu.core.kinds import KindDefinition, Name
from guatu.core.lamps import RuleSet, RuleSetError, read_rule_set, rule_set_from_data
from guatu.core.paths import is_within
from guatu.ledgers.models import LampRuleChoice, LampRuleSet, LampRuleVersion
from guatu.ledgers.queries.kinds import spoken
from guatu.shell.errors import NotFound

PACKS = Path(__file__).resolve().parents[2] / "packs" / "lamps"


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesInUse:
    """A rule set by the code and version that lamps name."""

    code: str
    version: int
    rule_set: RuleSet


@cache
def packed_rule_sets() -> Mapping[str, RuleSet]:
    """Return the rule sets that ship, by the name that a kind gives."""
    return {
        pack.stem: read_rule_set(pack.read_text(encoding="utf-8"), file=pack.name)
        for pack in sorted(PACKS.glob("*.toml"))
    }


def rules_in_use(
    campaign: Campaign, kinds: Iterable[KindDefinition], day: date
) -> dict[str, RulesInUse]:
    """Return what lights each kind of a campaign on a day, by the kind's code: two queries.

    A choice for one kind goes before a choice for all; without any, the kind's own `lamp_rules`
    hold.

    Raises
    ------
    RuleSetError
        If a kind names a set that neither ships nor was made here.
    """
    chosen = chosen_codes(campaign, day)
    codes = {
        kind.code: chosen.get(kind.code) or chosen.get(None) or kind.lamp_rules for kind in kinds
    }
    found = rules_named(set(codes.values()), day)
    return {kind: found[code] for kind, code in codes.items()}


def chosen_codes(campaign: Campaign, day: date) -> dict[str | None, str]:
    """Return the codes of the chosen sets by kind; under None what was chosen for all kinds."""
    rows = LampRuleChoice.objects.filter(campaign=campaign, effective_on__lte=day)
    return dict(
        rows.order_by("effective_on", "pk").values_list("kind__code", "rule_set__code")
    )  # the last one of a kind stays


def rules_named(codes: Collection[str], day: date) -> dict[str, RulesInUse]:
    """Return sets by their codes, each in the version that holds on `day`.

    A set that ships holds from its file until it is written down as a row.
    """
    found = {
        code: RulesInUse(code=code, version=0, rule_set=packed_rule_sets()[code])
        for code in codes
        if code in packed_rule_sets()
    }
    rows = LampRuleVersion.objects.filter(rule_set__code__in=codes, effective_on__lte=day)
    for code, number, definition in rows.order_by("number").values_list(
        "rule_set__code", "number", "definition"
    ):
        rule_set = rule_set_from_data(definition, file=code)
        found[code] = RulesInUse(code=code, version=number, rule_set=rule_set)
    if missing := sorted(set(codes) - found.keys()):
        raise RuleSetError("there is no such rule set", file=f"{missing[0]}.toml")
    return found


def titles_of(codes: Collection[str]) -> dict[str, str]:
    """Return what sets are called in the language of this request, by code; one unknown by its code."""
    names = {code: one.title for code, one in packed_rule_sets().items()}
    rows = LampRuleVersion.objects.filter(rule_set__code__in=codes).order_by("number")
    for code, title in rows.values_list("rule_set__code", "definition__title"):
        names[code] = Name(zh=title["zh"], en=title["en"])
    return {code: spoken(names[code]) if code in names else code for code in codes}


def visible_rule_sets(actor: Actor) -> QuerySet[LampRuleSet]:
    """Return the sets that ship, and those of offices above or beneath a unit of the actor's."""
    rows = LampRuleSet.objects.select_related("unit", "copied_from")
    if actor.kind is ActorKind.SYSTEM:
        return rows
    reach = Q(is_built_in=True)
    for grant in actor.grants:
        reach |= Q(unit__path__startswith=grant.scope_path)
        reach |= Q(unit__path__in=upwards(grant.unit_path))
    return rows.filter(reach)


def upwards(path: str) -> list[str]:
    """Return a path and all above it."""
    return [path[:end] for end in range(4, len(path) + 1, 4)]


def visible_rule_set(actor: Actor, code: str) -> LampRuleSet:
    """Return one set.

    Raises
    ------
    NotFound
        If there is none, or it is not for this actor to know of.
    """
    row = visible_rule_sets(actor).filter(code=code).first()
    if row is None:
        raise NotFound
    return row


def definition_of(row: LampRuleSet) -> RuleSet:
    """Return what the newest version of a set says."""
    return rule_set_from_data(newest_version(row).definition, file=row.code)


def newest_version(row: LampRuleSet) -> LampRuleVersion:
    return row.versions.get(number=row.version)


def offered_rule_sets(actor: Actor, campaign: Campaign) -> list[LampRuleSet]:
    """Return the sets that a campaign may use: those that ship, and those of its office or above."""
    return [
        row
        for row in visible_rule_sets(actor).order_by("-is_built_in", "code")
        if row.unit is None or is_within(campaign.unit.path, row.unit.path)
    ]
