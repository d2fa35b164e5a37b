"""What a step of the ladder is about, which steps stand in the same matter, and who may see them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from guatu.accounts.models import Unit
from guatu.campaigns.models import Campaign, Target
from guatu.campaigns.policies import CAMPAIGN_WIDE
from guatu.core.actors import APART, Actor, Role
from guatu.core.ladder import Rung
from guatu.dispatch.policies import Place
from guatu.ledgers.models import Entry
from guatu.ledgers.queries.visibility import reach_of, reached
from guatu.supervision.models import Directive, LadderStep, Matter

NOTHING = Q(pk__in=())


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """One matter: a unit with an entry, a directive or a target of a campaign."""

    campaign: Campaign
    unit: Unit
    entry: Entry | None = None
    directive: Directive | None = None
    target: Target | None = None

    @property
    def columns(self) -> dict[str, Any]:
        return {
            "campaign": self.campaign,
            "unit": self.unit,
            "entry": self.entry,
            "directive": self.directive,
            "target": self.target,
        }

    @property
    def title(self) -> str:
        return title_of(self.entry or self.directive or self.target)

    @property
    def place(self) -> Place:
        return Place(id=self.unit.pk, path=self.unit.path)


def about_entry(entry: Entry, unit: Unit | None = None) -> About:
    return About(campaign=entry.campaign, unit=unit or entry.unit, entry=entry)


def about_directive(row: Directive) -> About:
    return About(campaign=row.campaign, unit=row.unit, directive=row)


def about_target(row: Target) -> About:
    return About(campaign=row.campaign, unit=row.unit, target=row)


def about_row(row: Matter) -> About:
    return About(
        campaign=row.campaign,
        unit=row.unit,
        entry=row.entry,
        directive=row.directive,
        target=row.target,
    )


def title_of(one: Entry | Directive | Target | None) -> str:
    if isinstance(one, Target):
        return one.indicator.name
    return one.title if one is not None else ""


def same_matter(about: About) -> Q:
    return Q(**{f"{name}_id": row.pk if row else None for name, row in about.columns.items()})


def taken_in(about: About) -> frozenset[Rung]:
    """Return the steps that stand in a matter; a directive that was issued is one of them."""
    stands = LadderStep.objects.filter(same_matter(about), state=LadderStep.State.IN_FORCE)
    found = {Rung(code) for code in stands.values_list("rung", flat=True)}
    if about.directive is not None or has_directive(about):
        found.add(Rung.DIRECT)
    return frozenset(found)


def has_directive(about: About) -> bool:
    if about.entry is None:
        return False
    rows = Directive.objects.filter(entry=about.entry, unit=about.unit)
    return rows.exclude(state=Directive.State.WITHDRAWN).exists()


def seen(actor: Actor, *units: str, campaign: str = "campaign__unit__") -> Q:
    """Return the condition that a row is for `actor`'s eyes (D8): of its campaign, or of its units.

    `units` are the names of the row's columns that hold units, such as `unit`.
    """
    grants = [grant for grant in actor.grants if grant.role not in APART]
    if not grants:
        return NOTHING
    wide = {grant.scope_path for grant in grants if grant.role in CAMPAIGN_WIDE}
    condition = reached(campaign, wide, set()) if wide else NOTHING
    reach = reach_of(actor)
    for name in units:
        condition |= reached(f"{name}__", *reach)
    return condition


def decides(actor: Actor, campaign: str = "campaign__unit__") -> Q:
    """Return the condition that the row's campaign is one that `actor` runs or leads."""
    roles = (Role.CAMPAIGN_OFFICE, Role.LEADER)
    scopes = set(actor.scopes(*roles)) if actor.holds(*roles) else set()
    return reached(campaign, scopes, set()) if scopes else NOTHING
