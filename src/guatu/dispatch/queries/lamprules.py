"""Where each rule set is in use, and what another one would change (before anybody saves it)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from guatu.accounts.models import Unit
from guatu.campaigns.models import Campaign
from guatu.campaigns.queries import visible_campaigns
from guatu.core.actors import Actor, Role
from guatu.core.kinds import KindDefinition
from guatu.core.lamps import Lamp, RuleSet, light
from guatu.dispatch.queries.facts import Lighting, lamp_facts, lighting_of
from guatu.ledgers.models import Entry
from guatu.ledgers.queries import installed_kinds, ledgers_of
from guatu.ledgers.queries.rulesets import RulesInUse, rules_in_use

PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """One kind of a campaign and the set that lights it."""

    campaign: Campaign
    kind: KindDefinition
    rules: RulesInUse


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """An entry whose lamp would be another one, and the rule that would light it."""

    entry_id: int
    title: str
    unit: str
    before: Lamp
    after: Lamp
    rule: str
    inputs: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What would change: counts from lamp to lamp over all that the actor sees, and a page of it."""

    campaign: Campaign
    seen: int
    counts: dict[tuple[Lamp, Lamp], int]
    moves: list[Move]
    page: int

    @property
    def changed(self) -> int:
        return sum(self.counts.values())

    @property
    def pages(self) -> int:
        return max(-(-self.changed // PAGE), 1)

    @property
    def befores(self) -> list[Lamp]:
        return [lamp for lamp in Lamp if any(pair[0] is lamp for pair in self.counts)]

    @property
    def afters(self) -> list[Lamp]:
        return [lamp for lamp in Lamp if any(pair[1] is lamp for pair in self.counts)]


def running_campaigns(actor: Actor) -> list[Campaign]:
    """Return the campaigns under way that an actor sees."""
    rows = visible_campaigns(actor).filter(status=Campaign.Status.ACTIVE)
    return list(rows.order_by("-starts_on", "pk"))


def uses_of(campaigns: Sequence[Campaign], today: date) -> list[Use]:
    """Return by what each kind of each campaign is lit today; kinds without a ledger are left out."""
    kinds = installed_kinds()
    found = []
    for campaign in campaigns:
        rules = rules_in_use(campaign, kinds, today)
        found += [
            Use(campaign=campaign, kind=kind, rules=rules[kind.code])
            for _ledger, kind in ledgers_of(campaign)
        ]
    return found


def campaigns_lit_by(code: str, today: date) -> list[Campaign]:
    """Return the campaigns under way in which a set lights something today."""
    rows = Campaign.objects.filter(status=Campaign.Status.ACTIVE).select_related("unit")
    uses = uses_of(list(rows.order_by("pk")), today)
    return list({use.campaign.pk: use.campaign for use in uses if use.rules.code == code}.values())


def with_rules(
    lighting: Lighting, rule_set: RuleSet, *, code: str, kinds: Sequence[str] | None = None
) -> Lighting:
    """Return a lighting in which a set takes the place of its own last version, or lights `kinds`.

    Where it is in use nowhere yet and no kind is named, it lights all.
    """
    own = [kind for kind, one in lighting.rules.items() if one.code == code]
    wanted = kinds if kinds is not None else own or list(lighting.rules)
    new = RulesInUse(code=code, version=0, rule_set=rule_set)
    return replace(lighting, rules={**lighting.rules, **dict.fromkeys(wanted, new)})


def preview_of(
    actor: Actor, campaign: Campaign, today: date, *, change: Change, page: int = 1
) -> Preview:
    """Return what a change of rules would do to the lamps that an actor sees."""
    lighting = with_rules(
        lighting_of(campaign, today), change.rule_set, code=change.code, kinds=change.kinds
    )
    counts: Counter[tuple[Lamp, Lamp]] = Counter()
    wanted: list[Move] = []
    first, seen, place = (page - 1) * PAGE, 0, 0
    for move in judged(actor, lighting):
        seen += 1
        if move.before is move.after:
            continue
        counts[move.before, move.after] += 1
        if first <= place < first + PAGE:
            wanted.append(move)
        place += 1
    return Preview(
        campaign=campaign, seen=seen, counts=dict(counts), moves=named(wanted), page=page
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A set as it would be, under its code, for some kinds or for those that it lights now."""

    rule_set: RuleSet
    code: str
    kinds: Sequence[str] | None = None


def judged(actor: Actor, lighting: Lighting) -> Iterator[Move]:
    """Yield each entry that the actor sees with its lamp as computed now and as it would be."""
    for chunk in lamp_facts(lighting, actor=actor):
        for kind, facts in chunk.facts:
            (lit,) = light([facts], lighting.rules[kind].rule_set, lighting.today)
            stood = chunk.standing.get(facts.entry_id)
            yield Move(
                entry_id=facts.entry_id,
                title="",
                unit="",
                before=Lamp(stood.lamp) if stood else lit.lamp,
                after=lit.lamp,
                rule=lit.rule,
                inputs=lit.inputs,
            )


def named(moves: Sequence[Move]) -> list[Move]:
    rows = Entry.objects.filter(pk__in=[move.entry_id for move in moves]).values_list(
        "pk", "title", "unit__short_name", "unit__name"
    )
    names = {pk: (title, short or name) for pk, title, short, name in rows}
    return [
        replace(move, title=names[move.entry_id][0], unit=names[move.entry_id][1])
        for move in moves
        if move.entry_id in names
    ]


def office_unit(actor: Actor) -> Unit | None:
    """Return the unit for which an actor runs campaigns, the highest if there are several."""
    paths = actor.scopes(Role.CAMPAIGN_OFFICE)
    return Unit.objects.filter(path=min(paths)).first() if paths else None
